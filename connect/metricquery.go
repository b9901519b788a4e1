package connect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
)

// metricQuery is what a GetCurrentMetricData asks for.
type metricQuery struct {
	queues, profiles []string // one of them is empty
	channels         []strowger.Channel
	statuses         []string
	subtypes         []string
	steps            []metricStep
	stepsNamed       bool // by the filter
	groupings        []shape.Grouping
	metrics          []shape.CurrentMetric // by name, with their units
	sortBy           shape.CurrentMetricName
	ascending        bool
}

// metricStep is a routing step that is asked about.
type metricStep struct {
	text string // as the request has it
	strowger.Expression
}

func (q *metricQuery) by(g shape.Grouping) bool { return slices.Contains(q.groupings, g) }

func (q *metricQuery) asks(m shape.CurrentMetricName) bool {
	return slices.ContainsFunc(q.metrics, func(c shape.CurrentMetric) bool { return metricName(c) == m })
}

// The limits that the documentation states and the model does not.
const (
	maxAgentStatuses = 50
	maxMetricIDs     = 10
)

// metricQuery reads and checks a request.
func (s *Server) metricQuery(c *restjson.Checker, in *shape.GetCurrentMetricDataInput) *metricQuery {
	f := in.Filters
	q := &metricQuery{
		queues: f.Queues, profiles: f.RoutingProfiles, statuses: f.AgentStatuses, subtypes: f.Subtypes,
		channels: retype[strowger.Channel](f.Channels), groupings: in.Groupings,
		sortBy: shape.CurrentMetricNameAgentsOnline, stepsNamed: len(f.RoutingStepExpressions) > 0,
	}
	if len(q.channels) == 0 {
		q.channels = strowger.Channels[:]
	}
	c.Member("Filters")
	c.ExactlyOne([]string{"Queues", "RoutingProfiles"}, len(f.Queues) > 0, len(f.RoutingProfiles) > 0)
	c.Size("AgentStatuses", len(f.AgentStatuses), 0, maxAgentStatuses)
	for name, given := range map[string]bool{"AgentStatuses": len(f.AgentStatuses) > 0, "Subtypes": len(f.Subtypes) > 0} {
		if given && len(f.Queues) == 0 {
			c.Violate(name, "can be given with Queues only")
		}
	}
	if len(f.ValidationTestTypes) > 0 {
		c.Violate("ValidationTestTypes", "is not supported: there are no simulated contacts")
	}
	for i, text := range f.RoutingStepExpressions {
		q.steps = append(q.steps, s.metricStep(c, in.InstanceId, i, text))
	}
	c.Leave()
	q.readMetrics(c, in.CurrentMetrics)
	if len(in.SortCriteria) > 0 {
		q.readSort(c, &in.SortCriteria[0])
	}
	q.checkGroupings(c)
	q.checkEstimate(c, len(f.Channels))
	return q
}

// metricStep reads the JSON of an expression, in which the order of members and
// the white space do not count.
func (s *Server) metricStep(c *restjson.Checker, instance string, i int, text string) metricStep {
	c.Item("RoutingStepExpressions", i)
	defer c.Leave()
	var in shape.Expression
	if err := json.Unmarshal([]byte(text), &in, json.RejectUnknownMembers(true)); err != nil {
		c.Violate("", "is not the JSON of an expression: %s", err)
		return metricStep{}
	}
	c.Identifier("InstanceId", string(strowger.InstanceResource), &instance)
	in.Validate(c)
	c.Resolve(s.Names.Resolve)
	return metricStep{text, s.expression(c, &in)}
}

// expressionText is the JSON of an expression as a request would have it.
func expressionText(x *strowger.Expression) string {
	b, err := json.Marshal(expressionShape(*x), json.Deterministic(true))
	if err != nil {
		panic("connect: " + err.Error()) // an expression is plain data
	}
	return string(b)
}

func (q *metricQuery) readMetrics(c *restjson.Checker, in []shape.CurrentMetric) {
	c.Required("CurrentMetrics", len(in) > 0)
	ids := 0
	for i, m := range in {
		c.Item("CurrentMetrics", i)
		c.ExactlyOne([]string{"Name", "MetricId"}, m.Name != nil, m.MetricId != nil)
		if m.MetricId != nil {
			ids++
			if !slices.Contains(metricNames, metricName(m)) {
				c.Violate("MetricId", "is not known: there are no custom metrics")
			}
		}
		unit := metricUnit(metricName(m))
		if m.Unit != nil && *m.Unit != unit {
			c.Violate("Unit", "must be %s, is %s", unit, *m.Unit)
		}
		c.Leave()
		m.Unit = &unit
		q.metrics = append(q.metrics, m)
	}
	if ids > maxMetricIDs {
		c.Violate("CurrentMetrics", "must have at most %d with a MetricId, has %d", maxMetricIDs, ids)
	}
}

