package routing

import (
	"cmp"
	"slices"

	"github.com/strowger/strowger"
)

// obstacle walks through the predicate of section 2.3 line by line and stops at
// the first that fails.
func (e *Engine) obstacle(now strowger.Time, a *agent, c *contact) Obstacle {
	o := Obstacle{ContactID: c.ID, UserID: a.UserID}
	_ = e.blockedByAgent(a, &o) ||
		e.blockedByProfile(now, a, c, &o) ||
		e.blockedBySlots(a, c, &o) ||
		e.blockedByHeld(a, c, &o) ||
		e.blockedByStep(a, c, &o)
	if end := c.ExpiryTimestamp; end != 0 && o.At >= end { // nobody waits any more then
		o.At = 0
		if o.Change == PassedTime {
			o.Change = o.Reason.change()
		}
	}
	return o
}

// change returns what removes an obstacle that time alone does not.
func (r Reason) change() Change {
	if r == DelayNotPassed {
		return ProfileChange
	}
	return CriteriaChange
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
	return e.blame(a, o, Unanswered, 1, func(l *strowger.AgentContact) bool { return l.State.Unanswered() })
}

// blame blocks because of contacts at the agent that are in the way, some of
// which must go. Where so many of them go by themselves, it names the one that
// is the last to, and when; or else the first of all.
func (e *Engine) blame(a *agent, o *Obstacle, r Reason, some int, inTheWay func(*strowger.AgentContact) bool) bool {
	var going []*strowger.AgentContact
	for i := range a.Contacts {
		l := &a.Contacts[i]
		if !inTheWay(l) {
			continue
		}
		if o.Reason == "" {
			o.Reason, o.Change, o.Held = r, ClearedContact, l.ContactID
		}
		if e.goes(l) != 0 {
			going = append(going, l)
		}
	}
	if o.Reason == "" || len(going) < some {
		return o.Reason != ""
	}
	slices.SortStableFunc(going, func(l, m *strowger.AgentContact) int { return cmp.Compare(e.goes(l), e.goes(m)) })
	last := going[some-1]
	o.At, o.Held = e.goes(last), last.ContactID
	return true
}

// goes returns when a contact leaves its agent if nobody does anything, 0 for
// never: when its after contact work is over, to which one that goes on comes
// when it is too old. What rings is missed then, and stays.
func (e *Engine) goes(l *strowger.AgentContact) strowger.Time {
	if l.State == strowger.Ended {
		return l.Expires
	}
	c, ok := e.contacts[l.ContactID]
	if !ok || !l.State.Live() || c.Callback != nil || c.ExpiryTimestamp == 0 {
		return 0
	}
	return e.workExpires(c, c.ExpiryTimestamp)
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
		if r.DelaySeconds == 0 || at <= now {
			return false
		}
		o.Reason, o.Change, o.At = DelayNotPassed, PassedTime, at
		return true
	}
	o.Reason, o.Change = QueueNotInProfile, ProfileChange
	if slices.Contains(p.ManualAssignmentQueues, pair) {
		o.Reason = ManualAssignmentOnly
	}
	return true
}

// blockedBySlots: the agent has no slot for the channel or the workload type.
func (e *Engine) blockedBySlots(a *agent, c *contact, o *Obstacle) bool {
	m, _ := a.crew.profile.Media(c.Channel)
	same := func(l *strowger.AgentContact) bool { return l.TakesSlot() && l.Channel == c.Channel }
	if held := a.holds(c.Channel); held >= limit(m) {
		return e.blame(a, o, ChannelFull, held-limit(m)+1, same)
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
	return e.blame(a, o, WorkloadTypeFull, n-w.Concurrency+1, sameType)
}

// blockedByHeld: a contact that the agent holds permits no other channel, or no
// other workload type of its channel, beside it. All such contacts must go.
func (e *Engine) blockedByHeld(a *agent, c *contact, o *Obstacle) bool {
	m := a.crew.media[c.Channel.Index()]
	typed := m != nil && len(m.WorkloadTypes) > 0
	for _, reason := range []Reason{OtherChannelForbidden, OtherWorkloadForbidden} {
		n := 0
		forbids := func(l *strowger.AgentContact) bool {
			if !occupies(l.State) || (l.Channel != c.Channel) != (reason == OtherChannelForbidden) {
				return false
			}
			if l.Channel != c.Channel {
				return !permitsOthers(a.crew.media[l.Channel.Index()], l)
			}
			return typed && l.TakesSlot() && l.WorkloadType != c.WorkloadType() && !permitsTypes(m, l)
		}
		for i := range a.Contacts {
			if forbids(&a.Contacts[i]) {
				n++
			}
		}
		if n == 0 {
			continue
		}
		return e.blame(a, o, reason, n, forbids)
	}
	return false
}

// blockedByStep: the active step asks for what the agent does not have. Time
// removes that if a later step does not, or when the last one is over.
func (e *Engine) blockedByStep(a *agent, c *contact, o *Obstacle) bool {
	i := c.Criteria.Active()
	if i < 0 || c.road.owner != nil || matches(a.user, c.Criteria.Steps[i].Expression) {
		return false
	}
	o.Reason, o.Change = StepNotFulfilled, CriteriaChange
	steps := c.Criteria.Steps
	at := steps[i].ExpiryTimestamp
	for i++; at != 0 && i < len(steps) && !matches(a.user, steps[i].Expression); i++ {
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
