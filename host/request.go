package host

import (
	"context"
	"sync"

	"github.com/strowger/strowger"
)

// request is something to run on the goroutine of an instance, and the answer
// to it.
type request struct {
	write  bool // it is tried even while the journal is in trouble
	run    task
	answer chan error // what the caller waits for; buffered

	mu        sync.Mutex
	withdrawn bool  // the caller has gone
	result    error // of run; the answer, once it is durable
}

// task is what a request does, at a time of the instance.
type task func(w *writer, now strowger.Time) error

// nothing is a task for the sake of what is due before it.
func nothing(*writer, strowger.Time) error { return nil }

func newRequest(write bool, run task) *request {
	return &request{write: write, run: run, answer: make(chan error, 1)}
}

// withdraw makes sure that the task does not run after it has returned.
func (r *request) withdraw() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.withdrawn = true
}

// serve runs the task unless the caller has gone.
func (r *request) serve(w *writer, now strowger.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.withdrawn {
		r.result = r.run(w, now)
	}
}

// ask has a task run by the writer and waits until everything it saw is
// durable. After ask has returned the task does not run, so it may use what
// belongs to the caller.
func (i *Instance) ask(ctx context.Context, write bool, run task) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-i.closing:
		return i.closeErr
	default:
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
