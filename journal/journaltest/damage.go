package journaltest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/strowger/strowger/journal"
)

// history is what a damaged journal once held.
type history struct {
	names   []string
	records [][]journal.Record
	at      journal.Record // of the snapshot of the first instance
	state   string
}

// write appends n more records to each of several instances. The sizes vary, so
// that the engine's pages are all of its kinds.
func (h *history) write(t *testing.T, j journal.Journal, n int) {
	t.Helper()
	if h.names == nil {
		h.names = []string{"i-1", "i-2", "another instance"}
		h.records = make([][]journal.Record, len(h.names))
	}
	writers := make([]journal.Writer, len(h.names))
	for i, name := range h.names {
		writers[i] = acquire(t, j, name)
	}
	for k := range n {
		for i, w := range writers {
			data := fmt.Sprintf("%0*d", 1+k*k%700+k/50*2500, k)
			h.records[i] = append(h.records[i], add(t, w, data)...)
		}
	}
	h.at, h.state = writers[0].Last(), fmt.Sprintf("%0*d", 20_000, n)
	put(t, j, h.names[0], h.at, h.state)
}

// judge opens a damaged journal and reads everything. What it returns are the
// first records of what was written, at least as many as are settled, or an
// error: never anything else. It returns whether there was an error.
func (h *history) judge(t *testing.T, f Files, dir string, settled *history) (refused bool) {
	t.Helper()
	j, err := f.Open(dir)
	if err != nil {
		expectErr(t, "Open", err, journal.ErrCorrupt)
		return true
	}
	defer func() { _ = j.Close() }() // may well complain
	for i, name := range h.names {
		got, err := read(j, name, journal.Record{})
		if err != nil {
			expectErr(t, "Replay", err, journal.ErrCorrupt)
			refused = true
		} else if len(got) < len(settled.records[i]) {
			t.Fatalf("%s: %d of %d settled records, and no error", name, len(got), len(settled.records[i]))
		}
		if len(got) > len(h.records[i]) {
			t.Fatalf("%s: %d records, only %d were written", name, len(got), len(h.records[i]))
		}
		compare(t, got, h.records[i][:len(got)])
	}
	at, r, err := j.LatestSnapshot(t.Context(), h.names[0])
	if err != nil {
		expectErr(t, "LatestSnapshot", err, journal.ErrCorrupt)
		return true
	}
	_ = r.Close()
	switch _, state := latest(t, j, h.names[0]); {
	case at.Pos == 0 && state == "":
	case same(at, h.at) && state == h.state:
	case same(at, settled.at) && state == settled.state:
	default:
		t.Fatalf("the snapshot at %s is %.40q", brief(at), state)
	}
	return refused
}

// settle makes a journal whose records are all in the database file, and
// returns its directory.
func (h *history) settle(t *testing.T, f Files, n int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	j, err := f.Open(dir)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	h.write(t, j, n)
	closeJournal(t, j)
	return dir
}

// clone returns a copy to add to.
func (h *history) clone() *history {
	c := *h
	c.records = nil
	for _, r := range h.records {
		c.records = append(c.records, r[:len(r):len(r)])
	}
	return &c
}

// tornLog: when the log has lost its end or has a wrong bit, what is left is
// the beginning of what was appended, with all that had reached the database.
func tornLog(t *testing.T, f Files) {
	quiet(t)
	rng := random(t)
	var settled history
	dir := settled.settle(t, f, 60)
	all := settled.clone()
	all.write(t, f.open(t, dir), 60)
	database, log := readFile(t, dir, f.Database), readFile(t, dir, f.Log)
	if len(log) == 0 {
		t.Fatalf("%s is empty", f.Log)
	}
	const rounds = 40
	refused := 0
	for round := range rounds {
		torn := append([]byte(nil), log...)
		if round%2 == 0 {
			torn = torn[:rng.IntN(len(torn))]
		} else {
			torn[rng.IntN(len(torn))] ^= 1 << rng.IntN(8)
		}
		if all.judge(t, f, f.directory(t, database, torn), &settled) {
			refused++
		}
	}
	t.Logf("%d damaged logs: %d refused, the others a prefix", rounds, refused)
}

// cutLog: when the log has lost its end, and all other files are as they were, a
// journal that has lost a record is refused.
func cutLog(t *testing.T, f Files) {
	quiet(t)
	rng := random(t)
	var settled history
	dir := settled.settle(t, f, 10)
	all := settled.clone()
	j := f.open(t, dir)
	all.write(t, j, 10)
	all.records[0] = append(all.records[0], addMany(t, acquire(t, j, all.names[0]), 1)...) // the last transaction
	whole := all.clone()
	whole.at, whole.state = settled.at, settled.state // the newer snapshot may be lost
	log := readFile(t, dir, f.Log)
	const rounds = 20
	refused := 0
	for round := range rounds {
		copied := copyAll(t, dir)
		keep := rng.IntN(len(log))
		if round == 0 {
			keep = len(log) - 1
		}
		if err := os.Truncate(filepath.Join(copied, f.Log), int64(keep)); err != nil {
			t.Fatal(err)
		}
		lost := all.judge(t, f, copied, whole)
		if lost {
			refused++
		}
		if round == 0 && !lost {
			t.Error("a journal without its last transaction was not refused")
		}
	}
	t.Logf("%d journals with a part of their log: %d refused, the others whole", rounds, refused)
}

// tornDatabase: a database that has lost its end gives everything or an error.
func tornDatabase(t *testing.T, f Files) {
	quiet(t)
	rng := random(t)
	var settled history
	database := readFile(t, settled.settle(t, f, 100), f.Database)
	const rounds = 30
	refused := 0
	for round := range rounds {
		n := rng.IntN(len(database))
		switch {
		case round == 0:
			n = 0
		case round%2 == 0:
			n &^= 4095 // a whole number of pages
		}
		if settled.judge(t, f, f.directory(t, database[:n], nil), &settled) {
			refused++
		}
	}
	t.Logf("%d torn databases of %d bytes: %d refused, the others had lost nothing", rounds, len(database), refused)
	if refused == 0 {
		t.Fatal("no damage was noticed")
	}
}

// flippedBits: a database with one wrong bit gives everything or an error.
func flippedBits(t *testing.T, f Files) {
	quiet(t)
	rng := random(t)
	var settled history
	database := readFile(t, settled.settle(t, f, 100), f.Database)
	const rounds = 120
	refused := 0
	for round := range rounds {
		at := rng.IntN(len(database))
		if round%2 == 0 { // the beginnings of pages are where it hurts
			at = at&^4095 + rng.IntN(32)
		}
		bit := byte(1 << rng.IntN(8))
		database[at] ^= bit
		if settled.judge(t, f, f.directory(t, database, nil), &settled) {
			refused++
		}
		database[at] ^= bit
		if t.Failed() {
			t.Fatalf("bit %#02x of byte %d", bit, at)
		}
	}
	t.Logf("%d flipped bits in %d bytes: %d refused, the others without effect", rounds, len(database), refused)
	if refused == 0 {
		t.Fatal("no damage was noticed")
	}
}
