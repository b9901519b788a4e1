package routing_test

import (
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// TestQuotasOfNouns: each create is refused where there are as many as its quota
// allows, and let in where it allows one more.
func TestQuotasOfNouns(t *testing.T) {
	f := newDesk(t)
	f.step(strowger.CreateHoursOfOperation{Hours: strowger.HoursOfOperation{ID: "h", Name: "Hours"}})
	quick := func(id strowger.QuickConnectID) strowger.CreateQuickConnect {
		return strowger.CreateQuickConnect{QuickConnect: strowger.QuickConnect{ID: id, Name: string(id),
			Destination: strowger.QuickConnectDestination{Type: strowger.PhoneNumberQuickConnect, PhoneNumber: "+441134960000"}}}
	}
	f.step(quick("first"))
	f.step(strowger.CreateContactFlowModule{Module: strowger.ContactFlowModule{ID: "m", Name: "M"}})
	f.step(strowger.UpdateHierarchyStructure{Levels: []string{"Team"}})
	group := func(id strowger.HierarchyGroupID) strowger.CreateHierarchyGroup {
		return strowger.CreateHierarchyGroup{Group: strowger.HierarchyGroup{ID: id, Name: string(id)}}
	}
	f.step(group("first"))
	f.step(strowger.CreateSecurityProfile{SecurityProfile: strowger.SecurityProfile{ID: "first", Name: "First"}})
	row := func(i int) strowger.RoutingProfileQueue {
		return strowger.RoutingProfileQueue{QueueReference: strowger.QueueReference{QueueID: queueID(i), Channel: strowger.Voice}, Priority: 1}
	}
	e := f.engine
	profile, _ := e.RoutingProfiles().Get(profileID(0))
	unserved := strowger.QueueReference{QueueID: queueID(floorQueues - 1), Channel: strowger.Voice}
	for _, c := range []struct {
		name    string
		has     int
		command strowger.Command
		words   string
	}{
		{"users", e.Users().Len(), strowger.CreateUser{User: strowger.User{ID: "u", Username: "u", RoutingProfileID: profileID(0)}}, "users"},
		{"queues", floorQueues, strowger.CreateQueue{Queue: strowger.Queue{ID: "q", Name: "Q", HoursOfOperationID: "h"}}, "queues"},
		{"routing-profiles", e.RoutingProfiles().Len(), strowger.CreateRoutingProfile{RoutingProfile: strowger.RoutingProfile{
			ID: "p", Name: "P", DefaultOutboundQueueID: queueID(0)}}, "routing profiles"},
		{"routing-profile-queues", 1, strowger.CreateRoutingProfile{RoutingProfile: strowger.RoutingProfile{
			ID: "p", Name: "P", DefaultOutboundQueueID: queueID(0), Queues: []strowger.RoutingProfileQueue{row(0), row(1)}}}, "QueueConfigs"},
		{"routing-profile-queues", len(profile.Queues), strowger.AssociateRoutingProfileQueues{ID: profileID(0),
			Queues: []strowger.RoutingProfileQueue{{QueueReference: unserved, Priority: 1}}}, "QueueConfigs"},
		{"manual-assignment-queues", 1, strowger.AssociateRoutingProfileQueues{ID: profileID(0),
			Manual: []strowger.QueueReference{row(0).QueueReference, unserved}}, "ManualAssignmentQueueConfigs"},
		{"contact-flows", e.ContactFlows().Len(), strowger.CreateContactFlow{Flow: strowger.ContactFlow{ID: "f", Name: "F"}}, "contact flows"},
		{"hours-of-operations", e.HoursOfOperations().Len(), strowger.CreateHoursOfOperation{Hours: strowger.HoursOfOperation{ID: "i", Name: "I"}}, "hours of operation"},
		{"agent-statuses", e.AgentStatuses().Len(), strowger.CreateAgentStatus{Status: strowger.AgentStatus{ID: "s", Name: "S"}}, "agent statuses"},
		{"security-profiles", 1, strowger.CreateSecurityProfile{
			SecurityProfile: strowger.SecurityProfile{ID: "s", Name: "S"}}, "security profiles"},
		{"contact-flow-modules", 1, strowger.CreateContactFlowModule{Module: strowger.ContactFlowModule{ID: "n", Name: "N"}}, "contact flow modules"},
		{"hierarchy-groups", 1, group("second"), "hierarchy groups"},
		{"quick-connects", 1, quick("second"), "quick connects"},
		{"predefined-attributes", e.PredefinedAttributes().Len(), strowger.CreatePredefinedAttribute{
			Attribute: strowger.PredefinedAttribute{Name: "a"}}, "predefined attributes"},
		{"predefined-attribute-values", 1, strowger.CreatePredefinedAttribute{
			Attribute: strowger.PredefinedAttribute{Name: "a", Values: []string{"1", "2"}}}, "Values"},
		{"predefined-attribute-values", floorLanguages, strowger.UpdatePredefinedAttribute{
			Name: "Language", Values: new(make([]string, floorLanguages+1))}, "Values"},
		{"proficiencies", 1, strowger.AssociateUserProficiencies{ID: "Ann", Proficiencies: []strowger.Proficiency{
			{Name: "Language", Value: "l0", Level: 1}, {Name: "Language", Value: "l1", Level: 1}}}, "UserProficiencies"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f.tb = t
			defer func() { e.Quotas = strowger.Quotas{} }()
			check(t, "setting the quota", e.Quotas.Set(c.name, c.has), nil)
			f.refuses([]refusal{{c.command, strowger.LimitExceeded, c.words}})
			check(t, "raising the quota", e.Quotas.Set(c.name, c.has+1), nil)
			if _, err := e.Decide(f.now, c.command); err != nil {
				t.Errorf("one more: %v", err)
			}
		})
	}
}

