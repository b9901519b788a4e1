package restjson

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// Config holds what a Mux leaves to its user. The zero value works: everyone may
// call, foreign errors are internal, the log is slog's default.
type Config struct {
	// Screen, if set, may refuse a request by its header. It sees the request
	// before anything else does and before its body is read: whoever has no
	// credentials at all need not be listened to. A Verifier has a method for it.
	Screen func(r *http.Request) error

	// Authenticate says who is calling and returns a context that carries it.
	// It sees the request next; body is the whole body. A Verifier has a method
	// for it.
	Authenticate func(r *http.Request, body []byte) (context.Context, error)

	// Admit, if set, may refuse a call of an operation that has a handler
	// before its input is decoded: callers who come too often, say.
	Admit func(ctx context.Context, op Operation) error

	// Authorize, if set, says whether the caller, whom ctx carries, may call the
	// operation with an input that is decoded and bound but not checked yet.
	Authorize func(ctx context.Context, op Operation, in any) error

	// Resolve, if set, sees the identifiers in an input that keeps all other
	// constraints: it reports those that name nothing of their kind, and may
	// replace their texts.
	Resolve func(*Checker, []Identifier)

	// Translate turns an error that is no *Error into one, or returns nil.
	Translate func(err error, op Operation) *Error

	// BodyLimit is the longest body in bytes; 0 means 1 MiB.
	BodyLimit int64

	// Limiter bounds what is answered at the same time; nil means Unlimited.
	Limiter Limiter

	// Log receives one record per request.
	Log *slog.Logger
}

// Mux answers requests by calling the operation's handler. Register everything
// with Handle and Declare before serving.
type Mux struct {
	config Config
	root   node
	routes map[string]*route // by operation name
}

var _ http.Handler = (*Mux)(nil)

// NewMux returns a Mux without operations.
func NewMux(config Config) *Mux {
	if config.BodyLimit == 0 {
		config.BodyLimit = 1 << 20
	}
	if config.Limiter == nil {
		config.Limiter = Unlimited{}
	}
	if config.Log == nil {
		config.Log = slog.Default()
	}
	return &Mux{config: config, routes: make(map[string]*route)}
}

// Declare makes operations known without supporting them: they answer 501 and
// their name until Handle is called. Operations that are already known keep
// their handler.
func (m *Mux) Declare(ops ...Operation) {
	for _, op := range ops {
		m.route(op)
	}
}

// route returns the route of an operation, made on first use.
func (m *Mux) route(op Operation) *route {
	r := m.routes[op.Name]
	if r == nil {
		r = &route{op: op}
		m.root.add(r)
		m.routes[op.Name] = r
	}
	return r
}

// Handles reports whether an operation has a handler.
func (m *Mux) Handles(op Operation) bool {
	r := m.routes[op.Name]
	return r != nil && r.serve != nil
}

// call is one request on its way through the Mux.
type call struct {
	id      string
	op      Operation // zero until it is known
	request *http.Request
	body    []byte
	done    func()   // once the request is whole: ends it with the Limiter
	names   []string // of the labels
	labels  []string // decoded
}

// serveFunc decodes the input of a call, handles it and returns the body of the
// response.
type serveFunc func(context.Context, *call) ([]byte, error)

type contextKey struct{}

// RequestID returns the id of the request that ctx belongs to, or "".
func RequestID(ctx context.Context) string {
	if c, ok := ctx.Value(contextKey{}).(*call); ok {
		return c.id
	}
	return ""
}

// OperationOf returns the operation that ctx belongs to, in handlers and what
// they call.
func OperationOf(ctx context.Context) Operation {
	if c, ok := ctx.Value(contextKey{}).(*call); ok {
		return c.op
	}
	return Operation{}
}

// ServeHTTP answers one request.
func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	c := &call{id: uuid.NewString(), request: r, done: func() {}}
	defer func() { c.done() }()
	w.Header().Set("x-amzn-RequestId", c.id)
	body, err := m.answer(w, c)
	status := http.StatusOK
	if err != nil {
		failure := m.translate(err, c.op)
		status = failure.Status
		failure.write(w)
	} else {
		writeJSON(w, status, body)
	}
	Record{c.id, c.op.Name, status, err, time.Since(start)}.Log(r.Context(), m.config.Log)
}

// answer takes a call through admission, routing and handling. A
// panic on the way becomes an error.
func (m *Mux) answer(w http.ResponseWriter, c *call) (body []byte, err error) {
	defer func() {
		switch p := recover(); p {
		case nil:
		case http.ErrAbortHandler:
			panic(p)
		default:
			err = internalError(fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	ctx, err := m.admit(w, c)
	if err != nil {
		return nil, err
	}
	serve, err := m.find(w, c)
	if err != nil {
		return nil, err
	}
	if m.config.Admit != nil {
		if err := m.config.Admit(ctx, c.op); err != nil {
			return nil, err
		}
	}
	return serve(context.WithValue(ctx, contextKey{}, c), c)
}

// admit reads the body of a call and returns a context that carries who is
// calling.
func (m *Mux) admit(w http.ResponseWriter, c *call) (context.Context, error) {
	if m.config.Screen != nil {
		if err := m.config.Screen(c.request); err != nil {
			return nil, err
		}
	}
	body, done, err := m.config.Limiter.Begin(w, c.request, m.config.BodyLimit)
	if err != nil {
		return nil, err
	}
	c.body, c.done = body, done
	if m.config.Authenticate == nil {
		return c.request.Context(), nil
	}
	ctx, err := m.config.Authenticate(c.request, c.body)
	if err == nil {
		m.config.Limiter.Authenticated(c.request)
	}
	return ctx, err
}

// find sets the operation and labels of a call and returns what serves it.
func (m *Mux) find(w http.ResponseWriter, c *call) (serveFunc, error) {
	path, method := c.request.URL.EscapedPath(), c.request.Method
	var place *node
	if len(path) > 0 && path[0] == '/' {
		place, c.labels = m.root.find(path[1:], nil)
	}
	if place == nil {
		return nil, Errorf(http.StatusNotFound, codeUnknownOperation,
			"no operation has the path %s", clip(path))
	}
	r := place.leaf[method]
	if r == nil {
		w.Header().Set("Allow", place.methods())
		return nil, Errorf(http.StatusMethodNotAllowed, codeUnknownOperation,
			"no operation has the method %s on the path %s", clip(method), clip(path))
	}
	c.op, c.names, c.labels = r.op, r.labels, unescape(c.labels)
	if r.serve == nil {
		return nil, Errorf(http.StatusNotImplemented, codeNotImplemented,
			"the operation %s is not supported", r.op.Name)
	}
	return r.serve, nil
}

// translate finds the Error that the caller is told.
func (m *Mux) translate(err error, op Operation) *Error {
	var failure *Error
	if errors.As(err, &failure) {
		return failure
	}
	if unknown := (*AuthError)(nil); errors.As(err, &unknown) {
		return &Error{Code: unknown.Code, Status: unknown.Status, Message: unknown.Message}
	}
	if m.config.Translate != nil {
		if failure = m.config.Translate(err, op); failure != nil {
			return failure
		}
	}
	return internalError(err)
}

// writeJSON sends a response. A nil body is an empty one. Errors of writing are
// left to the server: the caller is gone.
func writeJSON(w http.ResponseWriter, status int, body []byte) {
	if body != nil {
		w.Header().Set("Content-Type", "application/json")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
