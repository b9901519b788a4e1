package workspace

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/time/rate"

	"github.com/strowger/strowger/restjson"
)

// A desktop holds a socket beside its long poll. Amazon's worker does not poll
// before it has one, and opens another when its heartbeats are not answered. On
// Amazon the messages of chats come through it; here nothing does yet.

// Socket is the path of sockets. Who is there stays, and has nothing to finish.
const Socket = "/api/websocket"

// The bounds of a socket.
const (
	// ticketLife is how long its URL is good, as on Amazon; Amazon's worker tries
	// one for 85 seconds.
	ticketLife = 100 * time.Second
	// socketLife is what a desktop is told, which opens another socket then and
	// closes this one; socketGrace is what it has for that.
	socketLife  = time.Hour
	socketGrace = time.Minute
	// socketSilence is how long it says nothing; Amazon's worker sends a heartbeat
	// each ten seconds.
	socketSilence = time.Minute
	socketWrite   = 10 * time.Second
	socketMessage = 16 << 10 // bytes
	socketPace    = 5        // messages a second, as many as socketBurst at once
	socketBurst   = 20

	socketsMax     = 16384 // open at a time
	socketsUserMax = 10    // of one user
)

// ticket is what lets a desktop open a socket: browsers send no header of the
// page's with the request for one, so it is in the URL. It is good for nothing
// else and not for long, because URLs are written to logs.
type ticket struct {
	Session session `json:"s"`
	Until   int64   `json:"x"` // Unix milliseconds
}

// openSocket answers GET /api/websocket?ticket=…, by a socket that stays until
// either side ends it.
//
// A page of any site may open it that has a ticket. Where a page comes from would
// tell nothing more: no cookie is looked at, and a ticket is given to who has a
// token.
func (h *handler) openSocket(c *call) (any, error) {
	var t ticket
	if !h.unseal("socket", c.r.URL.Query().Get("ticket"), &t) {
		return nil, unauthorized("the ticket is not one of this server; CreateTransport gives one")
	}
	if h.Now().UnixMilli() >= t.Until {
		return nil, unauthorized("the ticket has expired; CreateTransport gives another")
	}
	ctx := c.r.Context()
	if _, err := h.goesOn(ctx, t.Session); err != nil {
		return nil, err
	}
	h.Limiter.Authenticated(c.r)
	leave, err := h.sockets.enter(t.Session.user())
	if err != nil {
		return nil, err
	}
	defer leave()
	c.answered = http.StatusSwitchingProtocols // or Accept has refused the handshake in its own words
	socket, err := websocket.Accept(c.w, c.r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return nil, err
	}
	socket.SetReadLimit(socketMessage)
	ctx, cancel := context.WithTimeout(ctx, socketLife+socketGrace)
	defer cancel()
	return nil, h.converse(ctx, socket, t.Session)
}

// converse answers the messages of a socket until it ends, and says why it did.
// When ctx ends the desktop is told to open another.
func (h *handler) converse(ctx context.Context, socket *websocket.Conn, s session) error {
	defer func() { _ = socket.CloseNow() }() // it is closed already, or cannot be
	closed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(closed)
		_ = socket.Close(websocket.StatusGoingAway, "open another socket") // Read tells
	})
	pace := rate.NewLimiter(h.sockets.pace, socketBurst)
	for {
		err := h.answerMessage(context.WithoutCancel(ctx), socket, pace, s)
		if err == nil {
			continue
		}
		if !stop() {
			<-closed
			return ctx.Err()
		}
		switch end, ours := errors.AsType[*socketEnd](err); {
		case ours:
			err = errors.Join(err, socket.Close(end.code, end.reason))
		case websocket.CloseStatus(err) == websocket.StatusNormalClosure, websocket.CloseStatus(err) == websocket.StatusGoingAway:
			err = nil // the desktop has closed it
		}
		return err
	}
}

// socketEnd is why the server ends a socket, in words for the desktop.
type socketEnd struct {
	code   websocket.StatusCode
	reason string
}

func (e *socketEnd) Error() string { return "socket ended: " + e.reason }

// message is a message in either direction.
type message struct {
	Topic   string         `json:"topic"`
	Content jsontext.Value `json:"content,omitzero"`
}

// answerMessage waits for a message and answers it. Who sends more than it may
// waits. The session is looked at each time, so that a socket does not outlast it
// by more than its silence.
func (h *handler) answerMessage(ctx context.Context, socket *websocket.Conn, pace *rate.Limiter, s session) error {
	waiting, cancel := context.WithTimeout(ctx, h.sockets.silence)
	defer cancel()
	if err := pace.Wait(waiting); err != nil {
		return &socketEnd{websocket.StatusPolicyViolation, "too many messages"}
	}
	_, text, err := socket.Read(waiting)
	if waiting.Err() != nil {
		return fmt.Errorf("nothing was said for %s: %w", h.sockets.silence, err)
	}
	if err != nil {
		return err
	}
	if _, err := h.goesOn(ctx, s); isUnauthorized(err) {
		return &socketEnd{websocket.StatusPolicyViolation, "the session has ended"}
	} else if err != nil {
		return &socketEnd{websocket.StatusTryAgainLater, "the instance is not available now"}
	}
	answer, err := respond(text)
	if err != nil || answer == nil {
		return err
	}
	writing, cancel := context.WithTimeout(ctx, socketWrite)
	defer cancel()
	return socket.Write(writing, websocket.MessageText, answer)
}

// respond returns the answer to a message, nil if it needs none. Any topic can be
// subscribed to, and nothing sends to one yet.
func respond(text []byte) ([]byte, error) {
	var in message
	if err := restjson.Decode(text, &in); err != nil {
		return nil, &socketEnd{websocket.StatusInvalidFramePayloadData, "a message is JSON with a topic"}
	}
	switch in.Topic {
	case "aws/heartbeat":
		return json.Marshal(message{Topic: in.Topic})
	case "aws/subscribe":
		var content struct {
			Status string   `json:"status"`
			Topics []string `json:"topics"`
		}
		if err := restjson.Decode(in.Content, &content); err != nil {
			return nil, &socketEnd{websocket.StatusInvalidFramePayloadData, "the content of aws/subscribe is topics"}
		}
		content.Status = "success"
		granted, err := json.Marshal(content)
		if err != nil {
			return nil, err
		}
		return json.Marshal(message{in.Topic, granted})
	}
	return nil, nil
}

// sockets counts those that are open.
type sockets struct {
	silence  time.Duration
	pace     rate.Limit
	max, own int // in total, of a user

	mu    sync.Mutex
	total int
	of    map[string]int // by user
}

func newSockets() *sockets {
	return &sockets{silence: socketSilence, pace: socketPace, max: socketsMax, own: socketsUserMax, of: make(map[string]int)}
}

// enter takes a place for a socket of a user, until leave gives it back.
func (s *sockets) enter(user string) (leave func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.of[user] >= s.own:
		return nil, throttled(1, "the user has %d sockets open, which is as many as may be; close one", s.own)
	case s.total >= s.max:
		return nil, throttled(1, "%d sockets are open, which is as many as the server takes", s.max)
	}
	s.total++
	s.of[user]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.total--
		if s.of[user]--; s.of[user] == 0 {
			delete(s.of, user)
		}
	}, nil
}
