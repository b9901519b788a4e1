package server

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/strowger/strowger/restjson"
)

// pipe is a listener of connections in memory. On these, unlike on those of the
// network, nothing is buffered, and in a bubble of package synctest their
// deadlines come as soon as everybody waits.
type pipe struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p *pipe) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipe) Close() error {
	close(p.done)
	return nil
}

func (p *pipe) Addr() net.Addr { return &net.TCPAddr{} }

// dial returns the client's end of a new connection.
func (p *pipe) dial() net.Conn {
	client, server := net.Pipe()
	p.conns <- server
	return client
}

// onPipe serves a handler with limits until the test ends, which must be in a
// bubble.
func onPipe(t *testing.T, limits Limits, handler http.HandlerFunc) *pipe {
	return newLimitedPipe(t, testLimiter(limits), handler)
}

func testLimiter(limits Limits) *limiter {
	return newLimiter(limits, func(net.Addr) bool { return false }, slog.New(slog.DiscardHandler))
}

func newLimitedPipe(t *testing.T, l *limiter, handler http.HandlerFunc) *pipe {
	web := httpServer(handler, l, slog.New(slog.DiscardHandler))
	p := &pipe{make(chan net.Conn), make(chan struct{})}
	served := make(chan error, 1)
	go func() { served <- web.Serve(p) }()
	t.Cleanup(func() {
		if err := web.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return p
}

// TestSlowSenders: a client that sends its header or its body byte by byte is cut
// off, however steadily it goes on.
func TestSlowSenders(t *testing.T) {
	for name, begin := range map[string]string{ // which is sent at once
		"header": "POST / HTTP/1.1\r\nHost: h\r\nX-Long: ",
		"body":   "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n",
	} {
		synctest.Test(t, func(t *testing.T) {
			read := make(chan error, 1)
			c := onPipe(t, DefaultLimits(), func(_ http.ResponseWriter, r *http.Request) {
				_, err := io.Copy(io.Discard, r.Body)
				read <- err
			}).dial()
			go func() { _, _ = io.Copy(io.Discard, c) }()
			_, err := io.WriteString(c, begin)
			for n := 0; n < 1000 && err == nil; n++ {
				time.Sleep(time.Second)
				_, err = io.WriteString(c, "a")
			}
			if err == nil {
				t.Errorf("%s: the client could send all it had", name)
			}
			if name == "body" {
				if err := <-read; !errors.Is(err, os.ErrDeadlineExceeded) {
					t.Errorf("the handler reads %v", err)
				}
			}
		})
	}
}

// TestSlowReader: a client that reads its answer byte by byte is cut off, and the
// goroutine that writes it is free.
func TestSlowReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		written := make(chan error, 1)
		c := onPipe(t, DefaultLimits(), func(w http.ResponseWriter, _ *http.Request) {
			_, err := w.Write(make([]byte, 1<<20))
			written <- err
		}).dial()
		if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: h\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := c.Read(make([]byte, 1)); err != nil {
				break
			}
			time.Sleep(time.Second)
		}
		if err := <-written; !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("the handler writes %v", err)
		}
	})
}

// TestLongPoll: an answer that comes long after its request has as much time as
// any other, and the connection goes on.
func TestLongPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := DefaultLimits()
		limits.Answer = limits.Request / 10
		c := onPipe(t, limits, func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(5 * limits.Answer)
			_, _ = w.Write(make([]byte, 1<<20))
		}).dial()
		in := bufio.NewReader(c)
		for range 3 {
			if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: h\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			answer, err := http.ReadResponse(in, nil)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(answer.Body)
			if err != nil || len(body) != 1<<20 {
				t.Fatalf("%d bytes, %v", len(body), err)
			}
		}
		_ = c.Close()
	})
}

// TestContinue: a connection on which nothing was said for longer than an answer
// may take still asks for the body that a client announces.
func TestContinue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := DefaultLimits()
		c := onPipe(t, limits, func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(w, r.Body)
		}).dial()
		in := bufio.NewReader(c)
		for range 3 {
			if _, err := io.WriteString(c, "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			if asked, err := http.ReadResponse(in, nil); err != nil || asked.StatusCode != http.StatusContinue {
				t.Fatalf("the body is not asked for: %v, %v", asked, err)
			}
			if _, err := io.WriteString(c, "body"); err != nil {
				t.Fatal(err)
			}
			answer, err := http.ReadResponse(in, nil)
			if err != nil {
				t.Fatal(err)
			}
			if body, err := io.ReadAll(answer.Body); err != nil || string(body) != "body" {
				t.Fatalf("the answer is %q, %v", body, err)
			}
			time.Sleep((limits.Answer + limits.Idle) / 2)
		}
		_ = c.Close()
	})
}

// TestIdleConnection: a connection that says nothing is closed.
func TestIdleConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := onPipe(t, DefaultLimits(), func(http.ResponseWriter, *http.Request) {}).dial()
		if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: h\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, c); err != nil {
			t.Errorf("the end of the connection is %v", err)
		}
	})
}

