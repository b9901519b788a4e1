package routing

import (
	"cmp"

	"github.com/strowger/strowger"
)

// timer is something that will happen to a contact by itself. A contact has one
// of each kind at most.
type timer struct {
	at      strowger.Time
	contact *contact
	kind    timerKind
}

// alarms says where the timers of a contact are in the heap: 1 for the first
// place, 0 for one that is not armed.
type alarms [timerKinds]int32

type timerKind uint8

// The kinds of timer, in the order in which they fire at the same instant.
const (
	scheduleTimer timerKind = iota // a scheduled task begins
	expiryTimer                    // the contact is too old
	callTimer                      // nobody answered the house
	ringTimer                      // nobody answered
	workTimer                      // after contact work is over
	stepTimer                      // the active routing step runs out
	delayTimer                     // agents of one more profile may see it
	timerKinds
)

func compareTimers(a, b timer) int {
	if c := cmp.Compare(a.at, b.at); c != 0 {
		return c
	}
	if c := cmp.Compare(a.kind, b.kind); c != 0 {
		return c
	}
	return cmp.Compare(a.contact.ID, b.contact.ID)
}

// newDeadlines returns a heap for armed timers, the next one first.
func newDeadlines() heap[timer] {
	return heap[timer]{
		before: func(a, b timer) bool { return compareTimers(a, b) < 0 },
		placed: func(t timer, i int) { t.contact.alarms[t.kind] = int32(i + 1) },
	}
}

// arm sets a timer of a contact to an instant, or disarms it with 0.
func (e *Engine) arm(c *contact, kind timerKind, at strowger.Time) {
	place := int(c.alarms[kind]) - 1
	switch armed := place >= 0; {
	case at == 0 && armed:
		e.deadlines.remove(place)
	case at == 0:
	case armed:
		e.deadlines.set(place, timer{at, c, kind})
	default:
		e.deadlines.push(timer{at, c, kind})
	}
}

func (e *Engine) disarmAll(c *contact) {
	for kind := range timerKinds {
		e.arm(c, kind, 0)
	}
}

// NextDeadline returns the instant at which something will happen by itself, and
// whether there is one. A Step at that instant makes it happen. In a deleted
// instance, which refuses every command, nothing happens any more.
func (e *Engine) NextDeadline() (strowger.Time, bool) {
	if e.deadlines.len() == 0 || e.instance.Deleted {
		return 0, false
	}
	return e.deadlines.items[0].at, true
}
