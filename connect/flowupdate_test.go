package connect_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger"
)

// hangingUp is a flow that ends its contacts.
const hangingUp = `{"Version": "2019-10-30", "StartAction": "a", "Actions": [
	{"Identifier": "a", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}]}`

func (h *house) updateContent(id *string, suffix, content string) error {
	_, err := h.Client.UpdateContactFlowContent(h.t.Context(), &sdk.UpdateContactFlowContentInput{
		InstanceId: &h.InstanceID, ContactFlowId: new(*id + suffix), Content: &content,
	})
	return err
}

func (h *house) updateMetadata(in *sdk.UpdateContactFlowMetadataInput) error {
	in.InstanceId = &h.InstanceID
	_, err := h.Client.UpdateContactFlowMetadata(h.t.Context(), in)
	return err
}

// waits reports whether a task that begins with the house's flow comes into the
// queue.
func (h *house) waits() bool {
	h.t.Helper()
	return h.describe(h.task(nil)).QueueInfo != nil
}

func TestUpdateContactFlowContent(t *testing.T) {
	h := newHouse(t)
	before, err := h.describeFlow(*h.flow)
	must(t, err)
	h.Advance(t, 60)

	must(t, h.updateContent(h.flow, ":$SAVED", "{half a flow"))
	now, err := h.describeFlow(*h.flow)
	must(t, err)
	want := *before
	want.LastModifiedTime = h.now()
	same(t, "still published", now, &want)
	saved, err := h.describeFlow(*h.flow + ":$SAVED")
	must(t, err)
	want.Content, want.Status = new("{half a flow"), types.ContactFlowStatusSaved
	want.FlowContentSha256 = new(fmt.Sprintf("%x", sha256.Sum256([]byte("{half a flow"))))
	same(t, "saved", saved, &want)
	if !h.waits() {
		t.Error("saved content runs")
	}

	must(t, h.updateContent(h.flow, "", hangingUp))
	want.Content, want.Status = new(hangingUp), types.ContactFlowStatusPublished
	want.FlowContentSha256 = new(fmt.Sprintf("%x", sha256.Sum256([]byte(hangingUp))))
	for _, suffix := range []string{"", ":$SAVED"} {
		now, err = h.describeFlow(*h.flow + suffix)
		must(t, err)
		same(t, "published "+suffix, now, &want)
	}
	if h.waits() {
		t.Error("the old content runs")
	}
	refused(t, h.updateContent(h.flow, ":2", hangingUp), 404, "ResourceNotFoundException")
	refused(t, h.updateContent(new(missing), "", hangingUp), 404, "ResourceNotFoundException")
}

// A flow that is only saved is published by its first content without alias.
func TestPublishSavedContactFlow(t *testing.T) {
	h := newHouse(t)
	created, err := h.createFlow(func(in *sdk.CreateContactFlowInput) {
		in.Status, in.Content = types.ContactFlowStatusSaved, new("one")
	})
	must(t, err)
	must(t, h.updateContent(created.ContactFlowId, ":$SAVED", "two"))
	saved, err := h.describeFlow(*created.ContactFlowId + ":$SAVED")
	must(t, err)
	same(t, "saved again", saved.Content, new("two"))
	_, err = h.describeFlow(*created.ContactFlowId)
	refused(t, err, 404, "ContactFlowNotPublishedException")
	must(t, h.updateContent(created.ContactFlowId, "", hangingUp))
	published, err := h.describeFlow(*created.ContactFlowId)
	must(t, err)
	same(t, "published", published.Content, new(hangingUp))
	same(t, "its status", published.Status, types.ContactFlowStatusPublished)
}

// A task that is scheduled runs what is published when its time comes.
func TestScheduledContactRunsTheNewContent(t *testing.T) {
	h := newHouse(t)
	id := h.task(func(in *sdk.StartTaskContactInput) { in.ScheduledTime = new(h.now().Add(3_600_000_000_000)) })
	must(t, h.updateContent(h.flow, "", hangingUp))
	h.Advance(t, 3600)
	if c := h.describe(id); c.DisconnectTimestamp == nil || c.QueueInfo != nil {
		t.Errorf("got %+v", c)
	}
}

