package trace

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// arrivals is the order in which contacts have come, found by counting events and
// without a look at the numbers that they carry (U12).
type arrivals struct {
	events   int
	contacts map[strowger.ContactID]arrival
}

// arrival says with how many events a contact has begun or was queued last, and
// with how many the contact whose place it has kept, 0 if it has kept none.
type arrival struct{ nth, kept int }

func newArrivals() *arrivals { return &arrivals{contacts: make(map[strowger.ContactID]arrival)} }

// age is with how many events the routing age of a contact began.
func (a arrival) age() int { return cmp.Or(a.kept, a.nth) }

// set counts an event that is about to happen in a state.
func (o *arrivals) set(before *routing.Engine, ev strowger.Event) {
	o.events++
	switch ev := ev.(type) {
	case *strowger.ContactStarted:
		a := arrival{nth: o.events}
		if ev.Contact.RankTimestamp != 0 { // rules 1.4.1, 1.4.3
			a.kept = o.contacts[ev.Contact.PreviousContactID].age()
		}
		o.contacts[ev.Contact.ID] = a
	case *strowger.ContactQueued:
		a := o.contacts[ev.ContactID]
		c, _ := before.Contact(ev.ContactID)
		switch {
		case c.Callback == nil && c.EnqueueTimestamp != 0: // U26
			a.kept = 0
		case c.Callback != nil && a.kept == 0: // U16
			a.kept = o.events
		}
		a.nth = o.events
		o.contacts[ev.ContactID] = a
	case *strowger.ContactCompleted:
		delete(o.contacts, ev.Contact.ID)
	}
}

// check tells whether the engine has the contacts in queues in the same order.
func (o *arrivals) check(e *routing.Engine) error {
	var queued, ages []numbered
	for c := range e.Contacts() {
		if !inQueue(c) {
			continue
		}
		a := o.contacts[c.ID]
		queued = append(queued, numbered{string(c.ID), a.nth, c.Sequence})
		ages = append(ages, numbered{string(c.ID), a.age(), ageBegan(c)})
	}
	return errors.Join(inOrder("was queued", queued), inOrder("began to age", ages))
}

// numbered is something that has happened to somebody with the nth event, which
// has a number.
type numbered struct {
	who    string
	nth    int
	number int64
}

// inOrder tells whether numbers are in the order of events, and the same for the
// same event.
func inOrder(what string, list []numbered) error {
	slices.SortFunc(list, func(a, b numbered) int { return cmp.Compare(a.nth, b.nth) })
	for i := range list[:max(0, len(list)-1)] {
		a, b := list[i], list[i+1]
		if cmp.Compare(a.number, b.number) != cmp.Compare(a.nth, b.nth) {
			return fmt.Errorf("%s %s with event %d and number %d, %s with event %d and number %d",
				a.who, what, a.nth, a.number, b.who, b.nth, b.number)
		}
	}
	return nil
}
