package journaltest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/strowger/strowger/journal"
)

// appendAndReplay: positions are 1, 2, 3 …, and what is read is what was
// appended.
func appendAndReplay(t *testing.T, j journal.Journal) {
	if got, err := read(j, "a", journal.Record{}); err != nil || len(got) > 0 {
		t.Fatalf("an instance without records gives %d, %v", len(got), err)
	}
	w := acquire(t, j, "a")
	start := w.Last()
	if start.Pos != 1 || start.Epoch != 1 || start.Kind != journal.KindEpoch || start.Owner() != "journaltest" {
		t.Fatalf("the first record is %s", brief(start))
	}
	records := addMany(t, w, 1000) // several pages of any engine
	for i, r := range records {
		if r.Pos != journal.Pos(i+2) || r.Epoch != 1 || r.Kind != journal.KindEvents {
			t.Fatalf("record %d is %s", i, brief(r))
		}
	}
	if !same(w.Last(), records[999]) {
		t.Fatalf("Last gives %s", brief(w.Last()))
	}
	expect(t, j, "a", journal.Record{}, records)
	expect(t, j, "a", start, records)
	expect(t, j, "a", records[499], records[500:])
	expect(t, j, "a", records[999], nil)
	last, err := j.Replay(t.Context(), "a", records[999], none)
	if err != nil || !same(last, records[999]) {
		t.Fatalf("Replay of nothing new gives %s, %v", brief(last), err)
	}
	expectInstances(t, j, "a")
}

func expectInstances(t *testing.T, j journal.Journal, want ...string) {
	t.Helper()
	got, err := j.Instances(t.Context())
	if err != nil || !slices.Equal(got, want) {
		t.Fatalf("Instances gives %q, %v; want %q", got, err, want)
	}
}

// emptyAndLarge: data may be of any length, and stays the caller's.
func emptyAndLarge(t *testing.T, j journal.Journal) {
	w := acquire(t, j, "a")
	data := bytes.Repeat([]byte("0123456789abcdef"), 1<<16) // 1 MiB
	var records []journal.Record
	for _, n := range []int{0, 1, 4095, 4096, 4097, 1 << 16, 1 << 20, 0} {
		r, err := w.Append(t.Context(), data[:n])
		if err != nil {
			t.Fatalf("Append of %d bytes: %v", n, err)
		}
		if !bytes.Equal(r.Data, data[:n]) {
			t.Fatalf("Append of %d bytes returns others", n)
		}
		records = append(records, r)
	}
	clear(data)
	expect(t, j, "a", journal.Record{}, records)
	if _, err := j.Acquire(t.Context(), "", "journaltest", journal.Record{}, none); err == nil {
		t.Fatal("an instance without a name was acquired")
	}
}

// receiverErrors: the receiver can stop a replay, and its error comes back.
func receiverErrors(t *testing.T, j journal.Journal) {
	records := addMany(t, acquire(t, j, "a"), 10)
	enough := errors.New("enough")
	var got []journal.Record
	stop := func(r journal.Record) error {
		if len(got) == 3 {
			return enough
		}
		got = append(got, r)
		return nil
	}
	_, err := j.Replay(t.Context(), "a", journal.Record{}, stop)
	expectErr(t, "Replay", err, enough)
	compare(t, got, records[:3])

	got = nil
	_, err = j.Acquire(t.Context(), "a", "journaltest", journal.Record{}, stop)
	expectErr(t, "Acquire", err, enough)
	expectErr(t, "Subscribe", j.Subscribe(t.Context(), "a", journal.Record{}, stop), enough)

	w, err := j.Acquire(t.Context(), "a", "journaltest", journal.Record{}, none)
	if err != nil || w.Epoch() != 3 {
		t.Fatalf("after a failed replay the epoch is %d, %v; want 3", w.Epoch(), err)
	}
}

// cancelled: a context that has ended stores nothing and leaves the writer
// alive. One that ends meanwhile leaves no doubt that is not admitted.
func cancelled(t *testing.T, j journal.Journal) {
	over, cancel := context.WithCancel(t.Context())
	cancel()
	w := acquire(t, j, "a")
	records := addMany(t, w, 1)
	_, err := w.Append(over, []byte("not stored"))
	expectErr(t, "Append", err, context.Canceled)
	if errors.Is(err, journal.ErrUncertain) {
		t.Fatal("an append that was never begun is uncertain")
	}
	_, err = j.Replay(over, "a", journal.Record{}, none)
	expectErr(t, "Replay", err, context.Canceled)
	_, err = j.Acquire(over, "a", "journaltest", journal.Record{}, none)
	expectErr(t, "Acquire", err, context.Canceled)
	records = append(records, addMany(t, w, 1)...)
	expect(t, j, "a", journal.Record{}, records)

	for n := range 100 {
		var wg sync.WaitGroup
		ctx, cancel := context.WithCancel(t.Context())
		wg.Go(cancel)
		r, err := w.Append(ctx, fmt.Append(nil, n))
		switch {
		case err == nil:
			records = append(records, r)
		case errors.Is(err, journal.ErrUncertain):
			w = acquire(t, j, "a")
			if records, err = read(j, "a", journal.Record{}); err != nil {
				t.Fatal(err)
			}
		default:
			expectErr(t, "Append", err, context.Canceled)
		}
		wg.Wait()
	}
	expect(t, j, "a", journal.Record{}, records)
}

// concurrent: instances do not disturb each other.
func concurrent(t *testing.T, j journal.Journal) {
	const instances, appends = 16, 50
	var wg sync.WaitGroup
	names, all := make([]string, instances), make([][]journal.Record, instances)
	for i := range instances {
		names[i] = fmt.Sprintf("instance-%02d", i)
		w := acquire(t, j, names[i])
		wg.Go(func() {
			for n := range appends {
				r, err := w.Append(t.Context(), fmt.Append(nil, names[i], n))
				if err != nil {
					t.Errorf("Append to %s: %v", names[i], err)
					return
				}
				all[i] = append(all[i], r)
			}
		})
	}
	wg.Wait()
	for i, name := range names {
		expect(t, j, name, journal.Record{}, all[i])
	}
	expectInstances(t, j, names...)
}
