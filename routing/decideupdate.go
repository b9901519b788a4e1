package routing

import (
	"cmp"
	"slices"

	"github.com/strowger/strowger"
)

// maxScheduleUpdates is how often a task may be given another time (rule 7.6).
const maxScheduleUpdates = 20

// updateContact changes what is known of a contact, in whatever state it is
// (rule 7.2).
func (d *decision) updateContact(cmd strowger.UpdateContact) error {
	if id := cmd.Update.QueueID; id != "" {
		if _, err := find(d.queues, id, "QueueInfo.Id", "queue"); err != nil {
			return err
		}
	}
	if id := cmd.Update.UserID; id != "" && d.agents[id] == nil {
		return strowger.Errorf(strowger.ResourceNotFound, "UserInfo.UserId: there is no user %q", id)
	}
	if err := d.enforceValues(cmd.Update.SegmentAttributes); err != nil {
		return err
	}
	c, here := d.contacts[cmd.ContactID]
	switch {
	case here:
		if err := cmd.Update.Check(&c.Contact); err != nil {
			return err
		}
	case !cmd.Recorded:
		return strowger.Errorf(strowger.ResourceNotFound, "ContactId: there is no contact %q in progress", cmd.ContactID)
	}
	d.add(&strowger.ContactUpdated{At: d.now, ContactID: cmd.ContactID, Update: cmd.Update, Recorded: !here})
	return nil
}

// updateContactAttributes changes the attributes of a contact and of all those
// of its chain that are here: an attribute is of the customer's business, not of
// one segment (API Reference, StartTaskContact).
func (d *decision) updateContactAttributes(cmd strowger.UpdateContactAttributes) error {
	first := cmd.InitialContactID
	c, here := d.contacts[cmd.ContactID]
	switch {
	case here:
		first = c.InitialContactID
	case first == "":
		return strowger.Errorf(strowger.ResourceNotFound, "InitialContactId: there is no contact %q in progress", cmd.ContactID)
	}
	update := strowger.ContactUpdate{Attributes: cmd.Attributes}
	for _, c := range d.chain(first) {
		if err := update.Check(&c.Contact); err != nil {
			return err
		}
		d.add(&strowger.ContactUpdated{At: d.now, ContactID: c.ID, Update: update})
	}
	if !here {
		d.add(&strowger.ContactUpdated{At: d.now, ContactID: cmd.ContactID, Update: update, Recorded: true})
	}
	return nil
}

// chain returns the contacts of a chain that are here, segment by segment, in the
// order in which they came.
func (e *Engine) chain(first strowger.ContactID) []*contact {
	list := slices.Clone(e.chains[first])
	if c, ok := e.contacts[first]; ok {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b *contact) int {
		return cmp.Or(cmp.Compare(a.Segment, b.Segment), cmp.Compare(a.Sequence, b.Sequence), cmp.Compare(a.ID, b.ID))
	})
	return list
}

// ContactOfChain returns the last segment that is here of the chain that began
// with a contact, and false if none is. Callers must not change it.
func (e *Engine) ContactOfChain(first strowger.ContactID) (*strowger.Contact, bool) {
	list := e.chain(first)
	if len(list) == 0 {
		return nil, false
	}
	return &list[len(list)-1].Contact, true
}

// updateContactSchedule moves a task that still waits for its time (rule 7.6,
// U45).
func (d *decision) updateContactSchedule(cmd strowger.UpdateContactSchedule) error {
	c, err := d.contact(cmd.ContactID)
	switch {
	case err != nil:
		return err
	case c.Channel != strowger.Task || c.State != strowger.Scheduled:
		return strowger.Errorf(strowger.InvalidRequest, "ContactId: the contact %q is no task that waits for its time", c.ID)
	case c.ScheduleUpdates >= maxScheduleUpdates:
		return strowger.Errorf(strowger.LimitExceeded, "ContactId: the task %q has been moved %d times already", c.ID, maxScheduleUpdates)
	}
	at := cmd.ScheduledTime
	if err := d.schedulable(at); err != nil {
		return err
	}
	d.add(&strowger.ContactRescheduled{At: d.now, ContactID: c.ID, ScheduledTimestamp: at, ExpiryTimestamp: expiry(&c.Contact, at)})
	return nil
}

// schedulable checks a time for which a task shall be scheduled.
func (d *decision) schedulable(at strowger.Time) error {
	if at <= d.now || at > d.now.Add(maxScheduleSeconds) {
		return strowger.Errorf(strowger.InvalidParameter, "ScheduledTime must be later than now, %s, and at most 90 days ahead, is %s", d.now, at)
	}
	return nil
}
