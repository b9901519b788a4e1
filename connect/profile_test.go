package connect_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/go-json-experiment/json"
)

func reference(queue *string, channel types.Channel) *types.RoutingProfileQueueReference {
	return &types.RoutingProfileQueueReference{QueueId: queue, Channel: channel}
}

func row(queue *string, channel types.Channel, priority, delay int32) types.RoutingProfileQueueConfig {
	return types.RoutingProfileQueueConfig{QueueReference: reference(queue, channel), Priority: &priority, Delay: &delay}
}

func manual(queue *string, channel types.Channel) types.RoutingProfileManualAssignmentQueueConfig {
	return types.RoutingProfileManualAssignmentQueueConfig{QueueReference: reference(queue, channel)}
}

func media(channel types.Channel, concurrency int32, behavior types.BehaviorType) types.MediaConcurrency {
	return types.MediaConcurrency{
		Channel: channel, Concurrency: &concurrency,
		CrossChannelBehavior: &types.CrossChannelBehavior{BehaviorType: behavior},
	}
}

var voice = []types.MediaConcurrency{media(types.ChannelVoice, 1, types.BehaviorTypeRouteCurrentChannelOnly)}

// newProfile creates a routing profile for voice.
func (o *office) newProfile(name string, change func(*sdk.CreateRoutingProfileInput)) *string {
	o.Helper()
	in := &sdk.CreateRoutingProfileInput{
		InstanceId: o.id, Name: &name, Description: new("of " + name),
		DefaultOutboundQueueId: &o.QueueID, MediaConcurrencies: voice,
	}
	if change != nil {
		change(in)
	}
	out, err := o.Client.CreateRoutingProfile(o.ctx, in)
	must(o.T, err)
	return out.RoutingProfileId
}

func (o *office) profile(id *string) *types.RoutingProfile {
	o.Helper()
	out, err := o.Client.DescribeRoutingProfile(o.ctx, &sdk.DescribeRoutingProfileInput{InstanceId: o.id, RoutingProfileId: id})
	must(o.T, err)
	return out.RoutingProfile
}

