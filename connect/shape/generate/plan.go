package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// plan is what will be generated: the supported operations and the shapes that
// they reach.
type plan struct {
	model   *model
	ops     []*operation    // supported, by name
	reached map[string]bool // shapes
	sent    map[string]bool // shapes that clients send, so can get wrong
	renamed map[string]string
}

func newPlan(m *model, names []string) (*plan, error) {
	p := &plan{
		model:   m,
		reached: make(map[string]bool),
		sent:    make(map[string]bool),
		renamed: make(map[string]string),
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		op := m.Operations[name]
		if op == nil {
			return nil, fmt.Errorf("the model has no operation %s", name)
		}
		p.ops = append(p.ops, op)
		if err := p.reachOperation(op); err != nil {
			return nil, err
		}
	}
	return p, p.check()
}

func (p *plan) reachOperation(op *operation) error {
	if op.Input == nil {
		return fmt.Errorf("operation %s has no input", op.Name)
	}
	p.renamed[op.Input.Shape] = op.Name + "Input"
	if err := p.reach(op.Input.Shape, p.sent); err != nil {
		return err
	}
	if err := p.reach(op.Input.Shape, p.reached); err != nil {
		return err
	}
	if op.Output != nil {
		p.renamed[op.Output.Shape] = op.Name + "Output"
		if err := p.reach(op.Output.Shape, p.reached); err != nil {
			return err
		}
	}
	for _, e := range op.Errors {
		if err := p.reach(e.Shape, p.reached); err != nil {
			return err
		}
	}
	return nil
}

// reach adds a shape and all that it uses to a set.
func (p *plan) reach(name string, set map[string]bool) error {
	if set[name] {
		return nil
	}
	s := p.model.Shapes[name]
	if s == nil {
		return fmt.Errorf("the model has no shape %s", name)
	}
	set[name] = true
	for _, r := range s.refs() {
		if err := p.reach(r.Shape, set); err != nil {
			return err
		}
	}
	return nil
}

// check refuses shapes that this generator does not know how to write.
func (p *plan) check() error {
	goNames := make(map[string]string)
	for _, name := range slices.Sorted(maps.Keys(p.reached)) {
		s := p.model.Shapes[name]
		if _, known := goTypes[s.Type]; !known && !composite[s.Type] {
			return fmt.Errorf("shape %s: the type %q is not supported", name, s.Type)
		}
		if p.sent[name] && s.Type == "map" && p.identifies(s.Key, s.Value) {
			return fmt.Errorf("shape %s: identifiers in maps are not supported", name)
		}
		if p.sent[name] && escapedTwice(s.Pattern) {
			return fmt.Errorf("shape %s: the pattern %s is escaped twice; correct it in the overlay",
				name, s.Pattern)
		}
		for _, m := range s.Members {
			switch m.value.Location {
			case "", "uri", "querystring":
			default:
				return fmt.Errorf("shape %s: members in %s are not supported", name, m.value.Location)
			}
		}
		if s.Type != "structure" && s.Enum == nil {
			continue
		}
		if other, taken := goNames[p.goName(name)]; taken {
			return fmt.Errorf("shapes %s and %s have the same name in Go", name, other)
		}
		goNames[p.goName(name)] = name
	}
	return nil
}

// identifies reports whether one of the uses of shapes is an identifier.
func (p *plan) identifies(refs ...*ref) bool {
	return slices.ContainsFunc(refs, func(r *ref) bool {
		return r.Identifies != "" || p.model.Shapes[r.Shape].Identifies != ""
	})
}

// structures returns the names of the reached structures that are neither
// inputs, outputs nor errors, in order.
func (p *plan) structures() []string {
	return p.pick(func(name string, s *shape) bool {
		return s.Type == "structure" && p.renamed[name] == "" && !s.Exception
	})
}

func (p *plan) pick(want func(name string, s *shape) bool) []string {
	var names []string
	for name := range p.reached {
		if want(name, p.model.Shapes[name]) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// constrained reports whether a shape, or one that it uses, has constraints.
func (p *plan) constrained(name string) bool {
	set := make(map[string]bool)
	if err := p.reach(name, set); err != nil {
		return false // refused before
	}
	for used := range set {
		s := p.model.Shapes[used]
		if s.Min != nil || s.Max != nil || s.Pattern != "" || s.Enum != nil ||
			s.Union || s.MaxBytes != nil || len(s.Required) > 0 || s.Identifies != "" ||
			slices.ContainsFunc(s.refs(), func(r ref) bool { return r.Identifies != "" }) {
			return true
		}
	}
	return false
}

// compiles reports whether a pattern is within Go's regular expressions. For
// others the package has a variable written by hand.
func compiles(pattern string) bool {
	_, err := regexp.Compile(pattern)
	return err == nil && !strings.HasPrefix(pattern, "/")
}
