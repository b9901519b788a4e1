package routing

import (
	"slices"

	"github.com/strowger/strowger"
)

// decideQuickConnect decides a command on quick connects and on what a queue has
// for transfers and outbound calls.
func (d *decision) decideQuickConnect(c strowger.Command) (done bool, err error) {
	switch c := c.(type) {
	case strowger.CreateQuickConnect:
		err = d.createQuickConnect(c.QuickConnect)
	case strowger.UpdateQuickConnect:
		err = d.updateQuickConnect(c)
	case strowger.DeleteQuickConnect:
		err = d.deleteQuickConnect(c.ID)
	case strowger.AssociateQueueQuickConnects:
		err = d.editQuickConnects(c.ID, func(list []strowger.QuickConnectID) []strowger.QuickConnectID {
			return append(list, c.QuickConnects...)
		})
	case strowger.DisassociateQueueQuickConnects:
		err = d.editQuickConnects(c.ID, func(list []strowger.QuickConnectID) []strowger.QuickConnectID {
			return slices.DeleteFunc(list, func(id strowger.QuickConnectID) bool { return slices.Contains(c.QuickConnects, id) })
		})
	case strowger.UpdateQueueOutboundCaller:
		err = d.updateQueueOutboundCaller(c)
	default:
		return false, nil
	}
	return true, err
}

func (d *decision) createQuickConnect(q strowger.QuickConnect) error {
	if err := free(d.quickConnects, q.ID, q.Name, "Name", "quick connect"); err != nil {
		return err
	}
	if err := d.checkDestination(&q.Destination); err != nil {
		return err
	}
	d.saveQuickConnect(q)
	return oneMore(d.Engine, d.quickConnects, &d.Quotas.QuickConnects, "quick connects")
}

func (d *decision) saveQuickConnect(q strowger.QuickConnect) {
	q.LastModified = d.now
	d.add(&strowger.QuickConnectSaved{QuickConnect: q})
}

// updateQuickConnect checks a destination only if it is a new one: a name can be
// given to a quick connect whose user is gone.
func (d *decision) updateQuickConnect(c strowger.UpdateQuickConnect) error {
	old, err := find(d.quickConnects, c.ID, "QuickConnectId", "quick connect")
	if err != nil {
		return err
	}
	q := *old
	change(&q.Name, c.Name)
	change(&q.Description, c.Description)
	change(&q.Destination, c.Destination)
	if other, taken := d.quickConnects.Named(q.Name); taken && other.ID != q.ID {
		// UpdateQuickConnectName has no DuplicateResourceException.
		return strowger.Errorf(strowger.InvalidParameter, "Name: there is a quick connect named %q already", q.Name)
	}
	if c.Destination != nil {
		if err := d.checkDestination(c.Destination); err != nil {
			return err
		}
	}
	d.saveQuickConnect(q)
	return nil
}

// transferType is the type that the flow of a quick connect must have (API
// Reference, UserQuickConnectConfig and QueueQuickConnectConfig). Amazon asks
// for none of FLOW.
var transferType = map[strowger.QuickConnectType]string{
	strowger.UserQuickConnect:  "AGENT_TRANSFER",
	strowger.QueueQuickConnect: "QUEUE_TRANSFER",
}

// checkDestination checks that what a quick connect leads to is there.
func (d *decision) checkDestination(to *strowger.QuickConnectDestination) error {
	member := "QuickConnectConfig."
	switch to.Type {
	case strowger.PhoneNumberQuickConnect:
		return nil
	case strowger.UserQuickConnect:
		member += "UserConfig."
		if _, err := find(d.users, to.UserID, member+"UserId", "user"); err != nil {
			return err
		}
	case strowger.QueueQuickConnect:
		member += "QueueConfig."
		q, err := find(d.queues, to.QueueID, member+"QueueId", "queue")
		if err != nil {
			return err
		}
		if q.Type != strowger.StandardQueue {
			return strowger.Errorf(strowger.InvalidParameter, "%sQueueId: %q is an agent queue; a quick connect of type USER leads to an agent", member, q.ID)
		}
	case strowger.FlowQuickConnect:
		member += "FlowConfig."
	}
	f, err := find(d.flows, to.FlowID, member+"ContactFlowId", "contact flow")
	if err != nil {
		return err
	}
	if want := transferType[to.Type]; want != "" && f.Type != want {
		return strowger.Errorf(strowger.InvalidParameter, "%sContactFlowId: the contact flow %q is of type %s, not %s", member, f.Name, f.Type, want)
	}
	return nil
}

// deleteQuickConnect takes a quick connect from the queues that have it.
func (d *decision) deleteQuickConnect(id strowger.QuickConnectID) error {
	if _, err := find(d.quickConnects, id, "QuickConnectId", "quick connect"); err != nil {
		return err
	}
	for q := range d.queues.All() {
		if i := slices.Index(q.QuickConnectIDs, id); i >= 0 {
			next := *q
			next.QuickConnectIDs = slices.Delete(slices.Clone(q.QuickConnectIDs), i, i+1)
			next.LastModified = d.now
			d.add(&strowger.QueueSaved{Queue: next})
		}
	}
	d.add(&strowger.QuickConnectDeleted{ID: id})
	return nil
}

// editQuickConnects saves a queue after a change of a copy of its quick
// connects.
func (d *decision) editQuickConnects(id strowger.QueueID, edit func([]strowger.QuickConnectID) []strowger.QuickConnectID) error {
	q, err := d.standardQueue(id)
	if err != nil {
		return err
	}
	q.QuickConnectIDs = edit(slices.Clone(q.QuickConnectIDs))
	return d.saveQueue(q)
}

func (d *decision) updateQueueOutboundCaller(c strowger.UpdateQueueOutboundCaller) error {
	q, err := d.standardQueue(c.ID)
	if err != nil {
		return err
	}
	q.OutboundCaller = &c.Caller
	return d.saveQueue(q)
}
