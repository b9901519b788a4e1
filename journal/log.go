package journal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
)

// Log is the journal over a store. It holds everything about a journal that
// does not depend on where the bytes are: fencing, the chain, snapshots and
// subscriptions.
type Log struct {
	store   Store
	appends bell
	closed  chan struct{}
	close   func() error
}

var _ Journal = (*Log)(nil)

// New returns the journal over a store, which it owns from then on.
func New(store Store) *Log {
	l := &Log{store: store, closed: make(chan struct{})}
	l.close = sync.OnceValue(func() error {
		close(l.closed)
		return store.Close()
	})
	return l
}

// Close implements [Journal].
func (l *Log) Close() error { return l.close() }

// alive refuses calls after Close.
func (l *Log) alive() error {
	select {
	case <-l.closed:
		return ErrClosed
	default:
		return nil
	}
}

// check refuses calls about an instance that no store has to see.
func (l *Log) check(inst string) error {
	if inst == "" {
		return errors.New("journal: the name of the instance is empty")
	}
	return l.alive()
}

// Acquire implements [Journal].
func (l *Log) Acquire(ctx context.Context, inst, owner string, after Record, fn func(Record) error) (Writer, error) {
	if err := l.check(inst); err != nil {
		return nil, err
	}
	start, h, err := l.fence(ctx, inst, owner, after)
	if err != nil {
		return nil, err
	}
	if _, err := l.replay(ctx, inst, after, start.Pos, fn); err != nil {
		return nil, err
	}
	return newWriter(l, inst, start, h), nil
}

// fence appends an epoch-start record and returns it with its hash. Reading the
// end of the log is only a guess at where it goes; a live rival may be faster,
// and then the guess is made again.
func (l *Log) fence(ctx context.Context, inst, owner string, after Record) (Record, [HashSize]byte, error) {
	for {
		last, prev, err := l.end(ctx, inst)
		if err != nil {
			return Record{}, prev, err
		}
		// Refuse a journal that has lost its end before adding to it.
		if after.Pos > 0 {
			if _, err := l.replay(ctx, inst, after, min(after.Pos, last.Pos), discard); err != nil {
				return Record{}, prev, err
			}
		}
		r, h, err := l.put(ctx, inst, Record{
			Pos:   last.Pos + 1,
			Epoch: last.Epoch + 1,
			Kind:  KindEpoch,
			Prev:  prev,
			Data:  epochData(owner),
		})
		if !errors.Is(err, ErrFenced) {
			return r, h, err
		}
	}
}

// epochData returns the data of an epoch-start record. The random number tells
// it from the record of a rival of the same name, so that an engine can tell
// whose record stands at a position.
func epochData(owner string) []byte {
	b := make([]byte, nonceSize, nonceSize+len(owner))
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	return append(b, owner...)
}

// end returns the newest record of an instance, zero if there is none, and
// what the record after it must carry as Prev.
func (l *Log) end(ctx context.Context, inst string) (r Record, prev [HashSize]byte, err error) {
	prev = hash([]byte(inst))
	pos, err := l.last(ctx, inst)
	if err != nil || pos == 0 {
		return Record{}, prev, err
	}
	err = l.store.Read(ctx, inst, pos, pos, func(encoded []byte) error {
		prev = hash(encoded)
		r, err = DecodeRecord(encoded)
		return err
	})
	if err == nil && r.Pos != pos {
		err = ErrCorrupt
	}
	if err != nil {
		return Record{}, prev, fmt.Errorf("instance %q, record %d: %w", inst, pos, err)
	}
	return r, prev, nil
}

// put encodes and stores a record. It returns the record as stored, its Data
// being a copy, and its hash.
func (l *Log) put(ctx context.Context, inst string, r Record) (Record, [HashSize]byte, error) {
	encoded := AppendRecord(make([]byte, 0, headSize+len(r.Data)+crcSize), r)
	if err := l.store.Put(ctx, inst, r.Pos, encoded); err != nil {
		return Record{}, r.Prev, fmt.Errorf("instance %q, record %d: %w", inst, r.Pos, err)
	}
	l.appends.ring(inst)
	r.Data = encoded[headSize : len(encoded)-crcSize : len(encoded)-crcSize]
	return r, hash(encoded), nil
}

