package routing

import (
	"slices"

	"github.com/strowger/strowger"
)

// The eligibility predicate of section 2.3, in the parts in which the indexes
// need it: what an agent can take at all (opens), of a workload type
// (admits), and whether it has the proficiencies (matches).

// openings returns for each channel whether the agent could be offered some
// contact of it now: the agent is available, nothing blocks it, a slot is free
// and every contact of another channel that it holds permits this one (rules
// 2.2.1 to 2.2.4).
func (e *Engine) openings(a *agent) (open [len(strowger.Channels)]bool) {
	status, ok := e.statuses.Get(a.StatusID)
	if !ok || status.Type != strowger.Routable || a.NextStatusID != "" {
		return open
	}
	var taken [len(strowger.Channels)]int // slots
	only := -1                            // the channel to which what the agent holds restricts it
	for i := range a.Contacts {
		held := &a.Contacts[i]
		if held.State.Unanswered() {
			return open
		}
		ch := held.Channel.Index()
		if held.TakesSlot() {
			taken[ch]++
		}
		if occupies(held.State) && !permitsOthers(a.crew.media[ch], held) {
			if only >= 0 && only != ch {
				return open
			}
			only = ch
		}
	}
	for i, m := range a.crew.media {
		open[i] = m != nil && taken[i] < limit(*m) && (only < 0 || only == i)
	}
	return open
}

// delayStart returns the instant from which the delays of rows count for a
// contact: when it was queued, with its age adjustment where the instance says
// so (U10).
func (e *Engine) delayStart(c *contact) strowger.Time {
	if e.instance.Routing.AgeAdjustmentCountsForDelay {
		return c.EnqueueTimestamp.Add(-c.QueueTimeAdjustmentSeconds)
	}
	return c.EnqueueTimestamp
}

// occupies reports whether a contact in this state takes a slot. Paused tasks
// do not (rules 2.2.3, 2.2.7).
func occupies(s strowger.AgentContactState) bool { return s != strowger.Paused }

// limit returns how many contacts of a channel fit in all, over its workload
// types where it has them.
func limit(m strowger.MediaConcurrency) int {
	n := m.Concurrency
	for i := range m.WorkloadTypes {
		n += m.WorkloadTypes[i].Concurrency
	}
	return n
}

// behavior returns what a held contact permits beside it: what its channel and
// workload type do now, or did before the channel changed from one kind of
// limit to the other (rule 2.2.9). It is empty for a channel that the profile no
// longer has, for which m is nil, and for such a workload type; they permit
// nothing else (U17, U18).
func behavior(m *strowger.MediaConcurrency, held *strowger.AgentContact) strowger.WorkloadBehavior {
	switch {
	case held.Behavior != "":
		return held.Behavior
	case m == nil:
		return ""
	case len(m.WorkloadTypes) > 0:
		w, _ := m.Workload(held.WorkloadType)
		return w.Behavior
	case m.CrossChannel == strowger.RouteAnyChannel:
		return strowger.RouteAnyChannelAnyWorkload
	}
	return strowger.RouteCurrentChannelAnyWorkload
}

// permitsOthers reports whether holding a contact permits contacts of other
// channels.
func permitsOthers(m *strowger.MediaConcurrency, held *strowger.AgentContact) bool {
	return behavior(m, held) == strowger.RouteAnyChannelAnyWorkload
}

// permitsTypes reports whether holding a contact permits other workload types of
// its channel.
func permitsTypes(m *strowger.MediaConcurrency, held *strowger.AgentContact) bool {
	b := behavior(m, held)
	return b == strowger.RouteAnyChannelAnyWorkload || b == strowger.RouteCurrentChannelAnyWorkload
}

// admits reports whether a contact of a workload type fits into an open
// channel. Where the channel has no workload types every contact does; where it
// has, a type without a row never does (rule 2.1.4).
func (a *agent) admits(ch strowger.Channel, workload string) bool {
	m := a.crew.media[ch.Index()]
	if m == nil || len(m.WorkloadTypes) == 0 {
		return true
	}
	row, ok := m.Workload(workload)
	if !ok {
		return false
	}
	same := 0
	for i := range a.Contacts {
		held := &a.Contacts[i]
		switch {
		case held.Channel != ch || !held.TakesSlot():
		case held.WorkloadType == workload:
			same++
		case !permitsTypes(m, held):
			return false
		}
	}
	return same < row.Concurrency
}

// matches reports whether an agent fulfils an expression (rule 4.2).
func matches(u *strowger.User, x *strowger.Expression) bool {
	switch {
	case x == nil:
		return true
	case x.Condition != nil:
		return holds(u, x.Condition)
	case x.NotCondition != nil:
		return !holds(u, x.NotCondition) // U28, U29
	case x.And != nil:
		for i := range x.And {
			if !matches(u, &x.And[i]) {
				return false
			}
		}
		return true
	}
	for i := range x.Or {
		if matches(u, &x.Or[i]) {
			return true
		}
	}
	return false
}

// holds reports whether a condition holds for a user; without the attribute it
// does not (U28).
func holds(u *strowger.User, c *strowger.AttributeCondition) bool {
	if c.Operator == strowger.Match {
		return slices.Contains(c.AgentIDs, u.ID)
	}
	for _, p := range u.Proficiencies {
		if p.Name != c.Name || p.Value != c.Value {
			continue
		}
		if c.Operator == strowger.InRange {
			return c.Min <= p.Level && p.Level <= c.Max
		}
		return p.Level >= c.Level
	}
	return false
}

// sees reports whether an open agent can take the contacts of a group.
func (a *agent) sees(g *group) bool {
	if !a.admits(g.lane.key.Channel, g.key.workload) {
		return false
	}
	x := g.key.expression
	return x == nil || x.fulfilledBy(a)
}
