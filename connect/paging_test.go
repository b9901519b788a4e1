package connect_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// listing is one paged operation as the tests of paging see it.
type listing struct {
	list func(id, token *string, size *int32) (keys []string, next *string, err error)
	add  func(name string) (key string)
	drop func(key string) error // nil: nothing can be dropped
}

func ids[T any](list []T, id func(T) *string) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = *id(v)
	}
	return out
}

// listings are the paged operations of an instance.
func (o *office) listings() map[string]listing {
	list := o.configListings()
	maps.Copy(list, o.profileListings())
	maps.Copy(list, o.partListings())
	maps.Copy(list, o.searches())
	maps.Copy(list, o.quickConnectListings())
	maps.Copy(list, o.securityListings())
	maps.Copy(list, o.hierarchyListings())
	return list
}

func (o *office) configListings() map[string]listing {
	return map[string]listing{
		"ListHoursOfOperations": {func(id, token *string, size *int32) ([]string, *string, error) {
			out, err := o.Client.ListHoursOfOperations(o.ctx, &sdk.ListHoursOfOperationsInput{InstanceId: id, NextToken: token, MaxResults: size})
			if err != nil {
				return nil, nil, err
			}
			return ids(out.HoursOfOperationSummaryList, func(s types.HoursOfOperationSummary) *string { return s.Id }), out.NextToken, nil
		}, func(name string) string {
			out, err := o.Client.CreateHoursOfOperation(o.ctx, &sdk.CreateHoursOfOperationInput{
				InstanceId: o.id, Name: &name, TimeZone: new("UTC"), Config: []types.HoursOfOperationConfig{},
			})
			must(o.T, err)
			return *out.HoursOfOperationId
		}, func(id string) error {
			_, err := o.Client.DeleteHoursOfOperation(o.ctx, &sdk.DeleteHoursOfOperationInput{InstanceId: o.id, HoursOfOperationId: &id})
			return err
		}},
		"ListQueues": {func(id, token *string, size *int32) ([]string, *string, error) {
			out, err := o.Client.ListQueues(o.ctx, &sdk.ListQueuesInput{InstanceId: id, NextToken: token, MaxResults: size, QueueTypes: []types.QueueType{types.QueueTypeStandard}})
			if err != nil {
				return nil, nil, err
			}
			return ids(out.QueueSummaryList, func(s types.QueueSummary) *string { return s.Id }), out.NextToken, nil
		}, func(name string) string {
			return *o.newQueue(name)
		}, func(id string) error {
			_, err := o.Client.DeleteQueue(o.ctx, &sdk.DeleteQueueInput{InstanceId: o.id, QueueId: &id})
			return err
		}},
		"ListUsers": {func(id, token *string, size *int32) ([]string, *string, error) {
			out, err := o.Client.ListUsers(o.ctx, &sdk.ListUsersInput{InstanceId: id, NextToken: token, MaxResults: size})
			if err != nil {
				return nil, nil, err
			}
			return ids(out.UserSummaryList, func(s types.UserSummary) *string { return s.Id }), out.NextToken, nil
		}, func(name string) string {
			return o.CreateUser(o.T, name, o.RoutingProfileID)
		}, func(id string) error {
			_, err := o.Client.DeleteUser(o.ctx, &sdk.DeleteUserInput{InstanceId: o.id, UserId: &id})
			return err
		}},
		"ListAgentStatuses": {func(id, token *string, size *int32) ([]string, *string, error) {
			out, err := o.Client.ListAgentStatuses(o.ctx, &sdk.ListAgentStatusesInput{InstanceId: id, NextToken: token, MaxResults: size})
			if err != nil {
				return nil, nil, err
			}
			return ids(out.AgentStatusSummaryList, func(s types.AgentStatusSummary) *string { return s.Id }), out.NextToken, nil
		}, func(name string) string {
			id, err := o.newStatus(name)
			must(o.T, err)
			return *id
		}, nil},
		"ListPredefinedAttributes": {func(id, token *string, size *int32) ([]string, *string, error) {
			out, err := o.Client.ListPredefinedAttributes(o.ctx, &sdk.ListPredefinedAttributesInput{InstanceId: id, NextToken: token, MaxResults: size})
			if err != nil {
				return nil, nil, err
			}
			return ids(out.PredefinedAttributeSummaryList, func(s types.PredefinedAttributeSummary) *string { return s.Name }), out.NextToken, nil
		}, func(name string) string {
			o.newAttribute(name, "value")
			return name
		}, func(name string) error {
			_, err := o.Client.DeletePredefinedAttribute(o.ctx, &sdk.DeletePredefinedAttributeInput{InstanceId: o.id, Name: &name})
			return err
		}},
	}
}

