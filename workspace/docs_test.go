package workspace

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger"
)

// TestExamplesOfTheDocumentation runs docs/workspace.md: each http block is
// sent, and what the server answers must be the json block that follows it.
func TestExamplesOfTheDocumentation(t *testing.T) {
	h := newHouse(t)
	r := &reader{house: h, values: map[string]string{
		"INSTANCE": string(houseID),
		"ARN":      h.server.Names.Instance(houseID),
		"PASSWORD": password,
		"HOST":     strings.TrimPrefix(h.url, "http://"),
	}}
	text, err := os.ReadFile("../docs/workspace.md")
	h.check(err)
	n := 0
	for _, m := range example.FindAllStringSubmatch(string(text), -1) {
		happens, language, block := m[1], m[2], m[3]
		switch {
		case happens == "a customer calls":
			h.arrive(strowger.Voice)
		case happens != "":
			t.Fatalf("the documentation has an unknown happening: %s", happens)
		case language == "http":
			r.send(block)
		case language == "json":
			r.compare(block)
			n++
		}
	}
	if n < 10 {
		t.Errorf("only %d examples found", n)
	}
}

var (
	example  = regexp.MustCompile("(?s)<!-- happens: (.*?) -->|```(http|json)\n(.*?)```")
	variable = regexp.MustCompile(`\$[A-Z]+`)
)

// reader reads the documentation. A variable has the value that it gets where it
// first occurs in an answer.
type reader struct {
	*house
	values map[string]string
	sent   string // the last request
	answer reply
}

// send sends a block with a request line, header lines, an empty line and a
// body.
func (r *reader) send(block string) {
	r.t.Helper()
	r.sent = variable.ReplaceAllStringFunc(block, func(v string) string {
		value, ok := r.values[v[1:]]
		if !ok {
			r.t.Fatalf("%s has no value yet in\n%s", v, block)
		}
		return value
	})
	head, body, _ := strings.Cut(r.sent, "\n\n")
	lines := strings.Split(strings.TrimSpace(head), "\n")
	method, path, _ := strings.Cut(lines[0], " ")
	var header []string
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ": ")
		header = append(header, name, value)
	}
	if method == http.MethodPost && !strings.HasPrefix(strings.TrimSpace(body), "{") {
		r.t.Fatalf("a POST without a JSON body:\n%s", block)
	}
	r.answer = r.house.send(r.t.Context(), method, path, body, header...)
}

func (r *reader) compare(block string) {
	r.t.Helper()
	var want, got any
	if err := json.Unmarshal([]byte(block), &want); err != nil {
		r.t.Fatalf("%v in\n%s", err, block)
	}
	r.check(json.Unmarshal(r.answer.body, &got))
	if err := r.match("", want, got); err != nil {
		r.t.Fatalf("%v in the answer\n%s\nto\n%s", err, r.answer.body, r.sent)
	}
}

// match compares values and gives variables theirs.
func (r *reader) match(path string, want, got any) error {
	switch want := want.(type) {
	case map[string]any:
		got, ok := got.(map[string]any)
		if names := slices.Sorted(maps.Keys(got)); !ok || !slices.Equal(slices.Sorted(maps.Keys(want)), names) {
			return fmt.Errorf("%s: members %v", path, names)
		}
		for _, name := range slices.Sorted(maps.Keys(want)) {
			if err := r.match(path+"."+name, want[name], got[name]); err != nil {
				return err
			}
		}
		return nil
	case []any:
		got, ok := got.([]any)
		if !ok || len(got) != len(want) {
			return fmt.Errorf("%s: %v", path, got)
		}
		for i := range want {
			if err := r.match(fmt.Sprintf("%s[%d]", path, i), want[i], got[i]); err != nil {
				return err
			}
		}
		return nil
	case string:
		if got, ok := got.(string); ok && r.matchText(want, got) {
			return nil
		}
	}
	if want != got {
		return fmt.Errorf("%s: got %v, want %v", path, got, want)
	}
	return nil
}

// matchText compares texts. At most one variable of want can be without a value.
func (r *reader) matchText(want, got string) bool {
	unknown := ""
	pattern := variable.ReplaceAllStringFunc(want, func(v string) string {
		if value, ok := r.values[v[1:]]; ok {
			return value
		}
		unknown = v
		return v
	})
	if unknown == "" {
		return pattern == got
	}
	before, after, _ := strings.Cut(pattern, unknown)
	value, found := strings.CutPrefix(got, before)
	if !found || !strings.HasSuffix(value, after) {
		return false
	}
	r.values[unknown[1:]] = strings.TrimSuffix(value, after)
	return true
}
