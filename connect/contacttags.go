package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/host"
)

// tagSeconds is how long after its end the tags of a contact can be changed: three
// hours (Administrator Guide, "Set up granular billing").
const tagSeconds = 3 * 60 * 60

// updateTags changes the user-defined tags of a contact. Those that it has anyway
// begin with aws:, which no key that is given can.
func (s *Server) updateTags(ctx context.Context, i *host.Instance, id strowger.ContactID, u strowger.ContactUpdate) error {
	c, now, err := s.contact(ctx, i, "ContactId", id)
	if err != nil {
		return err
	}
	if c.DisconnectTimestamp != 0 && now > c.DisconnectTimestamp.Add(tagSeconds) {
		return strowger.Errorf(strowger.InvalidRequest, "ContactId: the contact %q ended more than three hours ago; its tags can no longer be changed", id)
	}
	return s.update(ctx, i, id, u)
}

// tagContact adds tags to a contact, ongoing or completed, or gives those it has
// other values. A contact has at most 6.
func (s *Server) tagContact(ctx context.Context, in *shape.TagContactInput) (*shape.TagContactOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	err = s.updateTags(ctx, i, strowger.ContactID(in.ContactId), strowger.ContactUpdate{Tags: in.Tags})
	return &shape.TagContactOutput{}, err
}

// untagContact removes tags; keys that the contact does not have are ignored.
func (s *Server) untagContact(ctx context.Context, in *shape.UntagContactInput) (*shape.UntagContactOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	err = s.updateTags(ctx, i, strowger.ContactID(in.ContactId), strowger.ContactUpdate{Untag: in.TagKeys})
	return &shape.UntagContactOutput{}, err
}
