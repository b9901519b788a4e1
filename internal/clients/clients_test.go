// Package clients_test runs what the pages in docs/clients tell people to run:
// each page against a server of its own, with the client that is installed here.
// A client that is not installed is named and skipped.
package clients_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// server is a running `strowger serve`, and a folder to work in.
type server struct {
	dir     string
	address string
	env     []string // what `strowger env` exports
}

// binary builds the program once.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "strowger-clients-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "strowger")
	return path, exec.Command("go", "build", "-o", path, "github.com/strowger/strowger/cmd/strowger").Run()
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := binary(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path)) // it is in the system's temporary folder
	}
	os.Exit(code)
}

// serve starts a server that ends with the test.
func serve(t *testing.T) *server {
	t.Helper()
	strowger, err := binary()
	if err != nil {
		t.Fatalf("go build: %v", err)
	}
	s := &server{dir: t.TempDir()}
	data := filepath.Join(s.dir, "strowger-data")
	process := exec.Command(strowger, "serve", "--listen", "127.0.0.1:0", "--data", data, "--log-level", "error")
	process.Stderr = os.Stderr
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = process.Process.Signal(os.Interrupt) // Wait tells
		if err := process.Wait(); err != nil {
			t.Errorf("strowger serve: %v", err)
		}
	})
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("strowger serve printed nothing")
	}
	s.address = strings.TrimPrefix(lines.Text(), "strowger: listening on http://")
	s.env = append(os.Environ(),
		"AWS_ENDPOINT_URL_CONNECT=http://"+s.address, "AWS_ENDPOINT_URL_STS=http://"+s.address,
		"AWS_SHARED_CREDENTIALS_FILE="+filepath.Join(data, "credentials"),
		"AWS_REGION=us-east-1", "AWS_DEFAULT_REGION=us-east-1",
		"AWS_PROFILE=", "AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=", "AWS_SESSION_TOKEN=", "AWS_PAGER=",
	)
	s.env = unset(s.env, "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
	return s
}

// unset returns an environment without some variables.
func unset(env []string, names ...string) (rest []string) {
	for _, variable := range env {
		name, _, _ := strings.Cut(variable, "=")
		keep := true
		for _, n := range names {
			keep = keep && n != name
		}
		if keep {
			rest = append(rest, variable)
		}
	}
	return rest
}

// run runs a command in the folder of the server and returns what it printed.
func (s *server) run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := s.try(name, args...)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return out
}

func (s *server) try(name string, args ...string) (string, error) {
	c := exec.Command(name, args...)
	c.Dir, c.Env = s.dir, s.env
	out, err := c.CombinedOutput()
	return string(out), err
}

// write writes a file into the folder.
func (s *server) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// needs skips the test if a program is not installed.
func needs(t *testing.T, program, packages string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("SKIPPED: %s is not installed (%s)", program, packages)
	}
}

// blocks returns the code blocks of a page in some languages, in their order.
func blocks(t *testing.T, page string, languages ...string) (found []string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "docs", "clients", page))
	if err != nil {
		t.Fatal(err)
	}
	var block *strings.Builder
	for line := range strings.Lines(string(data)) {
		language, fence := strings.CutPrefix(strings.TrimSpace(line), "```")
		switch {
		case block == nil && fence && slices.Contains(languages, language):
			block = new(strings.Builder)
		case block != nil && fence:
			found, block = append(found, block.String()), nil
		case block != nil:
			block.WriteString(line)
		}
	}
	if len(found) == 0 {
		t.Fatalf("%s has no block of %s", page, strings.Join(languages, " or "))
	}
	return found
}

// here is a block with the address of the server in place of the default.
func (s *server) here(block string) string {
	return strings.ReplaceAll(block, "127.0.0.1:8420", s.address)
}
