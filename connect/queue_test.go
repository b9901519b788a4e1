package connect_test

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// newQueue creates a queue with the members that are required.
func (o *office) newQueue(name string) *string {
	o.Helper()
	out, err := o.Client.CreateQueue(o.ctx, &sdk.CreateQueueInput{InstanceId: o.id, Name: &name, HoursOfOperationId: &o.HoursID})
	must(o.T, err)
	return out.QueueId
}

func (o *office) queue(id *string) *types.Queue {
	o.Helper()
	out, err := o.Client.DescribeQueue(o.ctx, &sdk.DescribeQueueInput{InstanceId: o.id, QueueId: id})
	must(o.T, err)
	return out.Queue
}

func TestQueue(t *testing.T) {
	o := newOffice(t)
	o.advance(60)
	in := &sdk.CreateQueueInput{
		InstanceId:  o.id,
		Name:        new("Support"),
		Description: new("People who need help"),
		OutboundCallerConfig: &types.OutboundCallerConfig{
			OutboundCallerIdName: new("Strowger"), OutboundCallerIdNumberId: new(missing), OutboundFlowId: &o.InboundFlowID,
		},
		OutboundEmailConfig:  &types.OutboundEmailConfig{OutboundEmailAddressId: new("mail-1")},
		HoursOfOperationId:   o.arn("operating-hours", o.HoursID),
		MaxContacts:          new(int32(0)),
		EmailAddressesConfig: []types.EmailAddressConfig{{EmailAddressId: new("mail-1")}}, // which no operation shows
		Tags:                 map[string]string{"k": "v"},
	}
	created, err := o.Client.CreateQueue(o.ctx, in)
	must(t, err)
	id := created.QueueId
	same(t, "ARN", created.QueueArn, o.arn("queue", *id))
	want := &types.Queue{
		QueueId: id, QueueArn: created.QueueArn,
		Name: in.Name, Description: in.Description,
		OutboundCallerConfig: in.OutboundCallerConfig,
		OutboundEmailConfig:  in.OutboundEmailConfig,
		HoursOfOperationId:   &o.HoursID,
		MaxContacts:          new(int32(0)),
		Status:               types.QueueStatusEnabled,
		Tags:                 in.Tags,
		LastModifiedTime:     o.now(), LastModifiedRegion: region,
	}
	same(t, "created", o.queue(id), want)
	same(t, "by ARN", o.queue(created.QueueArn), want)

	other, err := o.Client.CreateHoursOfOperation(o.ctx, &sdk.CreateHoursOfOperationInput{
		InstanceId: o.id, Name: new("Other"), TimeZone: new("UTC"), Config: []types.HoursOfOperationConfig{},
	})
	must(t, err)
	for _, update := range []struct {
		what   string
		call   func() error
		change func()
	}{
		{"name", func() error {
			_, err := o.Client.UpdateQueueName(o.ctx, &sdk.UpdateQueueNameInput{InstanceId: o.id, QueueId: created.QueueArn, Name: new("Help")})
			return err
		}, func() { want.Name = new("Help") }},
		{"description", func() error {
			_, err := o.Client.UpdateQueueName(o.ctx, &sdk.UpdateQueueNameInput{InstanceId: o.id, QueueId: id, Description: new("Helped")})
			return err
		}, func() { want.Description = new("Helped") }},
		{"status", func() error {
			_, err := o.Client.UpdateQueueStatus(o.ctx, &sdk.UpdateQueueStatusInput{InstanceId: o.id, QueueId: id, Status: types.QueueStatusDisabled})
			return err
		}, func() { want.Status = types.QueueStatusDisabled }},
		{"limit", func() error {
			_, err := o.Client.UpdateQueueMaxContacts(o.ctx, &sdk.UpdateQueueMaxContactsInput{InstanceId: o.id, QueueId: id, MaxContacts: new(int32(7))})
			return err
		}, func() { want.MaxContacts = new(int32(7)) }},
		{"no limit", func() error {
			_, err := o.Client.UpdateQueueMaxContacts(o.ctx, &sdk.UpdateQueueMaxContactsInput{InstanceId: o.id, QueueId: id})
			return err
		}, func() { want.MaxContacts = nil }},
		{"outbound caller", func() error {
			_, err := o.Client.UpdateQueueOutboundCallerConfig(o.ctx, &sdk.UpdateQueueOutboundCallerConfigInput{
				InstanceId: o.id, QueueId: id, OutboundCallerConfig: &types.OutboundCallerConfig{OutboundFlowId: o.arn("contact-flow", o.InboundFlowID)},
			})
			return err
		}, func() { want.OutboundCallerConfig = &types.OutboundCallerConfig{OutboundFlowId: &o.InboundFlowID} }},
		{"no outbound caller", func() error {
			_, err := o.Client.UpdateQueueOutboundCallerConfig(o.ctx, &sdk.UpdateQueueOutboundCallerConfigInput{
				InstanceId: o.id, QueueId: id, OutboundCallerConfig: &types.OutboundCallerConfig{},
			})
			return err
		}, func() { want.OutboundCallerConfig = &types.OutboundCallerConfig{} }},
		{"hours", func() error {
			_, err := o.Client.UpdateQueueHoursOfOperation(o.ctx, &sdk.UpdateQueueHoursOfOperationInput{InstanceId: o.id, QueueId: id, HoursOfOperationId: other.HoursOfOperationArn})
			return err
		}, func() { want.HoursOfOperationId = other.HoursOfOperationId }},
	} {
		o.advance(1)
		must(t, update.call())
		update.change()
		want.LastModifiedTime = o.now()
		same(t, update.what, o.queue(id), want)
	}

	_, err = o.Client.DeleteQueue(o.ctx, &sdk.DeleteQueueInput{InstanceId: o.id, QueueId: id})
	must(t, err)
	_, err = o.Client.DescribeQueue(o.ctx, &sdk.DescribeQueueInput{InstanceId: o.id, QueueId: id})
	exception[*types.ResourceNotFoundException](t, err, "QueueId")
}

