package strowger

import (
	"slices"
	"strconv"
	"strings"
)

// RoutingCriteria asks for agents with certain proficiencies, in steps that
// become laxer with time (section 4 of the routing semantics).
type RoutingCriteria struct {
	Steps               []RoutingStep
	ActivationTimestamp Time `json:",omitzero"` // set when the contact is queued
	Index               int  // how many criteria the contact had before
}

// RoutingStep is active for a while, then gives way to the next.
type RoutingStep struct {
	Expression      Expression
	ExpirySeconds   int64 `json:",omitzero"` // 0: never expires
	Status          StepStatus
	ExpiryTimestamp Time `json:",omitzero"` // set when the step becomes active
}

// StepStatus is where a step is in its life (rule 4.3.6).
type StepStatus string

// The statuses of a step. Interrupted and Deactivated are seen in records only;
// DescribeContact has the first four.
const (
	StepInactive    StepStatus = "INACTIVE"
	StepActive      StepStatus = "ACTIVE"
	StepJoined      StepStatus = "JOINED"
	StepExpired     StepStatus = "EXPIRED"
	StepInterrupted StepStatus = "INTERRUPTED"
	StepDeactivated StepStatus = "DEACTIVATED"
)

// Expression is exactly one of a condition, its negation, a conjunction or a
// disjunction (rule 4.2).
type Expression struct {
	Condition    *AttributeCondition `json:",omitzero"`
	NotCondition *AttributeCondition `json:",omitzero"`
	And          []Expression        `json:",omitzero"`
	Or           []Expression        `json:",omitzero"`
}

// The comparison operators of an AttributeCondition (rule 4.2.1).
const (
	AtLeast = "NumberGreaterOrEqualTo"
	InRange = "Range"
	Match   = "Match"
)

// AttributeCondition holds for agents whose proficiency in Name and Value is at
// least Level (AtLeast) or from Min to Max inclusive (InRange), or who are one
// of AgentIDs (Match).
type AttributeCondition struct {
	Operator string
	Name     string   `json:",omitzero"`
	Value    string   `json:",omitzero"`
	Level    float64  `json:",omitzero"`
	Min      float64  `json:",omitzero"`
	Max      float64  `json:",omitzero"`
	AgentIDs []UserID `json:",omitzero"`
}

// Active returns the index of the active step, or -1.
func (c *RoutingCriteria) Active() int {
	if c == nil {
		return -1
	}
	for i := range c.Steps {
		if c.Steps[i].Status == StepActive {
			return i
		}
	}
	return -1
}

// Clone returns a copy whose steps can be changed without changing c. The
// expressions are shared; nobody changes them.
func (c *RoutingCriteria) Clone() *RoutingCriteria {
	if c == nil {
		return nil
	}
	if n := len(c.Steps); n == 0 || n > 2 {
		d := *c
		d.Steps = slices.Clone(c.Steps)
		return &d
	}
	d := &struct { // in one piece, for most have one step or two
		RoutingCriteria
		steps [2]RoutingStep
	}{RoutingCriteria: *c}
	d.Steps = append(d.steps[:0], c.Steps...)
	return &d.RoutingCriteria
}

// String returns the expression in a canonical text form: expressions with the
// same text match the same agents.
func (e *Expression) String() string {
	var b strings.Builder
	e.write(&b)
	return b.String()
}

func (e *Expression) write(b *strings.Builder) {
	switch {
	case e.Condition != nil:
		e.Condition.write(b)
	case e.NotCondition != nil:
		b.WriteString("not ")
		e.NotCondition.write(b)
	case e.And != nil:
		writeList(b, e.And, " and ")
	case e.Or != nil:
		writeList(b, e.Or, " or ")
	}
}

func writeList(b *strings.Builder, list []Expression, word string) {
	b.WriteByte('(')
	for i := range list {
		if i > 0 {
			b.WriteString(word)
		}
		list[i].write(b)
	}
	b.WriteByte(')')
}

func (c *AttributeCondition) write(b *strings.Builder) {
	if c.Operator == Match {
		b.WriteString("agent in [")
		for i, id := range c.AgentIDs {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(string(id))
		}
		b.WriteByte(']')
		return
	}
	b.WriteString(strconv.Quote(c.Name) + "=" + strconv.Quote(c.Value))
	if c.Operator == InRange {
		b.WriteString(" in " + level(c.Min) + ".." + level(c.Max))
		return
	}
	b.WriteString(" >= " + level(c.Level))
}

