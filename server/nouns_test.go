package server_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// noun is a thing that was asked for. Its name, which no other has, says what it
// shall be.
type noun struct {
	kind string
	name string
	id   string // "" while it is not known whether there is one
	none bool   // it was refused, or a restarted server has shown that there is none
}

// kind is how nouns of a kind are created and looked at.
type kind struct {
	create func(ctx context.Context, s *site, c *client, name string) (id string, err error)
	list   func(ctx context.Context, s *site, c *client) (ids map[string]string, err error) // by name
	// check says what is not as create has asked for.
	check func(ctx context.Context, s *site, c *client, name, id string) error
}

var kinds = map[string]kind{
	"queue":     {createQueue, listQueues, checkQueue},
	"profile":   {createProfile, listProfiles, checkProfile},
	"user":      {createUser, listUsers, checkUser},
	"attribute": {createAttribute, listAttributes, checkAttribute},
	"instance":  {createInstance, listInstances, checkInstance},
}

// checkNouns checks that what was acknowledged is there and is what was asked
// for, and that what was not is so too, or is not there.
func checkNouns(t testing.TB, s *site, c *client, nouns []*noun) {
	t.Helper()
	for name, k := range kinds {
		ids, err := k.list(t.Context(), s, c)
		must(t, err)
		for _, n := range nouns {
			if n.kind != name {
				continue
			}
			id, found := ids[n.name]
			if n.id != "" && n.id != id {
				t.Errorf("the %s %q was made as %q and is now %q", name, n.name, n.id, id)
			}
			if n.none && found {
				t.Errorf("the %s %q is there now and was not, or was refused", name, n.name)
			}
			if n.none = !found; n.none {
				continue
			}
			n.id = id
			if err := k.check(t.Context(), s, c, n.name, id); err != nil {
				t.Errorf("the %s %q: %v", name, n.name, err)
			}
		}
	}
}

// same compares what something is with what it should be, both printed.
func same(got, want any) error {
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		return fmt.Errorf("is %s, should be %s", g, w)
	}
	return nil
}

func createQueue(ctx context.Context, s *site, c *client, name string) (string, error) {
	out, err := c.api.CreateQueue(ctx, &sdk.CreateQueueInput{
		InstanceId: &s.instance, Name: &name, HoursOfOperationId: &s.hours,
		Description: new("queue " + name), MaxContacts: new(int32(len(name))), Tags: map[string]string{"name": name},
	})
	if err != nil {
		return "", err
	}
	return *out.QueueId, nil
}

func listQueues(ctx context.Context, s *site, c *client) (map[string]string, error) {
	ids := make(map[string]string)
	pages := sdk.NewListQueuesPaginator(c.api, &sdk.ListQueuesInput{
		InstanceId: &s.instance, QueueTypes: []types.QueueType{types.QueueTypeStandard},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, q := range page.QueueSummaryList {
			ids[*q.Name] = *q.Id
		}
	}
	return ids, nil
}

func checkQueue(ctx context.Context, s *site, c *client, name, id string) error {
	out, err := c.api.DescribeQueue(ctx, &sdk.DescribeQueueInput{InstanceId: &s.instance, QueueId: &id})
	if err != nil {
		return err
	}
	q := out.Queue
	return same([]any{*q.Description, *q.MaxContacts, q.Tags, *q.HoursOfOperationId},
		[]any{"queue " + name, len(name), map[string]string{"name": name}, s.hours})
}

func createProfile(ctx context.Context, s *site, c *client, name string) (string, error) {
	return s.createProfile(ctx, c, name, s.queue)
}

func listProfiles(ctx context.Context, s *site, c *client) (map[string]string, error) {
	ids := make(map[string]string)
	pages := sdk.NewListRoutingProfilesPaginator(c.api, &sdk.ListRoutingProfilesInput{InstanceId: &s.instance})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, p := range page.RoutingProfileSummaryList {
			ids[*p.Name] = *p.Id
		}
	}
	return ids, nil
}

func checkProfile(ctx context.Context, s *site, c *client, name, id string) error {
	out, err := c.api.DescribeRoutingProfile(ctx, &sdk.DescribeRoutingProfileInput{InstanceId: &s.instance, RoutingProfileId: &id})
	if err != nil {
		return err
	}
	rows, err := c.api.ListRoutingProfileQueues(ctx, &sdk.ListRoutingProfileQueuesInput{InstanceId: &s.instance, RoutingProfileId: &id})
	if err != nil {
		return err
	}
	p := out.RoutingProfile
	return same([]any{*p.Description, *p.DefaultOutboundQueueId, len(p.MediaConcurrencies), len(rows.RoutingProfileQueueConfigSummaryList)},
		[]any{"profile " + name, s.queue, len(channels), len(channels)})
}