func TestRoutingProfile(t *testing.T) {
	o := newOffice(t)
	o.advance(60)
	support := o.newQueue("Support")
	in := &sdk.CreateRoutingProfileInput{
		InstanceId:             o.id,
		Name:                   new("Support"),
		Description:            new("Helps"),
		DefaultOutboundQueueId: o.arn("queue", o.QueueID),
		QueueConfigs: []types.RoutingProfileQueueConfig{
			row(support, types.ChannelVoice, 1, 0), row(&o.QueueID, types.ChannelTask, 5, 30), row(support, types.ChannelChat, 99, 9999),
		},
		ManualAssignmentQueueConfigs: []types.RoutingProfileManualAssignmentQueueConfig{
			manual(support, types.ChannelEmail), manual(&o.QueueID, types.ChannelEmail), manual(support, types.ChannelTask),
		},
		MediaConcurrencies: []types.MediaConcurrency{
			media(types.ChannelVoice, 1, types.BehaviorTypeRouteAnyChannel),
			{Channel: types.ChannelChat, Concurrency: new(int32(10))},
		},
		AgentAvailabilityTimer: types.AgentAvailabilityTimerTimeSinceLastInbound,
		Tags:                   map[string]string{"k": "v"},
	}
	created, err := o.Client.CreateRoutingProfile(o.ctx, in)
	must(t, err)
	id := created.RoutingProfileId
	same(t, "ARN", created.RoutingProfileArn, o.arn("routing-profile", *id))
	o.CreateUser(t, "ada", *id)

	want := &types.RoutingProfile{
		InstanceId: o.id, RoutingProfileId: id, RoutingProfileArn: created.RoutingProfileArn,
		Name: in.Name, Description: in.Description,
		DefaultOutboundQueueId: &o.QueueID,
		MediaConcurrencies: []types.MediaConcurrency{
			media(types.ChannelVoice, 1, types.BehaviorTypeRouteAnyChannel),
			media(types.ChannelChat, 10, types.BehaviorTypeRouteCurrentChannelOnly), // the default
		},
		AgentAvailabilityTimer:                   types.AgentAvailabilityTimerTimeSinceLastInbound,
		NumberOfAssociatedQueues:                 new(int64(2)),
		NumberOfAssociatedManualAssignmentQueues: new(int64(2)),
		NumberOfAssociatedUsers:                  new(int64(1)),
		Tags:                                     in.Tags,
		LastModifiedTime:                         o.now(), LastModifiedRegion: region,
	}
	same(t, "created", o.profile(id), want)
	same(t, "by ARN", o.profile(created.RoutingProfileArn), want)
	if !o.profile(&o.RoutingProfileID).IsDefault {
		t.Error("the profile that came with the instance is not the default")
	}

	for what, update := range map[string]struct {
		call   func() error
		change func()
	}{
		"name": {func() error {
			_, err := o.Client.UpdateRoutingProfileName(o.ctx, &sdk.UpdateRoutingProfileNameInput{InstanceId: o.id, RoutingProfileId: created.RoutingProfileArn, Name: new("Help")})
			return err
		}, func() { want.Name = new("Help") }},
		"description": {func() error {
			_, err := o.Client.UpdateRoutingProfileName(o.ctx, &sdk.UpdateRoutingProfileNameInput{InstanceId: o.id, RoutingProfileId: id, Description: new("Helping")})
			return err
		}, func() { want.Description = new("Helping") }},
		"default outbound queue": {func() error {
			_, err := o.Client.UpdateRoutingProfileDefaultOutboundQueue(o.ctx, &sdk.UpdateRoutingProfileDefaultOutboundQueueInput{InstanceId: o.id, RoutingProfileId: id, DefaultOutboundQueueId: support})
			return err
		}, func() { want.DefaultOutboundQueueId = support }},
		"timer": {func() error {
			_, err := o.Client.UpdateRoutingProfileAgentAvailabilityTimer(o.ctx, &sdk.UpdateRoutingProfileAgentAvailabilityTimerInput{
				InstanceId: o.id, RoutingProfileId: id, AgentAvailabilityTimer: types.AgentAvailabilityTimerTimeSinceLastActivity,
			})
			return err
		}, func() { want.AgentAvailabilityTimer = types.AgentAvailabilityTimerTimeSinceLastActivity }},
		"concurrency": {func() error {
			_, err := o.Client.UpdateRoutingProfileConcurrency(o.ctx, &sdk.UpdateRoutingProfileConcurrencyInput{InstanceId: o.id, RoutingProfileId: id, MediaConcurrencies: voice})
			return err
		}, func() { want.MediaConcurrencies = voice }},
	} {
		o.advance(1)
		must(t, update.call())
		update.change()
		want.LastModifiedTime = o.now()
		same(t, what, o.profile(id), want)
	}

	idle := o.newProfile("Idle", nil)
	same(t, "default timer", o.profile(idle).AgentAvailabilityTimer, types.AgentAvailabilityTimerTimeSinceLastActivity)
	_, err = o.Client.DeleteRoutingProfile(o.ctx, &sdk.DeleteRoutingProfileInput{InstanceId: o.id, RoutingProfileId: id})
	exception[*types.ResourceInUseException](t, err, "users")
	_, err = o.Client.DeleteRoutingProfile(o.ctx, &sdk.DeleteRoutingProfileInput{InstanceId: o.id, RoutingProfileId: idle})
	must(t, err)
	_, err = o.Client.DescribeRoutingProfile(o.ctx, &sdk.DescribeRoutingProfileInput{InstanceId: o.id, RoutingProfileId: idle})
	exception[*types.ResourceNotFoundException](t, err, "RoutingProfileId")
}

