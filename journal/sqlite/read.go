package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/strowger/strowger/journal"
)

// query runs a statement on one of the connections that read.
func (s *store) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	rows, err := s.reads.QueryContext(ctx, text, args...)
	if err != nil && s.stopped() {
		return nil, journal.ErrClosed
	}
	return rows, refine(err)
}

// Last implements journal.Store. The two tables that know the end of a log must
// agree on it, and it must not lie before what was acknowledged.
func (s *store) Last(ctx context.Context, inst string) (journal.Pos, error) {
	if err := s.place.check(); err != nil {
		return 0, err
	}
	reach := s.reach.of(inst) // read first: the log may become longer meanwhile
	rows, err := s.query(ctx, `
		SELECT coalesce((SELECT last FROM heads WHERE instance = ?1), 0),
		       coalesce((SELECT max(pos) FROM records WHERE instance = ?1), 0)`, inst)
	if err != nil {
		return 0, err
	}
	type end struct{ head, last int64 }
	ends, err := collect(rows, func(e *end) []any { return []any{&e.head, &e.last} })
	if err != nil {
		return 0, err
	}
	if e := ends[0]; e.head != e.last {
		return 0, fmt.Errorf("%w: the newest record found is %d, it should be %d", journal.ErrCorrupt, e.last, e.head)
	}
	last := journal.Pos(ends[0].last)
	if last < reach {
		return 0, fmt.Errorf("%w: the newest record is %d, but record %d was acknowledged (%s)", journal.ErrEndMissing, last, reach, ReachFile)
	}
	return last, nil
}

// row is one record at its position.
type row struct {
	pos    int64
	record []byte
}

func (r *row) fields() []any { return []any{&r.pos, &r.record} }

// pageRows and pageBytes bound what Read takes at a time. No receiver is called
// while a statement is open, because an open one keeps SQLite from emptying its
// write-ahead log.
const (
	pageRows  = 256
	pageBytes = 4 << 20
)

// Read implements journal.Store.
func (s *store) Read(ctx context.Context, inst string, from, to journal.Pos, fn func([]byte) error) error {
	next := int64(from)
	for next <= int64(to) {
		page, err := s.page(ctx, inst, next, int64(to))
		if err != nil {
			return err
		}
		if len(page) == 0 {
			return nil
		}
		for _, r := range page {
			if err := fn(r.record); err != nil {
				return err
			}
		}
		next = page[len(page)-1].pos + 1
	}
	return nil
}

// page returns some of the records from … to, in order, and at least one if
// there is one.
func (s *store) page(ctx context.Context, inst string, from, to int64) ([]row, error) {
	rows, err := s.query(ctx, `
		SELECT pos, record FROM records
		WHERE instance = ? AND pos BETWEEN ? AND ? ORDER BY pos LIMIT ?`,
		inst, from, to, pageRows)
	if err != nil {
		return nil, err
	}
	size := 0
	return collectWhile(rows, (*row).fields, func(r row) bool {
		size += len(r.record)
		return size < pageBytes
	})
}

// ReadParts implements journal.Store.
func (s *store) ReadParts(ctx context.Context, inst string, at journal.Pos, fn func([]byte) error) error {
	for part := 0; ; part++ {
		rows, err := s.query(ctx, `
			SELECT record FROM snapshots WHERE instance = ? AND pos = ? AND part = ?`,
			inst, int64(at), part)
		if err != nil {
			return err
		}
		found, err := collect(rows, func(record *[]byte) []any { return []any{record} })
		if err != nil || len(found) == 0 {
			return err
		}
		if err := fn(found[0]); err != nil {
			return err
		}
	}
}

// Snapshots implements journal.Store.
func (s *store) Snapshots(ctx context.Context, inst string) ([]journal.Pos, error) {
	rows, err := s.query(ctx, `
		SELECT DISTINCT pos FROM snapshots WHERE instance = ? ORDER BY pos DESC`, inst)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(pos *journal.Pos) []any { return []any{pos} })
}

// Instances implements journal.Store.
func (s *store) Instances(ctx context.Context) ([]string, error) {
	rows, err := s.query(ctx, `SELECT instance FROM heads ORDER BY instance`)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(name *string) []any { return []any{name} })
}

// collect scans all rows into values, whose fields are given by their function.
func collect[T any](rows *sql.Rows, fields func(*T) []any) ([]T, error) {
	return collectWhile(rows, fields, func(T) bool { return true })
}

// collectWhile scans rows up to the first for which more is false. A value that
// is not of the type of its column is damage.
func collectWhile[T any](rows *sql.Rows, fields func(*T) []any, more func(T) bool) (all []T, err error) {
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var v T
		if err := rows.Scan(fields(&v)...); err != nil {
			return nil, fmt.Errorf("%w: %w", journal.ErrCorrupt, err)
		}
		if all = append(all, v); !more(v) {
			return all, nil
		}
	}
	return all, refine(rows.Err())
}
