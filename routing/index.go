package routing

import (
	"sort"

	"github.com/strowger/strowger"
)

// laneKey names a lane: the contacts of one channel in one queue.
type laneKey = strowger.QueueReference

// road is a queue with a lane and a line for each channel.
type road struct {
	owner  *agent                        // whose agent queue it is, nil if nobody's
	lanes  [len(strowger.Channels)]*lane // where agents look for contacts, nil if nobody ever has
	lines  [len(strowger.Channels)]line  // as the contacts came
	length int                           // contacts waiting or ringing
}

// lane holds the waiting contacts of one channel in one queue, in groups, and
// knows the crews that serve it.
type lane struct {
	key     laneKey
	channel int    // index of the channel
	owner   *agent // whose agent queue it belongs to, nil if nobody's
	servers []server
	delays  []int // the distinct delays above 0 of the crews' rows, ascending

	groups map[groupKey]*group
	plain  *group   // of the zero key, which most contacts have; nil until then
	spare  []*group // forgotten, to be used again
	busy   int      // how many of groups have contacts
	shelves
}

// server is a crew that serves a lane, and by which of its rows.
type server struct {
	crew *crew
	row  int
}

// groupKey is what an agent must fulfil to see the contacts of a group.
type groupKey struct {
	passed     int         // the longest of the lane's delays that the contact has passed
	workload   string      // workload type of a TASK or EMAIL
	expression *expression // of the active step, nil for none
}

// group holds waiting contacts that are the same to every agent, by rank. It
// outlasts its contacts, so that the next of their kind finds it, until too
// many groups of the lane are empty.
type group struct {
	lane    *lane
	key     groupKey
	waiting heap[ranked]
	seats   []seat // on the shelves of the lane
	listed  int    // in the worklist, -1 when not
}

func (g *group) first() ranked { return g.waiting.items[0] }

// branches returns what the contacts ask for.
func (g *group) branches() []branch {
	if g.key.expression == nil {
		return anyone
	}
	return g.key.expression.branches
}

func placeContact(r ranked, i int) { r.contact.place = i }

// beforeGlobally orders groups by their first contacts.
func beforeGlobally(g, h *group) bool { return compareGlobally(g.sighting(), h.sighting()) < 0 }

// sighting returns the first contact as the crews see it, apart from the
// priority, which does not count across crews.
func (g *group) sighting() sighting { return sighting{ranked: g.first(), own: g.lane.owner != nil} }

// road returns the road of a queue.
func (e *Engine) road(id strowger.QueueID) *road {
	r, ok := e.roads[id]
	if !ok {
		r = &road{owner: e.agents[strowger.UserID(id)]}
		e.roads[id] = r
	}
	return r
}

// lane returns a lane of a queue.
func (r *road) lane(key laneKey) *lane {
	ch := key.Channel.Index()
	if r.lanes[ch] == nil {
		l := &lane{key: key, channel: ch, owner: r.owner, groups: make(map[groupKey]*group), shelves: newShelves()}
		if r.owner != nil {
			r.owner.own[ch] = l
		}
		r.lanes[ch] = l
	}
	return r.lanes[ch]
}

// passed returns the longest of the lane's delays that a contact has passed at a
// time when they run from a start, and the instant at which it passes the next,
// 0 for never (rule 1.3.3, U9).
func (l *lane) passed(start, now strowger.Time) (delay int, next strowger.Time) {
	i := sort.Search(len(l.delays), func(i int) bool {
		return start.Add(int64(l.delays[i])) > now
	})
	if i < len(l.delays) {
		next = start.Add(int64(l.delays[i]))
	}
	if i > 0 {
		delay = l.delays[i-1]
	}
	return delay, next
}

// wait puts a contact into the group where agents look for it, and arms the
// timer of its next delay.
func (e *Engine) wait(c *contact) {
	l := c.road.lane(laneKey{QueueID: c.QueueID, Channel: c.Channel})
	var key groupKey
	var next strowger.Time
	key.passed, next = l.passed(e.delayStart(c), e.now)
	if c.Channel == strowger.Task || c.Channel == strowger.Email {
		key.workload = c.WorkloadType()
	}
	if i := c.Criteria.Active(); i >= 0 && l.owner == nil {
		key.expression = e.expressions.find(c.Criteria.Steps[i].Expression)
	}
	g := l.group(key)
	c.group = g
	e.waiting++
	e.work.arrivals++
	g.waiting.push(c.ranked())
	if g.first().contact == c {
		e.reorder(g)
	}
	e.work.list(g)
	e.arm(c, delayTimer, next)
}

// unwait takes a contact out of its group. Call it before anything changes that
// ranks or groups the contact.
func (e *Engine) unwait(c *contact) {
	g := c.group
	if g == nil {
		return
	}
	wasFirst := g.first().contact == c
	if g.waiting.len() == 1 {
		e.work.unlist(g)
	}
	g.waiting.remove(c.place)
	if wasFirst {
		e.reorder(g)
	}
	c.group = nil
	e.waiting--
	e.arm(c, delayTimer, 0)
}

// reorder follows a change of the first contact of a group. A group without
// contacts is on no shelf, and a lane without such groups is not served.
func (e *Engine) reorder(g *group) {
	was := g.seats[0].place >= 0
	for i := range g.seats {
		g.seats[i].set(g)
	}
	e.work.reorder(g)
	l := g.lane
	switch is := g.waiting.len() > 0; {
	case is && !was:
		if l.busy++; l.busy == 1 {
			l.tell()
		}
	case was && !is:
		if l.busy--; l.busy == 0 {
			l.tell()
		}
	}
}

// group returns the group of a key. Before there are too many it forgets the
// empty ones.
func (l *lane) group(key groupKey) *group {
	if key == (groupKey{}) && l.plain != nil {
		return l.plain
	}
	if g, ok := l.groups[key]; ok {
		return g
	}
	if len(l.groups) > 2*l.busy+maxEmpty {
		l.forget()
	}
	g := l.blank()
	g.key = key
	key.expression.hold()
	l.join(g)
	l.groups[key] = g
	if key == (groupKey{}) {
		l.plain = g
	}
	return g
}

// maxEmpty is how many groups a lane may keep without contacts, and how many
// that it has forgotten.
const maxEmpty = 16

// forget drops the empty groups, apart from the plain one.
func (l *lane) forget() {
	for key, g := range l.groups {
		if g == l.plain || g.waiting.len() > 0 {
			continue
		}
		g.key.expression.release()
		l.leave(g)
		delete(l.groups, key)
		if len(l.spare) < maxEmpty {
			g.key = groupKey{}
			clear(g.seats) // so as to keep no shelf
			l.spare = append(l.spare, g)
		}
	}
}

// blank returns a group without a key or seats, a spare one if there is any.
func (l *lane) blank() *group {
	last := len(l.spare) - 1
	if last < 0 {
		return &group{lane: l, waiting: heap[ranked]{before: rankedBefore, placed: placeContact}, listed: -1}
	}
	g := l.spare[last]
	l.spare[last] = nil
	l.spare = l.spare[:last]
	return g
}

// tell lets the crews know whether there is anything in the lane.
func (l *lane) tell() {
	for _, s := range l.servers {
		if bit := uint64(1) << (s.row % 64); l.busy > 0 {
			s.crew.busy[s.row/64] |= bit
		} else {
			s.crew.busy[s.row/64] &^= bit
		}
	}
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
