package routing

import "github.com/strowger/strowger"

// The order of arrival. Time goes in milliseconds, and a clock may be held, so that
// much can happen in one instant. What came first is still first: whatever may put a
// contact or an agent behind others is numbered (U2, U12).

// number numbers events that have just been decided, in their order, from the
// latest number on.
func (e *Engine) number(events []strowger.Event) {
	n := e.sequence
	for _, ev := range events {
		if at := sequenceOf(ev); at != nil {
			n++
			*at = n
		}
	}
}

// sequenceOf returns where an event has its number, or nil if it has none.
func sequenceOf(ev strowger.Event) *int64 {
	switch ev := ev.(type) {
	case *strowger.ContactStarted:
		return &ev.Contact.Sequence
	case *strowger.ContactQueued:
		return &ev.Sequence
	case *strowger.ContactAccepted:
		return &ev.Sequence
	case *strowger.ContactDialled:
		return &ev.Sequence
	case *strowger.ContactConnected:
		return &ev.Sequence
	case *strowger.ContactDisconnected:
		if ev.WorkExpires != 0 {
			return &ev.Sequence
		}
	case *strowger.AgentContactCleared:
		return &ev.Sequence
	case *strowger.AgentStatusChanged:
		return &ev.Sequence
	}
	return nil
}

// count follows an event that has a number and returns it. One from before there
// were numbers, which has 0, gets the next.
func (e *Engine) count(sequence int64) int64 {
	if sequence == 0 {
		sequence = e.sequence + 1
	}
	e.sequence = max(e.sequence, sequence)
	return sequence
}
