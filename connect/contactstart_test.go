package connect_test

import (
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger"
)

func TestStartTaskContactIsIdempotent(t *testing.T) {
	h := newHouse(t)
	soon := h.now().Add(time.Minute)
	once := func(in *sdk.StartTaskContactInput) {
		in.ClientToken, in.ScheduledTime = new("once"), &soon
	}
	id := h.task(once)
	if again := h.task(once); *again != *id {
		t.Errorf("got %s, want %s", *again, *id)
	}
	h.Advance(t, 3600) // the scheduled time is in the past now
	if again := h.task(once); *again != *id {
		t.Errorf("an hour later: got %s, want %s", *again, *id)
	}
	must(t, h.stop(id))
	if again := h.task(once); *again != *id {
		t.Errorf("after its end: got %s, want %s", *again, *id)
	}
	chat, err := h.startChat(func(in *sdk.StartChatContactInput) { in.ClientToken = new("once") })
	must(t, err)
	if *chat.ContactId == *id {
		t.Error("the token of a task starts no chat")
	}
}

func TestStartChatContactIsIdempotent(t *testing.T) {
	h := newHouse(t)
	once := func(in *sdk.StartChatContactInput) { in.ClientToken = new("once") }
	first, err := h.startChat(once)
	must(t, err)
	check := func(when string) {
		t.Helper()
		again, err := h.startChat(once)
		must(t, err)
		if *again.ContactId != *first.ContactId || *again.ParticipantId != *first.ParticipantId || *again.ParticipantToken != *first.ParticipantToken {
			t.Errorf("%s: got %v, want %v", when, again, first)
		}
	}
	check("at once")
	must(t, h.stop(first.ContactId))
	check("after its end")
	other, err := h.startChat(nil)
	must(t, err)
	if *other.ParticipantToken == *first.ParticipantToken || *other.ParticipantId == *first.ParticipantId {
		t.Error("two chats share a participant")
	}
}

func TestTasksInChains(t *testing.T) {
	h := newHouse(t)
	root := h.task(func(in *sdk.StartTaskContactInput) {
		in.Attributes = map[string]string{"order": "17", "mood": "good"}
	})
	next := h.task(func(in *sdk.StartTaskContactInput) {
		in.PreviousContactId, in.Attributes = root, map[string]string{"mood": "bad"}
	})
	last := h.describe(h.task(func(in *sdk.StartTaskContactInput) { in.PreviousContactId = next }))
	if *last.PreviousContactId != *next || *last.InitialContactId != *root || *last.ContactAssociationId != *root || last.RelatedContactId != nil {
		t.Errorf("in the chain: %+v", last)
	}
	same(t, "attributes", last.Attributes, map[string]string{"order": "17", "mood": "bad"})
	tail := last.Id
	for range 9 { // and so on, until there are twelve
		previous := tail
		tail = h.task(func(in *sdk.StartTaskContactInput) { in.PreviousContactId = previous })
		must(t, h.stop(previous))
	}
	_, err := h.startTask(func(in *sdk.StartTaskContactInput) { in.PreviousContactId = tail })
	if message := refused(t, err, 402, "ServiceQuotaExceededException"); !strings.Contains(message, "the last of 12 in its chain") {
		t.Error(message)
	}

	must(t, h.stop(root)) // a contact can be related to one that has ended
	related := h.describe(h.task(func(in *sdk.StartTaskContactInput) { in.RelatedContactId = root }))
	if *related.RelatedContactId != *root || related.InitialContactId != nil || *related.ContactAssociationId != *root || related.PreviousContactId != nil {
		t.Errorf("beside the chain: %+v", related)
	}
	same(t, "attributes", related.Attributes, map[string]string{"order": "17", "mood": "good"})

	link := func(in *sdk.StartTaskContactInput) { in.PreviousContactId = root }
	for range 11 {
		must(t, h.stop(h.task(link))) // those that have ended count as well
	}
	_, err = h.startTask(link)
	refused(t, err, 402, "ServiceQuotaExceededException") // next is the twelfth
	_, err = h.startTask(func(in *sdk.StartTaskContactInput) { in.PreviousContactId = new("nobody") })
	if message := refused(t, err, 404, "ResourceNotFoundException"); !strings.HasPrefix(message, "PreviousContactId") {
		t.Error(message)
	}
	_, err = h.startTask(func(in *sdk.StartTaskContactInput) {
		in.RelatedContactId, in.Attributes = root, map[string]string{"long": strings.Repeat("x", 32_760)}
	})
	refused(t, err, 400, "InvalidRequestException")
}

