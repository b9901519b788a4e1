package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// groupFields are the fields of hierarchy groups that can be searched.
var groupFields = map[string]field[shape.HierarchyGroup]{
	"name":       {func(g *shape.HierarchyGroup) []string { return []string{*g.Name} }, true},
	"parentId":   {func(g *shape.HierarchyGroup) []string { return parentID(g.HierarchyPath) }, false},
	"levelId":    {func(g *shape.HierarchyGroup) []string { return []string{*g.LevelId} }, false},
	"resourceID": {func(g *shape.HierarchyGroup) []string { return []string{*g.Id} }, false},
}

// parentID returns the identifier of the group before the last on a path, if
// there is one.
func parentID(path *shape.HierarchyPath) []string {
	groups := [...]*shape.HierarchyGroupSummary{path.LevelOne, path.LevelTwo, path.LevelThree, path.LevelFour, path.LevelFive}
	for i := len(groups) - 1; i > 0; i-- {
		if groups[i] != nil {
			return []string{*groups[i-1].Id}
		}
	}
	return nil
}

func groupNode(in *shape.UserHierarchyGroupSearchCriteria) (text *shape.StringCondition, and, or []shape.UserHierarchyGroupSearchCriteria) {
	return in.StringCondition, in.AndConditions, in.OrConditions
}

// searchHierarchyGroups takes a picture of all groups and searches that, so that
// the instance does not wait for the search.
func (s *Server) searchHierarchyGroups(ctx context.Context, in *shape.SearchUserHierarchyGroupsInput) (*shape.SearchUserHierarchyGroupsOutput, error) {
	met, err := groupCondition(ctx, in)
	if err != nil {
		return nil, err
	}
	p, err := s.newSearchPage(ctx, in.NextToken, in.MaxResults, in.InstanceId, in.SearchFilter, in.SearchCriteria)
	if err != nil {
		return nil, err
	}
	var all []shape.HierarchyGroup
	if err := s.view(ctx, in.InstanceId, func(e *routing.Engine, _ strowger.Time) error {
		for g := range e.HierarchyGroups().All() {
			all = append(all, *s.hierarchyGroup(e, g))
		}
		return nil
	}); err != nil {
		return nil, err
	}
	out := &shape.SearchUserHierarchyGroupsOutput{}
	out.UserHierarchyGroups, out.NextToken, out.ApproximateTotalCount = pick(p, all, met, func(g shape.HierarchyGroup) string { return *g.Id })
	return out, nil
}

// groupCondition compiles filter and criteria; both must be met. The filter has
// the members of a tag filter under other names.
func groupCondition(ctx context.Context, in *shape.SearchUserHierarchyGroupsInput) (condition[shape.HierarchyGroup], error) {
	var all []condition[shape.HierarchyGroup]
	err := check(ctx, func(c *restjson.Checker) {
		s := &search[shape.HierarchyGroup]{Checker: c, fields: groupFields}
		if in.SearchFilter != nil && in.SearchFilter.AttributeFilter != nil {
			c.Member("SearchFilter")
			c.Member("AttributeFilter")
			all = append(all, s.attributes(in.SearchFilter.AttributeFilter, func(g *shape.HierarchyGroup) map[string]string { return g.Tags }))
			c.Leave()
			c.Leave()
		}
		if in.SearchCriteria != nil {
			c.Member("SearchCriteria")
			all = append(all, tree(s, in.SearchCriteria, groupNode))
			c.Leave()
		}
	})
	return allOf(all), err
}

// attributes compiles a filter on tags that has room for other attributes.
// OrConditions is an OR of ANDs; several members at once must all be met.
func (s *search[V]) attributes(in *shape.ControlPlaneAttributeFilter, of func(*V) map[string]string) condition[V] {
	var all []condition[V]
	if in.TagCondition != nil {
		s.Member("TagCondition")
		all = append(all, s.tag(in.TagCondition, of))
		s.Leave()
	}
	if in.AndCondition != nil {
		s.Member("AndCondition")
		all = append(all, s.allTags("TagConditions", in.AndCondition.TagConditions, of)...)
		s.Leave()
	}
	if len(in.OrConditions) > 0 {
		var either []condition[V]
		for i, and := range in.OrConditions {
			s.Item("OrConditions", i)
			either = append(either, allOf(s.allTags("TagConditions", and.TagConditions, of)))
			s.Leave()
		}
		all = append(all, anyOf(either))
	}
	return allOf(all)
}
