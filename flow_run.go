package strowger

// FlowHook says why a flow runs for a contact, and so who hears it. The names are
// those of the event hooks of the flow language (rule F6).
type FlowHook string

// The hooks of a contact. One flow at most runs for each of them, beside the others.
const (
	ContactHook           FlowHook = ""                // the flow of the contact itself, before a queue
	CustomerQueueHook     FlowHook = "CustomerQueue"   // while the contact is in a queue
	CustomerWhisperHook   FlowHook = "CustomerWhisper" // to the customer, before an agent is joined
	AgentWhisperHook      FlowHook = "AgentWhisper"    // to the agent, before the customer is joined
	CustomerHoldHook      FlowHook = "CustomerHold"    // to the customer, while on hold
	AgentHoldHook         FlowHook = "AgentHold"       // to the agent, while on hold
	CustomerRemainingHook FlowHook = "CustomerRemaining"
	PauseContactHook      FlowHook = "PauseContact"
	ResumeContactHook     FlowHook = "ResumeContact"
	DefaultAgentUIHook    FlowHook = "DefaultAgentUI"
	DisconnectAgentUIHook FlowHook = "DisconnectAgentUI"
)

// FlowRun is a flow that runs for a contact and waits: where it stands and until
// when. A flow that has nothing to wait for is over within the command that began it
// and has no run.
type FlowRun struct {
	Hook   FlowHook `json:",omitzero"`
	FlowID ContactFlowID

	// Frames are the flow and the modules it is in, the innermost last.
	Frames []FlowFrame

	Until    Time  // when the wait is over
	Sequence int64 `json:",omitzero"` // of the contact: who came first goes on first where two waits end at once
}

// FlowFrame is a flow or a module that runs. It keeps the content it began with,
// whatever is published meanwhile (rule F6.11).
type FlowFrame struct {
	ModuleID ContactFlowModuleID `json:",omitzero"` // "" for the flow itself
	Content  string              // its SHA-256, in hexadecimal
	Action   string              // the identifier of the action at which it stands
	Loops    map[string]int      `json:",omitzero"` // the rounds that Loop actions have given, by their identifiers
}

// ContactFlows is what flows keep of a contact.
type ContactFlows struct {
	ContactID ContactID
	Hooks     map[FlowHook]ContactFlowID `json:",omitzero"` // the flows that UpdateContactEventHooks has set
	Runs      []FlowRun                  `json:",omitzero"` // in the order of their hooks
}
