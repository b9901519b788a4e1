package strowger

import (
	"encoding/json"
	"maps"
)

// ContactState is where a contact is on its way through the house. A contact is
// in exactly one state.
type ContactState string

// The states of a contact.
const (
	Created          ContactState = "CREATED"            // in no flow and no queue: it waits for a transfer, or goes on elsewhere
	Scheduled        ContactState = "SCHEDULED"          // a task that waits for its time
	Calling          ContactState = "CALLING"            // the house calls a customer, who has not answered
	InFlow           ContactState = "IN_FLOW"            // its flow runs
	Waiting          ContactState = "WAITING"            // in a queue
	Offered          ContactState = "OFFERED"            // rings at an agent, keeps its place in the queue
	Dialling         ContactState = "DIALLING"           // an agent has it, the far end has not answered
	WithAgent        ContactState = "WITH_AGENT"         // connected, on hold or paused
	Dequeued         ContactState = "DEQUEUED"           // a task paused out of its queue (rule 3.7.2)
	AfterContactWork ContactState = "AFTER_CONTACT_WORK" // ended, the agent writes it up
	Completed        ContactState = "COMPLETED"
)

// The default of Contact.QueuePriority; 1 is best (rule 1.3.6).
const DefaultQueuePriority = 5

// The reasons for which a contact ends (rule 6.8).
const (
	CustomerDisconnect    = "CUSTOMER_DISCONNECT"
	AgentDisconnect       = "AGENT_DISCONNECT"
	ContactFlowDisconnect = "CONTACT_FLOW_DISCONNECT"
	Expired               = "EXPIRED"
	APIDisconnect         = "API"
	AgentCompleted        = "AGENT_COMPLETED"
	Transferred           = "TRANSFERRED"
	OtherDisconnect       = "OTHER"
	AttemptFailed         = "OUTBOUND_ATTEMPT_FAILED" // nobody has answered a call that the house has made
)

// The initiation methods that routing looks at (rule 6.1).
const (
	Inbound       = "INBOUND"
	Outbound      = "OUTBOUND"
	Transfer      = "TRANSFER"       // by an agent
	QueueTransfer = "QUEUE_TRANSFER" // out of a queue
	Callback      = "CALLBACK"       // agent first
	AgentReply    = "AGENT_REPLY"    // an email

	ExternalOutbound = "EXTERNAL_OUTBOUND"
	WebRTC           = "WEBRTC_API" // a call out of a page or an app
)

