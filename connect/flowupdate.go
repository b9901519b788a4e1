package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/flow"
	"github.com/strowger/strowger/restjson"
)

func (s *Server) registerFlowUpdates(mux *restjson.Mux) {
	restjson.Handle(mux, shape.UpdateContactFlowContent, s.updateContactFlowContent)
	restjson.Handle(mux, shape.UpdateContactFlowMetadata, s.updateContactFlowMetadata)
	restjson.Handle(mux, shape.UpdateContactFlowName, s.updateContactFlowName)
}

// updateContactFlowContent publishes content. As "{ContactFlowId}:$SAVED" it is
// saved: not checked, and not run before it is published. A flow runs to its end
// at once, so contacts that have begun are not touched; one that is scheduled
// runs what is published when its time comes.
func (s *Server) updateContactFlowContent(ctx context.Context, in *shape.UpdateContactFlowContentInput) (*shape.UpdateContactFlowContentOutput, error) {
	id, saved, err := s.savedContent("ContactFlowId", in.ContactFlowId)
	if err != nil {
		return nil, err
	}
	content := &strowger.ContentChange{Content: in.Content, Status: strowger.Saved}
	if !saved {
		content.Status = strowger.Published
		if _, err := flow.Parse(strowger.InstanceID(in.InstanceId), in.Content); err != nil {
			return nil, err
		}
	}
	_, err = s.do(ctx, in.InstanceId, strowger.UpdateContactFlow{ID: strowger.ContactFlowID(id), Content: content})
	return &shape.UpdateContactFlowContentOutput{}, err
}

func (s *Server) updateContactFlowMetadata(ctx context.Context, in *shape.UpdateContactFlowMetadataInput) (*shape.UpdateContactFlowMetadataOutput, error) {
	_, err := s.do(ctx, in.InstanceId, strowger.UpdateContactFlow{
		ID: strowger.ContactFlowID(in.ContactFlowId), Name: in.Name, Description: in.Description, State: (*string)(in.ContactFlowState),
	})
	return &shape.UpdateContactFlowMetadataOutput{}, err
}

func (s *Server) updateContactFlowName(ctx context.Context, in *shape.UpdateContactFlowNameInput) (*shape.UpdateContactFlowNameOutput, error) {
	_, err := s.do(ctx, in.InstanceId, strowger.UpdateContactFlow{
		ID: strowger.ContactFlowID(in.ContactFlowId), Name: in.Name, Description: in.Description,
	})
	return &shape.UpdateContactFlowNameOutput{}, err
}
