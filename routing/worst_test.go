package routing_test

import (
	"fmt"
	"runtime"
	"strconv"
	"testing"

	"github.com/strowger/strowger"
)

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
			const logins = 10_000
			offers, took := 0, int64(0)
			var times samples
			for b.Loop() {
				b.StopTimer()
				f := newCrowd(b, 2*logins, 0)
				f.crowdOf(1_000_000, w)
				runtime.GC()
				b.StartTimer()
				clock := startClock()
				for i := range logins {
					events := times.of(func() []strowger.Event {
						return f.step(strowger.PutAgentStatus{UserID: userID(2 * i), StatusID: "available"})
					})
					offers += len(events) - 1
				}
				took += clock.stop()
			}
			b.ReportMetric(float64(took)/float64(b.N*logins), "cpu-ns/login")
			b.ReportMetric(float64(offers)/float64(b.N*logins), "offers/login")
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
				{Expression: new(agents("absent")), ExpirySeconds: 60}, {Expression: &f0}}}
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
