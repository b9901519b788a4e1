package routing_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// Which contact goes to which agent is tested in package trace. Here is the
// rest: what the record of a contact says, and what the engine remembers.

// newDesk returns a floor with one routing profile and one agent, Ann.
func newDesk(t *testing.T) *floor {
	t.Helper()
	f := &floor{tb: t, engine: routing.New(), now: 1_800_000_000_000}
	c := f.instance()
	c.RoutingProfiles = c.RoutingProfiles[:1]
	f.step(c)
	f.step(strowger.CreateUser{User: strowger.User{ID: "Ann", Username: "Ann", RoutingProfileID: profileID(0)}})
	f.step(strowger.PutAgentStatus{UserID: "Ann", StatusID: "available"})
	return f
}

// after steps a command the given number of seconds later.
func (f *floor) after(seconds int64, c strowger.Command) []strowger.Event {
	f.now = f.now.Add(seconds) - 1
	return f.step(c)
}

func (f *floor) queue(channel strowger.Channel, id strowger.ContactID, criteria *strowger.RoutingCriteria) {
	f.step(strowger.StartContact{Contact: &strowger.Contact{ID: id, FlowID: "flow", Channel: channel}})
	f.step(strowger.SetTargetQueue{ContactID: id, QueueID: queueID(0)})
	if criteria != nil {
		f.step(strowger.UpdateRoutingData{ContactID: id, Criteria: criteria})
	}
	f.after(10, strowger.EnqueueContact{ContactID: id})
}

// completed returns the record with which a contact has left.
func completed(t *testing.T, events []strowger.Event) *strowger.Contact {
	t.Helper()
	for _, ev := range events {
		if done, ok := ev.(*strowger.ContactCompleted); ok {
			return done.Contact
		}
	}
	t.Fatalf("no contact is completed: %v", events)
	return nil
}

