package trace_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const pageHead = `# How contacts are routed

Each line is a rule and a golden trace that shows it: what a contact centre does
at which time, and what the engine offers to whom, for which reason. The traces
are plain text to read ([the language](../routing/trace/README.md)) and run with
every test, so what they say is what happens. This page is generated from them:
` + "`go test ./routing/trace -run TestPage -rewrite`" + `.

The rules are in [rules.md](rules.md), in full and with their sources. The numbers
are those by which the code cites them: 1 is about the order of contacts and
agents, 2 about channels and concurrency, 3 about agent status and the states of a
contact, 4 about routing criteria, 5 about queues, 6 about the life of a contact, 7
about the operations that act on routing. U numbers are choices of ours where
Amazon's documentation is silent; [divergences.md](divergences.md) says why we chose
so.

| trace | what it shows |
|---|---|
`

const pageTail = `
## Rules without a trace

These have no part in which contact goes to which agent.

| rule | why it has no trace |
|---|---|
`

// TestPage keeps docs/routing.md true: a line for each trace, from the comment
// that it begins with, and a line for each rule that has none.
func TestPage(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no traces: %v", err)
	}
	slices.SortFunc(paths, byRule)
	rules := readRules(t)
	rules.compare(t, paths)
	var page strings.Builder
	page.WriteString(pageHead)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		comment := heading(string(text))
		if !strings.HasPrefix(comment, "Rule") && !strings.HasPrefix(comment, "U") {
			t.Errorf("%s does not begin with the rule it shows", path)
		}
		page.WriteString("| [" + name + "](../routing/trace/testdata/" + name + ".txt) | " + comment + " |\n")
	}
	page.WriteString(pageTail)
	for _, r := range rules {
		if r.reason != "" {
			page.WriteString("| " + r.number + " | " + r.reason + " |\n")
		}
	}
	const doc = "../../docs/routing.md"
	if flag.Lookup("rewrite").Value.String() == "true" {
		if err := os.WriteFile(doc, []byte(page.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(page.String(), string(got)); diff != "" {
		t.Errorf("docs/routing.md is stale; run the test with -rewrite:\n%s", diff)
	}
}

// heading returns the comment at the top of a trace in one line.
func heading(text string) string {
	var words []string
	for line := range strings.Lines(text) {
		comment, ok := strings.CutPrefix(line, "#")
		if !ok {
			break
		}
		words = append(words, strings.TrimSpace(comment))
	}
	return strings.Join(words, " ")
}

// byRule orders file names by their numbers, so that 4.3.13 is after 4.3.9, and
// U numbers last.
func byRule(a, b string) int {
	if c := slices.Compare(ruleNumbers(a), ruleNumbers(b)); c != 0 {
		return c
	}
	return strings.Compare(a, b)
}

func ruleNumbers(path string) (numbers []int) {
	rule, _, _ := strings.Cut(filepath.Base(path), "-")
	if u, ok := strings.CutPrefix(rule, "U"); ok {
		numbers, rule = append(numbers, 1000), u
	}
	for _, digits := range strings.Split(rule, ".") {
		n, err := strconv.Atoi(digits)
		if err != nil {
			break
		}
		numbers = append(numbers, n)
	}
	return numbers
}
