package routing

import (
	"slices"
	"strings"

	"github.com/strowger/strowger"
)

// nounDecisions decide the commands on one noun each, and report whether a
// command was one of theirs.
var nounDecisions = [...]func(*decision, strowger.Command) (done bool, err error){
	(*decision).decideProfile,
	(*decision).decideUser,
	(*decision).decideSecurityProfile,
	(*decision).decideHierarchy,
	(*decision).decideHours,
	(*decision).decideFlow,
	(*decision).decideQuickConnect,
	(*decision).decideAnalyticsData,
}

// decideConfig decides a command of configuration and reports whether the
// command was one.
func (d *decision) decideConfig(c strowger.Command) (done bool, err error) {
	for _, decide := range nounDecisions {
		if done, err := decide(d, c); done {
			return true, err
		}
	}
	switch c := c.(type) {
	case strowger.UpdateRoutingOptions:
		next := d.instance
		next.Routing = c.Options
		d.add(&strowger.InstanceSaved{Instance: next})
	case strowger.UpdateTags:
		err = d.updateTags(c)
	case strowger.UpdateInstanceAttribute:
		d.add(&strowger.InstanceSaved{Instance: d.instance.WithAttribute(c.Attribute, c.On)})
	case strowger.DeleteInstance:
		deleted := d.instance
		deleted.Deleted = true
		d.add(&strowger.InstanceSaved{Instance: deleted})
	case strowger.CreateQueue:
		err = d.createQueue(c.Queue)
	case strowger.UpdateQueue:
		err = d.updateQueue(c)
	case strowger.UpdateQueueMaxContacts:
		err = d.updateQueueMaxContacts(c)
	case strowger.DeleteQueue:
		err = d.deleteQueue(c.ID)
	default:
		return false, nil
	}
	return true, err
}

func (d *decision) createInstance(c strowger.CreateInstance) error {
	if d.instance.ID != "" {
		return strowger.Errorf(strowger.InvalidRequest, "the instance %q exists", d.instance.ID)
	}
	c.Instance.CreatedTime = d.now
	d.add(&strowger.InstanceSaved{Instance: c.Instance})
	for _, s := range c.AgentStatuses {
		s.LastModified = d.now
		d.add(&strowger.AgentStatusSaved{Status: s})
	}
	for _, a := range c.PredefinedAttributes {
		a.LastModified = d.now
		d.add(&strowger.PredefinedAttributeSaved{Attribute: a})
	}
	for _, h := range c.HoursOfOperations {
		h.LastModified = d.now
		d.add(&strowger.HoursOfOperationSaved{Hours: h})
	}
	for _, f := range c.ContactFlows {
		f.LastModified = d.now
		d.add(&strowger.ContactFlowSaved{Flow: f})
	}
	for _, q := range c.Queues {
		q.LastModified = d.now
		d.add(&strowger.QueueSaved{Queue: q})
	}
	for _, p := range c.SecurityProfiles {
		p.LastModified = d.now
		d.add(&strowger.SecurityProfileSaved{SecurityProfile: p})
	}
	for _, p := range c.RoutingProfiles {
		p.LastModified = d.now
		d.add(&strowger.RoutingProfileSaved{RoutingProfile: p})
	}
	return nil
}

func (d *decision) createQueue(q strowger.Queue) error {
	q.Type, q.Status = strowger.StandardQueue, strowger.QueueEnabled
	if err := d.saveQueue(q); err != nil {
		return err
	}
	standard := d.queues.Len() - d.users.Len() // each user has an agent queue
	return d.within(&d.Quotas.Queues, standard, standard+1, "the instance", "queues")
}

// standardQueue returns a copy of a queue that people have created.
func (d *decision) standardQueue(id strowger.QueueID) (strowger.Queue, error) {
	q, err := find(d.queues, id, "QueueId", "queue")
	if err != nil {
		return strowger.Queue{}, err
	}
	if q.Type != strowger.StandardQueue {
		return strowger.Queue{}, strowger.Errorf(strowger.InvalidRequest, "QueueId: %q is an agent queue, which cannot be changed", id)
	}
	return *q, nil
}

// saveQueue checks what a queue refers to and records the queue.
func (d *decision) saveQueue(q strowger.Queue) error {
	if err := free(d.queues, q.ID, q.Name, "Name", "queue"); err != nil {
		return err
	}
	if _, err := find(d.hours, q.HoursOfOperationID, "HoursOfOperationId", "hours of operation"); err != nil {
		return err
	}
	if c := q.OutboundCaller; c != nil && c.FlowID != "" {
		if _, err := find(d.flows, c.FlowID, "OutboundCallerConfig.OutboundFlowId", "contact flow"); err != nil {
			return err
		}
	}
	for _, id := range q.QuickConnectIDs {
		if _, err := find(d.quickConnects, id, "QuickConnectIds", "quick connect"); err != nil {
			return err
		}
	}
	q.QuickConnectIDs = slices.Compact(slices.Sorted(slices.Values(q.QuickConnectIDs)))
	q.LastModified = d.now
	d.add(&strowger.QueueSaved{Queue: q})
	return nil
}

func (d *decision) updateQueue(c strowger.UpdateQueue) error {
	q, err := d.standardQueue(c.ID)
	if err != nil {
		return err
	}
	change(&q.Name, c.Name)
	change(&q.Description, c.Description)
	change(&q.Status, c.Status)
	change(&q.HoursOfOperationID, c.HoursOfOperationID)
	return d.saveQueue(q)
}

func (d *decision) updateQueueMaxContacts(c strowger.UpdateQueueMaxContacts) error {
	q, err := d.standardQueue(c.ID)
	if err != nil {
		return err
	}
	q.MaxContacts = c.MaxContacts
	return d.saveQueue(q)
}

// deleteQueue refuses a queue that a routing profile or a quick connect names or
// that holds contacts (U41).
func (d *decision) deleteQueue(id strowger.QueueID) error {
	q, err := d.standardQueue(id)
	if err != nil {
		return err
	}
	for p := range d.profiles.All() {
		if namesQueue(p, id) {
			return strowger.Errorf(strowger.ResourceInUse, "QueueId: the routing profile %q uses the queue %q", p.Name, q.Name)
		}
	}
	for qc := range d.quickConnects.All() {
		if qc.Destination.QueueID == id {
			return strowger.Errorf(strowger.ResourceInUse, "QueueId: the quick connect %q leads to the queue %q", qc.Name, q.Name)
		}
	}
	for _, c := range d.contacts {
		if (c.QueueID == id || c.TargetQueueID == id) && !c.Done() {
			return strowger.Errorf(strowger.ResourceInUse, "QueueId: contacts are in the queue %q", q.Name)
		}
	}
	d.add(&strowger.QueueDeleted{ID: id})
	return nil
}

// foldName is how names that are unique without regard to case are compared.
func foldName(s string) string { return strings.ToLower(s) }
