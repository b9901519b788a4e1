package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

func (s *Server) registerSecurityProfiles(mux *restjson.Mux) {
	restjson.Handle(mux, shape.DescribeSecurityProfile, s.describeSecurityProfile)
	restjson.Handle(mux, shape.ListSecurityProfiles, s.listSecurityProfiles)
}

func (s *Server) securityProfileARN(instance strowger.InstanceID, id strowger.SecurityProfileID) string {
	return s.Names.Resource(instance, "security-profile", string(id))
}

func (s *Server) describeSecurityProfile(ctx context.Context, in *shape.DescribeSecurityProfileInput) (*shape.DescribeSecurityProfileOutput, error) {
	out := &shape.DescribeSecurityProfileOutput{}
	err := s.view(ctx, in.InstanceId, func(e *routing.Engine, _ strowger.Time) error {
		instance := e.Instance().ID
		p, err := find(e.SecurityProfiles(), strowger.SecurityProfileID(s.Names.ID(in.SecurityProfileId)), "SecurityProfileId", "security profile")
		if err != nil {
			return err
		}
		out.SecurityProfile = &shape.SecurityProfile{
			Id:                     text(p.ID),
			OrganizationResourceId: text(instance),
			Arn:                    new(s.securityProfileARN(instance, p.ID)),
			SecurityProfileName:    text(p.Name),
			Description:            text(p.Description),
			Tags:                   p.Tags,
			LastModifiedTime:       epoch(p.LastModified),
			LastModifiedRegion:     text(s.Names.Region),
		}
		return nil
	})
	return out, err
}

func (s *Server) listSecurityProfiles(ctx context.Context, in *shape.ListSecurityProfilesInput) (*shape.ListSecurityProfilesOutput, error) {
	p, err := newPage(ctx, in.NextToken, in.MaxResults, s.Names.ID(in.InstanceId))
	if err != nil {
		return nil, err
	}
	out := &shape.ListSecurityProfilesOutput{}
	err = s.view(ctx, in.InstanceId, func(e *routing.Engine, _ strowger.Time) error {
		out.SecurityProfileSummaryList, out.NextToken = take(p,
			e.SecurityProfiles().After(strowger.SecurityProfileID(p.after)),
			func(p *strowger.SecurityProfile) string { return string(p.ID) },
			func(p *strowger.SecurityProfile) shape.SecurityProfileSummary {
				return shape.SecurityProfileSummary{
					Id:                 text(p.ID),
					Arn:                new(s.securityProfileARN(e.Instance().ID, p.ID)),
					Name:               text(p.Name),
					LastModifiedTime:   epoch(p.LastModified),
					LastModifiedRegion: text(s.Names.Region),
				}
			})
		return nil
	})
	return out, err
}
