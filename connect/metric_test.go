package connect_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger"
)

// allMetrics are the metrics of every line that meter.read returns, in order.
var allMetrics = []types.CurrentMetricName{
	types.CurrentMetricNameAgentsOnline, types.CurrentMetricNameAgentsStaffed, types.CurrentMetricNameAgentsAvailable,
	types.CurrentMetricNameAgentsNonProductive, types.CurrentMetricNameAgentsOnContact, types.CurrentMetricNameAgentsAfterContactWork,
	types.CurrentMetricNameAgentsError, types.CurrentMetricNameSlotsActive, types.CurrentMetricNameSlotsAvailable,
	types.CurrentMetricNameContactsInQueue, types.CurrentMetricNameContactsScheduled, types.CurrentMetricNameOldestContactAge,
}

func current(names ...types.CurrentMetricName) []types.CurrentMetric {
	list := make([]types.CurrentMetric, len(names))
	for i, name := range names {
		list[i].Name = name
	}
	return list
}

// read returns a line for each result: what it is about and the values in the
// order of the metrics, "-" for one that is not there.
func (h *house) read(in *sdk.GetCurrentMetricDataInput) string {
	h.t.Helper()
	in.InstanceId = &h.InstanceID
	if in.CurrentMetrics == nil {
		in.CurrentMetrics = current(allMetrics...)
	}
	out, err := h.Client.GetCurrentMetricData(h.t.Context(), in)
	must(h.t, err)
	same(h.t, "DataSnapshotTime", out.DataSnapshotTime, h.now())
	same(h.t, "ApproximateTotalCount", out.ApproximateTotalCount, new(int64(len(out.MetricResults))))
	var lines []string
	for _, r := range out.MetricResults {
		words := dimensionWords(r.Dimensions)
		for i, c := range r.Collections {
			same(h.t, "metric", c.Metric.Name, in.CurrentMetrics[i].Name)
			if c.Value == nil {
				words = append(words, "-")
			} else {
				words = append(words, fmt.Sprint(*c.Value))
			}
		}
		lines = append(lines, strings.Join(words, " "))
	}
	return strings.Join(lines, "\n")
}

func dimensionWords(d *types.Dimensions) (words []string) {
	if d.Queue != nil {
		words = append(words, (*d.Queue.Id)[:4])
	}
	if d.Channel != "" {
		words = append(words, string(d.Channel))
	}
	if d.RoutingProfile != nil {
		words = append(words, (*d.RoutingProfile.Id)[:4])
	}
	if d.AgentStatus != nil {
		words = append(words, (*d.AgentStatus.Id)[:4])
	}
	for _, s := range []*string{d.Subtype, d.RoutingStepExpression} {
		if s != nil {
			words = append(words, *s)
		}
	}
	return words
}

// ofQueue asks about a queue.
func ofQueue(queue string, by ...types.Grouping) *sdk.GetCurrentMetricDataInput {
	return &sdk.GetCurrentMetricDataInput{Filters: &types.Filters{Queues: []string{queue}}, Groupings: by}
}

