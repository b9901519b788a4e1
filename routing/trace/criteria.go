package trace

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/strowger/strowger"
)

// skillAttribute is the predefined attribute whose values are the skills of a
// trace.
const skillAttribute = "Skill"

// criteria reads routing criteria: steps, such as
//
//	French>=4 and DynamoDB>=5 for 30s, then agent Ann or Bob
//
// or nothing, which stands for no steps at all.
func (p *parser) criteria() *strowger.RoutingCriteria {
	c := &strowger.RoutingCriteria{}
	if p.accept("nothing") {
		return c
	}
	c.Steps = append(c.Steps, p.step())
	for p.accept(",", "then") {
		c.Steps = append(c.Steps, p.step())
	}
	if p.peek() == "then" {
		p.fail(`want a comma before "then"`)
	}
	return c
}

func (p *parser) step() strowger.RoutingStep {
	branches := []strowger.Expression{p.branch()}
	for p.accept("or") {
		branches = append(branches, p.branch())
	}
	s := strowger.RoutingStep{Expression: &branches[0]}
	if len(branches) > 1 {
		s.Expression = &strowger.Expression{Or: branches}
	}
	if p.accept("for") {
		s.ExpirySeconds = p.seconds()
	}
	return s
}

func (p *parser) branch() strowger.Expression {
	terms := []strowger.Expression{p.term()}
	for p.accept("and") {
		terms = append(terms, p.term())
	}
	if len(terms) > 1 {
		return strowger.Expression{And: terms}
	}
	return terms[0]
}

// term reads a condition, or its negation.
func (p *parser) term() strowger.Expression {
	if p.accept("not") {
		return strowger.Expression{NotCondition: p.condition()}
	}
	return strowger.Expression{Condition: p.condition()}
}

// condition reads agents, a least level or a range of levels. "agent Ann or
// Bob" goes on as long as a plain name follows the word or.
func (p *parser) condition() *strowger.AttributeCondition {
	if p.accept("agent") {
		c := &strowger.AttributeCondition{Operator: strowger.Match,
			AgentIDs: []strowger.UserID{strowger.UserID(p.word())}}
		for p.nameFollows() {
			p.expect("or")
			c.AgentIDs = append(c.AgentIDs, strowger.UserID(p.word()))
		}
		return c
	}
	c := &strowger.AttributeCondition{Operator: strowger.AtLeast, Name: skillAttribute, Value: p.word()}
	if p.accept(">=") {
		c.Level = float64(p.number())
		return c
	}
	if t := p.peek(); t == "" || !isDigit(t[0]) {
		p.fail("want a level, as in %s>=4 or %[1]s 2..3", c.Value)
	}
	c.Operator = strowger.InRange
	c.Min = float64(p.number())
	p.expect("..")
	c.Max = float64(p.number())
	return c
}

// nameFollows tells "or Bob" from "or French>=3" and "or agent Bob and …".
func (p *parser) nameFollows() bool {
	if len(p.tokens) < 2 || p.tokens[0] != "or" || !isLetter(p.tokens[1][0]) {
		return false
	}
	if w := p.tokens[1]; w == "agent" || w == "not" {
		return false
	}
	if len(p.tokens) == 2 {
		return true
	}
	after := p.tokens[2]
	return after != ">=" && !isDigit(after[0])
}

// expressionInWords writes an expression the way branch and step read it.
func expressionInWords(x *strowger.Expression) string {
	switch {
	case x.Condition != nil:
		return conditionInWords(x.Condition)
	case x.NotCondition != nil:
		return "not " + conditionInWords(x.NotCondition)
	case x.And != nil:
		return joinExpressions(x.And, " and ")
	default:
		return joinExpressions(x.Or, " or ")
	}
}

func joinExpressions(list []strowger.Expression, between string) string {
	words := make([]string, len(list))
	for i := range list {
		words[i] = expressionInWords(&list[i])
	}
	return strings.Join(words, between)
}

func conditionInWords(c *strowger.AttributeCondition) string {
	switch c.Operator {
	case strowger.Match:
		names := make([]string, len(c.AgentIDs))
		for i, id := range c.AgentIDs {
			names[i] = string(id)
		}
		return "agent " + strings.Join(names, " or ")
	case strowger.InRange:
		return fmt.Sprintf("%s %s..%s", c.Value, levelInWords(c.Min), levelInWords(c.Max))
	default:
		return c.Value + ">=" + levelInWords(c.Level)
	}
}

func levelInWords(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
