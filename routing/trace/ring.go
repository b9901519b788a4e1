package trace

import (
	"fmt"
	"slices"

	"github.com/strowger/strowger"
)

// rings checks for how long an offer that is about to be made rings (rules 3.3.1,
// 3.5b.2, U23), and that no agent is connected unasked who has not chosen so, is
// not available or not below the limit (rules 3.4.1, 3.5b.4, U46).
func (a Auditor) rings(got *strowger.ContactOffered) error {
	w := newWorld(a.shadow.Snapshot(), got.At)
	agent, _ := a.shadow.Agent(got.UserID)
	c, _ := a.shadow.Contact(got.ContactID)
	seconds := int64(20)
	switch {
	case got.Kind == strowger.InterruptOffer && c.Channel == strowger.Voice && onCall(agent):
		seconds = 30
	case c.Channel == strowger.Task, c.Channel == strowger.Email:
		seconds = 30
	}
	switch accepts := w.accepts(agent, c); {
	case got.Expires == 0 && accepts:
		return nil
	case got.Expires == got.At.Add(seconds) && !(accepts && got.Kind == strowger.RoutedOffer):
		return nil
	}
	return fmt.Errorf("%s rings at %s until %s, want %d seconds or auto-accept",
		got.ContactID, got.UserID, inWords(got.Expires), seconds)
}

// accepts reports whether an agent accepts a contact without being asked.
func (w *world) accepts(a *strowger.Agent, c *strowger.Contact) bool {
	u := w.users[a.UserID]
	chosen := u.AutoAccepts(c.Channel)
	if c.Callback != nil {
		chosen = u.AutoAcceptsCallbacks()
	}
	unanswered := func(l strowger.AgentContact) bool { return l.State.Unanswered() }
	m, _ := w.profile(a).Media(c.Channel)
	return chosen && w.statuses[a.StatusID].Type == strowger.Routable && a.NextStatusID == "" &&
		!slices.ContainsFunc(a.Contacts, unanswered) && held(a, c.Channel, nil) < slots(m)
}

// onCall reports whether an agent talks to somebody, has somebody on hold, or is
// about to call somebody back.
func onCall(a *strowger.Agent) bool {
	return slices.ContainsFunc(a.Contacts, func(l strowger.AgentContact) bool {
		switch l.State {
		case strowger.Connected, strowger.OnHold, strowger.Pending:
			return l.Channel == strowger.Voice
		}
		return false
	})
}