// TestLoweredQuota: what there is may stay and change, and shrink.
func TestLoweredQuota(t *testing.T) {
	f := newDesk(t)
	f.engine.Quotas = strowger.Quotas{RoutingProfileQueues: 2, PredefinedAttributeValues: 2}
	f.step(strowger.UpdateRoutingProfile{ID: profileID(0), Description: new("still there")})
	f.step(strowger.UpdatePredefinedAttribute{Name: "Language", Values: new(make([]string, floorLanguages-1))})
}

// TestQuotaOfCalls: a call counts until it has ended, after contact work is free;
// a callback that waits is free too.
func TestQuotaOfCalls(t *testing.T) {
	f := newDesk(t)
	f.step(strowger.CreateUser{User: strowger.User{ID: "Ben", Username: "Ben", RoutingProfileID: profileID(0)}})
	f.engine.Quotas.Calls = 1
	start := func(id strowger.ContactID) strowger.StartContact {
		return strowger.StartContact{Contact: &strowger.Contact{ID: id, FlowID: "flow", Channel: strowger.Voice}}
	}
	full := refusal{start("next"), strowger.LimitExceeded, "2 calls"}
	f.queue(strowger.Voice, "c1", nil) // rings at Ann
	f.refuses([]refusal{full})
	f.step(strowger.AcceptContact{UserID: "Ann", ContactID: "c1"})
	f.refuses([]refusal{full, {strowger.StartOutboundContact{UserID: "Ben", Contact: &strowger.Contact{ID: "o", Channel: strowger.Voice}},
		strowger.LimitExceeded, "2 calls"}})
	f.step(strowger.DisconnectContact{ContactID: "c1", Reason: strowger.CustomerDisconnect})
	f.step(strowger.PutAgentStatus{UserID: "Ben", StatusID: "available"})

	f.step(start("c2"))
	f.step(strowger.CreateCallback{ContactID: "c2", NewContactID: "back", QueueID: queueID(0),
		DelaySeconds: 60, Plan: strowger.CallbackPlan{MaxAttempts: 2}})
	f.step(strowger.DisconnectContact{ContactID: "c2", Reason: strowger.CustomerDisconnect})
	check(t, "active while the callback waits", f.engine.ActiveContacts(strowger.Voice), 0)
	f.after(61, strowger.Tick{})
	f.step(strowger.AcceptContact{UserID: "Ben", ContactID: "back"})
	f.refuses([]refusal{full})
	check(t, "active after a restart", routing.Restore(f.engine.Snapshot()).ActiveContacts(strowger.Voice), 1)
	f.step(strowger.DialContact{ContactID: "back"})
	f.step(strowger.EndDial{ContactID: "back"})
	f.step(start("c3"))
}

// TestQuotaOfTasks: a task counts from its creation to the end of after contact
// work; a token that is known is no other task.
func TestQuotaOfTasks(t *testing.T) {
	f := newDesk(t)
	f.engine.Quotas.Tasks = 1
	task := &strowger.Contact{ID: "t1", FlowID: "flow", Channel: strowger.Task, ClientToken: "k", ScheduledTimestamp: f.now.Add(60)}
	full := refusal{strowger.StartContact{Contact: &strowger.Contact{ID: "t2", FlowID: "flow", Channel: strowger.Task}}, strowger.LimitExceeded, "2 tasks"}
	f.step(strowger.StartContact{Contact: task})
	f.step(strowger.StartContact{Contact: task})
	f.refuses([]refusal{full})
	f.after(61, strowger.SetTargetQueue{ContactID: "t1", QueueID: queueID(0)})
	f.step(strowger.EnqueueContact{ContactID: "t1"})
	f.step(strowger.AcceptContact{UserID: "Ann", ContactID: "t1"})
	f.step(strowger.DisconnectContact{ContactID: "t1", Reason: strowger.APIDisconnect})
	f.refuses([]refusal{full})
	f.step(strowger.ClearContact{UserID: "Ann", ContactID: "t1"})
	f.step(full.command)
}
