package connect_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger"
)

func (h *house) update(in *sdk.UpdateContactInput) error {
	in.InstanceId = &h.InstanceID
	_, err := h.Client.UpdateContact(h.t.Context(), in)
	return err
}

// changeAttributes merges attributes into those of a contact.
func (h *house) changeAttributes(id *string, attributes map[string]string) error {
	_, err := h.Client.UpdateContactAttributes(h.t.Context(), &sdk.UpdateContactAttributesInput{
		InstanceId: &h.InstanceID, InitialContactId: id, Attributes: attributes,
	})
	return err
}

func (h *house) attributes(id *string) map[string]string {
	h.t.Helper()
	out, err := h.Client.GetContactAttributes(h.t.Context(), &sdk.GetContactAttributesInput{
		InstanceId: &h.InstanceID, InitialContactId: id,
	})
	must(h.t, err)
	return out.Attributes
}

func (h *house) tag(id *string, tags map[string]string) error {
	_, err := h.Client.TagContact(h.t.Context(), &sdk.TagContactInput{InstanceId: &h.InstanceID, ContactId: id, Tags: tags})
	return err
}

func (h *house) untag(id *string, keys ...string) error {
	_, err := h.Client.UntagContact(h.t.Context(), &sdk.UntagContactInput{InstanceId: &h.InstanceID, ContactId: id, TagKeys: keys})
	return err
}

// TestUpdateContact changes every member, of a contact that goes on and of one
// that is completed.
func TestUpdateContact(t *testing.T) {
	h := newHouse(t)
	id := h.task(func(in *sdk.StartTaskContactInput) {
		in.Description = new("as it came")
		in.References = map[string]types.Reference{"page": {Type: types.ReferenceTypeUrl, Value: new("https://example.com/1")}}
		in.SegmentAttributes = map[string]types.SegmentAttributeValue{"topic": {ValueString: new("bills")}}
	})
	want := h.describe(id)
	change := func(when string) {
		t.Helper()
		h.Advance(t, 5)
		must(t, h.update(&sdk.UpdateContactInput{ContactId: id, Name: &when, Description: new(""),
			References: map[string]types.Reference{"order": {Type: types.ReferenceTypeNumber, Value: new("17")}},
			SegmentAttributes: map[string]types.SegmentAttributeValue{
				"shade": {ValueString: new("")}, "connect:WorkloadType": {ValueString: &when},
			}}))
		want.Name, want.Description, want.LastUpdateTimestamp = &when, nil, h.now()
		want.ContactDetails = &types.ContactDetails{Name: &when}
		want.SegmentAttributes["shade"] = types.SegmentAttributeValue{ValueString: new("")}
		want.SegmentAttributes["connect:WorkloadType"] = types.SegmentAttributeValue{ValueString: &when}
		same(t, when, h.describe(id), want)
	}
	change("in its queue")
	must(t, h.stop(id))
	want = h.describe(id)
	change("completed")

	record, _, err := h.Report.Contact(t.Context(), strowger.InstanceID(h.InstanceID), strowger.ContactID(*id))
	must(t, err)
	same(t, "references are merged", record.References, map[string]strowger.Reference{
		"page": {Type: "URL", Value: "https://example.com/1"}, "order": {Type: "NUMBER", Value: "17"},
	})
}

// TestContactExpiryIsUpdated: a lifetime counts from the beginning.
func TestContactExpiryIsUpdated(t *testing.T) {
	h := newHouse(t)
	life := func(minutes int32) map[string]types.SegmentAttributeValue {
		return map[string]types.SegmentAttributeValue{"connect:ContactExpiry": {ValueMap: map[string]types.SegmentAttributeValue{
			"ExpiryDuration": {ValueInteger: &minutes}}}}
	}
	id := h.task(func(in *sdk.StartTaskContactInput) { in.SegmentAttributes = life(10) })
	h.Advance(t, 9*60)
	must(t, h.update(&sdk.UpdateContactInput{ContactId: id, SegmentAttributes: life(20)}))
	h.Advance(t, 11*60-1)
	if d := h.describe(id).DisconnectReason; d != nil {
		t.Fatalf("after 1199 seconds: %s", *d)
	}
	h.Advance(t, 1)
	if d := h.describe(id); d.DisconnectReason == nil || *d.DisconnectReason != "EXPIRED" {
		t.Errorf("after 20 minutes: %v", d.DisconnectReason)
	}
	same(t, "the lifetime", h.describe(id).SegmentAttributes["connect:ContactExpiry"], life(20)["connect:ContactExpiry"])
}

