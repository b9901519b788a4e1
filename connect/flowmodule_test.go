package connect_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// toQueue is a module that sets a queue and returns.
func toQueue(queue string) string {
	return `{"Version": "2019-10-30", "StartAction": "a", "Actions": [
		{"Identifier": "a", "Type": "UpdateContactTargetQueue", "Parameters": {"QueueId": "` + queue + `"}, "Transitions": {"NextAction": "b"}},
		{"Identifier": "b", "Type": "EndFlowModuleExecution", "Parameters": {}, "Transitions": {}}]}`
}

// through is a flow that invokes a module and then queues the contact; without
// the module it ends the contact.
func through(module string) string {
	return `{"Version": "2019-10-30", "StartAction": "a", "Actions": [
		{"Identifier": "a", "Type": "InvokeFlowModule", "Parameters": {"FlowModuleId": "` + module + `"},
		 "Transitions": {"NextAction": "b", "Errors": [{"ErrorType": "NoMatchingError", "NextAction": "c"}]}},
		{"Identifier": "b", "Type": "TransferContactToQueue", "Parameters": {}, "Transitions": {}},
		{"Identifier": "c", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}]}`
}

func (h *house) createModule(change func(*sdk.CreateContactFlowModuleInput)) (*sdk.CreateContactFlowModuleOutput, error) {
	in := &sdk.CreateContactFlowModuleInput{InstanceId: &h.InstanceID, Name: new("Lead"), Content: new(toQueue(h.QueueID))}
	change(in)
	return h.Client.CreateContactFlowModule(h.t.Context(), in)
}

func (h *house) module(id string) *types.ContactFlowModule {
	h.t.Helper()
	out, err := h.Client.DescribeContactFlowModule(h.t.Context(), &sdk.DescribeContactFlowModuleInput{InstanceId: &h.InstanceID, ContactFlowModuleId: &id})
	must(h.t, err)
	return out.ContactFlowModule
}

func (h *house) updateModule(in *sdk.UpdateContactFlowModuleContentInput) error {
	in.InstanceId = &h.InstanceID
	_, err := h.Client.UpdateContactFlowModuleContent(h.t.Context(), in)
	return err
}

func (h *house) renameModule(in *sdk.UpdateContactFlowModuleMetadataInput) error {
	in.InstanceId = &h.InstanceID
	_, err := h.Client.UpdateContactFlowModuleMetadata(h.t.Context(), in)
	return err
}

func sum(content string) *string { return new(fmt.Sprintf("%x", sha256.Sum256([]byte(content)))) }

func TestContactFlowModule(t *testing.T) {
	h := newHouse(t)
	created, err := h.createModule(func(in *sdk.CreateContactFlowModuleInput) {
		in.Description, in.Settings, in.Tags = new("leads"), new(`{"k":[1]}`), map[string]string{"team": "sales"}
		in.ExternalInvocationConfiguration = &types.ExternalInvocationConfiguration{Enabled: true}
	})
	must(t, err)
	id := *created.Id
	arn := "arn:aws:connect:eu-west-2:123456789012:instance/" + h.InstanceID + "/flow-module/" + id
	same(t, "ARN", *created.Arn, arn)
	want := &types.ContactFlowModule{
		Id: &id, Arn: &arn, Name: new("Lead"), Description: new("leads"), Content: new(toQueue(h.QueueID)),
		FlowModuleContentSha256: sum(toQueue(h.QueueID)), Settings: new(`{"k":[1]}`), Tags: map[string]string{"team": "sales"},
		ExternalInvocationConfiguration: &types.ExternalInvocationConfiguration{Enabled: true},
		State:                           types.ContactFlowModuleStateActive, Status: types.ContactFlowModuleStatusPublished,
	}
	for _, name := range []string{id, arn, id + ":$SAVED"} {
		same(t, name, h.module(name), want)
	}

	must(t, h.updateModule(&sdk.UpdateContactFlowModuleContentInput{ContactFlowModuleId: new(id + ":$SAVED"), Content: new("{half"), Settings: new(`""`)}))
	want.Settings = new(`""`)
	same(t, "published beside saved", h.module(id), want)
	saved := *want
	saved.Content, saved.FlowModuleContentSha256, saved.Status = new("{half"), sum("{half"), types.ContactFlowModuleStatusSaved
	same(t, "saved", h.module(arn+":$SAVED"), &saved)

	must(t, h.updateModule(&sdk.UpdateContactFlowModuleContentInput{ContactFlowModuleId: &arn, Content: new(hangingUp)}))
	want.Content, want.FlowModuleContentSha256 = new(hangingUp), sum(hangingUp)
	same(t, "published", h.module(id), want)
	same(t, "nothing is saved beside it", h.module(id+":$SAVED"), want)

	must(t, h.renameModule(&sdk.UpdateContactFlowModuleMetadataInput{
		ContactFlowModuleId: &id, Name: new("Leads"), Description: new("all leads"), State: types.ContactFlowModuleStateArchived,
	}))
	want.Name, want.Description, want.State = new("Leads"), new("all leads"), types.ContactFlowModuleStateArchived
	same(t, "renamed", h.module(id), want)

	remove := &sdk.DeleteContactFlowModuleInput{InstanceId: &h.InstanceID, ContactFlowModuleId: &id}
	_, err = h.Client.DeleteContactFlowModule(t.Context(), remove)
	must(t, err)
	_, err = h.Client.DeleteContactFlowModule(t.Context(), remove)
	refused(t, err, 404, "ResourceNotFoundException")
}

