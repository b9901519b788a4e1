package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// A snapshot is stored as a row of KindSnapshot records, its parts, that all
// carry the position and epoch of the record it was taken at. Each part but
// the first has the hash of the part before as Prev.
//
//	part 0         the encoded record itself; Prev is its hash
//	parts 1 … n-1  the state, cut into pieces
//	part n         no data: the snapshot is complete
//
// Parts are stored one by one, so that a large snapshot does not hold up the
// appends of other instances.

// ErrUnfinished is the ErrCorrupt of a snapshot whose last part is missing: the
// process died while it stored the snapshot. A later Trim removes what is there.
var ErrUnfinished = fmt.Errorf("%w: unfinished", ErrCorrupt)

// partSize is the most that one part holds, in bytes.
const partSize = 1 << 20

// PutSnapshot implements [Journal].
func (l *Log) PutSnapshot(ctx context.Context, inst string, at Record, r io.Reader) error {
	if err := l.check(inst); err != nil {
		return err
	}
	if at.Pos == 0 {
		return fmt.Errorf("snapshot of %q: the zero record has no state", inst)
	}
	last, err := l.last(ctx, inst)
	if err != nil {
		return err
	}
	if _, err := l.replay(ctx, inst, at, min(at.Pos, last), discard); err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	p := parts{log: l, inst: inst, at: at, prev: at.Hash()}
	if err := p.put(ctx, AppendRecord(nil, at)); err != nil {
		return err
	}
	for buf := make([]byte, partSize); ; {
		n, err := io.ReadFull(r, buf)
		if n > 0 {
			if err := p.put(ctx, buf[:n]); err != nil {
				return err
			}
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return p.put(ctx, nil)
		}
		if err != nil {
			return fmt.Errorf("snapshot of %q: %w", inst, err)
		}
	}
}

// parts stores the parts of one snapshot.
type parts struct {
	log  *Log
	inst string
	at   Record
	n    int            // parts stored
	prev [HashSize]byte // hash of the part before
}

func (p *parts) put(ctx context.Context, data []byte) error {
	encoded := AppendRecord(nil, Record{
		Pos:   p.at.Pos,
		Epoch: p.at.Epoch,
		Kind:  KindSnapshot,
		Prev:  p.prev,
		Data:  data,
	})
	if err := p.log.store.PutPart(ctx, p.inst, p.at.Pos, p.n, encoded); err != nil {
		return fmt.Errorf("snapshot of %q at record %d, part %d: %w", p.inst, p.at.Pos, p.n, err)
	}
	p.prev = hash(encoded)
	p.n++
	return nil
}

// readSnapshot writes the state at a position to w and returns the record that
// it was taken at. What was written is to be believed only if there is no
// error.
func (l *Log) readSnapshot(ctx context.Context, inst string, pos Pos, w io.Writer) (at Record, err error) {
	var (
		n    int
		prev [HashSize]byte
		done bool
	)
	err = l.store.ReadParts(ctx, inst, pos, func(encoded []byte) error {
		p, err := DecodeRecord(encoded)
		if err == nil && n == 0 {
			prev = hash(p.Data)
			at, err = DecodeRecord(p.Data)
		}
		switch {
		case err != nil:
			return err
		case done, p.Kind != KindSnapshot, p.Pos != pos, at.Pos != pos, p.Prev != prev:
			return fmt.Errorf("%w: part %d does not belong to it", ErrCorrupt, n)
		}
		if n > 0 {
			_, err = w.Write(p.Data)
		}
		prev, done = hash(encoded), len(p.Data) == 0
		n++
		return err
	})
	if err == nil && !done {
		err = fmt.Errorf("%w: it ends after %d parts", ErrUnfinished, n)
	}
	if err != nil {
		return Record{}, fmt.Errorf("snapshot of %q at record %d: %w", inst, pos, err)
	}
	return at, nil
}

// Snapshots implements [Journal].
func (l *Log) Snapshots(ctx context.Context, inst string) ([]Pos, error) {
	if err := l.check(inst); err != nil {
		return nil, err
	}
	stored, err := l.store.Snapshots(ctx, inst)
	if err != nil {
		return nil, fmt.Errorf("snapshots of %q: %w", inst, err)
	}
	return stored, nil
}

// Snapshot implements [Journal]. The state is held in memory, for nothing of it is
// given out before all of it has been checked.
func (l *Log) Snapshot(ctx context.Context, inst string, at Pos) (Record, io.ReadCloser, error) {
	if err := l.check(inst); err != nil {
		return Record{}, nil, err
	}
	var state bytes.Buffer
	r, err := l.readSnapshot(ctx, inst, at, &state)
	if err != nil {
		return Record{}, nil, err
	}
	return r, io.NopCloser(&state), nil
}

// LatestSnapshot implements [Journal].
func (l *Log) LatestSnapshot(ctx context.Context, inst string) (Record, io.ReadCloser, error) {
	stored, err := l.Snapshots(ctx, inst)
	if err != nil {
		return Record{}, nil, err
	}
	for _, pos := range stored {
		at, state, err := l.Snapshot(ctx, inst, pos)
		if err == nil {
			return at, state, nil
		}
		if !errors.Is(err, ErrCorrupt) {
			return Record{}, nil, err
		}
		if !errors.Is(err, ErrUnfinished) {
			slog.WarnContext(ctx, "journal: snapshot passed over", "err", err)
		}
	}
	return Record{}, io.NopCloser(bytes.NewReader(nil)), nil
}

// Trim implements [Journal]. It keeps what the second newest whole snapshot
// needs: the newest one may turn out damaged later.
func (l *Log) Trim(ctx context.Context, inst string, upTo Pos) error {
	if err := l.check(inst); err != nil {
		return err
	}
	second, err := l.secondWhole(ctx, inst)
	if err != nil || second == 0 {
		return err
	}
	if err := l.store.Trim(ctx, inst, min(upTo, second)); err != nil {
		return fmt.Errorf("trim %q: %w", inst, err)
	}
	return nil
}

// secondWhole returns the position of the second newest whole snapshot, or 0.
// A snapshot that is ahead of the log does not count.
func (l *Log) secondWhole(ctx context.Context, inst string) (Pos, error) {
	last, err := l.last(ctx, inst)
	if err != nil {
		return 0, err
	}
	stored, err := l.store.Snapshots(ctx, inst)
	if err != nil {
		return 0, fmt.Errorf("trim %q: %w", inst, err)
	}
	whole := 0
	for _, pos := range stored {
		_, err := l.readSnapshot(ctx, inst, pos, io.Discard)
		switch {
		case err != nil && !errors.Is(err, ErrCorrupt):
			return 0, fmt.Errorf("trim: %w", err)
		case err == nil && pos <= last:
			whole++
		}
		if whole == 2 {
			return pos, nil
		}
	}
	return 0, nil
}
