package journaltest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/strowger/strowger/journal"
)

// put stores a snapshot, or ends the test.
func put(t *testing.T, j journal.Journal, inst string, at journal.Record, state string) {
	t.Helper()
	if err := j.PutSnapshot(t.Context(), inst, at, strings.NewReader(state)); err != nil {
		t.Fatalf("PutSnapshot: %v", err)
	}
}

// latest returns the newest snapshot, or ends the test.
func latest(t *testing.T, j journal.Journal, inst string) (journal.Record, string) {
	t.Helper()
	at, r, err := j.LatestSnapshot(t.Context(), inst)
	if err != nil {
		t.Fatalf("LatestSnapshot: %v", err)
	}
	state, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		t.Fatalf("the snapshot cannot be read: %v", err)
	}
	return at, string(state)
}

// expectLatest ends the test unless the newest snapshot is this one.
func expectLatest(t *testing.T, j journal.Journal, inst string, at journal.Record, state string) {
	t.Helper()
	gotAt, got := latest(t, j, inst)
	if !same(gotAt, at) {
		t.Fatalf("the newest snapshot is at %s, want %s", brief(gotAt), brief(at))
	}
	if got != state {
		t.Fatalf("the newest snapshot is %d bytes %.40q, want %d bytes %.40q", len(got), got, len(state), state)
	}
}

// fromSnapshot: the newest snapshot is found, whatever its size, and a replay
// goes on from it.
func fromSnapshot(t *testing.T, j journal.Journal) {
	expectLatest(t, j, "a", journal.Record{}, "")
	w := acquire(t, j, "a")
	put(t, j, "a", w.Last(), "state at the epoch start")
	expectLatest(t, j, "a", w.Last(), "state at the epoch start")

	records := addMany(t, w, 10)
	large := make([]byte, 3<<20+17) // several parts
	for i := range large {
		large[i] = byte(rand.Uint32())
	}
	put(t, j, "a", records[4], string(large))
	expectLatest(t, j, "a", records[4], string(large))
	put(t, j, "a", records[2], "an older one does not count")
	expectLatest(t, j, "a", records[4], string(large))
	put(t, j, "a", records[4], "another one at the same record does")
	expectLatest(t, j, "a", records[4], "another one at the same record does")
	put(t, j, "a", records[6], "")
	expectLatest(t, j, "a", records[6], "")

	at, _ := latest(t, j, "a")
	var seen []journal.Record
	if _, err := j.Acquire(t.Context(), "a", "journaltest", at, keep(&seen)); err != nil {
		t.Fatalf("Acquire: %v", err)
	}
	compare(t, seen, records[7:])
	expectLatest(t, j, "b", journal.Record{}, "")
}

