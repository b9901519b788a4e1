package sqlite_test

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/journal/sqlite"
)

func none(journal.Record) error { return nil }

// fill makes a journal with records 1 … 10 in each of two instances and
// snapshots of the first at records 4 and 8. It returns the records of the
// first, without its epoch start.
func fill(t *testing.T, dir string) []journal.Record {
	t.Helper()
	j, err := sqlite.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	var records []journal.Record
	for _, inst := range []string{"b", "a"} {
		w, err := j.Acquire(t.Context(), inst, "test", journal.Record{}, none)
		if err != nil {
			t.Fatal(err)
		}
		records = nil
		for n := range 9 {
			r, err := w.Append(t.Context(), fmt.Append(nil, "data ", n))
			if err != nil {
				t.Fatal(err)
			}
			records = append(records, r)
		}
	}
	for _, n := range []int{2, 6} {
		state := strings.NewReader(fmt.Sprint("state ", n))
		if err := j.PutSnapshot(t.Context(), "a", records[n], state); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	return records
}

// TestDamagedTables damages what SQLite itself cannot see.
func TestDamagedTables(t *testing.T) {
	for _, tt := range []struct{ damage, want string }{
		{`DELETE FROM records WHERE instance = 'a' AND pos = 10`, "found is 9, it should be 10"},
		{`DELETE FROM records WHERE instance = 'a'`, "found is 0, it should be 10"},
		{`DELETE FROM records WHERE instance = 'a' AND pos = 5`, `"a", record 5: missing`},
		{`DELETE FROM records WHERE instance = 'a' AND pos < 3`, `"a", record 1: missing: the journal begins at record 3`},
		{`DELETE FROM heads WHERE instance = 'a'`, "found is 10, it should be 0"},
		{`UPDATE heads SET last = 9 WHERE instance = 'a'`, "found is 10, it should be 9"},
		{`UPDATE heads SET last = 'ten' WHERE instance = 'a'`, "Scan"},
		{`UPDATE heads SET instance = 'c' WHERE instance = 'a'`, "found is 10, it should be 0"},
		{`UPDATE records SET record = x'00' WHERE instance = 'a' AND pos = 10`, `"a", record 10`},
		{`UPDATE records SET record = 7 WHERE instance = 'a' AND pos = 4`, `"a", record 4`},
		{`UPDATE records SET record = (SELECT record FROM records WHERE instance = 'b' AND pos = 4)
			WHERE instance = 'a' AND pos = 4`, `"a", record 4: not written after`},
		{`UPDATE records SET pos = pos + 100 WHERE instance = 'a' AND pos > 5;
			UPDATE heads SET last = 110 WHERE instance = 'a'`, `"a", record 11: missing: the journal should reach record 110`},
		{`DROP TABLE heads`, "the tables of journal.db"},
		{`DROP TABLE snapshots`, "2 of 3 tables"},
		{`CREATE INDEX another ON heads (last)`, "the tables of journal.db"},
	} {
		dir := t.TempDir()
		fill(t, dir)
		if err := sqlite.Exec(filepath.Join(dir, sqlite.File), tt.damage); err != nil {
			t.Fatalf("%s: %v", tt.damage, err)
		}
		j, err := sqlite.Open(dir)
		if err == nil {
			_, err = j.Replay(t.Context(), "a", journal.Record{}, none)
			if err := j.Close(); err != nil {
				t.Errorf("%s: Close: %v", tt.damage, err)
			}
		}
		if !errors.Is(err, journal.ErrCorrupt) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want ErrCorrupt with %s", tt.damage, err, tt.want)
		}
	}
}

// TestDamagedUnderWriter takes records away from a live writer.
func TestDamagedUnderWriter(t *testing.T) {
	dir := t.TempDir()
	j := open(t, dir)
	w, err := j.Acquire(t.Context(), "a", "test", journal.Record{}, none)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := w.Append(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	err = sqlite.Exec(filepath.Join(dir, sqlite.File),
		`DELETE FROM records WHERE pos > 2; UPDATE heads SET last = 2`)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // and stays dead
		if _, err = w.Append(t.Context(), nil); !errors.Is(err, journal.ErrCorrupt) {
			t.Fatalf("Append gives %v", err)
		}
	}
}

// TestDamagedSnapshot damages the snapshots of a journal one after the other.
// The one before takes the place of a damaged one, and does not go with Trim.
func TestDamagedSnapshot(t *testing.T) {
	dir := t.TempDir()
	records := fill(t, dir)
	j := open(t, dir)
	for _, step := range []struct {
		damage string
		at     journal.Record
		state  string
	}{
		{`SELECT 1`, records[6], "state 6"},
		{`UPDATE snapshots SET record = zeroblob(50) WHERE pos = 8 AND part = 1`, records[2], "state 2"},
		{`DELETE FROM snapshots WHERE pos = 4 AND part = 2`, journal.Record{}, ""},
	} {
		if err := sqlite.Exec(filepath.Join(dir, sqlite.File), step.damage); err != nil {
			t.Fatal(err)
		}
		at, r, err := j.LatestSnapshot(t.Context(), "a")
		if err != nil {
			t.Fatalf("%s: %v", step.damage, err)
		}
		state, err := io.ReadAll(r)
		if err != nil || at.Pos != step.at.Pos || string(state) != step.state {
			t.Fatalf("%s: snapshot at record %d is %q, %v; want record %d, %q",
				step.damage, at.Pos, state, err, step.at.Pos, step.state)
		}
		if step.damage != `SELECT 1` {
			if err := j.Trim(t.Context(), "a", 10); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := j.Replay(t.Context(), "a", at, none); err != nil {
			t.Fatalf("%s: %v", step.damage, err)
		}
	}
}

// TestMissingDatabase takes the database away from beside its log.
func TestMissingDatabase(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, sqlite.File+"-wal"), []byte("records"), 0o600); err != nil {
		t.Fatal(err)
	}
	if j, err := sqlite.Open(dir); !errors.Is(err, journal.ErrCorrupt) {
		t.Fatalf("Open gives %v, %v", j, err)
	}
}

