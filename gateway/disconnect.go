package gateway

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// DisconnectContactInput is the input of DisconnectContact.
type DisconnectContactInput struct {
	InstanceId        string                   `json:"-"` // required
	ContactId         string                   `json:"-"` // required
	DisconnectDetails *shape.DisconnectDetails `json:",omitzero"`
}

// Bind implements restjson.Input.
func (in *DisconnectContactInput) Bind(b *restjson.Binder) {
	b.Label("InstanceId", &in.InstanceId)
	b.Label("ContactId", &in.ContactId)
}

// Validate implements restjson.Validator.
func (in *DisconnectContactInput) Validate(c *restjson.Checker) {
	c.Required("InstanceId", in.InstanceId != "")
	c.Required("ContactId", in.ContactId != "")
	checkDisconnect(c, in.DisconnectDetails)
}

// Empty is the output of operations that only say that they were done.
type Empty struct{}

// disconnectContact ends a contact because its customer has left. The details
// are kept first: a contact that no agent had is completed by the end.
func (s *Server) disconnectContact(ctx context.Context, in *DisconnectContactInput) (*Empty, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id := strowger.ContactID(s.Names.ID(in.ContactId))
	err = i.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
		if c, ok := e.Contact(id); !ok || c.Done() {
			return strowger.Errorf(strowger.ContactNotFound, "ContactId: there is no contact %q in progress", id)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if in.DisconnectDetails != nil {
		record := strowger.RecordFacts{ContactID: id}
		if err := addFact(&record.Facts, "DisconnectDetails", in.DisconnectDetails); err != nil {
			return nil, err
		}
		if _, err := i.Do(ctx, record); err != nil {
			return nil, connect.ContactGone(err)
		}
	}
	_, err = i.Do(ctx, strowger.DisconnectContact{ContactID: id, Reason: strowger.CustomerDisconnect})
	return &Empty{}, connect.ContactGone(err)
}
