package clients_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAWSCLI types the page at a shell and compares the answers; with the CLI as
// it is installed, if that is new enough, and with the model of Strowger.
func TestAWSCLI(t *testing.T) {
	needs(t, "aws", "Debian package awscli")
	t.Run("as installed", func(t *testing.T) {
		s := serve(t)
		if s.oldCLI(t) {
			t.Skip("SKIPPED: this CLI is older than the page")
		}
		s.typePage(t)
	})
	t.Run("with the model", func(t *testing.T) {
		s := serve(t)
		if os.Getenv("STROWGER_LONG") == "" && !s.oldCLI(t) {
			t.Skip("SKIPPED: set STROWGER_LONG=1 to try the model with a CLI that does not need it")
		}
		s.useModel(t)
		s.typePage(t)
	})
}

// oldCLI reports whether the CLI does not read AWS_ENDPOINT_URL_CONNECT.
func (s *server) oldCLI(t *testing.T) bool {
	t.Helper()
	var major, minor int
	if version := s.run(t, "aws", "--version"); version != "" {
		if _, err := fmt.Sscanf(version, "aws-cli/%d.%d", &major, &minor); err != nil {
			t.Fatalf("aws --version: %q: %v", version, err)
		}
	}
	return major == 1 && minor < 29 || major == 2 && minor < 13
}

// typePage pastes the bash blocks of the page into a shell, and compares what it
// answers with the other blocks.
func (s *server) typePage(t *testing.T) {
	t.Helper()
	var script strings.Builder
	if s.oldCLI(t) {
		script.WriteString("aws() { command aws --endpoint-url $AWS_ENDPOINT_URL_CONNECT \"$@\"; }\n")
	}
	script.WriteString(strings.Join(blocks(t, "aws-cli.md", "bash"), ""))
	want := strings.Join(blocks(t, "aws-cli.md", "json", "text"), "")
	s.write(t, "page.sh", script.String())
	out, _ := s.try("bash", "page.sh") // the last command is refused, as it should be
	if diff := cmp.Diff(lines(want), lines(out)); diff != "" {
		t.Errorf("page (-), answer (+):\n%s", diff)
	}
}

// lines are the lines of an output that are not empty, without the spaces around
// them. Newer versions of the CLI begin errors with "aws: [ERROR]: ".
func lines(out string) (list []string) {
	for line := range strings.Lines(out) {
		if line = strings.TrimPrefix(strings.TrimSpace(line), "aws: [ERROR]: "); line != "" {
			list = append(list, line)
		}
	}
	return list
}
