package routing_test

import (
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/strowger/strowger"
)

// scaleSizes are the sizes between which nothing may grow much.
var scaleSizes = []struct{ agents, contacts int }{{100, 1_000}, {10_000, 100_000}, {100_000, 1_000_000}}

// BenchmarkEnqueueToOffer measures the step that queues a contact and offers it
// to one of half the agents, who are free, while many contacts wait for the
// other half, who are away. p99-ns is of that step alone.
func BenchmarkEnqueueToOffer(b *testing.B) {
	for _, size := range scaleSizes {
		b.Run(fmt.Sprintf("agents=%d/waiting=%d", size.agents, size.contacts), func(b *testing.B) {
			f := newCrowd(b, size.agents, size.contacts)
			for i := range size.agents / 2 {
				f.step(strowger.PutAgentStatus{UserID: userID(2*i + 1), StatusID: "available"})
			}
			var times samples
			runtime.GC()
			for i := 0; b.Loop(); i++ {
				id := strowger.ContactID("n" + strconv.Itoa(i))
				f.prepare(id, queueID(2*f.rng.IntN(floorQueues/2)+1), f.mixed())
				events := times.of(func() []strowger.Event { return f.step(strowger.EnqueueContact{ContactID: id}) })
				f.finish(id, events)
			}
			times.report(b)
		})
	}
}

// BenchmarkAvailableToOffer measures the step in which an agent becomes
// available and is offered one of the contacts that wait. Another contact then
// takes its place.
func BenchmarkAvailableToOffer(b *testing.B) {
	for _, size := range scaleSizes {
		b.Run(fmt.Sprintf("agents=%d/waiting=%d", size.agents, size.contacts), func(b *testing.B) {
			f := newCrowd(b, size.agents, size.contacts)
			var times samples
			offers := 0
			runtime.GC()
			for i := 0; b.Loop(); i++ {
				agent := userID(2 * f.rng.IntN(size.agents/2))
				events := times.of(func() []strowger.Event {
					return f.step(strowger.PutAgentStatus{UserID: agent, StatusID: "available"})
				})
				f.step(strowger.PutAgentStatus{UserID: agent, StatusID: "offline"})
				for j, ev := range events[1:] {
					taken, _ := f.engine.Contact(ev.(*strowger.ContactOffered).ContactID)
					like := taken.Copy()
					f.finishAll(events[j+1 : j+2])
					f.enqueueLike(strowger.ContactID(fmt.Sprintf("n%d.%d", i, j)), like)
					offers++
				}
			}
			b.ReportMetric(float64(offers)/float64(b.N), "offers/op")
			times.report(b)
		})
	}
}

// BenchmarkWaiting measures what a waiting contact takes of memory, with its
// place in the indexes, and how long it takes to get there.
func BenchmarkWaiting(b *testing.B) {
	for _, bench := range []struct {
		kind     worstKind
		contacts int
	}{{worst[0], 1_000}, {worst[0], 1_000_000}, {worst[1], 1_000}, {worst[1], 100_000}} {
		b.Run(fmt.Sprintf("%s/contacts=%d", bench.kind.name, bench.contacts), func(b *testing.B) {
			contacts := bench.contacts
			for b.Loop() {
				f := newCrowd(b, 100, 0)
				before := heapBytes()
				clock := startClock()
				f.crowdOf(contacts, bench.kind)
				b.ReportMetric(float64(clock.stop())/float64(contacts), "cpu-ns/contact")
				b.ReportMetric(float64(heapBytes()-before)/float64(contacts), "bytes/contact")
				runtime.KeepAlive(f)
			}
		})
	}
}

