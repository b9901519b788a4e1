package trace

import (
	"errors"
	"fmt"
	"slices"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// Auditor follows an engine from its first event on. It rebuilds the state in a
// shadow that is given nothing but the events, and judges every decision.
type Auditor struct {
	// Reasons counts what Explain has said, and was right to say.
	Reasons map[routing.Reason]int
	// Oracle says which offer comes next. It is NextOffer, unless the auditor
	// itself is on trial and somebody has planted another.
	Oracle func(*routing.Snapshot, strowger.Time) (Offer, bool)

	shadow   *routing.Engine
	clocks   clocks
	arrivals *arrivals
}

// NewAuditor returns an auditor for an engine in which nothing has happened.
func NewAuditor() Auditor {
	return Auditor{Reasons: make(map[routing.Reason]int), Oracle: NextOffer, shadow: routing.New(),
		clocks: clocks{}, arrivals: newArrivals()}
}

// Follow takes what a Step of the engine has returned, and tells whether each
// offer was the right one at its moment and rings as it should, whether there
// should have been one more, and whether the invariants, the clocks of idle time and
// the order of arrival hold.
func (a Auditor) Follow(e *routing.Engine, now strowger.Time, events []strowger.Event) error {
	for _, ev := range events {
		offered, isOffer := ev.(*strowger.ContactOffered)
		if isOffer && offered.Kind == strowger.RoutedOffer {
			if err := a.judge(offered); err != nil {
				return err
			}
			if err := a.explained(a.shadow, offered.At); err != nil {
				return err
			}
		}
		if isOffer {
			if err := a.rings(offered); err != nil {
				return err
			}
		}
		if changed, ok := ev.(*strowger.AgentStatusChanged); ok {
			if err := a.mayChange(changed); err != nil {
				return err
			}
		}
		a.arrivals.set(a.shadow, ev)
		a.clocks.set(a.shadow, ev, a.arrivals.events)
		a.shadow.Apply(ev)
		if isOffer {
			if err := a.withinLimit(offered); err != nil {
				return err
			}
		}
	}
	return errors.Join(Check(e, now), a.explained(e, now), a.clocks.check(e), a.arrivals.check(e))
}

// Compare tells whether the events alone have led to the state of the engine.
func (a Auditor) Compare(e *routing.Engine) error {
	if a.shadow.Digest() != e.Digest() {
		return errors.New("the events do not lead to the state of the engine")
	}
	return nil
}

// judge compares an offer with the one the oracle would make.
func (a Auditor) judge(got *strowger.ContactOffered) error {
	want, ok := a.Oracle(a.shadow.Snapshot(), got.At)
	if !ok {
		return fmt.Errorf("%s was offered to %s, want no offer", got.ContactID, got.UserID)
	}
	if g := (Offer{got.ContactID, got.UserID, got.Step, got.Reason}); g != want {
		return fmt.Errorf("the offer was %v, want %v", g, want)
	}
	return nil
}

// mayChange checks that an agent stays Available whose slots are not all clear
// (rules 3.2.1, 3.2.2).
func (a Auditor) mayChange(ev *strowger.AgentStatusChanged) error {
	agent, _ := a.shadow.Agent(ev.UserID)
	status, _ := a.shadow.AgentStatuses().Get(ev.StatusID)
	i := slices.IndexFunc(agent.Contacts, occupies)
	if status.Type != strowger.Routable && i >= 0 {
		return fmt.Errorf("%s became %s with %s in hand", ev.UserID, ev.StatusID, agent.Contacts[i].ContactID)
	}
	return nil
}

// withinLimit checks that an offer has not filled more slots than there are, or
// one more if somebody has chosen the agent (rules 2.2.8, 3.5b.1, U53).
func (a Auditor) withinLimit(got *strowger.ContactOffered) error {
	w := newWorld(a.shadow.Snapshot(), got.At)
	agent, _ := a.shadow.Agent(got.UserID)
	contact, _ := a.shadow.Contact(got.ContactID)
	m, _ := w.profile(agent).Media(contact.Channel)
	most := slots(m)
	if got.Kind != strowger.RoutedOffer {
		most++
	}
	if n := held(agent, contact.Channel, nil); n > most {
		return fmt.Errorf("%s was offered to %s, who then holds %d of %d %s contacts",
			got.ContactID, got.UserID, n, most, contact.Channel)
	}
	return nil
}