// The rows of a profile come, change and go by queue and channel.
func TestRoutingProfileQueues(t *testing.T) {
	o := newOffice(t)
	support := o.newQueue("Support")
	id := o.newProfile("P", nil)
	summary := func(channel types.Channel, priority, delay int32) types.RoutingProfileQueueConfigSummary {
		return types.RoutingProfileQueueConfigSummary{
			QueueId: support, QueueArn: o.arn("queue", *support), QueueName: new("Support"), Channel: channel,
			Priority: &priority, Delay: delay,
		}
	}
	want := func(when string, rows []types.RoutingProfileQueueConfigSummary, manual ...types.Channel) {
		t.Helper()
		got, err := o.Client.ListRoutingProfileQueues(o.ctx, &sdk.ListRoutingProfileQueuesInput{InstanceId: o.id, RoutingProfileId: id})
		must(t, err)
		same(t, when, got.RoutingProfileQueueConfigSummaryList, rows)
		same(t, when, got.LastModifiedTime, o.profile(id).LastModifiedTime)
		same(t, when, got.LastModifiedRegion, region)
		var summaries []types.RoutingProfileManualAssignmentQueueConfigSummary
		for _, c := range manual {
			summaries = append(summaries, types.RoutingProfileManualAssignmentQueueConfigSummary{
				QueueId: support, QueueArn: o.arn("queue", *support), QueueName: new("Support"), Channel: c,
			})
		}
		list, err := o.Client.ListRoutingProfileManualAssignmentQueues(o.ctx, &sdk.ListRoutingProfileManualAssignmentQueuesInput{InstanceId: o.id, RoutingProfileId: id})
		must(t, err)
		same(t, when, list.LastModifiedTime, o.profile(id).LastModifiedTime)
		if len(summaries) > 0 || len(list.RoutingProfileManualAssignmentQueueConfigSummaryList) > 0 {
			same(t, when, list.RoutingProfileManualAssignmentQueueConfigSummaryList, summaries)
		}
	}
	want("at first", []types.RoutingProfileQueueConfigSummary{})

	o.advance(1)
	_, err := o.Client.AssociateRoutingProfileQueues(o.ctx, &sdk.AssociateRoutingProfileQueuesInput{
		InstanceId: o.id, RoutingProfileId: id,
		QueueConfigs: []types.RoutingProfileQueueConfig{row(o.arn("queue", *support), types.ChannelVoice, 3, 0), row(support, types.ChannelChat, 1, 9)},
	})
	must(t, err)
	want("associated", []types.RoutingProfileQueueConfigSummary{summary(types.ChannelChat, 1, 9), summary(types.ChannelVoice, 3, 0)})

	_, err = o.Client.AssociateRoutingProfileQueues(o.ctx, &sdk.AssociateRoutingProfileQueuesInput{
		InstanceId: o.id, RoutingProfileId: id,
		ManualAssignmentQueueConfigs: []types.RoutingProfileManualAssignmentQueueConfig{manual(support, types.ChannelTask), manual(support, types.ChannelEmail)},
	})
	must(t, err)
	_, err = o.Client.UpdateRoutingProfileQueues(o.ctx, &sdk.UpdateRoutingProfileQueuesInput{
		InstanceId: o.id, RoutingProfileId: id, QueueConfigs: []types.RoutingProfileQueueConfig{row(support, types.ChannelChat, 99, 0)},
	})
	must(t, err)
	want("updated", []types.RoutingProfileQueueConfigSummary{summary(types.ChannelChat, 99, 0), summary(types.ChannelVoice, 3, 0)},
		types.ChannelEmail, types.ChannelTask)

	_, err = o.Client.DisassociateRoutingProfileQueues(o.ctx, &sdk.DisassociateRoutingProfileQueuesInput{
		InstanceId: o.id, RoutingProfileId: id,
		QueueReferences:                 []types.RoutingProfileQueueReference{*reference(support, types.ChannelChat)},
		ManualAssignmentQueueReferences: []types.RoutingProfileQueueReference{*reference(support, types.ChannelTask)},
	})
	must(t, err)
	want("disassociated", []types.RoutingProfileQueueConfigSummary{summary(types.ChannelVoice, 3, 0)}, types.ChannelEmail)
}

