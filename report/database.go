package report

import (
	"context"
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
	_ "modernc.org/sqlite" // the driver "sqlite"

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
PRAGMA user_version = 2;`, `
ALTER TABLE contacts ADD COLUMN columns_sum INTEGER; -- of instance, id and the columns between id and this one, without record
ALTER TABLE contacts ADD COLUMN record_sum INTEGER;  -- of instance, id and record
ALTER TABLE positions ADD COLUMN sum INTEGER;        -- of instance and pos
CREATE TABLE gaps ( -- journal records that were not folded and never will be
	instance TEXT NOT NULL,
	first    INTEGER NOT NULL,
	last     INTEGER NOT NULL,
	until    INTEGER NOT NULL, -- the time at the first record after them
	PRIMARY KEY (instance, first)
);
CREATE TABLE lost ( -- contacts whose records were damaged
	instance TEXT NOT NULL,
	id       TEXT NOT NULL,
	PRIMARY KEY (instance, id)
) WITHOUT ROWID;
PRAGMA user_version = 3;`}

// fileName is the name of the file in the data directory.
const fileName = "report.db"

// contents is what the file knows beside the contacts.
type contents struct {
	positions map[strowger.InstanceID]uint64
	gaps      map[strowger.InstanceID][]gap
	lost      bool  // there are contacts whose records were lost
	damage    error // found while this was read; the contacts may be readable
}

// openDatabase opens the file with what it holds. If it cannot be opened it is set
// aside and a new one takes its place.
func openDatabase(path string, log *slog.Logger) (*sql.DB, contents, error) {
	if err := finishSalvage(path); err != nil {
		return nil, contents{}, err
	}
	db, c, err := load(path)
	if err == nil || !damaged(err) && !errors.Is(err, errVersion) {
		return db, c, err
	}
	aside, moveErr := setAside(path)
	if moveErr != nil {
		return nil, c, errors.Join(err, moveErr)
	}
	log.Error("report.db cannot be used; a new one takes its place, with the contacts that the journal has still", "err", err, "kept", aside)
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
	for _, part := range endings {
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

// load opens the file, making it if it is missing, and reads what it holds.
func load(path string) (*sql.DB, contents, error) {
	if err := keepPrivate(path); err != nil {
		return nil, contents{}, err
	}
	db := connect(path)
	if err := prepare(db); err != nil {
		return nil, contents{}, errors.Join(fmt.Errorf("%s: %w", path, err), db.Close())
	}
	c, err := readContents(db)
	if err != nil {
		return nil, c, errors.Join(fmt.Errorf("%s: %w", path, err), db.Close())
	}
	return db, c, nil
}

// connect returns the connections to a file, which must be there: one that was taken
// away is not made anew.
func connect(path string) *sql.DB {
	return openURI(path, url.Values{
		"mode":    {"rw"},
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(NORMAL)"},
	})
}

func openURI(path string, q url.Values) *sql.DB {
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+q.Encode())
	if err != nil {
		panic(err) // the driver is not registered
	}
	return db
}

// prepare makes the schema in an empty file, brings that of an earlier version up
// to date and refuses that of a later one.
func prepare(db *sql.DB) error {
	v, err := version(db)
	if err != nil {
		return err
	}
	for ; v < len(schemas); v++ {
		if _, err := db.Exec(`BEGIN IMMEDIATE;` + schemas[v] + `COMMIT;`); err != nil {
			return fmt.Errorf("schema %d: %w", v+1, err)
		}
	}
	return nil
}

// version returns how many steps of the schema a file has taken.
func version(db *sql.DB) (int, error) {
	var v, tables int
	if err := db.QueryRow(`PRAGMA user_version`).Scan(&v); err != nil {
		return 0, err
	}
	if err := db.QueryRow(`SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
		return 0, err
	}
	if v > len(schemas) || v == 0 && tables > 0 {
		return 0, fmt.Errorf("%w: the file has %d, this program %d", errVersion, v, len(schemas))
	}
	return v, nil
}

// readContents reads what can be read. Damage is no error: what it hides is asked
// of the journal once more.
func readContents(db *sql.DB) (c contents, err error) {
	c.positions, c.damage = readPositions(db)
	var damage error
	c.gaps, damage = readGaps(db)
	c.damage = errors.Join(c.damage, damage)
	damage = db.QueryRow(`SELECT EXISTS (SELECT 1 FROM lost)`).Scan(&c.lost)
	c.damage = errors.Join(c.damage, damage)
	if c.damage != nil && !damaged(c.damage) {
		return c, c.damage
	}
	return c, nil
}

// readPositions returns the positions whose sum is right.
func readPositions(db querier) (map[strowger.InstanceID]uint64, error) {
	positions := make(map[strowger.InstanceID]uint64)
	var damage error
	err := each(context.Background(), db, `SELECT instance, pos, sum FROM positions`, func(rows *sql.Rows) error {
		var instance string
		var pos int64
		var sum any
		err := scan(rows, &instance, &pos, &sum)
		if err == nil {
			err = checkSum(sum, instance, pos)
		}
		if err != nil {
			damage = fmt.Errorf("the position of instance %q: %w", instance, err)
			return nil
		}
		positions[strowger.InstanceID(instance)] = uint64(pos)
		return nil
	})
	return positions, errors.Join(damage, err)
}

// each calls fn for every row of a query.
func each(ctx context.Context, db querier, query string, fn func(*sql.Rows) error, args ...any) (err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := ctx.Err(); err != nil {
			return err // at once: database/sql comes to it when it can
		}
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// scan reads the columns of a row. One that has another type than the schema gives
// it, or is NULL, is damage: SQLite reads a changed byte as any type.
func scan(rows *sql.Rows, into ...any) error {
	if err := rows.Scan(into...); err != nil {
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	return nil
}

// The endings of the files that SQLite keeps beside a database, after that of the
// database itself.
var endings = []string{"", "-wal", "-shm"}

// The endings of a file that is being made to take the place of another, and of one
// that is complete.
const (
	newEnding      = ".new"
	salvagedEnding = ".salvaged"
)

// finishSalvage ends a salvage in whose midst the process has died. Unless the file
// was set aside already it is whole again, as far as it was before.
func finishSalvage(path string) error {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		if err := os.Rename(path+salvagedEnding, path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return errors.Join(removeFile(path+newEnding), removeFile(path+salvagedEnding))
}

// removeFile removes a database with what is beside it, as far as it is there.
func removeFile(path string) error {
	for _, ending := range endings {
		if err := os.Remove(path + ending); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// SetAside gives the file of a directory that no process has open another name, which
// it returns, so that Open makes a new one. Without a file it does nothing.
func SetAside(dir string) (aside string, err error) {
	path := filepath.Join(dir, fileName)
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return setAside(path)
}

// setAside gives the file, and what SQLite keeps beside it, another name: one with
// the ending ".unusable" and a number, if there was one before.
func setAside(path string) (string, error) {
	aside := path + ".unusable"
	for n := 2; ; n++ {
		if _, err := os.Lstat(aside); err != nil {
			break
		}
		aside = fmt.Sprint(path, ".unusable-", n)
	}
	for i := len(endings) - 1; i >= 0; i-- { // a log never stands beside another database
		err := os.Rename(path+endings[i], aside+endings[i])
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return aside, nil
}

// syncDir makes the names in a directory durable. Where that is not possible it is
// not needed.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
