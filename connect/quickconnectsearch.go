package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// quickConnectFields are the fields of quick connects that can be searched.
var quickConnectFields = map[string]field[shape.QuickConnect]{
	"name":        {func(q *shape.QuickConnect) []string { return []string{*q.Name} }, true},
	"description": {func(q *shape.QuickConnect) []string { return []string{value(q.Description)} }, true},
	"resourceID":  {func(q *shape.QuickConnect) []string { return []string{*q.QuickConnectId} }, false},
}

func quickConnectNode(in *shape.QuickConnectSearchCriteria) (text *shape.StringCondition, and, or []shape.QuickConnectSearchCriteria) {
	return in.StringCondition, in.AndConditions, in.OrConditions
}

// searchQuickConnects takes a picture of all quick connects and searches that,
// so that the instance does not wait for the search.
func (s *Server) searchQuickConnects(ctx context.Context, in *shape.SearchQuickConnectsInput) (*shape.SearchQuickConnectsOutput, error) {
	met, err := quickConnectCondition(ctx, in)
	if err != nil {
		return nil, err
	}
	p, err := s.newSearchPage(ctx, in.NextToken, in.MaxResults, in.InstanceId, in.SearchFilter, in.SearchCriteria)
	if err != nil {
		return nil, err
	}
	var all []shape.QuickConnect
	if err := s.view(ctx, in.InstanceId, func(e *routing.Engine, _ strowger.Time) error {
		for q := range e.QuickConnects().All() {
			all = append(all, *s.quickConnect(e.Instance().ID, q))
		}
		return nil
	}); err != nil {
		return nil, err
	}
	out := &shape.SearchQuickConnectsOutput{}
	out.QuickConnects, out.NextToken, out.ApproximateTotalCount = pick(p, all, met, func(q shape.QuickConnect) string { return *q.QuickConnectId })
	return out, nil
}

// quickConnectCondition compiles filter and criteria; both must be met.
func quickConnectCondition(ctx context.Context, in *shape.SearchQuickConnectsInput) (condition[shape.QuickConnect], error) {
	var all []condition[shape.QuickConnect]
	err := check(ctx, func(c *restjson.Checker) {
		s := &search[shape.QuickConnect]{Checker: c, fields: quickConnectFields}
		if in.SearchFilter != nil && in.SearchFilter.TagFilter != nil {
			c.Member("SearchFilter")
			c.Member("TagFilter")
			all = append(all, s.tags(in.SearchFilter.TagFilter, func(q *shape.QuickConnect) map[string]string { return q.Tags }))
			c.Leave()
			c.Leave()
		}
		if in.SearchCriteria != nil {
			c.Member("SearchCriteria")
			all = append(all, tree(s, in.SearchCriteria, quickConnectNode))
			c.Leave()
		}
	})
	return allOf(all), err
}
