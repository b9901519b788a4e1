package flow

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/strowger/strowger"
)

// parameters reads the parameters of one action. What is wrong becomes a
// problem that names the action and the parameter; the value is then zero.
type parameters struct {
	*parser
	node *node
}

func (p *parameters) problem(name, format string, args ...any) {
	p.add("action %q: Parameters.%s %s", p.node.Identifier, name, fmt.Sprintf(format, args...))
}

// allow refuses parameters other than the given ones.
func (p *parameters) allow(names ...string) {
	for _, name := range slices.Sorted(maps.Keys(p.node.Parameters)) {
		if !slices.Contains(names, name) {
			p.problem(name, "is not a parameter of %s", p.node.Type)
		}
	}
}

// has reports whether a parameter is there.
func (p *parameters) has(name string) bool {
	_, ok := p.node.Parameters[name]
	return ok
}

// queue reads the queue, or the agent whose own queue, that something goes to.
// The agent queue of a user has the user's identifier.
func (p *parameters) queue() func(*strowger.Contact) (strowger.QueueID, bool) {
	name, kind := p.one("QueueId", "AgentId"), strowger.QueueResource
	if name == "AgentId" {
		kind = strowger.UserResource
	}
	id := p.resource(name, kind)
	return func(c *strowger.Contact) (strowger.QueueID, bool) {
		text, ok := id(c)
		return strowger.QueueID(text), ok
	}
}

// resource reads the identifier or ARN of a resource of the instance, fixed or
// dynamic. What it returns is false for a contact that has no such value.
func (p *parameters) resource(name string, kind strowger.ResourceKind) func(*strowger.Contact) (string, bool) {
	v, s := p.value(name), p.scope
	if v.path == nil {
		id, ok := s.identify(kind, v.fixed)
		if !ok && v.fixed != "" {
			p.problem(name, "must be the identifier or ARN of a resource of type %s of the instance, is %q", kind, v.fixed)
		}
		return func(*strowger.Contact) (string, bool) { return id, ok }
	}
	s.stored = false
	return func(c *strowger.Contact) (string, bool) { return s.identify(kind, v.of(c)) }
}

// one returns the name of the one parameter of the given ones that is there.
func (p *parameters) one(names ...string) string {
	var given []string
	for _, name := range names {
		if _, ok := p.node.Parameters[name]; ok {
			given = append(given, name)
		}
	}
	switch len(given) {
	case 0:
		p.problem(strings.Join(names, " or "), "is required")
	case 1:
		return given[0]
	default:
		p.problem(strings.Join(names, " and "), "must not be given together")
	}
	return ""
}

// value reads a text, fixed or dynamic. An empty name reads nothing.
func (p *parameters) value(name string) value {
	raw, ok := p.node.Parameters[name]
	if !ok {
		return value{}
	}
	text, ok := unquote(raw)
	if !ok || text == "" {
		p.problem(name, "must be a string that is not empty")
		return value{}
	}
	if !dynamic(text) {
		return value{fixed: text}
	}
	path, ok := parsePath(text)
	if !ok {
		p.problem(name, "must be a JSONPath to one value, is %q", text)
	}
	return value{path: path, instance: p.instance}
}

// integer reads a whole number, written as a number or as a string.
func (p *parameters) integer(name string, low, high int64) *int64 {
	text, ok := unquote(p.node.Parameters[name])
	if !ok {
		text = string(p.node.Parameters[name])
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < low || n > high {
		p.problem(name, "must be a whole number from %d to %d, is %s", low, high, p.node.Parameters[name])
		return nil
	}
	return &n
}

// number is integer, zero if there is a problem.
func (p *parameters) number(name string, low, high int64) int64 {
	if n := p.integer(name, low, high); n != nil {
		return *n
	}
	return 0
}

// words checks a list of words that are known.
func (p *parameters) words(name string, known []string) {
	var words []string
	if err := json.Unmarshal(p.node.Parameters[name], &words); err != nil || len(words) == 0 {
		p.problem(name, "must be a list of %s", strings.Join(known, ", "))
		return
	}
	for _, word := range words {
		if !slices.Contains(known, word) {
			p.problem(name, "must be a list of %s, has %q", strings.Join(known, ", "), word)
		}
	}
}

// unquote returns the text of a JSON string; it is false for any other value.
func unquote(raw jsontext.Value) (text string, ok bool) {
	if raw.Kind() != '"' {
		return "", false
	}
	err := json.Unmarshal(raw, &text)
	return text, err == nil
}

// scope is the instance that a flow or a module belongs to.
type scope struct {
	instance strowger.InstanceID

	// stored says that the content is in the instance already, and may have been
	// taken by a release that did not compare instances: what another instance has
	// is then no problem, but is not found.
	stored bool
}

// identify returns the identifier of a resource that a text names by its identifier
// or its ARN. It is false for no text, and for an ARN of anything else. The region and the
// account of an ARN are not compared: an instance can be served under others.
func (s scope) identify(kind strowger.ResourceKind, text string) (id string, ok bool) {
	if !strings.HasPrefix(text, "arn:") {
		return text, text != ""
	}
	if arn, ok := strowger.ParseARN(text); ok && arn.IsOf(kind) && arn.Instance == s.instance {
		return arn.Resource.ID, true
	}
	return text, s.stored
}