func createUser(ctx context.Context, s *site, c *client, name string) (string, error) {
	return s.createUser(ctx, c, name)
}

func listUsers(ctx context.Context, s *site, c *client) (map[string]string, error) {
	ids := make(map[string]string)
	pages := sdk.NewListUsersPaginator(c.api, &sdk.ListUsersInput{InstanceId: &s.instance})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, u := range page.UserSummaryList {
			ids[*u.Username] = *u.Id
		}
	}
	return ids, nil
}

// checkUser also looks for the user's queue, which is made with the user.
func checkUser(ctx context.Context, s *site, c *client, name, id string) error {
	out, err := c.api.DescribeUser(ctx, &sdk.DescribeUserInput{InstanceId: &s.instance, UserId: &id})
	if err != nil {
		return err
	}
	if _, err := c.api.DescribeQueue(ctx, &sdk.DescribeQueueInput{InstanceId: &s.instance, QueueId: &id}); err != nil {
		return fmt.Errorf("its queue: %w", err)
	}
	u := out.User
	return same([]any{*u.IdentityInfo.LastName, u.PhoneConfig.AfterContactWorkTimeLimit, *u.RoutingProfileId, u.SecurityProfileIds},
		[]any{"of " + name, workSeconds, s.profile, []string{s.security}})
}

func attributeValues(name string) []string { return []string{"a" + name, "b" + name, "c" + name} }

func createAttribute(ctx context.Context, s *site, c *client, name string) (string, error) {
	_, err := c.api.CreatePredefinedAttribute(ctx, &sdk.CreatePredefinedAttributeInput{
		InstanceId: &s.instance, Name: &name,
		Values: &types.PredefinedAttributeValuesMemberStringList{Value: attributeValues(name)},
	})
	return name, err
}

// listAttributes gives the names as identifiers: attributes have no others.
func listAttributes(ctx context.Context, s *site, c *client) (map[string]string, error) {
	ids := make(map[string]string)
	pages := sdk.NewListPredefinedAttributesPaginator(c.api, &sdk.ListPredefinedAttributesInput{InstanceId: &s.instance})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, a := range page.PredefinedAttributeSummaryList {
			ids[*a.Name] = *a.Name
		}
	}
	return ids, nil
}

func checkAttribute(ctx context.Context, s *site, c *client, name, id string) error {
	out, err := c.api.DescribePredefinedAttribute(ctx, &sdk.DescribePredefinedAttributeInput{InstanceId: &s.instance, Name: &id})
	if err != nil {
		return err
	}
	values := out.PredefinedAttribute.Values.(*types.PredefinedAttributeValuesMemberStringList).Value
	return same(slices.Sorted(slices.Values(values)), attributeValues(name))
}

func createInstance(ctx context.Context, _ *site, c *client, name string) (string, error) {
	out, err := c.api.CreateInstance(ctx, &sdk.CreateInstanceInput{
		InstanceAlias: &name, ClientToken: &name, IdentityManagementType: types.DirectoryTypeConnectManaged,
		InboundCallsEnabled: new(true), OutboundCallsEnabled: new(true),
	})
	if err != nil {
		return "", err
	}
	return *out.Id, nil
}

func listInstances(ctx context.Context, _ *site, c *client) (map[string]string, error) {
	ids := make(map[string]string)
	pages := sdk.NewListInstancesPaginator(c.api, &sdk.ListInstancesInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, i := range page.InstanceSummaryList {
			ids[*i.InstanceAlias] = *i.Id
		}
	}
	return ids, nil
}

// checkInstance looks for the last thing that a new instance comes with.
func checkInstance(ctx context.Context, _ *site, c *client, name, id string) error {
	out, err := c.api.ListContactFlows(ctx, &sdk.ListContactFlowsInput{InstanceId: &id})
	if err != nil {
		return err
	}
	var flows []string
	for _, f := range out.ContactFlowSummaryList {
		flows = append(flows, *f.Name)
	}
	slices.Sort(flows)
	again, err := createInstance(ctx, nil, c, name)
	if err != nil {
		return err
	}
	return same([]string{again, strings.Join(flows, ", ")}, []string{id,
		"Default agent transfer, Default queue transfer, Sample customer queue priority flow, " +
			"Sample inbound flow, Sample queue configurations flow, Sample routing criteria flow"})
}
