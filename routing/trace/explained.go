package trace

import (
	"fmt"
	"slices"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// explained checks what an engine says of each waiting contact and each agent
// against the predicate: whoever is listed is kept apart by the reason given,
// and who serves the queue and is not listed is not kept apart at all.
func (a Auditor) explained(e *routing.Engine, now strowger.Time) error {
	w := newWorld(e.Snapshot(), now)
	reverse := make(map[strowger.UserID][]routing.Obstacle)
	for i := range w.Contacts {
		c := &w.Contacts[i]
		if c.State != strowger.Waiting {
			continue
		}
		list, err := e.Explain(now, c.ID)
		if err != nil {
			return err
		}
		for _, o := range list {
			reverse[o.UserID] = append(reverse[o.UserID], o)
			a.Reasons[o.Reason]++
		}
		if err := w.obstacles(c, list); err != nil {
			return err
		}
	}
	for i := range w.Agents {
		id := w.Agents[i].UserID
		list, err := e.ExplainAgent(now, id)
		if err != nil {
			return err
		}
		if !slices.Equal(list, reverse[id]) {
			return fmt.Errorf("ExplainAgent says of %s %v, Explain %v", id, list, reverse[id])
		}
	}
	return nil
}

// obstacles compares the obstacles of one contact with the predicate.
func (w *world) obstacles(c *strowger.Contact, list []routing.Obstacle) error {
	for i := range w.Agents {
		a := &w.Agents[i]
		n := slices.IndexFunc(list, func(o routing.Obstacle) bool { return o.UserID == a.UserID })
		_, want := w.eligible(a, c)
		switch {
		case n >= 0 && list[n].Reason != want:
			return fmt.Errorf("%s is said to be apart from %s because of %s, want %q", c.ID, a.UserID, list[n].Reason, want)
		case n >= 0 && list[n].At != 0 && list[n].At <= w.now:
			return fmt.Errorf("what keeps %s from %s is said to have ended already: %v", c.ID, a.UserID, list[n])
		case n >= 0 && c.ExpiryTimestamp != 0 && list[n].At >= c.ExpiryTimestamp:
			return fmt.Errorf("what keeps %s from %s is said to end when the contact is too old: %v", c.ID, a.UserID, list[n])
		case n < 0 && want != "" && w.serves(a, c.QueueID):
			return fmt.Errorf("%s is apart from %s because of %s, but nothing is said", c.ID, a.UserID, want)
		}
	}
	return nil
}

// serves reports whether an agent has to do with a queue.
func (w *world) serves(a *strowger.Agent, id strowger.QueueID) bool {
	p := w.profile(a)
	return id == strowger.QueueID(a.UserID) ||
		slices.ContainsFunc(p.Queues, func(r strowger.RoutingProfileQueue) bool { return r.QueueID == id }) ||
		slices.ContainsFunc(p.ManualAssignmentQueues, func(q strowger.QueueReference) bool { return q.QueueID == id })
}
