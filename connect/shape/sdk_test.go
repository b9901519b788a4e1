package shape_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
)

// client returns Amazon's own client, talking to a Mux that knows all operations
// and has the handlers that register adds.
func client(t *testing.T, register func(*restjson.Mux)) *connect.Client {
	t.Helper()
	mux := restjson.NewMux(restjson.Config{Log: slog.New(slog.DiscardHandler)})
	mux.Declare(shape.Routes...)
	register(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return connect.New(connect.Options{
		Region:       "eu-central-1",
		BaseEndpoint: aws.String(server.URL),
		Retryer:      aws.NopRetryer{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "id", SecretAccessKey: "secret"}, nil
		}),
	})
}

// failing registers a handler that returns err.
func failing[In, Out any](mux *restjson.Mux, op restjson.Operation, err error) {
	restjson.Handle(mux, op, func(context.Context, *In) (*Out, error) { return nil, err })
}

func TestCreateRoutingProfileArrivesWhole(t *testing.T) {
	var got *shape.CreateRoutingProfileInput
	c := client(t, func(mux *restjson.Mux) {
		restjson.Handle(mux, shape.CreateRoutingProfile,
			func(_ context.Context, in *shape.CreateRoutingProfileInput) (*shape.CreateRoutingProfileOutput, error) {
				got = in
				return &shape.CreateRoutingProfileOutput{
					RoutingProfileArn: new("arn"), RoutingProfileId: new("id"),
				}, nil
			})
	})
	out, err := c.CreateRoutingProfile(t.Context(), &connect.CreateRoutingProfileInput{
		InstanceId:             aws.String("arn:aws:connect:eu-central-1:123456789012:instance/i"),
		Name:                   aws.String("Großkunden"),
		Description:            aws.String("d"),
		DefaultOutboundQueueId: aws.String("out"),
		AgentAvailabilityTimer: types.AgentAvailabilityTimerTimeSinceLastInbound,
		MediaConcurrencies: []types.MediaConcurrency{
			{Channel: types.ChannelVoice, Concurrency: aws.Int32(1)},
			{Channel: types.ChannelChat, Concurrency: aws.Int32(10),
				CrossChannelBehavior: &types.CrossChannelBehavior{
					BehaviorType: types.BehaviorTypeRouteAnyChannel,
				}},
		},
		QueueConfigs: []types.RoutingProfileQueueConfig{{
			QueueReference: &types.RoutingProfileQueueReference{
				QueueId: aws.String("q"), Channel: types.ChannelVoice,
			},
			Priority: aws.Int32(1), Delay: aws.Int32(0),
		}},
		ManualAssignmentQueueConfigs: []types.RoutingProfileManualAssignmentQueueConfig{{
			QueueReference: &types.RoutingProfileQueueReference{
				QueueId: aws.String("m"), Channel: types.ChannelTask,
			},
		}},
		Tags: map[string]string{"team": "", "Stufe 1": "a=b"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if *out.RoutingProfileArn != "arn" || *out.RoutingProfileId != "id" {
		t.Errorf("got %+v", out)
	}
	want := &shape.CreateRoutingProfileInput{
		InstanceId:             "arn:aws:connect:eu-central-1:123456789012:instance/i",
		Name:                   "Großkunden",
		Description:            "d",
		DefaultOutboundQueueId: "out",
		AgentAvailabilityTimer: new(shape.AgentAvailabilityTimerTimeSinceLastInbound),
		MediaConcurrencies: []shape.MediaConcurrency{
			{Channel: shape.ChannelVoice, Concurrency: new(int32(1))},
			{Channel: shape.ChannelChat, Concurrency: new(int32(10)),
				CrossChannelBehavior: &shape.CrossChannelBehavior{
					BehaviorType: shape.BehaviorTypeRouteAnyChannel,
				}},
		},
		QueueConfigs: []shape.RoutingProfileQueueConfig{{
			QueueReference: &shape.RoutingProfileQueueReference{
				QueueId: "q", Channel: shape.ChannelVoice,
			},
			Priority: new(int32(1)), Delay: new(int32(0)),
		}},
		ManualAssignmentQueueConfigs: []shape.RoutingProfileManualAssignmentQueueConfig{{
			QueueReference: &shape.RoutingProfileQueueReference{
				QueueId: "m", Channel: shape.ChannelTask,
			},
		}},
		Tags: map[string]string{"team": "", "Stufe 1": "a=b"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestListAgentStatusesBindsQuery(t *testing.T) {
	var got *shape.ListAgentStatusesInput
	c := client(t, func(mux *restjson.Mux) {
		restjson.Handle(mux, shape.ListAgentStatuses,
			func(_ context.Context, in *shape.ListAgentStatusesInput) (*shape.ListAgentStatusesOutput, error) {
				got = in
				return &shape.ListAgentStatusesOutput{}, nil
			})
	})
	out, err := c.ListAgentStatuses(t.Context(), &connect.ListAgentStatusesInput{
		InstanceId: aws.String("i"), MaxResults: aws.Int32(7), NextToken: aws.String("a b&c"),
		AgentStatusTypes: []types.AgentStatusType{
			types.AgentStatusTypeOffline, types.AgentStatusTypeRoutable, // it sorts the query
		},
	})
	if err != nil || out.NextToken != nil || out.AgentStatusSummaryList != nil {
		t.Fatalf("got %+v, %v", out, err)
	}
	want := &shape.ListAgentStatusesInput{
		InstanceId: "i", MaxResults: new(int32(7)), NextToken: new("a b&c"),
		AgentStatusTypes: []shape.AgentStatusType{
			shape.AgentStatusTypeOffline, shape.AgentStatusTypeRoutable,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOutputsKeepZeroValuesAndTimes(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 30, 0, 123_000_000, time.UTC)
	c := client(t, func(mux *restjson.Mux) {
		restjson.Handle(mux, shape.ListRoutingProfileQueues,
			func(context.Context, *shape.ListRoutingProfileQueuesInput) (*shape.ListRoutingProfileQueuesOutput, error) {
				return &shape.ListRoutingProfileQueuesOutput{
					LastModifiedTime: new(restjson.EpochOf(at)),
					RoutingProfileQueueConfigSummaryList: []shape.RoutingProfileQueueConfigSummary{
						{QueueId: "q", Channel: shape.ChannelVoice, Priority: 1},
					},
				}, nil
			})
	})
	out, err := c.ListRoutingProfileQueues(t.Context(), &connect.ListRoutingProfileQueuesInput{
		InstanceId: aws.String("i"), RoutingProfileId: aws.String("p"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if !out.LastModifiedTime.Equal(at) {
		t.Errorf("got %v, want %v", out.LastModifiedTime, at)
	}
	if q := out.RoutingProfileQueueConfigSummaryList[0]; q.Delay != 0 || *q.Priority != 1 || *q.QueueId != "q" {
		t.Errorf("got %+v", q)
	}
}

func TestTimestampArrivesToTheMillisecond(t *testing.T) {
	var got *shape.StartTaskContactInput
	c := client(t, func(mux *restjson.Mux) {
		restjson.Handle(mux, shape.StartTaskContact,
			func(_ context.Context, in *shape.StartTaskContactInput) (*shape.StartTaskContactOutput, error) {
				got = in
				return &shape.StartTaskContactOutput{ContactId: new("c")}, nil
			})
	})
	at := time.Date(2026, 3, 1, 12, 30, 0, 123_456_789, time.UTC)
	if _, err := c.StartTaskContact(t.Context(), &connect.StartTaskContactInput{
		InstanceId: aws.String("i"), Name: aws.String(""), ScheduledTime: &at,
		SegmentAttributes: map[string]types.SegmentAttributeValue{
			"m": {ValueMap: map[string]types.SegmentAttributeValue{
				"l": {ValueList: []types.SegmentAttributeValue{{ValueInteger: aws.Int32(0)}}},
			}},
		},
	}); err != nil {
		t.Fatal(err)
	}
	if *got.Name != "" || got.ClientToken == nil || !got.ScheduledTime.Time().Equal(at.Truncate(time.Millisecond)) {
		t.Errorf("got %+v", got)
	}
	if n := got.SegmentAttributes["m"].ValueMap["l"].ValueList[0].ValueInteger; n == nil || *n != 0 {
		t.Errorf("got %v", n)
	}
}

func TestErrorsHaveTheirTypes(t *testing.T) {
	c := client(t, func(mux *restjson.Mux) {
		failing[shape.CreateQueueInput, shape.CreateQueueOutput](mux, shape.CreateQueue,
			restjson.Errorf(409, shape.DuplicateResourceException, "Name is taken"))
		failing[shape.StopContactInput, shape.StopContactOutput](mux, shape.StopContact,
			restjson.Errorf(410, shape.ContactNotFoundException, "gone"))
		failing[shape.CreateContactFlowInput, shape.CreateContactFlowOutput](mux, shape.CreateContactFlow,
			&restjson.Error{
				Code: shape.InvalidContactFlowException, Status: 400,
				Fields: map[string]any{"problems": []shape.ProblemDetail{{Message: new("no start")}}},
			})
		failing[shape.DescribeQueueInput, shape.DescribeQueueOutput](mux, shape.DescribeQueue,
			restjson.Errorf(403, shape.AccessDeniedException, "not yours"))
	})
	_, err := c.CreateQueue(t.Context(), &connect.CreateQueueInput{
		InstanceId: aws.String("i"), Name: aws.String("n"), HoursOfOperationId: aws.String("h"),
	})
	var duplicate *types.DuplicateResourceException
	if !errors.As(err, &duplicate) || duplicate.ErrorMessage() != "Name is taken" {
		t.Errorf("got %v", err)
	}
	_, err = c.StopContact(t.Context(), &connect.StopContactInput{
		InstanceId: aws.String("i"), ContactId: aws.String("c"),
	})
	var gone *types.ContactNotFoundException
	if !errors.As(err, &gone) {
		t.Errorf("got %v", err)
	}
	_, err = c.CreateContactFlow(t.Context(), &connect.CreateContactFlowInput{
		InstanceId: aws.String("i"), Name: aws.String("n"), Content: aws.String("{}"),
		Type: types.ContactFlowTypeContactFlow,
	})
	var invalid *types.InvalidContactFlowException
	if !errors.As(err, &invalid) || len(invalid.Problems) != 1 || *invalid.Problems[0].Message != "no start" {
		t.Errorf("got %v", err)
	}
	_, err = c.DescribeQueue(t.Context(), &connect.DescribeQueueInput{
		InstanceId: aws.String("i"), QueueId: aws.String("q"),
	})
	wantCode(t, err, "AccessDeniedException", "not yours")
	_, err = c.ListPrompts(t.Context(), &connect.ListPromptsInput{InstanceId: aws.String("i")})
	wantCode(t, err, "NotImplemented", "the operation ListPrompts is not supported")
	_, err = c.DescribeQueue(t.Context(), &connect.DescribeQueueInput{
		InstanceId: aws.String(string(make([]byte, 101))), QueueId: aws.String("q"),
	})
	wantCode(t, err, "InvalidParameterException",
		"1 validation error: InstanceId must have at most 100 characters, has 101")
}

func wantCode(t *testing.T, err error, code, message string) {
	t.Helper()
	var failure smithy.APIError
	if !errors.As(err, &failure) || failure.ErrorCode() != code || failure.ErrorMessage() != message {
		t.Errorf("got %v, want %s: %s", err, code, message)
	}
}

func TestOperationWithoutOutput(t *testing.T) {
	c := client(t, func(mux *restjson.Mux) {
		failing[shape.DeleteInstanceInput, restjson.None](mux, shape.DeleteInstance, nil)
		failing[shape.PutUserStatusInput, shape.PutUserStatusOutput](mux, shape.PutUserStatus, nil)
	})
	if _, err := c.DeleteInstance(t.Context(), &connect.DeleteInstanceInput{
		InstanceId: aws.String("i"),
	}); err != nil {
		t.Error(err)
	}
	if _, err := c.PutUserStatus(t.Context(), &connect.PutUserStatusInput{
		InstanceId: aws.String("i"), UserId: aws.String("u"), AgentStatusId: aws.String("s"),
	}); err != nil {
		t.Error(err)
	}
}
