package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/strowger/strowger/demo"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"strowger": main})
}

// The scripts in testdata run the command as people do. Beside the commands of
// testscript they have
//
//	serve NAME FLAG...    start 'strowger serve' and wait for its first line,
//	                      which is kept as stdout; $NAME is its URL
//	stop NAME             send it SIGTERM; it must exit with status 0; its log is
//	                      kept as stderr
//	http METHOD URL BODY  send an unsigned request; status and body of the
//	                      answer are kept as stdout
//	signin NAME DIR U P   sign the user U of the demo in DIR in with the password
//	                      P; the answer is kept as http keeps it
//	occupy NAME           hold a port; $NAME is its address
func TestScripts(t *testing.T) {
	if os.PathSeparator != '/' {
		t.Skip("the scripts send signals and read POSIX shell")
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			// What the demo puts away must be seen to be gone.
			temp := filepath.Join(e.WorkDir, "tmp")
			e.Setenv("TMPDIR", temp)
			e.Values[serversKey{}] = servers{}
			return os.MkdirAll(temp, 0o700)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve": serveScript, "stop": stopScript, "http": httpScript, "signin": signInScript, "occupy": occupyScript,
		},
	})
}

// servers are the servers of a script by their names, kept under a key.
type (
	servers    map[string]*process
	serversKey struct{}
)

type process struct {
	cmd   *exec.Cmd
	ended chan error
	log   bytes.Buffer // to be read when it has ended
}

func serveScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: serve NAME FLAG...")
	}
	p := &process{ended: make(chan error, 1)}
	p.cmd = exec.Command("strowger", append([]string{"serve", "--listen", "127.0.0.1:0"}, args[1:]...)...)
	p.cmd.Dir = ts.MkAbs(".")
	p.cmd.Stderr = &p.log
	out, err := p.cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(p.cmd.Start())
	ts.Defer(func() { _ = p.cmd.Process.Kill() }) // unless it has been stopped
	line, err := bufio.NewReader(out).ReadString('\n')
	go func() { p.ended <- p.cmd.Wait() }()
	if err != nil {
		ts.Fatalf("no first line: %v\n%s", <-p.ended, &p.log)
	}
	_, url, _ := strings.Cut(strings.TrimSpace(line), "listening on ")
	ts.Setenv(args[0], url)
	ts.Value(serversKey{}).(servers)[args[0]] = p
	_, err = io.WriteString(ts.Stdout(), line)
	ts.Check(err)
}

func stopScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: stop NAME")
	}
	p := ts.Value(serversKey{}).(servers)[args[0]]
	ts.Check(p.cmd.Process.Signal(syscall.SIGTERM))
	if err := <-p.ended; err != nil {
		ts.Fatalf("%s: %v\n%s", args[0], err, &p.log)
	}
	_, err := p.log.WriteTo(ts.Stderr())
	ts.Check(err)
}

func httpScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: http METHOD URL [BODY]")
	}
	body := ""
	if len(args) == 3 {
		body = args[2]
	}
	r, err := http.NewRequest(args[0], args[1], strings.NewReader(body))
	ts.Check(err)
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	ts.Check(err)
	answer, err := io.ReadAll(response.Body)
	ts.Check(err)
	ts.Check(response.Body.Close())
	_, err = fmt.Fprintf(ts.Stdout(), "%s\n%s\n", response.Status, answer)
	ts.Check(err)
}

func signInScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: signin NAME DIR USERNAME PASSWORD")
	}
	var centre struct{ InstanceID string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(filepath.Join(args[1], demo.CentreFile))), &centre))
	httpScript(ts, false, []string{"POST", ts.Getenv(args[0]) + "/auth/sign-in",
		fmt.Sprintf(`{"InstanceId": %q, "Username": %q, "Password": %q}`, centre.InstanceID, args[2], args[3])})
}

func occupyScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: occupy NAME")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { ts.Check(l.Close()) })
	ts.Setenv(args[0], l.Addr().String())
}
