package connect_test

import (
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/internal/enginetest"
)

// The lives of contacts of the four channels, told by DescribeContact at each
// point, field by field.

// contactID returns the ContactId of an answer.
func contactID(t *testing.T, answer enginetest.Answer) string {
	t.Helper()
	var out struct{ ContactId string }
	if err := json.Unmarshal([]byte(answer.Body), &out); err != nil || out.ContactId == "" {
		t.Fatalf("no ContactId in %+v", answer)
	}
	return out.ContactId
}

// queued is what DescribeContact shows of a contact that has just entered the
// queue.
func (h *house) queued(id *string, channel types.Channel, method types.ContactInitiationMethod, subtype string) *types.Contact {
	return &types.Contact{
		Arn:                        new(h.Names.Resource(strowger.InstanceID(h.InstanceID), "contact", *id)),
		Id:                         id,
		ContactAssociationId:       id,
		Channel:                    channel,
		InitiationMethod:           method,
		InitiationTimestamp:        h.now(),
		ConnectedToSystemTimestamp: h.now(),
		LastUpdateTimestamp:        h.now(),
		QueueInfo:                  &types.QueueInfo{Id: &h.QueueID, EnqueueTimestamp: h.now()},
		QueuePriority:              new(int64(5)),
		QueueTimeAdjustmentSeconds: new(int32(0)),
		SegmentAttributes: map[string]types.SegmentAttributeValue{
			"connect:Subtype": {ValueString: &subtype},
		},
		Tags: map[string]string{strowger.InstanceTag: h.InstanceID},
		GlobalResiliencyMetadata: &types.GlobalResiliencyMetadata{
			ActiveRegion: new(enginetest.Region), OriginRegion: new(enginetest.Region),
		},
	}
}

// reached adds to want the address at the end of the contact centre.
func reached(want *types.Contact, kind types.EndpointType, address string) {
	want.SystemEndpoint = &types.EndpointInfo{Type: kind, Address: &address}
	want.Tags[strowger.SystemEndpointTag] = address
}

// connected adds to want that Ada has just accepted the contact.
func (h *house) connected(want *types.Contact) {
	want.LastUpdateTimestamp = h.now()
	want.AgentInfo = &types.AgentInfo{Id: h.ada, ConnectedToAgentTimestamp: h.now()}
}

// ended adds to want that the contact has just ended and Ada writes it up.
func (h *house) ended(want *types.Contact, reason string) {
	want.LastUpdateTimestamp, want.DisconnectTimestamp = h.now(), h.now()
	want.DisconnectReason = &reason
	want.AgentInfo.AfterContactWorkStartTimestamp = h.now()
}

// cleared adds to want that Ada has just finished after contact work.
func (h *house) cleared(want *types.Contact, seconds int32) {
	want.LastUpdateTimestamp = h.now()
	want.AgentInfo.AfterContactWorkEndTimestamp = h.now()
	want.AgentInfo.AfterContactWorkDuration = &seconds
}

