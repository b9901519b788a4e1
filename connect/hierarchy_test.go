package connect_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

func level(name string) *types.HierarchyLevelUpdate { return &types.HierarchyLevelUpdate{Name: &name} }

func (o *office) setLevels(levels types.HierarchyStructureUpdate) error {
	_, err := o.Client.UpdateUserHierarchyStructure(o.ctx, &sdk.UpdateUserHierarchyStructureInput{InstanceId: o.id, HierarchyStructure: &levels})
	return err
}

var fiveLevels = types.HierarchyStructureUpdate{
	LevelOne: level("Continent"), LevelTwo: level("Country"), LevelThree: level("City"), LevelFour: level("Site"), LevelFive: level("Team"),
}

func (o *office) levels() *types.HierarchyStructure {
	o.Helper()
	out, err := o.Client.DescribeUserHierarchyStructure(o.ctx, &sdk.DescribeUserHierarchyStructureInput{InstanceId: o.id})
	must(o.T, err)
	return out.HierarchyStructure
}

// newGroup creates a hierarchy group; without a parent it is on the first level.
func (o *office) newGroup(name string, parent *string) *string {
	o.Helper()
	out, err := o.Client.CreateUserHierarchyGroup(o.ctx, &sdk.CreateUserHierarchyGroupInput{InstanceId: o.id, Name: &name, ParentGroupId: parent})
	must(o.T, err)
	return out.HierarchyGroupId
}

func (o *office) group(id *string) *types.HierarchyGroup {
	o.Helper()
	out, err := o.Client.DescribeUserHierarchyGroup(o.ctx, &sdk.DescribeUserHierarchyGroupInput{InstanceId: o.id, HierarchyGroupId: id})
	must(o.T, err)
	return out.HierarchyGroup
}

func TestHierarchyStructure(t *testing.T) {
	o := newOffice(t)
	same(t, "at first", o.levels(), &types.HierarchyStructure{})
	o.advance(60)
	must(t, o.setLevels(types.HierarchyStructureUpdate{LevelOne: level("Site"), LevelTwo: level("Team")}))
	shown := func(id, name string) *types.HierarchyLevel {
		return &types.HierarchyLevel{
			Id: &id, Arn: o.arn("agent-group-level", id), Name: &name, LastModifiedTime: o.now(), LastModifiedRegion: region,
		}
	}
	want := &types.HierarchyStructure{LevelOne: shown("1", "Site"), LevelTwo: shown("2", "Team")}
	same(t, "two levels", o.levels(), want)

	o.advance(60) // what keeps its name has not been modified
	must(t, o.setLevels(types.HierarchyStructureUpdate{
		LevelOne: level("Site"), LevelTwo: level(strings.Repeat("é", 50)), LevelThree: level("C"), LevelFour: level("D"), LevelFive: level("E"),
	}))
	want.LevelTwo = shown("2", strings.Repeat("é", 50))
	want.LevelThree, want.LevelFour, want.LevelFive = shown("3", "C"), shown("4", "D"), shown("5", "E")
	same(t, "five levels", o.levels(), want)

	must(t, o.setLevels(types.HierarchyStructureUpdate{LevelOne: level("Site")}))
	same(t, "one level", o.levels(), &types.HierarchyStructure{LevelOne: want.LevelOne})
	group := o.newGroup("North", nil)
	exception[*types.ResourceInUseException](t, o.setLevels(types.HierarchyStructureUpdate{}), `"North" is on level 1`)
	_, err := o.Client.DeleteUserHierarchyGroup(o.ctx, &sdk.DeleteUserHierarchyGroupInput{InstanceId: o.id, HierarchyGroupId: group})
	must(t, err)
	must(t, o.setLevels(types.HierarchyStructureUpdate{}))
	same(t, "no levels", o.levels(), &types.HierarchyStructure{})

	exception[*types.InvalidParameterException](t, o.setLevels(types.HierarchyStructureUpdate{LevelOne: level("A"), LevelThree: level("C"), LevelFour: level("D")}),
		"1 validation error: HierarchyStructure.LevelThree needs LevelTwo above it")
	exception[*types.InvalidParameterException](t, o.setLevels(types.HierarchyStructureUpdate{LevelOne: level(strings.Repeat("é", 51))}),
		"HierarchyStructure.LevelOne.Name must have at most 50 characters")
	o.call("POST", "/user-hierarchy-structure/{I}", `{"HierarchyStructure":{"LevelOne":{}}}`).
		refused(t, "no name", "InvalidParameterException", "HierarchyStructure.LevelOne.Name is required")
	o.call("POST", "/user-hierarchy-structure/{I}", `{}`).refused(t, "no structure", "InvalidParameterException", "HierarchyStructure is required")
}

