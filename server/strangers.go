package server

import (
	"container/list"
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// strangers are the connections on which nobody has been authenticated yet and no
// request is being answered. There can be so many; for one more, one is closed on
// which a request has been refused, or else the one that has been there the
// longest. Who has credentials shows them in the first moments of a connection, so
// whoever opens thousands keeps nobody out, wherever they come from. The
// connections of trusted proxies are no strangers.
type strangers struct {
	max     int
	trusted func(net.Addr) bool
	log     *slog.Logger
	warning rate.Sometimes

	mu      sync.Mutex
	waiting list.List // of *connection; the first to be closed is at the front
	open    map[net.Conn]*connection
}

// connection is what is known of a connection. It belongs to strangers.mu.
type connection struct {
	conn    net.Conn
	place   *list.Element // in strangers.waiting, nil if it is not there
	known   bool          // somebody has been authenticated on it
	reading int           // unsigned bodies that are on their way
	answers int           // requests that are being answered
}

func newStrangers(most int, trusted func(net.Addr) bool, log *slog.Logger) *strangers {
	return &strangers{
		max: most, trusted: trusted, log: log,
		warning: rate.Sometimes{Interval: time.Minute},
		open:    make(map[net.Conn]*connection),
	}
}

type connectionKey struct{}

// connected takes a new connection. It is the ConnContext of an http.Server.
func (s *strangers) connected(ctx context.Context, conn net.Conn) context.Context {
	if s.trusted(conn.RemoteAddr()) {
		return ctx
	}
	c := &connection{conn: conn}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[conn] = c
	s.wait(c)
	return context.WithValue(ctx, connectionKey{}, c)
}

// changed forgets a connection that has ended. It is the ConnState of an
// http.Server.
func (s *strangers) changed(conn net.Conn, state http.ConnState) {
	if state != http.StateClosed && state != http.StateHijacked {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.open[conn]; c != nil {
		s.leave(c)
		delete(s.open, conn)
	}
}

// wait puts a connection at the end of the list. One too many is closed, which
// brings it to changed; that can take long with TLS.
func (s *strangers) wait(c *connection) {
	c.place = s.waiting.PushBack(c)
	if s.waiting.Len() <= s.max {
		return
	}
	oldest := s.waiting.Front().Value.(*connection)
	s.leave(oldest)
	go func() { _ = oldest.conn.Close() }()
	s.warning.Do(func() {
		s.log.Warn("too many connections without credentials; for each new one the oldest is closed", "connections", s.max)
	})
}

func (s *strangers) leave(c *connection) {
	if c.place != nil {
		s.waiting.Remove(c.place)
		c.place = nil
	}
}

// of calls a function with the connection of a request, if it is not one of a
// proxy.
func (s *strangers) of(r *http.Request, change func(*connection)) {
	c, ok := r.Context().Value(connectionKey{}).(*connection)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	change(c)
}

// authenticated is told of a request whose caller is known.
func (s *strangers) authenticated(r *http.Request) {
	s.of(r, func(c *connection) {
		c.known = true
		s.leave(c)
	})
}

// answering is told that a request is being answered.
func (s *strangers) answering(r *http.Request) {
	s.of(r, func(c *connection) {
		c.answers++
		s.leave(c)
	})
}

// answered is told that it has been.
func (s *strangers) answered(r *http.Request) {
	s.of(r, func(c *connection) {
		c.answers--
		if c.answers == 0 && !c.known && s.open[c.conn] == c {
			s.wait(c)
		}
	})
}

// refused is told of a request that is refused before it is whole.
func (s *strangers) refused(r *http.Request) {
	s.of(r, func(c *connection) {
		if c.place != nil {
			s.waiting.MoveToFront(c.place)
		}
	})
}

// readingMax is how many unsigned bodies can be on their way on one connection,
// which HTTP/2 allows.
const readingMax = 8

// reading reports whether one more unsigned body can be read, until read is told
// that it has been.
func (s *strangers) reading(r *http.Request) bool {
	ok := true
	s.of(r, func(c *connection) {
		if ok = c.reading < readingMax; ok {
			c.reading++
		}
	})
	return ok
}

func (s *strangers) read(r *http.Request) {
	s.of(r, func(c *connection) { c.reading-- })
}