func (o *office) profileListings() map[string]listing {
	add := func(name string) string { return *o.newProfile(name, nil) }
	drop := func(id string) error {
		_, err := o.Client.DeleteRoutingProfile(o.ctx, &sdk.DeleteRoutingProfileInput{InstanceId: o.id, RoutingProfileId: &id})
		return err
	}
	return map[string]listing{
		"ListRoutingProfiles": {func(id, token *string, size *int32) ([]string, *string, error) {
			out, err := o.Client.ListRoutingProfiles(o.ctx, &sdk.ListRoutingProfilesInput{InstanceId: id, NextToken: token, MaxResults: size})
			if err != nil {
				return nil, nil, err
			}
			return ids(out.RoutingProfileSummaryList, func(s types.RoutingProfileSummary) *string { return s.Id }), out.NextToken, nil
		}, add, drop},
		"SearchRoutingProfiles": {func(id, token *string, size *int32) ([]string, *string, error) {
			out, err := o.Client.SearchRoutingProfiles(o.ctx, &sdk.SearchRoutingProfilesInput{
				InstanceId: id, NextToken: token, MaxResults: size,
				SearchCriteria: new(condition("description", "i", types.StringComparisonTypeStartsWith)),
			})
			if err != nil {
				return nil, nil, err
			}
			return ids(out.RoutingProfiles, func(p types.RoutingProfile) *string { return p.RoutingProfileId }), out.NextToken, nil
		}, func(name string) string {
			return *o.newProfile(name, func(in *sdk.CreateRoutingProfileInput) { in.Description = new("Indeed") })
		}, drop},
		"ListRoutingProfileQueues": {func(id, token *string, size *int32) ([]string, *string, error) {
			out, err := o.Client.ListRoutingProfileQueues(o.ctx, &sdk.ListRoutingProfileQueuesInput{InstanceId: id, RoutingProfileId: &o.RoutingProfileID, NextToken: token, MaxResults: size})
			if err != nil {
				return nil, nil, err
			}
			return ids(out.RoutingProfileQueueConfigSummaryList, func(s types.RoutingProfileQueueConfigSummary) *string {
				return new(*s.QueueId + string(s.Channel))
			}), out.NextToken, nil
		}, func(name string) string {
			queue := o.newQueue("of profile " + name)
			_, err := o.Client.AssociateRoutingProfileQueues(o.ctx, &sdk.AssociateRoutingProfileQueuesInput{
				InstanceId: o.id, RoutingProfileId: &o.RoutingProfileID, QueueConfigs: []types.RoutingProfileQueueConfig{row(queue, types.ChannelTask, 1, 0)},
			})
			must(o.T, err)
			return *queue + "TASK"
		}, func(key string) error {
			_, err := o.Client.DisassociateRoutingProfileQueues(o.ctx, &sdk.DisassociateRoutingProfileQueuesInput{
				InstanceId: o.id, RoutingProfileId: &o.RoutingProfileID,
				QueueReferences: []types.RoutingProfileQueueReference{*reference(new(key[:len(missing)]), types.Channel(key[len(missing):]))},
			})
			return err
		}},
	}
}

