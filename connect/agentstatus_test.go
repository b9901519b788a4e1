package connect_test

import (
	"fmt"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/internal/enginetest"
)

func (o *office) newStatus(name string) (*string, error) {
	out, err := o.Client.CreateAgentStatus(o.ctx, &sdk.CreateAgentStatusInput{InstanceId: o.id, Name: &name, State: types.AgentStatusStateEnabled})
	if err != nil {
		return nil, err
	}
	return out.AgentStatusId, nil
}

func (o *office) agentStatus(id *string) *types.AgentStatus {
	o.Helper()
	out, err := o.Client.DescribeAgentStatus(o.ctx, &sdk.DescribeAgentStatusInput{InstanceId: o.id, AgentStatusId: id})
	must(o.T, err)
	return out.AgentStatus
}

func TestAgentStatus(t *testing.T) {
	o := newOffice(t)
	o.advance(60)
	in := &sdk.CreateAgentStatusInput{
		InstanceId: o.id, Name: new("Lunch"), Description: new("Eating"), State: types.AgentStatusStateDisabled,
		DisplayOrder: new(int32(50)), Tags: map[string]string{"k": "v"},
	}
	created, err := o.Client.CreateAgentStatus(o.ctx, in)
	must(t, err)
	id := created.AgentStatusId
	same(t, "ARN", created.AgentStatusARN, o.arn("agent-state", *id))
	want := &types.AgentStatus{
		AgentStatusId: id, AgentStatusARN: created.AgentStatusARN,
		Name: in.Name, Description: in.Description, State: in.State, Type: types.AgentStatusTypeCustom,
		DisplayOrder: in.DisplayOrder, Tags: in.Tags, LastModifiedTime: o.now(), LastModifiedRegion: region,
	}
	same(t, "created", o.agentStatus(id), want)
	same(t, "by ARN", o.agentStatus(created.AgentStatusARN), want)

	for what, update := range map[string]struct {
		in     *sdk.UpdateAgentStatusInput
		change func()
	}{
		"name":           {&sdk.UpdateAgentStatusInput{Name: new("Dinner")}, func() { want.Name = new("Dinner") }},
		"no description": {&sdk.UpdateAgentStatusInput{Description: new("")}, func() { want.Description = nil }},
		"state":          {&sdk.UpdateAgentStatusInput{State: types.AgentStatusStateEnabled}, func() { want.State = types.AgentStatusStateEnabled }},
		"order":          {&sdk.UpdateAgentStatusInput{DisplayOrder: new(int32(1))}, func() { want.DisplayOrder = new(int32(1)) }},
		"no order":       {&sdk.UpdateAgentStatusInput{ResetOrderNumber: true}, func() { want.DisplayOrder = nil }},
	} {
		o.advance(1)
		update.in.InstanceId, update.in.AgentStatusId = o.id, created.AgentStatusARN
		_, err := o.Client.UpdateAgentStatus(o.ctx, update.in)
		must(t, err)
		update.change()
		want.LastModifiedTime = o.now()
		same(t, what, o.agentStatus(id), want)
	}

	for _, c := range []struct {
		types []types.AgentStatusType
		want  []string
	}{
		{nil, []string{"Available", "Dinner", "Offline"}},
		{[]types.AgentStatusType{types.AgentStatusTypeRoutable}, []string{"Available"}},
		{[]types.AgentStatusType{types.AgentStatusTypeOffline, types.AgentStatusTypeCustom}, []string{"Dinner", "Offline"}},
	} {
		out, err := o.Client.ListAgentStatuses(o.ctx, &sdk.ListAgentStatusesInput{InstanceId: o.id, AgentStatusTypes: c.types})
		must(t, err)
		got := make(map[string]types.AgentStatusSummary)
		for _, s := range out.AgentStatusSummaryList {
			got[*s.Name] = s
		}
		for _, name := range c.want {
			if _, ok := got[name]; !ok || len(got) != len(c.want) {
				t.Errorf("of %v there are %v, want %v", c.types, got, c.want)
			}
		}
		if s, ok := got["Dinner"]; ok {
			same(t, "summary", s, types.AgentStatusSummary{
				Id: id, Arn: created.AgentStatusARN, Name: new("Dinner"), Type: types.AgentStatusTypeCustom,
				LastModifiedTime: o.now(), LastModifiedRegion: region,
			})
		}
	}
}

func TestAgentStatusRefusals(t *testing.T) {
	o := newOffice(t, enginetest.Quotas(strowger.DefaultQuotas()))
	update := func(in *sdk.UpdateAgentStatusInput) error {
		in.InstanceId = o.id
		_, err := o.Client.UpdateAgentStatus(o.ctx, in)
		return err
	}
	_, err := o.newStatus("Available")
	exception[*types.DuplicateResourceException](t, err, "Name")
	exception[*types.DuplicateResourceException](t, update(&sdk.UpdateAgentStatusInput{AgentStatusId: &o.OfflineID, Name: new("Available")}), "Name")
	exception[*types.InvalidParameterException](t, update(&sdk.UpdateAgentStatusInput{AgentStatusId: &o.AvailableID, State: types.AgentStatusStateDisabled}), "State")
	exception[*types.InvalidParameterException](t, update(&sdk.UpdateAgentStatusInput{AgentStatusId: &o.AvailableID, DisplayOrder: new(int32(51))}), "DisplayOrder")
	exception[*types.ResourceNotFoundException](t, update(&sdk.UpdateAgentStatusInput{AgentStatusId: new(missing)}), "AgentStatusId")
	_, err = o.Client.DescribeAgentStatus(o.ctx, &sdk.DescribeAgentStatusInput{InstanceId: o.id, AgentStatusId: new(missing)})
	exception[*types.ResourceNotFoundException](t, err, "AgentStatusId")

	for i := range 48 {
		_, err := o.newStatus(fmt.Sprint("Status ", i))
		must(t, err)
	}
	_, err = o.newStatus("One too many")
	exception[*types.LimitExceededException](t, err, "50")
}

// A new instance has Available and Offline, which can be renamed and reordered
// but keep their types and stay enabled.
func TestAgentStatusesOfANewInstance(t *testing.T) {
	o := newOffice(t)
	for _, c := range []struct {
		id, name string
		kind     types.AgentStatusType
		order    int32
	}{
		{o.AvailableID, "Available", types.AgentStatusTypeRoutable, 1},
		{o.OfflineID, "Offline", types.AgentStatusTypeOffline, 2},
	} {
		want := &types.AgentStatus{
			AgentStatusId: &c.id, AgentStatusARN: o.arn("agent-state", c.id), Name: &c.name, Type: c.kind,
			DisplayOrder: &c.order, State: types.AgentStatusStateEnabled, LastModifiedTime: o.now(), LastModifiedRegion: region,
		}
		same(t, "new", o.agentStatus(&c.id), want)
		_, err := o.Client.UpdateAgentStatus(o.ctx, &sdk.UpdateAgentStatusInput{
			InstanceId: o.id, AgentStatusId: &c.id, Name: new("Status " + c.name), Description: new("x"), DisplayOrder: new(int32(7)), ResetOrderNumber: true,
		})
		must(t, err)
		want.Name, want.Description, want.DisplayOrder = new("Status "+c.name), new("x"), nil
		same(t, "changed", o.agentStatus(&c.id), want)
		_, err = o.Client.UpdateAgentStatus(o.ctx, &sdk.UpdateAgentStatusInput{InstanceId: o.id, AgentStatusId: &c.id, State: types.AgentStatusStateDisabled})
		exception[*types.InvalidParameterException](t, err, "State")
	}
}