func TestContactFlowModuleRuns(t *testing.T) {
	h := newHouse(t)
	created, err := h.createModule(func(*sdk.CreateContactFlowModuleInput) {})
	must(t, err)
	must(t, h.updateContent(h.flow, "", through(*created.Arn)))
	if !h.waits() {
		t.Error("the flow has not gone on behind the module")
	}
	must(t, h.updateModule(&sdk.UpdateContactFlowModuleContentInput{ContactFlowModuleId: created.Id, Content: new(hangingUp)}))
	if h.waits() {
		t.Error("the old content of the module runs")
	}
	must(t, h.updateModule(&sdk.UpdateContactFlowModuleContentInput{ContactFlowModuleId: created.Id, Content: new(toQueue(h.QueueID))}))
	must(t, h.renameModule(&sdk.UpdateContactFlowModuleMetadataInput{ContactFlowModuleId: created.Id, State: types.ContactFlowModuleStateArchived}))
	if h.waits() {
		t.Error("an archived module runs")
	}
}

// The same request with the same client token makes one module.
func TestContactFlowModuleOnce(t *testing.T) {
	h := newHouse(t)
	token := func(in *sdk.CreateContactFlowModuleInput) { in.ClientToken = new("t1") }
	first, err := h.createModule(token)
	must(t, err)
	again, err := h.createModule(token)
	must(t, err)
	same(t, "the second answer", *again.Id, *first.Id)
	same(t, "its ARN", *again.Arn, *first.Arn)
	_, err = h.createModule(func(in *sdk.CreateContactFlowModuleInput) { in.ClientToken, in.Name = new("t1"), new("Other") })
	refused(t, err, 409, "IdempotencyException")
	_, err = h.createModule(func(in *sdk.CreateContactFlowModuleInput) { in.ClientToken = new("t2") })
	refused(t, err, 409, "DuplicateResourceException")
	list, err := h.Client.ListContactFlowModules(t.Context(), &sdk.ListContactFlowModulesInput{InstanceId: &h.InstanceID})
	must(t, err)
	same(t, "modules", list.ContactFlowModulesSummaryList, []types.ContactFlowModuleSummary{
		{Id: first.Id, Arn: first.Arn, Name: new("Lead"), State: types.ContactFlowModuleStateActive},
	})
}