func TestUpdateContactIsRefused(t *testing.T) {
	h := newHouse(t)
	task, call := h.task(nil), h.call()
	path := "/contacts/" + h.InstanceID + "/"
	for _, test := range []struct{ contact, body, code, names string }{
		{*task, `{}`, "InvalidParameterException", "a field to be updated"},
		{*task, `{"Name": "` + strings.Repeat("x", 1025) + `"}`, "InvalidParameterException", "Name"},
		{*task, `{"SegmentAttributes": {"connect:Subtype": {"ValueString": "connect:Chat"}}}`, "InvalidParameterException", "cannot be updated"},
		{*task, `{"SegmentAttributes": {"a": {"ValueString": "b", "ValueInteger": 1}}}`, "InvalidParameterException", "exactly one"},
		{*task, `{"SegmentAttributes": {"connect:ContactExpiry": {"ValueMap": {}}}}`, "InvalidParameterException", "ExpiryDuration.ValueInteger is required"},
		{*task, `{"SegmentAttributes": {"connect:ContactExpiry": {"ValueMap": {"ExpiryDuration": {"ValueInteger": 129601}}}}}`, "InvalidParameterException", "between 1 and 129600"},
		{*call, `{"SegmentAttributes": {"connect:ContactExpiry": {"ValueMap": {"ExpiryDuration": {"ValueInteger": 5}}}}}`, "InvalidParameterException", "tasks and emails"},
		{*task, `{"QueueInfo": {"Id": "` + h.QueueID + `"}}`, "InvalidRequestException", "QueueInfo"},
		{*task, `{"UserInfo": {"UserId": "` + *h.ada + `"}}`, "InvalidRequestException", "UserInfo"},
		{*call, `{"CustomerEndpoint": {"Type": "VOIP", "Address": "x"}}`, "InvalidRequestException", "CustomerEndpoint"},
		{*call, `{"SystemEndpoint": {"Type": "VOIP", "Address": "x"}}`, "InvalidRequestException", "SystemEndpoint"},
		{*call, `{"SystemEndpoint": {"Type": "VOIP"}}`, "InvalidParameterException", "SystemEndpoint.Address"},
		{*task, `{"QueueInfo": {}}`, "InvalidParameterException", "QueueInfo.Id"},
		{*task, `{"UserInfo": {}}`, "InvalidParameterException", "UserInfo.UserId"},
		{*task, `{"QueueInfo": {"Id": "` + missing + `"}}`, "ResourceNotFoundException", "QueueInfo.Id"},
		{*task, `{"UserInfo": {"UserId": "` + missing + `"}}`, "ResourceNotFoundException", "UserInfo.UserId"},
		{missing, `{"Name": "x"}`, "ResourceNotFoundException", "ContactId"},
	} {
		answer{h.Call(t, "POST", path+test.contact, test.body)}.refused(t, test.body, test.code, test.names)
	}
}

func TestContactAttributesAreThoseOfTheChain(t *testing.T) {
	h := newHouse(t)
	first := h.task(func(in *sdk.StartTaskContactInput) { in.Attributes = map[string]string{"tier": "gold"} })
	second := h.transfer(first, h.QueueID)
	beside := h.task(func(in *sdk.StartTaskContactInput) { in.RelatedContactId = second })
	must(t, h.changeAttributes(first, map[string]string{"mood": "good", "empty": ""}))
	want := map[string]string{"tier": "gold", "mood": "good", "empty": ""}
	same(t, "of the first, which has ended", h.attributes(first), want)
	same(t, "described", h.describe(first).Attributes, want)
	same(t, "of the second", h.attributes(second), want)
	same(t, "of one beside the chain", h.attributes(beside), map[string]string{"tier": "gold"})

	must(t, h.changeAttributes(second, map[string]string{"mood": "bad"}))
	want["mood"] = "bad"
	same(t, "of the first, as they are now", h.attributes(first), want)
	must(t, h.stop(second))
	must(t, h.changeAttributes(second, map[string]string{"late": "yes"}))
	want["late"] = "yes"
	same(t, "when all have ended", h.attributes(second), want)
	same(t, "of none", h.attributes(h.task(nil)), map[string]string{})
}