// The life of two calls, as the metrics of their queue tell it.
func TestMetricsOfALife(t *testing.T) {
	h := newHouse(t)
	q := h.QueueID[:4]
	read := func(when, want string) {
		t.Helper()
		if want != "" {
			want = q + " " + want
		}
		same(t, when, h.read(ofQueue(h.QueueID, types.GroupingQueue)), want)
	}
	//                       online staffed available non-productive on-contact ACW error active free waiting scheduled oldest
	read("nobody is there", "")
	first := h.call()
	h.advance(5)
	read("a call waits", "0 0 0 0 0 0 0 0 0 1 0 5")
	h.put(h.ada, h.OfflineID)
	h.put(h.ada, h.AvailableID)
	read("it rings, and waits no more", "1 1 0 0 0 0 0 0 0 0 0 0")
	h.accept(h.ada, first)
	read("she talks", "1 1 0 0 1 0 0 1 0 0 0 0")
	second := h.call()
	h.advance(7)
	third := h.call()
	h.advance(2)
	read("two more wait", "1 1 0 0 1 0 0 1 0 2 0 9")
	same(t, "all in all, in milliseconds", h.read(ofQueue(h.QueueID)), "1 1 0 0 1 0 0 1 0 2 0 9000")
	h.leave(h.ada, first)
	read("after contact work", "1 1 0 0 1 1 0 1 0 2 0 9")
	must(t, h.dismiss(h.ada, first))
	h.advance(20)
	read("the next was missed", "1 1 0 0 0 0 1 0 0 2 0 29")
	must(t, h.stop(second))
	must(t, h.stop(third))
	must(t, h.dismiss(h.ada, second))
	idle := fmt.Sprint(h.freeSlots())
	read("idle", "1 1 1 0 0 0 0 0 "+idle+" 0 0 0")
	h.put(h.ada, h.newBreak())
	read("a break", "1 0 0 1 0 0 0 0 0 0 0 0")
	h.put(h.ada, h.OfflineID)
	read("gone home", "")
}

func (h *house) advance(seconds int64) {
	h.t.Helper()
	h.Advance(h.t, seconds)
}

// newBreak makes a status that is not productive.
func (h *house) newBreak() string {
	h.t.Helper()
	out, err := h.Client.CreateAgentStatus(h.t.Context(), &sdk.CreateAgentStatusInput{InstanceId: &h.InstanceID, Name: new("Break"), State: types.AgentStatusStateEnabled})
	must(h.t, err)
	return *out.AgentStatusId
}

// freeSlots is how many contacts fit to an agent of the basic routing profile.
func (h *house) freeSlots() (free int32) {
	h.t.Helper()
	out, err := h.Client.DescribeRoutingProfile(h.t.Context(), &sdk.DescribeRoutingProfileInput{InstanceId: &h.InstanceID, RoutingProfileId: &h.RoutingProfileID})
	must(h.t, err)
	for _, m := range out.RoutingProfile.MediaConcurrencies {
		free += *m.Concurrency
	}
	return free
}

// newMeter has ada, who is on a call of the basic queue while a chat of it waits
// there, and bob of another profile, which serves VOICE of it and of another
// queue, who is on a break.
func newMeter(t *testing.T) (h *house, other, profile, pause string) {
	t.Helper()
	h = newHouse(t)
	o := &office{Server: h.Server, Defaults: h.Defaults, T: t, ctx: t.Context(), id: &h.InstanceID}
	other = *o.newQueue("Other")
	profile = *o.newProfile("Voice", func(in *sdk.CreateRoutingProfileInput) {
		in.QueueConfigs = []types.RoutingProfileQueueConfig{row(&h.QueueID, types.ChannelVoice, 1, 0), row(&other, types.ChannelVoice, 1, 0)}
	})
	bob := h.CreateUser(t, "bob", profile)
	pause = h.newBreak()
	h.put(&bob, pause)
	h.put(h.ada, h.AvailableID)
	h.accept(h.ada, h.call())
	_, err := h.startChat(nil)
	must(t, err)
	h.advance(3)
	return h, other, profile, pause
}

