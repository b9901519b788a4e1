package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
)

// putUserStatus chooses the status of an agent; for one who handles contacts it
// becomes the next status (rule 3.2.4).
func (s *Server) putUserStatus(ctx context.Context, in *shape.PutUserStatusInput) (*shape.PutUserStatusOutput, error) {
	_, err := s.do(ctx, in.InstanceId, strowger.PutAgentStatus{
		UserID:   strowger.UserID(in.UserId),
		StatusID: strowger.AgentStatusID(in.AgentStatusId),
	})
	return &shape.PutUserStatusOutput{}, err
}

// dismissUserContact clears a contact that is MISSED, REJECTED, ERROR or ENDED at
// an agent, so that contacts are offered again (rule 7.10).
func (s *Server) dismissUserContact(ctx context.Context, in *shape.DismissUserContactInput) (*shape.DismissUserContactOutput, error) {
	_, err := s.do(ctx, in.InstanceId, strowger.ClearContact{
		UserID:    strowger.UserID(in.UserId),
		ContactID: strowger.ContactID(in.ContactId),
	})
	return &shape.DismissUserContactOutput{}, err
}
