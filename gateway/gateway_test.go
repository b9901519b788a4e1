package gateway_test

import (
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/gateway"
	"github.com/strowger/strowger/internal/enginetest"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// house is an instance with a flow that queues what comes in. Its clock is held.
type house struct {
	*enginetest.Server
	enginetest.Defaults
	t    *testing.T
	flow string
	path string // of the contacts
}

func newHouse(t *testing.T) *house {
	t.Helper()
	s := enginetest.Start(t, enginetest.ManualClock(0), enginetest.Register(func(s *enginetest.Server, mux *restjson.Mux) {
		(&gateway.Server{Directory: s.Directory, Report: s.Report, Names: s.Names}).Register(mux)
	}))
	h := &house{Server: s, Defaults: s.Defaults(t), t: t, path: "/gateway/" + s.InstanceID + "/contacts"}
	flow, err := s.Client.CreateContactFlow(t.Context(), &sdk.CreateContactFlowInput{
		InstanceId: &s.InstanceID, Name: new("in"), Type: types.ContactFlowTypeContactFlow,
		Content: new(`{"Version": "2019-10-30", "StartAction": "target", "Actions": [
			{"Identifier": "target", "Type": "UpdateContactTargetQueue", "Parameters": {"QueueId": "` + h.QueueID + `"},
			 "Transitions": {"NextAction": "queue"}},
			{"Identifier": "queue", "Type": "TransferContactToQueue", "Parameters": {}, "Transitions": {}}]}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	h.flow = *flow.ContactFlowId
	return h
}

// ok makes a call that succeeds and returns its answer.
func (h *house) ok(method, path, body string) map[string]any {
	h.t.Helper()
	answer := h.Call(h.t, method, path, body)
	if answer.Status != 200 {
		h.t.Fatalf("%s %s: got %+v", method, path, answer)
	}
	return parse(h.t, answer.Body).(map[string]any)
}

// announce announces a contact of a channel with more members.
func (h *house) announce(channel, members string) string {
	h.t.Helper()
	out := h.ok("PUT", h.path, `{"Channel": "`+channel+`", "ContactFlowId": "`+h.flow+`"`+members+`}`)
	return out["ContactId"].(string)
}

// describe returns the contact as DescribeContact shows it.
func (h *house) describe(id string) map[string]any {
	h.t.Helper()
	return h.ok("GET", "/contacts/"+h.InstanceID+"/"+id, "")["Contact"].(map[string]any)
}

// connect has an agent accept a contact that waits.
func (h *house) connect(id string) (agent strowger.UserID) {
	h.t.Helper()
	user, err := h.Client.CreateUser(h.t.Context(), &sdk.CreateUserInput{
		InstanceId: &h.InstanceID, Username: new("ada"), Password: new(enginetest.Password),
		IdentityInfo:     &types.UserIdentityInfo{FirstName: new("Ada"), LastName: new("Lovelace")},
		PhoneConfig:      &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone},
		RoutingProfileId: &h.RoutingProfileID, SecurityProfileIds: []string{h.AgentProfileID},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	agent = strowger.UserID(*user.UserId)
	h.do(strowger.PutAgentStatus{UserID: agent, StatusID: strowger.AgentStatusID(h.AvailableID)})
	h.do(strowger.AcceptContact{UserID: agent, ContactID: strowger.ContactID(id)})
	return agent
}

func (h *house) do(c strowger.Command) {
	h.t.Helper()
	if _, err := h.Instance.Do(h.t.Context(), c); err != nil {
		h.t.Fatal(err)
	}
}

func TestAnnounceContact(t *testing.T) {
	h := newHouse(t)
	for channel, subtype := range map[string]string{"VOICE": "connect:Telephony", "CHAT": "connect:Chat", "EMAIL": "connect:Email"} {
		c := h.describe(h.announce(channel, ""))
		attribute := c["SegmentAttributes"].(map[string]any)["connect:Subtype"].(map[string]any)["ValueString"]
		if c["Channel"] != channel || c["InitiationMethod"] != "INBOUND" || attribute != subtype || c["QueueInfo"] == nil {
			t.Errorf("%s: got %v", channel, c)
		}
	}
	id := h.announce("VOICE", `, "SegmentAttributes": {"connect:Subtype": {"ValueString": "connect:WebRTC"}}, "ClientToken": "once",
		"References": {"form": {"Type": "EMAIL_MESSAGE", "Value": "m-1"}}`)
	c := h.describe(id)
	if got := c["SegmentAttributes"].(map[string]any)["connect:Subtype"]; got.(map[string]any)["ValueString"] != "connect:WebRTC" {
		t.Errorf("got the subtype %v", got)
	}
	h.ok("POST", h.path+"/"+id+"/disconnect", "")
	if again := h.announce("VOICE", `, "ClientToken": "once"`); again != id {
		t.Errorf("the same token announced %s, then %s", id, again)
	}
	if other := h.announce("VOICE", `, "ClientToken": "twice"`); other == id {
		t.Error("another token announced the same contact")
	}
}

// An announced contact has all that it was announced with.
func TestAnnouncedContactIsWhole(t *testing.T) {
	h := newHouse(t)
	const shown = `
		"Name": "Invoice", "Description": "It is wrong.", "CustomerId": "customer-7",
		"CustomerEndpoint": {"Type": "EMAIL_ADDRESS", "Address": "ada@example.com", "DisplayName": "Ada"},
		"SystemEndpoint": {"Type": "EMAIL_ADDRESS", "Address": "help@example.org"},
		"Attributes": {"language": "de"},
		"SegmentAttributes": {"connect:Subtype": {"ValueString": "connect:Email"}, "page": {"ValueInteger": 0}},
		"AdditionalEmailRecipients": {"ToList": [{"Address": "bob@example.com"}], "CcList": []}`
	id := h.announce("EMAIL", `, "References": {"mail": {"Type": "EMAIL_MESSAGE", "Value": "m-1"}}, `+shown)
	got := h.describe(id)
	for name, want := range parse(t, "{"+shown+"}").(map[string]any) {
		compare(t, name, got[name], want, nil)
	}
	err := h.Instance.View(t.Context(), func(e *routing.Engine, _ strowger.Time) error {
		c, _ := e.Contact(strowger.ContactID(id))
		if got, want := c.References["mail"], (strowger.Reference{Type: "EMAIL_MESSAGE", Value: "m-1"}); got != want {
			t.Errorf("got the reference %+v, want %+v", got, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Texts are tried at their longest and one character beyond; § stands for them.
func TestLengths(t *testing.T) {
	h := newHouse(t)
	id := h.announce("CHAT", "")
	media, contacts := "POST "+h.path+"/"+id+"/media", "PUT "+h.path
	announced := func(members string) string {
		return `{"Channel": "VOICE", "ContactFlowId": "` + h.flow + `", ` + members + `}`
	}
	for _, test := range []struct {
		operation, body, member string
		most                    int
	}{
		{contacts, announced(`"Name": "§"`), "Name", 1024},
		{contacts, announced(`"Description": "§"`), "Description", 4096},
		{contacts, announced(`"CustomerId": "§"`), "CustomerId", 128},
		{contacts, announced(`"ClientToken": "§"`), "ClientToken", 500},
		{contacts, announced(`"CustomerEndpoint": {"Type": "VOIP", "Address": "§"}`), "CustomerEndpoint.Address", 256},
		{contacts, announced(`"SystemEndpoint": {"Type": "VOIP", "Address": "x", "DisplayName": "§"}`), "SystemEndpoint.DisplayName", 256},
		{contacts, announced(`"SegmentAttributes": {"§": {"ValueInteger": 1}}`), "SegmentAttributes key", 128},
		{contacts, announced(`"References": {"§": {"Type": "STRING"}}`), "References key", 4096},
		{media, `{"AgentInfo": {"DeviceInfo": {"PlatformName": "§"}}}`, "AgentInfo.DeviceInfo.PlatformName", 128},
		{media, `{"AgentInfo": {"DeviceInfo": {"PlatformVersion": "§"}}}`, "AgentInfo.DeviceInfo.PlatformVersion", 128},
		{media, `{"Customer": {"DeviceInfo": {"OperatingSystem": "§"}}}`, "Customer.DeviceInfo.OperatingSystem", 128},
		{media, `{"Recordings": [{"Location": "§"}]}`, "Recordings[0].Location", 1024},
		{media, `{"Recordings": [{"FragmentStartNumber": "§"}]}`, "Recordings[0].FragmentStartNumber", 128},
		{media, `{"Recordings": [{"FragmentStopNumber": "§"}]}`, "Recordings[0].FragmentStopNumber", 128},
		{media, `{"Recordings": [{"UnprocessedTranscriptLocation": "§"}]}`, "Recordings[0].UnprocessedTranscriptLocation", 1024},
		{media, `{"ChatMetrics": {"CustomerMetrics": {"ParticipantId": "§"}}}`, "ChatMetrics.CustomerMetrics.ParticipantId", 256},
		{media, `{"WisdomInfo": {"AiAgents": [{"AiAgentVersionId": "§"}]}}`, "WisdomInfo.AiAgents[0].AiAgentVersionId", 128},
		{media, `{"Campaign": {"CampaignId": "§"}}`, "Campaign.CampaignId", 100},
		{media, `{"DisconnectDetails": {"PotentialDisconnectIssue": "§"}}`, "DisconnectDetails.PotentialDisconnectIssue", 128},
		{media, `{"AdditionalEmailRecipients": {"CcList": [{"Address": "§"}]}}`, "AdditionalEmailRecipients.CcList[0].Address", 256},
	} {
		method, path, _ := strings.Cut(test.operation, " ")
		longest := strings.Repeat("x", test.most)
		if answer := h.Call(t, method, path, strings.ReplaceAll(test.body, "§", longest)); answer.Status != 200 {
			t.Errorf("%s of %d characters: got %+v", test.member, test.most, answer)
		}
		answer := h.Call(t, method, path, strings.ReplaceAll(test.body, "§", longest+"x"))
		if answer.Error != "InvalidParameterException" || !strings.Contains(answer.Message(), test.member) ||
			!strings.Contains(answer.Message(), "must have at most") {
			t.Errorf("%s of %d characters: got %+v", test.member, test.most+1, answer)
		}
	}
}

// A path without an identifier is refused by name.
func TestEmptyPaths(t *testing.T) {
	h := newHouse(t)
	for _, call := range [][3]string{
		{"PUT", "/gateway//contacts", "InstanceId is required"},
		{"POST", "/gateway//contacts/c/disconnect", "InstanceId is required"},
		{"POST", h.path + "//disconnect", "ContactId is required"},
		{"POST", "/gateway//contacts/c/media", "InstanceId is required"},
		{"POST", h.path + "//media", "ContactId is required"},
	} {
		answer := h.Call(t, call[0], call[1], `{}`)
		if answer.Error != "InvalidParameterException" || !strings.Contains(answer.Message(), call[2]) {
			t.Errorf("%v: got %+v", call, answer)
		}
	}
}

// An instance without inbound calls takes other contacts.
func TestInboundCallsAreOff(t *testing.T) {
	h := newHouse(t)
	set := func(on bool) { h.do(strowger.UpdateInstanceAttribute{Attribute: strowger.InboundCalls, On: on}) }
	set(false)
	answer := h.Call(t, "PUT", h.path, `{"Channel": "VOICE", "ContactFlowId": "`+h.flow+`"}`)
	if answer.Error != "InvalidRequestException" || !strings.Contains(answer.Message(), "INBOUND_CALLS") {
		t.Errorf("a call: got %+v", answer)
	}
	h.announce("CHAT", "")
	set(true)
	h.announce("VOICE", "")
}

func TestAnnounceContactIsRefused(t *testing.T) {
	h := newHouse(t)
	flow := `"ContactFlowId": "` + h.flow + `"`
	for _, test := range []struct{ body, code, message string }{
		{`{}`, "InvalidParameterException", "Channel is required; ContactFlowId is required"},
		{`{"Channel": "TASK", ` + flow + `}`, "InvalidParameterException", "Channel must be one of VOICE, CHAT, EMAIL"},
		{`{"Channel": "VOICE", "ContactFlowId": "nowhere"}`, "ResourceNotFoundException", "ContactFlowId"},
		{`{"Channel": "VOICE", ` + flow + `, "CustomerEndpoint": {"Type": "PIGEON"}}`, "InvalidParameterException", "CustomerEndpoint.Type must be one of"},
		{`{"Channel": "VOICE", ` + flow + `, "SystemEndpoint": {"Type": "VOIP"}}`, "InvalidParameterException", "SystemEndpoint.Address is required"},
		{`{"Channel": "VOICE", ` + flow + `, "SystemEndpoint": {"Type": "VOIP", "Address": ""}}`, "InvalidParameterException", "SystemEndpoint.Address must have at least 1 character"},
		{`{"Channel": "VOICE", ` + flow + `, "CustomerId": ""}`, "InvalidParameterException", "CustomerId must have at least 1 character"},
		{`{"Channel": "VOICE", ` + flow + `, "Attributes": {"é": "x"}}`, "InvalidParameterException", `Attributes key "é" must match`},
		{`{"Channel": "VOICE", ` + flow + `, "Attributes": {"a": "` + strings.Repeat("x", 32_768) + `"}}`, "InvalidParameterException", "Attributes must have at most 32768 bytes"},
		{`{"Channel": "VOICE", ` + flow + `, "SegmentAttributes": {"a": {}}}`, "InvalidParameterException", "SegmentAttributes.a must have exactly one of"},
		{`{"Channel": "VOICE", ` + flow + `, "SegmentAttributes": {"a": {"ValueString": "` + strings.Repeat("x", 1025) + `"}}}`, "InvalidParameterException", "SegmentAttributes.a.ValueString must have at most 1024"},
		{`{"Channel": "VOICE", ` + flow + `, "References": {"r": {"Type": "FAX"}}}`, "InvalidParameterException", "References.r.Type must be one of"},
		{`{"Channel": "VOICE", ` + flow + `, "AdditionalEmailRecipients": {}}`, "InvalidParameterException", "AdditionalEmailRecipients is for the channel EMAIL only"},
		{`{"Channel": "EMAIL", ` + flow + `, "AdditionalEmailRecipients": {"ToList": [{"Address": "` + strings.Repeat("x", 257) + `"}]}}`, "InvalidParameterException", "AdditionalEmailRecipients.ToList[0].Address must have at most 256"},
		{`{"Channel": "VOICE", ` + flow + `, "SegmentAttributes": {"` + strings.Repeat("A", 129) + `": {"ValueInteger": 1},
			"a": {"ValueString": "` + strings.Repeat("x", 1025) + `"}, "b": {"ValueString": "` + strings.Repeat("x", 1025) + `"}}}`, "InvalidParameterException",
			"; SegmentAttributes.a.ValueString must have at most 1024 characters, has 1025; SegmentAttributes.b.ValueString must have at most"},
		{`{"Channel": "VOICE", ` + flow + `, "References": {"r": {"Type": "STRING", "Value": "` + strings.Repeat("x", 4097) + `"}, "s": {"Type": "STRING", "Value": "` + strings.Repeat("x", 4097) + `"}}}`,
			"InvalidParameterException", "References.r.Value must have at most 4096 characters, has 4097; References.s.Value must have at most"},
		{`{"Channel": 1}`, "SerializationException", "Channel"},
		{`{"Channel": "VOICE", "ContactFlowId": "` + strings.Repeat("x", 501) + `"}`, "InvalidParameterException", "ContactFlowId must have at most 500"},
		{`{"Channel": "EMAIL", "CustomerEndpoint": {}, "SystemEndpoint": {}, "Attributes": {"é": "", "ü": ""}, "SegmentAttributes": {"": {"ValueString": "x"}, "a": {"ValueString": 0}}}`, "SerializationException", "SegmentAttributes.a.ValueString"},
		{`{"Channel": "EMAIL", "CustomerEndpoint": {}, "SystemEndpoint": {}, "Attributes": {"é": "", "ü": ""}, "References": {"": {"Type": "X"}, "r": {"Type": "X"}}}`, "InvalidParameterException",
			"10 validation errors: ContactFlowId is required; CustomerEndpoint.Type is required; CustomerEndpoint.Address is required; SystemEndpoint.Type is required; SystemEndpoint.Address is required; " +
				`Attributes key "é" must match ^[A-Za-z0-9_-]+$; Attributes key "ü" must match ^[A-Za-z0-9_-]+$; References key "" must have at least 1 character, has 0; References..Type must be one of`},
	} {
		answer := h.Call(t, "PUT", h.path, test.body)
		if answer.Error != test.code || !strings.Contains(answer.Message(), test.message) {
			t.Errorf("%.120s: got %+v, want %s %q", test.body, answer, test.code, test.message)
		}
	}
	const none = "/gateway/22222222-2222-4222-8222-222222222222/contacts"
	for _, call := range [][3]string{
		{"PUT", none, `{"Channel": "VOICE", ` + flow + `}`},
		{"POST", none + "/c/disconnect", ""},
		{"POST", none + "/c/media", `{"Recordings": []}`},
	} {
		if answer := h.Call(t, call[0], call[1], call[2]); answer.Status != 404 || answer.Error != "ResourceNotFoundException" {
			t.Errorf("%v: got %+v", call, answer)
		}
	}
}

func TestDisconnectContact(t *testing.T) {
	h := newHouse(t)
	id := h.announce("VOICE", "")
	agent := h.connect(id)
	long := h.Call(t, "POST", h.path+"/"+id+"/disconnect", `{"DisconnectDetails": {"PotentialDisconnectIssue": "`+strings.Repeat("x", 129)+`"}}`)
	if long.Error != "InvalidParameterException" {
		t.Errorf("got %+v", long)
	}
	h.ok("POST", h.path+"/"+id+"/disconnect", `{"DisconnectDetails": {"PotentialDisconnectIssue": "CUSTOMER_DEVICE_ERROR"}}`)
	c := h.describe(id)
	if c["DisconnectReason"] != "CUSTOMER_DISCONNECT" || c["DisconnectDetails"].(map[string]any)["PotentialDisconnectIssue"] != "CUSTOMER_DEVICE_ERROR" {
		t.Errorf("got %v", c)
	}
	again := h.Call(t, "POST", h.path+"/"+id+"/disconnect", `{"DisconnectDetails": {"PotentialDisconnectIssue": "OTHER"}}`)
	if again.Status != 410 || again.Error != "ContactNotFoundException" {
		t.Errorf("in after contact work: got %+v", again)
	}
	h.do(strowger.ClearContact{UserID: agent, ContactID: strowger.ContactID(id)})
	if c := h.describe(id); c["DisconnectDetails"].(map[string]any)["PotentialDisconnectIssue"] != "CUSTOMER_DEVICE_ERROR" {
		t.Errorf("what was refused has changed the contact: %v", c)
	}
}

// media has every member of ReportMedia.
const media = `{
	"AgentInfo": {"DeviceInfo": {"PlatformName": "Chromium", "PlatformVersion": "140", "OperatingSystem": "Linux"},
		"Capabilities": {"Video": "SEND", "ScreenShare": "SEND"}, "VoiceEnhancementMode": "VOICE_ISOLATION"},
	"Customer": {"DeviceInfo": {"PlatformName": "Firefox"}, "Capabilities": {"Video": "SEND"}},
	"QualityMetrics": {"Agent": {"Audio": {"QualityScore": 4.25, "PotentialQualityIssues": []}},
		"Customer": {"Audio": {"QualityScore": 1, "PotentialQualityIssues": ["HighPacketLoss", "HighJitterBuffer"]}}},
	"CustomerVoiceActivity": {"GreetingStartTimestamp": 1772366400.125, "GreetingEndTimestamp": 1772366402},
	"AnsweringMachineDetectionStatus": "HUMAN_ANSWERED",
	"Recordings": [{"StorageType": "S3", "Location": "a/b.wav", "MediaStreamType": "AUDIO", "ParticipantType": "ALL",
		"StartTimestamp": 1772366400, "StopTimestamp": 1772366460, "Status": "AVAILABLE"},
		{"StorageType": "KINESIS_VIDEO_STREAM", "FragmentStartNumber": "1", "FragmentStopNumber": "9"}],
	"ChatMetrics": {"ChatContactMetrics": {"MultiParty": false, "TotalMessages": 0, "ConversationCloseTimeInMillis": 1500},
		"AgentMetrics": {"ParticipantId": "p", "ParticipantType": "AGENT", "MessagesSent": 3, "MaxResponseTimeInMillis": 900},
		"CustomerMetrics": {"ConversationAbandon": true, "LastMessageTimestamp": 1772366400}},
	"WisdomInfo": {"SessionArn": "arn:aws:wisdom:eu-west-2:123456789012:session/a/s",
		"AiAgents": [{"AiUseCase": "SelfService", "AiAgentVersionId": "v:1", "AiAgentEscalated": true}]},
	"Campaign": {"CampaignId": "spring"},
	"DisconnectDetails": {"PotentialDisconnectIssue": "AGENT_DEVICE_ERROR"},
	"AdditionalEmailRecipients": {"ToList": [{"Address": "a@example.com"}], "CcList": [{"DisplayName": "B"}]}}`

func TestReportMedia(t *testing.T) {
	h := newHouse(t)
	id := h.announce("VOICE", "")
	agent := h.connect(id)
	before := h.describe(id)
	h.ok("POST", h.path+"/"+id+"/media", media)
	want := parse(t, media).(map[string]any)
	check := func(when string) {
		t.Helper()
		got := h.describe(id)
		for name, member := range want {
			g := got[name]
			if name == "AgentInfo" {
				for inner, value := range member.(map[string]any) {
					compare(t, when+": AgentInfo."+inner, g.(map[string]any)[inner], value, nil)
				}
				if g.(map[string]any)["Id"] != string(agent) {
					t.Errorf("%s: AgentInfo: %v", when, g)
				}
				continue
			}
			compare(t, when+": "+name, g, member, nil)
		}
		if len(got) < len(before)+len(want)-1 { // AgentInfo was there before
			t.Errorf("%s: %d members became %d", when, len(before), len(got))
		}
	}
	check("connected")

	h.do(strowger.LeaveContact{UserID: agent, ContactID: strowger.ContactID(id)})
	const late = `{"Recordings": [{"Location": "c.wav", "Status": "DELETED", "DeletionReason": "by request"}], "AnsweringMachineDetectionStatus": "AMD_ERROR"}`
	h.ok("POST", h.path+"/"+id+"/media", late)
	for name, member := range parse(t, late).(map[string]any) {
		want[name] = member
	}
	check("after contact work")
	h.do(strowger.ClearContact{UserID: agent, ContactID: strowger.ContactID(id)})
	check("completed")
	if answer := h.Call(t, "POST", h.path+"/"+id+"/media", late); answer.Status != 409 || answer.Error != "ResourceConflictException" {
		t.Errorf("completed: got %+v", answer)
	}
	if answer := h.Call(t, "POST", h.path+"/nobody/media", late); answer.Status != 404 || answer.Error != "ResourceNotFoundException" {
		t.Errorf("nobody: got %+v", answer)
	}
}

func TestReportMediaIsRefused(t *testing.T) {
	h := newHouse(t)
	id := h.announce("VOICE", "")
	long := `"` + strings.Repeat("x", 129) + `"`
	for body, message := range map[string]string{
		`{}`:                 "must have at least one member",
		`{"Id": "other"}`:    "must have at least one member",
		`{"Campaign": null}`: "must have at least one member",
		`{"Recordings": {}}`: "Recordings",
		`{"QualityMetrics": {"Agent": {"Audio": {"QualityScore": 5.5}}}}`:                                  "QualityMetrics.Agent.Audio.QualityScore must be between 1 and 5",
		`{"QualityMetrics": {"Customer": {"Audio": {"PotentialQualityIssues": ["a", "b", "c", "d"]}}}}`:    "QualityMetrics.Customer.Audio.PotentialQualityIssues must have at most 3",
		`{"QualityMetrics": {"Customer": {"Audio": {"PotentialQualityIssues": [` + long + `]}}}}`:          "PotentialQualityIssues[0] must have at most 128",
		`{"CustomerVoiceActivity": {"GreetingStartTimestamp": 2, "GreetingEndTimestamp": 1}}`:              "CustomerVoiceActivity.GreetingEndTimestamp must not be earlier",
		`{"CustomerVoiceActivity": {"GreetingStartTimestamp": "noon"}}`:                                    "GreetingStartTimestamp",
		`{"AnsweringMachineDetectionStatus": "PARROT"}`:                                                    "AnsweringMachineDetectionStatus must be one of ANSWERED, ",
		`{"AgentInfo": {"DeviceInfo": {"PlatformName": ` + long + `}}}`:                                    "AgentInfo.DeviceInfo.PlatformName must have at most 128",
		`{"AgentInfo": {"VoiceEnhancementMode": "LOUD"}}`:                                                  "AgentInfo.VoiceEnhancementMode must be one of",
		`{"Customer": {"Capabilities": {"Video": "RECEIVE"}}}`:                                             "Customer.Capabilities.Video must be one of SEND",
		`{"Customer": {"DeviceInfo": {"OperatingSystem": ` + long + `}}}`:                                  "Customer.DeviceInfo.OperatingSystem must have at most 128",
		`{"Recordings": [{}, {"StorageType": "TAPE"}]}`:                                                    "Recordings[1].StorageType must be one of",
		`{"Recordings": [{"StartTimestamp": 2, "StopTimestamp": 1}]}`:                                      "Recordings[0].StopTimestamp must not be earlier",
		`{"ChatMetrics": {"AgentMetrics": {"ParticipantType": "BOT"}}}`:                                    "ChatMetrics.AgentMetrics.ParticipantType must be one of",
		`{"ChatMetrics": {"ChatContactMetrics": {"ConversationCloseTimeInMillis": -1}}}`:                   "ChatMetrics.ChatContactMetrics.ConversationCloseTimeInMillis must be at least 0",
		`{"AgentInfo": {"Capabilities": {"ScreenShare": "RECEIVE"}}}`:                                      "AgentInfo.Capabilities.ScreenShare must be one of SEND",
		`{"Recordings": [{"ParticipantType": "BOT"}, {"MediaStreamType": "SMELL"}]}`:                       "Recordings[0].ParticipantType must be one of",
		`{"ChatMetrics": {"ChatContactMetrics": {"AgentFirstResponseTimeInMillis": -1}}}`:                  "ChatMetrics.ChatContactMetrics.AgentFirstResponseTimeInMillis must be at least 0",
		`{"ChatMetrics": {"CustomerMetrics": {"TotalResponseTimeInMillis": -1}}}`:                          "ChatMetrics.CustomerMetrics.TotalResponseTimeInMillis must be at least 0",
		`{"ChatMetrics": {"CustomerMetrics": {"MaxResponseTimeInMillis": -1}}}`:                            "ChatMetrics.CustomerMetrics.MaxResponseTimeInMillis must be at least 0",
		`{"WisdomInfo": {"AiAgents": [{"AiUseCase": "Oracle"}]}}`:                                          "WisdomInfo.AiAgents[0].AiUseCase must be one of",
		`{"Campaign": {"CampaignId": ""}}`:                                                                 "Campaign.CampaignId must have at least 1",
		`{"DisconnectDetails": {"PotentialDisconnectIssue": ` + long + `}}`:                                "DisconnectDetails.PotentialDisconnectIssue must have at most 128",
		`{"AdditionalEmailRecipients": {"CcList": [{"DisplayName": "` + strings.Repeat("x", 257) + `"}]}}`: "AdditionalEmailRecipients.CcList[0].DisplayName must have at most 256",
	} {
		answer := h.Call(t, "POST", h.path+"/"+id+"/media", body)
		if answer.Status != 400 || !strings.Contains(answer.Message(), message) {
			t.Errorf("%.120s: got %+v, want %q", body, answer, message)
		}
	}
	const wrong = `{
		"AgentInfo": {"DeviceInfo": {"PlatformName": "§"}, "Capabilities": {"Video": "X"}, "VoiceEnhancementMode": "X"},
		"Customer": {"DeviceInfo": {"PlatformName": "§"}, "Capabilities": {"Video": "X"}},
		"Recordings": [{"Status": "X"}, {"Status": "X"}],
		"QualityMetrics": {"Agent": {"Audio": {"PotentialQualityIssues": ["§", "§"]}}, "Customer": {"Audio": {"QualityScore": 0}}},
		"AnsweringMachineDetectionStatus": "X",
		"ChatMetrics": {"ChatContactMetrics": {"ConversationCloseTimeInMillis": -1}, "AgentMetrics": {"ParticipantType": "X"},
			"CustomerMetrics": {"ParticipantType": "X"}},
		"WisdomInfo": {"AiAgents": [{"AiUseCase": "X"}, {"AiUseCase": "X"}]},
		"AdditionalEmailRecipients": {"CcList": [{}, {"Address": "§§"}, {"Address": "§§"}]}}`
	answer := h.Call(t, "POST", h.path+"/"+id+"/media", strings.ReplaceAll(wrong, "§", strings.Repeat("x", 129)))
	var members []string
	for violation := range strings.SplitSeq(strings.TrimPrefix(answer.Message(), "18 validation errors: "), "; ") {
		member, _, _ := strings.Cut(violation, " ")
		members = append(members, member)
	}
	if got, want := strings.Join(members, " "), "AgentInfo.DeviceInfo.PlatformName AgentInfo.Capabilities.Video AgentInfo.VoiceEnhancementMode "+
		"Customer.DeviceInfo.PlatformName Customer.Capabilities.Video "+
		"QualityMetrics.Agent.Audio.PotentialQualityIssues[0] QualityMetrics.Agent.Audio.PotentialQualityIssues[1] QualityMetrics.Customer.Audio.QualityScore "+
		"AnsweringMachineDetectionStatus Recordings[0].Status Recordings[1].Status ChatMetrics.ChatContactMetrics.ConversationCloseTimeInMillis "+
		"ChatMetrics.AgentMetrics.ParticipantType ChatMetrics.CustomerMetrics.ParticipantType "+
		"WisdomInfo.AiAgents[0].AiUseCase WisdomInfo.AiAgents[1].AiUseCase "+
		"AdditionalEmailRecipients.CcList[1].Address AdditionalEmailRecipients.CcList[2].Address"; got != want {
		t.Errorf("all at once:\n got %s\nwant %s", got, want)
	}
	if c := h.describe(id); c["Recordings"] != nil || c["QualityMetrics"] != nil {
		t.Errorf("what was refused has changed the contact: %v", c)
	}
}
