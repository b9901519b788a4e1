package clients_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger/internal/enginetest"
)

// The calls that the AWS provider of Terraform makes for its resources, in its
// order and batches, for where the provider is not installed. After a creation
// and after each change, what is read must be what was asked for: else Terraform
// shows a change that nobody made.

// provider makes the calls of the provider.
type provider struct {
	*enginetest.Server
	enginetest.Defaults
	*testing.T
}

func newProvider(t *testing.T) *provider {
	s := enginetest.Start(t)
	return &provider{s, s.Defaults(t), t}
}

// ok ends the test if a call fails.
func (p *provider) ok(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// gone checks that a read answers that there is nothing to read any more.
func (p *provider) gone(err error) {
	p.Helper()
	var gone *types.ResourceNotFoundException
	if !errors.As(err, &gone) {
		p.Errorf("after the deletion: %v", err)
	}
}

// is compares what was read with what was asked for.
func is[T comparable](p *provider, what string, got *T, want T) {
	p.Helper()
	if got == nil || *got != want {
		p.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestTerraformCallsOfAnInstance(t *testing.T) {
	p := newProvider(t)
	ctx := t.Context()
	created, err := p.Client.CreateInstance(ctx, &connect.CreateInstanceInput{
		ClientToken: new("token"), InstanceAlias: new("acme"), IdentityManagementType: types.DirectoryTypeConnectManaged,
		InboundCallsEnabled: new(true), OutboundCallsEnabled: new(true),
	})
	p.ok(err)
	described, err := p.Client.DescribeInstance(ctx, &connect.DescribeInstanceInput{InstanceId: created.Id})
	p.ok(err)
	is(p, "InstanceStatus", &described.Instance.InstanceStatus, types.InstanceStatusActive)
	_, err = p.Client.DeleteInstance(ctx, &connect.DeleteInstanceInput{InstanceId: created.Id})
	p.ok(err)
	_, err = p.Client.DescribeInstance(ctx, &connect.DescribeInstanceInput{InstanceId: created.Id})
	p.gone(err)
}

func TestTerraformCallsOfInstanceAttributes(t *testing.T) {
	p := newProvider(t)
	for _, kind := range []types.InstanceAttributeType{
		types.InstanceAttributeTypeInboundCalls, types.InstanceAttributeTypeOutboundCalls, types.InstanceAttributeTypeContactflowLogs,
		types.InstanceAttributeTypeContactLens, types.InstanceAttributeTypeAutoResolveBestVoices, types.InstanceAttributeTypeEarlyMedia,
		types.InstanceAttributeTypeMultiPartyConference,
	} {
		for _, value := range []string{"false", "true"} {
			_, err := p.Client.UpdateInstanceAttribute(t.Context(), &connect.UpdateInstanceAttributeInput{InstanceId: &p.InstanceID, AttributeType: kind, Value: &value})
			p.ok(err)
			out, err := p.Client.DescribeInstanceAttribute(t.Context(), &connect.DescribeInstanceAttributeInput{InstanceId: &p.InstanceID, AttributeType: kind})
			p.ok(err)
			is(p, string(kind), out.Attribute.Value, value)
		}
	}
}

func TestTerraformCallsOfAQueue(t *testing.T) {
	p := newProvider(t)
	ctx := t.Context()
	created, err := p.Client.CreateQueue(ctx, &connect.CreateQueueInput{
		InstanceId: &p.InstanceID, Name: new("Support"), Description: new("d"), HoursOfOperationId: &p.HoursID, Tags: map[string]string{"team": "support"},
	})
	p.ok(err)
	id := created.QueueId
	_, err = p.Client.UpdateQueueMaxContacts(ctx, &connect.UpdateQueueMaxContactsInput{InstanceId: &p.InstanceID, QueueId: id, MaxContacts: new(int32(0))})
	p.ok(err)
	_, err = p.Client.UpdateQueueName(ctx, &connect.UpdateQueueNameInput{InstanceId: &p.InstanceID, QueueId: id, Name: new("Help"), Description: new("e")})
	p.ok(err)
	_, err = p.Client.UpdateQueueStatus(ctx, &connect.UpdateQueueStatusInput{InstanceId: &p.InstanceID, QueueId: id, Status: types.QueueStatusDisabled})
	p.ok(err)
	_, err = p.Client.UpdateQueueOutboundCallerConfig(ctx, &connect.UpdateQueueOutboundCallerConfigInput{
		InstanceId: &p.InstanceID, QueueId: id, OutboundCallerConfig: &types.OutboundCallerConfig{OutboundCallerIdName: new("Acme")},
	})
	p.ok(err)
	_, err = p.Client.TagResource(ctx, &connect.TagResourceInput{ResourceArn: created.QueueArn, Tags: map[string]string{"team": "help"}})
	p.ok(err)
	out, err := p.Client.DescribeQueue(ctx, &connect.DescribeQueueInput{InstanceId: &p.InstanceID, QueueId: id})
	p.ok(err)
	is(p, "MaxContacts", out.Queue.MaxContacts, 0)
	is(p, "Name", out.Queue.Name, "Help")
	is(p, "Description", out.Queue.Description, "e")
	is(p, "Status", &out.Queue.Status, types.QueueStatusDisabled)
	is(p, "OutboundCallerIdName", out.Queue.OutboundCallerConfig.OutboundCallerIdName, "Acme")
	is(p, "team", new(out.Queue.Tags["team"]), "help")
	_, err = p.Client.DeleteQueue(ctx, &connect.DeleteQueueInput{InstanceId: &p.InstanceID, QueueId: id})
	p.ok(err)
	_, err = p.Client.DescribeQueue(ctx, &connect.DescribeQueueInput{InstanceId: &p.InstanceID, QueueId: id})
	p.gone(err)
}

// A routing profile with more than ten queues is created without them; they are
// associated, and changed, ten at a time.
func TestTerraformCallsOfARoutingProfile(t *testing.T) {
	p := newProvider(t)
	ctx := t.Context()
	created, err := p.Client.CreateRoutingProfile(ctx, &connect.CreateRoutingProfileInput{
		InstanceId: &p.InstanceID, Name: new("Support"), Description: new("d"), DefaultOutboundQueueId: &p.QueueID,
		MediaConcurrencies: []types.MediaConcurrency{{Channel: types.ChannelTask, Concurrency: new(int32(2))}},
	})
	p.ok(err)
	var rows []types.RoutingProfileQueueConfig
	var references []types.RoutingProfileQueueReference
	for i := range 12 {
		queue, err := p.Client.CreateQueue(ctx, &connect.CreateQueueInput{InstanceId: &p.InstanceID, Name: new(fmt.Sprint("Topic ", i)), HoursOfOperationId: &p.HoursID})
		p.ok(err)
		reference := types.RoutingProfileQueueReference{QueueId: queue.QueueId, Channel: types.ChannelTask}
		references = append(references, reference)
		rows = append(rows, types.RoutingProfileQueueConfig{QueueReference: &reference, Priority: new(int32(i + 1)), Delay: new(int32(0))})
	}
	associate := func() {
		for batch := range slices.Chunk(rows, 10) {
			_, err := p.Client.AssociateRoutingProfileQueues(ctx, &connect.AssociateRoutingProfileQueuesInput{
				InstanceId: &p.InstanceID, RoutingProfileId: created.RoutingProfileId, QueueConfigs: batch,
			})
			p.ok(err)
		}
	}
	associate()
	p.reads(created.RoutingProfileId, rows)
	for batch := range slices.Chunk(references, 10) {
		_, err := p.Client.DisassociateRoutingProfileQueues(ctx, &connect.DisassociateRoutingProfileQueuesInput{
			InstanceId: &p.InstanceID, RoutingProfileId: created.RoutingProfileId, QueueReferences: batch,
		})
		p.ok(err)
	}
	for i := range rows {
		rows[i].Delay = new(int32(10))
	}
	associate()
	p.reads(created.RoutingProfileId, rows)
}

// reads checks that the rows of a routing profile are those that were asked for.
func (p *provider) reads(profile *string, rows []types.RoutingProfileQueueConfig) {
	p.Helper()
	read := map[string]types.RoutingProfileQueueConfigSummary{}
	pages := connect.NewListRoutingProfileQueuesPaginator(p.Client, &connect.ListRoutingProfileQueuesInput{
		InstanceId: &p.InstanceID, RoutingProfileId: profile, MaxResults: new(int32(5)),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(p.Context())
		p.ok(err)
		for _, row := range page.RoutingProfileQueueConfigSummaryList {
			read[*row.QueueId] = row
		}
	}
	is(p, "the number of rows", new(len(read)), len(rows))
	for _, row := range rows {
		got := read[*row.QueueReference.QueueId]
		is(p, "Priority", got.Priority, *row.Priority)
		is(p, "Delay", &got.Delay, *row.Delay)
		is(p, "Channel", &got.Channel, row.QueueReference.Channel)
	}
}

func TestTerraformCallsOfASecurityProfile(t *testing.T) {
	p := newProvider(t)
	ctx := t.Context()
	created, err := p.Client.CreateSecurityProfile(ctx, &connect.CreateSecurityProfileInput{
		InstanceId: &p.InstanceID, SecurityProfileName: new("Support agent"), Description: new("d"), Permissions: []string{"BasicAgentAccess"},
	})
	p.ok(err)
	_, err = p.Client.UpdateSecurityProfile(ctx, &connect.UpdateSecurityProfileInput{
		InstanceId: &p.InstanceID, SecurityProfileId: created.SecurityProfileId, Description: new("e"), Permissions: []string{"BasicAgentAccess", "OutboundCallAccess"},
	})
	p.ok(err)
	out, err := p.Client.DescribeSecurityProfile(ctx, &connect.DescribeSecurityProfileInput{InstanceId: &p.InstanceID, SecurityProfileId: created.SecurityProfileId})
	p.ok(err)
	is(p, "Description", out.SecurityProfile.Description, "e")
	list, err := p.Client.ListSecurityProfilePermissions(ctx, &connect.ListSecurityProfilePermissionsInput{InstanceId: &p.InstanceID, SecurityProfileId: created.SecurityProfileId})
	p.ok(err)
	is(p, "the number of permissions", new(len(list.Permissions)), 2)
	_, err = p.Client.DeleteSecurityProfile(ctx, &connect.DeleteSecurityProfileInput{InstanceId: &p.InstanceID, SecurityProfileId: created.SecurityProfileId})
	p.ok(err)
}

func TestTerraformCallsOfAQuickConnect(t *testing.T) {
	p := newProvider(t)
	ctx := t.Context()
	config := func(number string) *types.QuickConnectConfig {
		return &types.QuickConnectConfig{QuickConnectType: types.QuickConnectTypePhoneNumber, PhoneConfig: &types.PhoneNumberQuickConnectConfig{PhoneNumber: &number}}
	}
	created, err := p.Client.CreateQuickConnect(ctx, &connect.CreateQuickConnectInput{
		InstanceId: &p.InstanceID, Name: new("Mrs Bell"), Description: new("The founder"), QuickConnectConfig: config("+441632960001"),
	})
	p.ok(err)
	_, err = p.Client.UpdateQuickConnectName(ctx, &connect.UpdateQuickConnectNameInput{InstanceId: &p.InstanceID, QuickConnectId: created.QuickConnectId, Name: new("Ms Bell"), Description: new("")})
	p.ok(err)
	_, err = p.Client.UpdateQuickConnectConfig(ctx, &connect.UpdateQuickConnectConfigInput{InstanceId: &p.InstanceID, QuickConnectId: created.QuickConnectId, QuickConnectConfig: config("+441632960002")})
	p.ok(err)
	out, err := p.Client.DescribeQuickConnect(ctx, &connect.DescribeQuickConnectInput{InstanceId: &p.InstanceID, QuickConnectId: created.QuickConnectId})
	p.ok(err)
	is(p, "Name", out.QuickConnect.Name, "Ms Bell")
	is(p, "PhoneNumber", out.QuickConnect.QuickConnectConfig.PhoneConfig.PhoneNumber, "+441632960002")
	_, err = p.Client.DeleteQuickConnect(ctx, &connect.DeleteQuickConnectInput{InstanceId: &p.InstanceID, QuickConnectId: created.QuickConnectId})
	p.ok(err)
}

// The quick connects of a queue are given with it, and changed by themselves.
func TestTerraformCallsOfQueueQuickConnects(t *testing.T) {
	p := newProvider(t)
	ctx := t.Context()
	var ids []string
	for _, name := range []string{"Bell", "Gray"} {
		made, err := p.Client.CreateQuickConnect(ctx, &connect.CreateQuickConnectInput{
			InstanceId: &p.InstanceID, Name: &name, QuickConnectConfig: &types.QuickConnectConfig{
				QuickConnectType: types.QuickConnectTypePhoneNumber,
				PhoneConfig:      &types.PhoneNumberQuickConnectConfig{PhoneNumber: new("+441632960001")}},
		})
		p.ok(err)
		ids = append(ids, *made.QuickConnectId)
	}
	queue, err := p.Client.CreateQueue(ctx, &connect.CreateQueueInput{
		InstanceId: &p.InstanceID, Name: new("Support"), HoursOfOperationId: &p.HoursID, QuickConnectIds: ids[:1]})
	p.ok(err)
	_, err = p.Client.DisassociateQueueQuickConnects(ctx, &connect.DisassociateQueueQuickConnectsInput{InstanceId: &p.InstanceID, QueueId: queue.QueueId, QuickConnectIds: ids[:1]})
	p.ok(err)
	_, err = p.Client.AssociateQueueQuickConnects(ctx, &connect.AssociateQueueQuickConnectsInput{InstanceId: &p.InstanceID, QueueId: queue.QueueId, QuickConnectIds: ids[1:]})
	p.ok(err)
	out, err := p.Client.ListQueueQuickConnects(ctx, &connect.ListQueueQuickConnectsInput{InstanceId: &p.InstanceID, QueueId: queue.QueueId})
	p.ok(err)
	is(p, "the number of quick connects", new(len(out.QuickConnectSummaryList)), 1)
	is(p, "the quick connect", out.QuickConnectSummaryList[0].Id, ids[1])
}
