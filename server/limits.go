package server

import (
	"cmp"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/workspace"
)

// Limits bound what a client can take of a server.
type Limits struct {
	Header      time.Duration // to send a header
	Request     time.Duration // to send a whole request
	Answer      time.Duration // to take an answer, counted from its first byte
	Idle        time.Duration // between two requests of a connection
	HeaderBytes int           // of a header

	Calls int // that are answered at the same time
	Polls int // the same of long polls and sockets, which mostly wait
}

// DefaultLimits are far from what a client needs who means well.
func DefaultLimits() Limits {
	var l Limits
	l.fill()
	return l
}

// fill gives the members that are zero their defaults.
func (l *Limits) fill() {
	l.Header = cmp.Or(l.Header, 10*time.Second)
	l.Request = cmp.Or(l.Request, time.Minute)
	l.Answer = cmp.Or(l.Answer, time.Minute)
	l.Idle = cmp.Or(l.Idle, 2*time.Minute)
	l.HeaderBytes = cmp.Or(l.HeaderBytes, 32<<10)
	l.Calls = cmp.Or(l.Calls, 1024)
	l.Polls = cmp.Or(l.Polls, 16384)
}

// httpServer returns an HTTP server that keeps the limits.
func httpServer(handler http.Handler, l Limits, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           takeInTime(admitSome(handler, l), l),
		ReadHeaderTimeout: l.Header,
		ReadTimeout:       l.Request,
		IdleTimeout:       l.Idle,
		MaxHeaderBytes:    l.HeaderBytes,
		// OPTIONS * is refused like anything else that has no operation.
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// takeInTime ends the connection of a client that does not take its answer in
// time. The WriteTimeout of http.Server would count from the request alone, and
// could not tell a long poll that has nothing to say yet from a slow client.
func takeInTime(next http.Handler, l Limits) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		timed := &timedWriter{ResponseWriter: w, limit: l.Answer}
		timed.within(l.Request + l.Answer) // to be asked for the body, too
		next.ServeHTTP(timed, r)
	})
}

// timedWriter sets the deadline of an answer anew when it begins.
type timedWriter struct {
	http.ResponseWriter
	limit time.Duration
	begun bool
}

func (w *timedWriter) begin() {
	if !w.begun {
		w.begun = true
		w.within(w.limit)
	}
}

// within sets the deadline of what is written. Where there are none, in a test,
// nothing can hang either.
func (w *timedWriter) within(limit time.Duration) {
	_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(time.Now().Add(limit))
}

func (w *timedWriter) WriteHeader(status int) {
	w.begin()
	w.ResponseWriter.WriteHeader(status)
}

func (w *timedWriter) Write(p []byte) (int, error) {
	w.begin()
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController find what is below.
func (w *timedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// isPoll reports whether a request is a long poll of an agent's desktop, or a
// socket, which waits as well.
func isPoll(r *http.Request) bool {
	return r.URL.Path == workspace.Socket || r.URL.Path == "/api" && strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".GetAgentSnapshot")
}

// busy is what a caller is told who comes when there are too many: every SDK
// tries again after a ThrottlingException.
var busy = &restjson.Error{
	Code: "ThrottlingException", Status: http.StatusTooManyRequests, RetrySeconds: 1,
	Message: "The server is answering as many requests as it takes at the same time. Try again later.",
}

// admitSome refuses a request at once when as many are being answered as the
// limits allow. Nothing of it is read then but its header.
func admitSome(next http.Handler, l Limits) http.Handler {
	calls, polls := make(chan struct{}, l.Calls), make(chan struct{}, l.Polls)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		places := calls
		if isPoll(r) {
			places = polls
		}
		select {
		case places <- struct{}{}:
			defer func() { <-places }()
			next.ServeHTTP(w, r)
		default:
			restjson.Refuse(w, busy)
		}
	})
}
