package main

import (
	"fmt"
	"strings"
)

// field is a member of a structure as it is in Go.
type field struct {
	name     string // in Go
	member   string // in the model
	wire     string // in JSON, the path or the query
	shape    *shape
	shapeRef ref
	typ      string
	required bool
	pointer  bool
	omit     bool // leave the zero value out of the JSON
}

// field decides how a member looks in Go. Lists and maps are absent when nil,
// structures are pointers. A scalar is a pointer where absence must differ from
// zero: an optional one, and, in shapes that clients send, a required one that
// may be zero or empty.
func (p *plan) field(owner string, m entry[ref]) field {
	s := p.model.Shapes[owner]
	f := field{
		name:     exported(m.name),
		member:   m.name,
		wire:     m.name,
		shape:    p.model.Shapes[m.value.Shape],
		shapeRef: m.value,
		typ:      p.goType(m.value.Shape),
		required: s.requires(m.name),
	}
	if m.value.LocationName != "" {
		f.wire = m.value.LocationName
	}
	switch f.shape.Type {
	case "list", "map":
		f.omit = !f.required || p.sent[owner]
	case "structure":
		f.pointer, f.omit = true, true
	default:
		f.pointer = f.needsPointer(p.sent[owner])
		f.omit = !f.required || f.pointer
	}
	return f
}

func (f field) needsPointer(sent bool) bool {
	if f.required {
		return sent && f.shapeRef.Location != "uri" && f.mayBeZero()
	}
	return sent || f.shape.Enum == nil
}

// mayBeZero reports whether a scalar's zero value can be meant.
func (f field) mayBeZero() bool {
	return f.shape.Type != "string" || string(f.shape.Min) == "0"
}

// tag is the struct tag, with what is needed and nothing else.
func (f field) tag() string {
	if f.shapeRef.Location != "" {
		return "`json:\"-\"`"
	}
	name, option := "", ""
	if f.wire != f.name {
		name = f.wire
	}
	if f.omit {
		option = ",omitzero"
	}
	if name+option == "" {
		return ""
	}
	return "`json:\"" + name + option + "\"`"
}

func (f field) goType() string {
	if f.pointer {
		return "*" + f.typ
	}
	return f.typ
}

// structure writes the type of a structure.
func (p *plan) structure(b *strings.Builder, name, comment string) {
	s := p.model.Shapes[name]
	fmt.Fprintf(b, "\n// %s\ntype %s struct {\n", comment, p.goName(name))
	for _, m := range s.Members {
		f := p.field(name, m)
		fmt.Fprintf(b, "\t%s %s %s", f.name, f.goType(), f.tag())
		if note := f.note(p.sent[name]); note != "" {
			fmt.Fprintf(b, " // %s", note)
		}
		b.WriteByte('\n')
	}
	b.WriteString("}\n")
}

// note tells the constraints of a member in a few words.
func (f field) note(sent bool) string {
	if !sent {
		return ""
	}
	var parts []string
	if f.required {
		parts = append(parts, "required")
	}
	low, high := string(f.shape.Min), string(f.shape.Max)
	unit := map[string]string{"string": " characters", "list": " items", "map": " entries"}[f.shape.Type]
	switch {
	case f.shape.Enum != nil || low+high == "":
	case high == "" && low != "0":
		parts = append(parts, low+" or more"+unit)
	case high == "":
		if unit == "" {
			parts = append(parts, "0 or more")
		}
	case low == "" || low == "0" && unit != "":
		parts = append(parts, "at most "+high+unit)
	default:
		parts = append(parts, low+" to "+high+unit)
	}
	return strings.Join(parts, ", ")
}

// types writes the structures inside inputs and outputs.
func (p *plan) types() string {
	var b strings.Builder
	for _, name := range p.structures() {
		comment := p.goName(name) + " is a structure that clients only receive."
		if p.sent[name] {
			comment = p.goName(name) + " is a structure that clients send."
		}
		if p.model.Shapes[name].Union {
			comment = p.goName(name) + " is a union: exactly one member is present."
		}
		p.structure(&b, name, comment)
	}
	return b.String()
}

// inputs writes the inputs and how they are bound.
func (p *plan) inputs() string {
	var b strings.Builder
	for _, op := range p.ops {
		name := op.Input.Shape
		p.structure(&b, name, fmt.Sprintf("%s is the input of %s.", p.goName(name), op.Name))
		p.bind(&b, name)
	}
	return b.String()
}

func (p *plan) bind(b *strings.Builder, name string) {
	var lines strings.Builder
	for _, m := range p.model.Shapes[name].Members {
		f := p.field(name, m)
		switch {
		case f.shapeRef.Location == "uri":
			fmt.Fprintf(&lines, "\tb.Label(%q, %s)\n", f.wire, f.label())
		case f.shapeRef.Location == "querystring":
			fmt.Fprintf(&lines, "\trestjson.%s(b, %q, &in.%s)\n", f.query(), f.wire, f.name)
		}
	}
	if lines.Len() > 0 {
		fmt.Fprintf(b, "\n// Bind takes the members that are not in the body.\n"+
			"func (in *%s) Bind(b *restjson.Binder) {\n%s}\n", p.goName(name), lines.String())
	}
}

// label is the pointer to text that a label of the path goes to.
func (f field) label() string {
	if f.shape.Enum != nil {
		return "(*string)(&in." + f.name + ")"
	}
	return "&in." + f.name
}

// query is the function that takes the member from the query.
func (f field) query() string {
	switch {
	case f.shape.Type == "list":
		return "QueryList"
	case !f.pointer:
		return "QueryRequired"
	case f.shape.Enum != nil:
		return "QueryEnum"
	}
	return "Query"
}

// outputs writes the outputs.
func (p *plan) outputs() string {
	var b strings.Builder
	for _, op := range p.ops {
		if op.Output != nil {
			name := op.Output.Shape
			p.structure(&b, name, fmt.Sprintf("%s is the output of %s.", p.goName(name), op.Name))
		}
	}
	return b.String()
}