func TestInvalidContentChangesNothing(t *testing.T) {
	h := newHouse(t)
	err := h.updateContent(h.flow, "", `{"Version": "1", "StartAction": "a", "Actions": []}`)
	invalid, ok := errors.AsType[*types.InvalidContactFlowException](err)
	if !ok || len(invalid.Problems) != 2 || !strings.HasPrefix(*invalid.Problems[0].Message, "Version must be") {
		t.Errorf("got %v, %+v", err, invalid)
	}
	now, err := h.describeFlow(*h.flow)
	must(t, err)
	same(t, "content", now.Content, new(inbound(h.QueueID)))

	answer := h.Call(t, "POST", "/contact-flows/"+h.InstanceID+"/"+*h.flow+"/content", `{"Content":"{}"}`)
	if answer.Status != 400 || answer.Error != "InvalidContactFlowException" ||
		!strings.HasPrefix(answer.Body, `{"Message":"Version must be`) || !strings.Contains(answer.Body, `,"problems":[{"message":"Version must be`) {
		t.Errorf("got %+v", answer)
	}
}

func TestUpdateContactFlowMetadata(t *testing.T) {
	h := newHouse(t)
	want, err := h.describeFlow(*h.flow)
	must(t, err)
	same := func(when string) {
		t.Helper()
		got, err := h.describeFlow(*h.flow)
		must(t, err)
		same(t, when, got, want)
	}
	arn := want.Arn
	h.Advance(t, 60)
	must(t, h.updateMetadata(&sdk.UpdateContactFlowMetadataInput{
		ContactFlowId: arn, Name: new("Orders"), Description: new("for orders"), ContactFlowState: types.ContactFlowStateArchived,
	}))
	want.Name, want.Description, want.State, want.LastModifiedTime = new("Orders"), new("for orders"), types.ContactFlowStateArchived, h.now()
	same("all of it")
	_, err = h.startTask(nil)
	if message := refused(t, err, 400, "InvalidRequestException"); !strings.Contains(message, "ContactFlowId") {
		t.Errorf("got %q", message)
	}
	must(t, h.updateMetadata(&sdk.UpdateContactFlowMetadataInput{ContactFlowId: h.flow, ContactFlowState: types.ContactFlowStateActive}))
	want.State = types.ContactFlowStateActive
	same("active again")
	if !h.waits() {
		t.Error("the flow does not run")
	}
	_, err = h.Client.UpdateContactFlowName(t.Context(), &sdk.UpdateContactFlowNameInput{
		InstanceId: &h.InstanceID, ContactFlowId: h.flow, Name: new("Sales"), Description: new(""),
	})
	must(t, err)
	want.Name, want.Description = new("Sales"), nil
	same("renamed")
	must(t, h.updateMetadata(&sdk.UpdateContactFlowMetadataInput{ContactFlowId: h.flow, Name: new("Sales")}))
	same("the same name")
}

func TestContactFlowUpdateRefusals(t *testing.T) {
	h := newHouse(t)
	path := "/contact-flows/" + h.InstanceID + "/" + *h.flow
	const invalid = "InvalidParameterException"
	for _, c := range []struct{ path, body, code, names string }{
		{path + "/content", `{}`, invalid, "Content is required"},
		{path + "/content", `{"Content":""}`, invalid, "Content"},
		{path + "/content", `{"Content":{}}`, "SerializationException", "Content"},
		{path + "/metadata", `{"ContactFlowState":"DELETED"}`, invalid, "ContactFlowState must be one of ACTIVE, ARCHIVED"},
		{path + "/metadata", `{"Name":""}`, invalid, "Name must have at least 1"},
		{path + "/metadata", `{"Name":"Default queue transfer"}`, "DuplicateResourceException", "Name"},
		{path + "/name", `{"Name":""}`, invalid, "Name must have at least 1"},
		{path + "/name", `{"Name":"Default queue transfer"}`, "DuplicateResourceException", "Name"},
		{strings.Replace(path, *h.flow, missing, 1) + "/name", `{"Name":"x"}`, "ResourceNotFoundException", "ContactFlowId"},
		{strings.Replace(path, *h.flow, missing, 1) + "/metadata", `{"Name":"x"}`, "ResourceNotFoundException", "ContactFlowId"},
	} {
		answer{h.Call(t, "POST", c.path, c.body)}.refused(t, c.path+" "+c.body, c.code, c.names)
	}
	got, err := h.describeFlow(*h.flow)
	must(t, err)
	same(t, "name", got.Name, new("in"))
	same(t, "state", got.State, types.ContactFlowState(strowger.Active))
}