func TestMetricGroupings(t *testing.T) {
	h, other, profile, pause := newMeter(t)
	q, o, basic, p := h.QueueID[:4], other[:4], h.RoutingProfileID[:4], profile[:4]
	metrics := current(types.CurrentMetricNameAgentsOnline, types.CurrentMetricNameAgentsNonProductive, types.CurrentMetricNameAgentsOnCall,
		types.CurrentMetricNameSlotsActive, types.CurrentMetricNameContactsInQueue, types.CurrentMetricNameOldestContactAge)
	agents := metrics[:4]
	online := metrics[:1]
	queues := types.Filters{Queues: []string{h.QueueID, *new(h.Names.Resource(h.Instance.ID(), "queue", other))}}
	profiles := types.Filters{RoutingProfiles: []string{h.RoutingProfileID, profile}}
	for i, c := range []struct {
		filters types.Filters
		metrics []types.CurrentMetric
		by      []types.Grouping
		want    []string
	}{
		{queues, metrics, nil, []string{"2 1 1 1 1 3000"}},
		{queues, metrics, []types.Grouping{types.GroupingQueue}, []string{q + " 2 1 1 1 1 3", o + " 1 1 0 0 0 0"}},
		{queues, metrics, []types.Grouping{types.GroupingChannel}, []string{
			"VOICE 2 1 1 1 0 0", "CHAT 1 0 0 0 1 3", "EMAIL 1 0 0 0 0 0", "TASK 1 0 0 0 0 0"}},
		{queues, metrics, []types.Grouping{types.GroupingQueue, types.GroupingChannel}, []string{
			q + " VOICE 2 1 1 1 0 0", q + " CHAT 1 0 0 0 1 3", q + " EMAIL 1 0 0 0 0 0", q + " TASK 1 0 0 0 0 0", o + " VOICE 1 1 0 0 0 0"}},
		{queues, agents, []types.Grouping{types.GroupingRoutingProfile}, []string{basic + " 1 0 1 1", p + " 1 1 0 0"}},
		{profiles, metrics, []types.Grouping{types.GroupingRoutingProfile}, []string{basic + " 1 0 1 1 1 3", p + " 1 1 0 0 0 0"}},
		{profiles, metrics, nil, []string{"2 1 1 1 1 3000"}},
		{profiles, metrics, []types.Grouping{types.GroupingRoutingProfile, types.GroupingQueue}, []string{
			q + " " + basic + " 1 0 1 1 1 3", q + " " + p + " 1 1 0 0 0 0", o + " " + p + " 1 1 0 0 0 0"}},
		{queues, online, []types.Grouping{types.GroupingQueue, types.GroupingAgentStatus}, []string{
			q + " " + h.AvailableID[:4] + " 1", q + " " + pause[:4] + " 1", o + " " + pause[:4] + " 1"}},
		{types.Filters{Queues: queues.Queues, Channels: []types.Channel{types.ChannelChat}}, metrics, nil, []string{"1 0 0 0 1 3000"}},
		{types.Filters{Queues: queues.Queues, AgentStatuses: []string{pause}}, agents, nil, []string{"1 1 0 0"}},
		{types.Filters{Queues: queues.Queues, Subtypes: []string{"connect:Chat"}}, metrics[4:], nil, []string{"1 3000"}},
		{types.Filters{Queues: queues.Queues, Subtypes: []string{"connect:Guide"}}, metrics[4:], []types.Grouping{types.GroupingQueue, types.GroupingSubtype}, nil},
		{types.Filters{Queues: queues.Queues, Subtypes: []string{"connect:Chat"}}, metrics, []types.Grouping{types.GroupingQueue, types.GroupingSubtype},
			[]string{q + " connect:Chat - - 0 0 1 3"}},
	} {
		filters := c.filters
		got := strings.Split(h.read(&sdk.GetCurrentMetricDataInput{Filters: &filters, Groupings: c.by, CurrentMetrics: c.metrics}), "\n")
		if c.want == nil {
			c.want = []string{""}
		}
		slices.Sort(got)
		slices.Sort(c.want)
		same(t, fmt.Sprint("case ", i), got, c.want)
	}
}

