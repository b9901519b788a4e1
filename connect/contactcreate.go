package connect

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
)

// creatable are the initiation methods that CreateContact supports on each
// channel (API Reference, CreateContact).
var creatable = map[shape.Channel][]shape.ContactInitiationMethod{
	shape.ChannelVoice: {shape.ContactInitiationMethodTransfer},
	shape.ChannelEmail: {shape.ContactInitiationMethodOutbound, shape.ContactInitiationMethodAgentReply, shape.ContactInitiationMethodFlow},
	shape.ChannelTask:  {shape.ContactInitiationMethodApi},
}

// externalSubtypes are the subtypes of the channels whose created contacts
// belong to another system.
var externalSubtypes = map[shape.Channel]string{
	shape.ChannelVoice: strowger.ExternalAudio,
	shape.ChannelTask:  strowger.ExternalTask,
}

// createContact creates a contact without a flow: a call that another system
// carries, an email of an agent, a task. A user whom it is initiated for has it
// at once; else it waits for TransferContact (rule 7.7).
func (s *Server) createContact(ctx context.Context, in *shape.CreateContactInput) (*shape.CreateContactOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	c, err := s.created(ctx, in)
	if err == nil {
		err = s.link(ctx, i, &c)
	}
	if err != nil {
		return nil, err
	}
	cmd := strowger.CreateContact{Contact: &c, Completed: value(in.InitiateAs) == shape.InitiateAsCompleted}
	if in.UserInfo != nil {
		cmd.UserID = strowger.UserID(value(in.UserInfo.UserId))
	}
	id, err := begin(ctx, i, c.ID, c.ClientToken, cmd)
	if err != nil {
		return nil, err
	}
	return &shape.CreateContactOutput{
		ContactId:  text(id),
		ContactArn: new(s.Names.Resource(i.ID(), "contact", string(id))),
	}, nil
}

// created reads the contact that CreateContact asks for.
func (s *Server) created(ctx context.Context, in *shape.CreateContactInput) (c strowger.Contact, err error) {
	c = strowger.Contact{
		ID:                strowger.ContactID(uuid.NewString()),
		PreviousContactID: strowger.ContactID(value(in.PreviousContactId)),
		RelatedContactID:  strowger.ContactID(value(in.RelatedContactId)),
		ClientToken:       ClientToken(ctx, in.ClientToken),
		Channel:           strowger.Channel(in.Channel),
		InitiationMethod:  string(in.InitiationMethod),
		Name:              value(in.Name),
		Description:       value(in.Description),
		Attributes:        in.Attributes,
	}
	same := *in
	same.ClientToken = nil
	if c.RequestHash, err = requestHash(same); err != nil {
		return c, err
	}
	return c, check(ctx, func(ch *restjson.Checker) {
		checkCreation(ch, in)
		c.References = References(ch, in.References, append(slices.Clone(startTypes), shape.ReferenceTypeAttachment)...)
		c.SegmentAttributes = SegmentAttributes(ch, c.Channel, in.SegmentAttributes)
		if subtype, ok := externalSubtypes[in.Channel]; ok {
			ownSubtype(ch, &c, in.SegmentAttributes, subtype)
		}
		if in.ExpiryDurationInMinutes != nil {
			setExpiry(ch, &c, in)
		}
	})
}

// checkCreation checks what of CreateContact belongs together.
func checkCreation(c *restjson.Checker, in *shape.CreateContactInput) {
	methods, ok := creatable[in.Channel]
	switch {
	case !ok:
		c.Violate("Channel", "must be one of VOICE, EMAIL, TASK, is %q", in.Channel)
	case !slices.Contains(methods, in.InitiationMethod):
		restjson.OneOf(c, "InitiationMethod of the channel "+string(in.Channel), in.InitiationMethod, methods)
	}
	ofAgent := in.InitiationMethod == shape.ContactInitiationMethodOutbound || in.InitiationMethod == shape.ContactInitiationMethodAgentReply
	as := value(in.InitiateAs)
	if in.UserInfo != nil {
		c.Required("UserInfo.UserId", value(in.UserInfo.UserId) != "")
	}
	switch {
	case in.UserInfo == nil && (ofAgent || as == shape.InitiateAsConnectedToUser):
		c.Violate("UserInfo", "is required to connect the contact to a user")
	case in.UserInfo != nil && !ofAgent && as != shape.InitiateAsConnectedToUser && in.Channel != shape.ChannelVoice:
		c.Violate("InitiateAs", "must be CONNECTED_TO_USER with UserInfo")
	}
	if as == shape.InitiateAsCompleted && in.Channel != shape.ChannelTask {
		c.Violate("InitiateAs", "can be COMPLETED for tasks only")
	}
	if in.PreviousContactId != nil && in.Channel != shape.ChannelVoice {
		c.Violate("PreviousContactId", "is for external audio contacts only")
	}
	if in.PreviousContactId != nil && in.RelatedContactId != nil {
		c.Violate("RelatedContactId", "cannot be given with PreviousContactId")
	}
}

// ownSubtype gives a contact the subtype of its kind; another one is refused.
func ownSubtype(ch *restjson.Checker, c *strowger.Contact, in map[string]shape.SegmentAttributeValue, subtype string) {
	if given, ok := in[strowger.SubtypeAttribute]; ok && value(given.ValueString) != subtype {
		ch.Entry("SegmentAttributes", strowger.SubtypeAttribute)
		ch.Violate("ValueString", "must be %s for the channel %s", subtype, c.Channel)
		ch.Leave()
		return
	}
	c.SegmentAttributes[strowger.SubtypeAttribute] = strowger.SegmentAttribute{String: &subtype}
}

// setExpiry gives a contact the lifetime of ExpiryDurationInMinutes, as the
// segment attribute that says the same.
func setExpiry(ch *restjson.Checker, c *strowger.Contact, in *shape.CreateContactInput) {
	const member = "ExpiryDurationInMinutes"
	switch _, twice := in.SegmentAttributes[strowger.ContactExpiryAttribute]; {
	case twice:
		ch.Violate(member, "cannot be given with the segment attribute %s", strowger.ContactExpiryAttribute)
	case c.Channel == strowger.Voice:
		ch.Violate(member, "is for tasks and emails only")
	}
	ch.Range(member, int64(*in.ExpiryDurationInMinutes), 1, maxExpiryMinutes)
	c.SegmentAttributes[strowger.ContactExpiryAttribute] = strowger.SegmentAttribute{
		Map: map[string]strowger.SegmentAttribute{strowger.ExpiryDuration: {Integer: new(int64(*in.ExpiryDurationInMinutes))}},
	}
}
