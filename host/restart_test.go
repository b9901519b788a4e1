package host

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/journal/sqlite"
	"github.com/strowger/strowger/routing"
)

// busyDay brings contacts into every state that can be reached with two agents.
func busyDay(t *testing.T, d *Directory, i *Instance) {
	t.Helper()
	hire(t, i, "ann", true)
	hire(t, i, "bob", true)
	for n := range 8 {
		flow := "Sample inbound flow"
		if n%2 == 1 {
			flow = "Sample routing criteria flow"
		}
		id := strowger.ContactID(fmt.Sprint("call", n))
		call(t, i, id, flow)
		check(t, d.Advance(t.Context(), 3))
		for _, user := range []strowger.UserID{"ann", "bob"} {
			handle(t, i, user, n)
		}
	}
	do(t, i, strowger.RecordFacts{ContactID: "call7", Facts: map[string]json.RawMessage{"QualityMetrics": json.RawMessage(`{ "Agent": 4.50 }`)}})
}

// handle lets an agent do the next thing with its contact.
func handle(t *testing.T, i *Instance, user strowger.UserID, n int) {
	t.Helper()
	var leg strowger.AgentContact
	view(t, i, func(e *routing.Engine) {
		if a, ok := e.Agent(user); ok && len(a.Contacts) > 0 {
			leg = a.Contacts[0]
		}
	})
	switch leg.State {
	case strowger.Connecting:
		do(t, i, strowger.AcceptContact{UserID: user, ContactID: leg.ContactID})
	case strowger.Connected:
		if n%3 == 0 {
			do(t, i, strowger.HoldContact{UserID: user, ContactID: leg.ContactID})
			return
		}
		do(t, i, strowger.DisconnectContact{ContactID: leg.ContactID, Reason: strowger.CustomerDisconnect})
	case strowger.OnHold:
		do(t, i, strowger.LeaveContact{UserID: user, ContactID: leg.ContactID})
	case strowger.Ended, strowger.Missed:
		do(t, i, strowger.ClearContact{UserID: user, ContactID: leg.ContactID})
	}
}

func TestRestartKeepsTheState(t *testing.T) {
	for name, end := range map[string]func(*site, *Directory){"close": (*site).close, "kill": (*site).kill} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			d, i := s.openHouse()
			busyDay(t, d, i)
			want, epoch := digest(t, i), i.Epoch()
			var inside int
			view(t, i, func(e *routing.Engine) {
				for range e.Contacts() {
					inside++
				}
			})
			if inside < 3 {
				t.Fatalf("only %d contacts are inside; the day is not busy enough", inside)
			}
			end(s, d)

			d, i = s.openHouse()
			if got := digest(t, i); got != want {
				t.Errorf("digest %x after the restart, %x before", got, want)
			}
			if i.Epoch() <= epoch {
				t.Errorf("epoch %d after the restart, %d before", i.Epoch(), epoch)
			}
			_, ok, err := d.cfg.Report.Contact(t.Context(), houseID, "call0")
			if !ok || err != nil {
				t.Errorf("ended contact after the restart: found %v, error %v", ok, err)
			}
		})
	}
}

func TestRestartFromDisk(t *testing.T) {
	s := newSite(t)
	dir := t.TempDir()
	var err error
	s.journal, err = sqlite.Open(dir)
	check(t, err)
	s.cfg.SnapshotRecords = 10
	d, i := s.openHouse()
	busyDay(t, d, i)
	want := digest(t, i)
	s.close(d)
	check(t, s.journal.Close())

	s.journal, err = sqlite.Open(dir)
	check(t, err)
	d, i = s.openHouse()
	if got := digest(t, i); got != want {
		t.Errorf("digest %x after the restart, %x before", got, want)
	}
	s.close(d)
	check(t, s.journal.Close())
}

// A restarted instance must go on exactly as one that was not: no event twice,
// none left out.
func TestRestartedInstanceGoesOnTheSame(t *testing.T) {
	run := func(restart func(*site, *Directory)) []strowger.Event {
		s := newSite(t)
		d, i := s.openHouse()
		busyDay(t, d, i)
		if restart != nil {
			restart(s, d)
			d, i = s.openHouse()
		}
		events := do(t, i, strowger.Tick{})
		events = append(events, call(t, i, "later", "Sample inbound flow")...)
		check(t, d.Advance(t.Context(), 500))
		for _, user := range []strowger.UserID{"ann", "bob"} {
			handle(t, i, user, 1)
			handle(t, i, user, 1)
		}
		return append(events, do(t, i, strowger.Tick{})...)
	}
	want := encode(t, run(nil))
	for name, end := range map[string]func(*site, *Directory){"close": (*site).close, "kill": (*site).kill} {
		if got := encode(t, run(end)); !bytes.Equal(got, want) {
			t.Errorf("after a %s:\n got %s\nwant %s", name, got, want)
		}
	}
}

