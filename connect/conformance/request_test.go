package conformance_test

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger"
)

// object and list are values of a request as JSON has them.
type (
	object = map[string]any
	list   = []any
)

// request is the input of an operation, by member.
type request struct {
	op      *operation
	members object
}

// maker makes values that keep every constraint of the model.
type maker struct {
	world   *world
	op      *operation
	all     bool     // with all members; else with those that are required
	zero    bool     // with numbers as low as they may be, and false
	variant int      // which member of structures that take only one
	arns    bool     // with ARNs as identifiers
	ignore  string   // an entry of the tables, as if it were not there
	stack   []string // of shapes that are being made
}

// make makes the input of an operation. Its top-level members in set have the
// values given there.
func (m maker) make(set object) request {
	members := m.structure(m.op.Input.Shape, "")
	maps.Copy(members, set)
	return request{m.op, members}
}

// structure makes a structure. Path is where it is in the input.
func (m maker) structure(name, path string) object {
	s := facts.Shapes[name]
	m.stack = append(m.stack, name)
	out := object{}
	for _, member := range slices.Sorted(maps.Keys(s.Members)) {
		if !m.wants(s, name, member) {
			continue
		}
		if v := m.value(s.Members[member].Shape, join(path, member), member); v != nil {
			out[member] = v
		}
	}
	return out
}

// wants reports whether a member is to be in the request.
func (m maker) wants(s *form, name, member string) bool {
	entry := name + "." + member
	if whole := oneOf(name); whole != nil && m.ignore != name {
		if slices.Contains(m.stack[:len(m.stack)-1], name) { // do not go on for ever
			whole = slices.DeleteFunc(whole, func(member string) bool { return m.inside(s.Members[member].Shape) })
			return member == whole[0]
		}
		return member == whole[m.variant%len(whole)]
	}
	for _, group := range alternatives[name].groups {
		group = slices.DeleteFunc(slices.Clone(group), m.unknown)
		if m.ignore != name && slices.Contains(group, member) && member != group[m.variant%len(group)] {
			return false
		}
	}
	switch {
	case s.requires(member):
		return true
	case neededAnyway[name][member] != "":
		return m.ignore != entry
	case leftOut["*"][member] != "" || leftOut[name][member] != "" && m.ignore != entry:
		return false
	}
	return m.all && !m.inside(s.Members[member].Shape)
}

// unknown reports whether a member identifies what the world cannot have yet.
func (m maker) unknown(member string) bool {
	n, ok := identifiers[member].(noun)
	return ok && m.world.id(n) == ""
}

// inside reports whether a shape, or what it is a list or map of, is being made.
func (m maker) inside(name string) bool {
	switch s := facts.Shapes[name]; s.Type {
	case "list":
		return m.inside(s.Member.Shape)
	case "map":
		return m.inside(s.Value.Shape)
	}
	return slices.Contains(m.stack, name)
}

func join(path, member string) string {
	if path == "" {
		return member
	}
	return path + "." + member
}

// value makes a value of a shape, or nil if it identifies what the world cannot
// have yet. Member is the name of the member it is in, and path where that is.
func (m maker) value(name, path, member string) any {
	if v, ok := m.given(name, path, member); ok {
		return v
	}
	s := facts.Shapes[name]
	switch s.Type {
	case "structure":
		return m.structure(name, path)
	case "list":
		items := make(list, max(1, s.least(0)))
		for i := range items {
			if items[i] = m.value(s.Member.Shape, fmt.Sprintf("%s[%d]", path, i), member); items[i] == nil {
				return nil
			}
		}
		return items
	case "map":
		key := m.value(s.Key.Shape, path+" key", "").(string)
		return object{key: m.value(s.Value.Shape, path+"."+key, "")}
	case "string":
		return m.text(s, path)
	case "boolean":
		return !m.zero
	case "timestamp":
		return m.world.now() + 3600
	}
	if m.zero {
		return s.least(0)
	}
	return min(max(1, s.least(1)), s.most(1))
}

var notLetters = regexp.MustCompile(`\[\d+\]|[^A-Za-z]`)

// text makes a string that nothing else has.
func (m maker) text(s *form, path string) any {
	if s.Enum != nil {
		return s.Enum[0]
	}
	m.world.count++
	text := fmt.Sprintf("%s-%d", notLetters.ReplaceAllString(path[strings.LastIndexByte(path, '.')+1:], ""), m.world.count)
	for len(text) < s.least(0) {
		text += "x"
	}
	if over := len(text) - s.most(len(text)); over > 0 {
		text = text[over:]
	}
	return text
}

// given returns the value that a table has for this place.
func (m maker) given(name, path, member string) (any, bool) {
	for _, table := range []map[string]any{valuesOf[m.op.Name], identifiers, valueOf} {
		for _, key := range []string{path, member, name} {
			v, ok := table[key]
			if _, isObject := v.(object); isObject && facts.Shapes[name].Type != "structure" {
				continue // a member of the same name elsewhere
			}
			n, isNoun := v.(noun)
			if !ok || isNoun && facts.Shapes[name].Type == "list" {
				continue // its items are identifiers
			}
			if isNoun {
				return m.identifier(n, facts.Shapes[name]), true
			}
			switch v := v.(type) {
			case func(maker) any:
				return v(m), true
			}
			return v, true
		}
	}
	return nil, false
}

// identifier returns the identifier of a noun of the world, or nil.
func (m maker) identifier(n noun, s *form) any {
	id := m.world.id(n)
	switch {
	case id == "":
		return nil
	case !m.arns || n == "AttributeName" || strings.HasSuffix(string(n), "Arn") || kindOf[n] == "":
		return id
	case n == "InstanceId":
		return m.world.Names.Instance(strowger.InstanceID(id))
	}
	arn := m.world.Names.Resource(strowger.InstanceID(m.world.id("InstanceId")), kindOf[n], id)
	if pattern, err := regexp.Compile(s.Pattern); err != nil || !pattern.MatchString(arn) {
		return id
	}
	return arn
}

// http returns the request line and the body.
func (r request) http() (method, path, body string) {
	path, query, inBody := r.op.HTTP.RequestURI, url.Values{}, object{}
	for member, value := range r.members {
		u := facts.Shapes[r.op.Input.Shape].Members[member]
		switch u.Location {
		case "uri":
			path = strings.ReplaceAll(path, "{"+u.wire(member)+"}", url.PathEscape(fmt.Sprint(value)))
		case "querystring":
			values, isList := value.(list)
			if !isList {
				values = list{value}
			}
			for _, v := range values {
				query.Add(u.wire(member), fmt.Sprint(v))
			}
		default:
			inBody[u.wire(member)] = value
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	if len(inBody) > 0 {
		data, err := json.Marshal(inBody, json.Deterministic(true))
		if err != nil {
			panic(err)
		}
		body = string(data)
	}
	return r.op.HTTP.Method, path, body
}

// clone copies a value of JSON.
func clone(v any) any {
	switch v := v.(type) {
	case object:
		out := object{}
		for key, item := range v {
			out[key] = clone(item)
		}
		return out
	case list:
		out := make(list, len(v))
		for i := range v {
			out[i] = clone(v[i])
		}
		return out
	}
	return v
}