func TestUpdateContactAttributesIsRefused(t *testing.T) {
	h := newHouse(t)
	id, ended := h.task(nil), h.task(nil)
	half := strings.Repeat("x", 16_384)
	must(t, h.changeAttributes(id, map[string]string{"a": half}))
	must(t, h.changeAttributes(ended, map[string]string{"a": half}))
	must(t, h.stop(ended))
	for _, test := range []struct{ id, attributes, code, names string }{
		{*id, `{"b": "` + half + `"}`, "InvalidRequestException", "32768 bytes"},
		{*ended, `{"b": "` + half + `"}`, "InvalidRequestException", "32768 bytes"},
		{*id, `{"a b": "c"}`, "InvalidParameterException", "Attributes"},
		{missing, `{"a": "b"}`, "ResourceNotFoundException", "InitialContactId"},
	} {
		body := fmt.Sprintf(`{"InstanceId": %q, "InitialContactId": %q, "Attributes": %s}`, h.InstanceID, test.id, test.attributes)
		answer{h.Call(t, "POST", "/contact/attributes", body)}.refused(t, test.attributes[:8], test.code, test.names)
	}
	answer{h.Call(t, "POST", "/contact/attributes", `{"InstanceId": "`+h.InstanceID+`"}`)}.refused(t, "nothing", "InvalidParameterException", "Attributes is required")
	must(t, h.changeAttributes(id, map[string]string{"a": "", "b": half})) // room is made by emptying
	answer{h.Call(t, "GET", "/contact/attributes/"+h.InstanceID+"/"+missing, "")}.refused(t, "unknown", "ResourceNotFoundException", "InitialContactId")
}

func TestContactTags(t *testing.T) {
	h := newHouse(t)
	id := h.task(nil)
	for _, when := range []string{"in its queue", "completed"} {
		must(t, h.tag(id, map[string]string{"team": "sales", "site": ""}))
		must(t, h.tag(id, map[string]string{"team": "support"}))
		same(t, when, h.tagsOf(id), map[string]string{"team": "support", "site": ""})
		must(t, h.untag(id, "team", "none"))
		same(t, when+", untagged", h.tagsOf(id), map[string]string{"site": ""})
		must(t, h.tag(id, map[string]string{"a": "1", "b": "2", "c": "3", "d": "4", "e": "5"}))
		refused(t, h.tag(id, map[string]string{"f": "6"}), 400, "InvalidRequestException")
		must(t, h.untag(id, "a", "b", "c", "d", "e", "site"))
		same(t, when+", nothing is left", h.tagsOf(id), map[string]string{})
		if when == "in its queue" {
			must(t, h.stop(id))
		}
	}
}

// tagsOf are the tags that a contact was given. It must have that of its instance.
func (h *house) tagsOf(id *string) map[string]string {
	h.t.Helper()
	tags := h.describe(id).Tags
	same(h.t, "the instance", tags[strowger.InstanceTag], h.InstanceID)
	delete(tags, strowger.InstanceTag)
	return tags
}

// The tags of a contact are those of what continues it, and of what is related to
// it; from then on each has its own. Three hours after the end they are final.
func TestContactTagsAreInherited(t *testing.T) {
	h := newHouse(t)
	first := h.task(nil)
	given := map[string]string{"team": "sales", "site": "berlin"}
	must(t, h.tag(first, given))
	moved, err := h.Client.TransferContact(t.Context(), &sdk.TransferContactInput{
		InstanceId: &h.InstanceID, ContactId: first, QueueId: &h.QueueID, ContactFlowId: h.transferFlow()})
	must(t, err)
	related := h.task(func(in *sdk.StartTaskContactInput) { in.RelatedContactId = first })
	next := h.task(func(in *sdk.StartTaskContactInput) { in.PreviousContactId = moved.ContactId })
	created, err := h.Client.CreateContact(t.Context(), &sdk.CreateContactInput{InstanceId: &h.InstanceID,
		Channel: types.ChannelTask, InitiationMethod: types.ContactInitiationMethodApi, RelatedContactId: first})
	must(t, err)
	for what, id := range map[string]*string{"transferred": moved.ContactId, "related": related, "the next": next, "created": created.ContactId} {
		same(t, what, h.tagsOf(id), given)
	}
	must(t, h.tag(related, map[string]string{"team": "support"}))
	same(t, "the first", h.tagsOf(first), given)

	chat, err := h.startChat(nil)
	must(t, err)
	must(t, h.tag(chat.ContactId, given))
	must(t, h.stop(chat.ContactId))
	again, err := h.startChat(func(in *sdk.StartChatContactInput) {
		in.PersistentChat = &types.PersistentChat{RehydrationType: types.RehydrationTypeEntirePastSession, SourceContactId: chat.ContactId}
	})
	must(t, err)
	same(t, "the chat that goes on", h.tagsOf(again.ContactId), given)

	must(t, h.stop(related))
	h.Advance(t, 3*60*60)
	must(t, h.tag(related, map[string]string{"site": "bonn"}))
	h.Advance(t, 1)
	refused(t, h.tag(related, map[string]string{"site": "rome"}), 400, "InvalidRequestException")
	refused(t, h.untag(related, "site"), 400, "InvalidRequestException")
	same(t, "in the end", h.tagsOf(related), map[string]string{"team": "support", "site": "bonn"})
}

