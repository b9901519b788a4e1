package report

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"

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

// columns are the members of a contact that are kept beside the record, in the
// order of sketch and of insertion.
const columns = `initiated, scheduled, enqueued, connected, disconnected, expiry, channel, method, queue, agent, name`

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

func (s *Store) searchFile(ctx context.Context, instance strowger.InstanceID, q Search, fn func(*strowger.Contact)) (err error) {
	wanted, read := columns, sketch
	if q.Whole {
		wanted, read = `record`, whole
	}
	rows, err := s.db.QueryContext(ctx, `SELECT id, `+wanted+` FROM contacts WHERE instance = ? AND `+string(q.By)+` BETWEEN ? AND ?`,
		string(instance), int64(max(1, q.From)), int64(q.To))
	if err != nil {
		return fmt.Errorf("report: search: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := ctx.Err(); err != nil {
			return err // at once: database/sql comes to it when it can
		}
		c, err := read(rows)
		if err != nil {
			return fmt.Errorf("report: search: contact %s: %w", c.ID, err)
		}
		fn(c)
	}
	return rows.Err()
}

// whole reads the record of a contact.
func whole(rows *sql.Rows) (*strowger.Contact, error) {
	c := new(strowger.Contact)
	var record []byte
	if err := rows.Scan(&c.ID, &record); err != nil {
		return c, err
	}
	return c, json.Unmarshal(record, c, encoding)
}

// sketch reads the columns of a contact.
func sketch(rows *sql.Rows) (*strowger.Contact, error) {
	c := new(strowger.Contact)
	var initiated, scheduled, enqueued, connected, disconnected, expiry sql.NullInt64
	var channel, method, queue, agent, name sql.NullString
	err := rows.Scan(&c.ID, &initiated, &scheduled, &enqueued, &connected, &disconnected, &expiry, &channel, &method, &queue, &agent, &name)
	c.InitiationTimestamp = strowger.Time(initiated.Int64)
	c.ScheduledTimestamp = strowger.Time(scheduled.Int64)
	c.EnqueueTimestamp = strowger.Time(enqueued.Int64)
	c.DisconnectTimestamp = strowger.Time(disconnected.Int64)
	c.ExpiryTimestamp = strowger.Time(expiry.Int64)
	c.Channel = strowger.Channel(channel.String)
	c.InitiationMethod = method.String
	c.QueueID = strowger.QueueID(queue.String)
	c.Name = name.String
	if agent.Valid {
		c.Agent = &strowger.ContactAgent{UserID: strowger.UserID(agent.String), ConnectedTimestamp: strowger.Time(connected.Int64)}
	}
	return c, err
}
