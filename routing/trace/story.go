package trace

import (
	"fmt"
	"strings"
)

// dashes stand between what happens and what the router makes of it.
const dashes = "----"

// Answer plays a trace and returns it with the answers of the router. Those that
// it has already are replaced, and dashes missing at its end are added. The error
// names the line in which the trace has a mistake, or in which the router has gone
// against an invariant.
func Answer(text string) (string, error) {
	var out strings.Builder
	r := NewRunner()
	lines := strings.SplitAfter(text, "\n")
	for i := 0; i < len(lines); i++ {
		if line := bare(lines[i]); line == "" || line[0] == '#' {
			out.WriteString(lines[i])
			continue
		}
		begin := i
		for i < len(lines) && bare(lines[i]) != dashes {
			i++
		}
		above := lines[begin:i]
		for i+1 < len(lines) && bare(lines[i+1]) != "" {
			i++
			if l := bare(lines[i]); l == "configure" || strings.HasPrefix(l, "at ") {
				return "", fmt.Errorf("line %d: %q: an empty line must stand above", i+1, l)
			}
		}
		answer, err := r.Directive(bare(above[0]), strings.Join(above[1:], ""))
		if err != nil {
			return "", fmt.Errorf("line %d: %w", begin+1+lineOf(err), err)
		}
		out.WriteString(strings.TrimSuffix(strings.Join(above, ""), "\n") + "\n" + dashes + "\n" + answer)
	}
	return out.String(), nil
}

// Directive plays a directive, configure or at with a time, and the lines below it.
// It returns what the engine did.
func (r *Runner) Directive(d, lines string) (string, error) {
	word, rest, _ := strings.Cut(d, " ")
	switch {
	case word == "configure" && rest == "":
		return r.Configure(lines)
	case word == "at":
		return r.At(rest, lines)
	}
	return "", fmt.Errorf("%q: want configure, or at and a time; other lines stand below one of these", d)
}

func bare(line string) string { return strings.TrimSpace(line) }
