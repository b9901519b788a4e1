package connect_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

func TestSecurityProfile(t *testing.T) {
	o := newOffice(t)
	list, err := o.Client.ListSecurityProfiles(o.ctx, &sdk.ListSecurityProfilesInput{InstanceId: o.id})
	must(t, err)
	names := make(map[string]types.SecurityProfileSummary)
	for _, p := range list.SecurityProfileSummaryList {
		names[*p.Name] = p
	}
	if len(names) != 4 {
		t.Errorf("there are %d security profiles", len(names))
	}
	same(t, "summary", names["Agent"], types.SecurityProfileSummary{
		Id: &o.AgentProfileID, Arn: o.arn("security-profile", o.AgentProfileID), Name: new("Agent"),
		LastModifiedTime: o.now(), LastModifiedRegion: region,
	})

	paged := 0
	pages := sdk.NewListSecurityProfilesPaginator(o.Client, &sdk.ListSecurityProfilesInput{InstanceId: o.id, MaxResults: new(int32(1))})
	for pages.HasMorePages() {
		page, err := pages.NextPage(o.ctx)
		must(t, err)
		for _, p := range page.SecurityProfileSummaryList {
			same(t, "paged", p, list.SecurityProfileSummaryList[paged])
			paged++
		}
	}
	same(t, "pages", paged, len(names))

	for _, id := range []*string{&o.AgentProfileID, o.arn("security-profile", o.AgentProfileID)} {
		out, err := o.Client.DescribeSecurityProfile(o.ctx, &sdk.DescribeSecurityProfileInput{InstanceId: o.id, SecurityProfileId: id})
		must(t, err)
		same(t, "described", out.SecurityProfile, &types.SecurityProfile{
			Id: &o.AgentProfileID, Arn: o.arn("security-profile", o.AgentProfileID),
			OrganizationResourceId: o.id, SecurityProfileName: new("Agent"), Description: new("Handles contacts."),
			LastModifiedTime: o.now(), LastModifiedRegion: region,
		})
	}
	_, err = o.Client.DescribeSecurityProfile(o.ctx, &sdk.DescribeSecurityProfileInput{InstanceId: o.id, SecurityProfileId: new(missing)})
	exception[*types.ResourceNotFoundException](t, err, "SecurityProfileId")
}

func (o *office) securityProfile(id *string) *types.SecurityProfile {
	o.Helper()
	out, err := o.Client.DescribeSecurityProfile(o.ctx, &sdk.DescribeSecurityProfileInput{InstanceId: o.id, SecurityProfileId: id})
	must(o.T, err)
	return out.SecurityProfile
}

func (o *office) newSecurityProfile(name string, permissions ...string) *string {
	o.Helper()
	out, err := o.Client.CreateSecurityProfile(o.ctx, &sdk.CreateSecurityProfileInput{InstanceId: o.id, SecurityProfileName: &name, Permissions: permissions})
	must(o.T, err)
	return out.SecurityProfileId
}

// grants checks what a security profile gives access to.
func (o *office) grants(id *string, permissions []string, applications []types.Application, modules []types.FlowModule) {
	o.Helper()
	p, err := o.Client.ListSecurityProfilePermissions(o.ctx, &sdk.ListSecurityProfilePermissionsInput{InstanceId: o.id, SecurityProfileId: id})
	must(o.T, err)
	a, err := o.Client.ListSecurityProfileApplications(o.ctx, &sdk.ListSecurityProfileApplicationsInput{InstanceId: o.id, SecurityProfileId: id})
	must(o.T, err)
	m, err := o.Client.ListSecurityProfileFlowModules(o.ctx, &sdk.ListSecurityProfileFlowModulesInput{InstanceId: o.id, SecurityProfileId: id})
	must(o.T, err)
	same(o.T, "permissions", p.Permissions, permissions)
	same(o.T, "applications", a.Applications, applications)
	same(o.T, "modules", m.AllowedFlowModules, modules)
	for _, modified := range []*time.Time{p.LastModifiedTime, a.LastModifiedTime, m.LastModifiedTime} {
		same(o.T, "modified", modified, o.securityProfile(id).LastModifiedTime)
	}
	for _, in := range []*string{p.LastModifiedRegion, a.LastModifiedRegion, m.LastModifiedRegion} {
		same(o.T, "modified in", in, region)
	}
}

