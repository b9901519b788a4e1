package routing

import (
	"cmp"
	"math"
	"slices"

	"github.com/strowger/strowger"
)

const (
	day = 24 * 60 * 60

	taskExpirySeconds  = 7 * day // rule 6.7
	emailExpirySeconds = 14 * day
	chatExpiryMinutes  = 25 * 60

	maxPauses = 10 // rule 3.7.4

	maxScheduleSeconds = 90 * day // U45
	maxLinkedTasks     = 12       // with the same PreviousContactId (rule 7.6)
)

// contact returns a contact that has not ended.
func (d *decision) contact(id strowger.ContactID) (*contact, error) {
	c := d.live.contact(id)
	if c == nil {
		return nil, strowger.Errorf(strowger.ResourceNotFound, "ContactId: there is no contact %q in progress", id)
	}
	if c.Done() {
		return nil, strowger.Errorf(strowger.ResourceConflict, "ContactId: the contact %q has ended", id)
	}
	return c, nil
}

// unused checks that a new contact has an identifier of its own.
func (d *decision) unused(id strowger.ContactID) error {
	if _, exists := d.contacts[id]; exists {
		return strowger.Errorf(strowger.InvalidRequest, "ContactId: the contact %q exists", id)
	}
	return nil
}

func (d *decision) startContact(cmd strowger.StartContact) error {
	c := cmd.Contact
	if known, err := d.tokens.used(c.ClientToken, c.RequestHash); known {
		return err
	}
	if err := d.unused(c.ID); err != nil {
		return err
	}
	if err := d.startable(c.FlowID); err != nil {
		return err
	}
	if at := c.ScheduledTimestamp; at != 0 {
		if err := d.schedulable(at); err != nil {
			return err
		}
	}
	if c.Outbound != nil {
		if err := d.callable(c); err != nil {
			return err
		}
	}
	if linksTask(c) && d.links.to(c.PreviousContactID, d.now) >= maxLinkedTasks {
		return strowger.Errorf(strowger.ServiceQuotaExceeded, "PreviousContactId: %d tasks are linked to the contact %q already", maxLinkedTasks, c.PreviousContactID)
	}
	if err := d.sound(c); err != nil {
		return err
	}
	if err := d.admit(c.Channel); err != nil {
		return err
	}
	c = d.begin(c)
	switch {
	case c.Outbound != nil:
		c.State = strowger.Calling
	case c.ScheduledTimestamp > d.now:
		c.State = strowger.Scheduled
	default:
		c.State, c.ConnectedToSystemTimestamp = strowger.InFlow, d.now
	}
	d.add(d.stock.started.of(strowger.ContactStarted{At: d.now, Contact: c}))
	return nil
}

// sound checks what a command says of a new contact.
func (d *decision) sound(c *strowger.Contact) error {
	if c.Segment >= maxChain {
		return strowger.Errorf(strowger.ServiceQuotaExceeded, "PreviousContactId: the contact %q is the last of %d in its chain", c.PreviousContactID, maxChain)
	}
	if err := d.enforceValues(c.SegmentAttributes); err != nil {
		return err
	}
	return d.answerable(c.Criteria)
}

// begin returns a contact that begins now as a command says, which is not changed.
func (d *decision) begin(c *strowger.Contact) *strowger.Contact {
	c = d.stock.copyContact(c)
	c.InitiationTimestamp, c.LastUpdateTimestamp = d.now, d.now
	c.QueuePriority = strowger.DefaultQueuePriority
	c.ExpiryTimestamp = expiry(c, max(d.now, c.ScheduledTimestamp))
	identify(c)
	return c
}

// identify makes a contact that continues no other the first of its chain.
func identify(c *strowger.Contact) {
	c.InitialContactID = cmp.Or(c.InitialContactID, c.ID)
	c.ContactAssociationID = cmp.Or(c.ContactAssociationID, c.InitialContactID)
}

// runnable returns a flow that is published and active.
func (d *decision) runnable(id strowger.ContactFlowID) (*strowger.ContactFlow, error) {
	f, err := find(d.flows, id, "ContactFlowId", "contact flow")
	if err == nil && !f.Runs() {
		return nil, strowger.Errorf(strowger.InvalidRequest, "ContactFlowId: the contact flow %q is not published and active", f.Name)
	}
	return f, err
}

