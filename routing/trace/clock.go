package trace

import (
	"fmt"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// clock is the two clocks of idle time of one agent, set by events alone (rule
// 1.2, U3 to U5).
type clock struct {
	activity strowger.Time // since when the agent has done nothing
	inbound  strowger.Time // and has had nothing that is not outbound
	runs     bool          // inbound does, from the first time available after being offline
}

// clocks are those of all agents.
type clocks map[strowger.UserID]*clock

// set sets the clocks by an event that is about to happen in a state.
func (k clocks) set(before *routing.Engine, ev strowger.Event) {
	switch ev := ev.(type) {
	case *strowger.AgentStatusChanged:
		a, _ := before.Agent(ev.UserID)
		from, _ := before.AgentStatuses().Get(a.StatusID)
		to, _ := before.AgentStatuses().Get(ev.StatusID)
		k.of(ev.UserID).enter(from, to, ev.At, before.Instance().Routing.BreakRestartsInboundTimer)
	case *strowger.ContactDialled: // by an agent, unless it is a callback
		if c, ok := before.Contact(ev.ContactID); ok && c.Callback == nil {
			k.of(ev.UserID).activity = ev.At
		}
	case *strowger.ContactAccepted:
		k.of(ev.UserID).restart(ev.At, false)
	case *strowger.ContactConnected: // which rang, or was dialled before
		if c, ok := before.Contact(ev.ContactID); ok && c.State == strowger.Offered {
			k.of(ev.UserID).restart(ev.At, false)
		}
	case *strowger.AgentContactCleared:
		a, _ := before.Agent(ev.UserID)
		if l := a.Contact(ev.ContactID); l != nil {
			k.of(ev.UserID).restart(ev.At, l.Outbound())
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
func (c *clock) enter(from, to *strowger.AgentStatus, at strowger.Time, breaksCount bool) {
	if to.Type == strowger.Offline {
		c.runs = false
	}
	if to.Type != strowger.Routable || from.Type == strowger.Routable {
		return
	}
	c.activity = at
	if !c.runs || breaksCount && from.Type == strowger.Custom {
		c.inbound, c.runs = at, true
	}
}

// restart follows the accepting and the clearing of a contact.
func (c *clock) restart(at strowger.Time, outbound bool) {
	c.activity = at
	if !outbound {
		c.inbound = at
	}
}

// check tells whether the engine goes by the same clocks for an agent who is
// available.
func (k clocks) check(e *routing.Engine) error {
	for u := range e.Users().All() {
		a, _ := e.Agent(u.ID)
		if s, ok := e.AgentStatuses().Get(a.StatusID); !ok || s.Type != strowger.Routable {
			continue
		}
		c := k.of(u.ID)
		if a.ActivityAnchor != c.activity || a.InboundAnchor != c.inbound {
			return fmt.Errorf("%s is idle since %s, %s without outbound contacts, want %s, %s", u.ID,
				inWords(a.ActivityAnchor), inWords(a.InboundAnchor), inWords(c.activity), inWords(c.inbound))
		}
	}
	return nil
}
