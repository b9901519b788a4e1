package report

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger"
)

// salvaged says what came out of a damaged file.
type salvaged struct {
	contacts int
	lost     map[strowger.InstanceID]int // contacts that are known to have been there
}

// salvage replaces the file by a new one with what can be read of it. Meanwhile the
// damaged file answers what it can and nothing is written. When an error is
// returned the damaged file is still there, unless it could not even be opened
// again.
func (s *Store) salvage(ctx context.Context, cause error) error {
	if err := s.lockFlushing(ctx); err != nil {
		return err
	}
	defer s.unlockFlushing()
	s.log.Error("report.db is damaged; what can be read is saved into a new file", "err", cause)
	fresh := s.path + newEnding
	if err := removeFile(fresh); err != nil {
		return err
	}
	// The directory may be what was taken away.
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return err
	}
	found, err := s.salvageInto(ctx, fresh)
	if err != nil {
		return errors.Join(err, removeFile(fresh))
	}
	aside, err := s.replace(fresh)
	if err != nil {
		return err
	}
	s.log.Error("report.db was damaged and is replaced", "contacts", found.contacts, "lost", found.lost, "kept", aside)
	return nil
}

// salvageInto makes a file of what can be read, complete and synced.
func (s *Store) salvageInto(ctx context.Context, path string) (found salvaged, err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600) // nobody else reads it
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	db := openURI(path, map[string][]string{"_txlock": {"immediate"}, "_pragma": {"journal_mode(OFF)", "synchronous(OFF)"}})
	db.SetMaxOpenConns(1)
	err = prepare(db)
	if err == nil {
		found, err = copyReadable(ctx, s.db, db)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		return found, err
	}
	return found, file.Sync()
}

// replace sets the file aside and has a new one, which is complete, take its place.
func (s *Store) replace(fresh string) (aside string, err error) {
	complete := s.path + salvagedEnding
	if err := errors.Join(removeFile(complete), os.Rename(fresh, complete)); err != nil {
		return "", err
	}
	s.files.Lock()
	defer s.files.Unlock()
	if err := s.db.Close(); err != nil {
		s.log.Warn("the damaged report.db was not closed in order", "err", err)
	}
	if aside, err = setAside(s.path); err == nil {
		if err := os.Rename(complete, s.path); err != nil {
			return aside, err // the next start finishes it
		}
		syncDir(filepath.Dir(s.path))
	}
	if failure := s.reopen(); failure != nil {
		err = errors.Join(err, failure)
	}
	return aside, err
}

// reopen opens the file that is there, whose contents may be older than what was
// in memory. The caller holds s.files.
func (s *Store) reopen() error {
	db, c, err := load(s.path)
	if err != nil {
		return err
	}
	s.db = db
	if s.opened, err = os.Stat(s.path); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for instance, pos := range s.written {
		if c.positions[instance] < pos {
			s.lacking[instance] = true
			s.applied[instance] = c.positions[instance]
		}
	}
	s.written, s.lost = c.positions, c.lost
	for instance, list := range c.gaps {
		for _, g := range list {
			s.gaps[instance] = merge(s.gaps[instance], g)
		}
	}
	s.skipped = true // and the gaps are written again
	return nil
}

// copyReadable copies what can be read of a damaged file.
func copyReadable(ctx context.Context, from, to *sql.DB) (found salvaged, err error) {
	tx, err := to.BeginTx(ctx, nil)
	if err != nil {
		return found, err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	reading, err := from.Conn(ctx)
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, reading.Close()) }()
	s := &salvager{ctx: ctx, from: reading, to: tx, found: salvaged{lost: make(map[strowger.InstanceID]int)}}
	if err := s.copyContacts(); err != nil {
		return found, err
	}
	positions, err := readPositions(reading)
	if err != nil && !damaged(err) {
		return found, err
	}
	for instance := range s.found.lost {
		delete(positions, instance) // the journal may have them still
	}
	gaps, err := readGaps(reading)
	if err != nil && !damaged(err) {
		return found, err
	}
	if err := errors.Join(writePositions(ctx, tx, positions), writeGaps(ctx, tx, gaps)); err != nil {
		return found, err
	}
	return s.found, tx.Commit()
}

// salvager copies contacts page by page.
type salvager struct {
	ctx   context.Context
	from  *sql.Conn
	to    *sql.Tx
	found salvaged

	insert *sql.Stmt
	err    error // that ends the salvage
}

// page reads a page as it is, newer versions in the write-ahead log included.
func (s *salvager) page(number uint32) (data []byte) {
	if s.err != nil {
		return nil
	}
	err := s.from.QueryRowContext(s.ctx, `SELECT data FROM sqlite_dbpage WHERE pgno = ?`, number).Scan(&data)
	if err != nil && !damaged(err) && !errors.Is(err, sql.ErrNoRows) {
		s.err = err
	}
	return data
}

