package report

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
	"modernc.org/sqlite" // also the driver "sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/strowger/strowger"
)

// encoding keeps a contact exactly: an empty member that is set stays apart
// from one that is not set.
var encoding = json.JoinOptions(
	json.Deterministic(true),
	json.FormatNilSliceAsNull(true),
	json.FormatNilMapAsNull(true),
	jsonv1.OmitEmptyWithLegacySemantics(true),
	jsontext.PreserveRawStrings(true),
)

// version is the version of the schema, kept in the file as its user_version.
const version = 1

const schema = `
CREATE TABLE contacts (
	instance TEXT NOT NULL,
	id       TEXT NOT NULL,
	record   TEXT NOT NULL, -- the contact as JSON
	PRIMARY KEY (instance, id)
);
CREATE TABLE positions (
	instance TEXT PRIMARY KEY,
	pos      INTEGER NOT NULL -- the last journal record folded
);
PRAGMA user_version = 1;`

// fileName is the name of the file in the data directory.
const fileName = "report.db"

// openDatabase opens the file with the positions it holds. If the file cannot
// be used it is set aside and a new one takes its place.
func openDatabase(dir string, log *slog.Logger) (*sql.DB, map[strowger.InstanceID]uint64, error) {
	path := filepath.Join(dir, fileName)
	db, positions, err := load(path)
	if err == nil || !unusable(err) {
		return db, positions, err
	}
	aside, moveErr := setAside(path)
	if moveErr != nil {
		return nil, nil, errors.Join(err, moveErr)
	}
	log.Warn("report.db cannot be used and will be rebuilt from the journal", "err", err, "kept", aside)
	return load(path)
}

// errVersion says that the file has another schema.
var errVersion = errors.New("another schema version")

// unusable reports whether the file itself is at fault, and not the disk, its
// permissions or another process.
func unusable(err error) bool {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		primary := e.Code() & 0xff
		return primary == sqlite3.SQLITE_CORRUPT || primary == sqlite3.SQLITE_NOTADB
	}
	return errors.Is(err, errVersion)
}

func load(path string) (*sql.DB, map[strowger.InstanceID]uint64, error) {
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+
		"?_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)")
	if err != nil {
		return nil, nil, err
	}
	positions, err := prepare(db)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%s: %w", path, err), db.Close())
	}
	return db, positions, nil
}

// prepare makes the schema in an empty file, refuses a schema of another
// version, and reads the positions.
func prepare(db *sql.DB) (map[strowger.InstanceID]uint64, error) {
	var v, tables int
	if err := db.QueryRow(`PRAGMA user_version`).Scan(&v); err != nil {
		return nil, err
	}
	if err := db.QueryRow(`SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
		return nil, err
	}
	if v == 0 && tables == 0 {
		if _, err := db.Exec(schema); err != nil {
			return nil, err
		}
		v = version
	}
	if v != version {
		return nil, fmt.Errorf("%w: the file has %d, this program %d", errVersion, v, version)
	}
	return readPositions(db)
}

func readPositions(db *sql.DB) (_ map[strowger.InstanceID]uint64, err error) {
	rows, err := db.Query(`SELECT instance, pos FROM positions`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	positions := make(map[strowger.InstanceID]uint64)
	for rows.Next() {
		var instance string
		var pos int64
		if err := rows.Scan(&instance, &pos); err != nil {
			return nil, err
		}
		positions[strowger.InstanceID(instance)] = uint64(pos)
	}
	return positions, rows.Err()
}

// setAside gives the file, and what SQLite keeps beside it, the ending
// ".unusable".
func setAside(path string) (string, error) {
	aside := path + ".unusable"
	for _, part := range []string{"", "-wal", "-shm"} {
		err := os.Rename(path+part, aside+part)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return aside, nil
}