func TestHierarchyGroup(t *testing.T) {
	o := newOffice(t)
	o.advance(60)
	must(t, o.setLevels(fiveLevels))
	var path []types.HierarchyGroupSummary
	var parent *string
	for i, name := range []string{"Europe", "Wales", "Cardiff", "Bay", "Blue"} {
		o.advance(1)
		in := &sdk.CreateUserHierarchyGroupInput{InstanceId: o.id, Name: &name, ParentGroupId: parent, Tags: map[string]string{"level": fmt.Sprint(i)}}
		created, err := o.Client.CreateUserHierarchyGroup(o.ctx, in)
		must(t, err)
		same(t, "ARN", created.HierarchyGroupArn, o.arn("agent-group", *created.HierarchyGroupId))
		path = append(path, types.HierarchyGroupSummary{
			Id: created.HierarchyGroupId, Arn: created.HierarchyGroupArn, Name: &name, LastModifiedTime: o.now(), LastModifiedRegion: region,
		})
		shown := &types.HierarchyPath{}
		for n, place := range []**types.HierarchyGroupSummary{&shown.LevelOne, &shown.LevelTwo, &shown.LevelThree, &shown.LevelFour, &shown.LevelFive} {
			if n < len(path) {
				*place = &path[n]
			}
		}
		want := &types.HierarchyGroup{
			Id: created.HierarchyGroupId, Arn: created.HierarchyGroupArn, Name: &name, LevelId: new(fmt.Sprint(i + 1)),
			HierarchyPath: shown, Tags: in.Tags, LastModifiedTime: o.now(), LastModifiedRegion: region,
		}
		same(t, "created", o.group(created.HierarchyGroupId), want)
		same(t, "by ARN", o.group(created.HierarchyGroupArn), want)
		parent = created.HierarchyGroupArn
	}

	list, err := o.Client.ListUserHierarchyGroups(o.ctx, &sdk.ListUserHierarchyGroupsInput{InstanceId: o.id})
	must(t, err)
	inOrder := slices.SortedFunc(slices.Values(path), func(a, b types.HierarchyGroupSummary) int { return strings.Compare(*a.Id, *b.Id) })
	same(t, "list", list.UserHierarchyGroupSummaryList, inOrder)

	before := o.group(path[4].Id)
	o.advance(1)
	_, err = o.Client.UpdateUserHierarchyGroupName(o.ctx, &sdk.UpdateUserHierarchyGroupNameInput{InstanceId: o.id, HierarchyGroupId: path[4].Arn, Name: new("Green")})
	must(t, err)
	before.Name, before.LastModifiedTime = new("Green"), o.now()
	before.HierarchyPath.LevelFive.Name, before.HierarchyPath.LevelFive.LastModifiedTime = new("Green"), o.now()
	same(t, "renamed", o.group(path[4].Id), before)

	remove := func(id *string) error {
		_, err := o.Client.DeleteUserHierarchyGroup(o.ctx, &sdk.DeleteUserHierarchyGroupInput{InstanceId: o.id, HierarchyGroupId: id})
		return err
	}
	exception[*types.ResourceInUseException](t, remove(path[3].Id), `has the group "Green"`)
	must(t, remove(path[4].Id))
	must(t, remove(path[3].Arn))
	_, err = o.Client.DescribeUserHierarchyGroup(o.ctx, &sdk.DescribeUserHierarchyGroupInput{InstanceId: o.id, HierarchyGroupId: path[3].Id})
	exception[*types.ResourceNotFoundException](t, err, "HierarchyGroupId")
	exception[*types.ResourceNotFoundException](t, remove(path[3].Id), "HierarchyGroupId")
}

