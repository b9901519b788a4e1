package routing

import (
	"github.com/strowger/strowger"
)

// contactAccepted takes a callback out of its queue; its customer is still to be
// dialled, and the step under which it was offered to be joined (rules 3.6, 4.3.5).
func (e *Engine) contactAccepted(ev *strowger.ContactAccepted) {
	c := e.touch(ev.ContactID, ev.At)
	e.taken(c, ev.UserID, ev.At, e.count(ev.Sequence))
	c.State = strowger.Dialling
	c.Agent = &strowger.ContactAgent{UserID: ev.UserID}
	e.armPhase(c)
	e.setLeg(ev.UserID, ev.ContactID, strowger.Pending, ev.At, 0)
}

// contactDialled rings at the far end. An outbound contact is with its agent
// from now on, whose clock of activity starts anew whether or not anybody
// answers (rules 1.2.3, 1.2.4).
func (e *Engine) contactDialled(ev *strowger.ContactDialled) {
	c, sequence := e.touch(ev.ContactID, ev.At), e.count(ev.Sequence)
	a := e.agent(ev.UserID)
	if a.Contact(c.ID) != nil {
		e.setLeg(ev.UserID, c.ID, strowger.Connecting, ev.At, 0)
		return
	}
	a.restartActivity(ev.At, sequence)
	e.addLeg(a, c, strowger.Connecting, ev.At, 0)
}

// callbackPostponed puts a callback back until a later time. If an agent had it,
// that was an attempt.
func (e *Engine) callbackPostponed(ev *strowger.CallbackPostponed) {
	c := e.touch(ev.ContactID, ev.At)
	c.State = strowger.Scheduled
	c.ScheduledTimestamp = ev.Until
	if ev.UserID != "" {
		plan := *c.Callback
		plan.Attempts++
		c.Callback, c.Agent = &plan, nil
		c.OfferedStep = 0
		rewind(c.Criteria)
		e.setLeg(ev.UserID, c.ID, strowger.Failed, ev.At, 0)
	}
	e.armPhase(c)
}
