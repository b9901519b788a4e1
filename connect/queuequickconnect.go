package connect

import (
	"context"
	"slices"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// The quick connects of a queue, which agents who serve it are offered.

func (s *Server) registerQueueQuickConnects(mux *restjson.Mux) {
	restjson.Handle(mux, shape.AssociateQueueQuickConnects, s.associateQueueQuickConnects)
	restjson.Handle(mux, shape.DisassociateQueueQuickConnects, s.disassociateQueueQuickConnects)
	restjson.Handle(mux, shape.ListQueueQuickConnects, s.listQueueQuickConnects)
}

func (s *Server) associateQueueQuickConnects(ctx context.Context, in *shape.AssociateQueueQuickConnectsInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.AssociateQueueQuickConnects{
		ID: strowger.QueueID(in.QueueId), QuickConnects: retype[strowger.QuickConnectID](in.QuickConnectIds),
	})
}

func (s *Server) disassociateQueueQuickConnects(ctx context.Context, in *shape.DisassociateQueueQuickConnectsInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.DisassociateQueueQuickConnects{
		ID: strowger.QueueID(in.QueueId), QuickConnects: retype[strowger.QuickConnectID](in.QuickConnectIds),
	})
}

// listQueueQuickConnects is in the order of identifiers, in which a queue keeps
// them.
func (s *Server) listQueueQuickConnects(ctx context.Context, in *shape.ListQueueQuickConnectsInput) (*shape.ListQueueQuickConnectsOutput, error) {
	p, err := newPage(ctx, in.NextToken, in.MaxResults, in.InstanceId, in.QueueId)
	if err != nil {
		return nil, err
	}
	out := &shape.ListQueueQuickConnectsOutput{}
	err = s.view(ctx, in.InstanceId, func(e *routing.Engine, _ strowger.Time) error {
		q, err := find(e.Queues(), strowger.QueueID(in.QueueId), "QueueId", "queue")
		if err != nil {
			return err
		}
		rest := only(slices.Values(q.QuickConnectIDs), func(id strowger.QuickConnectID) bool { return string(id) > p.after })
		out.QuickConnectSummaryList, out.NextToken = take(p, rest,
			func(id strowger.QuickConnectID) string { return string(id) },
			func(id strowger.QuickConnectID) shape.QuickConnectSummary {
				quick, _ := e.QuickConnects().Get(id) // a queue has none that is gone
				return s.quickConnectSummary(e.Instance().ID, quick)
			})
		out.LastModifiedTime = epoch(q.LastModified)
		out.LastModifiedRegion = text(s.Names.Region)
		return nil
	})
	return out, err
}
