package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// validate writes a Validate method for each structure that clients send and
// that has constraints, itself or inside.
func (p *plan) validate() string {
	var b strings.Builder
	names := p.pick(func(name string, s *shape) bool {
		return s.Type == "structure" && p.sent[name] && p.constrained(name)
	})
	slices.SortFunc(names, func(x, y string) int { return cmp.Compare(p.goName(x), p.goName(y)) })
	for _, name := range names {
		fmt.Fprintf(&b, "\n// Validate checks the constraints of the model.\n"+
			"func (v *%s) Validate(c *restjson.Checker) {\n", p.goName(name))
		s := p.model.Shapes[name]
		if s.Union {
			p.exactlyOne(&b, name)
		}
		for _, m := range s.Members {
			p.member(&b, p.field(name, m))
		}
		b.WriteString("}\n")
	}
	b.WriteString(p.patterns())
	return b.String()
}

func (p *plan) exactlyOne(b *strings.Builder, name string) {
	var names, present []string
	for _, m := range p.model.Shapes[name].Members {
		f := p.field(name, m)
		names = append(names, fmt.Sprintf("%q", f.member))
		present = append(present, "v."+f.name+" != nil")
	}
	fmt.Fprintf(b, "c.ExactlyOne([]string{%s}, %s)\n",
		strings.Join(names, ", "), strings.Join(present, ", "))
}

// member writes the checks of one member, if it is there.
func (p *plan) member(b *strings.Builder, f field) {
	value, present := "v."+f.name, "v."+f.name+" != nil"
	if f.pointer && f.shape.Type != "structure" {
		value = "*" + value
	} else if f.shape.Type == "string" {
		present = value + ` != ""`
	}
	var checks strings.Builder
	p.checks(&checks, value, f.member, f.shapeRef, 0)
	switch {
	case f.required && checks.Len() == 0:
		fmt.Fprintf(b, "c.Required(%q, %s)\n", f.member, present)
	case f.required:
		fmt.Fprintf(b, "if c.Required(%q, %s) {\n%s}\n", f.member, present, checks.String())
	case checks.Len() > 0:
		fmt.Fprintf(b, "if %s {\n%s}\n", present, checks.String())
	}
}

// checks writes the checks of a value. Loops are nested depth deep.
func (p *plan) checks(b *strings.Builder, value, name string, r ref, depth int) {
	s := p.model.Shapes[r.Shape]
	switch s.Type {
	case "string":
		p.text(b, value, name, r)
	case "integer", "long":
		if s.Min != nil || s.Max != nil {
			fmt.Fprintf(b, "c.Range(%q, %s, %s, %s)\n", name, widened(s, value),
				bound(s.Min, "math.MinInt64"), bound(s.Max, "math.MaxInt64"))
		}
	case "float", "double":
		if s.Min != nil || s.Max != nil {
			fmt.Fprintf(b, "c.RangeFloat(%q, %s, %s, %s)\n", name, value,
				bound(s.Min, "math.Inf(-1)"), bound(s.Max, "math.Inf(1)"))
		}
	case "list":
		size(b, s, value, name)
		p.items(b, s, value, name, depth)
	case "map":
		size(b, s, value, name)
		p.entries(b, s, value, name)
	case "structure":
		if p.constrained(r.Shape) {
			inside(b, name, value+".Validate(c)\n")
		}
	}
}

func (p *plan) text(b *strings.Builder, value, name string, r ref) {
	s := p.model.Shapes[r.Shape]
	if s.Enum != nil {
		fmt.Fprintf(b, "restjson.OneOf(c, %q, %s, %s)\n", name, value, valuesOf(p.goName(r.Shape)))
		return
	}
	if s.Max != nil || string(bound(s.Min, "0")) != "0" {
		fmt.Fprintf(b, "c.Length(%q, %s, %s, %s)\n", name, value,
			bound(s.Min, "0"), bound(s.Max, "restjson.NoMax"))
	}
	if s.Pattern != "" {
		fmt.Fprintf(b, "c.Match(%q, %s, %s)\n", name, value, patternName(r.Shape))
	}
	if kind := cmp.Or(r.Identifies, s.Identifies); kind != "" {
		fmt.Fprintf(b, "c.Identifier(%q, %q, %s)\n", name, kind, addressOf(value))
	}
}

// addressOf is the pointer to a text that a pointer may lead to.
func addressOf(value string) string {
	if pointer, ok := strings.CutPrefix(value, "*"); ok {
		return pointer
	}
	return "&" + value
}

func size(b *strings.Builder, s *shape, value, name string) {
	if s.Min != nil || s.Max != nil {
		fmt.Fprintf(b, "c.Size(%q, len(%s), %s, %s)\n", name, value,
			bound(s.Min, "0"), bound(s.Max, "restjson.NoMax"))
	}
	if s.MaxBytes != nil {
		fmt.Fprintf(b, "c.Bytes(%q, restjson.TextSize(%s), %s)\n", name, value, s.MaxBytes)
	}
}

func (p *plan) items(b *strings.Builder, s *shape, value, name string, depth int) {
	var checks strings.Builder
	i := string("ijkl"[depth])
	p.checks(&checks, value+"["+i+"]", "", *s.Member, depth+1)
	if checks.Len() > 0 {
		fmt.Fprintf(b, "for %s := range %s {\nc.Item(%q, %s)\n%sc.Leave()\n}\n",
			i, value, name, i, checks.String())
	}
}

func (p *plan) entries(b *strings.Builder, s *shape, value, name string) {
	var keys, values strings.Builder
	p.checks(&keys, "key", "", *s.Key, 0)
	p.checks(&values, "value", "", *s.Value, 0)
	if keys.Len()+values.Len() == 0 {
		return
	}
	fmt.Fprintf(b, "for _, key := range restjson.Keys(%s) {\n", value)
	if keys.Len() > 0 {
		fmt.Fprintf(b, "c.Key(%q, key)\n%sc.Leave()\n", name, keys.String())
	}
	if values.Len() > 0 {
		fmt.Fprintf(b, "value := %s[key]\nc.Entry(%q, key)\n%sc.Leave()\n",
			value, name, values.String())
	}
	b.WriteString("}\n")
}

// inside writes checks within a step into a member. Items and entries, which have
// no name, are stepped into already.
func inside(b *strings.Builder, name, checks string) {
	if name == "" {
		b.WriteString(checks)
		return
	}
	fmt.Fprintf(b, "c.Member(%q)\n%sc.Leave()\n", name, checks)
}

// patterns writes the regular expressions in use. Those that Go cannot compile
// are variables written by hand, beside the generated files.
func (p *plan) patterns() string {
	var b strings.Builder
	for _, name := range p.pick(func(name string, s *shape) bool {
		return p.sent[name] && s.Pattern != "" && s.Enum == nil && compiles(s.Pattern)
	}) {
		fmt.Fprintf(&b, "%s = restjson.MustPattern(`%s`)\n",
			patternName(name), p.model.Shapes[name].Pattern)
	}
	if b.Len() == 0 {
		return ""
	}
	return "\n// The patterns of the model that Go's regular expressions can say.\nvar (\n" +
		b.String() + ")\n"
}

func patternName(shapeName string) string { return "pattern" + exported(shapeName) }

func bound(literal []byte, none string) string {
	if literal == nil {
		return none
	}
	return string(literal)
}

// widened is a value as the int64 that Range takes.
func widened(s *shape, value string) string {
	if s.Type == "long" {
		return value
	}
	return "int64(" + value + ")"
}
