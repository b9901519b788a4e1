package flow_test

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/flow"
)

// disconnected is the command with which a flow ends a contact.
var disconnected = strowger.DisconnectContact{ContactID: "c1", Reason: "CONTACT_FLOW_DISCONNECT"}

func TestActions(t *testing.T) {
	priority, age := int64(2), int64(-90)
	tests := []struct {
		name, typ, parameters string
		want                  strowger.Command
	}{
		{"queue", "UpdateContactTargetQueue", `"QueueId":"q1"`,
			strowger.SetTargetQueue{ContactID: "c1", QueueID: "q1"}},
		{"queue by ARN", "UpdateContactTargetQueue", `"QueueId":"arn:aws:connect:eu-west-1:111122223333:instance/i/queue/q1"`,
			strowger.SetTargetQueue{ContactID: "c1", QueueID: "q1"}},
		{"agent queue by ARN", "UpdateContactTargetQueue", `"QueueId":"arn:aws:connect:eu-west-1:111122223333:instance/i/queue/agent/u1"`,
			strowger.SetTargetQueue{ContactID: "c1", QueueID: "u1"}},
		{"agent", "UpdateContactTargetQueue", `"AgentId":"u1"`,
			strowger.SetTargetQueue{ContactID: "c1", QueueID: "u1"}},
		{"agent by ARN", "UpdateContactTargetQueue", `"AgentId":"arn:aws:connect:eu-west-1:111122223333:instance/i/agent/u1"`,
			strowger.SetTargetQueue{ContactID: "c1", QueueID: "u1"}},
		{"priority", "UpdateContactRoutingBehavior", `"QueuePriority":2`,
			strowger.UpdateRoutingData{ContactID: "c1", QueuePriority: &priority}},
		{"priority as text", "UpdateContactRoutingBehavior", `"QueuePriority":"2"`,
			strowger.UpdateRoutingData{ContactID: "c1", QueuePriority: &priority}},
		{"age", "UpdateContactRoutingBehavior", `"QueueTimeAdjustmentSeconds":"-90"`,
			strowger.UpdateRoutingData{ContactID: "c1", QueueTimeAdjustmentSeconds: &age}},
		{"no criteria", "UpdateContactRoutingCriteria", `"RoutingCriteria":{"Steps":[]}`,
			strowger.UpdateRoutingData{ContactID: "c1", Criteria: &strowger.RoutingCriteria{Steps: []strowger.RoutingStep{}}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(one(test.typ, test.parameters))
			h.start(t)
			h.sent(t, test.want, disconnected)
		})
	}
}

func TestCriteria(t *testing.T) {
	h := newHouse(criteria(`{
		"Expression": {"AndExpression": [
			{"AttributeCondition": {"Name": "Language", "Value": "English", "ProficiencyLevel": "4.0", "ComparisonOperator": "NumberGreaterOrEqualTo"}},
			{"NotAttributeCondition": {"Name": "Product", "Value": "Loans", "Range": {"MinProficiencyLevel": 1, "MaxProficiencyLevel": 2.5}, "ComparisonOperator": "Range"}}
		]},
		"Expiry": {"DurationInSeconds": "30"}
	}, {
		"Expression": {"OrExpression": [
			{"AttributeCondition": {"MatchCriteria": {"AgentsCriteria": {"AgentIds": ["u1", "arn:aws:connect:eu-west-1:111122223333:instance/i/agent/u2"]}}, "ComparisonOperator": "Match"}},
			{"AttributeCondition": {"Name": "Language", "Value": "Welsh", "ProficiencyLevel": 1, "ComparisonOperator": "NumberGreaterOrEqualTo"}}
		]},
		"Expiry": {}
	}`))
	h.start(t)
	h.sent(t, strowger.UpdateRoutingData{ContactID: "c1", Criteria: &strowger.RoutingCriteria{Steps: []strowger.RoutingStep{{
		Status:        strowger.StepInactive,
		ExpirySeconds: 30,
		Expression: &strowger.Expression{And: []strowger.Expression{
			{Condition: &strowger.AttributeCondition{Operator: strowger.AtLeast, Name: "Language", Value: "English", Level: 4}},
			{NotCondition: &strowger.AttributeCondition{Operator: strowger.InRange, Name: "Product", Value: "Loans", Min: 1, Max: 2.5}},
		}},
	}, {
		Status: strowger.StepInactive,
		Expression: &strowger.Expression{Or: []strowger.Expression{
			{Condition: &strowger.AttributeCondition{Operator: strowger.Match, AgentIDs: []strowger.UserID{"u1", "u2"}}},
			{Condition: &strowger.AttributeCondition{Operator: strowger.AtLeast, Name: "Language", Value: "Welsh", Level: 1}},
		}},
	}}}}, disconnected)
}

