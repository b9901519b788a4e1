package workspace

import (
	"strconv"
	"strings"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// contact is a contact as a desktop sees it. Its state comes from the agent's
// leg. What the contact itself is and says is shown to the agent at whom it
// rings or who works on it: one that was missed may be with somebody else by
// now, or have left the instance.
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
	if c, ok := e.Contact(l.ContactID); ok && !l.State.Unanswered() {
		shown.describe(c)
	}
	shown.Connections = shown.connections(agent, l)
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
}

// connections returns the connections of a contact.
func (shown *contact) connections(agent strowger.UserID, l *strowger.AgentContact) []connection {
	own := connection{
		ConnectionID: agentConnection(l.ContactID, agent),
		Type:         "agent",
		Endpoint:     &endpointAddress{Type: "agent"},
		State:        state{wireStates[l.State].agent, shown.State.Timestamp},
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
		Endpoint:     shown.CustomerEndpoint,
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
