package sqlite_test

import (
	"context"
	"errors"
	"testing"

	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/journal/sqlite"
)

// TestAppendCancelled holds a commit up and ends the contexts of two appends
// meanwhile. The one in the transaction is uncertain; the one that waits for
// the next is withdrawn, and its writer goes on.
func TestAppendCancelled(t *testing.T) {
	begun, release := make(chan struct{}), make(chan struct{})
	held := false
	j, err := sqlite.OpenCommit(t.TempDir(), func(do func() error) error {
		if held {
			held = false
			close(begun)
			<-release
		}
		return do()
	})
	closed(t, j, err)
	var writers []journal.Writer
	for _, inst := range []string{"a", "b"} {
		w, err := j.Acquire(t.Context(), inst, "test", journal.Record{}, none)
		if err != nil {
			t.Fatal(err)
		}
		writers = append(writers, w)
	}

	held = true // the appender sees it with the next request
	ctx, cancel := context.WithCancel(t.Context())
	outcomes := make(chan error)
	go func() {
		_, err := writers[0].Append(ctx, []byte("being stored"))
		outcomes <- err
	}()
	<-begun
	go func() {
		_, err := writers[1].Append(ctx, []byte("waiting"))
		outcomes <- err
	}()
	cancel()
	for range 2 {
		if err := <-outcomes; !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want the context's", err)
		}
	}
	close(release)

	if _, err := writers[0].Append(t.Context(), nil); !errors.Is(err, journal.ErrUncertain) {
		t.Errorf("the writer of the uncertain append gives %v", err)
	}
	r, err := writers[1].Append(t.Context(), nil)
	if err != nil || r.Pos != 2 {
		t.Errorf("the writer of the withdrawn append stores record %d, %v; want 2", r.Pos, err)
	}
	last, err := j.Replay(t.Context(), "a", journal.Record{}, none)
	if err != nil || string(last.Data) != "being stored" {
		t.Errorf("the uncertain append left %q, %v", last.Data, err)
	}
}

// TestCloseFinishesAppends closes a journal while a commit is held up.
func TestCloseFinishesAppends(t *testing.T) {
	dir := t.TempDir()
	begun, release := make(chan struct{}), make(chan struct{})
	commits := 0
	j, err := sqlite.OpenCommit(dir, func(do func() error) error {
		if commits++; commits == 2 {
			close(begun)
			<-release
		}
		return do()
	})
	if err != nil {
		t.Fatal(err)
	}
	w, err := j.Acquire(t.Context(), "a", "test", journal.Record{}, none)
	if err != nil {
		t.Fatal(err)
	}
	appended, ended := make(chan error), make(chan error)
	go func() {
		_, err := w.Append(t.Context(), []byte("in time"))
		appended <- err
	}()
	<-begun
	go func() { ended <- j.Close() }()
	close(release)
	if err := errors.Join(<-appended, <-ended); err != nil {
		t.Fatal(err)
	}
	last, err := open(t, dir).Replay(t.Context(), "a", journal.Record{}, none)
	if err != nil || string(last.Data) != "in time" {
		t.Errorf("after Close the last record is %q, %v", last.Data, err)
	}
}
