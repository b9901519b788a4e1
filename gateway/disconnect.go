package gateway

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
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
	connect.RequireIdentifier(c, "InstanceId", strowger.InstanceResource, &in.InstanceId)
	connect.RequireIdentifier(c, "ContactId", strowger.ContactResource, &in.ContactId)
	checkDisconnect(c, in.DisconnectDetails)
}

// Empty is the output of operations that only say that they were done.
type Empty struct{}

// disconnectContact ends a contact because its customer has left.
func (s *Server) disconnectContact(ctx context.Context, in *DisconnectContactInput) (*Empty, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id := strowger.ContactID(in.ContactId)
	end := strowger.DisconnectContact{ContactID: id, Reason: strowger.CustomerDisconnect}
	if in.DisconnectDetails != nil {
		if err := addFact(&end.Facts, "DisconnectDetails", in.DisconnectDetails); err != nil {
			return nil, err
		}
	}
	_, err = i.Do(ctx, end)
	return &Empty{}, connect.ContactGone(err)
}
