package strowger_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// These tests keep what the pages say of the tree true: links lead somewhere,
// commands name tests that there are, ARCHITECTURE.md names every package and
// every library, and docs/rules.md has every rule that is cited.

// pages returns the text of every page by its path.
func pages(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") && p != "." || d.Name() == "testdata" || d.Name() == "node_modules"):
			return fs.SkipDir
		case !d.IsDir() && strings.HasSuffix(p, ".md"):
			text, err := os.ReadFile(p)
			found[filepath.ToSlash(p)] = string(text)
			return err
		}
		return nil
	})
	if err != nil || found["README.md"] == "" {
		t.Fatalf("no pages: %v", err)
	}
	return found
}

var (
	fence = regexp.MustCompile("(?ms)^```.*?^```$")
	link  = regexp.MustCompile(`\]\(([^)\s]+)\)`)
)

// links returns what a page links to in this tree: paths from its root, with
// the heading behind a #.
func links(page, text string) (targets []string) {
	for _, m := range link.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		target, heading, _ := strings.Cut(m[1], "#")
		switch {
		case strings.Contains(m[1], "://"):
			continue
		case target == "":
			target = page
		default:
			target = path.Join(path.Dir(page), target)
		}
		targets = append(targets, target+"#"+heading)
	}
	return targets
}

var (
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	noWord  = regexp.MustCompile(`[^\p{L}\p{N}_ -]`)
)

// hasHeading reports whether a page has a heading, or an anchor, of that name in
// links.
func hasHeading(text, name string) bool {
	for _, m := range heading.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		if strings.ReplaceAll(noWord.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-") == name {
			return true
		}
	}
	return strings.Contains(text, `<a id="`+name+`"></a>`)
}

func TestLinksLeadSomewhere(t *testing.T) {
	all := pages(t)
	for page, text := range all {
		for _, l := range links(page, text) {
			target, name, _ := strings.Cut(l, "#")
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s links to %s, which is not there", page, target)
			} else if name != "" && !hasHeading(all[target], name) {
				t.Errorf("%s links to %s, which has no heading %s", page, target, name)
			}
		}
	}
}

// TestPagesAreFound: whoever begins at the README gets to every page by links.
func TestPagesAreFound(t *testing.T) {
	all := pages(t)
	found := map[string]bool{"README.md": true}
	for todo := []string{"README.md"}; len(todo) > 0; todo = todo[1:] {
		for _, l := range links(todo[0], all[todo[0]]) {
			target, _, _ := strings.Cut(l, "#")
			if _, isPage := all[target]; isPage && !found[target] {
				found[target] = true
				todo = append(todo, target)
			}
		}
	}
	for page := range all {
		if !found[page] {
			t.Errorf("no links lead from README.md to %s", page)
		}
	}
}

var (
	goTest  = regexp.MustCompile("go test (\\./[\\w/]+)([^`#\n]*(?:\n[^`#\n]*)?)")
	pattern = regexp.MustCompile(`-(run|bench)\s+('[^']*'|[^\s]+)`)
)

// TestCommandsNameTests: a command that runs certain tests or benchmarks finds
// some.
func TestCommandsNameTests(t *testing.T) {
	for page, text := range pages(t) {
		for _, command := range goTest.FindAllStringSubmatch(text, -1) {
			for _, p := range pattern.FindAllStringSubmatch(command[2], -1) {
				name := strings.Trim(p[2], "'")
				name, _, _ = strings.Cut(name, "/") // the subtest
				kind := map[string]string{"run": "Test", "bench": "Benchmark"}[p[1]]
				if name != "^$" && !hasTest(t, command[1], kind, name) {
					t.Errorf("%s: go test %s -%s %s finds nothing", page, command[1], p[1], name)
				}
			}
		}
	}
}

// hasTest reports whether a package has a test whose name matches a pattern.
func hasTest(t *testing.T, dir, kind, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	function := regexp.MustCompile(`(?m)^func (` + kind + `\w*)\(`)
	wanted := regexp.MustCompile(name)
	return slices.ContainsFunc(files, func(f string) bool {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(function.FindAllStringSubmatch(string(text), -1), func(m []string) bool {
			return wanted.MatchString(m[1])
		})
	})
}

var code = regexp.MustCompile("`([^`]+)`")

// rows returns the cells of the table below a line.
func rows(t *testing.T, text, head string) (cells [][]string) {
	t.Helper()
	_, table, found := strings.Cut(text, "\n"+head+"\n")
	if !found {
		t.Fatalf("ARCHITECTURE.md has no table %s", head)
	}
	for line := range strings.Lines(table) {
		if !strings.HasPrefix(line, "|") {
			break
		}
		if !strings.HasPrefix(line, "|--") {
			row := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
			for i := range row {
				row[i] = strings.TrimSpace(row[i])
			}
			cells = append(cells, row)
		}
	}
	return cells
}

