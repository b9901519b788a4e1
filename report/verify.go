package report

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/strowger/strowger"
)

// Verification is what Verify found.
type Verification struct {
	Contacts   int                            // that were read
	Positions  map[strowger.InstanceID]uint64 // the last journal record folded of each instance
	Incomplete map[strowger.InstanceID]strowger.Time
	Lost       int // contacts whose records are known to be lost
	Damage     error
}

// Verify reads the file of a directory that no process has open, and changes
// nothing. It checks the structure of the file and every row. Progress is told how
// many contacts have been read. The error is that of ctx, or of a file that cannot
// be read at all; without a file it is fs.ErrNotExist.
func Verify(ctx context.Context, dir string, progress func(contacts int)) (v Verification, err error) {
	path := filepath.Join(dir, fileName)
	if _, err := os.Stat(path); err != nil {
		return v, err
	}
	_, noIndex := os.Stat(path + "-shm")
	db := openReadOnly(path)
	defer func() {
		err = errors.Join(err, db.Close())
		if noIndex != nil {
			_ = os.Remove(path + "-shm") // SQLite makes it to read the log, and leaves it
		}
	}()
	known, err := version(db)
	if err == nil && known > 0 {
		err = v.read(ctx, db, known, progress)
	}
	if damaged(err) {
		v.Damage, err = fmt.Errorf("%s: %w", fileName, err), nil
	}
	return v, err
}

// openReadOnly returns connections that leave a file as it is. Without a log SQLite
// must be told that the file does not change, or it makes one.
func openReadOnly(path string) *sql.DB {
	q := url.Values{"mode": {"ro"}}
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() == 0 {
		q.Set("immutable", "1")
	}
	return openURI(path, q)
}

func (v *Verification) read(ctx context.Context, db *sql.DB, version int, progress func(int)) error {
	err := check(ctx, db, version, func(rows int) {
		v.Contacts = rows
		progress(rows)
	})
	if err != nil || version < 3 {
		return err
	}
	c, err := readContents(db)
	if err := errors.Join(err, c.damage); err != nil {
		return err
	}
	v.Positions = c.positions
	v.Incomplete = make(map[strowger.InstanceID]strowger.Time)
	for instance, gaps := range c.gaps {
		v.Incomplete[instance] = lastUntil(gaps)
	}
	return db.QueryRowContext(ctx, `SELECT count(*) FROM lost`).Scan(&v.Lost)
}