func TestStartTaskContactIsRefused(t *testing.T) {
	h := newHouse(t)
	draft, err := h.Client.CreateContactFlow(t.Context(), &sdk.CreateContactFlowInput{
		InstanceId: &h.InstanceID, Name: new("draft"), Type: types.ContactFlowTypeContactFlow,
		Content: new("{}"), Status: types.ContactFlowStatusSaved,
	})
	must(t, err)
	flow := `, "ContactFlowId": "` + *h.flow + `"`
	for _, test := range []struct {
		members string
		status  int
		code    string
		message string
	}{
		{``, 400, "InvalidParameterException", "must have exactly one of ContactFlowId, QuickConnectId, TaskTemplateId, has 0"},
		{flow + `, "QuickConnectId": "q"`, 400, "InvalidParameterException", "has 2"},
		{`, "QuickConnectId": "q"`, 404, "ResourceNotFoundException", "QuickConnectId: there is no quick connect"},
		{`, "TaskTemplateId": "t"`, 404, "ResourceNotFoundException", "TaskTemplateId: there is no task template"},
		{`, "ContactFlowId": "f"`, 404, "ResourceNotFoundException", `ContactFlowId: there is no contact flow "f"`},
		{`, "ContactFlowId": "` + *draft.ContactFlowId + `"`, 400, "InvalidRequestException", "is not published and active"},
		{flow + `, "PreviousContactId": "a", "RelatedContactId": "b"`, 400, "InvalidParameterException", "RelatedContactId cannot be given with PreviousContactId"},
		{flow + `, "RelatedContactId": "b"`, 404, "ResourceNotFoundException", "RelatedContactId: there is no contact"},
		{flow + `, "ScheduledTime": 0`, 400, "InvalidParameterException", "ScheduledTime must be later than now"},
		{flow + `, "ScheduledTime": 1772366400`, 400, "InvalidParameterException", "ScheduledTime must be later than now"},
		{flow + `, "ScheduledTime": 1780142401`, 400, "InvalidParameterException", "at most 90 days ahead"},
		{flow + `, "Attributes": {"a b": "c"}`, 400, "InvalidParameterException", `Attributes key "a b" must match`},
		{flow + `, "Attributes": {"a": "` + strings.Repeat("ä", 16_384) + `"}`, 400, "InvalidParameterException", "Attributes must have at most 32768 bytes, has 32769"},
		{flow + `, "References": {"r": {"Type": "ATTACHMENT", "Value": "x"}}`, 400, "InvalidParameterException", "References.r.Type must be one of URL, NUMBER, STRING, DATE, EMAIL"},
		{flow + `, "SegmentAttributes": {"my key": {"ValueString": "x"}}`, 400, "InvalidParameterException", `SegmentAttributes key "my key" must match`},
		{flow + `, "SegmentAttributes": {"k": {"ValueString": "x", "ValueInteger": 1}}`, 400, "InvalidParameterException", "SegmentAttributes.k must have exactly one of"},
		{flow + `, "SegmentAttributes": {"k": {"ValueMap": {"m": {"ValueList": [{}]}}}}`, 400, "InvalidParameterException", "SegmentAttributes.k.ValueMap.m.ValueList[0] must have exactly one of"},
		{flow + `, "SegmentAttributes": {"k": {"ValueList": []}}`, 400, "InvalidParameterException", "SegmentAttributes.k.ValueList is for attributes that begin with connect: only"},
		{flow + `, "SegmentAttributes": {"k": {"ValueArn": "a"}}`, 400, "InvalidParameterException", "SegmentAttributes.k.ValueArn is for attributes that begin with connect: only"},
		{flow + `, "SegmentAttributes": {"connect:WorkloadType": {"ValueInteger": 1}}`, 400, "InvalidParameterException", "SegmentAttributes.connect:WorkloadType.ValueString is required"},
		{flow + `, "SegmentAttributes": {"connect:ContactExpiry": {"ValueMap": {}}}`, 400, "InvalidParameterException", "SegmentAttributes.connect:ContactExpiry.ValueMap.ExpiryDuration.ValueInteger is required"},
		{flow + `, "Attachments": [{"FileName": "f", "S3Url": "s"}]`, 400, "InvalidRequestException", "Attachments are not supported"},
	} {
		answer := h.Call(t, "PUT", "/contact/task", `{"InstanceId": "`+h.InstanceID+`", "Name": ""`+test.members+`}`)
		if answer.Status != test.status || answer.Error != test.code || !strings.Contains(answer.Message(), test.message) {
			t.Errorf("%.100s: got %+v, want %s %q", test.members, answer, test.code, test.message)
		}
	}
	answer := h.Call(t, "PUT", "/contact/task", `{"InstanceId": "`+h.InstanceID+`"`+flow+`}`)
	if answer.Error != "InvalidParameterException" || !strings.Contains(answer.Message(), "Name is required") {
		t.Errorf("no name: %+v", answer)
	}
	if answer = h.Call(t, "PUT", "/contact/task", `{"InstanceId": "22222222-2222-4222-8222-222222222222", "Name": ""`+flow+`}`); answer.Error != "ResourceNotFoundException" {
		t.Errorf("no instance: %+v", answer)
	}
	for _, scheduled := range []time.Duration{time.Second, 90 * 24 * time.Hour} { // 89 d 24 h
		if _, err := h.startTask(func(in *sdk.StartTaskContactInput) { in.ScheduledTime = new(h.now().Add(scheduled)) }); err != nil {
			t.Errorf("in %s: %v", scheduled, err)
		}
	}
}