func TestSnapshotsAndTrim(t *testing.T) {
	s := newSite(t)
	s.cfg.SnapshotRecords = 5
	s.cfg.SnapshotBytes = 1 << 30
	d, i := s.openHouse()
	busyDay(t, d, i)
	want := digest(t, i)
	s.close(d)
	_, err := s.journal.Replay(t.Context(), string(houseID), journal.Record{}, func(journal.Record) error { return nil })
	if err == nil {
		t.Error("the journal was not trimmed")
	}
	d, i = s.openHouse()
	if got := digest(t, i); got != want {
		t.Errorf("digest %x after the restart, %x before", got, want)
	}
	_, ok, err := d.cfg.Report.Contact(t.Context(), houseID, "call0")
	if !ok || err != nil {
		t.Errorf("ended contact: found %v, error %v", ok, err)
	}
}

// tamper replaces the newest snapshot by what change makes of it.
func tamper(t *testing.T, j journal.Journal, change func([]byte) []byte) {
	t.Helper()
	at, r, err := j.LatestSnapshot(t.Context(), string(houseID))
	check(t, err)
	data, err := io.ReadAll(r)
	check(t, err)
	check(t, r.Close())
	changed := change(bytes.Clone(data))
	if at.Pos == 0 || bytes.Equal(changed, data) {
		t.Fatal("there was nothing to change")
	}
	check(t, j.PutSnapshot(t.Context(), string(houseID), at, bytes.NewReader(changed)))
}

func TestStartRefusesWhatItCannotTrust(t *testing.T) {
	replace := func(old, new string) func(*testing.T, *site) {
		return func(t *testing.T, s *site) {
			tamper(t, s.journal, func(b []byte) []byte { return bytes.Replace(b, []byte(old), []byte(new), 1) })
		}
	}
	cases := []struct {
		name  string
		spoil func(*testing.T, *site)
		want  []string
	}{
		{"state that does not match its digest", replace(`"ann"`, `"ANN"`), []string{"house", "snapshot at record", "digest"}},
		{"snapshot of another version", replace(`{"Version":1`, `{"Version":3`), []string{"house", "snapshot at record", "version 3"}},
		{"record of another version", func(t *testing.T, s *site) {
			w, err := s.journal.Acquire(t.Context(), string(houseID), "later program", journal.Record{}, func(journal.Record) error { return nil })
			check(t, err)
			_, err = w.Append(t.Context(), []byte(`{"Version":1,"Events":[{"ContactTeleported":{}}],"At":1}`))
			check(t, err)
		}, []string{"house", "record", "ContactTeleported"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t)
			d, i := s.openHouse()
			hire(t, i, "ann", true)
			_, err := d.CreateInstance(t.Context(), houseCommand("annex"))
			check(t, err)
			s.close(d)
			c.spoil(t, s)

			d = s.open()
			_, err = d.Instance(houseID)
			for _, want := range c.want {
				if err == nil || strowger.CodeOf(err) != strowger.InternalService || !strings.Contains(causes(err), want) {
					t.Errorf("error is %q, want one that says %q", causes(err), want)
				}
			}
			find(t, d, "annex") // is not concerned
			if _, err := d.CreateInstance(t.Context(), houseCommand(houseID)); strowger.CodeOf(err) != strowger.InvalidRequest {
				t.Errorf("creating it again gave %v", err)
			}
		})
	}
}

// causes returns what an operator sees of an error.
func causes(err error) string {
	if e, ok := errors.AsType[*strowger.Error](err); ok {
		return fmt.Sprint(e.Message, ": ", e.Err)
	}
	return fmt.Sprint(err)
}

func TestReportFromBackupCatchesUp(t *testing.T) {
	s := newSite(t)
	d, _ := s.openHouse()
	s.close(d)
	backup, err := os.ReadFile(filepath.Join(s.dir, "report.db"))
	check(t, err)
	d, i := s.openHouse()
	busyDay(t, d, i)
	s.close(d)
	check(t, os.WriteFile(filepath.Join(s.dir, "report.db"), backup, 0o600))
	d = s.open()
	_, ok, err := d.cfg.Report.Contact(t.Context(), houseID, "call0")
	if !ok || err != nil {
		t.Errorf("ended contact: found %v, error %v", ok, err)
	}
}
