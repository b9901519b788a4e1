package connect_test

import (
	"errors"
	"fmt"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/aws/smithy-go"

	"github.com/strowger/strowger/internal/enginetest"
)

func (o *office) foundUsers(in *sdk.SearchUsersInput) string {
	o.Helper()
	in.InstanceId = o.id
	out, err := o.Client.SearchUsers(o.ctx, in)
	must(o.T, err)
	return o.total(ids(out.Users, func(u types.UserSearchSummary) *string { return u.Username }), out.ApproximateTotalCount)
}

// newUserOffice has ada {shift: early, tier: 1}, who speaks French 4 and knows
// Phone 2, and grace {shift: late, tier: 1}, an administrator of another profile
// who speaks French 2 and German 4.
func newUserOffice(t *testing.T) (o *office, ada, grace, profile string) {
	t.Helper()
	o = newOffice(t)
	profile = *o.newProfile("Other", nil)
	user := func(name, first, last, profile, security string, tags map[string]string, skills ...types.UserProficiency) string {
		out, err := o.Client.CreateUser(o.ctx, &sdk.CreateUserInput{
			InstanceId: o.id, Username: &name, Password: new(enginetest.Password), Tags: tags,
			IdentityInfo:       &types.UserIdentityInfo{FirstName: &first, LastName: &last, Mobile: new("+441234567890")},
			PhoneConfig:        &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone, AfterContactWorkTimeLimit: 2_000_000},
			RoutingProfileId:   &profile,
			SecurityProfileIds: []string{security},
		})
		must(t, err)
		_, err = o.Client.AssociateUserProficiencies(o.ctx, &sdk.AssociateUserProficienciesInput{InstanceId: o.id, UserId: out.UserId, UserProficiencies: skills})
		must(t, err)
		return *out.UserId
	}
	o.newAttribute("Tongue", "French", "German")
	o.newAttribute("Product", "Phone")
	ada = user("ada", "Augusta Ada", "Lovelace", o.RoutingProfileID, o.AgentProfileID, map[string]string{"shift": "early", "tier": "1"},
		skill("Tongue", "French", 4), skill("Product", "Phone", 2))
	grace = user("grace", "Grace", "Hopper", profile, o.AdminProfileID, map[string]string{"shift": "late", "tier": "1"},
		skill("Tongue", "French", 2), skill("Tongue", "German", 4))
	return o, ada, grace, profile
}

func TestSearchUsersByText(t *testing.T) {
	o, ada, _, profile := newUserOffice(t)
	same(t, "without criteria", o.foundUsers(&sdk.SearchUsersInput{}), "ada, grace")
	text := func(field, value string, comparison types.StringComparisonType) types.UserSearchCriteria {
		return types.UserSearchCriteria{StringCondition: leaf(field, value, comparison)}
	}
	for i, c := range []struct {
		criteria types.UserSearchCriteria
		want     string
	}{
		{text("Username", "AD", types.StringComparisonTypeStartsWith), "ada"},
		{text("Username", "da", types.StringComparisonTypeStartsWith), ""},
		{text("FirstName", "ta ad", types.StringComparisonTypeContains), "ada"},
		{text("FirstName", "ada", types.StringComparisonTypeExact), ""},
		{text("LastName", "hopper", types.StringComparisonTypeExact), "grace"},
		{text("LastName", "grace", types.StringComparisonTypeExact), ""},
		{text("RoutingProfileId", profile, types.StringComparisonTypeExact), "grace"},
		{text("RoutingProfileId", *o.arn("routing-profile", profile), types.StringComparisonTypeExact), "grace"},
		{text("RoutingProfileId", missing, types.StringComparisonTypeExact), ""},
		{text("SecurityProfileId", o.AgentProfileID, types.StringComparisonTypeExact), "ada"},
		{text("SecurityProfileId", missing, types.StringComparisonTypeExact), ""},
		{text("resourceId", ada, types.StringComparisonTypeExact), "ada"},
		{text("resourceId", missing, types.StringComparisonTypeExact), ""},
		{types.UserSearchCriteria{OrConditions: []types.UserSearchCriteria{
			text("Username", "ada", types.StringComparisonTypeExact), text("LastName", "hopper", types.StringComparisonTypeExact),
		}}, "ada, grace"},
		{types.UserSearchCriteria{AndConditions: []types.UserSearchCriteria{
			text("Username", "ada", types.StringComparisonTypeExact), text("LastName", "hopper", types.StringComparisonTypeExact),
		}}, ""},
	} {
		same(t, fmt.Sprint("case ", i), o.foundUsers(&sdk.SearchUsersInput{SearchCriteria: &c.criteria}), c.want)
	}
}

