package trace_test

import (
	"fmt"
	"slices"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// foreseen is an obstacle whose end is waited for.
type foreseen struct {
	routing.Obstacle
	legs []strowger.AgentContact // of the agent when it was asked for
}

// rank orders the reasons as the predicate does.
var rank = []routing.Reason{routing.NotRoutable, routing.NextStatusChosen, routing.Unanswered,
	routing.ChannelNotInProfile, routing.QueueNotInProfile, routing.ManualAssignmentOnly, routing.DelayNotPassed,
	routing.ChannelFull, routing.WorkloadTypeNotServed, routing.WorkloadTypeFull,
	routing.OtherChannelForbidden, routing.OtherWorkloadForbidden, routing.StepNotFulfilled}

// foresee lets a copy of the engine run on by itself and holds against it what
// is said of each obstacle: one that names an instant goes away then and not
// before, one that names none stays.
func (h *house) foresee() error {
	var list []foreseen
	for c := range h.engine.Contacts() {
		obstacles, err := h.engine.Explain(h.now, c.ID)
		if err != nil {
			h.refused(err.Error())
		}
		for _, o := range obstacles {
			a, _ := h.engine.Agent(o.UserID)
			list = append(list, foreseen{o, a.Contacts})
		}
	}
	if _, err := h.engine.Explain(h.now, "nothing"); err != nil {
		h.refused(err.Error())
	}
	if _, err := h.engine.ExplainAgent(h.now, "nobody"); err != nil {
		h.refused(err.Error())
	}
	future := routing.Restore(h.engine.Snapshot())
	future.Quotas = h.engine.Quotas
	for range 40 {
		due, ok := future.NextDeadline()
		if !ok || len(list) == 0 {
			return nil
		}
		if _, err := future.Step(due, strowger.Tick{}); err != nil {
			return err
		}
		waited := list[:0]
		for _, f := range list {
			goes, err := f.look(future, due)
			if err != nil {
				return err
			}
			if goes {
				h.seen["foreseen"]++
				continue
			}
			waited = append(waited, f)
		}
		list = waited
	}
	return nil
}

// look reports whether an obstacle has gone by, or cannot be judged any more. It
// returns an error if that was not to be.
func (f *foreseen) look(future *routing.Engine, due strowger.Time) (gone bool, err error) {
	list, err := future.Explain(due, f.ContactID)
	if err != nil || f.hasNew(future) || !f.serves(future) {
		return true, nil // the contact waits no more, or the agent has other work
	}
	i := slices.IndexFunc(list, func(o routing.Obstacle) bool { return o.UserID == f.UserID })
	// While one contact stays in the way another may come to be named for it.
	same := i >= 0 && list[i].Reason == f.Reason && (list[i].Held == f.Held || f.At == 0)
	switch {
	case same && f.At != 0 && f.At <= due:
		return true, fmt.Errorf("%+v was to be over and is not", f.Obstacle)
	case same:
		return false, nil
	case i >= 0 && slices.Index(rank, list[i].Reason) < slices.Index(rank, f.Reason):
		return true, nil // hidden behind another
	case f.At == 0 || due < f.At:
		return true, fmt.Errorf("%+v is over at %s already", f.Obstacle, due)
	}
	return true, nil
}

// hasNew reports whether the agent has got another contact, or a paused one back
// that has become too old.
func (f *foreseen) hasNew(future *routing.Engine) bool {
	a, ok := future.Agent(f.UserID)
	return !ok || slices.ContainsFunc(a.Contacts, func(l strowger.AgentContact) bool {
		return !slices.ContainsFunc(f.legs, func(m strowger.AgentContact) bool {
			return m.ContactID == l.ContactID && (m.State == strowger.Paused) == (l.State == strowger.Paused)
		})
	})
}

// serves reports whether the agent has to do with the queue of the contact.
func (f *foreseen) serves(future *routing.Engine) bool {
	c, _ := future.Contact(f.ContactID)
	u, _ := future.Users().Get(f.UserID)
	p, _ := future.RoutingProfiles().Get(u.RoutingProfileID)
	return c.QueueID == strowger.QueueID(u.ID) ||
		slices.ContainsFunc(p.Queues, func(r strowger.RoutingProfileQueue) bool { return r.QueueID == c.QueueID }) ||
		slices.ContainsFunc(p.ManualAssignmentQueues, func(q strowger.QueueReference) bool { return q.QueueID == c.QueueID })
}
