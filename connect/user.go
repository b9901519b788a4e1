package connect

import (
	"context"

	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

func (s *Server) registerUsers(mux *restjson.Mux) {
	restjson.Handle(mux, shape.CreateUser, s.createUser)
	restjson.Handle(mux, shape.DescribeUser, s.describeUser)
	restjson.Handle(mux, shape.ListUsers, s.listUsers)
	restjson.Handle(mux, shape.SearchUsers, s.searchUsers)
	restjson.Handle(mux, shape.UpdateUserIdentityInfo, s.updateUserIdentity)
	restjson.Handle(mux, shape.UpdateUserRoutingProfile, s.updateUserProfile)
	restjson.Handle(mux, shape.UpdateUserHierarchy, s.updateUserHierarchy)
	restjson.Handle(mux, shape.UpdateUserSecurityProfiles, s.updateUserSecurityProfiles)
	restjson.Handle(mux, shape.UpdateUserPhoneConfig, s.updateUserPhone)
	restjson.Handle(mux, shape.UpdateUserConfig, s.updateUserConfig)
	restjson.Handle(mux, shape.DeleteUser, s.deleteUser)
	restjson.Handle(mux, UpdateUserPassword, s.updateUserPassword)
	s.registerProficiencies(mux)
}

func (s *Server) createUser(ctx context.Context, in *shape.CreateUserInput) (*shape.CreateUserOutput, error) {
	directory, err := s.directoryType(ctx, in.InstanceId)
	if err != nil {
		return nil, err
	}
	if err := check(ctx, func(c *restjson.Checker) { checkUser(c, in, directory) }); err != nil {
		return nil, err
	}
	config := userConfig(newUserConfigs(in))
	u := strowger.User{
		ID:                    strowger.UserID(uuid.NewString()),
		Username:              in.Username,
		DirectoryUserID:       value(in.DirectoryUserId),
		SecurityProfileIDs:    retype[strowger.SecurityProfileID](in.SecurityProfileIds),
		RoutingProfileID:      strowger.RoutingProfileID(in.RoutingProfileId),
		HierarchyGroupID:      strowger.HierarchyGroupID(value(in.HierarchyGroupId)),
		AutoAccept:            config.AutoAccept,
		AfterContactWork:      config.AfterContactWork,
		PhoneNumbers:          config.PhoneNumbers,
		PersistentConnections: config.PersistentConnections,
		VoiceEnhancements:     config.VoiceEnhancements,
		Tags:                  in.Tags,
	}
	if in.IdentityInfo != nil {
		u.Identity = identity(in.IdentityInfo)
	}
	if in.PhoneConfig != nil {
		u.PhoneConfig = new(phoneConfig(in.PhoneConfig))
	}
	if in.Password != nil {
		if u.PasswordHash, err = s.hashPassword(*in.Password); err != nil {
			return nil, err
		}
	}
	if _, err := s.do(ctx, in.InstanceId, strowger.CreateUser{User: u}); err != nil {
		return nil, err
	}
	return &shape.CreateUserOutput{
		UserId:  text(u.ID),
		UserArn: new(s.userARN(strowger.InstanceID(in.InstanceId), u.ID)),
	}, nil
}

func (s *Server) userARN(instance strowger.InstanceID, id strowger.UserID) string {
	return s.Names.Resource(instance, "agent", string(id))
}

// directoryType returns how an instance manages identities, which never changes.
func (s *Server) directoryType(ctx context.Context, instance string) (t shape.DirectoryType, err error) {
	err = s.view(ctx, instance, func(e *routing.Engine, _ strowger.Time) error {
		t = shape.DirectoryType(e.Instance().IdentityManagementType)
		return nil
	})
	return t, err
}

func (s *Server) describeUser(ctx context.Context, in *shape.DescribeUserInput) (*shape.DescribeUserOutput, error) {
	u, err := describe(ctx, s, in.InstanceId, (*routing.Engine).Users, strowger.UserID(in.UserId), "UserId", "user",
		func(e *routing.Engine, u *strowger.User) *shape.User { return s.user(e.Instance().ID, u) })
	return &shape.DescribeUserOutput{User: u}, err
}

// user shows a user. The password is nobody's to see, not even its hash.
func (s *Server) user(instance strowger.InstanceID, u *strowger.User) *shape.User {
	configs := userConfigsOf(u)
	out := &shape.User{
		Id:                          text(u.ID),
		Arn:                         new(s.userARN(instance, u.ID)),
		Username:                    text(u.Username),
		IdentityInfo:                identityInfo(u.Identity),
		DirectoryUserId:             text(u.DirectoryUserID),
		SecurityProfileIds:          retype[string](u.SecurityProfileIDs),
		RoutingProfileId:            text(u.RoutingProfileID),
		HierarchyGroupId:            text(u.HierarchyGroupID),
		Tags:                        tagsOrNone(u.Tags),
		AutoAcceptConfigs:           configs.autoAccept,
		AfterContactWorkConfigs:     configs.afterContactWork,
		PhoneNumberConfigs:          configs.phoneNumbers,
		PersistentConnectionConfigs: configs.persistentConnections,
		VoiceEnhancementConfigs:     configs.voiceEnhancements,
		LastModifiedTime:            epoch(u.LastModified),
		LastModifiedRegion:          text(s.Names.Region),
	}
	if u.PhoneConfig != nil {
		out.PhoneConfig = userPhoneConfig(u.PhoneConfig)
	}
	return out
}

func (s *Server) listUsers(ctx context.Context, in *shape.ListUsersInput) (*shape.ListUsersOutput, error) {
	page, next, err := list(ctx, s, listing{Instance: in.InstanceId, NextToken: in.NextToken, MaxResults: in.MaxResults},
		(*routing.Engine).Users, nil, s.userSummary)
	return &shape.ListUsersOutput{UserSummaryList: page, NextToken: next}, err
}

func (s *Server) userSummary(instance strowger.InstanceID, u *strowger.User) shape.UserSummary {
	return shape.UserSummary{
		Id:                 text(u.ID),
		Arn:                new(s.userARN(instance, u.ID)),
		Username:           text(u.Username),
		LastModifiedTime:   epoch(u.LastModified),
		LastModifiedRegion: text(s.Names.Region),
	}
}

// updateUserIdentity replaces the identity as a whole.
func (s *Server) updateUserIdentity(ctx context.Context, in *shape.UpdateUserIdentityInfoInput) (*restjson.None, error) {
	directory, err := s.directoryType(ctx, in.InstanceId)
	if err != nil {
		return nil, err
	}
	if err := check(ctx, func(c *restjson.Checker) {
		checkIdentity(c, in.IdentityInfo, directory)
		if directory == shape.DirectoryTypeExistingDirectory {
			checkDirectoryOwned(c, in.IdentityInfo)
		}
	}); err != nil {
		return nil, err
	}
	return s.change(ctx, in.InstanceId, strowger.UpdateUser{
		ID: strowger.UserID(in.UserId), Identity: new(identity(in.IdentityInfo)),
	})
}

func (s *Server) updateUserProfile(ctx context.Context, in *shape.UpdateUserRoutingProfileInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.UpdateUser{
		ID: strowger.UserID(in.UserId), RoutingProfileID: new(strowger.RoutingProfileID(in.RoutingProfileId)),
	})
}

// updateUserHierarchy takes the user out of its group if none is given.
func (s *Server) updateUserHierarchy(ctx context.Context, in *shape.UpdateUserHierarchyInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.UpdateUser{
		ID: strowger.UserID(in.UserId), HierarchyGroupID: new(strowger.HierarchyGroupID(value(in.HierarchyGroupId))),
	})
}

func (s *Server) updateUserSecurityProfiles(ctx context.Context, in *shape.UpdateUserSecurityProfilesInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.UpdateUser{
		ID: strowger.UserID(in.UserId), SecurityProfileIDs: new(retype[strowger.SecurityProfileID](in.SecurityProfileIds)),
	})
}

func (s *Server) deleteUser(ctx context.Context, in *shape.DeleteUserInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.DeleteUser{ID: strowger.UserID(in.UserId)})
}