func TestContactTagsAreRefused(t *testing.T) {
	h := newHouse(t)
	id := h.task(nil)
	for _, test := range []struct{ id, tags, code, names string }{
		{*id, `{}`, "InvalidParameterException", "Tags"},
		{*id, `{"aws:own": "x"}`, "InvalidParameterException", "Tags"},
		{*id, `{"aws:connect:instanceId": "x"}`, "InvalidParameterException", "Tags"},
		{*id, `{"k": "` + strings.Repeat("x", 257) + `"}`, "InvalidParameterException", "Tags"},
		{*id, `{"1":"","2":"","3":"","4":"","5":"","6":"","7":""}`, "InvalidParameterException", "Tags"},
		{missing, `{"k": "v"}`, "ResourceNotFoundException", "ContactId"},
	} {
		body := fmt.Sprintf(`{"InstanceId": %q, "ContactId": %q, "Tags": %s}`, h.InstanceID, test.id, test.tags)
		answer{h.Call(t, "POST", "/contact/tags", body)}.refused(t, test.tags, test.code, test.names)
	}
	path := "/contact/tags/" + h.InstanceID + "/"
	answer{h.Call(t, "DELETE", path+*id, "")}.refused(t, "no keys", "InvalidParameterException", "TagKeys")
	answer{h.Call(t, "DELETE", path+*id+"?TagKeys=aws:connect:instanceId", "")}.refused(t, "its own", "InvalidParameterException", "TagKeys")
	answer{h.Call(t, "DELETE", path+missing+"?TagKeys=k", "")}.refused(t, "unknown", "ResourceNotFoundException", "ContactId")
}

func (h *house) reschedule(id *string, at time.Time) error {
	_, err := h.Client.UpdateContactSchedule(h.t.Context(), &sdk.UpdateContactScheduleInput{
		InstanceId: &h.InstanceID, ContactId: id, ScheduledTime: &at,
	})
	return err
}

func TestUpdateContactSchedule(t *testing.T) {
	h := newHouse(t)
	soon := h.now().Add(time.Hour)
	id := h.task(func(in *sdk.StartTaskContactInput) { in.ScheduledTime = &soon })
	later := h.now().Add(2 * time.Hour)
	must(t, h.reschedule(id, later))
	if at := h.describe(id).ScheduledTimestamp; !at.Equal(later) {
		t.Errorf("it is scheduled for %s, want %s", at, later)
	}
	h.Advance(t, 2*60*60-1)
	if q := h.describe(id).QueueInfo; q != nil {
		t.Errorf("it is in its queue a second early: %v", q)
	}
	must(t, h.reschedule(id, h.now().Add(time.Second)))
	h.Advance(t, 1)
	if d := h.describe(id); d.QueueInfo == nil {
		t.Errorf("when its time has come: %+v", d)
	}
	refused(t, h.reschedule(id, h.now().Add(time.Hour)), 400, "InvalidRequestException")

	restless := h.task(func(in *sdk.StartTaskContactInput) { in.ScheduledTime = new(h.now().Add(time.Hour)) })
	refused(t, h.reschedule(restless, *h.now()), 400, "InvalidParameterException")
	refused(t, h.reschedule(restless, h.now().Add(90*24*time.Hour+time.Second)), 400, "InvalidParameterException")
	for n := range 20 {
		must(t, h.reschedule(restless, h.now().Add(time.Duration(n+1)*time.Minute)))
	}
	refused(t, h.reschedule(restless, h.now().Add(time.Hour)), 429, "LimitExceededException")
	refused(t, h.reschedule(h.call(), h.now().Add(time.Hour)), 400, "InvalidRequestException")
	must(t, h.stop(id))
	refused(t, h.reschedule(id, h.now().Add(time.Hour)), 400, "InvalidRequestException")
	refused(t, h.reschedule(new(missing), h.now().Add(time.Hour)), 404, "ResourceNotFoundException")
	answer{h.Call(t, "POST", "/contact/schedule", `{"InstanceId": "`+h.InstanceID+`", "ContactId": "`+*id+`"}`)}.refused(t,
		"no time", "InvalidParameterException", "ScheduledTime")
}
