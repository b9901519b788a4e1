package connect_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

func (o *office) tags(arn *string) map[string]string {
	o.Helper()
	out, err := o.Client.ListTagsForResource(o.ctx, &sdk.ListTagsForResourceInput{ResourceArn: arn})
	must(o.T, err)
	return out.Tags
}

func (o *office) tag(arn *string, tags map[string]string) error {
	_, err := o.Client.TagResource(o.ctx, &sdk.TagResourceInput{ResourceArn: arn, Tags: tags})
	return err
}

func (o *office) untag(arn *string, keys ...string) error {
	_, err := o.Client.UntagResource(o.ctx, &sdk.UntagResourceInput{ResourceArn: arn, TagKeys: keys})
	return err
}

// hired makes a user and returns its identifier.
func (o *office) hired(name string) string {
	o.Helper()
	created, err := o.Client.CreateUser(o.ctx, o.newUser(name))
	must(o.T, err)
	return *created.UserId
}

// taggable are the ARNs of one resource of each kind that has tags.
func (o *office) taggable() map[string]*string {
	o.Helper()
	statuses, err := o.Client.ListAgentStatuses(o.ctx, &sdk.ListAgentStatusesInput{InstanceId: o.id})
	must(o.T, err)
	flows, err := o.Client.ListContactFlows(o.ctx, &sdk.ListContactFlowsInput{InstanceId: o.id})
	must(o.T, err)
	profiles, err := o.Client.ListSecurityProfiles(o.ctx, &sdk.ListSecurityProfilesInput{InstanceId: o.id})
	must(o.T, err)
	connect, err := o.Client.CreateQuickConnect(o.ctx, &sdk.CreateQuickConnectInput{
		InstanceId: o.id, Name: new("Outside"), QuickConnectConfig: &types.QuickConnectConfig{
			QuickConnectType: types.QuickConnectTypePhoneNumber, PhoneConfig: &types.PhoneNumberQuickConnectConfig{PhoneNumber: new("+441234567890")},
		},
	})
	must(o.T, err)
	_, err = o.Client.UpdateUserHierarchyStructure(o.ctx, &sdk.UpdateUserHierarchyStructureInput{
		InstanceId: o.id, HierarchyStructure: &types.HierarchyStructureUpdate{LevelOne: &types.HierarchyLevelUpdate{Name: new("Site")}},
	})
	must(o.T, err)
	group, err := o.Client.CreateUserHierarchyGroup(o.ctx, &sdk.CreateUserHierarchyGroupInput{InstanceId: o.id, Name: new("Leeds")})
	must(o.T, err)
	module, err := o.Client.CreateContactFlowModule(o.ctx, &sdk.CreateContactFlowModuleInput{InstanceId: o.id, Name: new("Lead"), Content: new(hangingUp)})
	must(o.T, err)
	return map[string]*string{
		"hierarchy group":     group.HierarchyGroupArn,
		"contact flow module": module.Arn,
		"quick connect":       connect.QuickConnectARN,
		"instance":            new(strings.TrimSuffix(*o.arn("", ""), "//")),
		"queue":               o.arn("queue", o.QueueID),
		"routing profile":     o.arn("routing-profile", o.RoutingProfileID),
		"user":                o.arn("agent", o.hired("ada")),
		"agent status":        statuses.AgentStatusSummaryList[0].Arn,
		"hours of operation":  o.arn("operating-hours", o.HoursID),
		"contact flow":        flows.ContactFlowSummaryList[0].Arn,
		"security profile":    profiles.SecurityProfileSummaryList[0].Arn,
	}
}

func TestTagResource(t *testing.T) {
	o := newOffice(t)
	for kind, arn := range o.taggable() {
		same(t, kind+" at first", o.tags(arn), nil)
		must(t, o.tag(arn, map[string]string{"Team": "blue", "Größe/x_1 +-@=:.": "", "old": "1"}))
		must(t, o.tag(arn, map[string]string{"Team": "green", "team": "red"}))
		same(t, kind+" tagged", o.tags(arn), map[string]string{"Team": "green", "team": "red", "Größe/x_1 +-@=:.": "", "old": "1"})
		must(t, o.untag(arn, "old", "Größe/x_1 +-@=:.", "none"))
		same(t, kind+" untagged", o.tags(arn), map[string]string{"Team": "green", "team": "red"})
		must(t, o.untag(arn, "Team", "team"))
		same(t, kind+" at last", o.tags(arn), nil)
	}
}

