package connect

import (
	"context"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
)

// The reference types that a contact may be started with.
var startTypes = []shape.ReferenceType{
	shape.ReferenceTypeUrl, shape.ReferenceTypeNumber, shape.ReferenceTypeString, shape.ReferenceTypeDate, shape.ReferenceTypeEmail,
}

// defaultRingSeconds is how long an outbound call rings at most.
const defaultRingSeconds = 60

// startOutboundVoiceContact has the telephony call a customer, which a gateway
// does and tells. The flow runs when the customer answers. OutboundStrategy is
// reserved to Amazon's outbound campaigns, and refused to anyone else.
func (s *Server) startOutboundVoiceContact(ctx context.Context, in *shape.StartOutboundVoiceContactInput) (*shape.StartOutboundVoiceContactOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	call, err := s.outboundCall(ctx, in)
	if err != nil {
		return nil, err
	}
	if in.OutboundStrategy != nil {
		return nil, strowger.Errorf(strowger.OutboundContactNotPermitted, "OutboundStrategy is for outbound campaigns only")
	}
	id, err := s.start(ctx, i, call)
	if err != nil {
		return nil, err
	}
	return &shape.StartOutboundVoiceContactOutput{ContactId: text(id)}, nil
}

// outboundCall reads the contact that StartOutboundVoiceContact asks for.
func (s *Server) outboundCall(ctx context.Context, in *shape.StartOutboundVoiceContactInput) (call strowger.Contact, err error) {
	plan := &strowger.OutboundPlan{RingSeconds: defaultRingSeconds, TrafficType: string(shape.TrafficTypeGeneral)}
	if in.RingTimeoutInSeconds != nil {
		plan.RingSeconds = int64(*in.RingTimeoutInSeconds)
	}
	if in.TrafficType != nil {
		plan.TrafficType = string(*in.TrafficType)
	}
	if m := in.AnswerMachineDetectionConfig; m != nil {
		plan.DetectMachine, plan.AwaitMachinePrompt = value(m.EnableAnswerMachineDetection), value(m.AwaitAnswerMachinePrompt)
	}
	call = strowger.Contact{
		ID:               strowger.ContactID(uuid.NewString()),
		RelatedContactID: strowger.ContactID(value(in.RelatedContactId)),
		ClientToken:      ClientToken(ctx, in.ClientToken),
		Channel:          strowger.Voice,
		InitiationMethod: "API",
		Name:             value(in.Name),
		Description:      value(in.Description),
		FlowID:           strowger.ContactFlowID(in.ContactFlowId),
		TargetQueueID:    strowger.QueueID(value(in.QueueId)),
		CustomerEndpoint: telephone(in.DestinationPhoneNumber),
		SystemEndpoint:   telephone(value(in.SourcePhoneNumber)),
		Attributes:       in.Attributes,
		Outbound:         plan,
	}
	err = check(ctx, func(c *restjson.Checker) {
		if value(in.QueueId) == "" && in.SourcePhoneNumber == nil {
			c.Violate("", "must have QueueId or SourcePhoneNumber")
		}
		if plan.DetectMachine && plan.TrafficType != string(shape.TrafficTypeCampaign) {
			c.Violate("TrafficType", "must be CAMPAIGN with AnswerMachineDetectionConfig.EnableAnswerMachineDetection")
		}
		call.SegmentAttributes = SegmentAttributes(c, strowger.Voice, nil)
		call.References = References(c, in.References, startTypes...)
	})
	if err == nil && in.CampaignId != nil {
		err = addFact(&call, "Campaign", shape.Campaign{CampaignId: in.CampaignId})
	}
	return call, err
}

// telephone returns the endpoint of a telephone number, nil for none.
func telephone(number string) *strowger.Endpoint {
	if number == "" {
		return nil
	}
	return &strowger.Endpoint{Type: string(shape.EndpointTypeTelephoneNumber), Address: number}
}

// addFact adds to a contact a member of Amazon's Contact, as it is on the wire.
func addFact(c *strowger.Contact, name string, member any) error {
	fact, err := json.Marshal(map[string]any{name: member})
	if err != nil {
		return err
	}
	return json.Unmarshal(fact, &c.Facts)
}

// webRTCSubtype is the subtype of calls out of a page or an app.
const webRTCSubtype = "connect:WebRTC"

// startWebRTCContact starts a call out of a page or an app and runs its flow. The
// meeting is named after the contact, the attendee after the participant; where
// the media goes is for the media side to say.
func (s *Server) startWebRTCContact(ctx context.Context, in *shape.StartWebRTCContactInput) (*shape.StartWebRTCContactOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	call, err := s.webCall(ctx, in)
	if err != nil {
		return nil, err
	}
	id, err := s.start(ctx, i, call)
	if err != nil {
		return nil, err
	}
	started := &call
	if id != call.ID {
		if started, _, err = s.contact(ctx, i, "ClientToken", id); err != nil {
			return nil, err
		}
	}
	who := started.Participant
	return &shape.StartWebRTCContactOutput{
		ContactId:        text(id),
		ParticipantId:    text(who.ID),
		ParticipantToken: text(who.Token),
		ConnectionData: &shape.ConnectionData{
			Attendee: &shape.Attendee{AttendeeId: text(who.ID), JoinToken: text(who.Token)},
			Meeting:  &shape.Meeting{MeetingId: text(id), MediaRegion: text(s.Names.Region)},
		},
	}, nil
}

// webCall reads the contact that StartWebRTCContact asks for.
func (s *Server) webCall(ctx context.Context, in *shape.StartWebRTCContactInput) (call strowger.Contact, err error) {
	call = strowger.Contact{
		ID:               strowger.ContactID(uuid.NewString()),
		RelatedContactID: strowger.ContactID(value(in.RelatedContactId)),
		ClientToken:      ClientToken(ctx, in.ClientToken),
		Channel:          strowger.Voice,
		InitiationMethod: strowger.WebRTC,
		Description:      value(in.Description),
		FlowID:           strowger.ContactFlowID(in.ContactFlowId),
		CustomerEndpoint: &strowger.Endpoint{Type: string(shape.EndpointTypeVoip), DisplayName: in.ParticipantDetails.DisplayName},
		Attributes:       in.Attributes,
		Participant: &strowger.Participant{
			ID: uuid.NewString(), Token: participantToken(), DisplayName: in.ParticipantDetails.DisplayName,
		},
	}
	err = check(ctx, func(c *restjson.Checker) {
		call.SegmentAttributes = SegmentAttributes(c, strowger.Voice, in.SegmentAttributes)
		call.References = References(c, in.References, startTypes...)
	})
	if _, given := in.SegmentAttributes[strowger.SubtypeAttribute]; !given {
		call.SegmentAttributes[strowger.SubtypeAttribute] = strowger.SegmentAttribute{String: new(webRTCSubtype)}
	}
	if err == nil && in.AllowedCapabilities != nil {
		err = addCapabilities(&call, in.AllowedCapabilities)
	}
	return call, err
}

// addCapabilities notes what the two sides of a call may send.
func addCapabilities(call *strowger.Contact, allowed *shape.AllowedCapabilities) error {
	if allowed.Customer != nil {
		if err := addFact(call, "Customer", shape.Customer{Capabilities: allowed.Customer}); err != nil {
			return err
		}
	}
	if allowed.Agent == nil {
		return nil
	}
	return addFact(call, "AgentInfo", shape.AgentInfo{Capabilities: allowed.Agent})
}
