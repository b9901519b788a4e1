package journaltest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/strowger/strowger/journal"
)

// Commit makes something durable: do does it, and what Commit returns is what
// the engine is told.
type Commit = func(do func() error) error

// errInjected is the word of a commit that was made to fail.
var errInjected = errors.New("injected by journaltest")

// The ways in which a commit ends.
func succeed(do func() error) error   { return do() }
func failBefore(func() error) error   { return errInjected }
func failAfter(do func() error) error { return errors.Join(do(), errInjected) }

// faults decides how commits end.
type faults struct {
	mu    sync.Mutex
	first []Commit // the next commits
	rest  Commit   // those after them
}

// set says how commits end from now on.
func (f *faults) set(rest Commit, first ...Commit) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.first, f.rest = first, rest
}

func (f *faults) commit(do func() error) error {
	f.mu.Lock()
	way := f.rest
	if len(f.first) > 0 {
		way, f.first = f.first[0], f.first[1:]
	}
	f.mu.Unlock()
	return way(do)
}

// ExerciseFaults runs the exercises in which commits fail before they happen,
// or happen and are reported as failed. The function opens an empty journal
// that makes its records durable with the given commit.
func ExerciseFaults(t *testing.T, open func(t *testing.T, commit Commit) journal.Journal) {
	for name, exercise := range map[string]func(*testing.T, journal.Journal, *faults){
		"one failed commit":         oneFault,
		"failed commits until told": untilTold,
		"commits that seem to fail": seemingly,
		"failed commits at random":  randomFaults,
	} {
		t.Run(name, func(t *testing.T) {
			f := &faults{rest: succeed}
			exercise(t, open(t, f.commit), f)
		})
	}
}

// oneFault: the engine finds out by itself what became of one failed commit.
func oneFault(t *testing.T, j journal.Journal, f *faults) {
	w := acquire(t, j, "a")
	records := addMany(t, w, 3)
	for _, way := range []Commit{failBefore, failAfter} {
		f.set(succeed, way)
		records = append(records, addMany(t, w, 3)...)
		f.set(succeed, way)
		w = acquire(t, j, "a")
		f.set(succeed, way)
		put(t, j, "a", w.Last(), "state")
	}
	expect(t, j, "a", journal.Record{}, records)
	expectLatest(t, j, "a", w.Last(), "state")
}

// untilTold: while no commit succeeds the answer is uncertain, and the writer
// is dead. Whoever acquires the instance knows what became of the append.
func untilTold(t *testing.T, j journal.Journal, f *faults) {
	w := acquire(t, j, "a")
	records := addMany(t, w, 3)
	f.set(failBefore)
	_, err := w.Append(t.Context(), []byte("perhaps"))
	expectErr(t, "Append", err, journal.ErrUncertain)
	_, err = j.Acquire(t.Context(), "a", "journaltest", journal.Record{}, none)
	expectErr(t, "Acquire", err, journal.ErrUncertain)
	f.set(succeed)
	_, err = w.Append(t.Context(), []byte("by a dead writer"))
	expectErr(t, "Append", err, journal.ErrUncertain)

	var seen []journal.Record
	w, err = j.Acquire(t.Context(), "a", "journaltest", journal.Record{}, keep(&seen))
	if err != nil {
		t.Fatalf("Acquire: %v", err)
	}
	compare(t, seen, records) // it was not stored, as we know
	records = append(records, addMany(t, w, 3)...)
	expect(t, j, "a", journal.Record{}, records)
}

// seemingly: a record that can be found is stored, whatever the commit says.
func seemingly(t *testing.T, j journal.Journal, f *faults) {
	f.set(failAfter)
	w := acquire(t, j, "a")
	records := addMany(t, w, 3)
	w = acquire(t, j, "a")
	records = append(records, addMany(t, w, 3)...)
	f.set(succeed)
	expect(t, j, "a", journal.Record{}, records)
}

// randomFaults: with many instances and commits that end in any way, what was
// acknowledged is there, and what is there was acknowledged or uncertain.
func randomFaults(t *testing.T, j journal.Journal, f *faults) {
	rng := random(t)
	f.set(func(do func() error) error { // one commit at a time
		ways := []Commit{succeed, succeed, succeed, failBefore, failAfter}
		return ways[rng.IntN(len(ways))](do)
	})
	const instances = 8
	var wg sync.WaitGroup
	books := make([]outcomes, instances)
	for i := range books {
		seed := rand.Uint64()
		wg.Go(func() {
			if err := books[i].gather(t.Context(), j, fmt.Sprint("i-", i), seed); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	f.set(succeed)
	for i := range books {
		books[i].expect(t, j, fmt.Sprint("i-", i))
	}
}

// outcomes is what a writer was told about its appends.
type outcomes struct {
	acked     []journal.Record
	uncertain map[string]bool // by data
}

// gather appends 60 times and acquires again after every uncertain end.
func (o *outcomes) gather(ctx context.Context, j journal.Journal, inst string, seed uint64) error {
	o.uncertain = make(map[string]bool)
	var w journal.Writer
	for n := 0; n < 60; {
		var err error
		if w == nil {
			w, err = j.Acquire(ctx, inst, "journaltest", journal.Record{}, none)
			if err != nil && !errors.Is(err, journal.ErrUncertain) {
				return fmt.Errorf("acquire: %w", err)
			}
			if err != nil {
				w = nil
			}
			continue
		}
		data := fmt.Sprintf("%s: append %d of %x", inst, n, seed)
		n++
		switch r, err := w.Append(ctx, []byte(data)); {
		case err == nil:
			o.acked = append(o.acked, r)
		case errors.Is(err, journal.ErrUncertain):
			o.uncertain[data], w = true, nil
		default:
			return fmt.Errorf("append: %w", err)
		}
	}
	return nil
}

// expect ends the test unless the journal agrees with what was told.
func (o *outcomes) expect(t *testing.T, j journal.Journal, inst string) {
	t.Helper()
	got, err := read(j, inst, journal.Record{})
	if err != nil {
		t.Fatalf("Replay: %v", err)
	}
	var sure []journal.Record
	for _, r := range got {
		if !o.uncertain[string(r.Data)] {
			sure = append(sure, r)
		}
	}
	compare(t, sure, o.acked)
}
