package routing

import (
	"cmp"
	"slices"

	"github.com/strowger/strowger"
)

// Reason is the first rule that keeps a contact and an agent apart, in the order
// of the predicate of section 2.3.
type Reason string

// The reasons, in their order. The zero Reason keeps nobody apart.
const (
	NotRoutable            Reason = "NOT_ROUTABLE"                 // the agent's status is not Available (rule 3.1.1)
	NextStatusChosen       Reason = "NEXT_STATUS_CHOSEN"           // the agent waits for another status (3.2.1)
	Unanswered             Reason = "UNANSWERED"                   // a contact offered in vain is not cleared (2.2.4)
	ChannelNotInProfile    Reason = "CHANNEL_NOT_IN_PROFILE"       // rule 1.3.9
	QueueNotInProfile      Reason = "QUEUE_NOT_IN_PROFILE"         // no row for queue and channel (4.3.2)
	ManualAssignmentOnly   Reason = "MANUAL_ASSIGNMENT_ONLY"       // the pair is in the manual list alone (5.9)
	DelayNotPassed         Reason = "DELAY_NOT_PASSED"             // rule 1.3.3
	ChannelFull            Reason = "CHANNEL_FULL"                 // no slot is free (2.1.1, 2.2.3)
	WorkloadTypeNotServed  Reason = "WORKLOAD_TYPE_NOT_IN_PROFILE" // rule 2.1.4
	WorkloadTypeFull       Reason = "WORKLOAD_TYPE_FULL"           // rule 2.1.4
	OtherChannelForbidden  Reason = "OTHER_CHANNEL_FORBIDDEN"      // a held contact permits its channel only (2.2.1)
	OtherWorkloadForbidden Reason = "OTHER_WORKLOAD_FORBIDDEN"     // a held contact permits its type only (2.1.4)
	StepNotFulfilled       Reason = "STEP_NOT_FULFILLED"           // of the routing criteria (4.3.1)
)

// Change is a kind of change that removes an obstacle.
type Change string

// The kinds of change.
const (
	StatusChange   Change = "STATUS"   // the agent chooses Available
	ClearedContact Change = "CLEAR"    // Obstacle.Held is cleared at the agent
	ProfileChange  Change = "PROFILE"  // of the agent, or of what the profile holds
	PassedTime     Change = "TIME"     // nothing but time has to pass
	CriteriaChange Change = "CRITERIA" // other criteria, or other proficiencies
)

// Obstacle says why a waiting contact is not offered to an agent: the first
// rule that keeps them apart, and what would remove it. Another obstacle may
// then appear behind it.
type Obstacle struct {
	ContactID strowger.ContactID
	UserID    strowger.UserID
	Reason    Reason
	Change    Change

	// At is the instant at which the obstacle goes away by itself if nothing
	// else happens, 0 if it does not while the contact waits, which it does
	// until it is too old (rule 6.7). A task that the agent has paused and that
	// becomes too old before then, which takes a slot again, is not foreseen.
	At strowger.Time
	// Held is the contact at the agent that is in the way, if one is.
	Held strowger.ContactID
}

// Explain returns, for a waiting contact, an Obstacle for each agent who could
// be thought to get it: in an agent queue its owner, else those whose routing
// profile names the queue and those named by a Match condition of the active
// step, in the order of their identifiers. In a settled engine nobody is left
// out; an agent who could take the contact would have been offered it.
//
// The error is ResourceNotFound if the contact is not in progress, and
// InvalidRequest if it does not wait.
func (e *Engine) Explain(now strowger.Time, id strowger.ContactID) ([]Obstacle, error) {
	c, ok := e.contacts[id]
	if !ok {
		return nil, strowger.Errorf(strowger.ResourceNotFound, "ContactId: there is no contact %q in progress", id)
	}
	if c.State != strowger.Waiting {
		return nil, strowger.Errorf(strowger.InvalidRequest, "ContactId: the contact %q is %s and waits for nobody", id, c.State)
	}
	var list []Obstacle
	for u := range e.users.All() {
		a := e.agents[u.ID]
		if !e.concerns(a, c) {
			continue
		}
		if o := e.obstacle(now, a, c); o.Reason != "" {
			list = append(list, o)
		}
	}
	return list, nil
}

// ExplainAgent returns an Obstacle for each waiting contact that the agent could
// be thought to get, in the sense of Explain, in the order of their
// identifiers. The error is ResourceNotFound if there is no such user.
func (e *Engine) ExplainAgent(now strowger.Time, id strowger.UserID) ([]Obstacle, error) {
	a, ok := e.agents[id]
	if !ok {
		return nil, strowger.Errorf(strowger.ResourceNotFound, "UserId: there is no user %q", id)
	}
	var list []Obstacle
	for _, c := range e.contacts {
		if c.State != strowger.Waiting || !e.concerns(a, c) {
			continue
		}
		if o := e.obstacle(now, a, c); o.Reason != "" {
			list = append(list, o)
		}
	}
	slices.SortFunc(list, func(a, b Obstacle) int { return cmp.Compare(a.ContactID, b.ContactID) })
	return list, nil
}

// concerns reports whether one could think that the agent gets the contact.
func (e *Engine) concerns(a *agent, c *contact) bool {
	if c.road.owner != nil {
		return c.QueueID == strowger.QueueID(a.UserID)
	}
	p := a.crew.profile
	if slices.ContainsFunc(p.Queues, func(r strowger.RoutingProfileQueue) bool { return r.QueueID == c.QueueID }) ||
		slices.ContainsFunc(p.ManualAssignmentQueues, func(q strowger.QueueReference) bool { return q.QueueID == c.QueueID }) {
		return true
	}
	i := c.Criteria.Active()
	return i >= 0 && namesAgent(c.Criteria.Steps[i].Expression, a.UserID)
}

// namesAgent reports whether an expression asks for an agent by name.
func namesAgent(x *strowger.Expression, id strowger.UserID) bool {
	if c := x.Condition; c != nil {
		return c.Operator == strowger.Match && slices.Contains(c.AgentIDs, id)
	}
	names := func(y strowger.Expression) bool { return namesAgent(&y, id) }
	return slices.ContainsFunc(x.And, names) || slices.ContainsFunc(x.Or, names)
}
