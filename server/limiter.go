package server

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/workspace"
)

// limiter holds requests to the limits. A place among those that are answered is
// taken by a request that is whole: until then it costs its connection and what
// has arrived of its body, and both are bounded.
type limiter struct {
	limits                 Limits
	calls, polls, unsigned chan struct{} // places
	bodyBytes              *semaphore.Weighted
	strangers              *strangers
}

var _ restjson.Limiter = (*limiter)(nil)

// newLimiter returns a limiter. Connections from trusted addresses, which are
// those of proxies, are not counted.
func newLimiter(l Limits, trusted func(net.Addr) bool, log *slog.Logger) *limiter {
	return &limiter{
		limits:    l,
		calls:     make(chan struct{}, l.Calls),
		polls:     make(chan struct{}, l.Polls),
		unsigned:  make(chan struct{}, l.Unsigned),
		bodyBytes: semaphore.NewWeighted(int64(l.BodyBytes)),
		strangers: newStrangers(l.Strangers, trusted, log),
	}
}

// busy is what a caller is told who comes when there are too many: every SDK
// tries again after a ThrottlingException.
var busy = &restjson.Error{
	Code: "ThrottlingException", Status: http.StatusTooManyRequests, RetrySeconds: 1,
	Message: "The server is answering as many requests as it takes at the same time. Try again later.",
}

// Begin implements restjson.Limiter.
func (l *limiter) Begin(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, func(), error) {
	held := &heldBody{ReadCloser: r.Body, bytes: l.bodyBytes, free: smallBody}
	release := func() { l.bodyBytes.Release(held.held) }
	body, err := l.read(w, r, held, limit)
	if err != nil {
		release()
		return nil, nil, err
	}
	places := l.places(r)
	select {
	case places <- struct{}{}:
	default:
		release()
		return nil, nil, busy
	}
	l.strangers.answering(r)
	return body, func() {
		<-places
		release()
		l.strangers.answered(r)
	}, nil
}

// Authenticated implements restjson.Limiter.
func (l *limiter) Authenticated(r *http.Request) { l.strangers.authenticated(r) }

// places returns the places of the kind that a request takes one of.
func (l *limiter) places(r *http.Request) chan struct{} {
	switch {
	case workspace.IsPoll(r):
		return l.polls
	case isUnsigned(r):
		return l.unsigned
	}
	return l.calls
}

// isUnsigned reports whether a request has no credentials in its header. Those
// of the Amazon API and the gateway that have none are refused before.
func isUnsigned(r *http.Request) bool {
	return isClock(r.URL.Path) || workspace.Serves(r.URL.Path) && workspace.Bearer(r) == ""
}

// read reads the body of a request. What nobody answers for has as long as a
// header, and few can be on their way on one connection.
func (l *limiter) read(w http.ResponseWriter, r *http.Request, held *heldBody, limit int64) ([]byte, error) {
	r = r.WithContext(r.Context())
	r.Body = held
	if r.ContentLength == 0 || !isUnsigned(r) {
		return restjson.ReadBody(w, r, limit)
	}
	if !l.strangers.reading(r) {
		return nil, busy
	}
	defer l.strangers.read(r)
	// Where there are no deadlines, in a test, nothing can hang either.
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(l.limits.Header))
	body, err := restjson.ReadBody(w, r, limit)
	if err == nil { // the server listens for the end of the connection meanwhile
		_ = control.SetReadDeadline(time.Now().Add(l.limits.Request))
	}
	return body, err
}

// smallBody is how much of each body is not counted, in bytes: about what a
// connection costs anyway.
const smallBody = 8 << 10

// heldBody counts the bytes of a body, as they arrive, among those of all.
type heldBody struct {
	io.ReadCloser
	bytes *semaphore.Weighted
	free  int64 // that are not counted
	held  int64
}

func (b *heldBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	free := min(b.free, int64(n))
	b.free -= free
	if more := int64(n) - free; more > 0 {
		if !b.bytes.TryAcquire(more) {
			return 0, busy
		}
		b.held += more
	}
	return n, err
}
