package routing

import (
	"slices"
	"sort"

	"github.com/tidwall/btree"

	"github.com/strowger/strowger"
)

// laneKey names a lane: the contacts of one channel in one queue.
type laneKey = strowger.QueueReference

// lane holds the waiting contacts of one channel in one queue, in groups, and
// knows the crews that serve it.
type lane struct {
	key    laneKey
	crews  []*crew // in the order of their identifiers
	delays []int   // the distinct delays above 0 of the crews' rows, ascending
	groups map[groupKey]*group
}

// groupKey is what an agent must fulfil to see the contacts of a group.
type groupKey struct {
	stage      int    // how many of the lane's delays the contact has passed
	workload   string // workload type of a TASK or EMAIL
	expression string // of the active step, in canonical form; "" for none
}

// group holds waiting contacts that are the same to every agent, by rank.
type group struct {
	lane       *lane
	key        groupKey
	expression *strowger.Expression
	waiting    *btree.BTreeG[*contact]
}

// crew is the agents who share a routing profile.
type crew struct {
	profile *strowger.RoutingProfile
	rows    []row
	members map[strowger.UserID]*agent
	open    [len(strowger.Channels)]*btree.BTreeG[*agent] // by rank
}

// row is a row of a routing profile with the lane it serves.
type row struct {
	lane     *lane
	priority int
	stage    int // contacts of this stage and above have passed the delay
	delay    int
}

func rankedContacts() *btree.BTreeG[*contact] {
	return btree.NewBTreeGOptions(func(a, b *contact) bool {
		c, _ := compareContacts(a, b)
		return c < 0
	}, btree.Options{NoLocks: true})
}

func rankedAgents() *btree.BTreeG[*agent] {
	return btree.NewBTreeGOptions(func(a, b *agent) bool {
		c, _ := compareAgents(a, b)
		return c < 0
	}, btree.Options{NoLocks: true})
}

func (e *Engine) lane(key laneKey) *lane {
	l, ok := e.lanes[key]
	if !ok {
		l = &lane{key: key, groups: make(map[groupKey]*group)}
		e.lanes[key] = l
	}
	return l
}

// dropLanes forgets the lanes of a deleted queue, which are empty.
func (e *Engine) dropLanes(id strowger.QueueID) {
	for _, c := range strowger.Channels {
		delete(e.lanes, laneKey{QueueID: id, Channel: c})
	}
	delete(e.lengths, id)
}

// stage returns how many of the lane's delays a contact has passed at a time
// (rule 1.3.3, U9, U10).
func (l *lane) stage(c *contact, now strowger.Time) int {
	return sort.Search(len(l.delays), func(i int) bool {
		return c.EnqueueTimestamp.Add(int64(l.delays[i])) > now
	})
}

// wait puts a contact into the group where agents look for it, and arms the
// timer of its next delay.
func (e *Engine) wait(c *contact) {
	l := e.lane(laneKey{QueueID: c.QueueID, Channel: c.Channel})
	key := groupKey{stage: l.stage(c, e.now)}
	if c.Channel == strowger.Task || c.Channel == strowger.Email {
		key.workload = c.WorkloadType()
	}
	var expr *strowger.Expression
	if i := c.Criteria.Active(); i >= 0 && !e.isAgentQueue(c.QueueID) {
		expr = &c.Criteria.Steps[i].Expression
		key.expression = expr.String()
	}
	g, ok := l.groups[key]
	if !ok {
		g = &group{lane: l, key: key, expression: expr, waiting: rankedContacts()}
		l.groups[key] = g
	}
	g.waiting.Set(c)
	c.group = g
	e.work.contacts[c] = true
	if key.stage < len(l.delays) {
		e.arm(c, delayTimer, c.EnqueueTimestamp.Add(int64(l.delays[key.stage])))
	}
}

// unwait takes a contact out of its group. Call it before anything changes that
// ranks or groups the contact.
func (e *Engine) unwait(c *contact) {
	g := c.group
	if g == nil {
		return
	}
	g.waiting.Delete(c)
	if g.waiting.Len() == 0 {
		delete(g.lane.groups, g.key)
	}
	c.group = nil
	delete(e.work.contacts, c)
	e.arm(c, delayTimer, 0)
}

// regroup changes a contact and puts it where it then belongs.
func (e *Engine) regroup(c *contact, change func()) {
	waits := c.group != nil
	e.unwait(c)
	change()
	if waits {
		e.wait(c)
	}
}

// profileSaved rebuilds the crew of a profile and the lanes it serves.
func (e *Engine) profileSaved(p *strowger.RoutingProfile) {
	cr, ok := e.crews[p.ID]
	if !ok {
		cr = &crew{members: make(map[strowger.UserID]*agent)}
		for i := range cr.open {
			cr.open[i] = rankedAgents()
		}
		e.crews[p.ID] = cr
	}
	touched := cr.leave()
	cr.profile, cr.rows = p, nil
	for _, q := range p.Queues {
		l := e.lane(q.QueueReference)
		cr.rows = append(cr.rows, row{lane: l, priority: q.Priority, delay: q.DelaySeconds})
		l.crews = append(l.crews, cr)
		slices.SortFunc(l.crews, func(a, b *crew) int {
			return compareStrings(a.profile.ID, b.profile.ID)
		})
		touched = append(touched, l)
	}
	slices.SortStableFunc(cr.rows, func(a, b row) int { return a.priority - b.priority })
	for _, l := range touched {
		e.restage(l)
	}
	for _, a := range cr.members {
		e.refresh(a)
		a.version++
	}
}

func (e *Engine) profileDeleted(id strowger.RoutingProfileID) {
	for _, l := range e.crews[id].leave() {
		e.restage(l)
	}
	delete(e.crews, id)
}

// leave removes the crew from the lanes it serves and returns them.
func (cr *crew) leave() []*lane {
	var left []*lane
	for _, r := range cr.rows {
		r.lane.crews = slices.DeleteFunc(r.lane.crews, func(x *crew) bool { return x == cr })
		left = append(left, r.lane)
	}
	return left
}

// row returns the row that serves a lane.
func (cr *crew) row(l *lane) (row, bool) {
	for _, r := range cr.rows {
		if r.lane == l {
			return r, true
		}
	}
	return row{}, false
}

// restage works out anew the delays of a lane, and with them which of its
// contacts have passed which.
func (e *Engine) restage(l *lane) {
	l.delays = l.delays[:0]
	for _, cr := range l.crews {
		if r, _ := cr.row(l); r.delay > 0 {
			l.delays = append(l.delays, r.delay)
		}
	}
	slices.Sort(l.delays)
	l.delays = slices.Compact(l.delays)
	for _, cr := range l.crews {
		for i := range cr.rows {
			if r := &cr.rows[i]; r.lane == l {
				r.stage = sort.SearchInts(l.delays, r.delay+1)
			}
		}
	}
	var all []*contact
	for _, g := range l.groups {
		all = append(all, g.waiting.Items()...)
	}
	for _, c := range all {
		e.regroup(c, func() {})
	}
}

func compareStrings[S ~string](a, b S) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
