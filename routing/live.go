package routing

import (
	"iter"
	"maps"
	"slices"

	"github.com/strowger/strowger"
)

// live is what goes on in the instance now, and the indexes over it.
type live struct {
	now      strowger.Time // latest time seen
	contacts map[strowger.ContactID]*contact
	agents   map[strowger.UserID]*agent
	tokens   tokens

	// Indexes, all derivable from the nouns.
	crews       map[strowger.RoutingProfileID]*crew
	lanes       map[laneKey]*lane
	lengths     map[strowger.QueueID]int          // contacts waiting or ringing
	linked      map[strowger.ContactID]int        // contacts here that follow a contact
	chains      map[strowger.ContactID][]*contact // by the first of the chain, without that one
	expressions expressions
	deadlines   heap[*timer]
	work        worklist
}

// contact is a contact with its place in the indexes.
type contact struct {
	strowger.Contact
	timers [timerKinds]timer
	group  *group // where it waits, nil if it does not
	place  int    // in the group
}

// agent is an agent with its place in the indexes.
type agent struct {
	strowger.Agent
	user     *strowger.User
	crew     *crew
	own      [len(strowger.Channels)]*lane // of its agent queue, nil where nothing has waited yet
	held     [len(strowger.Channels)]int   // occupied slots
	open     [len(strowger.Channels)]bool
	standing standing
	skills   traits // of its proficiencies
	traits   traits // all it has
	place    place  // in the roster, empty when it can take nothing
	listed   bool   // in the worklist
	version  uint64

	choice taker  // what it could take in a round of looking at the worklist
	round  uint64 // that round
}

func (l *live) init() {
	l.contacts = make(map[strowger.ContactID]*contact)
	l.agents = make(map[strowger.UserID]*agent)
	l.tokens.byToken = make(map[string]Token)
	l.crews = make(map[strowger.RoutingProfileID]*crew)
	l.lanes = make(map[laneKey]*lane)
	l.lengths = make(map[strowger.QueueID]int)
	l.linked = make(map[strowger.ContactID]int)
	l.chains = make(map[strowger.ContactID][]*contact)
	l.expressions.byKey = make(map[string]*expression)
	l.deadlines = newDeadlines()
	l.work.groups = heap[*group]{before: beforeGlobally, placed: func(g *group, i int) { g.listed = i }}
}

// enter takes in a contact, leave lets it go.
func (l *live) enter(c *contact) {
	l.contacts[c.ID] = c
	if c.PreviousContactID != "" {
		l.linked[c.PreviousContactID]++
	}
	if first := c.InitialContactID; first != c.ID && first != "" {
		l.chains[first] = append(l.chains[first], c)
	}
}

func (l *live) leave(c *strowger.Contact) {
	delete(l.contacts, c.ID)
	if p := c.PreviousContactID; p != "" {
		if l.linked[p]--; l.linked[p] == 0 {
			delete(l.linked, p)
		}
	}
	if first := c.InitialContactID; first != c.ID && first != "" {
		l.chains[first] = slices.DeleteFunc(l.chains[first], func(x *contact) bool { return x.ID == c.ID })
		if len(l.chains[first]) == 0 {
			delete(l.chains, first)
		}
	}
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
func (e *Engine) QueueLength(id strowger.QueueID) int { return e.lengths[id] }

// AvailableSlots returns how many more contacts of a channel the agent could be
// offered now (rule 2.2.5).
func (e *Engine) AvailableSlots(id strowger.UserID, c strowger.Channel) int {
	a, ok := e.agents[id]
	if !ok || c.Index() < 0 || !a.open[c.Index()] {
		return 0
	}
	m, _ := a.crew.profile.Media(c)
	return limit(m) - a.held[c.Index()]
}

// tokens remembers which client token has started which contact, in the order
// of time, for seven days.
type tokens struct {
	byToken map[string]Token
	queue   []Token
}

// Token is a remembered client token.
type Token struct {
	At          strowger.Time
	Token       string
	ContactID   strowger.ContactID
	RequestHash string `json:",omitzero"`
}

const tokenSeconds = 7 * 24 * 60 * 60

func (t *tokens) add(k Token) {
	old := 0
	for old < len(t.queue) && t.queue[old].At.Add(tokenSeconds) <= k.At {
		delete(t.byToken, t.queue[old].Token)
		old++
	}
	t.queue = append(t.queue[old:], k)
	t.byToken[k.Token] = k
}

// used reports whether a token has started a contact before. If its request was
// another one, that is an Idempotency error.
func (t *tokens) used(token, hash string) (bool, error) {
	k, known := t.byToken[token]
	switch {
	case !known || token == "":
		return false, nil
	case k.RequestHash != hash:
		return true, strowger.Errorf(strowger.Idempotency, "ClientToken: the token has come with another request before")
	}
	return true, nil
}
