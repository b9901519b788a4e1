package routing_test

import (
	"testing"

	"github.com/strowger/strowger"
)

// TestDeletedAttribute deletes an attribute that a waiting contact asks for (rule
// 4.1.3): the step holds the contact as long as it was to, for nobody; no other
// contact can ask for the attribute.
func TestDeletedAttribute(t *testing.T) {
	f := newDesk(t)
	chess := &strowger.RoutingCriteria{Steps: []strowger.RoutingStep{{ExpirySeconds: 30, Expression: &strowger.Expression{
		Or: []strowger.Expression{
			atLeast("Language", language(0), 1),
			{And: []strowger.Expression{atLeast("Hobby", "chess", 1)}},
		}}}}}
	f.step(strowger.CreatePredefinedAttribute{Attribute: strowger.PredefinedAttribute{Name: "Hobby", Values: []string{"chess"}}})
	f.queue(strowger.Voice, "c1", chess)
	f.step(strowger.DeletePredefinedAttribute{Name: "Hobby"})
	f.step(strowger.StartContact{Contact: &strowger.Contact{ID: "c2", FlowID: "flow", Channel: strowger.Voice}})
	f.refuses([]refusal{
		{strowger.UpdateRoutingData{ContactID: "c2", Criteria: chess},
			strowger.InvalidParameter, `RoutingCriteria.Steps[0]: there is no predefined attribute "Hobby"`},
		{strowger.StartContact{Contact: &strowger.Contact{ID: "c3", FlowID: "flow", Channel: strowger.Voice, Criteria: chess}},
			strowger.InvalidParameter, `"Hobby"`},
	})
	if c, _ := f.engine.Contact("c1"); c.State != strowger.Waiting {
		t.Errorf("c1 is %s although nobody fulfils its step", c.State)
	}
	f.after(30, strowger.Tick{})
	if c, _ := f.engine.Contact("c1"); c.OfferedTo != "Ann" {
		t.Errorf("c1 is %s after its step", c.State)
	}
}
