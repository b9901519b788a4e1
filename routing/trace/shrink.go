package trace

import (
	"slices"

	"github.com/strowger/strowger"
)

// Shrink leaves out of a script whatever it fails without: long stretches
// first, then single moments, then parts of routing profiles.
func (s Script) Shrink(fails func(Script) bool) Script {
	for size := len(s) / 2; size >= 1; {
		shorter := false
		for i := 0; i+size <= len(s); {
			rest := slices.Concat(s[:i], s[i+size:])
			if fails(rest) {
				s, shorter = rest, true
			} else {
				i += size
			}
		}
		if size > 1 || !shorter {
			size /= 2
		}
	}
	for i := range s {
		s = s.simplify(i, fails)
	}
	return s
}

// simplify makes the command of a moment as simple as it can be.
func (s Script) simplify(i int, fails func(Script) bool) Script {
	for again := true; again; {
		again = false
		for _, c := range simpler(s[i].Command) {
			other := slices.Clone(s)
			other[i].Command = c
			if fails(other) {
				s, again = other, true
				break
			}
		}
	}
	return s
}

// simpler returns versions of a command that lack one thing each.
func simpler(c strowger.Command) (list []strowger.Command) {
	create, ok := c.(strowger.CreateRoutingProfile)
	if !ok {
		return nil
	}
	p := create.RoutingProfile
	without := func(change func(*strowger.RoutingProfile)) {
		q := p
		change(&q)
		list = append(list, strowger.CreateRoutingProfile{RoutingProfile: q})
	}
	for i := range p.Queues {
		without(func(q *strowger.RoutingProfile) { q.Queues = slices.Delete(slices.Clone(q.Queues), i, i+1) })
	}
	for i := range p.MediaConcurrencies {
		without(func(q *strowger.RoutingProfile) {
			q.MediaConcurrencies = slices.Delete(slices.Clone(q.MediaConcurrencies), i, i+1)
		})
	}
	if len(p.ManualAssignmentQueues) > 0 {
		without(func(q *strowger.RoutingProfile) { q.ManualAssignmentQueues = nil })
	}
	return list
}