// TestLongHeader: a header over the limit is refused.
func TestLongHeader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := onPipe(t, DefaultLimits(), func(http.ResponseWriter, *http.Request) {
			t.Error("the request has been let through")
		}).dial()
		go func() {
			_, _ = c.Write(append([]byte("GET / HTTP/1.1\r\nHost: h\r\nX-Long: "), bytes.Repeat([]byte("a"), 64<<10)...))
		}()
		answer, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			t.Errorf("the answer is %v, %v", answer, err)
		}
		_ = c.Close()
	})
}

// begun is a handler of requests that a limiter has let through.
func begun(l *limiter, handle func(r *http.Request, body []byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, done, err := l.Begin(w, r, 1<<20)
		if refusal, ok := errors.AsType[*restjson.Error](err); ok {
			restjson.Refuse(w, refusal)
			return
		}
		defer done()
		handle(r, body)
	}
}

// ask sends a request, or the beginning of one, and returns its answer when there
// is one.
func (p *pipe) ask(t *testing.T, request string) chan *http.Response {
	answered := make(chan *http.Response, 1)
	c := p.dial()
	go func() { _, _ = io.WriteString(c, request) }() // nobody may read it all
	go func() {
		answer, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			close(answered) // the server has ended the connection
		} else {
			answered <- answer
		}
		_ = c.Close()
	}()
	synctest.Wait() // until it is answered or waits
	return answered
}

// TestTooManyCalls: one call more than the limit is told at once to come back
// later; a long poll and signing in have places of their own, sockets those of polls, and
// a place that is free again is given.
func TestTooManyCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		limits := DefaultLimits()
		limits.Calls, limits.Polls, limits.Unsigned = 1, 1, 1
		l := testLimiter(limits)
		p := newLimitedPipe(t, l, begun(l, func(*http.Request, []byte) { <-release }))
		const (
			call   = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
			poll   = "POST /api HTTP/1.1\r\nHost: h\r\nX-Amz-Target: AmazonConnectCTIService.GetAgentSnapshot\r\n\r\n"
			signIn = "POST /auth/sign-in HTTP/1.1\r\nHost: h\r\n\r\n"
			socket = "GET /api/websocket HTTP/1.1\r\nHost: h\r\n\r\n"
		)
		for _, request := range []string{call, poll, signIn, socket} {
			first := p.ask(t, request)
			refused := <-p.ask(t, request)
			if refused.StatusCode != 429 || refused.Header.Get("X-Amzn-ErrorType") != "ThrottlingException" || refused.Header.Get("Retry-After") != "1" {
				t.Errorf("one more is answered %s with %v", refused.Status, refused.Header)
			}
			release <- struct{}{}
			if answer := <-first; answer.StatusCode != 200 {
				t.Errorf("the first is answered %s", answer.Status)
			}
			again := p.ask(t, request)
			release <- struct{}{}
			if answer := <-again; answer.StatusCode != 200 {
				t.Errorf("the one after it is answered %s", answer.Status)
			}
		}
		held := p.ask(t, socket) // takes a place of polls, and none of calls
		if refused := <-p.ask(t, poll); refused.StatusCode != 429 {
			t.Errorf("a poll beside a socket is answered %s", refused.Status)
		}
		beside := p.ask(t, call)
		release <- struct{}{}
		release <- struct{}{}
		for _, answered := range []chan *http.Response{held, beside} {
			if answer := <-answered; answer.StatusCode != 200 {
				t.Errorf("a socket or a call beside it is answered %s", answer.Status)
			}
		}
	})
}

// unfinished is a call whose body is on its way, but for its last byte.
func unfinished(path string, length int) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%s", path, length, strings.Repeat("a", length-1))
}

// TestUnfinishedCalls: calls that are not whole take no place from one that is.
func TestUnfinishedCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := DefaultLimits()
		limits.Calls = 1
		l := testLimiter(limits)
		p := newLimitedPipe(t, l, begun(l, func(*http.Request, []byte) {}))
		for range 10 {
			p.ask(t, unfinished("/", 100))
		}
		if answer := <-p.ask(t, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\na"); answer.StatusCode != 200 {
			t.Errorf("a whole call is answered %s", answer.Status)
		}
	})
}

