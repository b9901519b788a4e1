package conformance_test

import (
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"
)

// misfit tells how the body of a success does not fit the output of an
// operation: a required member that is missing, one that the shape does not have,
// a value of another type or of none of an enumeration.
func misfit(op *operation, body string) []string {
	if op.Output == nil {
		if body != "" {
			return []string{"there is a body, and no output shape"}
		}
		return nil
	}
	var out any
	if err := json.Unmarshal([]byte(body), &out); err != nil {
		return []string{err.Error()}
	}
	return unlike(op.Output.Shape, out, "the output")
}

func unlike(name string, v any, path string) (wrong []string) {
	s := facts.Shapes[name]
	says := func(format string, args ...any) { wrong = append(wrong, path+" "+fmt.Sprintf(format, args...)) }
	switch v := v.(type) {
	case object:
		if s.Type != "structure" && s.Type != "map" {
			says("is an object, not a %s", s.Type)
			return wrong
		}
		return append(wrong, unlikeObject(s, v, path)...)
	case list:
		if s.Type != "list" {
			says("is a list, not a %s", s.Type)
			return wrong
		}
		for i := range v {
			wrong = append(wrong, unlike(s.Member.Shape, v[i], fmt.Sprintf("%s[%d]", path, i))...)
		}
	case string:
		if s.Type != "string" {
			says("is a string, not a %s", s.Type)
		} else if s.Enum != nil && !slices.Contains(s.Enum, v) {
			says("is %q, none of %v", v, s.Enum)
		}
	case bool:
		if s.Type != "boolean" {
			says("is a boolean, not a %s", s.Type)
		}
	case float64:
		whole := s.Type == "integer" || s.Type == "long"
		if !slices.Contains([]string{"integer", "long", "float", "double", "timestamp"}, s.Type) || whole && v != float64(int64(v)) {
			says("is the number %v, not a %s", v, s.Type)
		}
	default:
		says("is %v", v)
	}
	return wrong
}

func unlikeObject(s *form, v object, path string) (wrong []string) {
	if s.Type == "map" {
		for key, value := range v {
			wrong = append(wrong, unlike(s.Value.Shape, value, path+"."+key)...)
		}
		return wrong
	}
	for _, member := range s.Required {
		if _, ok := v[s.Members[member].wire(member)]; !ok {
			wrong = append(wrong, path+" has no "+member)
		}
	}
	known := map[string]string{}
	for member, u := range s.Members {
		known[u.wire(member)] = u.Shape
	}
	for wire, value := range v {
		if known[wire] == "" {
			wrong = append(wrong, path+" has a "+wire+", which its shape has not")
			continue
		}
		wrong = append(wrong, unlike(known[wire], value, path+"."+wire)...)
	}
	if s.Union && len(v) != 1 {
		wrong = append(wrong, fmt.Sprintf("%s is a union with %d members", path, len(v)))
	}
	return wrong
}
