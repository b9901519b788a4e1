package routing

import "github.com/strowger/strowger"

// Open reports whether hours of operation are open at an instant, with the
// overrides of their parents. It is a ResourceNotFound if there are no such
// hours; agent queues have none.
func (e *Engine) Open(id strowger.HoursOfOperationID, at strowger.Time) (bool, error) {
	h, err := find(e.hours, id, "HoursOfOperationId", "hours of operation")
	if err != nil {
		return false, err
	}
	return h.Open(at, e.InheritedOverrides(h)...), nil
}

// InheritedOverrides returns the overrides of the parents of hours of operation
// (rule 5.7).
func (e *Engine) InheritedOverrides(h *strowger.HoursOfOperation) (inherited []strowger.HoursOfOperationOverride) {
	for _, id := range h.Parents {
		if p, ok := e.hours.Get(id); ok {
			inherited = append(inherited, p.Overrides...)
		}
	}
	return inherited
}

// HoursOf returns the hours of operation of a queue; agent queues have none.
func (e *Engine) HoursOf(id strowger.QueueID) (strowger.HoursOfOperationID, bool) {
	q, ok := e.queues.Get(id)
	if !ok || q.Type == strowger.AgentQueue {
		return "", false
	}
	return q.HoursOfOperationID, true
}
