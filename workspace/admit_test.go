package workspace

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// unread is a body of which the test fails when it is read.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body has been read")
	return 0, io.ErrUnexpectedEOF
}

// operate asks the handler itself for an operation.
func (h *house) operate(ctx context.Context, token, operation string, body io.Reader, length int64) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/api", body)
	r.ContentLength = length
	r.Header.Set("X-Amz-Target", targetPrefix+operation)
	if token != "" {
		r.Header.Set("X-Amz-Bearer", token)
	}
	w := httptest.NewRecorder()
	h.server.Handler().ServeHTTP(w, r)
	return w
}

// TestBodyIsNotRead: a token that the server has not signed is refused by the
// header, and so is a long body of a poll or of one who shows no token there.
func TestBodyIsNotRead(t *testing.T) {
	h := newHouse(t)
	token := h.signIn(houseID, "ada")
	for _, c := range []struct {
		what, token, operation string
		length                 int64
		status                 int
	}{
		{"a token of another", token[:len(token)-1] + "~", "PutAgentState", 10, 401},
		{"a poll", token, pollOperation, smallBodyMax + 1, 413},
		{"no token", "", "PutAgentState", smallBodyMax + 1, 413},
		{"more than there is of anything", token, "PutAgentState", bodyMax + 1, 413},
	} {
		if w := h.operate(t.Context(), c.token, c.operation, unread{t}, c.length); w.Code != c.status {
			t.Errorf("%s: %d %s; want %d", c.what, w.Code, w.Body, c.status)
		}
	}
	r := httptest.NewRequest(http.MethodPost, "/auth/sign-in", unread{t})
	r.ContentLength = smallBodyMax + 1
	w := httptest.NewRecorder()
	h.server.Handler().ServeHTTP(w, r)
	if w.Code != 413 {
		t.Errorf("sign in: %d %s", w.Code, w.Body)
	}
	long := `{"state":{"name":"Available"},"padding":"` + strings.Repeat("x", smallBodyMax) + `"}`
	if w := h.operate(t.Context(), token, "PutAgentState", strings.NewReader(long), int64(len(long))); w.Code != 200 {
		t.Errorf("an agent with more to say: %d %s", w.Code, w.Body)
	}
}

// TestCallerLeft: a caller who has left shows in the log as that, and one whom the
// server has sent away as what it was told.
func TestCallerLeft(t *testing.T) {
	h := newHouse(t)
	token := h.signIn(houseID, "ada")
	for cause, want := range map[error]string{context.Canceled: "status=499", errors.New("the server ends"): "status=503"} {
		var log strings.Builder
		h.server.Log = slog.New(slog.NewTextHandler(&log, nil))
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(cause)
		h.operate(ctx, token, pollOperation, strings.NewReader("{}"), 2)
		if !strings.Contains(log.String(), want) || !strings.Contains(log.String(), "level=INFO") {
			t.Errorf("%v: the log says %s; want %s", cause, &log, want)
		}
	}
}

// TestLongNames: what a caller has sent is not repeated whole.
func TestLongNames(t *testing.T) {
	h := newHouse(t)
	d := h.desk("ada")
	r := d.call("AcceptContact", map[string]any{"contactId": strings.Repeat("c", 20<<10)})
	if r.status != 400 || len(r.body) > 1000 || !strings.Contains(string(r.body), "cc…") {
		t.Errorf("%d %d bytes: %.300s", r.status, len(r.body), r.body)
	}
}
