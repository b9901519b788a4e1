package server

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
)

// TestOwnNames: on loopback, or where names are configured, requests for other
// hosts and from pages of others are refused.
func TestOwnNames(t *testing.T) {
	loopback, everywhere := net.ParseIP("127.0.0.1"), net.ParseIP("0.0.0.0")
	for _, c := range []struct {
		listener     net.IP
		hosts        []string
		host, origin string
		want         int
	}{
		{loopback, nil, "127.0.0.1:8420", "", 200},
		{loopback, nil, "127.8.0.1", "", 200},
		{loopback, nil, "[::1]:8420", "", 200},
		{loopback, nil, "LOCALHOST:8420", "", 200},
		{loopback, nil, "localhost.", "http://localhost:3000", 200}, // a page under development
		{net.ParseIP("::1"), nil, "evil.example:8420", "", 403},
		{loopback, nil, "evil.example:8420", "http://evil.example:8420", 403},
		{loopback, nil, "127.0.0.1.evil.example", "", 403},
		{loopback, nil, "localhost.evil.example", "", 403},
		{loopback, nil, "192.0.2.1", "", 403},
		{loopback, nil, "", "", 200}, // HTTP/1.0; no browser speaks it
		{loopback, nil, "localhost:8420", "https://evil.example", 403},
		{loopback, nil, "localhost:8420", "null", 403},
		{loopback, nil, "localhost:8420", "http://%zz", 403},
		{loopback, []string{"ACD.example.com"}, "acd.example.com", "https://acd.example.com", 200},
		{loopback, []string{"acd.example.com"}, "evil.example", "", 403},
		{everywhere, nil, "evil.example", "http://evil.example", 200},
		{everywhere, []string{"acd.example.com", "192.0.2.1"}, "192.0.2.1:8420", "", 200},
		{everywhere, []string{"acd.example.com"}, "localhost", "", 200},
		{everywhere, []string{"acd.example.com"}, "evil.example", "", 403},
	} {
		s := &Server{config: Config{Hosts: c.hosts}}
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = c.host
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		w := httptest.NewRecorder()
		s.ownNames(&net.TCPAddr{IP: c.listener}, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(w, r)
		if w.Code != c.want || w.Code == 403 && !strings.Contains(w.Body.String(), "--host") {
			t.Errorf("%v: %d %s", c, w.Code, w.Body)
		}
	}
}

// TestLengthKnown: a request whose body has two lengths is not answered as either,
// and what follows on its connection is not read.
func TestLengthKnown(t *testing.T) {
	const hidden = "GET /hidden HTTP/1.1\r\nHost: h\r\n\r\n"
	synctest.Test(t, func(t *testing.T) {
		p := onPipe(t, DefaultLimits(), lengthKnown(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			t.Errorf("%s has been let through", r.URL)
		})).ServeHTTP)
		c := p.dial()
		go func() {
			_, _ = fmt.Fprintf(c, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n%s", 5+len(hidden), hidden)
		}()
		in := bufio.NewReader(c)
		answer, err := http.ReadResponse(in, nil)
		if err != nil || answer.StatusCode != http.StatusLengthRequired || !answer.Close {
			t.Fatalf("the answer is %v, %v", answer, err)
		}
		if _, err := io.Copy(io.Discard, answer.Body); err != nil {
			t.Fatal(err)
		}
		if rest, err := io.ReadAll(in); len(rest) > 0 {
			t.Errorf("after the answer comes %q, %v", rest, err)
		}
		_ = c.Close()
	})
}

// TestProxiesAreNoStrangers: the connections of trusted proxies are not counted.
func TestProxiesAreNoStrangers(t *testing.T) {
	s := &Server{config: Config{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}}
	l := newLimiter(DefaultLimits(), s.isProxy, slog.New(slog.DiscardHandler))
	for address, trusted := range map[string]bool{"10.1.2.3:80": true, "[::ffff:10.1.2.3]:80": true, "192.0.2.1:80": false} {
		conn := &connectionFrom{address: net.TCPAddrFromAddrPort(netip.MustParseAddrPort(address))}
		l.strangers.connected(t.Context(), conn)
		if _, counted := l.strangers.open[conn]; counted == trusted {
			t.Errorf("the connection from %s is counted: %t", address, counted)
		}
	}
}

// connectionFrom is a connection of which only the other end is known.
type connectionFrom struct {
	net.Conn
	address net.Addr
}

func (c *connectionFrom) RemoteAddr() net.Addr { return c.address }