func list(conditions ...types.Condition) types.UserSearchCriteria {
	return types.UserSearchCriteria{ListCondition: &types.ListCondition{TargetListType: types.TargetListTypeProficiencies, Conditions: conditions}}
}

func atLevel(comparison types.NumberComparisonType, low, high *int32) types.Condition {
	return types.Condition{NumberCondition: &types.NumberCondition{FieldName: new("limit"), ComparisonType: comparison, MinValue: low, MaxValue: high}}
}

func TestSearchUsersByProficiency(t *testing.T) {
	o, _, _, _ := newUserOffice(t)
	name := types.Condition{StringCondition: leaf("name", "Tongue", types.StringComparisonTypeExact)}
	french := types.Condition{StringCondition: leaf("value", "french", types.StringComparisonTypeExact)}
	for i, c := range []struct {
		criteria types.UserSearchCriteria
		want     string
	}{
		{list(name), "ada, grace"},
		{list(types.Condition{StringCondition: leaf("name", "prod", types.StringComparisonTypeStartsWith)}), "ada"},
		{list(types.Condition{StringCondition: leaf("value", "erma", types.StringComparisonTypeContains)}), "grace"},
		{list(types.Condition{StringCondition: leaf("value", "Spanish", types.StringComparisonTypeExact)}), ""},
		{list(name, french, atLevel(types.NumberComparisonTypeGreaterOrEqual, new(int32(4)), nil)), "ada"}, // grace has 4 in another
		{list(name, french, atLevel(types.NumberComparisonTypeGreater, new(int32(4)), nil)), ""},
		{list(name, french, atLevel(types.NumberComparisonTypeGreater, new(int32(1)), nil)), "ada, grace"},
		{list(name, french, atLevel(types.NumberComparisonTypeLesserOrEqual, nil, new(int32(2)))), "grace"},
		{list(name, french, atLevel(types.NumberComparisonTypeLesser, nil, new(int32(2)))), ""},
		{list(name, french, atLevel(types.NumberComparisonTypeEqual, new(int32(4)), nil)), "ada"},
		{list(name, french, atLevel(types.NumberComparisonTypeEqual, nil, new(int32(2)))), "grace"},
		{list(name, french, atLevel(types.NumberComparisonTypeNotEqual, new(int32(4)), nil)), "grace"},
		{list(name, french, atLevel(types.NumberComparisonTypeRange, new(int32(3)), new(int32(4)))), "ada"},
		{list(name, french, atLevel(types.NumberComparisonTypeRange, new(int32(5)), new(int32(5)))), ""},
	} {
		same(t, fmt.Sprint("case ", i), o.foundUsers(&sdk.SearchUsersInput{SearchCriteria: &c.criteria}), c.want)
	}
	both := list(name)
	both.StringCondition = leaf("Username", "ada", types.StringComparisonTypeExact)
	same(t, "name and proficiency", o.foundUsers(&sdk.SearchUsersInput{SearchCriteria: &both}), "ada")
}

