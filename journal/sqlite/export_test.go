package sqlite

import (
	"context"
	"errors"
	"fmt"

	"github.com/strowger/strowger/journal"
)

// OpenCommit opens a journal whose transactions end with the given commit.
func OpenCommit(dir string, commit func(do func() error) error) (journal.Journal, error) {
	s, err := open(dir, commit)
	if err != nil {
		return nil, err
	}
	return journal.New(s), nil
}

// OpenLimited opens a journal whose database may have so many pages, and
// returns the function that changes the limit.
func OpenLimited(dir string, pages int) (journal.Journal, func(pages int) error, error) {
	s, err := open(dir, commit)
	if err != nil {
		return nil, nil, err
	}
	limit := func(pages int) error {
		_, err := s.conn.ExecContext(context.Background(), fmt.Sprintf("PRAGMA max_page_count = %d", pages))
		return err
	}
	return journal.New(s), limit, limit(pages)
}

// Exec changes a database behind the journal's back.
func Exec(path, statement string, args ...any) error {
	db := connect(path, readWrite)
	_, err := db.Exec(statement, args...)
	return errors.Join(err, db.Close())
}

// Settings returns how the connections to a database are set.
func Settings(path string) (journalMode string, synchronous int, err error) {
	db := connect(path, readWrite)
	err = errors.Join(
		db.QueryRow(`PRAGMA journal_mode`).Scan(&journalMode),
		db.QueryRow(`PRAGMA synchronous`).Scan(&synchronous),
		db.Close())
	return journalMode, synchronous, err
}
