package connect_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

func condition(field, value string, comparison types.StringComparisonType) types.RoutingProfileSearchCriteria {
	return types.RoutingProfileSearchCriteria{
		StringCondition: &types.StringCondition{FieldName: &field, Value: &value, ComparisonType: comparison},
	}
}

func either(list ...types.RoutingProfileSearchCriteria) types.RoutingProfileSearchCriteria {
	return types.RoutingProfileSearchCriteria{OrConditions: list}
}

func all(list ...types.RoutingProfileSearchCriteria) types.RoutingProfileSearchCriteria {
	return types.RoutingProfileSearchCriteria{AndConditions: list}
}

func tagged(key string, value *string) types.TagCondition {
	return types.TagCondition{TagKey: &key, TagValue: value}
}

// newSearchOffice has, besides the profile it came with, "Voice East" {side:
// east, tier: 1}, "Voice West" {side: west, tier: 2} and "Chat 100%" {tier: 1},
// of which the first two serve the queue that is returned.
func newSearchOffice(t *testing.T) (o *office, queue *string) {
	t.Helper()
	o = newOffice(t)
	queue = o.newQueue("Regional")
	serves := func(in *sdk.CreateRoutingProfileInput) {
		in.QueueConfigs = []types.RoutingProfileQueueConfig{row(queue, types.ChannelVoice, 1, 0), row(queue, types.ChannelChat, 1, 0)}
		in.ManualAssignmentQueueConfigs = []types.RoutingProfileManualAssignmentQueueConfig{manual(&o.QueueID, types.ChannelChat)}
	}
	o.newProfile("Voice East", func(in *sdk.CreateRoutingProfileInput) {
		in.Tags = map[string]string{"side": "east", "tier": "1"}
		serves(in)
	})
	o.newProfile("Voice West", func(in *sdk.CreateRoutingProfileInput) {
		in.Tags = map[string]string{"side": "west", "tier": "2"}
		serves(in)
	})
	o.newProfile("Chat 100%", func(in *sdk.CreateRoutingProfileInput) { in.Tags = map[string]string{"tier": "1"} })
	return o, queue
}