func TestStartChatContactIsRefused(t *testing.T) {
	h := newHouse(t)
	task := h.task(nil)
	chat, err := h.startChat(nil)
	must(t, err)
	persistent := func(source string) string {
		return `, "PersistentChat": {"RehydrationType": "FROM_SEGMENT", "SourceContactId": "` + source + `"}`
	}
	for _, test := range []struct {
		members string
		status  int
		code    string
		message string
	}{
		{`, "ChatDurationInMinutes": 59`, 400, "InvalidParameterException", "ChatDurationInMinutes must be between 60 and 10080"},
		{`, "ChatDurationInMinutes": 10081`, 400, "InvalidParameterException", "ChatDurationInMinutes must be between 60 and 10080"},
		{`, "SupportedMessagingContentTypes": ["text/markdown"]`, 400, "InvalidParameterException", "SupportedMessagingContentTypes must contain text/plain"},
		{`, "SupportedMessagingContentTypes": ["text/plain", "image/png"]`, 400, "InvalidParameterException", "SupportedMessagingContentTypes has an unknown content type at index 1"},
		{`, "InitialMessage": {"ContentType": "image/png", "Content": "x"}`, 400, "InvalidParameterException", "InitialMessage.ContentType must be one of application/json, "},
		{`, "InitialMessage": {"ContentType": "text/plain", "Content": "` + strings.Repeat("x", 1025) + `"}`, 400, "InvalidParameterException", "InitialMessage.Content must have at most 1024 characters in text/plain, has 1025"},
		{`, "RelatedContactId": "` + *task + `"` + persistent("x"), 400, "InvalidParameterException", "RelatedContactId cannot be given with PersistentChat"},
		{`, "PersistentChat": {}`, 400, "InvalidParameterException", "PersistentChat.RehydrationType is required; PersistentChat.SourceContactId is required"},
		{persistent("nobody"), 404, "ResourceNotFoundException", "PersistentChat.SourceContactId: there is no contact"},
		{persistent(*task), 400, "InvalidRequestException", "is a TASK, not a chat"},
		{persistent(*chat.ContactId), 400, "InvalidRequestException", "has not ended"},
		{`, "RelatedContactId": "nobody"`, 404, "ResourceNotFoundException", "RelatedContactId: there is no contact"},
		{`, "ParticipantDetails": {"DisplayName": ""}`, 400, "InvalidParameterException", "DisplayName is required"},
	} {
		details := `, "ParticipantDetails": {"DisplayName": "C"}`
		if strings.Contains(test.members, "ParticipantDetails") {
			details = ""
		}
		answer := h.Call(t, "PUT", "/contact/chat",
			`{"InstanceId": "`+h.InstanceID+`", "ContactFlowId": "`+*h.flow+`"`+details+test.members+`}`)
		if answer.Status != test.status || answer.Error != test.code || !strings.Contains(answer.Message(), test.message) {
			t.Errorf("%.100s: got %+v, want %s %q", test.members, answer, test.code, test.message)
		}
	}
}

func TestPersistentChat(t *testing.T) {
	h := newHouse(t)
	first, err := h.startChat(func(in *sdk.StartChatContactInput) { in.Attributes = map[string]string{"page": "prices"} })
	must(t, err)
	must(t, h.stop(first.ContactId))
	for _, token := range []string{"once", "once"} {
		next, err := h.startChat(func(in *sdk.StartChatContactInput) {
			in.ClientToken = &token
			in.PersistentChat = &types.PersistentChat{
				RehydrationType: types.RehydrationTypeEntirePastSession, SourceContactId: first.ContactId,
			}
		})
		must(t, err)
		c := h.describe(next.ContactId)
		if *next.ContinuedFromContactId != *first.ContactId || *c.RelatedContactId != *first.ContactId || c.Attributes["page"] != "prices" {
			t.Errorf("got %v, %+v", *next.ContinuedFromContactId, c)
		}
	}
}

// TestStartContactByARN has every identifier in its other form.
func TestStartContactByARN(t *testing.T) {
	h := newHouse(t)
	id := strowger.InstanceID(h.InstanceID)
	root := h.task(nil)
	next := h.task(func(in *sdk.StartTaskContactInput) {
		in.InstanceId = new(h.Names.Instance(id))
		in.ContactFlowId = new(h.Names.Resource(id, "contact-flow", *h.flow))
		in.PreviousContactId = new(h.Names.Resource(id, "contact", *root))
	})
	c := h.describe(new(h.Names.Resource(id, "contact", *next)))
	if *c.PreviousContactId != *root || *c.QueueInfo.Id != h.QueueID {
		t.Errorf("got %+v", c)
	}
}