// TestMetricsOfAgentQueues: the queues that ListQueues returns can all be asked
// about, those of agents too, and nobody counts twice.
func TestMetricsOfAgentQueues(t *testing.T) {
	h := newHouse(t)
	h.newAgent("bob")
	h.flow = h.newFlow("to Ada", strings.Replace(inbound(*h.ada), "QueueId", "AgentId", 1))
	h.call()
	h.advance(5)
	own := ofQueue(*h.ada, types.GroupingQueue)
	same(t, "a call waits for her", h.read(own), (*h.ada)[:4]+" 0 0 0 0 0 0 0 0 0 1 0 5")
	h.put(h.ada, h.AvailableID)
	h.advance(20)
	same(t, "she has missed it", h.read(own), (*h.ada)[:4]+" 1 1 0 0 0 0 1 0 0 1 0 25")
	h.put(h.ada, h.OfflineID)
	h.put(h.ada, h.newBreak())
	same(t, "her break", h.read(own), (*h.ada)[:4]+" 1 0 0 1 0 0 0 0 0 1 0 25")

	queues, err := h.Client.ListQueues(t.Context(), &sdk.ListQueuesInput{InstanceId: &h.InstanceID})
	must(t, err)
	var all []string
	for _, q := range queues.QueueSummaryList {
		all = append(all, *q.Arn)
	}
	same(t, "all queues", h.read(&sdk.GetCurrentMetricDataInput{Filters: &types.Filters{Queues: all}}), "1 0 0 1 0 0 0 0 0 1 0 25000")

	out, err := h.Client.GetCurrentMetricData(t.Context(), &sdk.GetCurrentMetricDataInput{
		InstanceId: &h.InstanceID, Filters: own.Filters, Groupings: own.Groupings, CurrentMetrics: current(types.CurrentMetricNameAgentsOnline),
	})
	must(t, err)
	same(t, "the ARN of her queue", out.MetricResults[0].Dimensions.Queue.Arn, h.arnOf("queue/agent", *h.ada))
	users, err := h.Client.GetCurrentUserData(t.Context(), &sdk.GetCurrentUserDataInput{
		InstanceId: &h.InstanceID, Filters: &types.UserDataFilters{Queues: []string{*h.ada}},
	})
	must(t, err)
	if len(users.UserDataList) != 1 || *users.UserDataList[0].User.Id != *h.ada {
		t.Errorf("the users of her queue: %+v", users.UserDataList)
	}
}

// TestChannelsOfAnAgentQueue: an agent serves her queue on the channels of her
// routing profile, each of which counts her.
func TestChannelsOfAnAgentQueue(t *testing.T) {
	h := newHouse(t)
	profile, err := h.Client.CreateRoutingProfile(t.Context(), &sdk.CreateRoutingProfileInput{
		InstanceId: &h.InstanceID, Name: new("calls and tasks"), Description: new("no chats"), DefaultOutboundQueueId: &h.QueueID,
		MediaConcurrencies: []types.MediaConcurrency{{Channel: types.ChannelVoice, Concurrency: new(int32(1))}, {Channel: types.ChannelTask, Concurrency: new(int32(3))}},
	})
	must(t, err)
	_, err = h.Client.UpdateUserRoutingProfile(t.Context(), &sdk.UpdateUserRoutingProfileInput{
		InstanceId: &h.InstanceID, UserId: h.ada, RoutingProfileId: profile.RoutingProfileId,
	})
	must(t, err)
	h.put(h.ada, h.AvailableID)
	rows := strings.Split(h.read(ofQueue(*h.ada, types.GroupingQueue, types.GroupingChannel)), "\n")
	slices.Sort(rows)
	q := (*h.ada)[:4]
	same(t, "by channel", rows, []string{q + " TASK 1 1 1 0 0 0 0 0 3 0 0 0", q + " VOICE 1 1 1 0 0 0 0 0 1 0 0 0"})
}