// searches are the paged searches, each with the ways to add and drop of the
// listing of the same nouns.
func (o *office) searches() map[string]listing {
	nouns := o.configListings()
	search := func(as string, list func(id, token *string, size *int32) ([]string, *string, error)) listing {
		return listing{list, nouns[as].add, nouns[as].drop}
	}
	return map[string]listing{
		"SearchQueues": search("ListQueues", func(id, token *string, size *int32) ([]string, *string, error) {
			out, err := o.Client.SearchQueues(o.ctx, &sdk.SearchQueuesInput{InstanceId: id, NextToken: token, MaxResults: size})
			if err != nil {
				return nil, nil, err
			}
			return ids(out.Queues, func(q types.Queue) *string { return q.QueueId }), out.NextToken, nil
		}),
		"SearchUsers": search("ListUsers", func(id, token *string, size *int32) ([]string, *string, error) {
			out, err := o.Client.SearchUsers(o.ctx, &sdk.SearchUsersInput{InstanceId: id, NextToken: token, MaxResults: size})
			if err != nil {
				return nil, nil, err
			}
			return ids(out.Users, func(u types.UserSearchSummary) *string { return u.Id }), out.NextToken, nil
		}),
		"SearchPredefinedAttributes": search("ListPredefinedAttributes", func(id, token *string, size *int32) ([]string, *string, error) {
			out, err := o.Client.SearchPredefinedAttributes(o.ctx, &sdk.SearchPredefinedAttributesInput{InstanceId: id, NextToken: token, MaxResults: size})
			if err != nil {
				return nil, nil, err
			}
			return ids(out.PredefinedAttributes, func(a types.PredefinedAttribute) *string { return a.Name }), out.NextToken, nil
		}),
	}
}

// partListings are the paged operations on parts of one thing.
func (o *office) partListings() map[string]listing {
	user := o.CreateUser(o.T, "owner", o.RoutingProfileID)
	return map[string]listing{
		"ListRoutingProfileManualAssignmentQueues": {func(id, token *string, size *int32) ([]string, *string, error) {
			out, err := o.Client.ListRoutingProfileManualAssignmentQueues(o.ctx, &sdk.ListRoutingProfileManualAssignmentQueuesInput{InstanceId: id, RoutingProfileId: &o.RoutingProfileID, NextToken: token, MaxResults: size})
			if err != nil {
				return nil, nil, err
			}
			return ids(out.RoutingProfileManualAssignmentQueueConfigSummaryList, func(s types.RoutingProfileManualAssignmentQueueConfigSummary) *string {
				return s.QueueId
			}), out.NextToken, nil
		}, func(name string) string {
			queue := o.newQueue("by hand " + name)
			_, err := o.Client.AssociateRoutingProfileQueues(o.ctx, &sdk.AssociateRoutingProfileQueuesInput{
				InstanceId: o.id, RoutingProfileId: &o.RoutingProfileID, ManualAssignmentQueueConfigs: []types.RoutingProfileManualAssignmentQueueConfig{manual(queue, types.ChannelTask)},
			})
			must(o.T, err)
			return *queue
		}, func(id string) error {
			_, err := o.Client.DisassociateRoutingProfileQueues(o.ctx, &sdk.DisassociateRoutingProfileQueuesInput{
				InstanceId: o.id, RoutingProfileId: &o.RoutingProfileID,
				ManualAssignmentQueueReferences: []types.RoutingProfileQueueReference{*reference(&id, types.ChannelTask)},
			})
			return err
		}},
		"ListUserProficiencies": {func(id, token *string, size *int32) ([]string, *string, error) {
			out, err := o.Client.ListUserProficiencies(o.ctx, &sdk.ListUserProficienciesInput{InstanceId: id, UserId: &user, NextToken: token, MaxResults: size})
			if err != nil {
				return nil, nil, err
			}
			return ids(out.UserProficiencyList, func(p types.UserProficiency) *string { return p.AttributeName }), out.NextToken, nil
		}, func(name string) string {
			o.newAttribute("skill "+name, "v")
			_, err := o.Client.AssociateUserProficiencies(o.ctx, &sdk.AssociateUserProficienciesInput{
				InstanceId: o.id, UserId: &user, UserProficiencies: []types.UserProficiency{skill("skill "+name, "v", 1)},
			})
			must(o.T, err)
			return "skill " + name
		}, func(name string) error {
			_, err := o.Client.DisassociateUserProficiencies(o.ctx, &sdk.DisassociateUserProficienciesInput{
				InstanceId: o.id, UserId: &user,
				UserProficiencies: []types.UserProficiencyDisassociate{{AttributeName: &name, AttributeValue: new("v")}},
			})
			return err
		}},
	}
}