func TestRoutingProfileRefusals(t *testing.T) {
	o := newOffice(t)
	create := func(change func(*sdk.CreateRoutingProfileInput)) error {
		in := &sdk.CreateRoutingProfileInput{
			InstanceId: o.id, Name: new("P"), Description: new("p"), DefaultOutboundQueueId: &o.QueueID, MediaConcurrencies: voice,
		}
		change(in)
		_, err := o.Client.CreateRoutingProfile(o.ctx, in)
		return err
	}
	agentQueue := o.CreateUser(t, "ada", o.RoutingProfileID)
	for names, change := range map[string]func(*sdk.CreateRoutingProfileInput){
		"Name must have at most 127 characters": func(in *sdk.CreateRoutingProfileInput) { in.Name = new(fmt.Sprintf("%0128d", 1)) },
		"Description is required":               func(in *sdk.CreateRoutingProfileInput) { in.Description = new("") },
		"MediaConcurrencies[0].Concurrency must be 1 for VOICE": func(in *sdk.CreateRoutingProfileInput) {
			in.MediaConcurrencies = []types.MediaConcurrency{media(types.ChannelVoice, 2, types.BehaviorTypeRouteAnyChannel)}
		},
		"MediaConcurrencies[0].Concurrency must be between 1 and 10": func(in *sdk.CreateRoutingProfileInput) {
			in.MediaConcurrencies = []types.MediaConcurrency{media(types.ChannelChat, 11, types.BehaviorTypeRouteAnyChannel)}
		},
		"MediaConcurrencies[1].Channel": func(in *sdk.CreateRoutingProfileInput) {
			in.MediaConcurrencies = append(voice[:1:1], voice...)
		},
		"QueueConfigs[0].Priority must be between 1 and 99, is 0; QueueConfigs[0].Delay must be between 0 and 9999, is 10000": func(in *sdk.CreateRoutingProfileInput) {
			in.QueueConfigs = []types.RoutingProfileQueueConfig{row(&o.QueueID, types.ChannelVoice, 0, 10000)}
		},
		"QueueConfigs[1]": func(in *sdk.CreateRoutingProfileInput) {
			in.QueueConfigs = []types.RoutingProfileQueueConfig{row(&o.QueueID, types.ChannelVoice, 1, 0), row(&o.QueueID, types.ChannelVoice, 2, 0)}
		},
		"QueueConfigs.QueueReference.QueueId": func(in *sdk.CreateRoutingProfileInput) {
			in.QueueConfigs = []types.RoutingProfileQueueConfig{row(&agentQueue, types.ChannelVoice, 1, 0)}
		},
	} {
		exception[*types.InvalidParameterException](t, create(change), names)
	}
	exception[*types.DuplicateResourceException](t, create(func(in *sdk.CreateRoutingProfileInput) { in.Name = new("Basic Routing Profile") }), "Name")
	exception[*types.ResourceNotFoundException](t, create(func(in *sdk.CreateRoutingProfileInput) { in.DefaultOutboundQueueId = new(missing) }), "DefaultOutboundQueueId")
	exception[*types.ResourceNotFoundException](t, create(func(in *sdk.CreateRoutingProfileInput) {
		in.QueueConfigs = []types.RoutingProfileQueueConfig{row(new(missing), types.ChannelVoice, 1, 0)}
	}), "QueueConfigs")
	exception[*types.ResourceNotFoundException](t, create(func(in *sdk.CreateRoutingProfileInput) {
		in.ManualAssignmentQueueConfigs = []types.RoutingProfileManualAssignmentQueueConfig{manual(new(missing), types.ChannelChat)}
	}), "ManualAssignmentQueueConfigs")

	id := &o.RoutingProfileID
	_, err := o.Client.UpdateRoutingProfileName(o.ctx, &sdk.UpdateRoutingProfileNameInput{InstanceId: o.id, RoutingProfileId: id})
	exception[*types.InvalidParameterException](t, err, "Name or Description")
	_, err = o.Client.UpdateRoutingProfileName(o.ctx, &sdk.UpdateRoutingProfileNameInput{InstanceId: o.id, RoutingProfileId: new(missing), Name: new("X")})
	exception[*types.ResourceNotFoundException](t, err, "RoutingProfileId")
	other := o.newProfile("Other", nil)
	_, err = o.Client.UpdateRoutingProfileName(o.ctx, &sdk.UpdateRoutingProfileNameInput{InstanceId: o.id, RoutingProfileId: other, Name: new("Basic Routing Profile")})
	exception[*types.DuplicateResourceException](t, err, "Name")
	_, err = o.Client.UpdateRoutingProfileDefaultOutboundQueue(o.ctx, &sdk.UpdateRoutingProfileDefaultOutboundQueueInput{InstanceId: o.id, RoutingProfileId: id, DefaultOutboundQueueId: new(missing)})
	exception[*types.ResourceNotFoundException](t, err, "DefaultOutboundQueueId")
	_, err = o.Client.UpdateRoutingProfileAgentAvailabilityTimer(o.ctx, &sdk.UpdateRoutingProfileAgentAvailabilityTimerInput{InstanceId: o.id, RoutingProfileId: id, AgentAvailabilityTimer: "SUNDIAL"})
	exception[*types.InvalidParameterException](t, err, "AgentAvailabilityTimer")
	_, err = o.Client.DeleteRoutingProfile(o.ctx, &sdk.DeleteRoutingProfileInput{InstanceId: o.id, RoutingProfileId: new(missing)})
	exception[*types.ResourceNotFoundException](t, err, "RoutingProfileId")
}

