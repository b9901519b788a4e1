package connect_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// archive is a house with contacts to search for.
type archive struct {
	*house
	began time.Time
	names map[string]string // of contacts
}

// newArchive has: "Ended call", which ada handled and which has ended; "Red
// parrot", a task that waits with attributes; "Green parrot", a scheduled task; "Preferred", a task that waits for ada or bob; and "Chat".
func newArchive(t *testing.T) *archive {
	t.Helper()
	h := newHouse(t)
	a := &archive{house: h, began: *h.now(), names: map[string]string{}}
	name := func(id *string, name string) *string {
		a.names[*id] = name
		h.advance(10)
		return id
	}
	call := name(h.call(), "Ended call")
	h.put(h.ada, h.AvailableID)
	h.accept(h.ada, call)
	h.leave(h.ada, call)
	must(t, h.dismiss(h.ada, call))
	h.put(h.ada, h.OfflineID)
	name(h.task(func(in *sdk.StartTaskContactInput) {
		in.Name = new("Red parrot")
		in.Attributes = map[string]string{"colour": "Red", "size": "small"}
		in.SegmentAttributes = map[string]types.SegmentAttributeValue{"connect:Subtype": {ValueString: new("connect:Task")}}
	}), "Red parrot")
	name(h.task(func(in *sdk.StartTaskContactInput) {
		in.Name = new("Green parrot")
		in.ScheduledTime = new(h.now().Add(time.Hour))
	}), "Green parrot")
	preferred := name(h.task(func(in *sdk.StartTaskContactInput) { in.Name = new("Preferred") }), "Preferred")
	bob := h.newAgent("bob")
	h.setCriteria(preferred, step(0, &types.Expression{AttributeCondition: &types.AttributeCondition{
		ComparisonOperator: new("Match"), MatchCriteria: &types.MatchCriteria{AgentsCriteria: &types.AgentsCriteria{AgentIds: []string{*h.ada, *bob}}},
	}}))
	chat, err := h.startChat(nil)
	must(t, err)
	name(chat.ContactId, "Chat")
	a.names["bob"] = *bob
	return a
}

// span is a time range around everything.
func (a *archive) span(by types.SearchContactsTimeRangeType) *types.SearchContactsTimeRange {
	return &types.SearchContactsTimeRange{Type: by, StartTime: new(a.began.Add(-time.Hour)), EndTime: new(a.began.Add(24 * time.Hour))}
}

func (a *archive) search(in *sdk.SearchContactsInput) []string {
	a.t.Helper()
	in.InstanceId = &a.InstanceID
	if in.TimeRange == nil {
		in.TimeRange = a.span(types.SearchContactsTimeRangeTypeInitiationTimestamp)
	}
	out, err := a.Client.SearchContacts(a.t.Context(), in)
	must(a.t, err)
	same(a.t, "TotalCount", out.TotalCount, new(int64(len(out.Contacts))))
	var names []string
	for _, c := range out.Contacts {
		names = append(names, a.names[*c.Id])
	}
	return names
}

func (a *archive) found(in *types.SearchCriteria) string {
	a.t.Helper()
	names := a.search(&sdk.SearchContactsInput{SearchCriteria: in})
	slices.Sort(names)
	return strings.Join(names, ", ")
}

