package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// operations writes the supported operations with their errors.
func (p *plan) operations() string {
	var b strings.Builder
	b.WriteString("\n// The supported operations.\nvar (\n")
	for _, op := range p.ops {
		fmt.Fprintf(&b, "%s = restjson.Operation{\n", op.Name)
		fmt.Fprintf(&b, "Name: %q, Method: %q, URI: %q,\n", op.Name, op.HTTP.Method, op.HTTP.URI)
		if op.Output != nil {
			b.WriteString("Output: restjson.OutputStruct,\n")
		}
		b.WriteString("Errors: map[string]int{\n")
		for _, e := range op.Errors {
			fmt.Fprintf(&b, "%s: %d,\n", e.Shape, p.model.Shapes[e.Shape].Error.Status)
		}
		b.WriteString("},\n}\n")
	}
	b.WriteString(")\n\n// Supported lists the supported operations by name.\n")
	b.WriteString("var Supported = []restjson.Operation{\n")
	for _, op := range p.ops {
		b.WriteString(op.Name + ",\n")
	}
	b.WriteString("}\n")
	return b.String()
}

// routes writes the routes of all operations of the model.
func (p *plan) routes() string {
	var b strings.Builder
	b.WriteString("\n// Routes lists every operation of the service, supported or not, " +
		"without its\n// errors and output.\nvar Routes = []restjson.Operation{\n")
	for _, name := range slices.Sorted(maps.Keys(p.model.Operations)) {
		op := p.model.Operations[name]
		fmt.Fprintf(&b, "{Name: %q, Method: %q, URI: %q},\n", name, op.HTTP.Method, op.HTTP.URI)
	}
	b.WriteString("}\n")
	return b.String()
}

// errors writes the error codes of the model.
func (p *plan) errors() string {
	var codes, statuses strings.Builder
	for _, name := range slices.Sorted(maps.Keys(p.model.Shapes)) {
		if s := p.model.Shapes[name]; s.Exception {
			fmt.Fprintf(&codes, "%s = %q\n", name, name)
			fmt.Fprintf(&statuses, "%s: %d,\n", name, s.Error.Status)
		}
	}
	return "\n// The error codes of the service.\nconst (\n" + codes.String() + ")\n" +
		"\n// ErrorStatus holds the HTTP status of each error code.\n" +
		"var ErrorStatus = map[string]int{\n" + statuses.String() + "}\n"
}

// enums writes the enumerations in use.
func (p *plan) enums() string {
	var b strings.Builder
	for _, name := range p.pick(func(_ string, s *shape) bool { return s.Enum != nil }) {
		typ := p.goName(name)
		fmt.Fprintf(&b, "\n// %s is an enumeration.\ntype %s string\n", typ, typ)
		fmt.Fprintf(&b, "\n// The values of %s.\nconst (\n", typ)
		for _, value := range p.model.Shapes[name].Enum {
			fmt.Fprintf(&b, "%s %s = %q\n", constant(typ, value), typ, value)
		}
		b.WriteString(")\n")
		if !p.sent[name] {
			continue
		}
		fmt.Fprintf(&b, "\nvar %s = []%s{\n", valuesOf(typ), typ)
		for _, value := range p.model.Shapes[name].Enum {
			b.WriteString(constant(typ, value) + ",\n")
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// valuesOf names the list of an enumeration's values.
func valuesOf(typeName string) string { return unexported(typeName) + "Values" }
