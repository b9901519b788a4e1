package routing_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/strowger/strowger"
)

// refusal is a command that must be refused, and what the error must say.
type refusal struct {
	command strowger.Command
	code    strowger.Code
	words   string
}

func (f *floor) refuses(list []refusal) {
	f.tb.Helper()
	for _, r := range list {
		_, err := f.engine.Decide(f.now, r.command)
		var e *strowger.Error
		if !errors.As(err, &e) || e.Code != r.code || !strings.Contains(e.Message, r.words) {
			f.tb.Errorf("%T%+v gives %v, want %s with %q", r.command, r.command, err, r.code, r.words)
		}
	}
}

func ptr[T any](v T) *T { return &v }

func TestRefusedQueues(t *testing.T) {
	f := newDesk(t)
	f.step(strowger.CreateHoursOfOperation{Hours: strowger.HoursOfOperation{ID: "h", Name: "Hours"}})
	f.step(strowger.CreateQueue{Queue: strowger.Queue{ID: "extra", Name: "Extra", HoursOfOperationID: "h"}})
	f.step(strowger.PutAgentStatus{UserID: "Ann", StatusID: "offline"})
	f.queue(strowger.Voice, "c1", nil)
	f.step(strowger.StartContact{Contact: &strowger.Contact{ID: "c2", FlowID: "flow", Channel: strowger.Voice}})
	f.step(strowger.SetTargetQueue{ContactID: "c2", QueueID: "extra"})
	f.refuses([]refusal{
		{strowger.CreateQueue{Queue: strowger.Queue{ID: "q", Name: "Extra", HoursOfOperationID: "h"}},
			strowger.DuplicateResource, `Name: there is a queue named "Extra"`},
		{strowger.CreateQueue{Queue: strowger.Queue{ID: "q", Name: "Q", HoursOfOperationID: "none"}},
			strowger.ResourceNotFound, "HoursOfOperationId"},
		{strowger.UpdateQueue{ID: "extra", Name: ptr("queue0")}, strowger.DuplicateResource, "Name"},
		{strowger.UpdateQueue{ID: "extra", HoursOfOperationID: ptr(strowger.HoursOfOperationID("none"))},
			strowger.ResourceNotFound, "HoursOfOperationId"},
		{strowger.UpdateQueue{ID: "none"}, strowger.ResourceNotFound, "QueueId"},
		{strowger.UpdateQueueMaxContacts{ID: "Ann"}, strowger.InvalidRequest, "agent queue"},
		{strowger.DeleteQueue{ID: queueID(0)}, strowger.ResourceInUse, `routing profile "profile0"`},
		{strowger.DeleteQueue{ID: "extra"}, strowger.ResourceInUse, "contacts are in"}, // U41
		{strowger.DeleteHoursOfOperation{ID: "h"}, strowger.InvalidRequest, `the queue "Extra"`},
		{strowger.CreateHoursOfOperation{Hours: strowger.HoursOfOperation{ID: "i", Name: "Hours"}},
			strowger.DuplicateResource, "Name"},
		{strowger.CreateHoursOfOperation{Hours: strowger.HoursOfOperation{ID: "i", Name: "I",
			Parents: []strowger.HoursOfOperationID{"none"}}}, strowger.ResourceNotFound, "Parent"},
		{strowger.CreateContactFlow{Flow: strowger.ContactFlow{ID: "g", Name: "Flow"}}, strowger.DuplicateResource, "Name"},
		{strowger.DeleteContactFlow{ID: "none"}, strowger.ResourceNotFound, "ContactFlowId"},
		{strowger.CreateInstance{}, strowger.InvalidRequest, "exists"},
	})
}