func TestSearchUsersByTag(t *testing.T) {
	o, _, _, _ := newUserOffice(t)
	early, late, tier := tagged("shift", new("early")), tagged("shift", new("late")), tagged("tier", new("1"))
	for i, c := range []struct {
		filter types.UserSearchFilter
		want   string
	}{
		{types.UserSearchFilter{TagFilter: &types.ControlPlaneTagFilter{AndConditions: []types.TagCondition{tier, late}}}, "grace"},
		{types.UserSearchFilter{TagFilter: &types.ControlPlaneTagFilter{AndConditions: []types.TagCondition{early, late}}}, ""},
		{types.UserSearchFilter{UserAttributeFilter: &types.ControlPlaneUserAttributeFilter{TagCondition: &early}}, "ada"},
		{types.UserSearchFilter{UserAttributeFilter: &types.ControlPlaneUserAttributeFilter{
			AndCondition: &types.AttributeAndCondition{TagConditions: []types.TagCondition{tier, late}}}}, "grace"},
		{types.UserSearchFilter{UserAttributeFilter: &types.ControlPlaneUserAttributeFilter{
			AndCondition: &types.AttributeAndCondition{TagConditions: []types.TagCondition{early, late}}}}, ""},
		{types.UserSearchFilter{UserAttributeFilter: &types.ControlPlaneUserAttributeFilter{OrConditions: []types.AttributeAndCondition{
			{TagConditions: []types.TagCondition{early, tier}}, {TagConditions: []types.TagCondition{late, early}}}}}, "ada"},
	} {
		same(t, fmt.Sprint("case ", i), o.foundUsers(&sdk.SearchUsersInput{SearchFilter: &c.filter}), c.want)
	}
}

// A found user has the time of after contact work in milliseconds.
func TestFoundUser(t *testing.T) {
	o, ada, _, _ := newUserOffice(t)
	_, err := o.Client.UpdateUserConfig(o.ctx, &sdk.UpdateUserConfigInput{
		InstanceId: o.id, UserId: &ada,
		AutoAcceptConfigs: []types.AutoAcceptConfig{{Channel: types.ChannelChat, AutoAccept: true}},
		AfterContactWorkConfigs: []types.AfterContactWorkConfigPerChannel{{
			Channel:                                  types.ChannelVoice,
			AfterContactWorkConfig:                   &types.AfterContactWorkConfig{AfterContactWorkTimeLimit: 30},
			AgentFirstCallbackAfterContactWorkConfig: &types.AfterContactWorkConfig{AfterContactWorkTimeLimit: 60},
		}},
		PersistentConnectionConfigs: []types.PersistentConnectionConfig{{Channel: types.ChannelVoice, PersistentConnection: new(true)}},
		PhoneNumberConfigs:          []types.PhoneNumberConfig{{Channel: types.ChannelVoice, PhoneType: types.PhoneTypeSoftPhone}},
		VoiceEnhancementConfigs:     []types.VoiceEnhancementConfig{{Channel: types.ChannelVoice, VoiceEnhancementMode: types.VoiceEnhancementModeNone}},
	})
	must(t, err)
	out, err := o.Client.SearchUsers(o.ctx, &sdk.SearchUsersInput{
		InstanceId: o.id, SearchCriteria: &types.UserSearchCriteria{StringCondition: leaf("Username", "ada", types.StringComparisonTypeExact)},
	})
	must(t, err)
	same(t, "found", out.Users, []types.UserSearchSummary{{
		Id: &ada, Arn: o.arn("agent", ada), Username: new("ada"),
		IdentityInfo:       &types.UserIdentityInfoLite{FirstName: new("Augusta Ada"), LastName: new("Lovelace")},
		PhoneConfig:        &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone, AfterContactWorkTimeLimit: 2_000_000_000, DeskPhoneNumber: new(""), PersistentConnection: new(false)},
		RoutingProfileId:   &o.RoutingProfileID,
		SecurityProfileIds: []string{o.AgentProfileID},
		Tags:               map[string]string{"shift": "early", "tier": "1"},
		AutoAcceptConfigs:  []types.AutoAcceptConfig{{Channel: types.ChannelChat, AutoAccept: true}},
		AfterContactWorkConfigs: []types.AfterContactWorkConfigPerChannel{{
			Channel:                                  types.ChannelVoice,
			AfterContactWorkConfig:                   &types.AfterContactWorkConfig{AfterContactWorkTimeLimit: 30_000},
			AgentFirstCallbackAfterContactWorkConfig: &types.AfterContactWorkConfig{AfterContactWorkTimeLimit: 60_000},
		}},
		PersistentConnectionConfigs: []types.PersistentConnectionConfig{{Channel: types.ChannelVoice, PersistentConnection: new(true)}},
		PhoneNumberConfigs:          []types.PhoneNumberConfig{{Channel: types.ChannelVoice, PhoneType: types.PhoneTypeSoftPhone}},
		VoiceEnhancementConfigs:     []types.VoiceEnhancementConfig{{Channel: types.ChannelVoice, VoiceEnhancementMode: types.VoiceEnhancementModeNone}},
	}})
	described, err := o.Client.DescribeUser(o.ctx, &sdk.DescribeUserInput{InstanceId: o.id, UserId: &ada})
	must(t, err)
	same(t, "described", described.User.PhoneConfig.AfterContactWorkTimeLimit, 2_000_000)
}

