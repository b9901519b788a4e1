package connect_test

import (
	"fmt"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// instanceAttribute returns the value of an attribute of the office.
func (o *office) instanceAttribute(t types.InstanceAttributeType) string {
	o.Helper()
	out, err := o.Client.DescribeInstanceAttribute(o.ctx, &sdk.DescribeInstanceAttributeInput{InstanceId: o.id, AttributeType: t})
	must(o.T, err)
	same(o.T, "type", out.Attribute.AttributeType, t)
	return *out.Attribute.Value
}

func (o *office) setAttribute(t types.InstanceAttributeType, value string) error {
	_, err := o.Client.UpdateInstanceAttribute(o.ctx, &sdk.UpdateInstanceAttributeInput{InstanceId: o.id, AttributeType: t, Value: &value})
	return err
}

func TestInstanceAttributes(t *testing.T) {
	o := newOffice(t)
	on := map[types.InstanceAttributeType]bool{
		types.InstanceAttributeTypeInboundCalls: true, types.InstanceAttributeTypeOutboundCalls: true,
		types.InstanceAttributeTypeContactLens: true, types.InstanceAttributeTypeAutoResolveBestVoices: true,
		types.InstanceAttributeTypeEarlyMedia: true,
	}
	attributes := types.InstanceAttributeType("").Values()
	for _, a := range attributes {
		same(t, string(a)+" at first", o.instanceAttribute(a), fmt.Sprint(on[a]))
		must(t, o.setAttribute(a, fmt.Sprint(!on[a])))
		same(t, string(a)+" changed", o.instanceAttribute(a), fmt.Sprint(!on[a]))
	}
	instance, err := o.Client.DescribeInstance(o.ctx, &sdk.DescribeInstanceInput{InstanceId: o.id})
	must(t, err)
	same(t, "inbound", *instance.Instance.InboundCallsEnabled, false)
	same(t, "outbound", *instance.Instance.OutboundCallsEnabled, false)

	listed := make(map[types.InstanceAttributeType]string)
	pages := sdk.NewListInstanceAttributesPaginator(o.Client, &sdk.ListInstanceAttributesInput{InstanceId: o.id})
	for pages.HasMorePages() {
		page, err := pages.NextPage(o.ctx)
		must(t, err)
		if n := len(page.Attributes); n > 7 {
			t.Errorf("a page has %d attributes", n)
		}
		for _, a := range page.Attributes {
			listed[a.AttributeType] += *a.Value
		}
	}
	same(t, "listed", len(listed), len(attributes))
	for _, a := range attributes {
		same(t, "listed", listed[a], fmt.Sprint(!on[a]))
	}
}

func TestInstanceAttributeRefusals(t *testing.T) {
	o := newOffice(t)
	for _, value := range []string{"True", "yes", "1", ""} {
		exception[*types.InvalidParameterException](t, o.setAttribute(types.InstanceAttributeTypeEarlyMedia, value), "Value")
	}
	exception[*types.InvalidParameterException](t, o.setAttribute("FAX", "true"), "AttributeType must be one of")
	_, err := o.Client.DescribeInstanceAttribute(o.ctx, &sdk.DescribeInstanceAttributeInput{InstanceId: o.id, AttributeType: "FAX"})
	exception[*types.InvalidParameterException](t, err, "AttributeType must be one of")
	_, err = o.Client.DescribeInstanceAttribute(o.ctx, &sdk.DescribeInstanceAttributeInput{InstanceId: new(missing), AttributeType: types.InstanceAttributeTypeEarlyMedia})
	exception[*types.ResourceNotFoundException](t, err, "InstanceId")
	o.call("GET", "/instance/{I}/attributes?maxResults=8", "").refused(t, "size", "InvalidParameterException", "MaxResults must be between")
	o.call("POST", "/instance/{I}/attribute/EARLY_MEDIA", `{}`).refused(t, "no value", "InvalidParameterException", "Value is required")
}
