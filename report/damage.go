package report

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// suspicion is damage that was met.
type suspicion struct {
	db    *sql.DB // that had the file open
	cause error
}

// using calls fn with the file, which is not replaced meanwhile. Fn returns damage
// that it got over beside its error; either is a reason to save what is whole.
func (s *Store) using(fn func(db *sql.DB) (damage, err error)) error {
	s.files.RLock()
	db := s.db
	damage, err := fn(db)
	s.files.RUnlock()
	if damage == nil && damaged(err) {
		damage = err
	}
	if damage != nil {
		s.suspect(db, damage)
	}
	return err
}

// suspect has the file replaced. One suspicion is enough.
func (s *Store) suspect(db *sql.DB, cause error) {
	select {
	case s.suspicions <- suspicion{db, cause}:
	default:
	}
}

// inPlace refuses a file that is not where it was opened any more: what is written
// to it would be gone with the process.
func (s *Store) inPlace() error {
	info, err := os.Stat(s.path)
	switch {
	case err == nil && !os.SameFile(info, s.opened):
		err = fmt.Errorf("%s is another file", s.path)
	case err == nil:
		return nil
	}
	return fmt.Errorf("%w: report.db was taken away while it was open: %w", errDamaged, err)
}

// How often the whole file is looked through, and how soon after a salvage that has
// failed. The first time is after the start.
const (
	inspectInterval = 24 * time.Hour
	salvageRetry    = time.Minute
)

// keepLoop looks for damage and replaces the file when there is some.
func (s *Store) keepLoop() {
	inspect := time.NewTimer(0)
	defer inspect.Stop()
	for {
		var damage error
		select {
		case <-s.stop:
			return
		case <-inspect.C:
			damage = s.inspect()
			inspect.Reset(inspectInterval)
		case met := <-s.suspicions:
			if met.db == s.db { // this goroutine alone changes it
				damage = met.cause
			}
		}
		if damage == nil {
			continue
		}
		if err := s.salvage(s.ctx, damage); err != nil && s.ctx.Err() == nil {
			s.log.Error("what is whole of report.db cannot be saved; trying again", "err", err)
			inspect.Reset(salvageRetry)
		}
	}
}

// inspect looks through the whole file and returns damage.
func (s *Store) inspect() error {
	s.files.RLock()
	defer s.files.RUnlock()
	err := check(s.ctx, s.db, len(schemas), func(int) {})
	if err != nil && !damaged(err) {
		if s.ctx.Err() == nil {
			s.log.Error("report.db cannot be looked through", "err", err)
		}
		return nil
	}
	return err
}

// checkRows is how many rows are read at a time, so that the log of the file can be
// emptied in between.
const checkRows = 500

// check reads a whole file of a version of the schema and returns the first damage
// that it finds, in the structure or in a row. After each group of rows it tells
// how many have been read.
func check(ctx context.Context, db *sql.DB, version int, progress func(rows int)) error {
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", errDamaged, verdict)
	}
	names := strings.Join(columnNames, ", ") + `, columns_sum, record_sum`
	if version < 3 {
		names = strings.Repeat(`NULL, `, len(columnNames)+sumColumns-1) + `NULL`
	}
	query := `SELECT rowid, instance, id, record, ` + names + ` FROM contacts WHERE rowid > ? ORDER BY rowid LIMIT ?`
	var last int64
	for n := 0; ; {
		before := n
		err := each(ctx, db, query, func(rows *sql.Rows) (err error) {
			n++
			last, err = checkRow(rows)
			return err
		}, last, checkRows)
		if err != nil || n == before {
			return err
		}
		progress(n)
	}
}

// checkRow checks both sums of a row, and its record.
func checkRow(rows *sql.Rows) (rowid int64, err error) {
	var instance, id, record string
	values := make([]any, len(columnNames)+sumColumns)
	into := []any{&rowid, &instance, &id, &record}
	for i := range values {
		into = append(into, &values[i])
	}
	if err := scan(rows, into...); err != nil {
		return 0, err
	}
	columns, sums := values[:len(columnNames)], values[len(columnNames):]
	_, err = decode(instance, id, record, sums[1])
	err = errors.Join(err, checkSum(sums[0], append([]any{instance, id}, columns...)...))
	if err != nil {
		err = fmt.Errorf("instance %q, contact %q: %w", instance, id, err)
	}
	return rowid, err
}
