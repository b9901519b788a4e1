package connect_test

import (
	"fmt"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/internal/enginetest"
)

func skill(name, value string, level float32) types.UserProficiency {
	return types.UserProficiency{AttributeName: &name, AttributeValue: &value, Level: &level}
}

func (o *office) newAttribute(name string, values ...string) {
	o.Helper()
	_, err := o.Client.CreatePredefinedAttribute(o.ctx, &sdk.CreatePredefinedAttributeInput{
		InstanceId: o.id, Name: &name, Values: &types.PredefinedAttributeValuesMemberStringList{Value: values},
	})
	must(o.T, err)
}

func TestUserProficiencies(t *testing.T) {
	o := newOffice(t)
	o.newAttribute("Product", "Car", "Home")
	id := o.CreateUser(t, "ada", o.RoutingProfileID)
	want := func(when string, skills ...types.UserProficiency) {
		t.Helper()
		out, err := o.Client.ListUserProficiencies(o.ctx, &sdk.ListUserProficienciesInput{InstanceId: o.id, UserId: &id})
		must(t, err)
		same(t, when, out.UserProficiencyList, append([]types.UserProficiency{}, skills...))
		same(t, when, out.LastModifiedTime, o.now())
		same(t, when, out.LastModifiedRegion, region)
	}
	want("at first")

	o.advance(1)
	_, err := o.Client.AssociateUserProficiencies(o.ctx, &sdk.AssociateUserProficienciesInput{
		InstanceId: o.id, UserId: o.arn("agent", id),
		UserProficiencies: []types.UserProficiency{skill("Product", "Home", 1), skill("Product", "Car", 5), skill("connect:Language", "connect:French", 3)},
	})
	must(t, err)
	want("associated", skill("Product", "Car", 5), skill("Product", "Home", 1), skill("connect:Language", "connect:French", 3))

	o.advance(1)
	_, err = o.Client.UpdateUserProficiencies(o.ctx, &sdk.UpdateUserProficienciesInput{
		InstanceId: o.id, UserId: &id, UserProficiencies: []types.UserProficiency{skill("Product", "Car", 2)},
	})
	must(t, err)
	want("updated", skill("Product", "Car", 2), skill("Product", "Home", 1), skill("connect:Language", "connect:French", 3))

	o.advance(1)
	_, err = o.Client.DisassociateUserProficiencies(o.ctx, &sdk.DisassociateUserProficienciesInput{
		InstanceId: o.id, UserId: &id,
		UserProficiencies: []types.UserProficiencyDisassociate{{AttributeName: new("Product"), AttributeValue: new("Home")}},
	})
	must(t, err)
	want("disassociated", skill("Product", "Car", 2), skill("connect:Language", "connect:French", 3))

	_, err = o.Client.DeletePredefinedAttribute(o.ctx, &sdk.DeletePredefinedAttributeInput{InstanceId: o.id, Name: new("Product")})
	exception[*types.ResourceInUseException](t, err, "Name")
}

func TestUserProficiencyRefusals(t *testing.T) {
	o := newOffice(t, enginetest.Quotas(strowger.DefaultQuotas()))
	var values []string
	for i := range 11 {
		values = append(values, fmt.Sprint(i))
	}
	o.newAttribute("Number", values...)
	id := o.CreateUser(t, "ada", o.RoutingProfileID)
	associate := func(id string, skills ...types.UserProficiency) error {
		_, err := o.Client.AssociateUserProficiencies(o.ctx, &sdk.AssociateUserProficienciesInput{InstanceId: o.id, UserId: &id, UserProficiencies: skills})
		return err
	}
	var eleven []types.UserProficiency
	for _, v := range values {
		eleven = append(eleven, skill("Number", v, 1))
	}
	exception[*types.InvalidRequestException](t, associate(id, eleven...), "UserProficiencies")
	must(t, associate(id, skill("Number", "1", 1)))
	exception[*types.InvalidParameterException](t, associate(id, skill("Number", "1", 2)), "UserProficiencies[0]")
	exception[*types.InvalidParameterException](t, associate(id, skill("Number", "twelve", 1)), "UserProficiencies[0].AttributeValue")
	exception[*types.InvalidParameterException](t, associate(id, skill("Number", "2", 1.5)), "UserProficiencies[0].Level")
	exception[*types.InvalidParameterException](t, associate(id, skill("Number", "2", 6)), "UserProficiencies[0].Level must be between 1 and 5")
	exception[*types.ResourceNotFoundException](t, associate(id, skill("Colour", "red", 1)), "AttributeName")
	exception[*types.ResourceNotFoundException](t, associate(missing, skill("Number", "2", 1)), "UserId")

	_, err := o.Client.UpdateUserProficiencies(o.ctx, &sdk.UpdateUserProficienciesInput{
		InstanceId: o.id, UserId: &id, UserProficiencies: []types.UserProficiency{skill("Number", "2", 1)},
	})
	exception[*types.ResourceNotFoundException](t, err, "UserProficiencies[0]")
	_, err = o.Client.DisassociateUserProficiencies(o.ctx, &sdk.DisassociateUserProficienciesInput{
		InstanceId: o.id, UserId: &id, UserProficiencies: []types.UserProficiencyDisassociate{{AttributeName: new("Number"), AttributeValue: new("2")}},
	})
	exception[*types.ResourceNotFoundException](t, err, "UserProficiencies[0]")
	_, err = o.Client.ListUserProficiencies(o.ctx, &sdk.ListUserProficienciesInput{InstanceId: o.id, UserId: new(missing)})
	exception[*types.ResourceNotFoundException](t, err, "UserId")
}
