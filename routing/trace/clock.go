package trace

import (
	"errors"
	"fmt"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// clock is the two clocks of idle time of one agent, set by events alone (rule
// 1.2, U3 to U5).
type clock struct {
	activity moment // since when the agent has done nothing
	inbound  moment // and has had nothing that is not outbound
	runs     bool   // inbound does, from the first time available after being offline
}

// moment is an instant, and how many events there had been.
type moment struct {
	at  strowger.Time
	nth int
}

// clocks are those of all agents.
type clocks map[strowger.UserID]*clock

// set sets the clocks by the nth event, which is about to happen in a state.
func (k clocks) set(before *routing.Engine, ev strowger.Event, nth int) {
	switch ev := ev.(type) {
	case *strowger.AgentStatusChanged:
		a, _ := before.Agent(ev.UserID)
		from, _ := before.AgentStatuses().Get(a.StatusID)
		to, _ := before.AgentStatuses().Get(ev.StatusID)
		k.of(ev.UserID).enter(from, to, moment{ev.At, nth}, before.Instance().Routing.BreakRestartsInboundTimer)
	case *strowger.ContactDialled: // by an agent, unless it is a callback
		if c, ok := before.Contact(ev.ContactID); ok && c.Callback == nil {
			k.of(ev.UserID).activity = moment{ev.At, nth}
		}
	case *strowger.ContactAccepted:
		k.of(ev.UserID).restart(moment{ev.At, nth}, false)
	case *strowger.ContactConnected: // which rang, or was dialled before
		if c, ok := before.Contact(ev.ContactID); ok && c.State == strowger.Offered {
			k.of(ev.UserID).restart(moment{ev.At, nth}, false)
		}
	case *strowger.AgentContactCleared:
		a, _ := before.Agent(ev.UserID)
		if l := a.Contact(ev.ContactID); l != nil {
			k.of(ev.UserID).restart(moment{ev.At, nth}, l.Outbound())
		}
	}
}

func (k clocks) of(id strowger.UserID) *clock {
	if k[id] == nil {
		k[id] = &clock{}
	}
	return k[id]
}

// enter follows a change of status.
func (c *clock) enter(from, to *strowger.AgentStatus, now moment, breaksCount bool) {
	if to.Type == strowger.Offline {
		c.runs = false
	}
	if to.Type != strowger.Routable || from.Type == strowger.Routable {
		return
	}
	c.activity = now
	if !c.runs || breaksCount && from.Type == strowger.Custom {
		c.inbound, c.runs = now, true
	}
}

// restart follows the accepting and the clearing of a contact.
func (c *clock) restart(now moment, outbound bool) {
	c.activity = now
	if !outbound {
		c.inbound = now
	}
}

// check tells whether the engine goes by the same clocks for the agents who are
// available, and has them in the same order.
func (k clocks) check(e *routing.Engine) error {
	var activity, inbound []numbered
	for u := range e.Users().All() {
		a, _ := e.Agent(u.ID)
		if s, ok := e.AgentStatuses().Get(a.StatusID); !ok || s.Type != strowger.Routable {
			continue
		}
		c := k.of(u.ID)
		if a.ActivityAnchor != c.activity.at || a.InboundAnchor != c.inbound.at {
			return fmt.Errorf("%s is idle since %s, %s without outbound contacts, want %s, %s", u.ID,
				inWords(a.ActivityAnchor), inWords(a.InboundAnchor), inWords(c.activity.at), inWords(c.inbound.at))
		}
		activity = append(activity, numbered{string(u.ID), c.activity.nth, a.ActivitySequence})
		inbound = append(inbound, numbered{string(u.ID), c.inbound.nth, a.InboundSequence})
	}
	return errors.Join(inOrder("is idle", activity), inOrder("is idle without outbound contacts", inbound))
}
