package connect_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// flowNamed returns the identifier of a flow that the instance came with.
func (o *office) flowNamed(name string) *string {
	o.Helper()
	out, err := o.Client.ListContactFlows(o.ctx, &sdk.ListContactFlowsInput{InstanceId: o.id})
	must(o.T, err)
	for _, f := range out.ContactFlowSummaryList {
		if *f.Name == name {
			return f.Id
		}
	}
	o.Fatalf("there is no flow %q", name)
	return nil
}

func toPhone(number string) *types.QuickConnectConfig {
	return &types.QuickConnectConfig{
		QuickConnectType: types.QuickConnectTypePhoneNumber,
		PhoneConfig:      &types.PhoneNumberQuickConnectConfig{PhoneNumber: &number},
	}
}

func (o *office) toUser(id *string) *types.QuickConnectConfig {
	return &types.QuickConnectConfig{
		QuickConnectType: types.QuickConnectTypeUser,
		UserConfig:       &types.UserQuickConnectConfig{UserId: id, ContactFlowId: o.flowNamed("Default agent transfer")},
	}
}

func (o *office) toQueue(id *string) *types.QuickConnectConfig {
	return &types.QuickConnectConfig{
		QuickConnectType: types.QuickConnectTypeQueue,
		QueueConfig:      &types.QueueQuickConnectConfig{QueueId: id, ContactFlowId: o.flowNamed("Default queue transfer")},
	}
}

func (o *office) toFlow(id *string) *types.QuickConnectConfig {
	return &types.QuickConnectConfig{
		QuickConnectType: types.QuickConnectTypeFlow,
		FlowConfig:       &types.FlowQuickConnectConfig{ContactFlowId: id},
	}
}

func (o *office) newQuickConnect(name string, config *types.QuickConnectConfig) *string {
	o.Helper()
	out, err := o.Client.CreateQuickConnect(o.ctx, &sdk.CreateQuickConnectInput{InstanceId: o.id, Name: &name, QuickConnectConfig: config})
	must(o.T, err)
	return out.QuickConnectId
}

func (o *office) quickConnect(id *string) *types.QuickConnect {
	o.Helper()
	out, err := o.Client.DescribeQuickConnect(o.ctx, &sdk.DescribeQuickConnectInput{InstanceId: o.id, QuickConnectId: id})
	must(o.T, err)
	return out.QuickConnect
}

func TestQuickConnect(t *testing.T) {
	o := newOffice(t)
	o.advance(60)
	ada := o.CreateUser(t, "ada", o.RoutingProfileID)
	in := &sdk.CreateQuickConnectInput{
		InstanceId: o.id, Name: new("Front desk"), Description: new("By the door"),
		QuickConnectConfig: toPhone("+442079460000"), Tags: map[string]string{"k": "v", "empty": ""},
	}
	created, err := o.Client.CreateQuickConnect(o.ctx, in)
	must(t, err)
	id := created.QuickConnectId
	same(t, "ARN", created.QuickConnectARN, o.arn("transfer-destination", *id))
	want := &types.QuickConnect{
		QuickConnectId: id, QuickConnectARN: created.QuickConnectARN,
		Name: in.Name, Description: in.Description, QuickConnectConfig: in.QuickConnectConfig,
		Tags: in.Tags, LastModifiedTime: o.now(), LastModifiedRegion: region,
	}
	same(t, "created", o.quickConnect(id), want)
	same(t, "by ARN", o.quickConnect(created.QuickConnectARN), want)

	for what, config := range map[string]*types.QuickConnectConfig{
		"user": o.toUser(&ada), "queue": o.toQueue(&o.QueueID), "flow": o.toFlow(&o.InboundFlowID), "phone": toPhone("+1" + strings.Repeat("9", 14)),
	} {
		o.advance(1)
		_, err := o.Client.UpdateQuickConnectConfig(o.ctx, &sdk.UpdateQuickConnectConfigInput{
			InstanceId: o.id, QuickConnectId: created.QuickConnectARN, QuickConnectConfig: config,
		})
		must(t, err)
		want.QuickConnectConfig, want.LastModifiedTime = config, o.now()
		same(t, what, o.quickConnect(id), want)
	}
	rename := func(name, description *string) {
		o.advance(1)
		_, err := o.Client.UpdateQuickConnectName(o.ctx, &sdk.UpdateQuickConnectNameInput{
			InstanceId: o.id, QuickConnectId: id, Name: name, Description: description,
		})
		must(t, err)
		want.LastModifiedTime = o.now()
		same(t, "renamed", o.quickConnect(id), want)
	}
	want.Name = new("Back door")
	rename(new("Back door"), nil)
	want.Description = nil
	rename(nil, new(""))
	rename(new("Back door"), new("")) // its own name is no duplicate

	_, err = o.Client.DeleteQuickConnect(o.ctx, &sdk.DeleteQuickConnectInput{InstanceId: o.id, QuickConnectId: id})
	must(t, err)
	_, err = o.Client.DescribeQuickConnect(o.ctx, &sdk.DescribeQuickConnectInput{InstanceId: o.id, QuickConnectId: id})
	exception[*types.ResourceNotFoundException](t, err, "QuickConnectId")
}

