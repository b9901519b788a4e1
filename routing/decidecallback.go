package routing

import (
	"github.com/strowger/strowger"
)

const (
	callbackExpirySeconds = 7 * day // rule 6.7
	maxCallbackDelay      = 3 * day

	// fullRetrySeconds is after how long a callback that found its queue full
	// asks again.
	fullRetrySeconds = 60
)

// createCallback makes an agent-first callback (rules 1.4.3, 5.10).
func (d *decision) createCallback(cmd strowger.CreateCallback) error {
	c, err := d.contact(cmd.ContactID)
	if err != nil {
		return err
	}
	if err := d.unused(cmd.NewContactID); err != nil {
		return err
	}
	switch {
	case c.Channel != strowger.Voice:
		err = strowger.Errorf(strowger.InvalidRequest, "ContactId: the contact %q is a %s; only callers can be called back", c.ID, c.Channel)
	case c.External():
		err = carriedElsewhere(c)
	case cmd.DelaySeconds < 0 || cmd.DelaySeconds > maxCallbackDelay:
		err = strowger.Errorf(strowger.InvalidParameter, "InitialCallDelaySeconds must be from 0 to %d, is %d", maxCallbackDelay, cmd.DelaySeconds)
	case cmd.Plan.RetrySeconds < 0 || cmd.Plan.RetrySeconds > maxCallbackDelay:
		err = strowger.Errorf(strowger.InvalidParameter, "RetryDelaySeconds must be from 0 to %d, is %d", maxCallbackDelay, cmd.Plan.RetrySeconds)
	case cmd.Plan.MaxAttempts < 1:
		err = strowger.Errorf(strowger.InvalidParameter, "MaximumConnectionAttempts must be at least 1, is %d", cmd.Plan.MaxAttempts)
	case c.Segment+1 >= maxChain:
		err = strowger.Errorf(strowger.ServiceQuotaExceeded, "ContactId: the contact %q is the last of %d in its chain", c.ID, maxChain)
	case cmd.FlowID != "":
		err = d.startable(cmd.FlowID)
	default:
		err = d.takesIn(cmd.QueueID, false)
	}
	if err != nil {
		return err
	}
	next := d.callback(c, cmd)
	d.add(&strowger.ContactStarted{At: d.now, Contact: next})
	if next.State == strowger.InFlow && next.FlowID == "" {
		d.add(&strowger.ContactQueued{At: d.now, ContactID: next.ID, QueueID: cmd.QueueID})
	}
	d.add(&strowger.ContactTransferred{At: d.now, ContactID: c.ID, NextContactID: next.ID})
	return nil
}

// callback returns the contact that calls the customer of another one back.
func (d *decision) callback(c *contact, cmd strowger.CreateCallback) *strowger.Contact {
	next := d.segment(c, strowger.TransferContact{
		ContactID: c.ID, NewContactID: cmd.NewContactID, QueueID: cmd.QueueID, FlowID: cmd.FlowID})
	plan := cmd.Plan
	plan.Attempts = 0
	next.InitiationMethod, next.Callback = strowger.Callback, &plan
	next.SystemEndpoint, next.ConnectedToSystemTimestamp = nil, 0 // rules 6.3, 7.3
	next.RankTimestamp, next.RankSequence = c.InitiationTimestamp, c.Sequence
	if c.RankTimestamp != 0 { // a transferred call has a place to keep
		next.RankTimestamp, next.RankSequence = c.rank()
	}
	next.ExpiryTimestamp = d.now.Add(callbackExpirySeconds)
	if cmd.FlowID == "" && cmd.DelaySeconds > 0 {
		next.State = strowger.Scheduled
		next.ScheduledTimestamp = d.now.Add(cmd.DelaySeconds)
		next.ExpiryTimestamp = next.ScheduledTimestamp.Add(callbackExpirySeconds)
	}
	return next
}

// callbackDue puts a callback whose time has come into its queue, which takes it
// a little above its limit too (rule 5.4). If it does not, the callback asks
// again until it is too old.
func (e *Engine) callbackDue(c *contact) strowger.Event {
	err := e.takesIn(c.TargetQueueID, true)
	switch {
	case err == nil:
		return &strowger.ContactQueued{At: e.now, ContactID: c.ID, QueueID: c.TargetQueueID}
	case strowger.CodeOf(err) == strowger.ResourceNotFound:
		return e.disconnected(c, e.now, strowger.OtherDisconnect)
	case c.ExpiryTimestamp <= e.now:
		return e.disconnected(c, e.now, strowger.Expired)
	}
	return &strowger.CallbackPostponed{At: e.now, ContactID: c.ID, Until: e.now.Add(fullRetrySeconds)}
}
