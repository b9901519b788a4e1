package workspace

import (
	"context"
	"strconv"
	"strings"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// contact is a contact as a desktop sees it. Its state comes from the agent's leg,
// what it is and says from the contact itself. One that was missed may be with
// somebody else by now, or have left the instance, which then has its record.
type contact struct {
	ContactID            strowger.ContactID          `json:"contactId"`
	InitialContactID     strowger.ContactID          `json:"initialContactId,omitzero"`
	RelatedContactID     strowger.ContactID          `json:"relatedContactId,omitzero"`
	ContactAssociationID strowger.ContactID          `json:"contactAssociationId,omitzero"`
	Type                 string                      `json:"type"`
	State                state                       `json:"state"`
	NonResponse          strowger.NonResponse        `json:"nonResponse,omitzero"` // ours: why it was offered in vain
	Queue                *queue                      `json:"queue,omitzero"`
	QueueTimestamp       restjson.Epoch              `json:"queueTimestamp,omitzero"`
	Connections          []connection                `json:"connections"`
	Attributes           map[string]attribute        `json:"attributes"`
	ContactDuration      string                      `json:"contactDuration"` // seconds with the agent
	Name                 string                      `json:"name,omitzero"`
	Description          string                      `json:"description,omitzero"`
	References           map[string]reference        `json:"references"`
	InitiationMethod     string                      `json:"initiationMethod"`
	ContactFeatures      contactFeatures             `json:"contactFeatures"`
	SegmentAttributes    map[string]segmentAttribute `json:"segmentAttributes"`
	CustomerEndpoint     *endpointAddress            `json:"customerEndpoint,omitzero"`
	SystemEndpoint       *endpointAddress            `json:"connectSystemEndpoint,omitzero"`
}

type state struct {
	Type      string         `json:"type"`
	Timestamp restjson.Epoch `json:"timestamp"`
}

type connection struct {
	ConnectionID string           `json:"connectionId"`
	Type         string           `json:"type"`    // agent, inbound, outbound
	Initial      bool             `json:"initial"` // what the contact began with
	Endpoint     *endpointAddress `json:"endpoint,omitzero"`
	State        state            `json:"state"`
	Mute         bool             `json:"mute"`
}

type endpointAddress struct {
	Type         string `json:"type"`
	Name         string `json:"name,omitzero"`
	DisplayName  string `json:"displayName,omitzero"`
	PhoneNumber  string `json:"phoneNumber,omitzero"`
	EmailAddress string `json:"emailAddress,omitzero"`
}

type attribute struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type reference struct {
	Type         string `json:"type"`
	Value        string `json:"value,omitzero"`
	ARN          string `json:"arn,omitzero"`
	Status       string `json:"status,omitzero"`
	StatusReason string `json:"statusReason,omitzero"`
}

type segmentAttribute struct {
	ValueString string
}

// contactFeatures says what a desktop can offer for a contact: nothing yet.
type contactFeatures struct {
	AttachmentsEnabled          bool `json:"attachmentsEnabled"`
	MultiPartyConferenceEnabled bool `json:"multiPartyConferenceEnabled"`
}

// wireStates are the states of a leg as they show on the contact and on its two
// connections.
var wireStates = map[strowger.AgentContactState]struct{ contact, agent, customer string }{
	strowger.Incoming:   {"incoming", "connecting", "disconnected"},
	strowger.Pending:    {"pending", "connected", "disconnected"},
	strowger.Connecting: {"connecting", "connecting", "connected"},
	strowger.Connected:  {"connected", "connected", "connected"},
	strowger.OnHold:     {"connected", "connected", "hold"},
	strowger.Paused:     {"paused", "connected", "connected"},
	strowger.Missed:     {"missed", "disconnected", "disconnected"},
	strowger.Rejected:   {"rejected", "disconnected", "disconnected"},
	strowger.Failed:     {"error", "disconnected", "disconnected"},
	strowger.Ended:      {"ended", "disconnected", "disconnected"},
}

// contact shows an agent's leg.
func (h *handler) contact(e *routing.Engine, agent strowger.UserID, l *strowger.AgentContact, now strowger.Time) contact {
	since := l.StateSince
	if l.Channel == strowger.Voice && l.State.Live() {
		since = l.ConnectedTimestamp // hold is a state of the customer's connection
	}
	shown := contact{
		ContactID:        l.ContactID,
		InitialContactID: l.InitialContactID,
		Type:             contactType(l),
		State:            state{wireStates[l.State].contact, restjson.Epoch(since)},
		NonResponse:      l.NonResponse,
		Queue:            h.queue(e, l.QueueID),
		QueueTimestamp:   restjson.Epoch(l.EnqueueTimestamp),
		ContactDuration:  duration(l, now),
		InitiationMethod: strings.ToLower(l.InitiationMethod),
	}
	shown.Connections = connections(agent, l, shown.State)
	if c, ok := e.Contact(l.ContactID); ok {
		shown.describe(c)
	}
	return shown
}

func contactType(l *strowger.AgentContact) string {
	if l.Channel == strowger.Voice && strings.HasPrefix(l.InitiationMethod, "CALLBACK") {
		return "queue_callback"
	}
	return strings.ToLower(string(l.Channel))
}

// duration returns for how long the agent has talked to the customer.
func duration(l *strowger.AgentContact, now strowger.Time) string {
	switch {
	case l.ConnectedTimestamp == 0:
		now = 0
	case l.State == strowger.Ended:
		now = l.StateSince - l.ConnectedTimestamp
	default:
		now -= l.ConnectedTimestamp
	}
	return strconv.FormatInt(now.Seconds(0), 10)
}

// describe adds what the contact itself says.
func (shown *contact) describe(c *strowger.Contact) {
	shown.RelatedContactID = c.RelatedContactID
	shown.ContactAssociationID = c.ContactAssociationID
	shown.Name, shown.Description = c.Name, c.Description
	shown.CustomerEndpoint = address(c.CustomerEndpoint)
	shown.SystemEndpoint = address(c.SystemEndpoint)
	shown.Attributes = make(map[string]attribute, len(c.Attributes))
	for name, value := range c.Attributes {
		shown.Attributes[name] = attribute{name, value}
	}
	shown.References = make(map[string]reference, len(c.References))
	for name, r := range c.References {
		shown.References[name] = reference{r.Type, r.Value, r.Arn, r.Status, r.StatusReason}
	}
	shown.SegmentAttributes = make(map[string]segmentAttribute)
	for name, a := range c.SegmentAttributes {
		if a.String != nil {
			shown.SegmentAttributes[name] = segmentAttribute{*a.String}
		}
	}
	for i := range shown.Connections {
		if n := &shown.Connections[i]; n.Type != "agent" {
			n.Endpoint = shown.CustomerEndpoint
		}
	}
}

// recall describes contacts that have left the instance, from their records.
// History is not needed for the rest of a desktop, so where it fails they stay as
// they are.
func (h *handler) recall(ctx context.Context, who *caller, shown []contact) {
	for i := range shown {
		if shown[i].Attributes != nil {
			continue
		}
		record, ok, err := h.Report.Contact(ctx, who.instance.ID(), shown[i].ContactID)
		if err != nil {
			h.Log.WarnContext(ctx, "a contact at an agent is shown without what its record says",
				"instance", who.instance.ID(), "contact", shown[i].ContactID, "error", err)
		} else if ok {
			shown[i].describe(record)
		}
	}
}

// connections returns the connections of a contact that is in a state, without
// what the contact itself says of them.
func connections(agent strowger.UserID, l *strowger.AgentContact, of state) []connection {
	own := connection{
		ConnectionID: agentConnection(l.ContactID, agent),
		Type:         "agent",
		Endpoint:     &endpointAddress{Type: "agent"},
		State:        state{wireStates[l.State].agent, of.Timestamp},
		Mute:         l.Muted,
	}
	if l.NonResponse == strowger.Declined {
		own.State.Type = "rejected" // as Amazon's desktop shows it of a chat; its state alone does not tell a call
	}
	if l.Channel == strowger.Task {
		own.Initial, own.Endpoint = true, nil
		return []connection{own}
	}
	other := connection{
		ConnectionID: customerConnection(l.ContactID),
		Type:         "inbound",
		Initial:      true,
		State:        state{wireStates[l.State].customer, restjson.Epoch(l.StateSince)},
	}
	if strings.Contains(l.InitiationMethod, "OUTBOUND") {
		other.Type = "outbound"
	}
	return []connection{own, other}
}

// address shows an endpoint in the desktop's words.
func address(e *strowger.Endpoint) *endpointAddress {
	if e == nil {
		return nil
	}
	a := &endpointAddress{Type: strings.ToLower(e.Type), DisplayName: e.DisplayName}
	switch e.Type {
	case "TELEPHONE_NUMBER":
		a.Type, a.PhoneNumber = "phone_number", e.Address
	case "EMAIL_ADDRESS":
		a.EmailAddress = e.Address
	default:
		a.Name = e.Address
	}
	return a
}
