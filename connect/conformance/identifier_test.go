package conformance_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect"
	"github.com/strowger/strowger/internal/enginetest"
)

// place is a member of an input that holds texts: its path without indices, what
// it names, and its shape.
type place struct {
	path, kind, shape string
}

func (p place) member() string { return p.path[strings.LastIndexByte(p.path, '.')+1:] }

// places returns the places of an input that hold texts which are not of an
// enumeration, those of what is inside itself once.
func places(op *operation) []place {
	var found []place
	var visit func(u use, path string, stack []string)
	visit = func(u use, path string, stack []string) {
		if slices.Contains(stack, u.Shape) {
			return
		}
		stack = append(stack[:len(stack):len(stack)], u.Shape)
		switch s := facts.Shapes[u.Shape]; {
		case s.Type == "structure":
			for member, u := range s.Members {
				visit(u, join(path, member), stack)
			}
		case s.Type == "list":
			visit(*s.Member, path, stack)
		case s.Type == "map":
			visit(*s.Value, path, stack)
		case s.Type == "string" && s.Enum == nil:
			found = append(found, place{path, kind(u), u.Shape})
		}
	}
	visit(*op.Input, "", nil)
	return found
}

// kind is the kind of resource that a use of a shape names, "" for none.
func kind(u use) string {
	if u.Identifies != "" {
		return u.Identifies
	}
	return facts.Shapes[u.Shape].Identifies
}

var identifierName = regexp.MustCompile(`(Id|ID|Arn|ARN|Identifier|IdNonEmpty)s?$`)

// What is called like an identifier is known to be one, or known to be none.
func TestIdentifiersAreKnown(t *testing.T) {
	used := map[string]bool{}
	for _, op := range supported {
		for _, p := range places(op) {
			looks := identifierName.MatchString(p.member()) || identifierName.MatchString(p.shape)
			reason := ""
			for _, key := range []string{p.member(), p.shape} {
				if r := notIdentified[key]; r != "" {
					reason, used[key] = r, true
				}
			}
			switch {
			case p.kind == "" && looks && reason == "":
				t.Errorf("%s: %s looks like an identifier: say what %s identifies in connect/shape/overlay.json, or in notIdentified why it is none", op.Name, p.path, p.shape)
			case p.kind != "" && reason != "":
				t.Errorf("%s: %s identifies a resource of type %s, and notIdentified says that it does not", op.Name, p.path, p.kind)
			}
		}
	}
	for key := range notIdentified {
		if !used[key] {
			t.Errorf("notIdentified: %s is not needed", key)
		}
	}
}

// An ARN of another kind, of another instance or of another account is refused by
// every member of every operation that names something, whatever identifier it
// ends with, and changes nothing.
func TestIdentifiersAreOfTheirKind(t *testing.T) {
	s, count := start(t), 0
	for _, op := range supported {
		t.Run(op.Name, func(t *testing.T) {
			w := newWorld(t, s)
			defer w.end()
			w.scene(op)
			before, tried := w.digest(), map[string]bool{}
			for _, m := range complete(op) {
				m.world = w
				for _, b := range m.make(nil).misnamings() {
					if key := b.place() + " " + b.kind; !tried[key] {
						tried[key], tried[b.place()] = true, true
						count++
						b.refusedAsARN(t, w.send(b.request))
					}
				}
			}
			for _, p := range places(op) {
				if p.kind != "" && !tried[p.path] {
					t.Errorf("%s was not tried", p.path)
				}
			}
			if after := w.digest(); after != before {
				t.Errorf("something was changed by what was refused")
			}
		})
	}
	t.Logf("%d operations, %d misnamings", len(supported), count)
}

// complete are requests of an operation with all members among them, also those
// that a valid request cannot have, or not together.
func complete(op *operation) []maker {
	reached := map[string]bool{}
	reach(op.Input.Shape, reached)
	entries := []string{""}
	for name := range reached {
		if alternatives[name].reason != "" {
			entries = append(entries, name)
		}
		for member := range leftOut[name] {
			entries = append(entries, name+"."+member)
		}
	}
	var makers []maker
	for _, entry := range entries {
		for i := range variants(op) {
			makers = append(makers, maker{op: op, all: true, variant: i, ignore: entry})
		}
	}
	return makers
}

// misnamings returns the request with every identifier in it replaced by an ARN
// that ends with it and names something else.
func (r request) misnamings() []breach {
	m := &misnamer{breaker: breaker{request: r}, instance: strowger.InstanceID(fmt.Sprint(r.members["InstanceId"]))}
	m.visit(*r.op.Input, r.members, nil, "")
	return m.found
}

type misnamer struct {
	breaker
	instance strowger.InstanceID
}

func (m *misnamer) visit(u use, v any, path []any, member string) {
	s := facts.Shapes[u.Shape]
	below := func(step any) []any { return append(path[:len(path):len(path)], step) }
	switch v := v.(type) {
	case object:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if s.Type == "structure" {
				m.visit(s.Members[key], v[key], below(key), key)
			} else {
				m.visit(*s.Value, v[key], below(key), member)
			}
		}
	case list:
		for i := range min(len(v), 1) {
			m.visit(*s.Member, v[i], below(i), member)
		}
	case string:
		if kind := kind(u); kind != "" {
			m.misname(kind, v, path, member)
		}
	}
}

func (m *misnamer) misname(kind, id string, path []any, member string) {
	names := connect.Names{Region: enginetest.Region, Account: enginetest.Account}
	other := "routing-profile"
	if kind == other {
		other = "queue"
	}
	m.add("ARN of another kind", path, member, names.Resource(m.instance, other, id))
	m.add("ARN of something without a kind", path, member, names.Instance(m.instance)+"/"+id)
	elsewhere := connect.Names{Region: enginetest.Region, Account: "999999999999"}
	if kind == "instance" {
		m.add("ARN of another account", path, member, elsewhere.Instance(m.instance))
		return
	}
	m.add("ARN of another instance", path, member, names.Resource(missing, kind, id))
	m.add("ARN of another account", path, member, elsewhere.Resource(m.instance, kind, id))
}

// refusedAsARN checks that a misnaming was refused, and for no other reason.
func (b breach) refusedAsARN(t *testing.T, a enginetest.Answer) {
	t.Helper()
	wrong := b.misjudged(a)
	if m := a.Message(); wrong == "" && !strings.Contains(m, "ARN") && !strings.Contains(m, "characters") && !strings.Contains(m, "must match") {
		wrong = "is refused for another reason: " + a.Message()
	}
	if wrong != "" {
		t.Errorf("%s: %s: %s", b.place(), b.kind, wrong)
	}
}