// dataTables limits access to data tables by the attribute Region.
func dataTables(values ...string) *types.GranularAccessControlConfiguration {
	return &types.GranularAccessControlConfiguration{DataTableAccessControlConfiguration: &types.DataTableAccessControlConfiguration{
		PrimaryAttributeAccessControlConfiguration: &types.PrimaryAttributeAccessControlConfigurationItem{
			PrimaryAttributeValues: []types.PrimaryAttributeValue{{AccessType: types.AccessTypeAllow, AttributeName: new("Region"), Values: values}},
		},
	}}
}

func TestSecurityProfileOfOnesOwn(t *testing.T) {
	o := newOffice(t)
	must(t, o.setLevels(fiveLevels))
	group := o.newGroup("North", nil)
	o.advance(60)
	in := &sdk.CreateSecurityProfileInput{
		InstanceId: o.id, SecurityProfileName: new("Team lead-1 @_"), Description: new("Leads a team"),
		Permissions:                          []string{"Users.View", "BasicAgentAccess", "Users.View"},
		Tags:                                 map[string]string{"k": "v"},
		AllowedAccessControlTags:             map[string]string{"team": "blue", "empty": ""},
		TagRestrictedResources:               []string{"User", "Queue"},
		HierarchyRestrictedResources:         []string{"User"},
		AllowedAccessControlHierarchyGroupId: o.arn("agent-group", *group),
		Applications: []types.Application{
			{Namespace: new("tools"), ApplicationPermissions: []string{"search", "book"}, Type: types.ApplicationTypeMcp},
			{Namespace: new("crm"), ApplicationPermissions: []string{"ACCESS"}},
		},
		AllowedFlowModules:                 []types.FlowModule{{FlowModuleId: new("module"), Type: types.FlowModuleTypeMcp}},
		GranularAccessControlConfiguration: dataTables("EU", "UK"),
	}
	created, err := o.Client.CreateSecurityProfile(o.ctx, in)
	must(t, err)
	id := created.SecurityProfileId
	same(t, "ARN", created.SecurityProfileArn, o.arn("security-profile", *id))
	want := &types.SecurityProfile{
		Id: id, Arn: created.SecurityProfileArn, OrganizationResourceId: o.id,
		SecurityProfileName: in.SecurityProfileName, Description: in.Description, Tags: in.Tags,
		AllowedAccessControlTags: in.AllowedAccessControlTags, TagRestrictedResources: in.TagRestrictedResources,
		HierarchyRestrictedResources: in.HierarchyRestrictedResources, AllowedAccessControlHierarchyGroupId: group,
		GranularAccessControlConfiguration: in.GranularAccessControlConfiguration,
		LastModifiedTime:                   o.now(), LastModifiedRegion: region,
	}
	same(t, "created", o.securityProfile(id), want)
	same(t, "by ARN", o.securityProfile(created.SecurityProfileArn), want)
	o.grants(id, []string{"BasicAgentAccess", "Users.View"}, []types.Application{in.Applications[1], in.Applications[0]}, in.AllowedFlowModules)

	update := func(change *sdk.UpdateSecurityProfileInput) {
		t.Helper()
		o.advance(1)
		change.InstanceId, change.SecurityProfileId = o.id, created.SecurityProfileArn
		_, err := o.Client.UpdateSecurityProfile(o.ctx, change)
		must(t, err)
		want.LastModifiedTime = o.now()
		same(t, "updated", o.securityProfile(id), want)
	}
	_, err = o.Client.DeleteUserHierarchyGroup(o.ctx, &sdk.DeleteUserHierarchyGroupInput{InstanceId: o.id, HierarchyGroupId: group})
	exception[*types.ResourceInUseException](t, err, `security profile "Team lead-1 @_"`)
	update(&sdk.UpdateSecurityProfileInput{}) // what is not given stays
	o.grants(id, []string{"BasicAgentAccess", "Users.View"}, []types.Application{in.Applications[1], in.Applications[0]}, in.AllowedFlowModules)
	want.Description = new("Leads")
	update(&sdk.UpdateSecurityProfileInput{Description: new("Leads"), Permissions: []string{"Queues.View"}})
	want.GranularAccessControlConfiguration, want.TagRestrictedResources = dataTables("US"), []string{"Queue"}
	want.AllowedAccessControlTags = map[string]string{"team": "red"}
	update(&sdk.UpdateSecurityProfileInput{
		GranularAccessControlConfiguration: dataTables("US"), TagRestrictedResources: []string{"Queue"},
		AllowedAccessControlTags: map[string]string{"team": "red"},
	})
	want.Description, want.AllowedAccessControlHierarchyGroupId = nil, nil
	want.AllowedAccessControlTags, want.TagRestrictedResources, want.HierarchyRestrictedResources = map[string]string{}, []string{}, []string{}
	update(&sdk.UpdateSecurityProfileInput{
		Description: new(""), Permissions: []string{}, AllowedAccessControlTags: map[string]string{}, TagRestrictedResources: []string{},
		HierarchyRestrictedResources: []string{}, AllowedAccessControlHierarchyGroupId: new(""),
		Applications: []types.Application{}, AllowedFlowModules: []types.FlowModule{},
	})
	o.grants(id, []string{}, []types.Application{}, []types.FlowModule{})

	_, err = o.Client.DeleteSecurityProfile(o.ctx, &sdk.DeleteSecurityProfileInput{InstanceId: o.id, SecurityProfileId: created.SecurityProfileArn})
	must(t, err)
	_, err = o.Client.DescribeSecurityProfile(o.ctx, &sdk.DescribeSecurityProfileInput{InstanceId: o.id, SecurityProfileId: id})
	exception[*types.ResourceNotFoundException](t, err, "SecurityProfileId")
}

