package routing

import (
	"cmp"
	"iter"
	"slices"

	"github.com/strowger/strowger"
)

// Gauges are what real-time metrics read. They are kept up to date event by
// event, so that a reading costs what it shows and not what waits.

// line holds the contacts of one channel that are in one queue, those that ring
// included, in the order in which they came.
type line struct {
	first, last *contact
	waiting     int // how many of them do not ring
	scheduled   int // callbacks that will come later
}

// Line is a reading of the contacts of one channel in one queue.
type Line struct {
	Waiting   int           // in the queue and not offered to an agent
	Scheduled int           // callbacks that wait for their time
	Oldest    strowger.Time // when the one that waits longest was queued, 0 if none waits
}

// Line reads the contacts of one channel in one queue. A contact that rings at an
// agent is not counted, though it keeps its place (rule M1.3, U52).
func (e *Engine) Line(at strowger.QueueReference) Line {
	l := e.line(at)
	if l == nil {
		return Line{}
	}
	out := Line{Waiting: l.waiting, Scheduled: l.scheduled}
	for c := range l.all() {
		out.Oldest = c.EnqueueTimestamp
		break
	}
	return out
}

// InLine lists the contacts of one channel that wait in one queue, in the order
// in which they came.
func (e *Engine) InLine(at strowger.QueueReference) iter.Seq[*strowger.Contact] {
	return func(yield func(*strowger.Contact) bool) {
		l := e.line(at)
		if l == nil {
			return
		}
		for c := range l.all() {
			if !yield(&c.Contact) {
				return
			}
		}
	}
}

// all lists the contacts that wait. Those it passes over ring at agents, so there
// are never many.
func (l *line) all() iter.Seq[*contact] {
	return func(yield func(*contact) bool) {
		for c := l.first; c != nil; c = c.behind {
			if c.State == strowger.Waiting && !yield(c) {
				return
			}
		}
	}
}

// Place is where a contact stands among those of its queue and channel whose
// active step, or the absence of one, is the same (rule 4.3.12, U49).
type Place struct {
	Position int           // 1 is next
	Among    int           // how many wait, itself included
	Oldest   strowger.Time // when the one that waits longest was queued
}

// Place returns where a contact stands, and whether it is in a queue. One that
// rings stands where it would if nobody answered.
func (e *Engine) Place(id strowger.ContactID) (Place, bool) {
	c, ok := e.contacts[id]
	if !ok || c.line == nil {
		return Place{}, false
	}
	step := e.activeStep(c)
	p := Place{Position: 1, Oldest: c.EnqueueTimestamp}
	if c.State == strowger.Offered {
		p.Among = 1
	}
	for _, g := range c.road.lane(laneKey{QueueID: c.QueueID, Channel: c.Channel}).groups {
		if g.key.expression == step {
			p.Among += g.waiting.len()
			p.Position += g.waiting.count(c.ranked(), 0)
		}
	}
	for d := range c.line.all() {
		if e.activeStep(d) == step {
			p.Oldest = min(p.Oldest, d.EnqueueTimestamp)
			break
		}
	}
	return p, true
}

// activeStep returns what the active step of a contact in a queue asks for, nil
// for nothing.
func (e *Engine) activeStep(c *contact) *expression {
	if c.group != nil {
		return c.group.key.expression
	}
	if i := c.Criteria.Active(); i >= 0 && c.road.owner == nil {
		return e.expressions.find(c.Criteria.Steps[i].Expression)
	}
	return nil
}

// count returns how many of the items at i and below come before another. Below
// one that does not, none does.
func (h *heap[T]) count(item T, i int) int {
	if i >= len(h.items) || !h.before(h.items[i], item) {
		return 0
	}
	return 1 + h.count(item, 2*i+1) + h.count(item, 2*i+2)
}

// AgentGauge is a reading of one agent.
type AgentGauge struct {
	*strowger.Agent
	User *strowger.User
	Free [len(strowger.Channels)]int // how many more contacts the agent could be offered (rule 2.2.5)
}

// Agents reads all agents, those of one routing profile together, in no
// particular order otherwise.
func (e *Engine) Agents() iter.Seq[AgentGauge] {
	return func(yield func(AgentGauge) bool) {
		for _, cr := range e.crews {
			for _, a := range cr.members {
				if !yield(e.gauge(a)) {
					return
				}
			}
		}
	}
}

func (e *Engine) gauge(a *agent) AgentGauge {
	g := AgentGauge{Agent: &a.Agent, User: a.user}
	for i, open := range e.openings(a) {
		if open {
			g.Free[i] = limit(*a.crew.media[i]) - a.holds(strowger.Channels[i])
		}
	}
	return g
}

// MaxSlots returns how many contacts of a channel an agent with a routing profile
// can have at once, over its workload types where it has them.
func MaxSlots(m strowger.MediaConcurrency) int { return limit(m) }

// Fulfils reports whether a user has what a routing step asks for (rule 4.2).
func Fulfils(u *strowger.User, x *strowger.Expression) bool { return matches(u, x) }

// LiveContacts lists the contacts that are in the instance now, in no particular
// order.
func (e *Engine) LiveContacts() iter.Seq[*strowger.Contact] {
	return func(yield func(*strowger.Contact) bool) {
		for _, c := range e.contacts {
			if !yield(&c.Contact) {
				return
			}
		}
	}
}

// line returns a line, or nil where nothing has ever waited.
func (e *Engine) line(at strowger.QueueReference) *line {
	r, ok := e.roads[at.QueueID]
	if !ok || at.Channel.Index() < 0 {
		return nil
	}
	return &r.lines[at.Channel.Index()]
}

// lineUp puts a contact that has come into its queue behind the others.
func (e *Engine) lineUp(c *contact) {
	l := &c.road.lines[c.Channel.Index()]
	c.line, c.ahead = l, l.last
	if l.last == nil {
		l.first = c
	} else {
		l.last.behind = c
	}
	l.last = c
	if c.State == strowger.Waiting {
		l.waiting++
	}
}

// restoreLines lines up the contacts that are in queues.
func (e *Engine) restoreLines() {
	var queued []*contact
	for _, c := range e.contacts {
		if c.State == strowger.Waiting || c.State == strowger.Offered {
			queued = append(queued, c)
		}
	}
	slices.SortFunc(queued, func(a, b *contact) int {
		return cmp.Or(cmp.Compare(a.EnqueueTimestamp, b.EnqueueTimestamp), cmp.Compare(a.Sequence, b.Sequence), cmp.Compare(a.ID, b.ID))
	})
	for _, c := range queued {
		e.lineUp(c)
	}
}

// lineOut takes a contact out of its line. Call it before its state changes.
func (c *contact) lineOut() {
	l := c.line
	if c.ahead == nil {
		l.first = c.behind
	} else {
		c.ahead.behind = c.behind
	}
	if c.behind == nil {
		l.last = c.ahead
	} else {
		c.behind.ahead = c.ahead
	}
	if c.State == strowger.Waiting {
		l.waiting--
	}
	c.line, c.ahead, c.behind = nil, nil, nil
}

// appoint counts a callback that waits for its time with the line it will join,
// and no longer when it does not.
func (e *Engine) appoint(c *contact) {
	var to *line
	if c.State == strowger.Scheduled && c.Callback != nil {
		to = &e.road(c.TargetQueueID).lines[c.Channel.Index()]
	}
	if c.appointed != nil {
		c.appointed.scheduled--
	}
	if to != nil {
		to.scheduled++
	}
	c.appointed = to
}
