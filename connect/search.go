package connect

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// The search operations look alike: filter and criteria are compiled into one
// condition (search, tree), a picture of the things is taken while the instance
// stands still (picture), and the condition is asked about each of them when the
// instance goes on (found). Things are in the order of their keys, so pages are
// as stable as those of a listing.

// condition says whether a thing is searched for.
type condition[V any] func(V) bool

// allOf is met if every condition is: also if there is none.
func allOf[V any](list []condition[V]) condition[V] {
	return func(v V) bool {
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
	return func(v V) bool {
		for _, met := range list {
			if met(v) {
				return true
			}
		}
		return false
	}
}

// oneOf is met if a list has what is asked of a thing, or is empty.
func oneOf[V any, E comparable](list []E, of func(V) E) condition[V] {
	return func(v V) bool { return len(list) == 0 || slices.Contains(list, of(v)) }
}

// maxConditions bounds the work of one search. Amazon documents no limit.
const maxConditions = 100

// search turns the criteria of a request into conditions, and reports what is
// wrong with them to the checker.
type search[V any] struct {
	*restjson.Checker
	identify identify
	count    int // of conditions in lists so far
}

// identify is Names.Identify in one instance.
type identify func(strowger.ResourceKind, string) (id string, ok bool)

func (s *Server) identify(instance string) identify {
	return func(kind strowger.ResourceKind, text string) (string, bool) {
		return s.Names.Identify(strowger.InstanceID(instance), kind, text)
	}
}

// compile has rules compile filter and criteria; all conditions must be met.
func compile[V any](ctx context.Context, of identify, rules func(*search[V]) []condition[V]) (condition[V], error) {
	var all []condition[V]
	err := check(ctx, func(c *restjson.Checker) { all = rules(&search[V]{Checker: c, identify: of}) })
	return allOf(all), err
}

// searchPage reads what page of a search a request wants. A token is bound to
// filter and criteria.
func (s *Server) searchPage(ctx context.Context, instance string, token *string, size *int32, criteria ...any) (page, error) {
	b, err := json.Marshal(criteria)
	if err != nil {
		return page{}, fmt.Errorf("encode search criteria: %w", err)
	}
	return newPage(ctx, token, size, instance, string(b))
}

// picture lists the nouns of a table as they are at one moment. Nouns never
// change, they are replaced, so the picture can be looked at afterwards.
func picture[K ~string, N, V any](ctx context.Context, s *Server, instance string, table func(*routing.Engine) *routing.Table[K, N], view func(*routing.Engine, *N) V) ([]V, error) {
	var all []V
	err := s.view(ctx, instance, func(e *routing.Engine, _ strowger.Time) error {
		t := table(e)
		all = make([]V, 0, t.Len())
		for noun := range t.All() {
			all = append(all, view(e, noun))
		}
		return nil
	})
	return all, err
}

// itself is the view of a noun that needs nothing else.
func itself[N any](_ *routing.Engine, noun *N) *N { return noun }

// found shows the page of those things of a picture that meet a condition, with
// the token of the next page and the number of things on all pages.
func found[V, S any](p page, all []V, met condition[V], key func(V) string, show func(V) S) ([]S, *string, *int64) {
	list := make([]S, 0, min(p.size, pageSize))
	var next *string
	last, total := "", int64(0)
	for _, v := range all {
		if !met(v) {
			continue
		}
		total++
		switch k := key(v); {
		case k <= p.after || next != nil:
		case len(list) == p.size:
			next = p.token(last)
		default:
			list, last = append(list, show(v)), k
		}
	}
	return list, next, &total
}

// tree compiles a tree of criteria. Leaves compiles the conditions of a node and
// names its branches; all members of a node must be met, so a node without
// members always is. Package restjson bounds the depth.
func tree[V, C any](s *search[V], in *C, leaves func(*C) (all []condition[V], and, or []C)) condition[V] {
	all, and, or := leaves(in)
	all = append(all, trees(s, "AndConditions", and, leaves)...)
	if len(or) > 0 {
		all = append(all, anyOf(trees(s, "OrConditions", or, leaves)))
	}
	return allOf(all)
}

func trees[V, C any](s *search[V], name string, in []C, leaves func(*C) (all []condition[V], and, or []C)) []condition[V] {
	var all []condition[V]
	for i := range in {
		s.Item(name, i)
		s.counted()
		all = append(all, tree(s, &in[i], leaves))
		s.Leave()
	}
	return all
}

// member compiles what a member of the request asks for, unless it is absent.
func member[V, M any](s *search[V], name string, in *M, compile func(*M) condition[V]) []condition[V] {
	if in == nil {
		return nil
	}
	s.Member(name)
	defer s.Leave()
	return []condition[V]{compile(in)}
}

// field is something that string conditions can ask about.
type field[V any] struct {
	values func(V) []string
	kind   fieldKind
}

// fieldKind is plain, prose, or the kind of resource of which the field is an
// identifier, which may be asked for by its ARN.
type fieldKind strowger.ResourceKind

const (
	plain fieldKind = ""
	prose fieldKind = "prose" // written by people: CONTAINS takes 2 to 25 characters
)

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
func (s *search[V]) text(fields map[string]field[V]) func(*shape.StringCondition) condition[V] {
	return func(in *shape.StringCondition) condition[V] {
		name, text := value(in.FieldName), value(in.Value)
		asked, known := fields[name]
		if s.Required("FieldName", name != "") && !known {
			s.Violate("FieldName", "must be one of %s, is %q", strings.Join(restjson.Keys(fields), ", "), name)
		}
		if s.Required("Value", text != "") && asked.kind == prose && value(in.ComparisonType) == shape.StringComparisonTypeContains {
			if n := utf8.RuneCountInString(text); n < minContains || n > maxContains {
				s.Violate("Value", "must have %d to %d characters for CONTAINS, has %d", minContains, maxContains, n)
			}
		}
		if !s.Required("ComparisonType", in.ComparisonType != nil) || !known {
			return nil
		}
		if asked.kind != plain && asked.kind != prose {
			text = s.identifier("Value", strowger.ResourceKind(asked.kind), text)
		}
		text = strings.ToLower(text)
		compare := comparison(*in.ComparisonType)
		return func(v V) bool {
			for _, s := range asked.values(v) {
				if compare(strings.ToLower(s), text) {
					return true
				}
			}
			return false
		}
	}
}

// identifier reads a member that is an identifier or ARN.
func (s *search[V]) identifier(name string, kind strowger.ResourceKind, text string) string {
	id, ok := s.identify(kind, text)
	if !ok {
		notIdentified(s.Checker, name, kind, text)
	}
	return id
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
func (s *search[V]) tags(of func(V) map[string]string) func(*shape.ControlPlaneTagFilter) condition[V] {
	return func(in *shape.ControlPlaneTagFilter) condition[V] {
		all := member(s, "TagCondition", in.TagCondition, s.tag(of))
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
}

func (s *search[V]) allTags(name string, list []shape.TagCondition, of func(V) map[string]string) []condition[V] {
	var all []condition[V]
	for i := range list {
		s.Item(name, i)
		s.counted()
		all = append(all, s.tag(of)(&list[i]))
		s.Leave()
	}
	return all
}

// tag compiles a tag condition; one without a value asks only for the key.
func (s *search[V]) tag(of func(V) map[string]string) func(*shape.TagCondition) condition[V] {
	return func(in *shape.TagCondition) condition[V] {
		s.Required("TagKey", value(in.TagKey) != "")
		return func(v V) bool {
			got, ok := of(v)[value(in.TagKey)]
			return ok && (in.TagValue == nil || got == *in.TagValue)
		}
	}
}
