package routing

import (
	"iter"
	"maps"
	"math"
	"slices"

	"github.com/strowger/strowger"
)

// live is what goes on in the instance now, and the indexes over it.
type live struct {
	now      strowger.Time // latest time seen
	sequence int64         // the latest number in the order of arrival
	contacts map[strowger.ContactID]*contact
	agents   map[strowger.UserID]*agent
	tokens   tokens
	links    links

	vacant      pool[contact] // where contacts were that have left
	lastContact *contact      // that contact has found
	lastAgent   *agent        // that agent has found

	// Indexes, all derivable from the nouns.
	crews       map[strowger.RoutingProfileID]*crew
	roads       map[strowger.QueueID]*road
	waiting     int                               // contacts for which an agent is looked for
	active      [len(strowger.Channels)]int       // contacts that count towards the quota
	chains      map[strowger.ContactID][]*contact // by the first of the chain, without that one
	bits        traitBits
	expressions expressions
	deadlines   deadlines
	work        worklist
}

// contact is a contact with its place in the indexes.
type contact struct {
	strowger.Contact
	alarms alarms
	road   *road  // of the queue it is or was in
	group  *group // where it waits, nil if it does not
	place  int    // in the group

	line          *line // of its queue and channel, nil outside
	ahead, behind *contact
	appointed     *line // where it will come to wait as a callback
	counted       bool  // towards the quota of its channel
}

// agent is an agent with its place in the indexes. What every contact touches
// comes first and side by side.
type agent struct {
	strowger.Agent
	crew     *crew
	habits   habits
	open     [len(strowger.Channels)]bool
	listed   bool // in the worklist
	stale    bool // there, because open, traits and place are of an earlier time
	freed    bool // since then, while contacts waited
	standing standing
	place    place  // in the roster, empty when it can take nothing
	traits   traits // all it has
	skills   traits // of its proficiencies
	version  uint64
	chosen   uint64 // after how many arrivals choice was found, 0 if it has changed since

	user   *strowger.User
	member int                           // its place among those of the crew
	own    [len(strowger.Channels)]*lane // of its agent queue, nil where nothing has waited yet
	choice taker                         // what it could take when it was last looked at
}

// habits are what every contact asks of a user, copied from there because the
// users of many agents do not fit into the caches of a processor.
type habits struct {
	group               strowger.HierarchyGroupID
	workSeconds         [len(strowger.Channels)]int32
	callbackWorkSeconds int32
	accepts             [len(strowger.Channels)]bool // by itself
	acceptsCallbacks    bool
}

func habitsOf(u *strowger.User) habits {
	h := habits{group: u.HierarchyGroupID, callbackWorkSeconds: inInt32(u.CallbackWorkSeconds()),
		acceptsCallbacks: u.AutoAcceptsCallbacks()}
	for i, ch := range strowger.Channels {
		h.workSeconds[i] = inInt32(u.AfterContactWorkSeconds(ch))
		h.accepts[i] = u.AutoAccepts(ch)
	}
	return h
}

// inInt32 returns a number of seconds, or 68 years.
func inInt32(n int) int32 { return int32(min(n, math.MaxInt32)) }

func (l *live) init() {
	l.contacts = make(map[strowger.ContactID]*contact)
	l.agents = make(map[strowger.UserID]*agent)
	l.tokens.byToken = make(map[string]Token)
	l.crews = make(map[strowger.RoutingProfileID]*crew)
	l.roads = make(map[strowger.QueueID]*road)
	l.chains = make(map[strowger.ContactID][]*contact)
	l.links.count = make(map[strowger.ContactID]int)
	l.bits = make(traitBits)
	l.expressions.bits = l.bits
	l.expressions.byKey = make(map[string]*expression)
	l.deadlines.init()
	l.work.groups = heap[*group]{before: beforeGlobally, placed: func(g *group, i int) { g.listed = i }}
}

// enter takes in a copy of a contact, and leave lets it go.
func (e *Engine) enter(record *strowger.Contact) *contact {
	c := e.vacant.take()
	c.Contact = *record
	e.stock.own(&c.Contact)
	e.contacts[c.ID] = c
	if first := c.InitialContactID; first != c.ID {
		e.chains[first] = append(e.chains[first], c)
	}
	return c
}

func (l *live) leave(c *contact) {
	delete(l.contacts, c.ID)
	if first := c.InitialContactID; first != c.ID {
		l.chains[first] = slices.DeleteFunc(l.chains[first], func(x *contact) bool { return x == c })
		if len(l.chains[first]) == 0 {
			delete(l.chains, first)
		}
	}
	l.vacant.put(c)
}

// contact and agent find one by its identifier, nil if there is none. What is
// asked for once is mostly asked for again.
func (l *live) contact(id strowger.ContactID) *contact {
	if c := l.lastContact; c != nil && c.ID == id {
		return c
	}
	c := l.contacts[id]
	l.lastContact = c
	return c
}

func (l *live) agent(id strowger.UserID) *agent {
	if a := l.lastAgent; a != nil && a.UserID == id {
		return a
	}
	a := l.agents[id]
	l.lastAgent = a
	return a
}

// Contacts lists the contacts that are in the instance now, in the order of
// their identifiers.
func (e *Engine) Contacts() iter.Seq[*strowger.Contact] {
	return func(yield func(*strowger.Contact) bool) {
		for _, id := range slices.Sorted(maps.Keys(e.contacts)) {
			if !yield(&e.contacts[id].Contact) {
				return
			}
		}
	}
}

// QueueLength returns how many contacts are in a queue, those that ring at an
// agent included (U52).
func (e *Engine) QueueLength(id strowger.QueueID) int {
	if r, ok := e.roads[id]; ok {
		return r.length
	}
	return 0
}

// AvailableSlots returns how many more contacts of a channel the agent could be
// offered now (rule 2.2.5).
func (e *Engine) AvailableSlots(id strowger.UserID, c strowger.Channel) int {
	a, ok := e.agents[id]
	if !ok || c.Index() < 0 || !e.openings(a)[c.Index()] {
		return 0
	}
	m, _ := a.crew.profile.Media(c)
	return limit(m) - a.holds(c)
}