// walk lists everything in pages of a size and does something between pages.
func (o *office) walk(l listing, size *int32, between func()) []string {
	o.Helper()
	var keys []string
	var token *string
	for {
		page, next, err := l.list(o.id, token, size)
		must(o.T, err)
		if size != nil && len(page) > int(*size) || next != nil && size != nil && len(page) < int(*size) {
			o.Errorf("a page of %d has %d items", *size, len(page))
		}
		keys = append(keys, page...)
		if next == nil {
			return keys
		}
		token = next
		between()
	}
}

// Pages neither repeat nor leave out what is there all the time, whatever comes
// and goes between them.
func TestPagesAreStable(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for name := range newOffice(t).listings() {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			l := o.listings()[name]
			if l.drop != nil {
				for i := range 3 {
					l.add(fmt.Sprint("goes-", i))
				}
			}
			for i := range 3 {
				l.add(fmt.Sprint("stays-", i))
			}
			stays := o.walk(l, nil, func() {})
			count, rest := 0, slices.Clone(stays)
			random.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
			seen := o.walk(l, new(int32(2)), func() {
				if count++; count > 2 {
					return
				}
				l.add(fmt.Sprint("comes-", count))
				if l.drop == nil {
					return
				}
				for i, key := range rest {
					if l.drop(key) == nil { // what the instance came with is in use
						rest = slices.Delete(rest, i, i+1)
						return
					}
				}
			})
			slices.Sort(seen)
			if doubles := len(seen) - len(slices.Compact(slices.Clone(seen))); doubles > 0 {
				t.Errorf("%d keys come twice in %v", doubles, seen)
			}
			for _, key := range rest {
				if !slices.Contains(seen, key) {
					t.Errorf("%q is there all the time and not in %v", key, seen)
				}
			}
		})
	}
}

// A token is good for the listing that returned it.
func TestTokensAreBound(t *testing.T) {
	o := newOffice(t)
	other, err := o.Client.CreateInstance(o.ctx, &sdk.CreateInstanceInput{
		IdentityManagementType: types.DirectoryTypeSaml, InstanceAlias: new("other"), InboundCallsEnabled: new(true), OutboundCallsEnabled: new(true),
	})
	must(t, err)
	tokens := make(map[string]*string)
	listings := o.listings()
	for name, l := range listings {
		l.add(name + "-a")
		l.add(name + "-b")
		_, next, err := l.list(o.id, nil, new(int32(1)))
		must(t, err)
		if next == nil {
			t.Fatalf("%s has no second page", name)
		}
		tokens[name] = next
	}
	for name, l := range listings {
		_, _, err := l.list(o.id, tokens[name], new(int32(5))) // the size may change
		must(t, err)
		for _, garbage := range []string{"x", "!", "bm90IGEgdG9rZW4", *tokens[name] + "A", *tokens[name] + "\n", (*tokens[name])[1:]} {
			_, _, err := l.list(o.id, &garbage, nil)
			exception[*types.InvalidParameterException](t, err, "NextToken")
		}
		_, _, err = l.list(other.Id, tokens[name], nil)
		exception[*types.InvalidParameterException](t, err, "NextToken")
		for foreign, token := range tokens {
			if foreign != name {
				_, _, err := l.list(o.id, token, nil)
				exception[*types.InvalidParameterException](t, err, "NextToken")
			}
		}
	}
	_, err = o.Client.ListQueues(o.ctx, &sdk.ListQueuesInput{InstanceId: o.id, NextToken: tokens["ListQueues"]})
	exception[*types.InvalidParameterException](t, err, "NextToken") // of another filter
	_, err = o.Client.SearchRoutingProfiles(o.ctx, &sdk.SearchRoutingProfilesInput{InstanceId: o.id, NextToken: tokens["SearchRoutingProfiles"]})
	exception[*types.InvalidParameterException](t, err, "NextToken") // of other criteria
	_, err = o.Client.ListInstances(o.ctx, &sdk.ListInstancesInput{NextToken: new("garbage")})
	exception[*types.InvalidRequestException](t, err, "NextToken")
}

