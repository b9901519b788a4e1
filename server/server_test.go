package server_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger/journal/sqlite"
	"github.com/strowger/strowger/server"
)

// open opens a server in this process, without a listener.
func open(t testing.TB, config server.Config) *server.Server {
	t.Helper()
	config.Log = slog.New(slog.DiscardHandler)
	s, err := server.Open(t.Context(), config)
	must(t, err)
	return s
}

// house is a server in this process that is closed at the end of the test.
type house struct {
	*server.Server
	*client
	close func()
}

func openHouse(t testing.TB, config server.Config) *house {
	t.Helper()
	h := &house{Server: open(t, config)}
	web := httptest.NewServer(h.Server)
	h.client = newClient(t, web.URL, config.DataDir)
	closed := false
	h.close = func() {
		if !closed {
			closed = true
			web.Close()
			must(t, h.Close())
		}
	}
	t.Cleanup(h.close)
	return h
}

func TestFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "data")
	first := openHouse(t, server.Config{DataDir: dir, ManualClock: true})
	for name, want := range map[string]fs.FileMode{
		".": 0o700, "credentials": 0o600, "session.key": 0o600, "clock": 0o600, "journal": 0o700, "report": 0o700,
	} {
		info, err := os.Stat(filepath.Join(dir, name))
		must(t, err)
		if got := info.Mode().Perm(); got&^want != 0 {
			t.Errorf("%s has the mode %04o, it should have %04o", name, got, want)
		}
	}
	secret, err := os.ReadFile(filepath.Join(dir, "session.key"))
	must(t, err)
	first.close()

	second := openHouse(t, server.Config{DataDir: dir, ManualClock: true})
	again, err := os.ReadFile(filepath.Join(dir, "session.key"))
	must(t, err)
	if second.Credentials != first.Credentials || string(again) != string(secret) {
		t.Error("the second start has made other keys than the first")
	}
}

func TestOneServerPerDirectory(t *testing.T) {
	dir := t.TempDir()
	first := open(t, server.Config{DataDir: dir})
	s, err := server.Open(t.Context(), server.Config{DataDir: dir})
	if !errors.Is(err, sqlite.ErrLocked) || !strings.Contains(err.Error(), dir) {
		t.Errorf("a second server gets %v, %v", s, err)
	}
	must(t, first.Close())
	must(t, open(t, server.Config{DataDir: dir}).Close())
}

func TestRefusedConfig(t *testing.T) {
	for _, tt := range []struct {
		name   string
		config server.Config
		files  map[string]string
		want   string
	}{
		{"region", server.Config{Region: "Mars"}, nil, `"Mars"`},
		{"account", server.Config{Account: "12"}, nil, `"12"`},
		{"session key", server.Config{}, map[string]string{"session.key": "secret"}, "session.key is damaged"},
		{"credentials", server.Config{}, map[string]string{"credentials": "[default]\n"}, "credentials"},
		{"clock", server.Config{ManualClock: true}, map[string]string{"clock": "noon"}, "clock does not hold a time"},
		{"journal", server.Config{}, map[string]string{"journal": "a file"}, "journal"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.config.DataDir = t.TempDir()
			for name, text := range tt.files {
				must(t, os.WriteFile(filepath.Join(tt.config.DataDir, name), []byte(text), 0o600))
			}
			_, err := server.Open(t.Context(), tt.config)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("the error is %v, should say %s", err, tt.want)
			}
			lock, err := sqlite.Lock(tt.config.DataDir)
			must(t, err) // the directory is free
			must(t, lock.Close())
		})
	}
}

func TestClock(t *testing.T) {
	config := server.Config{DataDir: t.TempDir(), ManualClock: true}
	h := openHouse(t, config)
	noon := h.now(t)
	h.close()
	h = openHouse(t, config)
	if got := h.now(t); !got.Equal(noon) {
		t.Fatalf("the clock stood at %s and goes on at %s", noon, got)
	}
	var out struct{ Now float64 }
	must(t, h.post(t.Context(), "/clock/advance", nil, object{"Seconds": 30}, &out))
	later := noon.Add(30 * time.Second)
	if got := h.now(t); !got.Equal(later) || out.Now != float64(later.UnixMilli())/1000 {
		t.Errorf("30 s after %s it is %s, the answer says %f", noon, got, out.Now)
	}
	h.close()
	h = openHouse(t, config)
	for _, seconds := range []any{-1, 366*24*60*60 + 1, nil, "1"} {
		if err := h.post(t.Context(), "/clock/advance", nil, object{"Seconds": seconds}, nil); codeOf(err) == "" {
			t.Errorf("advancing by %v gives %v", seconds, err)
		}
	}
	if got := h.now(t); !got.Equal(later) {
		t.Errorf("the clock stood at %s and goes on at %s", later, got)
	}
}

