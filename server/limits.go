package server

import (
	"cmp"
	"io"
	"log/slog"
	"net/http"
	"time"
)

// Limits bound what a client can take of a server.
type Limits struct {
	Header      time.Duration // to send a header, or a body where it has no credentials
	Request     time.Duration // to send a whole request
	Answer      time.Duration // to take an answer, counted from its first byte
	Idle        time.Duration // between two requests of a connection
	HeaderBytes int           // of a header

	Calls     int // that are answered at the same time
	Polls     int // the same of long polls and sockets, which mostly wait
	Unsigned  int // the same of requests without credentials, such as signing in
	BodyBytes int // of all bodies together, but for the first smallBody of each
	Strangers int // connections on which nobody has been authenticated yet
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
	l.Unsigned = cmp.Or(l.Unsigned, 4096)
	l.BodyBytes = cmp.Or(l.BodyBytes, 64<<20)
	l.Strangers = cmp.Or(l.Strangers, min(8192, openFiles()/2))
}

// httpServer returns an HTTP server that keeps the limits.
func httpServer(handler http.Handler, l *limiter, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           takeInTime(handler, l),
		ReadHeaderTimeout: l.limits.Header,
		ReadTimeout:       l.limits.Request,
		IdleTimeout:       l.limits.Idle,
		MaxHeaderBytes:    l.limits.HeaderBytes,
		ConnContext:       l.strangers.connected,
		ConnState:         l.strangers.changed,
		// OPTIONS * is refused like anything else that has no operation.
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// takeInTime ends the connection of a client that does not take its answer in
// time, and of one that is answered before it has sent its whole request. The
// WriteTimeout of http.Server would count from the request alone, and could not
// tell a long poll that has nothing to say yet from a slow client.
func takeInTime(next http.Handler, l *limiter) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		timed := &timedWriter{ResponseWriter: w, limit: l.limits.Answer}
		timed.within(l.limits.Request + l.limits.Answer) // to be asked for the body, too
		if r.ContentLength != 0 && r.ProtoMajor == 1 {   // HTTP/2 ends streams, not connections
			timed.body = &endedBody{ReadCloser: r.Body}
			r = r.WithContext(r.Context()) // a copy: the server's own keeps its body
			r.Body = timed.body
			timed.refused = func() { l.strangers.refused(r) }
		}
		next.ServeHTTP(timed, r)
	})
}

// endedBody notices the end of a body.
type endedBody struct {
	io.ReadCloser
	ended bool
}

func (b *endedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.ended = b.ended || err == io.EOF
	return n, err
}

// restTime is how long the rest of a request that has been refused is waited for,
// so that a client who sends it at once finds the answer and no broken connection.
const restTime = time.Second

// timedWriter sets the deadline of an answer anew when it begins.
type timedWriter struct {
	http.ResponseWriter
	limit   time.Duration
	body    *endedBody // nil if there is none
	refused func()     // called when the answer begins before the end of the body
	begun   bool
}

func (w *timedWriter) begin() {
	if w.begun {
		return
	}
	w.begun = true
	w.within(w.limit)
	if w.body != nil && !w.body.ended {
		w.refused()
		w.Header().Set("Connection", "close")
		_ = http.NewResponseController(w.ResponseWriter).SetReadDeadline(time.Now().Add(restTime))
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