func TestHierarchyGroupRefusals(t *testing.T) {
	o := newOffice(t)
	create := func(name string, parent *string) error {
		_, err := o.Client.CreateUserHierarchyGroup(o.ctx, &sdk.CreateUserHierarchyGroupInput{InstanceId: o.id, Name: &name, ParentGroupId: parent})
		return err
	}
	exception[*types.InvalidParameterException](t, create("North", nil), "the hierarchy structure has 0 levels")
	must(t, o.setLevels(types.HierarchyStructureUpdate{LevelOne: level("Site"), LevelTwo: level("Team")}))
	north, south := o.newGroup("North", nil), o.newGroup("South", nil)
	blue := o.newGroup("Blue", north)
	must(t, create("Blue", south)) // names are unique within a parent
	red := o.newGroup("Red", north)
	exception[*types.DuplicateResourceException](t, create("North", nil), "Name")
	exception[*types.DuplicateResourceException](t, create("Blue", north), "Name")
	exception[*types.InvalidParameterException](t, create("Deep", blue), "ParentGroupId")
	exception[*types.ResourceNotFoundException](t, create("X", new(missing)), "ParentGroupId")
	exception[*types.InvalidParameterException](t, create(strings.Repeat("é", 101), nil), "Name must have at most 100 characters")
	must(t, create(strings.Repeat("é", 100), nil))
	o.call("PUT", "/user-hierarchy-groups/{I}", `{}`).refused(t, "no name", "InvalidParameterException", "Name is required")

	rename := func(id *string, name string) error {
		_, err := o.Client.UpdateUserHierarchyGroupName(o.ctx, &sdk.UpdateUserHierarchyGroupNameInput{InstanceId: o.id, HierarchyGroupId: id, Name: &name})
		return err
	}
	exception[*types.DuplicateResourceException](t, rename(red, "Blue"), "Name")
	exception[*types.ResourceNotFoundException](t, rename(new(missing), "X"), "HierarchyGroupId")
	exception[*types.InvalidParameterException](t, rename(red, strings.Repeat("x", 101)), "Name")
	must(t, rename(red, "Red"))
}

func TestUserHierarchy(t *testing.T) {
	o := newOffice(t)
	must(t, o.setLevels(types.HierarchyStructureUpdate{LevelOne: level("Site")}))
	north, south := o.newGroup("North", nil), o.newGroup("South", nil)
	in := o.newUser("ada")
	in.HierarchyGroupId = o.arn("agent-group", *north)
	created, err := o.Client.CreateUser(o.ctx, in)
	must(t, err)
	want := o.user(created.UserId)
	same(t, "created", want.HierarchyGroupId, north)
	move := func(group *string) error {
		_, err := o.Client.UpdateUserHierarchy(o.ctx, &sdk.UpdateUserHierarchyInput{InstanceId: o.id, UserId: created.UserArn, HierarchyGroupId: group})
		return err
	}
	for _, group := range []*string{south, nil, north} {
		o.advance(1)
		must(t, move(group))
		want.HierarchyGroupId, want.LastModifiedTime = group, o.now()
		same(t, "moved", o.user(created.UserId), want)
	}
	exception[*types.ResourceNotFoundException](t, move(new(missing)), "HierarchyGroupId")
	same(t, "refused", o.user(created.UserId), want)
	_, err = o.Client.UpdateUserHierarchy(o.ctx, &sdk.UpdateUserHierarchyInput{InstanceId: o.id, UserId: new(missing), HierarchyGroupId: north})
	exception[*types.ResourceNotFoundException](t, err, "UserId")

	remove := func() error {
		_, err := o.Client.DeleteUserHierarchyGroup(o.ctx, &sdk.DeleteUserHierarchyGroupInput{InstanceId: o.id, HierarchyGroupId: north})
		return err
	}
	exception[*types.ResourceInUseException](t, remove(), `the user "ada"`)
	_, err = o.Client.DeleteUser(o.ctx, &sdk.DeleteUserInput{InstanceId: o.id, UserId: created.UserId})
	must(t, err)
	must(t, remove())
}

