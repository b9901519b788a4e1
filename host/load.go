package host

import (
	"context"
	"fmt"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/flow"
	"github.com/strowger/strowger/journal"
)

// reader gives the records after one of them to a function.
type reader func(after journal.Record, fn func(journal.Record) error) error

// acquire makes this process the writer of the instance and reads its state.
func (w *writer) acquire(ctx context.Context) error {
	return w.load(ctx, func(after journal.Record, fn func(journal.Record) error) error {
		tail, err := w.cfg.Journal.Acquire(ctx, string(w.id), w.cfg.Owner, after, fn)
		if err != nil {
			return err
		}
		w.tail = tail
		w.epoch.Store(tail.Epoch() << 32)
		return nil
	})
}

// reread reads the state of an instance that is acquired.
func (w *writer) reread(ctx context.Context) error {
	return w.load(ctx, func(after journal.Record, fn func(journal.Record) error) error {
		last, err := w.cfg.Journal.Replay(ctx, string(w.id), after, fn)
		if err != nil {
			return err
		}
		if mine := w.tail.Last(); last.Pos != mine.Pos {
			return fmt.Errorf("%w: instance %q: record %d follows %d", journal.ErrFenced, w.id, last.Pos, mine.Pos)
		}
		w.epoch.Add(1)
		return nil
	})
}

// load rebuilds the engine from the newest snapshot and the records after it,
// which also go to the report. The writer changes only if all goes well.
func (w *writer) load(ctx context.Context, read reader) error {
	s, at, err := w.readSnapshot(ctx)
	if err != nil {
		return err
	}
	if err := w.feedReport(ctx, at, s.before); err != nil {
		return err
	}
	count := snapshots{size: s.size, at: at}
	err = read(at, func(r journal.Record) error {
		events, t, err := w.report(r)
		for _, ev := range events {
			s.engine.Apply(ev)
			if ev, ok := ev.(*strowger.TimeSetBack); ok {
				s.now = ev.At
			}
		}
		s.now = max(s.now, t)
		count.count(r)
		return err
	})
	if err != nil {
		return err
	}
	if seen, last := w.cfg.Report.Position(w.id), w.tail.Last().Pos; seen > uint64(last) {
		return fmt.Errorf("%w: instance %q ends at record %d, but the report has seen record %d", journal.ErrCorrupt, w.id, last, seen)
	}
	count.running = w.snapshots.running
	s.engine.Quotas = w.cfg.Quotas
	w.engine, w.flows, w.now, w.snapshots = s.engine, flow.Runner{}, s.now, count
	if clock, ok := w.cfg.Clock.(*ManualClock); ok {
		clock.raise(w.now)
	}
	w.learnNoun(*w.engine.Instance())
	w.noticeClock(w.cfg.Clock.Now())
	return nil
}

// report decodes a record and hands its events to the report.
func (w *writer) report(r journal.Record) ([]strowger.Event, strowger.Time, error) {
	events, at, err := decodeRecord(r.Data)
	if err != nil {
		return nil, 0, fmt.Errorf("%w: instance %q, record %d: %w", errUnreadable, w.id, r.Pos, err)
	}
	w.cfg.Report.Apply(w.id, uint64(r.Pos), events)
	return events, at, nil
}

// feedReport gives the report what it lacks of what lies before the snapshot.
// Snapshots are stored after the report is safe, so it lacks nothing unless its
// file was lost or comes from a backup. The journal reaches back to the
// snapshot before at least, and to the beginning if it was not trimmed.
func (w *writer) feedReport(ctx context.Context, at, before journal.Record) error {
	seen := w.cfg.Report.Position(w.id)
	if seen >= uint64(at.Pos) {
		return nil
	}
	w.log.Warn("ended contacts are rebuilt from the journal", "seen", seen, "snapshot", at.Pos)
	if seen < uint64(before.Pos) {
		before = journal.Record{}
	}
	_, err := w.cfg.Journal.Replay(ctx, string(w.id), before, func(r journal.Record) error {
		_, _, err := w.report(r)
		return err
	})
	if err != nil {
		return fmt.Errorf("the ended contacts of instance %q are known up to record %d only and cannot be rebuilt from the journal; "+
			"put a backup of report.db in its place: %w", w.id, seen, err)
	}
	return nil
}
