package flow

import (
	"github.com/strowger/strowger"
)

// Router is the engine that flows ask; *routing.Engine is one.
type Router interface {
	Instance() *strowger.Instance
	Step(now strowger.Time, c strowger.Command) ([]strowger.Event, error)
	Contact(id strowger.ContactID) (*strowger.Contact, bool)
	ContactFlow(id strowger.ContactFlowID) (*strowger.ContactFlow, bool)
	ContactFlowModule(id strowger.ContactFlowModuleID) (*strowger.ContactFlowModule, bool)

	// Open reports whether hours of operation are open at an instant.
	Open(id strowger.HoursOfOperationID, at strowger.Time) (bool, error)
	// HoursOf returns the hours of operation of a queue, if it has any.
	HoursOf(id strowger.QueueID) (strowger.HoursOfOperationID, bool)
}

// step is what an action sees when a run is at it.
type step struct {
	Router
	runs    *Runs
	now     strowger.Time
	contact *strowger.Contact
	run     *run
	action  *action
}

// act says how a run goes on from an action.
type act func(*step) move

// move is how a run goes on. It is one of the ways that the methods of step return.
type move struct {
	to      *action          // the next action of the frame; nil is its end
	command strowger.Command // is decided first; a refusal takes the error transition
	event   strowger.Event   // is applied first
	until   strowger.Time    // the run stands until then; 0: it does not
	enter   *frame           // a module, before the run goes on
	leave   bool             // the module ends
	end     bool             // the flow ends, with its modules
}

// next goes on with the next action.
func (s *step) next() move { return move{to: s.action.next} }

// ask has a command decided and goes on with the next action.
func (s *step) ask(c strowger.Command) move { return move{command: c, to: s.action.next} }

// result goes on by the condition that equals a result; without one by the
// transition for no matching condition, or with the next action (rule F1.7).
func (s *step) result(result string) move {
	if next, ok := s.action.results[result]; ok {
		return move{to: next}
	}
	if next, ok := s.action.errors[noMatchingCondition]; ok {
		return move{to: next}
	}
	return s.next()
}

// fail goes on by the transition for an error of no type of its own.
func (s *step) fail() move { return move{to: s.action.errors[noMatchingError]} }

// wait stands at the action until a time, at which its wake says how to go on.
func (s *step) wait(until strowger.Time) move { return move{until: until} }

// frame returns the flow or module that the action belongs to. What it keeps can be
// changed.
func (s *step) frame() *frame { return &s.run.frames[len(s.run.frames)-1] }