func TestListContactFlowModules(t *testing.T) {
	h := newHouse(t)
	for i := range 5 {
		created, err := h.createModule(func(in *sdk.CreateContactFlowModuleInput) { in.Name = new(fmt.Sprint("module ", i)) })
		must(t, err)
		if i < 2 {
			must(t, h.renameModule(&sdk.UpdateContactFlowModuleMetadataInput{ContactFlowModuleId: created.Id, State: types.ContactFlowModuleStateArchived}))
		}
	}
	for state, want := range map[types.ContactFlowModuleState]int{"": 5, "ACTIVE": 3, "ARCHIVED": 2} {
		seen := map[string]bool{}
		pages := sdk.NewListContactFlowModulesPaginator(h.Client, &sdk.ListContactFlowModulesInput{
			InstanceId: &h.InstanceID, ContactFlowModuleState: state, MaxResults: new(int32(2)),
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(t.Context())
			must(t, err)
			for _, m := range page.ContactFlowModulesSummaryList {
				seen[*m.Name] = true
				if state != "" && m.State != state {
					t.Errorf("%s is %s, want %s", *m.Name, m.State, state)
				}
			}
		}
		same(t, "modules "+string(state), len(seen), want)
	}
}

func TestContactFlowModuleRefusals(t *testing.T) {
	h := newHouse(t)
	created, err := h.createModule(func(*sdk.CreateContactFlowModuleInput) {})
	must(t, err)
	_, err = h.createModule(func(in *sdk.CreateContactFlowModuleInput) { in.Name = new("Second") })
	must(t, err)
	_, err = h.createModule(func(in *sdk.CreateContactFlowModuleInput) { in.Content = new("{}") })
	invalid, ok := errors.AsType[*types.InvalidContactFlowModuleException](err)
	if !ok || len(invalid.Problems) == 0 || !strings.HasPrefix(*invalid.Problems[0].Message, "Version must be") {
		t.Errorf("got %v, %+v", err, invalid)
	}
	const parameter, request, notFound = "InvalidParameterException", "InvalidRequestException", "ResourceNotFoundException"
	modules := "/contact-flow-modules/" + h.InstanceID
	module := modules + "/" + *created.Id
	for _, c := range []struct{ method, path, body, code, names string }{
		{"PUT", modules, `{}`, parameter, "Name is required; Content is required"},
		{"PUT", modules, `{"Name":" ","Content":"{}"}`, parameter, "Name must match"},
		{"PUT", modules, `{"Name":"x","Content":"{}","Description":"` + strings.Repeat("d", 501) + `"}`, parameter, "Description must have at most 500"},
		{"PUT", modules, `{"Name":"x","Content":"{}","Settings":"{"}`, parameter, "Settings must be JSON"},
		{"PUT", modules, `{"Name":"x","Content":"{}","Tags":{"aws:a":"b"}}`, parameter, "Tags key"},
		{"GET", module + ":7", ``, notFound, "ContactFlowModuleId"},
		{"GET", modules + "/" + missing, ``, notFound, "ContactFlowModuleId"},
		{"POST", module + "/content", `{"Content":""}`, request, "Content must have at least 1"},
		{"POST", module + "/content", `{"Settings":"{"}`, request, "Settings must be JSON"},
		{"POST", module + "/metadata", `{"State":"DELETED"}`, parameter, "State must be one of"},
		{"POST", module + "/metadata", `{"Name":"Second"}`, "DuplicateResourceException", "Name"},
		{"POST", modules + "/" + missing + "/metadata", `{"Name":"x"}`, notFound, "ContactFlowModuleId"},
		{"GET", "/contact-flow-modules-summary/" + h.InstanceID + "?state=GONE", ``, parameter, "ContactFlowModuleState must be one of"},
	} {
		answer{h.Call(t, c.method, c.path, c.body)}.refused(t, c.method+" "+c.path+" "+c.body, c.code, c.names)
	}
	problem := h.Call(t, "POST", module+"/content", `{"Content":"{}"}`)
	if problem.Error != "InvalidContactFlowModuleException" || !strings.Contains(problem.Body, `,"Problems":[{"message":`) {
		t.Errorf("got %+v", problem)
	}
	same(t, "content", h.module(*created.Id).Content, new(toQueue(h.QueueID)))
}

// CheckHoursOfOperation asks at the time of the instance and sees overrides.
func TestFlowChecksHours(t *testing.T) {
	h := newHouse(t)
	must(t, h.updateContent(h.flow, "", `{"Version": "2019-10-30", "StartAction": "q", "Actions": [
		{"Identifier": "q", "Type": "UpdateContactTargetQueue", "Parameters": {"QueueId": "`+h.QueueID+`"}, "Transitions": {"NextAction": "a"}},
		{"Identifier": "a", "Type": "CheckHoursOfOperation", "Parameters": {}, "Transitions": {"NextAction": "c", "Conditions": [
			{"NextAction": "b", "Condition": {"Operator": "Equals", "Operands": ["True"]}},
			{"NextAction": "c", "Condition": {"Operator": "Equals", "Operands": ["False"]}}]}},
		{"Identifier": "b", "Type": "TransferContactToQueue", "Parameters": {}, "Transitions": {}},
		{"Identifier": "c", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}]}`))
	if !h.waits() {
		t.Error("Basic Hours are closed")
	}
	today := h.now().UTC().Format("2006-01-02")
	_, err := h.Client.CreateHoursOfOperationOverride(t.Context(), &sdk.CreateHoursOfOperationOverrideInput{
		InstanceId: &h.InstanceID, HoursOfOperationId: &h.HoursID, Name: new("Today"), EffectiveFrom: &today, EffectiveTill: &today,
		Config: []types.HoursOfOperationOverrideConfig{},
	})
	must(t, err)
	if h.waits() {
		t.Error("the override is not seen")
	}
	h.Advance(t, 24*60*60)
	if !h.waits() {
		t.Error("the override holds tomorrow too")
	}
}
