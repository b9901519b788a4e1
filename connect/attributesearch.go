package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/routing"
)

// attributeFields are the fields of predefined attributes that can be searched.
// Amazon documents none; an attribute is known by its name.
var attributeFields = map[string]field[*strowger.PredefinedAttribute]{
	"name": {func(a *strowger.PredefinedAttribute) []string { return []string{a.Name} }, plain},
}

func (s *Server) searchAttributes(ctx context.Context, in *shape.SearchPredefinedAttributesInput) (*shape.SearchPredefinedAttributesOutput, error) {
	met, err := compile(ctx, s.identify(in.InstanceId), func(q *search[*strowger.PredefinedAttribute]) []condition[*strowger.PredefinedAttribute] {
		return member(q, "SearchCriteria", in.SearchCriteria, func(in *shape.PredefinedAttributeSearchCriteria) condition[*strowger.PredefinedAttribute] {
			return tree(q, in, func(in *shape.PredefinedAttributeSearchCriteria) (all []condition[*strowger.PredefinedAttribute], and, or []shape.PredefinedAttributeSearchCriteria) {
				all = member(q, "StringCondition", in.StringCondition, q.text(attributeFields))
				return all, in.AndConditions, in.OrConditions
			})
		})
	})
	if err != nil {
		return nil, err
	}
	p, err := s.searchPage(ctx, in.InstanceId, in.NextToken, in.MaxResults, in.SearchCriteria)
	if err != nil {
		return nil, err
	}
	attributes, err := picture(ctx, s, in.InstanceId, (*routing.Engine).PredefinedAttributes, itself[strowger.PredefinedAttribute])
	if err != nil {
		return nil, err
	}
	out := &shape.SearchPredefinedAttributesOutput{}
	out.PredefinedAttributes, out.NextToken, out.ApproximateTotalCount = found(p, attributes, met,
		func(a *strowger.PredefinedAttribute) string { return a.Name }, s.attribute)
	return out, nil
}
