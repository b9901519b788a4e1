package report

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/strowger/strowger"
)

// Store holds the records of ended contacts. It is safe for concurrent use.
type Store struct {
	path string // of the file
	log  *slog.Logger

	wake   chan struct{} // something waits to be written
	stop   chan struct{} // Close was called
	done   sync.WaitGroup
	ctx    context.Context // ends with Close
	cancel context.CancelFunc

	suspicions chan suspicion
	flushing   chan struct{} // holds one value while somebody writes or replaces the file

	files  sync.RWMutex // held for reading while the file is used
	db     *sql.DB
	opened os.FileInfo // the file that db has open

	mu       sync.Mutex
	waiting  map[key]*strowger.Contact          // applied, not yet being written
	writing  map[key]*strowger.Contact          // in the transaction that runs
	changes  map[key][]*strowger.ContactUpdated // of other records, not yet being written
	amending map[key][]*strowger.ContactUpdated // in the transaction that runs
	applied  map[strowger.InstanceID]uint64
	written  map[strowger.InstanceID]uint64
	lacking  map[strowger.InstanceID]bool // has lost what was applied
	gaps     map[strowger.InstanceID][]gap
	skipped  bool // gaps are not written
	lost     bool // records are known to be lost
}

// key names a contact of any instance.
type key struct {
	instance strowger.InstanceID
	contact  strowger.ContactID
}

// retryInterval is how long the flusher waits after the disk has refused.
const retryInterval = time.Second

// Open opens the store in a data directory and makes it if need be. A file that
// cannot be opened is set aside, with an error in the log that says why and where;
// of one that is damaged elsewhere, what can be read is saved in the background.
func Open(dir string, log *slog.Logger) (*Store, error) {
	s, err := newStore(dir, log)
	if err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	s.logGaps()
	s.done.Go(s.flushLoop)
	s.done.Go(s.keepLoop)
	return s, nil
}

// newStore opens the file without beginning to work.
func newStore(dir string, log *slog.Logger) (*Store, error) {
	s := &Store{
		path:       filepath.Join(dir, fileName),
		log:        log,
		wake:       make(chan struct{}, 1),
		stop:       make(chan struct{}),
		suspicions: make(chan suspicion, 1),
		flushing:   make(chan struct{}, 1),
		waiting:    make(map[key]*strowger.Contact),
		changes:    make(map[key][]*strowger.ContactUpdated),
		lacking:    make(map[strowger.InstanceID]bool),
	}
	db, c, err := openDatabase(s.path, log)
	if err != nil {
		return nil, err
	}
	if s.opened, err = os.Stat(s.path); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	s.db, s.applied, s.written, s.gaps, s.lost = db, c.positions, maps.Clone(c.positions), c.gaps, c.lost
	s.ctx, s.cancel = context.WithCancel(context.Background())
	if c.damage != nil {
		s.suspect(db, c.damage)
	}
	return s, nil
}

// Apply folds the events of the journal record at pos. Records must come in
// order; one that has been applied before is ignored. Apply does not wait for
// the disk. The events must not be changed afterwards.
//
// It returns false, having done nothing, if records that were applied have been
// lost with a damaged file: the caller gives them once more, beginning with Refill.
func (s *Store) Apply(instance strowger.InstanceID, pos uint64, events []strowger.Event) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lacking[instance] {
		return false
	}
	if pos <= s.applied[instance] {
		return true
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
	return true
}

// Refill returns the position of the last record that is applied and not lost. The
// caller applies those after it.
func (s *Store) Refill(instance strowger.InstanceID) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.lacking, instance)
	return s.applied[instance]
}

// Lack says that records before the next one that will be applied are missing: Apply
// does nothing until Refill.
func (s *Store) Lack(instance strowger.InstanceID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lacking[instance] = true
}

// Lacking reports whether the next Apply would return false.
func (s *Store) Lacking(instance strowger.InstanceID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lacking[instance]
}

// Rewind says that the journal of an instance has lost its records after the one at
// pos, and that others will stand in their place. Contacts that ended in those
// that are lost stay.
func (s *Store) Rewind(ctx context.Context, instance strowger.InstanceID, pos uint64) error {
	s.mu.Lock()
	s.applied[instance] = min(s.applied[instance], pos)
	s.mu.Unlock()
	_, err := s.Sync(ctx, instance)
	return err
}

// Position returns the position of the last journal record of an instance that
// has been written to the file, 0 if there is none.
func (s *Store) Position(instance strowger.InstanceID) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written[instance]
}

// Instances returns the instances of which there is anything. Of a file that is
// damaged these are those that can be read.
func (s *Store) Instances(ctx context.Context) (list []strowger.InstanceID) {
	known := make(map[strowger.InstanceID]bool)
	s.mu.Lock()
	for instance := range s.applied {
		known[instance] = true
	}
	s.mu.Unlock()
	err := s.using(func(db *sql.DB) (damage, err error) {
		for instance := ""; err == nil; {
			err = db.QueryRowContext(ctx, `SELECT instance FROM contacts WHERE instance > ? ORDER BY instance LIMIT 1`, instance).Scan(&instance)
			if err == nil {
				known[strowger.InstanceID(instance)] = true
			}
		}
		return nil, err
	})
	if !errors.Is(err, sql.ErrNoRows) {
		s.log.Error("not all instances of ended contacts can be read", "err", err)
	}
	return slices.Sorted(maps.Keys(known))
}

// Contact returns the record of an ended contact and whether there is one. It
// sees everything that was applied before. The caller must not change it. A contact
// whose record is known to be lost is a ResourceNotFound that says so.
func (s *Store) Contact(ctx context.Context, instance strowger.InstanceID, id strowger.ContactID) (*strowger.Contact, bool, error) {
	k := key{instance, id}
	c, changes := s.unwritten(k)
	if c == nil {
		var found, lost bool
		err := s.using(func(db *sql.DB) (damage, err error) {
			if c, found, err = read(ctx, db, k); err == nil && !found {
				lost, err = wasLost(ctx, db, k)
			}
			return nil, err
		})
		switch {
		case lost:
			return nil, false, strowger.Errorf(strowger.ResourceNotFound, "the record of the contact %q was lost with a damaged file", id)
		case err != nil || !found:
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
	s.cancel()
	s.done.Wait()
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
