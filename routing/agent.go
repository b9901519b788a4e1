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
	a.user, a.skills = u, skills(u)
	if a.crew == nil || a.crew.profile.ID != u.RoutingProfileID {
		e.moveCrew(a, e.crews[u.RoutingProfileID])
	}
	e.reckon(a)
	e.work.listAgent(a)
}

func (e *Engine) userDeleted(id strowger.UserID) {
	e.moveCrew(e.agents[id], nil)
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

// close takes the agent out of the list of those who can take contacts.
func (a *agent) close() {
	a.open = [len(strowger.Channels)]bool{}
	if a.place.agent != nil {
		a.crew.open.remove(a)
	}
}

// refresh follows a change of what the agent does. If it can now take what it
// could not before, it looks at what waits.
func (e *Engine) refresh(a *agent) {
	if e.reckon(a) {
		e.work.listAgent(a)
	}
}

// reckon works out anew what the agent can take and how it ranks. It reports
// whether the agent may be able to take more than before.
func (e *Engine) reckon(a *agent) (more bool) {
	a.version++
	was, rank := a.traits, a.standing
	a.standing = standing{anchor: a.ActivityAnchor}
	if a.crew.profile.AgentAvailabilityTimer == strowger.TimeSinceLastInbound {
		a.standing.anchor = a.InboundAnchor
	}
	for i := range a.Contacts {
		if occupies(a.Contacts[i].State) && !e.instance.Routing.LongestAvailableFirst {
			a.standing.load++ // U1
		}
	}
	wasOpen := a.open
	a.open = e.openings(a)
	a.traits = a.skills
	for i, m := range a.crew.media {
		if !a.open[i] {
			continue
		}
		more = more || !wasOpen[i] || len(m.WorkloadTypes) > 0
		a.traits.add(channelTrait(i))
		for _, w := range m.WorkloadTypes {
			if a.admits(strowger.Channels[i], w.WorkloadType) {
				a.traits.add(workloadTrait(i, w.WorkloadType))
			}
		}
	}
	switch {
	case a.open == [len(strowger.Channels)]bool{}:
		a.close()
	case a.place.agent == nil || a.traits != was || a.standing != rank:
		a.crew.open.set(a)
	}
	return more
}

// holds returns how many slots of a channel are taken.
func (a *agent) holds(ch strowger.Channel) (n int) {
	for i := range a.Contacts {
		if l := &a.Contacts[i]; l.Channel == ch && l.TakesSlot() {
			n++
		}
	}
	return n
}

// drop takes a contact from the agent.
func (a *agent) drop(id strowger.ContactID) {
	a.Contacts = slices.DeleteFunc(a.Contacts, func(l strowger.AgentContact) bool { return l.ContactID == id })
}

// setLeg changes the state of a contact at an agent.
func (e *Engine) setLeg(user strowger.UserID, id strowger.ContactID, s strowger.AgentContactState, at, expires strowger.Time) {
	a := e.agents[user]
	for i := range a.Contacts {
		if l := &a.Contacts[i]; l.ContactID == id && !l.State.Unanswered() {
			l.State, l.StateSince, l.Expires = s, at, expires
			if s == strowger.Connected && l.ConnectedTimestamp == 0 {
				l.ConnectedTimestamp = at
			}
		}
	}
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
