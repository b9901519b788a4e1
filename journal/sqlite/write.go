package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/strowger/strowger/journal"
)

// statements are what the appender executes, prepared on its connection.
type statements struct {
	begin, commit, rollback   *sql.Stmt
	firstHead, nextHead, head *sql.Stmt
	putRecord, record         *sql.Stmt
	dropParts, putPart        *sql.Stmt
	trimParts, trimRecords    *sql.Stmt

	all []*sql.Stmt
}

func (s *statements) prepare(conn *sql.Conn) error {
	for _, p := range []struct {
		stmt **sql.Stmt
		text string
	}{
		{&s.begin, `BEGIN IMMEDIATE`},
		{&s.commit, `COMMIT`},
		{&s.rollback, `ROLLBACK`},
		{&s.firstHead, `INSERT INTO heads (instance, last) VALUES (?, 1) ON CONFLICT DO NOTHING`},
		{&s.nextHead, `UPDATE heads SET last = ?2 WHERE instance = ?1 AND last = ?2 - 1`},
		{&s.head, `SELECT coalesce((SELECT last FROM heads WHERE instance = ?), 0)`},
		{&s.putRecord, `INSERT INTO records (instance, pos, record) VALUES (?, ?, ?)`},
		{&s.record, `SELECT record FROM records WHERE instance = ? AND pos = ?`},
		{&s.dropParts, `DELETE FROM snapshots WHERE instance = ? AND pos = ?`},
		{&s.putPart, `INSERT INTO snapshots (instance, pos, part, record) VALUES (?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET record = excluded.record`},
		{&s.trimParts, `DELETE FROM snapshots WHERE instance = ? AND pos < ?`},
		{&s.trimRecords, `DELETE FROM records WHERE instance = ?1 AND pos < min(?2,
			?3 + (SELECT min(pos) FROM records WHERE instance = ?1))`},
	} {
		stmt, err := conn.PrepareContext(context.Background(), p.text)
		if err != nil {
			return err
		}
		*p.stmt = stmt
		s.all = append(s.all, stmt)
	}
	return nil
}

// close releases the statements. SQLite would keep the connection open behind
// them.
func (s *statements) close() (err error) {
	for _, stmt := range s.all {
		err = errors.Join(err, stmt.Close())
	}
	return err
}

// Put implements journal.Store.
func (s *store) Put(ctx context.Context, inst string, pos journal.Pos, record []byte) error {
	return s.do(ctx, &request{
		inst:   inst,
		pos:    pos,
		apply:  func(st *statements) error { return st.put(inst, int64(pos), record) },
		stored: func(st *statements) error { return st.find(inst, int64(pos), record) },
	})
}

// put moves the head of an instance from pos-1 to pos and stores the record. If
// the head is elsewhere, it returns why.
func (s *statements) put(inst string, pos int64, record []byte) error {
	var moved sql.Result
	var err error
	if pos == 1 {
		moved, err = s.firstHead.Exec(inst)
	} else {
		moved, err = s.nextHead.Exec(inst, pos)
	}
	if err != nil {
		return err
	}
	if n, err := moved.RowsAffected(); err != nil {
		return err
	} else if n == 0 {
		return s.find(inst, pos, record)
	}
	_, err = s.putRecord.Exec(inst, pos, record)
	return err
}

// find returns nil if the record stands at pos, and why it does not else.
func (s *statements) find(inst string, pos int64, record []byte) error {
	var last int64
	if err := s.head.QueryRow(inst).Scan(&last); err != nil {
		return err
	}
	if last < pos {
		return fmt.Errorf("%w: the newest record is %d", journal.ErrCorrupt, last)
	}
	var there []byte
	err := s.record.QueryRow(inst, pos).Scan(&there)
	if err != nil && !errors.Is(err, sql.ErrNoRows) { // trimmed, perhaps
		return err
	}
	if bytes.Equal(there, record) {
		return nil
	}
	return fmt.Errorf("%w: the newest record is %d", journal.ErrFenced, last)
}

// PutPart implements journal.Store.
func (s *store) PutPart(ctx context.Context, inst string, at journal.Pos, part int, record []byte) error {
	return s.do(ctx, &request{apply: func(st *statements) error {
		if part == 0 {
			if _, err := st.dropParts.Exec(inst, int64(at)); err != nil {
				return err
			}
		}
		_, err := st.putPart.Exec(inst, int64(at), part, record)
		return err
	}})
}

// trimRows is how many records are removed at a time, so that the appends of
// others get their turn.
const trimRows = 1000

// Trim implements journal.Store. The space is used again; the file does not
// become smaller.
func (s *store) Trim(ctx context.Context, inst string, upTo journal.Pos) error {
	err := s.do(ctx, &request{apply: func(st *statements) error {
		_, err := st.trimParts.Exec(inst, int64(upTo))
		return err
	}})
	for removed := int64(1); err == nil && removed > 0; {
		err = s.do(ctx, &request{apply: func(st *statements) error {
			result, err := st.trimRecords.Exec(inst, int64(upTo), trimRows)
			if err != nil {
				return err
			}
			removed, err = result.RowsAffected()
			return err
		}})
	}
	return err
}
