package routing

import (
	"github.com/strowger/strowger"
)

// pair is a contact and an agent who can take it and has nothing better.
type pair struct {
	sighting
	agent *agent
}

// match returns the next offer that is possible, or nil. While several are, the
// globally best-ranked contact that is the first choice of at least one agent
// is offered first, to the best-ranked of those agents (U13).
//
// Only what the worklist names is looked at. That is enough: before the last
// events no agent could take any waiting contact, so a pair that is possible now
// has an agent or a contact on the list. What turns out to have no match leaves
// the list.
func (e *Engine) match() []strowger.Event {
	var best *pair
	for a := range e.work.agents {
		first, _ := e.choices(a)
		if first.contact == nil {
			delete(e.work.agents, a)
			continue
		}
		best = better(best, &pair{first, a})
	}
	for c := range e.work.contacts {
		p, seen := e.taker(c)
		if !seen {
			delete(e.work.contacts, c)
			continue
		}
		best = better(best, p)
	}
	if best == nil {
		return nil
	}
	return e.offer(best)
}

// better returns the pair to be offered first; either may be nil.
func better(a, b *pair) *pair {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	c := compareGlobally(a.sighting, b.sighting)
	if c == 0 {
		c, _ = compareAgents(a.agent, b.agent)
	}
	if c <= 0 {
		return a
	}
	return b
}

// choices returns the best and the second best contact that an agent could take
// now; their contact is nil if there is none.
func (e *Engine) choices(a *agent) (first, second sighting) {
	consider := func(s sighting) {
		if first.contact == nil || less(s, first) {
			first, second = s, first
		} else if second.contact == nil || less(s, second) {
			second = s
		}
	}
	look := func(l *lane, own bool, priority, stage int) {
		if len(l.groups) == 0 {
			return // most lanes are empty, and ranging over a map has a price
		}
		for _, g := range l.groups {
			if g.key.stage < stage || !a.sees(g) {
				continue
			}
			n := 0
			g.waiting.Scan(func(c *contact) bool {
				consider(sighting{c, own, priority})
				n++
				return n < 2
			})
		}
	}
	for i, ch := range strowger.Channels {
		if a.open[i] {
			if l, ok := e.lanes[laneKey{QueueID: strowger.QueueID(a.UserID), Channel: ch}]; ok {
				look(l, true, 0, 0)
			}
		}
	}
	for _, r := range a.crew.rows {
		if second.contact != nil && (second.own || second.priority < r.priority) {
			break // rows are in the order of their priority
		}
		if a.open[r.lane.key.Channel.Index()] {
			look(r.lane, false, r.priority, r.stage)
		}
	}
	return first, second
}

func less(a, b sighting) bool {
	c, _ := compareSightings(a, b)
	return c < 0
}

// taker returns the best-ranked agent whose first choice a contact is, or nil,
// and whether any agent could take it at all.
func (e *Engine) taker(c *contact) (best *pair, seen bool) {
	e.eachTaker(c, func(a *agent, s sighting) bool {
		seen = true
		if first, _ := e.choices(a); first.contact != c {
			return true
		}
		best = better(best, &pair{s, a})
		return false
	})
	return best, seen
}

// eachTaker calls fn for the agents who could take a contact, crew by crew, each
// crew by rank until fn returns false.
func (e *Engine) eachTaker(c *contact, fn func(*agent, sighting) bool) {
	g := c.group
	ch := g.lane.key.Channel.Index()
	if e.isAgentQueue(c.QueueID) {
		if a, ok := e.agents[strowger.UserID(c.QueueID)]; ok && a.open[ch] && a.sees(g) {
			fn(a, sighting{c, true, 0})
		}
		return
	}
	for _, cr := range g.lane.crews {
		r, _ := cr.row(g.lane)
		if g.key.stage < r.stage {
			continue
		}
		cr.open[ch].Scan(func(a *agent) bool {
			return !a.sees(g) || fn(a, sighting{c, false, r.priority})
		})
	}
}

// offer returns the events that ring a contact at an agent, or connect it where
// the agent has auto-accept (rule 3.4.1).
func (e *Engine) offer(p *pair) []strowger.Event {
	c, a := p.contact, p.agent
	offered := strowger.ContactOffered{
		At: e.now, ContactID: c.ID, UserID: a.UserID,
		Step:   c.activeStep(e),
		Reason: e.reason(p),
	}
	return ring(offered, c, a)
}

// activeStep returns the 1-based active step of a waiting contact, 0 for none.
func (c *contact) activeStep(e *Engine) int {
	if e.isAgentQueue(c.QueueID) {
		return 0
	}
	return c.Criteria.Active() + 1
}

// reason names the keys that told the contact from the next best for this agent,
// and the agent from the next best of those whose first choice the contact is.
func (e *Engine) reason(p *pair) strowger.OfferReason {
	var r strowger.OfferReason
	if first, second := e.choices(p.agent); second.contact != nil {
		_, r.Contact = compareSightings(first, second)
	}
	var next *agent
	e.eachTaker(p.contact, func(a *agent, _ sighting) bool {
		if first, _ := e.choices(a); a == p.agent || first.contact != p.contact {
			return true
		}
		if next == nil {
			next = a
		} else if c, _ := compareAgents(a, next); c < 0 {
			next = a
		}
		return false
	})
	if next != nil {
		_, r.Agent = compareAgents(p.agent, next)
	}
	return r
}