// unfinished: a snapshot whose writing has failed does not count.
func unfinished(t *testing.T, j journal.Journal) {
	quiet(t)
	records := addMany(t, acquire(t, j, "a"), 10)
	put(t, j, "a", records[4], "whole")
	broken := errors.New("broken")
	for _, begin := range []string{"", "half of it"} {
		r := io.MultiReader(strings.NewReader(begin), iotest.ErrReader(broken))
		expectErr(t, "PutSnapshot", j.PutSnapshot(t.Context(), "a", records[8], r), broken)
		expectLatest(t, j, "a", records[4], "whole")
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	err := j.PutSnapshot(over, "a", records[9], bytes.NewReader(nil))
	expectErr(t, "PutSnapshot", err, context.Canceled)
	expectLatest(t, j, "a", records[4], "whole")
	put(t, j, "a", records[8], "finished")
	expectLatest(t, j, "a", records[8], "finished")
}

// leftBehind: whoever knows a record that the journal does not have is told so,
// and the journal stays as it is.
func leftBehind(t *testing.T, j journal.Journal) {
	records := addMany(t, acquire(t, j, "a"), 5)
	acquire(t, j, "empty")
	ahead, other := records[4], records[4]
	ahead.Pos += 10
	other.Data = []byte("of another history")
	for name, after := range map[string]journal.Record{"ahead": ahead, "other": other} {
		for _, inst := range []string{"a", "empty", "none"} {
			_, err := j.Acquire(t.Context(), inst, "journaltest", after, none)
			expectErr(t, "Acquire "+name, err, journal.ErrCorrupt)
			_, err = j.Replay(t.Context(), inst, after, none)
			expectErr(t, "Replay "+name, err, journal.ErrCorrupt)
			expectErr(t, "Subscribe "+name, j.Subscribe(t.Context(), inst, after, none), journal.ErrCorrupt)
			err = j.PutSnapshot(t.Context(), inst, after, strings.NewReader("state"))
			expectErr(t, "PutSnapshot "+name, err, journal.ErrCorrupt)
		}
	}
	expect(t, j, "a", journal.Record{}, records)
	expectLatest(t, j, "a", journal.Record{}, "")
	if w := acquire(t, j, "a"); w.Epoch() != 2 {
		t.Fatalf("refused writers have made epochs: the next is %d, want 2", w.Epoch())
	}
}

// trim: what the two newest snapshots need stays, the rest goes, and whoever
// asks for it is refused.
func trim(t *testing.T, j journal.Journal) {
	w := acquire(t, j, "a")
	records := addMany(t, w, 1500) // more than an engine removes at a time
	others := addMany(t, acquire(t, j, "b"), 10)
	trimTo := func(upTo journal.Pos) {
		t.Helper()
		if err := j.Trim(t.Context(), "a", upTo); err != nil {
			t.Fatalf("Trim: %v", err)
		}
	}
	trimTo(1501)
	put(t, j, "a", records[1100], "first")
	trimTo(1501)
	expect(t, j, "a", journal.Record{}, records) // one snapshot is not enough

	put(t, j, "a", records[1400], "second")
	trimTo(records[500].Pos)
	expect(t, j, "a", records[500], records[501:])
	trimTo(records[200].Pos) // is already gone
	trimTo(w.Last().Pos)     // is limited to the first snapshot
	for _, after := range []journal.Record{{}, records[0], records[500], records[1099]} {
		_, err := read(j, "a", after)
		expectErr(t, "Replay of what was trimmed", err, journal.ErrCorrupt)
	}
	expect(t, j, "a", records[1100], records[1101:])
	expectLatest(t, j, "a", records[1400], "second")

	records = append(records, addMany(t, w, 2)...)
	put(t, j, "a", records[1501], "third")
	trimTo(w.Last().Pos)
	_, err := read(j, "a", records[1399])
	expectErr(t, "Replay of what was trimmed", err, journal.ErrCorrupt)
	expect(t, j, "a", records[1400], records[1401:])
	at, _ := latest(t, j, "a")
	if w, err = j.Acquire(t.Context(), "a", "journaltest", at, none); err != nil {
		t.Fatalf("Acquire: %v", err)
	}
	records = append(records, addMany(t, w, 1)...)
	expect(t, j, "a", records[1400], records[1401:])
	expect(t, j, "b", journal.Record{}, others)
}

// bounds: the oldest record that is kept is where all others can be read from, and
// every snapshot can be had by its position.
func bounds(t *testing.T, j journal.Journal) {
	expectBounds := func(first, last journal.Record) {
		t.Helper()
		gotFirst, err := j.First(t.Context(), "a")
		gotLast, err2 := j.Last(t.Context(), "a")
		if err := errors.Join(err, err2); err != nil || !same(gotFirst, first) || !same(gotLast, last) {
			t.Fatalf("from %s to %s, %v; want from %s to %s", brief(gotFirst), brief(gotLast), err, brief(first), brief(last))
		}
	}
	expectBounds(journal.Record{}, journal.Record{})
	w := acquire(t, j, "a")
	expectBounds(w.Last(), w.Last())
	start, records := w.Last(), addMany(t, w, 700) // several pages of any engine
	expectBounds(start, records[699])
	for _, n := range []int{100, 300, 500} {
		put(t, j, "a", records[n], strings.Repeat("state ", n))
	}
	if err := j.Trim(t.Context(), "a", records[699].Pos); err != nil {
		t.Fatal(err)
	}
	expectBounds(records[300], records[699])
	expect(t, j, "a", records[300], records[301:])

	stored, err := j.Snapshots(t.Context(), "a")
	if err != nil || len(stored) != 2 || stored[0] != records[500].Pos || stored[1] != records[300].Pos {
		t.Fatalf("snapshots at %v, %v", stored, err)
	}
	at, r, err := j.Snapshot(t.Context(), "a", stored[1])
	if err != nil || !same(at, records[300]) {
		t.Fatalf("the snapshot at %d is one at %s, %v", stored[1], brief(at), err)
	}
	if state, err := io.ReadAll(r); err != nil || string(state) != strings.Repeat("state ", 300) {
		t.Fatalf("it is %.20q, %v", state, err)
	}
	_, _, err = j.Snapshot(t.Context(), "a", records[100].Pos)
	expectErr(t, "a snapshot that is not there", err, journal.ErrUnfinished)
}
