package routing

import (
	"github.com/strowger/strowger"
)

// createContact makes a contact that runs no flow (rule 7.7).
func (d *decision) createContact(cmd strowger.CreateContact) error {
	c := cmd.Contact
	if known, err := d.tokens.used(c.ClientToken, c.RequestHash); known {
		return err
	}
	if err := d.unused(c.ID); err != nil {
		return err
	}
	if err := d.sound(c); err != nil {
		return err
	}
	if !cmd.Completed && !c.External() {
		if err := d.admit(c.Channel); err != nil {
			return err
		}
	}
	var a *agent
	if cmd.UserID != "" {
		var err error
		if a, err = d.recipient(cmd.UserID, c); err != nil {
			return err
		}
	}
	c = d.begin(c)
	c.State, c.ConnectedToSystemTimestamp = strowger.Created, d.now
	switch {
	case cmd.Completed:
		d.add(&strowger.ContactStarted{At: d.now, Contact: c},
			&strowger.ContactDisconnected{At: d.now, ContactID: c.ID, Reason: strowger.APIDisconnect})
	case a == nil:
		d.add(&strowger.ContactStarted{At: d.now, Contact: c})
	case c.External():
		c.Agent = &strowger.ContactAgent{UserID: a.UserID, ConnectedTimestamp: d.now}
		d.add(&strowger.ContactStarted{At: d.now, Contact: c})
	default:
		d.connectAtOnce(c, a)
	}
	return nil
}

// recipient returns the agent who shall have a new contact. For what agents
// begin themselves they need the room of outbound contacts; else they may be
// one above the limit, as for a contact that is assigned (rule 7.9, U53). Where
// an external call goes on is not our business.
func (d *decision) recipient(id strowger.UserID, c *strowger.Contact) (*agent, error) {
	a, ok := d.agents[id]
	switch {
	case !ok:
		return nil, strowger.Errorf(strowger.ResourceNotFound, "UserInfo.UserId: there is no user %q", id)
	case c.External():
		return a, nil
	case c.InitiationMethod == strowger.Outbound || c.InitiationMethod == strowger.AgentReply:
		return a, outboundRoom(a, c.Channel)
	}
	return a, d.assignable(a, c.Channel, c.ID)
}

// dialAtOnce starts a contact that an agent has from its first moment, connectAtOnce
// one whose far end is there as well.
func (d *decision) dialAtOnce(c *strowger.Contact, a *agent) {
	c.State, c.Agent = strowger.Dialling, &strowger.ContactAgent{UserID: a.UserID}
	d.add(&strowger.ContactStarted{At: d.now, Contact: c},
		&strowger.ContactDialled{At: d.now, ContactID: c.ID, UserID: a.UserID})
}

func (d *decision) connectAtOnce(c *strowger.Contact, a *agent) {
	d.dialAtOnce(c, a)
	d.add(&strowger.ContactConnected{At: d.now, ContactID: c.ID, UserID: a.UserID})
}
