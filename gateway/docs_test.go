package gateway_test

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

// exchange is a request in the documentation and the response below it.
type exchange struct {
	method, path, body string
	status             string // "200 OK", or a status and the name of an exception
	answer             string
}

var (
	httpBlock   = regexp.MustCompile("(?s)```http\n(.*?)\n```")
	placeholder = regexp.MustCompile(`\{[A-Z]\w+\}`)
)

// exchanges reads the examples of docs/gateway.md.
func exchanges(t *testing.T) (list []exchange) {
	t.Helper()
	page, err := os.ReadFile("../docs/gateway.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := httpBlock.FindAllSubmatch(page, -1)
	for i := 0; i+1 < len(blocks); i += 2 {
		var x exchange
		request, body, _ := strings.Cut(string(blocks[i][1]), "\n\n")
		x.method, x.path, _ = strings.Cut(request, " ")
		x.body = body
		x.status, x.answer, _ = strings.Cut(string(blocks[i+1][1]), "\n\n")
		list = append(list, x)
	}
	if len(blocks)%2 != 0 || len(list) < 3 {
		t.Fatalf("the page has %d blocks", len(blocks))
	}
	return list
}

// TestExamples runs the examples in their order. A placeholder has the value
// that the first response gives it.
func TestExamples(t *testing.T) {
	h := newHouse(t)
	values := map[string]string{"{InstanceId}": h.InstanceID, "{ContactFlowId}": h.flow}
	fill := func(s string) string {
		return placeholder.ReplaceAllStringFunc(s, func(name string) string {
			if v, ok := values[name]; ok {
				return v
			}
			return name
		})
	}
	for _, x := range exchanges(t) {
		got := h.Call(t, x.method, fill(x.path), fill(x.body))
		status := fmt.Sprint(got.Status, " ", got.Error)
		if got.Error == "" {
			status = fmt.Sprint(got.Status, " OK")
		}
		if status != x.status {
			t.Fatalf("%s %s: got %s %s, want %s", x.method, x.path, status, got.Body, x.status)
		}
		compare(t, x.path, parse(t, got.Body), parse(t, fill(x.answer)), values)
	}
}

func parse(t *testing.T, text string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

// compare compares JSON values and learns the placeholders that want still has.
func compare(t *testing.T, at string, got, want any, values map[string]string) {
	t.Helper()
	switch w := want.(type) {
	case map[string]any:
		g, _ := got.(map[string]any)
		if len(g) != len(w) {
			t.Errorf("%s: got %v, want %v", at, got, want)
		}
		for name := range w {
			compare(t, at+"."+name, g[name], w[name], values)
		}
	case string:
		if g, ok := got.(string); ok && g != "" && placeholder.FindString(w) == w {
			values[w] = g
		} else if got != want {
			t.Errorf("%s: got %v, want %v", at, got, want)
		}
	default:
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", at, got, want)
		}
	}
}