// TestArchitectureNamesPackages compares the table of packages with what they
// import outside of their tests. A package stands for those inside it.
func TestArchitectureNamesPackages(t *testing.T) {
	imports := map[string][]string{}
	for _, s := range sources(t) {
		if _, seen := imports[s.dir]; !seen {
			imports[s.dir] = nil
		}
		for _, spec := range s.file.Imports {
			imported := strings.Trim(spec.Path.Value, `"`)
			switch name, inside := strings.CutPrefix(imported, module+"/"); {
			case s.test:
			case inside:
				imports[s.dir] = append(imports[s.dir], name)
			case imported == module:
				imports[s.dir] = append(imports[s.dir], "root")
			}
		}
	}
	for _, row := range rows(t, pages(t)["ARCHITECTURE.md"], "| package | holds | imports of the project |") {
		var actual []string
		for _, m := range code.FindAllStringSubmatch(row[0], -1) {
			dir := strings.TrimSuffix(m[1], "/")
			if _, is := imports[dir]; !is {
				t.Errorf("ARCHITECTURE.md has a package %s, which is not there", dir)
			}
			for _, name := range imports[dir] {
				if !strings.Contains(row[0], "`"+name+"/`") {
					actual = append(actual, name)
				}
			}
			delete(imports, dir)
		}
		if row[2] != "everything" {
			compareImports(t, row[0], strings.Split(row[2], ", "), actual)
		}
	}
	delete(imports, "connect/shape/generate") // go generate runs it, nobody imports it
	for dir := range imports {
		t.Errorf("ARCHITECTURE.md does not say what the package %s is for", dir)
	}
}

// compareImports compares what is said of a package with what it imports.
func compareImports(t *testing.T, name string, said, actual []string) {
	t.Helper()
	stands := func(said, imported string) bool {
		return said == imported || strings.HasPrefix(imported, said+"/")
	}
	for _, a := range actual {
		if !slices.ContainsFunc(said, func(s string) bool { return stands(s, a) }) {
			t.Errorf("%s imports %s, which ARCHITECTURE.md does not say", name, a)
		}
	}
	for _, s := range said {
		if s != "none" && !slices.ContainsFunc(actual, func(a string) bool { return stands(s, a) }) {
			t.Errorf("ARCHITECTURE.md says that %s imports %s, which it does not", name, s)
		}
	}
}

var required = regexp.MustCompile(`(?m)^\t(\S+) v\S+$`)

// TestArchitectureNamesLibraries: each library that go.mod requires directly is
// in the table of libraries, and nothing else is.
func TestArchitectureNamesLibraries(t *testing.T) {
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	_, tools, _ := strings.Cut(string(mod), "\ntool (\n")
	libraries := strings.Fields(strings.TrimSuffix(strings.TrimSpace(tools), ")"))
	for _, m := range required.FindAllStringSubmatch(string(mod), -1) {
		libraries = append(libraries, m[1])
	}
	named := map[string]bool{}
	for _, row := range rows(t, pages(t)["ARCHITECTURE.md"], "| for | we use | because |") {
		for name := range strings.SplitSeq(row[1], ", ") {
			named[name] = false
		}
	}
	major := regexp.MustCompile(`/v\d+$`)
	for _, l := range libraries {
		short := major.ReplaceAllString(strings.TrimPrefix(l, "github.com/"), "")
		found := false
		for name := range named {
			if name == short || strings.HasPrefix(name, short+"/") {
				named[name], found = true, true
			}
		}
		if !found {
			t.Errorf("ARCHITECTURE.md does not say what %s is for", short)
		}
	}
	for name, is := range named {
		if !is {
			t.Errorf("go.mod does not require %s, which ARCHITECTURE.md names", name)
		}
	}
}

const aNumber = `(?:U\d+|[FM]?\d+(?:\.\d+b?)*)`

var (
	numbered = regexp.MustCompile(`(?m)^- <a id="([^"]+)"></a>\[?\*\*(` + aNumber + `)\*\*|^#+ (` + aNumber + `)\.? `)
	citation = regexp.MustCompile(`\b[Rr]ules?\s+(` + aNumber + `(?:(?:,|,?\s+and|,?\s+or|\s+to)\s+` + aNumber + `)*)\b|\bU\d+(?:\s+to\s+U\d+)?\b`)
	cited    = regexp.MustCompile(`(` + aNumber + `)(?:\s+to\s+(` + aNumber + `))?`)
	margin   = regexp.MustCompile(`(?m)^# ?`)
)