func TestSearchContacts(t *testing.T) {
	a := newArchive(t)
	everything := "Chat, Ended call, Green parrot, Preferred, Red parrot"
	same(t, "without criteria", a.found(nil), everything)
	called := func(how types.SearchContactsMatchType, text ...string) types.SearchCriteria {
		return types.SearchCriteria{Name: &types.NameCriteria{SearchText: text, MatchType: how}}
	}
	preferring := func(how types.SearchContactsMatchType, ids ...string) types.SearchCriteria {
		return types.SearchCriteria{RoutingCriteria: &types.SearchableRoutingCriteria{Steps: []types.SearchableRoutingCriteriaStep{{
			AgentCriteria: &types.SearchableAgentCriteriaStep{AgentIds: ids, MatchType: how}}}}}
	}
	attributes := func(how types.SearchContactsMatchType, criteria ...types.SearchableContactAttributesCriteria) types.SearchCriteria {
		return types.SearchCriteria{SearchableContactAttributes: &types.SearchableContactAttributes{Criteria: criteria, MatchType: how}}
	}
	attribute := func(key string, values ...string) types.SearchableContactAttributesCriteria {
		return types.SearchableContactAttributesCriteria{Key: &key, Values: append([]string{}, values...)}
	}
	segment := func(how types.SearchContactsMatchType, values ...string) types.SearchCriteria {
		return types.SearchCriteria{SearchableSegmentAttributes: &types.SearchableSegmentAttributes{MatchType: how,
			Criteria: []types.SearchableSegmentAttributesCriteria{{Key: new("connect:Subtype"), Values: values}}}}
	}
	times := func(how types.SearchContactsMatchType, criteria ...types.SearchContactsAdditionalTimeRangeCriteria) types.SearchCriteria {
		return types.SearchCriteria{AdditionalTimeRange: &types.SearchContactsAdditionalTimeRange{Criteria: criteria, MatchType: how}}
	}
	scheduled := types.SearchContactsAdditionalTimeRangeCriteria{TimeRange: a.span(types.SearchContactsTimeRangeTypeScheduledTimestamp)}
	unending := types.SearchContactsAdditionalTimeRangeCriteria{TimestampCondition: &types.SearchContactsTimestampCondition{
		Type: types.SearchContactsTimeRangeTypeDisconnectTimestamp, ConditionType: types.SearchContactsTimeRangeConditionTypeNotExists}}
	const all, anyOf, exact, none = types.SearchContactsMatchTypeMatchAll, types.SearchContactsMatchTypeMatchAny,
		types.SearchContactsMatchTypeMatchExact, types.SearchContactsMatchTypeMatchNone
	for i, c := range []struct {
		criteria types.SearchCriteria
		want     string
	}{
		{types.SearchCriteria{}, everything},
		{called(all, "parrot", "RED"), "Red parrot"},
		{called(anyOf, "red", "green"), "Green parrot, Red parrot"},
		{called(exact, "preferred"), "Preferred"},
		{called(exact, "parrot"), ""},
		{called(none, "parrot", "preferred"), "Chat, Ended call"},
		{types.SearchCriteria{AgentIds: []string{*a.ada}}, "Ended call"},
		{types.SearchCriteria{AgentIds: []string{missing}}, ""},
		{types.SearchCriteria{Channels: []types.Channel{types.ChannelVoice, types.ChannelChat}}, "Chat, Ended call"},
		{types.SearchCriteria{Channels: []types.Channel{types.ChannelEmail}}, ""},
		{types.SearchCriteria{InitiationMethods: []types.ContactInitiationMethod{types.ContactInitiationMethodInbound}}, "Ended call"},
		{types.SearchCriteria{InitiationMethods: []types.ContactInitiationMethod{types.ContactInitiationMethodCallback}}, ""},
		{types.SearchCriteria{QueueIds: []string{*a.resource("queue", a.QueueID)}}, "Chat, Ended call, Preferred, Red parrot"},
		{types.SearchCriteria{QueueIds: []string{missing}}, ""},
		{types.SearchCriteria{ActiveRegions: []string{*region}}, everything},
		{types.SearchCriteria{ActiveRegions: []string{"us-east-1"}}, ""},
		{preferring(anyOf, *a.ada, missing), "Preferred"},
		{preferring(all, *a.ada, missing), ""},
		{preferring(all, *a.ada), "Preferred"},
		{preferring(exact, *a.ada), ""},
		{preferring(exact, *a.ada, a.names["bob"]), "Preferred"},
		{preferring(none, missing), "Preferred"},
		{preferring(none, *a.ada), ""},
		{times(all, scheduled, unending), "Green parrot"},
		{times(anyOf, scheduled, unending), "Chat, Green parrot, Preferred, Red parrot"},
		{times(none, scheduled, unending), "Ended call"},
		{attributes(all, attribute("colour", "red", "blue"), attribute("size")), "Red parrot"},
		{attributes(all, attribute("colour", "red"), attribute("size", "large")), ""},
		{attributes(anyOf, attribute("colour", "blue"), attribute("size", "small")), "Red parrot"},
		{attributes(none, attribute("colour")), "Chat, Ended call, Green parrot, Preferred"},
		{attributes("", attribute("Colour")), ""},
		{segment("", "connect:Chat"), "Chat"},
		{segment(none, "connect:Chat"), "Ended call, Green parrot, Preferred, Red parrot"},
		{segment("", "connect:Guide"), ""},
		{types.SearchCriteria{Channels: []types.Channel{types.ChannelTask}, Name: called(all, "red").Name}, "Red parrot"},
	} {
		same(t, fmt.Sprint("case ", i), a.found(&c.criteria), c.want)
	}
	for by, want := range map[types.SearchContactsTimeRangeType][]string{
		types.SearchContactsTimeRangeTypeInitiationTimestamp:       {"Chat", "Preferred", "Green parrot", "Red parrot", "Ended call"},
		types.SearchContactsTimeRangeTypeScheduledTimestamp:        {"Green parrot"},
		types.SearchContactsTimeRangeTypeConnectedToAgentTimestamp: {"Ended call"},
		types.SearchContactsTimeRangeTypeDisconnectTimestamp:       {"Ended call"},
		types.SearchContactsTimeRangeTypeEnqueueTimestamp:          {"Chat", "Preferred", "Red parrot", "Ended call"},
	} {
		same(t, string(by), a.search(&sdk.SearchContactsInput{TimeRange: a.span(by)}), want)
	}
	same(t, "within ten seconds", a.search(&sdk.SearchContactsInput{TimeRange: &types.SearchContactsTimeRange{
		Type: types.SearchContactsTimeRangeTypeInitiationTimestamp, StartTime: new(a.began.Add(10 * time.Second)), EndTime: new(a.began.Add(20 * time.Second)),
	}}), []string{"Green parrot", "Red parrot"})
}

