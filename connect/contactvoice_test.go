package connect_test

import (
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/internal/enginetest"
)

// dial has the house call a customer as change says.
func (h *house) dial(change func(*sdk.StartOutboundVoiceContactInput)) (*string, error) {
	in := &sdk.StartOutboundVoiceContactInput{InstanceId: &h.InstanceID, ContactFlowId: h.flow,
		DestinationPhoneNumber: new("+4930901820"), SourcePhoneNumber: new("+4930115")}
	if change != nil {
		change(in)
	}
	out, err := h.Client.StartOutboundVoiceContact(h.t.Context(), in)
	if err != nil {
		return nil, err
	}
	return out.ContactId, nil
}

// TestOutboundVoiceContact: the customer is called, answers, waits in the queue
// of the flow and talks to Ada.
func TestOutboundVoiceContact(t *testing.T) {
	h := newHouse(t)
	root := h.task(func(in *sdk.StartTaskContactInput) { in.Attributes = map[string]string{"tier": "gold"} })
	must(t, h.stop(root))
	id, err := h.dial(func(in *sdk.StartOutboundVoiceContactInput) {
		in.Name, in.Description, in.RelatedContactId = new("Reminder"), new("of the invoice"), root
		in.QueueId, in.CampaignId, in.TrafficType = h.arnOf("queue", h.QueueID), new("spring"), types.TrafficTypeCampaign
		in.AnswerMachineDetectionConfig = &types.AnswerMachineDetectionConfig{EnableAnswerMachineDetection: true, AwaitAnswerMachinePrompt: true}
		in.RingTimeoutInSeconds, in.Attributes = new(int32(15)), map[string]string{"mood": ""}
		in.References = map[string]types.Reference{"bill": {Type: types.ReferenceTypeUrl, Value: new("https://example.com")}}
	})
	must(t, err)
	want := h.queued(id, types.ChannelVoice, types.ContactInitiationMethodApi, "connect:Telephony")
	queue := want.QueueInfo
	want.QueueInfo, want.ConnectedToSystemTimestamp = nil, nil
	want.RelatedContactId, want.ContactAssociationId = root, root
	want.Name, want.Description = new("Reminder"), new("of the invoice")
	want.Attributes = map[string]string{"tier": "gold", "mood": ""}
	want.Campaign = &types.Campaign{CampaignId: new("spring")}
	want.CustomerEndpoint = &types.EndpointInfo{Type: types.EndpointTypeTelephoneNumber, Address: new("+4930901820")}
	reached(want, types.EndpointTypeTelephoneNumber, "+4930115")
	same(t, "it is being called", h.describe(id), want)

	h.Advance(t, 14)
	h.do(strowger.AnswerContact{ContactID: strowger.ContactID(*id)})
	want.ConnectedToSystemTimestamp, want.LastUpdateTimestamp, queue.EnqueueTimestamp = h.now(), h.now(), h.now()
	want.QueueInfo = queue
	same(t, "answered", h.describe(id), want)
	h.put(h.ada, h.AvailableID)
	h.accept(h.ada, id)
	h.Advance(t, 60)
	h.leave(h.ada, id)
	if d := h.describe(id); *d.DisconnectReason != "AGENT_DISCONNECT" || *d.AgentInfo.Id != *h.ada {
		t.Errorf("ended: %+v", d)
	}
}

func TestOutboundVoiceContactThatNobodyAnswers(t *testing.T) {
	h := newHouse(t)
	short, err := h.dial(func(in *sdk.StartOutboundVoiceContactInput) { in.RingTimeoutInSeconds = new(int32(15)) })
	must(t, err)
	usual, err := h.dial(nil)
	must(t, err)
	busy, err := h.dial(nil)
	must(t, err)
	h.do(strowger.EndDial{ContactID: strowger.ContactID(*busy)})
	h.Advance(t, 15)
	for _, id := range []*string{short, busy} {
		if d := h.describe(id); d.DisconnectReason == nil || *d.DisconnectReason != "OUTBOUND_ATTEMPT_FAILED" {
			t.Errorf("after 15 seconds: %v", d.DisconnectReason)
		}
	}
	h.Advance(t, 44)
	if d := h.describe(usual); d.DisconnectReason != nil {
		t.Errorf("after 59 seconds: %v", *d.DisconnectReason)
	}
	h.Advance(t, 1)
	if d := h.describe(usual); d.DisconnectReason == nil {
		t.Error("after a minute it still rings")
	}
}

