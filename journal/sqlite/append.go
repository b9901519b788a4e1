package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/strowger/strowger/journal"
)

// queueSize is how many requests may wait before others wait to wait.
const queueSize = 4096

// appender owns the connection that writes. It puts all requests that wait into
// one transaction.
type appender struct {
	conn   *sql.Conn
	stmts  statements
	commit func(func() error) error
	// acknowledge has the last word about requests that are stored.
	acknowledge func([]*request) error

	queue  chan *request
	done   chan struct{} // closed when all requests are answered
	mu     sync.RWMutex  // held for reading while a request is queued
	closed bool
}

// request is one write. Its outcome belongs to it alone.
type request struct {
	// apply writes inside a transaction. If it returns an error that is a
	// verdict, it has written nothing and the transaction goes on.
	apply   func(*statements) error
	verdict error
	inst    string // whose record is put at a position, if one is
	pos     journal.Pos
	// stored reports whether the write is in the database. Nil if it cannot
	// be told.
	stored func(*statements) error

	state  atomic.Int32
	answer chan error
}

// A request is taken by the appender or withdrawn by its caller, whoever comes
// first.
const (
	waiting int32 = iota
	taken
	withdrawn
)

func newAppender(db *sql.DB, commit func(func() error) error, acknowledge func([]*request) error) (*appender, error) {
	conn, err := db.Conn(context.Background())
	if err != nil {
		return nil, err
	}
	a := &appender{
		conn:   conn,
		commit: commit,
		queue:  make(chan *request, queueSize),
		done:   make(chan struct{}),

		acknowledge: acknowledge,
	}
	if err := a.stmts.prepare(conn); err != nil {
		return nil, errors.Join(err, a.stmts.close(), conn.Close())
	}
	go a.run()
	return a, nil
}

// do queues a request and waits for its outcome.
func (a *appender) do(ctx context.Context, r *request) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r.answer = make(chan error, 1)
	if err := a.enqueue(ctx, r); err != nil {
		return err
	}
	select {
	case err := <-r.answer:
		return err
	case <-ctx.Done():
		if r.state.CompareAndSwap(waiting, withdrawn) {
			return ctx.Err()
		}
		return fmt.Errorf("%w: %w while it was being stored", journal.ErrUncertain, ctx.Err())
	}
}

func (a *appender) enqueue(ctx context.Context, r *request) error {
	a.mu.RLock()
	defer a.mu.RUnlock()
	if a.closed {
		return journal.ErrClosed
	}
	select {
	case a.queue <- r:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// stop answers all requests that wait and gives the connection back.
func (a *appender) stop() error {
	a.mu.Lock()
	a.closed = true
	a.mu.Unlock()
	close(a.queue)
	<-a.done
	return errors.Join(a.stmts.close(), a.conn.Close())
}

// stopped reports whether stop was called. The nil appender of a journal that is
// only read has not.
func (a *appender) stopped() bool {
	if a == nil {
		return false
	}
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.closed
}

// run answers requests until the queue is closed.
func (a *appender) run() {
	defer close(a.done)
	var batch []*request
	for first := range a.queue {
		// The first comes from whoever was answered first. Let the others
		// who were answered with it queue up too, or every second
		// transaction holds one request.
		runtime.Gosched()
		batch = take(batch[:0], first)
		for len(a.queue) > 0 { // nobody else receives
			batch = take(batch, <-a.queue)
		}
		if len(batch) > 0 {
			a.settle(batch)
		}
	}
}

// take adds a request to a batch unless it was withdrawn.
func take(batch []*request, r *request) []*request {
	if !r.state.CompareAndSwap(waiting, taken) {
		return batch
	}
	return append(batch, r)
}

// settle stores a batch and tells every request its outcome.
func (a *appender) settle(batch []*request) {
	doubt, err := a.transact(batch)
	if err != nil {
		for _, r := range batch {
			r.verdict = a.retry(r, doubt)
		}
	}
	gone := a.acknowledge(batch)
	for _, r := range batch {
		if r.verdict == nil {
			r.verdict = gone
		}
		r.answer <- r.verdict
	}
}

// retry stores one request of a transaction that failed, alone. With doubt, the
// request may be stored already.
func (a *appender) retry(r *request, doubt bool) error {
	again, err := a.transact([]*request{r})
	if err == nil {
		return r.verdict
	}
	if !doubt && !again {
		return refine(err)
	}
	if r.stored != nil && r.stored(&a.stmts) == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", journal.ErrUncertain, err)
}

// transact stores requests in one transaction. After an error none of them is
// stored; but with doubt, the commit itself failed and all of them may be.
func (a *appender) transact(batch []*request) (doubt bool, err error) {
	if _, err := a.stmts.begin.Exec(); err != nil {
		return false, err
	}
	for _, r := range batch {
		r.verdict = r.apply(&a.stmts)
		if r.verdict != nil && !isOurs(r.verdict) {
			return false, a.rollback(r.verdict)
		}
	}
	err = a.commit(func() error {
		_, err := a.stmts.commit.Exec()
		return err
	})
	if err != nil {
		return !isFull(err), a.rollback(err)
	}
	return false, nil
}

// rollback ends a transaction after an error, which it returns. SQLite itself
// has ended it after some errors; then there is nothing to roll back.
func (a *appender) rollback(err error) error {
	_, _ = a.stmts.rollback.Exec()
	return err
}
