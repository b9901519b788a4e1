package host

import (
	"context"
	"errors"
	"fmt"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/journal"
)

// reader gives the records after one of them to a function.
type reader func(after journal.Record, fn func(journal.Record) error) error

// acquire makes this process the writer of the instance and reads its state.
func (w *writer) acquire(ctx context.Context) error {
	if err := w.checkEnd(ctx); err != nil {
		return err
	}
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

// load rebuilds the state from the newest snapshot and the records after it,
// which also go to the report. The writer changes only if all goes well.
func (w *writer) load(ctx context.Context, read reader) error {
	s, at, err := w.readSnapshot(ctx)
	if err != nil {
		return err
	}
	w.feedReport(ctx, at, s.now)
	count := snapshots{size: s.size, at: at}
	err = read(at, func(r journal.Record) error {
		events, t, err := w.report(r)
		for _, ev := range events {
			s.core.Apply(ev)
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
	count.running = w.snapshots.running
	s.core.SetQuotas(w.cfg.Quotas)
	w.state, w.now, w.snapshots = s.core, s.now, count
	if clock, ok := w.cfg.Clock.(*ManualClock); ok {
		clock.raise(w.now)
	}
	w.learnNoun(*w.state.View().Instance())
	w.noticeClock(w.cfg.Clock.Now())
	return nil
}

// checkEnd refuses a journal that has lost its end, before anything is added to it:
// what the report has seen would happen again, differently. If the loss is accepted
// the report forgets how far it has seen, and keeps the contacts.
func (w *writer) checkEnd(ctx context.Context) error {
	last, err := w.cfg.Journal.Last(ctx, string(w.id))
	if errors.Is(err, journal.ErrEndMissing) {
		return fmt.Errorf("%w; %w", err, errLoss)
	}
	if err != nil {
		return err
	}
	seen := w.cfg.Report.Position(w.id)
	if seen <= uint64(last.Pos) {
		return nil
	}
	err = fmt.Errorf("%w: instance %q ends at record %d, but the report has seen record %d; %w",
		journal.ErrEndMissing, w.id, last.Pos, seen, errLoss)
	if !w.cfg.AcceptLoss {
		return err
	}
	w.log.Warn("records are lost, which is accepted", "err", err)
	return w.cfg.Report.Rewind(ctx, w.id, uint64(last.Pos))
}

// errLoss says what to do when records are missing that were acknowledged.
var errLoss = errors.New("put the journal back as it was, or accept the loss (strowger serve --accept-loss)")

// report decodes a record and hands its events to the report.
func (w *writer) report(r journal.Record) ([]strowger.Event, strowger.Time, error) {
	events, at, err := w.decode(r)
	if err == nil {
		w.cfg.Report.Apply(w.id, uint64(r.Pos), events)
	}
	return events, at, err
}

// decode returns the events of a record and its time.
func (w *writer) decode(r journal.Record) ([]strowger.Event, strowger.Time, error) {
	events, at, err := decodeRecord(r.Data)
	if err != nil {
		err = fmt.Errorf("%w: instance %q, record %d: %w", errUnreadable, w.id, r.Pos, err)
	}
	return events, at, err
}

// feedReport gives the report what it lacks of the records up to one of them, as
// far as the journal has it still. Snapshots are stored after the report is safe,
// so it lacks nothing unless its file was lost, damaged or comes from a backup. The
// instance runs all the same: what cannot be had is told and remembered. Now is
// the time of the record.
func (w *writer) feedReport(ctx context.Context, at journal.Record, now strowger.Time) {
	seen := w.cfg.Report.Refill(w.id)
	if seen >= uint64(at.Pos) {
		return
	}
	w.log.Warn("ended contacts are folded from the journal again", "seen", seen, "upTo", at.Pos)
	err := w.foldFrom(ctx, at)
	if err != nil && !errors.Is(err, journal.ErrCorrupt) && !errors.Is(err, errUnreadable) {
		w.log.Error("ended contacts cannot be folded from the journal now; it is tried again with the next record", "err", err)
		w.cfg.Report.Lack(w.id)
		return
	}
	if err != nil {
		w.log.Error("ended contacts cannot be folded from the journal; those of some records will be missing", "err", err)
		w.cfg.Report.Skip(w.id, uint64(at.Pos)-1, now)
		if at.Kind == journal.KindEvents {
			_, _, _ = w.report(at) // it was read before, with its snapshot or when it was written
		}
	}
	w.cfg.Report.Apply(w.id, uint64(at.Pos), nil)
}

// foldFrom hands the records up to one of them to the report, from the oldest that
// the journal has.
func (w *writer) foldFrom(ctx context.Context, at journal.Record) error {
	first, err := w.cfg.Journal.First(ctx, string(w.id))
	if err != nil || first.Pos == 0 {
		return err
	}
	begun := false
	fold := func(r journal.Record) error {
		events, t, err := w.decode(r)
		if err != nil {
			return err
		}
		if !begun {
			w.cfg.Report.Skip(w.id, uint64(first.Pos)-1, t)
			begun = true
		}
		w.cfg.Report.Apply(w.id, uint64(r.Pos), events)
		return nil
	}
	if first.Kind == journal.KindEvents {
		if err := fold(first); err != nil {
			return err
		}
	}
	_, err = w.cfg.Journal.Replay(ctx, string(w.id), first, func(r journal.Record) error {
		if r.Pos > at.Pos {
			return nil // is given to the report with the state that follows
		}
		return fold(r)
	})
	return err
}

// refillReport gives the report again what it has lost while running. Its file was
// damaged; what is whole of it was saved.
func (w *writer) refillReport() {
	if w.cfg.Report.Lacking(w.id) {
		w.feedReport(w.ctx, w.tail.Last(), w.now)
	}
}

// ErrEmptyJournal says that the journal has no instances although there are records
// of contacts that have ended.
var ErrEmptyJournal = errors.New("the journal is empty, but there are records of ended contacts; " +
	"is its volume mounted? To start anew all the same, accept the loss (strowger serve --accept-loss)")

// refuseEmpty refuses to begin a new world in the place of one that is lost.
func refuseEmpty(ctx context.Context, cfg *Config, names []string) error {
	if len(names) > 0 || cfg.AcceptLoss {
		return nil
	}
	if known := cfg.Report.Instances(ctx); len(known) > 0 {
		return fmt.Errorf("%w: those of instances %v", ErrEmptyJournal, known)
	}
	return nil
}