// startable checks that a contact can begin with a flow.
func (d *decision) startable(id strowger.ContactFlowID) error {
	f, err := d.runnable(id)
	switch {
	case err != nil:
		return err
	case !f.Starts():
		return strowger.Errorf(strowger.InvalidRequest, "ContactFlowId: the contact flow %q is of type %s; a contact starts with a CONTACT_FLOW", f.Name, f.Type)
	}
	return nil
}

func expiry(c *strowger.Contact, from strowger.Time) strowger.Time {
	if n := c.ExpiryMinutes(); n > 0 {
		return from.Add(60 * n)
	}
	switch c.Channel {
	case strowger.Task:
		return from.Add(taskExpirySeconds)
	case strowger.Email:
		return from.Add(emailExpirySeconds)
	case strowger.Chat:
		if c.Chat != nil && c.Chat.DurationMinutes > 0 {
			return from.Add(int64(c.Chat.DurationMinutes) * 60)
		}
		return from.Add(chatExpiryMinutes * 60)
	}
	return 0
}

func (d *decision) setTargetQueue(cmd strowger.SetTargetQueue) error {
	c, err := d.contact(cmd.ContactID)
	if err != nil {
		return err
	}
	if _, err := find(d.queues, cmd.QueueID, "QueueId", "queue"); err != nil {
		return err
	}
	d.add(d.stock.targetSet.of(strowger.ContactTargetSet{At: d.now, ContactID: c.ID, QueueID: cmd.QueueID}))
	return nil
}

// updateRoutingData changes what ranks and filters a contact that no agent has
// yet (rule 7.1, U43, U35).
func (d *decision) updateRoutingData(cmd strowger.UpdateRoutingData) error {
	c, err := d.contact(cmd.ContactID)
	if err != nil {
		return err
	}
	if c.State == strowger.WithAgent || c.State == strowger.Dialling {
		return strowger.Errorf(strowger.ResourceConflict, "ContactId: the contact %q is connected to an agent", c.ID)
	}
	if cmd.QueuePriority != nil && cmd.QueueTimeAdjustmentSeconds != nil {
		return strowger.Errorf(strowger.InvalidParameter, "QueuePriority and QueueTimeAdjustmentSeconds cannot be given together")
	}
	if p := cmd.QueuePriority; p != nil && *p < 1 {
		return strowger.Errorf(strowger.InvalidParameter, "QueuePriority must be at least 1, is %d", *p)
	}
	if s := cmd.QueueTimeAdjustmentSeconds; s != nil && (*s < math.MinInt32 || *s > math.MaxInt32) {
		return strowger.Errorf(strowger.InvalidParameter, "QueueTimeAdjustmentSeconds must fit in 32 bits, is %d", *s)
	}
	if err := d.answerable(cmd.Criteria); err != nil {
		return err
	}
	if cmd.QueuePriority != nil || cmd.QueueTimeAdjustmentSeconds != nil {
		ev := &strowger.ContactRoutingChanged{At: d.now, ContactID: c.ID,
			QueuePriority: c.QueuePriority, QueueTimeAdjustmentSeconds: c.QueueTimeAdjustmentSeconds}
		change(&ev.QueuePriority, cmd.QueuePriority)
		change(&ev.QueueTimeAdjustmentSeconds, cmd.QueueTimeAdjustmentSeconds)
		d.add(ev)
	}
	if cmd.Criteria != nil {
		d.add(d.stock.criteriaSet.of(strowger.CriteriaSet{At: d.now, ContactID: c.ID, Criteria: d.criteria(c, cmd.Criteria)}))
	}
	return nil
}

// enqueueContact puts a contact into its target queue, unless that is disabled
// or full (rules 5.2, 5.3; agent queues have neither, 5.1).
func (d *decision) enqueueContact(cmd strowger.EnqueueContact) error {
	c, err := d.contact(cmd.ContactID)
	if err != nil {
		return err
	}
	if c.State != strowger.InFlow {
		return strowger.Errorf(strowger.InvalidRequest, "ContactId: the contact %q is %s and cannot be queued", c.ID, c.State)
	}
	if c.TargetQueueID == "" {
		return strowger.Errorf(strowger.InvalidRequest, "the contact %q has no target queue", c.ID)
	}
	transferred := c.InitiationMethod == strowger.Transfer || c.InitiationMethod == strowger.QueueTransfer
	if err := d.takesIn(c.TargetQueueID, transferred); err != nil {
		return err
	}
	d.add(d.stock.queued.of(strowger.ContactQueued{At: d.now, ContactID: c.ID, QueueID: c.TargetQueueID}))
	return nil
}

