package connect

import (
	"context"

	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

func (s *Server) registerHierarchyGroups(mux *restjson.Mux) {
	restjson.Handle(mux, shape.CreateUserHierarchyGroup, s.createHierarchyGroup)
	restjson.Handle(mux, shape.DescribeUserHierarchyGroup, s.describeHierarchyGroup)
	restjson.Handle(mux, shape.ListUserHierarchyGroups, s.listHierarchyGroups)
	restjson.Handle(mux, shape.SearchUserHierarchyGroups, s.searchHierarchyGroups)
	restjson.Handle(mux, shape.UpdateUserHierarchyGroupName, s.updateHierarchyGroupName)
	restjson.Handle(mux, shape.DeleteUserHierarchyGroup, s.deleteHierarchyGroup)
}

func (s *Server) groupARN(instance strowger.InstanceID, id strowger.HierarchyGroupID) *string {
	return new(s.Names.Resource(instance, "agent-group", string(id)))
}

// maxGroupName is the longest name of a group, which the documentation states
// and the model does not.
const maxGroupName = 100

func checkGroupName(ctx context.Context, name string) error {
	return check(ctx, func(c *restjson.Checker) { c.Length("Name", name, 1, maxGroupName) })
}

func (s *Server) createHierarchyGroup(ctx context.Context, in *shape.CreateUserHierarchyGroupInput) (*shape.CreateUserHierarchyGroupOutput, error) {
	if err := checkGroupName(ctx, in.Name); err != nil {
		return nil, err
	}
	g := strowger.HierarchyGroup{
		ID:       strowger.HierarchyGroupID(uuid.NewString()),
		Name:     in.Name,
		ParentID: strowger.HierarchyGroupID(value(in.ParentGroupId)),
		Tags:     in.Tags,
	}
	if _, err := s.do(ctx, in.InstanceId, strowger.CreateHierarchyGroup{Group: g}); err != nil {
		return nil, err
	}
	return &shape.CreateUserHierarchyGroupOutput{
		HierarchyGroupArn: s.groupARN(strowger.InstanceID(in.InstanceId), g.ID),
		HierarchyGroupId:  text(g.ID),
	}, nil
}

func (s *Server) describeHierarchyGroup(ctx context.Context, in *shape.DescribeUserHierarchyGroupInput) (*shape.DescribeUserHierarchyGroupOutput, error) {
	g, err := describe(ctx, s, in.InstanceId, (*routing.Engine).HierarchyGroups, strowger.HierarchyGroupID(in.HierarchyGroupId), "HierarchyGroupId", "hierarchy group", s.hierarchyGroup)
	return &shape.DescribeUserHierarchyGroupOutput{HierarchyGroup: g}, err
}

// hierarchyGroup shows a group. Its path ends with the group itself.
func (s *Server) hierarchyGroup(e *routing.Engine, g *strowger.HierarchyGroup) *shape.HierarchyGroup {
	path := &shape.HierarchyPath{}
	places := [...]**shape.HierarchyGroupSummary{&path.LevelOne, &path.LevelTwo, &path.LevelThree, &path.LevelFour, &path.LevelFive}
	for i, above := range e.HierarchyPath(g.ID) {
		*places[i] = new(s.groupSummary(e.Instance().ID, above))
	}
	return &shape.HierarchyGroup{
		Id:                 text(g.ID),
		Arn:                s.groupARN(e.Instance().ID, g.ID),
		Name:               text(g.Name),
		LevelId:            new(levelID(g.Level)),
		HierarchyPath:      path,
		Tags:               g.Tags,
		LastModifiedTime:   epoch(g.LastModified),
		LastModifiedRegion: text(s.Names.Region),
	}
}

func (s *Server) groupSummary(instance strowger.InstanceID, g *strowger.HierarchyGroup) shape.HierarchyGroupSummary {
	return shape.HierarchyGroupSummary{
		Id:                 text(g.ID),
		Arn:                s.groupARN(instance, g.ID),
		Name:               text(g.Name),
		LastModifiedTime:   epoch(g.LastModified),
		LastModifiedRegion: text(s.Names.Region),
	}
}

func (s *Server) listHierarchyGroups(ctx context.Context, in *shape.ListUserHierarchyGroupsInput) (*shape.ListUserHierarchyGroupsOutput, error) {
	page, next, err := list(ctx, s, listing{Instance: in.InstanceId, NextToken: in.NextToken, MaxResults: in.MaxResults},
		(*routing.Engine).HierarchyGroups, nil, s.groupSummary)
	return &shape.ListUserHierarchyGroupsOutput{UserHierarchyGroupSummaryList: page, NextToken: next}, err
}

func (s *Server) updateHierarchyGroupName(ctx context.Context, in *shape.UpdateUserHierarchyGroupNameInput) (*restjson.None, error) {
	if err := checkGroupName(ctx, in.Name); err != nil {
		return nil, err
	}
	return s.change(ctx, in.InstanceId, strowger.UpdateHierarchyGroup{
		ID: strowger.HierarchyGroupID(in.HierarchyGroupId), Name: &in.Name,
	})
}

func (s *Server) deleteHierarchyGroup(ctx context.Context, in *shape.DeleteUserHierarchyGroupInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.DeleteHierarchyGroup{ID: strowger.HierarchyGroupID(in.HierarchyGroupId)})
}
