package connect

import (
	"context"
	"fmt"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

type foundProfile = shape.RoutingProfile

// profileFields are the fields of routing profiles that can be searched.
var profileFields = map[string]field[foundProfile]{
	"name":               {func(p *foundProfile) []string { return []string{*p.Name} }, true},
	"description":        {func(p *foundProfile) []string { return []string{value(p.Description)} }, true},
	"resourceID":         {func(p *foundProfile) []string { return []string{*p.RoutingProfileId} }, false},
	"associatedQueueIds": {func(p *foundProfile) []string { return p.AssociatedQueueIds }, false},
}

// searchProfiles takes a picture of all profiles and searches that, so that the
// instance does not wait for the search.
func (s *Server) searchProfiles(ctx context.Context, in *shape.SearchRoutingProfilesInput) (*shape.SearchRoutingProfilesOutput, error) {
	met, err := profileCondition(ctx, in)
	if err != nil {
		return nil, err
	}
	criteria, err := json.Marshal([]any{in.SearchFilter, in.SearchCriteria})
	if err != nil {
		return nil, fmt.Errorf("encode search criteria: %w", err)
	}
	p, err := newPage(ctx, in.NextToken, in.MaxResults, s.Names.ID(in.InstanceId), string(criteria))
	if err != nil {
		return nil, err
	}
	var found []foundProfile
	if err := s.view(ctx, in.InstanceId, func(e *routing.Engine, _ strowger.Time) error {
		for profile := range e.RoutingProfiles().All() {
			found = append(found, s.foundProfile(e.Instance().ID, profile, int64(e.UsersOf(profile.ID))))
		}
		return nil
	}); err != nil {
		return nil, err
	}
	list := found[:0]
	for i := range found {
		if met(&found[i]) {
			list = append(list, found[i])
		}
	}
	out := &shape.SearchRoutingProfilesOutput{ApproximateTotalCount: new(int64(len(list)))}
	key := func(p foundProfile) string { return *p.RoutingProfileId }
	out.RoutingProfiles, out.NextToken = take(p, sorted(list, p.after, key), key, func(p foundProfile) foundProfile { return p })
	return out, nil
}

// foundProfile shows a routing profile as SearchRoutingProfiles does: with its
// queues, and without the members that it is documented to leave out.
func (s *Server) foundProfile(instance strowger.InstanceID, p *strowger.RoutingProfile, users int64) foundProfile {
	out := s.profile(instance, p, users)
	out.AssociatedQueueIds = queueIDs(p)
	out.AssociatedManualAssignmentQueueIds = manualQueueIDs(p)
	out.LastModifiedTime, out.LastModifiedRegion = nil, nil
	out.AgentAvailabilityTimer = ""
	for i := range out.MediaConcurrencies {
		out.MediaConcurrencies[i].CrossChannelBehavior = nil
	}
	return *out
}

// profileCondition compiles filter and criteria of a search; both must be met.
func profileCondition(ctx context.Context, in *shape.SearchRoutingProfilesInput) (condition[foundProfile], error) {
	var all []condition[foundProfile]
	err := check(ctx, func(c *restjson.Checker) {
		s := &profileSearch{search[foundProfile]{Checker: c, fields: profileFields}}
		if in.SearchFilter != nil && in.SearchFilter.TagFilter != nil {
			c.Member("SearchFilter")
			c.Member("TagFilter")
			all = append(all, s.tags(in.SearchFilter.TagFilter, func(p *foundProfile) map[string]string { return p.Tags }))
			c.Leave()
			c.Leave()
		}
		if in.SearchCriteria != nil {
			c.Member("SearchCriteria")
			all = append(all, s.criteria(in.SearchCriteria))
			c.Leave()
		}
	})
	return allOf(all), err
}

type profileSearch struct{ search[foundProfile] }

// criteria compiles a tree of conditions. The members of one node must all be
// met; a node without members always is. Package restjson bounds the depth.
func (s *profileSearch) criteria(in *shape.RoutingProfileSearchCriteria) condition[foundProfile] {
	var all []condition[foundProfile]
	if in.StringCondition != nil {
		s.Member("StringCondition")
		all = append(all, s.text(in.StringCondition))
		s.Leave()
	}
	all = append(all, s.list("AndConditions", in.AndConditions)...)
	if len(in.OrConditions) > 0 {
		all = append(all, anyOf(s.list("OrConditions", in.OrConditions)))
	}
	return allOf(all)
}

func (s *profileSearch) list(name string, in []shape.RoutingProfileSearchCriteria) []condition[foundProfile] {
	var all []condition[foundProfile]
	for i := range in {
		s.Item(name, i)
		s.counted()
		all = append(all, s.criteria(&in[i]))
		s.Leave()
	}
	return all
}
