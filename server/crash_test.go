package server_test

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// seeded returns a source of chance. STROWGER_SEED repeats a run; what the
// machine does in between is its own affair.
func seeded(t testing.TB) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("STROWGER_SEED"); s != "" {
		var err error
		seed, err = strconv.ParseUint(s, 10, 64)
		must(t, err)
	}
	t.Logf("STROWGER_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// TestKill kills a server under load, at random points, and holds the one that
// is started on the same directory to everything that was answered. STROWGER_LONG=1
// does so many more times.
func TestKill(t *testing.T) {
	rounds := 5
	if os.Getenv("STROWGER_LONG") != "" {
		rounds = 50
	}
	luck := seeded(t)
	dir := t.TempDir()
	p := serve(t, dir)
	c := newClient(t, p.url, dir)
	at := newSite(t, c, dir, 4)
	l := &ledger{contacts: make(map[string]*progress), rows: version{1, 1}}
	for range rounds {
		under := &load{t: t, site: at, ledger: l, c: c, strike: func() { _ = p.cmd.Process.Kill() }}
		under.run(1+luck.Int64N(400), luck)
		p.kill()
		noErrors(t, p.log.String())
		p = serve(t, dir)
		c = newClient(t, p.url, dir)
		l.check(t, at, c)
		at.rest(t, c)
		if t.Failed() {
			t.Fatalf("what the server has logged:\n%s", p.terminate())
		}
	}
	noErrors(t, p.terminate())
	t.Logf("%d rounds; %d nouns, %d contacts", rounds, len(l.nouns), len(l.starts))
}

// rest waits until no agent is in after contact work. Nobody clears it: its time
// runs out, also if most of it was before the server was killed.
func (at *site) rest(t testing.TB, c *client) {
	t.Helper()
	for _, a := range at.agents {
		a.await(t, c, func(d *desktop) bool {
			for _, shown := range d.Snapshot.Contacts {
				if shown.State.Type == "ended" {
					return false
				}
			}
			return true
		})
	}
}

func noErrors(t testing.TB, log string) {
	t.Helper()
	if strings.Contains(log, "level=ERROR") {
		t.Errorf("the server has logged errors:\n%s", log)
	}
}

// TestTerminate asks a server under load to end. It finishes what it has
// accepted, and the next one has it all.
func TestTerminate(t *testing.T) {
	luck := seeded(t)
	dir := t.TempDir()
	p := serve(t, dir)
	c := newClient(t, p.url, dir)
	at := newSite(t, c, dir, 4)
	l := &ledger{contacts: make(map[string]*progress), rows: version{1, 1}}
	for range 2 {
		under := &load{t: t, site: at, ledger: l, c: c, strike: func() { must(t, p.cmd.Process.Signal(syscall.SIGTERM)) }}
		under.run(100+luck.Int64N(200), luck)
		if err := p.wait(); err != nil {
			t.Errorf("after SIGTERM the server ends with %v", err)
		}
		noErrors(t, p.log.String())
		p = serve(t, dir)
		c = newClient(t, p.url, dir)
		l.check(t, at, c)
	}
	noErrors(t, p.terminate())
}
