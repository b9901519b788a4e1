package server_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger/journal/sqlite"
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
		under := &load{t: t, site: at, ledger: l, c: c, strike: blow(p, luck)}
		under.run(1+luck.Int64N(400), luck)
		_ = p.wait() // it was killed
		noErrors(t, p.log.String())
		if luck.IntN(3) == 0 { // the next one does not even come to listen
			p = launch(t, dir)
			<-time.After(moment(luck))
			p.kill()
		}
		p = serve(t, dir)
		c = newClient(t, p.url, dir)
		l.check(t, at, c)
		at.rest(t, c)
		if t.Failed() {
			t.Fatalf("what the server has logged:\n%s", p.terminate(c))
		}
	}
	noErrors(t, p.terminate(c))
	t.Logf("%d rounds; %d nouns, %d contacts", rounds, len(l.nouns), len(l.starts))
}

// blow returns how a process is struck down: killed at once, or while it is
// ending and stores its snapshots.
func blow(p *process, luck *rand.Rand) func() {
	if luck.IntN(3) > 0 {
		return func() { _ = p.cmd.Process.Kill() }
	}
	delay := moment(luck)
	return func() {
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		<-time.After(delay)
		_ = p.cmd.Process.Kill()
	}
}

// moment returns a span in which a server starts or ends, or not quite.
func moment(luck *rand.Rand) time.Duration {
	return time.Duration(luck.IntN(40_000)) * time.Microsecond
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
		under := &load{t: t, site: at, ledger: l, c: c, strike: func() {
			if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Error(err)
			}
		}}
		under.run(100+luck.Int64N(200), luck)
		p.ended(c)
		noErrors(t, p.log.String())
		p = serve(t, dir)
		c = newClient(t, p.url, dir)
		l.check(t, at, c)
	}
	noErrors(t, p.terminate(c))
}

// TestDeadlinesPassWhileDown kills a server whose clock is held, moves the clock
// while it is down, and looks at what was due meanwhile.
func TestDeadlinesPassWhileDown(t *testing.T) {
	dir := t.TempDir()
	p := serve(t, dir, "--clock", "manual")
	c := newClient(t, p.url, dir)
	at := newSite(t, c, dir, 2)
	ann, bob := at.agents[0], at.agents[1]

	must(t, ann.choose(t.Context(), c, "Available"))
	call := at.begin(t, c, types.ChannelVoice)
	must(t, bob.choose(t.Context(), c, "Available"))
	chat := at.begin(t, c, types.ChannelChat)
	must(t, bob.on(t.Context(), c, "AcceptContact", chat))
	d, err := bob.poll(t.Context(), c, "")
	must(t, err)
	must(t, bob.end(t.Context(), c, &d.Snapshot.Contacts[0]))
	noon := c.now(t)
	out, err := c.api.StartTaskContact(t.Context(), &sdk.StartTaskContactInput{
		InstanceId: &at.instance, ContactFlowId: &at.flow, Name: new("later"), ScheduledTime: new(noon.Add(10 * time.Second)),
	})
	must(t, err)
	task := *out.ContactId
	p.kill()

	file := filepath.Join(dir, "clock")
	text, err := os.ReadFile(file)
	must(t, err)
	if held, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(string(text))); err != nil || !held.Equal(noon) {
		t.Fatalf("the clock stands at %s and its file says %s", noon, text)
	}
	must(t, os.WriteFile(file, []byte(noon.Add(25*time.Second).Format(time.RFC3339Nano)), 0o600))
	p = serve(t, dir, "--clock", "manual")
	c = newClient(t, p.url, dir)

	d, err = ann.poll(t.Context(), c, "")
	must(t, err)
	if got := d.state(call); got != "missed" {
		t.Errorf("the call that rang at Ann is %q there", got)
	}
	d, err = bob.poll(t.Context(), c, "")
	must(t, err)
	for contact, want := range map[string]string{call: "connecting", task: "connecting", chat: ""} {
		if got := d.state(contact); got != want {
			t.Errorf("Bob sees the contact %s as %q, should see %q", contact, got, want)
		}
	}
	for contact, want := range map[string]time.Duration{call: 20 * time.Second, task: 10 * time.Second} {
		found, err := at.describe(t.Context(), c, contact)
		must(t, err)
		if got := found.RingStartTimestamp.Sub(noon); got != want {
			t.Errorf("the contact %s rings at Bob since %s after the kill, should since %s", contact, got, want)
		}
	}
	found, err := at.describe(t.Context(), c, chat)
	must(t, err)
	if end := found.AgentInfo.AfterContactWorkEndTimestamp; end == nil || end.Sub(noon) != workSeconds*time.Second {
		t.Errorf("after contact work has ended at %v, should have %d s after %s", end, workSeconds, noon)
	}
	noErrors(t, p.terminate(c))
}

// begin starts a contact.
func (at *site) begin(t testing.TB, c *client, channel types.Channel) string {
	t.Helper()
	s := &start{channel: channel, token: fmt.Sprint("begin ", channel)}
	id, err := s.ask(t.Context(), at, c)
	must(t, err)
	return id
}

// TestDamagedJournal flips a bit in a record of one of two instances. That one
// is refused, with the number of the record; the other runs.
func TestDamagedJournal(t *testing.T) {
	dir := t.TempDir()
	p := serve(t, dir)
	c := newClient(t, p.url, dir)
	sound := newSite(t, c, dir, 1)
	damaged, err := createInstance(t.Context(), nil, c, "damaged")
	must(t, err)
	p.kill()
	flipBit(t, filepath.Join(dir, "journal", sqlite.File), damaged, 2)

	p = serve(t, dir)
	c = newClient(t, p.url, dir)
	_, err = c.api.ListQueues(t.Context(), &sdk.ListQueuesInput{InstanceId: &damaged})
	if code := codeOf(err); code != "InternalServiceException" {
		t.Errorf("the damaged instance answers %v", err)
	}
	must(t, sound.agents[0].choose(t.Context(), c, "Available"))
	contact := sound.begin(t, c, types.ChannelTask)
	d, err := sound.agents[0].poll(t.Context(), c, "")
	must(t, err)
	if got := d.state(contact); got != "connecting" {
		t.Errorf("a task in the sound instance is %q at its agent", got)
	}
	log := p.terminate(c)
	line := ""
	for l := range strings.Lines(log) {
		if strings.Contains(l, "level=ERROR") && strings.Contains(l, damaged) {
			line = l
			break
		}
	}
	if !strings.Contains(line, "record 2") || strings.Contains(log, "instance="+sound.instance) {
		t.Errorf("the log does not name record 2 of instance %s alone:\n%s", damaged, log)
	}
}

// flipBit damages a record of an instance in a journal that nobody has open.
func flipBit(t testing.TB, path, instance string, pos int) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	must(t, err)
	var record []byte
	must(t, db.QueryRow(`SELECT record FROM records WHERE instance = ? AND pos = ?`, instance, pos).Scan(&record))
	record[len(record)/2] ^= 1
	_, err = db.Exec(`UPDATE records SET record = ? WHERE instance = ? AND pos = ?`, record, instance, pos)
	must(t, err)
	must(t, db.Close())
}
