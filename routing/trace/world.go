package trace

import (
	"slices"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// world is a snapshot at an instant, in which nouns can be looked up.
type world struct {
	*routing.Snapshot
	now      strowger.Time
	users    map[strowger.UserID]*strowger.User
	profiles map[strowger.RoutingProfileID]*strowger.RoutingProfile
	statuses map[strowger.AgentStatusID]*strowger.AgentStatus
}

func newWorld(s *routing.Snapshot, now strowger.Time) *world {
	return &world{
		Snapshot: s,
		now:      now,
		users:    byID(s.Users, func(u *strowger.User) strowger.UserID { return u.ID }),
		profiles: byID(s.RoutingProfiles, func(p *strowger.RoutingProfile) strowger.RoutingProfileID { return p.ID }),
		statuses: byID(s.AgentStatuses, func(x *strowger.AgentStatus) strowger.AgentStatusID { return x.ID }),
	}
}

func byID[K comparable, V any](list []V, id func(*V) K) map[K]*V {
	m := make(map[K]*V, len(list))
	for i := range list {
		m[id(&list[i])] = &list[i]
	}
	return m
}

func (w *world) profile(a *strowger.Agent) *strowger.RoutingProfile {
	return w.profiles[w.users[a.UserID].RoutingProfileID]
}

// isAgentQueue reports whether a queue is the queue of an agent.
func (w *world) isAgentQueue(id strowger.QueueID) bool {
	return w.users[strowger.UserID(id)] != nil
}

// inQueue reports whether a contact is in its queue; while it rings it still is
// (rule 3.3.3).
func inQueue(c *strowger.Contact) bool {
	return c.State == strowger.Waiting || c.State == strowger.Offered
}

// activeStep returns the index of the step that filters a contact, or -1; in an
// agent queue none does (rule 4.3.9).
func (w *world) activeStep(c *strowger.Contact) int {
	if w.isAgentQueue(c.QueueID) {
		return -1
	}
	return c.Criteria.Active()
}

// eligible is the predicate of section 2.3, line by line. It returns the first
// line that fails, "" if none does.
func (w *world) eligible(a *strowger.Agent, c *strowger.Contact) (candidate, routing.Reason) {
	k := candidate{contact: c, agent: a, own: c.QueueID == strowger.QueueID(a.UserID)}
	switch {
	case w.statuses[a.StatusID].Type != strowger.Routable:
		return k, routing.NotRoutable
	case a.NextStatusID != "":
		return k, routing.NextStatusChosen
	case slices.ContainsFunc(a.Contacts, func(l strowger.AgentContact) bool { return l.State.Unanswered() }):
		return k, routing.Unanswered
	}
	m, ok := w.profile(a).Media(c.Channel)
	if !ok {
		return k, routing.ChannelNotInProfile
	}
	if !k.own {
		row, why := w.visibleRow(a, c)
		if why != "" {
			return k, why
		}
		k.priority = row.Priority
	}
	if why := fits(m, a, c); why != "" {
		return k, why
	}
	if why := w.othersPermit(a, c); why != "" {
		return k, why
	}
	if i := w.activeStep(c); i >= 0 && !fulfils(w.users[a.UserID], c.Criteria.Steps[i].Expression) {
		return k, routing.StepNotFulfilled
	}
	return k, ""
}

// visibleRow returns the row of the agent's profile under which a contact can
// be seen, once it is old enough (rule 1.3.3, U9, U10).
func (w *world) visibleRow(a *strowger.Agent, c *strowger.Contact) (strowger.RoutingProfileQueue, routing.Reason) {
	for _, row := range w.profile(a).Queues {
		if row.QueueID != c.QueueID || row.Channel != c.Channel {
			continue
		}
		if row.DelaySeconds > 0 && w.now-w.delayStart(c) < strowger.Time(1000*row.DelaySeconds) {
			return row, routing.DelayNotPassed
		}
		return row, ""
	}
	for _, pair := range w.profile(a).ManualAssignmentQueues {
		if pair.QueueID == c.QueueID && pair.Channel == c.Channel {
			return strowger.RoutingProfileQueue{}, routing.ManualAssignmentOnly
		}
	}
	return strowger.RoutingProfileQueue{}, routing.QueueNotInProfile
}

// delayStart is from when the delays of rows count for a contact (U10).
func (w *world) delayStart(c *strowger.Contact) strowger.Time {
	if w.Instance.Routing.AgeAdjustmentCountsForDelay {
		return c.EnqueueTimestamp - strowger.Time(1000*c.QueueTimeAdjustmentSeconds)
	}
	return c.EnqueueTimestamp
}

// occupies reports whether a contact takes a slot of its agent (rules 2.2.3,
// 2.2.7).
func occupies(l strowger.AgentContact) bool { return l.State != strowger.Paused }

// outboundEmail reports whether an agent has begun the contact as an email, for
// which there are slots besides those of the channel (rule 2.1.2).
func outboundEmail(l strowger.AgentContact) bool {
	return l.Channel == strowger.Email &&
		(l.InitiationMethod == "OUTBOUND" || l.InitiationMethod == "AGENT_REPLY")
}

// held counts the slots an agent has in use for a channel, or with a workload
// type for that type alone.
func held(a *strowger.Agent, ch strowger.Channel, workload *string) int {
	n := 0
	for _, l := range a.Contacts {
		if occupies(l) && !outboundEmail(l) && l.Channel == ch && (workload == nil || l.WorkloadType == *workload) {
			n++
		}
	}
	return n
}

// slots is how many contacts of a channel a profile allows, over all workload
// types.
func slots(m strowger.MediaConcurrency) int {
	n := m.Concurrency
	for _, t := range m.WorkloadTypes {
		n += t.Concurrency
	}
	return n
}

// fits returns why no slot of a channel is free for a contact, "" if one is
// (rules 1.3.9, 2.1.4).
func fits(m strowger.MediaConcurrency, a *strowger.Agent, c *strowger.Contact) routing.Reason {
	if held(a, c.Channel, nil) >= slots(m) {
		return routing.ChannelFull
	}
	if len(m.WorkloadTypes) == 0 {
		return ""
	}
	workload := c.WorkloadType()
	row, ok := m.Workload(workload)
	switch {
	case !ok:
		return routing.WorkloadTypeNotServed
	case held(a, c.Channel, &workload) >= row.Concurrency:
		return routing.WorkloadTypeFull
	}
	return ""
}

// othersPermit returns why the contacts an agent holds do not all permit this
// one beside them, "" if they do (rules 2.2.1, 2.1.4, U17 to U20). Other
// channels come first.
func (w *world) othersPermit(a *strowger.Agent, c *strowger.Contact) (why routing.Reason) {
	for _, l := range a.Contacts {
		m, _ := w.profile(a).Media(l.Channel)
		row, _ := m.Workload(l.WorkloadType)
		anyOther := m.CrossChannel == strowger.RouteAnyChannel
		rule := row.Behavior
		if l.Behavior != "" { // from before the change (rule 2.2.9)
			rule = l.Behavior
		}
		if len(m.WorkloadTypes) > 0 || l.Behavior != "" {
			anyOther = rule == strowger.RouteAnyChannelAnyWorkload
		}
		switch {
		case !occupies(l), anyOther:
		case l.Channel != c.Channel:
			return routing.OtherChannelForbidden
		case outboundEmail(l):
		case len(m.WorkloadTypes) > 0 && l.WorkloadType != c.WorkloadType() &&
			rule != strowger.RouteCurrentChannelAnyWorkload:
			why = routing.OtherWorkloadForbidden
		}
	}
	return why
}

// fulfils reports whether a user matches an expression (section 4.2, U28, U29).
func fulfils(u *strowger.User, x *strowger.Expression) bool {
	switch {
	case x.Condition != nil:
		return meets(u, x.Condition)
	case x.NotCondition != nil:
		return !meets(u, x.NotCondition)
	case x.Or != nil:
		for i := range x.Or {
			if fulfils(u, &x.Or[i]) {
				return true
			}
		}
		return false
	}
	for i := range x.And {
		if !fulfils(u, &x.And[i]) {
			return false
		}
	}
	return true
}

func meets(u *strowger.User, c *strowger.AttributeCondition) bool {
	if c.Operator == strowger.Match {
		return slices.Contains(c.AgentIDs, u.ID)
	}
	for _, p := range u.Proficiencies {
		if p.Name == c.Name && p.Value == c.Value {
			return c.Operator == strowger.AtLeast && p.Level >= c.Level ||
				c.Operator == strowger.InRange && p.Level >= c.Min && p.Level <= c.Max
		}
	}
	return false
}
