package routing

import (
	"slices"

	"github.com/strowger/strowger"
)

// userSaved creates the agent of a new user, or follows a change of
// configuration, which counts for the next offer (U18).
func (e *Engine) userSaved(u *strowger.User) {
	a, ok := e.agents[u.ID]
	if !ok {
		a = &agent{Agent: strowger.Agent{
			UserID: u.ID, StatusID: e.offlineStatus(), StatusSince: u.LastModified,
			ActivityAnchor: u.LastModified,
		}}
		e.agents[u.ID] = a
	}
	a.user = u
	if a.crew == nil || a.crew.profile.ID != u.RoutingProfileID {
		e.moveCrew(a, e.crews[u.RoutingProfileID])
	}
	e.refresh(a)
}

func (e *Engine) userDeleted(id strowger.UserID) {
	e.moveCrew(e.agents[id], nil)
	delete(e.work.agents, e.agents[id])
	delete(e.agents, id)
	e.dropLanes(strowger.QueueID(id))
}

// moveCrew takes the agent out of its crew and, unless to is nil, into another.
func (e *Engine) moveCrew(a *agent, to *crew) {
	if a.crew != nil {
		a.close()
		delete(a.crew.members, a.UserID)
	}
	a.crew = to
	if to != nil {
		to.members[a.UserID] = a
	}
}

// statusSaved refreshes the agents who are in a status that has changed.
func (e *Engine) statusSaved(id strowger.AgentStatusID) {
	for _, a := range e.agents {
		if a.StatusID == id {
			e.refresh(a)
		}
	}
}

// offlineStatus returns the status in which a new user starts.
func (e *Engine) offlineStatus() strowger.AgentStatusID {
	for s := range e.statuses.All() {
		if s.Type == strowger.Offline {
			return s.ID
		}
	}
	return ""
}

// close takes the agent out of the lists of those who can take contacts.
func (a *agent) close() {
	for i := range a.open {
		if a.open[i] {
			a.crew.open[i].Delete(a)
			a.open[i] = false
		}
	}
}

// refresh works out anew what the agent can take and how it ranks, after
// anything about it has changed.
func (e *Engine) refresh(a *agent) {
	a.version++
	a.close()
	a.held = [len(strowger.Channels)]int{}
	a.standing = standing{anchor: a.ActivityAnchor}
	if a.crew.profile.AgentAvailabilityTimer == strowger.TimeSinceLastInbound {
		a.standing.anchor = a.InboundAnchor
	}
	for _, l := range a.Contacts {
		if l.TakesSlot() {
			a.held[l.Channel.Index()]++
		}
		if occupies(l.State) && !e.instance.Routing.LongestAvailableFirst {
			a.standing.load++ // U1
		}
	}
	status, ok := e.statuses.Get(a.StatusID)
	if !ok {
		return
	}
	for i, ch := range strowger.Channels {
		if a.opens(status, ch) {
			a.open[i] = true
			a.crew.open[i].Set(a)
			e.work.agents[a] = true
		}
	}
}

// setLeg changes the state of a contact at an agent.
func (e *Engine) setLeg(user strowger.UserID, id strowger.ContactID, s strowger.AgentContactState, at, expires strowger.Time) {
	a := e.agents[user]
	legs := append([]strowger.AgentContact(nil), a.Contacts...)
	for i := range legs {
		if l := &legs[i]; l.ContactID == id && !l.State.Unanswered() {
			l.State, l.StateSince, l.Expires = s, at, expires
			if s == strowger.Connected && l.ConnectedTimestamp == 0 {
				l.ConnectedTimestamp = at
			}
		}
	}
	a.Contacts = legs
	e.refresh(a)
}

// statusChanged moves the agent to a status. The anchors of idle time move as U3
// and U5 say: the activity anchor when the agent becomes available, the inbound
// anchor when it does so for the first time after being offline.
func (e *Engine) statusChanged(ev strowger.AgentStatusChanged) {
	e.at(ev.At)
	a := e.agents[ev.UserID]
	old, _ := e.statuses.Get(a.StatusID)
	status, _ := e.statuses.Get(ev.StatusID)
	a.StatusID, a.StatusSince = ev.StatusID, ev.At
	a.NextStatusID, a.NextStatusSince = "", 0
	e.work.switching = slices.DeleteFunc(e.work.switching, func(x *agent) bool { return x == a })
	switch status.Type {
	case strowger.Offline:
		a.InboundAnchor = 0
	case strowger.Routable:
		if old == nil || old.Type != strowger.Routable {
			a.ActivityAnchor = ev.At
		}
		back := old != nil && old.Type == strowger.Custom && e.instance.Routing.BreakRestartsInboundTimer
		if a.InboundAnchor == 0 || back {
			a.InboundAnchor = ev.At
		}
	}
	e.refresh(a)
}