func TestSearchContactsBySort(t *testing.T) {
	a := newArchive(t)
	for by, want := range map[types.SortableFieldName]string{
		types.SortableFieldNameInitiationTimestamp:       "Ended call, Red parrot, Green parrot, Preferred, Chat",
		types.SortableFieldNameScheduledTimestamp:        "Green parrot",
		types.SortableFieldNameConnectedToAgentTimestamp: "Ended call",
		types.SortableFieldNameDisconnectTimestamp:       "Ended call",
	} {
		for _, order := range []types.SortOrder{types.SortOrderAscending, types.SortOrderDescending} {
			got := a.search(&sdk.SearchContactsInput{Sort: &types.Sort{FieldName: by, Order: order}})
			if order == types.SortOrderDescending {
				slices.Reverse(got)
			}
			if all := strings.Join(got, ", "); !strings.HasSuffix(all, want) {
				t.Errorf("%s %s: got %s, want it to end with %s", by, order, all, want)
			}
		}
	}
	channels := func(by types.SortableFieldName) (list []string) {
		out, err := a.Client.SearchContacts(t.Context(), &sdk.SearchContactsInput{InstanceId: &a.InstanceID,
			TimeRange: a.span(types.SearchContactsTimeRangeTypeInitiationTimestamp), Sort: &types.Sort{FieldName: by, Order: types.SortOrderAscending}})
		must(t, err)
		for _, c := range out.Contacts {
			list = append(list, fmt.Sprint(c.Channel, " ", c.InitiationMethod))
		}
		return list
	}
	if got := channels(types.SortableFieldNameChannel); !slices.IsSorted(got) {
		t.Errorf("by channel: %v", got)
	}
	if got := channels(types.SortableFieldNameInitiationMethod); got[len(got)-1] != "VOICE INBOUND" {
		t.Errorf("by initiation method: %v", got)
	}
	if got := channels(types.SortableFieldNameExpiryTimestamp); len(got) != 5 {
		t.Errorf("by expiry: %v", got)
	}
}

