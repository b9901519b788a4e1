package routing

import (
	"cmp"

	"github.com/strowger/strowger"
)

// callable checks that the house may call a customer, and out of which queue.
func (d *decision) callable(c *strowger.Contact) error {
	if err := d.outboundCalls(); err != nil {
		return err
	}
	if c.TargetQueueID == "" {
		return nil
	}
	q, err := find(d.queues, c.TargetQueueID, "QueueId", "queue")
	if err == nil && q.Type != strowger.StandardQueue {
		return strowger.Errorf(strowger.InvalidRequest, "QueueId: the queue %q is that of an agent", c.TargetQueueID)
	}
	return err
}

// outboundCalls refuses calls where the instance makes none.
func (d *decision) outboundCalls() error {
	if !d.instance.OutboundCallsEnabled {
		return strowger.Errorf(strowger.OutboundContactNotPermitted, "outbound calls are not enabled for the instance")
	}
	return nil
}

// calling returns a contact whom the house calls, and false if it is another
// one.
func (d *decision) calling(id strowger.ContactID) (*contact, bool) {
	c, ok := d.contacts[id]
	return c, ok && c.State == strowger.Calling
}

// startOutboundContact lets an agent call somebody or begin an email (rules
// 2.1.2, 2.2.6, 3.1.3).
func (d *decision) startOutboundContact(cmd strowger.StartOutboundContact) error {
	c := cmd.Contact
	a, ok := d.agents[cmd.UserID]
	if !ok {
		return strowger.Errorf(strowger.ResourceNotFound, "UserId: there is no user %q", cmd.UserID)
	}
	if err := d.unused(c.ID); err != nil {
		return err
	}
	if err := outboundRoom(a, c.Channel); err != nil {
		return err
	}
	if c.Channel == strowger.Voice {
		if err := d.outboundCalls(); err != nil {
			return err
		}
	}
	if err := d.admit(c.Channel); err != nil {
		return err
	}
	c = d.begin(c)
	c.InitiationMethod, c.FlowID = cmp.Or(c.InitiationMethod, strowger.Outbound), ""
	if c.Channel == strowger.Email {
		d.connectAtOnce(c, a)
	} else {
		d.dialAtOnce(c, a)
	}
	return nil
}

// outboundRoom checks that an agent has room for one more outbound contact: no
// other call, twice as many emails as the profile allows inbound.
func outboundRoom(a *agent, ch strowger.Channel) error {
	switch ch {
	case strowger.Voice:
		if a.holds(ch) > 0 {
			return strowger.Errorf(strowger.InvalidRequest, "UserId: the agent has a call already")
		}
	case strowger.Email:
		m, _ := a.crew.profile.Media(ch)
		n := 0
		for _, l := range a.Contacts {
			if l.Channel == ch && l.Outbound() {
				n++
			}
		}
		if most := 2 * limit(m); n >= most {
			return strowger.Errorf(strowger.LimitExceeded, "UserId: the agent has %d outbound emails; the routing profile allows %d", n, most)
		}
	default:
		return strowger.Errorf(strowger.InvalidRequest, "Channel: an agent can begin calls and emails, not a %s", ch)
	}
	return nil
}

// dialling returns a contact whose far end has not answered, and the agent's leg
// of it.
func (d *decision) dialling(id strowger.ContactID) (*contact, *strowger.AgentContact, error) {
	c, err := d.contact(id)
	if err != nil {
		return nil, nil, err
	}
	if c.State != strowger.Dialling {
		return nil, nil, strowger.Errorf(strowger.InvalidRequest, "ContactId: the contact %q is %s and nobody is being dialled", c.ID, c.State)
	}
	return c, d.agents[c.Agent.UserID].Contact(id), nil
}

func (d *decision) dialContact(cmd strowger.DialContact) error {
	c, l, err := d.dialling(cmd.ContactID)
	if err != nil {
		return err
	}
	if err := in(l, strowger.Pending, "dialled"); err != nil {
		return err
	}
	d.add(&strowger.ContactDialled{At: d.now, ContactID: c.ID, UserID: c.Agent.UserID})
	return nil
}

func (d *decision) answerContact(cmd strowger.AnswerContact) error {
	if c, ok := d.calling(cmd.ContactID); ok {
		d.add(&strowger.ContactActivated{At: d.now, ContactID: c.ID})
		return nil
	}
	c, l, err := d.dialling(cmd.ContactID)
	if err != nil {
		return err
	}
	if err := in(l, strowger.Connecting, "answered"); err != nil {
		return err
	}
	d.holdOther(d.agents[c.Agent.UserID], l)
	d.add(&strowger.ContactConnected{At: d.now, ContactID: c.ID, UserID: c.Agent.UserID})
	return nil
}

// endDial ends an attempt in vain: a callback goes back for its retry delay
// unless it was the last one (rule 5.10).
func (d *decision) endDial(cmd strowger.EndDial) error {
	if c, ok := d.calling(cmd.ContactID); ok {
		d.add(d.disconnected(c, d.now, cmp.Or(cmd.Reason, strowger.AttemptFailed)))
		return nil
	}
	c, _, err := d.dialling(cmd.ContactID)
	if err != nil {
		return err
	}
	if p := c.Callback; p != nil && p.Attempts+1 < p.MaxAttempts {
		d.add(&strowger.CallbackPostponed{At: d.now, ContactID: c.ID, UserID: c.Agent.UserID, Until: d.now.Add(p.RetrySeconds)})
		return nil
	}
	d.add(d.disconnected(c, d.now, cmp.Or(cmd.Reason, strowger.OtherDisconnect)))
	return nil
}
