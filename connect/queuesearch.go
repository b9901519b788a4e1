package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/routing"
)

// queueFields are the fields of queues that can be searched.
var queueFields = map[string]field[*strowger.Queue]{
	"name":        {func(q *strowger.Queue) []string { return []string{q.Name} }, prose},
	"description": {func(q *strowger.Queue) []string { return []string{q.Description} }, prose},
	"resourceID":  {func(q *strowger.Queue) []string { return []string{string(q.ID)} }, fieldKind(strowger.QueueResource)},
}

// searchQueues searches the standard queues, the only ones that can be asked for
// by type.
func (s *Server) searchQueues(ctx context.Context, in *shape.SearchQueuesInput) (*shape.SearchQueuesOutput, error) {
	met, err := s.queueCondition(ctx, in)
	if err != nil {
		return nil, err
	}
	p, err := s.searchPage(ctx, in.InstanceId, in.NextToken, in.MaxResults, in.SearchFilter, in.SearchCriteria)
	if err != nil {
		return nil, err
	}
	queues, err := picture(ctx, s, in.InstanceId, (*routing.Engine).Queues, itself[strowger.Queue])
	if err != nil {
		return nil, err
	}
	out := &shape.SearchQueuesOutput{}
	instance := strowger.InstanceID(in.InstanceId)
	out.Queues, out.NextToken, out.ApproximateTotalCount = found(p, queues, met,
		func(q *strowger.Queue) string { return string(q.ID) },
		func(q *strowger.Queue) shape.Queue { return *s.queue(instance, q) })
	return out, nil
}

// queueCondition compiles filter and criteria of a search; both must be met.
func (s *Server) queueCondition(ctx context.Context, in *shape.SearchQueuesInput) (condition[*strowger.Queue], error) {
	return compile(ctx, s.identify(in.InstanceId), func(q *search[*strowger.Queue]) []condition[*strowger.Queue] {
		all := []condition[*strowger.Queue]{func(q *strowger.Queue) bool { return q.Type == strowger.StandardQueue }}
		all = append(all, member(q, "SearchFilter", in.SearchFilter, func(in *shape.QueueSearchFilter) condition[*strowger.Queue] {
			return allOf(member(q, "TagFilter", in.TagFilter, q.tags(func(q *strowger.Queue) map[string]string { return q.Tags })))
		})...)
		return append(all, member(q, "SearchCriteria", in.SearchCriteria, func(in *shape.QueueSearchCriteria) condition[*strowger.Queue] {
			return tree(q, in, func(in *shape.QueueSearchCriteria) (all []condition[*strowger.Queue], and, or []shape.QueueSearchCriteria) {
				all = member(q, "StringCondition", in.StringCondition, q.text(queueFields))
				all = append(all, member(q, "QueueTypeCondition", in.QueueTypeCondition, func(t *shape.SearchableQueueType) condition[*strowger.Queue] {
					return func(q *strowger.Queue) bool { return string(q.Type) == string(*t) }
				})...)
				return all, in.AndConditions, in.OrConditions
			})
		})...)
	})
}