// ruleNumbers returns the numbers of the rules, and of the sections, of a page.
func ruleNumbers(t *testing.T, page string) map[string]bool {
	t.Helper()
	numbers := map[string]bool{}
	for _, m := range numbered.FindAllStringSubmatch(page, -1) {
		n := m[2] + m[3]
		if numbers[n] {
			t.Errorf("docs/rules.md has the number %s twice", n)
		}
		if m[1] != m[2] {
			t.Errorf("docs/rules.md has rule %s under the anchor %s", m[2], m[1])
		}
		numbers[n] = true
	}
	return numbers
}

// citations returns the numbers of the rules that a text cites, each number of a
// range such as "3.3.1 to 3.3.3".
func citations(text string) (numbers []string) {
	for _, c := range citation.FindAllString(text, -1) {
		for _, m := range cited.FindAllStringSubmatch(c, -1) {
			numbers = append(numbers, span(m[1], m[2])...)
		}
	}
	return numbers
}

// span returns the numbers from one to another that differs in the last part.
func span(from, to string) []string {
	last := len(strings.TrimRight(from, "0123456789"))
	first, err := strconv.Atoi(from[last:])
	end, ok := strings.CutPrefix(to, from[:last])
	until, failed := strconv.Atoi(end)
	if to == "" || err != nil || !ok || failed != nil || until < first {
		return slices.DeleteFunc([]string{from, to}, func(n string) bool { return n == "" })
	}
	var list []string
	for ; first <= until; first++ {
		list = append(list, from[:last]+strconv.Itoa(first))
	}
	return list
}

// citing returns the texts that cite rules, by their paths: comments of Go code,
// pages, and the traces with the list of their rules.
func citing(t *testing.T) map[string]string {
	t.Helper()
	texts := pages(t)
	for _, s := range sources(t) {
		for _, c := range s.file.Comments {
			texts[filepath.ToSlash(s.path)] += c.Text() + "\n"
		}
	}
	traces, err := filepath.Glob("routing/trace/testdata/*.txt")
	if err != nil || len(traces) == 0 {
		t.Fatalf("no traces: %v", err)
	}
	for _, p := range append(traces, "routing/trace/rules.txt") {
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		number, _, _ := strings.Cut(filepath.Base(p), "-")
		texts[filepath.ToSlash(p)] = margin.ReplaceAllString(string(text), "") + "\nrule " + number
	}
	const list = "routing/trace/rules.txt"
	texts[list] = regexp.MustCompile(`(?m)^(`+aNumber+`)\b`).ReplaceAllString(texts[list], "rule $1")
	return texts
}

// TestCitedRulesAreThere: docs/rules.md has every rule that a comment, a trace or
// a page cites by its number.
func TestCitedRulesAreThere(t *testing.T) {
	texts := citing(t)
	rules := ruleNumbers(t, texts["docs/rules.md"])
	seen := map[string]bool{}
	for page, text := range texts {
		for _, n := range citations(text) {
			seen[n] = true
			if !rules[n] {
				t.Errorf("%s cites rule %s, which docs/rules.md does not have", page, n)
			}
		}
	}
	if len(rules) < 190 || len(seen) < 150 {
		t.Errorf("found only %d rules, and %d that are cited", len(rules), len(seen))
	}
}

// TestCitationsAreFound: the ways in which people cite rules.
func TestCitationsAreFound(t *testing.T) {
	for text, want := range map[string][]string{
		"as it is (rule 1.2.3).":              {"1.2.3"},
		"Rules 1.2.3 and\n4.5, U12":           {"1.2.3", "4.5", "U12"},
		"rules 3.3.1 to 3.3.3, 3.5b.1":        {"3.3.1", "3.3.2", "3.3.3", "3.5b.1"},
		"U46 to U48":                          {"U46", "U47", "U48"},
		"rule 1.3, example 6 of them":         {"1.3"},
		"(rules 7.6, 10, U45)":                {"7.6", "10", "U45"},
		"rules F1.1, F1.2 and M1.1":           {"F1.1", "F1.2", "M1.1"},
		"3 rules of 5, version 1.2.3, U+0041": nil,
	} {
		if got := citations(text); !slices.Equal(got, want) {
			t.Errorf("%q cites %v, want %v", text, got, want)
		}
	}
	if got := fmt.Sprint(ruleNumbers(t, "## 1. A\n\n### 1.1 B\n\n- <a id=\"1.1.1\"></a>**1.1.1** C\n- <a id=\"U1\"></a>[**U1**](x) D\n")); got != "map[1:true 1.1:true 1.1.1:true U1:true]" {
		t.Errorf("the rules of a page are %s", got)
	}
}
