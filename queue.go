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
	Name               string             `json:",omitzero"` // empty for an agent queue
	Description        string             `json:",omitzero"`
	HoursOfOperationID HoursOfOperationID `json:",omitzero"`
	Status             QueueStatus
	MaxContacts        *int             `json:",omitzero"` // nil: no limit of its own; 0: always full
	OutboundCaller     *OutboundCaller  `json:",omitzero"`
	OutboundEmailID    string           `json:",omitzero"`
	EmailAddressIDs    []string         `json:",omitzero"`
	QuickConnectIDs    []QuickConnectID `json:",omitzero"`
	Tags               Tags             `json:",omitzero"`
	LastModified       Time
}

// OutboundCaller is what the far end sees when an agent dials out of a queue.
type OutboundCaller struct {
	IDName     string        `json:",omitzero"`
	IDNumberID string        `json:",omitzero"`
	FlowID     ContactFlowID `json:",omitzero"`
}