// Contact is one interaction with a customer.
type Contact struct {
	ID                   ContactID
	InitialContactID     ContactID `json:",omitzero"`
	PreviousContactID    ContactID `json:",omitzero"`
	NextContactID        ContactID `json:",omitzero"`
	RelatedContactID     ContactID `json:",omitzero"`
	ContactAssociationID ContactID `json:",omitzero"`
	ClientToken          string    `json:",omitzero"`
	RequestHash          string    `json:",omitzero"` // of the request with ClientToken, if the token is good for the same request only
	Segment              int       `json:",omitzero"` // how many contacts the chain had before it (rule 6.2)

	State            ContactState
	Channel          Channel
	InitiationMethod string // INBOUND, API, …
	Name             string `json:",omitzero"`
	Description      string `json:",omitzero"`
	FlowID           ContactFlowID

	InitiationTimestamp        Time
	ConnectedToSystemTimestamp Time `json:",omitzero"`
	ScheduledTimestamp         Time `json:",omitzero"`
	ScheduleUpdates            int  `json:",omitzero"` // how often ScheduledTimestamp was changed
	ExpiryTimestamp            Time `json:",omitzero"` // rule 6.7
	DisconnectTimestamp        Time `json:",omitzero"`
	CompletedTimestamp         Time `json:",omitzero"`
	LastUpdateTimestamp        Time
	DisconnectReason           string `json:",omitzero"`

	// The queue it shall go to next, and the one it is or was in.
	TargetQueueID    QueueID `json:",omitzero"`
	QueueID          QueueID `json:",omitzero"`
	EnqueueTimestamp Time    `json:",omitzero"`
	DequeueTimestamp Time    `json:",omitzero"`

	// RankTimestamp is the instant from which the routing age counts where
	// that is not EnqueueTimestamp (rules 1.4.1, 1.4.3). It ranks and does
	// nothing else: delay, metrics and criteria go by EnqueueTimestamp (U14).
	RankTimestamp Time `json:",omitzero"`

	// Sequence is the number, in the order of arrival, of the last event that
	// gave the contact one: it began, was queued, or after contact work with an
	// end began. RankSequence belongs to RankTimestamp as Sequence does to
	// EnqueueTimestamp (U12). Both are 0 in what is of before there were numbers.
	Sequence     int64 `json:",omitzero"`
	RankSequence int64 `json:",omitzero"`

	QueuePriority              int64
	QueueTimeAdjustmentSeconds int64            `json:",omitzero"`
	Criteria                   *RoutingCriteria `json:",omitzero"`

	Callback *CallbackPlan `json:",omitzero"` // of an agent-first callback
	Outbound *OutboundPlan `json:",omitzero"` // of a call that the house makes

	// The offer that rings, and how many have rung. The step of a callback is
	// known until its customer answers.
	OfferedTo          UserID `json:",omitzero"`
	OfferedStep        int    `json:",omitzero"` // 1-based criteria step, 0 for none
	RingStartTimestamp Time   `json:",omitzero"`
	ConnectionAttempts int    `json:",omitzero"`

	Agent *ContactAgent `json:",omitzero"` // who accepted it

	PausedSince          Time  `json:",omitzero"` // 0 when not paused
	LastPausedTimestamp  Time  `json:",omitzero"`
	LastResumedTimestamp Time  `json:",omitzero"`
	TotalPauseCount      int   `json:",omitzero"`
	TotalPauseMillis     int64 `json:",omitzero"`

	CustomerID        string                      `json:",omitzero"`
	CustomerEndpoint  *Endpoint                   `json:",omitzero"`
	SystemEndpoint    *Endpoint                   `json:",omitzero"`
	Attributes        map[string]string           `json:",omitzero"`
	SegmentAttributes map[string]SegmentAttribute `json:",omitzero"`
	References        map[string]Reference        `json:",omitzero"`
	Tags              Tags                        `json:",omitzero"`
	Chat              *ChatSession                `json:",omitzero"`
	Participant       *Participant                `json:",omitzero"` // of a call out of a page or an app

	// Facts are what the media side reported and routing does not look at:
	// quality, voice activity, recordings, devices. The key is the name of
	// the member in Amazon's Contact, the value its JSON on the wire.
	Facts map[string]json.RawMessage `json:",omitzero"`
}

// CallbackPlan is how an agent-first callback is tried (rule 5.10).
type CallbackPlan struct {
	MaxAttempts  int   // at least 1
	RetrySeconds int64 // from an attempt that failed to the next time in the queue
	Attempts     int   `json:",omitzero"` // that have failed
}

// OutboundPlan is how the house calls a customer. Routing looks at how long it
// rings; the rest is for the telephony that dials.
type OutboundPlan struct {
	RingSeconds        int64  // from being asked for to being given up
	TrafficType        string // GENERAL or CAMPAIGN
	DetectMachine      bool   `json:",omitzero"` // find out whether a machine has answered
	AwaitMachinePrompt bool   `json:",omitzero"` // wait until the machine's prompt is over
}

// ContactAgent is the part an agent had in a contact.
type ContactAgent struct {
	UserID             UserID
	ConnectedTimestamp Time
	HierarchyGroupID   HierarchyGroupID `json:",omitzero"` // the agent's, when it was connected
	HoldSince          Time             `json:",omitzero"`
	HoldMillis         int64            `json:",omitzero"`
	PauseMillis        int64            `json:",omitzero"`
	AfterContactStart  Time             `json:",omitzero"`
	AfterContactEnd    Time             `json:",omitzero"`
}

// Endpoint is an address at one end of a contact.
type Endpoint struct {
	Type        string // TELEPHONE_NUMBER, VOIP, EMAIL_ADDRESS, …
	Address     string
	DisplayName string `json:",omitzero"`
}