// Without MaxResults a page has 100 items, of instances 10.
func TestDefaultPageSize(t *testing.T) {
	o := newOffice(t)
	for i := range 100 {
		o.newQueue(fmt.Sprint("Queue ", i))
	}
	out, err := o.Client.ListQueues(o.ctx, &sdk.ListQueuesInput{InstanceId: o.id})
	must(t, err)
	if len(out.QueueSummaryList) != 100 || out.NextToken == nil {
		t.Fatalf("the first page has %d queues", len(out.QueueSummaryList))
	}
	out, err = o.Client.ListQueues(o.ctx, &sdk.ListQueuesInput{InstanceId: o.id, NextToken: out.NextToken})
	must(t, err)
	if len(out.QueueSummaryList) != 1 || out.NextToken != nil {
		t.Errorf("the second page has %d queues", len(out.QueueSummaryList))
	}
	for i := range 10 {
		_, err := o.Client.CreateInstance(o.ctx, &sdk.CreateInstanceInput{
			IdentityManagementType: types.DirectoryTypeSaml, InstanceAlias: new(fmt.Sprint("i", i)), InboundCallsEnabled: new(true), OutboundCallsEnabled: new(true),
		})
		must(t, err)
	}
	instances := 0
	pages := sdk.NewListInstancesPaginator(o.Client, &sdk.ListInstancesInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(o.ctx)
		must(t, err)
		if n := len(page.InstanceSummaryList); n > 10 {
			t.Errorf("a page has %d instances", n)
		}
		instances += len(page.InstanceSummaryList)
	}
	same(t, "instances", instances, 11)
}

func TestPageSizeRefusals(t *testing.T) {
	o := newOffice(t)
	for path, most := range map[string]int{
		"/queues-summary/{I}":                                                       1000,
		"/routing-profiles-summary/{I}":                                             1000,
		"/users-summary/{I}":                                                        1000,
		"/agent-status/{I}":                                                         1000,
		"/hours-of-operations-summary/{I}":                                          1000,
		"/security-profiles-summary/{I}":                                            1000,
		"/security-profiles-permissions/{I}/" + missing:                             1000,
		"/security-profiles-applications/{I}/" + missing:                            1000,
		"/security-profiles-flow-modules/{I}/" + missing:                            1000,
		"/user-hierarchy-groups-summary/{I}":                                        1000,
		"/quick-connects/{I}":                                                       1000,
		"/queues/{I}/" + o.QueueID + "/quick-connects":                              100,
		"/predefined-attributes/{I}":                                                100,
		"/routing-profiles/{I}/" + o.RoutingProfileID + "/queues":                   100,
		"/routing-profiles/{I}/" + o.RoutingProfileID + "/manual-assignment-queues": 100,
		"/users/{I}/" + missing + "/proficiencies":                                  100,
	} {
		o.call("GET", fmt.Sprintf("%s?maxResults=%d", path, most+1), "").refused(t, path, "InvalidParameterException", "MaxResults must be between")
		o.call("GET", path+"?maxResults=0", "").refused(t, path, "InvalidParameterException", "MaxResults must be between")
		o.call("GET", path+"?maxResults=many", "").refused(t, path, "SerializationException", "axResults")
	}
	o.call("GET", "/instance?maxResults=11", "").refused(t, "instances", "InvalidRequestException", "MaxResults")
}
