package report

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"github.com/strowger/strowger"
)

// amend folds a change of a contact that has ended. A record that waits to be
// written is replaced by a changed copy; for any other the change waits, since
// Apply does not read the disk. Applied once more, changes in their order lead
// to the same record, so it does no harm if a reader or a replay does so. The
// caller holds s.mu.
func (s *Store) amend(k key, ev *strowger.ContactUpdated) {
	if c, ok := s.waiting[k]; ok && len(s.changes[k]) == 0 {
		s.waiting[k] = amended(c, []*strowger.ContactUpdated{ev})
		return
	}
	s.changes[k] = append(s.changes[k], ev)
}

// amended returns a record with changes made to it.
func amended(c *strowger.Contact, changes []*strowger.ContactUpdated) *strowger.Contact {
	if len(changes) == 0 {
		return c
	}
	c = new(*c)
	for _, ev := range changes {
		c.Update(&ev.Update, ev.At)
	}
	return c
}

// amendAll adds to contacts that are to be written the written ones that have
// changed since. A change of a contact that is not there has lost its record with
// a damaged file.
func amendAll(ctx context.Context, tx *sql.Tx, contacts map[key]*strowger.Contact, changes map[key][]*strowger.ContactUpdated) error {
	for k, list := range changes {
		c, ok := contacts[k]
		if !ok {
			var err error
			if c, ok, err = read(ctx, tx, k); err != nil {
				return err
			}
		}
		if ok {
			contacts[k] = amended(c, list)
		}
	}
	return nil
}

// allAmended returns the records of an instance with changes that are not
// written.
func (s *Store) allAmended(ctx context.Context, instance strowger.InstanceID) (list []*strowger.Contact, err error) {
	s.mu.Lock()
	keys := slices.AppendSeq(slices.Collect(maps.Keys(s.changes)), maps.Keys(s.amending))
	s.mu.Unlock()
	for _, k := range keys {
		if k.instance != instance {
			continue
		}
		c, ok, err := s.Contact(ctx, instance, k.contact)
		if strowger.CodeOf(err) == strowger.ResourceNotFound {
			continue // its record is lost
		}
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, c)
		}
	}
	return list, nil
}

// querier is a database, a connection or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// read reads a record that is written.
func read(ctx context.Context, db querier, k key) (c *strowger.Contact, found bool, err error) {
	err = each(ctx, db, `SELECT instance, id, record, record_sum FROM contacts WHERE instance = ? AND id = ?`,
		func(rows *sql.Rows) (err error) {
			c, err = whole(rows)
			found = true
			return err
		}, string(k.instance), string(k.contact))
	if err != nil {
		return nil, false, fmt.Errorf("report: contact %s: %w", k.contact, err)
	}
	return c, found, nil
}

// wasLost reports whether the record of a contact is known to be lost.
func wasLost(ctx context.Context, db querier, k key) (lost bool, err error) {
	err = db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM lost WHERE instance = ? AND id = ?)`,
		string(k.instance), string(k.contact)).Scan(&lost)
	if err != nil {
		err = fmt.Errorf("report: contact %s: %w", k.contact, err)
	}
	return lost, err
}
