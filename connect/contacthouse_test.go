package connect_test

import (
	"errors"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/gateway"
	"github.com/strowger/strowger/internal/enginetest"
	"github.com/strowger/strowger/restjson"
)

// house is an instance in which contacts live: a flow that puts them into one
// queue, and Ada, an agent who serves that on all channels. Its clock is held.
type house struct {
	*enginetest.Server
	enginetest.Defaults
	t    *testing.T
	flow *string
	ada  *string
}

func newHouse(t *testing.T, options ...enginetest.Option) *house {
	t.Helper()
	options = append(options, enginetest.ManualClock(0), enginetest.Register(func(s *enginetest.Server, mux *restjson.Mux) {
		(&gateway.Server{Directory: s.Directory, Report: s.Report, Names: s.Names}).Register(mux)
	}))
	s := enginetest.Start(t, options...)
	h := &house{Server: s, Defaults: s.Defaults(t), t: t}
	h.flow = h.newFlow("in", inbound(h.QueueID))
	h.ada = h.newAgent("ada")
	return h
}

// inbound is the content of a flow that puts contacts into a queue.
func inbound(queue string) string {
	return `{"Version": "2019-10-30", "StartAction": "target", "Actions": [
		{"Identifier": "target", "Type": "UpdateContactTargetQueue", "Parameters": {"QueueId": "` + queue + `"},
		 "Transitions": {"NextAction": "queue"}},
		{"Identifier": "queue", "Type": "TransferContactToQueue", "Parameters": {}, "Transitions": {}}]}`
}

func (h *house) newFlow(name, content string) *string {
	h.t.Helper()
	out, err := h.Client.CreateContactFlow(h.t.Context(), &sdk.CreateContactFlowInput{
		InstanceId: &h.InstanceID, Name: &name, Type: types.ContactFlowTypeContactFlow, Content: &content,
	})
	must(h.t, err)
	return out.ContactFlowId
}

// newAgent makes a user who works up contacts for as long as she likes. She is
// Offline.
func (h *house) newAgent(name string) *string {
	h.t.Helper()
	user, err := h.Client.CreateUser(h.t.Context(), &sdk.CreateUserInput{
		InstanceId:         &h.InstanceID,
		Username:           &name,
		IdentityInfo:       &types.UserIdentityInfo{FirstName: &name, LastName: new("Lovelace")},
		Password:           new(enginetest.Password),
		PhoneConfig:        &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone},
		RoutingProfileId:   &h.RoutingProfileID,
		SecurityProfileIds: []string{h.AgentProfileID},
	})
	must(h.t, err)
	return user.UserId
}

// put gives an agent a status.
func (h *house) put(agent *string, status string) {
	h.t.Helper()
	_, err := h.Client.PutUserStatus(h.t.Context(), &sdk.PutUserStatusInput{
		InstanceId: &h.InstanceID, UserId: agent, AgentStatusId: &status,
	})
	must(h.t, err)
}

// do sends a command of an agent's workspace.
func (h *house) do(c strowger.Command) {
	h.t.Helper()
	_, err := h.Instance.Do(h.t.Context(), c)
	must(h.t, err)
}

func (h *house) accept(agent, contact *string) {
	h.t.Helper()
	h.do(strowger.AcceptContact{UserID: strowger.UserID(*agent), ContactID: strowger.ContactID(*contact)})
}

func (h *house) leave(agent, contact *string) {
	h.t.Helper()
	h.do(strowger.LeaveContact{UserID: strowger.UserID(*agent), ContactID: strowger.ContactID(*contact)})
}

func (h *house) dismiss(agent, contact *string) error {
	_, err := h.Client.DismissUserContact(h.t.Context(), &sdk.DismissUserContactInput{
		InstanceId: &h.InstanceID, UserId: agent, ContactId: contact,
	})
	return err
}

// now is the time of the house, as the SDK shows it.
func (h *house) now() *time.Time { return new(h.Directory.Clock().Now().Time()) }

func (h *house) describe(contact *string) *types.Contact {
	h.t.Helper()
	out, err := h.Client.DescribeContact(h.t.Context(), &sdk.DescribeContactInput{InstanceId: &h.InstanceID, ContactId: contact})
	must(h.t, err)
	return out.Contact
}

// startTask starts a task that change may change.
func (h *house) startTask(change func(*sdk.StartTaskContactInput)) (*string, error) {
	in := &sdk.StartTaskContactInput{InstanceId: &h.InstanceID, ContactFlowId: h.flow, Name: new("a task")}
	if change != nil {
		change(in)
	}
	out, err := h.Client.StartTaskContact(h.t.Context(), in)
	if err != nil {
		return nil, err
	}
	return out.ContactId, nil
}

func (h *house) task(change func(*sdk.StartTaskContactInput)) *string {
	h.t.Helper()
	id, err := h.startTask(change)
	must(h.t, err)
	return id
}

// startChat starts a chat that change may change.
func (h *house) startChat(change func(*sdk.StartChatContactInput)) (*sdk.StartChatContactOutput, error) {
	in := &sdk.StartChatContactInput{
		InstanceId: &h.InstanceID, ContactFlowId: h.flow,
		ParticipantDetails: &types.ParticipantDetails{DisplayName: new("Charles")},
	}
	if change != nil {
		change(in)
	}
	return h.Client.StartChatContact(h.t.Context(), in)
}

// call announces a telephone call.
func (h *house) call() *string {
	h.t.Helper()
	answer := h.Call(h.t, "PUT", "/gateway/"+h.InstanceID+"/contacts",
		`{"Channel": "VOICE", "ContactFlowId": "`+*h.flow+`"}`)
	return new(contactID(h.t, answer))
}

func (h *house) stop(contact *string) error {
	_, err := h.Client.StopContact(h.t.Context(), &sdk.StopContactInput{InstanceId: &h.InstanceID, ContactId: contact})
	return err
}

func (h *house) pause(contact *string) error {
	_, err := h.Client.PauseContact(h.t.Context(), &sdk.PauseContactInput{InstanceId: &h.InstanceID, ContactId: contact})
	return err
}

func (h *house) resume(contact, flow *string) error {
	_, err := h.Client.ResumeContact(h.t.Context(), &sdk.ResumeContactInput{InstanceId: &h.InstanceID, ContactId: contact, ContactFlowId: flow})
	return err
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused checks that an error is an exception with a code and a status, and
// returns its message.
func refused(t *testing.T, err error, status int, code string) string {
	t.Helper()
	var exception smithy.APIError
	var response interface{ HTTPStatusCode() int }
	if !errors.As(err, &exception) || !errors.As(err, &response) {
		t.Errorf("got %v, want a %s", err, code)
		return ""
	}
	if exception.ErrorCode() != code || response.HTTPStatusCode() != status {
		t.Errorf("got %d %v, want %d %s", response.HTTPStatusCode(), err, status, code)
	}
	return exception.ErrorMessage()
}

// same compares shapes of the SDK.
func same[T any](t *testing.T, when string, got, want T) {
	t.Helper()
	serde := cmp.FilterPath(func(p cmp.Path) bool {
		return p.Last().String() == ".noSmithyDocumentSerde"
	}, cmp.Ignore())
	if diff := cmp.Diff(want, got, serde); diff != "" {
		t.Errorf("%s: (-want +got)\n%s", when, diff)
	}
}
