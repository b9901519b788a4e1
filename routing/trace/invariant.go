package trace

import (
	"errors"
	"fmt"
	"slices"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// Check returns an error for each thing that does not hold of a settled engine
// although it always must.
func Check(e *routing.Engine, now strowger.Time) error {
	c := &checker{world: newWorld(e.Snapshot(), now), engine: e}
	c.idleness()
	for i := range c.Contacts {
		c.contact(&c.Contacts[i])
	}
	for i := range c.Agents {
		c.agent(&c.Agents[i])
	}
	c.lengths()
	c.gauges()
	c.active()
	c.deadline()
	return errors.Join(c.errs...)
}

type checker struct {
	*world
	engine *routing.Engine
	errs   []error
}

func (c *checker) bad(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf(format, args...))
}

// idleness: no agent is idle who could take a contact that waits.
func (c *checker) idleness() {
	if o, ok := NextOffer(c.Snapshot, c.now); ok {
		c.bad("%s waits although %s could take it", o.ContactID, o.UserID)
	}
}

// contact checks that the legs at the agents are those that the state of a
// contact calls for.
func (c *checker) contact(k *strowger.Contact) {
	var want func(strowger.AgentContactState) bool
	var at strowger.UserID
	switch k.State {
	case strowger.Offered:
		at = k.OfferedTo
		want = func(s strowger.AgentContactState) bool {
			return s == strowger.Incoming || s == strowger.Connecting && k.Callback == nil
		}
	case strowger.Dialling:
		at = k.Agent.UserID
		want = func(s strowger.AgentContactState) bool {
			return s == strowger.Connecting || s == strowger.Pending && k.Callback != nil
		}
	case strowger.WithAgent:
		at, want = k.Agent.UserID, strowger.AgentContactState.Live
	case strowger.AfterContactWork:
		at = k.Agent.UserID
		want = func(s strowger.AgentContactState) bool { return s == strowger.Ended }
	case strowger.Completed:
		c.bad("%s is completed and still there", k.ID)
	}
	found := false
	for i := range c.Agents {
		a := &c.Agents[i]
		l := a.Contact(k.ID)
		switch {
		case l == nil || l.State.Unanswered():
		case a.UserID == at && want(l.State):
			found = true
		default:
			c.bad("%s is %s but %s at %s", k.ID, k.State, l.State, a.UserID)
		}
	}
	if at != "" && !found {
		c.bad("%s is %s but %s has no leg of it", k.ID, k.State, at)
	}
	if k.NextContactID != "" && !k.Done() && c.isTransferred(k) {
		c.bad("%s is %s although it goes on as %s", k.ID, k.State, k.NextContactID)
	}
	if (k.OfferedTo != "") != (k.State == strowger.Offered) {
		c.bad("%s is %s and offered to %q", k.ID, k.State, k.OfferedTo)
	}
	c.criteria(k)
	c.state(k)
}

// isTransferred reports whether the segment that follows a contact is no
// callback, which does not end it.
func (c *checker) isTransferred(k *strowger.Contact) bool {
	next, ok := c.engine.Contact(k.NextContactID)
	return ok && next.Callback == nil
}

// criteria: at most one step is active; in a queue the steps before it have
// expired; an agent leaves none active.
func (c *checker) criteria(k *strowger.Contact) {
	if k.Criteria == nil {
		return
	}
	active := k.Criteria.Active()
	for i, s := range k.Criteria.Steps {
		switch {
		case s.Status == strowger.StepActive && i != active:
			c.bad("%s has two active steps", k.ID)
		case s.Status == strowger.StepActive && (k.State == strowger.WithAgent || k.Done()):
			c.bad("%s is %s and step %d still active", k.ID, k.State, i+1)
		case inQueue(k) && i < active && s.Status != strowger.StepExpired:
			c.bad("%s is at step %d, but step %d is %s", k.ID, active+1, i+1, s.Status)
		case inQueue(k) && i > active && active >= 0 && s.Status != strowger.StepInactive:
			c.bad("%s is at step %d, but step %d is %s", k.ID, active+1, i+1, s.Status)
		}
	}
}

// agent checks the legs of an agent, each of which belongs to a contact, and
// its free slots.
func (c *checker) agent(a *strowger.Agent) {
	seen := map[strowger.ContactID]bool{}
	talks := 0
	for _, l := range a.Contacts {
		if l.Channel == strowger.Voice && l.State == strowger.Connected {
			talks++
		}
		if seen[l.ContactID] {
			c.bad("%s has two legs of %s", a.UserID, l.ContactID)
		}
		seen[l.ContactID] = true
		if _, ok := c.engine.Contact(l.ContactID); !ok && !l.State.Unanswered() {
			c.bad("%s has %s, which is not there", a.UserID, l.ContactID)
		}
	}
	if talks > 1 {
		c.bad("%s talks on %d calls at once", a.UserID, talks)
	}
	if a.NextStatusID != "" && !slices.ContainsFunc(a.Contacts, occupies) {
		c.bad("%s has nothing to do and is not yet %s", a.UserID, a.NextStatusID)
	}
	for _, ch := range strowger.Channels {
		want := c.free(a, ch)
		if got := c.engine.AvailableSlots(a.UserID, ch); got != want {
			c.bad("%s has %d free slots for %s, want %d", a.UserID, got, ch, want)
		}
	}
}