func TestFoundContact(t *testing.T) {
	a := newArchive(t)
	for _, live := range []bool{false, true} {
		channel := types.ChannelVoice
		if live {
			channel = types.ChannelTask
		}
		out, err := a.Client.SearchContacts(t.Context(), &sdk.SearchContactsInput{InstanceId: a.resourceless(),
			TimeRange:      a.span(types.SearchContactsTimeRangeTypeEnqueueTimestamp),
			SearchCriteria: &types.SearchCriteria{Channels: []types.Channel{channel}}})
		must(t, err)
		got := out.Contacts[0]
		c := a.describe(got.Id)
		want := types.ContactSearchSummary{
			Arn: c.Arn, Id: c.Id, InitialContactId: c.InitialContactId, PreviousContactId: c.PreviousContactId,
			InitiationMethod: c.InitiationMethod, Channel: c.Channel, Name: c.Name, RoutingCriteria: c.RoutingCriteria,
			Tags:                c.Tags,
			QueueInfo:           &types.ContactSearchSummaryQueueInfo{Id: &a.QueueID, EnqueueTimestamp: c.QueueInfo.EnqueueTimestamp},
			InitiationTimestamp: c.InitiationTimestamp, DisconnectTimestamp: c.DisconnectTimestamp, ScheduledTimestamp: c.ScheduledTimestamp,
			GlobalResiliencyMetadata: &types.GlobalResiliencyMetadata{ActiveRegion: region, OriginRegion: region},
		}
		if !live {
			want.AgentInfo = &types.ContactSearchSummaryAgentInfo{Id: a.ada, ConnectedToAgentTimestamp: c.AgentInfo.ConnectedToAgentTimestamp}
		}
		for name, value := range c.SegmentAttributes {
			if want.SegmentAttributes == nil {
				want.SegmentAttributes = map[string]types.ContactSearchSummarySegmentAttributeValue{}
			}
			want.SegmentAttributes[name] = types.ContactSearchSummarySegmentAttributeValue{ValueString: value.ValueString, ValueMap: value.ValueMap}
		}
		same(t, fmt.Sprint("live ", live), got, want)
	}
}

// resourceless is the ARN of the instance itself.
func (a *archive) resourceless() *string { return new(a.Names.Instance(a.Instance.ID())) }

func TestSearchContactsByHierarchyGroup(t *testing.T) {
	a := newArchive(t)
	o := &office{Server: a.Server, Defaults: a.Defaults, T: t, ctx: t.Context(), id: &a.InstanceID}
	must(t, o.setLevels(fiveLevels))
	site := o.newGroup("Site", nil)
	team := o.newGroup("Team", site)
	_, err := a.Client.UpdateUserHierarchy(t.Context(), &sdk.UpdateUserHierarchyInput{InstanceId: o.id, UserId: a.ada, HierarchyGroupId: team})
	must(t, err)
	for want, groups := range map[string][]types.AgentHierarchyGroups{
		"Ended call": {{L1Ids: []string{*site, missing}}, {L2Ids: []string{*team}}, {L1Ids: []string{*site}, L2Ids: []string{*team}}},
		"":           {{L2Ids: []string{*site}}, {L1Ids: []string{*site}, L2Ids: []string{missing}}, {L3Ids: []string{*team}}},
	} {
		for _, g := range groups {
			same(t, fmt.Sprintf("%+v", g), a.found(&types.SearchCriteria{AgentHierarchyGroups: &g}), want)
		}
	}
}