func TestSearchUsersRefusals(t *testing.T) {
	o := newOffice(t)
	search := func(in *sdk.SearchUsersInput) error {
		in.InstanceId = o.id
		_, err := o.Client.SearchUsers(o.ctx, in)
		return err
	}
	number := func(n types.NumberCondition) *types.UserSearchCriteria {
		return new(list(types.Condition{NumberCondition: &n}))
	}
	group := types.HierarchyGroupCondition{Value: new(missing), HierarchyGroupMatchType: types.HierarchyGroupMatchTypeExact}
	for names, criteria := range map[string]*types.UserSearchCriteria{
		"SearchCriteria.StringCondition.FieldName must be one of FirstName, LastName, RoutingProfileId, SecurityProfileId, Username, resourceId": {
			StringCondition: leaf("resourceID", "xx", types.StringComparisonTypeExact)},
		"SearchCriteria.StringCondition.Value must have 2 to 25 characters":              {StringCondition: leaf("Username", "x", types.StringComparisonTypeContains)},
		"SearchCriteria.ListCondition.Conditions is required":                            {ListCondition: &types.ListCondition{TargetListType: types.TargetListTypeProficiencies}},
		"SearchCriteria.ListCondition.TargetListType is required":                        {ListCondition: &types.ListCondition{Conditions: []types.Condition{atLevel(types.NumberComparisonTypeEqual, new(int32(1)), nil)}}},
		"SearchCriteria.ListCondition.Conditions[0] must have StringCondition":           new(list(types.Condition{})),
		"Conditions[0].StringCondition.FieldName must be one of name, value":             new(list(types.Condition{StringCondition: leaf("level", "1", types.StringComparisonTypeExact)})),
		"Conditions[0].NumberCondition.FieldName must be limit, is \"level\"":            number(types.NumberCondition{FieldName: new("level"), ComparisonType: types.NumberComparisonTypeEqual, MinValue: new(int32(1))}),
		"Conditions[0].NumberCondition.ComparisonType is required":                       number(types.NumberCondition{FieldName: new("limit")}),
		"Conditions[0].NumberCondition.MinValue is required":                             new(list(atLevel(types.NumberComparisonTypeGreater, nil, nil))),
		"Conditions[0].NumberCondition.MaxValue cannot be given":                         new(list(atLevel(types.NumberComparisonTypeGreaterOrEqual, new(int32(1)), new(int32(2))))),
		"Conditions[0].NumberCondition.MaxValue is required":                             new(list(atLevel(types.NumberComparisonTypeLesser, nil, nil))),
		"Conditions[0].NumberCondition.MinValue cannot be given":                         new(list(atLevel(types.NumberComparisonTypeLesserOrEqual, new(int32(1)), new(int32(2))))),
		"Conditions[0].NumberCondition must have MinValue or MaxValue, one of them":      new(list(atLevel(types.NumberComparisonTypeNotEqual, new(int32(1)), new(int32(2))))),
		"Conditions[0].NumberCondition.MinValue must not be above MaxValue 2, is 3":      new(list(atLevel(types.NumberComparisonTypeRange, new(int32(3)), new(int32(2))))),
		"2 validation errors: SearchCriteria.HierarchyGroupCondition.Value is required":  {HierarchyGroupCondition: &types.HierarchyGroupCondition{}},
		"SearchCriteria.HierarchyGroupCondition.HierarchyGroupMatchType must be one of ": {HierarchyGroupCondition: &types.HierarchyGroupCondition{Value: new("x"), HierarchyGroupMatchType: "ABOVE"}},
	} {
		exception[*types.InvalidParameterException](t, search(&sdk.SearchUsersInput{SearchCriteria: criteria}), names)
	}
	tags := make([]types.TagCondition, 26)
	for i := range tags {
		tags[i] = tagged("k", nil)
	}
	groups := make([]types.AttributeAndCondition, 21)
	for i := range groups {
		groups[i].HierarchyGroupCondition = &group
	}
	for names, filter := range map[string]types.ControlPlaneUserAttributeFilter{
		"SearchFilter.UserAttributeFilter must have exactly one of":                      {TagCondition: &tags[0], HierarchyGroupCondition: &group},
		"SearchFilter.UserAttributeFilter must have at most 25 tag conditions":           {AndCondition: &types.AttributeAndCondition{TagConditions: tags}},
		"SearchFilter.UserAttributeFilter must have at most 20 hierarchy group":          {OrConditions: groups},
		"SearchFilter.UserAttributeFilter.AndCondition.TagConditions[0].TagKey is requi": {AndCondition: &types.AttributeAndCondition{TagConditions: make([]types.TagCondition, 1)}},
		"SearchFilter.UserAttributeFilter.HierarchyGroupCondition.Value is required":     {HierarchyGroupCondition: &types.HierarchyGroupCondition{}},
	} {
		exception[*types.InvalidParameterException](t, search(&sdk.SearchUsersInput{SearchFilter: &types.UserSearchFilter{UserAttributeFilter: &filter}}), names)
	}
	err := search(&sdk.SearchUsersInput{SearchFilter: &types.UserSearchFilter{
		TagFilter: &types.ControlPlaneTagFilter{}, UserAttributeFilter: &types.ControlPlaneUserAttributeFilter{TagCondition: &tags[0]},
	}})
	var denied smithy.APIError
	if !errors.As(err, &denied) || denied.ErrorCode() != "AccessDeniedException" {
		t.Errorf("both filters: got %v, want an AccessDeniedException", err)
	}
}