// TestLossIsAccepted loses the end of a log and opens it as it is.
func TestLossIsAccepted(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir)
	if err := sqlite.Exec(filepath.Join(dir, sqlite.File), `DELETE FROM records WHERE pos > 7; UPDATE heads SET last = 7`); err != nil {
		t.Fatal(err)
	}
	for range 3 { // and does not grow with each attempt
		_, err := open(t, dir).Acquire(t.Context(), "a", "test", journal.Record{}, none)
		if !errors.Is(err, journal.ErrEndMissing) || !strings.Contains(err.Error(), "record 10 was acknowledged") {
			t.Fatalf("Acquire gives %v", err)
		}
	}
	if err := sqlite.AcceptLoss(dir); err != nil {
		t.Fatal(err)
	}
	w, err := open(t, dir).Acquire(t.Context(), "a", "test", journal.Record{}, none)
	if err != nil || w.Last().Pos != 8 {
		t.Fatalf("the first record after the loss is %d, error %v", w.Last().Pos, err)
	}
}

// TestReachIsDamaged: what the file does not say is not missed, and is written
// again.
func TestReachIsDamaged(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir)
	path := filepath.Join(dir, sqlite.ReachFile)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range data {
		data[i] ^= 0x10
	}
	if err := os.WriteFile(path, data[:len(data)-5], 0o600); err != nil {
		t.Fatal(err)
	}
	w, err := open(t, dir).Acquire(t.Context(), "a", "test", journal.Record{}, none)
	if err != nil || w.Last().Pos != 11 {
		t.Fatalf("record %d, error %v", w.Last().Pos, err)
	}
	if err := sqlite.Exec(filepath.Join(dir, sqlite.File), `DELETE FROM records WHERE pos > 7; UPDATE heads SET last = 7`); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, dir).Last(t.Context(), "a"); !errors.Is(err, journal.ErrCorrupt) {
		t.Errorf("a loss after it was written again gives %v", err)
	}
}

// TestUnfinishedDatabasesAreRemoved: those that a process left which died while it
// made them, and no other files.
func TestUnfinishedDatabasesAreRemoved(t *testing.T) {
	for _, dir := range []string{t.TempDir(), filepath.Join(t.TempDir(), "a[b]*?")} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		left := []string{"journal-123.new", "journal-123.new-wal", "journal-123.new-shm", "mine.new"}
		for round := range 2 { // without and with a database
			for _, name := range left {
				if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			open(t, dir)
			for i, name := range left {
				_, err := os.Stat(filepath.Join(dir, name))
				if gone := errors.Is(err, os.ErrNotExist); gone != (i < 3) {
					t.Errorf("round %d: %s is gone: %v", round, name, gone)
				}
			}
		}
	}
}

// TestReadOnly: a journal is read, with what is still in its log, and no file is
// changed or left behind.
func TestReadOnly(t *testing.T) {
	closedDir, openDir := t.TempDir(), t.TempDir()
	fill(t, closedDir)
	fill(t, openDir)
	w, err := open(t, openDir).Acquire(t.Context(), "a", "test", journal.Record{}, none)
	if err != nil {
		t.Fatal(err)
	}
	crashed := t.TempDir()
	if err := os.CopyFS(crashed, os.DirFS(openDir)); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(crashed, sqlite.File+"-shm")); err != nil {
		t.Fatal(err)
	}
	for dir, last := range map[string]journal.Pos{closedDir: 10, crashed: w.Last().Pos} {
		before := contents(t, dir)
		j, err := sqlite.OpenReadOnly(dir)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := j.Replay(t.Context(), "a", journal.Record{}, none); err != nil || r.Pos != last {
			t.Errorf("the last record is %d, %v; want %d", r.Pos, err, last)
		}
		if _, err := j.Acquire(t.Context(), "a", "test", journal.Record{}, none); err == nil {
			t.Error("it was acquired")
		}
		if err := j.Close(); err != nil {
			t.Error(err)
		}
		if after := contents(t, dir); !maps.Equal(before, after) {
			t.Errorf("the files were %v and are %v", slices.Sorted(maps.Keys(before)), slices.Sorted(maps.Keys(after)))
		}
	}
	if _, err := sqlite.OpenReadOnly(t.TempDir()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a directory without a journal gives %v", err)
	}
}

// contents returns the files of a directory.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		data, failure := os.ReadFile(filepath.Join(dir, e.Name()))
		files[e.Name()], err = string(data), errors.Join(err, failure)
	}
	if err != nil {
		t.Fatal(err)
	}
	return files
}
