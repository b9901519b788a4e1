package journaltest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/strowger/strowger/journal"
)

// childDir names the directory that a child process appends to.
const childDir = "JOURNALTEST_CHILD_DIR"

// Main runs the tests of a package that uses ExerciseFiles; its TestMain calls
// nothing else. The exercise starts the test binary again, as a process that
// appends until it is killed: then Main does that instead.
func Main(m *testing.M, open func(dir string) (journal.Journal, error)) {
	dir := os.Getenv(childDir)
	if dir == "" {
		os.Exit(m.Run())
	}
	go func() { // end with the parent, however it ends
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(1)
	}()
	if err := child(dir, open); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// childInstances is how many instances a child appends to at the same time.
const childInstances = 4

// child appends to several instances and says so on standard output.
func child(dir string, open func(string) (journal.Journal, error)) error {
	j, err := open(dir)
	if err != nil {
		return err
	}
	ctx := context.Background()
	acks := make(chan string)
	failed := make(chan error, childInstances)
	for i := range childInstances {
		go func() { failed <- childAppend(ctx, j, fmt.Sprint("instance-", i), acks) }()
	}
	for {
		select {
		case ack := <-acks:
			if _, err := io.WriteString(os.Stdout, ack); err != nil {
				return err
			}
		case err := <-failed:
			return err
		}
	}
}

// childAppend appends to one instance for ever. An ack is the instance, the
// position and the hash of a record that was acknowledged.
func childAppend(ctx context.Context, j journal.Journal, inst string, acks chan<- string) error {
	w, err := j.Acquire(ctx, inst, "child", journal.Record{}, none)
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		r, err := w.Append(ctx, fmt.Appendf(nil, "%s: append %d of epoch %d", inst, n, w.Epoch()))
		if err != nil {
			return err
		}
		acks <- fmt.Sprintf("%s %d %x\n", inst, r.Pos, r.Hash())
		if n%100 == 99 {
			if err := j.PutSnapshot(ctx, inst, r, new(io.LimitedReader)); err != nil {
				return err
			}
			if err := j.Trim(ctx, inst, r.Pos/2); err != nil {
				return err
			}
		}
	}
}

// killed: a process that is killed while it appends loses nothing that was
// acknowledged.
func killed(t *testing.T, f Files) {
	const rounds = 12
	rng, dir := random(t), t.TempDir()
	acked := make(map[string]string) // instance and position: hash
	for range rounds {
		killChild(t, dir, 20+rng.IntN(300), acked)
		expectAcked(t, f, dir, acked)
	}
	t.Logf("%d appends acknowledged in %d rounds", len(acked), rounds)
}

// killChild starts a child, kills it after some acks and adds all of its acks
// to those known.
func killChild(t *testing.T, dir string, after int, acked map[string]string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	cmd.Stderr = os.Stderr
	_, err := cmd.StdinPipe() // open as long as we are
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	var kill sync.Once
	n := 0
	for lines := bufio.NewScanner(out); lines.Scan(); n++ {
		var inst, hash string
		var pos journal.Pos
		if _, err := fmt.Sscan(lines.Text(), &inst, &pos, &hash); err != nil {
			break // killed in the middle of a line
		}
		acked[fmt.Sprint(inst, " ", pos)] = hash
		if n >= after {
			kill.Do(func() { err = cmd.Process.Kill() })
		}
	}
	var exit *exec.ExitError
	if werr := cmd.Wait(); err != nil || n < after || !errors.As(werr, &exit) || exit.Exited() {
		t.Fatalf("the child ended by itself after %d appends: %v", n, errors.Join(err, werr))
	}
}

// expectAcked ends the test unless a replay gives every acknowledged record
// that was not trimmed.
func expectAcked(t *testing.T, f Files, dir string, acked map[string]string) {
	t.Helper()
	j, err := f.Open(dir)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	defer closeJournal(t, j)
	for i := range childInstances {
		inst := fmt.Sprint("instance-", i)
		at, _ := latest(t, j, inst)
		got, err := read(j, inst, at)
		if err != nil {
			t.Fatalf("Replay: %v", err)
		}
		last := at.Pos
		for _, r := range got {
			last = r.Pos
			if hash, ok := acked[fmt.Sprint(inst, " ", r.Pos)]; ok && hash != fmt.Sprintf("%x", r.Hash()) {
				t.Fatalf("%s has another record than was acknowledged: %s", inst, brief(r))
			}
		}
		if _, lost := acked[fmt.Sprint(inst, " ", last+1)]; lost {
			t.Fatalf("%s ends at record %d, but the next was acknowledged", inst, last)
		}
	}
}