// The engine changes the steps of a contact's criteria, so two contacts in one
// flow must not share them.
func TestCriteriaAreNotShared(t *testing.T) {
	h := newHouse(criteria(`{"Expression":{"AttributeCondition":{"Name":"n","Value":"v","ProficiencyLevel":1,"ComparisonOperator":"NumberGreaterOrEqualTo"}}}`))
	h.start(t)
	first := h.commands[1].(strowger.UpdateRoutingData).Criteria
	first.Steps[0].Status = strowger.StepActive
	h.start(t)
	second := h.commands[4].(strowger.UpdateRoutingData).Criteria
	if got := second.Steps[0].Status; got != strowger.StepInactive {
		t.Errorf("the step of the second contact is %s, want %s", got, strowger.StepInactive)
	}
}

func TestDynamicValues(t *testing.T) {
	text, number, arn := "connect:SMS", int64(12), "arn:x"
	contact := strowger.Contact{
		ID: "c1", FlowID: "f", InitialContactID: "c0", PreviousContactID: "cp", RelatedContactID: "cr",
		Channel: strowger.Chat, InitiationMethod: "API", CustomerID: "cust", Name: "n", Description: "d",
		CustomerEndpoint: &strowger.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+15550100", DisplayName: "Ann"},
		Attributes: map[string]string{
			"queue": "q1", "my queue": "q2", "empty": "",
			"arn": "arn:aws:connect:eu-west-1:111122223333:instance/i/queue/q3",
			"odd": "arn:aws:connect:eu-west-1:111122223333:instance/i/agent/u1",
			"far": "arn:aws:connect:eu-west-1:111122223333:instance/j/queue/q3",
		},
		SegmentAttributes: map[string]strowger.SegmentAttribute{
			strowger.SubtypeAttribute: {String: &text}, "number": {Integer: &number}, "arn": {Arn: &arn},
		},
		References: map[string]strowger.Reference{"order": {Type: "STRING", Value: "A-7"}},
		Tags:       strowger.Tags{"team": "blue"},
	}
	tests := []struct {
		path string
		want strowger.QueueID // "" if the contact does not have the value
	}{
		{`$.Attributes.queue`, "q1"},
		{`$.Attributes['my queue']`, "q2"},
		{`$.Attributes.['my queue']`, "q2"},
		{`$['Attributes']["queue"]`, "q1"},
		{`$.Attributes.arn`, "q3"},
		{`$.Attributes.odd`, ""},
		{`$.Attributes.far`, ""},
		{`$.Attributes.none`, ""},
		{`$.Attributes.empty`, ""},
		{`$.Attributes`, ""},
		{`$.External.queue`, ""},
		{`$.ContactId`, "c1"},
		{`$.InitialContactId`, "c0"},
		{`$.PreviousContactId`, "cp"},
		{`$.RelatedContactId`, "cr"},
		{`$.Channel`, "CHAT"},
		{`$.InitiationMethod`, "API"},
		{`$.CustomerId`, "cust"},
		{`$.Name`, "n"},
		{`$.Description`, "d"},
		{`$.CustomerEndpoint.Address`, "+15550100"},
		{`$.CustomerEndpoint.Type`, "TELEPHONE_NUMBER"},
		{`$.CustomerEndpoint.DisplayName`, "Ann"},
		{`$.CustomerEndpoint.Other`, ""},
		{`$.SystemEndpoint.Address`, ""},
		{`$.SegmentAttributes['connect:Subtype']`, "connect:SMS"},
		{`$.SegmentAttributes.number`, "12"},
		{`$.SegmentAttributes.none`, ""},
		{`$.References.order.Value`, "A-7"},
		{`$.References.order.Type`, "STRING"},
		{`$.References.order.Other`, ""},
		{`$.Tags.team`, "blue"},
		{`$.Tags['aws:connect:instanceId']`, "i"},
		{`$.Tags['aws:connect:systemEndpoint']`, ""},
		{`$.Attributes.a.b.c`, ""},
	}
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			h := newHouse(content(
				act("a", "UpdateContactTargetQueue", `"QueueId":`+strconv.Quote(test.path),
					`"NextAction":"end","Errors":[{"ErrorType":"NoMatchingError","NextAction":"missing"}]`),
				act("missing", "UpdateContactTargetQueue", `"QueueId":"fallback"`, toEnd), hangUp))
			h.step(t, strowger.StartContact{Contact: &contact})
			want := strowger.SetTargetQueue{ContactID: "c1", QueueID: test.want}
			if test.want == "" {
				want.QueueID = "fallback"
			}
			h.sent(t, want, disconnected)
		})
	}
}

