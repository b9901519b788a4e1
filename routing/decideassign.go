package routing

import (
	"slices"

	"github.com/strowger/strowger"
)

// Offers whose agent somebody else has chosen. They may exceed the limit of a
// channel by one (rules 3.5b.1, 7.9, U53), need no Available status and do not
// look at criteria or other channels.

// associateContactWithUser rings a queued contact of any channel at a user (rule
// 7.9, U46 to U48). All callbacks are agent-first here.
func (d *decision) associateContactWithUser(cmd strowger.AssociateContactWithUser) error {
	c, a, err := d.pairing(cmd.ContactID, cmd.UserID)
	if err != nil {
		return err
	}
	d.offerTo(c, a, strowger.AssignedOffer)
	return nil
}

// interruptAgent rings a queued contact at an agent who may be on another (rule
// 3.5b).
func (d *decision) interruptAgent(cmd strowger.InterruptAgent) error {
	c, a, err := d.pairing(cmd.ContactID, cmd.UserID)
	if err != nil {
		return err
	}
	for _, l := range a.Contacts {
		switch {
		case l.State == strowger.Connecting || l.State == strowger.Incoming:
			return strowger.Errorf(strowger.InvalidRequest, "UserId: the contact %q rings at the agent", l.ContactID)
		case isCall(l) && a.user.DeskPhone():
			return strowger.Errorf(strowger.InvalidRequest, "UserId: the agent is on a call with a desk phone")
		case l.Channel == strowger.Voice && (webCall(l.InitiationMethod) || webCall(c.InitiationMethod)):
			return strowger.Errorf(strowger.InvalidRequest, "ContactId: web and in-app calls cannot interrupt or be interrupted")
		case agentFirst(&l) && c.InitiationMethod == strowger.Callback:
			return strowger.Errorf(strowger.InvalidRequest, "ContactId: the agent has the agent-first callback %q already", l.ContactID)
		}
	}
	d.offerTo(c, a, strowger.InterruptOffer)
	return nil
}

func webCall(initiation string) bool { return initiation == strowger.WebRTC }

func agentFirst(l *strowger.AgentContact) bool {
	return l.InitiationMethod == strowger.Callback && (l.State.Live() || l.State == strowger.Pending)
}

// pairing returns a contact that waits in a queue and an agent who has room for
// it, if need be one above the limit.
func (d *decision) pairing(id strowger.ContactID, user strowger.UserID) (*contact, *agent, error) {
	c, err := d.contact(id)
	if err != nil {
		return nil, nil, err
	}
	a, ok := d.agents[user]
	if !ok {
		return nil, nil, strowger.Errorf(strowger.ResourceNotFound, "UserId: there is no user %q", user)
	}
	switch {
	case c.State == strowger.Offered: // U48
		err = strowger.Errorf(strowger.InvalidRequest, "ContactId: the contact %q rings at an agent", c.ID)
	case c.State != strowger.Waiting:
		err = strowger.Errorf(strowger.InvalidRequest, "ContactId: the contact %q is %s and not in a queue", c.ID, c.State)
	default:
		err = d.assignable(a, c.Channel, c.ID)
	}
	return c, a, err
}

// assignable checks that an agent can be given a contact of a channel: logged in
// and not above the limit (U47, U53).
func (d *decision) assignable(a *agent, ch strowger.Channel, id strowger.ContactID) error {
	status, ok := d.statuses.Get(a.StatusID)
	m, served := a.crew.profile.Media(ch)
	switch {
	case !ok || status.Type == strowger.Offline:
		return strowger.Errorf(strowger.InvalidRequest, "UserId: the user %q is not logged in", a.user.Username)
	case !served:
		return strowger.Errorf(strowger.InvalidRequest, "UserId: the routing profile of the user %q has no %s", a.user.Username, ch)
	case d.heldBy(a, ch, id) > limit(m):
		return strowger.Errorf(strowger.InvalidRequest, "UserId: the user %q has one %s contact above the limit of %d already", a.user.Username, ch, limit(m))
	}
	return nil
}

// heldBy counts the slots in use for a channel without a contact that the agent
// may have missed before.
func (d *decision) heldBy(a *agent, ch strowger.Channel, but strowger.ContactID) int {
	n := a.holds(ch)
	if l := a.Contact(but); l != nil {
		n--
	}
	return n
}

// offerTo rings a contact at an agent. If the agent has missed it before, that is
// put away first.
func (d *decision) offerTo(c *contact, a *agent, kind strowger.OfferKind) {
	unasked := d.unasked(a, c.Channel)
	if a.Contact(c.ID) != nil {
		d.add(&strowger.AgentContactCleared{At: d.now, ContactID: c.ID, UserID: a.UserID})
	}
	offered := &strowger.ContactOffered{At: d.now, ContactID: c.ID, UserID: a.UserID, Kind: kind}
	if i := c.activeStep(); i > 0 && matches(a.user, c.Criteria.Steps[i-1].Expression) {
		offered.Step = i
	}
	if unasked {
		d.events = d.ring(d.events, offered, c, a)
		return
	}
	seconds := ringSeconds(c.Channel)
	if kind == strowger.InterruptOffer && c.Channel == strowger.Voice && slices.ContainsFunc(a.Contacts, isCall) {
		seconds = interruptSeconds
	}
	offered.Expires = d.now.Add(seconds)
	d.add(offered)
}

// unasked reports whether auto-accept applies to an agent whom somebody has
// chosen: one who is available, below the limit, and has missed nothing (rules
// 3.1.4, 3.5b.4, U46).
func (d *decision) unasked(a *agent, ch strowger.Channel) bool {
	status, _ := d.statuses.Get(a.StatusID)
	m, _ := a.crew.profile.Media(ch)
	return status.Type == strowger.Routable && a.NextStatusID == "" && a.holds(ch) < limit(m) &&
		!slices.ContainsFunc(a.Contacts, func(l strowger.AgentContact) bool { return l.State.Unanswered() })
}

// isCall reports whether a contact is a call that the agent is on, or a callback
// about to be one.
func isCall(l strowger.AgentContact) bool {
	return l.Channel == strowger.Voice && (l.State.Live() || l.State == strowger.Pending)
}

// holdOther puts the call that an agent is on on hold before another one is taken
// (rule 3.5b.4).
func (d *decision) holdOther(a *agent, taken *strowger.AgentContact) {
	i := slices.IndexFunc(a.Contacts, func(l strowger.AgentContact) bool {
		return l.Channel == strowger.Voice && l.State == strowger.Connected && l.ContactID != taken.ContactID
	})
	if taken.Channel == strowger.Voice && i >= 0 {
		d.add(d.stock.held.of(strowger.ContactHeld{At: d.now, ContactID: a.Contacts[i].ContactID, UserID: a.UserID}))
	}
}