func check[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// Rules 6.3 and 6.8: when the fields of a record are set.
func TestRecordOfACall(t *testing.T) {
	f := newDesk(t)
	f.queue(strowger.Voice, "c1", nil)
	queued := f.now
	f.after(5, strowger.AcceptContact{UserID: "Ann", ContactID: "c1"})
	f.after(20, strowger.HoldContact{UserID: "Ann", ContactID: "c1"})
	f.after(7, strowger.UnholdContact{UserID: "Ann", ContactID: "c1"})
	f.after(8, strowger.HoldContact{UserID: "Ann", ContactID: "c1"})
	f.after(3, strowger.DisconnectContact{ContactID: "c1", Reason: strowger.CustomerDisconnect})
	r := completed(t, f.after(60, strowger.ClearContact{UserID: "Ann", ContactID: "c1"}))

	check(t, "State", r.State, strowger.Completed)
	check(t, "DisconnectReason", r.DisconnectReason, strowger.CustomerDisconnect)
	check(t, "InitialContactID", r.InitialContactID, "c1")
	check(t, "EnqueueTimestamp", r.EnqueueTimestamp, queued)
	check(t, "DequeueTimestamp", r.DequeueTimestamp, queued.Add(5))
	check(t, "DisconnectTimestamp", r.DisconnectTimestamp, queued.Add(43))
	check(t, "CompletedTimestamp", r.CompletedTimestamp, queued.Add(103))
	check(t, "LastUpdateTimestamp", r.LastUpdateTimestamp, queued.Add(103))
	check(t, "ConnectionAttempts", r.ConnectionAttempts, 1)
	check(t, "Agent", *r.Agent, strowger.ContactAgent{
		UserID:             "Ann",
		ConnectedTimestamp: queued.Add(5),
		HoldMillis:         10_000,
		AfterContactStart:  queued.Add(43),
		AfterContactEnd:    queued.Add(103),
	})
	if _, ok := f.engine.Contact("c1"); ok {
		t.Error("the completed contact is still in the engine")
	}
}

// The record names the hierarchy group that the agent was in when it was connected.
func TestRecordNamesTheGroup(t *testing.T) {
	f := newDesk(t)
	f.step(strowger.UpdateHierarchyStructure{Levels: []string{"Region"}})
	f.step(strowger.CreateHierarchyGroup{Group: strowger.HierarchyGroup{ID: "north", Name: "North"}})
	f.step(strowger.UpdateUser{ID: "Ann", HierarchyGroupID: new(strowger.HierarchyGroupID("north"))})
	f.queue(strowger.Voice, "c1", nil)
	f.step(strowger.AcceptContact{UserID: "Ann", ContactID: "c1"})
	f.step(strowger.UpdateUser{ID: "Ann", HierarchyGroupID: new(strowger.HierarchyGroupID(""))})
	f.step(strowger.DisconnectContact{ContactID: "c1", Reason: strowger.CustomerDisconnect})
	r := completed(t, f.step(strowger.ClearContact{UserID: "Ann", ContactID: "c1"}))
	check(t, "the group", r.Agent.HierarchyGroupID, "north")
}

// The place of a contact that has left is used again, and nothing of it is left
// there.
func TestPlaceOfAContactIsUsedAgain(t *testing.T) {
	f := newDesk(t)
	f.queue(strowger.Voice, "c1", only(agents("Ann")))
	f.step(strowger.AcceptContact{UserID: "Ann", ContactID: "c1"})
	f.step(strowger.DisconnectContact{ContactID: "c1", Reason: strowger.CustomerDisconnect})
	completed(t, f.step(strowger.ClearContact{UserID: "Ann", ContactID: "c1"}))
	places, blank := f.engine.Left()
	check(t, "the number of places", places, 1)
	check(t, "that they are blank", blank, true)
	f.refuses([]refusal{{strowger.DisconnectContact{}, strowger.ResourceNotFound, "ContactId"}})
	f.queue(strowger.Voice, "c2", nil)
	places, _ = f.engine.Left()
	check(t, "the number of places then", places, 0)
}

// A chain is forgotten with its last contact.
func TestChainsAreForgotten(t *testing.T) {
	f := newDesk(t)
	f.step(strowger.StartContact{Contact: &strowger.Contact{ID: "c1", FlowID: "flow", Channel: strowger.Voice}})
	f.step(strowger.TransferContact{ContactID: "c1", NewContactID: "c2", QueueID: queueID(1)})
	check(t, "the number of chains", f.engine.Chains(), 1)
	completed(t, f.step(strowger.DisconnectContact{ContactID: "c2", Reason: strowger.CustomerDisconnect}))
	check(t, "the number of chains then", f.engine.Chains(), 0)
}

// twoSteps are criteria that everybody fulfils, for 5 seconds and for 20.
func twoSteps() *strowger.RoutingCriteria {
	anyone := &strowger.Expression{NotCondition: agents("Bob").Condition}
	return &strowger.RoutingCriteria{Steps: []strowger.RoutingStep{
		{Expression: anyone, ExpirySeconds: 5}, {Expression: anyone, ExpirySeconds: 20}}}
}

// A step runs from the moment at which the one before was over, however late that
// is noticed (rule 4.3.4). That of the offer is joined even if it has expired
// since, and no other runs on (U32).
func TestStepOfAnOfferIsJoined(t *testing.T) {
	f := newDesk(t)
	f.queue(strowger.Voice, "c1", twoSteps())
	queued := f.now
	f.after(8, strowger.Tick{})
	c, _ := f.engine.Contact("c1")
	check(t, "the first step", c.Criteria.Steps[0].Status, strowger.StepExpired)
	check(t, "the second step", c.Criteria.Steps[1].Status, strowger.StepActive)
	check(t, "the end of the second step", c.Criteria.Steps[1].ExpiryTimestamp, queued.Add(25))
	f.step(strowger.AcceptContact{UserID: "Ann", ContactID: "c1"})
	check(t, "the first step when accepted", c.Criteria.Steps[0].Status, strowger.StepJoined)
	check(t, "the second step when accepted", c.Criteria.Steps[1].Status, strowger.StepInactive)
	check(t, "its end", c.Criteria.Steps[1].ExpiryTimestamp, 0)
}

// A contact that comes back to a queue begins with the first step, and nothing is
// left of its earlier stay.
func TestStepsBeginAgain(t *testing.T) {
	f := newDesk(t)
	f.step(strowger.PutAgentStatus{UserID: "Ann", StatusID: "offline"})
	f.queue(strowger.Task, "t1", twoSteps())
	f.after(8, strowger.Tick{})
	f.step(strowger.PauseContact{ContactID: "t1"})
	f.step(strowger.ResumeContact{ContactID: "t1", FlowID: "flow"})
	f.step(strowger.EnqueueContact{ContactID: "t1"})
	c, _ := f.engine.Contact("t1")
	first, second := c.Criteria.Steps[0], c.Criteria.Steps[1]
	check(t, "the first step", first.Status, strowger.StepActive)
	check(t, "its end", first.ExpiryTimestamp, f.now.Add(5))
	check(t, "the second step", second.Status, strowger.StepInactive)
	check(t, "the end of the second step", second.ExpiryTimestamp, 0)
}

// When queues come into a profile at once, an agent gets first what it prefers, and
// then what others would have been asked for first.
func TestWhatIsSetAsideIsOfferedLater(t *testing.T) {
	f := newDesk(t)
	served := func(i, priority int) strowger.RoutingProfileQueue {
		return strowger.RoutingProfileQueue{Priority: priority,
			QueueReference: strowger.QueueReference{QueueID: queueID(i), Channel: strowger.Chat}}
	}
	for i, id := range []strowger.ContactID{"older", "preferred"} {
		f.step(strowger.StartContact{Contact: &strowger.Contact{ID: id, FlowID: "flow", Channel: strowger.Chat}})
		f.step(strowger.SetTargetQueue{ContactID: id, QueueID: queueID(50 + i)})
		f.step(strowger.EnqueueContact{ContactID: id})
	}
	var offered []strowger.ContactID
	for _, ev := range f.step(strowger.AssociateRoutingProfileQueues{ID: profileID(0),
		Queues: []strowger.RoutingProfileQueue{served(50, 2), served(51, 1)}}) {
		if o, ok := ev.(*strowger.ContactOffered); ok {
			offered = append(offered, o.ContactID)
		}
	}
	if want := []strowger.ContactID{"preferred", "older"}; !slices.Equal(offered, want) {
		t.Errorf("%v are offered, want %v", offered, want)
	}
}

// The reason compares the contact with what is left, not with what has gone to
// another agent a moment ago.
func TestReasonComparesWithWhatIsLeft(t *testing.T) {
	f := newDesk(t)
	served := func(i, priority int) strowger.RoutingProfileQueue {
		return strowger.RoutingProfileQueue{Priority: priority, DelaySeconds: 30,
			QueueReference: strowger.QueueReference{QueueID: queueID(i), Channel: strowger.Chat}}
	}
	f.step(strowger.AssociateRoutingProfileQueues{ID: profileID(0),
		Queues: []strowger.RoutingProfileQueue{served(50, 2), served(51, 1)}})
	other := floorProfile(1)
	other.Queues = []strowger.RoutingProfileQueue{served(50, 1)}
	f.step(strowger.CreateRoutingProfile{RoutingProfile: other})
	f.step(strowger.CreateUser{User: strowger.User{ID: "Bob", Username: "Bob", RoutingProfileID: profileID(1)}})
	f.step(strowger.PutAgentStatus{UserID: "Bob", StatusID: "available"})
	for i, id := range []strowger.ContactID{"older", "preferred", "unseen"} {
		f.step(strowger.StartContact{Contact: &strowger.Contact{ID: id, FlowID: "flow", Channel: strowger.Chat}})
		f.step(strowger.SetTargetQueue{ContactID: id, QueueID: queueID(50 + i)})
		f.step(strowger.EnqueueContact{ContactID: id})
	}
	events := f.after(30, strowger.Tick{})
	first, second := events[0].(*strowger.ContactOffered), events[1].(*strowger.ContactOffered)
	check(t, "the first", first.ContactID, "older")
	check(t, "its agent", first.UserID, "Bob")
	check(t, "the second", second.ContactID, "preferred")
	check(t, "the key that told it from another", second.Reason.Contact, "")
}

// The reason compares the agent with the next best, in whatever order they are
// looked at.
func TestReasonComparesWithTheNextBest(t *testing.T) {
	f := newDesk(t)
	for _, id := range []strowger.UserID{"Bob", "Cid"} {
		f.step(strowger.CreateUser{User: strowger.User{ID: id, Username: string(id), RoutingProfileID: profileID(0)}})
	}
	f.step(strowger.PutAgentStatus{UserID: "Ann", StatusID: "offline"})
	f.step(strowger.PutAgentStatus{UserID: "Ann", StatusID: "available"})
	f.now-- // Bob becomes available at the same time
	f.step(strowger.PutAgentStatus{UserID: "Bob", StatusID: "available"})
	f.step(strowger.PutAgentStatus{UserID: "Cid", StatusID: "available"})
	f.step(strowger.StartContact{Contact: &strowger.Contact{ID: "c1", FlowID: "flow", Channel: strowger.Voice}})
	f.step(strowger.SetTargetQueue{ContactID: "c1", QueueID: queueID(0)})
	f.step(strowger.UpdateRoutingData{ContactID: "c1", Criteria: only(agents("Cid", "Ann", "Bob"))})
	events := f.step(strowger.EnqueueContact{ContactID: "c1"})
	offered := events[1].(*strowger.ContactOffered)
	check(t, "the agent", offered.UserID, "Ann")
	check(t, "the key that told it from the next", offered.Reason.Agent, strowger.ByIdleFirst)
}

// Rule 3.7.4: pauses are counted, those at the agent for the agent as well.
func TestRecordOfAPausedTask(t *testing.T) {
	f := newDesk(t)
	f.step(strowger.PutAgentStatus{UserID: "Ann", StatusID: "offline"})
	f.queue(strowger.Task, "t1", nil)
	f.step(strowger.PauseContact{ContactID: "t1"})
	f.after(30, strowger.ResumeContact{ContactID: "t1", FlowID: "flow"})
	f.step(strowger.EnqueueContact{ContactID: "t1"})
	f.step(strowger.PutAgentStatus{UserID: "Ann", StatusID: "available"})
	f.step(strowger.AcceptContact{UserID: "Ann", ContactID: "t1"})
	f.step(strowger.PauseContact{ContactID: "t1"})
	f.after(20, strowger.LeaveContact{UserID: "Ann", ContactID: "t1"})
	r := completed(t, f.step(strowger.ClearContact{UserID: "Ann", ContactID: "t1"}))

	check(t, "DisconnectReason", r.DisconnectReason, strowger.AgentCompleted)
	check(t, "TotalPauseCount", r.TotalPauseCount, 2)
	check(t, "TotalPauseMillis", r.TotalPauseMillis, 50_000)
	check(t, "Agent.PauseMillis", r.Agent.PauseMillis, 20_000)
	check(t, "PausedSince", r.PausedSince, 0)
}

// Rule 6.5: who leaves the queue has a DequeueTimestamp but no agent.
func TestRecordOfAnAbandonedCall(t *testing.T) {
	f := newDesk(t)
	f.step(strowger.PutAgentStatus{UserID: "Ann", StatusID: "offline"})
	f.queue(strowger.Voice, "c1", nil)
	queued := f.now
	r := completed(t, f.after(90, strowger.DisconnectContact{ContactID: "c1", Reason: strowger.CustomerDisconnect}))
	check(t, "DequeueTimestamp", r.DequeueTimestamp, queued.Add(90))
	check(t, "Agent", r.Agent, nil)
}

// Rule 4.3.7: criteria are counted from 0.
func TestIndexOfCriteria(t *testing.T) {
	f := newDesk(t)
	criteria := &strowger.RoutingCriteria{Steps: []strowger.RoutingStep{{Expression: &strowger.Expression{
		Condition: &strowger.AttributeCondition{Operator: strowger.Match, AgentIDs: []strowger.UserID{"Bob"}}}}}}
	f.queue(strowger.Voice, "c1", criteria)
	queued := f.now
	for range 4 {
		f.after(1, strowger.UpdateRoutingData{ContactID: "c1", Criteria: criteria})
	}
	c, _ := f.engine.Contact("c1")
	check(t, "Index", c.Criteria.Index, 4)
	check(t, "ActivationTimestamp", c.Criteria.ActivationTimestamp, queued.Add(4))
	check(t, "EnqueueTimestamp", c.EnqueueTimestamp, queued)
}

func TestClientTokenStartsOneContactForSevenDays(t *testing.T) {
	f := newDesk(t)
	start := func(id strowger.ContactID, token string) []strowger.Event {
		return f.step(strowger.StartContact{Contact: &strowger.Contact{
			ID: id, FlowID: "flow", Channel: strowger.Voice, ClientToken: token}})
	}
	start("c1", "token")
	completed(t, f.step(strowger.DisconnectContact{ContactID: "c1"}))
	if events := start("c2", "token"); len(events) > 0 {
		t.Errorf("the second use of the token gives %v", events)
	}
	id, _ := f.engine.ContactWithToken("token")
	check(t, "the contact of the token", id, "c1")

	f.now = f.now.Add(7 * 24 * 60 * 60)
	start("c3", "another")
	if _, known := f.engine.ContactWithToken("token"); known {
		t.Error("the token is known after seven days")
	}
	if events := start("c2", "token"); len(events) == 0 {
		t.Error("after seven days the token starts nothing")
	}
}

func TestAgentVersionRisesWithWhatTheAgentSees(t *testing.T) {
	f := newDesk(t)
	description := "changed"
	for _, c := range []strowger.Command{
		strowger.PutAgentStatus{UserID: "Ann", StatusID: "offline"},
		strowger.UpdateRoutingProfile{ID: profileID(0), Description: &description},
		strowger.UpdateUser{ID: "Ann", Config: &strowger.UserConfig{}},
		strowger.PutAgentStatus{UserID: "Ann", StatusID: "available"},
	} {
		before := f.engine.AgentVersion("Ann")
		f.step(c)
		if f.engine.AgentVersion("Ann") <= before {
			t.Errorf("%T does not raise the version", c)
		}
	}
	before := f.engine.AgentVersion("Ann")
	f.queue(strowger.Voice, "c1", nil)
	if f.engine.AgentVersion("Ann") <= before {
		t.Error("a contact that rings does not raise the version")
	}
}

func TestRefusedCommandChangesNothing(t *testing.T) {
	f := newDesk(t)
	f.queue(strowger.Voice, "c1", nil)
	before := f.engine.Digest()
	wait, _ := f.engine.NextDeadline()
	events, err := f.engine.Step(f.now, strowger.HoldContact{UserID: "Ann", ContactID: "c1"})
	if err == nil || events != nil {
		t.Fatalf("holding what rings gives %v, %v", events, err)
	}
	check(t, "the code", strowger.CodeOf(err), strowger.InvalidRequest)
	check(t, "the digest", f.engine.Digest(), before)
	again, _ := f.engine.NextDeadline()
	check(t, "the next deadline", again, wait)
}

// A command is not changed, neither by what is decided nor when the events are
// given back.
func TestCommandsStayAsTheyAre(t *testing.T) {
	f := newDesk(t)
	nobody := agents("Bob")
	later := &strowger.RoutingCriteria{Index: 7, Steps: []strowger.RoutingStep{
		{Expression: &nobody, ExpirySeconds: 5, Status: strowger.StepJoined}, {Expression: &nobody}}}
	commands := []strowger.Command{
		strowger.StartContact{Contact: &strowger.Contact{ID: "c1", FlowID: "flow", Channel: strowger.Voice,
			Criteria: only(nobody), Agent: &strowger.ContactAgent{UserID: "Bob"}}},
		strowger.SetTargetQueue{ContactID: "c1", QueueID: queueID(0)},
		strowger.EnqueueContact{ContactID: "c1"},
		strowger.UpdateRoutingData{ContactID: "c1", Criteria: later},
		strowger.RecordFacts{ContactID: "c1", Facts: map[string]json.RawMessage{"Device": json.RawMessage(`{}`)}},
		strowger.DisconnectContact{ContactID: "c1", Reason: strowger.CustomerDisconnect},
		strowger.StartOutboundContact{UserID: "Ann", Contact: &strowger.Contact{ID: "c2", Channel: strowger.Voice}},
	}
	before, err := json.Marshal(commands)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range commands {
		f.engine.Release(f.after(5, c))
	}
	after, err := json.Marshal(commands)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "what was asked for", string(after), string(before))
}

