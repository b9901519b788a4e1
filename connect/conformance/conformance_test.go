// Package conformance_test holds the operations to their model. From the facts
// in connect/shape/model_gen.json it makes requests for every operation that has
// a handler: valid ones with the least and with all members, and for each
// constraint of each member one that breaks it. A valid request must succeed
// with a body that fits the output shape; a broken one must be refused with an
// exception that the operation models, naming the member, and change nothing.
// What an operation was told must be what its Describe tells, and lists must be
// stable while things come and go.
//
// A new operation is tested as soon as it has a handler. What it needs of the
// world that the model does not say goes into the tables of tables_test.go, and
// so does every constraint that cannot be kept, with its reason; entries that
// are no longer needed fail too.
package conformance_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/internal/enginetest"
)

// variants is how many requests with all members an operation needs, so that
// every member of structures that take only one occurs.
func variants(op *operation) int {
	n, seen := 1, map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		s := facts.Shapes[name]
		n = max(n, len(oneOf(name)))
		for _, group := range alternatives[name].groups {
			n = max(n, len(group))
		}
		for member, u := range s.Members {
			if leftOut[name][member] == "" {
				visit(u.Shape)
			}
		}
		for _, u := range []*use{s.Member, s.Value} {
			if u != nil {
				visit(u.Shape)
			}
		}
	}
	visit(op.Input.Shape)
	return n
}

// valid are requests of an operation that must succeed, each in a world of its
// own.
func valid(op *operation) map[string]maker {
	makers := map[string]maker{"least": {op: op}, "unknown member": {op: op}, "ARNs": {op: op, all: true, arns: true}}
	for i := range variants(op) {
		makers[fmt.Sprint("all ", i)] = maker{op: op, all: true, variant: i}
	}
	return makers
}

// tally counts the requests by kind.
type tally map[string]int

func (t tally) String() string {
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(t)) {
		parts = append(parts, fmt.Sprintf("%d %s", t[kind], kind))
	}
	return strings.Join(parts, ", ")
}

func TestValidRequestsSucceed(t *testing.T) {
	s, count := start(t), 0
	for _, op := range supported {
		for kind, m := range valid(op) {
			t.Run(op.Name+"/"+kind, func(t *testing.T) {
				w := newWorld(t, s)
				defer w.end()
				w.scene(op)
				m.world = w
				r := m.make(nil)
				if kind == "unknown member" && len(bodyMembers(op)) > 0 {
					r.members["Unheard"] = object{"Of": list{1, "2", nil}}
				}
				answer := w.send(r)
				if answer.Status != 200 {
					t.Fatalf("%v is refused: %d %s %s", r.members, answer.Status, answer.Error, answer.Body)
				}
				for _, wrong := range misfit(op, answer.Body) {
					t.Errorf("%s: %s", wrong, answer.Body)
				}
				count++
			})
		}
	}
	t.Logf("%d operations, %d valid requests", len(supported), count)
}

func bodyMembers(op *operation) (members []string) {
	for member, u := range facts.Shapes[op.Input.Shape].Members {
		if u.Location == "" {
			members = append(members, member)
		}
	}
	return members
}

func TestBrokenConstraintsAreRefused(t *testing.T) {
	s, refused, used := start(t), tally{}, map[string]bool{}
	for _, op := range supported {
		t.Run(op.Name, func(t *testing.T) {
			w := newWorld(t, s)
			defer w.end()
			w.scene(op)
			before, done := w.digest(), map[string]bool{}
			for i := range variants(op) {
				for _, b := range (maker{world: w, op: op, all: true, variant: i}).make(nil).breaches() {
					if key := b.place() + " " + b.kind; done[key] {
						continue
					} else {
						done[key] = true
					}
					wrong := b.misjudged(w.send(b.request))
					if key := exempt(op, b); key != "" {
						used[key] = used[key] || wrong != ""
						before = w.digest()
						continue
					}
					if wrong != "" {
						t.Errorf("%s: %s: %s", b.place(), b.kind, wrong)
						before = w.digest()
					}
					refused[b.kind]++
				}
			}
			if after := w.digest(); after != before {
				t.Errorf("something was changed by what was refused")
			}
		})
	}
	for key := range unchecked {
		if name, _, _ := strings.Cut(key, " "); !used[key] && (name == "*" || handled(name)) {
			t.Errorf("unchecked: %q is kept by now", key)
		}
	}
	total := 0
	for _, n := range refused {
		total += n
	}
	t.Logf("%d operations, %d refusals: %v", len(supported), total, refused)
}

// misjudged tells what is wrong with the answer to a breach: it must be an
// exception of the operation that names the member.
func (b breach) misjudged(a enginetest.Answer) string {
	modelled := slices.ContainsFunc(b.op.Errors, func(e use) bool { return e.Shape == a.Error })
	if b.kind == "wrong type" && a.Error == "SerializationException" {
		modelled = true // no model has it, every service answers it
	}
	switch {
	case a.Status == 200:
		return "is accepted"
	case !modelled:
		return fmt.Sprintf("is answered with %d %q, which is not modelled: %s", a.Status, a.Error, a.Body)
	case shape.ErrorStatus[a.Error] != a.Status && a.Error != "SerializationException":
		return fmt.Sprintf("%s has the status %d", a.Error, a.Status)
	case !strings.Contains(strings.ToLower(a.Message()), strings.ToLower(b.member)):
		return fmt.Sprintf("the refusal does not name %s: %s", b.member, a.Body)
	}
	return ""
}