// A page of another site, open in a browser of this machine, cannot move the
// clock.
func TestClockIsNotMovedForOtherSites(t *testing.T) {
	h := openHouse(t, server.Config{DataDir: t.TempDir(), ManualClock: true})
	noon := h.now(t)
	foreign := http.Header{"Origin": {"https://example.com"}, "Content-Type": {"text/plain"}}
	if err := h.post(t.Context(), "/clock/advance", foreign, object{"Seconds": 30}, nil); codeOf(err) != "AccessDeniedException" {
		t.Errorf("another site is answered with %v", err)
	}
	if got := h.now(t); !got.Equal(noon) {
		t.Errorf("the clock stood at %s and goes on at %s", noon, got)
	}
	must(t, h.post(t.Context(), "/clock/advance", http.Header{"Origin": {h.url}}, object{"Seconds": 30}, nil))
}

func TestRealClockCannotBeMoved(t *testing.T) {
	h := openHouse(t, server.Config{DataDir: t.TempDir()})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.url+"/clock", nil)
	must(t, err)
	for what, err := range map[string]error{
		"advance": h.post(t.Context(), "/clock/advance", nil, object{"Seconds": 1}, nil),
		"read":    h.send(r, nil),
	} {
		if codeOf(err) != "InvalidRequestException" || !strings.Contains(err.Error(), "--clock manual") {
			t.Errorf("%s gives %v", what, err)
		}
	}
}

// TestRefusedRequests sends what is not to be answered. Every refusal is one that
// an SDK can read.
func TestRefusedRequests(t *testing.T) {
	h := openHouse(t, server.Config{DataDir: t.TempDir()})
	long := `{"Name":"` + strings.Repeat("a", 1<<20) + `"}`
	stranger := *h.client
	stranger.keys.SecretAccessKey = "guessed"
	nobody := *h.client
	nobody.keys.AccessKeyID = "AKIANOBODY"
	now := time.Now()
	for _, tt := range []struct {
		name         string
		client       *client
		method, path string
		body         string
		at           time.Time // zero: not signed
		status       int
		code         string
	}{
		{"too long", h.client, "PUT", "/queues/i", long, now, 413, "RequestEntityTooLargeException"},
		{"too long for a desktop", h.client, "POST", "/api", long, now, 413, "RequestEntityTooLargeException"},
		{"unsigned", h.client, "GET", "/instance", "", time.Time{}, 403, "MissingAuthenticationTokenException"},
		{"another secret", &stranger, "GET", "/instance", "", now, 403, "InvalidSignatureException"},
		{"another key", &nobody, "GET", "/instance", "", now, 403, "UnrecognizedClientException"},
		{"signed long ago", h.client, "GET", "/instance", "", now.Add(-16 * time.Minute), 403, "InvalidSignatureException"},
		{"signed in the future", h.client, "GET", "/instance", "", now.Add(16 * time.Minute), 403, "InvalidSignatureException"},
		{"not supported", h.client, "GET", "/prompts-summary/i", "", now, 501, "NotImplemented"},
		{"no such path", h.client, "GET", "/nothing", "", now, 404, "UnknownOperationException"},
		{"no such method", h.client, "PATCH", "/instance", "", now, 405, "UnknownOperationException"},
		{"empty segment", h.client, "GET", "//queues-summary/i", "", now, 404, "UnknownOperationException"},
		{"empty label", h.client, "GET", "/queues/i//", "", now, 404, "UnknownOperationException"},
		{"dots", h.client, "GET", "/a/../instance", "", now, 404, "UnknownOperationException"},
		{"nothing of a workspace", h.client, "GET", "/auth/", "", time.Time{}, 404, "UnknownOperationException"},
		{"no token", h.client, "POST", "/api", "{}", time.Time{}, 401, "UnauthorizedException"},
		{"nothing of a clock", h.client, "GET", "/clock/", "", time.Time{}, 404, "UnknownOperationException"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := tt.client.request(t.Context(), tt.method, tt.path, []byte(tt.body), tt.at)
			must(t, err)
			if tt.at.IsZero() {
				r.Header.Del("Authorization")
			}
			response, err := http.DefaultTransport.RoundTrip(r) // does not follow redirections
			must(t, err)
			body, err := io.ReadAll(response.Body)
			must(t, errors.Join(err, response.Body.Close()))
			if got := response.Header.Get("x-amzn-ErrorType"); response.StatusCode != tt.status || got != tt.code {
				t.Errorf("the answer is %d %s, should be %d %s\n%s", response.StatusCode, got, tt.status, tt.code, body)
			}
			var failure map[string]string
			if err := json.Unmarshal(body, &failure); err != nil || response.Header.Get("x-amzn-RequestId") == "" {
				t.Errorf("the body is %s, the header %v", body, response.Header)
			}
		})
	}
}