// Every user has an agent queue, which is listed unless the types say otherwise.
func TestAgentQueue(t *testing.T) {
	o := newOffice(t)
	user := o.CreateUser(t, "ada", o.RoutingProfileID)
	standard := types.QueueSummary{
		Id: &o.QueueID, Arn: o.arn("queue", o.QueueID), Name: new("BasicQueue"), QueueType: types.QueueTypeStandard,
		LastModifiedTime: o.now(), LastModifiedRegion: region,
	}
	agent := types.QueueSummary{
		Id: &user, Arn: o.arn("queue/agent", user), QueueType: types.QueueTypeAgent,
		LastModifiedTime: o.now(), LastModifiedRegion: region,
	}
	both := []types.QueueSummary{standard, agent}
	if user < o.QueueID {
		both = []types.QueueSummary{agent, standard}
	}
	for _, c := range []struct {
		types []types.QueueType
		want  []types.QueueSummary
	}{
		{nil, both},
		{[]types.QueueType{types.QueueTypeStandard, types.QueueTypeAgent}, both},
		{[]types.QueueType{types.QueueTypeStandard}, []types.QueueSummary{standard}},
		{[]types.QueueType{types.QueueTypeAgent}, []types.QueueSummary{agent}},
	} {
		out, err := o.Client.ListQueues(o.ctx, &sdk.ListQueuesInput{InstanceId: o.id, QueueTypes: c.types})
		must(t, err)
		same(t, "types", out.QueueSummaryList, c.want)
	}
	same(t, "agent queue", o.queue(agent.Arn), &types.Queue{
		QueueId: &user, QueueArn: agent.Arn, Status: types.QueueStatusEnabled,
		LastModifiedTime: o.now(), LastModifiedRegion: region,
	})
	_, err := o.Client.DeleteQueue(o.ctx, &sdk.DeleteQueueInput{InstanceId: o.id, QueueId: &user})
	exception[*types.InvalidRequestException](t, err, "agent queue")
}

