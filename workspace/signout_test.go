package workspace

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/strowger/strowger"
)

// TestSigningOut: each way of signing out ends all tokens of the user and of
// nobody else, also after a restart, and signing in begins anew.
func TestSigningOut(t *testing.T) {
	h := newHouse(t)
	h.hire(h.instance, "bert")
	bert := h.desk("bert")
	for _, way := range []struct {
		method, path, header, prefix string
	}{
		{http.MethodPost, "/auth/sign-out", "X-Amz-Bearer", ""},
		{http.MethodPost, "/auth/sign-out", "Cookie", cookieName + "="},
		{http.MethodGet, "/logout", "Cookie", cookieName + "="},
		{http.MethodGet, "/connect/logout", "Cookie", cookieName + "="},
	} {
		one, two := h.desk("ada"), h.desk("ada")
		for range 2 { // also when it has ended already
			r := h.send(t.Context(), way.method, way.path, "", way.header, way.prefix+one.token)
			if cookie := r.header.Get("Set-Cookie"); r.status != http.StatusOK || string(r.body) != "{}" ||
				!strings.HasPrefix(cookie, cookieName+"=;") || !strings.Contains(cookie, "Max-Age=0") {
				t.Errorf("%v: %d %s, Set-Cookie: %s", way, r.status, r.body, cookie)
			}
		}
		for range 2 {
			one.refused("UnauthorizedException", "GetAgentStates", nil)
			two.refused("UnauthorizedException", "GetNewAuthToken", nil)
			h.restart()
			bert.look()
		}
		h.desk("ada").look() // in the same moment
	}
	for _, token := range []string{"", "nonsense"} {
		if r := h.send(t.Context(), http.MethodPost, "/auth/sign-out", "", "X-Amz-Bearer", token); r.status != http.StatusOK {
			t.Errorf("%q: %d %s", token, r.status, r.body)
		}
	}
	ada := h.desk("ada")
	r := h.send(t.Context(), http.MethodPost, "/auth/sign-out", "", "Sec-Fetch-Site", "cross-site", "Cookie", cookieName+"="+ada.token)
	if r.status != http.StatusForbidden || r.code() != "AccessDeniedException" {
		t.Errorf("from another site: %d %s", r.status, r.body)
	}
	ada.look()
}

// TestSigningOutEndsAPoll: a poll that was held when the session ended does not
// show what has happened since.
func TestSigningOutEndsAPoll(t *testing.T) {
	h := newHouse(t)
	d := h.desk("ada")
	one := h.handler.(*handler)
	who, err := one.authenticate(t.Context(), d.token) // a poll has begun
	h.check(err)
	h.send(t.Context(), http.MethodPost, "/auth/sign-out", "", "X-Amz-Bearer", d.token)
	if out, err := one.getAgentSnapshot(t.Context(), who, &getAgentSnapshotInput{}); !isUnauthorized(err) {
		t.Errorf("the poll is answered with %v, %v", out, err)
	}
}

// TestSignOutsAreForgotten: the file holds no more than sessions that could go on.
func TestSignOutsAreForgotten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "signouts.json")
	o, err := OpenSignOuts(path)
	if err != nil {
		t.Fatal(err)
	}
	now := opening
	out := func(user strowger.UserID) {
		t.Helper()
		if err := o.end(&session{Instance: houseID, User: user}, now, sessionLife); err != nil {
			t.Fatal(err)
		}
	}
	out("ada")
	now = now.Add(time.Hour)
	out("bert")
	now = now.Add(sessionLife - time.Minute)
	out("charles")
	text, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(text), "/ada") || !strings.Contains(string(text), "/bert") || !strings.Contains(string(text), "/charles") {
		t.Errorf("the file holds %s, %v", text, err)
	}

	// What cannot be written has not happened.
	if err := os.RemoveAll(filepath.Dir(path)); err != nil {
		t.Fatal(err)
	}
	s := &session{Instance: houseID, User: "dora", Begun: now.UnixMilli()}
	if err := o.end(s, now, sessionLife); err == nil || o.last(s) != 0 {
		t.Errorf("on a disk that takes nothing: %v, signed out at %d", err, o.last(s))
	}
}

func TestDamagedSignOuts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "signouts.json")
	for _, text := range []string{"", "[]", `{"SignedOut": {"a": "b"}}`, `{"More": 1}`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenSignOuts(path); err == nil || !strings.Contains(err.Error(), "is damaged") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
