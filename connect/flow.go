package connect

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/flow"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// savedAlias names the saved content of a flow, published or not:
// "{ContactFlowId}:$SAVED".
const savedAlias = "$SAVED"

// createContactFlow makes a contact flow. The content of a PUBLISHED flow is
// checked; that of a SAVED one, which cannot be run, is kept as it is (API
// Reference, CreateContactFlow).
func (s *Server) createContactFlow(ctx context.Context, in *shape.CreateContactFlowInput) (*shape.CreateContactFlowOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	status := shape.ContactFlowStatusPublished
	if in.Status != nil {
		status = *in.Status
	}
	if status == shape.ContactFlowStatusPublished {
		if _, err := flow.Parse(strowger.InstanceID(in.InstanceId), string(in.Type), in.Content); err != nil {
			return nil, err
		}
	}
	f := strowger.ContactFlow{
		ID:          strowger.ContactFlowID(uuid.NewString()),
		Name:        in.Name,
		Type:        string(in.Type),
		Description: value(in.Description),
		Content:     in.Content,
		Status:      string(status),
		Tags:        in.Tags,
	}
	if _, err := i.Do(ctx, strowger.CreateContactFlow{Flow: f}); err != nil {
		return nil, err
	}
	return &shape.CreateContactFlowOutput{
		ContactFlowId:     text(f.ID),
		ContactFlowArn:    s.flowARN(i.ID(), f.ID),
		FlowContentSha256: contentSum(f.Content),
	}, nil
}

func (s *Server) flowARN(instance strowger.InstanceID, id strowger.ContactFlowID) *string {
	return new(s.Names.Resource(instance, "contact-flow", string(id)))
}

// contentSum is the FlowContentSha256 of a flow's content.
func contentSum(content string) *string {
	sum := sha256.Sum256([]byte(content))
	return new(hex.EncodeToString(sum[:]))
}

// savedContent reads the identifier of a flow or a module and reports whether
// it is of the saved content.
func (s *Server) savedContent(member, text string) (id string, saved bool, err error) {
	id, alias, aliased := strings.Cut(text, ":")
	if aliased && alias != savedAlias {
		return id, false, strowger.Errorf(strowger.ResourceNotFound, "%s: %q has no version %q", member, id, alias)
	}
	return id, aliased, nil
}

// describeContactFlow shows a flow. One that is not published is only found as
// "{ContactFlowId}:$SAVED". There are no versions.
func (s *Server) describeContactFlow(ctx context.Context, in *shape.DescribeContactFlowInput) (*shape.DescribeContactFlowOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id, saved, err := s.savedContent("ContactFlowId", in.ContactFlowId)
	if err != nil {
		return nil, err
	}
	var out *shape.DescribeContactFlowOutput
	err = i.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
		f, err := find(e.ContactFlows(), strowger.ContactFlowID(id), "ContactFlowId", "contact flow")
		if err != nil {
			return err
		}
		if !saved && f.Status != strowger.Published {
			const code = shape.ContactFlowNotPublishedException
			return restjson.Errorf(shape.ErrorStatus[code], code,
				"ContactFlowId: the contact flow %q is not published; ask for %s:%s", f.Name, id, savedAlias)
		}
		out = &shape.DescribeContactFlowOutput{ContactFlow: s.flowShape(i.ID(), f, saved)}
		return nil
	})
	return out, err
}

// flowShape shows a flow with its published content, or with the saved one if
// there is any beside it.
func (s *Server) flowShape(instance strowger.InstanceID, f *strowger.ContactFlow, saved bool) *shape.ContactFlow {
	content, status := f.Content, f.Status
	if saved && f.Saved != "" {
		content, status = f.Saved, strowger.Saved
	}
	return &shape.ContactFlow{
		Arn:                s.flowARN(instance, f.ID),
		Id:                 text(f.ID),
		Name:               text(f.Name),
		Type:               shape.ContactFlowType(f.Type),
		State:              shape.ContactFlowState(f.State),
		Status:             shape.ContactFlowStatus(status),
		Description:        text(f.Description),
		Content:            text(content),
		Tags:               f.Tags,
		FlowContentSha256:  contentSum(content),
		Version:            optional(f.Version),
		LastModifiedTime:   epoch(f.LastModified),
		LastModifiedRegion: text(s.Names.Region),
	}
}

// listContactFlows lists the flows of some types, or of all, in the order of
// their identifiers.
func (s *Server) listContactFlows(ctx context.Context, in *shape.ListContactFlowsInput) (*shape.ListContactFlowsOutput, error) {
	types := retype[string](in.ContactFlowTypes)
	page, next, err := list(ctx, s, listing{Instance: in.InstanceId, NextToken: in.NextToken, MaxResults: in.MaxResults, Filter: wordSet(types)},
		(*routing.Engine).ContactFlows, oneOf(types, func(f *strowger.ContactFlow) string { return f.Type }), s.flowSummary)
	return &shape.ListContactFlowsOutput{ContactFlowSummaryList: page, NextToken: next}, err
}

func (s *Server) flowSummary(instance strowger.InstanceID, f *strowger.ContactFlow) shape.ContactFlowSummary {
	return shape.ContactFlowSummary{
		Id:                text(f.ID),
		Arn:               s.flowARN(instance, f.ID),
		Name:              text(f.Name),
		ContactFlowType:   shape.ContactFlowType(f.Type),
		ContactFlowState:  shape.ContactFlowState(f.State),
		ContactFlowStatus: shape.ContactFlowStatus(f.Status),
	}
}

func (s *Server) deleteContactFlow(ctx context.Context, in *shape.DeleteContactFlowInput) (*shape.DeleteContactFlowOutput, error) {
	_, err := s.do(ctx, in.InstanceId, strowger.DeleteContactFlow{ID: strowger.ContactFlowID(in.ContactFlowId)})
	return &shape.DeleteContactFlowOutput{}, err
}
