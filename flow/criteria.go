package flow

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger"
)

// The wire form of routing criteria (rule 4.2; Amazon Connect API Reference,
// RoutingCriteriaInput). Flows that Amazon exports write numbers as strings.
type (
	wireCriteria struct{ Steps []wireStep }

	wireStep struct {
		Expression wireExpression
		Expiry     struct{ DurationInSeconds *number }
	}

	wireExpression struct {
		AttributeCondition    *wireCondition
		NotAttributeCondition *wireCondition
		AndExpression         []wireExpression
		OrExpression          []wireExpression
	}

	wireCondition struct {
		Name               string
		Value              string
		ComparisonOperator string
		ProficiencyLevel   number
		Range              struct{ MinProficiencyLevel, MaxProficiencyLevel number }
		MatchCriteria      struct{ AgentsCriteria struct{ AgentIds []string } }
	}

	number float64
)

// maxDepth bounds expressions inside expressions. A conjunction inside a
// disjunction needs three levels; more only say the same at greater length.
const maxDepth = 5

var errNotNumber = errors.New("must be a number")

// UnmarshalJSON reads a number from a JSON number or string.
func (n *number) UnmarshalJSON(raw []byte) error {
	f, err := strconv.ParseFloat(strings.Trim(string(raw), `"`), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return errNotNumber
	}
	*n = number(f)
	return nil
}

// criteria reads routing criteria. All of it is fixed: a JSONPath instead of
// the whole or inside it is refused.
func (p *parameters) criteria(name string) *strowger.RoutingCriteria {
	raw, ok := p.node.Parameters[name]
	if !ok {
		p.problem(name, "is required")
		return nil
	}
	var w wireCriteria
	if err := json.Unmarshal(raw, &w, json.RejectUnknownMembers(true)); err != nil {
		p.add("action %q: Parameters.%s", p.node.Identifier, describe(name, err))
		return nil
	}
	if w.Steps == nil {
		p.problem(name, "needs the member Steps")
		return nil
	}
	criteria, err := w.criteria(p.scope, name)
	if err == nil {
		err = criteria.Validate()
	}
	if e, ok := errors.AsType[*strowger.Error](err); ok {
		p.add("action %q: Parameters.%s", p.node.Identifier, e.Message)
	}
	return criteria
}

func (w *wireCriteria) criteria(of scope, at string) (*strowger.RoutingCriteria, error) {
	c := &strowger.RoutingCriteria{Steps: make([]strowger.RoutingStep, len(w.Steps))}
	for i := range w.Steps {
		step, err := w.Steps[i].step(of, fmt.Sprintf("%s.Steps[%d]", at, i))
		if err != nil {
			return nil, err
		}
		c.Steps[i] = step
	}
	return c, nil
}

func (w *wireStep) step(of scope, at string) (s strowger.RoutingStep, err error) {
	s.Status = strowger.StepInactive
	if d := w.Expiry.DurationInSeconds; d != nil {
		s.ExpirySeconds = int64(*d)
		if *d < 1 || *d > math.MaxInt32 || number(s.ExpirySeconds) != *d {
			return s, strowger.Errorf(strowger.InvalidParameter,
				"%s.Expiry.DurationInSeconds must be a whole number from 1 to %d", at, math.MaxInt32)
		}
	}
	x, err := w.Expression.expression(of, at+".Expression", 1)
	s.Expression = &x
	return s, err
}

// expression keeps members that are there but empty, so that Validate can tell
// them from members that are not there.
func (w *wireExpression) expression(of scope, at string, depth int) (e strowger.Expression, err error) {
	if depth > maxDepth {
		return e, strowger.Errorf(strowger.InvalidParameter, "%s is more than %d levels deep", at, maxDepth)
	}
	if e.Condition, err = w.AttributeCondition.condition(of, at+".AttributeCondition"); err != nil {
		return e, err
	}
	if e.NotCondition, err = w.NotAttributeCondition.condition(of, at+".NotAttributeCondition"); err != nil {
		return e, err
	}
	if e.And, err = expressions(of, at+".AndExpression", depth, w.AndExpression); err != nil {
		return e, err
	}
	e.Or, err = expressions(of, at+".OrExpression", depth, w.OrExpression)
	return e, err
}

func expressions(of scope, at string, depth int, list []wireExpression) (es []strowger.Expression, err error) {
	if list == nil {
		return nil, nil
	}
	es = make([]strowger.Expression, len(list))
	for i := range list {
		if es[i], err = list[i].expression(of, fmt.Sprintf("%s[%d]", at, i), depth+1); err != nil {
			return nil, err
		}
	}
	return es, nil
}

func (w *wireCondition) condition(of scope, at string) (*strowger.AttributeCondition, error) {
	if w == nil {
		return nil, nil
	}
	if dynamic(w.Name) || dynamic(w.Value) {
		return nil, strowger.Errorf(strowger.InvalidParameter,
			"%s.Name and Value must not be JSONPaths: %q, %q", at, w.Name, w.Value)
	}
	c := &strowger.AttributeCondition{Operator: w.ComparisonOperator, Name: w.Name, Value: w.Value}
	switch c.Operator {
	case strowger.AtLeast:
		if c.Level = float64(w.ProficiencyLevel); of.stored { // users have whole levels: 2.5 and above is 3 and above
			c.Level = math.Ceil(c.Level)
		}
	case strowger.InRange:
		c.Min = float64(w.Range.MinProficiencyLevel)
		c.Max = float64(w.Range.MaxProficiencyLevel)
	case strowger.Match:
		for i, text := range w.MatchCriteria.AgentsCriteria.AgentIds {
			id, ok := of.identify(strowger.UserResource, text)
			if !ok || dynamic(text) {
				return nil, strowger.Errorf(strowger.InvalidParameter,
					"%s.MatchCriteria.AgentsCriteria.AgentIds[%d] must be the identifier or ARN of an agent of the instance: %q", at, i, text)
			}
			c.AgentIDs = append(c.AgentIDs, strowger.UserID(id))
		}
	}
	return c, nil
}
