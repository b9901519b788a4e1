package trace_test

import (
	"os"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/strowger/strowger/routing/trace"
)

// TestReadme plays the example with which README.md begins; the README of the
// project shows the same.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(text), "```\n")
	if len(parts) < 3 || !strings.HasPrefix(parts[1], "configure\n") {
		t.Fatal("README.md does not begin with a trace")
	}
	r := trace.NewRunner()
	datadriven.RunTestFromString(t, parts[1], func(t *testing.T, d *datadriven.TestData) string {
		answer, err := play(r, d)
		if err != nil {
			d.Fatalf(t, "%v", err)
		}
		return answer
	})
	project, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(project), "```\n"+parts[1]+"```\n") {
		t.Error("the README of the project shows another trace")
	}
}
