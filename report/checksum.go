package report

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// SQLite has no checksums on its pages: a bit that flips in a record, or in the
// columns beside it, is read as if it had been written. So every row has two sums,
// one over its record and one over the columns, for a search reads those alone.
// Rows of files that were made before there were sums have none and are taken as
// they are.

// errDamaged says that something was read that was not written.
var errDamaged = errors.New("damaged")

// damaged reports whether an error comes from damage of the file, and not from the
// disk that is full, permissions or another process. A sector that cannot be read
// is damage.
func damaged(err error) bool {
	if errors.Is(err, errDamaged) {
		return true
	}
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return false
	}
	switch e.Code() {
	case sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_CORRUPTFS:
		return true
	}
	primary := e.Code() & 0xff
	return primary == sqlite3.SQLITE_CORRUPT || primary == sqlite3.SQLITE_NOTADB
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sumOf returns the CRC-32C of values of SQLite, told apart by type and length.
func sumOf(values ...any) int64 {
	b := make([]byte, 0, 512) // of all but long records
	for _, v := range values {
		switch v := v.(type) {
		case nil:
			b = append(b, 0)
		case int64:
			b = binary.BigEndian.AppendUint64(append(b, 1), uint64(v))
		case string:
			b = binary.BigEndian.AppendUint64(append(b, 2), uint64(len(v)))
			b = append(b, v...)
		default:
			panic(fmt.Sprintf("report: no sum of a %T", v))
		}
	}
	return int64(crc32.Checksum(b, castagnoli))
}

// checkSum compares values with the sum that was written beside them, nil in older
// rows.
func checkSum(sum any, values ...any) error {
	if sum == nil {
		return nil
	}
	if got := sumOf(values...); sum != got {
		return fmt.Errorf("%w: its checksum is %v, its values give %d", errDamaged, sum, got)
	}
	return nil
}
