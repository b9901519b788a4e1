package trace_test

import (
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/strowger/strowger/routing/trace"
)

// TestTraces plays every golden trace. With -rewrite it writes down what the
// engine does instead; look at each difference before you commit it.
func TestTraces(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		r := trace.NewRunner()
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			text, err := play(r, d)
			if err != nil {
				d.Fatalf(t, "%v\n%s", err, text)
			}
			return text
		})
	})
}

func play(r *trace.Runner, d *datadriven.TestData) (string, error) {
	words := []string{d.Cmd}
	for i := range d.CmdArgs {
		words = append(words, d.CmdArgs[i].String())
	}
	return r.Directive(strings.Join(words, " "), d.Input)
}
