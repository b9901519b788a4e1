package journaltest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/strowger/strowger/journal"
)

// deposed: a writer that has been followed by another appends nothing more, and
// the other has seen all that it did append.
func deposed(t *testing.T, j journal.Journal) {
	first := acquire(t, j, "a")
	records := addMany(t, first, 5)
	var seen []journal.Record
	second, err := j.Acquire(t.Context(), "a", "second", journal.Record{}, keep(&seen))
	if err != nil {
		t.Fatalf("Acquire: %v", err)
	}
	compare(t, seen, records)
	if second.Epoch() != 2 || second.Last().Owner() != "second" || second.Last().Pos != 7 {
		t.Fatalf("the second writer begins with %s", brief(second.Last()))
	}
	for range 2 { // and stays fenced
		_, err = first.Append(t.Context(), []byte("too late"))
		expectErr(t, "Append of the deposed", err, journal.ErrFenced)
	}
	records = append(records, addMany(t, second, 5)...)
	_, err = first.Append(t.Context(), []byte("much too late"))
	expectErr(t, "Append of the deposed", err, journal.ErrFenced)
	expect(t, j, "a", journal.Record{}, records)
}

// ledger is what writers were told: who has which position.
type ledger struct {
	mu      sync.Mutex
	records map[journal.Pos]journal.Record
}

// enter notes an acknowledged record. No position is acknowledged twice.
func (l *ledger) enter(r journal.Record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if old, twice := l.records[r.Pos]; twice {
		return fmt.Errorf("position acknowledged twice: %s and %s", brief(old), brief(r))
	}
	if l.records == nil {
		l.records = make(map[journal.Pos]journal.Record)
	}
	l.records[r.Pos] = r
	return nil
}

// expect ends the test unless the journal holds what was acknowledged and
// nothing else.
func (l *ledger) expect(t *testing.T, j journal.Journal, inst string) {
	t.Helper()
	got, err := read(j, inst, journal.Record{})
	if err != nil {
		t.Fatalf("Replay: %v", err)
	}
	for _, r := range got {
		if told, ok := l.records[r.Pos]; !ok || !same(r, told) {
			t.Fatalf("the journal has %s, acknowledged was %s", brief(r), brief(told))
		}
	}
	if len(got) != len(l.records) {
		t.Fatalf("the journal has %d records, %d were acknowledged", len(got), len(l.records))
	}
}

// rivals: writers depose each other as fast as they can, all under one name.
func rivals(t *testing.T, j journal.Journal) {
	var wg sync.WaitGroup
	var book ledger
	epochs := make(chan uint64, 8*10)
	for range 8 {
		wg.Go(func() {
			for range 10 {
				w, err := j.Acquire(t.Context(), "a", "rival", journal.Record{}, none)
				if err != nil {
					t.Errorf("Acquire: %v", err)
					return
				}
				epochs <- w.Epoch()
				if _, err := appendTo(t.Context(), w, &book, 10); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	close(epochs)
	owned := make(map[uint64]bool)
	for e := range epochs {
		if owned[e] {
			t.Fatalf("two writers have epoch %d", e)
		}
		owned[e] = true
	}
	book.expect(t, j, "a")
}

// appendTo appends n records and enters them in the book. It stops when the
// writer is fenced.
func appendTo(ctx context.Context, w journal.Writer, book *ledger, n int) (fenced bool, err error) {
	for i := range n {
		r, err := w.Append(ctx, fmt.Appendf(nil, "epoch %d, append %d", w.Epoch(), i))
		if errors.Is(err, journal.ErrFenced) {
			return true, nil
		}
		if err != nil {
			return false, fmt.Errorf("append: %w", err)
		}
		if err := book.enter(r); err != nil {
			return false, err
		}
	}
	return false, nil
}

// takeover: a writer that never rests can be deposed, and its successor has
// seen everything that was acknowledged to it.
func takeover(t *testing.T, j journal.Journal) {
	busy := acquire(t, j, "a")
	var book ledger
	begun, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		fenced, err := appendTo(t.Context(), busy, &book, 10)
		close(begun)
		for !fenced && err == nil {
			fenced, err = appendTo(t.Context(), busy, &book, 10)
		}
		ended <- err
	}()
	<-begun
	var seen []journal.Record
	if _, err := j.Acquire(t.Context(), "a", "successor", journal.Record{}, keep(&seen)); err != nil {
		t.Fatalf("Acquire: %v", err)
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if len(seen) != len(book.records) {
		t.Fatalf("the successor saw %d records, %d were acknowledged", len(seen), len(book.records))
	}
	book.expect(t, j, "a")
}
