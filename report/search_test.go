package report

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/strowger/strowger"
)

// busy is an ended contact with everything that can be searched.
func busy(id strowger.ContactID) *strowger.Contact {
	c := ended(id)
	c.Name, c.InitiationMethod, c.QueueID = "a call", "INBOUND", "queue"
	c.InitiationTimestamp, c.EnqueueTimestamp, c.DisconnectTimestamp = 1000, 2000, 4000
	c.ScheduledTimestamp, c.ExpiryTimestamp = 500, 9000
	c.Agent = &strowger.ContactAgent{UserID: "ada", ConnectedTimestamp: 3000}
	return c
}

func apply(s *Store, pos uint64, contacts ...*strowger.Contact) {
	var events []strowger.Event
	for _, c := range contacts {
		events = append(events, &strowger.ContactCompleted{Contact: c})
	}
	s.Apply(house, pos, events)
}

func search(t *testing.T, s *Store, q Search) (ids []strowger.ContactID) {
	t.Helper()
	err := s.Search(t.Context(), house, q, func(c *strowger.Contact) { ids = append(ids, c.ID) })
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(ids)
	return ids
}

func TestSearch(t *testing.T) {
	s := open(t, t.TempDir())
	defer closeStore(t, s)
	late := busy("late")
	late.InitiationTimestamp, late.EnqueueTimestamp, late.Agent, late.ScheduledTimestamp = 9000, 0, nil, 0
	apply(s, 1, busy("early"), late)
	s.Apply("other", 1, []strowger.Event{&strowger.ContactCompleted{Contact: busy("foreign")}})
	for _, written := range []string{"waiting", "written"} {
		for _, c := range []struct {
			q    Search
			want []strowger.ContactID
		}{
			{Search{By: Initiated, From: 0, To: 1e6}, []strowger.ContactID{"early", "late"}},
			{Search{By: Initiated, From: 1000, To: 1000}, []strowger.ContactID{"early"}},
			{Search{By: Initiated, From: 1001, To: 8999}, nil},
			{Search{By: Enqueued, From: 0, To: 1e6}, []strowger.ContactID{"early"}},
			{Search{By: Connected, From: 3000, To: 3001}, []strowger.ContactID{"early"}},
			{Search{By: Scheduled, From: 0, To: 1e6}, []strowger.ContactID{"early"}},
			{Search{By: Disconnected, From: 4000, To: 1e6}, []strowger.ContactID{"early", "late"}},
		} {
			for _, c.q.Whole = range []bool{false, true} {
				if got := search(t, s, c.q); !slices.Equal(got, c.want) {
					t.Errorf("%s, %+v: got %v, want %v", written, c.q, got, c.want)
				}
			}
		}
		syncStore(t, s)
	}
}

// What is read from the columns is what the contact was; what is whole is all of
// it.
func TestSearchReadsWhatWasWritten(t *testing.T) {
	s := open(t, t.TempDir())
	defer closeStore(t, s)
	want := busy("c")
	apply(s, 1, want)
	syncStore(t, s)
	columns := &strowger.Contact{
		ID: "c", Name: want.Name, Channel: want.Channel, InitiationMethod: want.InitiationMethod, QueueID: want.QueueID, Agent: want.Agent,
		InitiationTimestamp: 1000, ScheduledTimestamp: 500, EnqueueTimestamp: 2000, DisconnectTimestamp: 4000, ExpiryTimestamp: 9000,
	}
	for whole, want := range map[bool]*strowger.Contact{true: want, false: columns} {
		err := s.Search(t.Context(), house, Search{By: Initiated, To: 1e6, Whole: whole}, func(c *strowger.Contact) {
			if diff := cmp.Diff(want, c); diff != "" {
				t.Errorf("whole %t: (-want +got)\n%s", whole, diff)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// A file of the first version is brought up to date, contacts and all.
func TestFileOfAnEarlierVersion(t *testing.T) {
	dir := t.TempDir()
	all := schemas
	schemas = all[:1]
	err := keepPrivate(filepath.Join(dir, fileName))
	db := connect(filepath.Join(dir, fileName))
	err = errors.Join(err, prepare(db))
	schemas = all
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(context.Background(), `
		INSERT INTO contacts VALUES ('house', 'c', '{"ID":"c","Channel":"VOICE","InitiationMethod":"INBOUND","Name":"a call","QueueID":"queue",
			"InitiationTimestamp":1000,"EnqueueTimestamp":2000,"DisconnectTimestamp":4000,"Agent":{"UserID":"ada","ConnectedTimestamp":3000}}');
		INSERT INTO positions VALUES ('house', 7)`)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	defer closeStore(t, s)
	if pos := s.Position(house); pos != 7 {
		t.Errorf("the position is %d, want 7", pos)
	}
	for _, by := range []Timestamp{Initiated, Enqueued, Connected, Disconnected} {
		for _, whole := range []bool{false, true} {
			if got := search(t, s, Search{By: by, To: 1e6, Whole: whole}); len(got) != 1 {
				t.Errorf("by %s, whole %t: got %v", by, whole, got)
			}
		}
	}
	want := &strowger.Contact{ID: "c", Channel: "VOICE", InitiationMethod: "INBOUND", Name: "a call", QueueID: "queue",
		InitiationTimestamp: 1000, EnqueueTimestamp: 2000, DisconnectTimestamp: 4000,
		Agent: &strowger.ContactAgent{UserID: "ada", ConnectedTimestamp: 3000}}
	err = s.Search(t.Context(), house, Search{By: Initiated, To: 1e6}, func(c *strowger.Contact) {
		if diff := cmp.Diff(want, c); diff != "" {
			t.Error(diff)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A search that nobody waits for any more reads no further.
func TestSearchEndsWithItsContext(t *testing.T) {
	for _, whole := range []bool{false, true} {
		s := open(t, t.TempDir())
		apply(s, 1, busy("one"), busy("two"), busy("three"))
		if _, err := s.Sync(t.Context(), house); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		found := 0
		err := s.Search(ctx, house, Search{By: Initiated, To: 1e6, Whole: whole}, func(*strowger.Contact) {
			found++
			cancel()
		})
		if !errors.Is(err, context.Canceled) || found != 1 {
			t.Errorf("whole %v: %d contacts found, error %v", whole, found, err)
		}
		closeStore(t, s)
	}
}
