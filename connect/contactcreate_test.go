package connect_test

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// agentOf is the agent at whom a contact rings or who has it.
func (h *house) agentOf(id *string) (user *string) {
	h.t.Helper()
	must(h.t, h.Instance.View(h.t.Context(), func(e *routing.Engine, _ strowger.Time) error {
		for u := range e.Users().All() {
			a, _ := e.Agent(u.ID)
			if l := a.Contact(strowger.ContactID(*id)); l != nil && !l.State.Unanswered() {
				user = new(string(u.ID))
			}
		}
		return nil
	}))
	if user == nil {
		h.t.Fatalf("no agent has %s", *id)
	}
	return user
}

func (h *house) startCreation(in *sdk.CreateContactInput) (*string, error) {
	in.InstanceId = &h.InstanceID
	out, err := h.Client.CreateContact(h.t.Context(), in)
	if err != nil {
		return nil, err
	}
	same(h.t, "ContactArn", out.ContactArn, h.arnOf("contact", *out.ContactId))
	return out.ContactId, nil
}

func (h *house) create(in *sdk.CreateContactInput) *string {
	h.t.Helper()
	id, err := h.startCreation(in)
	must(h.t, err)
	return id
}

// created is what DescribeContact shows of a contact that has just been created.
func (h *house) created(id *string, channel types.Channel, method types.ContactInitiationMethod, subtype string) *types.Contact {
	c := h.queued(id, channel, method, subtype)
	c.QueueInfo = nil
	if channel == types.ChannelTask {
		c.TotalPauseCount, c.ContactDetails = new(int32(0)), &types.ContactDetails{}
	}
	return c
}

// TestCreatedTask: it has every member it was given, waits for a transfer and
// expires.
func TestCreatedTask(t *testing.T) {
	h := newHouse(t)
	root := h.task(func(in *sdk.StartTaskContactInput) { in.Attributes = map[string]string{"tier": "gold"} })
	id := h.create(&sdk.CreateContactInput{Channel: types.ChannelTask, InitiationMethod: types.ContactInitiationMethodApi,
		RelatedContactId: root, Name: new("From elsewhere"), Description: new("A ticket"),
		Attributes: map[string]string{"mood": ""}, ExpiryDurationInMinutes: new(int32(2)),
		References:        map[string]types.Reference{"file": {Type: types.ReferenceTypeAttachment, Value: new("x")}},
		SegmentAttributes: map[string]types.SegmentAttributeValue{"topic": {ValueInteger: new(int32(0))}}})
	want := h.created(id, types.ChannelTask, types.ContactInitiationMethodApi, "connect:ExternalTask")
	want.ContactAssociationId, want.RelatedContactId = root, root
	want.Name, want.Description = new("From elsewhere"), new("A ticket")
	want.ContactDetails = &types.ContactDetails{Name: want.Name, Description: want.Description}
	want.Attributes = map[string]string{"tier": "gold", "mood": ""}
	want.SegmentAttributes["topic"] = types.SegmentAttributeValue{ValueInteger: new(int32(0))}
	want.SegmentAttributes["connect:ContactExpiry"] = types.SegmentAttributeValue{ValueMap: map[string]types.SegmentAttributeValue{
		"ExpiryDuration": {ValueInteger: new(int32(2))}}}
	same(t, "created", h.describe(id), want)

	moved := h.create(&sdk.CreateContactInput{Channel: types.ChannelTask, InitiationMethod: types.ContactInitiationMethodApi})
	next := h.describe(h.transfer(moved, h.QueueID))
	if next.QueueInfo == nil || *next.PreviousContactId != *moved {
		t.Errorf("transferred, it is %+v", next)
	}
	h.Advance(t, 120)
	if d := h.describe(id); d.DisconnectReason == nil || *d.DisconnectReason != "EXPIRED" {
		t.Errorf("after two minutes: %v", d.DisconnectReason)
	}
}

