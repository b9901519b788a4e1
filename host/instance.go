package host

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// Instance is a running Connect instance. It is safe for concurrent use.
//
// Errors of its methods are of type *strowger.Error, or the error of the
// context. A context that ends while a command is on its way leaves the outcome
// open.
type Instance struct {
	id       strowger.InstanceID
	requests chan *request
	watches  watches

	epoch  atomic.Uint64
	outage atomic.Pointer[error]             // why requests are refused now, nil while they are not
	noun   atomic.Pointer[strowger.Instance] // as it is durably or was last known; nil before CreateInstance

	closing  chan struct{} // no more requests are accepted
	closed   chan struct{} // the writer has ended
	closeErr error         // why; set before closing is closed
	stop     func(why error)
	abort    context.CancelFunc // ends an append that hangs
}

func newInstance(id strowger.InstanceID, queueLength int) *Instance {
	i := &Instance{
		id:       id,
		requests: make(chan *request, queueLength),
		closing:  make(chan struct{}),
		closed:   make(chan struct{}),
	}
	var once sync.Once
	i.stop = func(why error) {
		once.Do(func() {
			i.closeErr = why
			close(i.closing)
		})
	}
	return i
}

// ID returns the identifier of the instance.
func (i *Instance) ID() strowger.InstanceID { return i.id }

// Epoch returns a number that rises whenever the state is read anew from the
// journal, over restarts too. Agent versions of one epoch mean nothing in
// another.
func (i *Instance) Epoch() uint64 { return i.epoch.Load() }

// Do has a command decided and applied, runs the flows of contacts it brings to
// life, and returns the resulting events when they are durable. The events must
// not be changed. A StartContact whose client token is known returns no events.
func (i *Instance) Do(ctx context.Context, c strowger.Command) ([]strowger.Event, error) {
	var events []strowger.Event
	err := i.ask(ctx, true, func(w *writer, now strowger.Time) (err error) {
		events, err = w.step(now, c)
		return err
	})
	if err != nil {
		return nil, err
	}
	return events, nil
}

// View calls fn with the engine, in the order of the commands, and returns its
// error when everything that fn could see is durable. Fn runs on the goroutine
// of the instance: it must be quick, must not change anything and must not keep
// pointers to what it saw.
func (i *Instance) View(ctx context.Context, fn func(e *routing.Engine, now strowger.Time) error) error {
	return i.ask(ctx, false, func(w *writer, now strowger.Time) error {
		return fn(w.state.View(), now)
	})
}

// AwaitAgent waits until a user's agent version, as routing.Engine.AgentVersion
// counts it, is another than the given one, and durably so. It also returns
// when the state has been read anew and versions begin again; Epoch tells.
func (i *Instance) AwaitAgent(ctx context.Context, id strowger.UserID, version uint64) error {
	agent := &watch{user: id, version: version, changed: make(chan struct{})}
	defer i.watches.remove(agent)
	err := i.ask(ctx, false, func(w *writer, _ strowger.Time) error {
		if w.state.View().AgentVersion(id) == version {
			i.watches.add(agent)
		} else {
			close(agent.changed)
		}
		return nil
	})
	if err != nil {
		return err
	}
	select {
	case <-agent.changed:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-i.closed:
		return i.closeErr
	}
}

// settle returns when everything that is due has happened and is durable.
func (i *Instance) settle(ctx context.Context) error {
	return i.ask(ctx, true, nothing)
}

// close stops accepting requests, and returns when those accepted are answered
// and their events durable. If ctx ends first, what hangs is given up.
func (i *Instance) close(ctx context.Context, why error) error {
	i.stop(why)
	select {
	case <-i.closed:
		return nil
	case <-ctx.Done():
		i.abort()
		<-i.closed
		return ctx.Err()
	}
}

// listed reports whether the instance exists: it was created and not deleted.
func (i *Instance) listed() bool {
	return exists(i.noun.Load())
}

// exists reports whether a noun is that of an instance that exists.
func exists(noun *strowger.Instance) bool {
	return noun != nil && noun.ID != "" && !noun.Deleted
}
