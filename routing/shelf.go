package routing

import (
	"math/bits"
	"slices"

	"github.com/strowger/strowger"
)

// shelves are where agents find the groups of a lane in which contacts wait: on
// one shelf those that may be for anyone, and on others those that ask for an
// agent or, once there are many groups, for a trait. Whoever is not the one and
// has not the other never comes by.
type shelves struct {
	anyone  shelf
	byTrait map[uint8]*shelf
	wanted  traits // those that have a shelf
	byAgent map[strowger.UserID]*shelf
}

// shelf holds groups by their first contacts.
type shelf struct {
	groups heap[shelved]
	seats  int // of groups, whether contacts wait in them or not
}

// shelved is a group with its first contact.
type shelved struct {
	seat  *seat
	group *group
	first ranked
}

// seat is a place for a group on a shelf.
type seat struct {
	at    pivot
	shelf *shelf
	place int // -1 while no contact waits
}

// pivot is what leads an agent to a shelf: who the agent is, or a trait. The zero
// pivot leads everyone.
type pivot struct {
	agent strowger.UserID
	trait uint8
}

// everyone leads to the groups without criteria.
var everyone = []pivot{{}}

func newShelves() shelves {
	return shelves{anyone: *newShelf(), byTrait: make(map[uint8]*shelf), byAgent: make(map[strowger.UserID]*shelf)}
}

func newShelf() *shelf {
	return &shelf{groups: heap[shelved]{
		before: func(a, b shelved) bool { return rankedBefore(a.first, b.first) },
		placed: func(s shelved, i int) { s.seat.place = i },
	}}
}

// pivots returns what leads all who may fulfil one of some branches to a group.
func pivots(list []branch) []pivot {
	var all []pivot
	for i := range list {
		b := &list[i]
		trait, any := b.need.last()
		switch {
		case b.agents != nil:
			for _, id := range b.agents {
				all = append(all, pivot{agent: id})
			}
		case any:
			all = append(all, pivot{trait: trait})
		default:
			return everyone
		}
	}
	return all
}

// fewGroups is how many groups agents look through faster than they find
// shelves.
const fewGroups = 500

// join gives a group its seats. What asks for traits is among what is for anyone
// while the lane has few groups.
func (s *shelves) join(g *group) {
	list := everyone
	if x := g.key.expression; x != nil && (x.named || s.anyone.seats >= fewGroups) {
		list = x.pivots
	}
	g.seats = slices.Grow(g.seats[:0], len(list))[:len(list)]
	for i, at := range list {
		g.seats[i] = seat{at: at, shelf: s.shelf(at), place: -1}
		g.seats[i].shelf.seats++
	}
}

// leave takes the seats from a group in which no contact waits.
func (s *shelves) leave(g *group) {
	for _, x := range g.seats {
		if x.shelf.seats--; x.shelf.seats > 0 {
			continue
		}
		switch {
		case x.at.agent != "":
			delete(s.byAgent, x.at.agent)
		case x.at.trait != 0:
			delete(s.byTrait, x.at.trait)
			s.wanted.drop(x.at.trait)
		}
	}
}

func (s *shelves) shelf(at pivot) *shelf {
	switch {
	case at.agent != "":
		return obtain(s.byAgent, at.agent)
	case at.trait != 0:
		s.wanted.add(at.trait)
		return obtain(s.byTrait, at.trait)
	}
	return &s.anyone
}

func obtain[K comparable](m map[K]*shelf, key K) *shelf {
	found, ok := m[key]
	if !ok {
		found = newShelf()
		m[key] = found
	}
	return found
}

// set follows a change of the first contact of the group.
func (s *seat) set(g *group) {
	switch {
	case g.waiting.len() == 0:
		s.shelf.groups.remove(s.place)
	case s.place < 0:
		s.shelf.groups.push(shelved{s, g, g.first()})
	default:
		s.shelf.groups.set(s.place, shelved{s, g, g.first()})
	}
}

// each calls fn for the shelves to which an agent is led.
func (s *shelves) each(a *agent, fn func(*shelf)) {
	fn(&s.anyone)
	for i, word := range s.wanted {
		for word &= a.skills[i]; word != 0; word &= word - 1 {
			fn(s.byTrait[uint8(i*64+bits.TrailingZeros64(word))])
		}
	}
	if len(s.byAgent) > 0 {
		if own, ok := s.byAgent[a.UserID]; ok {
			fn(own)
		}
	}
}
