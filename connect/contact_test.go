package connect_test

import (
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger"
)

func TestStopContact(t *testing.T) {
	h := newHouse(t)
	id := h.task(nil)
	_, err := h.Client.StopContact(t.Context(), &sdk.StopContactInput{
		InstanceId: &h.InstanceID, ContactId: id,
		DisconnectReason: &types.DisconnectReason{Code: new("OUTBOUND_CAMPAIGN_OVER")},
	})
	must(t, err)
	if got := h.describe(id); *got.DisconnectReason != "OUTBOUND_CAMPAIGN_OVER" {
		t.Errorf("got the reason %s", *got.DisconnectReason)
	}
	call := h.call()
	must(t, h.stop(call))
	if got := h.describe(call); *got.DisconnectReason != "API" || got.AgentInfo != nil {
		t.Errorf("got %+v", got)
	}
	refused(t, h.stop(call), 410, "ContactNotFoundException")
	refused(t, h.stop(new("nobody")), 410, "ContactNotFoundException")

	h.put(h.ada, h.AvailableID)
	id = h.task(nil)
	h.accept(h.ada, id)
	must(t, h.stop(id))
	refused(t, h.stop(id), 410, "ContactNotFoundException") // after contact work
}

// TestStopContactLeavesCallsAlone has a voice contact that came about in a way
// that StopContact may not end; the engine is told of it directly.
func TestStopContactLeavesCallsAlone(t *testing.T) {
	h := newHouse(t)
	for _, method := range []string{"DISCONNECT", "TRANSFER", "QUEUE_TRANSFER", "EXTERNAL_OUTBOUND", "MONITOR"} {
		start := strowger.Contact{
			ID: strowger.ContactID("c-" + method), Channel: strowger.Voice, InitiationMethod: method,
			FlowID:         strowger.ContactFlowID(*h.flow),
			SystemEndpoint: &strowger.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+4930115"},
		}
		h.do(strowger.StartContact{Contact: &start})
		message := refused(t, h.stop(new(string(start.ID))), 400, "InvalidRequestException")
		if !strings.Contains(message, method) {
			t.Error(message)
		}
		hidden := method == "QUEUE_TRANSFER" || method == "MONITOR"
		if c := h.describe(new(string(start.ID))); c.DisconnectTimestamp != nil || (c.SystemEndpoint == nil) != hidden {
			t.Errorf("%s: got %+v", method, c)
		}
	}
}

func TestPauseAndResumeAreRefused(t *testing.T) {
	h := newHouse(t)
	call, id := h.call(), h.task(nil)
	refused(t, h.pause(call), 400, "InvalidRequestException")
	refused(t, h.resume(call, nil), 400, "InvalidRequestException")
	refused(t, h.resume(id, nil), 409, "ConflictException") // not paused
	must(t, h.pause(id))
	refused(t, h.pause(id), 409, "ConflictException")
	refused(t, h.resume(id, new("nobody")), 404, "ResourceNotFoundException")
	_, err := h.Client.PauseContact(t.Context(), &sdk.PauseContactInput{InstanceId: &h.InstanceID, ContactId: id, ContactFlowId: h.flow})
	if message := refused(t, err, 400, "InvalidRequestException"); !strings.HasPrefix(message, "ContactFlowId is not supported") {
		t.Error(message)
	}
	for range 9 { // 10 pauses are allowed
		must(t, h.resume(id, h.flow))
		must(t, h.pause(id))
	}
	must(t, h.resume(id, h.flow))
	refused(t, h.pause(id), 429, "LimitExceededException")
	must(t, h.stop(id))
	refused(t, h.pause(id), 409, "ConflictException")
	refused(t, h.resume(id, nil), 409, "ConflictException")
	refused(t, h.pause(new("nobody")), 404, "ResourceNotFoundException")
	refused(t, h.resume(new("nobody"), nil), 404, "ResourceNotFoundException")
}

func TestDismissUserContact(t *testing.T) {
	h := newHouse(t)
	h.put(h.ada, h.AvailableID)
	chat, err := h.startChat(nil)
	must(t, err)
	refused(t, h.dismiss(h.ada, chat.ContactId), 400, "InvalidRequestException") // it rings
	h.Advance(t, 20)
	must(t, h.dismiss(h.ada, chat.ContactId)) // MISSED
	h.do(strowger.RejectContact{UserID: strowger.UserID(*h.ada), ContactID: strowger.ContactID(*chat.ContactId)})
	must(t, h.dismiss(h.ada, chat.ContactId)) // REJECTED
	h.accept(h.ada, chat.ContactId)
	refused(t, h.dismiss(h.ada, chat.ContactId), 400, "InvalidRequestException") // CONNECTED
	h.leave(h.ada, chat.ContactId)
	must(t, h.dismiss(h.ada, chat.ContactId)) // ENDED
	refused(t, h.dismiss(h.ada, chat.ContactId), 404, "ResourceNotFoundException")
	refused(t, h.dismiss(new("nobody"), chat.ContactId), 404, "ResourceNotFoundException")
}

