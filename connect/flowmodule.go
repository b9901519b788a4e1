package connect

import (
	"context"
	"errors"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/flow"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

func (s *Server) registerFlowModules(mux *restjson.Mux) {
	restjson.Handle(mux, shape.CreateContactFlowModule, s.createFlowModule)
	restjson.Handle(mux, shape.DescribeContactFlowModule, s.describeFlowModule)
	restjson.Handle(mux, shape.ListContactFlowModules, s.listFlowModules)
	restjson.Handle(mux, shape.UpdateContactFlowModuleContent, s.updateFlowModuleContent)
	restjson.Handle(mux, shape.UpdateContactFlowModuleMetadata, s.updateFlowModuleMetadata)
	restjson.Handle(mux, shape.DeleteContactFlowModule, s.deleteFlowModule)
}

// createFlowModule makes a module, which is published. A repeated request with
// the same client token answers with the module that the first one made.
func (s *Server) createFlowModule(ctx context.Context, in *shape.CreateContactFlowModuleInput) (*shape.CreateContactFlowModuleOutput, error) {
	if err := checkSettings(ctx, in.Settings); err != nil {
		return nil, err
	}
	if err := checkModule(in.InstanceId, in.Content); err != nil {
		return nil, err
	}
	m := strowger.ContactFlowModule{
		ID:          strowger.ContactFlowModuleID(uuid.NewString()),
		Name:        in.Name,
		Description: value(in.Description),
		Content:     in.Content,
		Settings:    value(in.Settings),
		ClientToken: value(in.ClientToken),
		Tags:        in.Tags,
	}
	if in.ExternalInvocationConfiguration != nil {
		m.ExternalInvocation = new(value(in.ExternalInvocationConfiguration.Enabled))
	}
	if m.ClientToken != "" {
		sum, err := requestHash(in)
		if err != nil {
			return nil, err
		}
		m.RequestSum = sum
	}
	events, err := s.do(ctx, in.InstanceId, strowger.CreateContactFlowModule{Module: m})
	if err != nil {
		return nil, err
	}
	if len(events) == 0 {
		err = s.view(ctx, in.InstanceId, func(e *routing.Engine, _ strowger.Time) error {
			first, ok := e.ContactFlowModuleWithToken(m.ClientToken)
			if !ok {
				return strowger.Errorf(strowger.ResourceNotFound, "ClientToken: the module that was made with %q has been deleted", m.ClientToken)
			}
			m.ID = first.ID
			return nil
		})
	}
	return &shape.CreateContactFlowModuleOutput{Id: text(m.ID), Arn: s.moduleARN(strowger.InstanceID(in.InstanceId), m.ID)}, err
}

// checkSettings checks that settings are the "serialized JSON string" that the
// API Reference asks for.
func checkSettings(ctx context.Context, settings *string) error {
	return check(ctx, func(c *restjson.Checker) {
		if settings != nil && !jsontext.Value(*settings).IsValid() {
			c.Violate("Settings", "must be JSON")
		}
	})
}

// checkModule checks the content of a module.
func checkModule(instance, content string) error {
	_, err := flow.ParseModule(strowger.InstanceID(instance), content)
	if e, ok := errors.AsType[*strowger.Error](err); ok {
		e.Code = strowger.InvalidContactFlowModule
	}
	return err
}

func (s *Server) moduleARN(instance strowger.InstanceID, id strowger.ContactFlowModuleID) *string {
	return new(s.Names.Resource(instance, string(strowger.FlowModuleResource), string(id)))
}

// describeFlowModule shows a module. As "{ContactFlowModuleId}:$SAVED" it has
// the content that is not published yet, if there is any. There are no
// versions and no other aliases.
func (s *Server) describeFlowModule(ctx context.Context, in *shape.DescribeContactFlowModuleInput) (*shape.DescribeContactFlowModuleOutput, error) {
	id, saved, err := s.savedContent("ContactFlowModuleId", in.ContactFlowModuleId)
	if err != nil {
		return nil, err
	}
	out := &shape.DescribeContactFlowModuleOutput{}
	err = s.view(ctx, in.InstanceId, func(e *routing.Engine, _ strowger.Time) error {
		m, err := find(e.ContactFlowModules(), strowger.ContactFlowModuleID(id), "ContactFlowModuleId", "contact flow module")
		if err != nil {
			return err
		}
		content, status := m.Content, m.Status
		if saved && m.Saved != "" {
			content, status = m.Saved, strowger.Saved
		}
		out.ContactFlowModule = &shape.ContactFlowModule{
			Arn:                     s.moduleARN(e.Instance().ID, m.ID),
			Id:                      text(m.ID),
			Name:                    text(m.Name),
			Description:             text(m.Description),
			Content:                 text(content),
			FlowModuleContentSha256: contentSum(content),
			Status:                  shape.ContactFlowModuleStatus(status),
			State:                   shape.ContactFlowModuleState(m.State),
			Settings:                text(m.Settings),
			Tags:                    m.Tags,
		}
		if m.ExternalInvocation != nil {
			out.ContactFlowModule.ExternalInvocationConfiguration = &shape.ExternalInvocationConfiguration{Enabled: m.ExternalInvocation}
		}
		return nil
	})
	return out, err
}

// listFlowModules lists the modules in one state, or all.
func (s *Server) listFlowModules(ctx context.Context, in *shape.ListContactFlowModulesInput) (*shape.ListContactFlowModulesOutput, error) {
	state := string(value(in.ContactFlowModuleState))
	page, next, err := list(ctx, s, listing{Instance: in.InstanceId, NextToken: in.NextToken, MaxResults: in.MaxResults, Filter: state},
		(*routing.Engine).ContactFlowModules, func(m *strowger.ContactFlowModule) bool { return state == "" || m.State == state }, s.flowModuleSummary)
	return &shape.ListContactFlowModulesOutput{ContactFlowModulesSummaryList: page, NextToken: next}, err
}

func (s *Server) flowModuleSummary(instance strowger.InstanceID, m *strowger.ContactFlowModule) shape.ContactFlowModuleSummary {
	return shape.ContactFlowModuleSummary{
		Id:    text(m.ID),
		Arn:   s.moduleARN(instance, m.ID),
		Name:  text(m.Name),
		State: shape.ContactFlowModuleState(m.State),
	}
}

// updateFlowModuleContent publishes content, or saves it as
// "{ContactFlowModuleId}:$SAVED".
func (s *Server) updateFlowModuleContent(ctx context.Context, in *shape.UpdateContactFlowModuleContentInput) (*shape.UpdateContactFlowModuleContentOutput, error) {
	id, saved, err := s.savedContent("ContactFlowModuleId", in.ContactFlowModuleId)
	if err != nil {
		return nil, err
	}
	if err := checkSettings(ctx, in.Settings); err != nil {
		return nil, err
	}
	c := strowger.UpdateContactFlowModule{ID: strowger.ContactFlowModuleID(id), Settings: in.Settings}
	switch {
	case in.Content == nil:
	case saved:
		c.Content = &strowger.ContentChange{Content: *in.Content, Status: strowger.Saved}
	default:
		if err := checkModule(in.InstanceId, *in.Content); err != nil {
			return nil, err
		}
		c.Content = &strowger.ContentChange{Content: *in.Content, Status: strowger.Published}
	}
	_, err = s.do(ctx, in.InstanceId, c)
	return &shape.UpdateContactFlowModuleContentOutput{}, err
}

func (s *Server) updateFlowModuleMetadata(ctx context.Context, in *shape.UpdateContactFlowModuleMetadataInput) (*shape.UpdateContactFlowModuleMetadataOutput, error) {
	_, err := s.do(ctx, in.InstanceId, strowger.UpdateContactFlowModule{
		ID:          strowger.ContactFlowModuleID(in.ContactFlowModuleId),
		Name:        in.Name,
		Description: in.Description,
		State:       (*string)(in.State),
	})
	return &shape.UpdateContactFlowModuleMetadataOutput{}, err
}

func (s *Server) deleteFlowModule(ctx context.Context, in *shape.DeleteContactFlowModuleInput) (*shape.DeleteContactFlowModuleOutput, error) {
	_, err := s.do(ctx, in.InstanceId, strowger.DeleteContactFlowModule{
		ID: strowger.ContactFlowModuleID(in.ContactFlowModuleId),
	})
	return &shape.DeleteContactFlowModuleOutput{}, err
}
