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

// session is what an access token says. On the wire it is
//
//	base64url(JSON) "." base64url(HMAC-SHA-256 of the first part)
type session struct {
	Instance strowger.InstanceID `json:"i"`
	User     strowger.UserID     `json:"u"`
	Password string              `json:"p"` // fingerprint of the user's PasswordHash
	Expires  int64               `json:"e"` // Unix seconds
}

// caller is who a request comes from: an agent who has signed in.
type caller struct {
	instance *host.Instance
	session  session
}

// user returns the user's identifier, which is also the agent's.
func (c *caller) user() strowger.UserID { return c.session.User }

// do sends a command to the agent's instance and answers {}.
func (c *caller) do(ctx context.Context, cmd strowger.Command) (any, error) {
	_, err := c.instance.Do(ctx, cmd)
	return struct{}{}, err
}

var token64 = base64.RawURLEncoding

// issue returns a token for a session that starts now, and when it expires.
func (h *handler) issue(s session) (string, time.Time) {
	expires := h.Now().Add(h.SessionLife).Truncate(time.Second)
	s.Expires = expires.Unix()
	claims, err := json.Marshal(s)
	if err != nil {
		panic("workspace: " + err.Error()) // it is three strings of ours and a number
	}
	payload := token64.EncodeToString(claims)
	return payload + "." + token64.EncodeToString(h.mac("session", payload)), expires
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
	if h.Now().Unix() >= s.Expires {
		return nil, unauthorized("the session has expired; sign in again")
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
	return &caller{instance, s}, nil
}

// verify returns what a token says if the server has signed it.
func (h *handler) verify(token string) (session, bool) {
	payload, signature, _ := strings.Cut(token, ".")
	mac, err := token64.DecodeString(signature)
	if err != nil || !hmac.Equal(mac, h.mac("session", payload)) {
		return session{}, false
	}
	claims, err := token64.DecodeString(payload)
	var s session
	return s, errors.Join(err, json.Unmarshal(claims, &s)) == nil
}

func notOurs() error { return unauthorized("the access token is not one of this server") }

func unauthorized(message string) error {
	return &restjson.Error{Code: codeUnauthorized, Status: http.StatusUnauthorized, Message: message}
}