func TestRefusedRoutingProfiles(t *testing.T) {
	f := newDesk(t)
	row := func(queue strowger.QueueID) strowger.RoutingProfileQueue {
		return strowger.RoutingProfileQueue{QueueReference: strowger.QueueReference{QueueID: queue, Channel: strowger.Voice}}
	}
	rows := func(list ...strowger.RoutingProfileQueue) strowger.CreateRoutingProfile {
		return strowger.CreateRoutingProfile{RoutingProfile: strowger.RoutingProfile{
			ID: "p", Name: "P", DefaultOutboundQueueID: queueID(0), Queues: list}}
	}
	media := func(list ...strowger.MediaConcurrency) strowger.UpdateRoutingProfile {
		return strowger.UpdateRoutingProfile{ID: profileID(0), MediaConcurrencies: list}
	}
	types := func(list ...strowger.WorkloadTypeConcurrency) strowger.UpdateRoutingProfile {
		return media(strowger.MediaConcurrency{Channel: strowger.Task, WorkloadTypes: list})
	}
	workload := func(name string, n int) strowger.WorkloadTypeConcurrency {
		return strowger.WorkloadTypeConcurrency{WorkloadType: name, Concurrency: n}
	}
	f.refuses([]refusal{
		{rows(row(queueID(1)), row(queueID(1))), strowger.InvalidParameter, "QueueConfigs[1]"}, // rule 1.3.8
		{rows(row("none")), strowger.ResourceNotFound, "QueueConfigs.QueueReference.QueueId"},
		{rows(row("Ann")), strowger.InvalidParameter, "agent queue"},
		{strowger.CreateRoutingProfile{RoutingProfile: strowger.RoutingProfile{ID: "p", Name: "profile0",
			DefaultOutboundQueueID: queueID(0)}}, strowger.DuplicateResource, "Name"},
		{strowger.AssociateRoutingProfileQueues{ID: profileID(0), Manual: []strowger.QueueReference{{QueueID: "none"}}},
			strowger.ResourceNotFound, "ManualAssignmentQueueConfigs"},
		{strowger.UpdateRoutingProfileQueues{ID: profileID(0), Queues: []strowger.RoutingProfileQueue{row(queueID(19))}},
			strowger.InvalidRequest, "no row for VOICE"}, // rule 7.13
		{strowger.DeleteRoutingProfile{ID: profileID(0)}, strowger.ResourceInUse, "1 users"},
		{strowger.UpdateRoutingProfile{ID: "none"}, strowger.ResourceNotFound, "RoutingProfileId"},
		// Rule 2.1.1.
		{media(strowger.MediaConcurrency{Channel: strowger.Voice, Concurrency: 2}), strowger.InvalidParameter, "must be 1 for VOICE"},
		{media(strowger.MediaConcurrency{Channel: strowger.Chat, Concurrency: 11}), strowger.InvalidParameter, "from 1 to 10"},
		{media(strowger.MediaConcurrency{Channel: strowger.Chat, Concurrency: 1},
			strowger.MediaConcurrency{Channel: strowger.Chat, Concurrency: 1}), strowger.InvalidParameter, "occurs twice"},
		// Rule 2.1.4.
		{media(strowger.MediaConcurrency{Channel: strowger.Chat, WorkloadTypes: []strowger.WorkloadTypeConcurrency{workload("a", 1)}}),
			strowger.InvalidParameter, "are for TASK and EMAIL"},
		{media(strowger.MediaConcurrency{Channel: strowger.Task, Concurrency: 1,
			WorkloadTypes: []strowger.WorkloadTypeConcurrency{workload("a", 1)}}), strowger.InvalidParameter, "together"},
		{types(workload("a", 1), workload("b", 1), workload("c", 1), workload("d", 1), workload("e", 1), workload("f", 1)),
			strowger.InvalidParameter, "at most 5"},
		{types(workload("a", 0)), strowger.InvalidParameter, "from 1 to 10"},
		{types(workload("a", 1), workload("a", 1)), strowger.InvalidParameter, "occurs twice"},
		{types(workload("a", 6), workload("b", 5)), strowger.InvalidParameter, "add up to 11"},
	})
}

