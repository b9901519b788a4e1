package workspace

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/strowger/strowger"
)

// transport asks for a socket and returns what the desktop is told.
func (d *desk) transport() webSocketTransport {
	d.t.Helper()
	return get[createTransportOutput](d, "CreateTransport", map[string]any{"transportType": "web_socket"}).WebSocketTransport
}

// line is the desktop's end of a socket.
type line struct {
	*desk
	*websocket.Conn
}

// dial opens a socket at a URL, from a page of another site.
func (d *desk) dial(address string) (*websocket.Conn, *http.Response) {
	d.t.Helper()
	c, response, _ := websocket.Dial(d.t.Context(), address, &websocket.DialOptions{
		HTTPHeader: http.Header{"Origin": {"https://desk.example.com"}},
	})
	if c != nil {
		d.t.Cleanup(func() { _ = c.CloseNow() }) // it may be closed
	}
	return c, response
}

// socket opens a socket.
func (d *desk) socket() *line {
	d.t.Helper()
	c, response := d.dial(d.transport().URL)
	if c == nil {
		d.t.Fatalf("no socket: %v", response)
	}
	return &line{d, c}
}

// say sends a message.
func (l *line) say(text string) {
	l.t.Helper()
	l.check(l.Write(l.t.Context(), websocket.MessageText, []byte(text)))
}

// asks sends a message and checks the answer.
func (l *line) asks(text, want string) {
	l.t.Helper()
	l.say(text)
	_, answer, err := l.Read(l.t.Context())
	l.check(err)
	if string(answer) != want {
		l.t.Errorf("%s is answered with %s, should be with %s", text, answer, want)
	}
}

const heartbeat = `{"topic":"aws/heartbeat"}`

// ends checks with what status the server closes the socket.
func (l *line) ends(want websocket.StatusCode) {
	l.t.Helper()
	_, text, err := l.Read(l.t.Context())
	if got := websocket.CloseStatus(err); got != want {
		l.t.Errorf("the socket says %s and ends with %v (%v), should end with %v", text, got, err, want)
	}
}

func TestSocket(t *testing.T) {
	h := newHouse(t)
	d := h.desk("ada")
	told := d.transport()
	if told.TransportLifeTimeInSeconds != 3600 || told.Expiry != "2026-03-02T09:01:40.000Z" ||
		!strings.HasPrefix(told.URL, strings.Replace(h.url, "http", "ws", 1)+"/api/websocket?ticket=") {
		t.Errorf("the desktop is told %+v", told)
	}
	l := d.socket()
	l.asks(`{"topic":"aws/subscribe","content":{"topics":["aws/chat","aws/softphone"]}}`,
		`{"topic":"aws/subscribe","content":{"status":"success","topics":["aws/chat","aws/softphone"]}}`)
	l.asks(heartbeat, heartbeat)
	l.say(`{"topic":"aws/chat","content":"nobody is there to answer"}`)
	l.say(`{}`)
	l.asks(`{"topic":"aws/heartbeat","content":null}`, heartbeat)
	h.check(l.Close(websocket.StatusNormalClosure, ""))
}

// The URL is that at which the desktop reaches the server, by whatever proxy.
func TestSocketURL(t *testing.T) {
	h := newHouse(t)
	host := strings.TrimPrefix(h.url, "http://")
	address := func(header ...string) string {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.url, nil)
		h.check(err)
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		return socketURL(r).String()
	}
	for want, got := range map[string]string{
		"ws://" + host + Socket:           address(),
		"wss://" + host + Socket:          address("X-Forwarded-Proto", "https"),
		"wss://desk.example.com" + Socket: address("X-Forwarded-Proto", "https", "X-Forwarded-Host", "desk.example.com"),
	} {
		if got != want {
			t.Errorf("the URL is %s, should be %s", got, want)
		}
	}
}

