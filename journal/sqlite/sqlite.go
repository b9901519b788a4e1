// Package sqlite keeps a journal in one SQLite database file, for installations
// that live on one machine.
//
// # The file
//
// A directory holds journal.db and, while it is open or after a crash, the two
// files that SQLite keeps beside it. The database has three tables:
//
//	records    the records of all instances, by instance and position
//	heads      the newest position of each instance
//	snapshots  the parts of snapshots
//
// SQLite has no checksums on its pages. A damaged page can hide the end of a
// table without any error, and a hash chain cannot see what comes after its
// last link. That is why heads exists: the end of each log is written in two
// places, in one transaction, and they must agree. The database comes into
// being complete, under another name, so that an empty journal.db is damage
// and not a journal without records.
//
// What no file can tell about itself is that its newest transactions are
// missing altogether: SQLite takes a torn or damaged end of its write-ahead log
// for a transaction that never ended. So a second file, journal.reach, says how
// far each log has been acknowledged. A log that ends before is refused, until
// whoever put an older copy in its place says so with [AcceptLoss]. Positions
// known elsewhere, of a projection for example, show the same; Acquire and Replay
// check them.
//
// A file can also be taken away while it is open, and be written nevertheless.
// Before a record is acknowledged, the names are looked up once more and must be
// those of the files that were opened.
//
// # Writing
//
// One goroutine owns the one connection that writes. It takes all requests that
// wait, of all instances, and puts them into one transaction: with many
// instances at work one fsync serves many appends. Every request has its own
// outcome, so that one fenced writer does not fail the others. A transaction
// that fails is taken apart, and each request tried again alone, with the same
// bytes. That settles most commits that ended in an error, since a record found
// at its position is a record stored; only if the second commit fails too, and
// the record cannot be found, the answer is [journal.ErrUncertain].
//
// # One process
//
// Any number of handles and processes may have the directory open and the
// records stay whole, because SQLite locks the file and rival writers are
// fenced by position. But a subscription hears only of appends made through
// its own handle, so a server should be the only one: see [Lock].
package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/strowger/strowger/journal"
	_ "modernc.org/sqlite" // the database/sql driver "sqlite"
)

// File is the name of the database in its directory.
const File = "journal.db"

// The endings of the files that SQLite keeps beside a database: its write-ahead
// log, and the index of it that processes share.
const (
	walEnding = "-wal"
	shmEnding = "-shm"
)

// schema is what sqlite_schema must hold, in the order of the names.
var schema = []string{
	`CREATE TABLE heads (instance TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID`,
	`CREATE TABLE records (instance TEXT, pos INTEGER, record BLOB NOT NULL, PRIMARY KEY (instance, pos)) WITHOUT ROWID`,
	`CREATE TABLE snapshots (instance TEXT, pos INTEGER, part INTEGER, record BLOB NOT NULL, PRIMARY KEY (instance, pos, part)) WITHOUT ROWID`,
}

// readers is how many goroutines may read at the same time.
const readers = 4

// store is a journal.Store in a database file.
type store struct {
	writes *sql.DB // one connection, the appender's
	reads  *sql.DB
	reach  *reach
	place  *place
	*appender
}

// Open opens the journal in a directory, making both when they are missing. A
// database that is damaged where Open can see it is refused with ErrCorrupt.
func Open(dir string) (journal.Journal, error) {
	s, err := open(dir, commit)
	if err != nil {
		return nil, fmt.Errorf("journal in %s: %w", dir, err)
	}
	return journal.New(s), nil
}

// commit ends a transaction. Tests have others, which fail.
func commit(do func() error) error { return do() }

func open(dir string, commit func(func() error) error) (*store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, File)
	if !Exists(dir) {
		if err := create(dir, path); err != nil {
			return nil, err
		}
	}
	if err := removeUnfinished(dir); err != nil {
		return nil, err
	}
	place, err := placeOf(path)
	if err != nil {
		return nil, err
	}
	reach, err := openReach(dir, false)
	if err != nil {
		return nil, err
	}
	s := &store{writes: connect(path, readWrite), reads: connect(path, readWrite), reach: reach, place: place}
	s.writes.SetMaxOpenConns(1)
	s.reads.SetMaxOpenConns(readers)
	s.reads.SetMaxIdleConns(readers)
	if err = checkSchema(s.writes); err == nil {
		s.appender, err = newAppender(s.writes, commit, s.acknowledge)
	}
	if err != nil {
		return nil, errors.Join(refine(err), s.reads.Close(), s.writes.Close(), reach.close())
	}
	return s, nil
}

