package report

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger"
)

// flushLoop writes whenever something waits. While one transaction runs the
// next gathers, so a busy system writes many contacts at a time.
func (s *Store) flushLoop() {
	defer close(s.done)
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

// Sync writes everything that was applied, makes it safe against power loss and
// returns the position up to which the journal of an instance is no longer
// needed.
func (s *Store) Sync(ctx context.Context, instance strowger.InstanceID) (uint64, error) {
	s.flushing.Lock()
	defer s.flushing.Unlock()
	if err := s.flushOnce(ctx); err != nil {
		return 0, fmt.Errorf("report: sync: %w", err)
	}
	pos := s.Position(instance)
	var busy, logged, moved int
	row := s.db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(FULL)`)
	if err := row.Scan(&busy, &logged, &moved); err != nil {
		return 0, fmt.Errorf("report: sync: %w", err)
	}
	if busy != 0 {
		return 0, errors.New("report: sync: the file is in use by another process")
	}
	return pos, nil
}

func (s *Store) flush(ctx context.Context) error {
	s.flushing.Lock()
	defer s.flushing.Unlock()
	return s.flushOnce(ctx)
}

// flushOnce writes what waits, and the positions that go with it, in one
// transaction. The caller holds s.flushing.
func (s *Store) flushOnce(ctx context.Context) error {
	s.mu.Lock()
	contacts, changes, positions := s.waiting, s.changes, s.moved()
	s.writing, s.waiting = contacts, make(map[key]*strowger.Contact)
	s.amending, s.changes = changes, make(map[key][]*strowger.ContactUpdated)
	s.mu.Unlock()

	err := s.write(ctx, maps.Clone(contacts), changes, positions)

	s.mu.Lock()
	defer s.mu.Unlock()
	s.writing, s.amending = nil, nil
	if err != nil {
		s.takeBack(contacts, changes)
		return err
	}
	maps.Copy(s.written, positions)
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

func (s *Store) write(ctx context.Context, contacts map[key]*strowger.Contact,
	changes map[key][]*strowger.ContactUpdated, positions map[strowger.InstanceID]uint64) error {
	if len(positions) == 0 {
		return nil
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	if err := amendAll(ctx, tx, contacts, changes); err != nil {
		return err
	}
	if err := insertContacts(ctx, tx, contacts); err != nil {
		return err
	}
	for instance, pos := range positions {
		_, err := tx.ExecContext(ctx,
			`INSERT OR REPLACE INTO positions (instance, pos) VALUES (?, ?)`, string(instance), int64(pos))
		if err != nil {
			return err
		}
	}
	return tx.Commit()
}

func insertContacts(ctx context.Context, tx *sql.Tx, contacts map[key]*strowger.Contact) error {
	insert, err := tx.PrepareContext(ctx, `INSERT OR REPLACE INTO contacts (instance, id, record, `+columns+`)
		VALUES (?, ?, ?`+strings.Repeat(`, ?`, strings.Count(columns, ",")+1)+`)`)
	if err != nil {
		return err
	}
	for k, c := range contacts {
		record, err := json.Marshal(c, encoding)
		if err != nil {
			return fmt.Errorf("contact %s: %w", k.contact, err)
		}
		values := append([]any{string(k.instance), string(k.contact), string(record)}, columnValues(c)...)
		if _, err := insert.ExecContext(ctx, values...); err != nil {
			return err
		}
	}
	return insert.Close()
}
