package routing_test

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// floor is a contact centre at work.
type floor struct {
	tb          testing.TB
	rng         *rand.Rand
	engine      *routing.Engine
	now         strowger.Time
	expressions []strowger.Expression
	contact     strowger.Contact // that begins
	keeps       bool             // the events, instead of giving them back
	records     bool             // them in past
	past        []strowger.Event
}

// The size of the floor, apart from its agents.
const (
	floorQueues      = 100
	floorProfiles    = 50
	profileQueues    = 12 // that a profile serves
	floorLanguages   = 20
	floorTopics      = 5
	floorExpressions = 200
)

func newFloor(tb testing.TB, agents int) *floor {
	f := emptyFloor(tb)
	f.step(f.instance())
	for i := range agents {
		f.hire(i, profileID(i%floorProfiles))
		f.step(strowger.PutAgentStatus{UserID: userID(i), StatusID: "available"})
	}
	return f
}

func emptyFloor(tb testing.TB) *floor {
	f := &floor{tb: tb, rng: rand.New(rand.NewPCG(1, 2)), engine: routing.New(), now: 1_800_000_000_000}
	for i := range floorExpressions {
		f.expressions = append(f.expressions, expression(i))
	}
	return f
}

// hire creates an agent with two languages and a topic.
func (f *floor) hire(i int, profile strowger.RoutingProfileID) {
	f.step(strowger.CreateUser{User: strowger.User{ID: userID(i), Username: string(userID(i)), RoutingProfileID: profile}})
	first := f.rng.IntN(floorLanguages)
	second := (first + 1 + f.rng.IntN(floorLanguages-1)) % floorLanguages
	level := func() float64 { return float64(2 + f.rng.IntN(4)) }
	f.step(strowger.AssociateUserProficiencies{ID: userID(i), Proficiencies: []strowger.Proficiency{
		{Name: "Language", Value: language(first), Level: level()},
		{Name: "Language", Value: language(second), Level: level()},
		{Name: "Topic", Value: topic(f.rng.IntN(floorTopics)), Level: level()},
	}})
}

func userID(i int) strowger.UserID { return strowger.UserID("agent" + strconv.Itoa(i)) }

func language(i int) string { return "l" + strconv.Itoa(i) }

func topic(i int) string { return "p" + strconv.Itoa(i) }

func queueID(i int) strowger.QueueID { return queueIDs[i] }

var queueIDs = func() (ids [floorQueues]strowger.QueueID) {
	for i := range ids {
		ids[i] = strowger.QueueID("queue" + strconv.Itoa(i))
	}
	return ids
}()

func profileID(i int) strowger.RoutingProfileID {
	return strowger.RoutingProfileID("profile" + strconv.Itoa(i))
}

// expression returns one of many: each asks for a language of some level, every
// other one for a topic too.
func expression(i int) strowger.Expression {
	speaks := atLeast("Language", language(i%floorLanguages), float64(1+i/floorLanguages%5))
	if i < floorExpressions/2 {
		return speaks
	}
	return strowger.Expression{And: []strowger.Expression{
		speaks, atLeast("Topic", topic(i/floorLanguages%floorTopics), 2)}}
}

func atLeast(name, value string, level float64) strowger.Expression {
	return strowger.Expression{Condition: &strowger.AttributeCondition{
		Operator: strowger.AtLeast, Name: name, Value: value, Level: level}}
}

func (f *floor) instance() strowger.CreateInstance {
	c := strowger.CreateInstance{
		Instance: strowger.Instance{ID: "bench", OutboundCallsEnabled: true},
		AgentStatuses: []strowger.AgentStatus{
			{ID: "available", Name: "Available", Type: strowger.Routable, State: "ENABLED"},
			{ID: "offline", Name: "Offline", Type: strowger.Offline, State: "ENABLED"},
		},
		ContactFlows: []strowger.ContactFlow{{ID: "flow", Name: "Flow", Type: "CONTACT_FLOW",
			Status: "PUBLISHED", State: "ACTIVE"}},
	}
	languages := strowger.PredefinedAttribute{Name: "Language"}
	for i := range floorLanguages {
		languages.Values = append(languages.Values, language(i))
	}
	topics := strowger.PredefinedAttribute{Name: "Topic"}
	for i := range floorTopics {
		topics.Values = append(topics.Values, topic(i))
	}
	c.PredefinedAttributes = append(c.PredefinedAttributes, languages, topics)
	for i := range floorQueues {
		c.Queues = append(c.Queues, strowger.Queue{ID: queueID(i), Name: string(queueID(i)),
			Type: strowger.StandardQueue, Status: strowger.QueueEnabled})
	}
	for i := range floorProfiles {
		c.RoutingProfiles = append(c.RoutingProfiles, floorProfile(i))
	}
	return c
}

func floorProfile(i int) strowger.RoutingProfile {
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
				DelaySeconds:   30 * ((i/2 + j) % 2),
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
	if f.records {
		f.past = append(f.past, events...)
	}
	return events
}

// criteria asks for one of the floor's expressions, then for a language alone.
func (f *floor) criteria() *strowger.RoutingCriteria {
	i := f.rng.IntN(floorExpressions)
	return &strowger.RoutingCriteria{Steps: []strowger.RoutingStep{
		{Expression: &f.expressions[i], ExpirySeconds: 30}, {Expression: &f.expressions[i%floorLanguages]}}}
}
