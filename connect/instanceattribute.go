package connect

import (
	"context"
	"slices"
	"strconv"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

func (s *Server) registerInstanceAttributes(mux *restjson.Mux) {
	restjson.Handle(mux, shape.ListInstanceAttributes, s.listInstanceAttributes)
	restjson.Handle(mux, shape.DescribeInstanceAttribute, s.describeInstanceAttribute)
	restjson.Handle(mux, shape.UpdateInstanceAttribute, s.updateInstanceAttribute)
}

// instanceAttributes are all attributes, in the order of their names.
var instanceAttributes = slices.Sorted(slices.Values([]shape.InstanceAttributeType{
	shape.InstanceAttributeTypeInboundCalls,
	shape.InstanceAttributeTypeOutboundCalls,
	shape.InstanceAttributeTypeContactflowLogs,
	shape.InstanceAttributeTypeContactLens,
	shape.InstanceAttributeTypeAutoResolveBestVoices,
	shape.InstanceAttributeTypeUseCustomTtsVoices,
	shape.InstanceAttributeTypeEarlyMedia,
	shape.InstanceAttributeTypeMultiPartyConference,
	shape.InstanceAttributeTypeHighVolumeOutbound,
	shape.InstanceAttributeTypeEnhancedContactMonitoring,
	shape.InstanceAttributeTypeEnhancedChatMonitoring,
	shape.InstanceAttributeTypeMultiPartyChatConference,
	shape.InstanceAttributeTypeMessageStreaming,
}))

// attributePageSize is how many attributes a page has at most.
const attributePageSize = 7

func (s *Server) listInstanceAttributes(ctx context.Context, in *shape.ListInstanceAttributesInput) (*shape.ListInstanceAttributesOutput, error) {
	if in.MaxResults == nil {
		in.MaxResults = new(int32(attributePageSize))
	}
	p, err := newPage(ctx, in.NextToken, in.MaxResults, in.InstanceId)
	if err != nil {
		return nil, err
	}
	out := &shape.ListInstanceAttributesOutput{}
	key := func(t shape.InstanceAttributeType) string { return string(t) }
	err = s.view(ctx, in.InstanceId, func(e *routing.Engine, _ strowger.Time) error {
		out.Attributes, out.NextToken = take(p, sorted(instanceAttributes, p.after, key), key,
			func(t shape.InstanceAttributeType) shape.Attribute { return *instanceAttribute(e.Instance(), t) })
		return nil
	})
	return out, err
}

func instanceAttribute(i *strowger.Instance, t shape.InstanceAttributeType) *shape.Attribute {
	on := i.Attribute(strowger.InstanceAttribute(t))
	return &shape.Attribute{AttributeType: t, Value: new(strconv.FormatBool(on))}
}

func (s *Server) describeInstanceAttribute(ctx context.Context, in *shape.DescribeInstanceAttributeInput) (*shape.DescribeInstanceAttributeOutput, error) {
	out := &shape.DescribeInstanceAttributeOutput{}
	err := s.view(ctx, in.InstanceId, func(e *routing.Engine, _ strowger.Time) error {
		out.Attribute = instanceAttribute(e.Instance(), in.AttributeType)
		return nil
	})
	return out, err
}

// updateInstanceAttribute turns a feature on or off. The client token needs no
// memory: the same request twice leaves the same state.
func (s *Server) updateInstanceAttribute(ctx context.Context, in *shape.UpdateInstanceAttributeInput) (*restjson.None, error) {
	if err := check(ctx, func(c *restjson.Checker) {
		if in.Value != "true" && in.Value != "false" {
			c.Violate("Value", "must be true or false, is %q", in.Value)
		}
	}); err != nil {
		return nil, err
	}
	return s.change(ctx, in.InstanceId, strowger.UpdateInstanceAttribute{
		Attribute: strowger.InstanceAttribute(in.AttributeType), On: in.Value == "true",
	})
}
