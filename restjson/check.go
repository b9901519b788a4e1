package restjson

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Validator is a shape with constraints. Validate reports each violation and each
// identifier to the checker and leaves the shape as it is:
//
//	func (v *RoutingProfileQueueConfig) Validate(c *restjson.Checker) {
//		if c.Required("Priority", v.Priority != nil) {
//			c.Range("Priority", int64(*v.Priority), 1, 99)
//		}
//	}
type Validator interface {
	Validate(*Checker)
}

// NoMax stands for "no maximum" of a length or size.
const NoMax = math.MaxInt

// violationsMax bounds how many violations an error message lists.
const violationsMax = 50

// Checker collects violations of constraints. Every check names a member of the
// shape being checked; Member, Item, Entry and Key step into nested values and
// Leave steps back, so that a violation is reported with its whole path. The
// empty name means the value stepped into.
type Checker struct {
	path           []step
	violations     []string
	count          int
	contradictions int // among them
	identifiers    []Identifier
}

// Identifier is a member of a shape that names something. Config.Resolve may
// replace its text.
type Identifier struct {
	Member string // its path, as Violate takes it
	Kind   string // what it names, in the words of the service
	Text   *string
}

// step is one part of a path: a member, an item of a list (index 0 or more), or
// an entry or key of a map.
type step struct {
	name  string
	kind  stepKind
	index int
	key   string
}

type stepKind int

const (
	stepMember stepKind = iota
	stepItem
	stepEntry
	stepKey
)

// Member steps into a structure.
func (c *Checker) Member(name string) { c.path = append(c.path, step{name: name}) }

// Item steps into an item of a list.
func (c *Checker) Item(name string, index int) {
	c.path = append(c.path, step{name: name, kind: stepItem, index: index})
}

// Entry steps into a value of a map.
func (c *Checker) Entry(name, key string) {
	c.path = append(c.path, step{name: name, kind: stepEntry, key: key})
}

// Key steps into a key of a map.
func (c *Checker) Key(name, key string) {
	c.path = append(c.path, step{name: name, kind: stepKey, key: key})
}

// Leave undoes the last Member, Item, Entry or Key.
func (c *Checker) Leave() { c.path = c.path[:len(c.path)-1] }

// Required checks that a member is present and reports whether it is. A string
// that must not be empty counts as absent when it is.
func (c *Checker) Required(name string, present bool) bool {
	if !present {
		c.Violate(name, "is required")
	}
	return present
}

// Length checks the length of a string in characters (Unicode code points).
func (c *Checker) Length(name, s string, min, max int) {
	// A string has at most as many characters as bytes, so most need no count.
	if min <= 1 && len(s) >= min && len(s) <= max {
		return
	}
	c.bounds(name, utf8.RuneCountInString(s), min, max, "character")
}

// Bytes checks a size in bytes of UTF-8.
func (c *Checker) Bytes(name string, size, max int) {
	c.bounds(name, size, 0, max, "byte")
}

// Size checks the number of items of a list or entries of a map.
func (c *Checker) Size(name string, size, min, max int) {
	c.bounds(name, size, min, max, "item")
}

// Range checks an integer. math.MinInt64 and math.MaxInt64 stand for no bound.
func (c *Checker) Range(name string, n, min, max int64) {
	switch {
	case min <= n && n <= max:
	case max == math.MaxInt64:
		c.Violate(name, "must be at least %d, is %d", min, n)
	case min == math.MinInt64:
		c.Violate(name, "must be at most %d, is %d", max, n)
	default:
		c.Violate(name, "must be between %d and %d, is %d", min, max, n)
	}
}

// RangeFloat checks a number. Infinities stand for no bound.
func (c *Checker) RangeFloat(name string, n, min, max float64) {
	switch {
	case min <= n && n <= max:
	case math.IsInf(max, 1):
		c.Violate(name, "must be at least %v, is %v", min, n)
	case math.IsInf(min, -1):
		c.Violate(name, "must be at most %v, is %v", max, n)
	default:
		c.Violate(name, "must be between %v and %v, is %v", min, max, n)
	}
}

