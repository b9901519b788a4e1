package trace_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rule is a line of rules.txt: a rule by its number, and why it has no trace,
// "" if it has one.
type rule struct{ number, reason string }

type ruleList []rule

func readRules(t *testing.T) (list ruleList) {
	t.Helper()
	text, err := os.ReadFile("rules.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		number, reason, _ := strings.Cut(strings.TrimSpace(line), " ")
		list = append(list, rule{number, reason})
	}
	if len(list) < 150 {
		t.Fatalf("rules.txt has only %d rules", len(list))
	}
	return list
}

// ruleOf returns the number with which the file name of a trace begins.
func ruleOf(path string) string {
	number, _, _ := strings.Cut(filepath.Base(path), "-")
	return number
}

// compare finds rules without a trace or a reason, rules with both, and traces
// of rules that there are not. Rules of section 6, which is about records, may
// have traces and need none; examples that span section 1.3 are named after it.
func (l ruleList) compare(t *testing.T, paths []string) {
	t.Helper()
	for _, problem := range l.problems(paths) {
		t.Error(problem)
	}
}

func (l ruleList) problems(paths []string) (list []string) {
	traces := map[string]int{}
	for _, path := range paths {
		traces[ruleOf(path)]++
	}
	for _, r := range l {
		switch n := traces[r.number]; {
		case n == 0 && r.reason == "":
			list = append(list, fmt.Sprintf("rule %s has neither a trace nor, in rules.txt, a reason to have none", r.number))
		case n > 0 && r.reason != "":
			list = append(list, fmt.Sprintf("rule %s has a trace; rules.txt says it has none", r.number))
		}
	}
	for _, path := range paths {
		n := ruleOf(path)
		known := slices.ContainsFunc(l, func(r rule) bool { return r.number == n })
		if !known && n != "1.3" && !strings.HasPrefix(n, "6.") {
			list = append(list, fmt.Sprintf("%s: rules.txt has no rule %s", path, n))
		}
	}
	return append(list, l.gaps()...)
}

// gaps finds numbers that are left out between others.
func (l ruleList) gaps() (list []string) {
	last := map[string]int{}
	for _, r := range l {
		section, text := "", strings.TrimPrefix(r.number, "U")
		if i := strings.LastIndex(r.number, "."); i >= 0 {
			section, text = r.number[:i], r.number[i+1:]
		}
		n, err := strconv.Atoi(text)
		if err != nil || section == "2" || section == "3" {
			continue // rules that are a section of their own, such as 2.3
		}
		if n != last[section]+1 {
			list = append(list, fmt.Sprintf("rules.txt leaves out what is before rule %s", r.number))
		}
		last[section] = n
	}
	return list
}

// TestRulesAreMissed: a rule without a trace does not go unnoticed.
func TestRulesAreMissed(t *testing.T) {
	list := ruleList{{number: "1.1.1"}, {"1.1.2", "is about nothing"}, {number: "1.1.4"}, {number: "U1"}}
	got := strings.Join(list.problems([]string{"testdata/1.1.2-x.txt", "testdata/1.1.4-x.txt", "testdata/9.9-x.txt"}), "\n")
	want := `rule 1.1.1 has neither a trace nor, in rules.txt, a reason to have none
rule 1.1.2 has a trace; rules.txt says it has none
rule U1 has neither a trace nor, in rules.txt, a reason to have none
testdata/9.9-x.txt: rules.txt has no rule 9.9
rules.txt leaves out what is before rule 1.1.4`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestChoices: divergences.md says of each U point what we chose and why.
func TestChoices(t *testing.T) {
	page, err := os.ReadFile("../../docs/divergences.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\| (\[?U[^|]+) \| [^|]+ \| [^|]+ \| [^|]+ \|$`).FindAllSubmatch(page, -1) {
		for _, u := range regexp.MustCompile(`\bU\d+\b`).FindAllString(string(m[1]), -1) {
			listed[u] = true
		}
	}
	for _, r := range readRules(t) {
		if strings.HasPrefix(r.number, "U") && !listed[r.number] {
			t.Errorf("docs/divergences.md has no line with question, choice and reason for %s", r.number)
		}
	}
}
