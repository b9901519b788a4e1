package connect

import (
	"context"
	"strconv"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

func (s *Server) registerHierarchy(mux *restjson.Mux) {
	restjson.Handle(mux, shape.UpdateUserHierarchyStructure, s.updateHierarchyStructure)
	restjson.Handle(mux, shape.DescribeUserHierarchyStructure, s.describeHierarchyStructure)
	s.registerHierarchyGroups(mux)
}

// levelNames are the members of a structure and of a path, from the top.
var levelNames = [strowger.MaxHierarchyLevels]string{"LevelOne", "LevelTwo", "LevelThree", "LevelFour", "LevelFive"}

// maxLevelName is the longest name of a level, which the documentation states
// and the model does not.
const maxLevelName = 50

// updateHierarchyStructure gives the levels their names. A level that is not
// given is removed, so there can be none below it.
func (s *Server) updateHierarchyStructure(ctx context.Context, in *shape.UpdateUserHierarchyStructureInput) (*restjson.None, error) {
	given := in.HierarchyStructure
	levels := [...]*shape.HierarchyLevelUpdate{given.LevelOne, given.LevelTwo, given.LevelThree, given.LevelFour, given.LevelFive}
	var names []string
	if err := check(ctx, func(c *restjson.Checker) {
		c.Member("HierarchyStructure")
		for i, level := range levels {
			if level == nil {
				continue
			}
			if i > 0 && levels[i-1] == nil {
				c.Violate(levelNames[i], "needs %s above it", levelNames[i-1])
			}
			c.Member(levelNames[i])
			c.Length("Name", level.Name, 1, maxLevelName)
			c.Leave()
			names = append(names, level.Name)
		}
		c.Leave()
	}); err != nil {
		return nil, err
	}
	return s.change(ctx, in.InstanceId, strowger.UpdateHierarchyStructure{Levels: names})
}

func (s *Server) describeHierarchyStructure(ctx context.Context, in *shape.DescribeUserHierarchyStructureInput) (*shape.DescribeUserHierarchyStructureOutput, error) {
	shown := &shape.HierarchyStructure{}
	places := [...]**shape.HierarchyLevel{&shown.LevelOne, &shown.LevelTwo, &shown.LevelThree, &shown.LevelFour, &shown.LevelFive}
	err := s.view(ctx, in.InstanceId, func(e *routing.Engine, _ strowger.Time) error {
		for i, level := range e.HierarchyStructure().Levels {
			id := levelID(i + 1)
			*places[i] = &shape.HierarchyLevel{
				Id:                 &id,
				Arn:                new(s.Names.Resource(e.Instance().ID, "agent-group-level", id)),
				Name:               text(level.Name),
				LastModifiedTime:   epoch(level.LastModified),
				LastModifiedRegion: text(s.Names.Region),
			}
		}
		return nil
	})
	return &shape.DescribeUserHierarchyStructureOutput{HierarchyStructure: shown}, err
}

// levelID identifies a level by its number from the top, 1 to 5. What Amazon
// calls level 0 is the ground that the hierarchy stands on and has no group here.
func levelID(level int) string { return strconv.Itoa(level) }
