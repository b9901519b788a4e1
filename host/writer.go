package host

import (
	"context"
	"log/slog"
	"time"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/core"
	"github.com/strowger/strowger/journal"
)

// The most that goes into one record; what a single step adds is never split.
const (
	maxBatchRequests = 512
	maxBatchBytes    = 512 << 10
)

// writer is the goroutine of an instance and what it alone may touch.
type writer struct {
	*Instance
	cfg *Config
	log *slog.Logger
	ctx context.Context // ends when the instance is aborted

	tail  journal.Writer // nil while the instance is not acquired
	state *core.Instance
	now   strowger.Time // the latest time used

	batch  batch
	broken error      // why the batch cannot be written
	served []*request // to be answered when the batch is durable

	alarm     alarm
	trouble   trouble
	snapshots snapshots

	begun  bool      // the state has been read
	kept   keptNoun  // what was written down of the noun
	warned time.Time // when it was last said that the clock is behind
}

// run serves requests and deadlines until the instance is closed.
func (w *writer) run() {
	defer close(w.closed)
	defer w.abort()
	for {
		select {
		case r := <-w.requests:
			w.serveBatch(r)
		case <-w.deadline():
			w.alarm.clear()
			w.serveBatch(newRequest(false, nothing))
		case <-w.trouble.retry:
			w.recover()
		case <-w.closing:
			w.drain()
			return
		}
	}
}

// drain finishes what was accepted before the instance was closed.
func (w *writer) drain() {
	for r := w.poll(); r != nil; r = w.poll() {
		w.serveBatch(r)
	}
	w.alarm.clear()
	w.finalSnapshot()
}

// deadline returns the alarm for what happens next by itself. It is nil if
// there is nothing, and while the journal is in trouble.
func (w *writer) deadline() <-chan time.Time {
	at, ok := w.state.NextDeadline()
	if !ok || w.trouble.down != nil || w.trouble.retry != nil {
		w.alarm.clear()
		return nil
	}
	return w.alarm.set(w.cfg.Clock, at)
}

// serveBatch runs a request, and those that wait behind it, as one batch.
func (w *writer) serveBatch(r *request) {
	for n := 1; ; n++ {
		w.serve(r)
		if n == maxBatchRequests {
			break
		}
		if r = w.poll(); r == nil {
			break
		}
	}
	_ = w.commit() // those whom an error concerns have it as their answer
}

// poll returns a request that waits, or nil.
func (w *writer) poll() *request {
	select {
	case r := <-w.requests:
		return r
	default:
		return nil
	}
}

// serve runs one request after everything that is due before it.
func (w *writer) serve(r *request) {
	if w.trouble.down != nil {
		r.answer <- w.trouble.down
		return
	}
	now := w.cfg.Clock.Now()
	w.noticeClock(now)
	if w.trouble.retry == nil || r.write {
		if err := w.catchUp(now); err != nil {
			r.answer <- err
			return
		}
	}
	r.serve(w, max(now, w.now))
	w.served = append(w.served, r)
	if w.full() {
		_ = w.commit() // as above
	}
}

// catchUp makes happen what is due now, in order.
func (w *writer) catchUp(now strowger.Time) error {
	stamp := func(due strowger.Time) strowger.Time { return w.reach(w.cfg.Clock.noticed(due, now)) }
	return w.state.AdvanceTo(now, stamp, func(events []strowger.Event) error {
		w.record(events)
		if w.full() {
			return w.commit()
		}
		return nil
	})
}

// reach has the instance be at a time, which never goes back.
func (w *writer) reach(at strowger.Time) strowger.Time {
	w.now = max(w.now, at)
	return w.now
}

// step steps a command and adds its events to the batch. The time is the given
// one, but never goes back.
func (w *writer) step(at strowger.Time, c strowger.Command) ([]strowger.Event, error) {
	events, err := w.state.Do(w.reach(at), c)
	if err != nil {
		return nil, err
	}
	w.record(events)
	return events, nil
}

// record adds events to the batch.
func (w *writer) record(events []strowger.Event) {
	if err := w.batch.add(events); err != nil {
		w.broken = err
	}
}

// full reports whether the batch has to be committed before more is added.
func (w *writer) full() bool { return w.broken != nil || len(w.batch.json) >= maxBatchBytes }

// commit makes the batch durable and answers the requests in it. If that fails
// the state is read back and all of them have the error, which says what became
// of their changes.
func (w *writer) commit() error {
	err := w.append()
	if err != nil {
		err = w.fail(err)
	}
	for _, r := range w.served {
		if err != nil {
			r.result = err
		}
		r.answer <- r.result
	}
	clear(w.served)
	w.served = w.served[:0]
	w.batch.reset()
	w.broken = nil
	return err
}

// append writes the batch to the journal and tells those who follow it.
func (w *writer) append() error {
	if w.broken != nil {
		return w.broken
	}
	if len(w.batch.events) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(w.ctx, w.cfg.AppendTimeout)
	defer cancel()
	record, err := w.tail.Append(ctx, w.batch.record(w.now))
	if err != nil {
		return err
	}
	w.trouble = trouble{}
	if !w.cfg.Report.Apply(w.id, uint64(record.Pos), w.batch.events) {
		w.refillReport()
	}
	w.cfg.Observe(w.id, w.batch.events)
	for _, ev := range w.batch.events {
		if ev, ok := ev.(*strowger.InstanceSaved); ok {
			w.noun.Store(&ev.Instance)
		}
	}
	w.keepNoun()
	w.watches.wake(w.state.View())
	w.snapshots.count(record)
	w.snapshotIfDue(record)
	return nil
}

// alarm is an alarm of the clock that is set for the next deadline.
type alarm struct {
	at    strowger.Time
	ready <-chan time.Time
	stop  func()
}

func (a *alarm) set(c Clock, at strowger.Time) <-chan time.Time {
	if a.ready == nil || a.at != at {
		a.clear()
		a.at = at
		a.ready, a.stop = c.Alarm(at)
	}
	return a.ready
}

func (a *alarm) clear() {
	if a.ready != nil {
		a.stop()
		*a = alarm{}
	}
}