func TestRoutingProfileQueueRefusals(t *testing.T) {
	o := newOffice(t)
	id := o.newProfile("P", nil)
	associate := func(in *sdk.AssociateRoutingProfileQueuesInput) error {
		in.InstanceId, in.RoutingProfileId = o.id, id
		_, err := o.Client.AssociateRoutingProfileQueues(o.ctx, in)
		return err
	}
	exception[*types.InvalidParameterException](t, associate(&sdk.AssociateRoutingProfileQueuesInput{}), "QueueConfigs or ManualAssignmentQueueConfigs")
	exception[*types.InvalidParameterException](t, associate(&sdk.AssociateRoutingProfileQueuesInput{
		QueueConfigs: make([]types.RoutingProfileQueueConfig, 0),
	}), "QueueConfigs must have at least 1 item")
	exception[*types.ResourceNotFoundException](t, associate(&sdk.AssociateRoutingProfileQueuesInput{
		QueueConfigs: []types.RoutingProfileQueueConfig{row(new(missing), types.ChannelVoice, 1, 0)},
	}), "QueueConfigs")

	_, err := o.Client.UpdateRoutingProfileQueues(o.ctx, &sdk.UpdateRoutingProfileQueuesInput{
		InstanceId: o.id, RoutingProfileId: id, QueueConfigs: []types.RoutingProfileQueueConfig{row(&o.QueueID, types.ChannelVoice, 1, 0)},
	})
	exception[*types.InvalidRequestException](t, err, "QueueConfigs")

	disassociate := func(in *sdk.DisassociateRoutingProfileQueuesInput) error {
		in.InstanceId, in.RoutingProfileId = o.id, id
		_, err := o.Client.DisassociateRoutingProfileQueues(o.ctx, in)
		return err
	}
	var eleven []types.RoutingProfileQueueReference
	for range 11 {
		eleven = append(eleven, *reference(&o.QueueID, types.ChannelVoice))
	}
	exception[*types.InvalidParameterException](t, disassociate(&sdk.DisassociateRoutingProfileQueuesInput{QueueReferences: eleven}), "QueueReferences must have at most 10 items")
	exception[*types.InvalidParameterException](t, disassociate(&sdk.DisassociateRoutingProfileQueuesInput{ManualAssignmentQueueReferences: eleven}), "ManualAssignmentQueueReferences")
	exception[*types.InvalidParameterException](t, disassociate(&sdk.DisassociateRoutingProfileQueuesInput{}), "QueueReferences or ManualAssignmentQueueReferences")

	_, err = o.Client.ListRoutingProfileQueues(o.ctx, &sdk.ListRoutingProfileQueuesInput{InstanceId: o.id, RoutingProfileId: new(missing)})
	exception[*types.ResourceNotFoundException](t, err, "RoutingProfileId")
	_, err = o.Client.ListRoutingProfileManualAssignmentQueues(o.ctx, &sdk.ListRoutingProfileManualAssignmentQueuesInput{InstanceId: o.id, RoutingProfileId: new(missing)})
	exception[*types.ResourceNotFoundException](t, err, "RoutingProfileId")
}

