package strowger

import "encoding/json"

// Event says that something has happened. Events are the record: the state of
// an instance is what its events, applied in order, make of an empty one. Their
// names and members are kept in journals, so they only ever grow. An event and what
// it points to are never changed.
//
// A Sequence is the number of the event in the order of arrival of the instance: of
// what happens in the same instant the lower number was first. Events that may put a
// contact or an agent behind others have one, ContactStarted in its Contact. It is 0
// in journals of before there were numbers.
type Event interface{ event() }

// Events of configuration. A …Saved event carries the whole noun as it is from
// now on.
type (
	InstanceSaved              struct{ Instance Instance }
	QueueSaved                 struct{ Queue Queue }
	QueueDeleted               struct{ ID QueueID }
	HoursOfOperationSaved      struct{ Hours HoursOfOperation }
	HoursOfOperationDeleted    struct{ ID HoursOfOperationID }
	RoutingProfileSaved        struct{ RoutingProfile RoutingProfile }
	RoutingProfileDeleted      struct{ ID RoutingProfileID }
	UserSaved                  struct{ User User }
	UserDeleted                struct{ ID UserID }
	AgentStatusSaved           struct{ Status AgentStatus }
	SecurityProfileSaved       struct{ SecurityProfile SecurityProfile }
	SecurityProfileDeleted     struct{ ID SecurityProfileID }
	PredefinedAttributeSaved   struct{ Attribute PredefinedAttribute }
	PredefinedAttributeDeleted struct{ Name string }
	HierarchyStructureSaved    struct{ Structure HierarchyStructure }
	HierarchyGroupSaved        struct{ Group HierarchyGroup }
	HierarchyGroupDeleted      struct{ ID HierarchyGroupID }
	QuickConnectSaved          struct{ QuickConnect QuickConnect }
	QuickConnectDeleted        struct{ ID QuickConnectID }
	ContactFlowSaved           struct{ Flow ContactFlow }
	ContactFlowDeleted         struct{ ID ContactFlowID }
	ContactFlowModuleSaved     struct{ Module ContactFlowModule }
	ContactFlowModuleDeleted   struct{ ID ContactFlowModuleID }

	AnalyticsDataAssociationSaved   struct{ Association AnalyticsDataAssociation }
	AnalyticsDataAssociationDeleted struct{ DataSetID, TargetAccountID string }
)

// Events of a contact on its way to an agent.
type (
	// ContactStarted brings a contact into being, InFlow, Scheduled or, made by
	// an agent, Dialling.
	ContactStarted struct {
		At      Time
		Contact *Contact
	}
	// ContactActivated runs a flow: the time of a scheduled task has come, the
	// customer whom the house has called answers, or a task that had left its
	// queue is resumed with a flow of its own.
	ContactActivated struct {
		At        Time
		ContactID ContactID
		FlowID    ContactFlowID `json:",omitzero"` // "" for the contact's own
	}
	// ContactUpdated changes what is known of a contact: of one that is here
	// or, if it is Recorded, of one that has left and has a record.
	ContactUpdated struct {
		At        Time
		ContactID ContactID
		Update    ContactUpdate
		Recorded  bool `json:",omitzero"`
	}
	// ContactRescheduled moves the time of a scheduled task and with it the end
	// of its life.
	ContactRescheduled struct {
		At                 Time
		ContactID          ContactID
		ScheduledTimestamp Time
		ExpiryTimestamp    Time
	}
	ContactTargetSet struct {
		At        Time
		ContactID ContactID
		QueueID   QueueID
	}
	// ContactRoutingChanged sets priority and age adjustment.
	ContactRoutingChanged struct {
		At                         Time
		ContactID                  ContactID
		QueuePriority              int64
		QueueTimeAdjustmentSeconds int64 `json:",omitzero"`
	}
	// CriteriaSet replaces the criteria, with nil or none but an Index removes
	// them. On a waiting contact the first step is active.
	CriteriaSet struct {
		At        Time
		ContactID ContactID
		Criteria  *RoutingCriteria `json:",omitzero"`
	}
	// ContactQueued puts the contact into a queue and starts its first step.
	ContactQueued struct {
		At        Time
		ContactID ContactID
		QueueID   QueueID
		Sequence  int64 `json:",omitzero"`
	}
	// ContactTransferred names the segment that follows a contact, which has
	// started before. The contact itself then ends, unless the segment is a
	// callback.
	ContactTransferred struct {
		At            Time
		ContactID     ContactID
		NextContactID ContactID
	}
	// CriteriaStepExpired ends the active step; the next one, if any, becomes active
	// at the moment the old one ran out.
	CriteriaStepExpired struct {
		At        Time
		ContactID ContactID
		Step      int // index of the step that expired
	}
	// ContactOffered rings a contact at an agent.
	ContactOffered struct {
		At        Time
		ContactID ContactID
		UserID    UserID
		Expires   Time // when the ringing ends; 0 with auto-accept
		Step      int  `json:",omitzero"` // 1-based criteria step, 0 for none
		Reason    OfferReason
		Kind      OfferKind `json:",omitzero"`
	}
	// OfferMissed ends a ringing that was not answered.
	OfferMissed struct {
		At        Time
		ContactID ContactID
		UserID    UserID
	}
	// OfferRejected ends a ringing that the agent declined. State is Rejected,
	// or Missed for voice (rule 3.6.2).
	OfferRejected struct {
		At        Time
		ContactID ContactID
		UserID    UserID
		State     AgentContactState
	}
)