// OneOf checks a value of an enumeration.
func OneOf[E ~string](c *Checker, name string, value E, values []E) {
	if slices.Contains(values, value) {
		return
	}
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = string(v)
	}
	c.Violate(name, "must be one of %s, is %q",
		strings.Join(names, ", "), clip(string(value)))
}

// Match checks a string against a pattern. The value is not repeated in the
// message: it may be a password.
func (c *Checker) Match(name, s string, p *Pattern) {
	if !p.Match(s) {
		c.Violate(name, "must match %s", p)
	}
}

// Identifier says that a member names something of a kind. One that is empty
// names nothing; nor is anything asked about a shape with violations.
func (c *Checker) Identifier(name, kind string, text *string) {
	if *text != "" && c.count == 0 {
		c.identifiers = append(c.identifiers, Identifier{c.pathTo(name), kind, text})
	}
}

// Resolve hands over the identifiers that were found since it was called last,
// for violations and new texts.
func (c *Checker) Resolve(resolve func(*Checker, []Identifier)) {
	found, path := c.identifiers, c.path
	c.identifiers, c.path = nil, nil // their paths are whole
	resolve(c, found)
	c.path = path
}

// ExactlyOne checks a union: one of the named members is present.
func (c *Checker) ExactlyOne(names []string, present ...bool) {
	n := 0
	for _, p := range present {
		if p {
			n++
		}
	}
	if n != 1 {
		c.Violate("", "must have exactly one of %s, has %d", strings.Join(names, ", "), n)
	}
}

func (c *Checker) bounds(name string, n, min, max int, unit string) {
	switch {
	case n < min:
		c.Violate(name, "must have at least %s, has %d", plural(min, unit), n)
	case n > max:
		c.Violate(name, "must have at most %s, has %d", plural(max, unit), n)
	}
}

// Violate reports a violation. The format continues a sentence that begins with
// the path of the member: "must be later than StartTime".
func (c *Checker) Violate(name, format string, args ...any) {
	c.count++
	if c.count <= violationsMax {
		c.violations = append(c.violations, c.pathTo(name)+" "+fmt.Sprintf(format, args...))
	}
}

// Contradict is Violate for a member that is valid by itself and does not go with
// another one.
func (c *Checker) Contradict(name, format string, args ...any) {
	c.contradictions++
	c.Violate(name, format, args...)
}

// pathTo renders the current path and a member of it.
func (c *Checker) pathTo(name string) string {
	if len(c.path) == 0 && name != "" {
		return name
	}
	var b strings.Builder
	for _, s := range append(c.path[:len(c.path):len(c.path)], step{name: name}) {
		if b.Len() > 0 && s.name != "" {
			b.WriteByte('.')
		}
		b.WriteString(s.name)
		switch s.kind {
		case stepItem:
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		case stepEntry:
			b.WriteString("." + clip(s.key))
		case stepKey:
			b.WriteString(" key " + strconv.Quote(clip(s.key)))
		}
	}
	if b.Len() == 0 {
		return "the input"
	}
	return b.String()
}

// Err returns nil if there was no violation, else an [*Error] that lists them:
// "2 validation errors: Name is required; QueueConfigs[0].Priority must be
// between 1 and 99, is 0". Its code is InvalidParameterException if the operation
// models that, else InvalidRequestException; where members only contradict each
// other it is InvalidRequestException if the operation models that.
func (c *Checker) Err(op Operation) error {
	if c.count == 0 {
		return nil
	}
	code := codeInvalidRequest
	_, ofParameter := op.Errors[codeInvalidParameter]
	_, ofRequest := op.Errors[codeInvalidRequest]
	if ofParameter && (!ofRequest || c.contradictions < c.count) {
		code = codeInvalidParameter
	}
	list := strings.Join(c.violations, "; ")
	if more := c.count - len(c.violations); more > 0 {
		list += fmt.Sprintf("; and %d more", more)
	}
	return Errorf(400, code, "%s: %s", plural(c.count, "validation error"), list)
}

// Keys returns the keys of a map in order, so that violations are reported in
// the same order each time.
func Keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// TextSize returns the number of bytes in the keys and values of a map.
func TextSize(m map[string]string) int {
	n := 0
	for k, v := range m {
		n += len(k) + len(v)
	}
	return n
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