// A flow that a release before has taken, and that names what another instance has,
// is run: it does not find that, and goes on.
func TestStoredFlowNamesAnotherInstance(t *testing.T) {
	const far = "arn:aws:connect:eu-west-1:111122223333:instance/j/queue/q3"
	h := newHouse(content(
		act("a", "UpdateContactTargetQueue", `"QueueId":"`+far+`"`,
			`"NextAction":"end","Errors":[{"ErrorType":"NoMatchingError","NextAction":"missing"}]`),
		act("missing", "UpdateContactTargetQueue", `"QueueId":"fallback"`, toEnd), hangUp))
	h.refuse(strowger.SetTargetQueue{}, strowger.ResourceNotFound)
	h.start(t)
	h.sent(t, strowger.SetTargetQueue{ContactID: "c1", QueueID: far},
		strowger.SetTargetQueue{ContactID: "c1", QueueID: "fallback"}, disconnected)
}

// Users have whole levels, so content that a release before has taken with another
// one asks for the next.
func TestStoredFlowAsksForPartOfALevel(t *testing.T) {
	criteria := act("a", "UpdateContactRoutingCriteria", `"RoutingCriteria":{"Steps":[{"Expression":{"AttributeCondition":{
		"Name":"Language","Value":"English","ProficiencyLevel":2.5,"ComparisonOperator":"NumberGreaterOrEqualTo"}}}]}`, toEnd)
	h := newHouse(content(criteria, hangUp))
	h.start(t)
	update, ok := h.commands[1].(strowger.UpdateRoutingData)
	if !ok || update.Criteria.Steps[0].Expression.Condition.Level != 3 {
		t.Errorf("got %+v", h.commands[1])
	}
	if _, err := flow.Parse("i", "CONTACT_FLOW", content(criteria, hangUp)); err == nil {
		t.Error("content of now is accepted")
	}
}

func TestBadPaths(t *testing.T) {
	for _, path := range []string{`$.`, `$..a`, `$.a.`, `$.a[0]`, `$.a[*]`, `$.a['b`, `$.a['']`, `$.a['b']c`, `$[`, `$.a[?(@.b)]`, `$.a b`} {
		if _, err := flow.Parse("i", "CONTACT_FLOW", one("UpdateContactTargetQueue", `"QueueId":`+strconv.Quote(path))); err == nil {
			t.Errorf("%s is accepted", path)
		}
	}
}

func TestErrorTransitions(t *testing.T) {
	set := strowger.SetTargetQueue{ContactID: "c1", QueueID: "q"}
	enqueue := strowger.EnqueueContact{ContactID: "c1"}
	full, other := strowger.SetTargetQueue{ContactID: "c1", QueueID: "full"}, strowger.SetTargetQueue{ContactID: "c1", QueueID: "other"}
	const (
		onFull  = `{"ErrorType":"QueueAtCapacity","NextAction":"full"}`
		onOther = `{"ErrorType":"NoMatchingError","NextAction":"other"}`
	)
	tests := []struct {
		name   string
		refuse strowger.Command // type of the command that is refused
		code   strowger.Code
		errors string // error transitions of TransferContactToQueue
		want   []strowger.Command
	}{
		{"accepted", nil, "", onFull + "," + onOther, []strowger.Command{set, enqueue}},
		{"full", enqueue, strowger.LimitExceeded, onFull + "," + onOther, []strowger.Command{set, enqueue, full, disconnected}},
		{"full, branch for others only", enqueue, strowger.LimitExceeded, onOther, []strowger.Command{set, enqueue, other, disconnected}},
		{"full, no branch", enqueue, strowger.LimitExceeded, "", []strowger.Command{set, enqueue, disconnected}},
		{"disabled", enqueue, strowger.InvalidRequest, onFull + "," + onOther, []strowger.Command{set, enqueue, other, disconnected}},
		{"disabled, branch for full only", enqueue, strowger.InvalidRequest, onFull, []strowger.Command{set, enqueue, disconnected}},
		{"no queue, no branch", set, strowger.ResourceNotFound, onFull + "," + onOther, []strowger.Command{set, disconnected}},
		{"not even disconnected", strowger.DisconnectContact{}, strowger.InvalidRequest, onFull, []strowger.Command{set, enqueue}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(content(
				act("a", "UpdateContactTargetQueue", `"QueueId":"q"`, `"NextAction":"b"`),
				act("b", "TransferContactToQueue", "", `"NextAction":"end","Errors":[`+test.errors+`]`),
				act("full", "UpdateContactTargetQueue", `"QueueId":"full"`, toEnd),
				act("other", "UpdateContactTargetQueue", `"QueueId":"other"`, toEnd), hangUp))
			if test.refuse != nil {
				h.refuse(test.refuse, test.code)
			}
			h.start(t)
			h.sent(t, test.want...)
		})
	}
}

