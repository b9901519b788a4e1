package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/journal/sqlite"
	"github.com/strowger/strowger/report"
)

// Finding is what Verify found out about one thing.
type Finding struct {
	Subject string  // such as an instance
	Summary string  // what is there
	Damage  []error // none if all is well
}

// Verify reads the journal, the snapshots and the ended contacts of a data directory
// and changes nothing. It tells each finding as soon as there is one, and now and
// then what it is doing. It fails if a server has the directory, for what is being
// written cannot be judged.
func Verify(ctx context.Context, dataDir string, found func(Finding), progress func(string)) (err error) {
	lock, err := sqlite.LockReadOnly(dataDir)
	if errors.Is(err, sqlite.ErrLocked) {
		return fmt.Errorf("%w; stop its server first, or verify a copy", err)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	history, err := report.Verify(ctx, filepath.Join(dataDir, reportDir), func(contacts int) {
		progress(fmt.Sprintf("ended contacts: %d read", contacts))
	})
	missing := errors.Is(err, fs.ErrNotExist)
	if err != nil && !missing {
		return fmt.Errorf("ended contacts: %w", err)
	}
	lasts, err := verifyJournal(ctx, filepath.Join(dataDir, journalDir), found, progress)
	if err != nil {
		return err
	}
	if missing {
		found(Finding{Subject: "ended contacts", Summary: "no file; the next start folds those that the journal has still"})
		return nil
	}
	found(ofHistory(history, lasts))
	return nil
}

// verifyJournal returns the last record of each instance.
func verifyJournal(ctx context.Context, dir string, found func(Finding), progress func(string)) (lasts map[strowger.InstanceID]journal.Pos, err error) {
	lasts = make(map[strowger.InstanceID]journal.Pos)
	j, err := sqlite.OpenReadOnly(dir)
	if errors.Is(err, journal.ErrCorrupt) {
		found(Finding{Subject: "journal", Damage: []error{err}})
		return lasts, nil
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no journal: %w", err)
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	names, err := j.Instances(ctx)
	if errors.Is(err, journal.ErrCorrupt) {
		found(Finding{Subject: "journal", Damage: []error{err}})
		return lasts, nil
	}
	for _, name := range names {
		v, err := host.Verify(ctx, j, strowger.InstanceID(name), func(pos journal.Pos) {
			progress(fmt.Sprintf("instance %s: record %d", name, pos))
		})
		if err != nil {
			return nil, fmt.Errorf("instance %s: %w", name, err)
		}
		lasts[strowger.InstanceID(name)] = v.Last
		found(ofInstance(v))
	}
	return lasts, err
}

func ofInstance(v host.Verification) Finding {
	f := Finding{Subject: "instance " + string(v.Instance.ID), Damage: v.Damage}
	if v.Instance.Alias != "" {
		f.Subject += " (" + v.Instance.Alias + ")"
	}
	f.Summary = fmt.Sprintf("records %d to %d, snapshots: %d, replayed: %d", v.First, v.Last, v.Snapshots, v.Replayed)
	if v.Instance.Deleted {
		f.Summary += ", deleted"
	}
	return f
}

// ofHistory holds the ended contacts to the journal too: they cannot have seen more.
func ofHistory(v report.Verification, lasts map[strowger.InstanceID]journal.Pos) Finding {
	f := Finding{Subject: "ended contacts", Summary: fmt.Sprintf("contacts: %d", v.Contacts)}
	if v.Damage != nil {
		f.Damage = append(f.Damage, v.Damage)
	}
	var ahead []error
	for instance, seen := range v.Positions {
		if seen > uint64(lasts[instance]) {
			ahead = append(ahead, fmt.Errorf("instance %s: record %d was folded, but the journal ends at %d", instance, seen, lasts[instance]))
		}
	}
	slices.SortFunc(ahead, func(a, b error) int { return cmp.Compare(a.Error(), b.Error()) })
	f.Damage = append(f.Damage, ahead...)
	if v.Lost > 0 {
		f.Summary += fmt.Sprintf(", known to be lost: %d", v.Lost)
	}
	if n := len(v.Incomplete); n > 0 {
		f.Summary += fmt.Sprintf(", instances whose oldest contacts are lost: %d", n)
	}
	return f
}
