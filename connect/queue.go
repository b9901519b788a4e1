package connect

import (
	"context"

	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

func (s *Server) registerQueues(mux *restjson.Mux) {
	restjson.Handle(mux, shape.CreateQueue, s.createQueue)
	restjson.Handle(mux, shape.DescribeQueue, s.describeQueue)
	restjson.Handle(mux, shape.ListQueues, s.listQueues)
	restjson.Handle(mux, shape.SearchQueues, s.searchQueues)
	restjson.Handle(mux, shape.UpdateQueueName, s.updateQueueName)
	restjson.Handle(mux, shape.UpdateQueueStatus, s.updateQueueStatus)
	restjson.Handle(mux, shape.UpdateQueueMaxContacts, s.updateQueueMaxContacts)
	restjson.Handle(mux, shape.UpdateQueueHoursOfOperation, s.updateQueueHours)
	restjson.Handle(mux, shape.UpdateQueueOutboundCallerConfig, s.updateQueueOutboundCaller)
	restjson.Handle(mux, shape.DeleteQueue, s.deleteQueue)
	s.registerQueueQuickConnects(mux)
}

// createQueue keeps phone numbers and email addresses as they are given: they
// belong to the world outside and cannot be looked up.
func (s *Server) createQueue(ctx context.Context, in *shape.CreateQueueInput) (*shape.CreateQueueOutput, error) {
	q := strowger.Queue{
		ID:                 strowger.QueueID(uuid.NewString()),
		Type:               strowger.StandardQueue,
		Name:               in.Name,
		Description:        value(in.Description),
		HoursOfOperationID: strowger.HoursOfOperationID(in.HoursOfOperationId),
		MaxContacts:        whole(in.MaxContacts),
		EmailAddressIDs:    each(in.EmailAddressesConfig, func(a shape.EmailAddressConfig) string { return a.EmailAddressId }),
		QuickConnectIDs:    retype[strowger.QuickConnectID](in.QuickConnectIds),
		Tags:               in.Tags,
	}
	if in.OutboundCallerConfig != nil {
		q.OutboundCaller = new(s.outboundCaller(in.OutboundCallerConfig))
	}
	if email := in.OutboundEmailConfig; email != nil {
		q.OutboundEmailID = value(email.OutboundEmailAddressId)
	}
	if _, err := s.do(ctx, in.InstanceId, strowger.CreateQueue{Queue: q}); err != nil {
		return nil, err
	}
	return &shape.CreateQueueOutput{
		QueueArn: new(s.Names.Queue(strowger.InstanceID(in.InstanceId), &q)),
		QueueId:  text(q.ID),
	}, nil
}

func (s *Server) outboundCaller(in *shape.OutboundCallerConfig) strowger.OutboundCaller {
	return strowger.OutboundCaller{
		IDName:     value(in.OutboundCallerIdName),
		IDNumberID: value(in.OutboundCallerIdNumberId),
		FlowID:     strowger.ContactFlowID(value(in.OutboundFlowId)),
	}
}

func (s *Server) describeQueue(ctx context.Context, in *shape.DescribeQueueInput) (*shape.DescribeQueueOutput, error) {
	q, err := describe(ctx, s, in.InstanceId, (*routing.Engine).Queues, strowger.QueueID(in.QueueId), "QueueId", "queue",
		func(e *routing.Engine, q *strowger.Queue) *shape.Queue { return s.queue(e.Instance().ID, q) })
	return &shape.DescribeQueueOutput{Queue: q}, err
}

func (s *Server) queue(instance strowger.InstanceID, q *strowger.Queue) *shape.Queue {
	out := &shape.Queue{
		Name:               text(q.Name),
		QueueArn:           new(s.Names.Queue(instance, q)),
		QueueId:            text(q.ID),
		Description:        text(q.Description),
		HoursOfOperationId: text(q.HoursOfOperationID),
		MaxContacts:        integer(q.MaxContacts),
		Status:             shape.QueueStatus(q.Status),
		Tags:               q.Tags,
		LastModifiedTime:   epoch(q.LastModified),
		LastModifiedRegion: text(s.Names.Region),
	}
	if caller := q.OutboundCaller; caller != nil {
		out.OutboundCallerConfig = &shape.OutboundCallerConfig{
			OutboundCallerIdName:     text(caller.IDName),
			OutboundCallerIdNumberId: text(caller.IDNumberID),
			OutboundFlowId:           text(caller.FlowID),
		}
	}
	if q.OutboundEmailID != "" {
		out.OutboundEmailConfig = &shape.OutboundEmailConfig{OutboundEmailAddressId: text(q.OutboundEmailID)}
	}
	return out
}

// listQueues lists agent queues too unless the types say otherwise.
func (s *Server) listQueues(ctx context.Context, in *shape.ListQueuesInput) (*shape.ListQueuesOutput, error) {
	types := retype[strowger.QueueType](in.QueueTypes)
	page, next, err := list(ctx, s, listing{Instance: in.InstanceId, NextToken: in.NextToken, MaxResults: in.MaxResults, Filter: wordSet(types)},
		(*routing.Engine).Queues, oneOf(types, func(q *strowger.Queue) strowger.QueueType { return q.Type }), s.queueSummary)
	return &shape.ListQueuesOutput{QueueSummaryList: page, NextToken: next}, err
}

func (s *Server) queueSummary(instance strowger.InstanceID, q *strowger.Queue) shape.QueueSummary {
	return shape.QueueSummary{
		Id:                 text(q.ID),
		Arn:                new(s.Names.Queue(instance, q)),
		Name:               text(q.Name),
		QueueType:          shape.QueueType(q.Type),
		LastModifiedTime:   epoch(q.LastModified),
		LastModifiedRegion: text(s.Names.Region),
	}
}

func (s *Server) updateQueueName(ctx context.Context, in *shape.UpdateQueueNameInput) (*restjson.None, error) {
	if err := checkNameOrDescription(ctx, in.Name, in.Description); err != nil {
		return nil, err
	}
	return s.change(ctx, in.InstanceId, strowger.UpdateQueue{
		ID: strowger.QueueID(in.QueueId), Name: in.Name, Description: in.Description,
	})
}

// checkNameOrDescription checks what "At least Name or Description must be
// provided" asks of UpdateQueueName and UpdateRoutingProfileName.
func checkNameOrDescription(ctx context.Context, name, description *string) error {
	return check(ctx, func(c *restjson.Checker) {
		if name == nil && description == nil {
			c.Violate("", "must have Name or Description")
		}
	})
}

func (s *Server) updateQueueStatus(ctx context.Context, in *shape.UpdateQueueStatusInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.UpdateQueue{
		ID: strowger.QueueID(in.QueueId), Status: new(strowger.QueueStatus(in.Status)),
	})
}

// updateQueueMaxContacts removes the limit if it is not given.
func (s *Server) updateQueueMaxContacts(ctx context.Context, in *shape.UpdateQueueMaxContactsInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.UpdateQueueMaxContacts{
		ID: strowger.QueueID(in.QueueId), MaxContacts: whole(in.MaxContacts),
	})
}

func (s *Server) updateQueueHours(ctx context.Context, in *shape.UpdateQueueHoursOfOperationInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.UpdateQueue{
		ID:                 strowger.QueueID(in.QueueId),
		HoursOfOperationID: new(strowger.HoursOfOperationID(in.HoursOfOperationId)),
	})
}

// updateQueueOutboundCaller replaces the whole configuration: what is not given
// is removed.
func (s *Server) updateQueueOutboundCaller(ctx context.Context, in *shape.UpdateQueueOutboundCallerConfigInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.UpdateQueueOutboundCaller{
		ID: strowger.QueueID(in.QueueId), Caller: s.outboundCaller(in.OutboundCallerConfig),
	})
}

func (s *Server) deleteQueue(ctx context.Context, in *shape.DeleteQueueInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.DeleteQueue{ID: strowger.QueueID(in.QueueId)})
}
