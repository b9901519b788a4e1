package trace

import (
	"fmt"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// Script is what is done in a contact centre, in the order of time, without what
// the engine makes of it.
type Script []Moment

// Moment is a command at its time.
type Moment struct {
	At      strowger.Time
	Command strowger.Command
}

// Each brings a script to an engine, which may have a past: each command at its
// time, and before it a tick for each deadline that is due until then. It stops
// at the first error of step.
func (s Script) Each(e *routing.Engine, step func(strowger.Time, strowger.Command) error) error {
	for _, m := range s {
		err := routing.Advance(e.NextDeadline, m.At, func(due strowger.Time) error { return step(due, strowger.Tick{}) })
		if err != nil {
			return err
		}
		// The engine may keep what a command points to.
		if err := step(m.At, Renamed(m.Command, func(id string) string { return id })); err != nil {
			return err
		}
	}
	return nil
}

// Play plays a script on an engine of its own, and an auditor follows each step.
// It returns the first thing that is wrong; a panic is wrong too.
func (s Script) Play(a Auditor) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	e := routing.New()
	err = s.Each(e, func(now strowger.Time, c strowger.Command) error {
		events, refusal := e.Step(now, c)
		if refusal != nil {
			return nil
		}
		return a.Follow(e, now, events)
	})
	if err != nil {
		return err
	}
	return a.Compare(e)
}