// found returns the names of the profiles that a search finds.
func (o *office) found(in *sdk.SearchRoutingProfilesInput) string {
	o.Helper()
	in.InstanceId = o.id
	out, err := o.Client.SearchRoutingProfiles(o.ctx, in)
	must(o.T, err)
	var names []string
	for _, p := range out.RoutingProfiles {
		names = append(names, *p.Name)
	}
	if *out.ApproximateTotalCount != int64(len(names)) {
		o.Errorf("the count is %d of %v", *out.ApproximateTotalCount, names)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

func TestSearchRoutingProfilesByText(t *testing.T) {
	o, queue := newSearchOffice(t)
	everything := "Basic Routing Profile, Chat 100%, Voice East, Voice West"
	same(t, "without criteria", o.found(&sdk.SearchRoutingProfilesInput{}), everything)
	page, err := o.Client.SearchRoutingProfiles(o.ctx, &sdk.SearchRoutingProfilesInput{InstanceId: o.id, MaxResults: new(int32(1))})
	must(t, err)
	if len(page.RoutingProfiles) != 1 || *page.ApproximateTotalCount != 4 || page.NextToken == nil {
		t.Errorf("the first page of one has %d of %d profiles", len(page.RoutingProfiles), *page.ApproximateTotalCount)
	}
	for _, c := range []struct {
		criteria types.RoutingProfileSearchCriteria
		want     string
	}{
		{types.RoutingProfileSearchCriteria{}, everything},
		{condition("name", "voice", types.StringComparisonTypeStartsWith), "Voice East, Voice West"},
		{condition("name", "oice", types.StringComparisonTypeStartsWith), ""},
		{condition("name", "E W", types.StringComparisonTypeContains), "Voice West"},
		{condition("name", "0%", types.StringComparisonTypeContains), "Chat 100%"},
		{condition("name", "VOICE EAST", types.StringComparisonTypeExact), "Voice East"},
		{condition("name", "Voice", types.StringComparisonTypeExact), ""},
		{condition("description", "of chat", types.StringComparisonTypeStartsWith), "Chat 100%"},
		{condition("resourceID", o.RoutingProfileID, types.StringComparisonTypeExact), "Basic Routing Profile"},
		{condition("resourceID", *o.arn("routing-profile", o.RoutingProfileID), types.StringComparisonTypeExact), "Basic Routing Profile"},
		{condition("resourceID", o.RoutingProfileID[:8], types.StringComparisonTypeStartsWith), "Basic Routing Profile"},
		{condition("associatedQueueIds", *queue, types.StringComparisonTypeExact), "Voice East, Voice West"},
		{condition("associatedQueueIds", o.QueueID, types.StringComparisonTypeExact), "Basic Routing Profile"},
		{either(condition("name", "east", types.StringComparisonTypeContains), condition("name", "chat", types.StringComparisonTypeContains)), "Chat 100%, Voice East"},
		{all(condition("name", "voice", types.StringComparisonTypeContains), condition("name", "west", types.StringComparisonTypeContains)), "Voice West"},
		{all(
			either(condition("name", "east", types.StringComparisonTypeContains), condition("name", "west", types.StringComparisonTypeContains)),
			either(condition("description", "west", types.StringComparisonTypeContains), condition("description", "chat", types.StringComparisonTypeContains)),
		), "Voice West"},
		{types.RoutingProfileSearchCriteria{
			StringCondition: condition("name", "voice", types.StringComparisonTypeContains).StringCondition,
			OrConditions:    []types.RoutingProfileSearchCriteria{condition("name", "chat", types.StringComparisonTypeContains), condition("name", "east", types.StringComparisonTypeContains)},
		}, "Voice East"},
	} {
		same(t, fmt.Sprintf("%+v", c.criteria), o.found(&sdk.SearchRoutingProfilesInput{SearchCriteria: &c.criteria}), c.want)
	}
}

func TestSearchRoutingProfilesByTag(t *testing.T) {
	o, _ := newSearchOffice(t)
	for _, c := range []struct {
		filter types.ControlPlaneTagFilter
		want   string
	}{
		{types.ControlPlaneTagFilter{TagCondition: new(tagged("side", nil))}, "Voice East, Voice West"},
		{types.ControlPlaneTagFilter{TagCondition: new(tagged("side", new("east")))}, "Voice East"},
		{types.ControlPlaneTagFilter{TagCondition: new(tagged("side", new("EAST")))}, ""},
		{types.ControlPlaneTagFilter{AndConditions: []types.TagCondition{tagged("tier", new("1")), tagged("side", nil)}}, "Voice East"},
		{types.ControlPlaneTagFilter{OrConditions: [][]types.TagCondition{
			{tagged("side", new("west")), tagged("tier", new("2"))}, {tagged("side", new("west")), tagged("tier", new("1"))},
		}}, "Voice West"},
		{types.ControlPlaneTagFilter{OrConditions: [][]types.TagCondition{{tagged("side", new("west"))}, {tagged("tier", new("1"))}}}, "Chat 100%, Voice East, Voice West"},
		{types.ControlPlaneTagFilter{
			OrConditions: [][]types.TagCondition{{tagged("tier", new("1"))}}, TagCondition: new(tagged("side", nil)),
		}, "Voice East"},
	} {
		filter := &types.RoutingProfileSearchFilter{TagFilter: &c.filter}
		same(t, fmt.Sprintf("%+v", c.filter), o.found(&sdk.SearchRoutingProfilesInput{SearchFilter: filter}), c.want)
		same(t, "and no chat", o.found(&sdk.SearchRoutingProfilesInput{
			SearchFilter: filter, SearchCriteria: new(condition("name", "chat", types.StringComparisonTypeStartsWith)),
		}), strings.Join(strings.Split(c.want, ", ")[:strings.Count(c.want, "Chat")], ""))
	}
}

// A found profile has its queues and lacks what Amazon leaves out.
func TestFoundRoutingProfile(t *testing.T) {
	o, queue := newSearchOffice(t)
	out, err := o.Client.SearchRoutingProfiles(o.ctx, &sdk.SearchRoutingProfilesInput{
		InstanceId: new(o.Names.Instance(o.Instance.ID())), SearchCriteria: new(condition("name", "voice east", types.StringComparisonTypeExact)),
	})
	must(t, err)
	id := out.RoutingProfiles[0].RoutingProfileId
	same(t, "found", out.RoutingProfiles, []types.RoutingProfile{{
		InstanceId: o.id, RoutingProfileId: id, RoutingProfileArn: o.arn("routing-profile", *id),
		Name: new("Voice East"), Description: new("of Voice East"),
		MediaConcurrencies: []types.MediaConcurrency{{Channel: types.ChannelVoice, Concurrency: new(int32(1)),
			CrossChannelBehavior: &types.CrossChannelBehavior{BehaviorType: types.BehaviorTypeRouteCurrentChannelOnly}}},
		DefaultOutboundQueueId:                   &o.QueueID,
		Tags:                                     map[string]string{"side": "east", "tier": "1"},
		NumberOfAssociatedQueues:                 new(int64(1)),
		NumberOfAssociatedManualAssignmentQueues: new(int64(1)),
		NumberOfAssociatedUsers:                  new(int64(0)),
		AssociatedQueueIds:                       []string{*queue},
		AssociatedManualAssignmentQueueIds:       []string{o.QueueID},
	}})
}

func TestSearchRoutingProfilesRefusals(t *testing.T) {
	o := newOffice(t)
	search := func(in *sdk.SearchRoutingProfilesInput) error {
		in.InstanceId = o.id
		_, err := o.Client.SearchRoutingProfiles(o.ctx, in)
		return err
	}
	var many []types.RoutingProfileSearchCriteria
	var tags []types.TagCondition
	for range 101 {
		many = append(many, condition("name", "xx", types.StringComparisonTypeExact))
		tags = append(tags, tagged("k", nil))
	}
	must(t, search(&sdk.SearchRoutingProfilesInput{
		SearchCriteria: new(either(many[:50]...)),
		SearchFilter:   &types.RoutingProfileSearchFilter{TagFilter: &types.ControlPlaneTagFilter{AndConditions: tags[:50]}},
	}))
	for names, criteria := range map[string]types.RoutingProfileSearchCriteria{
		"SearchCriteria.StringCondition.FieldName must be one of associatedQueueIds, description, name, resourceID": condition("Name", "xx", types.StringComparisonTypeExact),
		"SearchCriteria.StringCondition.Value must have 2 to 25 characters":                                         condition("name", "é", types.StringComparisonTypeContains),
		"SearchCriteria.AndConditions[1].StringCondition.Value must have 2 to 25 characters for CONTAINS, has 26": all(
			condition("name", strings.Repeat("é", 25), types.StringComparisonTypeContains),
			condition("description", strings.Repeat("é", 26), types.StringComparisonTypeContains)),
		"SearchCriteria.StringCondition.ComparisonType must be one of": condition("name", "xx", "LIKE"),
		"3 validation errors": {StringCondition: &types.StringCondition{}},
		"SearchCriteria.OrConditions[100] is condition number 101": either(many...),
	} {
		exception[*types.InvalidParameterException](t, search(&sdk.SearchRoutingProfilesInput{SearchCriteria: &criteria}), names)
	}
	exception[*types.InvalidParameterException](t, search(&sdk.SearchRoutingProfilesInput{
		SearchFilter: &types.RoutingProfileSearchFilter{TagFilter: &types.ControlPlaneTagFilter{
			OrConditions: [][]types.TagCondition{{{TagValue: new("v")}}},
		}},
	}), "SearchFilter.TagFilter.OrConditions[0][0].TagKey is required")
	exception[*types.InvalidParameterException](t, search(&sdk.SearchRoutingProfilesInput{
		SearchFilter: &types.RoutingProfileSearchFilter{TagFilter: &types.ControlPlaneTagFilter{AndConditions: tags}},
	}), "SearchFilter.TagFilter.AndConditions[100] is condition number 101")
	nothing := types.TagCondition{}
	exception[*types.InvalidParameterException](t, search(&sdk.SearchRoutingProfilesInput{
		SearchFilter: &types.RoutingProfileSearchFilter{TagFilter: &types.ControlPlaneTagFilter{
			TagCondition: &nothing, AndConditions: []types.TagCondition{nothing, nothing}, OrConditions: [][]types.TagCondition{{nothing}, {nothing}},
		}},
		SearchCriteria: &types.RoutingProfileSearchCriteria{
			StringCondition: condition("Name", "xx", types.StringComparisonTypeExact).StringCondition,
			AndConditions:   []types.RoutingProfileSearchCriteria{condition("Name", "xx", types.StringComparisonTypeExact)},
		},
	}), "7 validation errors: SearchFilter.TagFilter.TagCondition.TagKey is required; SearchFilter.TagFilter.AndConditions[0].TagKey is required; "+
		"SearchFilter.TagFilter.AndConditions[1].TagKey is required; SearchFilter.TagFilter.OrConditions[0][0].TagKey is required; "+
		"SearchFilter.TagFilter.OrConditions[1][0].TagKey is required; SearchCriteria.StringCondition.FieldName must be one of associatedQueueIds, description, name, resourceID, is \"Name\"; "+
		"SearchCriteria.AndConditions[0].StringCondition.FieldName must be one of")
	exception[*types.InvalidParameterException](t, search(&sdk.SearchRoutingProfilesInput{MaxResults: new(int32(501))}), "MaxResults")
	_, err := o.Client.SearchRoutingProfiles(o.ctx, &sdk.SearchRoutingProfilesInput{InstanceId: new(missing)})
	exception[*types.ResourceNotFoundException](t, err, "InstanceId")

	deep := strings.Repeat(`{"AndConditions":[`, 60) + "{}" + strings.Repeat("]}", 60)
	a := o.call(http.MethodPost, "/search-routing-profiles", fmt.Sprintf(`{"InstanceId":%q,"SearchCriteria":%s}`, o.InstanceID, deep))
	if a.Status != http.StatusBadRequest || !strings.Contains(a.Message(), "nested") {
		t.Errorf("nested deeply: got %+v", a)
	}
}