func TestListQuickConnects(t *testing.T) {
	o := newOffice(t)
	phone := o.newQuickConnect("Phone", toPhone("+442079460000"))
	queue := o.newQuickConnect("Queue", o.toQueue(&o.QueueID))
	summary := func(id *string, name string, kind types.QuickConnectType) types.QuickConnectSummary {
		return types.QuickConnectSummary{
			Id: id, Arn: o.arn("transfer-destination", *id), Name: &name, QuickConnectType: kind,
			LastModifiedTime: o.now(), LastModifiedRegion: region,
		}
	}
	both := []types.QuickConnectSummary{
		summary(phone, "Phone", types.QuickConnectTypePhoneNumber), summary(queue, "Queue", types.QuickConnectTypeQueue),
	}
	slices.SortFunc(both, func(a, b types.QuickConnectSummary) int { return strings.Compare(*a.Id, *b.Id) })
	for _, c := range []struct {
		types []types.QuickConnectType
		want  []types.QuickConnectSummary
	}{
		{nil, both},
		{[]types.QuickConnectType{types.QuickConnectTypeQueue, types.QuickConnectTypePhoneNumber, types.QuickConnectTypeUser}, both},
		{[]types.QuickConnectType{types.QuickConnectTypeQueue}, []types.QuickConnectSummary{summary(queue, "Queue", types.QuickConnectTypeQueue)}},
		{[]types.QuickConnectType{types.QuickConnectTypeFlow}, []types.QuickConnectSummary{}},
	} {
		out, err := o.Client.ListQuickConnects(o.ctx, &sdk.ListQuickConnectsInput{InstanceId: o.id, QuickConnectTypes: c.types})
		must(t, err)
		same(t, fmt.Sprint(c.types), out.QuickConnectSummaryList, c.want)
	}
}

func TestQueueQuickConnects(t *testing.T) {
	o := newOffice(t)
	a := o.newQuickConnect("A", toPhone("+442079460001"))
	b := o.newQuickConnect("B", toPhone("+442079460002"))
	created, err := o.Client.CreateQueue(o.ctx, &sdk.CreateQueueInput{
		InstanceId: o.id, Name: new("Support"), HoursOfOperationId: &o.HoursID,
		QuickConnectIds: []string{*o.arn("transfer-destination", *a), *a},
	})
	must(t, err)
	queue := created.QueueId
	check := func(what string, want ...*string) {
		t.Helper()
		out, err := o.Client.ListQueueQuickConnects(o.ctx, &sdk.ListQueueQuickConnectsInput{InstanceId: o.id, QueueId: queue})
		must(t, err)
		slices.SortFunc(want, func(a, b *string) int { return strings.Compare(*a, *b) })
		same(t, what, ids(out.QuickConnectSummaryList, func(s types.QuickConnectSummary) *string { return s.Id }), ids(want, func(s *string) *string { return s }))
		same(t, "time", out.LastModifiedTime, o.now())
		same(t, "region", out.LastModifiedRegion, region)
	}
	check("created", a)
	o.advance(1)
	_, err = o.Client.AssociateQueueQuickConnects(o.ctx, &sdk.AssociateQueueQuickConnectsInput{
		InstanceId: o.id, QueueId: created.QueueArn, QuickConnectIds: []string{*a, *o.arn("transfer-destination", *b)},
	})
	must(t, err)
	check("associated", a, b)
	o.advance(1)
	_, err = o.Client.DisassociateQueueQuickConnects(o.ctx, &sdk.DisassociateQueueQuickConnectsInput{
		InstanceId: o.id, QueueId: queue, QuickConnectIds: []string{*a, missing},
	})
	must(t, err)
	check("disassociated", b)
	o.advance(1)
	_, err = o.Client.DeleteQuickConnect(o.ctx, &sdk.DeleteQuickConnectInput{InstanceId: o.id, QuickConnectId: b})
	must(t, err)
	check("deleted")

	associate := func(list ...string) error {
		_, err := o.Client.AssociateQueueQuickConnects(o.ctx, &sdk.AssociateQueueQuickConnectsInput{InstanceId: o.id, QueueId: queue, QuickConnectIds: list})
		return err
	}
	exception[*types.ResourceNotFoundException](t, associate(*a, missing), "QuickConnectIds: there is no quick connect")
	exception[*types.InvalidParameterException](t, associate(make([]string, 51)...), "QuickConnectIds must have at most 50 items")
	check("refused")
	o.call("POST", "/queues/{I}/"+*queue+"/associate-quick-connects", `{"QuickConnectIds":[]}`).
		refused(t, "none", "InvalidParameterException", "QuickConnectIds must have at least 1 item")
	_, err = o.Client.AssociateQueueQuickConnects(o.ctx, &sdk.AssociateQueueQuickConnectsInput{InstanceId: o.id, QueueId: new(missing), QuickConnectIds: []string{*a}})
	exception[*types.ResourceNotFoundException](t, err, "QueueId")
	_, err = o.Client.ListQueueQuickConnects(o.ctx, &sdk.ListQueueQuickConnectsInput{InstanceId: o.id, QueueId: new(missing)})
	exception[*types.ResourceNotFoundException](t, err, "QueueId")
}