func TestVoiceContactLife(t *testing.T) {
	h := newHouse(t)
	answer := h.Call(t, "PUT", "/gateway/"+h.InstanceID+"/contacts", `{
		"Channel": "VOICE", "ContactFlowId": "`+*h.flow+`", "CustomerId": "customer-7",
		"CustomerEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": "+4930901820", "DisplayName": "Charles"},
		"SystemEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": "+4930115"},
		"Attributes": {"language": "de"}}`)
	id := new(contactID(t, answer))
	want := h.queued(id, types.ChannelVoice, types.ContactInitiationMethodInbound, "connect:Telephony")
	want.CustomerId = new("customer-7")
	want.CustomerEndpoint = &types.EndpointInfo{Type: types.EndpointTypeTelephoneNumber, Address: new("+4930901820"), DisplayName: new("Charles")}
	reached(want, types.EndpointTypeTelephoneNumber, "+4930115")
	want.Attributes = map[string]string{"language": "de"}
	same(t, "queued", h.describe(id), want)

	h.Advance(t, 10)
	h.put(h.ada, h.AvailableID)
	want.LastUpdateTimestamp, want.RingStartTimestamp = h.now(), h.now()
	same(t, "ringing", h.describe(id), want)

	h.Advance(t, 5)
	h.accept(h.ada, id)
	h.connected(want)
	want.AgentInfo.AgentInitiatedHoldDuration = new(int32(0))
	same(t, "connected", h.describe(id), want)

	h.Advance(t, 60)
	h.do(strowger.HoldContact{UserID: strowger.UserID(*h.ada), ContactID: strowger.ContactID(*id)})
	want.LastUpdateTimestamp = h.now()
	h.Advance(t, 7)
	want.AgentInfo.AgentInitiatedHoldDuration = new(int32(7))
	same(t, "on hold", h.describe(id), want)
	h.do(strowger.UnholdContact{UserID: strowger.UserID(*h.ada), ContactID: strowger.ContactID(*id)})
	want.LastUpdateTimestamp = h.now()
	h.Advance(t, 20)
	same(t, "off hold", h.describe(id), want)

	media := h.Call(t, "POST", "/gateway/"+h.InstanceID+"/contacts/"+*id+"/media", `{
		"QualityMetrics": {"Agent": {"Audio": {"QualityScore": 4.5}}},
		"AgentInfo": {"DeviceInfo": {"PlatformName": "Chromium"}}}`)
	if media.Status != 200 {
		t.Fatalf("ReportMedia: %+v", media)
	}
	want.LastUpdateTimestamp = h.now()
	want.QualityMetrics = &types.QualityMetrics{Agent: &types.AgentQualityMetrics{Audio: &types.AudioQualityMetricsInfo{QualityScore: 4.5}}}
	want.AgentInfo.DeviceInfo = &types.DeviceInfo{PlatformName: new("Chromium")}
	same(t, "measured", h.describe(id), want)

	hangUp := h.Call(t, "POST", "/gateway/"+h.InstanceID+"/contacts/"+*id+"/disconnect",
		`{"DisconnectDetails": {"PotentialDisconnectIssue": "CUSTOMER_CONNECTIVITY_ISSUE"}}`)
	if hangUp.Status != 200 {
		t.Fatalf("DisconnectContact: %+v", hangUp)
	}
	h.ended(want, "CUSTOMER_DISCONNECT")
	want.DisconnectDetails = &types.DisconnectDetails{PotentialDisconnectIssue: new("CUSTOMER_CONNECTIVITY_ISSUE")}
	same(t, "after contact work", h.describe(id), want)

	h.Advance(t, 31)
	must(t, h.dismiss(h.ada, id))
	h.cleared(want, 31)
	same(t, "completed", h.describe(id), want)
}

func TestEmailContactLife(t *testing.T) {
	h := newHouse(t)
	h.put(h.ada, h.AvailableID)
	answer := h.Call(t, "PUT", "/gateway/"+h.InstanceID+"/contacts", `{
		"Channel": "EMAIL", "ContactFlowId": "`+*h.flow+`", "Name": "Invoice", "Description": "It is wrong.",
		"SegmentAttributes": {"connect:Topics": {"ValueList": [{"ValueString": "billing"}, {"ValueInteger": 3}]}},
		"AdditionalEmailRecipients": {"CcList": [{"Address": "bob@example.com", "DisplayName": "Bob"}]}}`)
	id := new(contactID(t, answer))
	want := h.queued(id, types.ChannelEmail, types.ContactInitiationMethodInbound, "connect:Email")
	want.Name, want.Description = new("Invoice"), new("It is wrong.")
	want.SegmentAttributes["connect:Topics"] = types.SegmentAttributeValue{ValueList: []types.SegmentAttributeValue{
		{ValueString: new("billing")}, {ValueInteger: new(int32(3))},
	}}
	want.AdditionalEmailRecipients = &types.AdditionalEmailRecipients{
		CcList: []types.EmailRecipient{{Address: new("bob@example.com"), DisplayName: new("Bob")}},
	}
	want.RingStartTimestamp = h.now()
	same(t, "ringing at once", h.describe(id), want)

	h.Advance(t, 30) // nobody answers
	want.LastUpdateTimestamp = h.now()
	same(t, "missed", h.describe(id), want)
	must(t, h.dismiss(h.ada, id))
	want.RingStartTimestamp = h.now()
	same(t, "ringing again", h.describe(id), want)

	h.accept(h.ada, id)
	h.connected(want)
	same(t, "connected", h.describe(id), want)
	h.Advance(t, 300)
	h.leave(h.ada, id)
	h.ended(want, "AGENT_DISCONNECT")
	h.Advance(t, 2)
	must(t, h.dismiss(h.ada, id))
	h.cleared(want, 2)
	same(t, "completed", h.describe(id), want)
}

