// Package journaltest holds the exercises that every journal engine passes, so
// that one can take the place of another.
//
// [Exercise] needs nothing but an empty journal. Engines that keep files are
// also put through [ExerciseFiles]: processes killed while they append, files
// that lose their end, bits that flip. [ExerciseFaults] makes commits fail, or
// seem to; [ExerciseFull] fills the disk.
//
// The exercises check promises, not mechanisms: what was acknowledged is there,
// what is there is what was written, and whoever cannot know says so.
//
// Random choices come from a seed that is logged. JOURNALTEST_SEED repeats one.
package journaltest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/strowger/strowger/journal"
)

// Exercise runs the exercises that need no files. The function opens an empty
// journal that is closed with the test.
func Exercise(t *testing.T, open func(t *testing.T) journal.Journal) {
	for name, exercise := range map[string]func(*testing.T, journal.Journal){
		"append and replay":          appendAndReplay,
		"empty and large data":       emptyAndLarge,
		"errors of the receiver":     receiverErrors,
		"a cancelled context":        cancelled,
		"a deposed writer":           deposed,
		"rival writers":              rivals,
		"taking over a busy writer":  takeover,
		"instances at the same time": concurrent,
		"replay from a snapshot":     fromSnapshot,
		"unfinished snapshots":       unfinished,
		"a journal left behind":      leftBehind,
		"trim":                       trim,
		"the first and the last":     bounds,
		"trim while reading":         trimRace,
		"subscribe":                  subscribe,
		"close":                      closing,
	} {
		t.Run(name, func(t *testing.T) { exercise(t, open(t)) })
	}
}

// random returns a source of random choices and logs its seed.
func random(t *testing.T) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	if s := os.Getenv("JOURNALTEST_SEED"); s != "" {
		var err error
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatalf("JOURNALTEST_SEED: %v", err)
		}
	}
	t.Logf("JOURNALTEST_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// quiet keeps the warnings about damage that the exercise has done out of the
// test's output.
func quiet(t *testing.T) {
	before := slog.Default()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	t.Cleanup(func() { slog.SetDefault(before) })
}

// none is the receiver of those who want no records.
func none(journal.Record) error { return nil }

// acquire makes a writer, or ends the test.
func acquire(t *testing.T, j journal.Journal, inst string) journal.Writer {
	t.Helper()
	w, err := j.Acquire(t.Context(), inst, "journaltest", journal.Record{}, none)
	if err != nil {
		t.Fatalf("Acquire: %v", err)
	}
	return w
}

// add appends records with the given data and returns them.
func add(t *testing.T, w journal.Writer, data ...string) []journal.Record {
	t.Helper()
	var added []journal.Record
	for _, d := range data {
		r, err := w.Append(t.Context(), []byte(d))
		if err != nil {
			t.Fatalf("Append: %v", err)
		}
		added = append(added, r)
	}
	return added
}

// addMany appends n records.
func addMany(t *testing.T, w journal.Writer, n int) []journal.Record {
	t.Helper()
	data := make([]string, n)
	for i := range data {
		data[i] = fmt.Sprintf("record %d of %d in epoch %d", i, n, w.Epoch())
	}
	return add(t, w, data...)
}

// read returns the event records after the given one.
func read(j journal.Journal, inst string, after journal.Record) ([]journal.Record, error) {
	var got []journal.Record
	_, err := j.Replay(context.Background(), inst, after, keep(&got))
	return got, err
}

// keep returns a receiver that appends what it gets to a slice.
func keep(got *[]journal.Record) func(journal.Record) error {
	return func(r journal.Record) error {
		*got = append(*got, r)
		return nil
	}
}

// expect ends the test unless a replay gives exactly these records.
func expect(t *testing.T, j journal.Journal, inst string, after journal.Record, want []journal.Record) {
	t.Helper()
	got, err := read(j, inst, after)
	if err != nil {
		t.Fatalf("Replay of %s: %v", inst, err)
	}
	compare(t, got, want)
}

// compare ends the test unless two lists of records are the same.
func compare(t *testing.T, got, want []journal.Record) {
	t.Helper()
	for i := range min(len(got), len(want)) {
		if !same(got[i], want[i]) {
			t.Fatalf("record %d is %v, want %v", i, brief(got[i]), brief(want[i]))
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%d records, want %d", len(got), len(want))
	}
}

// same reports whether two records are equal byte by byte.
func same(a, b journal.Record) bool {
	return bytes.Equal(journal.AppendRecord(nil, a), journal.AppendRecord(nil, b))
}

// brief returns a record with little of its data, for people.
func brief(r journal.Record) string {
	return fmt.Sprintf("{%d of epoch %d, %v, %d bytes %.40q}", r.Pos, r.Epoch, r.Kind, len(r.Data), r.Data)
}

// expectErr ends the test unless err is the error wanted.
func expectErr(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("%s: error %v, want %v", what, err, want)
	}
}
