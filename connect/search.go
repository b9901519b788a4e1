package connect

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
)

// condition says whether a noun, as the wire shows it, is searched for.
type condition[V any] func(*V) bool

// allOf is met if every condition is: also if there is none.
func allOf[V any](list []condition[V]) condition[V] {
	return func(v *V) bool {
		for _, met := range list {
			if !met(v) {
				return false
			}
		}
		return true
	}
}

// anyOf is met if one condition is.
func anyOf[V any](list []condition[V]) condition[V] {
	return func(v *V) bool {
		for _, met := range list {
			if met(v) {
				return true
			}
		}
		return false
	}
}

// maxConditions bounds the work of one search. Amazon documents no limit.
const maxConditions = 100

// search turns the criteria of a request into conditions, and reports what is
// wrong with them to the checker.
type search[V any] struct {
	*restjson.Checker
	fields map[string]field[V]
	count  int // of conditions in lists so far
}

// field is something that string conditions can ask about.
type field[V any] struct {
	values func(*V) []string
	prose  bool // written by people, not an identifier: CONTAINS takes 2 to 25 characters
}

// The length that a CONTAINS value must have for names and descriptions.
const (
	minContains = 2
	maxContains = 25
)

// counted counts an item of a list of conditions and reports the one that is too
// many.
func (s *search[V]) counted() {
	s.count++
	if s.count == maxConditions+1 {
		s.Violate("", "is condition number %d of the search; at most %d are allowed", s.count, maxConditions)
	}
}

// text compiles a string condition. Upper and lower case are the same.
func (s *search[V]) text(in *shape.StringCondition) condition[V] {
	name, text := value(in.FieldName), value(in.Value)
	asked, known := s.fields[name]
	if s.Required("FieldName", name != "") && !known {
		s.Violate("FieldName", "must be one of %s, is %q", strings.Join(restjson.Keys(s.fields), ", "), name)
	}
	if s.Required("Value", text != "") && asked.prose && value(in.ComparisonType) == shape.StringComparisonTypeContains {
		if n := utf8.RuneCountInString(text); n < minContains || n > maxContains {
			s.Violate("Value", "must have %d to %d characters for CONTAINS, has %d", minContains, maxContains, n)
		}
	}
	if !s.Required("ComparisonType", in.ComparisonType != nil) || !known {
		return nil
	}
	if !asked.prose {
		text = Names{}.ID(text)
	}
	text = strings.ToLower(text)
	compare := comparison(*in.ComparisonType)
	return func(v *V) bool {
		for _, s := range asked.values(v) {
			if compare(strings.ToLower(s), text) {
				return true
			}
		}
		return false
	}
}

func comparison(t shape.StringComparisonType) func(s, text string) bool {
	switch t {
	case shape.StringComparisonTypeStartsWith:
		return strings.HasPrefix
	case shape.StringComparisonTypeContains:
		return strings.Contains
	case shape.StringComparisonTypeExact:
		return func(s, text string) bool { return s == text }
	}
	panic(fmt.Sprintf("connect: unknown comparison %q", t)) // it was decoded as one
}

// tags compiles a tag filter. OrConditions is an OR of ANDs; several members at
// once must all be met.
func (s *search[V]) tags(in *shape.ControlPlaneTagFilter, of func(*V) map[string]string) condition[V] {
	var all []condition[V]
	if in.TagCondition != nil {
		s.Member("TagCondition")
		all = append(all, s.tag(in.TagCondition, of))
		s.Leave()
	}
	all = append(all, s.allTags("AndConditions", in.AndConditions, of)...)
	if len(in.OrConditions) > 0 {
		var either []condition[V]
		for i, list := range in.OrConditions {
			s.Item("OrConditions", i)
			either = append(either, allOf(s.allTags("", list, of)))
			s.Leave()
		}
		all = append(all, anyOf(either))
	}
	return allOf(all)
}

func (s *search[V]) allTags(name string, list []shape.TagCondition, of func(*V) map[string]string) []condition[V] {
	var all []condition[V]
	for i := range list {
		s.Item(name, i)
		s.counted()
		all = append(all, s.tag(&list[i], of))
		s.Leave()
	}
	return all
}

// tag compiles a tag condition; one without a value asks only for the key.
func (s *search[V]) tag(in *shape.TagCondition, of func(*V) map[string]string) condition[V] {
	s.Required("TagKey", value(in.TagKey) != "")
	return func(v *V) bool {
		got, ok := of(v)[value(in.TagKey)]
		return ok && (in.TagValue == nil || got == *in.TagValue)
	}
}
