package shape_test

import (
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
)

func BenchmarkDecodeCreateRoutingProfile(b *testing.B) {
	body := []byte(routingProfile)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		in := &shape.CreateRoutingProfileInput{InstanceId: "i"}
		if err := restjson.Decode(body, in); err != nil {
			b.Fatal(err)
		}
		var c restjson.Checker
		in.Validate(&c)
		if err := c.Err(shape.CreateRoutingProfile); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeDescribeRoutingProfile(b *testing.B) {
	var in shape.CreateRoutingProfileInput
	if err := restjson.Decode([]byte(routingProfile), &in); err != nil {
		b.Fatal(err)
	}
	out := &shape.DescribeRoutingProfileOutput{RoutingProfile: &shape.RoutingProfile{
		InstanceId:              new("i"),
		Name:                    &in.Name,
		RoutingProfileArn:       new("arn:aws:connect:eu-central-1:123456789012:instance/i/routing-profile/p"),
		RoutingProfileId:        new("p"),
		Description:             &in.Description,
		MediaConcurrencies:      in.MediaConcurrencies,
		DefaultOutboundQueueId:  &in.DefaultOutboundQueueId,
		Tags:                    in.Tags,
		NumberOfAssociatedUsers: new(int64(40)),
		AgentAvailabilityTimer:  *in.AgentAvailabilityTimer,
		LastModifiedTime:        new(restjson.Epoch(1_700_000_000_123)),
		IsDefault:               new(false),
	}}
	b.ReportAllocs()
	for b.Loop() {
		body, err := json.Marshal(out)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(body)))
	}
}
