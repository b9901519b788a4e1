package strowger

// QuickConnectType says what kind of destination a quick connect has.
type QuickConnectType string

// The types of quick connect.
const (
	UserQuickConnect        QuickConnectType = "USER"
	QueueQuickConnect       QuickConnectType = "QUEUE"
	PhoneNumberQuickConnect QuickConnectType = "PHONE_NUMBER"
	FlowQuickConnect        QuickConnectType = "FLOW"
)

// QuickConnect is a named destination to which agents transfer contacts. Those
// of a queue are offered to the agents who serve it.
type QuickConnect struct {
	ID           QuickConnectID
	Name         string
	Description  string `json:",omitzero"`
	Destination  QuickConnectDestination
	Tags         Tags `json:",omitzero"`
	LastModified Time
}

// QuickConnectDestination is where a quick connect leads. Which members it has
// depends on the type. The user or the flow may have been deleted since.
type QuickConnectDestination struct {
	Type        QuickConnectType
	UserID      UserID        `json:",omitzero"` // USER
	QueueID     QueueID       `json:",omitzero"` // QUEUE
	PhoneNumber string        `json:",omitzero"` // PHONE_NUMBER, in E.164 format
	FlowID      ContactFlowID `json:",omitzero"` // all but PHONE_NUMBER
}