// TestShutdown stops a server while an agent polls and has a socket, and while the
// body of a request is still on its way: poll and socket end, the request is
// finished.
func TestShutdown(t *testing.T) {
	dir := t.TempDir()
	s := open(t, server.Config{DataDir: dir})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, listener) }()
	c := newClient(t, "http://"+listener.Addr().String(), dir)
	at := newSite(t, c, dir, 1)
	d, err := at.agents[0].poll(t.Context(), c, "")
	must(t, err)

	body := fmt.Appendf(nil, `{"nextToken":%q}`, d.NextToken)
	r, err := http.NewRequestWithContext(t.Context(), "POST", c.url+"/api", nil)
	must(t, err)
	r.Header = http.Header{"X-Amz-Target": {"AmazonConnectCTIService.GetAgentSnapshot"}, "X-Amz-Bearer": {at.agents[0].token}}
	poll := sendSlowly(t, r, body, nil)
	body = fmt.Appendf(nil, `{"InstanceId":%q,"ContactFlowId":%q,"Name":"slow"}`, at.instance, at.flow)
	r, err = c.request(t.Context(), "PUT", "/contact/task", body, time.Now())
	must(t, err)
	var started struct{ ContactId string }
	start := sendSlowly(t, r, body, &started)

	socket := at.agents[0].socket(t, c)
	said := make(chan error, 1)
	go func() {
		_, _, err := socket.Read(context.Background())
		said <- err
	}()

	poll.send()
	stop()
	if err := <-said; websocket.CloseStatus(err) != websocket.StatusGoingAway {
		t.Errorf("the socket ends with %v", err)
	}
	if err := <-poll.answered; codeOf(err) != unavailable {
		t.Errorf("the poll ends with %v", err)
	}
	start.send()
	must(t, <-start.answered)
	must(t, <-served)
	must(t, s.Close())

	h := openHouse(t, server.Config{DataDir: dir})
	_, err = at.describe(t.Context(), h.client, started.ContactId)
	must(t, err)
}

// socket opens the socket of an agent's desktop.
func (a *agent) socket(t *testing.T, c *client) *websocket.Conn {
	t.Helper()
	var out struct {
		Transport struct {
			URL string `json:"url"`
		} `json:"webSocketTransport"`
	}
	must(t, c.desk(t.Context(), a.token, "CreateTransport", object{"transportType": "web_socket"}, &out))
	socket, _, err := websocket.Dial(t.Context(), out.Transport.URL, nil)
	must(t, err)
	t.Cleanup(func() { _ = socket.CloseNow() }) // the server has closed it
	return socket
}

// slowly is a request that the server has accepted and whose body is not sent.
type slowly struct {
	send     func()
	answered chan error
}

// sendSlowly sends a request without its body and returns when the server waits
// for that. The answer will be decoded into out.
func sendSlowly(t *testing.T, r *http.Request, body []byte, out any) slowly {
	t.Helper()
	accepted := make(chan struct{})
	r = r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
		Got100Continue: func() { close(accepted) },
	}))
	read, write := io.Pipe()
	r.Body, r.ContentLength = read, int64(len(body))
	r.Header.Set("Expect", "100-continue")
	c := &client{http: &http.Client{Transport: &http.Transport{ExpectContinueTimeout: callTimeout}}}
	t.Cleanup(c.http.CloseIdleConnections)
	s := slowly{answered: make(chan error, 1)}
	s.send = func() {
		t.Helper()
		_, err := write.Write(body)
		must(t, errors.Join(err, write.Close()))
	}
	go func() { s.answered <- c.send(r, out) }()
	<-accepted
	return s
}
