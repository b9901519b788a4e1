package core

import (
	"github.com/strowger/strowger"
	"github.com/strowger/strowger/flow"
	"github.com/strowger/strowger/routing"
)

// Instance is an instance of a contact centre. It is not safe for concurrent use. The
// zero value is not usable; call New or Restore.
type Instance struct {
	engine *routing.Engine
	flows  *flow.Runs
}

// New returns an instance in which nothing has happened. Its first command must be
// CreateInstance.
func New() *Instance { return &Instance{engine: routing.New(), flows: flow.NewRuns()} }

// SetQuotas bounds what commands may bring in from now on. Quotas are not part of the
// state: what has been decided stays.
func (i *Instance) SetQuotas(q strowger.Quotas) { i.engine.Quotas = q }

// Do decides a command at a time, which must not go back, applies its events and all
// that follows from them by itself at that time, and runs the flows that begin, end or
// go on. It returns all events in order. A command that is refused changes nothing;
// the error is a *strowger.Error.
func (i *Instance) Do(now strowger.Time, c strowger.Command) ([]strowger.Event, error) {
	events, err := i.engine.Step(now, c)
	if err != nil {
		return nil, err
	}
	return i.flows.Follow(i.engine, now, events), nil
}

// NextDeadline returns the instant at which something will happen by itself, and
// whether there is one. In a deleted instance nothing happens any more.
func (i *Instance) NextDeadline() (strowger.Time, bool) {
	at, ok := i.engine.NextDeadline()
	if wait, waits := i.flows.NextDeadline(); waits && (!ok || wait < at) && !i.engine.Instance().Deleted {
		return wait, true
	}
	return at, ok
}

// AdvanceTo makes happen what is due until an instant, in order. Stamp says at which
// time something happens that is due at another: at the same, or later where a clock
// was not looked at in time. Each is handed over with its events; an error of that ends
// the advance.
func (i *Instance) AdvanceTo(until strowger.Time, stamp func(due strowger.Time) strowger.Time, happened func([]strowger.Event) error) error {
	return routing.Advance(i.NextDeadline, until, func(due strowger.Time) error {
		events, err := i.Do(stamp(due), strowger.Tick{})
		if err != nil {
			return err
		}
		return happened(events)
	})
}

// Apply changes the state by an event. It cannot fail: what Do has returned fits the
// state it was decided on.
func (i *Instance) Apply(ev strowger.Event) {
	switch ev.(type) {
	case *strowger.FlowRunMoved, *strowger.FlowRunEnded, *strowger.EventHooksSet:
	default:
		i.engine.Apply(ev)
	}
	i.flows.Apply(ev)
}

// View returns the state to be read. It must not be changed.
func (i *Instance) View() *routing.Engine { return i.engine }