// What a quick connect leads to cannot be deleted, except a user: Amazon says to
// delete the quick connect afterwards.
func TestDestinationsOfQuickConnects(t *testing.T) {
	o := newOffice(t)
	queue := o.newQueue("Support")
	ada := o.CreateUser(t, "ada", o.RoutingProfileID)
	o.newQuickConnect("Queue", o.toQueue(queue))
	user := o.newQuickConnect("User", o.toUser(&ada))
	_, err := o.Client.DeleteQueue(o.ctx, &sdk.DeleteQueueInput{InstanceId: o.id, QueueId: queue})
	exception[*types.ResourceInUseException](t, err, `quick connect "Queue"`)
	_, err = o.Client.DeleteContactFlow(o.ctx, &sdk.DeleteContactFlowInput{InstanceId: o.id, ContactFlowId: o.flowNamed("Default queue transfer")})
	exception[*types.InvalidRequestException](t, err, `quick connect "Queue"`)

	want := o.quickConnect(user)
	_, err = o.Client.DeleteUser(o.ctx, &sdk.DeleteUserInput{InstanceId: o.id, UserId: &ada})
	must(t, err)
	same(t, "of a deleted user", o.quickConnect(user), want)
	_, err = o.Client.UpdateQuickConnectName(o.ctx, &sdk.UpdateQuickConnectNameInput{InstanceId: o.id, QuickConnectId: user, Name: new("Gone")})
	must(t, err)
	_, err = o.Client.UpdateQuickConnectConfig(o.ctx, &sdk.UpdateQuickConnectConfigInput{InstanceId: o.id, QuickConnectId: user, QuickConnectConfig: want.QuickConnectConfig})
	exception[*types.ResourceNotFoundException](t, err, "UserConfig.UserId")
	_, err = o.Client.DeleteQuickConnect(o.ctx, &sdk.DeleteQuickConnectInput{InstanceId: o.id, QuickConnectId: user})
	must(t, err)
}