func (d *decision) disconnectContact(cmd strowger.DisconnectContact) error {
	c, err := d.contact(cmd.ContactID)
	if err != nil {
		return err
	}
	if len(cmd.Facts) > 0 {
		d.add(&strowger.FactsRecorded{At: d.now, ContactID: c.ID, Facts: cmd.Facts})
	}
	d.add(d.disconnected(c, d.now, cmd.Reason))
	return nil
}

func (d *decision) recordFacts(cmd strowger.RecordFacts) error {
	if _, ok := d.contacts[cmd.ContactID]; !ok {
		return strowger.Errorf(strowger.ResourceNotFound, "ContactId: there is no contact %q in progress", cmd.ContactID)
	}
	d.add(&strowger.FactsRecorded{At: d.now, ContactID: cmd.ContactID, Facts: cmd.Facts})
	return nil
}

// task returns a task that has not ended, for a verb that only tasks know (rule
// 3.7.1, U27).
func (d *decision) task(id strowger.ContactID, verb string) (*contact, error) {
	c, err := d.contact(id)
	switch {
	case strowger.CodeOf(err) == strowger.ResourceConflict:
		return nil, strowger.Errorf(strowger.Conflict, "ContactId: the contact %q has ended", id)
	case err != nil:
		return nil, err
	case c.Channel != strowger.Task:
		return nil, strowger.Errorf(strowger.InvalidRequest, "ContactId: only tasks can be %s, the contact %q is a %s", verb, id, c.Channel)
	}
	return c, nil
}

// pausableStates are those in which a task can be paused: it is there, and neither
// rings nor runs through a flow.
var pausableStates = []strowger.ContactState{strowger.Created, strowger.Waiting, strowger.WithAgent}

// pauseContact pauses a task at an agent or in a queue, or one that waits to be
// transferred (rules 3.7.1 to 3.7.4, U27).
func (d *decision) pauseContact(cmd strowger.PauseContact) error {
	c, err := d.task(cmd.ContactID, "paused")
	switch {
	case err != nil:
		return err
	case c.PausedSince != 0 || !slices.Contains(pausableStates, c.State):
		return strowger.Errorf(strowger.Conflict, "ContactId: the task %q cannot be paused in its state", c.ID)
	case c.TotalPauseCount >= maxPauses:
		return strowger.Errorf(strowger.LimitExceeded, "ContactId: the task %q has been paused %d times already", c.ID, maxPauses)
	case c.State == strowger.WithAgent && d.pausedBy(c.Agent.UserID) >= d.taskLimit(c.Agent.UserID):
		return strowger.Errorf(strowger.LimitExceeded, "ContactId: the agent has as many paused tasks as the routing profile allows")
	}
	d.add(&strowger.ContactPaused{At: d.now, ContactID: c.ID})
	return nil
}

func (d *decision) pausedBy(id strowger.UserID) (n int) {
	for _, l := range d.agents[id].Contacts {
		if l.State == strowger.Paused {
			n++
		}
	}
	return n
}

func (d *decision) taskLimit(id strowger.UserID) int {
	m, _ := d.agents[id].crew.profile.Media(strowger.Task)
	return limit(m)
}

// resumeContact resumes a task, which is always allowed, even above the limit of
// the agent (rule 3.7.3).
func (d *decision) resumeContact(cmd strowger.ResumeContact) error {
	c, err := d.task(cmd.ContactID, "resumed")
	switch {
	case err != nil:
		return err
	case c.PausedSince == 0:
		return strowger.Errorf(strowger.Conflict, "ContactId: the task %q is not paused", c.ID)
	}
	if cmd.FlowID != "" {
		if err := d.startable(cmd.FlowID); err != nil {
			return err
		}
	}
	d.add(&strowger.ContactResumed{At: d.now, ContactID: c.ID})
	if cmd.FlowID != "" && c.State != strowger.WithAgent {
		d.add(&strowger.ContactActivated{At: d.now, ContactID: c.ID, FlowID: cmd.FlowID})
	}
	return nil
}
