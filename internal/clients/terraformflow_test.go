package clients_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

const (
	ending = `{"Version": "2019-10-30", "StartAction": "end", "Actions": [{"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}]}`
	bowing = `{"Version": "2019-10-30", "StartAction": "bow", "Actions": [{"Identifier": "bow", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}]}`
)

func TestTerraformCallsOfAContactFlow(t *testing.T) {
	p := newProvider(t)
	ctx := t.Context()
	created, err := p.Client.CreateContactFlow(ctx, &connect.CreateContactFlowInput{
		InstanceId: &p.InstanceID, Name: new("Out"), Description: new("d"), Type: types.ContactFlowTypeContactFlow, Content: new(ending)})
	p.ok(err)
	_, err = p.Client.UpdateContactFlowName(ctx, &connect.UpdateContactFlowNameInput{InstanceId: &p.InstanceID, ContactFlowId: created.ContactFlowId, Name: new("Away"), Description: new("e")})
	p.ok(err)
	_, err = p.Client.UpdateContactFlowContent(ctx, &connect.UpdateContactFlowContentInput{InstanceId: &p.InstanceID, ContactFlowId: created.ContactFlowId, Content: new(bowing)})
	p.ok(err)
	read := func() (*connect.DescribeContactFlowOutput, error) {
		return p.Client.DescribeContactFlow(ctx, &connect.DescribeContactFlowInput{InstanceId: &p.InstanceID, ContactFlowId: created.ContactFlowId})
	}
	out, err := read()
	p.ok(err)
	is(p, "Name", out.ContactFlow.Name, "Away")
	is(p, "Description", out.ContactFlow.Description, "e")
	is(p, "Content", out.ContactFlow.Content, bowing)
	_, err = p.Client.DeleteContactFlow(ctx, &connect.DeleteContactFlowInput{InstanceId: &p.InstanceID, ContactFlowId: created.ContactFlowId})
	p.ok(err)
	_, err = read()
	p.gone(err)
}

func TestTerraformCallsOfAContactFlowModule(t *testing.T) {
	p := newProvider(t)
	ctx := t.Context()
	created, err := p.Client.CreateContactFlowModule(ctx, &connect.CreateContactFlowModuleInput{
		InstanceId: &p.InstanceID, ClientToken: new("token"), Name: new("Out"), Description: new("d"), Content: new(ending)})
	p.ok(err)
	_, err = p.Client.UpdateContactFlowModuleMetadata(ctx, &connect.UpdateContactFlowModuleMetadataInput{InstanceId: &p.InstanceID, ContactFlowModuleId: created.Id, Name: new("Away"), Description: new("e")})
	p.ok(err)
	_, err = p.Client.UpdateContactFlowModuleContent(ctx, &connect.UpdateContactFlowModuleContentInput{InstanceId: &p.InstanceID, ContactFlowModuleId: created.Id, Content: new(bowing)})
	p.ok(err)
	read := func() (*connect.DescribeContactFlowModuleOutput, error) {
		return p.Client.DescribeContactFlowModule(ctx, &connect.DescribeContactFlowModuleInput{InstanceId: &p.InstanceID, ContactFlowModuleId: created.Id})
	}
	out, err := read()
	p.ok(err)
	is(p, "Name", out.ContactFlowModule.Name, "Away")
	is(p, "Description", out.ContactFlowModule.Description, "e")
	is(p, "Content", out.ContactFlowModule.Content, bowing)
	_, err = p.Client.DeleteContactFlowModule(ctx, &connect.DeleteContactFlowModuleInput{InstanceId: &p.InstanceID, ContactFlowModuleId: created.Id})
	p.ok(err)
	_, err = read()
	p.gone(err)
}
