package routing

import (
	"github.com/strowger/strowger"
)

// ring returns the events that ring a contact at an agent, or connect it where
// the agent has auto-accept (rule 3.4.1).
func ring(offered strowger.ContactOffered, c *contact, a *agent) []strowger.Event {
	if c.Callback != nil && a.user.AutoAcceptsCallbacks() {
		return []strowger.Event{offered,
			strowger.ContactAccepted{At: offered.At, ContactID: c.ID, UserID: a.UserID}}
	}
	if c.Callback == nil && a.user.AutoAccepts(c.Channel) {
		return []strowger.Event{offered,
			strowger.ContactConnected{At: offered.At, ContactID: c.ID, UserID: a.UserID}}
	}
	offered.Expires = offered.At.Add(ringSeconds(c.Channel))
	return []strowger.Event{offered}
}

// ringSeconds is how long a contact rings (rule 3.3.1, U23).
func ringSeconds(c strowger.Channel) int64 {
	if c == strowger.Task || c == strowger.Email {
		return 30
	}
	return 20
}

// interruptSeconds is how long a second call rings (rule 3.5b.2).
const interruptSeconds = 30
