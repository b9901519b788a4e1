package host

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/core"
	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/routing"
)

// Verification is what Verify found.
type Verification struct {
	Instance    strowger.Instance // as it is at the end, as far as that can be told
	First, Last journal.Pos       // the records that are kept
	Snapshots   int               // that are whole
	Replayed    int               // of them, those that a replay leads to
	Damage      []error           // the first damage of the records, of the snapshots and of the replay
}

// Verify reads the journal of an instance and changes nothing. It checks that the
// records are whole and follow each other, that every snapshot is whole and of its
// record, and, where the journal reaches back far enough, that the events lead from
// one snapshot to the next. Progress is told the record that was read. The error is
// that of ctx, or of a journal that cannot be read at all.
func Verify(ctx context.Context, j journal.Journal, id strowger.InstanceID, progress func(journal.Pos)) (Verification, error) {
	v := &verifier{journal: j, inst: string(id), progress: progress}
	v.found.Instance.ID = id
	err := v.run(ctx)
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return v.found, err
}

// verifier reads one instance.
type verifier struct {
	journal  journal.Journal
	inst     string
	progress func(journal.Pos)
	found    Verification

	snapshots []verified     // that are whole and not reached yet, the oldest first
	state     *core.Instance // nil while the state is not known
	apply     int            // the version of Apply that has led to it
}

// verified is a snapshot that proves itself.
type verified struct {
	at journal.Record
	state
}

func (v *verifier) run(ctx context.Context) error {
	first, err := v.journal.First(ctx, v.inst)
	if err == nil {
		var last journal.Record
		last, err = v.journal.Last(ctx, v.inst)
		v.found.First, v.found.Last = first.Pos, last.Pos
	}
	if err != nil {
		return v.damage(err)
	}
	if err := v.readSnapshots(ctx); err != nil {
		return err
	}
	if first.Pos <= 1 {
		v.state, v.apply = core.New(), routing.ApplyVersion
	}
	if first.Kind == journal.KindEvents {
		v.fold(first)
	}
	_, err = v.journal.Replay(ctx, v.inst, first, func(r journal.Record) error {
		v.progress(r.Pos)
		v.fold(r)
		return ctx.Err()
	})
	if err != nil {
		return v.damage(err)
	}
	v.reach(v.found.Last + 1)
	for _, s := range v.snapshots {
		v.note(fmt.Errorf("%w: snapshot at record %d: the records end at %d", journal.ErrCorrupt, s.at.Pos, v.found.Last))
	}
	if v.state != nil {
		v.found.Instance = *v.state.View().Instance()
	}
	return nil
}

// damage notes an error that comes from damage and returns any other.
func (v *verifier) damage(err error) error {
	if err == nil || !errors.Is(err, journal.ErrCorrupt) && !errors.Is(err, errUnreadable) {
		return err
	}
	v.note(err)
	return nil
}

func (v *verifier) note(err error) { v.found.Damage = append(v.found.Damage, err) }

// readSnapshots reads all snapshots. One that was never finished, because the process
// died, is none.
func (v *verifier) readSnapshots(ctx context.Context) error {
	stored, err := v.journal.Snapshots(ctx, v.inst)
	if err != nil {
		return v.damage(err)
	}
	var first error // of the damaged ones
	for i := len(stored) - 1; i >= 0; i-- {
		s, err := v.readSnapshot(ctx, stored[i])
		switch {
		case errors.Is(err, journal.ErrUnfinished):
		case err == nil:
			v.snapshots = append(v.snapshots, s)
			v.found.Snapshots++
		case first == nil:
			first = err
		}
	}
	return v.damage(first)
}

func (v *verifier) readSnapshot(ctx context.Context, pos journal.Pos) (s verified, err error) {
	at, r, err := v.journal.Snapshot(ctx, v.inst, pos)
	if err != nil {
		return s, err
	}
	data, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		return s, err
	}
	s.at = at
	if s.state, err = decodeSnapshot(data); err != nil {
		return s, fmt.Errorf("%w: instance %q, snapshot at record %d: %w", errUnreadable, v.inst, pos, err)
	}
	if pos < v.found.First || pos > v.found.Last {
		return s, nil // is told when the records have been read
	}
	// The records it was taken at, and the one before it was, are in the journal.
	for _, r := range []journal.Record{at, s.before} {
		if r.Pos < v.found.First {
			continue
		}
		if err := v.holds(ctx, r); err != nil {
			return s, fmt.Errorf("snapshot at record %d: %w", pos, err)
		}
	}
	return s, nil
}

// errSeen ends a replay that has shown enough.
var errSeen = errors.New("seen")

// holds reports that the very record is in the journal.
func (v *verifier) holds(ctx context.Context, r journal.Record) error {
	_, err := v.journal.Replay(ctx, v.inst, r, func(journal.Record) error { return errSeen })
	if errors.Is(err, errSeen) {
		return nil
	}
	return err
}

// fold applies a record to the state, if that is known.
func (v *verifier) fold(r journal.Record) {
	v.reach(r.Pos)
	events, _, err := decodeRecord(r.Data)
	if err == nil && v.state != nil {
		err = applyAll(v.state, events)
	}
	if err != nil {
		v.state = nil
		v.note(fmt.Errorf("%w: instance %q, record %d: %w", errUnreadable, v.inst, r.Pos, err))
	}
}

// applyAll applies events that were never decided, perhaps, by this program.
func applyAll(e *core.Instance, events []strowger.Event) (err error) {
	defer func() {
		if why := recover(); why != nil {
			err = fmt.Errorf("its events cannot follow those before: %v", why)
		}
	}()
	for _, ev := range events {
		e.Apply(ev)
	}
	return nil
}

// reach holds the state before a record to the snapshots that were taken of it, and
// goes on from the last of them.
func (v *verifier) reach(pos journal.Pos) {
	for len(v.snapshots) > 0 && v.snapshots[0].at.Pos < pos {
		s := v.snapshots[0]
		v.snapshots = v.snapshots[1:]
		switch {
		case v.state == nil || v.apply != s.apply || s.apply != routing.ApplyVersion:
		case v.state.Digest() != s.core.Digest():
			v.note(fmt.Errorf("instance %q, snapshot at record %d: the events before it lead to another state, with digest %x", v.inst, s.at.Pos, v.state.Digest()))
		default:
			v.found.Replayed++
		}
		v.state, v.apply = s.core, s.apply
	}
}
