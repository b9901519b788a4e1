package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/flow"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

func (s *Server) registerFlowUpdates(mux *restjson.Mux) {
	restjson.Handle(mux, shape.UpdateContactFlowContent, s.updateContactFlowContent)
	restjson.Handle(mux, shape.UpdateContactFlowMetadata, s.updateContactFlowMetadata)
	restjson.Handle(mux, shape.UpdateContactFlowName, s.updateContactFlowName)
}

// updateContactFlowContent publishes content. As "{ContactFlowId}:$SAVED" it is
// saved: not checked, and not run before it is published. A contact that stands in the
// flow goes on with the content it began with (rule F6.11); one that is scheduled runs
// what is published when its time comes.
func (s *Server) updateContactFlowContent(ctx context.Context, in *shape.UpdateContactFlowContentInput) (*shape.UpdateContactFlowContentOutput, error) {
	id, saved, err := s.savedContent("ContactFlowId", in.ContactFlowId)
	if err != nil {
		return nil, err
	}
	content := &strowger.ContentChange{Content: in.Content, Status: strowger.Saved}
	if !saved {
		content.Status = strowger.Published
		if err := s.checkContent(ctx, in.InstanceId, strowger.ContactFlowID(id), in.Content); err != nil {
			return nil, err
		}
	}
	_, err = s.do(ctx, in.InstanceId, strowger.UpdateContactFlow{ID: strowger.ContactFlowID(id), Content: content})
	return &shape.UpdateContactFlowContentOutput{}, err
}

// checkContent checks content that is to be published in a flow, whose type never
// changes. Of a flow that is not there only the content is checked.
func (s *Server) checkContent(ctx context.Context, instance string, id strowger.ContactFlowID, content string) error {
	var flowType string
	err := s.view(ctx, instance, func(e *routing.Engine, _ strowger.Time) error {
		if f, ok := e.ContactFlow(id); ok {
			flowType = f.Type
		}
		return nil
	})
	if err == nil {
		_, err = flow.Parse(strowger.InstanceID(instance), flowType, content)
	}
	return err
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
