package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

type foundSecurityProfile = shape.SecurityProfileSearchSummary

// securityProfileFields are the fields of security profiles that can be
// searched.
var securityProfileFields = map[string]field[foundSecurityProfile]{
	"name": {func(p *foundSecurityProfile) []string { return []string{*p.SecurityProfileName} }, true},
}

func securityProfileNode(in *shape.SecurityProfileSearchCriteria) (text *shape.StringCondition, and, or []shape.SecurityProfileSearchCriteria) {
	return in.StringCondition, in.AndConditions, in.OrConditions
}

// searchSecurityProfiles takes a picture of all security profiles and searches
// that, so that the instance does not wait for the search.
func (s *Server) searchSecurityProfiles(ctx context.Context, in *shape.SearchSecurityProfilesInput) (*shape.SearchSecurityProfilesOutput, error) {
	met, err := securityProfileCondition(ctx, in)
	if err != nil {
		return nil, err
	}
	p, err := s.newSearchPage(ctx, in.NextToken, in.MaxResults, in.InstanceId, in.SearchFilter, in.SearchCriteria)
	if err != nil {
		return nil, err
	}
	var all []foundSecurityProfile
	if err := s.view(ctx, in.InstanceId, func(e *routing.Engine, _ strowger.Time) error {
		instance := e.Instance().ID
		for p := range e.SecurityProfiles().All() {
			all = append(all, foundSecurityProfile{
				Id:                     text(p.ID),
				OrganizationResourceId: text(instance),
				Arn:                    new(s.securityProfileARN(instance, p.ID)),
				SecurityProfileName:    text(p.Name),
				Description:            text(p.Description),
				Tags:                   p.Tags,
			})
		}
		return nil
	}); err != nil {
		return nil, err
	}
	out := &shape.SearchSecurityProfilesOutput{}
	out.SecurityProfiles, out.NextToken, out.ApproximateTotalCount = pick(p, all, met, func(p foundSecurityProfile) string { return *p.Id })
	return out, nil
}

// securityProfileCondition compiles filter and criteria; both must be met.
func securityProfileCondition(ctx context.Context, in *shape.SearchSecurityProfilesInput) (condition[foundSecurityProfile], error) {
	var all []condition[foundSecurityProfile]
	err := check(ctx, func(c *restjson.Checker) {
		s := &search[foundSecurityProfile]{Checker: c, fields: securityProfileFields}
		if in.SearchFilter != nil && in.SearchFilter.TagFilter != nil {
			c.Member("SearchFilter")
			c.Member("TagFilter")
			all = append(all, s.tags(in.SearchFilter.TagFilter, func(p *foundSecurityProfile) map[string]string { return p.Tags }))
			c.Leave()
			c.Leave()
		}
		if in.SearchCriteria != nil {
			c.Member("SearchCriteria")
			all = append(all, tree(s, in.SearchCriteria, securityProfileNode))
			c.Leave()
		}
	})
	return allOf(all), err
}