func TestOutboundVoiceContactIsIdempotent(t *testing.T) {
	h := newHouse(t)
	once := func(in *sdk.StartOutboundVoiceContactInput) { in.ClientToken = new("once") }
	id, err := h.dial(once)
	must(t, err)
	h.Advance(t, 3600) // it has ended
	again, err := h.dial(once)
	must(t, err)
	same(t, "an hour later", again, id)
	h.Advance(t, 7*24*3600)
	h.task(nil) // tokens are forgotten when something starts
	later, err := h.dial(func(in *sdk.StartOutboundVoiceContactInput) { in.ClientToken = new("another") })
	must(t, err)
	again, err = h.dial(once)
	must(t, err)
	if *again == *id || *again == *later {
		t.Error("the token is remembered for more than seven days")
	}
}

func TestOutboundVoiceContactIsRefused(t *testing.T) {
	h := newHouse(t)
	flow, to, from := `"ContactFlowId": "`+*h.flow+`"`, `, "DestinationPhoneNumber": "+4930901820"`, `, "SourcePhoneNumber": "+4930115"`
	for _, test := range []struct{ members, code, names string }{
		{flow + from, "InvalidParameterException", "DestinationPhoneNumber"},
		{flow + from + `, "DestinationPhoneNumber": "030 1"`, "InvalidParameterException", "DestinationPhoneNumber"},
		{flow + to, "InvalidParameterException", "QueueId or SourcePhoneNumber"},
		{flow + to + from + `, "RingTimeoutInSeconds": 14`, "InvalidParameterException", "RingTimeoutInSeconds"},
		{flow + to + from + `, "RingTimeoutInSeconds": 61`, "InvalidParameterException", "RingTimeoutInSeconds"},
		{flow + to + from + `, "TrafficType": "BULK"`, "InvalidParameterException", "TrafficType"},
		{flow + to + from + `, "AnswerMachineDetectionConfig": {"EnableAnswerMachineDetection": true}`, "InvalidParameterException", "must be CAMPAIGN"},
		{flow + to + from + `, "References": {"a": {"Type": "ATTACHMENT"}}`, "InvalidParameterException", "References"},
		{flow + to + from + `, "Attributes": {"a b": "c"}`, "InvalidParameterException", "Attributes"},
		{flow + to + from + `, "OutboundStrategy": {"Type": "AGENT_FIRST"}`, "OutboundContactNotPermittedException", "OutboundStrategy"},
		{flow + to + `, "QueueId": "` + missing + `"`, "ResourceNotFoundException", "QueueId"},
		{flow + to + `, "QueueId": "` + *h.ada + `"`, "InvalidRequestException", "of an agent"},
		{`"ContactFlowId": "` + missing + `"` + to + from, "ResourceNotFoundException", "ContactFlowId"},
		{flow + to + from + `, "RelatedContactId": "` + missing + `"`, "ResourceNotFoundException", "RelatedContactId"},
	} {
		body := `{"InstanceId": "` + h.InstanceID + `", ` + test.members + `}`
		answer{h.Call(t, "PUT", "/contact/outbound-voice", body)}.refused(t, test.members, test.code, test.names)
	}
}

// TestOutboundCallsAreNotEnabled has an instance that does not call.
func TestOutboundCallsAreNotEnabled(t *testing.T) {
	o := newOffice(t, enginetest.InboundOnly())
	o.call("PUT", "/contact/outbound-voice", `{"InstanceId": "`+o.InstanceID+`", "ContactFlowId": "`+o.InboundFlowID+`",
		"DestinationPhoneNumber": "+4930901820", "SourcePhoneNumber": "+4930115"}`).refused(t,
		"a call", "OutboundContactNotPermittedException", "not enabled")
}

// webCall starts a call out of a page.
func (h *house) webCall(change func(*sdk.StartWebRTCContactInput)) (*sdk.StartWebRTCContactOutput, error) {
	in := &sdk.StartWebRTCContactInput{InstanceId: &h.InstanceID, ContactFlowId: h.flow,
		ParticipantDetails: &types.ParticipantDetails{DisplayName: new("Charles")}}
	if change != nil {
		change(in)
	}
	return h.Client.StartWebRTCContact(h.t.Context(), in)
}

