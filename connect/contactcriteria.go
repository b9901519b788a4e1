package connect

import (
	"context"
	"math"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
)

// updateContactRoutingData changes the priority or the age of a contact that no
// agent has yet, its routing criteria, or both (rule 7.1). A list of no steps
// removes the criteria (U34).
func (s *Server) updateContactRoutingData(ctx context.Context, in *shape.UpdateContactRoutingDataInput) (*shape.UpdateContactRoutingDataOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id := strowger.ContactID(in.ContactId)
	update := strowger.UpdateRoutingData{ContactID: id, QueuePriority: in.QueuePriority}
	if in.QueueTimeAdjustmentSeconds != nil {
		update.QueueTimeAdjustmentSeconds = new(int64(*in.QueueTimeAdjustmentSeconds))
	}
	err = check(ctx, func(c *restjson.Checker) {
		if in.QueuePriority == nil && in.QueueTimeAdjustmentSeconds == nil && in.RoutingCriteria == nil {
			c.Violate("", "must have QueuePriority, QueueTimeAdjustmentSeconds or RoutingCriteria")
		}
		if in.RoutingCriteria != nil {
			update.Criteria = s.criteria(c, in.RoutingCriteria)
		}
	})
	if err != nil {
		return nil, err
	}
	err = s.doOnContact(ctx, i, id, update, strowger.ResourceConflict)
	return &shape.UpdateContactRoutingDataOutput{}, err
}

// criteria reads routing criteria. It reports what the noun could not hold or
// would lose; the grammar is checked by RoutingCriteria.Validate.
func (s *Server) criteria(c *restjson.Checker, in *shape.RoutingCriteriaInput) *strowger.RoutingCriteria {
	c.Member("RoutingCriteria")
	defer c.Leave()
	c.Required("Steps", in.Steps != nil)
	out := &strowger.RoutingCriteria{Steps: make([]strowger.RoutingStep, len(in.Steps))}
	for i := range in.Steps {
		c.Item("Steps", i)
		out.Steps[i] = s.step(c, &in.Steps[i])
		c.Leave()
	}
	return out
}

func (s *Server) step(c *restjson.Checker, in *shape.RoutingCriteriaInputStep) (out strowger.RoutingStep) {
	if in.Expiry != nil && in.Expiry.DurationInSeconds != nil {
		out.ExpirySeconds = int64(*in.Expiry.DurationInSeconds)
		c.Range("Expiry.DurationInSeconds", out.ExpirySeconds, 1, math.MaxInt32)
	}
	if c.Required("Expression", in.Expression != nil) {
		c.Member("Expression")
		out.Expression = new(s.expression(c, in.Expression))
		c.Leave()
	}
	return out
}

func (s *Server) expression(c *restjson.Checker, in *shape.Expression) strowger.Expression {
	return strowger.Expression{
		Condition:    s.condition(c, "AttributeCondition", in.AttributeCondition),
		NotCondition: s.condition(c, "NotAttributeCondition", in.NotAttributeCondition),
		And:          s.expressions(c, "AndExpression", in.AndExpression),
		Or:           s.expressions(c, "OrExpression", in.OrExpression),
	}
}

func (s *Server) expressions(c *restjson.Checker, name string, in []shape.Expression) []strowger.Expression {
	if in == nil {
		return nil
	}
	out := make([]strowger.Expression, len(in))
	for i := range in {
		c.Item(name, i)
		out[i] = s.expression(c, &in[i])
		c.Leave()
	}
	return out
}

// operands names the member that a comparison operator compares with.
var operands = map[string]string{
	strowger.AtLeast: "ProficiencyLevel",
	strowger.InRange: "Range",
	strowger.Match:   "MatchCriteria",
}