func TestSearchUsersByHierarchyGroup(t *testing.T) {
	o, ada, grace, _ := newUserOffice(t)
	must(t, o.setLevels(fiveLevels))
	site := o.newGroup("Site", nil)
	team := o.newGroup("Team", site)
	for user, group := range map[string]*string{ada: site, grace: team} {
		_, err := o.Client.UpdateUserHierarchy(o.ctx, &sdk.UpdateUserHierarchyInput{InstanceId: o.id, UserId: &user, HierarchyGroupId: group})
		must(t, err)
	}
	for i, c := range []struct {
		group *string
		match types.HierarchyGroupMatchType
		want  string
	}{
		{site, types.HierarchyGroupMatchTypeExact, "ada"},
		{o.arn("agent-group", *site), types.HierarchyGroupMatchTypeExact, "ada"},
		{site, types.HierarchyGroupMatchTypeWithChildGroups, "ada, grace"},
		{team, types.HierarchyGroupMatchTypeWithChildGroups, "grace"},
		{new(missing), types.HierarchyGroupMatchTypeWithChildGroups, ""},
	} {
		group := &types.HierarchyGroupCondition{Value: c.group, HierarchyGroupMatchType: c.match}
		tag := []types.TagCondition{tagged("tier", new("1"))}
		same(t, fmt.Sprint("criteria ", i), o.foundUsers(&sdk.SearchUsersInput{SearchCriteria: &types.UserSearchCriteria{HierarchyGroupCondition: group}}), c.want)
		for _, filter := range []types.ControlPlaneUserAttributeFilter{
			{HierarchyGroupCondition: group},
			{AndCondition: &types.AttributeAndCondition{HierarchyGroupCondition: group, TagConditions: tag}},
			{OrConditions: []types.AttributeAndCondition{{HierarchyGroupCondition: group, TagConditions: tag}, {TagConditions: []types.TagCondition{tagged("none", nil)}}}},
		} {
			same(t, fmt.Sprint("filter ", i), o.foundUsers(&sdk.SearchUsersInput{SearchFilter: &types.UserSearchFilter{UserAttributeFilter: &filter}}), c.want)
		}
	}
}
