package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/strowger/strowger/journal"
)

// errReadOnly is what writes to a journal have that was opened to be read.
var errReadOnly = errors.New("journal: opened to be read only")

// readOnly is a store that nothing is written to.
type readOnly struct {
	*store
	path string
	shm  bool // there was an index of the log
}

var _ journal.Store = (*readOnly)(nil)

// OpenReadOnly opens a journal that no process has open, to look into it. It
// changes no file that is there. Whatever writes is refused.
func OpenReadOnly(dir string) (journal.Journal, error) {
	s, err := openReadOnly(dir)
	if err != nil {
		return nil, fmt.Errorf("journal in %s: %w", dir, err)
	}
	return journal.New(s), nil
}

func openReadOnly(dir string) (*readOnly, error) {
	path := filepath.Join(dir, File)
	place, err := placeOf(path)
	if err != nil {
		return nil, err
	}
	reach, err := openReach(dir, true)
	if err != nil {
		return nil, err
	}
	s := &readOnly{store: &store{reads: connectReadOnly(path), reach: reach, place: place}, path: path}
	_, err = os.Stat(path + shmEnding)
	s.shm = err == nil
	s.reads.SetMaxOpenConns(readers)
	if err := checkSchema(s.reads); err != nil {
		return nil, errors.Join(refine(err), s.Close())
	}
	return s, nil
}

// connectReadOnly returns connections that leave a database as it is. SQLite wants
// the index of a write-ahead log even to read it, and makes it; without a log it
// must be told that the file does not change, or it makes both.
func connectReadOnly(path string) *sql.DB {
	q := url.Values{"mode": {"ro"}}
	if info, err := os.Stat(path + walEnding); err != nil || info.Size() == 0 {
		q.Set("immutable", "1")
	}
	return openURL(path, q)
}

func (s *readOnly) Put(context.Context, string, journal.Pos, []byte) error { return errReadOnly }

func (s *readOnly) PutPart(context.Context, string, journal.Pos, int, []byte) error {
	return errReadOnly
}

func (s *readOnly) Trim(context.Context, string, journal.Pos) error { return errReadOnly }

// Close implements journal.Store. It removes an index of the log that was not
// there before.
func (s *readOnly) Close() error {
	err := s.reads.Close()
	if !s.shm {
		err = errors.Join(err, remove(s.path+shmEnding))
	}
	return err
}

// LockReadOnly is Lock for those who only read: it makes nothing, and a directory
// in which no server has ever made the lock is nobody's.
func LockReadOnly(dir string) (io.Closer, error) {
	f, err := os.Open(filepath.Join(dir, lockFileName))
	if errors.Is(err, fs.ErrNotExist) {
		return io.NopCloser(nil), nil
	}
	return lock(dir, f, err)
}
