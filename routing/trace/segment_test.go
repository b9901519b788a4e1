package trace_test

import (
	"github.com/strowger/strowger"
)

// transfer moves a contact to a queue as a new one, at once or through a flow.
func (h *house) transfer(id strowger.ContactID, user strowger.UserID) []strowger.Command {
	c := strowger.TransferContact{ContactID: id, NewContactID: strowger.ContactID(h.name("c")),
		UserID: user, QueueID: pick(h, h.queueIDs())}
	if h.maybe(3) {
		c.FlowID = "Flow"
		return []strowger.Command{c, strowger.EnqueueContact{ContactID: c.NewContactID}}
	}
	return one(c)
}

// callback lets a caller be called back.
func (h *house) callback(id strowger.ContactID) []strowger.Command {
	c := strowger.CreateCallback{ContactID: id, NewContactID: strowger.ContactID(h.name("c")),
		QueueID: pick(h, h.queueIDs()), DelaySeconds: h.Int64N(30),
		Plan: strowger.CallbackPlan{MaxAttempts: 1 + h.IntN(3), RetrySeconds: h.Int64N(30)}}
	if h.maybe(4) {
		c.FlowID = "Flow"
		return []strowger.Command{c, strowger.EnqueueContact{ContactID: c.NewContactID}}
	}
	return one(c)
}
