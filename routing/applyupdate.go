package routing

import (
	"github.com/strowger/strowger"
)

// contactUpdated changes what is known of a contact, unless it has left. The
// workload type may be another one from now on, which decides who sees it.
func (e *Engine) contactUpdated(ev *strowger.ContactUpdated) {
	e.at(ev.At)
	if ev.Recorded {
		return
	}
	c := e.contacts[ev.ContactID]
	e.regroup(c, func() { c.Update(&ev.Update, ev.At) })
	e.armPhase(c)
	e.armStep(c)
	if a := e.agentOf(c); a != nil {
		e.retype(a, c)
	}
}

// agentOf returns the agent at whom a contact rings or who has it, or nil.
func (e *Engine) agentOf(c *contact) *agent {
	switch {
	case c.OfferedTo != "":
		return e.agents[c.OfferedTo]
	case c.Agent != nil:
		return e.agents[c.Agent.UserID]
	}
	return nil
}

// retype gives an agent's leg the workload type that its contact has now. The
// agent sees the change in any case.
func (e *Engine) retype(a *agent, c *contact) {
	if l := a.Contact(c.ID); l != nil {
		l.WorkloadType = c.WorkloadType()
	}
	e.freed(a)
}

func (e *Engine) contactRescheduled(ev *strowger.ContactRescheduled) {
	c := e.touch(ev.ContactID, ev.At)
	c.ScheduledTimestamp, c.ExpiryTimestamp = ev.ScheduledTimestamp, ev.ExpiryTimestamp
	c.ScheduleUpdates++
	e.armPhase(c)
}
