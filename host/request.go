package host

import (
	"context"
	"sync"
)

// request is something to run on the goroutine of an instance, and the answer to
// it.
type request struct {
	// write says that the caller wants a change: it is tried even while the
	// journal is in trouble.
	write bool
	run   func(*writer) error

	mu        sync.Mutex
	withdrawn bool // the caller has gone

	answer chan error // of the writer; buffered
}

func newRequest(write bool, run func(*writer) error) *request {
	return &request{write: write, run: run, answer: make(chan error, 1)}
}

// withdraw makes sure that the request does not run after it has returned.
func (r *request) withdraw() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.withdrawn = true
}

// serve runs the request unless its caller has gone.
func (r *request) serve(w *writer) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.withdrawn {
		return context.Canceled
	}
	return r.run(w)
}

// ask has a function run by the writer and waits until everything it saw is
// durable. When ask has returned the function does not run, so it may use what
// belongs to the caller.
func (i *Instance) ask(ctx context.Context, write bool, run func(*writer) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r := newRequest(write, run)
	select {
	case i.requests <- r:
	case <-ctx.Done():
		return ctx.Err()
	case <-i.closing:
		return i.closeErr
	}
	select {
	case err := <-r.answer:
		return err
	case <-ctx.Done():
		r.withdraw()
		return ctx.Err()
	case <-i.closed:
	}
	// The writer has ended, after this request or without looking at it.
	select {
	case err := <-r.answer:
		return err
	default:
		return i.closeErr
	}
}
