package connect_test

import (
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// speaks is a condition on the language of an agent.
func speaks(language string, level float32) *types.Expression {
	return &types.Expression{AttributeCondition: &types.AttributeCondition{
		Name: new("connect:Language"), Value: &language,
		ComparisonOperator: new("NumberGreaterOrEqualTo"), ProficiencyLevel: &level,
	}}
}

func step(seconds int32, e *types.Expression) types.RoutingCriteriaInputStep {
	s := types.RoutingCriteriaInputStep{Expression: e}
	if seconds > 0 {
		s.Expiry = &types.RoutingCriteriaInputStepExpiry{DurationInSeconds: &seconds}
	}
	return s
}

// route changes the routing data of a contact.
func (h *house) route(contact *string, change func(*sdk.UpdateContactRoutingDataInput)) error {
	in := &sdk.UpdateContactRoutingDataInput{InstanceId: &h.InstanceID, ContactId: contact}
	change(in)
	_, err := h.Client.UpdateContactRoutingData(h.t.Context(), in)
	return err
}

func (h *house) setCriteria(contact *string, steps ...types.RoutingCriteriaInputStep) {
	h.t.Helper()
	must(h.t, h.route(contact, func(in *sdk.UpdateContactRoutingDataInput) {
		in.RoutingCriteria = &types.RoutingCriteriaInput{Steps: steps}
	}))
}

// statuses lists the statuses of the steps of a contact.
func (h *house) statuses(contact *string) string {
	h.t.Helper()
	c := h.describe(contact).RoutingCriteria
	if c == nil {
		return ""
	}
	var list []string
	for _, s := range c.Steps {
		list = append(list, string(s.Status))
	}
	return strings.Join(list, " ")
}

func (h *house) proficient(agent *string, language string, level float32) {
	h.t.Helper()
	_, err := h.Client.AssociateUserProficiencies(h.t.Context(), &sdk.AssociateUserProficienciesInput{
		InstanceId: &h.InstanceID, UserId: agent,
		UserProficiencies: []types.UserProficiency{
			{AttributeName: new("connect:Language"), AttributeValue: &language, Level: &level},
		},
	})
	must(h.t, err)
}

// TestRoutingCriteria has a contact wait for an agent who is good at French
// until it makes do with Ada, who has a little.
func TestRoutingCriteria(t *testing.T) {
	h := newHouse(t)
	h.proficient(h.ada, "connect:French", 2)
	h.put(h.ada, h.OfflineID)
	id := h.task(nil)
	h.setCriteria(id,
		step(30, speaks("connect:French", 4)),
		step(60, speaks("connect:French", 3)),
		step(20, speaks("connect:French", 2)),
		step(0, speaks("connect:French", 1)))
	h.put(h.ada, h.AvailableID)
	begin := h.now()
	for _, at := range []struct {
		wait     int64
		statuses string
	}{
		{0, "ACTIVE INACTIVE INACTIVE INACTIVE"},
		{29, "ACTIVE INACTIVE INACTIVE INACTIVE"},
		{1, "EXPIRED ACTIVE INACTIVE INACTIVE"},
		{59, "EXPIRED ACTIVE INACTIVE INACTIVE"},
		{1, "EXPIRED EXPIRED ACTIVE INACTIVE"},
	} {
		h.Advance(t, at.wait)
		if got := h.statuses(id); got != at.statuses {
			t.Fatalf("at %s: %s, want %s", h.now(), got, at.statuses)
		}
	}
	c := h.describe(id)
	if c.RingStartTimestamp == nil || !c.RingStartTimestamp.Equal(begin.Add(90e9)) {
		t.Errorf("rings since %v, want 90 s after %v", c.RingStartTimestamp, begin)
	}
	h.accept(h.ada, id)
	expires := begin.Add(110e9)
	same(t, "joined", h.describe(id).RoutingCriteria, &types.RoutingCriteria{
		ActivationTimestamp: begin,
		Index:               new(int32(0)),
		Steps: []types.Step{
			{Status: "EXPIRED", Expression: speaks("connect:French", 4), Expiry: &types.Expiry{DurationInSeconds: new(int32(30)), ExpiryTimestamp: new(begin.Add(30e9))}},
			{Status: "EXPIRED", Expression: speaks("connect:French", 3), Expiry: &types.Expiry{DurationInSeconds: new(int32(60)), ExpiryTimestamp: new(begin.Add(90e9))}},
			{Status: "JOINED", Expression: speaks("connect:French", 2), Expiry: &types.Expiry{DurationInSeconds: new(int32(20)), ExpiryTimestamp: &expires}},
			{Status: "INACTIVE", Expression: speaks("connect:French", 1)},
		},
	})
}

// TestRoutingCriteriaAreReplaced covers U33, U34 and 4.3.7, and that criteria
// whose customer has left are INACTIVE.
func TestRoutingCriteriaAreReplaced(t *testing.T) {
	h := newHouse(t)
	id := h.task(nil)
	h.setCriteria(id, step(30, speaks("connect:French", 5)))
	h.Advance(t, 10)
	h.setCriteria(id, step(30, speaks("connect:French", 5)), step(0, speaks("connect:German", 5)))
	c := h.describe(id).RoutingCriteria
	if *c.Index != 1 || !c.ActivationTimestamp.Equal(*h.now()) || c.Steps[0].Status != "ACTIVE" {
		t.Errorf("replaced: %+v", c)
	}
	must(t, h.route(id, func(in *sdk.UpdateContactRoutingDataInput) { in.QueuePriority = new(int64(1)) }))
	if got := h.statuses(id); got != "ACTIVE INACTIVE" {
		t.Errorf("priority alone: %s", got)
	}
	must(t, h.stop(id))
	if got := h.statuses(id); got != "INACTIVE INACTIVE" {
		t.Errorf("after the end: %s", got)
	}
	id = h.task(nil)
	h.setCriteria(id, step(30, speaks("connect:French", 5)))
	h.setCriteria(id, []types.RoutingCriteriaInputStep{}...)
	answer := h.Call(t, "POST", "/contacts/"+h.InstanceID+"/"+*id+"/routing-data", `{"RoutingCriteria": {"Steps": []}}`)
	if answer.Status != 200 || answer.Body != "{}" {
		t.Errorf("no steps: %+v", answer)
	}
	if got := h.statuses(id); got != "" {
		t.Errorf("removed: %s", got)
	}
}

// TestExpressions sends every kind of expression and has it back.
func TestExpressions(t *testing.T) {
	h := newHouse(t)
	id := h.task(nil)
	french := speaks("connect:French", 3)
	between := &types.AttributeCondition{
		Name: new("connect:Language"), Value: new("connect:German"), ComparisonOperator: new("Range"),
		Range: &types.Range{MinProficiencyLevel: new(float32(2.5)), MaxProficiencyLevel: new(float32(4))},
	}
	agents := &types.AttributeCondition{
		ComparisonOperator: new("Match"),
		MatchCriteria:      &types.MatchCriteria{AgentsCriteria: &types.AgentsCriteria{AgentIds: []string{*h.ada}}},
	}
	expressions := []types.Expression{
		*french,
		{NotAttributeCondition: between},
		{AttributeCondition: agents},
		{AndExpression: []types.Expression{*french, {NotAttributeCondition: agents}}},
		{OrExpression: []types.Expression{*french, {AndExpression: []types.Expression{{AttributeCondition: between}, {AttributeCondition: agents}}}}},
	}
	var steps []types.RoutingCriteriaInputStep
	for i := range expressions {
		steps = append(steps, step(10, &expressions[i]))
	}
	h.setCriteria(id, steps...)
	for i, s := range h.describe(id).RoutingCriteria.Steps {
		same(t, "expression", *s.Expression, expressions[i])
	}

	arn := h.Names.Resource(h.Instance.ID(), "agent", *h.ada)
	agents.MatchCriteria.AgentsCriteria.AgentIds = []string{arn}
	h.setCriteria(id, step(0, &types.Expression{AttributeCondition: agents}))
	h.put(h.ada, h.AvailableID)
	if h.describe(id).RingStartTimestamp == nil {
		t.Error("an agent named by ARN is not offered the contact")
	}
}

func TestPriorityAndAge(t *testing.T) {
	h := newHouse(t)
	first, second, third := h.task(nil), h.task(nil), h.task(nil)
	must(t, h.route(second, func(in *sdk.UpdateContactRoutingDataInput) { in.QueuePriority = new(int64(1)) }))
	must(t, h.route(third, func(in *sdk.UpdateContactRoutingDataInput) { in.QueueTimeAdjustmentSeconds = new(int32(60)) }))
	must(t, h.route(first, func(in *sdk.UpdateContactRoutingDataInput) { in.QueueTimeAdjustmentSeconds = new(int32(-60)) }))
	if c := h.describe(second); *c.QueuePriority != 1 || *c.QueueTimeAdjustmentSeconds != 0 {
		t.Errorf("got %d, %d", *c.QueuePriority, *c.QueueTimeAdjustmentSeconds)
	}
	if c := h.describe(first); *c.QueuePriority != 5 || *c.QueueTimeAdjustmentSeconds != -60 {
		t.Errorf("got %d, %d", *c.QueuePriority, *c.QueueTimeAdjustmentSeconds)
	}
	h.put(h.ada, h.AvailableID)
	for _, id := range []*string{second, third, first} {
		if h.describe(id).RingStartTimestamp == nil {
			t.Fatalf("%s does not ring in its turn", *id)
		}
		h.accept(h.ada, id)
		h.leave(h.ada, id)
		must(t, h.dismiss(h.ada, id))
	}
}

func TestRoutingDataIsRefused(t *testing.T) {
	h := newHouse(t)
	id := h.task(nil)
	path := "/contacts/" + h.InstanceID + "/" + *id + "/routing-data"
	const good = `"Name": "n", "Value": "v", "ComparisonOperator": "NumberGreaterOrEqualTo", "ProficiencyLevel": 2`
	condition := func(members string) string {
		return `{"RoutingCriteria": {"Steps": [{"Expression": {"AttributeCondition": {` + members + `}}}]}}`
	}
	for _, test := range []struct{ body, message string }{
		{`{}`, "must have QueuePriority, QueueTimeAdjustmentSeconds or RoutingCriteria"},
		{`{"QueuePriority": 1, "QueueTimeAdjustmentSeconds": 1}`, "QueuePriority and QueueTimeAdjustmentSeconds cannot be given together"},
		{`{"QueuePriority": 0}`, "QueuePriority must be at least 1"},
		{`{"RoutingCriteria": {}}`, "RoutingCriteria.Steps is required"},
		{`{"RoutingCriteria": {"Steps": [{}]}}`, "RoutingCriteria.Steps[0].Expression is required"},
		{`{"RoutingCriteria": {"Steps": [{"Expression": {}}]}}`, "RoutingCriteria.Steps[0].Expression must have exactly one of"},
		{`{"RoutingCriteria": {"Steps": [{"Expiry": {"DurationInSeconds": 0}, "Expression": {"AttributeCondition": {` + good + `}}}]}}`,
			"RoutingCriteria.Steps[0].Expiry.DurationInSeconds must be between 1"},
		{condition(`"Name": "n", "Value": "v", "ProficiencyLevel": 2`), "AttributeCondition.ComparisonOperator is required"},
		{condition(`"Name": "n", "Value": "v", "ComparisonOperator": "Equals", "ProficiencyLevel": 2`), "ComparisonOperator must be"},
		{condition(`"Name": "n", "Value": "v", "ComparisonOperator": "NumberGreaterOrEqualTo"`),
			"ProficiencyLevel is required by the ComparisonOperator NumberGreaterOrEqualTo"},
		{condition(good + `, "Range": {"MinProficiencyLevel": 1, "MaxProficiencyLevel": 2}`),
			"Range cannot be given with the ComparisonOperator NumberGreaterOrEqualTo"},
		{condition(good + `, "MatchCriteria": {"AgentsCriteria": {"AgentIds": ["a"]}}`),
			"MatchCriteria cannot be given with the ComparisonOperator NumberGreaterOrEqualTo"},
		{`{"RoutingCriteria": {"Steps": [{}, {"Expression": {"AndExpression": [{"AttributeCondition": {"ComparisonOperator": "Range"}}, {"AttributeCondition": {"ComparisonOperator": "Match"}}]}}, {}]}}`,
			"4 validation errors: RoutingCriteria.Steps[0].Expression is required; " +
				"RoutingCriteria.Steps[1].Expression.AndExpression[0].AttributeCondition.Range is required by the ComparisonOperator Range; " +
				"RoutingCriteria.Steps[1].Expression.AndExpression[1].AttributeCondition.MatchCriteria is required by the ComparisonOperator Match; " +
				"RoutingCriteria.Steps[2].Expression is required"},
		{condition(`"Name": "n", "Value": "v", "ComparisonOperator": "Range", "ProficiencyLevel": 2`), "Range is required by the ComparisonOperator Range"},
		{condition(`"Name": "n", "Value": "v", "ComparisonOperator": "Range", "Range": {"MinProficiencyLevel": 3}`), "Range must be from 1 to 5"},
		{condition(`"ComparisonOperator": "Match", "MatchCriteria": {}`), "AgentIds must name 1 to 10 agents, names 0"},
		{condition(`"Name": "n", "Value": "v", "ComparisonOperator": "NumberGreaterOrEqualTo", "ProficiencyLevel": 6`),
			"AttributeCondition.ProficiencyLevel must be between 1 and 5"},
		{condition(`"Name": "n", "Value": "v", "ComparisonOperator": "NumberGreaterOrEqualTo", "ProficiencyLevel": 2.5`),
			"AttributeCondition.ProficiencyLevel must be a whole number from 1 to 5, is 2.5"},
	} {
		answer := h.Call(t, "POST", path, test.body)
		if answer.Status != 400 || answer.Error != "InvalidParameterException" || !strings.Contains(answer.Message(), test.message) {
			t.Errorf("%s: got %+v, want %q", test.body, answer, test.message)
		}
	}
	if got := h.describe(id); got.RoutingCriteria != nil || *got.QueuePriority != 5 {
		t.Errorf("what was refused has changed the contact: %+v", got)
	}
}

func TestRoutingDataOfContactsThatAreGone(t *testing.T) {
	h := newHouse(t)
	priority := func(in *sdk.UpdateContactRoutingDataInput) { in.QueuePriority = new(int64(2)) }
	refused(t, h.route(new("nobody"), priority), 404, "ResourceNotFoundException")
	h.put(h.ada, h.AvailableID)
	id := h.task(nil)
	h.accept(h.ada, id)
	refused(t, h.route(id, priority), 409, "ResourceConflictException") // connected
	h.leave(h.ada, id)
	refused(t, h.route(id, priority), 409, "ResourceConflictException") // after contact work
	must(t, h.dismiss(h.ada, id))
	refused(t, h.route(id, priority), 409, "ResourceConflictException") // completed
}