// Replay implements [Journal].
func (l *Log) Replay(ctx context.Context, inst string, after Record, fn func(Record) error) (Record, error) {
	if err := l.check(inst); err != nil {
		return Record{}, err
	}
	last, err := l.last(ctx, inst)
	if err != nil {
		return Record{}, err
	}
	return l.replay(ctx, inst, after, last, fn)
}

// last returns the newest position of an instance, or 0.
func (l *Log) last(ctx context.Context, inst string) (Pos, error) {
	pos, err := l.store.Last(ctx, inst)
	if err != nil {
		return 0, fmt.Errorf("instance %q: %w", inst, err)
	}
	return pos, nil
}

// replay reads up to the record at to, which must be there.
func (l *Log) replay(ctx context.Context, inst string, after Record, to Pos, fn func(Record) error) (Record, error) {
	if after.Pos > to {
		return Record{}, fmt.Errorf("%w: instance %q ends at record %d, record %d should be there", ErrCorrupt, inst, to, after.Pos)
	}
	chain := NewChain(inst, after)
	err := l.store.Read(ctx, inst, max(after.Pos, 1), to, func(encoded []byte) error {
		r, err := chain.Next(encoded)
		if err != nil {
			return err
		}
		if r.Kind != KindEvents || r.Pos == after.Pos {
			return nil
		}
		return fn(r)
	})
	if err != nil {
		return Record{}, err
	}
	return chain.End(to)
}

// First implements [Journal].
func (l *Log) First(ctx context.Context, inst string) (r Record, err error) {
	if err := l.check(inst); err != nil {
		return Record{}, err
	}
	last, err := l.last(ctx, inst)
	if err != nil || last == 0 {
		return Record{}, err
	}
	err = l.store.Read(ctx, inst, 1, last, func(encoded []byte) error {
		if r, err = DecodeRecord(encoded); err != nil {
			return fmt.Errorf("the oldest record: %w", err)
		}
		return errEnough
	})
	switch {
	case err == nil: // and nothing was read
		err = fmt.Errorf("%w: there are no records up to %d", ErrCorrupt, last)
	case errors.Is(err, errEnough):
		return r, nil
	}
	return Record{}, fmt.Errorf("instance %q: %w", inst, err)
}

// errEnough ends a reading.
var errEnough = errors.New("enough was read")

// Last implements [Journal].
func (l *Log) Last(ctx context.Context, inst string) (Record, error) {
	if err := l.check(inst); err != nil {
		return Record{}, err
	}
	r, _, err := l.end(ctx, inst)
	return r, err
}

// discard is the fn of readings that only check.
func discard(Record) error { return nil }

// Subscribe implements [Journal].
func (l *Log) Subscribe(ctx context.Context, inst string, after Record, fn func(Record) error) error {
	for {
		// Listening before reading: an append in between wakes us again.
		rung := l.appends.listen(inst)
		last, err := l.Replay(ctx, inst, after, fn)
		if err != nil {
			return err
		}
		after = last // an empty log has no last: still from the beginning
		select {
		case <-rung:
		case <-l.closed:
			return ErrClosed
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Instances implements [Journal].
func (l *Log) Instances(ctx context.Context) ([]string, error) {
	if err := l.alive(); err != nil {
		return nil, err
	}
	return l.store.Instances(ctx)
}

// bell tells those who listen to an instance about its next append.
type bell struct {
	mu   sync.Mutex
	next map[string]chan struct{}
}

// listen returns a channel that is closed by the next ring.
func (b *bell) listen(inst string) <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next[inst] == nil {
		if b.next == nil {
			b.next = make(map[string]chan struct{})
		}
		b.next[inst] = make(chan struct{})
	}
	return b.next[inst]
}

func (b *bell) ring(inst string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if c := b.next[inst]; c != nil {
		close(c)
		delete(b.next, inst)
	}
}
