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

// eligible is the predicate of section 2.3, line by line.
func (w *world) eligible(a *strowger.Agent, c *strowger.Contact) (candidate, bool) {
	k := candidate{contact: c, agent: a, own: c.QueueID == strowger.QueueID(a.UserID)}
	if w.statuses[a.StatusID].Type != strowger.Routable || a.NextStatusID != "" {
		return k, false
	}
	if slices.ContainsFunc(a.Contacts, func(l strowger.AgentContact) bool { return l.State.Unanswered() }) {
		return k, false
	}
	if !k.own {
		row, ok := w.visibleRow(a, c)
		if !ok {
			return k, false
		}
		k.priority = row.Priority
	}
	if !w.fits(a, c) || !w.othersPermit(a, c) {
		return k, false
	}
	if i := w.activeStep(c); i >= 0 && !fulfils(w.users[a.UserID], &c.Criteria.Steps[i].Expression) {
		return k, false
	}
	return k, true
}

// visibleRow returns the row of the agent's profile under which a contact can
// be seen, once it is old enough (rule 1.3.3, U9, U10).
func (w *world) visibleRow(a *strowger.Agent, c *strowger.Contact) (strowger.RoutingProfileQueue, bool) {
	for _, row := range w.profile(a).Queues {
		if row.QueueID == c.QueueID && row.Channel == c.Channel {
			return row, w.now-c.EnqueueTimestamp >= strowger.Time(1000*row.DelaySeconds)
		}
	}
	return strowger.RoutingProfileQueue{}, false
}

// occupies reports whether a contact takes a slot of its agent (rules 2.2.3,
// 2.2.7).
func occupies(l strowger.AgentContact) bool { return l.State != strowger.Paused }

// held counts the slots an agent has in use for a channel, or with a workload
// type for that type alone.
func held(a *strowger.Agent, ch strowger.Channel, workload *string) int {
	n := 0
	for _, l := range a.Contacts {
		if occupies(l) && l.Channel == ch && (workload == nil || l.WorkloadType == *workload) {
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

// fits reports whether the channel is in the profile and a slot is free (rules
// 1.3.9, 2.1.4).
func (w *world) fits(a *strowger.Agent, c *strowger.Contact) bool {
	m, ok := w.profile(a).Media(c.Channel)
	if !ok || held(a, c.Channel, nil) >= slots(m) {
		return false
	}
	if len(m.WorkloadTypes) == 0 {
		return true
	}
	workload := c.WorkloadType()
	row, ok := m.Workload(workload)
	return ok && held(a, c.Channel, &workload) < row.Concurrency
}

// othersPermit reports whether each contact the agent holds permits this one
// beside it (rules 2.2.1, 2.1.4, U17 to U20).
func (w *world) othersPermit(a *strowger.Agent, c *strowger.Contact) bool {
	for _, l := range a.Contacts {
		m, _ := w.profile(a).Media(l.Channel)
		row, _ := m.Workload(l.WorkloadType)
		var permits bool
		switch {
		case !occupies(l):
			permits = true
		case len(m.WorkloadTypes) == 0:
			permits = l.Channel == c.Channel || m.CrossChannel == strowger.RouteAnyChannel
		case l.Channel != c.Channel:
			permits = row.Behavior == strowger.RouteAnyChannelAnyWorkload
		case l.WorkloadType != c.WorkloadType():
			permits = row.Behavior == strowger.RouteAnyChannelAnyWorkload ||
				row.Behavior == strowger.RouteCurrentChannelAnyWorkload
		default:
			permits = true
		}
		if !permits {
			return false
		}
	}
	return true
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
