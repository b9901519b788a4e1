package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

func (s *Server) registerProficiencies(mux *restjson.Mux) {
	restjson.Handle(mux, shape.AssociateUserProficiencies, s.associateProficiencies)
	restjson.Handle(mux, shape.UpdateUserProficiencies, s.updateProficiencies)
	restjson.Handle(mux, shape.DisassociateUserProficiencies, s.disassociateProficiencies)
	restjson.Handle(mux, shape.ListUserProficiencies, s.listProficiencies)
}

func proficiency(p shape.UserProficiency) strowger.Proficiency {
	return strowger.Proficiency{Name: p.AttributeName, Value: p.AttributeValue, Level: *p.Level}
}

func userProficiency(p strowger.Proficiency) shape.UserProficiency {
	return shape.UserProficiency{AttributeName: p.Name, AttributeValue: p.Value, Level: &p.Level}
}

func (s *Server) associateProficiencies(ctx context.Context, in *shape.AssociateUserProficienciesInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.AssociateUserProficiencies{
		ID: strowger.UserID(in.UserId), Proficiencies: each(in.UserProficiencies, proficiency),
	})
}

func (s *Server) updateProficiencies(ctx context.Context, in *shape.UpdateUserProficienciesInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.UpdateUserProficiencies{
		ID: strowger.UserID(in.UserId), Proficiencies: each(in.UserProficiencies, proficiency),
	})
}

func (s *Server) disassociateProficiencies(ctx context.Context, in *shape.DisassociateUserProficienciesInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.DisassociateUserProficiencies{
		ID: strowger.UserID(in.UserId),
		Proficiencies: each(in.UserProficiencies, func(p shape.UserProficiencyDisassociate) strowger.Proficiency {
			return strowger.Proficiency{Name: p.AttributeName, Value: p.AttributeValue}
		}),
	})
}

func (s *Server) listProficiencies(ctx context.Context, in *shape.ListUserProficienciesInput) (*shape.ListUserProficienciesOutput, error) {
	id := strowger.UserID(in.UserId)
	p, err := newPage(ctx, in.NextToken, in.MaxResults, in.InstanceId, string(id))
	if err != nil {
		return nil, err
	}
	out := &shape.ListUserProficienciesOutput{LastModifiedRegion: text(s.Names.Region)}
	err = s.view(ctx, in.InstanceId, func(e *routing.Engine, _ strowger.Time) error {
		u, err := find(e.Users(), id, "UserId", "user")
		if err != nil {
			return err
		}
		key := func(p strowger.Proficiency) string { return p.Name + "\x00" + p.Value }
		out.LastModifiedTime = epoch(u.LastModified)
		out.UserProficiencyList, out.NextToken = take(p, sorted(u.Proficiencies, p.after, key), key, userProficiency)
		return nil
	})
	return out, err
}
