package connect

import (
	"fmt"
	"slices"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
)

// skillFields are the fields of proficiencies that can be searched.
var skillFields = map[string]field[*strowger.Proficiency]{
	"name":  {func(p *strowger.Proficiency) []string { return []string{p.Name} }, plain},
	"value": {func(p *strowger.Proficiency) []string { return []string{p.Value} }, plain},
}

// skillLevel is the field by which number conditions ask for the level.
const skillLevel = "limit"

// proficient compiles a list condition: one proficiency of the user meets all
// that is asked for.
func proficient(s *search[foundUser]) func(*shape.ListCondition) condition[foundUser] {
	return func(in *shape.ListCondition) condition[foundUser] {
		s.Required("TargetListType", in.TargetListType != nil)
		s.Required("Conditions", len(in.Conditions) > 0)
		skills := &search[*strowger.Proficiency]{Checker: s.Checker, identify: s.identify, count: s.count}
		var all []condition[*strowger.Proficiency]
		for i := range in.Conditions {
			c := &in.Conditions[i]
			skills.Item("Conditions", i)
			skills.counted()
			if c.StringCondition == nil && c.NumberCondition == nil {
				skills.Violate("", "must have StringCondition or NumberCondition")
			}
			all = append(all, member(skills, "StringCondition", c.StringCondition, skills.text(skillFields))...)
			all = append(all, member(skills, "NumberCondition", c.NumberCondition, atLevel(skills.Checker))...)
			skills.Leave()
		}
		s.count = skills.count
		met := allOf(all)
		return func(u foundUser) bool {
			return slices.ContainsFunc(u.Proficiencies, func(p strowger.Proficiency) bool { return met(&p) })
		}
	}
}

// atLevel compiles a condition on the level of a proficiency. GREATER compares
// with MinValue, LESSER with MaxValue, RANGE with both, and EQUAL with the one
// that is given.
func atLevel(c *restjson.Checker) func(*shape.NumberCondition) condition[*strowger.Proficiency] {
	return func(in *shape.NumberCondition) condition[*strowger.Proficiency] {
		if name := value(in.FieldName); c.Required("FieldName", name != "") && name != skillLevel {
			c.Violate("FieldName", "must be %s, is %q", skillLevel, name)
		}
		if !c.Required("ComparisonType", in.ComparisonType != nil) {
			return nil
		}
		checkBounds(c, in)
		low, high := float64(value(in.MinValue)), float64(value(in.MaxValue))
		is := low
		if in.MinValue == nil {
			is = high
		}
		holds := func(level float64) bool {
			switch *in.ComparisonType {
			case shape.NumberComparisonTypeGreaterOrEqual:
				return level >= low
			case shape.NumberComparisonTypeGreater:
				return level > low
			case shape.NumberComparisonTypeLesserOrEqual:
				return level <= high
			case shape.NumberComparisonTypeLesser:
				return level < high
			case shape.NumberComparisonTypeEqual:
				return level == is
			case shape.NumberComparisonTypeNotEqual:
				return level != is
			case shape.NumberComparisonTypeRange:
				return low <= level && level <= high
			}
			panic(fmt.Sprintf("connect: unknown comparison %q", *in.ComparisonType)) // it was decoded as one
		}
		return func(p *strowger.Proficiency) bool { return holds(p.Level) }
	}
}

// checkBounds checks that the values are there which the comparison needs, and
// no other.
func checkBounds(c *restjson.Checker, in *shape.NumberCondition) {
	low, high := in.MinValue != nil, in.MaxValue != nil
	unused := func(name string, given bool) {
		if given {
			c.Violate(name, "cannot be given with the ComparisonType %s", *in.ComparisonType)
		}
	}
	switch *in.ComparisonType {
	case shape.NumberComparisonTypeGreaterOrEqual, shape.NumberComparisonTypeGreater:
		c.Required("MinValue", low)
		unused("MaxValue", high)
	case shape.NumberComparisonTypeLesserOrEqual, shape.NumberComparisonTypeLesser:
		c.Required("MaxValue", high)
		unused("MinValue", low)
	case shape.NumberComparisonTypeRange:
		if c.Required("MinValue", low) && c.Required("MaxValue", high) && *in.MinValue > *in.MaxValue {
			c.Violate("MinValue", "must not be above MaxValue %d, is %d", *in.MaxValue, *in.MinValue)
		}
	default:
		if low == high {
			c.Violate("", "must have MinValue or MaxValue, one of them, with the ComparisonType %s", *in.ComparisonType)
		}
	}
}
