package report

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/strowger/strowger"
)

const house = strowger.InstanceID("house")

func open(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func closeStore(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func ended(id strowger.ContactID) *strowger.Contact {
	empty := ""
	return &strowger.Contact{
		ID:                id,
		State:             strowger.Completed,
		Channel:           strowger.Voice,
		QueuePriority:     5,
		SegmentAttributes: map[string]strowger.SegmentAttribute{"language": {String: &empty}},
		Criteria:          &strowger.RoutingCriteria{},
		Facts:             map[string]json.RawMessage{"QualityMetrics": json.RawMessage(`{"Agent":"\u0041"}`)},
	}
}

func completed(id strowger.ContactID) []strowger.Event {
	return []strowger.Event{
		&strowger.ContactQueued{ContactID: id},
		&strowger.ContactCompleted{Contact: ended(id)},
	}
}

func wantContact(t *testing.T, s *Store, id strowger.ContactID) {
	t.Helper()
	got, ok, err := s.Contact(t.Context(), house, id)
	if err != nil || !ok {
		t.Fatalf("contact %s: found %v, error %v", id, ok, err)
	}
	if want := ended(id); !reflect.DeepEqual(got, want) {
		t.Errorf("contact %s changed:\n got %+v\nwant %+v", id, got, want)
	}
}

func wantNoContact(t *testing.T, s *Store, id strowger.ContactID) {
	t.Helper()
	if _, ok, err := s.Contact(t.Context(), house, id); ok || err != nil {
		t.Errorf("contact %s: found %v, error %v; want neither", id, ok, err)
	}
}

func syncStore(t *testing.T, s *Store) uint64 {
	t.Helper()
	pos, err := s.Sync(t.Context(), house)
	if err != nil {
		t.Fatal(err)
	}
	return pos
}

func TestContactIsReadBeforeAndAfterItIsWritten(t *testing.T) {
	s := open(t, t.TempDir())
	defer closeStore(t, s)
	for pos := range uint64(100) {
		id := strowger.ContactID(fmt.Sprint("c", pos))
		s.Apply(house, pos+1, completed(id))
		wantContact(t, s, id)
	}
	if pos := syncStore(t, s); pos != 100 {
		t.Errorf("Sync returned %d, want 100", pos)
	}
	s.mu.Lock()
	unwritten := len(s.waiting) + len(s.writing)
	s.mu.Unlock()
	if unwritten != 0 {
		t.Fatalf("%d contacts unwritten after Sync", unwritten)
	}
	wantContact(t, s, "c0")
	wantContact(t, s, "c99")
	wantNoContact(t, s, "c100")
	if _, ok, _ := s.Contact(t.Context(), "other", "c0"); ok {
		t.Error("a contact was found in an instance it does not belong to")
	}
}

// What is applied is written soon, also if nobody asks for it.
func TestContactsAreWrittenUnasked(t *testing.T) {
	s := open(t, t.TempDir())
	defer closeStore(t, s)
	soon, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for pos := range uint64(3) {
		s.Apply(house, pos+1, completed("c"))
		for s.Position(house) <= pos {
			select {
			case <-time.After(time.Millisecond):
			case <-soon.Done():
				t.Fatalf("record %d is not written", pos+1)
			}
		}
	}
}

func TestCloseWritesWhatWaits(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	s.Apply(house, 7, completed("c1"))
	s.Apply("other", 3, nil)
	closeStore(t, s)

	s = open(t, dir)
	defer closeStore(t, s)
	wantContact(t, s, "c1")
	for instance, want := range map[strowger.InstanceID]uint64{house: 7, "other": 3, "new": 0} {
		if pos := s.Position(instance); pos != want {
			t.Errorf("position of %s is %d, want %d", instance, pos, want)
		}
	}
}

func TestRecordsThatWereAppliedAreIgnored(t *testing.T) {
	s := open(t, t.TempDir())
	defer closeStore(t, s)
	s.Apply(house, 2, nil)
	s.Apply(house, 2, completed("c1"))
	s.Apply(house, 1, completed("c2"))
	wantNoContact(t, s, "c1")
	wantNoContact(t, s, "c2")
}

// A transaction that fails must leave neither contacts nor position behind, and
// the contacts must stay readable and be written later.
func TestRefusedTransaction(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	exec(t, s, `CREATE TRIGGER refuse BEFORE INSERT ON positions BEGIN SELECT RAISE(ABORT, 'disk trouble'); END`)
	s.Apply(house, 1, completed("c1"))
	if _, err := s.Sync(t.Context(), house); err == nil || !strings.Contains(err.Error(), "disk trouble") {
		t.Fatalf("Sync returned %v, want the refusal", err)
	}
	wantContact(t, s, "c1")
	if pos := s.Position(house); pos != 0 {
		t.Errorf("position is %d although nothing could be written", pos)
	}
	var n int
	if err := s.db.QueryRow(`SELECT count(*) FROM contacts`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d contacts written, error %v; want none", n, err)
	}
	exec(t, s, `DROP TRIGGER refuse`)
	if pos := syncStore(t, s); pos != 1 {
		t.Errorf("Sync returned %d after the disk healed, want 1", pos)
	}
	closeStore(t, s)

	s = open(t, dir)
	defer closeStore(t, s)
	wantContact(t, s, "c1")
}

func exec(t *testing.T, s *Store, statement string) {
	t.Helper()
	if _, err := s.db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func TestUnusableFileIsSetAside(t *testing.T) {
	cases := []struct {
		name, reason string
		spoil        func(t *testing.T, path string)
	}{
		{"not a database", "not a database", func(t *testing.T, path string) {
			overwrite(t, path, 0)
		}},
		{"damaged schema", "malformed", func(t *testing.T, path string) {
			overwrite(t, path, 100)
		}},
		{"another version", "version", func(t *testing.T, path string) {
			db := connect(path)
			if _, err := db.Exec(`PRAGMA user_version = 99`); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			s.Apply(house, 9, completed("c1"))
			closeStore(t, s)
			path := filepath.Join(dir, fileName)
			c.spoil(t, path)

			var log bytes.Buffer
			s, err := Open(dir, slog.New(slog.NewTextHandler(&log, nil)))
			if err != nil {
				t.Fatal(err)
			}
			defer closeStore(t, s)
			if pos := s.Position(house); pos != 0 {
				t.Errorf("position is %d in a fresh file", pos)
			}
			wantNoContact(t, s, "c1")
			s.Apply(house, 1, completed("c2"))
			syncStore(t, s)
			if _, err := os.Stat(path + ".unusable"); err != nil {
				t.Error(err)
			}
			if !strings.Contains(log.String(), c.reason) {
				t.Errorf("the log does not say %q:\n%s", c.reason, log.String())
			}
		})
	}
}

func overwrite(t *testing.T, path string, offset int) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := offset; i < len(data) && i < offset+2000; i++ {
		data[i] = 0xa5
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A directory that cannot be used is not the fault of the file.
func TestOpenFailsWithoutDirectory(t *testing.T) {
	if s, err := Open(filepath.Join(t.TempDir(), "missing"), slog.New(slog.DiscardHandler)); err == nil {
		closeStore(t, s)
		t.Fatal("Open succeeded in a directory that does not exist")
	}
}

func TestDamagedRecordIsNamed(t *testing.T) {
	s := open(t, t.TempDir())
	defer closeStore(t, s)
	s.Apply(house, 1, completed("c1"))
	syncStore(t, s)
	exec(t, s, `UPDATE contacts SET record = substr(record, 1, 40)`)
	if _, _, err := s.Contact(t.Context(), house, "c1"); err == nil || !strings.Contains(err.Error(), "c1") {
		t.Errorf("error is %v, want one that names the contact", err)
	}
}

func TestConcurrentUse(t *testing.T) {
	s := open(t, t.TempDir())
	defer closeStore(t, s)
	var wg sync.WaitGroup
	for w := range 4 {
		instance := strowger.InstanceID(fmt.Sprint("instance", w))
		wg.Go(func() {
			for pos := range uint64(200) {
				id := strowger.ContactID(fmt.Sprint("c", pos))
				s.Apply(instance, pos+1, completed(id))
				if _, ok, err := s.Contact(t.Context(), instance, id); !ok || err != nil {
					t.Errorf("%s: contact %s: found %v, error %v", instance, id, ok, err)
				}
			}
			if pos, err := s.Sync(t.Context(), instance); err != nil || pos != 200 {
				t.Errorf("%s: Sync returned %d, error %v", instance, pos, err)
			}
		})
	}
	wg.Wait()
}

func BenchmarkApplyAndWrite(b *testing.B) {
	s, err := Open(b.TempDir(), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	pos := uint64(0)
	for b.Loop() {
		pos++
		s.Apply(house, pos, completed(strowger.ContactID(fmt.Sprint("c", pos))))
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}
