package server_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
)

// These tests attack a server in a process of its own.

// heads are beginnings of requests that are never finished.
func (c *client) heads(t testing.TB) [][]byte {
	t.Helper()
	r, err := c.request(t.Context(), "PUT", "/contact/task", bytes.Repeat([]byte("{"), 1000), time.Now())
	must(t, err)
	var whole bytes.Buffer
	must(t, r.Write(&whole))
	host := strings.TrimPrefix(c.url, "http://")
	head := func(text string) []byte { return []byte(strings.ReplaceAll(text, "\n", "\r\n")) }
	return [][]byte{
		head("PUT /contact/task HTTP/1.1\nHost: " + host + "\nContent-Length: 1000\n\n{"),
		head("POST /auth/sign-in HTTP/1.1\nHost: " + host + "\nContent-Length: 1000\n\n{"),
		head("POST /api HTTP/1.1\nHost: " + host + "\nX-Amz-Target: AmazonConnectCTIService.GetAgentSnapshot\nContent-Length: 1000\n\n{"),
		head("GET / HTTP/1.1\nHost: " + host + "\nX-"),
		whole.Bytes()[:whole.Len()-999], // by one who knows a key; its signature is looked at in the end
	}
}

// sockets returns how many sockets a test can hold of those that it would like to:
// the server is another process with the same limit.
func sockets(t testing.TB, wanted int) int {
	t.Helper()
	var limit syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit))
	if most := int(min(limit.Cur, 1<<20)) - 500; wanted > most {
		t.Logf("the limit of open files allows %d sockets, not %d", most, wanted)
		return most
	}
	return wanted
}

// hold opens sockets to the server and sends the beginnings of requests on them.
func (c *client) hold(t testing.TB, count int) {
	t.Helper()
	heads := c.heads(t)
	for i := range count {
		conn, err := net.Dial("tcp", strings.TrimPrefix(c.url, "http://"))
		must(t, err)
		t.Cleanup(func() { _ = conn.Close() })
		_, _ = conn.Write(heads[i%len(heads)]) // the server may have ended it
	}
}

// TestStrangersHoldNobodyUp: whatever is begun on 5,000 sockets and never finished,
// calls on connections old and new are answered, and people sign in.
func TestStrangersHoldNobodyUp(t *testing.T) {
	dir := t.TempDir()
	c := newClient(t, serve(t, dir).url, dir)
	at := newSite(t, c, dir, 1)
	c.hold(t, sockets(t, 5000))
	for range 5 {
		_, err := c.api.ListInstances(t.Context(), &sdk.ListInstancesInput{})
		must(t, err)
		must(t, at.agents[0].signIn(t.Context(), c, at.instance))
		_, err = at.agents[0].poll(t.Context(), c, "")
		must(t, err)
		c.http.CloseIdleConnections()
	}
}

// TestStrangersFillNoMemory: the bodies of 1 MiB that are begun on 2,000 sockets do
// not come to be in the memory of the server, whether their senders have a token, a
// key's name, or nothing.
func TestStrangersFillNoMemory(t *testing.T) {
	const size, most = 1 << 20, 400 << 20
	dir := t.TempDir()
	p := serve(t, dir)
	c := newClient(t, p.url, dir)
	at := newSite(t, c, dir, 1)
	host := strings.TrimPrefix(c.url, "http://")
	r, err := c.request(t.Context(), "PUT", "/contact/task", make([]byte, size), time.Now())
	must(t, err)
	var signed bytes.Buffer
	must(t, r.Write(&signed))
	poll := "POST /api HTTP/1.1\r\nHost: " + host + "\r\nX-Amz-Target: AmazonConnectCTIService.GetAgentSnapshot\r\nContent-Length: " + strconv.Itoa(size) + "\r\n"
	heads := []string{
		poll + "\r\n",
		poll + "X-Amz-Bearer: " + at.agents[0].token + "\r\n\r\n",
		signed.String()[:signed.Len()-size],
	}
	before := residentBytes(t, p)
	var wg sync.WaitGroup
	rest := make([]byte, size-1)
	for i := range sockets(t, 2000) {
		conn, err := net.Dial("tcp", host)
		must(t, err)
		t.Cleanup(func() { _ = conn.Close() })
		wg.Go(func() {
			_, _ = io.WriteString(conn, heads[i%len(heads)])
			_, _ = conn.Write(rest) // as far as it is taken
		})
	}
	wg.Wait()
	if grown := residentBytes(t, p) - before; grown > most {
		t.Errorf("the server has grown by %d MiB", grown>>20)
	} else {
		t.Logf("the server has grown by %d MiB", grown>>20)
	}
}

// residentBytes returns how much memory a process has in use.
func residentBytes(t testing.TB, p *process) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	must(t, err)
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kilobytes, err := strconv.Atoi(strings.Fields(rest)[0])
	must(t, err)
	return kilobytes << 10
}
