package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/restjson"
)

func (s *Server) registerContactUpdates(mux *restjson.Mux) {
	restjson.Handle(mux, shape.UpdateContact, s.updateContact)
	restjson.Handle(mux, shape.UpdateContactSchedule, s.updateContactSchedule)
	restjson.Handle(mux, shape.UpdateContactAttributes, s.updateContactAttributes)
	restjson.Handle(mux, shape.GetContactAttributes, s.getContactAttributes)
	restjson.Handle(mux, shape.TagContact, s.tagContact)
	restjson.Handle(mux, shape.UntagContact, s.untagContact)
}

// update changes what is known of a contact or, when it is completed, its
// record.
func (s *Server) update(ctx context.Context, i *host.Instance, id strowger.ContactID, u strowger.ContactUpdate) error {
	cmd := strowger.UpdateContact{ContactID: id, Update: u}
	_, err := i.Do(ctx, cmd)
	record, err := s.recordAfter(ctx, i, id, err)
	if record == nil {
		return err
	}
	if err := u.Check(record); err != nil {
		return err
	}
	cmd.Recorded = true
	_, err = i.Do(ctx, cmd)
	return err
}

// updateContact changes name, description, references and segment attributes of
// a contact, ongoing or completed, and of an external audio contact also where
// it is and who talks. References and segment attributes are merged by name.
func (s *Server) updateContact(ctx context.Context, in *shape.UpdateContactInput) (*shape.UpdateContactOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id := strowger.ContactID(in.ContactId)
	c, _, err := s.contact(ctx, i, "ContactId", id)
	if err != nil {
		return nil, err
	}
	u := strowger.ContactUpdate{Name: in.Name, Description: in.Description}
	err = check(ctx, func(ch *restjson.Checker) {
		if in.Name == nil && in.Description == nil && in.References == nil && in.SegmentAttributes == nil &&
			in.QueueInfo == nil && in.UserInfo == nil && in.CustomerEndpoint == nil && in.SystemEndpoint == nil {
			ch.Violate("", "must have a field to be updated")
		}
		u.References = References(ch, in.References)
		u.SegmentAttributes = segmentAttributes(ch, c.Channel, in.SegmentAttributes)
		if _, ok := in.SegmentAttributes[strowger.SubtypeAttribute]; ok {
			ch.Entry("SegmentAttributes", strowger.SubtypeAttribute)
			ch.Violate("", "cannot be updated")
			ch.Leave()
		}
		s.externalMembers(ch, in, &u)
	})
	if err != nil {
		return nil, err
	}
	return &shape.UpdateContactOutput{}, s.update(ctx, i, id, u)
}

// externalMembers reads the members that are for external audio contacts only.
func (s *Server) externalMembers(c *restjson.Checker, in *shape.UpdateContactInput, u *strowger.ContactUpdate) {
	if q := in.QueueInfo; q != nil && c.Required("QueueInfo.Id", value(q.Id) != "") {
		u.QueueID = strowger.QueueID(*q.Id)
	}
	if p := in.UserInfo; p != nil && c.Required("UserInfo.UserId", value(p.UserId) != "") {
		u.UserID = strowger.UserID(*p.UserId)
	}
	u.CustomerEndpoint = endpoint(c, "CustomerEndpoint", in.CustomerEndpoint)
	u.SystemEndpoint = endpoint(c, "SystemEndpoint", in.SystemEndpoint)
}

// endpoint reads an endpoint, which has both its members.
func endpoint(c *restjson.Checker, name string, in *shape.Endpoint) *strowger.Endpoint {
	if in == nil {
		return nil
	}
	c.Required(name+".Type", value(in.Type) != "")
	c.Required(name+".Address", value(in.Address) != "")
	return &strowger.Endpoint{Type: string(value(in.Type)), Address: value(in.Address)}
}

// updateContactSchedule moves a task that is scheduled. It may be moved 20
// times, to at most 90 days ahead (U45).
func (s *Server) updateContactSchedule(ctx context.Context, in *shape.UpdateContactScheduleInput) (*shape.UpdateContactScheduleOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id := strowger.ContactID(in.ContactId)
	err = s.doOnContact(ctx, i, id, strowger.UpdateContactSchedule{
		ContactID: id, ScheduledTime: strowger.Time(*in.ScheduledTime),
	}, strowger.InvalidRequest)
	return &shape.UpdateContactScheduleOutput{}, recode(err, strowger.InvalidRequest, strowger.ResourceConflict, strowger.Conflict)
}
