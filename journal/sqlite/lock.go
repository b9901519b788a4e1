package sqlite

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// ErrLocked says that another process has the data directory.
var ErrLocked = errors.New("in use by another process")

// Lock makes the caller the only one with the lock of a data directory, which
// it makes when it is missing. A second caller, in whatever process, gets
// ErrLocked. The lock ends with Close, or with the process.
//
// Open does not take the lock, so that a tool may read a journal that a server
// has open. What keeps the records whole is the fencing of writers, not the
// lock.
func Lock(dir string) (io.Closer, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, lockFileName), os.O_CREATE|os.O_RDWR, 0o600)
	return lock(dir, f, err)
}

// lockFileName is the name of the file in a data directory that is locked.
const lockFileName = "journal.lock"

// lock locks a file that was opened, unless that was an error.
func lock(dir string, f *os.File, err error) (io.Closer, error) {
	if err != nil {
		return nil, err
	}
	held, err := lockFile(f)
	if err == nil && !held {
		err = ErrLocked
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("data directory %s: %w", dir, err), f.Close())
	}
	return f, nil
}
