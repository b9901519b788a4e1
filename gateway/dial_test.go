package gateway_test

import (
	"slices"
	"testing"

	"github.com/strowger/strowger"
)

// outbound has the house call a customer.
func (h *house) outbound(members string) string {
	h.t.Helper()
	out := h.ok("PUT", "/contact/outbound-voice", `{"InstanceId": "`+h.InstanceID+`", "ContactFlowId": "`+h.flow+`",
		"DestinationPhoneNumber": "+4930901820", "SourcePhoneNumber": "+4930115"`+members+`}`)
	return out["ContactId"].(string)
}

func (h *house) dials() []any {
	h.t.Helper()
	return h.ok("GET", "/gateway/"+h.InstanceID+"/dials", "")["Dials"].([]any)
}

// TestDialsOfTheHouse: a gateway learns what to dial, and tells how it went.
func TestDialsOfTheHouse(t *testing.T) {
	h := newHouse(t)
	if list := h.dials(); len(list) != 0 {
		t.Errorf("at first there is %v", list)
	}
	answered := h.outbound(`, "QueueId": "` + h.QueueID + `", "RingTimeoutInSeconds": 20`)
	h.Advance(t, 1)
	failed := h.outbound("")
	list := h.dials()
	if len(list) != 2 {
		t.Fatalf("got %v", list)
	}
	number := func(s string) map[string]any { return map[string]any{"Type": "TELEPHONE_NUMBER", "Address": s} }
	compare(t, "the first", list[0], map[string]any{
		"ContactId": answered, "State": "RINGING", "InitiationMethod": "API", "QueueId": h.QueueID,
		"CustomerEndpoint": number("+4930901820"), "SystemEndpoint": number("+4930115"),
		"TrafficType": "GENERAL", "RingTimeoutTimestamp": float64(h.Directory.Clock().Now()/1000) + 19,
		"AnswerMachineDetectionConfig": map[string]any{"EnableAnswerMachineDetection": false, "AwaitAnswerMachinePrompt": false},
	}, nil)
	h.ok("POST", h.path+"/"+answered+"/answer", "")
	h.ok("POST", h.path+"/"+failed+"/end-dial", `{"DisconnectReason": "OUTBOUND_DESTINATION_ENDPOINT_ERROR"}`)
	if h.describe(answered)["QueueInfo"] == nil {
		t.Error("who has answered is not in the queue of the flow")
	}
	if reason := h.describe(failed)["DisconnectReason"]; reason != "OUTBOUND_DESTINATION_ENDPOINT_ERROR" {
		t.Errorf("the other has ended with %v", reason)
	}
	if list := h.dials(); len(list) != 0 {
		t.Errorf("at last there is %v", list)
	}
}

// TestDialsOfOneInstant: what is asked for first is dialled first.
func TestDialsOfOneInstant(t *testing.T) {
	h := newHouse(t)
	var want, got []any
	for range 8 {
		want = append(want, h.outbound(""))
	}
	for _, d := range h.dials() {
		got = append(got, d.(map[string]any)["ContactId"])
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestDialsOfAgents: a call that an agent makes, and a callback.
func TestDialsOfAgents(t *testing.T) {
	h := newHouse(t)
	user := h.CreateUser(t, "ada", h.RoutingProfileID)
	h.do(strowger.StartOutboundContact{UserID: strowger.UserID(user), Contact: &strowger.Contact{ID: "o1", Channel: strowger.Voice}})
	if d := h.dials()[0].(map[string]any); d["ContactId"] != "o1" || d["UserId"] != user || d["State"] != "RINGING" {
		t.Errorf("got %v", d)
	}
	h.ok("POST", h.path+"/o1/end-dial", "")
	h.do(strowger.ClearContact{UserID: strowger.UserID(user), ContactID: "o1"})

	caller := h.announce("VOICE", "")
	h.do(strowger.CreateCallback{ContactID: strowger.ContactID(caller), NewContactID: "c1", QueueID: strowger.QueueID(h.QueueID),
		Plan: strowger.CallbackPlan{MaxAttempts: 1}})
	h.ok("POST", h.path+"/"+caller+"/disconnect", "")
	h.do(strowger.PutAgentStatus{UserID: strowger.UserID(user), StatusID: strowger.AgentStatusID(h.AvailableID)})
	h.do(strowger.AcceptContact{UserID: strowger.UserID(user), ContactID: "c1"})
	if d := h.dials()[0].(map[string]any); d["ContactId"] != "c1" || d["State"] != "REQUESTED" {
		t.Errorf("got %v", d)
	}
	h.ok("POST", h.path+"/c1/dial", "")
	if d := h.dials()[0].(map[string]any); d["State"] != "RINGING" {
		t.Errorf("got %v", d)
	}
	h.ok("POST", h.path+"/c1/answer", "")
	if a := h.describe("c1")["AgentInfo"].(map[string]any); a["Id"] != user {
		t.Errorf("got %v", a)
	}
}

func TestDialsAreRefused(t *testing.T) {
	h := newHouse(t)
	waiting, ringing := h.announce("VOICE", ""), h.outbound("")
	for _, test := range []struct{ path, body, code string }{
		{"/none/answer", "", "ContactNotFoundException"},
		{"/" + waiting + "/answer", "", "InvalidRequestException"},
		{"/" + waiting + "/dial", "", "InvalidRequestException"},
		{"/" + waiting + "/end-dial", "", "InvalidRequestException"},
		{"/" + ringing + "/end-dial", `{"DisconnectReason": "BUSY"}`, "InvalidParameterException"},
	} {
		if got := h.Call(t, "POST", h.path+test.path, test.body); got.Error != test.code {
			t.Errorf("%s: got %+v, want %s", test.path, got, test.code)
		}
	}
	if got := h.Call(t, "GET", "/gateway/none/dials", ""); got.Error != "ResourceNotFoundException" {
		t.Errorf("got %+v", got)
	}
}
