package strowger

import "encoding/json"

// ContactState is where a contact is on its way through the house. A contact is
// in exactly one state.
type ContactState string

// The states of a contact.
const (
	Scheduled        ContactState = "SCHEDULED"          // a task that waits for its time
	InFlow           ContactState = "IN_FLOW"            // its flow runs
	Waiting          ContactState = "WAITING"            // in a queue
	Offered          ContactState = "OFFERED"            // rings at an agent, keeps its place in the queue
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
)

// Contact is one interaction with a customer.
type Contact struct {
	ID                   ContactID
	InitialContactID     ContactID `json:",omitempty"`
	PreviousContactID    ContactID `json:",omitempty"`
	RelatedContactID     ContactID `json:",omitempty"`
	ContactAssociationID ContactID `json:",omitempty"`
	ClientToken          string    `json:",omitempty"`

	State            ContactState
	Channel          Channel
	InitiationMethod string // INBOUND, API, …
	Name             string `json:",omitempty"`
	Description      string `json:",omitempty"`
	FlowID           ContactFlowID

	InitiationTimestamp        Time
	ConnectedToSystemTimestamp Time `json:",omitempty"`
	ScheduledTimestamp         Time `json:",omitempty"`
	ExpiryTimestamp            Time `json:",omitempty"` // rule 6.7
	DisconnectTimestamp        Time `json:",omitempty"`
	CompletedTimestamp         Time `json:",omitempty"`
	LastUpdateTimestamp        Time
	DisconnectReason           string `json:",omitempty"`

	// The queue it shall go to next, and the one it is or was in.
	TargetQueueID    QueueID `json:",omitempty"`
	QueueID          QueueID `json:",omitempty"`
	EnqueueTimestamp Time    `json:",omitempty"`
	DequeueTimestamp Time    `json:",omitempty"`

	QueuePriority              int64
	QueueTimeAdjustmentSeconds int64            `json:",omitempty"`
	Criteria                   *RoutingCriteria `json:",omitempty"`

	// The offer that rings, and how many have rung.
	OfferedTo          UserID `json:",omitempty"`
	OfferedStep        int    `json:",omitempty"` // 1-based criteria step, 0 for none
	RingStartTimestamp Time   `json:",omitempty"`
	ConnectionAttempts int    `json:",omitempty"`

	Agent *ContactAgent `json:",omitempty"` // who accepted it

	LastPausedTimestamp  Time  `json:",omitempty"`
	LastResumedTimestamp Time  `json:",omitempty"`
	TotalPauseCount      int   `json:",omitempty"`
	TotalPauseMillis     int64 `json:",omitempty"`

	CustomerID        string                      `json:",omitempty"`
	CustomerEndpoint  *Endpoint                   `json:",omitempty"`
	SystemEndpoint    *Endpoint                   `json:",omitempty"`
	Attributes        map[string]string           `json:",omitempty"`
	SegmentAttributes map[string]SegmentAttribute `json:",omitempty"`
	References        map[string]Reference        `json:",omitempty"`
	Tags              Tags                        `json:",omitempty"`
	Chat              *ChatSession                `json:",omitempty"`

	// Facts are what the media side reported and routing does not look at:
	// quality, voice activity, recordings, devices. The key is the name of
	// the member in Amazon's Contact, the value its JSON on the wire.
	Facts map[string]json.RawMessage `json:",omitempty"`
}

// ContactAgent is the part an agent had in a contact.
type ContactAgent struct {
	UserID             UserID
	ConnectedTimestamp Time
	HoldSince          Time  `json:",omitempty"`
	HoldMillis         int64 `json:",omitempty"`
	PauseMillis        int64 `json:",omitempty"`
	AfterContactStart  Time  `json:",omitempty"`
	AfterContactEnd    Time  `json:",omitempty"`
}

// Endpoint is an address at one end of a contact.
type Endpoint struct {
	Type        string // TELEPHONE_NUMBER, VOIP, EMAIL_ADDRESS, …
	Address     string
	DisplayName string `json:",omitempty"`
}

// ChatSession is the customer's side of a chat.
type ChatSession struct {
	ParticipantID    string
	ParticipantToken string
	DisplayName      string
	InitialMessage   string `json:",omitempty"`
	ContentType      string `json:",omitempty"` // of InitialMessage
	DurationMinutes  int
}

// Reference is something a contact points to.
type Reference struct {
	Type         string
	Value        string `json:",omitempty"`
	Status       string `json:",omitempty"`
	Arn          string `json:",omitempty"`
	StatusReason string `json:",omitempty"`
}

// SegmentAttribute is a system or user-defined attribute of one segment of a
// contact. Exactly one member is set.
type SegmentAttribute struct {
	String  *string                     `json:",omitempty"`
	Integer *int64                      `json:",omitempty"`
	Arn     *string                     `json:",omitempty"`
	List    []SegmentAttribute          `json:",omitempty"`
	Map     map[string]SegmentAttribute `json:",omitempty"`
}

// The segment attributes that routing reads.
const (
	SubtypeAttribute      = "connect:Subtype"
	WorkloadTypeAttribute = "connect:WorkloadType"
)

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

// Done reports whether the contact has ended for the customer.
func (c *Contact) Done() bool { return c.State == AfterContactWork || c.State == Completed }
