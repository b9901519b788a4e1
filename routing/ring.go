package routing

import (
	"github.com/strowger/strowger"
)

// ring appends the events that ring a contact at an agent, or connect it where
// the agent has auto-accept (rule 3.4.1).
func (e *Engine) ring(list []strowger.Event, offered *strowger.ContactOffered, c *contact, a *agent) []strowger.Event {
	if c.Callback != nil && a.habits.acceptsCallbacks {
		return append(list, offered,
			&strowger.ContactAccepted{At: offered.At, ContactID: c.ID, UserID: a.UserID})
	}
	if c.Callback == nil && a.habits.accepts[c.Channel.Index()] {
		return append(list, offered,
			e.stock.connected.of(strowger.ContactConnected{At: offered.At, ContactID: c.ID, UserID: a.UserID}))
	}
	offered.Expires = offered.At.Add(ringSeconds(c.Channel))
	return append(list, offered)
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