// TestCreatedForAUser: a task and an email that agents have at once, and a task
// that is over.
func TestCreatedForAUser(t *testing.T) {
	h := newHouse(t)
	h.put(h.ada, h.AvailableID)
	task := h.create(&sdk.CreateContactInput{Channel: types.ChannelTask, InitiationMethod: types.ContactInitiationMethodApi,
		InitiateAs: types.InitiateAsConnectedToUser, UserInfo: &types.UserInfo{UserId: h.arnOf("agent", *h.ada)}})
	want := h.created(task, types.ChannelTask, types.ContactInitiationMethodApi, "connect:ExternalTask")
	want.AgentInfo = &types.AgentInfo{Id: h.ada, ConnectedToAgentTimestamp: h.now(), AgentPauseDurationInSeconds: new(int32(0))}
	same(t, "a task", h.describe(task), want)
	h.leave(h.ada, task)
	must(t, h.dismiss(h.ada, task))

	for _, method := range []types.ContactInitiationMethod{types.ContactInitiationMethodOutbound, types.ContactInitiationMethodAgentReply} {
		email := h.create(&sdk.CreateContactInput{Channel: types.ChannelEmail, InitiationMethod: method,
			UserInfo: &types.UserInfo{UserId: h.ada}})
		want := h.created(email, types.ChannelEmail, method, "connect:Email")
		want.AgentInfo = &types.AgentInfo{Id: h.ada, ConnectedToAgentTimestamp: h.now()}
		same(t, string(method), h.describe(email), want)
		same(t, "it is with", h.agentOf(email), h.ada)
	}
	_, err := h.startCreation(&sdk.CreateContactInput{Channel: types.ChannelEmail, InitiationMethod: types.ContactInitiationMethodOutbound,
		UserInfo: &types.UserInfo{UserId: h.ada}}) // the profile allows two of its own
	refused(t, err, 402, "ServiceQuotaExceededException")
	flow := h.create(&sdk.CreateContactInput{Channel: types.ChannelEmail, InitiationMethod: types.ContactInitiationMethodFlow})
	same(t, "FLOW", h.describe(flow), h.created(flow, types.ChannelEmail, types.ContactInitiationMethodFlow, "connect:Email"))

	over := h.describe(h.create(&sdk.CreateContactInput{Channel: types.ChannelTask, InitiationMethod: types.ContactInitiationMethodApi,
		InitiateAs: types.InitiateAsCompleted}))
	if *over.DisconnectReason != "API" || !over.DisconnectTimestamp.Equal(*h.now()) || over.AgentInfo != nil {
		t.Errorf("a task that is over: %+v", over)
	}
}

// TestExternalAudio: a call that another system carries is recorded here as that
// system says, and takes no room at the agent.
func TestExternalAudio(t *testing.T) {
	h := newHouse(t)
	first := h.create(&sdk.CreateContactInput{Channel: types.ChannelVoice, InitiationMethod: types.ContactInitiationMethodTransfer})
	id := h.create(&sdk.CreateContactInput{Channel: types.ChannelVoice, InitiationMethod: types.ContactInitiationMethodTransfer,
		PreviousContactId: first, UserInfo: &types.UserInfo{UserId: h.ada}})
	want := h.created(id, types.ChannelVoice, types.ContactInitiationMethodTransfer, "connect:ExternalAudio")
	want.PreviousContactId, want.InitialContactId, want.ContactAssociationId = first, first, first
	want.AgentInfo = &types.AgentInfo{Id: h.ada, ConnectedToAgentTimestamp: h.now(), AgentInitiatedHoldDuration: new(int32(0))}
	same(t, "created", h.describe(id), want)

	bob := h.newAgent("bob")
	h.Advance(t, 5)
	must(t, h.update(&sdk.UpdateContactInput{ContactId: id, QueueInfo: &types.QueueInfoInput{Id: &h.QueueID},
		UserInfo:         &types.UserInfo{UserId: bob},
		CustomerEndpoint: &types.Endpoint{Type: types.EndpointTypeTelephoneNumber, Address: new("+4930901820")},
		SystemEndpoint:   &types.Endpoint{Type: types.EndpointTypeVoip, Address: new("pbx")}}))
	want.LastUpdateTimestamp, want.QueueInfo = h.now(), &types.QueueInfo{Id: &h.QueueID}
	want.AgentInfo.Id, want.AgentInfo.ConnectedToAgentTimestamp = bob, h.now()
	want.CustomerEndpoint = &types.EndpointInfo{Type: types.EndpointTypeTelephoneNumber, Address: new("+4930901820")}
	reached(want, types.EndpointTypeVoip, "pbx")
	same(t, "updated", h.describe(id), want)

	if gone := h.Call(t, "POST", "/gateway/"+h.InstanceID+"/contacts/"+*id+"/disconnect", ""); gone.Status != 200 {
		t.Fatalf("DisconnectContact: %+v", gone)
	}
	if d := h.describe(id); *d.DisconnectReason != "CUSTOMER_DISCONNECT" {
		t.Errorf("ended: %+v", d)
	}
}