func TestMetricsByStep(t *testing.T) {
	h := newHouse(t)
	h.proficient(h.ada, "connect:French", 3)
	h.put(h.ada, h.AvailableID)
	h.accept(h.ada, h.call())
	for _, level := range []float32{3, 3, 5} {
		id := h.call()
		h.setCriteria(id, step(100, speaks("connect:French", level)))
		h.advance(10)
	}
	h.call() // without criteria
	expression := func(level int) string {
		return fmt.Sprintf(`{"AttributeCondition":{"Name":"connect:Language","Value":"connect:French","ProficiencyLevel":%d,"ComparisonOperator":"NumberGreaterOrEqualTo"}}`, level)
	}
	in := func(steps ...string) *sdk.GetCurrentMetricDataInput {
		return &sdk.GetCurrentMetricDataInput{
			Filters:   &types.Filters{Queues: []string{h.QueueID}, Channels: []types.Channel{types.ChannelVoice}, RoutingStepExpressions: steps},
			Groupings: []types.Grouping{types.GroupingRoutingStepExpression},
			CurrentMetrics: current(types.CurrentMetricNameContactsInQueue, types.CurrentMetricNameOldestContactAge,
				types.CurrentMetricNameAgentsOnline, types.CurrentMetricNameContactsScheduled),
		}
	}
	same(t, "without a filter", h.read(in()), expression(3)+" 2 30 1 -\n"+expression(5)+" 1 10 0 -")
	spaced := ` { "AttributeCondition": {"Value": "connect:French", "ComparisonOperator": "NumberGreaterOrEqualTo", "Name": "connect:Language", "ProficiencyLevel": 5.0} } `
	same(t, "with one", h.read(in(spaced)), spaced+" 1 10 0 -")
	same(t, "of another case", h.read(in(strings.ReplaceAll(spaced, "French", "french"))), "")
	estimated := in(expression(3))
	estimated.CurrentMetrics = current(types.CurrentMetricNameEstimatedWaitTime)
	same(t, "estimate", h.read(estimated), expression(3)+" 30")
}

// What does not fit on a page is kept for five minutes as it was.
func TestMetricPages(t *testing.T) {
	h, other, _, _ := newMeter(t)
	in := &sdk.GetCurrentMetricDataInput{
		InstanceId: &h.InstanceID, CurrentMetrics: current(types.CurrentMetricNameAgentsOnline, types.CurrentMetricNameContactsInQueue),
		Filters: &types.Filters{Queues: []string{h.QueueID, other}}, MaxResults: new(int32(2)),
		Groupings: []types.Grouping{types.GroupingQueue, types.GroupingChannel},
	}
	all := strings.Split(h.read(&sdk.GetCurrentMetricDataInput{CurrentMetrics: in.CurrentMetrics, Filters: in.Filters, Groupings: in.Groupings}), "\n")
	first, err := h.Client.GetCurrentMetricData(t.Context(), in)
	must(t, err)
	began := h.now()
	h.call()
	h.put(h.ada, h.OfflineID)
	h.advance(300)
	var got []string
	in.NextToken = first.NextToken
	for page := first; ; {
		same(t, "DataSnapshotTime", page.DataSnapshotTime, began)
		same(t, "ApproximateTotalCount", page.ApproximateTotalCount, new(int64(len(all))))
		for _, r := range page.MetricResults {
			got = append(got, strings.Join(append(dimensionWords(r.Dimensions), fmt.Sprint(*r.Collections[0].Value), fmt.Sprint(*r.Collections[1].Value)), " "))
		}
		if page.NextToken == nil {
			break
		}
		in.NextToken = page.NextToken
		page, err = h.Client.GetCurrentMetricData(t.Context(), in)
		must(t, err)
	}
	same(t, "the pages", got, all)
	in.Groupings = in.Groupings[:1]
	_, err = h.Client.GetCurrentMetricData(t.Context(), in)
	exception[*types.InvalidParameterException](t, err, "NextToken was not returned")
	in.Groupings = in.Groupings[:2]
	h.advance(1)
	_, err = h.Client.GetCurrentMetricData(t.Context(), in)
	exception[*types.InvalidParameterException](t, err, "NextToken has expired")
}

