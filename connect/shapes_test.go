package connect_test

import (
	"errors"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// What scripts, tools and exported files rely on beyond the model.

// TestEmptyMembersOfUsers: scripts send an empty desk phone number and no tags at
// all, and read both from every user.
func TestEmptyMembersOfUsers(t *testing.T) {
	o := newOffice(t)
	in := o.newUser("ada")
	phone := types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone, DeskPhoneNumber: new("")}
	in.PhoneConfig, in.Tags = &phone, map[string]string{}
	created, err := o.Client.CreateUser(o.ctx, in)
	must(t, err)
	_, err = o.Client.UpdateUserPhoneConfig(o.ctx, &sdk.UpdateUserPhoneConfigInput{
		InstanceId: o.id, UserId: created.UserId, PhoneConfig: &phone,
	})
	must(t, err)
	answer := o.Call(t, "GET", "/users/"+*o.id+"/"+*created.UserId, "")
	for _, want := range []string{`"DeskPhoneNumber":""`, `"Tags":{}`} {
		if !strings.Contains(answer.Body, want) {
			t.Errorf("DescribeUser has no %s: %s", want, answer.Body)
		}
	}
	err = o.tag(created.UserArn, map[string]string{})
	exception[*types.InvalidParameterException](t, err, "tags must have at least 1")
}

// TestEmptyDescriptions: Terraform sends one with a new name.
func TestEmptyDescriptions(t *testing.T) {
	o := newOffice(t)
	module, err := o.Client.CreateContactFlowModule(o.ctx, &sdk.CreateContactFlowModuleInput{
		InstanceId: o.id, Name: new("before"), Description: new("to go"), Content: new(returning(`"Metadata":{}`)),
	})
	must(t, err)
	flow, err := o.Client.CreateContactFlow(o.ctx, &sdk.CreateContactFlowInput{
		InstanceId: o.id, Name: new("before"), Description: new("to go"), Type: types.ContactFlowTypeContactFlow, Content: new(inbound(o.QueueID)),
	})
	must(t, err)
	status, err := o.Client.CreateAgentStatus(o.ctx, &sdk.CreateAgentStatusInput{
		InstanceId: o.id, Name: new("before"), Description: new("to go"), State: types.AgentStatusStateEnabled,
	})
	must(t, err)
	quick, err := o.Client.CreateQuickConnect(o.ctx, &sdk.CreateQuickConnectInput{
		InstanceId: o.id, Name: new("before"), Description: new("to go"), QuickConnectConfig: &types.QuickConnectConfig{
			QuickConnectType: types.QuickConnectTypePhoneNumber, PhoneConfig: &types.PhoneNumberQuickConnectConfig{PhoneNumber: new("+441632960001")},
		},
	})
	must(t, err)
	security, err := o.Client.CreateSecurityProfile(o.ctx, &sdk.CreateSecurityProfileInput{
		InstanceId: o.id, SecurityProfileName: new("before"), Description: new("to go"),
	})
	must(t, err)
	for _, c := range []struct{ update, describe string }{
		{"/contact-flow-modules/{I}/" + *module.Id + "/metadata", "/contact-flow-modules/{I}/" + *module.Id},
		{"/contact-flows/{I}/" + *flow.ContactFlowId + "/metadata", "/contact-flows/{I}/" + *flow.ContactFlowId},
		{"/contact-flows/{I}/" + *flow.ContactFlowId + "/name", "/contact-flows/{I}/" + *flow.ContactFlowId},
		{"/queues/{I}/" + o.QueueID + "/name", "/queues/{I}/" + o.QueueID},
		{"/routing-profiles/{I}/" + o.RoutingProfileID + "/name", "/routing-profiles/{I}/" + o.RoutingProfileID},
		{"/hours-of-operations/{I}/" + o.HoursID, "/hours-of-operations/{I}/" + o.HoursID},
		{"/agent-status/{I}/" + *status.AgentStatusId, "/agent-status/{I}/" + *status.AgentStatusId},
		{"/quick-connects/{I}/" + *quick.QuickConnectId + "/name", "/quick-connects/{I}/" + *quick.QuickConnectId},
		{"/security-profiles/{I}/" + *security.SecurityProfileId, "/security-profiles/{I}/" + *security.SecurityProfileId},
	} {
		if a := o.call("POST", c.update, `{"Name":"after","Description":""}`); a.Status != 200 {
			t.Errorf("%s is refused: %s", c.update, a.Body)
		}
		if a := o.call("GET", c.describe, ""); a.Status != 200 || strings.Contains(a.Body, `"Description":"`) {
			t.Errorf("%s still has a description: %s", c.describe, a.Body)
		}
	}
}

// returning is the content of a module that does nothing, with a member more.
func returning(member string) string {
	return `{"Version":"2019-10-30","StartAction":"e",` + member + `,"Actions":[` +
		`{"Identifier":"e","Type":"EndFlowModuleExecution","Parameters":{},"Transitions":{}}]}`
}

// TestTopLevelMembersOfContent: those that are not known are kept and ignored,
// and Settings belong to modules.
func TestTopLevelMembersOfContent(t *testing.T) {
	o := newOffice(t)
	content := returning(`"Settings":{"InputParameters":[],"OutputParameters":[],"Transitions":[]},"hash":"6f"`)
	module, err := o.Client.CreateContactFlowModule(o.ctx, &sdk.CreateContactFlowModuleInput{InstanceId: o.id, Name: new("m"), Content: &content})
	must(t, err)
	described, err := o.Client.DescribeContactFlowModule(o.ctx, &sdk.DescribeContactFlowModuleInput{InstanceId: o.id, ContactFlowModuleId: module.Id})
	must(t, err)
	same(t, "the content of the module", *described.ContactFlowModule.Content, content)

	flow := func(member string) (*sdk.CreateContactFlowOutput, string, error) {
		content := `{"Version":"2019-10-30","StartAction":"e",` + member + `,"Actions":[` +
			`{"Identifier":"e","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`
		out, err := o.Client.CreateContactFlow(o.ctx, &sdk.CreateContactFlowInput{
			InstanceId: o.id, Name: new("flow"), Type: types.ContactFlowTypeContactFlow, Content: &content,
		})
		return out, content, err
	}
	_, _, err = flow(`"Settings":{}`)
	invalid, ok := errors.AsType[*types.InvalidContactFlowException](err)
	if !ok || len(invalid.Problems) != 1 || *invalid.Problems[0].Message != "Settings is for modules only" {
		t.Errorf("a flow with Settings: %v", err)
	}
	created, content, err := flow(`"name":"exported","Annotations":[{"type":"note"}]`)
	must(t, err)
	out, err := o.Client.DescribeContactFlow(o.ctx, &sdk.DescribeContactFlowInput{InstanceId: o.id, ContactFlowId: created.ContactFlowId})
	must(t, err)
	same(t, "the content of the flow", *out.ContactFlow.Content, content)
}