// A security profile needs nothing but its name.
func TestPlainSecurityProfile(t *testing.T) {
	o := newOffice(t)
	id := o.newSecurityProfile("Plain")
	same(t, "described", o.securityProfile(id), &types.SecurityProfile{
		Id: id, Arn: o.arn("security-profile", *id), OrganizationResourceId: o.id, SecurityProfileName: new("Plain"),
		LastModifiedTime: o.now(), LastModifiedRegion: region,
	})
	o.grants(id, []string{}, []types.Application{}, []types.FlowModule{})
}

func TestUserSecurityProfiles(t *testing.T) {
	o := newOffice(t)
	lead := o.newSecurityProfile("Lead")
	user := o.CreateUser(t, "ada", o.RoutingProfileID)
	want := o.user(&user)
	set := func(ids ...string) error {
		_, err := o.Client.UpdateUserSecurityProfiles(o.ctx, &sdk.UpdateUserSecurityProfilesInput{
			InstanceId: o.id, UserId: o.arn("agent", user), SecurityProfileIds: ids,
		})
		return err
	}
	o.advance(1)
	must(t, set(*o.arn("security-profile", *lead), o.AdminProfileID))
	want.SecurityProfileIds, want.LastModifiedTime = []string{*lead, o.AdminProfileID}, o.now()
	same(t, "replaced", o.user(&user), want)
	exception[*types.ResourceNotFoundException](t, set(*lead, missing), "SecurityProfileIds")
	exception[*types.InvalidParameterException](t, set(make([]string, 11)...), "SecurityProfileIds must have at most 10 items")
	o.call("POST", "/users/{I}/"+user+"/security-profiles", `{}`).refused(t, "none", "InvalidParameterException", "SecurityProfileIds is required")
	same(t, "refused", o.user(&user), want)

	remove := func(id *string) error {
		_, err := o.Client.DeleteSecurityProfile(o.ctx, &sdk.DeleteSecurityProfileInput{InstanceId: o.id, SecurityProfileId: id})
		return err
	}
	exception[*types.ResourceInUseException](t, remove(lead), `the user "ada"`)
	must(t, set(o.AgentProfileID))
	must(t, remove(lead))
	exception[*types.ResourceNotFoundException](t, remove(lead), "SecurityProfileId")
}

