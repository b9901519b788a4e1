package routing

import (
	"reflect"
	"slices"
	"testing"

	"github.com/strowger/strowger"
)

// someCriteria are criteria of a number of steps that have begun.
func someCriteria(steps int) *strowger.RoutingCriteria {
	c := &strowger.RoutingCriteria{ActivationTimestamp: 1, Index: 1}
	for range steps {
		c.Steps = append(c.Steps, strowger.RoutingStep{Expression: &strowger.Expression{}, ExpirySeconds: 1, Status: strowger.StepActive})
	}
	return c
}

// What is given back is forgotten, so that it keeps nothing in memory and is as
// good as new.
func TestStockForgets(t *testing.T) {
	var s stock
	record := func() *strowger.Contact {
		return &strowger.Contact{ID: "c1", Criteria: someCriteria(3), Agent: &strowger.ContactAgent{UserID: "Ann"}}
	}
	for _, ev := range []strowger.Event{
		&strowger.ContactStarted{At: 1, Contact: record()}, &strowger.ContactTargetSet{At: 1},
		&strowger.CriteriaSet{At: 1, Criteria: someCriteria(3)}, &strowger.ContactQueued{At: 1},
		&strowger.CriteriaStepExpired{At: 1}, &strowger.ContactOffered{At: 1}, &strowger.OfferMissed{At: 1},
		&strowger.OfferRejected{At: 1}, &strowger.ContactConnected{At: 1}, &strowger.ContactHeld{At: 1},
		&strowger.ContactUnheld{At: 1}, &strowger.ContactDisconnected{At: 1}, &strowger.AgentContactCleared{At: 1},
		&strowger.ContactCompleted{At: 1, Contact: record()}, &strowger.AgentStatusChanged{At: 1},
	} {
		s.put(ev)
	}
	for _, c := range s.criteria {
		if steps := c.Steps[:cap(c.Steps)]; len(c.Steps) > 0 || len(steps) < 3 || slices.ContainsFunc(steps, func(s strowger.RoutingStep) bool { return s != strowger.RoutingStep{} }) {
			t.Errorf("the room for steps holds %v", steps)
		}
		c.Steps = nil
	}
	pools := reflect.ValueOf(s)
	for i := range pools.NumField() {
		name, pool := pools.Type().Field(i).Name, pools.Field(i)
		if pool.Len() == 0 {
			t.Errorf("there are no %s", name)
		}
		for j := range pool.Len() {
			if v := pool.Index(j).Elem(); !v.IsZero() {
				t.Errorf("%s %d is %v", name, j, v)
			}
		}
	}
}

// Criteria are copied in the same way whether or not there is room for them, and
// what becomes of the copy does not show in what was copied.
func TestStockCopiesCriteria(t *testing.T) {
	for _, steps := range []int{0, 1, 2, 3} {
		for _, room := range []int{-1, 0, 2, 5} {
			var s stock
			if room >= 0 {
				s.putCriteria(someCriteria(room))
			}
			c := someCriteria(steps)
			d := s.copyCriteria(c)
			if !reflect.DeepEqual(d, c) {
				t.Errorf("the copy of %v in the room for %d is %v", c, room, d)
			}
			for i := range d.Steps {
				d.Steps[i].Status = strowger.StepExpired
			}
			if !reflect.DeepEqual(c, someCriteria(steps)) {
				t.Errorf("the change of a copy in the room for %d makes %v of %d steps", room, c, steps)
			}
		}
	}
}
