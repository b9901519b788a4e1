package connect_test

import (
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

func TestInstance(t *testing.T) {
	o := newOffice(t)
	in := &sdk.CreateInstanceInput{
		ClientToken:            new("token"),
		IdentityManagementType: types.DirectoryTypeSaml,
		InstanceAlias:          new("second-house"),
		InboundCallsEnabled:    new(true),
		OutboundCallsEnabled:   new(false),
		Tags:                   map[string]string{"team": "blue", "empty": ""},
	}
	created, err := o.Client.CreateInstance(o.ctx, in)
	must(t, err)
	arn := "arn:aws:connect:eu-west-2:123456789012:instance/" + *created.Id
	same(t, "ARN", *created.Arn, arn)

	want := &types.Instance{
		Id: created.Id, Arn: &arn,
		IdentityManagementType: types.DirectoryTypeSaml,
		InstanceAlias:          in.InstanceAlias,
		CreatedTime:            o.now(),
		ServiceRole:            new("arn:aws:iam::123456789012:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect"),
		InstanceStatus:         types.InstanceStatusActive,
		InboundCallsEnabled:    new(true),
		OutboundCallsEnabled:   new(false),
		InstanceAccessUrl:      new("https://acd.example.com"),
		Tags:                   in.Tags,
	}
	for _, id := range []*string{created.Id, &arn} {
		got, err := o.Client.DescribeInstance(o.ctx, &sdk.DescribeInstanceInput{InstanceId: id})
		must(t, err)
		same(t, "described", got.Instance, want)
	}

	again, err := o.Client.CreateInstance(o.ctx, in)
	must(t, err)
	same(t, "same client token", *again.Id, *created.Id)
	in.ClientToken = new("another")
	_, err = o.Client.CreateInstance(o.ctx, in)
	exception[*types.InvalidRequestException](t, err, "InstanceAlias")

	_, err = o.Client.DeleteInstance(o.ctx, &sdk.DeleteInstanceInput{InstanceId: created.Id})
	must(t, err)
	_, err = o.Client.DescribeInstance(o.ctx, &sdk.DescribeInstanceInput{InstanceId: created.Id})
	exception[*types.ResourceNotFoundException](t, err, "InstanceId")
	list, err := o.Client.ListInstances(o.ctx, &sdk.ListInstancesInput{})
	must(t, err)
	if len(list.InstanceSummaryList) != 1 || *list.InstanceSummaryList[0].Id != o.InstanceID {
		t.Errorf("after the deletion there are %v", list.InstanceSummaryList)
	}
}

// A new instance comes with what is needed to take contacts.
func TestInstanceComesWithDefaults(t *testing.T) {
	o := newOffice(t)
	profiles, err := o.Client.ListRoutingProfiles(o.ctx, &sdk.ListRoutingProfilesInput{InstanceId: o.id})
	must(t, err)
	same(t, "routing profiles", profiles.RoutingProfileSummaryList, []types.RoutingProfileSummary{{
		Id: &o.RoutingProfileID, Arn: o.arn("routing-profile", o.RoutingProfileID), Name: new("Basic Routing Profile"),
		LastModifiedTime: o.now(), LastModifiedRegion: region,
	}})
	hours, err := o.Client.ListHoursOfOperations(o.ctx, &sdk.ListHoursOfOperationsInput{InstanceId: o.id})
	must(t, err)
	same(t, "hours of operation", hours.HoursOfOperationSummaryList, []types.HoursOfOperationSummary{{
		Id: &o.HoursID, Arn: o.arn("operating-hours", o.HoursID), Name: new("Basic Hours"),
		LastModifiedTime: o.now(), LastModifiedRegion: region,
	}})
	users, err := o.Client.ListUsers(o.ctx, &sdk.ListUsersInput{InstanceId: o.id})
	must(t, err)
	if users.UserSummaryList == nil || len(users.UserSummaryList) > 0 {
		t.Errorf("users are %v, want an empty list", users.UserSummaryList)
	}
}

func TestListInstances(t *testing.T) {
	o := newOffice(t)
	_, err := o.Client.CreateInstance(o.ctx, &sdk.CreateInstanceInput{
		IdentityManagementType: types.DirectoryTypeExistingDirectory,
		DirectoryId:            new("d-0123456789"),
		InboundCallsEnabled:    new(false),
		OutboundCallsEnabled:   new(true),
	})
	must(t, err)
	out, err := o.Client.ListInstances(o.ctx, &sdk.ListInstancesInput{MaxResults: new(int32(10))})
	must(t, err)
	if len(out.InstanceSummaryList) != 2 || out.NextToken != nil {
		t.Fatalf("got %d instances and token %v", len(out.InstanceSummaryList), out.NextToken)
	}
	for _, i := range out.InstanceSummaryList {
		if *i.Id == o.InstanceID {
			continue
		}
		same(t, "summary", i, types.InstanceSummary{
			Id: i.Id, Arn: new("arn:aws:connect:eu-west-2:123456789012:instance/" + *i.Id),
			IdentityManagementType: types.DirectoryTypeExistingDirectory,
			CreatedTime:            o.now(),
			ServiceRole:            i.ServiceRole,
			InstanceStatus:         types.InstanceStatusActive,
			InboundCallsEnabled:    new(false),
			OutboundCallsEnabled:   new(true),
			InstanceAccessUrl:      new("https://acd.example.com"),
		})
	}
}

func TestInstanceRefusals(t *testing.T) {
	o := newOffice(t)
	create := func(change func(*sdk.CreateInstanceInput)) error {
		in := &sdk.CreateInstanceInput{
			IdentityManagementType: types.DirectoryTypeSaml, InstanceAlias: new("x"),
			InboundCallsEnabled: new(true), OutboundCallsEnabled: new(true),
		}
		change(in)
		_, err := o.Client.CreateInstance(o.ctx, in)
		return err
	}
	for names, change := range map[string]func(*sdk.CreateInstanceInput){
		"InstanceAlias is required": func(in *sdk.CreateInstanceInput) { in.InstanceAlias = nil },
		"InstanceAlias must match":  func(in *sdk.CreateInstanceInput) { in.InstanceAlias = new("d-dash") },
		"DirectoryId is required": func(in *sdk.CreateInstanceInput) {
			in.IdentityManagementType = types.DirectoryTypeExistingDirectory
		},
		"DirectoryId is for EXISTING_DIRECTORY": func(in *sdk.CreateInstanceInput) { in.DirectoryId = new("d-0123456789") },
		"IdentityManagementType must be one of": func(in *sdk.CreateInstanceInput) { in.IdentityManagementType = "LDAP" },
	} {
		exception[*types.InvalidRequestException](t, create(change), names)
	}

	for _, malformed := range []string{
		"nonsense", "arn:aws:connect:eu-west-2:123456789012:instance/", "arn:x",
		*o.arn("instance", *o.id), *o.arn("queue", *o.id),
		strings.Replace(o.Names.Instance(o.Instance.ID()), "eu-west-2", "eu-west-1", 1),
		strings.Replace(o.Names.Instance(o.Instance.ID()), "123456789012", "111122223333", 1),
		strings.Replace(o.Names.Instance(o.Instance.ID()), "arn:aws:", "arn:aws-cn:", 1),
	} {
		_, err := o.Client.DescribeQueue(o.ctx, &sdk.DescribeQueueInput{InstanceId: &malformed, QueueId: &o.QueueID})
		exception[*types.InvalidParameterException](t, err, "InstanceId")
		_, err = o.Client.DescribeInstance(o.ctx, &sdk.DescribeInstanceInput{InstanceId: &malformed})
		exception[*types.InvalidRequestException](t, err, "InstanceId")
	}
	_, err := o.Client.DescribeQueue(o.ctx, &sdk.DescribeQueueInput{InstanceId: new(missing), QueueId: &o.QueueID})
	exception[*types.ResourceNotFoundException](t, err, "InstanceId")
	_, err = o.Client.DeleteInstance(o.ctx, &sdk.DeleteInstanceInput{InstanceId: new(missing)})
	exception[*types.ResourceNotFoundException](t, err, "InstanceId")
}
