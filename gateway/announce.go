package gateway

import (
	"context"

	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// AnnounceContactInput is the input of AnnounceContact.
type AnnounceContactInput struct {
	InstanceId                string                                 `json:"-"` // required
	Channel                   shape.Channel                          // required: VOICE, CHAT or EMAIL
	ContactFlowId             string                                 // required, at most 500 characters
	CustomerEndpoint          *shape.EndpointInfo                    `json:",omitzero"`
	SystemEndpoint            *shape.EndpointInfo                    `json:",omitzero"`
	CustomerId                *string                                `json:",omitzero"` // 1 to 128 characters
	Name                      *string                                `json:",omitzero"` // at most 1024 characters
	Description               *string                                `json:",omitzero"` // at most 4096 characters
	Attributes                map[string]string                      `json:",omitzero"` // at most 32768 bytes
	SegmentAttributes         map[string]shape.SegmentAttributeValue `json:",omitzero"`
	References                map[string]shape.Reference             `json:",omitzero"`
	AdditionalEmailRecipients *shape.AdditionalEmailRecipients       `json:",omitzero"` // EMAIL only
	ClientToken               *string                                `json:",omitzero"` // at most 500 characters
}

// AnnounceContactOutput is the output of AnnounceContact.
type AnnounceContactOutput struct {
	ContactId  string
	ContactArn string
}

// Bind implements restjson.Input.
func (in *AnnounceContactInput) Bind(b *restjson.Binder) { b.Label("InstanceId", &in.InstanceId) }

// The channels on which customers come by themselves. Tasks do not come from
// customers; StartTaskContact starts them.
var channels = []shape.Channel{shape.ChannelVoice, shape.ChannelChat, shape.ChannelEmail}

// attributeName is how contact attributes may be called.
var attributeName = restjson.MustPattern(`^[A-Za-z0-9_-]+$`)

// Validate implements restjson.Validator.
func (in *AnnounceContactInput) Validate(c *restjson.Checker) {
	connect.RequireIdentifier(c, "InstanceId", strowger.InstanceResource, &in.InstanceId)
	if c.Required("Channel", in.Channel != "") {
		restjson.OneOf(c, "Channel", in.Channel, channels)
	}
	connect.RequireIdentifier(c, "ContactFlowId", strowger.ContactFlowResource, &in.ContactFlowId)
	c.Length("ContactFlowId", in.ContactFlowId, 0, 500)
	checkEndpoint(c, "CustomerEndpoint", in.CustomerEndpoint)
	checkEndpoint(c, "SystemEndpoint", in.SystemEndpoint)
	length(c, "CustomerId", in.CustomerId, 1, 128)
	length(c, "Name", in.Name, 0, 1024)
	length(c, "Description", in.Description, 0, 4096)
	length(c, "ClientToken", in.ClientToken, 0, 500)
	in.validateData(c)
	if in.AdditionalEmailRecipients != nil {
		if in.Channel != shape.ChannelEmail {
			c.Violate("AdditionalEmailRecipients", "is for the channel EMAIL only")
		}
		checkRecipients(c, in.AdditionalEmailRecipients)
	}
}

func (in *AnnounceContactInput) validateData(c *restjson.Checker) {
	c.Bytes("Attributes", restjson.TextSize(in.Attributes), 32_768)
	for _, key := range restjson.Keys(in.Attributes) {
		c.Key("Attributes", key)
		c.Match("", key, attributeName)
		c.Leave()
	}
	for _, key := range restjson.Keys(in.SegmentAttributes) {
		c.Key("SegmentAttributes", key)
		c.Length("", key, 1, 128)
		c.Leave()
		c.Entry("SegmentAttributes", key)
		value := in.SegmentAttributes[key]
		value.Validate(c)
		c.Leave()
	}
	for _, key := range restjson.Keys(in.References) {
		c.Key("References", key)
		c.Length("", key, 1, 4096)
		c.Leave()
		c.Entry("References", key)
		value := in.References[key]
		value.Validate(c)
		c.Leave()
	}
}

// checkEndpoint checks an address at one end of a contact: a member with its
// type, and at most 256 characters each of address and display name.
func checkEndpoint(c *restjson.Checker, name string, e *shape.EndpointInfo) {
	if e == nil {
		return
	}
	c.Member(name)
	if c.Required("Type", e.Type != "") {
		restjson.OneOf(c, "Type", e.Type, endpointTypes)
	}
	c.Required("Address", e.Address != nil)
	length(c, "Address", e.Address, 1, 256)
	length(c, "DisplayName", e.DisplayName, 0, 256)
	c.Leave()
}

var endpointTypes = []shape.EndpointType{
	shape.EndpointTypeTelephoneNumber,
	shape.EndpointTypeVoip,
	shape.EndpointTypeContactFlow,
	shape.EndpointTypeConnectPhonenumberArn,
	shape.EndpointTypeEmailAddress,
}

// announceContact brings an inbound contact into being and runs its flow.
func (s *Server) announceContact(ctx context.Context, in *AnnounceContactInput) (*AnnounceContactOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if err := admitted(ctx, i, in.Channel); err != nil {
		return nil, err
	}
	c, err := s.contact(ctx, in)
	if err != nil {
		return nil, err
	}
	id, err := connect.StartContact(ctx, i, c)
	if err != nil {
		return nil, err
	}
	return &AnnounceContactOutput{
		ContactId:  string(id),
		ContactArn: s.Names.Resource(i.ID(), "contact", string(id)),
	}, nil
}

// admitted refuses a call where the instance takes none, by its attribute
// INBOUND_CALLS.
func admitted(ctx context.Context, i *host.Instance, ch shape.Channel) error {
	if ch != shape.ChannelVoice {
		return nil
	}
	return i.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
		if !e.Instance().InboundCallsEnabled {
			return strowger.Errorf(strowger.InvalidRequest, "Channel: the instance takes no inbound calls (INBOUND_CALLS is false)")
		}
		return nil
	})
}

