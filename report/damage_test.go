package report

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/strowger/strowger"
)

// journalOf is what the tests fold, and what they fold again when the store asks
// for it: the contacts from first on, one in each record.
type journalOf struct {
	contacts []*strowger.Contact
	first    uint64 // the oldest record that is kept
}

func newJournal(contacts int) *journalOf {
	j := &journalOf{first: 1}
	for n := range contacts {
		c := ended(strowger.ContactID(fmt.Sprintf("contact-%04d", n)))
		c.InitiationTimestamp = strowger.Time(1000 + n)
		c.Name = strings.Repeat("x", n%10/9*6000) // some need pages of their own
		j.contacts = append(j.contacts, c)
	}
	return j
}

// fold gives a store what it lacks.
func (j *journalOf) fold(s *Store) {
	if pos := s.Refill(house); pos+1 < j.first {
		s.Skip(house, j.first-1, strowger.Time(1000+j.first))
	}
	for n := j.first; n <= uint64(len(j.contacts)); n++ {
		s.Apply(house, n, []strowger.Event{&strowger.ContactCompleted{Contact: j.contacts[n-1]}})
	}
}

// file makes a file of everything and returns its bytes.
func (j *journalOf) file(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	s := open(t, dir)
	j.fold(s)
	closeStore(t, s)
	data, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// listener is a log that can be waited for.
type listener struct {
	mu    sync.Mutex
	text  bytes.Buffer
	heard chan struct{}
}

func newListener() *listener { return &listener{heard: make(chan struct{}, 1)} }

func (l *listener) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer signal(l.heard)
	return l.text.Write(p)
}

func (l *listener) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// await waits until the log says something.
func (l *listener) await(t *testing.T, what string) {
	t.Helper()
	for !strings.Contains(l.String(), what) {
		select {
		case <-l.heard:
		case <-t.Context().Done():
			t.Fatalf("the log does not say %q:\n%s", what, l)
		}
	}
}

// openDamaged opens a store on bytes.
func openDamaged(t *testing.T, data []byte) (*Store, *listener) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, fileName), data, 0o600); err != nil {
		t.Fatal(err)
	}
	log := newListener()
	s, err := Open(dir, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return s, log
}

// settled waits until the file has been looked through, and replaced if need be.
func settled(t *testing.T, s *Store) {
	t.Helper()
	for {
		damage := s.inspect()
		if damage == nil {
			return
		}
		s.suspect(s.db, damage)
		if err := s.salvage(t.Context(), damage); err != nil {
			t.Fatal(err)
		}
	}
}

// quietStore is a store whose file is looked through and replaced by the test alone.
func quietStore(t *testing.T, data []byte) *Store {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, fileName)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := newStore(dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s.done.Go(s.flushLoop)
	return s
}

// judge holds every answer of a store to what was folded: right, or an error of
// the contact, or none because it is lost and that is known. It returns how many
// are right.
func (j *journalOf) judge(t *testing.T, s *Store) (right int) {
	t.Helper()
	found := make(map[strowger.ContactID]bool)
	for _, search := range []Search{{By: Initiated, To: 1e6}, {By: Initiated, To: 1e6, Whole: true}} {
		err := s.Search(t.Context(), house, search, func(c *strowger.Contact) { found[c.ID] = true })
		if err != nil {
			t.Errorf("search: %v", err)
		}
	}
	for _, want := range j.contacts {
		got, ok, err := s.Contact(t.Context(), house, want.ID)
		switch {
		case ok && !reflect.DeepEqual(got, want):
			t.Errorf("contact %s has changed", want.ID)
		case ok:
			right++
		case err == nil && s.Incomplete(house) == 0:
			t.Errorf("contact %s is gone, and nobody knows", want.ID)
		}
		if found[want.ID] != ok {
			t.Errorf("contact %s: found by a search %v, by its identifier %v", want.ID, found[want.ID], ok)
		}
	}
	return right
}