func TestSecurityProfileRefusals(t *testing.T) {
	o := newOffice(t)
	create := func(change func(*sdk.CreateSecurityProfileInput)) error {
		in := &sdk.CreateSecurityProfileInput{InstanceId: o.id, SecurityProfileName: new("X")}
		change(in)
		_, err := o.Client.CreateSecurityProfile(o.ctx, in)
		return err
	}
	exception[*types.DuplicateResourceException](t, create(func(in *sdk.CreateSecurityProfileInput) { in.SecurityProfileName = new("Admin") }), "SecurityProfileName")
	exception[*types.ResourceNotFoundException](t, create(func(in *sdk.CreateSecurityProfileInput) { in.AllowedAccessControlHierarchyGroupId = new(missing) }), "AllowedAccessControlHierarchyGroupId")
	crm := types.Application{Namespace: new("crm"), ApplicationPermissions: []string{"ACCESS"}}
	for names, change := range map[string]func(*sdk.CreateSecurityProfileInput){
		"SecurityProfileName must match":                func(in *sdk.CreateSecurityProfileInput) { in.SecurityProfileName = new("a/b") },
		"SecurityProfileName must have at most 127":     func(in *sdk.CreateSecurityProfileInput) { in.SecurityProfileName = new(strings.Repeat("x", 128)) },
		"Description must have at most 250":             func(in *sdk.CreateSecurityProfileInput) { in.Description = new(strings.Repeat("x", 251)) },
		"Permissions must have at most 500":             func(in *sdk.CreateSecurityProfileInput) { in.Permissions = make([]string, 501) },
		"Permissions[0] must have at least 1 character": func(in *sdk.CreateSecurityProfileInput) { in.Permissions = []string{""} },
		"HierarchyRestrictedResources[1] must be User":  func(in *sdk.CreateSecurityProfileInput) { in.HierarchyRestrictedResources = []string{"User", "Queue"} },
		"TagRestrictedResources must have at most 10":   func(in *sdk.CreateSecurityProfileInput) { in.TagRestrictedResources = make([]string, 11) },
		"Applications[0].Namespace is required":         func(in *sdk.CreateSecurityProfileInput) { in.Applications = []types.Application{{}} },
		`Applications[1].Namespace "crm" occurs twice`:  func(in *sdk.CreateSecurityProfileInput) { in.Applications = []types.Application{crm, crm} },
		"Applications[0].ApplicationPermissions must be ACCESS": func(in *sdk.CreateSecurityProfileInput) {
			in.Applications = []types.Application{{Namespace: new("crm"), ApplicationPermissions: []string{"ADMIN"}, Type: types.ApplicationTypeThirdPartyApplication}}
		},
		"AllowedFlowModules[0].FlowModuleId is required": func(in *sdk.CreateSecurityProfileInput) { in.AllowedFlowModules = []types.FlowModule{{}} },
		"AllowedAccessControlTags must have at most 4": func(in *sdk.CreateSecurityProfileInput) {
			in.AllowedAccessControlTags = map[string]string{"1": "", "2": "", "3": "", "4": "", "5": ""}
		},
		"PrimaryAttributeValues[0].Values must have at most 2": func(in *sdk.CreateSecurityProfileInput) {
			in.GranularAccessControlConfiguration = dataTables("1", "2", "3")
		},
	} {
		exception[*types.InvalidParameterException](t, create(change), names)
	}
	update := func(in *sdk.UpdateSecurityProfileInput) error {
		in.InstanceId = o.id
		_, err := o.Client.UpdateSecurityProfile(o.ctx, in)
		return err
	}
	exception[*types.ResourceNotFoundException](t, update(&sdk.UpdateSecurityProfileInput{SecurityProfileId: new(missing)}), "SecurityProfileId")
	exception[*types.ResourceNotFoundException](t, update(&sdk.UpdateSecurityProfileInput{
		SecurityProfileId: &o.AgentProfileID, AllowedAccessControlHierarchyGroupId: new(missing),
	}), "AllowedAccessControlHierarchyGroupId")
	exception[*types.InvalidParameterException](t, update(&sdk.UpdateSecurityProfileInput{
		SecurityProfileId: &o.AgentProfileID, HierarchyRestrictedResources: []string{"Queue"},
	}), "HierarchyRestrictedResources[0]")
	_, err := o.Client.ListSecurityProfilePermissions(o.ctx, &sdk.ListSecurityProfilePermissionsInput{InstanceId: o.id, SecurityProfileId: new(missing)})
	exception[*types.ResourceNotFoundException](t, err, "SecurityProfileId")
	o.call("PUT", "/security-profiles/{I}", `{}`).refused(t, "no name", "InvalidParameterException", "SecurityProfileName is required")
}