// contact reads the contact that AnnounceContact asks for.
func (s *Server) contact(ctx context.Context, in *AnnounceContactInput) (strowger.Contact, error) {
	c := strowger.Contact{
		ID:               strowger.ContactID(uuid.NewString()),
		ClientToken:      connect.ClientToken(ctx, in.ClientToken),
		Channel:          strowger.Channel(in.Channel),
		InitiationMethod: "INBOUND",
		Name:             text(in.Name),
		Description:      text(in.Description),
		FlowID:           strowger.ContactFlowID(in.ContactFlowId),
		CustomerID:       text(in.CustomerId),
		CustomerEndpoint: endpoint(in.CustomerEndpoint),
		SystemEndpoint:   endpoint(in.SystemEndpoint),
		Attributes:       in.Attributes,
	}
	var check restjson.Checker
	c.SegmentAttributes = connect.SegmentAttributes(&check, c.Channel, in.SegmentAttributes)
	c.References = connect.References(&check, in.References)
	if err := check.Err(restjson.OperationOf(ctx)); err != nil {
		return c, err
	}
	if in.AdditionalEmailRecipients != nil {
		return c, addFact(&c.Facts, "AdditionalEmailRecipients", in.AdditionalEmailRecipients)
	}
	return c, nil
}

func endpoint(e *shape.EndpointInfo) *strowger.Endpoint {
	if e == nil {
		return nil
	}
	return &strowger.Endpoint{Type: string(e.Type), Address: text(e.Address), DisplayName: text(e.DisplayName)}
}

// text returns an optional string, empty if it is absent.
func text(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}

// length checks an optional string.
func length(c *restjson.Checker, name string, p *string, min, max int) {
	if p != nil {
		c.Length(name, *p, min, max)
	}
}