// Exists reports whether a directory holds a journal, or so much of one that a new
// one must not take its place.
func Exists(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, File))
	return !errors.Is(err, fs.ErrNotExist)
}

// acknowledge is called with requests that are stored, before they are told so. Its
// error, if any, is what they are told instead.
func (s *store) acknowledge(requests []*request) error {
	if err := s.place.check(); err != nil {
		return err
	}
	for _, r := range requests {
		if r.verdict == nil && r.pos > 0 {
			s.reach.note(r.inst, r.pos)
		}
	}
	return nil
}

// Close implements journal.Store. The last connection to go leaves everything
// in the database file and removes the write-ahead log.
func (s *store) Close() error {
	return errors.Join(s.stop(), s.reads.Close(), s.writes.Close(), s.reach.close())
}

// readWrite is the mode of connections to a journal that is in use.
const readWrite = "rw"

// connect returns the connections to an existing database.
//
// synchronous FULL makes every commit durable. The write-ahead log is carried
// over into the database every 2,000 pages (8 MB), which keeps it short at a
// cost that is small beside the fsync of each commit.
func connect(path, mode string) *sql.DB {
	return openURL(path, url.Values{
		"mode":          {mode},
		"_busy_timeout": {"10000"},
		"_journal_mode": {"WAL"},
		"_synchronous":  {"FULL"},
		"_pragma":       {"wal_autocheckpoint(2000)", "journal_size_limit(67108864)"},
	})
}

func openURL(path string, q url.Values) *sql.DB {
	u := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: q.Encode()}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		panic(err) // the driver is not registered
	}
	return db
}

// create makes an empty database and gives it its name when it is complete. If
// another process is faster, its database stays.
func create(dir, path string) (err error) {
	if _, err := os.Stat(path + walEnding); err == nil {
		return fmt.Errorf("%w: %s is missing beside its write-ahead log", journal.ErrCorrupt, File)
	}
	temp, err := os.CreateTemp(dir, unfinished)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove(temp.Name())) }()
	if err := temp.Close(); err != nil {
		return err
	}
	db := connect(temp.Name(), readWrite)
	for _, table := range schema {
		if _, err := db.Exec(table); err != nil {
			return errors.Join(err, db.Close())
		}
	}
	if err := db.Close(); err != nil {
		return err
	}
	if err := os.Link(temp.Name(), path); err != nil && !Exists(dir) {
		return err
	}
	return syncDir(dir)
}

// unfinished are the names of databases that are being made.
const unfinished = "journal-*.new"

// removeUnfinished removes what processes have left that died while they made a
// database, with what SQLite keeps beside it. There is a database by now, so one
// that is still being made will not be missed.
func removeUnfinished(dir string) error {
	left, err := filepath.Glob(filepath.Join(globQuote(dir), unfinished+"*"))
	for _, path := range left {
		err = errors.Join(err, remove(path))
	}
	return err
}

// globQuote returns a pattern of filepath.Glob that matches a path alone.
func globQuote(path string) string {
	if runtime.GOOS == "windows" {
		return path // no name has a * or ? there
	}
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// remove removes a file unless it is gone already.
func remove(path string) error {
	err := os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// syncDir makes the names in a directory durable.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // not needed there, and not possible
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// checkSchema refuses a database whose tables are not exactly ours. A flipped
// bit in the name of a table must not make it look like a new journal.
func checkSchema(db *sql.DB) error {
	rows, err := db.Query(`SELECT sql FROM sqlite_schema ORDER BY name`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	n := 0
	for ; rows.Next(); n++ {
		var table sql.NullString
		if err := rows.Scan(&table); err != nil {
			return err
		}
		if n >= len(schema) || table.String != schema[n] {
			return fmt.Errorf("%w: the tables of %s are not those of a journal", journal.ErrCorrupt, File)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if n < len(schema) {
		return fmt.Errorf("%w: %s has %d of %d tables", journal.ErrCorrupt, File, n, len(schema))
	}
	return nil
}
