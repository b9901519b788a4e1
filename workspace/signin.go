package workspace

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// cookieName is the name of the cookie that holds the access token for pages.
const cookieName = "strowger-session"

type signInInput struct {
	InstanceID string `json:"InstanceId"` // or ARN
	Username   string
	Password   string
}

// Validate implements restjson.Validator.
func (in *signInInput) Validate(c *restjson.Checker) {
	c.Required("InstanceId", in.InstanceID != "")
	c.Required("Username", in.Username != "")
	c.Required("Password", in.Password != "")
}

type signInOutput struct {
	AccessToken string
	Expiration  restjson.Epoch
}

// signIn begins a session: POST /auth/sign-in. Whatever is wrong with the names
// or the password, the answer is the same and takes as long.
func (h *handler) signIn(c *call) (any, error) {
	if err := fromOurPages(c.r); err != nil {
		return nil, err
	}
	body, err := c.body()
	if err != nil {
		return nil, err
	}
	in, err := decode[signInInput](body)
	if err != nil {
		return nil, err
	}
	id, _ := h.Names.Identify("", strowger.InstanceResource, in.InstanceID) // "" is no instance
	instance := strowger.InstanceID(id)
	name := nameOf(instance, in.Username)
	at := h.device(c.r)
	a := attempt{name, addressOf(c.r), h.knows(&at, name)}
	if err := h.guard.refused(&a, h.Now()); err != nil { // it need not stand in line
		return nil, err
	}
	u, err := h.find(c.r.Context(), instance, in.Username)
	if err != nil {
		return nil, err
	}
	same, err := h.guard.try(c.r.Context(), a, h.Now, func() bool { return samePassword(u.PasswordHash, in.Password) })
	if err != nil {
		return nil, err
	}
	if !same {
		return nil, unauthorized("the instance, the user name or the password is wrong")
	}
	h.remember(c, at, name)
	s := session{Instance: instance, User: u.ID, Password: h.fingerprint(u.PasswordHash)}
	s.Begun = max(h.Now().UnixMilli(), h.SignOuts.last(&s)+1)
	token, expires := h.issue(c, s)
	return signInOutput{token, restjson.EpochOf(expires)}, nil
}

// fromOurPages refuses what a page of another site has its visitors send: it must
// not be able to sign them in as somebody, or out.
func fromOurPages(r *http.Request) error {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return &restjson.Error{Code: codeAccessDenied, Status: http.StatusForbidden, Message: "the request comes from another site", Err: err}
	}
	return nil
}

// find returns a user by name; the zero user, without a password, if there is
// none.
func (h *handler) find(ctx context.Context, id strowger.InstanceID, username string) (strowger.User, error) {
	var user strowger.User
	instance, err := h.Directory.Instance(id)
	if err == nil {
		err = instance.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
			if u, ok := e.Users().Named(username); ok {
				user = strowger.User{ID: u.ID, PasswordHash: u.PasswordHash}
			}
			return nil
		})
	}
	if strowger.CodeOf(err) == strowger.ResourceNotFound {
		err = nil
	}
	return user, err
}

// nobodysHash is the bcrypt hash of a password that nobody knows, at the default
// cost. Users who do not exist are compared with it.
const nobodysHash = "$2a$10$K72SO/eyVFiBPrH5MLz3JOGTwAMLluNX5GpKHciUi9kOfySH/0ZKS"

func samePassword(hash, password string) bool {
	known := hash != ""
	if !known {
		hash = nobodysHash
	}
	return bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) == nil && known
}

type authorizeOutput struct {
	AccessToken string `json:"accessToken"`
	Expiration  int64  `json:"expiration"` // Unix milliseconds, which a Date takes
}

// authorize answers with the session in the cookie: GET /auth/authorize. Amazon's
// desktop calls it when less than 30 minutes are left. The session ends when it
// would have ended: twelve hours after signing in, a person signs in again.
func (h *handler) authorize(c *call) (any, error) {
	cookie, err := c.r.Cookie(cookieName)
	if errors.Is(err, http.ErrNoCookie) {
		return nil, unauthorized("sign in: the request has no cookie " + cookieName)
	}
	who, err := h.authenticate(c.r.Context(), cookie.Value)
	if err != nil {
		return nil, err
	}
	token, expires := h.issue(c, who.session)
	return authorizeOutput{token, expires.UnixMilli()}, nil
}

// issue returns a token for a session and when it expires, and leaves it in the
// cookie.
func (h *handler) issue(c *call, s session) (string, time.Time) {
	token, expires := h.seal("session", s), s.expires(h.SessionLife)
	h.setCookie(c, &http.Cookie{Name: cookieName, Value: token, Path: "/", Expires: expires})
	return token, expires
}

// setCookie sets a cookie that no script sees. With TLS it also works in pages
// that are framed by other sites.
func (h *handler) setCookie(c *call, cookie *http.Cookie) {
	cookie.HttpOnly, cookie.SameSite = true, http.SameSiteLaxMode
	if overTLS(c.r) {
		cookie.Secure, cookie.SameSite = true, http.SameSiteNoneMode
	}
	http.SetCookie(c.w, cookie)
}

// overTLS reports whether a desktop reaches the server by TLS, which a proxy may
// end. Anybody can write that header, but a page of others cannot into the request
// of somebody else, and it changes nothing but the answer.
func overTLS(r *http.Request) bool {
	return r.TLS != nil || slices.Equal(r.Header["X-Forwarded-Proto"], []string{"https"})
}