func level(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

// The limits of routing criteria (rule 4.2.2).
const (
	maxSteps       = 5
	maxAnd         = 8
	maxOr          = 3
	maxMatchAgents = 10

	maxDepth = 5 // of AndExpressions in each other; Amazon gives no number
)

// path says where in the criteria a member is, from the innermost outwards. It
// is put into words only where an error has to name the member.
type path struct {
	in    *path
	name  string
	index int // -1 for what is no list
}

func (p *path) String() string {
	if p == nil {
		return "RoutingCriteria"
	}
	at := p.in.String() + "." + p.name
	if p.index >= 0 {
		at += "[" + strconv.Itoa(p.index) + "]"
	}
	return at
}

// Validate checks the criteria against the grammar and the limits of rule 4.2.
// The error is an InvalidParameter that names the member at fault.
func (c *RoutingCriteria) Validate() error {
	if len(c.Steps) > maxSteps {
		return Errorf(InvalidParameter, "RoutingCriteria.Steps has %d steps; at most %d are allowed", len(c.Steps), maxSteps)
	}
	for i := range c.Steps {
		at := path{nil, "Steps", i}
		if c.Steps[i].ExpirySeconds < 0 {
			return Errorf(InvalidParameter, "%s.Expiry.DurationInSeconds must be at least 1", at.String())
		}
		if err := c.Steps[i].Expression.validate(&path{&at, "Expression", -1}); err != nil {
			return err
		}
	}
	return nil
}

// validate checks the top level of an expression, the only place for an
// OrExpression.
func (e *Expression) validate(at *path) error {
	if err := e.one(at); err != nil {
		return err
	}
	if e.Or == nil {
		return e.validateBranch(at, 0, &branchConditions{})
	}
	if n := len(e.Or); n == 0 || n > maxOr {
		return Errorf(InvalidParameter, "%s.OrExpression must have 1 to %d branches, has %d", at.String(), maxOr, n)
	}
	for i := range e.Or {
		if err := e.Or[i].validateBranch(&path{at, "OrExpression", i}, 0, &branchConditions{}); err != nil {
			return err
		}
	}
	return nil
}

// validateBranch checks a condition or a conjunction of conditions.
func (e *Expression) validateBranch(at *path, depth int, seen *branchConditions) error {
	if err := e.one(at); err != nil {
		return err
	}
	if depth > maxDepth {
		return Errorf(InvalidParameter, "%s is nested more than %d levels deep", at.String(), maxDepth)
	}
	switch {
	case e.Condition != nil:
		return seen.add(e.Condition, &path{at, "AttributeCondition", -1})
	case e.NotCondition != nil:
		return seen.add(e.NotCondition, &path{at, "NotAttributeCondition", -1})
	case e.Or != nil:
		return Errorf(InvalidParameter, "%s.OrExpression is allowed at the top level only", at.String())
	}
	if len(e.And) == 0 {
		return Errorf(InvalidParameter, "%s.AndExpression must not be empty", at.String())
	}
	for i := range e.And {
		if err := e.And[i].validateBranch(&path{at, "AndExpression", i}, depth+1, seen); err != nil {
			return err
		}
	}
	return nil
}

// branchConditions are the conditions of a branch that have been checked.
type branchConditions struct {
	list [maxAnd]*AttributeCondition
	n    int
}

// add checks a condition. No attribute value may occur twice (rule 4.2.3).
func (b *branchConditions) add(c *AttributeCondition, at *path) error {
	if b.n == maxAnd {
		return Errorf(InvalidParameter, "%s has more than %d attribute conditions", at.String(), maxAnd)
	}
	for _, d := range b.list[:b.n] {
		if c.Operator != Match && d.Operator != Match && d.Name == c.Name && d.Value == c.Value {
			return Errorf(InvalidParameter, "%s repeats the attribute %q with the value %q", at.String(), c.Name, c.Value)
		}
	}
	b.list[b.n] = c
	b.n++
	return c.validate(at)
}

// one checks that exactly one member is set (U31).
func (e *Expression) one(at *path) error {
	n := 0
	for _, set := range []bool{e.Condition != nil, e.NotCondition != nil, e.And != nil, e.Or != nil} {
		if set {
			n++
		}
	}
	if n != 1 {
		return Errorf(InvalidParameter, "%s must have exactly one of AttributeCondition, AndExpression, OrExpression and NotAttributeCondition, has %d", at.String(), n)
	}
	return nil
}

func (c *AttributeCondition) validate(at *path) error {
	switch c.Operator {
	case Match:
		if n := len(c.AgentIDs); n == 0 || n > maxMatchAgents {
			return Errorf(InvalidParameter, "%s.MatchCriteria.AgentsCriteria.AgentIds must name 1 to %d agents, names %d", at.String(), maxMatchAgents, n)
		}
		return nil
	case AtLeast:
		if c.Level < 1 || c.Level > 5 {
			return Errorf(InvalidParameter, "%s.ProficiencyLevel must be from 1 to 5", at.String())
		}
	case InRange:
		if c.Min < 1 || c.Max > 5 || c.Min > c.Max {
			return Errorf(InvalidParameter, "%s.Range must be from 1 to 5, MinProficiencyLevel not above MaxProficiencyLevel", at.String())
		}
	case "":
		return Errorf(InvalidParameter, "%s.ComparisonOperator is required", at.String())
	default:
		return Errorf(InvalidParameter, "%s.ComparisonOperator must be %s, %s or %s, is %q", at.String(), AtLeast, InRange, Match, c.Operator)
	}
	if c.Name == "" {
		return Errorf(InvalidParameter, "%s.Name is required", at.String())
	}
	if c.Value == "" {
		return Errorf(InvalidParameter, "%s.Value is required", at.String())
	}
	return nil
}