func (s *Server) condition(c *restjson.Checker, name string, in *shape.AttributeCondition) *strowger.AttributeCondition {
	if in == nil {
		return nil
	}
	c.Member(name)
	defer c.Leave()
	out := &strowger.AttributeCondition{
		Operator: value(in.ComparisonOperator),
		Name:     value(in.Name),
		Value:    value(in.Value),
		Level:    value(in.ProficiencyLevel),
	}
	operand(c, out.Operator, "ProficiencyLevel", in.ProficiencyLevel != nil)
	operand(c, out.Operator, "Range", in.Range != nil)
	operand(c, out.Operator, "MatchCriteria", in.MatchCriteria != nil)
	if in.Range != nil {
		out.Min, out.Max = value(in.Range.MinProficiencyLevel), value(in.Range.MaxProficiencyLevel)
	}
	if in.MatchCriteria != nil && in.MatchCriteria.AgentsCriteria != nil {
		for _, id := range in.MatchCriteria.AgentsCriteria.AgentIds {
			out.AgentIDs = append(out.AgentIDs, strowger.UserID(id))
		}
	}
	return out
}

// operand checks that a member is there if, and only if, the operator compares
// with it. An operator that is not known is left to Validate.
func operand(c *restjson.Checker, operator, name string, present bool) {
	wanted, known := operands[operator]
	switch {
	case known && name == wanted && !present:
		c.Violate(name, "is required by the ComparisonOperator %s", operator)
	case known && name != wanted && present:
		c.Violate(name, "cannot be given with the ComparisonOperator %s", operator)
	}
}

// criteriaShape shows routing criteria with what has become of their steps.
// Criteria that were removed are not shown.
func criteriaShape(in *strowger.RoutingCriteria) *shape.RoutingCriteria {
	if in == nil || len(in.Steps) == 0 {
		return nil
	}
	return &shape.RoutingCriteria{
		Steps:               each(in.Steps, stepShape),
		ActivationTimestamp: epoch(in.ActivationTimestamp),
		Index:               new(int32(in.Index)),
	}
}

func stepShape(in strowger.RoutingStep) shape.Step {
	out := shape.Step{
		Expression: new(expressionShape(*in.Expression)),
		Status:     stepStatus(in.Status),
	}
	if in.ExpirySeconds > 0 {
		out.Expiry = &shape.Expiry{
			DurationInSeconds: new(int32(in.ExpirySeconds)),
			ExpiryTimestamp:   epoch(in.ExpiryTimestamp),
		}
	}
	return out
}

// stepStatus maps the statuses of contact records to the four that
// DescribeContact has. A step that was INTERRUPTED or DEACTIVATED is INACTIVE: it
// filters no more, but its time did not run out, as EXPIRED would say.
func stepStatus(s strowger.StepStatus) shape.RoutingCriteriaStepStatus {
	switch s {
	case strowger.StepInterrupted, strowger.StepDeactivated:
		return shape.RoutingCriteriaStepStatusInactive
	}
	return shape.RoutingCriteriaStepStatus(s)
}

func expressionShape(in strowger.Expression) shape.Expression {
	return shape.Expression{
		AttributeCondition:    conditionShape(in.Condition),
		NotAttributeCondition: conditionShape(in.NotCondition),
		AndExpression:         each(in.And, expressionShape),
		OrExpression:          each(in.Or, expressionShape),
	}
}

func conditionShape(in *strowger.AttributeCondition) *shape.AttributeCondition {
	if in == nil {
		return nil
	}
	out := &shape.AttributeCondition{
		Name:               text(in.Name),
		Value:              text(in.Value),
		ComparisonOperator: text(in.Operator),
	}
	switch in.Operator {
	case strowger.AtLeast:
		out.ProficiencyLevel = new(in.Level)
	case strowger.InRange:
		out.Range = &shape.Range{MinProficiencyLevel: new(in.Min), MaxProficiencyLevel: new(in.Max)}
	case strowger.Match:
		out.MatchCriteria = &shape.MatchCriteria{
			AgentsCriteria: &shape.AgentsCriteria{AgentIds: retype[string](in.AgentIDs)},
		}
	}
	return out
}
