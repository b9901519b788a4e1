package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// registerMetrics registers the operations that read what goes on, or went on.
func (s *Server) registerMetrics(mux *restjson.Mux) {
	restjson.Handle(mux, shape.SearchContacts, s.searchContacts)
	restjson.Handle(mux, shape.GetContactMetrics, s.getContactMetrics)
	restjson.Handle(mux, shape.GetCurrentMetricData, s.getCurrentMetricData)
	restjson.Handle(mux, shape.GetCurrentUserData, s.getCurrentUserData)
}

// getContactMetrics says where a contact stands in its queue. A contact that
// rings still does (rule 3.3.3).
func (s *Server) getContactMetrics(ctx context.Context, in *shape.GetContactMetricsInput) (*shape.GetContactMetricsOutput, error) {
	id := strowger.ContactID(in.ContactId)
	var place routing.Place
	var now strowger.Time
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if _, _, err := s.contact(ctx, i, "ContactId", id); err != nil {
		return nil, err
	}
	if err := i.View(ctx, func(e *routing.Engine, at strowger.Time) error {
		var queued bool
		if place, queued = e.Place(id); !queued {
			return strowger.Errorf(strowger.InvalidRequest, "ContactId: the contact %q is not in a queue", id)
		}
		now = at
		return nil
	}); err != nil {
		return nil, err
	}
	out := &shape.GetContactMetricsOutput{
		Id:  text(id),
		Arn: new(s.Names.Resource(i.ID(), "contact", string(id))),
	}
	for _, m := range in.Metrics {
		number := float64(place.Position)
		if m.Name == shape.ContactMetricNameEstimatedWaitTime {
			number = estimate(place.Position, place.Among, place.Oldest, now)
		}
		out.MetricResults = append(out.MetricResults, shape.ContactMetricResult{
			Name: m.Name, Value: &shape.ContactMetricValue{Number: &number},
		})
	}
	return out, nil
}

// estimate returns how many seconds the contact at a position among those that
// wait will wait on. Whoever has waited longest has seen all the others come;
// where as many leave as come, as many will leave in that time as wait now. So
// the last of them waits that long, the others their share of it. The estimate
// needs nothing but the queue as it is.
func estimate(position, among int, oldest, now strowger.Time) float64 {
	return float64(now.Seconds(oldest)*int64(position)) / float64(among)
}
