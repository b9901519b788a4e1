package connect

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

func (s *Server) registerAnalyticsData(mux *restjson.Mux) {
	restjson.Handle(mux, shape.AssociateAnalyticsDataSet, s.associateDataSet)
	restjson.Handle(mux, shape.BatchAssociateAnalyticsDataSet, s.associateDataSets)
	restjson.Handle(mux, shape.ListAnalyticsDataAssociations, s.listDataAssociations)
	restjson.Handle(mux, shape.DisassociateAnalyticsDataSet, s.disassociateDataSet)
	restjson.Handle(mux, shape.BatchDisassociateAnalyticsDataSet, s.disassociateDataSets)
}

func (s *Server) associateDataSet(ctx context.Context, in *shape.AssociateAnalyticsDataSetInput) (*shape.AssociateAnalyticsDataSetOutput, error) {
	created, refused, err := s.addDataAssociations(ctx, in.InstanceId, []string{in.DataSetId}, in.TargetAccountId)
	if err := first(err, refused); err != nil {
		return nil, err
	}
	a := s.dataAssociation("", &created[0])
	return &shape.AssociateAnalyticsDataSetOutput{
		DataSetId: a.DataSetId, TargetAccountId: a.TargetAccountId, ResourceShareId: a.ResourceShareId, ResourceShareArn: a.ResourceShareArn,
	}, nil
}

func (s *Server) associateDataSets(ctx context.Context, in *shape.BatchAssociateAnalyticsDataSetInput) (*shape.BatchAssociateAnalyticsDataSetOutput, error) {
	created, refused, err := s.addDataAssociations(ctx, in.InstanceId, in.DataSetIds, in.TargetAccountId)
	if err != nil {
		return nil, err
	}
	out := &shape.BatchAssociateAnalyticsDataSetOutput{Created: []shape.AnalyticsDataAssociationResult{}, Errors: errorResults(refused)}
	for i := range created {
		out.Created = append(out.Created, s.dataAssociation("", &created[i]))
	}
	return out, nil
}

// addDataAssociations associates data sets with an account, by default the one of the server.
// It returns the associations that are new, and why the others are not.
func (s *Server) addDataAssociations(ctx context.Context, instance string, sets []string, account *string) (
	created []strowger.AnalyticsDataAssociation, refused []*strowger.Error, err error,
) {
	c := strowger.AssociateAnalyticsDataSets{}
	for _, set := range sets {
		c.Associations = append(c.Associations, strowger.AnalyticsDataAssociation{
			DataSetID: set, TargetAccountID: s.targetAccount(account), ResourceShareID: uuid.NewString(),
		})
	}
	events, err := s.do(ctx, instance, c)
	for _, ev := range events {
		if saved, ok := ev.(*strowger.AnalyticsDataAssociationSaved); ok {
			created = append(created, saved.Association)
		}
	}
	for _, a := range c.Associations {
		if !slices.Contains(created, a) {
			refused = append(refused, strowger.Errorf(strowger.InvalidParameter, "DataSetId: the data set %q is associated with the account %s already", a.DataSetID, a.TargetAccountID))
		}
	}
	return created, refused, err
}

func (s *Server) targetAccount(given *string) string {
	if given == nil {
		return s.Names.Account
	}
	return *given
}

func (s *Server) disassociateDataSet(ctx context.Context, in *shape.DisassociateAnalyticsDataSetInput) (*restjson.None, error) {
	_, refused, err := s.removeDataAssociations(ctx, in.InstanceId, []string{in.DataSetId}, in.TargetAccountId)
	return nil, first(err, refused)
}

func (s *Server) disassociateDataSets(ctx context.Context, in *shape.BatchDisassociateAnalyticsDataSetInput) (*shape.BatchDisassociateAnalyticsDataSetOutput, error) {
	deleted, refused, err := s.removeDataAssociations(ctx, in.InstanceId, in.DataSetIds, in.TargetAccountId)
	if err != nil {
		return nil, err
	}
	return &shape.BatchDisassociateAnalyticsDataSetOutput{Deleted: deleted, Errors: errorResults(refused)}, nil
}

// removeDataAssociations ends associations with an account. It returns the data sets that were
// associated with it, and why the others were not.
func (s *Server) removeDataAssociations(ctx context.Context, instance string, sets []string, account *string) (
	deleted []string, refused []*strowger.Error, err error,
) {
	c := strowger.DisassociateAnalyticsDataSets{DataSetIDs: sets, TargetAccountID: s.targetAccount(account)}
	events, err := s.do(ctx, instance, c)
	deleted = []string{}
	for _, ev := range events {
		if gone, ok := ev.(*strowger.AnalyticsDataAssociationDeleted); ok {
			deleted = append(deleted, gone.DataSetID)
		}
	}
	for i, set := range sets {
		if !slices.Contains(deleted, set) || slices.Contains(sets[:i], set) {
			refused = append(refused, strowger.Errorf(strowger.ResourceNotFound, "DataSetId: the data set %q is not associated with the account %s", set, c.TargetAccountID))
		}
	}
	return deleted, refused, err
}

// first returns the error of a call about one data set.
func first(err error, refused []*strowger.Error) error {
	if err == nil && len(refused) > 0 {
		return refused[0]
	}
	return err
}

func errorResults(refused []*strowger.Error) []shape.ErrorResult {
	out := []shape.ErrorResult{}
	for _, e := range refused {
		out = append(out, shape.ErrorResult{ErrorCode: text(string(e.Code) + "Exception"), ErrorMessage: text(e.Message)})
	}
	return out
}

func (s *Server) listDataAssociations(ctx context.Context, in *shape.ListAnalyticsDataAssociationsInput) (*shape.ListAnalyticsDataAssociationsOutput, error) {
	var keep condition[*strowger.AnalyticsDataAssociation]
	if in.DataSetId != nil {
		keep = func(a *strowger.AnalyticsDataAssociation) bool { return a.DataSetID == *in.DataSetId }
	}
	page, next, err := list(ctx, s, listing{Instance: in.InstanceId, NextToken: in.NextToken, MaxResults: in.MaxResults, Filter: value(in.DataSetId)},
		(*routing.Engine).AnalyticsDataAssociations, keep, s.dataAssociation)
	return &shape.ListAnalyticsDataAssociationsOutput{Results: page, NextToken: next}, err
}

func (s *Server) dataAssociation(_ strowger.InstanceID, a *strowger.AnalyticsDataAssociation) shape.AnalyticsDataAssociationResult {
	return shape.AnalyticsDataAssociationResult{
		DataSetId:           text(a.DataSetID),
		TargetAccountId:     text(a.TargetAccountID),
		ResourceShareId:     text(a.ResourceShareID),
		ResourceShareArn:    new(s.Names.ResourceShare(a.ResourceShareID)),
		ResourceShareStatus: new("ACTIVE"),
	}
}