func heapBytes() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// newCrowd returns a floor where agents are away and contacts wait. Agents and
// queues with an even number belong together, as do those with an odd one; the
// contacts wait in the even queues.
func newCrowd(tb testing.TB, agents, contacts int) *floor {
	f := emptyFloor(tb)
	c := f.instance()
	for i := range c.RoutingProfiles {
		p := &c.RoutingProfiles[i]
		for j := range p.Queues {
			q := (2*(i+j/len(strowger.Channels)) + i%2) % floorQueues
			p.Queues[j].QueueID = queueID(q)
		}
	}
	f.step(c)
	for i := range agents {
		f.hire(i, profileID(i%floorProfiles))
	}
	f.crowd(contacts)
	return f
}

func (f *floor) crowd(contacts int) { f.crowdOf(contacts, worst[0]) }

func (f *floor) crowdOf(contacts int, kind worstKind) {
	for i := range contacts {
		f.enqueue(strowger.ContactID("c"+strconv.Itoa(i)), queueID(2*f.rng.IntN(floorQueues/2)), kind.criteria(f, i))
	}
}

// mixed returns the criteria of three contacts in ten.
func (f *floor) mixed() *strowger.RoutingCriteria {
	if f.rng.IntN(10) < 3 {
		return f.lasting()
	}
	return nil
}

// lasting asks for one of the floor's expressions for good.
func (f *floor) lasting() *strowger.RoutingCriteria {
	return only(f.expressions[f.rng.IntN(floorExpressions)])
}

func only(x strowger.Expression) *strowger.RoutingCriteria {
	return &strowger.RoutingCriteria{Steps: []strowger.RoutingStep{{Expression: &x}}}
}

func (f *floor) prepare(id strowger.ContactID, queue strowger.QueueID, criteria *strowger.RoutingCriteria) {
	f.step(strowger.StartContact{Contact: &strowger.Contact{ID: id, FlowID: "flow",
		Channel: strowger.Channels[f.rng.IntN(len(strowger.Channels))]}})
	f.step(strowger.SetTargetQueue{ContactID: id, QueueID: queue})
	if criteria != nil {
		f.step(strowger.UpdateRoutingData{ContactID: id, Criteria: criteria})
	}
}

func (f *floor) enqueue(id strowger.ContactID, queue strowger.QueueID, criteria *strowger.RoutingCriteria) []strowger.Event {
	f.prepare(id, queue, criteria)
	return f.step(strowger.EnqueueContact{ContactID: id})
}

// enqueueLike queues a contact that waits for the same as another.
func (f *floor) enqueueLike(id strowger.ContactID, c *strowger.Contact) {
	f.step(strowger.StartContact{Contact: &strowger.Contact{ID: id, FlowID: "flow", Channel: c.Channel}})
	f.step(strowger.SetTargetQueue{ContactID: id, QueueID: c.QueueID})
	if c.Criteria != nil {
		f.step(strowger.UpdateRoutingData{ContactID: id, Criteria: c.Criteria})
	}
	f.step(strowger.EnqueueContact{ContactID: id})
}

// finish lets the agent to whom a contact was offered handle it, or else the
// customer hang up.
func (f *floor) finish(id strowger.ContactID, events []strowger.Event) {
	if f.finishAll(events) == 0 {
		f.step(strowger.DisconnectContact{ContactID: id, Reason: strowger.CustomerDisconnect})
	}
}

// finishAll takes the contacts that were offered through their agents and
// returns how many there were.
func (f *floor) finishAll(events []strowger.Event) (n int) {
	for _, ev := range events {
		if o, ok := ev.(*strowger.ContactOffered); ok {
			f.step(strowger.AcceptContact{UserID: o.UserID, ContactID: o.ContactID})
			f.end(offer{o.ContactID, o.UserID})
			n++
		}
	}
	return n
}

// samples are how long single steps took.
type samples []time.Duration

func (s *samples) of(step func() []strowger.Event) []strowger.Event {
	start := time.Now()
	events := step()
	*s = append(*s, time.Since(start))
	return events
}

func (s samples) report(b *testing.B) {
	slices.Sort(s)
	b.ReportMetric(float64(s[len(s)/2]), "p50-ns")
	b.ReportMetric(float64(s[len(s)*99/100]), "p99-ns")
}
