package demo

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/client"
	"github.com/strowger/strowger/routing"
	"github.com/strowger/strowger/server"
)

// open starts a server on a data directory and returns it with a client of it.
func open(t *testing.T, dir string) (*server.Server, *client.Client) {
	t.Helper()
	s, err := server.Open(t.Context(), server.Config{DataDir: dir, Quotas: &strowger.Quotas{}, Log: logTo(t)})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s)
	api := client.New(web.URL, server.DefaultRegion, credentials(s))
	t.Cleanup(func() {
		api.Close()
		web.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, api
}

// logTo returns a log of warnings that the output of the test shows.
func logTo(t *testing.T) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
}

func TestExampleIsInstalledWhole(t *testing.T) {
	s, api := open(t, t.TempDir())
	centre, err := openCentre(t.Context(), api, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	instance, err := s.Directory.Instance(centre.InstanceID)
	if err != nil {
		t.Fatal(err)
	}
	err = instance.View(t.Context(), func(e *routing.Engine, _ strowger.Time) error {
		for _, name := range queueNames {
			if q, ok := e.Queues().Named(name); !ok || q.HoursOfOperationID == "" {
				t.Errorf("queue %s: %+v", name, q)
			}
		}
		for _, want := range profiles {
			p, ok := e.RoutingProfiles().Named(want.name)
			if !ok || len(p.Queues) != len(want.rows) || len(p.MediaConcurrencies) != len(want.media) {
				t.Errorf("routing profile %s: %+v", want.name, p)
			}
		}
		for _, want := range people {
			u, ok := e.Users().Named(want.username)
			if !ok || fullName(u) != want.name() || len(u.Proficiencies) != len(want.skills) {
				t.Errorf("user %s: %+v", want.username, u)
			}
		}
		for _, want := range flows {
			if _, ok := e.ContactFlow(strowger.ContactFlowID(centre.Flows[want.name])); !ok {
				t.Errorf("there is no contact flow %s", want.name)
			}
		}
		if status, ok := e.AgentStatuses().Named(breakName); !ok || status.Type != strowger.Custom {
			t.Errorf("status %s: %+v", breakName, status)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The lines, steps and rows of the example speak of things that are there, so
// that no customer waits for ever.
func TestExampleFitsTogether(t *testing.T) {
	served := make(map[string]bool) // by queue and channel
	for _, p := range profiles {
		for _, r := range p.rows {
			served[r.queue+string(r.channel)] = true
		}
	}
	queues := make(map[string]string) // by flow
	for _, f := range flows {
		queues[f.name] = f.queue
	}
	for _, l := range lines {
		if !served[queues[l.flow]+string(l.channel)] {
			t.Errorf("nobody serves %s of the flow %q", l.channel, l.flow)
		}
		if talk[l.channel].max == 0 {
			t.Errorf("agents do not know how long %s takes", l.channel)
		}
	}
}

func TestExampleIsKept(t *testing.T) {
	dir := t.TempDir()
	s, api := open(t, dir)
	first, err := openCentre(t.Context(), api, dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := openCentre(t.Context(), api, dir)
	if err != nil || again.InstanceID != first.InstanceID || again.Agents[3] != first.Agents[3] {
		t.Fatalf("opened again: %+v, %v", again, err)
	}

	t.Run("what is half made is made anew", func(t *testing.T) {
		half := *first
		half.Complete = false
		if err := half.write(filepath.Join(dir, CentreFile)); err != nil {
			t.Fatal(err)
		}
		whole, err := openCentre(t.Context(), api, dir)
		if err != nil || whole.InstanceID == first.InstanceID || !whole.Complete {
			t.Fatalf("opened: %+v, %v", whole, err)
		}
		if n := len(s.Directory.Instances()); n != 1 {
			t.Errorf("there are %d instances", n)
		}
	})
}

func TestRefusalsAreToldApart(t *testing.T) {
	_, api := open(t, t.TempDir())
	err := api.Call(t.Context(), "GET", []string{"instance", "00000000-0000-4000-8000-000000000000"}, nil, nil)
	if !client.Refused(err, "ResourceNotFoundException") {
		t.Errorf("an instance that is not there: %v", err)
	}
	// A segment is escaped, and the signature is that of what was sent.
	err = api.Call(t.Context(), "GET", []string{"instance", "a/b c"}, nil, nil)
	if !client.Refused(err, "InvalidParameterException", "InvalidRequestException") {
		t.Errorf("an identifier that cannot be: %v", err)
	}
	_, err = signIn(t.Context(), api, "nowhere", account{Username: "amara", Password: "guess"})
	if !client.Refused(err, "UnauthorizedException") {
		t.Errorf("a wrong password: %v", err)
	}
	if client.Refused(errors.New("ResourceNotFoundException"), "ResourceNotFoundException") {
		t.Error("an error of another kind is a refusal")
	}
}

// runMax bounds a demo that does not show what a test waits for.
const runMax = 3 * time.Minute

// run runs a demo and returns its output line by line, and a function that ends
// the demo and returns its error.
func run(t *testing.T, c Config) (lines <-chan string, end func() error) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), runMax)
	out, in := io.Pipe()
	c.Listener, c.Out, c.Notices = listener, in, &Notices{}
	ended := make(chan error, 1)
	go func() {
		err := Run(ctx, c)
		ended <- errors.Join(err, in.Close())
	}()
	text := make(chan string)
	go func() {
		defer close(text)
		for s := bufio.NewScanner(out); s.Scan(); {
			text <- s.Text()
		}
	}()
	return text, func() error {
		cancel()
		for range text { // what is still to come
		}
		return <-ended
	}
}

func TestContactsOfAllChannelsAreAnsweredAndCompleted(t *testing.T) {
	dir := t.TempDir()
	config := Config{
		Server: server.Config{DataDir: dir, Region: server.DefaultRegion, Quotas: &strowger.Quotas{}, Log: logTo(t)},
		Kept:   true, Pace: 50, Seed: 1,
		Connect: Connect{Lines: []string{"export THIS"}},
	}
	lines, end := run(t, config)
	intro, decisions, all := "", 0, false
	for line := range lines {
		if decisions == 0 {
			intro += line + "\n"
		}
		if strings.Contains(line, "→") {
			decisions++
		}
		if all = handledAll(line); all {
			break
		}
	}
	if err := end(); err != nil {
		t.Fatal(err)
	}
	if !all {
		t.Errorf("no contact of some channel was completed within %v", runMax)
	}
	for _, want := range []string{"listening on http://127.0.0.1:", "seed 1", "export THIS", "aws connect list-queues", "aws connect start-task-contact"} {
		if !strings.Contains(intro, want) {
			t.Errorf("the introduction lacks %q:\n%s", want, intro)
		}
	}
	if decisions == 0 {
		t.Error("no decision was printed")
	}

	t.Run("the same directory goes on", func(t *testing.T) {
		before, err := readCentre(filepath.Join(dir, CentreFile))
		if err != nil {
			t.Fatal(err)
		}
		lines, end := run(t, config)
		decided := false
		for line := range lines {
			if strings.Contains(line, "instance-id") && !strings.Contains(line, string(before.InstanceID)) {
				t.Errorf("another instance: %s", line)
			}
			if decided = strings.Contains(line, "→"); decided {
				break
			}
		}
		if err := end(); err != nil {
			t.Fatal(err)
		}
		if !decided {
			t.Errorf("nothing was decided within %v", runMax)
		}
	})
}

// handledAll reports whether a line says that contacts of all channels are
// completed.
func handledAll(line string) bool {
	_, counts, ok := strings.Cut(line, "completed ")
	var n channelCounts
	_, err := fmt.Sscanf(counts, "VOICE %d, CHAT %d, TASK %d, EMAIL %d;", &n[0], &n[1], &n[2], &n[3])
	return ok && err == nil && n[0] > 0 && n[1] > 0 && n[2] > 0 && n[3] > 0
}

func TestDemoEndsAtOnceWhenToldTo(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err = Run(ctx, Config{
		Server:   server.Config{DataDir: t.TempDir(), Region: server.DefaultRegion, Quotas: &strowger.Quotas{}, Log: logTo(t)},
		Listener: listener, Pace: 1, Out: io.Discard, Notices: &Notices{},
	})
	if err != nil {
		t.Error(err)
	}
}
