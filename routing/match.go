package routing

import (
	"github.com/strowger/strowger"
)

// taker is an agent who could take a contact, with the best two that it could
// take now. A contact is nil if there is none.
type taker struct {
	agent         *agent
	first, second sighting
	looked        int // at how many groups
}

// match appends the next offer that is possible to a list of events. While
// several are, the globally best-ranked contact that is the first choice of at
// least one agent is offered first, to the best-ranked of those agents (U13).
//
// Only what the worklist names is looked at. That is enough: before the last
// events no agent could take any waiting contact, so a pair that is possible now
// has an agent or a group on the list. What turns out to have no match leaves
// the list.
func (e *Engine) match(list []strowger.Event) []strowger.Event {
	if w := &e.work; w.groups.len() == 0 && len(w.agents) == 0 && !w.freed && len(w.stale) < maxStale {
		return list
	}
	e.catchUp()
	best := e.bestChoice()
	found := search{}
	aside := e.work.aside[:0]
	for e.work.groups.len() > 0 {
		g := e.work.groups.items[0]
		if best.contact != nil && compareGlobally(best, g.sighting()) <= 0 {
			break
		}
		if found = e.search(g); found.best.agent != nil {
			break
		}
		e.work.unlist(g)
		if found.seen { // by agents who prefer another, for the time being
			aside = append(aside, g)
		}
	}
	for _, g := range aside {
		e.work.list(g)
	}
	clear(aside)
	e.work.aside = aside[:0]
	if found.best.agent == nil && best.contact != nil {
		found = e.search(best.contact.group)
	}
	if found.best.agent == nil {
		return list
	}
	return e.offer(list, &found)
}

// maxStale is how many agents are left for the next search to catch up with.
const maxStale = 64

// bestChoice returns the globally best of the first choices of the agents on the
// worklist.
func (e *Engine) bestChoice() (best sighting) {
	kept := e.work.agents[:0]
	for _, a := range e.work.agents {
		t := e.choices(a)
		if t.first.contact == nil {
			a.listed = false
			continue
		}
		kept = append(kept, a)
		if best.contact == nil || compareGlobally(t.first, best) < 0 {
			best = t.first
		}
	}
	clear(e.work.agents[len(kept):])
	e.work.agents = kept
	return best
}

// choices finds what an agent could take now. What it found before still holds
// while the agent is as it was, nothing has come to wait and what it would take
// still waits.
func (e *Engine) choices(a *agent) *taker {
	if t := &a.choice; a.chosen != e.work.arrivals || !t.first.waits() || !t.second.waits() {
		a.chosen, a.choice = e.work.arrivals, a.choices()
		e.work.looked += a.choice.looked
	}
	return &a.choice
}

// waits reports whether the contact still waits, if there is one.
func (s *sighting) waits() bool { return s.contact == nil || s.contact.group != nil }

func (a *agent) choices() taker {
	t := taker{agent: a}
	if a.place.agent == nil {
		return t
	}
	for i, l := range a.own {
		if l != nil && a.open[i] {
			t.look(l, 0, sighting{own: true})
		}
	}
	a.crew.busyRows(func(r *row) bool {
		if t.second.contact != nil && (t.second.own || t.second.priority < r.priority) {
			return false
		}
		if a.open[r.lane.channel] {
			t.look(r.lane, r.delay, sighting{priority: r.priority})
		}
		return true
	})
	return t
}

// look looks at the groups of a lane.
func (t *taker) look(l *lane, delay int, s sighting) {
	l.each(t.agent, func(shelf *shelf) { t.descend(shelf, delay, s, 0) })
}

// descend looks at the groups of a shelf from place i of its heap downwards.
// Where the first contact of a group comes too late, all below do.
func (t *taker) descend(shelf *shelf, delay int, s sighting, i int) {
	if i >= shelf.groups.len() {
		return
	}
	s.ranked = shelf.groups.items[i].first
	if t.second.contact != nil && !less(s, t.second) {
		return
	}
	t.looked++
	if g := shelf.groups.items[i].group; g.key.passed >= delay && t.agent.sees(g) {
		t.consider(s)
		if next, ok := g.waiting.second(); ok {
			s.ranked = next
			t.consider(s)
		}
	}
	t.descend(shelf, delay, s, 2*i+1)
	t.descend(shelf, delay, s, 2*i+2)
}

// consider keeps the best two. A group that is on two shelves comes by twice.
func (t *taker) consider(s sighting) {
	if s.contact == t.first.contact || s.contact == t.second.contact {
		return
	}
	if t.first.contact == nil || less(s, t.first) {
		t.first, t.second = s, t.first
	} else if t.second.contact == nil || less(s, t.second) {
		t.second = s
	}
}

func less(a, b sighting) bool {
	c, _ := compareSightings(a, b)
	return c < 0
}

// offer appends the events that ring a contact at an agent, or connect it where
// the agent has auto-accept (rule 3.4.1).
func (e *Engine) offer(list []strowger.Event, s *search) []strowger.Event {
	c, a := s.first.contact, s.best.agent
	e.lastContact, e.lastAgent = c, a // what follows asks for them
	offered := e.stock.offered.of(strowger.ContactOffered{
		At: e.now, ContactID: c.ID, UserID: a.UserID,
		Step:   c.activeStep(),
		Reason: s.reason(),
	})
	return e.ring(list, offered, c, a)
}

// activeStep returns the 1-based active step of a waiting contact, 0 for none.
func (c *contact) activeStep() int {
	if c.road.owner != nil {
		return 0
	}
	return c.Criteria.Active() + 1
}
