package routing

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"

	"github.com/strowger/strowger"
)

// timer is something that will happen to a contact by itself. A contact has one
// of each kind at most.
type timer struct {
	at      strowger.Time
	contact *contact
	kind    timerKind
}

// alarms says where the timers of a contact are in the heaps of their kinds: 1 for
// the first place, 0 for one that is not armed.
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
	if c := cmp.Compare(a.contact.Sequence, b.contact.Sequence); c != 0 {
		return c
	}
	return cmp.Compare(a.contact.ID, b.contact.ID)
}

// deadlines are the armed timers, those of a kind by themselves: what rings is
// disarmed soon and need not find its way among the many that expire in days.
type deadlines struct {
	heaps [timerKinds]heap[timer]
	armed uint8 // a bit for each kind that is
}

func (d *deadlines) init() {
	for kind := range d.heaps {
		d.heaps[kind] = heap[timer]{
			before: func(a, b timer) bool { return compareTimers(a, b) < 0 },
			placed: func(t timer, i int) { t.contact.alarms[t.kind] = int32(i + 1) },
		}
	}
}

// next returns the timer that fires next, or nil if none fires until an instant.
func (d *deadlines) next(until strowger.Time) (next *timer) {
	for kinds := d.armed; kinds != 0; kinds &= kinds - 1 {
		t := &d.heaps[bits.TrailingZeros8(kinds)].items[0]
		if t.at <= until && (next == nil || compareTimers(*t, *next) < 0) {
			next = t
		}
	}
	return next
}

// arm sets a timer of a contact to an instant, or disarms it with 0.
func (e *Engine) arm(c *contact, kind timerKind, at strowger.Time) {
	h, place := &e.deadlines.heaps[kind], int(c.alarms[kind])-1
	switch armed := place >= 0; {
	case at == 0 && armed:
		h.remove(place)
		if h.len() == 0 {
			e.deadlines.armed &^= 1 << kind
		}
	case at == 0:
	case armed:
		h.set(place, timer{at, c, kind})
	default:
		h.push(timer{at, c, kind})
		e.deadlines.armed |= 1 << kind
	}
}

// renumber gives a contact another number. Timers of the same instant are in the
// order of the numbers.
func (e *Engine) renumber(c *contact, sequence int64) {
	c.Sequence = sequence
	for kind, place := range c.alarms {
		if place > 0 {
			e.deadlines.heaps[kind].fix(int(place) - 1)
		}
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
	next := e.deadlines.next(math.MaxInt64)
	if next == nil || e.instance.Deleted {
		return 0, false
	}
	return next.at, true
}

// Advance calls tick for each deadline until an instant, in order, and returns its
// first error. A tick that does not move its deadline on is an error: it would be
// called for ever.
func Advance(deadline func() (strowger.Time, bool), until strowger.Time, tick func(due strowger.Time) error) error {
	due, ok := deadline()
	for ok && due <= until {
		if err := tick(due); err != nil {
			return err
		}
		was := due
		if due, ok = deadline(); ok && due == was {
			return fmt.Errorf("routing: the deadline at %s stays", due)
		}
	}
	return nil
}
