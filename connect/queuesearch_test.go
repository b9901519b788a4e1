package connect_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// leaf is a string condition.
func leaf(field, value string, comparison types.StringComparisonType) *types.StringCondition {
	return &types.StringCondition{FieldName: &field, Value: &value, ComparisonType: comparison}
}

// total checks the count of a search that has one page, and returns the names of
// what it found, sorted.
func (o *office) total(names []string, count *int64) string {
	o.Helper()
	if *count != int64(len(names)) {
		o.Errorf("the count is %d of %v", *count, names)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

func (o *office) foundQueues(in *sdk.SearchQueuesInput) string {
	o.Helper()
	in.InstanceId = o.id
	out, err := o.Client.SearchQueues(o.ctx, in)
	must(o.T, err)
	return o.total(ids(out.Queues, func(q types.Queue) *string { return q.Name }), out.ApproximateTotalCount)
}

// newQueueOffice has, besides the queue it came with and the agent queue of a
// user, "Sales East" {side: east} and "Sales West" {side: west}.
func newQueueOffice(t *testing.T) (o *office, east string) {
	t.Helper()
	o = newOffice(t)
	o.CreateUser(t, "ada", o.RoutingProfileID)
	for _, side := range []string{"West", "East"} {
		out, err := o.Client.CreateQueue(o.ctx, &sdk.CreateQueueInput{
			InstanceId: o.id, Name: new("Sales " + side), Description: new("who calls from the " + side), HoursOfOperationId: &o.HoursID,
			MaxContacts: new(int32(7)), Tags: map[string]string{"side": strings.ToLower(side)},
			OutboundCallerConfig: &types.OutboundCallerConfig{OutboundCallerIdName: new("Sales")},
		})
		must(t, err)
		east = *out.QueueId
	}
	return o, east
}

func TestSearchQueues(t *testing.T) {
	o, east := newQueueOffice(t)
	same(t, "without criteria", o.foundQueues(&sdk.SearchQueuesInput{}), "BasicQueue, Sales East, Sales West")
	text := func(field, value string, comparison types.StringComparisonType) types.QueueSearchCriteria {
		return types.QueueSearchCriteria{StringCondition: leaf(field, value, comparison)}
	}
	for _, c := range []struct {
		criteria types.QueueSearchCriteria
		want     string
	}{
		{text("name", "sales", types.StringComparisonTypeStartsWith), "Sales East, Sales West"},
		{text("name", "ales", types.StringComparisonTypeStartsWith), ""},
		{text("description", "the west", types.StringComparisonTypeContains), "Sales West"},
		{text("resourceID", east, types.StringComparisonTypeExact), "Sales East"},
		{text("resourceID", *o.arn("queue", east), types.StringComparisonTypeExact), "Sales East"},
		{text("resourceID", missing, types.StringComparisonTypeExact), ""},
		{types.QueueSearchCriteria{QueueTypeCondition: types.SearchableQueueTypeStandard}, "BasicQueue, Sales East, Sales West"},
		{types.QueueSearchCriteria{
			QueueTypeCondition: types.SearchableQueueTypeStandard,
			AndConditions:      []types.QueueSearchCriteria{text("name", "east", types.StringComparisonTypeContains)},
		}, "Sales East"},
		{types.QueueSearchCriteria{OrConditions: []types.QueueSearchCriteria{
			text("name", "basic", types.StringComparisonTypeContains), text("name", "west", types.StringComparisonTypeContains),
		}}, "BasicQueue, Sales West"},
		{types.QueueSearchCriteria{AndConditions: []types.QueueSearchCriteria{
			text("name", "east", types.StringComparisonTypeContains), text("name", "west", types.StringComparisonTypeContains),
		}}, ""},
	} {
		same(t, fmt.Sprintf("%+v", c.criteria), o.foundQueues(&sdk.SearchQueuesInput{SearchCriteria: &c.criteria}), c.want)
	}
	filter := &types.QueueSearchFilter{TagFilter: &types.ControlPlaneTagFilter{TagCondition: new(tagged("side", new("east")))}}
	same(t, "by tag", o.foundQueues(&sdk.SearchQueuesInput{SearchFilter: filter}), "Sales East")
	same(t, "by tag and name", o.foundQueues(&sdk.SearchQueuesInput{
		SearchFilter: filter, SearchCriteria: new(text("name", "west", types.StringComparisonTypeContains)),
	}), "")
}

func TestFoundQueue(t *testing.T) {
	o, east := newQueueOffice(t)
	out, err := o.Client.SearchQueues(o.ctx, &sdk.SearchQueuesInput{
		InstanceId:     new(o.Names.Instance(o.Instance.ID())),
		SearchCriteria: &types.QueueSearchCriteria{StringCondition: leaf("name", "sales east", types.StringComparisonTypeExact)},
	})
	must(t, err)
	same(t, "found", out.Queues, []types.Queue{{
		Name: new("Sales East"), Description: new("who calls from the East"),
		QueueId: &east, QueueArn: o.arn("queue", east), HoursOfOperationId: &o.HoursID,
		MaxContacts: new(int32(7)), Status: types.QueueStatusEnabled, Tags: map[string]string{"side": "east"},
		OutboundCallerConfig: &types.OutboundCallerConfig{OutboundCallerIdName: new("Sales")},
		LastModifiedTime:     o.now(), LastModifiedRegion: region,
	}})
}

func TestSearchQueuesRefusals(t *testing.T) {
	o := newOffice(t)
	search := func(in *sdk.SearchQueuesInput) error {
		in.InstanceId = o.id
		_, err := o.Client.SearchQueues(o.ctx, in)
		return err
	}
	for names, in := range map[string]*sdk.SearchQueuesInput{
		"SearchCriteria.StringCondition.FieldName must be one of description, name, resourceID, is \"resourceId\"": {
			SearchCriteria: &types.QueueSearchCriteria{StringCondition: leaf("resourceId", "xx", types.StringComparisonTypeExact)}},
		"SearchCriteria.OrConditions[0].StringCondition.Value must have 2 to 25 characters for CONTAINS, has 1": {
			SearchCriteria: &types.QueueSearchCriteria{OrConditions: []types.QueueSearchCriteria{{StringCondition: leaf("name", "x", types.StringComparisonTypeContains)}}}},
		"SearchCriteria.QueueTypeCondition must be one of STANDARD": {
			SearchCriteria: &types.QueueSearchCriteria{QueueTypeCondition: "AGENT"}},
		"SearchFilter.TagFilter.TagCondition.TagKey is required": {
			SearchFilter: &types.QueueSearchFilter{TagFilter: &types.ControlPlaneTagFilter{TagCondition: &types.TagCondition{}}}},
		"MaxResults must be between 1 and 500": {MaxResults: new(int32(501))},
	} {
		exception[*types.InvalidParameterException](t, search(in), names)
	}
}

func TestSearchPredefinedAttributes(t *testing.T) {
	o := newOffice(t)
	o.newAttribute("Language of work", "English", "French")
	o.newAttribute("Product", "Phone")
	find := func(c *types.PredefinedAttributeSearchCriteria) string {
		t.Helper()
		out, err := o.Client.SearchPredefinedAttributes(o.ctx, &sdk.SearchPredefinedAttributesInput{InstanceId: o.id, SearchCriteria: c})
		must(t, err)
		return o.total(ids(out.PredefinedAttributes, func(a types.PredefinedAttribute) *string { return a.Name }), out.ApproximateTotalCount)
	}
	text := func(value string, comparison types.StringComparisonType) types.PredefinedAttributeSearchCriteria {
		return types.PredefinedAttributeSearchCriteria{StringCondition: leaf("name", value, comparison)}
	}
	everything := find(nil)
	if !strings.Contains(everything, "Language of work, Product") || !strings.Contains(everything, "connect:Subtype") {
		t.Errorf("without criteria: got %s", everything)
	}
	for _, c := range []struct {
		criteria types.PredefinedAttributeSearchCriteria
		want     string
	}{
		{text("PROD", types.StringComparisonTypeStartsWith), "Product"},
		{text("o", types.StringComparisonTypeStartsWith), ""},
		{text("of work", types.StringComparisonTypeContains), "Language of work"},
		{text("product", types.StringComparisonTypeExact), "Product"},
		{types.PredefinedAttributeSearchCriteria{OrConditions: []types.PredefinedAttributeSearchCriteria{
			text("product", types.StringComparisonTypeExact), text("language of", types.StringComparisonTypeStartsWith),
		}}, "Language of work, Product"},
		{types.PredefinedAttributeSearchCriteria{AndConditions: []types.PredefinedAttributeSearchCriteria{
			text("pr", types.StringComparisonTypeStartsWith), text("phone", types.StringComparisonTypeContains),
		}}, ""},
	} {
		same(t, fmt.Sprintf("%+v", c.criteria), find(&c.criteria), c.want)
	}
	out, err := o.Client.SearchPredefinedAttributes(o.ctx, &sdk.SearchPredefinedAttributesInput{
		InstanceId: o.id, SearchCriteria: new(text("product", types.StringComparisonTypeExact)),
	})
	must(t, err)
	same(t, "found", out.PredefinedAttributes, []types.PredefinedAttribute{{
		Name: new("Product"), Values: &types.PredefinedAttributeValuesMemberStringList{Value: []string{"Phone"}},
		AttributeConfiguration: &types.PredefinedAttributeConfiguration{},
		LastModifiedTime:       o.now(), LastModifiedRegion: region,
	}})
	_, err = o.Client.SearchPredefinedAttributes(o.ctx, &sdk.SearchPredefinedAttributesInput{
		InstanceId: o.id, SearchCriteria: &types.PredefinedAttributeSearchCriteria{StringCondition: leaf("value", "x", types.StringComparisonTypeExact)},
	})
	exception[*types.InvalidParameterException](t, err, "SearchCriteria.StringCondition.FieldName must be one of name")
	_, err = o.Client.SearchPredefinedAttributes(o.ctx, &sdk.SearchPredefinedAttributesInput{InstanceId: o.id, MaxResults: new(int32(101))})
	exception[*types.InvalidParameterException](t, err, "MaxResults must be between 1 and 100")
}
