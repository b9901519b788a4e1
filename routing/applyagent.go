package routing

import (
	"github.com/strowger/strowger"
)

// applyAgent applies an event of a contact at an agent or of the agent's
// status. It reports whether the event was one.
func (e *Engine) applyAgent(ev strowger.Event) bool {
	switch ev := ev.(type) {
	case *strowger.ContactOffered:
		e.contactOffered(ev)
	case *strowger.OfferMissed:
		e.offerEnded(ev.ContactID, ev.UserID, ev.At, strowger.Missed, strowger.NotAnswered)
	case *strowger.OfferRejected:
		e.offerEnded(ev.ContactID, ev.UserID, ev.At, ev.State, strowger.Declined)
	case *strowger.ContactAccepted:
		e.contactAccepted(ev)
	case *strowger.ContactDialled:
		e.contactDialled(ev)
	case *strowger.CallbackPostponed:
		e.callbackPostponed(ev)
	case *strowger.ContactConnected:
		e.contactConnected(ev)
	case *strowger.ContactHeld:
		c := e.touch(ev.ContactID, ev.At)
		c.Agent.HoldSince = ev.At
		e.setLeg(ev.UserID, ev.ContactID, strowger.OnHold, ev.At, 0)
	case *strowger.ContactUnheld:
		c := e.touch(ev.ContactID, ev.At)
		c.endHold(ev.At)
		e.setLeg(ev.UserID, ev.ContactID, strowger.Connected, ev.At, 0)
	case *strowger.ParticipantMuted:
		e.at(ev.At)
		a := e.agent(ev.UserID)
		if l := a.Contact(ev.ContactID); l != nil {
			l.Muted = ev.Muted
		}
		a.version++
	case *strowger.ContactPaused:
		e.contactPaused(ev)
	case *strowger.ContactResumed:
		e.contactResumed(ev)
	case *strowger.ContactDisconnected:
		e.contactDisconnected(ev)
	case *strowger.AgentContactCleared:
		e.contactCleared(ev)
	case *strowger.AgentStatusChanged:
		e.statusChanged(ev)
	case *strowger.NextStatusSet:
		e.at(ev.At)
		a := e.agent(ev.UserID)
		a.NextStatusID, a.NextStatusSince = ev.StatusID, ev.At
		if ev.StatusID == "" {
			a.NextStatusSince = 0
		}
		e.freed(a)
	default:
		return false
	}
	return true
}

func (e *Engine) contactOffered(ev *strowger.ContactOffered) {
	c := e.touch(ev.ContactID, ev.At)
	e.unwait(c)
	c.line.waiting--
	c.State = strowger.Offered
	c.OfferedTo, c.OfferedStep = ev.UserID, ev.Step
	c.RingStartTimestamp = ev.At
	c.ConnectionAttempts++
	e.arm(c, ringTimer, ev.Expires)
	state := strowger.Connecting
	if c.Callback != nil {
		state = strowger.Incoming
	}
	e.addLeg(e.agent(ev.UserID), c, state, ev.At, ev.Expires)
}

// addLeg gives an agent a leg of a contact.
func (e *Engine) addLeg(a *agent, c *contact, s strowger.AgentContactState, at, expires strowger.Time) {
	a.Contacts = append(a.Contacts, strowger.AgentContact{
		ContactID:        c.ID,
		InitialContactID: c.InitialContactID,
		InitiationMethod: c.InitiationMethod,
		Channel:          c.Channel,
		WorkloadType:     c.WorkloadType(),
		QueueID:          c.QueueID,
		EnqueueTimestamp: c.EnqueueTimestamp,
		State:            s,
		StateSince:       at,
		Expires:          expires,
	})
	e.occupied(a)
}

// offerEnded returns a contact that was not taken to its place in the queue,
// which it has not left (rule 3.3.3). The agent keeps the leg until it is
// cleared.
func (e *Engine) offerEnded(id strowger.ContactID, user strowger.UserID, at strowger.Time, s strowger.AgentContactState, why strowger.NonResponse) {
	c := e.touch(id, at)
	e.arm(c, ringTimer, 0)
	c.State, c.OfferedTo, c.OfferedStep = strowger.Waiting, "", 0
	c.line.waiting++
	e.unanswered(user, id, s, at, why)
	e.wait(c)
}

func (e *Engine) contactConnected(ev *strowger.ContactConnected) {
	c, sequence := e.touch(ev.ContactID, ev.At), e.count(ev.Sequence)
	if c.State == strowger.Offered {
		e.taken(c, ev.UserID, ev.At, sequence)
	}
	c.join(c.OfferedStep - 1)
	c.State, c.OfferedStep = strowger.WithAgent, 0
	c.Agent = e.stock.part(strowger.ContactAgent{
		UserID: ev.UserID, ConnectedTimestamp: ev.At, HierarchyGroupID: e.agent(ev.UserID).habits.group,
	})
	if c.ConnectedToSystemTimestamp == 0 {
		c.ConnectedToSystemTimestamp = ev.At // the far end has answered (rule 6.3)
	}
	e.setLeg(ev.UserID, ev.ContactID, strowger.Connected, ev.At, 0)
}

