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
	e.at(now)
	if events := e.finish(); events != nil {
		return events
	}
	if events := e.due(); events != nil {
		return events
	}
	return e.match()
}

// finish completes contacts and switches agents to their next status (rules
// 3.2.2, 6.9).
func (e *Engine) finish() []strowger.Event {
	var events []strowger.Event
	for _, c := range e.work.completed {
		record := c.Contact
		record.CompletedTimestamp, record.LastUpdateTimestamp = e.now, e.now
		events = append(events, strowger.ContactCompleted{At: e.now, Contact: record})
	}
	e.work.completed = nil
	for _, a := range e.work.switching {
		if a.NextStatusID != "" && len(a.Contacts) == 0 {
			events = append(events, strowger.AgentStatusChanged{At: e.now, UserID: a.UserID, StatusID: a.NextStatusID})
		}
	}
	e.work.switching = nil
	return events
}

// due returns the events of the first deadline that has passed and has any.
func (e *Engine) due() []strowger.Event {
	for e.deadlines.len() > 0 && e.deadlines.items[0].at <= e.now {
		t := e.deadlines.items[0]
		e.arm(t.contact, t.kind, 0)
		if events := e.fire(t.contact, t.kind); events != nil {
			return events
		}
	}
	return nil
}

func (e *Engine) fire(c *contact, kind timerKind) []strowger.Event {
	switch kind {
	case scheduleTimer:
		return []strowger.Event{strowger.ContactActivated{At: e.now, ContactID: c.ID}}
	case expiryTimer:
		return []strowger.Event{e.disconnected(c, e.now, strowger.Expired)}
	case ringTimer:
		return []strowger.Event{strowger.OfferMissed{At: e.now, ContactID: c.ID, UserID: c.OfferedTo}}
	case workTimer:
		return []strowger.Event{strowger.AgentContactCleared{At: e.now, ContactID: c.ID, UserID: c.Agent.UserID}}
	case stepTimer:
		return []strowger.Event{strowger.CriteriaStepExpired{At: e.now, ContactID: c.ID, Step: c.Criteria.Active()}}
	case delayTimer:
		e.regroup(c, func() {}) // visible to more agents from now on
	}
	return nil
}

// disconnected returns the event that ends a contact for the customer.
func (e *Engine) disconnected(c *contact, at strowger.Time, reason string) strowger.ContactDisconnected {
	ev := strowger.ContactDisconnected{At: at, ContactID: c.ID, Reason: reason}
	if c.State == strowger.WithAgent {
		limit := e.agents[c.Agent.UserID].user.AfterContactWorkSeconds(c.Channel)
		if limit > 0 {
			ev.WorkExpires = at.Add(int64(limit))
		}
	}
	return ev
}
