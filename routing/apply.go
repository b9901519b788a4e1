package routing

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/strowger/strowger"
)

// Apply changes the state by an event. It cannot fail: an event that Decide or
// Settle has returned fits the state it was decided on, and a journal that holds
// anything else has been refused before. It panics on an event of unknown type.
func (e *Engine) Apply(ev strowger.Event) {
	if ev, ok := ev.(*strowger.TimeSetBack); ok {
		e.setBack(ev)
		return
	}
	if e.applyAgent(ev) || e.applyContact(ev) || e.applyConfig(ev) {
		return
	}
	panic(fmt.Sprintf("routing: unknown event %T", ev))
}

// at moves the latest time seen.
func (e *Engine) at(t strowger.Time) { e.now = max(e.now, t) }

// Whatever a contact points to is replaced, never changed in place: events,
// snapshots and completed contacts share it. Its Criteria and its Agent, and the
// contacts of an agent, are the engine's own.

// touch returns the contact an event is about, noting the time.
func (e *Engine) touch(id strowger.ContactID, at strowger.Time) *contact {
	e.at(at)
	c := e.contact(id)
	c.LastUpdateTimestamp = at
	return c
}

// applyContact applies an event of a contact on its way to an agent. It reports
// whether the event was one.
func (e *Engine) applyContact(ev strowger.Event) bool {
	switch ev := ev.(type) {
	case *strowger.ContactStarted:
		e.at(ev.At)
		e.contactStarted(ev)
	case *strowger.ContactActivated:
		e.contactActivated(ev)
	case *strowger.ContactUpdated:
		e.contactUpdated(ev)
	case *strowger.ContactRescheduled:
		e.contactRescheduled(ev)
	case *strowger.ContactTargetSet:
		c := e.touch(ev.ContactID, ev.At)
		c.TargetQueueID = ev.QueueID
		e.appoint(c)
	case *strowger.ContactRoutingChanged:
		c := e.touch(ev.ContactID, ev.At)
		e.regroup(c, func() {
			c.QueuePriority = ev.QueuePriority
			c.QueueTimeAdjustmentSeconds = ev.QueueTimeAdjustmentSeconds
		})
	case *strowger.CriteriaSet:
		c := e.touch(ev.ContactID, ev.At)
		e.regroup(c, func() { c.Criteria = e.stock.copyCriteria(ev.Criteria) })
		c.OfferedStep = 0 // the step under which it rings is no more (U33)
		e.armStep(c)
	case *strowger.ContactQueued:
		e.contactQueued(e.touch(ev.ContactID, ev.At), ev)
	case *strowger.ContactTransferred:
		e.touch(ev.ContactID, ev.At).NextContactID = ev.NextContactID
	case *strowger.CriteriaStepExpired:
		c := e.touch(ev.ContactID, ev.At)
		e.regroup(c, func() { expireStep(c, ev.Step) })
		e.armStep(c)
	case *strowger.FactsRecorded:
		c := e.touch(ev.ContactID, ev.At)
		facts := maps.Clone(c.Facts) // a snapshot may still hold the old map
		if facts == nil {
			facts = make(map[string]json.RawMessage)
		}
		maps.Copy(facts, ev.Facts)
		c.Facts = facts
	case *strowger.ContactCompleted:
		e.at(ev.At)
		c := e.contact(ev.Contact.ID)
		e.work.completed = slices.DeleteFunc(e.work.completed, func(x *contact) bool { return x == c })
		e.leave(c)
		e.lastContact = nil
	default:
		return false
	}
	return true
}

func (e *Engine) contactStarted(ev *strowger.ContactStarted) {
	c := e.enter(ev.Contact)
	c.Sequence = e.count(ev.Contact.Sequence)
	if c.ClientToken != "" {
		e.tokens.add(Token{At: ev.At, Token: c.ClientToken, ContactID: c.ID, RequestHash: c.RequestHash})
	}
	if linksTask(&c.Contact) {
		e.links.add(Link{At: ev.At, PreviousContactID: c.PreviousContactID})
	}
	e.armPhase(c)
}

// contactActivated runs a flow, for a customer who was called from the moment of
// the answer (rule 6.3).
func (e *Engine) contactActivated(ev *strowger.ContactActivated) {
	c := e.touch(ev.ContactID, ev.At)
	if c.State == strowger.Scheduled || c.State == strowger.Calling {
		c.ConnectedToSystemTimestamp = ev.At
	}
	c.State = strowger.InFlow
	if ev.FlowID != "" {
		c.FlowID = ev.FlowID
	}
	e.armPhase(c)
}

