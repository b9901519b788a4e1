package connect

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

func (s *Server) registerInstances(mux *restjson.Mux) {
	restjson.Handle(mux, shape.CreateInstance, s.createInstance)
	restjson.Handle(mux, shape.DescribeInstance, s.describeInstance)
	restjson.Handle(mux, shape.ListInstances, s.listInstances)
	restjson.Handle(mux, shape.DeleteInstance, s.deleteInstance)
}

// createInstance makes an instance that is ACTIVE at once. The same client token
// returns the same instance for as long as it exists.
func (s *Server) createInstance(ctx context.Context, in *shape.CreateInstanceInput) (*shape.CreateInstanceOutput, error) {
	if err := check(ctx, func(c *restjson.Checker) { checkDirectory(c, in) }); err != nil {
		return nil, err
	}
	id, err := s.Directory.CreateInstance(ctx, host.NewInstance(strowger.Instance{
		ID:                     strowger.InstanceID(uuid.NewString()),
		Alias:                  value(in.InstanceAlias),
		IdentityManagementType: string(in.IdentityManagementType),
		DirectoryID:            value(in.DirectoryId),
		InboundCallsEnabled:    *in.InboundCallsEnabled,
		OutboundCallsEnabled:   *in.OutboundCallsEnabled,
		ClientToken:            value(in.ClientToken),
		Tags:                   in.Tags,
	}, uuid.NewString))
	if err != nil {
		return nil, err
	}
	return &shape.CreateInstanceOutput{Id: text(id), Arn: new(s.Names.Instance(id))}, nil
}

// checkDirectory checks that an instance has what its users are looked up by: a
// directory, if they are in an existing one, or else an alias.
func checkDirectory(c *restjson.Checker, in *shape.CreateInstanceInput) {
	if in.IdentityManagementType == shape.DirectoryTypeExistingDirectory {
		c.Required("DirectoryId", in.DirectoryId != nil)
		return
	}
	c.Required("InstanceAlias", in.InstanceAlias != nil)
	if in.DirectoryId != nil {
		c.Violate("DirectoryId", "is for EXISTING_DIRECTORY, not %s", in.IdentityManagementType)
	}
}

// describeInstance shows an instance that does not serve now as it was last known,
// with the reason. It is ACTIVE: Amazon has no word for it, and what it has for an
// instance that was not created is what tools give up at.
func (s *Server) describeInstance(ctx context.Context, in *shape.DescribeInstanceInput) (*shape.DescribeInstanceOutput, error) {
	out := &shape.DescribeInstanceOutput{}
	err := s.view(ctx, in.InstanceId, func(e *routing.Engine, _ strowger.Time) error {
		out.Instance = s.instanceShape(e.Instance())
		return nil
	})
	var outage *strowger.Error
	if !errors.Is(err, host.ErrUnavailable) || !errors.As(err, &outage) {
		return out, err
	}
	noun, err := s.Directory.Noun(strowger.InstanceID(in.InstanceId))
	if err != nil {
		return nil, err
	}
	out.Instance = s.instanceShape(&noun)
	out.Instance.StatusReason = &shape.InstanceStatusReason{Message: &outage.Message}
	return out, nil
}

func (s *Server) instanceShape(i *strowger.Instance) *shape.Instance {
	return &shape.Instance{
		Id:                     text(i.ID),
		Arn:                    new(s.Names.Instance(i.ID)),
		IdentityManagementType: shape.DirectoryType(i.IdentityManagementType),
		InstanceAlias:          text(i.Alias),
		CreatedTime:            epoch(i.CreatedTime),
		ServiceRole:            new(s.Names.ServiceRole()),
		InstanceStatus:         shape.InstanceStatusActive,
		InboundCallsEnabled:    new(i.InboundCallsEnabled),
		OutboundCallsEnabled:   new(i.OutboundCallsEnabled),
		InstanceAccessUrl:      text(s.AccessURL),
		Tags:                   i.Tags,
	}
}

// instancePageSize is how many instances a page has at most.
const instancePageSize = 10

func (s *Server) listInstances(ctx context.Context, in *shape.ListInstancesInput) (*shape.ListInstancesOutput, error) {
	if in.MaxResults == nil {
		in.MaxResults = new(int32(instancePageSize))
	}
	p, err := newPage(ctx, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	out := &shape.ListInstancesOutput{}
	key := func(i strowger.Instance) string { return string(i.ID) }
	rest := sorted(s.Directory.Instances(), p.after, key)
	out.InstanceSummaryList, out.NextToken = take(p, rest, key, s.instanceSummary)
	return out, nil
}

func (s *Server) instanceSummary(i strowger.Instance) shape.InstanceSummary {
	return shape.InstanceSummary{
		Id:                     text(i.ID),
		Arn:                    new(s.Names.Instance(i.ID)),
		IdentityManagementType: shape.DirectoryType(i.IdentityManagementType),
		InstanceAlias:          text(i.Alias),
		CreatedTime:            epoch(i.CreatedTime),
		ServiceRole:            new(s.Names.ServiceRole()),
		InstanceStatus:         shape.InstanceStatusActive,
		InboundCallsEnabled:    new(i.InboundCallsEnabled),
		OutboundCallsEnabled:   new(i.OutboundCallsEnabled),
		InstanceAccessUrl:      text(s.AccessURL),
	}
}

func (s *Server) deleteInstance(ctx context.Context, in *shape.DeleteInstanceInput) (*restjson.None, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	return nil, s.Directory.DeleteInstance(ctx, i.ID())
}
