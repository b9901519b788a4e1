package connect

import (
	"context"

	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

func (s *Server) registerSecurityProfiles(mux *restjson.Mux) {
	restjson.Handle(mux, shape.CreateSecurityProfile, s.createSecurityProfile)
	restjson.Handle(mux, shape.DescribeSecurityProfile, s.describeSecurityProfile)
	restjson.Handle(mux, shape.ListSecurityProfiles, s.listSecurityProfiles)
	restjson.Handle(mux, shape.SearchSecurityProfiles, s.searchSecurityProfiles)
	restjson.Handle(mux, shape.UpdateSecurityProfile, s.updateSecurityProfile)
	restjson.Handle(mux, shape.DeleteSecurityProfile, s.deleteSecurityProfile)
	s.registerSecurityProfileParts(mux)
}

func (s *Server) securityProfileARN(instance strowger.InstanceID, id strowger.SecurityProfileID) string {
	return s.Names.Resource(instance, "security-profile", string(id))
}

// createSecurityProfile keeps permissions, namespaces and flow modules as they
// are given: they belong to products beside Strowger.
func (s *Server) createSecurityProfile(ctx context.Context, in *shape.CreateSecurityProfileInput) (*shape.CreateSecurityProfileOutput, error) {
	if err := check(ctx, func(c *restjson.Checker) {
		checkSecurityProfile(c, in.Applications, in.AllowedFlowModules, in.HierarchyRestrictedResources)
	}); err != nil {
		return nil, err
	}
	p := strowger.SecurityProfile{
		ID:                           strowger.SecurityProfileID(uuid.NewString()),
		Name:                         in.SecurityProfileName,
		Description:                  value(in.Description),
		Permissions:                  in.Permissions,
		AllowedAccessControlTags:     in.AllowedAccessControlTags,
		TagRestrictedResources:       in.TagRestrictedResources,
		AllowedHierarchyGroupID:      strowger.HierarchyGroupID(value(in.AllowedAccessControlHierarchyGroupId)),
		HierarchyRestrictedResources: in.HierarchyRestrictedResources,
		Applications:                 each(in.Applications, application),
		AllowedFlowModules:           each(in.AllowedFlowModules, s.allowedFlowModule),
		DataTableAccess:              dataTableAccess(in.GranularAccessControlConfiguration),
		Tags:                         in.Tags,
	}
	if _, err := s.do(ctx, in.InstanceId, strowger.CreateSecurityProfile{SecurityProfile: p}); err != nil {
		return nil, err
	}
	return &shape.CreateSecurityProfileOutput{
		SecurityProfileArn: new(s.securityProfileARN(strowger.InstanceID(in.InstanceId), p.ID)),
		SecurityProfileId:  text(p.ID),
	}, nil
}

// updateSecurityProfile replaces what is given and leaves the rest.
func (s *Server) updateSecurityProfile(ctx context.Context, in *shape.UpdateSecurityProfileInput) (*restjson.None, error) {
	if err := check(ctx, func(c *restjson.Checker) {
		checkSecurityProfile(c, in.Applications, in.AllowedFlowModules, in.HierarchyRestrictedResources)
	}); err != nil {
		return nil, err
	}
	u := strowger.UpdateSecurityProfile{
		ID:                           strowger.SecurityProfileID(in.SecurityProfileId),
		Description:                  in.Description,
		Permissions:                  given(in.Permissions),
		TagRestrictedResources:       given(in.TagRestrictedResources),
		HierarchyRestrictedResources: given(in.HierarchyRestrictedResources),
		Applications:                 given(each(in.Applications, application)),
		AllowedFlowModules:           given(each(in.AllowedFlowModules, s.allowedFlowModule)),
		DataTableAccess:              given(dataTableAccess(in.GranularAccessControlConfiguration)),
	}
	if in.AllowedAccessControlTags != nil {
		u.AllowedAccessControlTags = new(strowger.Tags(in.AllowedAccessControlTags))
	}
	if id := in.AllowedAccessControlHierarchyGroupId; id != nil {
		u.AllowedHierarchyGroupID = new(strowger.HierarchyGroupID(*id))
	}
	return s.change(ctx, in.InstanceId, u)
}

func (s *Server) deleteSecurityProfile(ctx context.Context, in *shape.DeleteSecurityProfileInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.DeleteSecurityProfile{ID: strowger.SecurityProfileID(in.SecurityProfileId)})
}

func (s *Server) describeSecurityProfile(ctx context.Context, in *shape.DescribeSecurityProfileInput) (*shape.DescribeSecurityProfileOutput, error) {
	p, err := describe(ctx, s, in.InstanceId, (*routing.Engine).SecurityProfiles, strowger.SecurityProfileID(in.SecurityProfileId), "SecurityProfileId", "security profile",
		func(e *routing.Engine, p *strowger.SecurityProfile) *shape.SecurityProfile {
			return s.securityProfile(e.Instance().ID, p)
		})
	return &shape.DescribeSecurityProfileOutput{SecurityProfile: p}, err
}

func (s *Server) securityProfile(instance strowger.InstanceID, p *strowger.SecurityProfile) *shape.SecurityProfile {
	return &shape.SecurityProfile{
		Id:                                   text(p.ID),
		OrganizationResourceId:               text(instance),
		Arn:                                  new(s.securityProfileARN(instance, p.ID)),
		SecurityProfileName:                  text(p.Name),
		Description:                          text(p.Description),
		Tags:                                 p.Tags,
		AllowedAccessControlTags:             p.AllowedAccessControlTags,
		TagRestrictedResources:               p.TagRestrictedResources,
		AllowedAccessControlHierarchyGroupId: text(p.AllowedHierarchyGroupID),
		HierarchyRestrictedResources:         p.HierarchyRestrictedResources,
		GranularAccessControlConfiguration:   granularAccess(p.DataTableAccess),
		LastModifiedTime:                     epoch(p.LastModified),
		LastModifiedRegion:                   text(s.Names.Region),
	}
}

func (s *Server) listSecurityProfiles(ctx context.Context, in *shape.ListSecurityProfilesInput) (*shape.ListSecurityProfilesOutput, error) {
	page, next, err := list(ctx, s, listing{Instance: in.InstanceId, NextToken: in.NextToken, MaxResults: in.MaxResults},
		(*routing.Engine).SecurityProfiles, nil, s.securityProfileSummary)
	return &shape.ListSecurityProfilesOutput{SecurityProfileSummaryList: page, NextToken: next}, err
}

func (s *Server) securityProfileSummary(instance strowger.InstanceID, p *strowger.SecurityProfile) shape.SecurityProfileSummary {
	return shape.SecurityProfileSummary{
		Id:                 text(p.ID),
		Arn:                new(s.securityProfileARN(instance, p.ID)),
		Name:               text(p.Name),
		LastModifiedTime:   epoch(p.LastModified),
		LastModifiedRegion: text(s.Names.Region),
	}
}