// Tags are part of the noun: Describe and TagResource see the same.
func TestTagsAreThoseOfTheNoun(t *testing.T) {
	o := newOffice(t)
	created, err := o.Client.CreateQueue(o.ctx, &sdk.CreateQueueInput{
		InstanceId: o.id, Name: new("Sales"), HoursOfOperationId: &o.HoursID, Tags: map[string]string{"a": "1"},
	})
	must(t, err)
	same(t, "given at creation", o.tags(created.QueueArn), map[string]string{"a": "1"})
	queue := func() *types.Queue {
		out, err := o.Client.DescribeQueue(o.ctx, &sdk.DescribeQueueInput{InstanceId: o.id, QueueId: created.QueueId})
		must(t, err)
		return out.Queue
	}
	before := queue()
	o.advance(60)
	must(t, o.tag(created.QueueArn, map[string]string{"a": "1"}))
	same(t, "tagged with what it has", queue(), before)
	must(t, o.tag(created.QueueArn, map[string]string{"b": "2"}))
	before.Tags, before.LastModifiedTime = map[string]string{"a": "1", "b": "2"}, o.now()
	same(t, "tagged", queue(), before)
	must(t, o.untag(created.QueueArn, "a", "b"))
	before.Tags = nil
	same(t, "untagged", queue(), before)
}

func TestTagRefusals(t *testing.T) {
	o := newOffice(t)
	const invalid, notFound = "InvalidParameterException", "ResourceNotFoundException"
	queue := "/tags/" + url.PathEscape(*o.arn("queue", o.QueueID))
	fifty := make(map[string]string)
	body := make([]string, 50)
	for n := range body {
		fifty[fmt.Sprint("k", n)] = "v"
		body[n] = fmt.Sprintf(`"x%d":"v"`, n)
	}
	for _, c := range []struct{ body, names string }{
		{`{}`, "tags is required"},
		{`{"tags":{}}`, "tags must have at least 1"},
		{`{"tags":{` + strings.Join(body, ",") + `,"more":""}}`, "tags must have at most 50"},
		{`{"tags":{"aws:x":"v"}}`, `tags key "aws:x" must match`},
		{`{"tags":{"":"v"}}`, `tags key "" must have at least 1`},
		{`{"tags":{"a*b":"v"}}`, `tags key "a*b" must match`},
		{`{"tags":{"` + strings.Repeat("k", 129) + `":"v"}}`, "must have at most 128"},
		{`{"tags":{"k":"` + strings.Repeat("v", 257) + `"}}`, "tags.k must have at most 256"},
	} {
		o.call("POST", queue, c.body).refused(t, c.body, invalid, c.names)
	}
	for query, names := range map[string]string{
		"":                                     "tagKeys is required",
		"?tagKeys=aws:x":                       "tagKeys[0] must match",
		"?tagKeys=" + strings.Repeat("k", 129): "tagKeys[0] must have at most 128",
		"?" + strings.Repeat("tagKeys=k&", 51): "tagKeys must have at most 50",
	} {
		o.call("DELETE", queue+query, "").refused(t, query, invalid, names)
	}
	arn := o.arn("queue", o.QueueID)
	must(t, o.tag(arn, fifty))
	exception[*types.InvalidParameterException](t, o.tag(arn, map[string]string{"k1": "w", "more": "v"}), "51 tags")
	same(t, "nothing of it was done", o.tags(arn)["k1"], "v")
	must(t, o.tag(arn, map[string]string{"k1": "w"}))

	for arn, code := range map[string]string{
		"x": invalid,
		"arn:aws:connect:eu-west-2:123456789012:instance":      invalid,
		"arn:aws:lex:eu-west-2:123456789012:instance/" + *o.id: invalid,
		*o.arn("queue", ""):                                          invalid,
		*o.arn("instance", *o.id):                                    invalid,
		*o.arn("contact", missing):                                   invalid,
		*o.arn("task-template", missing):                             invalid,
		*o.arn("queue/agent", missing):                               invalid,
		*o.arn("queue", o.hired("bob")):                              "InvalidRequestException",
		*o.arn("queue", missing):                                     notFound,
		*o.arn("agent", missing):                                     notFound,
		strings.ReplaceAll(*o.arn("queue", missing), *o.id, missing): notFound,
	} {
		path := "/tags/" + url.PathEscape(arn)
		names := "resourceArn"
		if strings.Contains(arn, "instance/"+missing) {
			names = missing
		}
		o.call("GET", path, "").refused(t, "tags of "+arn, code, names)
		o.call("POST", path, `{"tags":{"k":"v"}}`).refused(t, "tag "+arn, code, names)
		o.call("DELETE", path+"?tagKeys=k", "").refused(t, "untag "+arn, code, names)
	}
}
