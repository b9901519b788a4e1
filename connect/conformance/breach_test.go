package conformance_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// breach is a valid request with one constraint broken.
type breach struct {
	request
	kind   string // such as "too long"
	path   []any  // names of members and keys, indices
	member string // that the refusal has to name
}

// place is the path without indices.
func (b breach) place() string {
	var names []string
	for _, step := range b.path {
		if name, ok := step.(string); ok {
			names = append(names, name)
		}
	}
	return strings.Join(names, ".")
}

// missing is an identifier that nothing has.
const missing = "99999999-9999-4999-8999-999999999999"

// breaches returns the request with every constraint broken once.
func (r request) breaches() []breach {
	b := &breaker{request: r}
	b.structure(r.op.Input.Shape, r.members, nil)
	if _, paged := facts.Shapes[r.op.Input.Shape].Members["NextToken"]; paged {
		b.add("foreign token", []any{"NextToken"}, "NextToken", "bm90IGEgdG9rZW4")
	}
	return b.found
}

type breaker struct {
	request
	found []breach
}

// removed stands for the absence of a value.
type removed struct{}

// add adds the request with another value at a place.
func (b *breaker) add(kind string, path []any, member string, v any) {
	members := clone(b.members)
	put(members, path, v)
	b.found = append(b.found, breach{request{b.op, members.(object)}, kind, path, member})
}

func put(tree any, path []any, v any) {
	for _, step := range path[:len(path)-1] {
		switch step := step.(type) {
		case string:
			tree = tree.(object)[step]
		case int:
			tree = tree.(list)[step]
		}
	}
	switch last := path[len(path)-1].(type) {
	case string:
		if v == (removed{}) {
			delete(tree.(object), last)
			return
		}
		tree.(object)[last] = v
	case int:
		tree.(list)[last] = v
	}
}

func (b *breaker) structure(name string, v object, path []any) {
	s := facts.Shapes[name]
	for _, member := range slices.Sorted(maps.Keys(v)) {
		u := s.Members[member]
		at := append(path[:len(path):len(path)], member)
		switch {
		case !s.requires(member):
		case u.Location == "uri":
			b.add("missing", at, member, "")
		default:
			b.add("missing", at, member, removed{})
		}
		if u.Location == "" {
			b.add("wrong type", at, member, wrongType(facts.Shapes[u.Shape].Type))
		}
		if u.Location == "querystring" && (facts.Shapes[u.Shape].Type == "integer" || facts.Shapes[u.Shape].Type == "boolean") {
			b.add("wrong type", at, member, "many")
		}
		b.value(u.Shape, v[member], at, member, u.Location == "uri")
	}
}

// wrongType is a value of another type than the one given.
func wrongType(of string) any {
	switch of {
	case "string", "map", "structure":
		return list{}
	}
	return "nonsense"
}

func (b *breaker) value(name string, v any, path []any, member string, label bool) {
	s := facts.Shapes[name]
	switch v := v.(type) {
	case object:
		if s.Type == "structure" {
			if s.Union {
				b.add("empty union", path, member, object{})
			}
			b.structure(name, v, path)
			return
		}
		b.entries(s, v, path, member)
	case list:
		b.items(s, v, path, member)
	case string:
		b.text(s, path, member, label)
	case int, float64:
		if s.Min != nil {
			b.add("too small", path, member, *s.Min-1)
		}
		if s.most(0) > 0 {
			b.add("too large", path, member, *s.Max+1)
		}
	}
}

func (b *breaker) entries(s *form, v object, path []any, member string) {
	if s.least(0) > 0 {
		b.add("too few", path, member, object{})
	}
	for key, value := range v {
		if s.Max != nil {
			many := object{}
			for i := range s.most(0) + 1 {
				many[fmt.Sprint("k", i)] = value
			}
			b.add("too many", path, member, many)
		}
		b.value(s.Value.Shape, value, append(path[:len(path):len(path)], key), member, false)
		b.keys(facts.Shapes[s.Key.Shape], value, path, member)
	}
	if s.MaxBytes != nil {
		half := strings.Repeat("x", *s.MaxBytes/2)
		b.add("too many bytes", path, member, object{"a": half, "b": half})
	}
}

func (b *breaker) keys(s *form, value any, path []any, member string) {
	if s.Max != nil {
		b.add("key too long", path, member, object{strings.Repeat("k", s.most(0)+1): value})
	}
	if s.Enum != nil {
		b.add("unknown key", path, member, object{"NONSENSE": value})
	}
	if bad, ok := s.unfit(); ok {
		b.add("key of bad form", path, member, object{bad: value})
	}
}

func (b *breaker) items(s *form, v list, path []any, member string) {
	if s.least(0) > 0 {
		b.add("too few", path, member, v[:s.least(0)-1])
	}
	if len(v) == 0 {
		return
	}
	if s.Max != nil {
		b.add("too many", path, member, slices.Repeat(v[:1], s.most(0)+1))
	}
	b.value(s.Member.Shape, v[0], append(path[:len(path):len(path)], 0), member, false)
}

func (b *breaker) text(s *form, path []any, member string, label bool) {
	if s.Enum != nil {
		b.add("unknown value", path, member, "NONSENSE")
		return
	}
	if s.Max != nil {
		b.add("too long", path, member, strings.Repeat("x", s.most(0)+1))
	}
	if s.least(0) > 0 && !label { // an empty label is missing
		b.add("too short", path, member, strings.Repeat("x", s.least(0)-1))
	}
	if bad, ok := s.unfit(); ok {
		b.add("bad form", path, member, bad)
	}
	if isIdentifier(b.op, path, member) {
		b.add("unknown identifier", path, member, missing)
	}
}

// unfit returns a text that does not match the shape's pattern.
func (s *form) unfit() (string, bool) {
	if s.Pattern == "" {
		return "", false
	}
	pattern, err := regexp.Compile(s.Pattern)
	if err != nil || strings.HasPrefix(s.Pattern, "/") {
		bad, known := unfitFor[s.Pattern]
		if !known {
			panic("unfitFor needs a text that does not match " + s.Pattern)
		}
		return bad, bad != ""
	}
	for _, bad := range []string{"~", "§", "\x00", "x", "-"} {
		bad = strings.Repeat(bad, max(1, s.least(1)))
		if !pattern.MatchString(bad) {
			return bad, true
		}
	}
	return "", false // everything matches, such as .*
}

// unfitFor holds texts for patterns that Go cannot compile.
var unfitFor = map[string]string{
	`(?!aws:|connect:)[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]+$`: "Ā",
	`[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]+$`:                  "Ā",
	`/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[a-zA-Z\d\S]{8,64}$/`:              "no-digit-or-capital",
	`^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`:                             "aws:reserved",
	`^(?!aws:)[a-zA-Z+-=._:/]+$`:                                        "aws:reserved",
	`^(?!d-)([\da-zA-Z]+)([-]*[\da-zA-Z])*$`:                            "d-directory",
}

// isIdentifier reports whether a member identifies something.
func isIdentifier(op *operation, path []any, member string) bool {
	place := (breach{path: path}).place()
	for _, table := range []map[string]any{valuesOf[op.Name], identifiers} {
		for _, key := range []string{place, member} {
			if v, ok := table[key]; ok {
				_, is := v.(noun)
				return is
			}
		}
	}
	return false
}