func TestRefusedUsers(t *testing.T) {
	f := newDesk(t)
	skills := func(list ...strowger.Proficiency) strowger.AssociateUserProficiencies {
		return strowger.AssociateUserProficiencies{ID: "Ann", Proficiencies: list}
	}
	skill := func(value string, level float64) strowger.Proficiency {
		return strowger.Proficiency{Name: "Language", Value: value, Level: level}
	}
	f.engine.Quotas = strowger.DefaultQuotas()
	f.step(skills(skill("l0", 3)))
	f.queue(strowger.Voice, "c1", nil) // rings at Ann
	ten := make([]strowger.Proficiency, 0, 10)
	values := make([]string, 0, 10)
	for _, v := range strings.Fields("a b c d e f g h i j") {
		ten, values = append(ten, strowger.Proficiency{Name: "Product", Value: v, Level: 1}), append(values, v)
	}
	f.step(strowger.CreatePredefinedAttribute{Attribute: strowger.PredefinedAttribute{Name: "Product", Values: values}})
	f.refuses([]refusal{
		{strowger.CreateUser{User: strowger.User{ID: "u", Username: "Ann", RoutingProfileID: profileID(0)}},
			strowger.DuplicateResource, "Username"},
		{strowger.CreateUser{User: strowger.User{ID: "u", Username: "u", RoutingProfileID: "none"}},
			strowger.ResourceNotFound, "RoutingProfileId"},
		{strowger.CreateUser{User: strowger.User{ID: "u", Username: "u", RoutingProfileID: profileID(0),
			SecurityProfileIDs: []strowger.SecurityProfileID{"none"}}}, strowger.ResourceNotFound, "SecurityProfileIds"},
		{strowger.DeleteUser{ID: "Ann"}, strowger.InvalidRequest, "has contacts"},
		{skills(skill("l0", 4)), strowger.InvalidParameter, "already"},
		{skills(skill("Dutch", 4)), strowger.InvalidParameter, "no value"},
		{skills(skill("l1", 2.5)), strowger.InvalidParameter, "whole number"}, // rule 4.1.2
		{skills(skill("l1", 6)), strowger.InvalidParameter, "from 1 to 5"},
		{skills(strowger.Proficiency{Name: "Colour", Value: "red", Level: 1}), strowger.ResourceNotFound, "AttributeName"},
		{skills(ten...), strowger.LimitExceeded, "quota is 10"},
		{strowger.UpdateUserProficiencies{ID: "Ann", Proficiencies: []strowger.Proficiency{skill("l1", 1)}},
			strowger.ResourceNotFound, "UserProficiencies[0]"},
		{strowger.DisassociateUserProficiencies{ID: "Ann", Proficiencies: []strowger.Proficiency{skill("l1", 1)}},
			strowger.ResourceNotFound, "UserProficiencies[0]"},
		{strowger.DeletePredefinedAttribute{Name: "Language"}, strowger.ResourceInUse, `"Ann"`}, // rule 4.1.3
		{strowger.CreatePredefinedAttribute{Attribute: strowger.PredefinedAttribute{Name: "LANGUAGE"}},
			strowger.DuplicateResource, `"Language"`}, // rule 4.1.1
		{strowger.UpdateAgentStatus{ID: "available", State: ptr("DISABLED")}, strowger.InvalidParameter, "State"},
		{strowger.CreateAgentStatus{Status: strowger.AgentStatus{ID: "s", Name: "Offline"}}, strowger.DuplicateResource, "Name"},
		{strowger.PutAgentStatus{UserID: "none", StatusID: "available"}, strowger.ResourceNotFound, "UserId"},
		{strowger.PutAgentStatus{UserID: "Ann", StatusID: "none"}, strowger.ResourceNotFound, "AgentStatusId"},
	})
}

// A user who has been deleted is not found, though the engine has just asked for
// the agent.
func TestDeletedUserIsNotFound(t *testing.T) {
	f := newDesk(t)
	f.step(strowger.PutAgentStatus{UserID: "Ann", StatusID: "offline"})
	f.step(strowger.DeleteUser{ID: "Ann"})
	f.refuses([]refusal{{strowger.AcceptContact{UserID: "Ann", ContactID: "c1"}, strowger.ResourceNotFound, "UserId"}})
}