func TestQueueRefusals(t *testing.T) {
	o := newOffice(t)
	support := o.newQueue("Support")
	create := func(change func(*sdk.CreateQueueInput)) error {
		in := &sdk.CreateQueueInput{InstanceId: o.id, Name: new("Sales"), HoursOfOperationId: &o.HoursID}
		change(in)
		_, err := o.Client.CreateQueue(o.ctx, in)
		return err
	}
	exception[*types.DuplicateResourceException](t, create(func(in *sdk.CreateQueueInput) { in.Name = new("Support") }), "Name")
	exception[*types.ResourceNotFoundException](t, create(func(in *sdk.CreateQueueInput) { in.HoursOfOperationId = new(missing) }), "HoursOfOperationId")
	exception[*types.ResourceNotFoundException](t, create(func(in *sdk.CreateQueueInput) { in.QuickConnectIds = []string{missing} }), "QuickConnectIds")
	exception[*types.InvalidParameterException](t, create(func(in *sdk.CreateQueueInput) { in.MaxContacts = new(int32(-1)) }), "MaxContacts")
	exception[*types.InvalidParameterException](t, create(func(in *sdk.CreateQueueInput) { in.Tags = map[string]string{"aws:x": ""} }), "Tags")

	name := func(id, name, description *string) error {
		_, err := o.Client.UpdateQueueName(o.ctx, &sdk.UpdateQueueNameInput{InstanceId: o.id, QueueId: id, Name: name, Description: description})
		return err
	}
	exception[*types.InvalidParameterException](t, name(support, nil, nil), "Name or Description")
	exception[*types.DuplicateResourceException](t, name(support, new("BasicQueue"), nil), "Name")
	exception[*types.ResourceNotFoundException](t, name(new(missing), new("X"), nil), "QueueId")
	must(t, name(support, new("Support"), nil)) // its own name is no duplicate

	_, err := o.Client.UpdateQueueStatus(o.ctx, &sdk.UpdateQueueStatusInput{InstanceId: o.id, QueueId: support, Status: "OPEN"})
	exception[*types.InvalidParameterException](t, err, "Status must be one of ENABLED, DISABLED")
	_, err = o.Client.UpdateQueueHoursOfOperation(o.ctx, &sdk.UpdateQueueHoursOfOperationInput{InstanceId: o.id, QueueId: support, HoursOfOperationId: new(missing)})
	exception[*types.ResourceNotFoundException](t, err, "HoursOfOperationId")
	_, err = o.Client.UpdateQueueOutboundCallerConfig(o.ctx, &sdk.UpdateQueueOutboundCallerConfigInput{
		InstanceId: o.id, QueueId: support, OutboundCallerConfig: &types.OutboundCallerConfig{OutboundFlowId: new(missing)},
	})
	exception[*types.ResourceNotFoundException](t, err, "OutboundCallerConfig.OutboundFlowId")
	_, err = o.Client.UpdateQueueMaxContacts(o.ctx, &sdk.UpdateQueueMaxContactsInput{InstanceId: o.id, QueueId: support, MaxContacts: new(int32(-1))})
	exception[*types.InvalidParameterException](t, err, "MaxContacts")
	_, err = o.Client.DeleteQueue(o.ctx, &sdk.DeleteQueueInput{InstanceId: o.id, QueueId: &o.QueueID})
	exception[*types.ResourceInUseException](t, err, "Basic Routing Profile")
	_, err = o.Client.DeleteQueue(o.ctx, &sdk.DeleteQueueInput{InstanceId: o.id, QueueId: new(missing)})
	exception[*types.ResourceNotFoundException](t, err, "QueueId")
	_, err = o.Client.ListQueues(o.ctx, &sdk.ListQueuesInput{InstanceId: o.id, QueueTypes: []types.QueueType{"VIP"}})
	exception[*types.InvalidParameterException](t, err, "QueueTypes")
}