// contactQueued puts a contact into a queue, where its criteria begin with the
// first step (rules 4.3.1, 4.3.9).
func (e *Engine) contactQueued(c *contact, ev *strowger.ContactQueued) {
	e.renumber(c, e.count(ev.Sequence))
	scheduled := c.State == strowger.Scheduled
	c.State = strowger.Waiting
	if scheduled {
		e.armPhase(c)
	}
	c.QueueID, c.road = ev.QueueID, e.road(ev.QueueID)
	if c.EnqueueTimestamp != 0 && c.Callback == nil {
		c.RankTimestamp, c.RankSequence = 0, 0 // the age starts anew (U26), but not that of a callback (U16)
	}
	if c.Callback != nil && c.RankTimestamp == 0 { // it was moved here (rule 1.4.2)
		c.RankTimestamp, c.RankSequence = ev.At, c.Sequence
	}
	c.EnqueueTimestamp = ev.At
	c.DequeueTimestamp = 0
	if c.Criteria != nil {
		rewind(c.Criteria)
		c.Criteria.ActivationTimestamp = ev.At
		if c.road.owner == nil {
			startStep(c.Criteria, 0, ev.At)
		}
	}
	c.road.length++
	e.lineUp(c)
	e.wait(c)
	e.armStep(c)
}

// rewind takes criteria, which may be nil, back to where no step has begun, as
// they are outside of queues before an agent has joined (rule 4.3.8).
func rewind(c *strowger.RoutingCriteria) {
	if c == nil {
		return
	}
	c.ActivationTimestamp = 0
	for i := range c.Steps {
		c.Steps[i].Status, c.Steps[i].ExpiryTimestamp = strowger.StepInactive, 0
	}
}

// startStep makes a step active from an instant, which is not later than now.
func startStep(c *strowger.RoutingCriteria, i int, at strowger.Time) {
	if i >= len(c.Steps) {
		return
	}
	s := &c.Steps[i]
	s.Status, s.ExpiryTimestamp = strowger.StepActive, 0
	if s.ExpirySeconds > 0 {
		s.ExpiryTimestamp = at.Add(s.ExpirySeconds)
	}
}

// expireStep gives way to the next step, which runs from the moment at which the
// old one was over, however late that is noticed (rule 4.3.4).
func expireStep(c *contact, i int) {
	s := &c.Criteria.Steps[i]
	s.Status = strowger.StepExpired
	startStep(c.Criteria, i+1, s.ExpiryTimestamp)
}

// armStep arms the timer of the active step of a contact in a queue.
func (e *Engine) armStep(c *contact) {
	var at strowger.Time
	queued := c.State == strowger.Waiting || c.State == strowger.Offered
	if i := c.Criteria.Active(); i >= 0 && queued && c.road.owner == nil {
		at = c.Criteria.Steps[i].ExpiryTimestamp
	}
	e.arm(c, stepTimer, at)
}

// armPhase arms the timers that depend on the state of the contact alone, and
// counts it.
func (e *Engine) armPhase(c *contact) {
	var schedule, expiry strowger.Time
	switch {
	case c.State == strowger.Scheduled:
		schedule = c.ScheduledTimestamp
	case c.Callback != nil && (c.State == strowger.Dialling || c.State == strowger.WithAgent):
		// A callback can be too old in its queue only (rule 5.10).
	case !c.Done():
		expiry = c.ExpiryTimestamp
	}
	e.appoint(c)
	e.arm(c, scheduleTimer, schedule)
	e.arm(c, expiryTimer, expiry)
	e.arm(c, callTimer, c.callEnds())
	e.tally(c)
}

// callEnds returns when the house gives up calling a customer, 0 if it does not
// call.
func (c *contact) callEnds() strowger.Time {
	if c.State != strowger.Calling {
		return 0
	}
	return c.InitiationTimestamp.Add(c.Outbound.RingSeconds)
}

// leaveQueue takes a contact that waits or rings out of its queue for good.
func (e *Engine) leaveQueue(c *contact, at strowger.Time) {
	if c.State != strowger.Waiting && c.State != strowger.Offered {
		return
	}
	e.unwait(c)
	c.road.length--
	c.lineOut()
	c.DequeueTimestamp = at
	e.arm(c, stepTimer, 0)
	e.arm(c, ringTimer, 0)
}

func (e *Engine) isAgentQueue(id strowger.QueueID) bool {
	_, ok := e.agents[strowger.UserID(id)]
	return ok
}