// What a step has returned can be added to, as flows do, and given back in any
// order, and says what it says until then.
func TestEventsOfStepsAreApart(t *testing.T) {
	f := newDesk(t)
	start := func(id strowger.ContactID) []strowger.Event {
		return f.step(strowger.StartContact{Contact: &strowger.Contact{ID: id, FlowID: "flow", Channel: strowger.Voice}})
	}
	first, second := start("c1"), start("c2")
	_ = append(first, first...)
	f.engine.Release(first)
	third := start("c3")
	check(t, "the second", second[0].(*strowger.ContactStarted).Contact.ID, "c2")
	f.engine.Release(third)
	f.engine.Release(second)
	check(t, "what is given back", second[0], nil)
	fourth := start("c4")
	check(t, "the fourth", fourth[0].(*strowger.ContactStarted).Contact.ID, "c4")
}

// A snapshot is a picture: what happens later does not show in it.
func TestSnapshotStaysAsItIs(t *testing.T) {
	f := newDesk(t)
	f.queue(strowger.Voice, "c1", &strowger.RoutingCriteria{Steps: []strowger.RoutingStep{{
		ExpirySeconds: 5, Expression: &strowger.Expression{
			NotCondition: &strowger.AttributeCondition{Operator: strowger.Match, AgentIDs: []strowger.UserID{"Bob"}}}}}})
	fact := func(name string) strowger.RecordFacts {
		return strowger.RecordFacts{ContactID: "c1", Facts: map[string]json.RawMessage{name: json.RawMessage(`{}`)}}
	}
	f.step(fact("Device"))
	before := f.engine.Digest()
	s := f.engine.Snapshot()
	f.after(5, strowger.Tick{})
	f.step(strowger.AcceptContact{UserID: "Ann", ContactID: "c1"})
	f.step(strowger.HoldContact{UserID: "Ann", ContactID: "c1"})
	f.step(fact("QualityMetrics"))
	f.step(strowger.LeaveContact{UserID: "Ann", ContactID: "c1"})
	check(t, "the digest of the snapshot", routing.Restore(s).Digest(), before)
}