func TestQuickConnectRefusals(t *testing.T) {
	o := newOffice(t)
	desk := o.newQuickConnect("Desk", toPhone("+442079460000"))
	other := o.newQuickConnect("Other", toPhone("+442079460000"))
	ada := o.CreateUser(t, "ada", o.RoutingProfileID)
	create := func(name string, config *types.QuickConnectConfig) error {
		_, err := o.Client.CreateQuickConnect(o.ctx, &sdk.CreateQuickConnectInput{InstanceId: o.id, Name: &name, QuickConnectConfig: config})
		return err
	}
	exception[*types.DuplicateResourceException](t, create("Desk", toPhone("+442079460000")), "Name")
	exception[*types.InvalidParameterException](t, create(strings.Repeat("x", 128), toPhone("+442079460000")), "Name must have at most 127")
	exception[*types.InvalidParameterException](t, create("X", toPhone("0207 946 0000")), "QuickConnectConfig.PhoneConfig.PhoneNumber")
	exception[*types.ResourceNotFoundException](t, create("X", o.toUser(new(missing))), "QuickConnectConfig.UserConfig.UserId")
	exception[*types.ResourceNotFoundException](t, create("X", o.toQueue(new(missing))), "QuickConnectConfig.QueueConfig.QueueId")
	exception[*types.InvalidParameterException](t, create("X", o.toQueue(&ada)), "QuickConnectConfig.QueueConfig.QueueId")
	exception[*types.ResourceNotFoundException](t, create("X", o.toFlow(new(missing))), "QuickConnectConfig.FlowConfig.ContactFlowId")
	wrong := o.toUser(&ada)
	wrong.UserConfig.ContactFlowId = o.flowNamed("Default queue transfer")
	exception[*types.InvalidParameterException](t, create("X", wrong), "QuickConnectConfig.UserConfig.ContactFlowId")
	wrong = o.toQueue(&o.QueueID)
	wrong.QueueConfig.ContactFlowId = &o.InboundFlowID
	exception[*types.InvalidParameterException](t, create("X", wrong), "QueueConfig.ContactFlowId")
	wrong = o.toUser(&ada)
	wrong.PhoneConfig = toPhone("+442079460000").PhoneConfig
	exception[*types.InvalidParameterException](t, create("X", wrong), "QuickConnectConfig.PhoneConfig is for the type PHONE_NUMBER")
	exception[*types.InvalidParameterException](t, create("X", &types.QuickConnectConfig{QuickConnectType: types.QuickConnectTypeUser}), "QuickConnectConfig.UserConfig is required")
	exception[*types.InvalidParameterException](t, create("X", &types.QuickConnectConfig{QuickConnectType: "FAX"}), "QuickConnectConfig.QuickConnectType must be one of")

	name := func(id, name, description *string) error {
		_, err := o.Client.UpdateQuickConnectName(o.ctx, &sdk.UpdateQuickConnectNameInput{InstanceId: o.id, QuickConnectId: id, Name: name, Description: description})
		return err
	}
	exception[*types.InvalidParameterException](t, name(desk, nil, nil), "Name or Description")
	exception[*types.InvalidParameterException](t, name(other, new("Desk"), nil), "Name")
	exception[*types.ResourceNotFoundException](t, name(new(missing), new("X"), nil), "QuickConnectId")
	_, err := o.Client.DeleteQuickConnect(o.ctx, &sdk.DeleteQuickConnectInput{InstanceId: o.id, QuickConnectId: new(missing)})
	exception[*types.ResourceNotFoundException](t, err, "QuickConnectId")
	_, err = o.Client.ListQuickConnects(o.ctx, &sdk.ListQuickConnectsInput{InstanceId: o.id, QuickConnectTypes: []types.QuickConnectType{"FAX"}})
	exception[*types.InvalidParameterException](t, err, "QuickConnectTypes")

	o.call("PUT", "/quick-connects/{I}", `{}`).refused(t, "empty", "InvalidParameterException", "Name is required; QuickConnectConfig is required")
	o.call("PUT", "/quick-connects/{I}", `{"Name":"X","QuickConnectConfig":{}}`).refused(t, "no type", "InvalidParameterException", "QuickConnectConfig.QuickConnectType is required")
	o.call("PUT", "/quick-connects/{I}", `{"Name":"X","QuickConnectConfig":{"QuickConnectType":"USER","UserConfig":{}}}`).
		refused(t, "no user", "InvalidParameterException", "QuickConnectConfig.UserConfig.UserId is required; QuickConnectConfig.UserConfig.ContactFlowId is required")
}

