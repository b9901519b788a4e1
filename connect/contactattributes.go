package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/routing"
)

// updateContactAttributes adds and replaces attributes of a contact, ongoing or
// completed. They are those of its chain: every contact of it that has not ended
// has them from now on.
func (s *Server) updateContactAttributes(ctx context.Context, in *shape.UpdateContactAttributesInput) (*shape.UpdateContactAttributesOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	cmd := strowger.UpdateContactAttributes{ContactID: strowger.ContactID(in.InitialContactId), Attributes: in.Attributes}
	_, err = i.Do(ctx, cmd)
	record, err := s.recordAfter(ctx, i, cmd.ContactID, err)
	switch {
	case strowger.CodeOf(err) == strowger.ResourceNotFound:
		return nil, strowger.Errorf(strowger.ResourceNotFound, "InitialContactId: there is no contact %q", cmd.ContactID)
	case record == nil:
		return &shape.UpdateContactAttributesOutput{}, err
	}
	update := strowger.ContactUpdate{Attributes: in.Attributes}
	if err := update.Check(record); err != nil {
		return nil, err
	}
	cmd.InitialContactID = record.InitialContactID
	_, err = i.Do(ctx, cmd)
	return &shape.UpdateContactAttributesOutput{}, err
}

// getContactAttributes returns the attributes of a contact: those of its chain
// as they are now if a contact of it goes on, else those it had at its end.
func (s *Server) getContactAttributes(ctx context.Context, in *shape.GetContactAttributesInput) (*shape.GetContactAttributesOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	c, _, err := s.contact(ctx, i, "InitialContactId", strowger.ContactID(in.InitialContactId))
	if err != nil {
		return nil, err
	}
	attributes := c.Attributes
	if c.Done() {
		err = i.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
			if last, ok := e.ContactOfChain(c.InitialContactID); ok {
				attributes = last.Attributes
			}
			return nil
		})
	}
	if attributes == nil {
		attributes = map[string]string{}
	}
	return &shape.GetContactAttributesOutput{Attributes: attributes}, err
}
