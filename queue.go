package strowger

// QueueType tells the standard queues, which people create, from the agent
// queues, of which every user has one.
type QueueType string

// The types of queue.
const (
	StandardQueue QueueType = "STANDARD"
	AgentQueue    QueueType = "AGENT"
)

// QueueStatus says whether a queue accepts new contacts. Contacts that are
// inside a disabled queue continue to be routed (rule 5.2).
type QueueStatus string

// The statuses of a queue.
const (
	QueueEnabled  QueueStatus = "ENABLED"
	QueueDisabled QueueStatus = "DISABLED"
)

// Queue holds contacts until an agent takes them.
type Queue struct {
	ID                 QueueID
	Type               QueueType
	Name               string             `json:",omitempty"` // empty for an agent queue
	Description        string             `json:",omitempty"`
	HoursOfOperationID HoursOfOperationID `json:",omitempty"`
	Status             QueueStatus
	MaxContacts        *int            `json:",omitempty"` // nil: no limit of its own; 0: always full
	OutboundCaller     *OutboundCaller `json:",omitempty"`
	OutboundEmailID    string          `json:",omitempty"`
	EmailAddressIDs    []string        `json:",omitempty"`
	QuickConnectIDs    []string        `json:",omitempty"`
	Tags               Tags            `json:",omitempty"`
	LastModified       Time
}

// OutboundCaller is what the far end sees when an agent dials out of a queue.
type OutboundCaller struct {
	IDName     string        `json:",omitempty"`
	IDNumberID string        `json:",omitempty"`
	FlowID     ContactFlowID `json:",omitempty"`
}
