package report

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/strowger/strowger"
)

// Store holds the records of ended contacts. It is safe for concurrent use.
type Store struct {
	db  *sql.DB
	log *slog.Logger

	wake chan struct{} // something waits to be written
	stop chan struct{} // Close was called
	done chan struct{} // the flusher has ended

	flushing sync.Mutex // one transaction or checkpoint at a time

	mu       sync.Mutex
	waiting  map[key]*strowger.Contact          // applied, not yet being written
	writing  map[key]*strowger.Contact          // in the transaction that runs
	changes  map[key][]*strowger.ContactUpdated // of other records, not yet being written
	amending map[key][]*strowger.ContactUpdated // in the transaction that runs
	applied  map[strowger.InstanceID]uint64
	written  map[strowger.InstanceID]uint64
}

// key names a contact of any instance.
type key struct {
	instance strowger.InstanceID
	contact  strowger.ContactID
}

// retryInterval is how long the flusher waits after the disk has refused.
const retryInterval = time.Second

// Open opens the store in a data directory and makes it if need be. A file that
// cannot be used is set aside, with a warning that says why and where.
func Open(dir string, log *slog.Logger) (*Store, error) {
	db, positions, err := openDatabase(dir, log)
	if err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	s := &Store{
		db:      db,
		log:     log,
		wake:    make(chan struct{}, 1),
		stop:    make(chan struct{}),
		done:    make(chan struct{}),
		waiting: make(map[key]*strowger.Contact),
		changes: make(map[key][]*strowger.ContactUpdated),
		applied: positions,
		written: maps.Clone(positions),
	}
	go s.flushLoop()
	return s, nil
}

// Apply folds the events of the journal record at pos. Records must come in
// order; one that has been applied before is ignored. Apply does not wait for
// the disk. The events must not be changed afterwards.
func (s *Store) Apply(instance strowger.InstanceID, pos uint64, events []strowger.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if pos <= s.applied[instance] {
		return
	}
	s.applied[instance] = pos
	for _, ev := range events {
		switch ev := ev.(type) {
		case *strowger.ContactCompleted:
			s.waiting[key{instance, ev.Contact.ID}] = ev.Contact
		case *strowger.ContactUpdated:
			if ev.Recorded {
				s.amend(key{instance, ev.ContactID}, ev)
			}
		}
	}
	if len(s.waiting)+len(s.changes) > 0 {
		signal(s.wake)
	}
}

// Position returns the position of the last journal record of an instance that
// has been written to the file, 0 if there is none.
func (s *Store) Position(instance strowger.InstanceID) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written[instance]
}

// Contact returns the record of an ended contact and whether there is one. It
// sees everything that was applied before. The caller must not change it.
func (s *Store) Contact(ctx context.Context, instance strowger.InstanceID, id strowger.ContactID) (*strowger.Contact, bool, error) {
	k := key{instance, id}
	c, changes := s.unwritten(k)
	if c == nil {
		var ok bool
		var err error
		if c, ok, err = read(ctx, s.db, k); err != nil || !ok {
			return nil, false, err
		}
	}
	return amended(c, changes), true, nil
}

// unwritten returns a record that is not known to be written, or nil, and the
// changes of it that are not.
func (s *Store) unwritten(k key) (*strowger.Contact, []*strowger.ContactUpdated) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.waiting[k]; ok {
		return c, s.changes[k]
	}
	return s.writing[k], slices.Concat(s.amending[k], s.changes[k])
}

// Close writes what waits and closes the file. An error says that contacts were
// left unwritten; the journal still has them.
func (s *Store) Close() error {
	close(s.stop)
	<-s.done
	err := s.flush(context.Background())
	if err != nil {
		err = fmt.Errorf("report: %w", err)
	}
	return errors.Join(err, s.db.Close())
}

// signal makes c ready without waiting.
func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
