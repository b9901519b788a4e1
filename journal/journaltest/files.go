package journaltest

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/strowger/strowger/journal"
)

// Files describes an engine that keeps its records in the files of a directory.
type Files struct {
	// Open opens the journal in a directory, which it makes when it is
	// missing. It must be the function that the test binary gives to Main.
	Open func(dir string) (journal.Journal, error)

	// Database is the name of the file that holds everything after Close.
	Database string

	// Log is the name of the file that holds the newest appends while the
	// journal is open. Where Database and Log are all that is left of the
	// directory, Log may have lost its end without the engine noticing.
	Log string
}

// ExerciseFiles runs the exercises that kill processes and damage files.
func ExerciseFiles(t *testing.T, f Files) {
	for name, exercise := range map[string]func(*testing.T, Files){
		"reopen":                 reopen,
		"two handles":            twoHandles,
		"killed while appending": killed,
		"torn log":               tornLog,
		"log cut off":            cutLog,
		"taken away":             takenAway,
		"torn database":          tornDatabase,
		"flipped bits":           flippedBits,
		"an older copy":          olderCopy,
	} {
		t.Run(name, func(t *testing.T) { exercise(t, f) })
	}
}

// open opens a journal that is closed with the test.
func (f Files) open(t *testing.T, dir string) journal.Journal {
	t.Helper()
	j, err := f.Open(dir)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { closeJournal(t, j) })
	return j
}

func closeJournal(t *testing.T, j journal.Journal) {
	t.Helper()
	if err := j.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

// readFile returns the bytes of a file of the journal, none if it is missing.
func readFile(t *testing.T, dir, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return b
}

// directory returns a new directory with the given database and log. An empty
// log is left out.
func (f Files) directory(t *testing.T, database, log []byte) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, f.Database), database, 0o600); err != nil {
		t.Fatal(err)
	}
	if len(log) == 0 {
		return dir
	}
	if err := os.WriteFile(filepath.Join(dir, f.Log), log, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// copyAll returns a new directory with copies of all files of another.
func copyAll(t *testing.T, dir string) string {
	t.Helper()
	copied := t.TempDir()
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return copied
}

// takenAway: what is appended to a journal whose directory is not there any more,
// or is another one, is not acknowledged; neither does the journal give anything
// to those who want to go on with it.
func takenAway(t *testing.T, f Files) {
	for name, replace := range map[string]func(t *testing.T, dir string){
		"removed": func(*testing.T, string) {},
		"replaced by an empty one": func(t *testing.T, dir string) {
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
		},
		"replaced by a copy": func(t *testing.T, dir string) {
			if err := os.CopyFS(dir, os.DirFS(dir+".away")); err != nil {
				t.Fatal(err)
			}
		},
	} {
		dir := filepath.Join(t.TempDir(), "journal")
		j, err := f.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		w := acquire(t, j, "a")
		records := addMany(t, w, 5)
		if err := os.Rename(dir, dir+".away"); err != nil {
			t.Skipf("an open journal cannot be taken away here: %v", err)
		}
		replace(t, dir)
		if _, err = w.Append(t.Context(), []byte("too late")); !errors.Is(err, journal.ErrCorrupt) {
			t.Errorf("%s: an append gives %v", name, err)
		}
		if _, err := j.Acquire(t.Context(), "a", "journaltest", records[4], none); !errors.Is(err, journal.ErrCorrupt) {
			t.Errorf("%s: Acquire gives %v", name, err)
		}
		_ = j.Close() // may well complain
	}
}

// reopen: closing and opening again changes nothing but the epoch.
func reopen(t *testing.T, f Files) {
	dir := filepath.Join(t.TempDir(), "new", "directory with ? and #")
	var records []journal.Record
	for n := range 5 {
		j, err := f.Open(dir)
		if err != nil {
			t.Fatalf("Open: %v", err)
		}
		w := acquire(t, j, "a")
		if w.Epoch() != uint64(n+1) {
			t.Fatalf("epoch %d, want %d", w.Epoch(), n+1)
		}
		records = append(records, addMany(t, w, 10)...)
		put(t, j, "a", w.Last(), "state")
		closeJournal(t, j)
	}
	j := f.open(t, dir)
	expect(t, j, "a", journal.Record{}, records)
	expectLatest(t, j, "a", records[49], "state")
	expectInstances(t, j, "a")
}

// twoHandles: writers of two handles on the same files fence each other, and
// each handle reads what the other has appended.
func twoHandles(t *testing.T, f Files) {
	dir := t.TempDir()
	one, two := f.open(t, dir), f.open(t, dir)
	first := acquire(t, one, "a")
	records := addMany(t, first, 5)
	second := acquire(t, two, "a")
	_, err := first.Append(t.Context(), []byte("too late"))
	expectErr(t, "Append of the deposed", err, journal.ErrFenced)
	records = append(records, addMany(t, second, 5)...)
	expect(t, one, "a", journal.Record{}, records)
	expect(t, two, "a", journal.Record{}, records)
	rivalHandles(t, one, two)
}

// rivalHandles has writers of two handles depose each other.
func rivalHandles(t *testing.T, handles ...journal.Journal) {
	var book ledger
	ended := make(chan error)
	for _, j := range handles {
		go func() {
			for range 20 {
				w, err := j.Acquire(t.Context(), "b", "rival", journal.Record{}, none)
				if err == nil {
					_, err = appendTo(t.Context(), w, &book, 5)
				}
				if err != nil {
					ended <- err
					return
				}
			}
			ended <- nil
		}()
	}
	for range handles {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	book.expect(t, handles[0], "b")
}

// olderCopy: a journal that was put back to an older state is refused to those
// who know better.
func olderCopy(t *testing.T, f Files) {
	dir := t.TempDir()
	j := f.open(t, dir)
	old := addMany(t, acquire(t, j, "a"), 10)
	closeJournal(t, j)
	copied := f.directory(t, readFile(t, dir, f.Database), nil)

	j = f.open(t, dir)
	at := addMany(t, acquire(t, j, "a"), 10)[9]
	put(t, j, "a", at, "state")

	j = f.open(t, copied)
	_, err := j.Acquire(t.Context(), "a", "journaltest", at, none)
	expectErr(t, "Acquire", err, journal.ErrCorrupt)
	expect(t, j, "a", journal.Record{}, old)
}