func TestRefusedContacts(t *testing.T) {
	f := newDesk(t)
	f.step(strowger.CreateContactFlow{Flow: strowger.ContactFlow{ID: "draft", Name: "Draft", Type: "CONTACT_FLOW", Status: "SAVED"}})
	f.step(strowger.CreateContactFlow{Flow: strowger.ContactFlow{ID: "whisper", Name: "W", Type: "AGENT_WHISPER", Status: "PUBLISHED"}})
	f.queue(strowger.Task, "t1", nil)
	f.step(strowger.AcceptContact{UserID: "Ann", ContactID: "t1"})
	f.step(strowger.StartContact{Contact: &strowger.Contact{ID: "c2", FlowID: "flow", Channel: strowger.Voice}})
	start := func(id strowger.ContactID, flow strowger.ContactFlowID) strowger.StartContact {
		return strowger.StartContact{Contact: &strowger.Contact{ID: id, FlowID: flow, Channel: strowger.Chat}}
	}
	data := func(c strowger.UpdateRoutingData) strowger.UpdateRoutingData {
		c.ContactID = "c2"
		return c
	}
	vague := &strowger.RoutingCriteria{Steps: []strowger.RoutingStep{{}}}
	f.refuses([]refusal{
		{start("t1", "flow"), strowger.InvalidRequest, "exists"},
		{start("c3", "none"), strowger.ResourceNotFound, "ContactFlowId"},
		{start("c3", "draft"), strowger.InvalidRequest, "not published"},
		{start("c3", "whisper"), strowger.InvalidRequest, "AGENT_WHISPER"},
		{strowger.StartContact{Contact: &strowger.Contact{ID: "c3", FlowID: "flow", Channel: strowger.Chat, Criteria: vague}},
			strowger.InvalidParameter, "Steps[0].Expression"},
		{strowger.CreateContact{Contact: &strowger.Contact{ID: "c3", Channel: strowger.Chat, Criteria: vague}},
			strowger.InvalidParameter, "Steps[0].Expression"},
		{strowger.SetTargetQueue{ContactID: "c2", QueueID: "none"}, strowger.ResourceNotFound, "QueueId"},
		{strowger.EnqueueContact{ContactID: "c2"}, strowger.InvalidRequest, "no target queue"},
		{data(strowger.UpdateRoutingData{QueuePriority: ptr(int64(1)), QueueTimeAdjustmentSeconds: ptr(int64(1))}),
			strowger.InvalidParameter, "together"}, // U43
		{data(strowger.UpdateRoutingData{QueuePriority: ptr(int64(0))}), strowger.InvalidParameter, "QueuePriority"},
		{data(strowger.UpdateRoutingData{QueueTimeAdjustmentSeconds: ptr(int64(1) << 40)}), strowger.InvalidParameter, "32 bits"},
		{strowger.DisconnectContact{ContactID: "none"}, strowger.ResourceNotFound, "ContactId"},
		{strowger.RecordFacts{ContactID: "none"}, strowger.ResourceNotFound, "ContactId"},
		{strowger.AcceptContact{UserID: "Ann", ContactID: "c2"}, strowger.ResourceNotFound, "ContactId"},
		{strowger.AcceptContact{UserID: "none", ContactID: "t1"}, strowger.ResourceNotFound, "UserId"},
		{strowger.UnholdContact{UserID: "Ann", ContactID: "t1"}, strowger.InvalidRequest, "off hold"},
		{strowger.ClearContact{UserID: "Ann", ContactID: "t1"}, strowger.InvalidRequest, "CONNECTED"},
		{strowger.ResumeContact{ContactID: "t1"}, strowger.Conflict, "not paused"}, // U27
		{strowger.ResumeContact{ContactID: "c2"}, strowger.InvalidRequest, "only tasks"},
	})
	for range 10 { // rule 3.7.4
		f.step(strowger.PauseContact{ContactID: "t1"})
		f.refuses([]refusal{{strowger.ResumeContact{ContactID: "t1", FlowID: "draft"}, strowger.InvalidRequest, "not published"}})
		f.step(strowger.ResumeContact{ContactID: "t1"})
	}
	f.refuses([]refusal{{strowger.PauseContact{ContactID: "t1"}, strowger.LimitExceeded, "10 times"}})
	f.step(strowger.LeaveContact{UserID: "Ann", ContactID: "t1"})
	f.refuses([]refusal{
		{strowger.LeaveContact{UserID: "Ann", ContactID: "t1"}, strowger.InvalidRequest, "ENDED"},
		{strowger.PauseContact{ContactID: "t1"}, strowger.Conflict, "has ended"},
		{strowger.ResumeContact{ContactID: "t1"}, strowger.Conflict, "has ended"},
		{strowger.DisconnectContact{ContactID: "t1"}, strowger.ResourceConflict, "has ended"},
		{strowger.UpdateRoutingData{ContactID: "t1"}, strowger.ResourceConflict, "has ended"},
	})
}

// Without OutboundCallsEnabled neither the house nor an agent calls anybody (API
// Reference, Instance).
func TestNoOutboundCalls(t *testing.T) {
	f := newDesk(t)
	i := *f.engine.Instance()
	i.OutboundCallsEnabled = false
	f.engine.Apply(&strowger.InstanceSaved{Instance: i})
	f.refuses([]refusal{
		{strowger.StartOutboundContact{UserID: "Ann", Contact: &strowger.Contact{ID: "o", Channel: strowger.Voice}},
			strowger.OutboundContactNotPermitted, "outbound calls"},
		{strowger.StartContact{Contact: &strowger.Contact{ID: "h", FlowID: "flow", Channel: strowger.Voice,
			Outbound: &strowger.OutboundPlan{RingSeconds: 15}}}, strowger.OutboundContactNotPermitted, "outbound calls"},
	})
	f.step(strowger.StartOutboundContact{UserID: "Ann", Contact: &strowger.Contact{ID: "mail", Channel: strowger.Email}})
}
