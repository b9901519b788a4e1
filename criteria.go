package strowger

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// RoutingCriteria asks for agents with certain proficiencies, in steps that
// become laxer with time (section 4 of the routing semantics).
type RoutingCriteria struct {
	Steps               []RoutingStep
	ActivationTimestamp Time `json:",omitzero"` // set when the contact is queued
	Index               int  // how many criteria, or removals of them, came before
}

// RoutingStep is active for a while, then gives way to the next.
type RoutingStep struct {
	Expression      *Expression
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

// fault is what is wrong with a member. Where the member is, is put together
// from the inside out, so that nothing is put together when all is well.
type fault struct {
	at   string
	text string // goes on after the name of the member
}

func faultf(format string, args ...any) *fault { return &fault{text: fmt.Sprintf(format, args...)} }

// in says that the member at fault, if there is one, is in another: at a place
// of it, or -1 for what is no list.
func (f *fault) in(member string, index int) *fault {
	if f == nil {
		return nil
	}
	if index >= 0 {
		member += "[" + strconv.Itoa(index) + "]"
	}
	return &fault{at: "." + member + f.at, text: f.text}
}

// Validate checks the criteria, if there are any, against the grammar and the
// limits of rule 4.2. The error is an InvalidParameter that names the member at
// fault.
func (c *RoutingCriteria) Validate() error {
	if c == nil {
		return nil
	}
	if len(c.Steps) > maxSteps {
		return Errorf(InvalidParameter, "RoutingCriteria.Steps has %d steps; at most %d are allowed", len(c.Steps), maxSteps)
	}
	for i := range c.Steps {
		if f := c.Steps[i].validate().in("Steps", i); f != nil {
			return Errorf(InvalidParameter, "RoutingCriteria%s%s", f.at, f.text)
		}
	}
	return nil
}

func (s *RoutingStep) validate() *fault {
	if s.ExpirySeconds < 0 {
		return faultf(".Expiry.DurationInSeconds must be at least 1")
	}
	if s.Expression == nil {
		return faultf(".Expression must be given")
	}
	return s.Expression.validate().in("Expression", -1)
}

// validate checks the top level of an expression, the only place for an
// OrExpression.
func (e *Expression) validate() *fault {
	if f := e.one(); f != nil {
		return f
	}
	if e.Or == nil {
		return e.validateBranch(0, &branchConditions{})
	}
	if n := len(e.Or); n == 0 || n > maxOr {
		return faultf(".OrExpression must have 1 to %d branches, has %d", maxOr, n)
	}
	for i := range e.Or {
		if f := e.Or[i].validateBranch(0, &branchConditions{}).in("OrExpression", i); f != nil {
			return f
		}
	}
	return nil
}

// validateBranch checks a condition or a conjunction of conditions.
func (e *Expression) validateBranch(depth int, seen *branchConditions) *fault {
	if f := e.one(); f != nil {
		return f
	}
	if depth > maxDepth {
		return faultf(" is nested more than %d levels deep", maxDepth)
	}
	switch {
	case e.Condition != nil:
		return seen.add(e.Condition).in("AttributeCondition", -1)
	case e.NotCondition != nil:
		return seen.add(e.NotCondition).in("NotAttributeCondition", -1)
	case e.Or != nil:
		return faultf(".OrExpression is allowed at the top level only")
	}
	if len(e.And) == 0 {
		return faultf(".AndExpression must not be empty")
	}
	for i := range e.And {
		if f := e.And[i].validateBranch(depth+1, seen).in("AndExpression", i); f != nil {
			return f
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
func (b *branchConditions) add(c *AttributeCondition) *fault {
	if b.n == maxAnd {
		return faultf(" has more than %d attribute conditions", maxAnd)
	}
	for _, d := range b.list[:b.n] {
		if c.Operator != Match && d.Operator != Match && d.Name == c.Name && d.Value == c.Value {
			return faultf(" repeats the attribute %q with the value %q", c.Name, c.Value)
		}
	}
	b.list[b.n] = c
	b.n++
	return c.validate()
}

// one checks that exactly one member is set (U31).
func (e *Expression) one() *fault {
	n := 0
	for _, set := range []bool{e.Condition != nil, e.NotCondition != nil, e.And != nil, e.Or != nil} {
		if set {
			n++
		}
	}
	if n != 1 {
		return faultf(" must have exactly one of AttributeCondition, AndExpression, OrExpression and NotAttributeCondition, has %d", n)
	}
	return nil
}

func (c *AttributeCondition) validate() *fault {
	switch c.Operator {
	case Match:
		if n := len(c.AgentIDs); n == 0 || n > maxMatchAgents {
			return faultf(".MatchCriteria.AgentsCriteria.AgentIds must name 1 to %d agents, names %d", maxMatchAgents, n)
		}
		return nil
	case AtLeast:
		if c.Level < 1 || c.Level > 5 || c.Level != float64(int(c.Level)) {
			return faultf(".ProficiencyLevel must be a whole number from 1 to 5, is %v", c.Level)
		}
	case InRange:
		if c.Min < 1 || c.Max > 5 || c.Min > c.Max {
			return faultf(".Range must be from 1 to 5, MinProficiencyLevel not above MaxProficiencyLevel")
		}
	case "":
		return faultf(".ComparisonOperator is required")
	default:
		return faultf(".ComparisonOperator must be %s, %s or %s, is %q", AtLeast, InRange, Match, c.Operator)
	}
	if c.Name == "" {
		return faultf(".Name is required")
	}
	if c.Value == "" {
		return faultf(".Value is required")
	}
	return nil
}
