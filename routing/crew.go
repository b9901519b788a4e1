package routing

import (
	"math/bits"
	"slices"

	"github.com/strowger/strowger"
)

// crew is the agents who share a routing profile.
type crew struct {
	profile *strowger.RoutingProfile
	media   [len(strowger.Channels)]*strowger.MediaConcurrency // nil for a channel it has not
	rows    []row                                              // by priority
	busy    []uint64                                           // a bit for each row in whose lane contacts wait
	members []*agent                                           // in no particular order
	open    roster
}

// row is a row of a routing profile with the lane it serves.
type row struct {
	lane     *lane
	priority int
	delay    int
}

// profileSaved rebuilds the crew of a profile and the lanes it serves.
func (e *Engine) profileSaved(p *strowger.RoutingProfile) {
	cr, ok := e.crews[p.ID]
	if !ok {
		cr = &crew{}
		e.crews[p.ID] = cr
	}
	touched := cr.leave()
	cr.profile = p
	before := cr.media
	cr.media = [len(strowger.Channels)]*strowger.MediaConcurrency{}
	for i := range p.MediaConcurrencies {
		m := &p.MediaConcurrencies[i]
		cr.media[m.Channel.Index()] = m
	}
	cr.keepBehavior(&before)
	cr.rows = nil
	for _, q := range p.Queues {
		cr.rows = append(cr.rows, row{lane: e.road(q.QueueID).lane(q.QueueReference), priority: q.Priority, delay: q.DelaySeconds})
	}
	slices.SortStableFunc(cr.rows, func(a, b row) int { return a.priority - b.priority })
	cr.busy = make([]uint64, (len(cr.rows)+63)/64)
	for i, r := range cr.rows {
		r.lane.servers = append(r.lane.servers, server{cr, i})
		r.lane.tell()
		touched = append(touched, r.lane)
	}
	for _, l := range touched {
		e.restage(l)
	}
	e.lookAgain(cr)
}

// keepBehavior keeps what the contacts of the members permit beside them as it
// was, where a channel has changed from one limit to limits by workload type or
// back (rule 2.2.9).
func (cr *crew) keepBehavior(before *[len(strowger.Channels)]*strowger.MediaConcurrency) {
	for ch, m := range before {
		now := cr.media[ch]
		if m == nil || now == nil || (len(m.WorkloadTypes) > 0) == (len(now.WorkloadTypes) > 0) {
			continue
		}
		for _, a := range cr.members {
			for i := range a.Contacts {
				if l := &a.Contacts[i]; l.Channel.Index() == ch {
					l.Behavior = behavior(m, l)
				}
			}
		}
	}
}

// lookAgain works out anew what the agents of a crew can take, and looks at all
// that waits for one of them.
func (e *Engine) lookAgain(cr *crew) {
	for _, a := range cr.members {
		a.version++
		e.reckon(a)
		for _, l := range a.own {
			e.work.listAll(l)
		}
	}
	for _, r := range cr.rows {
		e.work.listAll(r.lane)
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
		r.lane.servers = slices.DeleteFunc(r.lane.servers, func(s server) bool { return s.crew == cr })
		left = append(left, r.lane)
	}
	return left
}

// part takes an agent out of the members. The last one gets its place.
func (cr *crew) part(a *agent) {
	last := len(cr.members) - 1
	moved := cr.members[last]
	moved.member, cr.members[a.member] = a.member, moved
	cr.members[last] = nil
	cr.members = cr.members[:last]
}

// busyRows calls fn for the rows in whose lanes contacts wait, by priority, until
// it returns false.
func (cr *crew) busyRows(fn func(*row) bool) {
	for i, word := range cr.busy {
		for ; word != 0; word &= word - 1 {
			if !fn(&cr.rows[i*64+bits.TrailingZeros64(word)]) {
				return
			}
		}
	}
}

// restage works out anew the delays of a lane, and if there are others, which of
// its contacts have passed which.
func (e *Engine) restage(l *lane) {
	var delays []int
	for _, s := range l.servers {
		if d := s.crew.rows[s.row].delay; d > 0 {
			delays = append(delays, d)
		}
	}
	slices.Sort(delays)
	delays = slices.Compact(delays)
	if slices.Equal(delays, l.delays) {
		return
	}
	l.delays = delays
	var all []*contact
	for _, g := range l.groups {
		for _, r := range g.waiting.items {
			all = append(all, r.contact)
		}
	}
	for _, c := range all {
		e.regroup(c, func() {})
	}
}
