package routing

import (
	"github.com/strowger/strowger"
)

// Settle returns the next events that follow by themselves at a time, or nil
// when nothing does: first what the last events have ended, then the deadlines
// that have passed, in order, then one offer. Call it until it returns nil,
// applying its events in between.
//
// Settle changes no state that a snapshot holds; it works off lists and moves
// contacts whose delay has passed to where more agents look for them.
func (e *Engine) Settle(now strowger.Time) []strowger.Event {
	list := e.settle(now, nil)
	e.number(list)
	return list
}

// settle appends to a list of events what Settle returns.
func (e *Engine) settle(now strowger.Time, list []strowger.Event) []strowger.Event {
	e.at(now)
	n := len(list)
	if list = e.finish(list); len(list) > n {
		return list
	}
	if list = e.due(list); len(list) > n {
		return list
	}
	return e.match(list)
}

// finish completes contacts, whose records leave with the event, and switches
// agents to their next status (rules 3.2.2, 6.3).
func (e *Engine) finish(list []strowger.Event) []strowger.Event {
	for _, c := range e.work.completed {
		record := e.stock.contacts.take()
		*record = c.Contact // for good, with all that it points to
		record.CompletedTimestamp, record.LastUpdateTimestamp = e.now, e.now
		list = append(list, e.stock.completed.of(strowger.ContactCompleted{At: e.now, Contact: record}))
	}
	clear(e.work.completed)
	e.work.completed = e.work.completed[:0]
	for _, a := range e.work.switching {
		if a.NextStatusID != "" && !a.busy() {
			list = append(list, e.stock.statusChanged.of(strowger.AgentStatusChanged{At: e.now, UserID: a.UserID, StatusID: a.NextStatusID}))
		}
	}
	e.work.switching = nil
	return list
}

// due appends the event of the first deadline that has passed and has one.
func (e *Engine) due(list []strowger.Event) []strowger.Event {
	for {
		next := e.deadlines.next(e.now)
		if next == nil {
			return list
		}
		c, kind := next.contact, next.kind
		e.arm(c, kind, 0)
		if ev := e.fire(c, kind); ev != nil {
			return append(list, ev)
		}
	}
}

func (e *Engine) fire(c *contact, kind timerKind) strowger.Event {
	switch kind {
	case scheduleTimer:
		if c.Callback != nil {
			return e.callbackDue(c)
		}
		return &strowger.ContactActivated{At: e.now, ContactID: c.ID}
	case expiryTimer:
		return e.disconnected(c, e.now, strowger.Expired)
	case callTimer:
		return e.disconnected(c, e.now, strowger.AttemptFailed)
	case ringTimer:
		return e.stock.missed.of(strowger.OfferMissed{At: e.now, ContactID: c.ID, UserID: c.OfferedTo})
	case workTimer:
		return e.stock.cleared.of(strowger.AgentContactCleared{At: e.now, ContactID: c.ID, UserID: c.Agent.UserID})
	case stepTimer:
		return e.stock.stepExpired.of(strowger.CriteriaStepExpired{At: e.now, ContactID: c.ID, Step: c.Criteria.Active()})
	case delayTimer:
		e.regroup(c, func() {}) // visible to more agents from now on
	}
	return nil
}

// disconnected returns the event that ends a contact for the customer.
func (e *Engine) disconnected(c *contact, at strowger.Time, reason string) *strowger.ContactDisconnected {
	return e.stock.disconnected.of(strowger.ContactDisconnected{
		At: at, ContactID: c.ID, Reason: reason, WorkExpires: e.workExpires(c, at)})
}

// workExpires returns when the work after a contact is over that ends at an instant,
// 0 if there is none or if only the agent ends it.
func (e *Engine) workExpires(c *contact, at strowger.Time) strowger.Time {
	if c.State != strowger.WithAgent {
		return 0
	}
	h := &e.agent(c.Agent.UserID).habits
	limit := h.workSeconds[c.Channel.Index()]
	if c.Callback != nil {
		limit = h.callbackWorkSeconds
	}
	if limit <= 0 {
		return 0
	}
	return at.Add(int64(limit))
}
