package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/routing"
)

// foundProfile is a routing profile with the number of its users.
type foundProfile struct {
	*strowger.RoutingProfile
	users int64
}

// profileFields are the fields of routing profiles that can be searched.
var profileFields = map[string]field[foundProfile]{
	"name":               {func(p foundProfile) []string { return []string{p.Name} }, prose},
	"description":        {func(p foundProfile) []string { return []string{p.Description} }, prose},
	"resourceID":         {func(p foundProfile) []string { return []string{string(p.ID)} }, fieldKind(strowger.RoutingProfileResource)},
	"associatedQueueIds": {func(p foundProfile) []string { return queueIDs(p.RoutingProfile) }, fieldKind(strowger.QueueResource)},
}

func (s *Server) searchProfiles(ctx context.Context, in *shape.SearchRoutingProfilesInput) (*shape.SearchRoutingProfilesOutput, error) {
	met, err := s.profileCondition(ctx, in)
	if err != nil {
		return nil, err
	}
	p, err := s.searchPage(ctx, in.InstanceId, in.NextToken, in.MaxResults, in.SearchFilter, in.SearchCriteria)
	if err != nil {
		return nil, err
	}
	profiles, err := picture(ctx, s, in.InstanceId, (*routing.Engine).RoutingProfiles,
		func(e *routing.Engine, p *strowger.RoutingProfile) foundProfile {
			return foundProfile{p, int64(e.UsersOf(p.ID))}
		})
	if err != nil {
		return nil, err
	}
	out := &shape.SearchRoutingProfilesOutput{}
	instance := strowger.InstanceID(in.InstanceId)
	out.RoutingProfiles, out.NextToken, out.ApproximateTotalCount = found(p, profiles, met,
		func(p foundProfile) string { return string(p.ID) },
		func(p foundProfile) shape.RoutingProfile { return s.foundProfile(instance, p) })
	return out, nil
}

// foundProfile shows a routing profile as SearchRoutingProfiles does: with its
// queues, and without the members that it is documented to leave out but the
// CrossChannelBehavior (rule 7.11c).
func (s *Server) foundProfile(instance strowger.InstanceID, p foundProfile) shape.RoutingProfile {
	out := s.profile(instance, p.RoutingProfile, p.users)
	out.AssociatedQueueIds = queueIDs(p.RoutingProfile)
	out.AssociatedManualAssignmentQueueIds = manualQueueIDs(p.RoutingProfile)
	out.LastModifiedTime, out.LastModifiedRegion = nil, nil
	out.AgentAvailabilityTimer = ""
	return *out
}

// profileCondition compiles filter and criteria of a search; both must be met.
func (s *Server) profileCondition(ctx context.Context, in *shape.SearchRoutingProfilesInput) (condition[foundProfile], error) {
	return compile(ctx, s.identify(in.InstanceId), func(q *search[foundProfile]) []condition[foundProfile] {
		all := member(q, "SearchFilter", in.SearchFilter, func(in *shape.RoutingProfileSearchFilter) condition[foundProfile] {
			return allOf(member(q, "TagFilter", in.TagFilter, q.tags(func(p foundProfile) map[string]string { return p.Tags })))
		})
		return append(all, member(q, "SearchCriteria", in.SearchCriteria, func(in *shape.RoutingProfileSearchCriteria) condition[foundProfile] {
			return tree(q, in, func(in *shape.RoutingProfileSearchCriteria) (all []condition[foundProfile], and, or []shape.RoutingProfileSearchCriteria) {
				all = member(q, "StringCondition", in.StringCondition, q.text(profileFields))
				return all, in.AndConditions, in.OrConditions
			})
		})...)
	})
}