// A refusal takes the error transition of the action whose command it was.
func TestErrorTransitionOfTarget(t *testing.T) {
	h := newHouse(content(
		act("a", "UpdateContactTargetQueue", `"QueueId":"q"`,
			`"NextAction":"end","Errors":[{"ErrorType":"NoMatchingError","NextAction":"b"}]`),
		act("b", "UpdateContactRoutingBehavior", `"QueuePriority":1`, toEnd), hangUp))
	h.refuse(strowger.SetTargetQueue{}, strowger.ResourceNotFound)
	h.start(t)
	priority := int64(1)
	h.sent(t, strowger.SetTargetQueue{ContactID: "c1", QueueID: "q"},
		strowger.UpdateRoutingData{ContactID: "c1", QueuePriority: &priority}, disconnected)
}

func TestEvents(t *testing.T) {
	h := newHouse(content(
		act("a", "UpdateContactTargetQueue", `"QueueId":"q"`, `"NextAction":"b"`),
		act("b", "TransferContactToQueue", "", "")))
	want := []strowger.Event{
		&strowger.ContactStarted{At: now, Contact: &strowger.Contact{ID: "c1", FlowID: "f", State: strowger.InFlow}},
		&strowger.ContactTargetSet{At: now, ContactID: "c1", QueueID: "q"},
		&strowger.ContactQueued{At: now, ContactID: "c1"},
	}
	if diff := cmp.Diff(want, h.start(t)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// A flow that comes to its end with the contact still in it disconnects, which
// is among the events.
func TestEventsOfTheEnd(t *testing.T) {
	h := newHouse(one("UpdateContactTargetQueue", `"QueueId":"q"`))
	events := h.start(t)
	want := &strowger.ContactDisconnected{At: now, ContactID: "c1", Reason: "CONTACT_FLOW_DISCONNECT"}
	if diff := cmp.Diff(strowger.Event(want), events[len(events)-1]); diff != "" {
		t.Errorf("last event (-want +got):\n%s", diff)
	}
}

// Scheduled contacts wait; when their time comes, their flows run one after the
// other in the order of the events.
func TestScheduledContacts(t *testing.T) {
	h := newHouse(one("UpdateContactTargetQueue", `"QueueId":"q"`))
	for _, id := range []strowger.ContactID{"c2", "c1"} {
		h.step(t, strowger.StartContact{Contact: &strowger.Contact{ID: id, FlowID: "f", State: strowger.Scheduled}})
	}
	h.commands = nil
	got := h.step(t, strowger.Tick{})
	h.sent(t,
		strowger.SetTargetQueue{ContactID: "c1", QueueID: "q"}, disconnected,
		strowger.SetTargetQueue{ContactID: "c2", QueueID: "q"},
		strowger.DisconnectContact{ContactID: "c2", Reason: "CONTACT_FLOW_DISCONNECT"})
	want := []strowger.Event{
		&strowger.ContactActivated{At: now, ContactID: "c1"},
		&strowger.ContactActivated{At: now, ContactID: "c2"},
		&strowger.ContactTargetSet{At: now, ContactID: "c1", QueueID: "q"},
		&strowger.ContactDisconnected{At: now, ContactID: "c1", Reason: "CONTACT_FLOW_DISCONNECT"},
		&strowger.ContactTargetSet{At: now, ContactID: "c2", QueueID: "q"},
		&strowger.ContactDisconnected{At: now, ContactID: "c2", Reason: "CONTACT_FLOW_DISCONNECT"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestCircle(t *testing.T) {
	h := newHouse(content(
		act("a", "UpdateContactRoutingBehavior", `"QueuePriority":1`, `"NextAction":"b"`),
		act("b", "TransferContactToQueue", "", `"Errors":[{"ErrorType":"NoMatchingError","NextAction":"a"}]`)))
	h.refuse(strowger.EnqueueContact{}, strowger.InvalidRequest)
	h.start(t)
	if n := len(h.commands); n != 1+1000+1 {
		t.Errorf("%d commands, want the first, 1000 actions and the last", n)
	}
	if diff := cmp.Diff(strowger.Command(disconnected), h.commands[len(h.commands)-1]); diff != "" {
		t.Errorf("last command (-want +got):\n%s", diff)
	}
}

func TestFlowThatCannotRun(t *testing.T) {
	tests := []struct {
		name   string
		change func(*house, *strowger.ContactFlow)
		runs   bool
	}{
		{"inbound", func(_ *house, f *strowger.ContactFlow) {}, true},
		{"queue transfer", func(_ *house, f *strowger.ContactFlow) { f.Type = "QUEUE_TRANSFER" }, true},
		{"agent transfer", func(_ *house, f *strowger.ContactFlow) { f.Type = "AGENT_TRANSFER" }, true},
		{"customer queue", func(_ *house, f *strowger.ContactFlow) { f.Type = "CUSTOMER_QUEUE" }, false},
		{"saved", func(_ *house, f *strowger.ContactFlow) { f.Status = "SAVED" }, false},
		{"archived", func(_ *house, f *strowger.ContactFlow) { f.State = "ARCHIVED" }, false},
		{"not valid", func(_ *house, f *strowger.ContactFlow) { f.Content = "{}" }, false},
		{"deleted", func(h *house, f *strowger.ContactFlow) { delete(h.flows, f.ID) }, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(one("UpdateContactTargetQueue", `"QueueId":"q"`))
			test.change(h, h.flows["f"])
			h.start(t)
			if test.runs {
				h.sent(t, strowger.SetTargetQueue{ContactID: "c1", QueueID: "q"}, disconnected)
			} else {
				h.sent(t, disconnected)
			}
		})
	}
}

// A flow that changes takes effect with the next contact, even if the change has
// no new time.
func TestChangedFlow(t *testing.T) {
	h := newHouse(one("UpdateContactTargetQueue", `"QueueId":"q1"`))
	h.start(t)
	h.flows["f"].Content = one("UpdateContactTargetQueue", `"QueueId":"q2"`)
	h.commands = nil
	h.start(t)
	h.sent(t, strowger.SetTargetQueue{ContactID: "c1", QueueID: "q2"}, disconnected)
}

func TestSamples(t *testing.T) {
	names := map[string]bool{}
	for _, s := range flow.Samples(`the "basic" queue`) {
		t.Run(s.Name, func(t *testing.T) {
			if names[s.Name] || s.Description == "" {
				t.Errorf("the name must be unique and the description not empty: %+v", s)
			}
			names[s.Name] = true
			h := newHouse(s.Content)
			h.flows["f"].Type = s.Type
			h.start(t)
			if c := h.contacts["c1"]; c == nil || c.State != strowger.Waiting {
				t.Errorf("the contact is not queued: %v", c)
			}
			if s.Type != "CONTACT_FLOW" {
				return // the target queue is set by whoever transfers
			}
			set := strowger.Command(strowger.SetTargetQueue{ContactID: "c1", QueueID: `the "basic" queue`})
			if diff := cmp.Diff(set, h.commands[len(h.commands)-2]); diff != "" {
				t.Errorf("last but one command (-want +got):\n%s", diff)
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	s := flow.Samples("q")[3]
	for b.Loop() {
		if _, err := flow.Parse("i", "CONTACT_FLOW", s.Content); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStep(b *testing.B) {
	h := newHouse(flow.Samples("q")[0].Content)
	for b.Loop() {
		h.commands = h.commands[:0]
		h.start(b)
	}
}
