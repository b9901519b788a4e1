package routing

import (
	"github.com/strowger/strowger"
)

// search looks for the agents whose first choice the first contact of a group
// is, and keeps the two who rank best.
type search struct {
	group      *group
	seen       bool // by an agent, if only as a second choice
	best, next taker
}

// search looks through the crews that serve the group.
func (e *Engine) search(g *group) search {
	s := search{group: g}
	if owner := g.lane.owner; owner != nil {
		s.consider(e, owner)
		return s
	}
	list := g.branches()
	for i := range list {
		if list[i].agents == nil {
			s.crews(e, &list[i].need)
			continue
		}
		for _, id := range list[i].agents {
			if a, ok := e.agents[id]; ok && g.servedBy(a.crew) {
				s.consider(e, a)
			}
		}
	}
	return s
}

// crews considers the agents who have what is needed, crew by crew.
func (s *search) crews(e *Engine, skills *traits) {
	g := s.group
	for _, server := range g.lane.servers {
		if cr := server.crew; g.key.passed >= cr.rows[server.row].delay {
			need := g.need(cr, skills)
			s.roster(e, &cr.open, &need)
		}
	}
}

// roster considers the agents of a roster by rank, until they rank too low.
func (s *search) roster(e *Engine, r *roster, need *traits) {
	for i := range r.pages {
		page := &r.pages[i]
		if s.next.agent != nil && !page.agents[0].before(s.next.agent.place) {
			return
		}
		if !page.union.has(need) {
			continue
		}
		for j := range page.traits {
			if !page.traits[j].has(need) {
				continue
			}
			if s.next.agent != nil && !page.agents[j].before(s.next.agent.place) {
				return
			}
			s.consider(e, page.agents[j].agent)
		}
	}
}

// servedBy reports whether a crew sees the group.
func (g *group) servedBy(cr *crew) bool {
	for _, s := range g.lane.servers {
		if s.crew == cr {
			return g.key.passed >= cr.rows[s.row].delay
		}
	}
	return false
}

// need adds to what contacts need of an agent's skills what they need of its
// slots.
func (g *group) need(cr *crew, skills *traits) traits {
	ch := g.lane.channel
	need := *skills
	need.add(channelTrait(ch))
	if m := cr.media[ch]; m != nil && len(m.WorkloadTypes) > 0 {
		need.add(workloadTrait(ch, g.key.workload))
	}
	return need
}

// consider looks at an agent who may be able to take the contact.
func (s *search) consider(e *Engine, a *agent) {
	if a == s.best.agent || a == s.next.agent || !a.open[s.group.lane.channel] || !a.sees(s.group) {
		return
	}
	s.seen = true
	t := *e.choices(a)
	if t.first.contact != s.group.first().contact {
		return
	}
	switch {
	case s.best.agent == nil || ahead(a, s.best.agent):
		s.best, s.next = t, s.best
	case s.next.agent == nil || ahead(a, s.next.agent):
		s.next = t
	}
}

// ahead reports whether an agent ranks before another.
func ahead(a, b *agent) bool {
	c, _ := compareAgents(a, b)
	return c < 0
}

// reason names the keys that told the contact from the next best for this agent,
// and the agent from the next best of those whose first choice the contact is.
func (s *search) reason() (r strowger.OfferReason) {
	if s.best.second.contact != nil {
		_, r.Contact = compareSightings(s.best.first, s.best.second)
	}
	if s.next.agent != nil {
		_, r.Agent = compareAgents(s.best.agent, s.next.agent)
	}
	return r
}
