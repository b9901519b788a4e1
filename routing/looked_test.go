package routing_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/strowger/strowger"
)

// A decision looks at about as many agents and groups however many there are.
// That is counted, not timed, so it is the same on every machine.
func TestDecisionsDoNotGrow(t *testing.T) {
	small, large := newCrowd(t, 100, 1_000), newCrowd(t, 4_000, 40_000)
	for _, test := range []struct {
		name   string
		decide func(f *floor, agents int) int
	}{
		{"a contact arrives", (*floor).lookForAgent},
		{"an agent becomes free", (*floor).lookForContact},
	} {
		was, is := looks(small, 100, test.decide), looks(large, 4_000, test.decide)
		t.Logf("%s: %s, with 40 times as many agents and contacts %s", test.name, was, is)
		if is.p99 > 3*was.p99 {
			t.Errorf("%s: the 99th percentile grows from %d to %d", test.name, was.p99, is.p99)
		}
	}
}

// spread tells how many agents and groups decisions look at.
type spread struct{ p50, p99, most int }

func (s spread) String() string { return fmt.Sprintf("p50 %d, p99 %d, most %d", s.p50, s.p99, s.most) }

func looks(f *floor, agents int, decide func(f *floor, agents int) int) spread {
	const decisions = 1_000
	var counts []int
	for range decisions {
		counts = append(counts, decide(f, agents))
	}
	slices.Sort(counts)
	return spread{counts[decisions/2], counts[decisions*99/100], counts[decisions-1]}
}

// counted steps a command and returns at how much the engine looked.
func (f *floor) counted(c strowger.Command) (events []strowger.Event, looked int) {
	before := f.engine.Looked()
	events = f.step(c)
	return events, f.engine.Looked() - before
}

// lookForAgent queues a contact for agents who are free, while others wait for
// agents who are away.
func (f *floor) lookForAgent(agents int) int {
	for i := range agents / 2 {
		if a, _ := f.engine.Agent(userID(2*i + 1)); a.StatusID != "available" {
			f.step(strowger.PutAgentStatus{UserID: userID(2*i + 1), StatusID: "available"})
		}
	}
	id := strowger.ContactID("new" + strconv.Itoa(f.engine.Looked()) + "." + strconv.Itoa(int(f.now)))
	f.prepare(id, queueID(2*f.rng.IntN(floorQueues/2)+1), f.mixed())
	events, looked := f.counted(strowger.EnqueueContact{ContactID: id})
	f.finish(id, events)
	return looked
}

// lookForContact lets an agent become available to whom contacts are offered;
// others then take their place.
func (f *floor) lookForContact(agents int) int {
	user := userID(2 * f.rng.IntN(agents/2))
	events, looked := f.counted(strowger.PutAgentStatus{UserID: user, StatusID: "available"})
	f.step(strowger.PutAgentStatus{UserID: user, StatusID: "offline"})
	for _, ev := range events[1:] {
		o := ev.(*strowger.ContactOffered)
		taken, _ := f.engine.Contact(o.ContactID)
		like := taken.Copy()
		f.finishAll([]strowger.Event{ev})
		f.enqueueLike(o.ContactID+"'", like)
	}
	return looked
}
