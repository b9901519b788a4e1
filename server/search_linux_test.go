package server_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// These read much at once. Each is beside a bare net/http handler that sends the
// same bytes.

// BenchmarkSearchRoutingProfiles finds by name among 500 profiles and shows a
// page of 100.
func BenchmarkSearchRoutingProfiles(b *testing.B) {
	s := newBenchSite(b, b.TempDir())
	f := newFloor(b, s, 100, 500, 0)
	s.besideBare(b, s.wire(b, "POST", "/search-routing-profiles", fmt.Sprintf(
		`{"InstanceId":%q,"SearchCriteria":{"StringCondition":{"FieldName":"name","Value":"profile","ComparisonType":"STARTS_WITH"}}}`, f.instance)))
}

// BenchmarkSearchUsers finds by name among 10,000 users and shows a page of 100.
func BenchmarkSearchUsers(b *testing.B) {
	s := newBenchSite(b, b.TempDir())
	f := newFloor(b, s, 100, 50, 10_000)
	s.besideBare(b, s.wire(b, "POST", "/search-users", fmt.Sprintf(
		`{"InstanceId":%q,"SearchCriteria":{"StringCondition":{"FieldName":"Username","Value":"agent","ComparisonType":"STARTS_WITH"}}}`, f.instance)))
}

// BenchmarkGetCurrentMetricData counts 10,000 agents, half of them Available, in
// 100 queues, for 13 metrics by queue.
func BenchmarkGetCurrentMetricData(b *testing.B) {
	s := newBenchSite(b, b.TempDir())
	f := newFloor(b, s, 100, 50, 10_000)
	sideBySide(b, f.agents[:len(f.agents)/2], func(agent string) error {
		_, err := s.api.PutUserStatus(b.Context(), &sdk.PutUserStatusInput{InstanceId: &f.instance, UserId: &agent, AgentStatusId: &f.available})
		return err
	})
	var metrics []string
	for _, name := range types.CurrentMetricName("").Values() {
		if name != types.CurrentMetricNameEstimatedWaitTime {
			metrics = append(metrics, fmt.Sprintf(`{"Name":%q}`, name))
		}
	}
	s.besideBare(b, s.wire(b, "POST", "/metrics/current/"+f.instance, fmt.Sprintf(
		`{"Filters":{"Queues":["%s"]},"Groupings":["QUEUE"],"CurrentMetrics":[%s]}`,
		strings.Join(f.queues, `","`), strings.Join(metrics, ","))))
}

// floor is a large contact centre, whose users need no passwords.
type floor struct {
	instance, available string
	queues, agents      []string
}

// newFloor makes queues, profiles that serve ten of them each, and users who
// share the profiles.
func newFloor(b *testing.B, s *benchSite, queues, profiles, agents int) *floor {
	b.Helper()
	ctx := b.Context()
	created, err := s.api.CreateInstance(ctx, &sdk.CreateInstanceInput{
		InstanceAlias: new("floor"), IdentityManagementType: types.DirectoryTypeSaml,
		InboundCallsEnabled: new(true), OutboundCallsEnabled: new(true),
	})
	must(b, err)
	f := &floor{instance: *created.Id}
	at := &site{instance: f.instance}
	at.look(b, s.client)
	statuses, err := s.api.ListAgentStatuses(ctx, &sdk.ListAgentStatusesInput{InstanceId: &f.instance, AgentStatusTypes: []types.AgentStatusType{types.AgentStatusTypeRoutable}})
	must(b, err)
	f.available = *statuses.AgentStatusSummaryList[0].Id
	f.queues = makeAll(b, "queue", queues, func(name string, _ int) (*string, error) {
		out, err := s.api.CreateQueue(ctx, &sdk.CreateQueueInput{InstanceId: &f.instance, Name: &name, HoursOfOperationId: &at.hours})
		return valueOf(out, err, func(o *sdk.CreateQueueOutput) *string { return o.QueueId })
	})
	list := makeAll(b, "profile", profiles, func(name string, i int) (*string, error) {
		out, err := s.api.CreateRoutingProfile(ctx, f.profile(name, i))
		return valueOf(out, err, func(o *sdk.CreateRoutingProfileOutput) *string { return o.RoutingProfileId })
	})
	f.agents = makeAll(b, "agent", agents, func(name string, i int) (*string, error) {
		out, err := s.api.CreateUser(ctx, &sdk.CreateUserInput{
			InstanceId: &f.instance, Username: &name, RoutingProfileId: &list[i%len(list)], SecurityProfileIds: []string{at.security},
			IdentityInfo: &types.UserIdentityInfo{FirstName: new("Agent"), LastName: &name},
			PhoneConfig:  &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone, AfterContactWorkTimeLimit: 30},
		})
		return valueOf(out, err, func(o *sdk.CreateUserOutput) *string { return o.UserId })
	})
	return f
}

func (f *floor) profile(name string, i int) *sdk.CreateRoutingProfileInput {
	in := &sdk.CreateRoutingProfileInput{
		InstanceId: &f.instance, Name: &name, Description: new("of " + name), DefaultOutboundQueueId: &f.queues[0],
		MediaConcurrencies: []types.MediaConcurrency{{Channel: types.ChannelVoice, Concurrency: new(int32(1))}},
	}
	for j := range 10 {
		in.QueueConfigs = append(in.QueueConfigs, types.RoutingProfileQueueConfig{
			Priority: new(int32(1 + j)), Delay: new(int32(0)),
			QueueReference: &types.RoutingProfileQueueReference{QueueId: &f.queues[(10*i+j)%len(f.queues)], Channel: types.ChannelVoice},
		})
	}
	return in
}

func valueOf[T any](out *T, err error, id func(*T) *string) (*string, error) {
	if err != nil {
		return nil, err
	}
	return id(out), nil
}

// makeAll makes things side by side and returns their identifiers.
func makeAll(b *testing.B, kind string, count int, create func(name string, i int) (*string, error)) []string {
	b.Helper()
	ids, numbers := make([]string, count), make([]int, count)
	for i := range numbers {
		numbers[i] = i
	}
	sideBySide(b, numbers, func(i int) error {
		id, err := create(fmt.Sprint(kind, i), i)
		if err == nil {
			ids[i] = *id
		}
		return err
	})
	return ids
}

// sideBySide does something with each item, from 32 goroutines.
func sideBySide[T any](b *testing.B, items []T, do func(T) error) {
	b.Helper()
	var wg sync.WaitGroup
	next := make(chan T)
	for range 32 {
		wg.Go(func() {
			for item := range next {
				if err := do(item); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for _, item := range items {
		next <- item
	}
	close(next)
	wg.Wait()
}
