package workspace

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// sessionLife is how long Amazon lets a session last after signing in, unless an
// authentication profile says otherwise ("Session expiration").
const sessionLife = 12 * time.Hour

// session is what an access token says.
type session struct {
	Instance strowger.InstanceID `json:"i"`
	User     strowger.UserID     `json:"u"`
	Password string              `json:"p"` // fingerprint of the user's PasswordHash
	Begun    int64               `json:"b"` // when the user signed in, in Unix milliseconds
}

// expires returns when the session ends. To renew it does not change that.
func (s *session) expires(life time.Duration) time.Time {
	return time.UnixMilli(s.Begun).Add(life).Truncate(time.Second)
}

// caller is who a request comes from: an agent who has signed in.
type caller struct {
	instance *host.Instance
	session  session
	request  *http.Request // of an operation
}

// user returns the user's identifier, which is also the agent's.
func (c *caller) user() strowger.UserID { return c.session.User }

// do sends a command to the agent's instance and answers {}.
func (c *caller) do(ctx context.Context, cmd strowger.Command) (any, error) {
	_, err := c.instance.Do(ctx, cmd)
	return struct{}{}, err
}

var token64 = base64.RawURLEncoding

// seal returns a token that says what claims say, signed for one purpose:
//
//	base64url(JSON) "." base64url(HMAC-SHA-256 of the first part)
func (h *handler) seal(purpose string, claims any) string {
	text, err := json.Marshal(claims)
	if err != nil {
		panic("workspace: " + err.Error()) // they are strings and numbers of ours
	}
	payload := token64.EncodeToString(text)
	return payload + "." + h.signature(purpose, payload)
}

// unseal reads what a token says if the server has signed it for the purpose. A
// token has one spelling: its text is compared, since base64 can be decoded from
// several.
func (h *handler) unseal(purpose, token string, claims any) bool {
	payload, signature, _ := strings.Cut(token, ".")
	if !hmac.Equal([]byte(signature), []byte(h.signature(purpose, payload))) {
		return false
	}
	text, err := token64.DecodeString(payload)
	return errors.Join(err, json.Unmarshal(text, claims)) == nil
}

func (h *handler) signature(purpose, payload string) string {
	return token64.EncodeToString(h.mac(purpose, payload))
}

// mac signs text for one purpose, so that nothing signed for one is good for
// another.
func (h *handler) mac(purpose, text string) []byte {
	m := hmac.New(sha256.New, h.Secret)
	_, _ = m.Write([]byte("strowger workspace " + purpose + "\x00" + text)) // a hash never fails
	return m.Sum(nil)
}

// fingerprint tells one password of a user from the next without telling either.
func (h *handler) fingerprint(passwordHash string) string {
	return token64.EncodeToString(h.mac("password", passwordHash)[:12])
}

// authenticate returns who a token belongs to. The signature is checked before
// anything is looked up.
func (h *handler) authenticate(ctx context.Context, token string) (*caller, error) {
	if token == "" {
		return nil, unauthorized("sign in: the request has no access token in X-Amz-Bearer")
	}
	s, ok := h.verify(token)
	if !ok {
		return nil, notOurs()
	}
	return h.goesOn(ctx, s)
}

// verify returns what a token says if the server has signed it.
func (h *handler) verify(token string) (s session, ok bool) {
	ok = h.unseal("session", token, &s)
	return s, ok
}

// goesOn returns who a session belongs to, if it has not ended: with its time,
// with its user, with the user's password or because the user has signed out.
func (h *handler) goesOn(ctx context.Context, s session) (*caller, error) {
	if !h.Now().Before(s.expires(h.SessionLife)) {
		return nil, unauthorized("the session has expired; sign in again")
	}
	if s.Begun <= h.SignOuts.last(&s) {
		return nil, unauthorized("the user has signed out; sign in again")
	}
	instance, err := h.Directory.Instance(s.Instance)
	if err == nil {
		err = instance.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
			u, ok := e.Users().Get(s.User)
			if !ok || u.PasswordHash == "" || h.fingerprint(u.PasswordHash) != s.Password {
				return unauthorized("the user or the password has changed; sign in again")
			}
			return nil
		})
	}
	if strowger.CodeOf(err) == strowger.ResourceNotFound {
		return nil, unauthorized("the instance has been deleted")
	}
	if err != nil {
		return nil, err
	}
	return &caller{instance: instance, session: s}, nil
}

func notOurs() error { return unauthorized("the access token is not one of this server") }

func unauthorized(message string) error {
	return &restjson.Error{Code: codeUnauthorized, Status: http.StatusUnauthorized, Message: message}
}

func isUnauthorized(err error) bool {
	e, ok := errors.AsType[*restjson.Error](err)
	return ok && e.Code == codeUnauthorized
}
