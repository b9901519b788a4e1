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

// schemas are the steps by which the schema has grown. The version of a file,
// kept in it as its user_version, is how many it has taken.
var schemas = []string{`
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
PRAGMA user_version = 1;`, `
ALTER TABLE contacts ADD COLUMN initiated INTEGER;
ALTER TABLE contacts ADD COLUMN scheduled INTEGER;
ALTER TABLE contacts ADD COLUMN enqueued INTEGER;
ALTER TABLE contacts ADD COLUMN connected INTEGER; -- to an agent
ALTER TABLE contacts ADD COLUMN disconnected INTEGER;
ALTER TABLE contacts ADD COLUMN expiry INTEGER;
ALTER TABLE contacts ADD COLUMN channel TEXT;
ALTER TABLE contacts ADD COLUMN method TEXT;
ALTER TABLE contacts ADD COLUMN queue TEXT;
ALTER TABLE contacts ADD COLUMN agent TEXT;
ALTER TABLE contacts ADD COLUMN name TEXT;
UPDATE contacts SET
	initiated    = record ->> 'InitiationTimestamp',
	scheduled    = record ->> 'ScheduledTimestamp',
	enqueued     = record ->> 'EnqueueTimestamp',
	connected    = nullif(record -> 'Agent' ->> 'ConnectedTimestamp', 0),
	disconnected = record ->> 'DisconnectTimestamp',
	expiry       = record ->> 'ExpiryTimestamp',
	channel      = record ->> 'Channel',
	method       = record ->> 'InitiationMethod',
	queue        = record ->> 'QueueID',
	agent        = record -> 'Agent' ->> 'UserID',
	name         = record ->> 'Name'
WHERE json_valid(record);
CREATE INDEX initiated    ON contacts (instance, initiated);
CREATE INDEX scheduled    ON contacts (instance, scheduled)    WHERE scheduled IS NOT NULL;
CREATE INDEX enqueued     ON contacts (instance, enqueued)     WHERE enqueued IS NOT NULL;
CREATE INDEX connected    ON contacts (instance, connected)    WHERE connected IS NOT NULL;
CREATE INDEX disconnected ON contacts (instance, disconnected) WHERE disconnected IS NOT NULL;
PRAGMA user_version = 2;`}

// fileName is the name of the file in the data directory.
const fileName = "report.db"

// openDatabase opens the file with the positions it holds. If the file cannot
// be used it is set aside and a new one takes its place.
func openDatabase(dir string, log *slog.Logger) (*sql.DB, map[strowger.InstanceID]uint64, error) {
	path := filepath.Join(dir, fileName)
	if err := keepPrivate(path); err != nil {
		return nil, nil, err
	}
	db, positions, err := load(path)
	if err == nil || !unusable(err) {
		return db, positions, err
	}
	aside, moveErr := setAside(path)
	if moveErr != nil {
		return nil, nil, errors.Join(err, moveErr)
	}
	log.Warn("report.db cannot be used and will be rebuilt from the journal", "err", err, "kept", aside)
	if err := keepPrivate(path); err != nil {
		return nil, nil, err
	}
	return load(path)
}

// keepPrivate sees to it that nobody but the owner reads the records: SQLite would
// make the file as the umask says, and gives its own mode to the files beside it.
// Older versions of this program have left the file open.
func keepPrivate(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDONLY, 0o600)
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	for _, part := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path + part)
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			err = os.Chmod(path+part, 0o600)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
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

// prepare makes the schema in an empty file, brings that of an earlier version up
// to date, refuses that of a later one, and reads the positions.
func prepare(db *sql.DB) (map[strowger.InstanceID]uint64, error) {
	var v, tables int
	if err := db.QueryRow(`PRAGMA user_version`).Scan(&v); err != nil {
		return nil, err
	}
	if err := db.QueryRow(`SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
		return nil, err
	}
	if v > len(schemas) || v == 0 && tables > 0 {
		return nil, fmt.Errorf("%w: the file has %d, this program %d", errVersion, v, len(schemas))
	}
	for ; v < len(schemas); v++ {
		if _, err := db.Exec(`BEGIN IMMEDIATE;` + schemas[v] + `COMMIT;`); err != nil {
			return nil, fmt.Errorf("schema %d: %w", v+1, err)
		}
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
