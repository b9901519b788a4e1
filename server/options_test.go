package server_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"testing"

	"github.com/strowger/strowger/server"
)

// TestOptionsOfTheServer: a request for no path at all is refused in the form of
// all others, and not answered by net/http.
func TestOptionsOfTheServer(t *testing.T) {
	s := open(t, server.Config{DataDir: t.TempDir()})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, listener) }()
	conn, err := net.Dial("tcp", listener.Addr().String())
	must(t, err)
	_, err = fmt.Fprintf(conn, "OPTIONS * HTTP/1.1\r\nHost: strowger\r\nConnection: close\r\n\r\n")
	must(t, err)
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	must(t, answer.Body.Close())
	must(t, conn.Close())
	if answer.StatusCode < 400 || answer.Header.Get("X-Amzn-ErrorType") == "" {
		t.Errorf("the answer is %s with the headers %v", answer.Status, answer.Header)
	}
	stop()
	must(t, <-served)
}
