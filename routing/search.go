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

// crews considers the agents who have what is needed. It reads the rosters side
// by side, page by page, for what ranks high in one makes the rest of the others
// not worth reading.
func (s *search) crews(e *Engine, skills *traits) {
	g := s.group
	for n, more := 0, true; more; n++ {
		more = false
		for _, server := range g.lane.servers {
			cr := server.crew
			if n < len(cr.open.pages) && g.key.passed >= cr.rows[server.row].delay {
				need := g.need(cr, skills)
				more = s.page(e, &cr.open.pages[n], &need) || more
			}
		}
	}
}

// page considers the agents on a page of a roster by rank, and reports whether
// those after it may still rank high enough.
func (s *search) page(e *Engine, page *rosterPage, need *traits) bool {
	if s.tooLow(page.agents[0]) {
		return false
	}
	if !page.union.has(need) {
		return true
	}
	for i := range page.traits {
		if !page.traits[i].has(need) {
			continue
		}
		if s.tooLow(page.agents[i]) {
			return false
		}
		s.consider(e, page.agents[i].agent)
	}
	return true
}

// tooLow reports whether an agent ranks behind the best two.
func (s *search) tooLow(p place) bool {
	return s.next.agent != nil && !p.before(s.next.agent.place)
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
