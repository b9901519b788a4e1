package routing_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// BenchmarkLifecycle measures contacts from start to completion: started, given
// criteria (three in ten), queued, offered, accepted, ended and cleared. A
// contact for which nobody is free or fit hangs up; offers/op tells how many.
func BenchmarkLifecycle(b *testing.B) {
	for _, agents := range []int{10, 10_000} {
		b.Run(fmt.Sprintf("agents=%d", agents), func(b *testing.B) {
			f := newFloor(b, agents)
			offers := 0
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if f.lifecycle(strowger.ContactID("c" + strconv.Itoa(i))) {
					offers++
				}
			}
			b.ReportMetric(float64(offers)/float64(b.N), "offers/op")
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "lifecycles/s")
		})
	}
}

// floor is a contact centre at work.
type floor struct {
	tb     testing.TB
	rng    *rand.Rand
	engine *routing.Engine
	now    strowger.Time
}

// The size of the floor, apart from its agents.
const (
	floorQueues    = 20
	floorProfiles  = 10
	profileQueues  = 12 // that a profile serves
	floorLanguages = 5
)

func newFloor(tb testing.TB, agents int) *floor {
	f := &floor{tb: tb, rng: rand.New(rand.NewPCG(1, 2)), engine: routing.New(), now: 1_800_000_000_000}
	f.step(f.instance())
	for i := range agents {
		id := strowger.UserID("agent" + strconv.Itoa(i))
		f.step(strowger.CreateUser{User: strowger.User{ID: id, Username: string(id),
			RoutingProfileID: profileID(i % floorProfiles)}})
		f.step(strowger.AssociateUserProficiencies{ID: id, Proficiencies: []strowger.Proficiency{
			{Name: "Language", Value: f.language(), Level: float64(2 + f.rng.IntN(4))}}})
		f.step(strowger.PutAgentStatus{UserID: id, StatusID: "available"})
	}
	return f
}

func (f *floor) language() string { return "l" + strconv.Itoa(f.rng.IntN(floorLanguages)) }

func queueID(i int) strowger.QueueID { return strowger.QueueID("queue" + strconv.Itoa(i)) }

func profileID(i int) strowger.RoutingProfileID {
	return strowger.RoutingProfileID("profile" + strconv.Itoa(i))
}

func (f *floor) instance() strowger.CreateInstance {
	c := strowger.CreateInstance{
		Instance: strowger.Instance{ID: "bench"},
		AgentStatuses: []strowger.AgentStatus{
			{ID: "available", Name: "Available", Type: strowger.Routable, State: "ENABLED"},
			{ID: "offline", Name: "Offline", Type: strowger.Offline, State: "ENABLED"},
		},
		ContactFlows: []strowger.ContactFlow{{ID: "flow", Name: "Flow", Type: "CONTACT_FLOW",
			Status: "PUBLISHED", State: "ACTIVE"}},
	}
	languages := strowger.PredefinedAttribute{Name: "Language"}
	for i := range floorLanguages {
		languages.Values = append(languages.Values, "l"+strconv.Itoa(i))
	}
	c.PredefinedAttributes = append(c.PredefinedAttributes, languages)
	for i := range floorQueues {
		c.Queues = append(c.Queues, strowger.Queue{ID: queueID(i), Name: string(queueID(i)),
			Type: strowger.StandardQueue, Status: strowger.QueueEnabled})
	}
	for i := range floorProfiles {
		c.RoutingProfiles = append(c.RoutingProfiles, f.profile(i))
	}
	return c
}

func (f *floor) profile(i int) strowger.RoutingProfile {
	p := strowger.RoutingProfile{ID: profileID(i), Name: string(profileID(i)), DefaultOutboundQueueID: queueID(0),
		AgentAvailabilityTimer: strowger.TimeSinceLastActivity,
		MediaConcurrencies: []strowger.MediaConcurrency{
			{Channel: strowger.Voice, Concurrency: 1, CrossChannel: strowger.RouteCurrentChannelOnly},
			{Channel: strowger.Chat, Concurrency: 3, CrossChannel: strowger.RouteCurrentChannelOnly},
			{Channel: strowger.Task, Concurrency: 2, CrossChannel: strowger.RouteAnyChannel},
			{Channel: strowger.Email, Concurrency: 2, CrossChannel: strowger.RouteAnyChannel},
		}}
	for j := range profileQueues {
		for _, ch := range strowger.Channels {
			p.Queues = append(p.Queues, strowger.RoutingProfileQueue{
				QueueReference: strowger.QueueReference{QueueID: queueID((2*i + j) % floorQueues), Channel: ch},
				Priority:       1 + j%3,
				DelaySeconds:   30 * ((i + j) % 2),
			})
		}
	}
	return p
}

func (f *floor) step(c strowger.Command) []strowger.Event {
	f.now++
	events, err := f.engine.Step(f.now, c)
	if err != nil {
		f.tb.Fatalf("%T: %v", c, err)
	}
	return events
}

// lifecycle takes a contact from start to completion and reports whether an
// agent has handled it.
func (f *floor) lifecycle(id strowger.ContactID) bool {
	f.step(strowger.StartContact{Contact: strowger.Contact{ID: id, FlowID: "flow",
		Channel: strowger.Channels[f.rng.IntN(len(strowger.Channels))]}})
	f.step(strowger.SetTargetQueue{ContactID: id, QueueID: queueID(f.rng.IntN(floorQueues))})
	if f.rng.IntN(10) < 3 {
		f.step(strowger.UpdateRoutingData{ContactID: id, Criteria: f.criteria()})
	}
	for _, ev := range f.step(strowger.EnqueueContact{ContactID: id}) {
		if offered, ok := ev.(strowger.ContactOffered); ok {
			f.step(strowger.AcceptContact{UserID: offered.UserID, ContactID: id})
			f.step(strowger.LeaveContact{UserID: offered.UserID, ContactID: id})
			f.step(strowger.ClearContact{UserID: offered.UserID, ContactID: id})
			return true
		}
	}
	f.step(strowger.DisconnectContact{ContactID: id, Reason: strowger.CustomerDisconnect})
	return false
}

func (f *floor) criteria() *strowger.RoutingCriteria {
	speaks := func(level float64) strowger.Expression {
		return strowger.Expression{Condition: &strowger.AttributeCondition{
			Operator: strowger.AtLeast, Name: "Language", Value: f.language(), Level: level}}
	}
	return &strowger.RoutingCriteria{Steps: []strowger.RoutingStep{
		{Expression: speaks(3), ExpirySeconds: 30}, {Expression: speaks(2)}}}
}
