package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
)

// tagContact adds tags to a contact, ongoing or completed, or gives those it has
// other values. A contact has at most 6.
func (s *Server) tagContact(ctx context.Context, in *shape.TagContactInput) (*shape.TagContactOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	err = s.update(ctx, i, strowger.ContactID(in.ContactId), strowger.ContactUpdate{Tags: in.Tags})
	return &shape.TagContactOutput{}, err
}

// untagContact removes tags; keys that the contact does not have are ignored.
func (s *Server) untagContact(ctx context.Context, in *shape.UntagContactInput) (*shape.UntagContactOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	err = s.update(ctx, i, strowger.ContactID(in.ContactId), strowger.ContactUpdate{Untag: in.TagKeys})
	return &shape.UntagContactOutput{}, err
}
