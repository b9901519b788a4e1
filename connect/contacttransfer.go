package connect

import (
	"context"

	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// transferContact moves a task or an email to a new segment, which runs a flow.
// QueueId, or the agent queue of UserId, is the target queue with which the flow
// begins; without either it chooses one itself (rules 6.2, 7.4, U44).
func (s *Server) transferContact(ctx context.Context, in *shape.TransferContactInput) (*shape.TransferContactOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	cmd := strowger.TransferContact{
		ContactID:    strowger.ContactID(in.ContactId),
		NewContactID: strowger.ContactID(uuid.NewString()),
		QueueID:      strowger.QueueID(value(in.QueueId)),
		FlowID:       strowger.ContactFlowID(in.ContactFlowId),
		ClientToken:  ClientToken(ctx, in.ClientToken),
	}
	if cmd.RequestHash, err = transferHash(in); err != nil {
		return nil, err
	}
	err = check(ctx, func(c *restjson.Checker) {
		if value(in.QueueId) != "" && value(in.UserId) != "" {
			c.Violate("UserId", "cannot be given with QueueId")
		}
	})
	if err == nil && value(in.UserId) != "" {
		cmd.QueueID, err = s.agentQueue(ctx, i, *in.UserId)
	}
	if err == nil {
		err = s.checkTransfer(ctx, i, cmd)
	}
	if err != nil {
		return nil, err
	}
	id, err := begin(ctx, i, cmd.NewContactID, cmd.ClientToken, cmd)
	if err != nil {
		return nil, recode(err, strowger.InvalidRequest, strowger.ResourceConflict)
	}
	return &shape.TransferContactOutput{
		ContactId:  text(id),
		ContactArn: new(s.Names.Resource(i.ID(), "contact", string(id))),
	}, nil
}

// transferHash is the hash of a transfer without its token.
func transferHash(in *shape.TransferContactInput) (string, error) {
	same := *in
	same.ClientToken = nil
	return requestHash(same)
}

// agentQueue returns the agent queue of a user, which has the user's own
// identifier.
func (s *Server) agentQueue(ctx context.Context, i *host.Instance, id string) (strowger.QueueID, error) {
	return strowger.QueueID(id), i.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
		_, err := find(e.Users(), strowger.UserID(id), "UserId", "user")
		return err
	})
}

// checkTransfer checks that there is something to transfer: a task or an email
// that has not ended, unless the token has been used for it before.
func (s *Server) checkTransfer(ctx context.Context, i *host.Instance, cmd strowger.TransferContact) error {
	c, _, err := s.contact(ctx, i, "ContactId", cmd.ContactID)
	switch {
	case err != nil:
		return err
	case c.Channel != strowger.Task && c.Channel != strowger.Email:
		return strowger.Errorf(strowger.InvalidRequest, "ContactId: only tasks and emails can be transferred, the contact %q is a %s", c.ID, c.Channel)
	case c.State != strowger.Completed:
		return nil
	}
	return i.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
		if _, known := e.ContactWithToken(cmd.ClientToken); !known {
			return strowger.Errorf(strowger.InvalidRequest, "ContactId: the contact %q has ended", c.ID)
		}
		return nil
	})
}

// associateContactWithUser offers a contact that waits in a queue to a user,
// whatever the status of the user and up to one contact above the limit (rule
// 7.9).
func (s *Server) associateContactWithUser(ctx context.Context, in *shape.AssociateContactWithUserInput) (*shape.AssociateContactWithUserOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id := strowger.ContactID(in.ContactId)
	err = s.doOnContact(ctx, i, id, strowger.AssociateContactWithUser{
		ContactID: id, UserID: strowger.UserID(in.UserId),
	}, strowger.InvalidRequest)
	return &shape.AssociateContactWithUserOutput{}, recode(err, strowger.InvalidRequest, strowger.ResourceConflict)
}