func TestWebRTCContact(t *testing.T) {
	h := newHouse(t)
	h.put(h.ada, h.AvailableID)
	out, err := h.webCall(func(in *sdk.StartWebRTCContactInput) {
		in.Description, in.Attributes = new("from the shop"), map[string]string{"page": "cart"}
		in.AllowedCapabilities = &types.AllowedCapabilities{
			Customer: &types.ParticipantCapabilities{Video: types.VideoCapabilitySend},
			Agent:    &types.ParticipantCapabilities{ScreenShare: types.ScreenShareCapabilitySend},
		}
	})
	must(t, err)
	id := out.ContactId
	if data := out.ConnectionData; len(*out.ParticipantToken) < 43 || *data.Attendee.AttendeeId != *out.ParticipantId ||
		*data.Attendee.JoinToken != *out.ParticipantToken || *data.Meeting.MeetingId != *id {
		t.Errorf("got %+v", out)
	}
	want := h.queued(id, types.ChannelVoice, types.ContactInitiationMethodWebrtcApi, "connect:WebRTC")
	want.Description, want.Attributes = new("from the shop"), map[string]string{"page": "cart"}
	want.CustomerEndpoint = &types.EndpointInfo{Type: types.EndpointTypeVoip, DisplayName: new("Charles")}
	want.RingStartTimestamp = h.now()
	want.Customer = &types.Customer{Capabilities: &types.ParticipantCapabilities{Video: types.VideoCapabilitySend}}
	want.AgentInfo = &types.AgentInfo{Capabilities: &types.ParticipantCapabilities{ScreenShare: types.ScreenShareCapabilitySend}}
	same(t, "ringing", h.describe(id), want)
	h.accept(h.ada, id)
	h.connected(want)
	want.AgentInfo.Capabilities = &types.ParticipantCapabilities{ScreenShare: types.ScreenShareCapabilitySend}
	want.AgentInfo.AgentInitiatedHoldDuration = new(int32(0))
	same(t, "connected", h.describe(id), want)
}

func TestWebRTCContactIsIdempotentAndRefused(t *testing.T) {
	h := newHouse(t)
	once := func(in *sdk.StartWebRTCContactInput) { in.ClientToken = new("once") }
	first, err := h.webCall(once)
	must(t, err)
	again, err := h.webCall(once)
	must(t, err)
	same(t, "the second answer", again.ConnectionData, first.ConnectionData)
	same(t, "its contact", again.ContactId, first.ContactId)
	flow, who := `"ContactFlowId": "`+*h.flow+`"`, `, "ParticipantDetails": {"DisplayName": "C"}`
	for _, test := range []struct{ members, code, names string }{
		{flow, "InvalidParameterException", "ParticipantDetails"},
		{flow + `, "ParticipantDetails": {"DisplayName": ""}`, "InvalidParameterException", "DisplayName"},
		{flow + who + `, "AllowedCapabilities": {"Customer": {"Video": "RECEIVE"}}`, "InvalidParameterException", "Video"},
		{flow + who + `, "SegmentAttributes": {"a": {}}`, "InvalidParameterException", "SegmentAttributes"},
		{flow + who + `, "Attributes": {"a": "` + strings.Repeat("x", 32_768) + `"}`, "InvalidParameterException", "Attributes"},
		{`"ContactFlowId": "` + missing + `"` + who, "ResourceNotFoundException", "ContactFlowId"},
	} {
		body := `{"InstanceId": "` + h.InstanceID + `", ` + test.members + `}`
		answer{h.Call(t, "PUT", "/contact/webrtc", body)}.refused(t, test.members, test.code, test.names)
	}
}

// TestFlowCreatesCallback: a caller is called back by Ada after a minute.
func TestFlowCreatesCallback(t *testing.T) {
	h := newHouse(t)
	h.flow = h.newFlow("back", `{"Version": "2019-10-30", "StartAction": "back", "Actions": [
		{"Identifier": "back", "Type": "CreateCallbackContact", "Parameters": {"QueueId": "`+h.QueueID+`",
		 "InitialCallDelaySeconds": "60", "MaximumConnectionAttempts": 2, "RetryDelaySeconds": 30},
		 "Transitions": {"NextAction": "end", "Errors": [{"ErrorType": "NoMatchingError", "NextAction": "end"}]}},
		{"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}]}`)
	caller := h.call()
	record, _, err := h.Report.Contact(t.Context(), strowger.InstanceID(h.InstanceID), strowger.ContactID(*caller))
	must(t, err)
	back := new(string(record.NextContactID))
	d := h.describe(back)
	if d.InitiationMethod != types.ContactInitiationMethodCallback || !d.ScheduledTimestamp.Equal(h.now().Add(time.Minute)) {
		t.Errorf("the callback is %+v", d)
	}
	h.put(h.ada, h.AvailableID)
	h.Advance(t, 60)
	h.accept(h.ada, back)
	path := "/gateway/" + h.InstanceID + "/contacts/" + *back
	for _, verb := range []string{"/dial", "/end-dial"} {
		if got := h.Call(t, "POST", path+verb, ""); got.Status != 200 {
			t.Fatalf("%s: %+v", verb, got)
		}
	}
	must(t, h.dismiss(h.ada, back))
	h.Advance(t, 30)
	h.accept(h.ada, back)
	for _, verb := range []string{"/dial", "/answer"} {
		if got := h.Call(t, "POST", path+verb, ""); got.Status != 200 {
			t.Fatalf("%s: %+v", verb, got)
		}
	}
	if d := h.describe(back); *d.AgentInfo.Id != *h.ada || !d.ConnectedToSystemTimestamp.Equal(*h.now()) {
		t.Errorf("answered, it is %+v", d)
	}
}
