package server_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
)

// These tests attack a server in a process of its own.

// host returns where the server listens.
func (c *client) host() string { return strings.TrimPrefix(c.url, "http://") }

// heads are beginnings of requests that are never finished.
func (c *client) heads(t testing.TB) [][]byte {
	t.Helper()
	r, err := c.request(t.Context(), "PUT", "/contact/task", bytes.Repeat([]byte("{"), 1000), time.Now())
	must(t, err)
	var whole bytes.Buffer
	must(t, r.Write(&whole))
	host := c.host()
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
		conn, err := net.Dial("tcp", c.host())
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
	host := c.host()
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

// attacks are what the benchmark has going on meanwhile. Each goes on until ctx
// ends and returns when it has ended.
var attacks = []struct {
	name string
	run  func(ctx context.Context, b *testing.B, at *site, c *client)
}{
	{"5,000 unfinished calls", func(ctx context.Context, b *testing.B, _ *site, c *client) {
		heads := c.heads(b)
		c.besiege(ctx, sockets(b, 5000), func(i int) [][]byte { return heads[i%len(heads):][:1] })
	}},
	{"2,000 polls of 1 MiB", func(ctx context.Context, b *testing.B, _ *site, c *client) {
		body := make([]byte, 1<<20-1)
		head := fmt.Appendf(nil, "POST /api HTTP/1.1\r\nHost: %s\r\nX-Amz-Target: AmazonConnectCTIService.GetAgentSnapshot\r\nContent-Length: %d\r\n\r\n", c.host(), 1<<20)
		c.besiege(ctx, sockets(b, 2000), func(int) [][]byte { return [][]byte{head, body} })
	}},
	{"64 threads that sign in", func(ctx context.Context, _ *testing.B, at *site, c *client) {
		var wg sync.WaitGroup
		strangers(ctx, &wg, c, at.instance, 64)
		wg.Wait()
	}},
}

// againAfter is when a socket that the server has ended is opened anew. Since they
// are not opened all at once either, it is also how long an attack takes to begin.
const againAfter = 10 * time.Second

// besiege holds sockets on which it sends the beginnings of requests, until ctx
// ends.
func (c *client) besiege(ctx context.Context, count int, parts func(i int) [][]byte) {
	var wg sync.WaitGroup
	for i := range count {
		wg.Go(func() {
			next := time.After(againAfter * time.Duration(i) / time.Duration(count))
			for ; ; next = time.After(againAfter) {
				select {
				case <-ctx.Done():
					return
				case <-next:
				}
				conn, err := net.Dial("tcp", c.host())
				if err != nil {
					continue
				}
				stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
				for _, part := range parts(i) {
					_, _ = conn.Write(part)
				}
				_, _ = io.Copy(io.Discard, conn) // until the server ends it
				stop()
				_ = conn.Close()
			}
		})
	}
	wg.Wait()
}

// BenchmarkWhileStrangersKnock measures how long four callers wait for
// StartTaskContact from a server in a process of its own, in turns without and with
// strangers who attack it. They share the machine's processors with the server.
func BenchmarkWhileStrangersKnock(b *testing.B) {
	const turns, calls, callers = 3, 1000, 4
	for _, attack := range attacks {
		b.Run(attack.name, func(b *testing.B) {
			dir := b.TempDir()
			c := newClient(b, serve(b, dir).url, dir)
			s := &benchSite{newSite(b, c, dir, 0), c}
			started := 0
			start := func() []time.Duration {
				requests := make([][]byte, calls)
				for i := range requests {
					requests[i] = s.wire(b, "PUT", "/contact/task", fmt.Sprintf(
						`{"InstanceId":%q,"ContactFlowId":%q,"ClientToken":"%032d","Name":"task"}`, s.instance, s.flow, started))
					started++
				}
				_, took := callAll(b, s.url, callers, calls, func(i int) []byte { return requests[i] })
				return took
			}
			var without, with []time.Duration
			for range turns * b.N {
				without = append(without, start()...)
				ctx, stop := context.WithCancel(b.Context())
				over := make(chan struct{})
				go func() {
					defer close(over)
					attack.run(ctx, b, s.site, c)
				}()
				<-time.After(againAfter)
				with = append(with, start()...)
				stop()
				<-over
			}
			slices.Sort(without)
			slices.Sort(with)
			b.ReportMetric(0, "ns/op")
			for name, share := range map[string]int{"p50": 50, "p99": 99} {
				calm, busy := without[len(without)*share/100], with[len(with)*share/100]
				b.ReportMetric(float64(calm.Microseconds()), name+"-µs-without")
				b.ReportMetric(float64(busy.Microseconds()), name+"-µs-with")
				b.ReportMetric(float64(busy)/float64(calm), name+"-ratio")
			}
		})
	}
}
