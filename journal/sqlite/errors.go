package sqlite

import (
	"errors"
	"fmt"

	"github.com/strowger/strowger/journal"
	modernc "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// refine returns the journal's word for an error of the database, wrapped
// around it. Errors that already are the journal's stay as they are.
//
// Some results that mean a mistake elsewhere mean damage here: our statements
// are fixed and known to be right, so if SQLite finds one wrong, or a value of
// the wrong type, or a second record at one position, it is the file that is.
func refine(err error) error {
	var failure *modernc.Error
	switch {
	case err == nil, isOurs(err):
		return err
	case !errors.As(err, &failure):
		return err
	}
	if failure.Code() == sqlite3.SQLITE_IOERR_SHORT_READ { // a file that ends too early
		return fmt.Errorf("%w: %w", journal.ErrCorrupt, err)
	}
	switch failure.Code() & 0xff { // the rest is detail
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("%w: %w", journal.ErrFull, err)
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT,
		sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_CONSTRAINT:
		return fmt.Errorf("%w: %w", journal.ErrCorrupt, err)
	}
	return err
}

// isOurs reports whether an error is one that this package has made.
func isOurs(err error) bool {
	for _, ours := range []error{journal.ErrFenced, journal.ErrUncertain, journal.ErrFull, journal.ErrCorrupt, journal.ErrClosed} {
		if errors.Is(err, ours) {
			return true
		}
	}
	return false
}

// isFull reports whether SQLite found no space. Nothing of the transaction is
// then in the file, even if it was the commit that failed: its last frame, the
// one that counts, was not written.
func isFull(err error) bool {
	return errors.Is(refine(err), journal.ErrFull)
}