func TestMetricSort(t *testing.T) {
	h, other, _, _ := newMeter(t)
	in := &sdk.GetCurrentMetricDataInput{
		Filters: &types.Filters{Queues: []string{h.QueueID, other}}, Groupings: []types.Grouping{types.GroupingQueue},
		CurrentMetrics: current(types.CurrentMetricNameContactsInQueue),
	}
	busy, idle := h.QueueID[:4]+" 1", other[:4]+" 0"
	same(t, "by default", h.read(in), busy+"\n"+idle)
	in.SortCriteria = []types.CurrentMetricSortCriteria{{SortByMetric: types.CurrentMetricNameAgentsOnline, SortOrder: types.SortOrderAscending}}
	same(t, "ascending", h.read(in), idle+"\n"+busy)
	in.SortCriteria[0] = types.CurrentMetricSortCriteria{SortByMetric: types.CurrentMetricNameContactsInQueue, SortOrder: types.SortOrderDescending}
	same(t, "by contacts", h.read(in), busy+"\n"+idle)
}

func TestMetricEstimate(t *testing.T) {
	h, other, _, _ := newMeter(t)
	in := &sdk.GetCurrentMetricDataInput{
		Filters:        &types.Filters{Queues: []string{h.QueueID, other}, Channels: []types.Channel{types.ChannelVoice, types.ChannelChat}},
		Groupings:      []types.Grouping{types.GroupingQueue, types.GroupingChannel},
		CurrentMetrics: []types.CurrentMetric{{Name: types.CurrentMetricNameEstimatedWaitTime, Unit: types.UnitSeconds}},
	}
	h.advance(7)
	want := []string{h.QueueID[:4] + " CHAT 10", h.QueueID[:4] + " VOICE -", other[:4] + " VOICE -"}
	got := strings.Split(h.read(in), "\n")
	slices.Sort(got)
	slices.Sort(want)
	same(t, "estimates", got, want)
}

