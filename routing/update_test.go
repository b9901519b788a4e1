package routing_test

import (
	"testing"

	"github.com/strowger/strowger"
)

// A workload type that is given to a contact in its queue decides who sees it
// from then on (rule 2.1.4).
func TestWorkloadTypeOfAWaitingContactIsUpdated(t *testing.T) {
	f := newDesk(t)
	workload := func(name string) strowger.ContactUpdate {
		return strowger.ContactUpdate{SegmentAttributes: map[string]strowger.SegmentAttribute{
			strowger.WorkloadTypeAttribute: {String: &name}}}
	}
	f.step(strowger.UpdateRoutingProfile{ID: profileID(0), MediaConcurrencies: []strowger.MediaConcurrency{
		{Channel: strowger.Task, WorkloadTypes: []strowger.WorkloadTypeConcurrency{{WorkloadType: "billing", Concurrency: 1}}}}})
	f.queue(strowger.Task, "t1", nil)
	c, _ := f.engine.Contact("t1")
	check(t, "without a type it is", c.State, strowger.Waiting)
	f.step(strowger.UpdateContact{ContactID: "t1", Update: workload("billing")})
	check(t, "with it it is", c.State, strowger.Offered)
	a, _ := f.engine.Agent("Ann")
	check(t, "the leg's type", a.Contact("t1").WorkloadType, "billing")
	before := f.engine.AgentVersion("Ann")
	f.step(strowger.UpdateContact{ContactID: "t1", Update: workload("sales")})
	check(t, "the leg's type", a.Contact("t1").WorkloadType, "sales")
	if f.engine.AgentVersion("Ann") <= before {
		t.Error("the agent does not see the change")
	}
}

// Attributes are those of the chain, here and after a restart.
func TestAttributesOfAChain(t *testing.T) {
	f := newDesk(t)
	f.queue(strowger.Voice, "c1", nil)
	f.step(strowger.AcceptContact{UserID: "Ann", ContactID: "c1"})
	f.step(strowger.TransferContact{ContactID: "c1", NewContactID: "c2", QueueID: "Ann"})
	events := f.step(strowger.UpdateContactAttributes{ContactID: "c1", Attributes: map[string]string{"a": "1"}})
	check(t, "contacts updated", len(events), 2)
	c2, _ := f.engine.Contact("c2")
	check(t, "the attribute of the segment", c2.Attributes["a"], "1")
	last, _ := f.engine.ContactOfChain("c1")
	check(t, "the last segment", last.ID, "c2")
	f.step(strowger.DisconnectContact{ContactID: "c2"})
	f.step(strowger.ClearContact{UserID: "Ann", ContactID: "c1"})
	if _, ok := f.engine.ContactOfChain("c1"); ok {
		t.Error("the chain is still there")
	}
}
