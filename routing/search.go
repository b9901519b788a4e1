package routing

import (
	"github.com/strowger/strowger"
)

// search looks for the agents whose first choice the first contact of a group
// is, and keeps the two who rank best.
type search struct {
	group         *group
	seen          bool     // by an agent, if only as a second choice
	best, next    place    // the agent is nil if there is none
	first, second sighting // what the best one could take
}

// search looks through the crews that serve the group.
func (e *Engine) search(g *group) search {
	s := search{group: g}
	if owner := g.lane.owner; owner != nil {
		s.consider(e, placeOf(owner), false)
		return s
	}
	list := g.branches()
	for i := range list {
		if list[i].agents == nil {
			s.crews(e, &list[i])
			continue
		}
		for _, id := range list[i].agents {
			if a, ok := e.agents[id]; ok && g.servedBy(a.crew) {
				s.consider(e, placeOf(a), false)
			}
		}
	}
	return s
}

// reader reads the roster of a crew line by line for who has what is needed.
type reader struct {
	roster *roster
	need   traits
	page   int
	line   int
	fits   bool  // the line has been found to fit; else the page has not been read
	place  place // on the line
}

// crews considers the agents who have what is needed, in the order of their
// rank: of the crews' rosters, which are read side by side, the one goes on
// that stands at the best rank. It stops once nobody can rank before the best
// two.
func (s *search) crews(e *Engine, b *branch) {
	g, enough := s.group, b.enough(e.bits)
	readers := e.work.readers[:0]
	for _, server := range g.lane.servers {
		cr := server.crew
		if len(cr.open.pages) > 0 && g.key.passed >= cr.rows[server.row].delay {
			readers = append(readers, reader{})
			r := &readers[len(readers)-1]
			r.roster, r.place = &cr.open, cr.open.pages[0].first()
			r.need = b.need
			g.addSlots(e, cr, &r.need)
		}
	}
	for len(readers) > 0 {
		best := 0
		for i := 1; i < len(readers); i++ {
			if readers[i].place.before(readers[best].place) {
				best = i
			}
		}
		r := &readers[best]
		if s.tooLow(r.place) {
			break
		}
		if r.fits {
			s.consider(e, r.place, enough)
		}
		if !r.turn() {
			last := len(readers) - 1
			readers[best] = readers[last]
			readers = readers[:last]
		}
	}
	e.work.readers = readers
}

// turn goes on to the next line that fits on the page or else to the next page,
// which it leaves unread, for there may be better elsewhere. It reports whether
// there was one.
func (r *reader) turn() bool {
	page := r.roster.pages[r.page]
	from := page.from
	if r.fits {
		from = r.line + 1
	}
	r.line = page.next(from, &r.need)
	r.fits = r.line >= 0
	if !r.fits {
		if r.page++; r.page == len(r.roster.pages) {
			return false
		}
		r.place = r.roster.pages[r.page].first()
		return true
	}
	r.place = page.agents[r.line]
	return true
}

// tooLow reports whether an agent ranks behind the best two.
func (s *search) tooLow(p place) bool {
	return s.next.agent != nil && !p.before(s.next)
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

// addSlots adds to what contacts need of an agent's skills what they need of its
// slots.
func (g *group) addSlots(e *Engine, cr *crew, need *traits) {
	ch := g.lane.channel
	need.add(channelTrait(ch))
	if m := cr.media[ch]; m != nil && len(m.WorkloadTypes) > 0 {
		need.add(e.bits.workload(ch, g.key.workload))
	}
}

// consider looks at an agent who may be able to take the contact, or surely is.
func (s *search) consider(e *Engine, p place, sure bool) {
	e.work.looked++
	a := p.agent
	if a == s.best.agent || a == s.next.agent || !sure && !(a.open[s.group.lane.channel] && a.sees(s.group)) {
		return
	}
	s.seen = true
	first, second := sighting{ranked: s.group.first()}, sighting{}
	if e.waiting > 1 { // or else it is what everybody prefers
		choice := e.choices(a)
		if choice.first.contact != first.contact {
			return
		}
		first, second = choice.first, choice.second
	}
	switch {
	case s.best.agent == nil || p.before(s.best):
		s.next, s.best, s.first, s.second = s.best, p, first, second
	case s.next.agent == nil || p.before(s.next):
		s.next = p
	}
}

// reason names the keys that told the contact from the next best for this agent,
// and the agent from the next best of those whose first choice the contact is.
func (s *search) reason() (r strowger.OfferReason) {
	if s.second.contact != nil {
		_, r.Contact = compareSightings(s.first, s.second)
	}
	if s.next.agent != nil {
		_, r.Agent = compareAgents(s.best, s.next)
	}
	return r
}
