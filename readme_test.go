package strowger_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var rewrite = flag.Bool("rewrite", false, "write the answers of the README's tour into the README")

// TestReadmeTour pastes the bash blocks of the README into a real shell against a
// real server and compares the answers, but for identifiers and times.
func TestReadmeTour(t *testing.T) {
	if _, err := exec.LookPath("aws"); err != nil {
		t.Skip("the tour needs the AWS CLI (Debian package awscli)")
	}
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("the tour needs curl")
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	tour := parseTour(string(readme))
	if len(tour) == 0 {
		t.Fatal("the README has no bash block")
	}
	answers := typeTour(t, tour)
	if *rewrite {
		if err := os.WriteFile("README.md", []byte(pasteAnswers(string(readme), answers)), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	old := oldCLI(t)
	for i, c := range tour {
		want, got := neutral(c.answer), neutral(answers[i])
		if old && strings.Contains(got, "Invalid choice") {
			t.Logf("this AWS CLI is too old for: %s", c.text)
			continue
		}
		if old {
			want = common(want, got)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s\nREADME (-), answer (+):\n%s", c.text, diff)
		}
	}
}

// oldCLI reports whether the AWS CLI is one that needs --endpoint-url and does
// not know all members of the answers, as Debian's is.
func oldCLI(t *testing.T) bool {
	out, err := exec.Command("aws", "--version").CombinedOutput()
	if err != nil {
		t.Fatalf("aws --version: %v", err)
	}
	var major, minor int
	if _, err := fmt.Sscanf(string(out), "aws-cli/%d.%d", &major, &minor); err != nil {
		t.Fatalf("aws --version: %q: %v", out, err)
	}
	return major == 1 && minor < 45 || major == 2 && minor < 34
}

// common returns what is left of the JSON answer in the README when the members
// that are not in got, from an old CLI, are left out of it.
func common(want, got string) string {
	var w, g any
	if json.Unmarshal([]byte(want), &w) != nil || json.Unmarshal([]byte(got), &g) != nil {
		return want
	}
	// The CLI prints members in the order of its model, so take got's text if
	// everything in it is in the README.
	if !within(g, w) {
		return want
	}
	return got
}

// within reports whether every member of a is in b with the same value.
func within(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		object, ok := b.(map[string]any)
		for name, member := range a {
			ok = ok && within(member, object[name])
		}
		return ok
	case []any:
		list, ok := b.([]any)
		ok = ok && len(list) == len(a)
		for i := range a {
			ok = ok && within(a[i], list[i])
		}
		return ok
	}
	return a == b
}

// typed is one block of commands of the tour with the answer that the README
// shows in the block after it.
type typed struct{ text, answer string }

// tourBlock matches a block of commands and the block of their answer, which may
// be missing.
var tourBlock = regexp.MustCompile("(?s)```bash\n(.*?)```\n(?:\n```(?:json|text)\n(.*?)```\n)?")

// parseTour returns the blocks of the tour in their order.
func parseTour(readme string) (tour []typed) {
	for _, block := range tourBlock.FindAllStringSubmatch(readme, -1) {
		tour = append(tour, typed{block[1], block[2]})
	}
	return tour
}

// pasteAnswers replaces the answers in the README; an answer without a block gets
// one.
func pasteAnswers(readme string, answers []string) string {
	n := -1
	return tourBlock.ReplaceAllStringFunc(readme, func(block string) string {
		n++
		text := "```bash\n" + tourBlock.FindStringSubmatch(block)[1] + "```\n"
		switch {
		case answers[n] == "":
			return text
		case answers[n][0] == '{':
			return text + "\n```json\n" + answers[n] + "```\n"
		}
		return text + "\n```text\n" + answers[n] + "```\n"
	})
}

// typeTour runs the commands in one shell and returns what each printed.
func typeTour(t *testing.T, tour []typed) []string {
	dir := t.TempDir()
	strowger := filepath.Join(dir, "strowger")
	if out, err := exec.Command("go", "build", "-o", strowger, "./cmd/strowger").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	startServer(t, strowger, dir)
	var script bytes.Buffer
	fmt.Fprintf(&script, "set -e\neval \"$(%s env)\"\nset +e\nexport AWS_PAGER=\n", strowger)
	if oldCLI(t) {
		fmt.Fprintln(&script, `aws() { command aws --endpoint-url $AWS_ENDPOINT_URL_CONNECT "$@"; }`)
	}
	for i, c := range tour {
		fmt.Fprintf(&script, "{\n%s} >answer.%d 2>&1\n", c.text, i)
	}
	shell := exec.Command("bash")
	shell.Dir, shell.Stdin = dir, &script
	if out, err := shell.CombinedOutput(); err != nil && len(out) > 0 {
		t.Fatalf("the shell failed: %v\n%s", err, out)
	}
	answers := make([]string, len(tour))
	for i := range tour {
		b, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("answer.%d", i)))
		if err != nil {
			t.Fatal(err)
		}
		if answer := strings.TrimSpace(string(b)); answer != "" {
			answers[i] = answer + "\n"
		}
	}
	return answers
}

// startServer runs `strowger serve` in dir until the test ends and returns when it
// listens.
func startServer(t *testing.T, strowger, dir string) {
	server := exec.Command(strowger, "serve", "--listen", "127.0.0.1:0", "--log-level", "error")
	server.Dir, server.Stderr = dir, os.Stderr
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(os.Interrupt)
		if err := server.Wait(); err != nil {
			t.Errorf("strowger serve: %v", err)
		}
	})
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("strowger serve printed nothing")
	}
}

var varying = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`), "ID"},
	{regexp.MustCompile(`\b[0-9]{10}(\.[0-9]+)?\b`), `"TIME"`},                               // CLI 1
	{regexp.MustCompile(`"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9:]{5})"`), `"TIME"`}, // CLI 2
	{regexp.MustCompile(`(?s)\s+`), " "},
}

// neutral replaces what differs from run to run and between versions of the CLI.
func neutral(s string) string {
	for _, v := range varying {
		s = v.pattern.ReplaceAllString(s, v.with)
	}
	return strings.TrimSpace(s)
}
