package trace

import (
	"cmp"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// Offer is a contact for an agent.
type Offer struct {
	ContactID strowger.ContactID
	UserID    strowger.UserID
	Step      int // 1-based active step of the contact, 0 for none
	Reason    strowger.OfferReason
}

// NextOffer returns the offer that comes next, and whether there is one, by
// trying every waiting contact with every agent. Of the contacts that are the
// best some agent could take, the best one goes to the best of those agents
// (U13).
func NextOffer(s *routing.Snapshot, now strowger.Time) (Offer, bool) {
	w := newWorld(s, now)
	var firsts []candidate // the first choice of each agent who has one
	for i := range s.Agents {
		if list := w.choices(&s.Agents[i]); len(list) > 0 {
			firsts = append(firsts, best(list, firstChoice))
		}
	}
	if len(firsts) == 0 {
		return Offer{}, false
	}
	contact := best(firsts, firstInHouse).contact
	var takers []candidate
	for _, f := range firsts {
		if f.contact == contact {
			takers = append(takers, f)
		}
	}
	taker := best(takers, w.firstAgent)
	return Offer{
		ContactID: contact.ID,
		UserID:    taker.agent.UserID,
		Step:      w.activeStep(contact) + 1,
		Reason: strowger.OfferReason{
			Contact: decider(w.choices(taker.agent), taker, firstChoice),
			Agent:   decider(takers, taker, w.firstAgent),
		},
	}, true
}

// candidate is a contact that an agent could take.
type candidate struct {
	contact  *strowger.Contact
	agent    *strowger.Agent
	own      bool // the contact is in the agent's own queue
	priority int  // of the row in the agent's routing profile
}

// choices returns all that an agent could take now.
func (w *world) choices(a *strowger.Agent) []candidate {
	var list []candidate
	for i := range w.Contacts {
		c := &w.Contacts[i]
		if c.State != strowger.Waiting {
			continue
		}
		if k, why := w.eligible(a, c); why == "" {
			list = append(list, k)
		}
	}
	return list
}

// order compares two candidates, and names the key that decided.
type order[Key any] func(a, b candidate) (int, Key)

func best[Key any](list []candidate, compare order[Key]) candidate {
	top := list[0]
	for _, k := range list[1:] {
		if c, _ := compare(k, top); c < 0 {
			top = k
		}
	}
	return top
}

// decider returns the key that tells the best of a list from the second best,
// the zero Key if there is no second.
func decider[Key any](list []candidate, top candidate, compare order[Key]) (key Key) {
	var rest []candidate
	for _, k := range list {
		if k != top {
			rest = append(rest, k)
		}
	}
	if len(rest) > 0 {
		_, key = compare(top, best(rest, compare))
	}
	return key
}

// firstChoice orders what one agent could take (rules 1.3.1 to 1.3.7).
func firstChoice(a, b candidate) (int, strowger.ContactKey) {
	switch {
	case a.own && !b.own:
		return -1, strowger.ByAgentQueue
	case b.own && !a.own:
		return 1, strowger.ByAgentQueue
	case a.priority != b.priority:
		return a.priority - b.priority, strowger.ByProfilePriority
	}
	return firstContact(a.contact, b.contact)
}

// firstInHouse orders the first choices of different agents, whose profiles
// cannot be compared (rule 1.1.4, U13).
func firstInHouse(a, b candidate) (int, strowger.ContactKey) {
	a.priority, b.priority = 0, 0
	return firstChoice(a, b)
}

// firstContact orders contacts by themselves (rules 1.3.6, 1.3.7, 1.4.1, 1.4.3,
// U8, U12).
func firstContact(a, b *strowger.Contact) (int, strowger.ContactKey) {
	routingTime := func(c *strowger.Contact) strowger.Time {
		began := c.RankTimestamp
		if began == 0 {
			began = c.EnqueueTimestamp
		}
		return began - strowger.Time(1000*c.QueueTimeAdjustmentSeconds)
	}
	switch {
	case a.QueuePriority != b.QueuePriority:
		return cmp.Compare(a.QueuePriority, b.QueuePriority), strowger.ByQueuePriority
	case routingTime(a) != routingTime(b):
		return cmp.Compare(routingTime(a), routingTime(b)), strowger.ByAge
	case a.EnqueueTimestamp != b.EnqueueTimestamp:
		return cmp.Compare(a.EnqueueTimestamp, b.EnqueueTimestamp), strowger.ByEnqueueTime
	case a.InitiationTimestamp != b.InitiationTimestamp:
		return cmp.Compare(a.InitiationTimestamp, b.InitiationTimestamp), strowger.ByInitiation
	case ageBegan(a) != ageBegan(b):
		return cmp.Compare(ageBegan(a), ageBegan(b)), strowger.ByArrival
	case a.Sequence != b.Sequence: // one of them is the callback of the other
		return cmp.Compare(a.Sequence, b.Sequence), strowger.ByArrival
	}
	return cmp.Compare(a.ID, b.ID), strowger.ByContactID
}

// ageBegan is the number of the arrival with which the routing age of a contact
// began: its own, or that of the contact whose place it has kept (rules 1.4.1, 1.4.3).
func ageBegan(c *strowger.Contact) int64 {
	if c.RankTimestamp != 0 {
		return c.RankSequence
	}
	return c.Sequence
}

// firstAgent orders agents (rules 1.1.2, 1.2.1, U1, U2, U6).
func (w *world) firstAgent(a, b candidate) (int, strowger.AgentKey) {
	byLoad := !w.Instance.Routing.LongestAvailableFirst
	if c := cmp.Compare(load(a.agent), load(b.agent)); byLoad && c != 0 {
		return c, strowger.ByFewestContacts
	}
	if c := cmp.Compare(w.idle(b.agent), w.idle(a.agent)); c != 0 {
		return c, strowger.ByLongestIdle
	}
	if c := cmp.Compare(w.idleFrom(a.agent), w.idleFrom(b.agent)); c != 0 {
		return c, strowger.ByIdleFirst
	}
	return cmp.Compare(a.agent.UserID, b.agent.UserID), strowger.ByAgentID
}

// load is how many contacts an agent has in hand (U1).
func load(a *strowger.Agent) int {
	n := 0
	for _, l := range a.Contacts {
		if occupies(l) {
			n++
		}
	}
	return n
}

// idle is for how long an agent has been idle, by the timer of its profile.
func (w *world) idle(a *strowger.Agent) strowger.Time {
	if w.profile(a).AgentAvailabilityTimer == strowger.TimeSinceLastInbound {
		return w.now - a.InboundAnchor
	}
	return w.now - a.ActivityAnchor
}

// idleFrom is the number of the arrival since which an agent has been idle, by the
// timer of its profile.
func (w *world) idleFrom(a *strowger.Agent) int64 {
	if w.profile(a).AgentAvailabilityTimer == strowger.TimeSinceLastInbound {
		return a.InboundSequence
	}
	return a.ActivitySequence
}
