package server

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"testing"
	"testing/synctest"
	"time"
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
	web := httpServer(handler, limits, slog.New(slog.DiscardHandler))
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

// TestTooManyCalls: one call more than the limit is told at once to come back
// later; a long poll has a place of its own, and a place that is free again is
// given.
func TestTooManyCalls(t *testing.T) {
	const call = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
	const socket = "GET /api/websocket HTTP/1.1\r\nHost: h\r\n\r\n"
	const poll = "GET /api HTTP/1.1\r\nHost: h\r\nX-Amz-Target: AmazonConnectCTIService.GetAgentSnapshot\r\n\r\n"
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		limits := DefaultLimits()
		limits.Calls, limits.Polls = 1, 1
		p := onPipe(t, limits, func(http.ResponseWriter, *http.Request) { <-release })
		ask := func(request string) chan *http.Response {
			answered := make(chan *http.Response, 1)
			c := p.dial()
			go func() {
				_, _ = io.WriteString(c, request)
				answer, err := http.ReadResponse(bufio.NewReader(c), nil)
				if err != nil {
					t.Error(err)
				}
				_ = c.Close()
				answered <- answer
			}()
			synctest.Wait() // until it is answered or waits
			return answered
		}
		for _, request := range []string{call, poll, socket} {
			first := ask(request)
			refused := <-ask(request)
			if refused.StatusCode != 429 || refused.Header.Get("X-Amzn-ErrorType") != "ThrottlingException" || refused.Header.Get("Retry-After") != "1" {
				t.Errorf("one more is answered %s with %v", refused.Status, refused.Header)
			}
			release <- struct{}{}
			if answer := <-first; answer.StatusCode != 200 {
				t.Errorf("the first is answered %s", answer.Status)
			}
			again := ask(request)
			release <- struct{}{}
			if answer := <-again; answer.StatusCode != 200 {
				t.Errorf("the one after it is answered %s", answer.Status)
			}
		}
		held := ask(socket) // takes a place of polls, and none of calls
		if refused := <-ask(poll); refused.StatusCode != 429 {
			t.Errorf("a poll beside a socket is answered %s", refused.Status)
		}
		beside := ask(call)
		release <- struct{}{}
		release <- struct{}{}
		for _, answered := range []chan *http.Response{held, beside} {
			if answer := <-answered; answer.StatusCode != 200 {
				t.Errorf("a socket or a call beside it is answered %s", answer.Status)
			}
		}
	})
}