func TestPutUserStatus(t *testing.T) {
	h := newHouse(t)
	put := func(user, status string) error {
		_, err := h.Client.PutUserStatus(t.Context(), &sdk.PutUserStatusInput{InstanceId: &h.InstanceID, UserId: &user, AgentStatusId: &status})
		return err
	}
	refused(t, put("nobody", h.AvailableID), 404, "ResourceNotFoundException")
	refused(t, put(*h.ada, "nowhere"), 404, "ResourceNotFoundException")
	id := strowger.InstanceID(h.InstanceID)
	must(t, put(h.Names.Resource(id, "agent", *h.ada), h.Names.Resource(id, "agent-state", h.AvailableID)))

	first, second := h.task(nil), h.task(nil)
	h.accept(h.ada, first)
	must(t, put(*h.ada, h.OfflineID)) // becomes the next status
	h.leave(h.ada, first)
	must(t, h.dismiss(h.ada, first))
	if c := h.describe(second); c.RingStartTimestamp != nil {
		t.Error("a contact rings at an agent who has gone")
	}
	must(t, put(*h.ada, h.AvailableID))
	if c := h.describe(second); c.RingStartTimestamp == nil {
		t.Error("no contact rings at an agent who is back")
	}
}

// TestContactsOfNoInstance asks every operation of a missing instance.
func TestContactsOfNoInstance(t *testing.T) {
	h := newHouse(t)
	const none = "22222222-2222-4222-8222-222222222222"
	for _, call := range [][3]string{
		{"GET", "/contacts/" + none + "/c"},
		{"POST", "/contacts/" + none + "/c/routing-data", `{"QueuePriority": 1}`},
		{"POST", "/contact/stop", `{"InstanceId": "` + none + `", "ContactId": "c"}`},
		{"POST", "/contact/pause", `{"InstanceId": "` + none + `", "ContactId": "c"}`},
		{"POST", "/contact/resume", `{"InstanceId": "` + none + `", "ContactId": "c"}`},
		{"PUT", "/contact/chat", `{"InstanceId": "` + none + `", "ContactFlowId": "f", "ParticipantDetails": {"DisplayName": "C"}}`},
		{"PUT", "/users/" + none + "/u/status", `{"AgentStatusId": "s"}`},
		{"POST", "/users/" + none + "/u/contact", `{"ContactId": "c"}`},
		{"PUT", "/contact-flows/" + none, `{"Name": "n", "Type": "CONTACT_FLOW", "Content": "{}"}`},
		{"GET", "/contact-flows/" + none + "/f"},
		{"GET", "/contact-flows-summary/" + none},
		{"DELETE", "/contact-flows/" + none + "/f"},
	} {
		if answer := h.Call(t, call[0], call[1], call[2]); answer.Status != 404 || answer.Error != "ResourceNotFoundException" {
			t.Errorf("%v: got %+v", call, answer)
		}
	}
	if answer := h.Call(t, "GET", "/contacts/"+h.InstanceID+"/nobody", ""); answer.Error != "ResourceNotFoundException" {
		t.Errorf("got %+v", answer)
	}
}

// TestBadContactInput sends what an SDK would not.
func TestBadContactInput(t *testing.T) {
	h := newHouse(t)
	instance := `"InstanceId": "` + h.InstanceID + `"`
	for _, test := range []struct{ method, path, body, code, message string }{
		{"POST", "/contact/stop", `{` + instance + `}`, "InvalidParameterException", "ContactId is required"},
		{"POST", "/contact/stop", `{"ContactId": "c"}`, "InvalidParameterException", "InstanceId is required"},
		{"POST", "/contact/stop", `{` + instance + `, "ContactId": "` + strings.Repeat("c", 257) + `"}`, "InvalidParameterException", "ContactId must have at most 256"},
		{"POST", "/contact/pause", `{` + instance + `, "ContactId": 7}`, "SerializationException", "ContactId"},
		{"POST", "/contact/resume", `{`, "SerializationException", ""},
		{"PUT", "/contact/task", `[]`, "SerializationException", ""},
		{"PUT", "/contact/chat", `{` + instance + `, "ContactFlowId": "f"}`, "InvalidParameterException", "ParticipantDetails is required"},
		{"PUT", "/users/" + h.InstanceID + "/u/status", `{}`, "InvalidParameterException", "AgentStatusId is required"},
		{"POST", "/users/" + h.InstanceID + "/u/contact", ``, "InvalidParameterException", "ContactId is required"},
		{"PUT", "/contact-flows/" + h.InstanceID, `{"Name": "n", "Type": "PHONE", "Content": "{}"}`, "InvalidParameterException", "Type must be one of"},
		{"GET", "/contact-flows-summary/" + h.InstanceID + "?maxResults=0", ``, "InvalidParameterException", "MaxResults must be between 1 and 1000"},
		{"GET", "/contact-flows-summary/" + h.InstanceID + "?contactFlowTypes=PHONE", ``, "InvalidParameterException", "ContactFlowTypes[0] must be one of"},
		{"GET", "/contact-flows-summary/" + h.InstanceID + "?nextToken=x", ``, "InvalidParameterException", "NextToken"},
	} {
		answer := h.Call(t, test.method, test.path, test.body)
		if answer.Status != 400 || answer.Error != test.code || !strings.Contains(answer.Message(), test.message) {
			t.Errorf("%s %s %.80s: got %+v, want %s %q", test.method, test.path, test.body, answer, test.code, test.message)
		}
	}
}
