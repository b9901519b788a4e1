package routing

import (
	"slices"

	"github.com/strowger/strowger"
)

// userSaved creates the agent of a new user, or follows a change of
// configuration, which counts for the next offer (U18).
func (e *Engine) userSaved(u *strowger.User) {
	a := e.agents[u.ID]
	if a == nil {
		a = &agent{Agent: strowger.Agent{
			UserID: u.ID, StatusID: e.offlineStatus(), StatusSince: u.LastModified,
			ActivityAnchor: u.LastModified,
		}}
		e.agents[u.ID], e.lastAgent = a, nil
	}
	a.user, a.habits, a.skills = u, habitsOf(u), e.bits.skills(u)
	if a.crew == nil || a.crew.profile.ID != u.RoutingProfileID {
		e.moveCrew(a, e.crews[u.RoutingProfileID])
	}
	a.version++
	e.reckon(a)
	e.work.listAgent(a)
}

func (e *Engine) userDeleted(id strowger.UserID) {
	e.moveCrew(e.agents[id], nil)
	delete(e.agents, id)
	e.lastAgent = nil
	delete(e.roads, strowger.QueueID(id))
}

// moveCrew takes the agent out of its crew and, unless to is nil, into another.
func (e *Engine) moveCrew(a *agent, to *crew) {
	if a.crew != nil {
		a.close()
		a.crew.part(a)
	}
	a.crew = to
	if to != nil {
		a.member = len(to.members)
		to.members = append(to.members, a)
	}
}

// statusSaved refreshes the agents who are in a status that has changed.
func (e *Engine) statusSaved(id strowger.AgentStatusID) {
	for _, a := range e.agents {
		if a.StatusID == id {
			e.freed(a)
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

// occupied follows a change of what the agent does after which it can take no
// more than before. What it can take is worked out when somebody next looks for
// an agent.
func (e *Engine) occupied(a *agent) {
	a.version++
	if !a.stale {
		a.stale = true
		e.work.stale = append(e.work.stale, a)
	}
}

// freed follows a change after which the agent may be able to take more: if
// anything waits now, it looks at that. What comes later finds the agent.
func (e *Engine) freed(a *agent) {
	e.occupied(a)
	if e.waiting > 0 {
		a.freed, e.work.freed = true, true
	}
}

// catchUp works out anew what the agents can take who have changed.
func (e *Engine) catchUp() {
	for _, a := range e.work.stale {
		if a.crew != nil && e.reckon(a) && a.freed {
			e.work.listAgent(a)
		}
		a.stale, a.freed = false, false
	}
	clear(e.work.stale)
	e.work.stale, e.work.freed = e.work.stale[:0], false
}

// reckon works out anew what the agent can take and how it ranks. It reports
// whether the agent may be able to take more than before.
func (e *Engine) reckon(a *agent) (more bool) {
	if a.chosen != 0 {
		a.chosen, a.choice = 0, taker{} // so as to hold no contact that has ended
	}
	was, rank := a.traits, a.standing
	a.standing = standing{anchor: a.ActivityAnchor, sequence: a.ActivitySequence}
	if a.crew.profile.AgentAvailabilityTimer == strowger.TimeSinceLastInbound {
		a.standing = standing{anchor: a.InboundAnchor, sequence: a.InboundSequence}
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
				a.traits.add(e.bits.workload(i, w.WorkloadType))
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

// busy reports whether a slot of the agent is taken.
func (a *agent) busy() bool {
	return slices.ContainsFunc(a.Contacts, func(l strowger.AgentContact) bool { return occupies(l.State) })
}

// slotFreed notes that the agent may be able to switch to a status chosen before,
// which waits until all slots are clear (rule 3.2.2).
func (e *Engine) slotFreed(a *agent) {
	if a.NextStatusID != "" && !slices.Contains(e.work.switching, a) {
		e.work.switching = append(e.work.switching, a)
	}
}

// restartActivity restarts the clock of activity, which puts the agent behind all
// whose clock runs, those of the same instant included (U2).
func (a *agent) restartActivity(at strowger.Time, sequence int64) {
	a.ActivityAnchor, a.ActivitySequence = at, sequence
}

// restartInbound restarts the clock of inbound contacts. Before the agent has been
// available for the first time after being offline it does not run (U3).
func (a *agent) restartInbound(at strowger.Time, sequence int64) {
	if a.InboundAnchor != 0 {
		a.InboundAnchor, a.InboundSequence = at, sequence
	}
}

// drop takes a contact from the agent.
func (a *agent) drop(id strowger.ContactID) {
	a.Contacts = slices.DeleteFunc(a.Contacts, func(l strowger.AgentContact) bool { return l.ContactID == id })
}

// setLeg changes the state of a contact at an agent.
func (e *Engine) setLeg(user strowger.UserID, id strowger.ContactID, s strowger.AgentContactState, at, expires strowger.Time) {
	a := e.agent(user)
	for i := range a.Contacts {
		if l := &a.Contacts[i]; l.ContactID == id && !l.State.Unanswered() {
			l.State, l.StateSince, l.Expires = s, at, expires
			l.Muted = l.Muted && s.Live()
			if s == strowger.Connected && l.ConnectedTimestamp == 0 {
				l.ConnectedTimestamp = at
			}
		}
	}
	if s == strowger.Paused {
		e.freed(a)
	} else {
		e.occupied(a)
	}
}

// unanswered ends an offer in vain, and says why.
func (e *Engine) unanswered(user strowger.UserID, id strowger.ContactID, s strowger.AgentContactState, at strowger.Time, why strowger.NonResponse) {
	a := e.agent(user)
	for i := range a.Contacts {
		if l := &a.Contacts[i]; l.ContactID == id && !l.State.Unanswered() {
			l.NonResponse = why
		}
	}
	e.setLeg(user, id, s, at, 0)
}

// statusChanged moves the agent to a status. The anchors of idle time move as U3
// and U5 say: the activity anchor when the agent becomes available, the inbound
// anchor when it does so for the first time after being offline.
func (e *Engine) statusChanged(ev *strowger.AgentStatusChanged) {
	e.at(ev.At)
	a, sequence := e.agent(ev.UserID), e.count(ev.Sequence)
	old, _ := e.statuses.Get(a.StatusID)
	status, _ := e.statuses.Get(ev.StatusID)
	a.StatusID, a.StatusSince = ev.StatusID, ev.At
	a.NextStatusID, a.NextStatusSince = "", 0
	e.work.switching = slices.DeleteFunc(e.work.switching, func(x *agent) bool { return x == a })
	switch status.Type {
	case strowger.Offline:
		a.InboundAnchor, a.InboundSequence = 0, 0
	case strowger.Routable:
		if old == nil || old.Type != strowger.Routable {
			a.restartActivity(ev.At, sequence)
		}
		back := old != nil && old.Type == strowger.Custom && e.instance.Routing.BreakRestartsInboundTimer
		if a.InboundAnchor == 0 || back {
			a.InboundAnchor, a.InboundSequence = ev.At, sequence
		}
	}
	e.freed(a)
}