// free counts the slots that are free for a channel (rule 2.2.5). Whether a
// workload type fits depends on the contact and is left out.
func (c *checker) free(a *strowger.Agent, ch strowger.Channel) int {
	m, ok := c.profile(a).Media(ch)
	if !ok || c.statuses[a.StatusID].Type != strowger.Routable || a.NextStatusID != "" {
		return 0
	}
	for _, l := range a.Contacts {
		if l.State.Unanswered() {
			return 0
		}
		alone := &strowger.Agent{UserID: a.UserID, Contacts: []strowger.AgentContact{l}}
		if l.Channel != ch && c.othersPermit(alone, &strowger.Contact{Channel: ch}) != "" {
			return 0
		}
	}
	return max(0, slots(m)-held(a, ch, nil))
}

// lengths: a queue is as long as there are contacts in it (U52).
func (c *checker) lengths() {
	want := map[strowger.QueueID]int{}
	for i := range c.Contacts {
		if k := &c.Contacts[i]; inQueue(k) {
			want[k.QueueID]++
		}
	}
	for i := range c.Queues {
		id := c.Queues[i].ID
		if got := c.engine.QueueLength(id); got != want[id] {
			c.bad("%s has length %d, but %d contacts are in it", id, got, want[id])
		}
		delete(want, id)
	}
	for id := range want {
		c.bad("contacts are in %s, which does not exist", id)
	}
}

// active: the engine counts the contacts that use up the quotas.
func (c *checker) active() {
	want := map[strowger.Channel]int{}
	for i := range c.Contacts {
		k := &c.Contacts[i]
		if k.External() {
			continue
		}
		held := k.State == strowger.Dialling || k.State == strowger.WithAgent
		going := !k.Done() && k.State != strowger.Scheduled
		if k.Channel != strowger.Voice || held || going && k.Callback == nil {
			want[k.Channel]++
		}
	}
	for _, channel := range strowger.Channels {
		if got := c.engine.ActiveContacts(channel); got != want[channel] {
			c.bad("%d contacts of the channel %s are counted, %d go on", got, channel, want[channel])
		}
	}
}

// deadline: the engine wakes exactly when something is due next, and nothing
// waits for an instant that has passed.
func (c *checker) deadline() {
	var want strowger.Time
	for i := range c.Contacts {
		for _, at := range c.deadlines(&c.Contacts[i]) {
			if at != 0 && at <= c.now {
				c.bad("%s waits for %s, which has passed", c.Contacts[i].ID, inWords(at))
			}
			if at != 0 && (want == 0 || at < want) {
				want = at
			}
		}
	}
	got, _ := c.engine.NextDeadline()
	if got != want {
		c.bad("the next deadline is %s, want %s", inWords(got), inWords(want))
	}
}

// deadlines returns what a contact waits for; 0 stands for nothing.
func (c *checker) deadlines(k *strowger.Contact) []strowger.Time {
	var list []strowger.Time
	switch {
	case k.State == strowger.Scheduled:
		list = append(list, k.ScheduledTimestamp)
	case k.Callback != nil && (k.State == strowger.Dialling || k.State == strowger.WithAgent):
	case k.State == strowger.Calling:
		list = append(list, k.ExpiryTimestamp, k.InitiationTimestamp.Add(k.Outbound.RingSeconds))
	case !k.Done():
		list = append(list, k.ExpiryTimestamp)
	}
	for i := range c.Agents {
		if l := c.Agents[i].Contact(k.ID); l != nil {
			list = append(list, l.Expires)
		}
	}
	if i := c.activeStep(k); i >= 0 && inQueue(k) {
		list = append(list, k.Criteria.Steps[i].ExpiryTimestamp)
	}
	if k.State == strowger.Waiting {
		list = append(list, c.nextDelay(k))
	}
	return list
}

// nextDelay returns the next instant at which agents of one more profile see a
// contact.
func (c *checker) nextDelay(k *strowger.Contact) (next strowger.Time) {
	for i := range c.RoutingProfiles {
		for _, row := range c.RoutingProfiles[i].Queues {
			at := c.delayStart(k).Add(int64(row.DelaySeconds))
			if row.QueueID == k.QueueID && row.Channel == k.Channel && row.DelaySeconds > 0 && at > c.now && (next == 0 || at < next) {
				next = at
			}
		}
	}
	return next
}
