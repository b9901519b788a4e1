package trace_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// reason is one Errorf of the engine: a code and a format.
type reason struct {
	file, code, format string
	pattern            *regexp.Regexp
}

// routingFiles are those whose every refusal must occur in the quick runs,
// settingFiles those that need the long ones as well. What the others refuse has
// to do with nouns that routing does not look at.
var (
	routingFiles = []string{"decideagent.go", "decideassign.go", "decidecallback.go", "decidecontact.go",
		"decidecreate.go", "decidecriteria.go", "decidedial.go", "decidetransfer.go", "decideupdate.go", "explain.go", "criteria.go"}
	settingFiles = []string{"decide.go", "decideprofile.go", "decideuser.go"}
)

// Of the events of configuration only those of nouns that the houses of the
// random runs have must occur; routing looks at no others. TimeSetBack comes of no
// command: the host makes it at a start. Those of flows come from package core.
var (
	configured = regexp.MustCompile(`(Saved|Deleted)$|^TimeSetBack$|^FlowRun|^EventHooks`)
	housed     = regexp.MustCompile(`^((Instance|Queue|RoutingProfile|User|AgentStatus|SecurityProfile|` +
		`PredefinedAttribute|ContactFlow|HoursOfOperation)Saved|` +
		`(Queue|RoutingProfile|User|PredefinedAttribute|ContactFlow|HoursOfOperation)Deleted)$`)
)

var (
	errorfCall = regexp.MustCompile(`\bErrorf\((?:strowger\.)?([A-Z]\w+), (at ?\+ ?)?"((?:[^"\\]|\\.)*)"`)
	verb       = regexp.MustCompile(`%[a-z]`)
	name       = regexp.MustCompile(`"[^"]*"|-?\d+`)
)

// reasons reads the refusals out of the source.
func reasons(t *testing.T) (list []reason) {
	t.Helper()
	files, err := filepath.Glob("../decide*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, "../explain.go", "../../criteria.go") {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range errorfCall.FindAllStringSubmatch(string(source), -1) {
			r := reason{file: filepath.Base(file), code: m[1], format: strings.ReplaceAll(m[3], `\"`, `"`)}
			head := "^"
			if m[2] != "" {
				head = "" // what comes before is not in this line
			}
			r.pattern = regexp.MustCompile(head + verbs(r.format) + "$")
			list = append(list, r)
		}
	}
	return list
}

// verbs turns a format into a pattern of what it can say.
func verbs(format string) string {
	return verb.ReplaceAllStringFunc(regexp.QuoteMeta(format), func(v string) string {
		switch v {
		case "%q":
			return `"[^"]*"`
		case "%d":
			return `-?\d+`
		}
		return `.*`
	})
}

// refused notes a refusal. Those that differ only in names and numbers are one.
func (h *house) refused(message string) {
	key := "refused " + name.ReplaceAllString(message, "·")
	if h.seen[key]++; h.seen[key] == 1 {
		h.refusals[key] = message
	}
}

// heard counts how often refusals have given a reason.
func (a *tally) heard(r reason) (n int) {
	for key, message := range a.refusals {
		code, text, _ := strings.Cut(message, ": ")
		if code == r.code && r.pattern.MatchString(text) {
			n += a.seen[key]
		}
	}
	return n
}
