package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/routing"
)

// groupFields are the fields of hierarchy groups that can be searched.
var groupFields = map[string]field[*shape.HierarchyGroup]{
	"name":       {func(g *shape.HierarchyGroup) []string { return []string{*g.Name} }, prose},
	"parentId":   {func(g *shape.HierarchyGroup) []string { return parentID(g.HierarchyPath) }, fieldKind(strowger.HierarchyGroupResource)},
	"levelId":    {func(g *shape.HierarchyGroup) []string { return []string{*g.LevelId} }, plain},
	"resourceID": {func(g *shape.HierarchyGroup) []string { return []string{*g.Id} }, fieldKind(strowger.HierarchyGroupResource)},
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

func (s *Server) searchHierarchyGroups(ctx context.Context, in *shape.SearchUserHierarchyGroupsInput) (*shape.SearchUserHierarchyGroupsOutput, error) {
	met, err := s.groupCondition(ctx, in)
	if err != nil {
		return nil, err
	}
	p, err := s.searchPage(ctx, in.InstanceId, in.NextToken, in.MaxResults, in.SearchFilter, in.SearchCriteria)
	if err != nil {
		return nil, err
	}
	all, err := picture(ctx, s, in.InstanceId, (*routing.Engine).HierarchyGroups, s.hierarchyGroup)
	if err != nil {
		return nil, err
	}
	out := &shape.SearchUserHierarchyGroupsOutput{}
	out.UserHierarchyGroups, out.NextToken, out.ApproximateTotalCount = found(p, all, met,
		func(g *shape.HierarchyGroup) string { return *g.Id },
		func(g *shape.HierarchyGroup) shape.HierarchyGroup { return *g })
	return out, nil
}

// groupCondition compiles filter and criteria; both must be met. The filter has
// the members of a tag filter under other names.
func (s *Server) groupCondition(ctx context.Context, in *shape.SearchUserHierarchyGroupsInput) (condition[*shape.HierarchyGroup], error) {
	return compile(ctx, s.identify(in.InstanceId), func(q *search[*shape.HierarchyGroup]) []condition[*shape.HierarchyGroup] {
		all := member(q, "SearchFilter", in.SearchFilter, func(in *shape.UserHierarchyGroupSearchFilter) condition[*shape.HierarchyGroup] {
			return allOf(member(q, "AttributeFilter", in.AttributeFilter, q.attributes(func(g *shape.HierarchyGroup) map[string]string { return g.Tags })))
		})
		return append(all, member(q, "SearchCriteria", in.SearchCriteria, func(in *shape.UserHierarchyGroupSearchCriteria) condition[*shape.HierarchyGroup] {
			return tree(q, in, func(in *shape.UserHierarchyGroupSearchCriteria) (all []condition[*shape.HierarchyGroup], and, or []shape.UserHierarchyGroupSearchCriteria) {
				all = member(q, "StringCondition", in.StringCondition, q.text(groupFields))
				return all, in.AndConditions, in.OrConditions
			})
		})...)
	})
}

// attributes compiles a filter on tags that has room for other attributes.
// OrConditions is an OR of ANDs; several members at once must all be met.
func (s *search[V]) attributes(of func(V) map[string]string) func(*shape.ControlPlaneAttributeFilter) condition[V] {
	return func(in *shape.ControlPlaneAttributeFilter) condition[V] {
		all := member(s, "TagCondition", in.TagCondition, s.tag(of))
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
}
