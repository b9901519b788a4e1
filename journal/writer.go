package journal

import (
	"context"
	"errors"
	"sync"
)

// writer is the Writer of a Log.
type writer struct {
	log  *Log
	inst string

	turn chan struct{} // holds one token during an append: one is in flight

	mu   sync.Mutex // guards what follows
	last Record
	prev [HashSize]byte // the hash of last
	dead error          // why no further append is possible
}

func newWriter(l *Log, inst string, start Record, prev [HashSize]byte) *writer {
	return &writer{log: l, inst: inst, turn: make(chan struct{}, 1), last: start, prev: prev}
}

// Append implements [Writer].
func (w *writer) Append(ctx context.Context, data []byte) (Record, error) {
	select {
	case w.turn <- struct{}{}:
		defer func() { <-w.turn }()
	case <-ctx.Done():
		return Record{}, ctx.Err()
	}
	if err := w.log.check(w.inst); err != nil {
		return Record{}, err
	}
	r, err := w.next(data)
	if err != nil {
		return Record{}, err
	}
	r, h, err := w.log.put(ctx, w.inst, r)

	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case err == nil:
		w.last, w.prev = r, h
	case errors.Is(err, ErrFenced), errors.Is(err, ErrUncertain), errors.Is(err, ErrCorrupt):
		w.dead = err
	}
	return r, err
}

// next returns the record that the next append stores.
func (w *writer) next(data []byte) (Record, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return Record{
		Pos:   w.last.Pos + 1,
		Epoch: w.last.Epoch,
		Kind:  KindEvents,
		Prev:  w.prev,
		Data:  data,
	}, w.dead
}

// Last implements [Writer].
func (w *writer) Last() Record {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}

// Epoch implements [Writer].
func (w *writer) Epoch() uint64 { return w.Last().Epoch }