func TestCreateContactIsIdempotent(t *testing.T) {
	h := newHouse(t)
	once := func() *sdk.CreateContactInput {
		return &sdk.CreateContactInput{Channel: types.ChannelTask, InitiationMethod: types.ContactInitiationMethodApi, ClientToken: new("once")}
	}
	id := h.create(once())
	same(t, "the second contact", h.create(once()), id)
	must(t, h.stop(id))
	same(t, "after its end", h.create(once()), id)
	other := once()
	other.Name = new("another")
	_, err := h.startCreation(other)
	refused(t, err, 409, "IdempotencyException")
}

func TestCreateContactIsRefused(t *testing.T) {
	h := newHouse(t)
	task := `"Channel": "TASK", "InitiationMethod": "API"`
	user := `, "UserInfo": {"UserId": "` + *h.ada + `"}`
	connected := `, "InitiateAs": "CONNECTED_TO_USER"`
	for _, test := range []struct{ members, code, names string }{
		{`"Channel": "CHAT", "InitiationMethod": "API"`, "InvalidParameterException", "Channel"},
		{`"Channel": "TASK", "InitiationMethod": "INBOUND"`, "InvalidParameterException", "InitiationMethod"},
		{`"Channel": "VOICE", "InitiationMethod": "API"`, "InvalidParameterException", "TRANSFER"},
		{`"Channel": "EMAIL", "InitiationMethod": "INBOUND"`, "InvalidParameterException", "AGENT_REPLY"},
		{`"Channel": "TASK"`, "InvalidParameterException", "InitiationMethod"},
		{`"Channel": "EMAIL", "InitiationMethod": "OUTBOUND"`, "InvalidParameterException", "UserInfo"},
		{`"Channel": "EMAIL", "InitiationMethod": "FLOW", "InitiateAs": "COMPLETED"`, "InvalidParameterException", "InitiateAs"},
		{task + connected, "InvalidParameterException", "UserInfo"},
		{task + user, "InvalidParameterException", "InitiateAs"},
		{task + `, "UserInfo": {}` + connected, "InvalidParameterException", "UserInfo.UserId"},
		{task + `, "PreviousContactId": "x"`, "InvalidParameterException", "PreviousContactId"},
		{task + `, "ExpiryDurationInMinutes": 0`, "InvalidParameterException", "ExpiryDurationInMinutes"},
		{task + `, "ExpiryDurationInMinutes": 129601`, "InvalidParameterException", "ExpiryDurationInMinutes"},
		{task + `, "ExpiryDurationInMinutes": 1, "SegmentAttributes": {"connect:ContactExpiry": {"ValueMap": {"ExpiryDuration": {"ValueInteger": 1}}}}`,
			"InvalidParameterException", "cannot be given with"},
		{`"Channel": "VOICE", "InitiationMethod": "TRANSFER", "ExpiryDurationInMinutes": 5`, "InvalidParameterException", "tasks and emails"},
		{`"Channel": "VOICE", "InitiationMethod": "TRANSFER", "PreviousContactId": "x", "RelatedContactId": "y"`, "InvalidParameterException", "RelatedContactId"},
		{task + `, "SegmentAttributes": {"connect:Subtype": {"ValueString": "connect:Task"}}`, "InvalidParameterException", "connect:ExternalTask"},
		{task + `, "References": {"r": {"Type": "EMAIL_MESSAGE"}}`, "InvalidParameterException", "References"},
		{task + `, "RelatedContactId": "` + missing + `"`, "ResourceNotFoundException", "RelatedContactId"},
		{task + connected + `, "UserInfo": {"UserId": "` + missing + `"}`, "ResourceNotFoundException", "UserInfo.UserId"},
		{task + connected + user, "InvalidRequestException", "not logged in"},
	} {
		body := `{"InstanceId": "` + h.InstanceID + `", ` + test.members + `}`
		answer{h.Call(t, "PUT", "/contact/create-contact", body)}.refused(t, test.members, test.code, test.names)
	}
}
