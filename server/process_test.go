package server_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// programDir holds the command that the tests run.
var programDir string

func TestMain(m *testing.M) {
	var err error
	if programDir, err = os.MkdirTemp("", "strowger-program-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	status := m.Run()
	if err := os.RemoveAll(programDir); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(status)
}

// program builds the command strowger, once for all tests, and returns its path.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(programDir, "strowger.exe") // Windows asks for the ending
	out, err := exec.Command("go", "build", "-o", path, "github.com/strowger/strowger/cmd/strowger").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, err
})

// process is a running `strowger serve`. It is killed at the end of the test if
// it has not ended by then.
type process struct {
	t   testing.TB
	cmd *exec.Cmd
	out io.Reader
	url string // where it listens
	log bytes.Buffer

	wait func() error // for its end; may be called again
}

// serve starts a server and returns when it listens.
func serve(t testing.TB, dataDir string, flags ...string) *process {
	t.Helper()
	p := launch(t, dataDir, flags...)
	line, err := bufio.NewReader(p.out).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "strowger: listening on ")
	if err != nil || !ok {
		err = p.wait()
		t.Fatalf("the server says %q and ends with %v\n%s", line, err, &p.log)
	}
	p.url = url
	return p
}

// launch starts a server and does not wait for it.
func launch(t testing.TB, dataDir string, flags ...string) *process {
	t.Helper()
	path, err := program()
	must(t, err)
	flags = append([]string{"serve", "--data", dataDir, "--listen", "127.0.0.1:0", "--log-level", "warn", "--quota", "none"}, flags...)
	p := &process{t: t, cmd: exec.Command(path, flags...)}
	p.wait = sync.OnceValue(p.cmd.Wait)
	p.cmd.Stderr = &p.log
	p.out, err = p.cmd.StdoutPipe()
	must(t, err)
	must(t, p.cmd.Start())
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // unless it has ended
		_ = p.wait()
	})
	return p
}

// kill ends the process with SIGKILL: it has no moment to finish anything.
func (p *process) kill() {
	p.t.Helper()
	must(p.t, p.cmd.Process.Kill())
	_ = p.wait() // it was killed
}

// terminate asks the process to end and returns what it has logged.
func (p *process) terminate(c *client) string {
	p.t.Helper()
	must(p.t, p.cmd.Process.Signal(syscall.SIGTERM))
	p.ended(c)
	return p.log.String()
}

// ended waits for a process that was asked to end, which must be with status 0.
// Connections that were opened and never used would hold it up for five seconds:
// they could bring a request at any moment.
func (p *process) ended(c *client) {
	p.t.Helper()
	c.http.CloseIdleConnections()
	if err := p.wait(); err != nil {
		p.t.Errorf("after SIGTERM the server ends with %v\n%s", err, &p.log)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