// TestTickets: a ticket is good for a socket, for a while and while the session
// goes on, and for nothing else; nothing else is good for a socket.
func TestTickets(t *testing.T) {
	h := newHouse(t)
	d := h.desk("ada")
	ticketOf := func(told webSocketTransport) string {
		t.Helper()
		u, err := url.Parse(told.URL)
		h.check(err)
		return u.Query().Get("ticket")
	}
	address, _, _ := strings.Cut(d.transport().URL, "?")
	refused := func(what, ticket string) {
		t.Helper()
		c, r := d.dial(address + "?ticket=" + url.QueryEscape(ticket))
		if c != nil || r == nil || r.StatusCode != http.StatusUnauthorized || r.Header.Get("x-amzn-ErrorType") != codeUnauthorized {
			t.Errorf("%s: %v", what, r)
		}
	}
	good := ticketOf(d.transport())
	refused("none", "")
	refused("an access token", d.token)
	refused("a changed ticket", good+"x")
	d.token, good = good, d.token
	d.refused("UnauthorizedException", "GetAgentStates", nil)
	d.token, good = good, d.token

	h.pass(ticketLife - time.Millisecond)
	for range 2 { // for a desktop that tries again
		if c, r := d.dial(address + "?ticket=" + good); c == nil {
			t.Fatalf("a good ticket: %v", r)
		}
	}
	h.pass(time.Millisecond)
	refused("an old ticket", good)
	good = ticketOf(d.transport())
	h.do(strowger.UpdateUser{ID: d.userID(), PasswordHash: new("another")})
	refused("a ticket of a session that has ended", good)

	r := h.send(t.Context(), http.MethodPost, Socket, "{}")
	if r.status != http.StatusMethodNotAllowed || r.code() != codeUnknownOperation {
		t.Errorf("POST: %d %s", r.status, r.body)
	}
	bert := h.hire(h.instance, "bert")
	if r := h.send(t.Context(), http.MethodGet, Socket+"?ticket="+ticketOf(h.desk("bert").transport()), ""); r.status != http.StatusUpgradeRequired {
		t.Errorf("no handshake for %s: %d %s", bert, r.status, r.body)
	}
}

// TestSocketEnds: with the session, with silence, and with what is no message.
func TestSocketEnds(t *testing.T) {
	for name, try := range map[string]struct {
		before func(*house)
		then   func(*house, *line)
		want   websocket.StatusCode
	}{
		"signed out": {then: func(h *house, l *line) {
			if r := h.send(h.t.Context(), http.MethodPost, "/auth/sign-out", "", "X-Amz-Bearer", l.token); r.status != http.StatusOK {
				h.t.Errorf("sign out: %d %s", r.status, r.body)
			}
			l.say(heartbeat)
		}, want: websocket.StatusPolicyViolation},
		"after twelve hours": {then: func(h *house, l *line) {
			h.pass(sessionLife)
			l.say(heartbeat)
		}, want: websocket.StatusPolicyViolation},
		"deleted": {then: func(h *house, l *line) {
			h.do(strowger.DeleteUser{ID: l.userID()})
			l.say(heartbeat)
		}, want: websocket.StatusPolicyViolation},
		"unavailable": {then: func(h *house, l *line) {
			h.check(h.server.Directory.Close(context.Background()))
			l.say(heartbeat)
		}, want: websocket.StatusTryAgainLater},
		"not JSON":  {then: func(_ *house, l *line) { l.say(`hello`) }, want: websocket.StatusInvalidFramePayloadData},
		"no topics": {then: func(_ *house, l *line) { l.say(`{"topic":"aws/subscribe","content":7}`) }, want: websocket.StatusInvalidFramePayloadData},
		"too long":  {then: func(_ *house, l *line) { l.say(strings.Repeat(" ", socketMessage+1)) }, want: websocket.StatusMessageTooBig},
		"silent":    {before: func(h *house) { h.sockets().silence = time.Millisecond }, want: -1}, // without a word
		"too talkative": {before: func(h *house) { h.sockets().pace = 0 }, then: func(_ *house, l *line) {
			for range socketBurst {
				l.asks(heartbeat, heartbeat)
			}
		}, want: websocket.StatusPolicyViolation},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			if try.before != nil {
				try.before(h)
			}
			l := h.desk("ada").socket()
			if try.then != nil {
				try.then(h, l)
			}
			l.ends(try.want)
		})
	}
}

func (h *house) sockets() *sockets { return h.handler.(*handler).sockets }

// TestSocketsAreBounded: for each user and in total.
func TestSocketsAreBounded(t *testing.T) {
	h := newHouse(t)
	h.sockets().own, h.sockets().max = 2, 3
	h.hire(h.instance, "bert")
	ada, bert := h.desk("ada"), h.desk("bert")
	full := func(d *desk, word string) {
		t.Helper()
		c, r := d.dial(d.transport().URL)
		if c != nil || r == nil || r.StatusCode != http.StatusTooManyRequests || r.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %v", word, r)
		}
	}
	ada.socket()
	ada.socket()
	full(ada, "a third of ada")
	bert.socket()
	full(bert, "a fourth in total")
}

// TestAPlaceThatIsLeftIsFree: and of who has left nothing is kept.
func TestAPlaceThatIsLeftIsFree(t *testing.T) {
	s := newSockets()
	s.own, s.max = 1, 2
	enter := func(user string, free bool) func() {
		t.Helper()
		leave, err := s.enter(user)
		if free != (err == nil) || err != nil && !isThrottled(err) {
			t.Errorf("%s: %v", user, err)
		}
		return leave
	}
	leaveA, leaveB := enter("a", true), enter("b", true)
	enter("a", false)
	enter("c", false)
	leaveA()
	enter("b", false)
	leaveC := enter("c", true)
	leaveB()
	leaveC()
	if s.total != 0 || len(s.of) != 0 {
		t.Errorf("%d sockets are counted, %v", s.total, s.of)
	}
}