// Workload types are newer than the SDK, so they go over the wire as they are.
func TestWorkloadTypeConcurrencies(t *testing.T) {
	o := newOffice(t)
	path := "/routing-profiles/{I}/" + o.RoutingProfileID
	update := func(concurrencies string) (status int, message string) {
		a := o.call(http.MethodPost, path+"/concurrency", `{"MediaConcurrencies":[`+concurrencies+`]}`)
		return a.Status, a.Message()
	}
	const given = `{"Channel":"TASK","WorkloadTypeConcurrencies":[` +
		`{"WorkloadType":"Claims","Concurrency":4,"CrossChannelWorkloadBehavior":{"ChannelWorkloadBehaviorType":"ROUTE_ANY_CHANNEL_ANY_WORKLOAD_TYPE"}},` +
		`{"WorkloadType":"Quotes","Concurrency":6}]}`
	if status, message := update(given); status != http.StatusOK {
		t.Fatalf("refused: %s", message)
	}
	a := o.call(http.MethodGet, path, "")
	var out struct {
		RoutingProfile struct{ MediaConcurrencies []any }
	}
	must(t, json.Unmarshal([]byte(a.Body), &out))
	same(t, "concurrencies", out.RoutingProfile.MediaConcurrencies, []any{map[string]any{
		"Channel": "TASK",
		"WorkloadTypeConcurrencies": []any{
			map[string]any{"WorkloadType": "Claims", "Concurrency": 4.0, "CrossChannelWorkloadBehavior": map[string]any{"ChannelWorkloadBehaviorType": "ROUTE_ANY_CHANNEL_ANY_WORKLOAD_TYPE"}},
			map[string]any{"WorkloadType": "Quotes", "Concurrency": 6.0, "CrossChannelWorkloadBehavior": map[string]any{"ChannelWorkloadBehaviorType": "ROUTE_CURRENT_CHANNEL_CURRENT_WORKLOADTYPE_ONLY"}},
		},
	}})

	for concurrencies, names := range map[string]string{
		`{"Channel":"VOICE"},{"Channel":"CHAT"}`: "MediaConcurrencies[0].Concurrency is required; MediaConcurrencies[1].Concurrency is required",
		`{"Channel":"TASK","Concurrency":1,"WorkloadTypeConcurrencies":[{"WorkloadType":"A","Concurrency":1}]}`:                      "MediaConcurrencies[0].WorkloadTypeConcurrencies",
		`{"Channel":"VOICE","WorkloadTypeConcurrencies":[{"WorkloadType":"A","Concurrency":1}]}`:                                     "TASK and EMAIL",
		`{"Channel":"TASK","WorkloadTypeConcurrencies":[{"WorkloadType":"A","Concurrency":11}]}`:                                     "WorkloadTypeConcurrencies[0].Concurrency",
		`{"Channel":"TASK","WorkloadTypeConcurrencies":[{"Concurrency":1}]}`:                                                         "WorkloadTypeConcurrencies[0].WorkloadType is required",
		`{"Channel":"TASK","WorkloadTypeConcurrencies":[{"WorkloadType":"A","Concurrency":6},{"WorkloadType":"B","Concurrency":5}]}`: "add up to 11",
		`{"Channel":"TASK","WorkloadTypeConcurrencies":[{"WorkloadType":"A","Concurrency":1},{"WorkloadType":"A","Concurrency":1}]}`: "occurs twice",
	} {
		status, message := update(concurrencies)
		if status != http.StatusBadRequest {
			t.Errorf("%s: got status %d", concurrencies, status)
		}
		if !strings.Contains(message, names) {
			t.Errorf("got %q, which does not name %s", message, names)
		}
	}
}