func TestSearchQuickConnects(t *testing.T) {
	o := newOffice(t)
	for name, tags := range map[string]map[string]string{
		"North desk": {"side": "north"}, "South desk": {"side": "south"}, "Night line": nil,
	} {
		_, err := o.Client.CreateQuickConnect(o.ctx, &sdk.CreateQuickConnectInput{
			InstanceId: o.id, Name: &name, Description: new("The " + name), QuickConnectConfig: toPhone("+442079460000"), Tags: tags,
		})
		must(t, err)
	}
	text := func(field, value string, comparison types.StringComparisonType) types.QuickConnectSearchCriteria {
		return types.QuickConnectSearchCriteria{StringCondition: &types.StringCondition{FieldName: &field, Value: &value, ComparisonType: comparison}}
	}
	search := func(in *sdk.SearchQuickConnectsInput) string {
		t.Helper()
		in.InstanceId = o.id
		out, err := o.Client.SearchQuickConnects(o.ctx, in)
		must(t, err)
		var names []string
		for _, q := range out.QuickConnects {
			names = append(names, *q.Name)
			same(t, "found", &q, o.quickConnect(q.QuickConnectId))
		}
		same(t, "count", *out.ApproximateTotalCount, int64(len(names)))
		slices.Sort(names)
		return strings.Join(names, ", ")
	}
	same(t, "all", search(&sdk.SearchQuickConnectsInput{}), "Night line, North desk, South desk")
	for _, c := range []struct {
		criteria types.QuickConnectSearchCriteria
		want     string
	}{
		{text("name", "DESK", types.StringComparisonTypeContains), "North desk, South desk"},
		{text("description", "the n", types.StringComparisonTypeStartsWith), "Night line, North desk"},
		{text("resourceID", missing, types.StringComparisonTypeExact), ""},
		{types.QuickConnectSearchCriteria{AndConditions: []types.QuickConnectSearchCriteria{
			text("name", "desk", types.StringComparisonTypeContains), text("name", "no", types.StringComparisonTypeStartsWith),
		}}, "North desk"},
		{types.QuickConnectSearchCriteria{OrConditions: []types.QuickConnectSearchCriteria{
			text("name", "night line", types.StringComparisonTypeExact), text("name", "so", types.StringComparisonTypeStartsWith),
		}}, "Night line, South desk"},
	} {
		same(t, fmt.Sprint(c.want), search(&sdk.SearchQuickConnectsInput{SearchCriteria: &c.criteria}), c.want)
	}
	same(t, "tag", search(&sdk.SearchQuickConnectsInput{SearchFilter: &types.QuickConnectSearchFilter{
		TagFilter: &types.ControlPlaneTagFilter{TagCondition: new(tagged("side", new("south")))},
	}}), "South desk")
	_, err := o.Client.SearchQuickConnects(o.ctx, &sdk.SearchQuickConnectsInput{InstanceId: o.id, SearchCriteria: &types.QuickConnectSearchCriteria{
		AndConditions: []types.QuickConnectSearchCriteria{text("type", "USER", types.StringComparisonTypeExact)},
	}})
	exception[*types.InvalidParameterException](t, err, "SearchCriteria.AndConditions[0].StringCondition.FieldName must be one of description, name, resourceID")
}

func (o *office) quickConnectListings() map[string]listing {
	queue := o.newQueue("Of quick connects")
	add := func(name string) string { return *o.newQuickConnect(name, toPhone("+442079460000")) }
	drop := func(id string) error {
		_, err := o.Client.DeleteQuickConnect(o.ctx, &sdk.DeleteQuickConnectInput{InstanceId: o.id, QuickConnectId: &id})
		return err
	}
	summaryID := func(s types.QuickConnectSummary) *string { return s.Id }
	return map[string]listing{
		"ListQuickConnects": {func(id, token *string, size *int32) ([]string, *string, error) {
			out, err := o.Client.ListQuickConnects(o.ctx, &sdk.ListQuickConnectsInput{InstanceId: id, NextToken: token, MaxResults: size})
			if err != nil {
				return nil, nil, err
			}
			return ids(out.QuickConnectSummaryList, summaryID), out.NextToken, nil
		}, add, drop},
		"SearchQuickConnects": {func(id, token *string, size *int32) ([]string, *string, error) {
			out, err := o.Client.SearchQuickConnects(o.ctx, &sdk.SearchQuickConnectsInput{InstanceId: id, NextToken: token, MaxResults: size})
			if err != nil {
				return nil, nil, err
			}
			return ids(out.QuickConnects, func(q types.QuickConnect) *string { return q.QuickConnectId }), out.NextToken, nil
		}, add, drop},
		"ListQueueQuickConnects": {func(id, token *string, size *int32) ([]string, *string, error) {
			out, err := o.Client.ListQueueQuickConnects(o.ctx, &sdk.ListQueueQuickConnectsInput{InstanceId: id, QueueId: queue, NextToken: token, MaxResults: size})
			if err != nil {
				return nil, nil, err
			}
			return ids(out.QuickConnectSummaryList, summaryID), out.NextToken, nil
		}, func(name string) string {
			id := add(name)
			_, err := o.Client.AssociateQueueQuickConnects(o.ctx, &sdk.AssociateQueueQuickConnectsInput{InstanceId: o.id, QueueId: queue, QuickConnectIds: []string{id}})
			must(o.T, err)
			return id
		}, drop},
	}
}
