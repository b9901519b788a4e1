package routing

import (
	"slices"

	"github.com/strowger/strowger"
)

// obstacle walks through the predicate of section 2.3 line by line and stops at
// the first that fails.
func (e *Engine) obstacle(now strowger.Time, a *agent, c *contact) Obstacle {
	o := Obstacle{ContactID: c.ID, UserID: a.UserID}
	_ = e.blockedByAgent(a, &o) ||
		e.blockedByProfile(now, a, c, &o) ||
		blockedBySlots(a, c, &o) ||
		blockedByHeld(a, c, &o) ||
		e.blockedByStep(a, c, &o)
	return o
}

// blockedByAgent: the agent takes nothing at all.
func (e *Engine) blockedByAgent(a *agent, o *Obstacle) bool {
	status, ok := e.statuses.Get(a.StatusID)
	switch {
	case !ok || status.Type != strowger.Routable:
		o.Reason, o.Change = NotRoutable, StatusChange
		return true
	case a.NextStatusID != "":
		o.Reason, o.Change = NextStatusChosen, StatusChange
		return true
	}
	return o.blame(a, Unanswered, func(l *strowger.AgentContact) bool { return l.State.Unanswered() })
}

// blame blocks because of a contact at the agent that is in the way: the first
// whose after contact work ends by itself, or else the first.
func (o *Obstacle) blame(a *agent, r Reason, inTheWay func(*strowger.AgentContact) bool) bool {
	for i := range a.Contacts {
		l := &a.Contacts[i]
		if !inTheWay(l) {
			continue
		}
		if o.Reason == "" {
			o.Reason, o.Change, o.Held = r, ClearedContact, l.ContactID
		}
		if l.State == strowger.Ended && l.Expires > 0 && (o.At == 0 || l.Expires < o.At) {
			o.At, o.Held = l.Expires, l.ContactID
		}
	}
	return o.Reason != ""
}

// blockedByProfile: the routing profile does not lead from the queue to the
// agent, or not yet.
func (e *Engine) blockedByProfile(now strowger.Time, a *agent, c *contact, o *Obstacle) bool {
	p := a.crew.profile
	if _, ok := p.Media(c.Channel); !ok {
		o.Reason, o.Change = ChannelNotInProfile, ProfileChange
		return true
	}
	if c.QueueID == strowger.QueueID(a.UserID) {
		return false
	}
	pair := strowger.QueueReference{QueueID: c.QueueID, Channel: c.Channel}
	for _, r := range p.Queues {
		if r.QueueReference != pair {
			continue
		}
		at := e.delayStart(c).Add(int64(r.DelaySeconds))
		if at > now {
			o.Reason, o.Change, o.At = DelayNotPassed, PassedTime, at
		}
		return at > now
	}
	o.Reason, o.Change = QueueNotInProfile, ProfileChange
	if slices.Contains(p.ManualAssignmentQueues, pair) {
		o.Reason = ManualAssignmentOnly
	}
	return true
}

// blockedBySlots: the agent has no slot for the channel or the workload type.
func blockedBySlots(a *agent, c *contact, o *Obstacle) bool {
	m, _ := a.crew.profile.Media(c.Channel)
	same := func(l *strowger.AgentContact) bool { return l.TakesSlot() && l.Channel == c.Channel }
	if held := a.holds(c.Channel); held >= limit(m) {
		o.blame(a, ChannelFull, same)
		if held > limit(m) {
			o.At = 0 // one slot less is not enough
		}
		return true
	}
	if len(m.WorkloadTypes) == 0 {
		return false
	}
	w, ok := m.Workload(c.WorkloadType())
	if !ok {
		o.Reason, o.Change = WorkloadTypeNotServed, ProfileChange
		return true
	}
	n := 0
	sameType := func(l *strowger.AgentContact) bool { return same(l) && l.WorkloadType == c.WorkloadType() }
	for i := range a.Contacts {
		if sameType(&a.Contacts[i]) {
			n++
		}
	}
	if n < w.Concurrency {
		return false
	}
	o.blame(a, WorkloadTypeFull, sameType)
	if n > w.Concurrency {
		o.At = 0
	}
	return true
}

// blockedByHeld: a contact that the agent holds permits no other channel, or no
// other workload type of its channel, beside it. All such contacts must go, so
// the obstacle goes by itself only where there is one.
func blockedByHeld(a *agent, c *contact, o *Obstacle) bool {
	p := a.crew.profile
	for _, reason := range []Reason{OtherChannelForbidden, OtherWorkloadForbidden} {
		n := 0
		forbids := func(l *strowger.AgentContact) bool {
			if !occupies(l.State) || (l.Channel != c.Channel) != (reason == OtherChannelForbidden) {
				return false
			}
			if l.Channel != c.Channel {
				return !permitsOthers(a.crew.media[l.Channel.Index()], l)
			}
			return l.TakesSlot() && !permitsType(p, l, c.WorkloadType())
		}
		for i := range a.Contacts {
			if forbids(&a.Contacts[i]) {
				n++
			}
		}
		if n == 0 {
			continue
		}
		o.blame(a, reason, forbids)
		if n > 1 {
			o.At = 0
		}
		return true
	}
	return false
}

// permitsType reports whether a held contact permits one of its own channel with
// a workload type beside it.
func permitsType(p *strowger.RoutingProfile, held *strowger.AgentContact, workload string) bool {
	m, _ := p.Media(held.Channel)
	if len(m.WorkloadTypes) == 0 || held.WorkloadType == workload {
		return true
	}
	w, _ := m.Workload(held.WorkloadType)
	return w.Behavior == strowger.RouteAnyChannelAnyWorkload || w.Behavior == strowger.RouteCurrentChannelAnyWorkload
}

// blockedByStep: the active step asks for what the agent does not have. Time
// removes that if a later step does not, or when the last one is over.
func (e *Engine) blockedByStep(a *agent, c *contact, o *Obstacle) bool {
	i := c.Criteria.Active()
	if i < 0 || c.road.owner != nil || matches(a.user, &c.Criteria.Steps[i].Expression) {
		return false
	}
	o.Reason, o.Change = StepNotFulfilled, CriteriaChange
	steps := c.Criteria.Steps
	at := steps[i].ExpiryTimestamp
	for i++; at != 0 && i < len(steps) && !matches(a.user, &steps[i].Expression); i++ {
		if steps[i].ExpirySeconds == 0 {
			return true
		}
		at = at.Add(steps[i].ExpirySeconds)
	}
	o.At = at
	if at != 0 {
		o.Change = PassedTime
	}
	return true
}
