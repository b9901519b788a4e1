package connect

import (
	"context"

	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

func (s *Server) registerQuickConnects(mux *restjson.Mux) {
	restjson.Handle(mux, shape.CreateQuickConnect, s.createQuickConnect)
	restjson.Handle(mux, shape.DescribeQuickConnect, s.describeQuickConnect)
	restjson.Handle(mux, shape.ListQuickConnects, s.listQuickConnects)
	restjson.Handle(mux, shape.SearchQuickConnects, s.searchQuickConnects)
	restjson.Handle(mux, shape.UpdateQuickConnectConfig, s.updateQuickConnectConfig)
	restjson.Handle(mux, shape.UpdateQuickConnectName, s.updateQuickConnectName)
	restjson.Handle(mux, shape.DeleteQuickConnect, s.deleteQuickConnect)
}

func (s *Server) quickConnectARN(instance strowger.InstanceID, id strowger.QuickConnectID) *string {
	return new(s.Names.Resource(instance, "transfer-destination", string(id)))
}

func (s *Server) createQuickConnect(ctx context.Context, in *shape.CreateQuickConnectInput) (*shape.CreateQuickConnectOutput, error) {
	destination, err := s.destination(ctx, in.QuickConnectConfig)
	if err != nil {
		return nil, err
	}
	q := strowger.QuickConnect{
		ID:          strowger.QuickConnectID(uuid.NewString()),
		Name:        in.Name,
		Description: value(in.Description),
		Destination: destination,
		Tags:        in.Tags,
	}
	if _, err := s.do(ctx, in.InstanceId, strowger.CreateQuickConnect{QuickConnect: q}); err != nil {
		return nil, err
	}
	return &shape.CreateQuickConnectOutput{
		QuickConnectARN: s.quickConnectARN(strowger.InstanceID(in.InstanceId), q.ID),
		QuickConnectId:  text(q.ID),
	}, nil
}

// destination reads a QuickConnectConfig, which must have the configuration of
// its type and no other.
func (s *Server) destination(ctx context.Context, in *shape.QuickConnectConfig) (strowger.QuickConnectDestination, error) {
	to := strowger.QuickConnectDestination{Type: strowger.QuickConnectType(in.QuickConnectType)}
	if u := in.UserConfig; u != nil {
		to.UserID, to.FlowID = strowger.UserID(u.UserId), strowger.ContactFlowID(u.ContactFlowId)
	}
	if q := in.QueueConfig; q != nil {
		to.QueueID, to.FlowID = strowger.QueueID(q.QueueId), strowger.ContactFlowID(q.ContactFlowId)
	}
	if p := in.PhoneConfig; p != nil {
		to.PhoneNumber = p.PhoneNumber
	}
	if f := in.FlowConfig; f != nil {
		to.FlowID = strowger.ContactFlowID(f.ContactFlowId)
	}
	return to, check(ctx, func(c *restjson.Checker) {
		c.Member("QuickConnectConfig")
		belongs := func(name string, given bool, t shape.QuickConnectType) {
			switch {
			case in.QuickConnectType == t:
				c.Required(name, given)
			case given:
				c.Violate(name, "is for the type %s, not %s", t, in.QuickConnectType)
			}
		}
		belongs("UserConfig", in.UserConfig != nil, shape.QuickConnectTypeUser)
		belongs("QueueConfig", in.QueueConfig != nil, shape.QuickConnectTypeQueue)
		belongs("PhoneConfig", in.PhoneConfig != nil, shape.QuickConnectTypePhoneNumber)
		belongs("FlowConfig", in.FlowConfig != nil, shape.QuickConnectTypeFlow)
		c.Leave()
	})
}

// quickConnectConfig is the way back.
func quickConnectConfig(to *strowger.QuickConnectDestination) *shape.QuickConnectConfig {
	out := &shape.QuickConnectConfig{QuickConnectType: shape.QuickConnectType(to.Type)}
	switch to.Type {
	case strowger.UserQuickConnect:
		out.UserConfig = &shape.UserQuickConnectConfig{UserId: string(to.UserID), ContactFlowId: string(to.FlowID)}
	case strowger.QueueQuickConnect:
		out.QueueConfig = &shape.QueueQuickConnectConfig{QueueId: string(to.QueueID), ContactFlowId: string(to.FlowID)}
	case strowger.PhoneNumberQuickConnect:
		out.PhoneConfig = &shape.PhoneNumberQuickConnectConfig{PhoneNumber: to.PhoneNumber}
	case strowger.FlowQuickConnect:
		out.FlowConfig = &shape.FlowQuickConnectConfig{ContactFlowId: string(to.FlowID)}
	}
	return out
}

func (s *Server) describeQuickConnect(ctx context.Context, in *shape.DescribeQuickConnectInput) (*shape.DescribeQuickConnectOutput, error) {
	q, err := describe(ctx, s, in.InstanceId, (*routing.Engine).QuickConnects, strowger.QuickConnectID(in.QuickConnectId), "QuickConnectId", "quick connect",
		func(e *routing.Engine, q *strowger.QuickConnect) *shape.QuickConnect {
			return s.quickConnect(e.Instance().ID, q)
		})
	return &shape.DescribeQuickConnectOutput{QuickConnect: q}, err
}

func (s *Server) quickConnect(instance strowger.InstanceID, q *strowger.QuickConnect) *shape.QuickConnect {
	return &shape.QuickConnect{
		QuickConnectARN:    s.quickConnectARN(instance, q.ID),
		QuickConnectId:     text(q.ID),
		Name:               text(q.Name),
		Description:        text(q.Description),
		QuickConnectConfig: quickConnectConfig(&q.Destination),
		Tags:               q.Tags,
		LastModifiedTime:   epoch(q.LastModified),
		LastModifiedRegion: text(s.Names.Region),
	}
}

func (s *Server) quickConnectSummary(instance strowger.InstanceID, q *strowger.QuickConnect) shape.QuickConnectSummary {
	return shape.QuickConnectSummary{
		Id:                 text(q.ID),
		Arn:                s.quickConnectARN(instance, q.ID),
		Name:               text(q.Name),
		QuickConnectType:   shape.QuickConnectType(q.Destination.Type),
		LastModifiedTime:   epoch(q.LastModified),
		LastModifiedRegion: text(s.Names.Region),
	}
}

func (s *Server) listQuickConnects(ctx context.Context, in *shape.ListQuickConnectsInput) (*shape.ListQuickConnectsOutput, error) {
	types := retype[strowger.QuickConnectType](in.QuickConnectTypes)
	page, next, err := list(ctx, s, listing{Instance: in.InstanceId, NextToken: in.NextToken, MaxResults: in.MaxResults, Filter: wordSet(types)},
		(*routing.Engine).QuickConnects, oneOf(types, func(q *strowger.QuickConnect) strowger.QuickConnectType { return q.Destination.Type }), s.quickConnectSummary)
	return &shape.ListQuickConnectsOutput{QuickConnectSummaryList: page, NextToken: next}, err
}

func (s *Server) updateQuickConnectConfig(ctx context.Context, in *shape.UpdateQuickConnectConfigInput) (*restjson.None, error) {
	destination, err := s.destination(ctx, in.QuickConnectConfig)
	if err != nil {
		return nil, err
	}
	return s.change(ctx, in.InstanceId, strowger.UpdateQuickConnect{
		ID: strowger.QuickConnectID(in.QuickConnectId), Destination: &destination,
	})
}

func (s *Server) updateQuickConnectName(ctx context.Context, in *shape.UpdateQuickConnectNameInput) (*restjson.None, error) {
	if err := checkNameOrDescription(ctx, in.Name, in.Description); err != nil {
		return nil, err
	}
	return s.change(ctx, in.InstanceId, strowger.UpdateQuickConnect{
		ID: strowger.QuickConnectID(in.QuickConnectId), Name: in.Name, Description: in.Description,
	})
}

func (s *Server) deleteQuickConnect(ctx context.Context, in *shape.DeleteQuickConnectInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.DeleteQuickConnect{ID: strowger.QuickConnectID(in.QuickConnectId)})
}
