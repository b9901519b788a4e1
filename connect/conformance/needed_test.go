package conformance_test

import (
	"strings"
	"testing"
)

// entry is an exception in the tables: without it, a request is refused.
type entry struct {
	text string // shape, or shape.member
	all  bool   // whether only a request with all members has it
}

func entries() (list []entry) {
	for name, members := range neededAnyway {
		for member := range members {
			list = append(list, entry{text: name + "." + member})
		}
	}
	for name, members := range leftOut {
		for member := range members {
			if name != "*" { // foreign tokens are refused: a breach of its own
				list = append(list, entry{name + "." + member, true})
			}
		}
	}
	for name := range alternatives {
		list = append(list, entry{name, true})
	}
	return list
}

// What the tables take out of requests or put into them is still needed: without
// the entry the request is refused.
func TestExceptionsAreNeeded(t *testing.T) {
	s := start(t)
	for _, e := range entries() {
		name, member, _ := strings.Cut(e.text, ".")
		op := operationOn(name)
		if op == nil {
			continue // its operations have no handler yet
		}
		w := newWorld(t, s)
		w.scene(op)
		n, identifies := identifiers[member].(noun)
		if needed := identifies && w.id(n) == ""; !needed && !w.refuses(op, e) {
			t.Errorf("the entry %s is no longer needed: %s succeeds without", e.text, op.Name)
		}
		w.end()
	}
}

// refuses reports whether the operation refuses a request without the entry.
func (w *world) refuses(op *operation, e entry) bool {
	w.t.Helper()
	for i := range variants(op) {
		for _, all := range []bool{false, true} {
			m := maker{world: w, op: op, all: all, variant: i, ignore: e.text}
			if (all || !e.all) && w.send(m.make(nil)).Status != 200 {
				return true
			}
		}
	}
	return false
}

// operationOn returns an operation that is sent a shape, or nil.
func operationOn(name string) *operation {
	for _, op := range supported {
		seen := map[string]bool{}
		reach(op.Input.Shape, seen)
		if seen[name] {
			return op
		}
	}
	return nil
}

// reach collects a shape and those it is made of.
func reach(name string, seen map[string]bool) {
	if seen[name] {
		return
	}
	seen[name] = true
	s := facts.Shapes[name]
	for _, u := range s.Members {
		reach(u.Shape, seen)
	}
	for _, u := range []*use{s.Member, s.Value} {
		if u != nil {
			reach(u.Shape, seen)
		}
	}
}
