package workspace

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/strowger/strowger/connect"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/report"
	"github.com/strowger/strowger/restjson"
)

// Server answers agent desktops.
type Server struct {
	Directory *host.Directory // required
	Names     connect.Names   // required
	Secret    []byte          // signs access tokens; required, 32 bytes at least
	SignOuts  *SignOuts       // required
	Report    *report.Store   // required: what contacts were that have left

	SessionLife time.Duration    // from signing in; 12 hours by default
	Now         func() time.Time // for sessions; time.Now by default
	Limiter     restjson.Limiter // of the requests; restjson.Unlimited by default
	Log         *slog.Logger     // slog.Default by default
}

// secretMin is the length of a secret that cannot be guessed, in bytes.
const secretMin = 32

// Handler returns what serves the paths of the workspace; see Serves. It panics if
// a required member is missing.
//
// A snapshot request is held for up to 30 seconds; end the context of the
// connections (http.Server.BaseContext) to stop sooner.
func (s *Server) Handler() http.Handler {
	if s.Directory == nil || len(s.Secret) < secretMin || s.SignOuts == nil || s.Report == nil {
		panic("workspace: Server.Directory, a Server.Secret of 32 bytes, Server.SignOuts and Server.Report are required")
	}
	h := &handler{Server: *s, guard: newGuard(), sockets: newSockets()}
	if h.SessionLife == 0 {
		h.SessionLife = sessionLife
	}
	if h.Now == nil {
		h.Now = time.Now
	}
	if h.Limiter == nil {
		h.Limiter = restjson.Unlimited{}
	}
	if h.Log == nil {
		h.Log = slog.Default()
	}
	return h
}

type handler struct {
	Server
	guard   *guard
	sockets *sockets
	reports clientReports
}

// call is one request on its way through the handler.
type call struct {
	w           http.ResponseWriter
	r           *http.Request
	id          string
	operation   string // for the log
	contentType string // of the answer
	answered    int    // the status, if the request has been answered already

	limiter restjson.Limiter
	bodyMax int64  // the longest body, in bytes
	done    func() // once the request is whole: ends it with the limiter
}

// endpoint is what is behind a path.
type endpoint struct {
	method      string
	contentType string
	serve       func(*handler, *call) (any, error)
}

var endpoints = map[string]endpoint{
	SignIn:            {http.MethodPost, "application/json", (*handler).signIn},
	"/auth/sign-out":  {http.MethodPost, "application/json", (*handler).signOut},
	"/auth/authorize": {http.MethodGet, "application/json", (*handler).authorize},
	"/logout":         {http.MethodGet, "application/json", (*handler).logOut}, // of NAME.my.connect.aws
	"/connect/logout": {http.MethodGet, "application/json", (*handler).logOut}, // of NAME.awsapps.com
	"/api":            {http.MethodPost, "application/x-amz-json-1.0", (*handler).operate},
	Socket:            {http.MethodGet, "application/json", (*handler).openSocket},
}

// Serves reports whether a path belongs to the workspace.
func Serves(path string) bool {
	_, ok := endpoints[path]
	return ok || strings.HasPrefix(path, "/auth/")
}

// SignIn is the path of signing in. Who is there may wait in line for a minute and
// has nothing to finish.
const SignIn = "/auth/sign-in"

// ServeHTTP answers one request.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	c := &call{
		w: w, r: r,
		id: uuid.NewString(), operation: r.URL.Path, contentType: "application/json",
		limiter: h.Limiter, bodyMax: smallBodyMax, done: func() {},
	}
	defer func() { c.done() }()
	w.Header().Set("x-amzn-RequestId", c.id)
	w.Header().Set("Cache-Control", "no-store") // there are tokens in it
	out, err := h.serve(c)
	status := c.answered
	if status == 0 {
		status = c.answer(out, err)
	}
	restjson.Record{ID: c.id, Operation: c.operation, Status: status, Err: err, Took: time.Since(start)}.Log(r.Context(), h.Log)
}

// serve finds what is behind the path and has it answer. A panic on the way
// becomes an error.
func (h *handler) serve(c *call) (out any, err error) {
	defer func() {
		switch p := recover(); p {
		case nil:
		case http.ErrAbortHandler:
			panic(p)
		default:
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	e, ok := endpoints[c.r.URL.Path]
	if !ok {
		return nil, restjson.Errorf(http.StatusNotFound, codeUnknownOperation, "nothing has the path %.64q", c.r.URL.Path)
	}
	c.contentType = e.contentType
	if c.r.Method != e.method {
		c.w.Header().Set("Allow", e.method)
		return nil, restjson.Errorf(http.StatusMethodNotAllowed, codeUnknownOperation, "%s takes %s only", c.r.URL.Path, e.method)
	}
	if e.method == http.MethodGet { // there is no body to wait for
		if _, err := c.body(); err != nil {
			return nil, err
		}
	}
	return e.serve(h, c)
}
