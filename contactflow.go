package strowger

// ContactFlow is a program in Amazon's flow language that decides what happens
// to a contact.
type ContactFlow struct {
	ID           ContactFlowID
	Name         string
	Type         string // CONTACT_FLOW, CUSTOMER_QUEUE, QUEUE_TRANSFER, …
	Description  string `json:",omitzero"`
	Content      string // JSON, flow language 2019-10-30
	Saved        string `json:",omitzero"` // content that is not published yet, beside one that is
	Status       string // PUBLISHED or SAVED, of Content
	State        string // ACTIVE or ARCHIVED
	Version      int64  `json:",omitzero"`
	Tags         Tags   `json:",omitzero"`
	LastModified Time
}

// Runs reports whether contacts can be in the flow: it is published and not archived.
// A contact may find its flow changed when the time comes for which it was scheduled.
func (f *ContactFlow) Runs() bool { return f.Status == Published && f.State == Active }

// The types of contact flows that are told apart.
const (
	InboundFlow         = "CONTACT_FLOW"
	CustomerQueueFlow   = "CUSTOMER_QUEUE"
	CustomerHoldFlow    = "CUSTOMER_HOLD"
	CustomerWhisperFlow = "CUSTOMER_WHISPER"
	AgentHoldFlow       = "AGENT_HOLD"
	AgentWhisperFlow    = "AGENT_WHISPER"
	OutboundWhisperFlow = "OUTBOUND_WHISPER"
	AgentTransferFlow   = "AGENT_TRANSFER"
	QueueTransferFlow   = "QUEUE_TRANSFER"
)

// Starts reports whether a contact can begin with the flow (rule 7.4). The flows of
// transfers run for contacts that go on.
func (f *ContactFlow) Starts() bool { return f.Type == InboundFlow }

// Fits reports whether the flow is of a type that runs for a hook (Amazon Connect
// Administrator Guide, "Set whisper flow", "Set hold flow", "Set customer queue
// flow" and "Set disconnect flow").
func (f *ContactFlow) Fits(hook FlowHook) bool {
	switch hook {
	case ContactHook:
		return f.Type == InboundFlow || f.Type == AgentTransferFlow || f.Type == QueueTransferFlow
	case CustomerQueueHook:
		return f.Type == CustomerQueueFlow
	case CustomerWhisperHook:
		return f.Type == CustomerWhisperFlow
	case AgentWhisperHook:
		return f.Type == AgentWhisperFlow
	case CustomerHoldHook:
		return f.Type == CustomerHoldFlow
	case AgentHoldHook:
		return f.Type == AgentHoldFlow
	}
	return f.Type == InboundFlow
}

// ContactFlowModule is a section that contact flows share: they invoke it and go
// on when it ends.
type ContactFlowModule struct {
	ID                 ContactFlowModuleID
	Name               string
	Description        string `json:",omitzero"`
	Content            string // as that of a contact flow
	Saved              string `json:",omitzero"` // content that is not published yet
	Settings           string `json:",omitzero"` // JSON, kept as given
	ExternalInvocation *bool  `json:",omitzero"` // kept as given; nil: not said
	Status             string // PUBLISHED
	State              string // ACTIVE or ARCHIVED
	ClientToken        string `json:",omitzero"` // of the request that made it
	RequestSum         string `json:",omitzero"` // tells that request from others with its token
	Tags               Tags   `json:",omitzero"`
	LastModified       Time
}

// Runs reports whether flows can invoke the module.
func (m *ContactFlowModule) Runs() bool { return m.Status == Published && m.State == Active }

// The statuses of content: what is published runs.
const (
	Published = "PUBLISHED"
	Saved     = "SAVED"
)

// The states of a flow or a module. Contacts do not come into an archived one.
const (
	Active   = "ACTIVE"
	Archived = "ARCHIVED"
)

// ContentChange replaces the content of a flow or a module. Saved content is
// kept beside the published one, which goes on to run.
type ContentChange struct {
	Content string
	Status  string // PUBLISHED or SAVED
}
