package routing

import (
	"github.com/strowger/strowger"
)

// leg returns the agent, the contact and the agent's leg of it.
func (d *decision) leg(user strowger.UserID, id strowger.ContactID) (*agent, *strowger.AgentContact, error) {
	a := d.agent(user)
	if a == nil {
		return nil, nil, strowger.Errorf(strowger.ResourceNotFound, "UserId: there is no user %q", user)
	}
	l := a.Contact(id)
	if l == nil {
		return nil, nil, strowger.Errorf(strowger.ResourceNotFound, "ContactId: the agent has no contact %q", id)
	}
	return a, l, nil
}

// in checks the state of a leg.
func in(l *strowger.AgentContact, want strowger.AgentContactState, verb string) error {
	if l.State != want {
		return strowger.Errorf(strowger.InvalidRequest, "ContactId: the contact %q is %s at the agent and cannot be %s", l.ContactID, l.State, verb)
	}
	return nil
}

// putAgentStatus chooses a status (rules 3.2.1 to 3.2.4, U22). Whatever is
// chosen, after contact work ends and unanswered contacts are dismissed.
func (d *decision) putAgentStatus(cmd strowger.PutAgentStatus) error {
	a, ok := d.agents[cmd.UserID]
	if !ok {
		return strowger.Errorf(strowger.ResourceNotFound, "UserId: there is no user %q", cmd.UserID)
	}
	status, err := find(d.statuses, cmd.StatusID, "AgentStatusId", "agent status")
	if err != nil {
		return err
	}
	if status.State == "DISABLED" {
		return strowger.Errorf(strowger.InvalidRequest, "AgentStatusId: the agent status %q is disabled", status.Name)
	}
	busy := false
	for _, l := range a.Contacts {
		if l.State == strowger.Ended || l.State.Unanswered() {
			d.add(d.stock.cleared.of(strowger.AgentContactCleared{At: d.now, ContactID: l.ContactID, UserID: a.UserID}))
		} else if occupies(l.State) { // rule 2.2.7
			busy = true
		}
	}
	if busy && status.Type != strowger.Routable {
		if a.NextStatusID != status.ID {
			d.add(&strowger.NextStatusSet{At: d.now, UserID: a.UserID, StatusID: status.ID})
		}
		return nil
	}
	if a.NextStatusID != "" {
		d.add(&strowger.NextStatusSet{At: d.now, UserID: a.UserID})
	}
	if a.StatusID != status.ID {
		d.add(d.stock.statusChanged.of(strowger.AgentStatusChanged{At: d.now, UserID: a.UserID, StatusID: status.ID}))
	}
	return nil
}

func (d *decision) acceptContact(cmd strowger.AcceptContact) error {
	a, l, err := d.leg(cmd.UserID, cmd.ContactID)
	if err != nil {
		return err
	}
	if !d.rings(a, l) {
		return in(l, "", "accepted")
	}
	if l.Expires <= d.now {
		return strowger.Errorf(strowger.InvalidRequest, "ContactId: the contact %q has stopped ringing", l.ContactID)
	}
	d.holdOther(a, l)
	if l.State == strowger.Incoming {
		d.add(&strowger.ContactAccepted{At: d.now, ContactID: l.ContactID, UserID: cmd.UserID})
		return nil
	}
	d.add(d.stock.connected.of(strowger.ContactConnected{At: d.now, ContactID: l.ContactID, UserID: cmd.UserID}))
	return nil
}

// rings reports whether a contact rings at an agent.
func (d *decision) rings(a *agent, l *strowger.AgentContact) bool {
	c := d.live.contact(l.ContactID)
	return c != nil && c.OfferedTo == a.UserID && !l.State.Unanswered()
}

func (d *decision) rejectContact(cmd strowger.RejectContact) error {
	a, l, err := d.leg(cmd.UserID, cmd.ContactID)
	if err != nil {
		return err
	}
	if !d.rings(a, l) {
		return in(l, "", "rejected")
	}
	ev := d.stock.rejected.of(strowger.OfferRejected{At: d.now, ContactID: l.ContactID, UserID: cmd.UserID, State: strowger.Rejected})
	if l.Channel == strowger.Voice {
		ev.State = strowger.Missed // rule 3.6.2
	}
	d.add(ev)
	return nil
}

func (d *decision) holdContact(cmd strowger.HoldContact) error {
	_, l, err := d.leg(cmd.UserID, cmd.ContactID)
	if err != nil {
		return err
	}
	if l.Channel != strowger.Voice {
		return strowger.Errorf(strowger.InvalidRequest, "ContactId: only voice contacts can be held, the contact %q is a %s", l.ContactID, l.Channel)
	}
	if err := in(l, strowger.Connected, "held"); err != nil {
		return err
	}
	d.add(d.stock.held.of(strowger.ContactHeld{At: d.now, ContactID: l.ContactID, UserID: cmd.UserID}))
	return nil
}

func (d *decision) unholdContact(cmd strowger.UnholdContact) error {
	a, l, err := d.leg(cmd.UserID, cmd.ContactID)
	if err != nil {
		return err
	}
	if err := in(l, strowger.OnHold, "taken off hold"); err != nil {
		return err
	}
	d.holdOther(a, l)
	d.add(d.stock.unheld.of(strowger.ContactUnheld{At: d.now, ContactID: l.ContactID, UserID: cmd.UserID}))
	return nil
}

// muteParticipant mutes an agent who is on a call, also while the customer is on
// hold, or takes that back.
func (d *decision) muteParticipant(cmd strowger.MuteParticipant) error {
	_, l, err := d.leg(cmd.UserID, cmd.ContactID)
	if err != nil {
		return err
	}
	if l.Channel != strowger.Voice {
		return strowger.Errorf(strowger.InvalidRequest, "ContactId: only who is on a voice contact can be muted, the contact %q is a %s", l.ContactID, l.Channel)
	}
	if l.State != strowger.OnHold {
		if err := in(l, strowger.Connected, "muted"); err != nil {
			return err
		}
	}
	if l.Muted != cmd.Muted {
		d.add(&strowger.ParticipantMuted{At: d.now, ContactID: l.ContactID, UserID: cmd.UserID, Muted: cmd.Muted})
	}
	return nil
}

// leaveContact ends a contact from the agent's side; one that rings is
// rejected.
func (d *decision) leaveContact(cmd strowger.LeaveContact) error {
	a, l, err := d.leg(cmd.UserID, cmd.ContactID)
	if err != nil {
		return err
	}
	if d.rings(a, l) {
		return d.rejectContact(strowger.RejectContact(cmd))
	}
	dials := l.State == strowger.Pending || l.State == strowger.Connecting
	if !l.State.Live() && !dials {
		return in(l, strowger.Connected, "ended")
	}
	reason := strowger.AgentDisconnect
	if l.Channel == strowger.Task {
		reason = strowger.AgentCompleted
	}
	d.add(d.disconnected(d.live.contact(l.ContactID), d.now, reason))
	return nil
}

// clearContact ends after contact work, or dismisses an offer that was not
// taken (rules 3.5.3, 7.10).
func (d *decision) clearContact(cmd strowger.ClearContact) error {
	_, l, err := d.leg(cmd.UserID, cmd.ContactID)
	if err != nil {
		return err
	}
	if l.State != strowger.Ended && !l.State.Unanswered() {
		return in(l, strowger.Ended, "cleared")
	}
	d.add(d.stock.cleared.of(strowger.AgentContactCleared{At: d.now, ContactID: l.ContactID, UserID: cmd.UserID}))
	return nil
}
