package trace_test

import (
	"fmt"
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
	words := make([]string, len(d.CmdArgs))
	for i := range d.CmdArgs {
		words[i] = d.CmdArgs[i].String()
	}
	switch d.Cmd {
	case "configure":
		return r.Configure(d.Input)
	case "at":
		return r.At(strings.Join(words, " "), d.Input)
	}
	return "", fmt.Errorf("want configure or at, found %q; other lines stand below one of these", d.Cmd)
}
