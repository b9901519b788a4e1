package report

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/strowger/strowger"
)

// Timestamp names a time of a contact by which contacts can be searched. Each has
// an index.
type Timestamp string

// The timestamps; the values are the names of their columns.
const (
	Initiated    Timestamp = "initiated"
	Scheduled    Timestamp = "scheduled"
	Enqueued     Timestamp = "enqueued"
	Connected    Timestamp = "connected" // to an agent
	Disconnected Timestamp = "disconnected"
)

// Of returns the timestamp of a contact, 0 if it has none.
func (t Timestamp) Of(c *strowger.Contact) strowger.Time {
	switch t {
	case Initiated:
		return c.InitiationTimestamp
	case Scheduled:
		return c.ScheduledTimestamp
	case Enqueued:
		return c.EnqueueTimestamp
	case Connected:
		if c.Agent == nil {
			return 0
		}
		return c.Agent.ConnectedTimestamp
	case Disconnected:
		return c.DisconnectTimestamp
	}
	panic("report: unknown timestamp " + string(t))
}

// Search is which contacts are looked for: those that have the timestamp By, not
// before From and not after To. Whole asks for whole contacts; otherwise they
// have only the members that are columns of the file, which takes a tenth of the
// time: identifier, name, channel, initiation method, queue, agent and the times.
type Search struct {
	By       Timestamp
	From, To strowger.Time
	Whole    bool
}

// columnNames are the members of a contact that are kept beside the record, in the
// order of sketch and of insertion.
var columnNames = []string{"initiated", "scheduled", "enqueued", "connected", "disconnected", "expiry", "channel", "method", "queue", "agent", "name"}

// columnValues returns the columns of a contact, nil for a member that is not
// set.
func columnValues(c *strowger.Contact) []any {
	var values []any
	for _, t := range []Timestamp{Initiated, Scheduled, Enqueued, Connected, Disconnected} {
		values = append(values, orNull(int64(t.Of(c))))
	}
	var agent strowger.UserID
	if c.Agent != nil {
		agent = c.Agent.UserID
	}
	return append(values, orNull(int64(c.ExpiryTimestamp)), orNull(string(c.Channel)), orNull(c.InitiationMethod),
		orNull(string(c.QueueID)), orNull(string(agent)), orNull(c.Name))
}

func orNull[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}

// Search calls fn for every ended contact of an instance that is looked for, in
// no particular order. It sees everything that was applied before. Fn must not
// change the contacts.
func (s *Store) Search(ctx context.Context, instance strowger.InstanceID, q Search, fn func(*strowger.Contact)) error {
	list, err := s.allAmended(ctx, instance)
	if err != nil {
		return err
	}
	seen := make(map[strowger.ContactID]bool)
	for _, c := range append(list, s.allUnwritten(instance)...) {
		if seen[c.ID] {
			continue
		}
		seen[c.ID] = true
		if at := q.By.Of(c); at != 0 && q.From <= at && at <= q.To {
			fn(c)
		}
	}
	// While this reads, what was unwritten may be written: it was seen.
	return s.searchFile(ctx, instance, q, func(c *strowger.Contact) {
		if !seen[c.ID] {
			fn(c)
		}
	})
}

func (s *Store) allUnwritten(instance strowger.InstanceID) (list []*strowger.Contact) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, contacts := range []map[key]*strowger.Contact{s.waiting, s.writing} {
		for k, c := range contacts {
			if k.instance == instance {
				list = append(list, c)
			}
		}
	}
	return list
}

// searchFile searches what is written. A row that is damaged is left out, as it
// will be when what is whole has been saved.
func (s *Store) searchFile(ctx context.Context, instance strowger.InstanceID, q Search, fn func(*strowger.Contact)) error {
	wanted, read := strings.Join(columnNames, ", ")+`, columns_sum`, sketch
	if q.Whole {
		wanted, read = `record, record_sum`, whole
	}
	query := `SELECT instance, id, ` + wanted + ` FROM contacts WHERE instance = ? AND ` + string(q.By) + ` BETWEEN ? AND ?`
	err := s.using(func(db *sql.DB) (damage, err error) {
		err = each(ctx, db, query, func(rows *sql.Rows) error {
			c, err := read(rows)
			switch {
			case damaged(err):
				damage = fmt.Errorf("contact %s: %w", c.ID, err)
			case err != nil:
				return fmt.Errorf("contact %s: %w", c.ID, err)
			default:
				fn(c)
			}
			return nil
		}, string(instance), int64(max(1, q.From)), int64(q.To))
		return damage, err
	})
	if err != nil {
		return fmt.Errorf("report: search: %w", err)
	}
	return nil
}

// whole reads the record of a contact.
func whole(rows *sql.Rows) (*strowger.Contact, error) {
	var instance, id, record string
	var sum any
	if err := scan(rows, &instance, &id, &record, &sum); err != nil {
		return &strowger.Contact{ID: strowger.ContactID(id)}, err
	}
	c, err := decode(instance, id, record, sum)
	if err != nil {
		c = &strowger.Contact{ID: strowger.ContactID(id)}
	}
	return c, err
}

// sketch reads the columns of a contact.
func sketch(rows *sql.Rows) (*strowger.Contact, error) {
	var instance, id string
	var sum any
	values := make([]any, len(columnNames))
	into := []any{&instance, &id}
	for i := range values {
		into = append(into, &values[i])
	}
	err := scan(rows, append(into, &sum)...)
	c := &strowger.Contact{ID: strowger.ContactID(id)}
	if err != nil {
		return c, err
	}
	if err := checkSum(sum, append([]any{instance, id}, values...)...); err != nil {
		return c, err
	}
	number := func(i int) strowger.Time { n, _ := values[i].(int64); return strowger.Time(n) }
	text := func(i int) string { t, _ := values[i].(string); return t }
	c.InitiationTimestamp, c.ScheduledTimestamp, c.EnqueueTimestamp = number(0), number(1), number(2)
	c.DisconnectTimestamp, c.ExpiryTimestamp = number(4), number(5)
	c.Channel, c.InitiationMethod = strowger.Channel(text(6)), text(7)
	c.QueueID, c.Name = strowger.QueueID(text(8)), text(10)
	if agent := text(9); agent != "" {
		c.Agent = &strowger.ContactAgent{UserID: strowger.UserID(agent), ConnectedTimestamp: number(3)}
	}
	return c, nil
}
