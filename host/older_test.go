package host

import (
	"os"
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/flow"
)

// A snapshot of an older program restores to the digest with which it was taken, and
// the engine goes on from it. What has come before arrivals were numbered is before
// all that comes after, and by identifier among itself.
func TestSnapshotOfAnOlderProgram(t *testing.T) {
	data, err := os.ReadFile("testdata/snapshot-001.json")
	check(t, err)
	s, err := decodeSnapshot(data)
	check(t, err)
	queues := &strowger.ContentChange{Content: flow.Samples("queue")[0].Content, Status: strowger.Published}
	for _, c := range []strowger.Command{
		strowger.UpdateContactFlow{ID: "flow", Content: queues},
		strowger.StartContact{Contact: &strowger.Contact{ID: "a-new-one", Channel: strowger.Voice, FlowID: "flow"}},
	} {
		_, err := s.core.Do(s.now, c)
		check(t, err)
	}
	for i, id := range []strowger.ContactID{"moved", "wait-1", "wait-2", "a-new-one"} {
		c, _ := s.core.View().Contact(id)
		if place, _ := s.core.View().Place(id); place.Position != i+1 || c.EnqueueTimestamp != s.now {
			t.Errorf("%s, queued at %s, has the place %+v; want position %d at %s", id, c.EnqueueTimestamp, place, i+1, s.now)
		}
	}
}