func (s *salvager) copyContacts() (err error) {
	var count uint32
	if err := s.from.QueryRowContext(s.ctx, `PRAGMA page_count`).Scan(&count); err != nil {
		if damaged(err) {
			return nil // nothing can be read
		}
		return err
	}
	if s.insert, err = s.to.PrepareContext(s.ctx, insertSalvaged); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.insert.Close()) }()
	free := pages(s.page).free()
	// Of all contacts that are found, those are lost that only an index knows.
	for _, visit := range []func(int64, []any){s.saveRow, s.missRow} {
		for number := uint32(1); number <= count && s.err == nil; number++ {
			if !free[number] {
				pages(s.page).rows(number, visit)
			}
		}
	}
	return s.err
}

// The columns of contacts that are not beside the record for searches.
const (
	nameColumns = 3 // instance, id and record
	sumColumns  = 2
)

var insertSalvaged = insertInto(`INSERT`) + ` ON CONFLICT DO NOTHING`

// saveRow copies the row of a contact whose record is whole. What is beside it is
// made of it.
func (s *salvager) saveRow(rowid int64, values []any) {
	instance, id, c := contactOf(rowid, values)
	if c == nil || s.err != nil {
		return
	}
	row := append([]any{rowid}, rowOf(instance, id, values[2].(string), c)...)
	result, err := s.insert.ExecContext(s.ctx, row...)
	if err == nil {
		var n int64
		if n, err = result.RowsAffected(); err == nil && n == 0 {
			n, err = s.saveAgain(rowid, instance, id, row)
		}
		s.found.contacts += int(n)
	}
	s.err = err
}

// saveAgain copies a row whose place is taken: by an older one of the contact, which
// it replaces, or by a newer one, or by another contact.
func (s *salvager) saveAgain(rowid int64, instance, id string, row []any) (added int64, err error) {
	var there int64
	err = s.to.QueryRowContext(s.ctx, `SELECT rowid FROM contacts WHERE instance = ? AND id = ?`, instance, id).Scan(&there)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		added = 1
	case err != nil || there >= rowid:
		return 0, err
	}
	row[0] = nil // any number
	_, err = s.to.ExecContext(s.ctx, insertInto(`INSERT OR REPLACE`), row...)
	return added, err
}

// contactOf returns the contact of a row of the table, nil if it is none or is
// damaged.
func contactOf(rowid int64, values []any) (instance, id string, c *strowger.Contact) {
	if rowid == 0 || len(values) < nameColumns || len(values) > nameColumns+len(columnNames)+sumColumns {
		return "", "", nil
	}
	instance, ok1 := values[0].(string)
	id, ok2 := values[1].(string)
	text, ok3 := values[2].(string)
	if !ok1 || !ok2 || !ok3 {
		return "", "", nil
	}
	var sum any
	if len(values) == nameColumns+len(columnNames)+sumColumns {
		sum = values[len(values)-1]
	}
	c, err := decode(instance, id, text, sum)
	if err != nil {
		return "", "", nil
	}
	return instance, id, c
}

// missRow notes a contact that an index knows, or that was lost before, if it has
// no record.
func (s *salvager) missRow(rowid int64, values []any) {
	if rowid != 0 || s.err != nil || len(values) != 2 && len(values) != 3 {
		return
	}
	instance, ok1 := values[0].(string)
	id, ok2 := values[1].(string)
	var number int64 // of the row, which may be there under the name that it had before a bit has flipped
	ok3 := len(values) == 2
	if !ok3 {
		number, ok3 = values[2].(int64)
	}
	if !ok1 || !ok2 || !ok3 {
		return
	}
	result, err := s.to.ExecContext(s.ctx, `INSERT INTO lost (instance, id) SELECT ?1, ?2
		WHERE NOT EXISTS (SELECT 1 FROM contacts WHERE instance = ?1 AND id = ?2)
		AND NOT EXISTS (SELECT 1 FROM contacts WHERE rowid = ?3)
		ON CONFLICT DO NOTHING`, instance, id, number)
	if err == nil {
		var n int64
		if n, err = result.RowsAffected(); n > 0 && len(values) == 3 {
			s.found.lost[strowger.InstanceID(instance)]++
		}
	}
	s.err = err
}

// decode returns the contact of a record that is whole.
func decode(instance, id, record string, sum any) (*strowger.Contact, error) {
	if err := checkSum(sum, instance, id, record); err != nil {
		return nil, err
	}
	c := new(strowger.Contact)
	if err := json.Unmarshal([]byte(record), c, encoding); err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	if string(c.ID) != id {
		return nil, fmt.Errorf("%w: it is that of contact %q", errDamaged, c.ID)
	}
	return c, nil
}

// insertInto returns the statement that writes a row with its number, by the verb.
func insertInto(verb string) string {
	names := append([]string{"rowid", "instance", "id", "record"}, columnNames...)
	names = append(names, "columns_sum", "record_sum")
	return verb + ` INTO contacts (` + strings.Join(names, ", ") + `) VALUES (?` + strings.Repeat(", ?", len(names)-1) + `)`
}

// rowOf returns what is written of a contact, with the sums.
func rowOf(instance, id, record string, c *strowger.Contact) []any {
	columns := columnValues(c)
	row := append([]any{instance, id, record}, columns...)
	return append(row, sumOf(append([]any{instance, id}, columns...)...), sumOf(instance, id, record))
}
