package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/routing"
)

// securityProfileFields are the fields of security profiles that can be
// searched.
var securityProfileFields = map[string]field[*strowger.SecurityProfile]{
	"name": {func(p *strowger.SecurityProfile) []string { return []string{p.Name} }, prose},
}

func (s *Server) searchSecurityProfiles(ctx context.Context, in *shape.SearchSecurityProfilesInput) (*shape.SearchSecurityProfilesOutput, error) {
	met, err := s.securityProfileCondition(ctx, in)
	if err != nil {
		return nil, err
	}
	p, err := s.searchPage(ctx, in.InstanceId, in.NextToken, in.MaxResults, in.SearchFilter, in.SearchCriteria)
	if err != nil {
		return nil, err
	}
	all, err := picture(ctx, s, in.InstanceId, (*routing.Engine).SecurityProfiles, itself[strowger.SecurityProfile])
	if err != nil {
		return nil, err
	}
	out := &shape.SearchSecurityProfilesOutput{}
	instance := strowger.InstanceID(in.InstanceId)
	out.SecurityProfiles, out.NextToken, out.ApproximateTotalCount = found(p, all, met,
		func(p *strowger.SecurityProfile) string { return string(p.ID) },
		func(p *strowger.SecurityProfile) shape.SecurityProfileSearchSummary {
			return shape.SecurityProfileSearchSummary{
				Id:                     text(p.ID),
				OrganizationResourceId: text(instance),
				Arn:                    new(s.securityProfileARN(instance, p.ID)),
				SecurityProfileName:    text(p.Name),
				Description:            text(p.Description),
				Tags:                   p.Tags,
			}
		})
	return out, nil
}

// securityProfileCondition compiles filter and criteria; both must be met.
func (s *Server) securityProfileCondition(ctx context.Context, in *shape.SearchSecurityProfilesInput) (condition[*strowger.SecurityProfile], error) {
	return compile(ctx, s.identify(in.InstanceId), func(q *search[*strowger.SecurityProfile]) []condition[*strowger.SecurityProfile] {
		all := member(q, "SearchFilter", in.SearchFilter, func(in *shape.SecurityProfilesSearchFilter) condition[*strowger.SecurityProfile] {
			return allOf(member(q, "TagFilter", in.TagFilter, q.tags(func(p *strowger.SecurityProfile) map[string]string { return p.Tags })))
		})
		return append(all, member(q, "SearchCriteria", in.SearchCriteria, func(in *shape.SecurityProfileSearchCriteria) condition[*strowger.SecurityProfile] {
			return tree(q, in, func(in *shape.SecurityProfileSearchCriteria) (all []condition[*strowger.SecurityProfile], and, or []shape.SecurityProfileSearchCriteria) {
				all = member(q, "StringCondition", in.StringCondition, q.text(securityProfileFields))
				return all, in.AndConditions, in.OrConditions
			})
		})...)
	})
}
