package server_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"golang.org/x/sys/unix"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/server"
)

// The callers of these benchmarks are not the AWS SDK, which costs more than the
// server. Their requests are signed before the clock starts; then each caller
// has one connection, writes bytes and reads an answer, and does so again. They
// share the machine's processors with the server all the same.

// BenchmarkStartTaskContact starts tasks, each with a client token, that a flow
// puts into a queue; every one is durable before it is answered. Disks differ
// and are shared: what is comparable is the ratio to the rate at which the same
// disk takes one write of 1 KiB and one fdatasync after the other, measured
// before and after.
func BenchmarkStartTaskContact(b *testing.B) {
	for _, callers := range []int{1, 256} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			dir := b.TempDir()
			s := newBenchSite(b, dir)
			requests := make([][]byte, b.N)
			for i := range requests {
				requests[i] = s.wire(b, "PUT", "/contact/task", fmt.Sprintf(
					`{"InstanceId":%q,"ContactFlowId":%q,"ClientToken":"%032d","Name":"task"}`, s.instance, s.flow, i))
			}
			before := rawRate(b, dir)
			b.ResetTimer()
			rate, took := callAll(b, s.url, callers, b.N, func(i int) []byte { return requests[i] })
			b.StopTimer()
			raw := (before + rawRate(b, dir)) / 2
			reportCalls(b, rate, raw, took)
		})
	}
}

// BenchmarkDescribeRoutingProfile reads the routing profile that an instance
// comes with. The ratio is to a bare net/http handler that sends the same bytes
// to the same callers.
func BenchmarkDescribeRoutingProfile(b *testing.B) {
	s := newBenchSite(b, b.TempDir())
	profiles, err := s.api.ListRoutingProfiles(b.Context(), &sdk.ListRoutingProfilesInput{InstanceId: &s.instance})
	must(b, err)
	s.besideBare(b, s.wire(b, "GET", "/routing-profiles/"+s.instance+"/"+*profiles.RoutingProfileSummaryList[0].Id, ""))
}

// besideBare makes the same call over and over from 16 callers, and has a bare
// net/http handler send the same bytes to as many.
func (s *benchSite) besideBare(b *testing.B, request []byte) {
	b.Helper()
	const callers = 16
	answer, err := newCaller(b, s.url).call(request)
	must(b, err)
	bare := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(answer)
	}))
	defer bare.Close()
	same := func(int) []byte { return request }
	b.ResetTimer()
	rate, took := callAll(b, s.url, callers, b.N, same)
	b.StopTimer()
	raw, _ := callAll(b, bare.URL, callers, b.N, same)
	reportCalls(b, rate, raw, took)
	b.ReportMetric(float64(len(answer)), "answer-bytes")
}

func reportCalls(b *testing.B, rate, raw float64, took []time.Duration) {
	b.ReportMetric(rate, "calls/s")
	b.ReportMetric(rate/raw, "ratio")
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
	b.ReportMetric(0, "ns/op")
}

// newBenchSite serves an instance from this process, on loopback, with the log
// that it has by default.
func newBenchSite(b *testing.B, dir string) *benchSite {
	b.Helper()
	server, err := server.Open(b.Context(), server.Config{
		DataDir: dir, Quotas: &strowger.Quotas{}, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	must(b, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(b, err)
	ctx, stop := context.WithCancel(context.WithoutCancel(b.Context()))
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, listener) }()
	b.Cleanup(func() {
		stop()
		must(b, <-served)
		must(b, server.Close())
	})
	c := newClient(b, "http://"+listener.Addr().String(), dir)
	return &benchSite{newSite(b, c, dir, 0), c}
}

type benchSite struct {
	*site
	*client
}

// wire returns a signed request as it goes over the wire.
func (s *benchSite) wire(b *testing.B, method, path, body string) []byte {
	b.Helper()
	r, err := s.request(b.Context(), method, path, []byte(body), time.Now())
	must(b, err)
	var wire bytes.Buffer
	must(b, r.Write(&wire))
	return wire.Bytes()
}

// callAll makes calls from several callers. It returns how many were answered
// in a second, and how long each took, sorted.
func callAll(b *testing.B, url string, callers, calls int, request func(i int) []byte) (float64, []time.Duration) {
	b.Helper()
	var wg sync.WaitGroup
	var next atomic.Int64
	list := make([]*caller, callers)
	for i := range list {
		list[i] = newCaller(b, url)
	}
	took := make([]time.Duration, calls)
	begin := time.Now()
	for _, c := range list {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(calls); i = next.Add(1) - 1 {
				begin := time.Now()
				if _, err := c.call(request(int(i))); err != nil {
					b.Error(err)
					return
				}
				took[i] = time.Since(begin)
			}
		})
	}
	wg.Wait()
	rate := float64(calls) / time.Since(begin).Seconds()
	slices.Sort(took)
	return rate, took
}

// caller is a connection to a server.
type caller struct {
	conn net.Conn
	in   *bufio.Reader
}

func newCaller(b *testing.B, url string) *caller {
	b.Helper()
	conn, err := net.Dial("tcp", url[len("http://"):])
	must(b, err)
	b.Cleanup(func() { _ = conn.Close() })
	return &caller{conn, bufio.NewReader(conn)}
}

// call sends a request and returns the body of the answer.
func (c *caller) call(request []byte) ([]byte, error) {
	if _, err := c.conn.Write(request); err != nil {
		return nil, err
	}
	response, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", response.Status, body)
	}
	return body, err
}

// rawRate returns how many writes with fdatasync the disk takes in a second.
func rawRate(b *testing.B, dir string) float64 {
	b.Helper()
	f, err := os.Create(filepath.Join(dir, "raw"))
	must(b, err)
	defer func() { _ = f.Close() }()
	data := make([]byte, 1<<10)
	begin, n := time.Now(), 0
	for ; time.Since(begin) < 300*time.Millisecond; n++ {
		_, err := f.Write(data)
		must(b, err)
		must(b, unix.Fdatasync(int(f.Fd())))
	}
	return float64(n) / time.Since(begin).Seconds()
}