// TestBodyBytes: there are only so many bytes of bodies at the same time; what is
// given back can be taken again, and short bodies are let through.
func TestBodyBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := DefaultLimits()
		limits.BodyBytes = 100_000
		l := testLimiter(limits)
		release := make(chan struct{})
		p := newLimitedPipe(t, l, begun(l, func(_ *http.Request, body []byte) {
			if len(body) > smallBody {
				<-release
			}
		}))
		whole := func(length int) string { return unfinished("/", length) + "a" }
		held := []chan *http.Response{p.ask(t, whole(smallBody+40_000)), p.ask(t, unfinished("/", smallBody+40_000))}
		if answer := <-p.ask(t, whole(smallBody+40_000)); answer.StatusCode != 429 || !answer.Close {
			t.Errorf("one body too many is answered %s", answer.Status)
		}
		if answer := <-p.ask(t, whole(smallBody)); answer.StatusCode != 200 {
			t.Errorf("a short body is answered %s", answer.Status)
		}
		release <- struct{}{}
		if answer := <-held[0]; answer.StatusCode != 200 {
			t.Errorf("the first is answered %s", answer.Status)
		}
		again := p.ask(t, whole(smallBody+40_000))
		release <- struct{}{}
		if answer := <-again; answer.StatusCode != 200 {
			t.Errorf("in its place one is answered %s", answer.Status)
		}
		if answer := <-held[1]; answer.StatusCode != 400 { // when its time is up
			t.Errorf("the unfinished one is answered %s", answer.Status)
		}
	})
}

// TestUnsignedBody: what nobody answers for has less time than a call.
func TestUnsignedBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := DefaultLimits()
		l := testLimiter(limits)
		p := newLimitedPipe(t, l, begun(l, func(*http.Request, []byte) {}))
		for path, want := range map[string]time.Duration{"/auth/sign-in": limits.Header, "/api": limits.Header, "/clock/advance": limits.Header, "/": limits.Request} {
			begin := time.Now()
			if answer := <-p.ask(t, unfinished(path, 100)); answer.StatusCode != 400 || time.Since(begin) != want {
				t.Errorf("%s is answered %s after %s, want %s", path, answer.Status, time.Since(begin), want)
			}
		}
	})
}

// TestRefusedUnread: who is refused by the header need not send the body, and the
// connection ends.
func TestRefusedUnread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		c := onPipe(t, DefaultLimits(), func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
		}).dial()
		if _, err := io.WriteString(c, unfinished("/", 100)); err != nil {
			t.Fatal(err)
		}
		in := bufio.NewReader(c)
		answer, err := http.ReadResponse(in, nil)
		if err != nil || answer.StatusCode != 403 || !answer.Close {
			t.Fatalf("the answer is %v, %v", answer, err)
		}
		if _, err := in.ReadByte(); err != io.EOF || time.Since(begin) > 2*restTime {
			t.Errorf("after %s the connection ends with %v", time.Since(begin), err)
		}
	})
}

// TestStrangers: of the connections on which nobody is known the oldest is closed
// when there are too many; who is known stays, and who is being answered.
func TestStrangers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := DefaultLimits()
		limits.Strangers = 2
		l := testLimiter(limits)
		answer := begun(l, func(r *http.Request, _ []byte) {
			switch r.URL.Path {
			case "/known":
				l.Authenticated(r)
			case "/auth/wait":
				time.Sleep(time.Second)
			}
		})
		p := newLimitedPipe(t, l, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/refused" {
				answer(w, r)
				return
			}
			restjson.Refuse(w, busy)
		})
		get := func(c net.Conn, path string) error {
			if _, err := io.WriteString(c, "GET "+path+" HTTP/1.1\r\nHost: h\r\n\r\n"); err != nil {
				return err
			}
			_, err := http.ReadResponse(bufio.NewReader(c), nil)
			return err
		}
		known := p.dial()
		if err := get(known, "/known"); err != nil {
			t.Fatal(err)
		}
		waits := make(chan error, 1)
		waiting := p.dial()
		go func() { waits <- get(waiting, "/auth/wait") }()
		synctest.Wait()
		var strangers []net.Conn
		for range 4 {
			strangers = append(strangers, p.dial())
			synctest.Wait()
		}
		for i, c := range strangers {
			if err := get(c, "/auth/"); (err == nil) != (i >= 2) {
				t.Errorf("stranger %d: %v", i, err)
			}
		}
		refused := p.dial() // in the place of the third
		if _, err := io.WriteString(refused, unfinished("/refused", 100)); err != nil {
			t.Fatal(err)
		}
		if answer, err := http.ReadResponse(bufio.NewReader(refused), nil); err != nil || answer.StatusCode != 429 {
			t.Errorf("one who is refused gets %v, %v", answer, err)
		}
		strangers = append(strangers, refused, p.dial()) // this one in the place of the one refused
		synctest.Wait()
		if err := get(strangers[3], "/auth/"); err != nil {
			t.Errorf("stranger 3, after another was refused: %v", err)
		}
		if err := get(known, "/"); err != nil {
			t.Errorf("the known one: %v", err)
		}
		if err := <-waits; err != nil {
			t.Errorf("the one who waits for an answer: %v", err)
		}
		for _, c := range append(strangers, known, waiting) {
			_ = c.Close()
		}
		synctest.Wait()
		if n := len(l.strangers.open); n != 0 || l.strangers.waiting.Len() != 0 {
			t.Errorf("%d connections are remembered after their end", n)
		}
	})
}
