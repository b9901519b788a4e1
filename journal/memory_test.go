package journal_test

import (
	"testing"

	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/journal/journaltest"
)

func TestMemory(t *testing.T) {
	journaltest.Exercise(t, func(t *testing.T) journal.Journal {
		j := journal.NewMemory()
		t.Cleanup(func() {
			if err := j.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
		return j
	})
}
