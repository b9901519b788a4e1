package sqlite_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/journal/sqlite"
)

// TestGroupCommit holds a commit up while many instances append: all of them go
// into the next one.
func TestGroupCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release, held, commits := make(chan struct{}), false, 0
		j, err := sqlite.OpenCommit(t.TempDir(), func(do func() error) error {
			commits++
			if held {
				held = false
				<-release
			}
			return do()
		})
		closed(t, j, err)
		var writers []journal.Writer
		for n := range 50 {
			w, err := j.Acquire(t.Context(), fmt.Sprint("i", n), "test", journal.Record{}, none)
			if err != nil {
				t.Fatal(err)
			}
			writers = append(writers, w)
		}
		held, commits = true, 0
		outcomes := make(chan error, len(writers))
		for _, w := range writers {
			go func() {
				_, err := w.Append(t.Context(), []byte("x"))
				outcomes <- err
			}()
			synctest.Wait() // the first is held, the others wait for it
		}
		close(release)
		for range writers {
			if err := <-outcomes; err != nil {
				t.Error(err)
			}
		}
		if commits != 2 {
			t.Errorf("%d appends took %d commits, want 2", len(writers), commits)
		}
	})
}
