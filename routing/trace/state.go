package trace

import (
	"slices"

	"github.com/strowger/strowger"
)

// state: a contact is in exactly one state, has what belongs to it and nothing
// that belongs to another, and something can move it on: a deadline, the
// customer, its flow or an agent.
func (c *checker) state(k *strowger.Contact) {
	queued, hasAgent := false, false
	switch k.State {
	case strowger.Scheduled:
		if k.ScheduledTimestamp == 0 {
			c.bad("%s is scheduled for no time, so nothing can begin it", k.ID)
		}
	case strowger.Created: // by the API, which transfers or stops it
	case strowger.Calling:
		if k.Outbound == nil || k.Outbound.RingSeconds <= 0 {
			c.bad("%s is called for ever", k.ID)
		}
	case strowger.InFlow:
		if k.FlowID == "" {
			c.bad("%s is in no flow, so nothing can move it", k.ID)
		}
	case strowger.Waiting, strowger.Offered:
		queued = true
	case strowger.Dequeued:
		if k.Channel != strowger.Task {
			c.bad("%s is a %s and was paused", k.ID, k.Channel)
		}
	case strowger.Dialling, strowger.WithAgent, strowger.AfterContactWork:
		hasAgent = true
	case strowger.Completed: // which contact finds
	default:
		c.bad("%s is %q, which is no state", k.ID, k.State)
	}
	if queued && (k.EnqueueTimestamp == 0 || k.DequeueTimestamp != 0) {
		c.bad("%s is %s, queued at %d and dequeued at %d", k.ID, k.State, k.EnqueueTimestamp, k.DequeueTimestamp)
	}
	if hasAgent && k.Agent == nil {
		c.bad("%s is %s with nobody", k.ID, k.State)
	}
	if ended := k.DisconnectTimestamp != 0; ended != k.Done() {
		c.bad("%s is %s and disconnected at %d", k.ID, k.State, k.DisconnectTimestamp)
	}
	if k.State == strowger.Offered {
		c.rings(k)
	}
}

// rings: what rings stops ringing some time.
func (c *checker) rings(k *strowger.Contact) {
	i := slices.IndexFunc(c.Agents, func(a strowger.Agent) bool { return a.UserID == k.OfferedTo })
	if i < 0 {
		c.bad("%s rings at %s, who does not exist", k.ID, k.OfferedTo)
		return
	}
	if l := c.Agents[i].Contact(k.ID); l != nil && l.Expires == 0 {
		c.bad("%s rings at %s for ever", k.ID, k.OfferedTo)
	}
}
