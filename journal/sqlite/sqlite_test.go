package sqlite_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/journal/journaltest"
	"github.com/strowger/strowger/journal/sqlite"
)

func TestMain(m *testing.M) { journaltest.Main(m, sqlite.Open) }

// closed returns a journal that is closed with the test.
func closed(t *testing.T, j journal.Journal, err error) journal.Journal {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := j.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return j
}

// open opens the journal in a directory.
func open(t *testing.T, dir string) journal.Journal {
	t.Helper()
	j, err := sqlite.Open(dir)
	return closed(t, j, err)
}

func TestJournal(t *testing.T) {
	journaltest.Exercise(t, func(t *testing.T) journal.Journal { return open(t, t.TempDir()) })
}

func TestFiles(t *testing.T) {
	journaltest.ExerciseFiles(t, journaltest.Files{
		Open:     sqlite.Open,
		Database: sqlite.File,
		Log:      sqlite.File + "-wal",
	})
}

func TestFaults(t *testing.T) {
	journaltest.ExerciseFaults(t, func(t *testing.T, commit journaltest.Commit) journal.Journal {
		j, err := sqlite.OpenCommit(t.TempDir(), commit)
		return closed(t, j, err)
	})
}

// TestFull limits the database in pages of 4 KiB.
func TestFull(t *testing.T) {
	j, limit, err := sqlite.OpenLimited(t.TempDir(), 500)
	journaltest.ExerciseFull(t, closed(t, j, err), func() {
		if err := limit(1000); err != nil {
			t.Fatal(err)
		}
	})
}

func TestLock(t *testing.T) {
	dir := t.TempDir()
	lock, err := sqlite.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Lock(dir); !errors.Is(err, sqlite.ErrLocked) {
		t.Fatalf("the second lock gives %v", err)
	}
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	lock, err = sqlite.Lock(dir)
	if err != nil {
		t.Fatalf("after Close: %v", err)
	}
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestSettings looks at what no test without a power cut can notice: that every
// commit waits for the disk.
func TestSettings(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	const full = 2
	mode, synchronous, err := sqlite.Settings(filepath.Join(dir, sqlite.File))
	if err != nil || mode != "wal" || synchronous != full {
		t.Fatalf("journal_mode %s, synchronous %d, %v; want wal, %d", mode, synchronous, err, full)
	}
}