func TestChatContactLife(t *testing.T) {
	h := newHouse(t)
	chat, err := h.startChat(func(in *sdk.StartChatContactInput) {
		in.CustomerId = new("customer-8")
		in.ChatDurationInMinutes = new(int32(60))
		in.InitialMessage = &types.ChatMessage{ContentType: new("text/plain"), Content: new("Hello?")}
		in.SupportedMessagingContentTypes = []string{"text/plain", "text/markdown"}
		in.Attributes = map[string]string{"page": "prices"}
	})
	must(t, err)
	if len(*chat.ParticipantToken) < 43 || *chat.ParticipantId == "" || chat.ContinuedFromContactId != nil {
		t.Errorf("got %v, %v, %v", *chat.ParticipantToken, *chat.ParticipantId, chat.ContinuedFromContactId)
	}
	id := chat.ContactId
	want := h.queued(id, types.ChannelChat, types.ContactInitiationMethodApi, "connect:Chat")
	want.CustomerId = new("customer-8")
	want.Attributes = map[string]string{"page": "prices"}
	same(t, "queued", h.describe(id), want)
	h.Advance(t, 3)
	h.put(h.ada, h.AvailableID)
	want.RingStartTimestamp = h.now()
	h.accept(h.ada, id)
	h.connected(want)
	same(t, "connected", h.describe(id), want)

	h.Advance(t, 60*60-3) // the chat's hour is over
	h.ended(want, "EXPIRED")
	same(t, "expired", h.describe(id), want)
	h.put(h.ada, h.OfflineID)
	h.cleared(want, 0)
	same(t, "completed", h.describe(id), want)
}

func TestTaskContactLife(t *testing.T) {
	h := newHouse(t)
	soon := h.now().Add(1000_000_000 * 3600)
	id := h.task(func(in *sdk.StartTaskContactInput) {
		in.Name, in.Description = new("Call back"), new("About the invoice")
		in.ScheduledTime = &soon
		in.References = map[string]types.Reference{"page": {Type: types.ReferenceTypeUrl, Value: new("https://example.com")}}
		in.SegmentAttributes = map[string]types.SegmentAttributeValue{"connect:WorkloadType": {ValueString: new("billing")}}
	})
	want := h.queued(id, types.ChannelTask, types.ContactInitiationMethodApi, "connect:Task")
	want.Name, want.Description = new("Call back"), new("About the invoice")
	want.ContactDetails = &types.ContactDetails{Name: want.Name, Description: want.Description}
	want.SegmentAttributes["connect:WorkloadType"] = types.SegmentAttributeValue{ValueString: new("billing")}
	want.ScheduledTimestamp = &soon
	want.TotalPauseCount = new(int32(0))
	queue := want.QueueInfo
	want.QueueInfo, want.ConnectedToSystemTimestamp = nil, nil
	same(t, "scheduled", h.describe(id), want)

	h.Advance(t, 3600)
	want.ConnectedToSystemTimestamp = h.now()
	want.QueueInfo, queue.EnqueueTimestamp, want.LastUpdateTimestamp = queue, h.now(), h.now()
	same(t, "queued", h.describe(id), want)
	must(t, h.pause(id))
	want.LastPausedTimestamp, want.TotalPauseCount = h.now(), new(int32(1))
	same(t, "paused", h.describe(id), want)
	h.Advance(t, 100)
	must(t, h.resume(id, h.flow))
	queue.EnqueueTimestamp, want.LastUpdateTimestamp, want.LastResumedTimestamp = h.now(), h.now(), h.now()
	same(t, "queued again", h.describe(id), want)

	h.put(h.ada, h.AvailableID)
	want.RingStartTimestamp = h.now()
	h.accept(h.ada, id)
	h.connected(want)
	want.AgentInfo.AgentPauseDurationInSeconds = new(int32(0))
	same(t, "connected", h.describe(id), want)
	must(t, h.pause(id))
	want.LastPausedTimestamp, want.TotalPauseCount, want.LastUpdateTimestamp = h.now(), new(int32(2)), h.now()
	h.Advance(t, 40)
	want.AgentInfo.AgentPauseDurationInSeconds = new(int32(40))
	same(t, "paused by the agent", h.describe(id), want)
	must(t, h.resume(id, nil))
	want.LastResumedTimestamp = h.now()
	h.Advance(t, 5)
	h.leave(h.ada, id)
	h.ended(want, "AGENT_COMPLETED")
	want.TotalPauseDurationInSeconds = new(int32(140))
	same(t, "after contact work", h.describe(id), want)
	must(t, h.dismiss(h.ada, id))
	h.cleared(want, 0)
	same(t, "completed", h.describe(id), want)
}

