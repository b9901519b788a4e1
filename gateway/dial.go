package gateway

import (
	"cmp"
	"context"
	"slices"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// ListDialsInput is the input of ListDials.
type ListDialsInput struct {
	InstanceId string `json:"-"` // required
}

// Bind implements restjson.Input.
func (in *ListDialsInput) Bind(b *restjson.Binder) { b.Label("InstanceId", &in.InstanceId) }

// Validate implements restjson.Validator.
func (in *ListDialsInput) Validate(c *restjson.Checker) {
	connect.RequireIdentifier(c, "InstanceId", strowger.InstanceResource, &in.InstanceId)
}

// ListDialsOutput is the output of ListDials: the oldest contact first.
type ListDialsOutput struct{ Dials []Dial }

// Dial is a contact whose far end is to be called, or rings.
type Dial struct {
	ContactId                    string
	State                        string // REQUESTED, for a callback that is to be dialled, or RINGING
	InitiationMethod             string
	UserId                       string                              `json:",omitzero"` // the agent who calls
	QueueId                      string                              `json:",omitzero"` // whose caller identifier is shown
	CustomerEndpoint             *shape.EndpointInfo                 `json:",omitzero"`
	SystemEndpoint               *shape.EndpointInfo                 `json:",omitzero"` // the caller identifier, if it was given
	RingTimeoutTimestamp         *restjson.Epoch                     `json:",omitzero"` // when it is given up
	TrafficType                  string                              `json:",omitzero"`
	AnswerMachineDetectionConfig *shape.AnswerMachineDetectionConfig `json:",omitzero"`
}

// The states of a Dial.
const (
	dialRequested = "REQUESTED"
	dialRinging   = "RINGING"
)

// listDials lists what telephony has to dial: calls that the house makes, calls
// of agents, and callbacks that an agent has accepted.
func (s *Server) listDials(ctx context.Context, in *ListDialsInput) (*ListDialsOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	out := &ListDialsOutput{Dials: []Dial{}}
	var dialled []strowger.Contact
	err = i.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
		for c := range e.Contacts() {
			if c.Channel == strowger.Voice && (c.State == strowger.Calling || c.State == strowger.Dialling) {
				dialled = append(dialled, *c)
				out.Dials = append(out.Dials, dial(e, c))
			}
		}
		return nil
	})
	contacts := make(map[string]*strowger.Contact, len(dialled))
	for i := range dialled {
		contacts[string(dialled[i].ID)] = &dialled[i]
	}
	slices.SortStableFunc(out.Dials, func(x, y Dial) int {
		a, b := contacts[x.ContactId], contacts[y.ContactId]
		return cmp.Or(cmp.Compare(a.InitiationTimestamp, b.InitiationTimestamp), cmp.Compare(a.Sequence, b.Sequence))
	})
	return out, err
}

// dial shows what is known of a contact to those who dial.
func dial(e *routing.Engine, c *strowger.Contact) Dial {
	d := Dial{
		ContactId:        string(c.ID),
		State:            dialRinging,
		InitiationMethod: c.InitiationMethod,
		QueueId:          string(cmp.Or(c.QueueID, c.TargetQueueID)),
		CustomerEndpoint: endpointInfo(c.CustomerEndpoint),
		SystemEndpoint:   endpointInfo(c.SystemEndpoint),
	}
	if c.Agent != nil {
		d.UserId = string(c.Agent.UserID)
		if a, ok := e.Agent(c.Agent.UserID); ok && a.Contact(c.ID).State == strowger.Pending {
			d.State = dialRequested
		}
	}
	if p := c.Outbound; p != nil {
		d.TrafficType = p.TrafficType
		d.RingTimeoutTimestamp = new(restjson.Epoch(c.InitiationTimestamp.Add(p.RingSeconds)))
		d.AnswerMachineDetectionConfig = &shape.AnswerMachineDetectionConfig{
			EnableAnswerMachineDetection: &p.DetectMachine, AwaitAnswerMachinePrompt: &p.AwaitMachinePrompt,
		}
	}
	return d
}

func endpointInfo(e *strowger.Endpoint) *shape.EndpointInfo {
	if e == nil {
		return nil
	}
	info := &shape.EndpointInfo{Type: shape.EndpointType(e.Type), Address: &e.Address}
	if e.DisplayName != "" {
		info.DisplayName = &e.DisplayName
	}
	return info
}

// DialInput names a contact that is dialled.
type DialInput struct {
	InstanceId string `json:"-"` // required
	ContactId  string `json:"-"` // required
}

// Bind implements restjson.Input.
func (in *DialInput) Bind(b *restjson.Binder) {
	b.Label("InstanceId", &in.InstanceId)
	b.Label("ContactId", &in.ContactId)
}

// Validate implements restjson.Validator.
func (in *DialInput) Validate(c *restjson.Checker) {
	connect.RequireIdentifier(c, "InstanceId", strowger.InstanceResource, &in.InstanceId)
	connect.RequireIdentifier(c, "ContactId", strowger.ContactResource, &in.ContactId)
}

// dialContact says that a callback which an agent has accepted is being dialled.
func (s *Server) dialContact(ctx context.Context, in *DialInput) (*Empty, error) {
	return s.onDial(ctx, in, strowger.DialContact{ContactID: s.contactID(in)})
}

// answerContact says that the far end has answered: the agent is connected, or
// the flow of a call that the house has made runs.
func (s *Server) answerContact(ctx context.Context, in *DialInput) (*Empty, error) {
	return s.onDial(ctx, in, strowger.AnswerContact{ContactID: s.contactID(in)})
}

// EndDialInput is the input of EndDial.
type EndDialInput struct {
	DialInput
	DisconnectReason string `json:",omitzero"` // one of the reasons of outbound calls
}

// The reasons for which an outbound call fails (Administrator Guide, "Contact
// records data model").
var dialReasons = []string{"OUTBOUND_ATTEMPT_FAILED", "OUTBOUND_DESTINATION_ENDPOINT_ERROR", "OUTBOUND_RESOURCE_ERROR"}

// Validate implements restjson.Validator.
func (in *EndDialInput) Validate(c *restjson.Checker) {
	in.DialInput.Validate(c)
	if in.DisconnectReason != "" {
		restjson.OneOf(c, "DisconnectReason", in.DisconnectReason, dialReasons)
	}
}

// endDial says that nobody has answered. A callback that has attempts left is
// tried again later; anything else ends.
func (s *Server) endDial(ctx context.Context, in *EndDialInput) (*Empty, error) {
	return s.onDial(ctx, &in.DialInput, strowger.EndDial{ContactID: s.contactID(&in.DialInput), Reason: in.DisconnectReason})
}

func (s *Server) contactID(in *DialInput) strowger.ContactID {
	return strowger.ContactID(in.ContactId)
}

// onDial sends a command on a contact that is dialled.
func (s *Server) onDial(ctx context.Context, in *DialInput, c strowger.Command) (*Empty, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	_, err = i.Do(ctx, c)
	return &Empty{}, connect.ContactGone(err)
}