// OfferKind says who chose the agent of an offer. The router does; where somebody
// else did, there is no OfferReason and the agent may get one contact above the
// limit.
type OfferKind string

// The kinds of offer.
const (
	RoutedOffer    OfferKind = ""
	AssignedOffer  OfferKind = "ASSIGNED"  // AssociateContactWithUser
	InterruptOffer OfferKind = "INTERRUPT" // InterruptAgent
)

// OfferReason says why this contact and why this agent: the ranking key that
// told each from the next best, empty if there was no other.
type OfferReason struct {
	Contact ContactKey `json:",omitzero"`
	Agent   AgentKey   `json:",omitzero"`
}

// ContactKey is a key by which the contacts an agent could take are ranked
// (section 1.3).
type ContactKey string

// The ranking keys of contacts, in their order.
const (
	ByAgentQueue      ContactKey = "AGENT_QUEUE"
	ByProfilePriority ContactKey = "PROFILE_PRIORITY"
	ByQueuePriority   ContactKey = "QUEUE_PRIORITY"
	ByAge             ContactKey = "AGE"
	ByEnqueueTime     ContactKey = "ENQUEUE_TIME"
	ByInitiation      ContactKey = "INITIATION_TIME"
	ByArrival         ContactKey = "ARRIVAL"    // in the same instant
	ByContactID       ContactKey = "CONTACT_ID" // of contacts of before arrivals were numbered
)

// AgentKey is a key by which the agents who could take a contact are ranked
// (section 1.1).
type AgentKey string

// The ranking keys of agents, in their order.
const (
	ByFewestContacts AgentKey = "FEWEST_CONTACTS"
	ByLongestIdle    AgentKey = "LONGEST_IDLE"
	ByIdleFirst      AgentKey = "ARRIVAL"  // idle since the same instant
	ByAgentID        AgentKey = "AGENT_ID" // of agents who are idle since before arrivals were numbered
)

// Events of a contact at an agent and of its end.
type (
	// ContactAccepted takes a callback out of its queue to an agent, for whom
	// the customer is then dialled.
	ContactAccepted struct {
		At        Time
		ContactID ContactID
		UserID    UserID
		Sequence  int64 `json:",omitzero"`
	}
	// ContactDialled rings at the far end of a callback or of an outbound
	// contact, which the agent has from then on.
	ContactDialled struct {
		At        Time
		ContactID ContactID
		UserID    UserID
		Sequence  int64 `json:",omitzero"`
	}
	// CallbackPostponed puts a callback back until a later time: nobody has
	// answered to the agent UserID, or without UserID the queue was full.
	CallbackPostponed struct {
		At        Time
		ContactID ContactID
		UserID    UserID `json:",omitzero"`
		Until     Time
	}
	ContactConnected struct {
		At        Time
		ContactID ContactID
		UserID    UserID
		Sequence  int64 `json:",omitzero"`
	}
	ContactHeld struct {
		At        Time
		ContactID ContactID
		UserID    UserID
	}
	ContactUnheld struct {
		At        Time
		ContactID ContactID
		UserID    UserID
	}
	// ParticipantMuted mutes an agent on a call, or takes that back.
	ParticipantMuted struct {
		At        Time
		ContactID ContactID
		UserID    UserID
		Muted     bool
	}
	// ContactPaused pauses a task; one that waits leaves its queue (rule
	// 3.7.2).
	ContactPaused struct {
		At        Time
		ContactID ContactID
	}
	ContactResumed struct {
		At        Time
		ContactID ContactID
	}
	// FactsRecorded merges facts into the contact by name.
	FactsRecorded struct {
		At        Time
		ContactID ContactID
		Facts     map[string]json.RawMessage
	}
	// ContactDisconnected ends the contact for the customer. If an agent had
	// it, after contact work begins and ends at WorkExpires, 0 for never. If
	// it was ringing, the offer counts as rejected (rule 3.3.5).
	ContactDisconnected struct {
		At          Time
		ContactID   ContactID
		Reason      string
		WorkExpires Time  `json:",omitzero"`
		Sequence    int64 `json:",omitzero"` // only with WorkExpires
	}
	// AgentContactCleared frees the slot a contact held at an agent.
	AgentContactCleared struct {
		At        Time
		ContactID ContactID
		UserID    UserID
		Sequence  int64 `json:",omitzero"`
	}
	// ContactCompleted closes the contact and carries its whole record, with
	// which it leaves the engine.
	ContactCompleted struct {
		At      Time
		Contact *Contact
	}
)