func TestMetricRefusals(t *testing.T) {
	h, other, profile, _ := newMeter(t)
	queue := func(change func(*sdk.GetCurrentMetricDataInput)) *sdk.GetCurrentMetricDataInput {
		in := ofQueue(h.QueueID)
		in.CurrentMetrics = current(types.CurrentMetricNameAgentsOnline)
		change(in)
		return in
	}
	type I = *sdk.GetCurrentMetricDataInput
	for names, in := range map[string]I{
		"Filters must have exactly one of Queues, RoutingProfiles, has 2": queue(func(in I) { in.Filters.RoutingProfiles = []string{profile} }),
		"Filters must have exactly one of Queues, RoutingProfiles, has 0": queue(func(in I) { in.Filters = &types.Filters{} }),
		"Filters.AgentStatuses must have at most 50":                      queue(func(in I) { in.Filters.AgentStatuses = make([]string, 51) }),
		"Filters.ValidationTestTypes is not supported":                    queue(func(in I) { in.Filters.ValidationTestTypes = []string{"x"} }),
		"Filters.RoutingStepExpressions[0] is not the JSON":               queue(func(in I) { in.Filters.RoutingStepExpressions = []string{"Language"} }),
		"Groupings must have ROUTING_STEP_EXPRESSION":                     queue(func(in I) { in.Filters.RoutingStepExpressions = []string{`{}`} }),
		"CurrentMetrics is required":                                      queue(func(in I) { in.CurrentMetrics = []types.CurrentMetric{} }),
		"CurrentMetrics[0] must have exactly one of Name, MetricId":       queue(func(in I) { in.CurrentMetrics = []types.CurrentMetric{{}} }),
		"CurrentMetrics[0].MetricId is not known":                         queue(func(in I) { in.CurrentMetrics = []types.CurrentMetric{{MetricId: new(missing)}} }),
		"CurrentMetrics[0].Unit must be COUNT, is SECONDS":                queue(func(in I) { in.CurrentMetrics[0].Unit = types.UnitSeconds }),
		"CurrentMetrics must have at most 10 with a MetricId, has 11":     queue(func(in I) { in.CurrentMetrics = slices.Repeat([]types.CurrentMetric{{MetricId: new(onlineARN)}}, 11) }),
		"SortCriteria[0].SortByMetric cannot be SLOTS_ACTIVE": queue(func(in I) {
			in.SortCriteria = []types.CurrentMetricSortCriteria{{SortByMetric: types.CurrentMetricNameSlotsActive}}
		}),
		"Groupings[1] is QUEUE again":                                                    queue(func(in I) { in.Groupings = []types.Grouping{types.GroupingQueue, types.GroupingQueue} }),
		"Groupings must not have VALIDATION_TEST_TYPE":                                   queue(func(in I) { in.Groupings = []types.Grouping{types.GroupingQueue, types.GroupingValidationTestType} }),
		"Groupings must have QUEUE first, and Filters.Queues be given, for AGENT_STATUS": queue(func(in I) { in.Groupings = []types.Grouping{types.GroupingAgentStatus} }),
		"Groupings must have QUEUE first, and Filters.Queues be given, for SUBTYPE":      queue(func(in I) { in.Groupings = []types.Grouping{types.GroupingSubtype, types.GroupingQueue} }),
		"CurrentMetrics[0] must be AGENTS_ONLINE with the grouping AGENT_STATUS": queue(func(in I) {
			in.Groupings = []types.Grouping{types.GroupingQueue, types.GroupingAgentStatus}
			in.CurrentMetrics = current(types.CurrentMetricNameAgentsStaffed)
		}),
		"CurrentMetrics[0] needs Filters.RoutingProfiles": queue(func(in I) {
			in.Groupings = []types.Grouping{types.GroupingRoutingProfile}
			in.CurrentMetrics = current(types.CurrentMetricNameContactsInQueue)
		}),
		"Filters.Queues must have exactly one queue with ROUTING_STEP_EXPRESSION, has 2": queue(func(in I) {
			in.Filters.Queues = []string{h.QueueID, other}
			in.Groupings = []types.Grouping{types.GroupingRoutingStepExpression}
		}),
		"for ESTIMATED_WAIT_TIME": queue(func(in I) { in.CurrentMetrics = current(types.CurrentMetricNameEstimatedWaitTime) }),
		"Filters.AgentStatuses can be given with Queues only": queue(func(in I) {
			in.Filters = &types.Filters{RoutingProfiles: []string{profile}, AgentStatuses: []string{h.AvailableID}}
		}),
		"Filters.Subtypes can be given with Queues only": queue(func(in I) {
			in.Filters = &types.Filters{RoutingProfiles: []string{profile}, Subtypes: []string{"connect:Chat"}}
		}),
		"Filters.RoutingStepExpressions[0] must have exactly one of": queue(func(in I) {
			in.Filters.RoutingStepExpressions = []string{`{}`}
			in.Groupings = []types.Grouping{types.GroupingRoutingStepExpression}
		}),
	} {
		in.InstanceId = &h.InstanceID
		_, err := h.Client.GetCurrentMetricData(t.Context(), in)
		exception[*types.InvalidParameterException](t, err, names)
	}
	for names, filters := range map[string]*types.Filters{
		"Filters.Queues":          {Queues: []string{missing}},
		"Filters.RoutingProfiles": {RoutingProfiles: []string{missing}},
		"Filters.AgentStatuses":   {Queues: []string{h.QueueID}, AgentStatuses: []string{missing}},
	} {
		_, err := h.Client.GetCurrentMetricData(t.Context(), &sdk.GetCurrentMetricDataInput{
			InstanceId: &h.InstanceID, Filters: filters, CurrentMetrics: current(types.CurrentMetricNameAgentsOnline),
		})
		exception[*types.ResourceNotFoundException](t, err, names)
	}
}

