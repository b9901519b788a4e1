package restjson

import "regexp"

// Pattern is a constraint on the form of a string.
type Pattern struct {
	text  string
	match func(string) bool
}

// MustPattern returns the pattern of a regular expression in Go's syntax. Like
// the patterns of AWS models it is not anchored unless it says so.
func MustPattern(expr string) *Pattern {
	return &Pattern{text: expr, match: regexp.MustCompile(expr).MatchString}
}

// PatternFunc returns a pattern checked by a function, for what Go's regular
// expressions cannot say. The text continues "must match": "a word without
// spaces".
func PatternFunc(text string, match func(string) bool) *Pattern {
	return &Pattern{text: text, match: match}
}

// Match reports whether s has the form.
func (p *Pattern) Match(s string) bool { return p.match(s) }

// String returns the expression or the description.
func (p *Pattern) String() string { return p.text }
