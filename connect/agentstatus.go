package connect

import (
	"context"

	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

func (s *Server) registerAgentStatuses(mux *restjson.Mux) {
	restjson.Handle(mux, shape.CreateAgentStatus, s.createAgentStatus)
	restjson.Handle(mux, shape.DescribeAgentStatus, s.describeAgentStatus)
	restjson.Handle(mux, shape.ListAgentStatuses, s.listAgentStatuses)
	restjson.Handle(mux, shape.UpdateAgentStatus, s.updateAgentStatus)
}

func (s *Server) createAgentStatus(ctx context.Context, in *shape.CreateAgentStatusInput) (*shape.CreateAgentStatusOutput, error) {
	status := strowger.AgentStatus{
		ID:           strowger.AgentStatusID(uuid.NewString()),
		Name:         in.Name,
		Description:  value(in.Description),
		Type:         strowger.Custom,
		DisplayOrder: int(value(in.DisplayOrder)),
		State:        string(in.State),
		Tags:         in.Tags,
	}
	if _, err := s.do(ctx, in.InstanceId, strowger.CreateAgentStatus{Status: status}); err != nil {
		return nil, err
	}
	return &shape.CreateAgentStatusOutput{
		AgentStatusARN: new(s.agentStatusARN(strowger.InstanceID(in.InstanceId), status.ID)),
		AgentStatusId:  text(status.ID),
	}, nil
}

func (s *Server) agentStatusARN(instance strowger.InstanceID, id strowger.AgentStatusID) string {
	return s.Names.Resource(instance, "agent-state", string(id))
}

func (s *Server) describeAgentStatus(ctx context.Context, in *shape.DescribeAgentStatusInput) (*shape.DescribeAgentStatusOutput, error) {
	out := &shape.DescribeAgentStatusOutput{}
	err := s.view(ctx, in.InstanceId, func(e *routing.Engine, _ strowger.Time) error {
		status, err := find(e.AgentStatuses(), strowger.AgentStatusID(in.AgentStatusId), "AgentStatusId", "agent status")
		if err != nil {
			return err
		}
		out.AgentStatus = &shape.AgentStatus{
			AgentStatusARN:     new(s.agentStatusARN(e.Instance().ID, status.ID)),
			AgentStatusId:      text(status.ID),
			Name:               text(status.Name),
			Description:        text(status.Description),
			Type:               shape.AgentStatusType(status.Type),
			DisplayOrder:       optional(int32(status.DisplayOrder)),
			State:              shape.AgentStatusState(status.State),
			Tags:               status.Tags,
			LastModifiedTime:   epoch(status.LastModified),
			LastModifiedRegion: text(s.Names.Region),
		}
		return nil
	})
	return out, err
}

func (s *Server) listAgentStatuses(ctx context.Context, in *shape.ListAgentStatusesInput) (*shape.ListAgentStatusesOutput, error) {
	types := retype[strowger.AgentStatusType](in.AgentStatusTypes)
	page, next, err := list(ctx, s, listing{Instance: in.InstanceId, NextToken: in.NextToken, MaxResults: in.MaxResults, Filter: wordSet(types)},
		(*routing.Engine).AgentStatuses, oneOf(types, func(a *strowger.AgentStatus) strowger.AgentStatusType { return a.Type }), s.agentStatusSummary)
	return &shape.ListAgentStatusesOutput{AgentStatusSummaryList: page, NextToken: next}, err
}

func (s *Server) agentStatusSummary(instance strowger.InstanceID, a *strowger.AgentStatus) shape.AgentStatusSummary {
	return shape.AgentStatusSummary{
		Id:                 text(a.ID),
		Arn:                new(s.agentStatusARN(instance, a.ID)),
		Name:               text(a.Name),
		Type:               shape.AgentStatusType(a.Type),
		LastModifiedTime:   epoch(a.LastModified),
		LastModifiedRegion: text(s.Names.Region),
	}
}

func (s *Server) updateAgentStatus(ctx context.Context, in *shape.UpdateAgentStatusInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.UpdateAgentStatus{
		ID:                strowger.AgentStatusID(in.AgentStatusId),
		Name:              in.Name,
		Description:       in.Description,
		State:             (*string)(in.State),
		DisplayOrder:      whole(in.DisplayOrder),
		ResetDisplayOrder: value(in.ResetOrderNumber),
	})
}
