package clients_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestTerraform applies the configuration of the page: a plan after it shows no
// change; what is changed is updated in place; what is imported is as it was; and
// all of it is destroyed.
func TestTerraform(t *testing.T) {
	needs(t, "terraform", "https://developer.hashicorp.com/terraform/install")
	mirror := os.Getenv("STROWGER_TERRAFORM_MIRROR")
	if mirror == "" {
		t.Skip("SKIPPED: set STROWGER_TERRAFORM_MIRROR to a folder with the AWS provider (terraform providers mirror)")
	}
	s := serve(t)
	s.write(t, "terraform.rc", fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror))
	s.env = append(s.env, "TF_CLI_CONFIG_FILE=terraform.rc", "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1")
	config := s.here(strings.Join(blocks(t, "terraform.md", "hcl"), "\n"))
	s.write(t, "main.tf", config)
	s.run(t, "terraform", "init", "-no-color")
	s.run(t, "terraform", "apply", "-no-color", "-auto-approve")
	s.unchanged(t)

	s.write(t, "main.tf", changed(config))
	out := s.run(t, "terraform", "apply", "-no-color", "-auto-approve")
	if !strings.Contains(out, " 0 added, ") || !strings.Contains(out, " 0 destroyed.") {
		t.Errorf("not everything is updated in place:\n%s", tail(out))
	}
	s.unchanged(t)

	s.reimport(t)
	s.unchanged(t)
	s.run(t, "terraform", "destroy", "-no-color", "-auto-approve")
}

// unchanged checks that a plan finds nothing to do.
func (s *server) unchanged(t *testing.T) {
	t.Helper()
	out, err := s.try("terraform", "plan", "-no-color", "-detailed-exitcode")
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 2 {
		t.Fatalf("the plan has changes:\n%s", out)
	}
	if err != nil {
		t.Fatalf("terraform plan: %v\n%s", err, out)
	}
}

// changed changes a member of every resource that can be changed.
func changed(config string) string {
	return strings.NewReplacer(
		"inbound_calls_enabled    = true", "inbound_calls_enabled    = false",
		"When the office is open", "When somebody is there",
		"hours   = 8", "hours   = 9",
		"Contacts about topic", "Questions about topic",
		`team = "support"`, `team = "service"`,
		"All topics", "Everything",
		"concurrency = 2", "concurrency = 5",
		"delay    = 0", "delay    = 10",
		`level_two { name = "Team" }`, `level_two { name = "Group" }`,
		`= "North"`, `= "South"`,
		"May take contacts", "Takes contacts",
		`"OutboundCallAccess"`, `"AgentGrid"`,
		`"Moore"`, `"Bell"`,
		"time_limit = 30", "time_limit = 45",
		"The founder", "The lady who founded it",
		"+441632960001", "+441632960002",
		"Puts contacts into a queue", "Leads to a queue",
		"Ends contacts", "Where contacts end",
	).Replace(config)
}

// many matches the resources beside the first of those with a count.
var many = regexp.MustCompile(`\[[1-9]\d*\]$`)

// reimport takes every resource out of the state and imports it again.
func (s *server) reimport(t *testing.T) {
	t.Helper()
	for _, name := range strings.Fields(s.run(t, "terraform", "state", "list", "-no-color")) {
		if many.MatchString(name) {
			continue // one of a kind is enough
		}
		shown := s.run(t, "terraform", "state", "show", "-no-color", name)
		id := regexp.MustCompile(`(?m)^    id +=\s+"(.*)"$`).FindStringSubmatch(shown)
		if id == nil {
			t.Fatalf("%s has no id:\n%s", name, shown)
		}
		s.run(t, "terraform", "state", "rm", "-no-color", name)
		s.run(t, "terraform", "import", "-no-color", name, id[1])
	}
}

// tail is the end of a long output.
func tail(out string) string { return out[max(0, len(out)-2000):] }
