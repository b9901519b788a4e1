package report

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/strowger/strowger"
)

// gap is a run of journal records that were not folded before the journal let go
// of them. The contacts that ended in them have no record.
type gap struct {
	first, last uint64
	until       strowger.Time // the contacts have ended before
}

// Skip says that the journal does not have the records after the last one that was
// applied, up to the one at pos, any more, and that the record after them is of
// the time until. That is remembered for good. Records that were applied are not
// concerned.
func (s *Store) Skip(instance strowger.InstanceID, pos uint64, until strowger.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := gap{s.applied[instance] + 1, pos, until}
	if g.last < g.first || s.lacking[instance] {
		return
	}
	s.applied[instance] = pos
	known := slices.ContainsFunc(s.gaps[instance], func(k gap) bool { return k.first <= g.first && g.last <= k.last })
	if !known {
		s.gaps[instance] = merge(s.gaps[instance], g)
		s.log.Error("records of ended contacts are lost: the journal has let go of what the report has not seen",
			"instance", instance, "first", g.first, "last", g.last, "until", until)
	}
	s.skipped = true
	signal(s.wake)
}

// merge adds a gap to others, as one with those that it touches.
func merge(gaps []gap, g gap) []gap {
	rest := slices.DeleteFunc(slices.Clone(gaps), func(k gap) bool {
		touches := k.first <= g.last+1 && g.first <= k.last+1
		if touches {
			g = gap{min(g.first, k.first), max(g.last, k.last), max(g.until, k.until)}
		}
		return touches
	})
	return append(rest, g)
}

// Incomplete returns the time before which contacts have ended that may have no
// record any more, 0 if there are none.
func (s *Store) Incomplete(instance strowger.InstanceID) strowger.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return lastUntil(s.gaps[instance])
}

func lastUntil(gaps []gap) (t strowger.Time) {
	for _, g := range gaps {
		t = max(t, g.until)
	}
	return t
}

func readGaps(db querier) (map[strowger.InstanceID][]gap, error) {
	gaps := make(map[strowger.InstanceID][]gap)
	var damage error
	err := each(context.Background(), db, `SELECT instance, first, last, until FROM gaps`, func(rows *sql.Rows) error {
		var instance string
		var first, last, until int64
		if err := scan(rows, &instance, &first, &last, &until); err != nil {
			damage = fmt.Errorf("a gap of instance %q: %w", instance, err)
			return nil
		}
		id := strowger.InstanceID(instance)
		gaps[id] = append(gaps[id], gap{uint64(first), uint64(last), strowger.Time(until)})
		return nil
	})
	return gaps, errors.Join(damage, err)
}

// writeGaps replaces the gaps that are written.
func writeGaps(ctx context.Context, tx *sql.Tx, gaps map[strowger.InstanceID][]gap) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM gaps`); err != nil {
		return err
	}
	for instance, list := range gaps {
		for _, g := range list {
			_, err := tx.ExecContext(ctx, `INSERT INTO gaps (instance, first, last, until) VALUES (?, ?, ?, ?)`,
				string(instance), int64(g.first), int64(g.last), int64(g.until))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// logGaps says at the start what is missing.
func (s *Store) logGaps() {
	for instance, gaps := range s.gaps {
		s.log.Warn("records of contacts that ended long ago are lost", "instance", instance, "gaps", len(gaps), "until", lastUntil(gaps))
	}
}
