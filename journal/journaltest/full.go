package journaltest

import (
	"bytes"
	"errors"
	"testing"

	"github.com/strowger/strowger/journal"
)

// ExerciseFull fills a journal that has room for a few hundred records of 16
// KiB at most, until it is full; free makes more room, for at least ten.
// Nothing that was acknowledged is lost, and the same writer goes on when there
// is room.
func ExerciseFull(t *testing.T, j journal.Journal, free func()) {
	w, other := acquire(t, j, "a"), acquire(t, j, "b")
	data := bytes.Repeat([]byte("16 bytes of data"), 1<<10)
	var records []journal.Record
	var err error
	for len(records) < 1000 && err == nil {
		var r journal.Record
		if r, err = w.Append(t.Context(), data); err == nil {
			records = append(records, r)
		}
	}
	expectErr(t, "Append to a full disk", err, journal.ErrFull)
	if len(records) < 10 {
		t.Fatalf("full after %d records", len(records))
	}
	expect(t, j, "a", journal.Record{}, records)

	// Full stays full, and small records may still find room.
	_, err = w.Append(t.Context(), bytes.Repeat(data, 100))
	expectErr(t, "Append to a full disk", err, journal.ErrFull)
	var small []journal.Record
	switch r, err := other.Append(t.Context(), []byte("small")); {
	case err == nil:
		small = append(small, r)
	case !errors.Is(err, journal.ErrFull):
		t.Fatalf("Append to a full disk: %v", err)
	}

	free()
	for range 5 {
		records = append(records, add(t, w, string(data))...)
		small = append(small, add(t, other, "after")...)
	}
	expect(t, j, "a", journal.Record{}, records)
	expect(t, j, "b", journal.Record{}, small)
	if w := acquire(t, j, "a"); w.Epoch() != 2 {
		t.Fatalf("epoch %d, want 2", w.Epoch())
	}
	t.Logf("full after %d records", len(records)-5)
}
