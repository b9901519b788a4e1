package strowger_test

import (
	"strings"
	"testing"

	"github.com/strowger/strowger"
)

func atLeast(name string, level float64) strowger.Expression {
	return strowger.Expression{Condition: &strowger.AttributeCondition{
		Operator: strowger.AtLeast, Name: name, Value: "yes", Level: level}}
}

func criteria(list ...strowger.Expression) *strowger.RoutingCriteria {
	c := &strowger.RoutingCriteria{}
	for _, x := range list {
		c.Steps = append(c.Steps, strowger.RoutingStep{Expression: &x, ExpirySeconds: 30})
	}
	return c
}

func repeat(n int, x func(i int) strowger.Expression) (list []strowger.Expression) {
	for i := range n {
		list = append(list, x(i))
	}
	return list
}

func named(i int) strowger.Expression { return atLeast(strings.Repeat("a", i+1), 1) }

func nested(depth int) strowger.Expression {
	x := named(0)
	for range depth {
		x = strowger.Expression{And: []strowger.Expression{x}}
	}
	return x
}

func TestCriteriaValidate(t *testing.T) {
	match := func(n int) strowger.Expression {
		return strowger.Expression{Condition: &strowger.AttributeCondition{
			Operator: strowger.Match, AgentIDs: make([]strowger.UserID, n)}}
	}
	levels := func(min, max float64) strowger.Expression {
		return strowger.Expression{NotCondition: &strowger.AttributeCondition{
			Operator: strowger.InRange, Name: "a", Value: "b", Min: min, Max: max}}
	}
	tests := []struct {
		name     string
		criteria *strowger.RoutingCriteria
		want     string // part of the message, "" for no error
	}{
		{"no steps", criteria(), ""},
		{"five steps", criteria(repeat(5, named)...), ""},
		{"six steps", criteria(repeat(6, named)...), "Steps has 6 steps; at most 5"},
		{"eight attributes", criteria(strowger.Expression{And: repeat(8, named)}), ""},
		{"nine attributes", criteria(strowger.Expression{And: repeat(9, named)}), "AndExpression[8].AttributeCondition has more than 8"},
		{"three branches", criteria(strowger.Expression{Or: repeat(3, named)}), ""},
		{"four branches", criteria(strowger.Expression{Or: repeat(4, named)}), "OrExpression must have 1 to 3 branches, has 4"},
		{"no branches", criteria(strowger.Expression{Or: []strowger.Expression{}}), "OrExpression must have 1 to 3 branches, has 0"},
		{"or in and", criteria(strowger.Expression{And: []strowger.Expression{{Or: repeat(2, named)}}}), "AndExpression[0].OrExpression is allowed at the top level only"},
		{"empty and", criteria(strowger.Expression{And: []strowger.Expression{}}), "AndExpression must not be empty"},
		{"nested five deep", criteria(nested(5)), ""},
		{"nested six deep", criteria(nested(6)), "nested more than 5 levels deep"},
		{"attribute twice", criteria(strowger.Expression{And: []strowger.Expression{named(0), named(0)}}), `repeats the attribute "a"`},
		{"attribute in two branches", criteria(strowger.Expression{Or: []strowger.Expression{named(0), named(0)}}), ""},
		{"nothing set", criteria(strowger.Expression{}), "exactly one of"},
		{"two set", criteria(strowger.Expression{Condition: named(0).Condition, And: repeat(2, named)}), "exactly one of"},
		{"ten agents", criteria(match(10)), ""},
		{"eleven agents", criteria(match(11)), "AgentIds must name 1 to 10 agents, names 11"},
		{"no agents", criteria(match(0)), "AgentIds must name 1 to 10 agents, names 0"},
		{"level 0", criteria(atLeast("a", 0)), "ProficiencyLevel must be a whole number from 1 to 5, is 0"},
		{"level 2.5", criteria(atLeast("a", 2.5)), "ProficiencyLevel must be a whole number from 1 to 5, is 2.5"},
		{"level 6", criteria(atLeast("a", 6)), "ProficiencyLevel must be a whole number from 1 to 5, is 6"},
		{"range", criteria(levels(1, 5)), ""},
		{"range upside down", criteria(levels(3, 2)), "NotAttributeCondition.Range"},
		{"no name", criteria(atLeast("", 1)), "Steps[0].Expression.AttributeCondition.Name is required"},
		{"unknown operator", criteria(strowger.Expression{Condition: &strowger.AttributeCondition{Operator: "Like"}}), `is "Like"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.criteria.Validate()
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case tt.want != "" && err == nil:
				t.Errorf("accepted; want an error with %q", tt.want)
			case tt.want != "" && !strings.Contains(err.Error(), tt.want):
				t.Errorf("error %q does not say %q", err, tt.want)
			case err != nil && strowger.CodeOf(err) != strowger.InvalidParameter:
				t.Errorf("code %s", strowger.CodeOf(err))
			}
		})
	}
}

func TestExpressionStringIsCanonical(t *testing.T) {
	x := strowger.Expression{Or: []strowger.Expression{
		{And: []strowger.Expression{atLeast("French", 4), {NotCondition: &strowger.AttributeCondition{
			Operator: strowger.InRange, Name: "Night", Value: "on call", Min: 1, Max: 2.5}}}},
		{Condition: &strowger.AttributeCondition{Operator: strowger.Match, AgentIDs: []strowger.UserID{"ann", "bob"}}},
	}}
	want := `(("French"="yes" >= 4 and not "Night"="on call" in 1..2.5) or agent in [ann bob])`
	if got := x.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
