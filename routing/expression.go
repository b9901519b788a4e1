package routing

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/strowger/strowger"
)

// expression is what the active steps of waiting contacts ask for. Contacts that
// ask for the same share one.
type expression struct {
	*strowger.Expression
	key      string
	branches []branch // an agent who matches fulfils one of them
	pivots   []pivot
	named    bool // it asks for certain agents and nobody else
	groups   int  // that ask for it
	bits     traitBits
}

// branch is what an agent must have at the least to fulfil a part of an
// expression: be one of some agents, if there are any, and have some traits.
type branch struct {
	agents []strowger.UserID
	need   traits
	exact  bool // who has that fulfils it, if no two traits share a bit
}

// anyone is what contacts without criteria ask for.
var anyone = []branch{{exact: true}}

// expressions finds expressions by what they say.
type expressions struct {
	byKey map[string]*expression
	bits  traitBits
	key   []byte // scratch
	limit int    // sweep when there are more
}

// hold and release count the groups that ask for an expression, which may be nil.
func (e *expression) hold() {
	if e != nil {
		e.groups++
	}
}

func (e *expression) release() {
	if e != nil {
		e.groups--
	}
}

// minExpressions is how many expressions are kept however few are in use.
const minExpressions = 1024

// find returns the shared form of an expression. One that nobody asks for any
// more is kept for the next to ask, until too many are.
func (x *expressions) find(source *strowger.Expression) *expression {
	x.key = appendKey(x.key[:0], source)
	if e, ok := x.byKey[string(x.key)]; ok {
		return e
	}
	if len(x.byKey) >= max(x.limit, minExpressions) {
		for key, e := range x.byKey {
			if e.groups == 0 {
				delete(x.byKey, key)
			}
		}
		x.limit = 2 * len(x.byKey)
	}
	list := x.bits.branches(source)
	e := &expression{Expression: source, key: string(x.key), branches: list, pivots: pivots(list), bits: x.bits,
		named: !slices.ContainsFunc(list, func(b branch) bool { return b.agents == nil })}
	x.byKey[e.key] = e
	return e
}

// appendKey appends bytes that are the same only for expressions that say the
// same.
func appendKey(b []byte, x *strowger.Expression) []byte {
	switch {
	case x.Condition != nil:
		return appendCondition(append(b, '='), x.Condition)
	case x.NotCondition != nil:
		return appendCondition(append(b, '!'), x.NotCondition)
	case x.And != nil:
		return appendList(append(b, '&'), x.And)
	}
	return appendList(append(b, '|'), x.Or)
}

func appendList(b []byte, list []strowger.Expression) []byte {
	b = binary.AppendUvarint(b, uint64(len(list)))
	for i := range list {
		b = appendKey(b, &list[i])
	}
	return b
}

func appendCondition(b []byte, c *strowger.AttributeCondition) []byte {
	b = appendText(b, c.Operator)
	if c.Operator == strowger.Match {
		b = binary.AppendUvarint(b, uint64(len(c.AgentIDs)))
		for _, id := range c.AgentIDs {
			b = appendText(b, string(id))
		}
		return b
	}
	b = appendText(appendText(b, c.Name), c.Value)
	for _, level := range [...]float64{c.Level, c.Min, c.Max} {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(level))
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func (t traitBits) branches(x *strowger.Expression) []branch {
	if x.Or == nil {
		return []branch{t.branchOf(x)}
	}
	var list []branch
	for i := range x.Or {
		list = append(list, t.branchOf(&x.Or[i]))
	}
	return list
}

// branchOf gathers what a branch asks for. What must not be is not looked at
// here, nor what makes no difference.
func (t traitBits) branchOf(x *strowger.Expression) (b branch) {
	switch {
	case x.Condition != nil && x.Condition.Operator == strowger.Match:
		b.agents, b.exact = x.Condition.AgentIDs, true
	case x.Condition != nil:
		b.need, b.exact = t.required(x.Condition)
	default:
		b.exact = x.And != nil
	}
	for i := range x.And {
		part := t.branchOf(&x.And[i])
		b.need.union(&part.need)
		b.exact = b.exact && part.exact && (b.agents == nil || part.agents == nil)
		if b.agents == nil || part.agents != nil && len(part.agents) < len(b.agents) {
			b.agents = part.agents
		}
	}
	return b
}

// enough reports whether whoever has what the branch needs fulfils it.
func (b *branch) enough(bits traitBits) bool { return b.exact && !bits.shared() }

// fulfilledBy reports whether an agent fulfils the expression. That its traits
// fit is seen first, and mostly it is enough.
func (e *expression) fulfilledBy(a *agent) bool {
	for i := range e.branches {
		b := &e.branches[i]
		if !a.traits.has(&b.need) || b.agents != nil && !slices.Contains(b.agents, a.UserID) {
			continue
		}
		return b.enough(e.bits) || matches(a.user, e.Expression)
	}
	return false
}
