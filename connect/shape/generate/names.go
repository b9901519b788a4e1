package main

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// goTypes are the Go types of scalar shapes.
var goTypes = map[string]string{
	"string":    "string",
	"integer":   "int32",
	"long":      "int64",
	"boolean":   "bool",
	"float":     "float64",
	"double":    "float64",
	"timestamp": "restjson.Epoch",
}

var composite = map[string]bool{"structure": true, "list": true, "map": true}

// exported makes an identifier public: tags becomes Tags.
func exported(name string) string {
	r, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(r)) + name[size:]
}

// unexported makes a type name private: ARNType becomes arnType.
func unexported(name string) string {
	upper := 0
	for upper < len(name) && unicode.IsUpper(rune(name[upper])) {
		upper++
	}
	if upper > 1 && upper < len(name) {
		upper-- // the last capital begins the next word
	}
	return strings.ToLower(name[:upper]) + name[upper:]
}

// constant names a value of an enumeration: ChannelVoice for VOICE. Words in
// capitals are put in mixed case, others are kept.
func constant(typeName, value string) string {
	words := strings.FieldsFunc(value, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	for i, word := range words {
		if word == strings.ToUpper(word) {
			word = strings.ToLower(word)
		}
		words[i] = exported(word)
	}
	return typeName + strings.Join(words, "")
}

// goName is the name of a structure or enumeration in Go.
func (p *plan) goName(shape string) string {
	if name := p.renamed[shape]; name != "" {
		return name
	}
	return exported(shape)
}

// goType is the Go type of a shape inside a list or map.
func (p *plan) goType(name string) string {
	switch s := p.model.Shapes[name]; {
	case s.Type == "list":
		return "[]" + p.goType(s.Member.Shape)
	case s.Type == "map":
		return "map[string]" + p.goType(s.Value.Shape)
	case s.Type == "structure" || s.Enum != nil:
		return p.goName(name)
	default:
		return goTypes[s.Type]
	}
}
