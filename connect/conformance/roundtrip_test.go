package conformance_test

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

var verbs = regexp.MustCompile("^(Create|Update|Associate)")

// reader returns the operation that tells what another was told: the Describe of
// the noun that its name begins with, after the verb.
func reader(op *operation) *operation {
	if strings.HasPrefix(op.Name, "Start") {
		return facts.Operations["DescribeContact"]
	}
	verb := verbs.FindString(op.Name)
	if verb == "" {
		return nil
	}
	rest := op.Name[len(verb):]
	for ; rest != ""; rest = rest[:len(rest)-1] {
		if handled("Describe" + rest) {
			return facts.Operations["Describe"+rest]
		}
	}
	return nil
}

// What an operation was told with all its members, zeroes included, is what the
// Describe of the noun tells, or a list.
func TestWhatIsToldIsDescribed(t *testing.T) {
	s, used, compared := start(t), map[string]bool{}, 0
	for _, op := range supported {
		for kind, m := range tellers(op) {
			t.Run(op.Name+"/"+kind, func(t *testing.T) {
				w := newWorld(t, s)
				defer w.end()
				w.scene(op)
				m.world = w
				told := m.make(nil)
				answer := w.send(told)
				if answer.Status != 200 {
					t.Fatalf("%v is refused: %d %s %s", told.members, answer.Status, answer.Error, answer.Body)
				}
				w.learn(told, answer)
				for _, member := range slices.Sorted(maps.Keys(told.members)) {
					if facts.Shapes[op.Input.Shape].Members[member].Location != "" || member == "InstanceId" {
						continue // it says of what
					}
					compared++
					wrong := w.tells(told, member)
					key := exception(op, member)
					used[key] = used[key] || wrong != ""
					if key == "" && wrong != "" {
						t.Error(wrong)
					}
				}
			})
		}
	}
	for key := range untold {
		if name, _, _ := strings.Cut(key, "."); !used[key] && (name == "*" || handled(name)) {
			t.Errorf("untold: %s is told by now", key)
		}
	}
	t.Logf("%d members compared", compared)
}

// tellers are the requests of an operation with all members, if there is an
// operation to read them from.
func tellers(op *operation) map[string]maker {
	if reader(op) == nil {
		return nil
	}
	makers := map[string]maker{"zero": {op: op, all: true, zero: true}}
	for i := range variants(op) {
		makers[fmt.Sprint("all ", i)] = maker{op: op, all: true, variant: i}
	}
	return makers
}

// exception returns the key of the exception for a member, "" if there is none.
func exception(op *operation, member string) string {
	for _, key := range []string{op.Name + "." + member, "*." + member} {
		if untold[key] != "" {
			return key
		}
	}
	return ""
}

// tells reads a member that was told and says how it differs.
func (w *world) tells(told request, member string) string {
	w.t.Helper()
	by := toldBy[told.op.Name+"."+member]
	if by.operation == "" {
		by.operation = reader(told.op).Name
	}
	if by.at == "" {
		by.at = member
	}
	out := whole(w.must(by.operation, nil))
	exact := !strings.HasPrefix(by.operation, "List")
	if wrong := differs(toJSON(told.members[member]), at(out, by.at), by.at, exact); wrong != "" {
		return by.operation + ": " + wrong
	}
	return ""
}

// whole returns the noun in the output of a Describe or, of a list, the output.
func whole(out object) any {
	for _, v := range out {
		if noun, ok := v.(object); ok && len(out) == 1 {
			return noun
		}
	}
	return out
}

// at returns what is at a path, "*" for the whole. A list has what its items
// have.
func at(v any, path string) any {
	if path == "*" {
		return v
	}
	for name := range strings.SplitSeq(path, ".") {
		switch of := v.(type) {
		case object:
			v = of[name]
		case list:
			items := make(list, len(of))
			for i := range of {
				items[i] = at(of[i], name)
			}
			v = items
		}
	}
	return v
}

// toJSON returns a value as it is after it was sent.
func toJSON(v any) (out any) {
	data, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(data, &out)
	}
	if err != nil {
		panic(err)
	}
	return out
}

// differs tells where a value lacks something of another. Of a structure inside,
// the other may have the members themselves, and an identifier as Id. If it is
// exact, lists have as many items.
func differs(want, got any, path string, exact bool) string {
	switch want := want.(type) {
	case object:
		of, _ := got.(object)
		for member, v := range want {
			inner := of[member]
			if inner == nil && strings.HasSuffix(member, "Id") {
				inner = of["Id"]
			}
			if _, nested := v.(object); nested && inner == nil {
				inner = of
			}
			if wrong := differs(v, inner, path+"."+member, exact); wrong != "" {
				return wrong
			}
		}
		return ""
	case list:
		of, _ := got.(list)
		for _, v := range want {
			if len(of) != len(want) && exact || !slices.ContainsFunc(of, func(item any) bool { return differs(v, item, path, exact) == "" }) {
				return fmt.Sprintf("%s is %v, want %v", path, got, want)
			}
		}
		return ""
	}
	if !reflect.DeepEqual(want, got) {
		return fmt.Sprintf("%s is %v, want %v", path, got, want)
	}
	return ""
}