// Events of the flows of a contact.
type (
	// FlowRunMoved says where a flow of the contact stands from now on, and until
	// when. A flow that waits for nothing leaves no event of its own.
	FlowRunMoved struct {
		At        Time
		ContactID ContactID
		Run       FlowRun
	}
	// FlowRunEnded ends a flow that has waited.
	FlowRunEnded struct {
		At        Time
		ContactID ContactID
		Hook      FlowHook `json:",omitzero"`
	}
	// EventHooksSet names all flows that run for the contact by their hooks.
	EventHooksSet struct {
		At        Time
		ContactID ContactID
		Hooks     map[FlowHook]ContactFlowID
	}
)

// Events of an agent's status.
type (
	AgentStatusChanged struct {
		At       Time
		UserID   UserID
		StatusID AgentStatusID
		Sequence int64 `json:",omitzero"`
	}
	// NextStatusSet queues a status, or with "" cancels it.
	NextStatusSet struct {
		At       Time
		UserID   UserID
		StatusID AgentStatusID `json:",omitzero"`
	}
)

// TimeSetBack gives the instance an earlier time, because it had followed a clock
// that was ahead. What goes on keeps its distance to it.
type TimeSetBack struct {
	At           Time  // the time from now on
	Milliseconds int64 // by how much it is earlier than before
}

func (*InstanceSaved) event()                   {}
func (*QueueSaved) event()                      {}
func (*QueueDeleted) event()                    {}
func (*HoursOfOperationSaved) event()           {}
func (*HoursOfOperationDeleted) event()         {}
func (*RoutingProfileSaved) event()             {}
func (*RoutingProfileDeleted) event()           {}
func (*UserSaved) event()                       {}
func (*UserDeleted) event()                     {}
func (*AgentStatusSaved) event()                {}
func (*SecurityProfileSaved) event()            {}
func (*SecurityProfileDeleted) event()          {}
func (*PredefinedAttributeSaved) event()        {}
func (*PredefinedAttributeDeleted) event()      {}
func (*HierarchyStructureSaved) event()         {}
func (*HierarchyGroupSaved) event()             {}
func (*HierarchyGroupDeleted) event()           {}
func (*QuickConnectSaved) event()               {}
func (*QuickConnectDeleted) event()             {}
func (*ContactFlowSaved) event()                {}
func (*ContactFlowDeleted) event()              {}
func (*ContactFlowModuleSaved) event()          {}
func (*ContactFlowModuleDeleted) event()        {}
func (*AnalyticsDataAssociationSaved) event()   {}
func (*AnalyticsDataAssociationDeleted) event() {}
func (*ContactStarted) event()                  {}
func (*ContactActivated) event()                {}
func (*ContactUpdated) event()                  {}
func (*ContactRescheduled) event()              {}
func (*ContactTargetSet) event()                {}
func (*ContactRoutingChanged) event()           {}
func (*CriteriaSet) event()                     {}
func (*ContactQueued) event()                   {}
func (*ContactTransferred) event()              {}
func (*CriteriaStepExpired) event()             {}
func (*ContactOffered) event()                  {}
func (*OfferMissed) event()                     {}
func (*OfferRejected) event()                   {}
func (*ContactAccepted) event()                 {}
func (*ContactDialled) event()                  {}
func (*CallbackPostponed) event()               {}
func (*ContactConnected) event()                {}
func (*ContactHeld) event()                     {}
func (*ContactUnheld) event()                   {}
func (*ParticipantMuted) event()                {}
func (*ContactPaused) event()                   {}
func (*ContactResumed) event()                  {}
func (*FactsRecorded) event()                   {}
func (*ContactDisconnected) event()             {}
func (*AgentContactCleared) event()             {}
func (*ContactCompleted) event()                {}
func (*FlowRunMoved) event()                    {}
func (*FlowRunEnded) event()                    {}
func (*EventHooksSet) event()                   {}
func (*AgentStatusChanged) event()              {}
func (*NextStatusSet) event()                   {}
func (*TimeSetBack) event()                     {}