func TestSearchSecurityProfiles(t *testing.T) {
	o := newOffice(t)
	_, err := o.Client.CreateSecurityProfile(o.ctx, &sdk.CreateSecurityProfileInput{
		InstanceId: o.id, SecurityProfileName: new("Agent lead"), Tags: map[string]string{"kind": "lead"},
	})
	must(t, err)
	text := func(field, value string, comparison types.StringComparisonType) types.SecurityProfileSearchCriteria {
		return types.SecurityProfileSearchCriteria{StringCondition: &types.StringCondition{FieldName: &field, Value: &value, ComparisonType: comparison}}
	}
	search := func(in *sdk.SearchSecurityProfilesInput) string {
		t.Helper()
		in.InstanceId = o.id
		out, err := o.Client.SearchSecurityProfiles(o.ctx, in)
		must(t, err)
		var names []string
		for _, p := range out.SecurityProfiles {
			names = append(names, *p.SecurityProfileName)
			all := o.securityProfile(p.Id)
			same(t, "found", p, types.SecurityProfileSearchSummary{
				Id: all.Id, Arn: all.Arn, OrganizationResourceId: o.id, SecurityProfileName: all.SecurityProfileName, Description: all.Description, Tags: all.Tags,
			})
		}
		same(t, "count", *out.ApproximateTotalCount, int64(len(names)))
		slices.Sort(names)
		return strings.Join(names, ", ")
	}
	same(t, "all", search(&sdk.SearchSecurityProfilesInput{}), "Admin, Agent, Agent lead, CallCenterManager, QualityAnalyst")
	for _, c := range []struct {
		criteria types.SecurityProfileSearchCriteria
		want     string
	}{
		{text("name", "agent", types.StringComparisonTypeStartsWith), "Agent, Agent lead"},
		{text("name", "agent", types.StringComparisonTypeExact), "Agent"},
		{types.SecurityProfileSearchCriteria{AndConditions: []types.SecurityProfileSearchCriteria{
			text("name", "agent", types.StringComparisonTypeContains), text("name", "le", types.StringComparisonTypeContains),
		}}, "Agent lead"},
		{types.SecurityProfileSearchCriteria{OrConditions: []types.SecurityProfileSearchCriteria{
			text("name", "admin", types.StringComparisonTypeExact), text("name", "lead", types.StringComparisonTypeContains),
		}}, "Admin, Agent lead"},
	} {
		same(t, c.want, search(&sdk.SearchSecurityProfilesInput{SearchCriteria: &c.criteria}), c.want)
	}
	same(t, "tag", search(&sdk.SearchSecurityProfilesInput{SearchFilter: &types.SecurityProfilesSearchFilter{
		TagFilter: &types.ControlPlaneTagFilter{TagCondition: new(tagged("kind", new("lead")))},
	}}), "Agent lead")
	_, err = o.Client.SearchSecurityProfiles(o.ctx, &sdk.SearchSecurityProfilesInput{
		InstanceId: o.id, SearchCriteria: new(text("description", "x", types.StringComparisonTypeExact)),
	})
	exception[*types.InvalidParameterException](t, err, "SearchCriteria.StringCondition.FieldName must be one of name")
}

func (o *office) securityListings() map[string]listing {
	add := func(name string) string { return *o.newSecurityProfile(name) }
	drop := func(id string) error {
		_, err := o.Client.DeleteSecurityProfile(o.ctx, &sdk.DeleteSecurityProfileInput{InstanceId: o.id, SecurityProfileId: &id})
		return err
	}
	var permissions []string
	parts := o.newSecurityProfile("Of permissions")
	grant := func() error {
		_, err := o.Client.UpdateSecurityProfile(o.ctx, &sdk.UpdateSecurityProfileInput{InstanceId: o.id, SecurityProfileId: parts, Permissions: permissions})
		return err
	}
	return map[string]listing{
		"SearchSecurityProfiles": {func(id, token *string, size *int32) ([]string, *string, error) {
			out, err := o.Client.SearchSecurityProfiles(o.ctx, &sdk.SearchSecurityProfilesInput{InstanceId: id, NextToken: token, MaxResults: size})
			if err != nil {
				return nil, nil, err
			}
			return ids(out.SecurityProfiles, func(p types.SecurityProfileSearchSummary) *string { return p.Id }), out.NextToken, nil
		}, func(name string) string { return add("found " + name) }, drop},
		"ListSecurityProfilePermissions": {func(id, token *string, size *int32) ([]string, *string, error) {
			out, err := o.Client.ListSecurityProfilePermissions(o.ctx, &sdk.ListSecurityProfilePermissionsInput{
				InstanceId: id, SecurityProfileId: parts, NextToken: token, MaxResults: size,
			})
			if err != nil {
				return nil, nil, err
			}
			return out.Permissions, out.NextToken, nil
		}, func(name string) string {
			permissions = append(permissions, name)
			must(o.T, grant())
			return name
		}, func(name string) error {
			permissions = slices.DeleteFunc(permissions, func(p string) bool { return p == name })
			return grant()
		}},
	}
}
