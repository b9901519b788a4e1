package routing_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing/trace"
)

// TestCrowdedLane has so many agents in one profile that their roster has more
// than a page, and so many expressions in one lane that its groups stand on shelves,
// and lets the auditor judge every decision. STROWGER_LONG=1 makes it more crowded.
func TestCrowdedLane(t *testing.T) {
	agents, contacts, late := 34, 540, 8
	if os.Getenv("STROWGER_LONG") != "" {
		agents, contacts, late = 40, 700, 25
	}
	f := emptyFloor(t)
	f.keeps, f.records = true, true
	f.step(f.instance())
	for i := range agents {
		f.hire(i, profileID(0))
	}
	for i := range contacts {
		id := strowger.ContactID("c" + strconv.Itoa(i))
		f.step(strowger.StartContact{Contact: &strowger.Contact{ID: id, FlowID: "flow", Channel: strowger.Chat}})
		f.step(strowger.SetTargetQueue{ContactID: id, QueueID: queueID(0)})
		update := strowger.UpdateRoutingData{ContactID: id, Criteria: only(crowdExpression(f, i))}
		if i > contacts-60 { // the groups on the shelves of traits come first
			update.QueuePriority = new(int64)
			*update.QueuePriority = 1
		}
		f.step(update)
		f.step(strowger.EnqueueContact{ContactID: id})
	}
	auditor := trace.NewAuditor()
	step := func(c strowger.Command) []strowger.Event {
		t.Helper()
		events := f.step(c)
		if err := auditor.Follow(f.engine, f.now, f.past); err != nil {
			t.Fatalf("%T: %v", c, err)
		}
		f.past = nil
		return events
	}
	offers := 0
	for i := range agents {
		for _, ev := range step(strowger.PutAgentStatus{UserID: userID(i), StatusID: "available"}) {
			if o, ok := ev.(*strowger.ContactOffered); ok && i%2 == 0 {
				step(strowger.AcceptContact{UserID: o.UserID, ContactID: o.ContactID})
				offers++
			}
		}
	}
	if offers < agents {
		t.Errorf("%d agents were offered only %d contacts", agents/2, offers)
	}
	for i := range late { // to many who are free
		id := strowger.ContactID("late" + strconv.Itoa(i))
		f.step(strowger.StartContact{Contact: &strowger.Contact{ID: id, FlowID: "flow", Channel: strowger.Email}})
		f.step(strowger.SetTargetQueue{ContactID: id, QueueID: queueID(0)})
		f.step(strowger.UpdateRoutingData{ContactID: id, Criteria: only(crowdExpression(f, i))})
		step(strowger.EnqueueContact{ContactID: id})
	}
}

// crowdExpression returns an expression that no other contact has.
func crowdExpression(f *floor, i int) strowger.Expression {
	skill := strowger.Expression{Condition: &strowger.AttributeCondition{Operator: strowger.InRange,
		Name: "Language", Value: language(i % floorLanguages), Min: 1, Max: 5 - float64(i)/1e4}}
	switch i % 5 {
	case 0:
		return agents(userID(i%37), strowger.UserID(fmt.Sprint("absent", i)))
	case 1:
		return strowger.Expression{Or: []strowger.Expression{skill, agents(userID(i % 31)), atLeast("Topic", topic(i%floorTopics), 5)}}
	case 2:
		return strowger.Expression{And: []strowger.Expression{skill, {NotCondition: agents(userID(i)).Condition}}}
	case 3:
		return strowger.Expression{NotCondition: skill.Condition}
	}
	return skill
}
