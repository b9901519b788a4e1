package report

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger"
)

// flushLoop writes whenever something waits. While one transaction runs the
// next gathers, so a busy system writes many contacts at a time.
func (s *Store) flushLoop() {
	for {
		select {
		case <-s.wake:
		case <-s.stop:
			return
		}
		if err := s.flush(context.Background()); err != nil {
			s.log.Error("ended contacts not written; they are kept in memory and in the journal", "err", err)
			select {
			case <-time.After(retryInterval):
				signal(s.wake)
			case <-s.stop:
				return
			}
		}
	}
}

// errLacking says that the report has lost what it had applied, and waits to be
// given it again.
var errLacking = errors.New("records that were applied are lost and must be given again")

// Sync writes everything that was applied, makes it safe against power loss and
// returns the position up to which the journal of an instance is no longer
// needed.
func (s *Store) Sync(ctx context.Context, instance strowger.InstanceID) (uint64, error) {
	if err := s.lockFlushing(ctx); err != nil {
		return 0, err
	}
	defer s.unlockFlushing()
	if err := s.flushOnce(ctx, instance); err != nil {
		return 0, fmt.Errorf("report: sync: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lacking[instance] {
		return 0, fmt.Errorf("report: sync: %w", errLacking)
	}
	return s.written[instance], nil
}

func (s *Store) flush(ctx context.Context) error {
	if err := s.lockFlushing(ctx); err != nil {
		return err
	}
	defer s.unlockFlushing()
	return s.flushOnce(ctx, "")
}

// lockFlushing waits until the caller is the only one who writes.
func (s *Store) lockFlushing(ctx context.Context) error {
	select {
	case s.flushing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *Store) unlockFlushing() { <-s.flushing }

// flushOnce writes what waits, and the positions that go with it, in one
// transaction. If an instance is named, that transaction and all before it are
// safe against power loss afterwards. The caller has locked s.flushing.
func (s *Store) flushOnce(ctx context.Context, sync strowger.InstanceID) error {
	s.mu.Lock()
	b := batch{contacts: s.waiting, changes: s.changes, positions: s.moved(), found: s.lost, sync: sync != ""}
	if b.sync {
		b.positions[sync] = s.applied[sync] // written again if need be: there must be something to sync
	}
	skipped := s.skipped
	if skipped {
		b.gaps = maps.Clone(s.gaps)
	}
	s.skipped = false
	s.writing, s.waiting = b.contacts, make(map[key]*strowger.Contact)
	s.amending, s.changes = b.changes, make(map[key][]*strowger.ContactUpdated)
	s.mu.Unlock()

	err := s.using(func(db *sql.DB) (damage, err error) {
		if err := s.inPlace(); err != nil {
			return nil, err
		}
		return nil, b.write(ctx, db)
	})

	s.mu.Lock()
	defer s.mu.Unlock()
	s.writing, s.amending = nil, nil
	if err != nil {
		s.skipped = s.skipped || skipped
		s.takeBack(b.contacts, b.changes)
		return err
	}
	maps.Copy(s.written, b.positions)
	return nil
}

// takeBack lets what could not be written wait again, before what has come
// since. The caller holds s.mu.
func (s *Store) takeBack(contacts map[key]*strowger.Contact, changes map[key][]*strowger.ContactUpdated) {
	maps.Copy(contacts, s.waiting)
	s.waiting = contacts
	for k, list := range s.changes {
		changes[k] = append(changes[k], list...)
	}
	s.changes = changes
}

// moved returns the applied positions that are not written. The caller holds
// s.mu.
func (s *Store) moved() map[strowger.InstanceID]uint64 {
	m := make(map[strowger.InstanceID]uint64)
	for instance, pos := range s.applied {
		if pos != s.written[instance] {
			m[instance] = pos
		}
	}
	return m
}

// batch is what goes into one transaction.
type batch struct {
	contacts  map[key]*strowger.Contact
	changes   map[key][]*strowger.ContactUpdated
	positions map[strowger.InstanceID]uint64
	gaps      map[strowger.InstanceID][]gap // nil if they are as they were
	found     bool                          // contacts may be among those that were lost
	sync      bool                          // for power loss
}

func (b *batch) write(ctx context.Context, db *sql.DB) error {
	if len(b.positions) == 0 && b.gaps == nil {
		return nil
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // gives it back
	// A commit that is synced syncs the whole log, with all commits before it.
	mode := `PRAGMA synchronous = NORMAL`
	if b.sync {
		mode = `PRAGMA synchronous = FULL`
	}
	if _, err := conn.ExecContext(ctx, mode); err != nil {
		return err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	contacts := maps.Clone(b.contacts)
	if err := amendAll(ctx, tx, contacts, b.changes); err != nil {
		return err
	}
	if err := insertContacts(ctx, tx, contacts, b.found); err != nil {
		return err
	}
	if err := writePositions(ctx, tx, b.positions); err != nil {
		return err
	}
	if b.gaps != nil {
		if err := writeGaps(ctx, tx, b.gaps); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func writePositions(ctx context.Context, tx *sql.Tx, positions map[strowger.InstanceID]uint64) error {
	for instance, pos := range positions {
		_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO positions (instance, pos, sum) VALUES (?, ?, ?)`,
			string(instance), int64(pos), sumOf(string(instance), int64(pos)))
		if err != nil {
			return err
		}
	}
	return nil
}

func insertContacts(ctx context.Context, tx *sql.Tx, contacts map[key]*strowger.Contact, found bool) error {
	insert, err := tx.PrepareContext(ctx, insertInto(`INSERT OR REPLACE`))
	if err != nil {
		return err
	}
	for k, c := range contacts {
		record, err := json.Marshal(c, encoding)
		if err != nil {
			return fmt.Errorf("contact %s: %w", k.contact, err)
		}
		row := append([]any{nil}, rowOf(string(k.instance), string(k.contact), string(record), c)...)
		if _, err := insert.ExecContext(ctx, row...); err != nil {
			return err
		}
		if !found {
			continue
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM lost WHERE instance = ? AND id = ?`, row[1], row[2]); err != nil {
			return err
		}
	}
	return insert.Close()
}
