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
					taken, _ := f.engine.Contact(ev.(strowger.ContactOffered).ContactID)
					like := *taken
					f.finishAll(events[j+1 : j+2])
					f.enqueueLike(strowger.ContactID(fmt.Sprintf("n%d.%d", i, j)), &like)
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
	return &strowger.RoutingCriteria{Steps: []strowger.RoutingStep{{Expression: x}}}
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
		if o, ok := ev.(strowger.ContactOffered); ok {
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

// worstKind is what many contacts ask for.
type worstKind struct {
	name     string
	criteria func(f *floor, i int) *strowger.RoutingCriteria
}

// worst are the cases that an index may be bad at, after the ordinary one.
var worst = []worstKind{
	{"mixed", func(f *floor, _ int) *strowger.RoutingCriteria { return f.mixed() }},
	{"own-expressions", func(f *floor, i int) *strowger.RoutingCriteria {
		return only(strowger.Expression{Condition: &strowger.AttributeCondition{Operator: strowger.InRange,
			Name: "Language", Value: language(i % floorLanguages), Min: 1, Max: 5 - float64(i)/1e7}})
	}},
	{"one-absent-agent", func(*floor, int) *strowger.RoutingCriteria { return only(agents(userID(1))) }},
	{"an-absent-agent-each", func(_ *floor, i int) *strowger.RoutingCriteria {
		return only(agents(strowger.UserID("absent" + strconv.Itoa(i))))
	}},
}

func agents(ids ...strowger.UserID) strowger.Expression {
	return strowger.Expression{Condition: &strowger.AttributeCondition{Operator: strowger.Match, AgentIDs: ids}}
}

// BenchmarkWorstLogin measures the log-in of 10,000 agents onto 1,000,000
// contacts that wait, by what the contacts ask for.
func BenchmarkWorstLogin(b *testing.B) {
	for _, w := range worst {
		b.Run(w.name, func(b *testing.B) {
			f := newCrowd(b, 20_000, 0)
			f.crowdOf(1_000_000, w)
			runtime.GC()
			offers, logins := 0, 0
			var times samples
			clock := startClock()
			for i := 0; b.Loop() && i < 10_000; i++ {
				logins++
				events := times.of(func() []strowger.Event {
					return f.step(strowger.PutAgentStatus{UserID: userID(2 * i), StatusID: "available"})
				})
				offers += len(events) - 1
			}
			b.ReportMetric(float64(clock.stop())/float64(logins), "cpu-ns/login")
			b.ReportMetric(float64(offers)/float64(logins), "offers/login")
			times.report(b)
		})
	}
}

// stampede returns a floor where contacts wait in one queue that all profiles
// serve by the same rows and delays.
func stampede(b *testing.B, contacts int, delay func(profile int) int, criteria *strowger.RoutingCriteria) *floor {
	f := emptyFloor(b)
	c := f.instance()
	for i := range c.RoutingProfiles {
		c.RoutingProfiles[i].Queues = []strowger.RoutingProfileQueue{{
			QueueReference: strowger.QueueReference{QueueID: queueID(0), Channel: strowger.Voice}, Priority: 1, DelaySeconds: delay(i)}}
	}
	f.step(c)
	for i := range 10_000 {
		f.hire(i, profileID(i%floorProfiles))
	}
	for i := range contacts {
		id := strowger.ContactID("c" + strconv.Itoa(i))
		f.step(strowger.StartContact{Contact: &strowger.Contact{ID: id, FlowID: "flow", Channel: strowger.Voice}})
		f.step(strowger.SetTargetQueue{ContactID: id, QueueID: queueID(0)})
		if criteria != nil {
			f.step(strowger.UpdateRoutingData{ContactID: id, Criteria: criteria})
		}
	}
	at := f.now
	for i := range contacts {
		f.now = at // all in the same instant
		f.step(strowger.EnqueueContact{ContactID: strowger.ContactID("c" + strconv.Itoa(i))})
	}
	return f
}

// BenchmarkWorstExpiry measures a step that expires for 100,000 contacts in the
// same second, with nobody and with 10,000 agents waiting for it.
func BenchmarkWorstExpiry(b *testing.B) {
	const contacts = 100_000
	for _, available := range []int{0, 1_000, 10_000} {
		b.Run(fmt.Sprintf("available=%d", available), func(b *testing.B) {
			criteria := &strowger.RoutingCriteria{Steps: []strowger.RoutingStep{
				{Expression: agents("absent"), ExpirySeconds: 60}, {Expression: f0}}}
			for b.Loop() {
				f := stampede(b, contacts, func(int) int { return 0 }, criteria)
				for i := range available {
					f.step(strowger.PutAgentStatus{UserID: userID(i), StatusID: "available"})
				}
				due, _ := f.engine.NextDeadline()
				f.now = due
				clock := startClock()
				offers := len(f.step(strowger.Tick{})) - contacts
				b.ReportMetric(float64(clock.stop())/contacts, "cpu-ns/contact")
				b.ReportMetric(float64(offers), "offers")
			}
		})
	}
}

// f0 is what everyone fulfils.
var f0 = strowger.Expression{NotCondition: &strowger.AttributeCondition{Operator: strowger.Match, AgentIDs: []strowger.UserID{"absent"}}}

// BenchmarkWorstDelays measures 100,000 contacts that pass 49 delays, one for
// each profile, all in the same seconds.
func BenchmarkWorstDelays(b *testing.B) {
	const contacts = 100_000
	for b.Loop() {
		f := stampede(b, contacts, func(profile int) int { return 10 * profile }, nil)
		clock, fired := startClock(), 0
		for {
			due, ok := f.engine.NextDeadline()
			if !ok {
				break
			}
			f.now = due
			f.step(strowger.Tick{})
			fired++
		}
		b.ReportMetric(float64(clock.stop())/contacts/float64(max(1, fired)), "cpu-ns/contact/delay")
		b.ReportMetric(float64(fired), "delays")
	}
}

// BenchmarkWorstSave measures a change of a routing profile while contacts wait
// for its agents, first none of whom can take one, then all of whom can.
func BenchmarkWorstSave(b *testing.B) {
	for _, agents := range []int{0, 200, 2_000} {
		b.Run(fmt.Sprintf("agents=%d", agents), func(b *testing.B) {
			var f *floor
			row := strowger.RoutingProfileQueue{Priority: 1,
				QueueReference: strowger.QueueReference{QueueID: queueID(0), Channel: strowger.Voice}}
			var save strowger.Command = strowger.AssociateRoutingProfileQueues{ID: "new", Queues: []strowger.RoutingProfileQueue{row}}
			for b.Loop() {
				b.StopTimer()
				f = stampede(b, 100_000, func(int) int { return 0 }, nil)
				p := floorProfile(0)
				p.ID, p.Name, p.Queues = "new", "new", nil
				f.step(strowger.CreateRoutingProfile{RoutingProfile: p})
				for i := range agents {
					f.hire(10_000+i, "new")
					f.step(strowger.PutAgentStatus{UserID: userID(10_000 + i), StatusID: "available"})
				}
				b.StartTimer()
				clock := startClock()
				events := f.step(save)
				b.ReportMetric(float64(clock.stop()), "cpu-ns/save")
				b.ReportMetric(float64(len(events)-1), "offers")
			}
		})
	}
}

// BenchmarkWorstProfile measures lifecycles where profiles have 50 rows.
func BenchmarkWorstProfile(b *testing.B) {
	f := emptyFloor(b)
	c := f.instance()
	for i := range c.RoutingProfiles {
		p := &c.RoutingProfiles[i]
		for j := len(p.Queues); j < 50; j++ {
			p.Queues = append(p.Queues, strowger.RoutingProfileQueue{Priority: 1 + j%3, QueueReference: strowger.QueueReference{
				QueueID: queueID((2*i + j) % floorQueues), Channel: strowger.Voice}})
		}
	}
	f.step(c)
	for i := range 10_000 {
		f.hire(i, profileID(i%floorProfiles))
		f.step(strowger.PutAgentStatus{UserID: userID(i), StatusID: "available"})
	}
	clock := startClock()
	for i := 0; b.Loop(); i++ {
		if o, ok := f.begin(strowger.ContactID("c" + strconv.Itoa(i))); ok {
			f.end(o)
		}
	}
	b.ReportMetric(float64(clock.stop())/float64(b.N), "cpu-ns/op")
}