// ChatSession is the customer's side of a chat.
type ChatSession struct {
	ParticipantID    string
	ParticipantToken string
	DisplayName      string
	InitialMessage   string `json:",omitzero"`
	ContentType      string `json:",omitzero"` // of InitialMessage
	DurationMinutes  int
}

// Participant is a customer who takes part out of a page or an app.
type Participant struct {
	ID          string
	Token       string // a secret to take part with
	DisplayName string
}

// Reference is something a contact points to.
type Reference struct {
	Type         string
	Value        string `json:",omitzero"`
	Status       string `json:",omitzero"`
	Arn          string `json:",omitzero"`
	StatusReason string `json:",omitzero"`
}

// SegmentAttribute is a system or user-defined attribute of one segment of a
// contact. Exactly one member is set.
type SegmentAttribute struct {
	String  *string                     `json:",omitzero"`
	Integer *int64                      `json:",omitzero"`
	Arn     *string                     `json:",omitzero"`
	List    []SegmentAttribute          `json:",omitzero"`
	Map     map[string]SegmentAttribute `json:",omitzero"`
}

// The segment attributes that routing reads.
const (
	SubtypeAttribute      = "connect:Subtype"
	WorkloadTypeAttribute = "connect:WorkloadType"

	// ContactExpiryAttribute is a map that holds the lifetime of a contact, in
	// minutes from its initiation or scheduled time, as ExpiryDuration.
	ContactExpiryAttribute = "connect:ContactExpiry"
	ExpiryDuration         = "ExpiryDuration"
)

// The tags that a contact has without being given them (Administrator Guide, "Set up
// granular billing"): whose it is, and the address at the contact centre's end, if
// it has one.
const (
	InstanceTag       = "aws:connect:instanceId"
	SystemEndpointTag = "aws:connect:systemEndpoint"
)

// AllTags returns the tags of a contact of an instance: those that it was given and
// those that it has anyway. Tags holds the first alone.
func (c *Contact) AllTags(instance InstanceID) Tags {
	all := make(Tags, len(c.Tags)+2)
	maps.Copy(all, c.Tags)
	all[InstanceTag] = string(instance)
	if c.SystemEndpoint != nil && c.SystemEndpoint.Address != "" {
		all[SystemEndpointTag] = c.SystemEndpoint.Address
	}
	return all
}

// The subtypes of contacts that CreateContact makes.
const (
	ExternalAudio = "connect:ExternalAudio"
	ExternalTask  = "connect:ExternalTask"
)

// ExpiryMinutes returns the lifetime that the contact was given, 0 if that is
// the one of its channel (rule 6.7).
func (c *Contact) ExpiryMinutes() int64 {
	if n := c.SegmentAttributes[ContactExpiryAttribute].Map[ExpiryDuration].Integer; n != nil {
		return *n
	}
	return 0
}

// External reports whether the contact is a call that another system carries
// and that is known here for the sake of its record.
func (c *Contact) External() bool {
	a := c.SegmentAttributes[SubtypeAttribute]
	return c.Channel == Voice && a.String != nil && *a.String == ExternalAudio
}

// WorkloadType returns the workload type of a contact: the segment attribute
// connect:WorkloadType, or else the subtype (rule 2.1.4).
func (c *Contact) WorkloadType() string {
	for _, name := range []string{WorkloadTypeAttribute, SubtypeAttribute} {
		if a, ok := c.SegmentAttributes[name]; ok && a.String != nil {
			return *a.String
		}
	}
	return ""
}

// Copy returns the contact as it is now, for whoever keeps it while the engine
// goes on. Apart from Criteria and Agent, what a contact points to is replaced and
// never changed.
func (c *Contact) Copy() *Contact {
	d := *c
	d.Criteria = c.Criteria.Clone()
	if c.Agent != nil {
		d.Agent = new(*c.Agent)
	}
	return &d
}

// Done reports whether the contact has ended for the customer.
func (c *Contact) Done() bool { return c.State == AfterContactWork || c.State == Completed }