// seeded returns a source of chance; REPORT_SEED repeats a run.
func seeded(t *testing.T) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	if text := os.Getenv("REPORT_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("REPORT_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

const pageSize = 4096

// TestZeroedPages zeroes one page after the other of a file whose journal is
// trimmed. Whatever is on it, no answer is wrong, no more contacts are lost than
// have been on it, and those that the journal has still are had again.
func TestZeroedPages(t *testing.T) {
	j := newJournal(150)
	data := j.file(t)
	j.first = 100
	luck := seeded(t)
	for page := 1; page < len(data)/pageSize; page++ {
		if os.Getenv("STROWGER_LONG") == "" && page > 12 && luck.IntN(10) > 0 {
			continue // the first are the roots of the trees
		}
		t.Run(fmt.Sprint("page ", page+1), func(t *testing.T) {
			spoilt := bytes.Clone(data)
			clear(spoilt[page*pageSize : (page+1)*pageSize])
			s := quietStore(t, spoilt)
			j.fold(s)
			settled(t, s)
			j.fold(s)
			if right := j.judge(t, s); right < 150-12 {
				t.Errorf("%d of 150 contacts are left", right)
			}
			for _, c := range j.contacts[99:] {
				if _, ok, err := s.Contact(t.Context(), house, c.ID); !ok {
					t.Errorf("contact %s, which the journal has, is not there: %v", c.ID, err)
				}
			}
			dir := filepath.Dir(s.path)
			closeStore(t, s)
			s = open(t, dir) // and all that is kept
			j.judge(t, s)
			closeStore(t, s)
		})
	}
}

// TestFlippedBits flips one bit after the other. Before the file is looked through
// no contact is another than it was; afterwards all answers are right.
func TestFlippedBits(t *testing.T) {
	j := newJournal(60)
	data := j.file(t)
	luck := seeded(t)
	rounds := 20
	if os.Getenv("STROWGER_LONG") != "" {
		rounds = 1000
	}
	for range rounds {
		at, bit := pageSize+luck.IntN(len(data)-pageSize), byte(1<<luck.IntN(8))
		if luck.IntN(2) == 0 { // the beginnings of pages are where it hurts
			at = at&^(pageSize-1) + luck.IntN(32)
		}
		t.Run(fmt.Sprintf("bit %#x of byte %d", bit, at), func(t *testing.T) {
			spoilt := bytes.Clone(data)
			spoilt[at] ^= bit
			s := quietStore(t, spoilt)
			for _, want := range j.contacts {
				got, ok, _ := s.Contact(t.Context(), house, want.ID)
				if ok && !reflect.DeepEqual(got, want) {
					t.Errorf("contact %s has changed", want.ID)
				}
			}
			settled(t, s)
			j.fold(s)
			if right := j.judge(t, s); right < 60 {
				t.Errorf("%d of 60 contacts are left although the journal has them all", right)
			}
			closeStore(t, s)
		})
	}
}

// TestRowsOfAnotherType has rows beside the contacts that hold what no store writes,
// as a changed byte in the header of a row makes of it. They are damage and no
// reason not to start; the rows beside them count.
func TestRowsOfAnotherType(t *testing.T) {
	for _, row := range []string{
		`UPDATE positions SET instance = NULL`,
		`UPDATE positions SET pos = 'many'`,
		`INSERT INTO gaps VALUES ('another', 'none', 1, 1)`,
		`INSERT INTO gaps VALUES ('another', 1, 1, 1.5)`,
	} {
		t.Run(row, func(t *testing.T) {
			j := newJournal(60)
			j.first = 11
			dir := t.TempDir()
			s := open(t, dir)
			j.fold(s)
			syncStore(t, s)
			exec(t, s, row)
			if err := s.db.Close(); err != nil { // as a process that dies
				t.Fatal(err)
			}
			data, err := os.ReadFile(filepath.Join(dir, fileName))
			if err != nil {
				t.Fatal(err)
			}
			s = quietStore(t, data)
			settled(t, s)
			j.fold(s)
			if right := j.judge(t, s); right != 50 || s.Incomplete(house) == 0 {
				t.Errorf("%d of 50 contacts are left, and the gap before them ends at %v", right, s.Incomplete(house))
			}
			closeStore(t, s)
		})
	}
}

// TestDamageIsFoundAtTheStart: without anybody asking for it.
func TestDamageIsFoundAtTheStart(t *testing.T) {
	j := newJournal(150)
	data := j.file(t)
	clear(data[len(data)-3*pageSize : len(data)-2*pageSize])
	s, log := openDamaged(t, data)
	defer closeStore(t, s)
	log.await(t, "report.db was damaged and is replaced")
	if _, err := os.Stat(s.path + ".unusable"); err != nil {
		t.Error(err)
	}
	j.fold(s)
	if right := j.judge(t, s); right != 150 {
		t.Errorf("%d of 150 contacts are left", right)
	}
}

// TestDamageIsFoundWhileRunning damages the file under a store that has it open.
// It goes on, with what is whole.
func TestDamageIsFoundWhileRunning(t *testing.T) {
	j := newJournal(150)
	log := newListener()
	s, err := Open(t.TempDir(), slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer closeStore(t, s)
	j.fold(s)
	syncStore(t, s)
	exec(t, s, `PRAGMA wal_checkpoint(TRUNCATE)`)
	damage(t, s.path, 8)
	exec(t, s, `PRAGMA shrink_memory`)
	for _, c := range j.contacts {
		_, _, _ = s.Contact(t.Context(), house, c.ID) // until one meets the damage
	}
	log.await(t, "report.db was damaged and is replaced")
	if !s.Apply(house, 151, completed("c-after")) {
		j.fold(s) // as the host does
		s.Apply(house, 151, completed("c-after"))
	}
	syncStore(t, s)
	wantContact(t, s, "c-after")
	if right := j.judge(t, s); right != 150 {
		t.Errorf("%d of 150 contacts are left", right)
	}
}

// damage zeroes pages at the end of a file that may be open.
func damage(t *testing.T, path string, pages int) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err == nil {
		_, err = f.WriteAt(make([]byte, pages*pageSize), info.Size()-int64(pages)*pageSize)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestFileIsTakenAway removes the directory under a store that has it open. What
// was written is saved from the file that is gone, and nothing is said to be safe
// before it is.
func TestFileIsTakenAway(t *testing.T) {
	j := newJournal(50)
	dir := filepath.Join(t.TempDir(), "report")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	log := newListener()
	s, err := Open(dir, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	j.fold(s)
	syncStore(t, s)
	log.await(t, "") // opened
	if err := os.RemoveAll(dir); err != nil {
		t.Skipf("an open file cannot be removed here: %v", err)
	}
	if _, err := s.Sync(t.Context(), house); err == nil {
		t.Error("records were said to be safe in a file that is gone")
	}
	log.await(t, "report.db was damaged and is replaced")
	if s.Lacking(house) {
		j.fold(s)
	}
	syncStore(t, s)
	closeStore(t, s)
	s = open(t, dir)
	defer closeStore(t, s)
	if right := j.judge(t, s); right != 50 {
		t.Errorf("%d of 50 contacts are left", right)
	}
}

// TestSalvageIsCutShort: whatever was left by a process that died, the next one
// has the contacts.
func TestSalvageIsCutShort(t *testing.T) {
	j := newJournal(10)
	data := j.file(t)
	for name, files := range map[string]map[string][]byte{
		"while the new file was made": {"": data, newEnding: []byte("half of it")},
		"before the exchange":         {"": data, salvagedEnding: data},
		"in the exchange":             {salvagedEnding: data, ".unusable": []byte("damaged")},
	} {
		dir := t.TempDir()
		for ending, content := range files {
			if err := os.WriteFile(filepath.Join(dir, fileName)+ending, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		s := open(t, dir)
		if right := j.judge(t, s); right != 10 {
			t.Errorf("%s: %d of 10 contacts are left", name, right)
		}
		closeStore(t, s)
		for _, ending := range []string{newEnding, salvagedEnding} {
			if _, err := os.Stat(filepath.Join(dir, fileName) + ending); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("%s: the file with the ending %s is still there", name, ending)
			}
		}
	}
}

// TestLostContactsAreKnown: a contact whose record is gone is told from one that
// never was, until the journal gives it again.
func TestLostContactsAreKnown(t *testing.T) {
	j := newJournal(60)
	s := quietStore(t, j.file(t))
	exec(t, s, `UPDATE contacts SET record = 'x' WHERE id IN ('contact-0003', 'contact-0050')`)
	settled(t, s)
	if !s.Lacking(house) || s.Apply(house, 61, nil) {
		t.Error("the store does not ask for what it has lost")
	}
	for id, want := range map[strowger.ContactID]strowger.Code{"contact-0003": strowger.ResourceNotFound, "contact-9999": ""} {
		_, ok, err := s.Contact(t.Context(), house, id)
		if ok || strowger.CodeOf(err) != want {
			t.Errorf("contact %s: found %v, error %v; want %q", id, ok, err, want)
		}
	}
	j.first = 20
	j.fold(s)
	syncStore(t, s)
	if right := j.judge(t, s); right != 59 {
		t.Errorf("%d contacts are there, want all but one", right)
	}
	if until := s.Incomplete(house); until != 1020 {
		t.Errorf("contacts may be missing until %d, want 1020", until)
	}
	closeStore(t, s)
}

// TestGapsAreRemembered: what the journal no longer had is told at each start, and
// once while running.
func TestGapsAreRemembered(t *testing.T) {
	dir := t.TempDir()
	log := newListener()
	s, err := Open(dir, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	s.Skip(house, 10, 500)
	s.Skip(house, 5, 400) // was skipped before
	s.Apply(house, 11, completed("c"))
	s.Skip(house, 20, 900)
	closeStore(t, s)
	if n := strings.Count(log.String(), "level=ERROR"); n != 2 {
		t.Errorf("%d errors logged, want 2:\n%s", n, log)
	}
	log = newListener()
	if s, err = Open(dir, slog.New(slog.NewTextHandler(log, nil))); err != nil {
		t.Fatal(err)
	}
	defer closeStore(t, s)
	if until := s.Incomplete(house); until != 900 || s.Incomplete("other") != 0 {
		t.Errorf("contacts may be missing until %d, want 900", until)
	}
	if n := strings.Count(log.String(), "records of contacts that ended long ago are lost"); n != 1 {
		t.Errorf("it is told %d times:\n%s", n, log)
	}
	if pos := s.Position(house); pos != 20 {
		t.Errorf("position %d, want 20", pos)
	}
}

// TestPositionIsChecked: a position with a wrong bit is none.
func TestPositionIsChecked(t *testing.T) {
	j := newJournal(5)
	s := quietStore(t, j.file(t))
	dir := filepath.Dir(s.path)
	exec(t, s, `UPDATE positions SET pos = pos + 1024`)
	closeStore(t, s)
	s = open(t, dir)
	defer closeStore(t, s)
	if pos := s.Position(house); pos != 0 {
		t.Errorf("position %d", pos)
	}
}

// TestSyncWhileSomebodyReads: a search that takes long does not keep the journal
// from being trimmed.
func TestSyncWhileSomebodyReads(t *testing.T) {
	s := open(t, t.TempDir())
	defer closeStore(t, s)
	j := newJournal(3)
	j.fold(s)
	syncStore(t, s)
	err := s.Search(t.Context(), house, Search{By: Initiated, To: 1e6}, func(c *strowger.Contact) {
		if c.ID == "contact-0000" {
			s.Apply(house, 4, completed("c"))
			if pos, err := s.Sync(context.Background(), house); pos != 4 || err != nil {
				t.Errorf("synced up to %d, error %v", pos, err)
			}
		}
	})
	if err != nil {
		t.Error(err)
	}
}
