package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/routing"
)

// quickConnectFields are the fields of quick connects that can be searched.
var quickConnectFields = map[string]field[*strowger.QuickConnect]{
	"name":        {func(q *strowger.QuickConnect) []string { return []string{q.Name} }, prose},
	"description": {func(q *strowger.QuickConnect) []string { return []string{q.Description} }, prose},
	"resourceID":  {func(q *strowger.QuickConnect) []string { return []string{string(q.ID)} }, fieldKind(strowger.QuickConnectResource)},
}

func (s *Server) searchQuickConnects(ctx context.Context, in *shape.SearchQuickConnectsInput) (*shape.SearchQuickConnectsOutput, error) {
	met, err := s.quickConnectCondition(ctx, in)
	if err != nil {
		return nil, err
	}
	p, err := s.searchPage(ctx, in.InstanceId, in.NextToken, in.MaxResults, in.SearchFilter, in.SearchCriteria)
	if err != nil {
		return nil, err
	}
	all, err := picture(ctx, s, in.InstanceId, (*routing.Engine).QuickConnects, itself[strowger.QuickConnect])
	if err != nil {
		return nil, err
	}
	out := &shape.SearchQuickConnectsOutput{}
	instance := strowger.InstanceID(in.InstanceId)
	out.QuickConnects, out.NextToken, out.ApproximateTotalCount = found(p, all, met,
		func(q *strowger.QuickConnect) string { return string(q.ID) },
		func(q *strowger.QuickConnect) shape.QuickConnect { return *s.quickConnect(instance, q) })
	return out, nil
}

// quickConnectCondition compiles filter and criteria; both must be met.
func (s *Server) quickConnectCondition(ctx context.Context, in *shape.SearchQuickConnectsInput) (condition[*strowger.QuickConnect], error) {
	return compile(ctx, s.identify(in.InstanceId), func(q *search[*strowger.QuickConnect]) []condition[*strowger.QuickConnect] {
		all := member(q, "SearchFilter", in.SearchFilter, func(in *shape.QuickConnectSearchFilter) condition[*strowger.QuickConnect] {
			return allOf(member(q, "TagFilter", in.TagFilter, q.tags(func(q *strowger.QuickConnect) map[string]string { return q.Tags })))
		})
		return append(all, member(q, "SearchCriteria", in.SearchCriteria, func(in *shape.QuickConnectSearchCriteria) condition[*strowger.QuickConnect] {
			return tree(q, in, func(in *shape.QuickConnectSearchCriteria) (all []condition[*strowger.QuickConnect], and, or []shape.QuickConnectSearchCriteria) {
				all = member(q, "StringCondition", in.StringCondition, q.text(quickConnectFields))
				return all, in.AndConditions, in.OrConditions
			})
		})...)
	})
}