// Nor does what happens in an engine that was restored from it.
func TestSnapshotCanBeRestoredAgain(t *testing.T) {
	f := newDesk(t)
	f.queue(strowger.Voice, "c1", twoSteps())
	f.step(strowger.AcceptContact{UserID: "Ann", ContactID: "c1"})
	s := f.engine.Snapshot()
	before := s.Digest()
	f.engine = routing.Restore(s)
	f.step(strowger.HoldContact{UserID: "Ann", ContactID: "c1"})
	f.step(strowger.LeaveContact{UserID: "Ann", ContactID: "c1"})
	check(t, "the digest of the snapshot", s.Digest(), before)
}

func TestDeletedInstanceWaitsForNothing(t *testing.T) {
	f := newDesk(t)
	f.queue(strowger.Voice, "c1", nil)
	f.step(strowger.DeleteInstance{})
	if at, ok := f.engine.NextDeadline(); ok {
		t.Errorf("it waits for %s", at)
	}
	_, err := f.engine.Step(f.now, strowger.Tick{})
	check(t, "the code", strowger.CodeOf(err), strowger.ResourceNotFound)
}

func TestTableListsFromWhereItStopped(t *testing.T) {
	f := newDesk(t)
	var all, rest []strowger.QueueID
	for q := range f.engine.Queues().All() {
		all = append(all, q.ID)
	}
	for q := range f.engine.Queues().After(all[3]) {
		rest = append(rest, q.ID)
	}
	check(t, "the length", f.engine.Queues().Len(), len(all))
	if !reflect.DeepEqual(rest, all[4:]) {
		t.Errorf("after %s come %v, want %v", all[3], rest, all[4:])
	}
	q, ok := f.engine.Queues().Named(string(queueID(7)))
	if !ok || q.ID != queueID(7) {
		t.Errorf("the queue named %q is %v", queueID(7), q)
	}
}
