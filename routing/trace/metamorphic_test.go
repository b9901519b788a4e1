package trace_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
	"github.com/strowger/strowger/routing/trace"
)

// What must not make a difference makes none: the same scripts, told in another
// way, lead to the same decisions.

// scripts are those of some random runs, with STROWGER_LONG of some hundred.
func scripts(t *testing.T) (list []trace.Script) {
	t.Helper()
	last := uint64(12)
	if os.Getenv("STROWGER_LONG") != "" {
		last = 300
	}
	for seed := uint64(1); seed <= last; seed++ {
		h := newHouse(seed, newTally())
		if err := h.run(120); err != nil {
			t.Fatalf("STROWGER_SEED=%d: %v", seed, err)
		}
		list = append(list, h.script)
	}
	return list
}

// decisions are all events of a script on an engine.
func decisions(t *testing.T, s trace.Script, e *routing.Engine) (events []strowger.Event) {
	t.Helper()
	err := s.Each(e, func(now strowger.Time, c strowger.Command) error {
		next, _ := e.Step(now, c)
		events = append(events, next...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return events
}

func wantSame(t *testing.T, got, want []strowger.Event) {
	t.Helper()
	for i := range min(len(got), len(want)) {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Fatalf("event %d is %T%s, want %T%s", i, got[i], paper(got[i]), want[i], paper(want[i]))
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%d events, want %d", len(got), len(want))
	}
}

// TestRestoredMidway goes on from a snapshot, at several places.
func TestRestoredMidway(t *testing.T) {
	for _, s := range scripts(t) {
		whole := routing.New()
		want := decisions(t, s, whole)
		for _, cut := range []int{len(s) / 4, len(s) / 2, len(s) - 1} {
			e := routing.New()
			got := decisions(t, s[:cut], e)
			data, err := json.Marshal(e.Snapshot())
			if err != nil {
				t.Fatal(err)
			}
			var snapshot routing.Snapshot
			if err := json.Unmarshal(data, &snapshot); err != nil {
				t.Fatal(err)
			}
			e = routing.Restore(&snapshot)
			wantSame(t, append(got, decisions(t, s[cut:], e)...), want)
			if e.Digest() != whole.Digest() {
				t.Error("a restored engine comes to another digest")
			}
		}
	}
}

// TestReplayedFromZero applies the events alone, and as an older program has written
// them: the numbers of arrival that they lack are those that they would have.
func TestReplayedFromZero(t *testing.T) {
	for _, s := range scripts(t) {
		e, again, older := routing.New(), routing.New(), routing.New()
		events := decisions(t, s, e)
		for _, ev := range events {
			again.Apply(ev)
		}
		if again.Digest() != e.Digest() {
			t.Error("a replay comes to another digest")
		}
		for _, ev := range unnumbered(events) {
			older.Apply(ev)
		}
		if withoutKept(older.Snapshot()) != withoutKept(e.Snapshot()) {
			t.Error("a replay without numbers comes to another digest")
		}
	}
}

// unnumbered returns a copy of events in which nothing has a number of arrival.
func unnumbered(events []strowger.Event) []strowger.Event {
	events = trace.Renamed(events, func(id string) string { return id })
	for _, ev := range events {
		v := reflect.ValueOf(ev).Elem()
		if f := v.FieldByName("Sequence"); f.IsValid() {
			f.SetInt(0)
		}
		if f := v.FieldByName("Contact"); f.IsValid() {
			c := f.Interface().(*strowger.Contact)
			c.Sequence, c.RankSequence = 0, 0
		}
	}
	return events
}

// withoutKept is the digest of a snapshot without the numbers that contacts have
// kept of others, which events without numbers do not tell.
func withoutKept(s *routing.Snapshot) [32]byte {
	for i := range s.Contacts {
		s.Contacts[i].RankSequence = 0
	}
	return s.Digest()
}

// TestReleased gives all events back as soon as they have been written down, or
// those of some steps together. The same is decided, and nothing that was copied
// before changes.
func TestReleased(t *testing.T) {
	for _, s := range scripts(t) {
		for _, steps := range []int{1, 5} {
			testReleased(t, s, steps)
		}
	}
}

func testReleased(t *testing.T, s trace.Script, together int) {
	want := routing.New()
	e := routing.New()
	type copied struct {
		snapshot *routing.Snapshot
		digest   [32]byte
	}
	var copies []copied
	var pile []strowger.Event
	steps := 0
	err := s.Each(e, func(now strowger.Time, c strowger.Command) error {
		_, _ = e.Decide(now, c) // which changes nothing
		events, _ := e.Step(now, c)
		again, _ := want.Step(now, c)
		if got, want := paper(events), paper(again); got != want {
			t.Fatalf("at %s it says %s, want %s", now, got, want)
		}
		if pile == nil {
			pile = events // as they lie on the page
		} else {
			pile = append(pile, events...)
		}
		if steps++; steps%together == 0 {
			e.Release(pile)
			pile = nil
		}
		if len(copies) < 20 && len(again) > 3 {
			snapshot := e.Snapshot()
			copies = append(copies, copied{snapshot, snapshot.Digest()})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if e.Digest() != want.Digest() {
		t.Error("an engine to which events are given back comes to another digest")
	}
	for i, c := range copies {
		if c.snapshot.Digest() != c.digest {
			t.Errorf("snapshot %d has changed", i)
		}
	}
}

// TestRenamed gives everything another name, in another order: no decision depends on
// identifiers, not even a tie (U2, U12).
func TestRenamed(t *testing.T) {
	other := func(id string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(id))) }
	for _, s := range scripts(t) {
		want := trace.Renamed(decisions(t, s, routing.New()), other)
		wantSame(t, decisions(t, trace.Renamed(s, other), routing.New()), want)
	}
}

// TestUnrelated adds a queue, a profile, agents and contacts that have nothing to
// do with the rest.
func TestUnrelated(t *testing.T) {
	for _, s := range scripts(t) {
		begin := 1 + slices.IndexFunc(s, func(m trace.Moment) bool {
			_, is := m.Command.(strowger.CreateInstance)
			return is
		})
		all := slices.Concat(s[:begin], strangers(s[0].At), s[begin:])
		got := decisions(t, all, routing.New())
		busy := len(got)
		got = slices.DeleteFunc(got, isStrange)
		if busy-len(got) < 15 {
			t.Errorf("only %d events are about the strangers", busy-len(got))
		}
		wantSame(t, unnumbered(got), unnumbered(decisions(t, s, routing.New())))
	}
}

const strange = "zz"

func strangers(at strowger.Time) (s trace.Script) {
	add := func(c strowger.Command) { s = append(s, trace.Moment{At: at, Command: c}) }
	pair := strowger.QueueReference{QueueID: strange, Channel: strowger.Chat}
	add(strowger.CreateQueue{Queue: strowger.Queue{ID: strange, Name: strange, HoursOfOperationID: "Always"}})
	add(strowger.CreateRoutingProfile{RoutingProfile: strowger.RoutingProfile{ID: strange, Name: strange,
		DefaultOutboundQueueID: strange, MediaConcurrencies: []strowger.MediaConcurrency{{Channel: strowger.Chat, Concurrency: 1}},
		Queues: []strowger.RoutingProfileQueue{{QueueReference: pair, Priority: 1, DelaySeconds: 7}}}})
	for _, id := range []strowger.UserID{strange + "1", strange + "2", strange + "3"} {
		add(strowger.CreateUser{User: strowger.User{ID: id, Username: string(id), RoutingProfileID: strange}})
		add(strowger.PutAgentStatus{UserID: id, StatusID: "Available"})
	}
	for _, id := range []strowger.ContactID{strange + "a", strange + "b", strange + "c", strange + "d"} {
		add(strowger.StartContact{Contact: &strowger.Contact{ID: id, Channel: strowger.Chat, FlowID: "Flow"}})
		add(strowger.SetTargetQueue{ContactID: id, QueueID: strange})
		add(strowger.EnqueueContact{ContactID: id})
	}
	return s
}

// isStrange reports whether an event names a stranger.
func isStrange(ev strowger.Event) bool {
	found := false
	trace.Renamed(ev, func(id string) string {
		found = found || strings.HasPrefix(id, strange)
		return id
	})
	return found
}