// TestHierarchyOfTheAgent: a contact shows the groups in which its agent was
// when it was connected.
func TestHierarchyOfTheAgent(t *testing.T) {
	h := newHouse(t)
	_, err := h.Client.UpdateUserHierarchyStructure(t.Context(), &sdk.UpdateUserHierarchyStructureInput{InstanceId: &h.InstanceID,
		HierarchyStructure: &types.HierarchyStructureUpdate{
			LevelOne: &types.HierarchyLevelUpdate{Name: new("Site")}, LevelTwo: &types.HierarchyLevelUpdate{Name: new("Team")}}})
	must(t, err)
	site, err := h.Client.CreateUserHierarchyGroup(t.Context(), &sdk.CreateUserHierarchyGroupInput{InstanceId: &h.InstanceID, Name: new("Kiel")})
	must(t, err)
	team, err := h.Client.CreateUserHierarchyGroup(t.Context(), &sdk.CreateUserHierarchyGroupInput{
		InstanceId: &h.InstanceID, Name: new("Sales"), ParentGroupId: site.HierarchyGroupId})
	must(t, err)
	join := func(group *string) {
		_, err := h.Client.UpdateUserHierarchy(t.Context(), &sdk.UpdateUserHierarchyInput{
			InstanceId: &h.InstanceID, UserId: h.ada, HierarchyGroupId: group})
		must(t, err)
	}
	join(team.HierarchyGroupId)
	h.put(h.ada, h.AvailableID)
	id := h.task(nil)
	h.accept(h.ada, id)
	join(nil)
	same(t, "HierarchyGroups", h.describe(id).AgentInfo.HierarchyGroups, &types.HierarchyGroups{
		Level1: &types.AgentHierarchyGroup{Arn: site.HierarchyGroupArn}, Level2: &types.AgentHierarchyGroup{Arn: team.HierarchyGroupArn}})
}

// TestDescribeContactBody looks at what the SDK does not know yet, and at the
// absence of what there is no value for.
func TestDescribeContactBody(t *testing.T) {
	h := newHouse(t)
	h.put(h.ada, h.AvailableID)
	id := h.task(nil)
	h.accept(h.ada, id)
	instance := strowger.InstanceID(h.InstanceID)
	byARN, err := h.Client.DescribeContact(t.Context(), &sdk.DescribeContactInput{
		InstanceId: new(h.Names.Instance(instance)), ContactId: new(h.Names.Resource(instance, "contact", *id)),
	})
	must(t, err)
	same(t, "by ARN", byARN.Contact, h.describe(id))
	body := h.Call(t, "GET", "/contacts/"+h.InstanceID+"/"+*id, "").Body
	var out struct {
		Contact struct{ AgentInfo struct{ ActiveRegion string } }
	}
	must(t, json.Unmarshal([]byte(body), &out))
	same(t, "the agent's region", out.Contact.AgentInfo.ActiveRegion, enginetest.Region)
	if member := `"InitiationTimestamp":1772366400,`; !strings.Contains(body, member) {
		t.Errorf("no %s in %s", member, body)
	}
	for _, absent := range []string{"null", "PreviousContactId", "Attributes\":{}", "Customer", "Recordings", "Disconnect"} {
		if strings.Contains(body, absent) {
			t.Errorf("%s in %s", absent, body)
		}
	}
}
