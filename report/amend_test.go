package report

import (
	"testing"

	"github.com/strowger/strowger"
)

func renamed(id strowger.ContactID, name string, at strowger.Time) strowger.Event {
	return &strowger.ContactUpdated{At: at, ContactID: id, Recorded: true,
		Update: strowger.ContactUpdate{Name: &name, Tags: strowger.Tags{name: ""}}}
}

func wantName(t *testing.T, s *Store, id strowger.ContactID, name string, tags int) {
	t.Helper()
	c, ok, err := s.Contact(t.Context(), house, id)
	if err != nil || !ok {
		t.Fatalf("contact %s: found %v, error %v", id, ok, err)
	}
	if c.Name != name || len(c.Tags) != tags {
		t.Errorf("contact %s is called %q and has the tags %v, want %q and %d", id, c.Name, c.Tags, name, tags)
	}
}

// TestRecordsAreAmended: a change is seen at once, whether the record waits, is
// written or has been read from the file of another run.
func TestRecordsAreAmended(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	s.Apply(house, 1, append(completed("a"), renamed("a", "one", 5)))
	wantName(t, s, "a", "one", 1)
	if _, err := s.Sync(t.Context(), house); err != nil {
		t.Fatal(err)
	}
	s.Apply(house, 2, []strowger.Event{renamed("a", "two", 6), renamed("a", "three", 7)})
	wantName(t, s, "a", "three", 3)
	closeStore(t, s)

	s = open(t, dir)
	wantName(t, s, "a", "three", 3)
	s.Apply(house, 2, []strowger.Event{renamed("a", "two", 6)}) // was applied before
	wantName(t, s, "a", "three", 3)
	s.Apply(house, 3, []strowger.Event{
		renamed("none", "x", 8), // its record is lost
		&strowger.ContactUpdated{At: 8, ContactID: "a", Update: strowger.ContactUpdate{Untag: []string{"one"}}}, // of a contact that is here
	})
	wantName(t, s, "a", "three", 3)
	if pos, err := s.Sync(t.Context(), house); err != nil || pos != 3 {
		t.Errorf("synced up to %d, error %v", pos, err)
	}
	wantNoContact(t, s, "none")
	closeStore(t, s)
}

// TestAmendmentsAreKeptWhenTheDiskRefuses: what could not be written waits, in
// its order.
func TestAmendmentsAreKeptWhenTheDiskRefuses(t *testing.T) {
	s := open(t, t.TempDir())
	s.Apply(house, 1, completed("a"))
	s.mu.Lock()
	s.changes[key{house, "a"}] = []*strowger.ContactUpdated{renamed("a", "two", 6).(*strowger.ContactUpdated)}
	contacts, changes := s.waiting, map[key][]*strowger.ContactUpdated{
		{house, "a"}: {renamed("a", "one", 5).(*strowger.ContactUpdated)}}
	s.takeBack(contacts, changes)
	s.mu.Unlock()
	s.Apply(house, 2, []strowger.Event{renamed("a", "three", 7)})
	wantName(t, s, "a", "three", 3)
	if _, err := s.Sync(t.Context(), house); err != nil {
		t.Fatal(err)
	}
	wantName(t, s, "a", "three", 3)
	closeStore(t, s)
}

// TestSearchSeesAmendments: also those that are not written yet.
func TestSearchSeesAmendments(t *testing.T) {
	s := open(t, t.TempDir())
	c := ended("a")
	c.InitiationTimestamp = 100
	s.Apply(house, 1, []strowger.Event{&strowger.ContactCompleted{Contact: c}})
	if _, err := s.Sync(t.Context(), house); err != nil {
		t.Fatal(err)
	}
	s.flushing <- struct{}{} // so that nothing is written now
	s.Apply(house, 2, []strowger.Event{renamed("a", "one", 5)})
	names := []string{}
	err := s.Search(t.Context(), house, Search{By: Initiated, From: 1, To: 200}, func(c *strowger.Contact) { names = append(names, c.Name) })
	<-s.flushing
	if err != nil || len(names) != 1 || names[0] != "one" {
		t.Errorf("found %v, error %v", names, err)
	}
	closeStore(t, s)
}
