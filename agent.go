package strowger

// AgentStatusType tells what an agent status means for routing (rule 3.1.1).
type AgentStatusType string

// The types of agent status.
const (
	Routable AgentStatusType = "ROUTABLE"
	Custom   AgentStatusType = "CUSTOM"
	Offline  AgentStatusType = "OFFLINE"
)

// AgentStatus is a status that agents can choose, such as Available or Break.
type AgentStatus struct {
	ID           AgentStatusID
	Name         string
	Description  string `json:",omitzero"`
	Type         AgentStatusType
	DisplayOrder int    `json:",omitzero"` // 1 … 50, 0 for none
	State        string // ENABLED or DISABLED
	Tags         Tags   `json:",omitzero"`
	LastModified Time
}

// Agent is what a user is doing now.
type Agent struct {
	UserID          UserID
	StatusID        AgentStatusID
	StatusSince     Time
	NextStatusID    AgentStatusID  `json:",omitzero"` // chosen while busy (rule 3.2.1)
	NextStatusSince Time           `json:",omitzero"`
	Contacts        []AgentContact `json:",omitzero"`

	// ActivityAnchor and InboundAnchor are the instants from which the two
	// kinds of idle time are counted (U3).
	ActivityAnchor Time
	InboundAnchor  Time

	// ActivitySequence and InboundSequence are the numbers, in the order of
	// arrival, of the events that set the anchors: of two agents who are idle
	// since the same instant, the lower one has been so before (U2). They are 0
	// for anchors of before there were numbers.
	ActivitySequence int64 `json:",omitzero"`
	InboundSequence  int64 `json:",omitzero"`
}

// AgentContact is the state of one contact as one agent sees it: the agent's
// leg of the contact.
type AgentContact struct {
	ContactID        ContactID
	InitialContactID ContactID `json:",omitzero"`
	InitiationMethod string
	Channel          Channel
	WorkloadType     string  `json:",omitzero"`
	QueueID          QueueID `json:",omitzero"`

	// Behavior is what the contact permits beside it if its channel has changed
	// since from a limit of the channel to limits by workload type, or back; else
	// empty, and the routing profile says it (rule 2.2.9).
	Behavior WorkloadBehavior `json:",omitzero"`

	EnqueueTimestamp Time `json:",omitzero"`

	State              AgentContactState
	StateSince         Time
	ConnectedTimestamp Time `json:",omitzero"`
	Expires            Time `json:",omitzero"` // of the ringing or of after contact work
	Muted              bool `json:",omitzero"` // nobody hears the agent; voice

	// NonResponse says why the contact was offered in vain, which its state alone
	// does not tell: a call that is declined shows as MISSED (rule 3.6.2), a contact
	// whose customer leaves while it rings as REJECTED (rule 3.3.5).
	NonResponse NonResponse `json:",omitzero"`
}

// NonResponse is why an agent did not respond to an offer.
type NonResponse string

// The reasons of an agent's non-response.
const (
	NotAnswered  NonResponse = "NOT_ANSWERED"        // it rang to the end
	Declined     NonResponse = "DECLINED"            // by the agent
	CustomerLeft NonResponse = "CUSTOMER_DISCONNECT" // while it rang
	Withdrawn    NonResponse = "CONTACT_ENDED"       // otherwise, while it rang
)

// AgentContactState is the state of a contact at an agent (rule 3.6).
type AgentContactState string

// The states of a contact at an agent.
const (
	Incoming   AgentContactState = "INCOMING"         // an agent-first callback rings
	Pending    AgentContactState = "PENDING"          // a callback is accepted and not yet dialled
	Connecting AgentContactState = "CONNECTING"       // rings at the agent, or at the far end of an outbound contact
	Connected  AgentContactState = "CONNECTED"        //
	OnHold     AgentContactState = "CONNECTED_ONHOLD" // voice
	Paused     AgentContactState = "PAUSED"           // task
	Missed     AgentContactState = "MISSED"           // not answered; holds its slot until cleared
	Rejected   AgentContactState = "REJECTED"         // declined, or the customer left while it rang
	Failed     AgentContactState = "ERROR"            //
	Ended      AgentContactState = "ENDED"            // after contact work
)

// Live reports whether the agent is talking to or working on the contact.
func (s AgentContactState) Live() bool {
	return s == Connected || s == OnHold || s == Paused
}

// Unanswered reports whether the contact was offered in vain and now blocks the
// agent until it is cleared (rule 2.2.4, U24).
func (s AgentContactState) Unanswered() bool {
	return s == Missed || s == Rejected || s == Failed
}

// Outbound reports whether an agent has made the contact, not a customer.
func (c *AgentContact) Outbound() bool {
	switch c.InitiationMethod {
	case Outbound, ExternalOutbound, AgentReply:
		return true
	}
	return false
}

// TakesSlot reports whether the contact counts toward the limit of its channel.
// Paused tasks do not (rule 2.2.7), nor do emails that the agent has begun,
// which have a limit of their own (rule 2.1.2).
func (c *AgentContact) TakesSlot() bool {
	return c.State != Paused && !(c.Channel == Email && c.Outbound())
}

// Contact returns the agent's leg of a contact, or nil.
func (a *Agent) Contact(id ContactID) *AgentContact {
	for i := range a.Contacts {
		if a.Contacts[i].ContactID == id {
			return &a.Contacts[i]
		}
	}
	return nil
}