// taken takes a contact that rings out of its queue, for the agent has accepted
// it. Both clocks of idle time start anew (U3).
func (e *Engine) taken(c *contact, user strowger.UserID, at strowger.Time, sequence int64) {
	e.leaveQueue(c, at)
	c.OfferedTo = ""
	a := e.agent(user)
	a.restartActivity(at, sequence)
	a.restartInbound(at, sequence)
}

// join marks the step under which the offer was made, if there was one, even if
// it has expired since, and leaves no other step active (U32).
func (c *contact) join(step int) {
	if c.Criteria == nil {
		return
	}
	for i := range c.Criteria.Steps {
		s := &c.Criteria.Steps[i]
		if i == step {
			s.Status = strowger.StepJoined
		} else if s.Status == strowger.StepActive {
			s.Status, s.ExpiryTimestamp = strowger.StepInactive, 0
		}
	}
}

func (e *Engine) contactPaused(ev *strowger.ContactPaused) {
	c := e.touch(ev.ContactID, ev.At)
	c.PausedSince, c.LastPausedTimestamp = ev.At, ev.At
	c.TotalPauseCount++
	if c.State == strowger.WithAgent {
		e.setLeg(c.Agent.UserID, c.ID, strowger.Paused, ev.At, 0)
		e.slotFreed(e.agent(c.Agent.UserID))
		return
	}
	if c.State == strowger.Waiting {
		e.leaveQueue(c, ev.At)
		rewind(c.Criteria)
		c.State = strowger.Dequeued
	}
}

func (e *Engine) contactResumed(ev *strowger.ContactResumed) {
	c := e.touch(ev.ContactID, ev.At)
	c.endPause(ev.At)
	c.LastResumedTimestamp = ev.At
	if c.State == strowger.WithAgent {
		e.setLeg(c.Agent.UserID, c.ID, strowger.Connected, ev.At, 0)
	}
}

func (e *Engine) contactDisconnected(ev *strowger.ContactDisconnected) {
	c := e.touch(ev.ContactID, ev.At)
	c.DisconnectTimestamp, c.DisconnectReason = ev.At, ev.Reason
	c.endPause(ev.At)
	offeredTo, was := c.OfferedTo, c.State
	e.leaveQueue(c, ev.At)
	e.disarmAll(c)
	c.OfferedTo, c.OfferedStep = "", 0
	if was == strowger.WithAgent {
		c.State = strowger.AfterContactWork
		if ev.WorkExpires != 0 {
			e.renumber(c, e.count(ev.Sequence))
		}
		e.tally(c)
		c.endHold(ev.At)
		c.Agent.AfterContactStart = ev.At
		e.arm(c, workTimer, ev.WorkExpires)
		e.setLeg(c.Agent.UserID, c.ID, strowger.Ended, ev.At, ev.WorkExpires)
		return
	}
	if was == strowger.Dialling {
		e.setLeg(c.Agent.UserID, c.ID, strowger.Failed, ev.At, 0) // rule 3.6.1
	}
	if was == strowger.Offered {
		why := strowger.Withdrawn
		if ev.Reason == strowger.CustomerDisconnect {
			why = strowger.CustomerLeft
		}
		e.unanswered(offeredTo, c.ID, strowger.Rejected, ev.At, why) // rule 3.3.5
	}
	c.deactivate()
	e.complete(c)
}

// contactCleared frees the slot. Clearing after contact work completes the
// contact; clearing an offer that was not taken does nothing to it.
func (e *Engine) contactCleared(ev *strowger.AgentContactCleared) {
	e.at(ev.At)
	a, sequence := e.agent(ev.UserID), e.count(ev.Sequence)
	a.restartActivity(ev.At, sequence)
	if l := a.Contact(ev.ContactID); l != nil && !l.Outbound() {
		a.restartInbound(ev.At, sequence) // rule 1.2.4
	}
	a.drop(ev.ContactID)
	e.freed(a)
	e.slotFreed(a)
	c := e.contact(ev.ContactID)
	if c == nil || c.State != strowger.AfterContactWork || c.Agent.UserID != ev.UserID {
		return
	}
	c.Agent.AfterContactEnd = ev.At
	e.arm(c, workTimer, 0)
	e.complete(c)
}

// complete marks a contact to which nothing more will happen; Settle then takes
// it out of the engine.
func (e *Engine) complete(c *contact) {
	c.State = strowger.Completed
	e.appoint(c)
	e.tally(c)
	e.work.completed = append(e.work.completed, c)
}

// deactivate ends the criteria of a contact whose customer has left (rule
// 4.3.6).
func (c *contact) deactivate() {
	if i := c.Criteria.Active(); i >= 0 {
		c.Criteria.Steps[i].Status = strowger.StepDeactivated
	}
}

func (c *contact) endHold(at strowger.Time) {
	if p := c.Agent; p.HoldSince != 0 {
		p.HoldMillis += int64(at - p.HoldSince)
		p.HoldSince = 0
	}
}

func (c *contact) endPause(at strowger.Time) {
	if c.PausedSince == 0 {
		return
	}
	paused := int64(at - c.PausedSince)
	c.PausedSince = 0
	c.TotalPauseMillis += paused
	if c.State == strowger.WithAgent {
		c.Agent.PauseMillis += paused
	}
}
