package routing_test

import (
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// pair is a floor and a twin of its engine that was restored from a snapshot,
// and so has no groups but those in which contacts wait.
type pair struct {
	*floor
	twin   *routing.Engine
	offers []offer // not accepted yet
}

// step lets both engines decide, which must come to the same.
func (p *pair) step(c strowger.Command) {
	events := p.floor.step(c)
	twins, err := p.twin.Step(p.now, c)
	if err != nil || !reflect.DeepEqual(events, twins) {
		p.tb.Fatalf("%T: %v, %v from the twin (%v)", c, events, twins, err)
	}
	for _, ev := range events {
		if o, ok := ev.(*strowger.ContactOffered); ok {
			p.offers = append(p.offers, offer{o.ContactID, o.UserID})
		}
	}
}

// serve lets the agents who are offered contacts take and end them, until none
// is offered any more.
func (p *pair) serve() (served []strowger.ContactID) {
	for len(p.offers) > 0 {
		o := p.offers[0]
		p.offers = p.offers[1:]
		p.step(strowger.AcceptContact{UserID: o.agent, ContactID: o.contact})
		p.step(strowger.LeaveContact{UserID: o.agent, ContactID: o.contact})
		p.step(strowger.ClearContact{UserID: o.agent, ContactID: o.contact})
		served = append(served, o.contact)
	}
	return served
}

// A lane uses the groups again that it has forgotten. What it decides with them
// is what it decides with new ones.
func TestForgottenGroupsAreUsedAgain(t *testing.T) {
	p := &pair{floor: newFloor(t, 100)}
	var waiting []strowger.ContactID
	spare, reused := 0, 0
	for i := range 2_000 {
		if i%50 == 0 {
			p.twin = routing.Restore(p.engine.Snapshot())
		}
		id := strowger.ContactID("c" + strconv.Itoa(i))
		p.step(strowger.StartContact{Contact: &strowger.Contact{ID: id, FlowID: "flow", Channel: strowger.Voice}})
		p.step(strowger.SetTargetQueue{ContactID: id, QueueID: queueID(i % 2)})
		if p.rng.IntN(10) < 8 {
			p.step(strowger.UpdateRoutingData{ContactID: id, Criteria: p.criteria()})
		}
		p.step(strowger.EnqueueContact{ContactID: id})
		waiting = append(waiting, id)
		served := p.serve()
		waiting = slices.DeleteFunc(waiting, func(id strowger.ContactID) bool { return slices.Contains(served, id) })
		if len(waiting) > 20 {
			p.step(strowger.DisconnectContact{ContactID: waiting[0], Reason: strowger.CustomerDisconnect})
			waiting = waiting[1:]
		}
		now := p.engine.SpareGroups()
		reused += max(0, spare-now)
		spare = now
	}
	if reused < 100 {
		t.Errorf("only %d groups have been used again", reused)
	}
	t.Logf("%d groups have been used again", reused)
}