// metricNames are the metrics that can be asked for.
var metricNames = []shape.CurrentMetricName{
	shape.CurrentMetricNameAgentsOnline, shape.CurrentMetricNameAgentsAvailable, shape.CurrentMetricNameAgentsOnCall,
	shape.CurrentMetricNameAgentsNonProductive, shape.CurrentMetricNameAgentsAfterContactWork, shape.CurrentMetricNameAgentsError,
	shape.CurrentMetricNameAgentsStaffed, shape.CurrentMetricNameContactsInQueue, shape.CurrentMetricNameOldestContactAge,
	shape.CurrentMetricNameContactsScheduled, shape.CurrentMetricNameAgentsOnContact, shape.CurrentMetricNameSlotsActive,
	shape.CurrentMetricNameSlotsAvailable, shape.CurrentMetricNameEstimatedWaitTime,
}

// metricName returns the name of a metric, which an identifier ends with.
func metricName(m shape.CurrentMetric) shape.CurrentMetricName {
	if m.Name != nil {
		return *m.Name
	}
	id := value(m.MetricId)
	return shape.CurrentMetricName(id[strings.LastIndexByte(id, '/')+1:])
}

func metricUnit(m shape.CurrentMetricName) shape.Unit {
	switch m {
	case shape.CurrentMetricNameOldestContactAge, shape.CurrentMetricNameEstimatedWaitTime:
		return shape.UnitSeconds
	}
	return shape.UnitCount
}

func (q *metricQuery) readSort(c *restjson.Checker, in *shape.CurrentMetricSortCriteria) {
	if in.SortByMetric != nil {
		q.sortBy = *in.SortByMetric
	}
	q.ascending = value(in.SortOrder) == shape.SortOrderAscending
	switch q.sortBy {
	case shape.CurrentMetricNameSlotsActive, shape.CurrentMetricNameSlotsAvailable:
		c.Violate("SortCriteria[0].SortByMetric", "cannot be %s", q.sortBy)
	}
}

// checkGroupings checks which groupings go with which filters and metrics.
func (q *metricQuery) checkGroupings(c *restjson.Checker) {
	if len(q.groupings) == 2 && q.groupings[0] == q.groupings[1] {
		c.Violate("Groupings[1]", "is %s again", q.groupings[1])
	}
	if q.by(shape.GroupingValidationTestType) {
		c.Violate("Groupings", "must not have VALIDATION_TEST_TYPE: there are no simulated contacts")
	}
	for _, second := range []shape.Grouping{shape.GroupingAgentStatus, shape.GroupingSubtype} {
		if q.by(second) && (len(q.queues) == 0 || q.groupings[0] != shape.GroupingQueue) {
			c.Violate("Groupings", "must have QUEUE first, and Filters.Queues be given, for %s", second)
		}
	}
	for i, m := range q.metrics {
		name := metricName(m)
		if q.by(shape.GroupingAgentStatus) && name != shape.CurrentMetricNameAgentsOnline {
			c.Violate(fmt.Sprintf("CurrentMetrics[%d]", i), "must be AGENTS_ONLINE with the grouping AGENT_STATUS, is %s", name)
		}
		if q.by(shape.GroupingRoutingProfile) && len(q.profiles) == 0 && slices.Contains(waitingMetrics, name) {
			c.Violate(fmt.Sprintf("CurrentMetrics[%d]", i), "needs Filters.RoutingProfiles with the grouping ROUTING_PROFILE: %s", name)
		}
	}
	if by := q.by(shape.GroupingRoutingStepExpression); by && len(q.queues) != 1 {
		c.Violate("Filters.Queues", "must have exactly one queue with ROUTING_STEP_EXPRESSION, has %d", len(q.queues))
	} else if !by && len(q.steps) > 0 {
		c.Violate("Groupings", "must have ROUTING_STEP_EXPRESSION with Filters.RoutingStepExpressions")
	}
}

// waitingMetrics are about contacts that no agent has.
var waitingMetrics = []shape.CurrentMetricName{
	shape.CurrentMetricNameContactsScheduled, shape.CurrentMetricNameContactsInQueue, shape.CurrentMetricNameOldestContactAge,
}

// checkEstimate checks that the waiting time is asked for each queue and channel,
// or each step of one.
func (q *metricQuery) checkEstimate(c *restjson.Checker, channels int) {
	if !q.asks(shape.CurrentMetricNameEstimatedWaitTime) && q.sortBy != shape.CurrentMetricNameEstimatedWaitTime {
		return
	}
	lines := slices.Equal(q.groupings, []shape.Grouping{shape.GroupingQueue, shape.GroupingChannel})
	steps := slices.Equal(q.groupings, []shape.Grouping{shape.GroupingRoutingStepExpression})
	switch {
	case lines && len(q.queues) > 0 && channels > 0:
	case steps && len(q.queues) == 1 && channels == 1 && len(q.steps) > 0:
	default:
		c.Violate("Groupings", "must be %s with Filters.Queues and .Channels, or ROUTING_STEP_EXPRESSION with one queue, one channel and Filters.RoutingStepExpressions, for ESTIMATED_WAIT_TIME",
			strings.Join([]string{"QUEUE", "CHANNEL"}, ", "))
	}
}
