package connect

import (
	"context"
	"slices"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// foundUser is a user with the hierarchy groups that it is in, the own one last.
type foundUser struct {
	*strowger.User
	groups []strowger.HierarchyGroupID
}

// userFields are the fields of users that can be searched.
var userFields = map[string]field[foundUser]{
	"Username":          {func(u foundUser) []string { return []string{u.Username} }, prose},
	"FirstName":         {func(u foundUser) []string { return []string{u.Identity.FirstName} }, prose},
	"LastName":          {func(u foundUser) []string { return []string{u.Identity.LastName} }, prose},
	"RoutingProfileId":  {func(u foundUser) []string { return []string{string(u.RoutingProfileID)} }, fieldKind(strowger.RoutingProfileResource)},
	"SecurityProfileId": {func(u foundUser) []string { return retype[string](u.SecurityProfileIDs) }, fieldKind(strowger.SecurityProfileResource)},
	"resourceId":        {func(u foundUser) []string { return []string{string(u.ID)} }, fieldKind(strowger.UserResource)},
}

func (s *Server) searchUsers(ctx context.Context, in *shape.SearchUsersInput) (*shape.SearchUsersOutput, error) {
	if f := in.SearchFilter; f != nil && f.TagFilter != nil && f.UserAttributeFilter != nil {
		return nil, strowger.Errorf(strowger.AccessDenied, "SearchFilter: TagFilter and UserAttributeFilter cannot be given together")
	}
	met, err := s.userCondition(ctx, in)
	if err != nil {
		return nil, err
	}
	p, err := s.searchPage(ctx, in.InstanceId, in.NextToken, in.MaxResults, in.SearchFilter, in.SearchCriteria)
	if err != nil {
		return nil, err
	}
	users, err := picture(ctx, s, in.InstanceId, (*routing.Engine).Users, newFoundUser())
	if err != nil {
		return nil, err
	}
	out := &shape.SearchUsersOutput{}
	instance := strowger.InstanceID(in.InstanceId)
	out.Users, out.NextToken, out.ApproximateTotalCount = found(p, users, met,
		func(u foundUser) string { return string(u.ID) },
		func(u foundUser) shape.UserSearchSummary { return s.userFound(instance, u.User) })
	return out, nil
}

// newFoundUser looks up the groups of users, the path of each group once.
func newFoundUser() func(*routing.Engine, *strowger.User) foundUser {
	paths := make(map[strowger.HierarchyGroupID][]strowger.HierarchyGroupID)
	return func(e *routing.Engine, u *strowger.User) foundUser {
		if u.HierarchyGroupID == "" {
			return foundUser{User: u}
		}
		path, ok := paths[u.HierarchyGroupID]
		if !ok {
			path = each(e.HierarchyPath(u.HierarchyGroupID), func(g *strowger.HierarchyGroup) strowger.HierarchyGroupID { return g.ID })
			paths[u.HierarchyGroupID] = path
		}
		return foundUser{u, path}
	}
}

// userFound shows a user as SearchUsers does: with the time of after contact
// work in milliseconds.
func (s *Server) userFound(instance strowger.InstanceID, u *strowger.User) shape.UserSearchSummary {
	full := s.user(instance, u)
	if p := full.PhoneConfig; p != nil {
		inMilliseconds(p.AfterContactWorkTimeLimit)
	}
	for _, work := range full.AfterContactWorkConfigs {
		inMilliseconds(work.AfterContactWorkConfig.AfterContactWorkTimeLimit)
		if callback := work.AgentFirstCallbackAfterContactWorkConfig; callback != nil {
			inMilliseconds(callback.AfterContactWorkTimeLimit)
		}
	}
	out := shape.UserSearchSummary{
		Arn:                         full.Arn,
		DirectoryUserId:             full.DirectoryUserId,
		HierarchyGroupId:            full.HierarchyGroupId,
		Id:                          full.Id,
		PhoneConfig:                 full.PhoneConfig,
		RoutingProfileId:            full.RoutingProfileId,
		SecurityProfileIds:          full.SecurityProfileIds,
		Tags:                        full.Tags,
		Username:                    full.Username,
		AutoAcceptConfigs:           full.AutoAcceptConfigs,
		AfterContactWorkConfigs:     full.AfterContactWorkConfigs,
		PhoneNumberConfigs:          full.PhoneNumberConfigs,
		PersistentConnectionConfigs: full.PersistentConnectionConfigs,
		VoiceEnhancementConfigs:     full.VoiceEnhancementConfigs,
	}
	if full.IdentityInfo != nil {
		out.IdentityInfo = &shape.UserIdentityInfoLite{FirstName: full.IdentityInfo.FirstName, LastName: full.IdentityInfo.LastName}
	}
	return out
}

// inMilliseconds changes seconds, of which there are at most 2,000,000.
func inMilliseconds(seconds *int32) { *seconds *= 1000 }

// userCondition compiles filter and criteria of a search; both must be met.
func (s *Server) userCondition(ctx context.Context, in *shape.SearchUsersInput) (condition[foundUser], error) {
	return compile(ctx, s.identify(in.InstanceId), func(q *search[foundUser]) []condition[foundUser] {
		all := member(q, "SearchFilter", in.SearchFilter, func(in *shape.UserSearchFilter) condition[foundUser] {
			return allOf(append(
				member(q, "TagFilter", in.TagFilter, q.tags(userTags)),
				member(q, "UserAttributeFilter", in.UserAttributeFilter, s.userAttributes(q))...))
		})
		return append(all, member(q, "SearchCriteria", in.SearchCriteria, func(in *shape.UserSearchCriteria) condition[foundUser] {
			return tree(q, in, func(in *shape.UserSearchCriteria) (all []condition[foundUser], and, or []shape.UserSearchCriteria) {
				all = member(q, "StringCondition", in.StringCondition, q.text(userFields))
				all = append(all, member(q, "ListCondition", in.ListCondition, proficient(q))...)
				all = append(all, member(q, "HierarchyGroupCondition", in.HierarchyGroupCondition, s.inGroup(q))...)
				return all, in.AndConditions, in.OrConditions
			})
		})...)
	})
}

func userTags(u foundUser) map[string]string { return u.Tags }

// inGroup compiles a condition on the hierarchy group of a user.
func (s *Server) inGroup(q *search[foundUser]) func(*shape.HierarchyGroupCondition) condition[foundUser] {
	return func(in *shape.HierarchyGroupCondition) condition[foundUser] {
		q.Required("Value", value(in.Value) != "")
		q.Required("HierarchyGroupMatchType", in.HierarchyGroupMatchType != nil)
		id := strowger.HierarchyGroupID(value(in.Value))
		if value(in.HierarchyGroupMatchType) == shape.HierarchyGroupMatchTypeWithChildGroups {
			return func(u foundUser) bool { return slices.Contains(u.groups, id) }
		}
		return func(u foundUser) bool { return len(u.groups) > 0 && u.groups[len(u.groups)-1] == id }
	}
}

// The most conditions of a kind in a UserAttributeFilter.
const (
	maxTagConditions   = 25
	maxGroupConditions = 20
)

// userAttributes compiles a filter on tags and hierarchy groups, of which one
// member can be given.
func (s *Server) userAttributes(q *search[foundUser]) func(*shape.ControlPlaneUserAttributeFilter) condition[foundUser] {
	return func(in *shape.ControlPlaneUserAttributeFilter) condition[foundUser] {
		checkUserAttributes(q.Checker, in)
		and := func(in *shape.AttributeAndCondition) condition[foundUser] {
			return allOf(append(
				q.allTags("TagConditions", in.TagConditions, userTags),
				member(q, "HierarchyGroupCondition", in.HierarchyGroupCondition, s.inGroup(q))...))
		}
		all := member(q, "AndCondition", in.AndCondition, and)
		all = append(all, member(q, "TagCondition", in.TagCondition, q.tag(userTags))...)
		all = append(all, member(q, "HierarchyGroupCondition", in.HierarchyGroupCondition, s.inGroup(q))...)
		if len(in.OrConditions) > 0 {
			var either []condition[foundUser]
			for i := range in.OrConditions {
				q.Item("OrConditions", i)
				either = append(either, and(&in.OrConditions[i]))
				q.Leave()
			}
			all = append(all, anyOf(either))
		}
		return allOf(all)
	}
}

// checkUserAttributes checks that one member of a filter is given and that there
// are not too many conditions in it.
func checkUserAttributes(c *restjson.Checker, in *shape.ControlPlaneUserAttributeFilter) {
	c.ExactlyOne([]string{"OrConditions", "AndCondition", "TagCondition", "HierarchyGroupCondition"},
		len(in.OrConditions) > 0, in.AndCondition != nil, in.TagCondition != nil, in.HierarchyGroupCondition != nil)
	tags, groups := 0, 0
	for _, or := range in.OrConditions {
		tags += len(or.TagConditions)
		if or.HierarchyGroupCondition != nil {
			groups++
		}
	}
	if in.AndCondition != nil {
		tags += len(in.AndCondition.TagConditions)
	}
	if tags > maxTagConditions {
		c.Violate("", "must have at most %d tag conditions, has %d", maxTagConditions, tags)
	}
	if groups > maxGroupConditions {
		c.Violate("", "must have at most %d hierarchy group conditions, has %d", maxGroupConditions, groups)
	}
}
