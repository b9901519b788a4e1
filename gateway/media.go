package gateway

import (
	"context"
	"fmt"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
)

// ReportMediaInput is the input of ReportMedia. Each member has the name and the
// shape that it has in Amazon's Contact; at least one is given.
type ReportMediaInput struct {
	InstanceId                      string                                `json:"-"` // required
	ContactId                       string                                `json:"-"` // required
	AgentInfo                       *AgentMedia                           `json:",omitzero"`
	Customer                        *shape.Customer                       `json:",omitzero"`
	QualityMetrics                  *shape.QualityMetrics                 `json:",omitzero"`
	CustomerVoiceActivity           *shape.CustomerVoiceActivity          `json:",omitzero"`
	AnsweringMachineDetectionStatus shape.AnsweringMachineDetectionStatus `json:",omitzero"`
	Recordings                      []shape.RecordingInfo                 `json:",omitzero"`
	ChatMetrics                     *shape.ChatMetrics                    `json:",omitzero"`
	WisdomInfo                      *shape.WisdomInfo                     `json:",omitzero"`
	Campaign                        *shape.Campaign                       `json:",omitzero"`
	DisconnectDetails               *shape.DisconnectDetails              `json:",omitzero"`
	AdditionalEmailRecipients       *shape.AdditionalEmailRecipients      `json:",omitzero"`
}

// AgentMedia is the part of AgentInfo that the media side knows.
type AgentMedia struct {
	DeviceInfo           *shape.DeviceInfo              `json:",omitzero"`
	Capabilities         *shape.ParticipantCapabilities `json:",omitzero"`
	VoiceEnhancementMode shape.VoiceEnhancementMode     `json:",omitzero"`
}

// Bind implements restjson.Input.
func (in *ReportMediaInput) Bind(b *restjson.Binder) {
	b.Label("InstanceId", &in.InstanceId)
	b.Label("ContactId", &in.ContactId)
}

// reportMedia keeps facts on a contact. It takes them until the contact is
// completed.
func (s *Server) reportMedia(ctx context.Context, in *ReportMediaInput) (*Empty, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id := strowger.ContactID(in.ContactId)
	record := strowger.RecordFacts{ContactID: id}
	if err := in.addTo(&record); err != nil {
		return nil, err
	}
	_, err = i.Do(ctx, record)
	if strowger.CodeOf(err) == strowger.ResourceNotFound {
		if _, completed, failure := s.Report.Contact(ctx, i.ID(), id); failure != nil {
			err = failure
		} else if completed {
			err = strowger.Errorf(strowger.ResourceConflict, "ContactId: the contact %q is completed and its record closed", id)
		}
	}
	return &Empty{}, err
}

// addTo adds the members that are there, one by one, so that each is kept under
// its own name.
func (in *ReportMediaInput) addTo(record *strowger.RecordFacts) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return json.Unmarshal(body, &record.Facts)
}

// addFact adds a member of Amazon's Contact to facts, as it is on the wire.
func addFact[V ~[]byte](facts *map[string]V, name string, member any) error {
	fact, err := json.Marshal(member)
	if err != nil {
		return fmt.Errorf("fact %s: %w", name, err)
	}
	if *facts == nil {
		*facts = make(map[string]V)
	}
	(*facts)[name] = fact
	return nil
}
