package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/renameio/v2"

	"github.com/strowger/strowger/access"
)

// SignOuts remembers when people have signed out, in a file: the sessions that
// they had begun by then are over, also after a restart. It holds one time for
// each user and forgets it when no session from before could go on anyway, so it
// never holds more than there are users. It is safe for concurrent use.
type SignOuts struct {
	path string

	writing sync.Mutex
	at      atomic.Pointer[map[string]int64] // Unix milliseconds by instance and user
}

// signOutsFile is what the file holds.
type signOutsFile struct {
	SignedOut map[string]int64 // Unix milliseconds by INSTANCE/USER
}

// OpenSignOuts reads a file, which may be missing.
func OpenSignOuts(path string) (*SignOuts, error) {
	var file signOutsFile
	text, err := access.ReadPrivate(path, "delete session.key beside it if others may have written it, which signs everybody out")
	if err == nil {
		if err = json.Unmarshal(text, &file, json.RejectUnknownMembers(true)); err != nil {
			err = fmt.Errorf("%s is damaged: %w; delete it, and session.key beside it so that no session from before goes on", path, err)
		}
	} else if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	o := &SignOuts{path: path}
	o.at.Store(&file.SignedOut)
	return o, err
}

// last returns when the user of a session has signed out last, in Unix
// milliseconds.
func (o *SignOuts) last(s *session) int64 { return (*o.at.Load())[s.user()] }

// end ends all sessions that the user of a session has begun. When it returns
// without an error that outlasts a crash; otherwise nothing has ended. What is
// older than life is forgotten.
func (o *SignOuts) end(s *session, now time.Time, life time.Duration) error {
	o.writing.Lock()
	defer o.writing.Unlock()
	at := map[string]int64{s.user(): max(now.UnixMilli(), s.Begun)}
	for user, ms := range *o.at.Load() {
		if user != s.user() && ms >= now.Add(-life).UnixMilli() {
			at[user] = ms
		}
	}
	text, err := json.Marshal(signOutsFile{at}, json.Deterministic(true))
	if err == nil {
		err = renameio.WriteFile(o.path, append(text, '\n'), 0o600)
	}
	if err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	o.at.Store(&at)
	return nil
}

// user names the user of a session among those of all instances.
func (s *session) user() string { return string(s.Instance) + "/" + string(s.User) }

// signOut ends the sessions of the user whose token the request has: POST
// /auth/sign-out.
func (h *handler) signOut(c *call) (any, error) {
	if err := fromOurPages(c.r); err != nil {
		return nil, err
	}
	return h.logOut(c)
}

// logOut is what desktops ask for that have the address of Amazon's: GET /logout
// and GET /connect/logout. Pages of other sites may, as on Amazon: they embed the
// desktop, and cannot read the answer.
func (h *handler) logOut(c *call) (any, error) {
	token := c.r.Header.Get("X-Amz-Bearer")
	if cookie, err := c.r.Cookie(cookieName); token == "" && err == nil {
		token = cookie.Value
	}
	who, err := h.authenticate(c.r.Context(), token)
	switch {
	case isUnauthorized(err): // it has ended already
	case err != nil:
		return nil, err
	default:
		if err := h.SignOuts.end(&who.session, h.Now(), h.SessionLife); err != nil {
			return nil, err
		}
	}
	h.setCookie(c, &http.Cookie{Name: cookieName, Path: "/", MaxAge: -1})
	return struct{}{}, nil
}