func TestSearchHierarchyGroups(t *testing.T) {
	o := newOffice(t)
	must(t, o.setLevels(types.HierarchyStructureUpdate{LevelOne: level("Site"), LevelTwo: level("Team")}))
	north := o.newGroup("North", nil)
	for _, name := range []string{"Blue", "Black"} {
		_, err := o.Client.CreateUserHierarchyGroup(o.ctx, &sdk.CreateUserHierarchyGroupInput{
			InstanceId: o.id, Name: &name, ParentGroupId: north, Tags: map[string]string{"colour": name, "kind": "team"},
		})
		must(t, err)
	}
	text := func(field, value string, comparison types.StringComparisonType) types.UserHierarchyGroupSearchCriteria {
		return types.UserHierarchyGroupSearchCriteria{StringCondition: &types.StringCondition{FieldName: &field, Value: &value, ComparisonType: comparison}}
	}
	search := func(criteria *types.UserHierarchyGroupSearchCriteria, filter *types.ControlPlaneAttributeFilter) string {
		t.Helper()
		in := &sdk.SearchUserHierarchyGroupsInput{InstanceId: o.id, SearchCriteria: criteria}
		if filter != nil {
			in.SearchFilter = &types.UserHierarchyGroupSearchFilter{AttributeFilter: filter}
		}
		out, err := o.Client.SearchUserHierarchyGroups(o.ctx, in)
		must(t, err)
		var names []string
		for _, g := range out.UserHierarchyGroups {
			names = append(names, *g.Name)
			same(t, "found", &g, o.group(g.Id))
		}
		same(t, "count", *out.ApproximateTotalCount, int64(len(names)))
		slices.Sort(names)
		return strings.Join(names, ", ")
	}
	same(t, "all", search(nil, nil), "Black, Blue, North")
	for _, c := range []struct {
		criteria types.UserHierarchyGroupSearchCriteria
		want     string
	}{
		{text("name", "bl", types.StringComparisonTypeStartsWith), "Black, Blue"},
		{text("parentId", *north, types.StringComparisonTypeExact), "Black, Blue"},
		{text("levelId", "1", types.StringComparisonTypeExact), "North"},
		{text("resourceID", *north, types.StringComparisonTypeExact), "North"},
		{types.UserHierarchyGroupSearchCriteria{OrConditions: []types.UserHierarchyGroupSearchCriteria{
			text("name", "blue", types.StringComparisonTypeExact), text("levelId", "1", types.StringComparisonTypeExact),
		}}, "Blue, North"},
		{types.UserHierarchyGroupSearchCriteria{AndConditions: []types.UserHierarchyGroupSearchCriteria{
			text("name", "bl", types.StringComparisonTypeContains), text("name", "ack", types.StringComparisonTypeContains),
		}}, "Black"},
	} {
		same(t, c.want, search(&c.criteria, nil), c.want)
	}
	for _, c := range []struct {
		filter types.ControlPlaneAttributeFilter
		want   string
	}{
		{types.ControlPlaneAttributeFilter{TagCondition: new(tagged("kind", nil))}, "Black, Blue"},
		{types.ControlPlaneAttributeFilter{AndCondition: &types.CommonAttributeAndCondition{
			TagConditions: []types.TagCondition{tagged("kind", new("team")), tagged("colour", new("Blue"))},
		}}, "Blue"},
		{types.ControlPlaneAttributeFilter{OrConditions: []types.CommonAttributeAndCondition{
			{TagConditions: []types.TagCondition{tagged("kind", new("site"))}}, {TagConditions: []types.TagCondition{tagged("colour", new("Black"))}},
		}}, "Black"},
	} {
		same(t, c.want, search(nil, &c.filter), c.want)
	}
	_, err := o.Client.SearchUserHierarchyGroups(o.ctx, &sdk.SearchUserHierarchyGroupsInput{
		InstanceId:     o.id,
		SearchCriteria: new(text("description", "x", types.StringComparisonTypeExact)),
		SearchFilter: &types.UserHierarchyGroupSearchFilter{AttributeFilter: &types.ControlPlaneAttributeFilter{
			AndCondition: &types.CommonAttributeAndCondition{TagConditions: []types.TagCondition{{}}},
		}},
	})
	exception[*types.InvalidParameterException](t, err, "2 validation errors: SearchFilter.AttributeFilter.AndCondition.TagConditions[0].TagKey is required; "+
		"SearchCriteria.StringCondition.FieldName must be one of levelId, name, parentId, resourceID")
}

func (o *office) hierarchyListings() map[string]listing {
	must(o.T, o.setLevels(fiveLevels))
	add := func(name string) string { return *o.newGroup(name, nil) }
	drop := func(id string) error {
		_, err := o.Client.DeleteUserHierarchyGroup(o.ctx, &sdk.DeleteUserHierarchyGroupInput{InstanceId: o.id, HierarchyGroupId: &id})
		return err
	}
	return map[string]listing{
		"ListUserHierarchyGroups": {func(id, token *string, size *int32) ([]string, *string, error) {
			out, err := o.Client.ListUserHierarchyGroups(o.ctx, &sdk.ListUserHierarchyGroupsInput{InstanceId: id, NextToken: token, MaxResults: size})
			if err != nil {
				return nil, nil, err
			}
			return ids(out.UserHierarchyGroupSummaryList, func(s types.HierarchyGroupSummary) *string { return s.Id }), out.NextToken, nil
		}, add, drop},
		"SearchUserHierarchyGroups": {func(id, token *string, size *int32) ([]string, *string, error) {
			out, err := o.Client.SearchUserHierarchyGroups(o.ctx, &sdk.SearchUserHierarchyGroupsInput{InstanceId: id, NextToken: token, MaxResults: size})
			if err != nil {
				return nil, nil, err
			}
			return ids(out.UserHierarchyGroups, func(g types.HierarchyGroup) *string { return g.Id }), out.NextToken, nil
		}, func(name string) string { return add("found " + name) }, drop},
	}
}