// Pages neither repeat nor leave out, whatever begins and ends between them.
func TestSearchContactsPages(t *testing.T) {
	h := newHouse(t)
	var stay []string
	began := *h.now()
	for range 9 {
		stay = append(stay, *h.task(nil))
		h.advance(1)
	}
	in := &sdk.SearchContactsInput{InstanceId: &h.InstanceID, MaxResults: new(int32(2)), TimeRange: &types.SearchContactsTimeRange{
		Type: types.SearchContactsTimeRangeTypeInitiationTimestamp, StartTime: &began, EndTime: new(began.Add(time.Hour))}}
	var seen []string
	for i := 0; ; i++ {
		out, err := h.Client.SearchContacts(t.Context(), in)
		must(t, err)
		if *out.TotalCount != int64(9+i) {
			t.Errorf("page %d: the count is %d, want %d", i, *out.TotalCount, 9+i)
		}
		for _, c := range out.Contacts {
			seen = append(seen, *c.Id)
		}
		if in.NextToken = out.NextToken; in.NextToken == nil {
			break
		}
		h.task(nil) // comes first
		if i%2 == 0 {
			must(t, h.stop(&stay[i])) // ends, and stays to be found
		}
	}
	slices.Reverse(seen)
	same(t, "seen", seen, stay)
	in.SearchCriteria = &types.SearchCriteria{Channels: []types.Channel{types.ChannelTask}}
	first, err := h.Client.SearchContacts(t.Context(), in)
	must(t, err)
	in.NextToken, in.SearchCriteria = first.NextToken, nil
	_, err = h.Client.SearchContacts(t.Context(), in)
	exception[*types.InvalidParameterException](t, err, "NextToken")
}

func TestSearchContactsRefusals(t *testing.T) {
	a := newArchive(t)
	backwards := &types.SearchContactsTimeRange{Type: types.SearchContactsTimeRangeTypeInitiationTimestamp, StartTime: new(a.began.Add(1)), EndTime: new(a.began.Add(-time.Second))}
	span := a.span(types.SearchContactsTimeRangeTypeInitiationTimestamp)
	times := func(c types.SearchContactsAdditionalTimeRangeCriteria) *types.SearchCriteria {
		return &types.SearchCriteria{AdditionalTimeRange: &types.SearchContactsAdditionalTimeRange{
			MatchType: types.SearchContactsMatchTypeMatchAll, Criteria: []types.SearchContactsAdditionalTimeRangeCriteria{c}}}
	}
	for names, in := range map[string]*sdk.SearchContactsInput{
		"TimeRange.EndTime must not be before StartTime":                                    {TimeRange: backwards},
		"SearchCriteria.AdditionalTimeRange.Criteria[0].EndTime must not be before":         {TimeRange: span, SearchCriteria: times(types.SearchContactsAdditionalTimeRangeCriteria{TimeRange: backwards})},
		"SearchCriteria.AdditionalTimeRange.Criteria[0] must have exactly one of TimeRange": {TimeRange: span, SearchCriteria: times(types.SearchContactsAdditionalTimeRangeCriteria{})},
		"SearchCriteria.ContactTags.TagCondition.TagKey is required":                        {TimeRange: span, SearchCriteria: &types.SearchCriteria{ContactTags: &types.ControlPlaneTagFilter{TagCondition: &types.TagCondition{}}}},
		"MaxResults must be between 1 and 100":                                              {TimeRange: span, MaxResults: new(int32(101))},
	} {
		in.InstanceId = &a.InstanceID
		_, err := a.Client.SearchContacts(t.Context(), in)
		exception[*types.InvalidParameterException](t, err, names)
	}
	_, err := a.Client.SearchContacts(t.Context(), &sdk.SearchContactsInput{InstanceId: &a.InstanceID, TimeRange: span,
		SearchCriteria: &types.SearchCriteria{ContactAnalysis: &types.ContactAnalysis{}}})
	exception[*types.InvalidParameterException](t, err, "SearchCriteria.ContactAnalysis is not supported")
	body := fmt.Sprintf(`{"InstanceId":%q,"TimeRange":{"Type":"INITIATION_TIMESTAMP","StartTime":1,"EndTime":2},"SearchCriteria":{"AiAgents":{}}}`, a.InstanceID)
	answer{a.Call(t, "POST", "/search-contacts", body)}.refused(t, "AI agents", "InvalidParameterException", "SearchCriteria.AiAgents is not supported")
}
