package connect

import (
	"context"
	"slices"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// registerProfileQueues registers the operations on the rows of routing
// profiles.
func (s *Server) registerProfileQueues(mux *restjson.Mux) {
	restjson.Handle(mux, shape.AssociateRoutingProfileQueues, s.associateProfileQueues)
	restjson.Handle(mux, shape.DisassociateRoutingProfileQueues, s.disassociateProfileQueues)
	restjson.Handle(mux, shape.UpdateRoutingProfileQueues, s.updateProfileQueues)
	restjson.Handle(mux, shape.ListRoutingProfileQueues, s.listProfileQueues)
	restjson.Handle(mux, shape.ListRoutingProfileManualAssignmentQueues, s.listManualQueues)
}

func (s *Server) queueReference(r shape.RoutingProfileQueueReference) strowger.QueueReference {
	return strowger.QueueReference{QueueID: strowger.QueueID(r.QueueId), Channel: strowger.Channel(r.Channel)}
}

func (s *Server) profileQueue(q shape.RoutingProfileQueueConfig) strowger.RoutingProfileQueue {
	return strowger.RoutingProfileQueue{
		QueueReference: s.queueReference(*q.QueueReference),
		Priority:       int(*q.Priority),
		DelaySeconds:   int(*q.Delay),
	}
}

func (s *Server) manualQueue(q shape.RoutingProfileManualAssignmentQueueConfig) strowger.QueueReference {
	return s.queueReference(*q.QueueReference)
}

// queueIDs returns the queues from which contacts are routed to a profile, each
// once, in order.
func queueIDs(p *strowger.RoutingProfile) []string {
	ids := each(p.Queues, func(q strowger.RoutingProfileQueue) string { return string(q.QueueID) })
	slices.Sort(ids)
	return slices.Compact(ids)
}

// manualQueueIDs is queueIDs for manual assignment.
func manualQueueIDs(p *strowger.RoutingProfile) []string {
	ids := each(p.ManualAssignmentQueues, func(q strowger.QueueReference) string { return string(q.QueueID) })
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (s *Server) associateProfileQueues(ctx context.Context, in *shape.AssociateRoutingProfileQueuesInput) (*restjson.None, error) {
	if err := check(ctx, func(c *restjson.Checker) {
		if in.QueueConfigs == nil && in.ManualAssignmentQueueConfigs == nil {
			c.Violate("", "must have QueueConfigs or ManualAssignmentQueueConfigs")
		}
	}); err != nil {
		return nil, err
	}
	return s.change(ctx, in.InstanceId, strowger.AssociateRoutingProfileQueues{
		ID:     strowger.RoutingProfileID(in.RoutingProfileId),
		Queues: each(in.QueueConfigs, s.profileQueue),
		Manual: each(in.ManualAssignmentQueueConfigs, s.manualQueue),
	})
}

// maxReferences is how many queues can be disassociated at once, a limit that
// the documentation states and the model does not.
const maxReferences = 10

func (s *Server) disassociateProfileQueues(ctx context.Context, in *shape.DisassociateRoutingProfileQueuesInput) (*restjson.None, error) {
	if err := check(ctx, func(c *restjson.Checker) {
		if in.QueueReferences == nil && in.ManualAssignmentQueueReferences == nil {
			c.Violate("", "must have QueueReferences or ManualAssignmentQueueReferences")
		}
		c.Size("QueueReferences", len(in.QueueReferences), 0, maxReferences)
		c.Size("ManualAssignmentQueueReferences", len(in.ManualAssignmentQueueReferences), 0, maxReferences)
	}); err != nil {
		return nil, err
	}
	return s.change(ctx, in.InstanceId, strowger.DisassociateRoutingProfileQueues{
		ID:     strowger.RoutingProfileID(in.RoutingProfileId),
		Queues: each(in.QueueReferences, s.queueReference),
		Manual: each(in.ManualAssignmentQueueReferences, s.queueReference),
	})
}

func (s *Server) updateProfileQueues(ctx context.Context, in *shape.UpdateRoutingProfileQueuesInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.UpdateRoutingProfileQueues{
		ID:     strowger.RoutingProfileID(in.RoutingProfileId),
		Queues: each(in.QueueConfigs, s.profileQueue),
	})
}

// referenceKey is the place of a row in the listing of a profile's rows.
func referenceKey(r strowger.QueueReference) string {
	return string(r.QueueID) + " " + string(r.Channel)
}

func (s *Server) listProfileQueues(ctx context.Context, in *shape.ListRoutingProfileQueuesInput) (*shape.ListRoutingProfileQueuesOutput, error) {
	id := strowger.RoutingProfileID(in.RoutingProfileId)
	page, err := newPage(ctx, in.NextToken, in.MaxResults, in.InstanceId, string(id))
	if err != nil {
		return nil, err
	}
	out := &shape.ListRoutingProfileQueuesOutput{LastModifiedRegion: text(s.Names.Region)}
	err = s.view(ctx, in.InstanceId, func(e *routing.Engine, _ strowger.Time) error {
		p, err := find(e.RoutingProfiles(), id, "RoutingProfileId", "routing profile")
		if err != nil {
			return err
		}
		key := func(q strowger.RoutingProfileQueue) string { return referenceKey(q.QueueReference) }
		out.LastModifiedTime = epoch(p.LastModified)
		out.RoutingProfileQueueConfigSummaryList, out.NextToken = take(page, sorted(p.Queues, page.after, key), key,
			func(q strowger.RoutingProfileQueue) shape.RoutingProfileQueueConfigSummary {
				arn, name := s.queueNames(e, q.QueueID)
				return shape.RoutingProfileQueueConfigSummary{
					QueueId: string(q.QueueID), QueueArn: arn, QueueName: name, Channel: shape.Channel(q.Channel),
					Priority: int32(q.Priority), Delay: int32(q.DelaySeconds),
				}
			})
		return nil
	})
	return out, err
}

func (s *Server) listManualQueues(ctx context.Context, in *shape.ListRoutingProfileManualAssignmentQueuesInput) (*shape.ListRoutingProfileManualAssignmentQueuesOutput, error) {
	id := strowger.RoutingProfileID(in.RoutingProfileId)
	page, err := newPage(ctx, in.NextToken, in.MaxResults, in.InstanceId, string(id))
	if err != nil {
		return nil, err
	}
	out := &shape.ListRoutingProfileManualAssignmentQueuesOutput{LastModifiedRegion: text(s.Names.Region)}
	err = s.view(ctx, in.InstanceId, func(e *routing.Engine, _ strowger.Time) error {
		p, err := find(e.RoutingProfiles(), id, "RoutingProfileId", "routing profile")
		if err != nil {
			return err
		}
		rows := sorted(p.ManualAssignmentQueues, page.after, referenceKey)
		out.LastModifiedTime = epoch(p.LastModified)
		out.RoutingProfileManualAssignmentQueueConfigSummaryList, out.NextToken = take(page, rows, referenceKey,
			func(q strowger.QueueReference) shape.RoutingProfileManualAssignmentQueueConfigSummary {
				arn, name := s.queueNames(e, q.QueueID)
				return shape.RoutingProfileManualAssignmentQueueConfigSummary{
					QueueId: string(q.QueueID), QueueArn: arn, QueueName: name, Channel: shape.Channel(q.Channel),
				}
			})
		return nil
	})
	return out, err
}

// queueNames returns the ARN and the name of a queue that a profile has; such a
// queue cannot be deleted.
func (s *Server) queueNames(e *routing.Engine, id strowger.QueueID) (arn, name string) {
	if q, ok := e.Queues().Get(id); ok {
		return s.Names.Queue(e.Instance().ID, q), q.Name
	}
	return "", ""
}
