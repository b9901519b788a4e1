package clients_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

func TestTerraformCallsOfAUser(t *testing.T) {
	p := newProvider(t)
	ctx := t.Context()
	profiles, err := p.Client.ListSecurityProfiles(ctx, &connect.ListSecurityProfilesInput{InstanceId: &p.InstanceID})
	p.ok(err)
	first, second := *profiles.SecurityProfileSummaryList[0].Id, *profiles.SecurityProfileSummaryList[1].Id
	created, err := p.Client.CreateUser(ctx, &connect.CreateUserInput{
		InstanceId: &p.InstanceID, Username: new("ada"), Password: new("Switchboard1!"), RoutingProfileId: &p.RoutingProfileID,
		SecurityProfileIds: []string{first}, IdentityInfo: &types.UserIdentityInfo{FirstName: new("Ada"), LastName: new("Moore")},
		PhoneConfig: &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone, AfterContactWorkTimeLimit: 30},
	})
	p.ok(err)
	id := created.UserId
	_, err = p.Client.UpdateUserIdentityInfo(ctx, &connect.UpdateUserIdentityInfoInput{InstanceId: &p.InstanceID, UserId: id,
		IdentityInfo: &types.UserIdentityInfo{FirstName: new("Ada"), LastName: new("Bell")}})
	p.ok(err)
	_, err = p.Client.UpdateUserPhoneConfig(ctx, &connect.UpdateUserPhoneConfigInput{InstanceId: &p.InstanceID, UserId: id,
		PhoneConfig: &types.UserPhoneConfig{PhoneType: types.PhoneTypeDeskPhone, DeskPhoneNumber: new("+441632960001"), AfterContactWorkTimeLimit: 0}})
	p.ok(err)
	_, err = p.Client.UpdateUserSecurityProfiles(ctx, &connect.UpdateUserSecurityProfilesInput{InstanceId: &p.InstanceID, UserId: id, SecurityProfileIds: []string{second}})
	p.ok(err)
	_, err = p.Client.UpdateUserRoutingProfile(ctx, &connect.UpdateUserRoutingProfileInput{InstanceId: &p.InstanceID, UserId: id, RoutingProfileId: &p.RoutingProfileID})
	p.ok(err)
	read := func() (*connect.DescribeUserOutput, error) {
		return p.Client.DescribeUser(ctx, &connect.DescribeUserInput{InstanceId: &p.InstanceID, UserId: id})
	}
	out, err := read()
	p.ok(err)
	is(p, "LastName", out.User.IdentityInfo.LastName, "Bell")
	is(p, "PhoneType", &out.User.PhoneConfig.PhoneType, types.PhoneTypeDeskPhone)
	is(p, "DeskPhoneNumber", out.User.PhoneConfig.DeskPhoneNumber, "+441632960001")
	is(p, "AfterContactWorkTimeLimit", &out.User.PhoneConfig.AfterContactWorkTimeLimit, 0)
	is(p, "the security profile", &out.User.SecurityProfileIds[0], second)
	is(p, "RoutingProfileId", out.User.RoutingProfileId, p.RoutingProfileID)
	_, err = p.Client.DeleteUser(ctx, &connect.DeleteUserInput{InstanceId: &p.InstanceID, UserId: id})
	p.ok(err)
	_, err = read()
	p.gone(err)
}

// Absent, HierarchyGroupId takes the user out of the group.
func TestTerraformCallsOfAUserInAGroup(t *testing.T) {
	p := newProvider(t)
	ctx := t.Context()
	_, err := p.Client.UpdateUserHierarchyStructure(ctx, &connect.UpdateUserHierarchyStructureInput{
		InstanceId: &p.InstanceID, HierarchyStructure: &types.HierarchyStructureUpdate{LevelOne: &types.HierarchyLevelUpdate{Name: new("Division")}},
	})
	p.ok(err)
	group, err := p.Client.CreateUserHierarchyGroup(ctx, &connect.CreateUserHierarchyGroupInput{InstanceId: &p.InstanceID, Name: new("North")})
	p.ok(err)
	described, err := p.Client.DescribeUserHierarchyGroup(ctx, &connect.DescribeUserHierarchyGroupInput{InstanceId: &p.InstanceID, HierarchyGroupId: group.HierarchyGroupId})
	p.ok(err)
	is(p, "HierarchyPath", described.HierarchyGroup.HierarchyPath.LevelOne.Id, *group.HierarchyGroupId)
	user := p.CreateUser(t, "ada", p.RoutingProfileID)
	for _, id := range []*string{group.HierarchyGroupId, nil} {
		_, err = p.Client.UpdateUserHierarchy(ctx, &connect.UpdateUserHierarchyInput{InstanceId: &p.InstanceID, UserId: &user, HierarchyGroupId: id})
		p.ok(err)
		out, err := p.Client.DescribeUser(ctx, &connect.DescribeUserInput{InstanceId: &p.InstanceID, UserId: &user})
		p.ok(err)
		if got := out.User.HierarchyGroupId; (got == nil) != (id == nil) || id != nil && *got != *id {
			t.Errorf("HierarchyGroupId is %v, want %v", got, id)
		}
	}
	_, err = p.Client.DeleteUser(ctx, &connect.DeleteUserInput{InstanceId: &p.InstanceID, UserId: &user})
	p.ok(err)
	_, err = p.Client.DeleteUserHierarchyGroup(ctx, &connect.DeleteUserHierarchyGroupInput{InstanceId: &p.InstanceID, HierarchyGroupId: group.HierarchyGroupId})
	p.ok(err)
	_, err = p.Client.UpdateUserHierarchyStructure(ctx, &connect.UpdateUserHierarchyStructureInput{InstanceId: &p.InstanceID, HierarchyStructure: &types.HierarchyStructureUpdate{}})
	p.ok(err)
}