const onlineARN = "arn:aws:connect:eu-west-2:aws:metric/AGENTS_ONLINE"

// A metric may be asked for by its ARN, and is then called so.
func TestMetricByARN(t *testing.T) {
	h, _, _, _ := newMeter(t)
	in := ofQueue(h.QueueID)
	in.InstanceId, in.CurrentMetrics = &h.InstanceID, []types.CurrentMetric{{MetricId: new(onlineARN)}}
	out, err := h.Client.GetCurrentMetricData(t.Context(), in)
	must(t, err)
	same(t, "results", out.MetricResults, []types.CurrentMetricResult{{
		Dimensions:  &types.Dimensions{},
		Collections: []types.CurrentMetricData{{Metric: &types.CurrentMetric{MetricId: new(onlineARN), Unit: types.UnitCount}, Value: new(2.0)}},
	}})
}

// A callback that waits for its time is scheduled, then in the queue.
func TestScheduledMetric(t *testing.T) {
	h := newHouse(t)
	caller := h.call()
	h.do(strowger.CreateCallback{
		ContactID: strowger.ContactID(*caller), NewContactID: "callback", QueueID: strowger.QueueID(h.QueueID), DelaySeconds: 60,
		Plan: strowger.CallbackPlan{MaxAttempts: 1},
	})
	must(t, h.stop(caller))
	in := ofQueue(h.QueueID)
	in.CurrentMetrics = current(types.CurrentMetricNameContactsScheduled, types.CurrentMetricNameContactsInQueue)
	same(t, "scheduled", h.read(in), "1 0")
	h.advance(60)
	same(t, "in the queue", h.read(in), "0 1")
}

func TestContactMetrics(t *testing.T) {
	h := newHouse(t)
	metrics := func(id *string) (string, error) {
		out, err := h.Client.GetContactMetrics(t.Context(), &sdk.GetContactMetricsInput{
			InstanceId: new(h.Names.Instance(h.Instance.ID())), ContactId: id,
			Metrics: []types.ContactMetricInfo{{Name: types.ContactMetricNamePositionInQueue}, {Name: types.ContactMetricNameEstimatedWaitTime}},
		})
		if err != nil {
			return "", err
		}
		arn := h.Names.Resource(h.Instance.ID(), "contact", *out.Id)
		same(t, "ARN", out.Arn, &arn)
		var words []string
		for _, r := range out.MetricResults {
			words = append(words, fmt.Sprint(r.Name, " ", r.Value.(*types.ContactMetricValueMemberNumber).Value))
		}
		return strings.Join(words, ", "), nil
	}
	first := h.task(nil)
	h.advance(30)
	second := h.task(nil)
	h.advance(30)
	call := h.call()
	for id, want := range map[*string]string{
		first:  "POSITION_IN_QUEUE 1, ESTIMATED_WAIT_TIME 30",
		second: "POSITION_IN_QUEUE 2, ESTIMATED_WAIT_TIME 60",
		call:   "POSITION_IN_QUEUE 1, ESTIMATED_WAIT_TIME 0",
	} {
		got, err := metrics(id)
		must(t, err)
		same(t, *id, got, want)
	}
	must(t, h.route(second, func(in *sdk.UpdateContactRoutingDataInput) { in.QueuePriority = new(int64(1)) }))
	got, err := metrics(second)
	must(t, err)
	same(t, "with priority", got, "POSITION_IN_QUEUE 1, ESTIMATED_WAIT_TIME 30")
	h.put(h.ada, h.AvailableID)
	h.accept(h.ada, second)
	_, err = metrics(second)
	exception[*types.InvalidRequestException](t, err, "ContactId")
	must(t, h.stop(first))
	_, err = metrics(first)
	exception[*types.InvalidRequestException](t, err, "is not in a queue")
	_, err = metrics(new(missing))
	exception[*types.ResourceNotFoundException](t, err, "ContactId")
}
