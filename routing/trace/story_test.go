package trace_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/strowger/strowger/routing/trace"
)

// Every golden trace is what it is answered with, and so is one of which the
// answers were taken away.
func TestAnswer(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no traces:", err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, story := range []string{string(b), unanswered(string(b))} {
			got, err := trace.Answer(story)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			} else if got != string(b) {
				t.Errorf("%s is answered with\n%s", name, got)
			}
		}
	}
}

// unanswered takes away what stands between dashes and an empty line.
func unanswered(text string) string {
	var out strings.Builder
	answer := false
	for line := range strings.Lines(text) {
		answer = answer && line != "\n"
		if !answer {
			out.WriteString(line)
		}
		answer = answer || line == "----\n"
	}
	return out.String()
}

func TestAnswerNamesTheLine(t *testing.T) {
	for _, test := range []struct{ story, want string }{
		{"# A remark.\n\nvoice c1 to Sales\n", `line 3: "voice c1 to Sales": want configure, or at and a time`},
		{"configure\nqueue Sales\n----\n\nat 10:00\n", "line 5: "},
		{"configure\nqueue Sales\n\nat 10:00:00\nvoice c1 to Sales\n", `line 4: "at 10:00:00": four dashes`},
		{"configure\n----\n\nat 10:00:00\nvoice c1 Sales\n----\n", "line 5: "},
		{"configure\nqueue Sales\nprofile Both: voice 1\n  Sales voice priority 1\n\n  # A remark.\n  Sales vioce\n----\n", "line 7: "},
		{"configure\n# A remark.\n\nqueue Sales\n  Sales voice priority 1\n----\n", "line 5: "},
		{"configure\n----\nat 10:00:00\n", `line 3: "at 10:00:00": an empty line`},
		{"configure now\n", "want configure, or at"},
	} {
		if _, err := trace.Answer(test.story); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q is refused with %v, want %s", test.story, err, test.want)
		}
	}
}

func TestAnswerAddsDashes(t *testing.T) {
	got, err := trace.Answer("configure\nqueue Sales")
	if want := "configure\nqueue Sales\n----\n"; err != nil || got != want {
		t.Errorf("it is answered with %q, %v, want %q", got, err, want)
	}
}
