package connect

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// getCurrentMetricData counts agents and contacts while the instance stands
// still. What fills more than a page is kept, and the pages after the first show
// that.
func (s *Server) getCurrentMetricData(ctx context.Context, in *shape.GetCurrentMetricDataInput) (*shape.GetCurrentMetricDataOutput, error) {
	var q *metricQuery
	if err := check(ctx, func(c *restjson.Checker) { q = s.metricQuery(c, in) }); err != nil {
		return nil, err
	}
	for i := range q.steps {
		criteria := strowger.RoutingCriteria{Steps: []strowger.RoutingStep{{Expression: &q.steps[i].Expression}}}
		if err := criteria.Validate(); err != nil {
			message := strings.TrimPrefix(err.(*strowger.Error).Message, "RoutingCriteria.Steps[0].Expression")
			return nil, strowger.Errorf(strowger.InvalidParameter, "Filters.RoutingStepExpressions[%d]%s", i, message)
		}
	}
	instance := strowger.InstanceID(in.InstanceId)
	p, err := s.searchPage(ctx, in.InstanceId, in.NextToken, in.MaxResults, in.Filters, in.Groupings, in.CurrentMetrics, in.SortCriteria)
	if err != nil {
		return nil, err
	}
	var r *metricReading
	err = s.view(ctx, in.InstanceId, func(e *routing.Engine, now strowger.Time) (err error) {
		if p.after != "" {
			r, err = s.metrics.resume(instance, p.after, now)
			return err
		}
		r, err = s.readMetrics(q, e, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	if p.after == "" {
		r.sort(q)
	}
	return s.metricPage(instance, p, q, r), nil
}

// metricReading is what was counted at one time.
type metricReading struct {
	at       strowger.Time
	instance strowger.InstanceID
	id       string
	cells    []*cell
}

// readMetrics counts. What the query names must be there.
func (s *Server) readMetrics(q *metricQuery, e *routing.Engine, now strowger.Time) (*metricReading, error) {
	n := census{metricQuery: q, e: e, now: now}
	var err error
	if len(q.queues) > 0 {
		if n.queueSet, err = named(e.Queues(), q.queues, "Filters.Queues", "queue"); err != nil {
			return nil, err
		}
	}
	if len(q.profiles) > 0 {
		if n.profileSet, err = named(e.RoutingProfiles(), q.profiles, "Filters.RoutingProfiles", "routing profile"); err != nil {
			return nil, err
		}
	}
	if len(q.statuses) > 0 {
		if n.statusSet, err = named(e.AgentStatuses(), q.statuses, "Filters.AgentStatuses", "agent status"); err != nil {
			return nil, err
		}
	}
	n.count()
	r := &metricReading{at: now, cells: make([]*cell, 0, len(n.cells))}
	for _, c := range n.cells {
		if queue, ok := e.Queues().Get(c.queue); ok {
			c.queueARN = s.Names.Queue(e.Instance().ID, queue)
		}
		r.cells = append(r.cells, c)
	}
	return r, nil
}

// sort orders the cells by the metric that was asked for, then by what they are.
// What cannot be computed comes last.
func (r *metricReading) sort(q *metricQuery) {
	slices.SortFunc(r.cells, func(a, b *cell) int {
		x, y := a.value(q, q.sortBy, r.at), b.value(q, q.sortBy, r.at)
		order := 0
		switch {
		case x == nil || y == nil:
			order = cmp.Compare(boolRank(x == nil), boolRank(y == nil))
		case q.ascending:
			order = cmp.Compare(*x, *y)
		default:
			order = cmp.Compare(*y, *x)
		}
		return cmp.Or(order, a.cellKey.compare(b.cellKey))
	})
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (k cellKey) compare(l cellKey) int {
	return cmp.Or(cmp.Compare(k.queue, l.queue), cmp.Compare(k.channel, l.channel), cmp.Compare(k.profile, l.profile),
		cmp.Compare(k.status, l.status), cmp.Compare(k.subtype, l.subtype), cmp.Compare(k.step, l.step))
}

// metricPage shows a page of a reading, and keeps the reading if there is more.
func (s *Server) metricPage(instance strowger.InstanceID, p page, q *metricQuery, r *metricReading) *shape.GetCurrentMetricDataOutput {
	from := p.metricOffset(len(r.cells))
	to := min(from+p.size, len(r.cells))
	out := &shape.GetCurrentMetricDataOutput{
		MetricResults:         make([]shape.CurrentMetricResult, 0, to-from),
		DataSnapshotTime:      epoch(r.at),
		ApproximateTotalCount: new(int64(len(r.cells))),
	}
	for _, c := range r.cells[from:to] {
		result := shape.CurrentMetricResult{
			Dimensions:  s.dimensions(instance, c),
			Collections: make([]shape.CurrentMetricData, len(q.metrics)),
		}
		for i := range q.metrics {
			result.Collections[i] = shape.CurrentMetricData{Metric: &q.metrics[i], Value: c.value(q, metricName(q.metrics[i]), r.at)}
		}
		out.MetricResults = append(out.MetricResults, result)
	}
	if to < len(r.cells) {
		if r.id == "" {
			r.id, r.instance = uuid.NewString(), instance
			s.metrics.keep(r)
		}
		out.NextToken = p.token(metricKey(r.id, to))
	}
	return out
}

func (s *Server) dimensions(instance strowger.InstanceID, k *cell) *shape.Dimensions {
	out := &shape.Dimensions{Channel: shape.Channel(k.channel), RoutingStepExpression: text(k.step), Subtype: text(k.subtype)}
	if k.queue != "" {
		out.Queue = &shape.QueueReference{Id: text(k.queue), Arn: &k.queueARN}
	}
	if k.profile != "" {
		out.RoutingProfile = &shape.RoutingProfileReference{Id: text(k.profile), Arn: new(s.Names.Resource(instance, "routing-profile", string(k.profile)))}
	}
	if k.status != "" {
		out.AgentStatus = &shape.AgentStatusIdentifier{Id: text(k.status), Arn: new(s.Names.Resource(instance, "agent-state", string(k.status)))}
	}
	return out
}

// value returns a metric of a cell, nil if it cannot be computed: an agent has no
// subtype, a callback that waits for its time has no step.
func (c *cell) value(q *metricQuery, m shape.CurrentMetricName, now strowger.Time) *float64 {
	number := func(n int, known bool) *float64 {
		if !known {
			return nil
		}
		return new(float64(n))
	}
	hasAgents := !q.by(shape.GroupingSubtype)
	switch m {
	case shape.CurrentMetricNameAgentsOnline:
		return number(c.online, hasAgents)
	case shape.CurrentMetricNameAgentsStaffed:
		return number(c.staffed, hasAgents)
	case shape.CurrentMetricNameAgentsAvailable:
		return number(c.available, hasAgents)
	case shape.CurrentMetricNameAgentsNonProductive:
		return number(c.nonProductive, hasAgents)
	case shape.CurrentMetricNameSlotsAvailable:
		return number(c.free, hasAgents)
	case shape.CurrentMetricNameAgentsOnCall, shape.CurrentMetricNameAgentsOnContact:
		return number(c.onContact, true)
	case shape.CurrentMetricNameAgentsAfterContactWork:
		return number(c.afterContact, true)
	case shape.CurrentMetricNameAgentsError:
		return number(c.failed, true)
	case shape.CurrentMetricNameSlotsActive:
		return number(c.active, true)
	case shape.CurrentMetricNameContactsInQueue:
		return number(c.waiting, true)
	case shape.CurrentMetricNameContactsScheduled:
		return number(c.scheduled, len(q.subtypes) == 0 && hasAgents && !q.by(shape.GroupingRoutingStepExpression))
	case shape.CurrentMetricNameOldestContactAge:
		return c.age(now, len(q.groupings) > 0)
	}
	return c.waitingTime(now)
}

// age is how long the oldest contact has waited: in seconds where there are
// groupings, else in milliseconds (GetCurrentMetricData, OLDEST_CONTACT_AGE).
func (c *cell) age(now strowger.Time, grouped bool) *float64 {
	switch {
	case c.waiting == 0:
		return new(0.0)
	case grouped:
		return new(float64(now.Seconds(c.oldest)))
	}
	return new(float64(now - c.oldest))
}

// waitingTime estimates how long a contact that comes now will wait: as long as
// the last of those that wait, or not at all if an agent is free. With neither
// nobody can say.
func (c *cell) waitingTime(now strowger.Time) *float64 {
	switch {
	case c.waiting > 0:
		return new(estimate(c.waiting, c.waiting, c.oldest, now))
	case c.free > 0:
		return new(0.0)
	}
	return nil
}
