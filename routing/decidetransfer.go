package routing

import (
	"slices"

	"github.com/strowger/strowger"
)

// maxChain is how many contacts a chain of transfers may have (rule 6.2).
const maxChain = 12

// transferContact starts the next segment of a contact and ends the one before.
// What is refused leaves the contact where it was (rule 5.6).
func (d *decision) transferContact(cmd strowger.TransferContact) error {
	if known, err := d.tokens.used(cmd.ClientToken, cmd.RequestHash); known {
		return err
	}
	c, err := d.transferable(cmd)
	if err != nil {
		return err
	}
	next := d.segment(c, cmd)
	switch {
	case cmd.QueueID == "" && cmd.FlowID == "":
		return strowger.Errorf(strowger.InvalidRequest, "QueueId: a transfer needs a queue, an agent or a flow")
	case cmd.FlowID == "":
		err = d.takesIn(cmd.QueueID, true)
	case cmd.QueueID != "":
		_, err = find(d.queues, cmd.QueueID, "QueueId", "queue")
	}
	if err == nil && cmd.FlowID != "" {
		err = d.transferFlow(cmd.FlowID)
	}
	if err != nil {
		return err
	}
	d.add(&strowger.ContactStarted{At: d.now, Contact: next})
	if cmd.FlowID == "" {
		d.add(&strowger.ContactQueued{At: d.now, ContactID: next.ID, QueueID: cmd.QueueID})
	}
	d.add(&strowger.ContactTransferred{At: d.now, ContactID: c.ID, NextContactID: next.ID},
		d.disconnected(c, d.now, strowger.Transferred))
	return nil
}

// transferableStates are those in which a contact can be transferred: it is not
// about to begin, to ring or to end.
var transferableStates = []strowger.ContactState{
	strowger.Created, strowger.InFlow, strowger.Waiting, strowger.WithAgent, strowger.Dequeued,
}

// transferable returns the contact if it is in a state in which it can be
// transferred (rules 3.3.4, 3.7.3, 6.2, 7.4).
func (d *decision) transferable(cmd strowger.TransferContact) (*contact, error) {
	c, err := d.contact(cmd.ContactID)
	if err != nil {
		return nil, err
	}
	if err := d.unused(cmd.NewContactID); err != nil {
		return nil, err
	}
	switch {
	case cmd.UserID != "" && (c.State != strowger.WithAgent || c.Agent.UserID != cmd.UserID):
		err = strowger.Errorf(strowger.InvalidRequest, "UserId: the contact %q is not with the agent %q", c.ID, cmd.UserID)
	case c.External():
		err = carriedElsewhere(c)
	case !slices.Contains(transferableStates, c.State):
		err = strowger.Errorf(strowger.InvalidRequest, "ContactId: the contact %q is %s and cannot be transferred", c.ID, c.State)
	case c.Segment+1 >= maxChain:
		err = strowger.Errorf(strowger.ServiceQuotaExceeded, "ContactId: the contact %q is the last of %d in its chain", c.ID, maxChain)
	default:
		return c, nil
	}
	return nil, err
}

// carriedElsewhere refuses to route a call that another system carries.
func carriedElsewhere(c *contact) error {
	return strowger.Errorf(strowger.InvalidRequest, "ContactId: the contact %q is carried by another system, which routes it", c.ID)
}

// transferFlow checks that a transferred contact can begin with a flow (rule
// 7.4).
func (d *decision) transferFlow(id strowger.ContactFlowID) error {
	f, err := d.runnable(id)
	switch {
	case err != nil:
		return err
	case !slices.Contains([]string{"CONTACT_FLOW", "AGENT_TRANSFER", "QUEUE_TRANSFER"}, f.Type):
		return strowger.Errorf(strowger.InvalidRequest, "ContactFlowId: the contact flow %q is of type %s, which does not transfer", f.Name, f.Type)
	}
	return nil
}

// segment returns the contact that continues another one: what is known of the
// customer, its own priority and age adjustment (U15), and criteria unless an
// agent has joined (rule 4.3.8).
func (d *decision) segment(c *contact, cmd strowger.TransferContact) *strowger.Contact {
	next := &strowger.Contact{
		ID:                   cmd.NewContactID,
		InitialContactID:     c.InitialContactID,
		PreviousContactID:    c.ID,
		ContactAssociationID: c.ContactAssociationID,
		ClientToken:          cmd.ClientToken,
		RequestHash:          cmd.RequestHash,
		Segment:              c.Segment + 1,

		State:            strowger.InFlow,
		Channel:          c.Channel,
		InitiationMethod: strowger.QueueTransfer,
		Name:             c.Name,
		Description:      c.Description,
		FlowID:           cmd.FlowID,
		TargetQueueID:    cmd.QueueID,

		InitiationTimestamp:        d.now,
		ConnectedToSystemTimestamp: d.now,
		LastUpdateTimestamp:        d.now,
		ExpiryTimestamp:            c.ExpiryTimestamp,

		QueuePriority:              c.QueuePriority,
		QueueTimeAdjustmentSeconds: c.QueueTimeAdjustmentSeconds,

		CustomerID:        c.CustomerID,
		CustomerEndpoint:  c.CustomerEndpoint,
		Attributes:        c.Attributes,
		SegmentAttributes: c.SegmentAttributes,
		References:        c.References,
		Tags:              c.Tags,
		Chat:              c.Chat,
		Participant:       c.Participant,
	}
	switch {
	case c.State == strowger.WithAgent: // U44
		next.InitiationMethod = strowger.Transfer
		next.SystemEndpoint = c.SystemEndpoint
	case c.Criteria != nil:
		next.Criteria = d.inactive(c.Criteria)
	}
	if c.Callback != nil && c.State != strowger.WithAgent { // nobody is on the line yet
		next.InitiationMethod, next.Callback = strowger.Callback, c.Callback
		next.ConnectedToSystemTimestamp = 0
	}
	if cmd.UserID != "" {
		next.RankTimestamp, next.RankSequence = c.rank()
	}
	return next
}

// takesIn checks that a queue can take one more contact: it is not disabled and
// not full (rules 5.2, 5.3). For a contact that has been in the house before
// there is 20 % of room above the limit (rule 5.4). The queue of an agent has
// a quota, and nothing above it (5.1).
func (e *Engine) takesIn(id strowger.QueueID, before bool) error {
	q, err := find(e.queues, id, "QueueId", "queue")
	switch {
	case err != nil:
		return err
	case q.Type == strowger.AgentQueue:
		return e.within(&e.Quotas.AgentQueueContacts, 0, e.QueueLength(q.ID)+1, "QueueId: the agent queue", "contacts")
	case q.Status == strowger.QueueDisabled:
		return strowger.Errorf(strowger.InvalidRequest, "QueueId: the queue %q is disabled", q.Name)
	case q.MaxContacts == nil:
		return nil
	}
	room := *q.MaxContacts
	if before {
		room += room / 5
	}
	if e.QueueLength(q.ID) >= room {
		return strowger.Errorf(strowger.LimitExceeded, "QueueId: the queue %q is at its capacity of %d contacts", q.Name, *q.MaxContacts)
	}
	return nil
}
