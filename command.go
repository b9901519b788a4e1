package strowger

import "encoding/json"

// Command asks an instance to change. Commands are values, and what they point to is
// not changed; whoever sends one has already chosen the identifiers of what it
// creates.
type Command interface{ command() }

// Commands on the instance.
type (
	// CreateInstance fills an empty instance with what a new one comes with.
	CreateInstance struct {
		Instance             Instance
		HoursOfOperations    []HoursOfOperation
		Queues               []Queue
		RoutingProfiles      []RoutingProfile
		AgentStatuses        []AgentStatus
		SecurityProfiles     []SecurityProfile
		PredefinedAttributes []PredefinedAttribute
		ContactFlows         []ContactFlow
	}
	// UpdateRoutingOptions replaces the routing options of the instance.
	UpdateRoutingOptions struct{ Options RoutingOptions }
	// UpdateTags sets and removes tags of a resource; others stay.
	UpdateTags struct {
		Resource Resource
		Set      Tags
		Remove   []string
	}
	// UpdateInstanceAttribute turns a feature of the instance on or off.
	UpdateInstanceAttribute struct {
		Attribute InstanceAttribute
		On        bool
	}
	// AssociateAnalyticsDataSets shares data sets. Those that are shared with the
	// account already stay as they are, and have no event.
	AssociateAnalyticsDataSets struct{ Associations []AnalyticsDataAssociation }
	// DisassociateAnalyticsDataSets ends the sharing of data sets with an account.
	// Those that are not shared with it have no event.
	DisassociateAnalyticsDataSets struct {
		DataSetIDs      []string
		TargetAccountID string
	}
	// DeleteInstance ends the instance and everything in it.
	DeleteInstance struct{}
)

// Commands on queues and hours of operation. A nil member of an Update command
// is left as it is.
type (
	CreateQueue struct{ Queue Queue }
	UpdateQueue struct {
		ID                 QueueID
		Name               *string
		Description        *string
		Status             *QueueStatus
		HoursOfOperationID *HoursOfOperationID
	}
	// UpdateQueueMaxContacts sets the limit, or removes it with nil.
	UpdateQueueMaxContacts struct {
		ID          QueueID
		MaxContacts *int
	}
	// UpdateQueueOutboundCaller replaces what the far end sees.
	UpdateQueueOutboundCaller struct {
		ID     QueueID
		Caller OutboundCaller
	}
	// AssociateQueueQuickConnects adds quick connects; one that is there already
	// stays.
	AssociateQueueQuickConnects struct {
		ID            QueueID
		QuickConnects []QuickConnectID
	}
	// DisassociateQueueQuickConnects removes quick connects; one that is not
	// there is ignored.
	DisassociateQueueQuickConnects struct {
		ID            QueueID
		QuickConnects []QuickConnectID
	}
	DeleteQueue struct{ ID QueueID }

	CreateHoursOfOperation struct{ Hours HoursOfOperation }
	UpdateHoursOfOperation struct {
		ID          HoursOfOperationID
		Name        *string
		Description *string
		TimeZone    *string
		Config      *[]OpenHours
	}
	DeleteHoursOfOperation struct{ ID HoursOfOperationID }

	CreateHoursOfOperationOverride struct {
		HoursID  HoursOfOperationID
		Override HoursOfOperationOverride
	}
	// UpdateHoursOfOperationOverride removes the recurrence when the override
	// becomes a STANDARD one.
	UpdateHoursOfOperationOverride struct {
		HoursID       HoursOfOperationID
		ID            HoursOfOperationOverrideID
		Name          *string
		Description   *string
		Type          *string
		Config        *[]OpenHours
		EffectiveFrom *Date
		EffectiveTill *Date
		Recurrence    *Recurrence
	}
	DeleteHoursOfOperationOverride struct {
		HoursID HoursOfOperationID
		ID      HoursOfOperationOverrideID
	}
)

// Commands on routing profiles.
type (
	CreateRoutingProfile struct{ RoutingProfile RoutingProfile }
	UpdateRoutingProfile struct {
		ID                     RoutingProfileID
		Name                   *string
		Description            *string
		DefaultOutboundQueueID *QueueID
		AgentAvailabilityTimer *AgentAvailabilityTimer
		MediaConcurrencies     []MediaConcurrency // replaces the whole list
	}
	// AssociateRoutingProfileQueues adds rows; a row that is there already is
	// replaced.
	AssociateRoutingProfileQueues struct {
		ID     RoutingProfileID
		Queues []RoutingProfileQueue
		Manual []QueueReference
	}
	DisassociateRoutingProfileQueues struct {
		ID     RoutingProfileID
		Queues []QueueReference
		Manual []QueueReference
	}
	// UpdateRoutingProfileQueues changes priority and delay of rows that are
	// there already.
	UpdateRoutingProfileQueues struct {
		ID     RoutingProfileID
		Queues []RoutingProfileQueue
	}
	DeleteRoutingProfile struct{ ID RoutingProfileID }
)

// Commands on users, agent statuses and predefined attributes.
type (
	// CreateUser also makes the agent queue of the user.
	CreateUser struct{ User User }
	UpdateUser struct {
		ID               UserID
		Identity         *Identity
		PasswordHash     *string // bcrypt
		RoutingProfileID *RoutingProfileID
		// HierarchyGroupID moves the user; "" takes it out of its group.
		HierarchyGroupID *HierarchyGroupID
		// SecurityProfileIDs replaces the whole list.
		SecurityProfileIDs *[]SecurityProfileID
		// PhoneConfig replaces the settings of all channels.
		PhoneConfig *PhoneConfig
		// Config adds to or replaces the settings of single channels.
		Config *UserConfig
		// CallNumber is that of the desk phone at which calls reach the user from
		// now on. It is kept where the user's settings are.
		CallNumber *string
		Language   *string
	}
	// UserConfig holds settings of single channels.
	UserConfig struct {
		AutoAccept            []AutoAcceptConfig
		AfterContactWork      []AfterContactWorkConfig
		PhoneNumbers          []PhoneNumberConfig
		PersistentConnections []PersistentConnectionConfig
		VoiceEnhancements     []VoiceEnhancementConfig
	}
	DeleteUser struct{ ID UserID }

	// AssociateUserProficiencies adds proficiencies.
	AssociateUserProficiencies struct {
		ID            UserID
		Proficiencies []Proficiency
	}
	// UpdateUserProficiencies changes the level of proficiencies the user has.
	UpdateUserProficiencies struct {
		ID            UserID
		Proficiencies []Proficiency
	}
	// DisassociateUserProficiencies removes proficiencies; the level is not
	// looked at.
	DisassociateUserProficiencies struct {
		ID            UserID
		Proficiencies []Proficiency
	}

	CreateAgentStatus struct{ Status AgentStatus }
	UpdateAgentStatus struct {
		ID                AgentStatusID
		Name              *string
		Description       *string
		State             *string
		DisplayOrder      *int
		ResetDisplayOrder bool
	}

	CreatePredefinedAttribute struct{ Attribute PredefinedAttribute }
	UpdatePredefinedAttribute struct {
		Name          string
		Values        *[]string
		Purposes      *[]string
		EnforceValues *bool
	}
	DeletePredefinedAttribute struct{ Name string }
)

// Commands on security profiles.
type (
	CreateSecurityProfile struct{ SecurityProfile SecurityProfile }
	// UpdateSecurityProfile replaces lists as a whole.
	UpdateSecurityProfile struct {
		ID                           SecurityProfileID
		Description                  *string
		Permissions                  *[]string
		AllowedAccessControlTags     *Tags
		TagRestrictedResources       *[]string
		AllowedHierarchyGroupID      *HierarchyGroupID // "" removes it
		HierarchyRestrictedResources *[]string
		Applications                 *[]Application
		AllowedFlowModules           *[]AllowedFlowModule
		DataTableAccess              *[]DataTableAccessValue
	}
	DeleteSecurityProfile struct{ ID SecurityProfileID }
)

// Commands on the user hierarchy.
type (
	// UpdateHierarchyStructure names the levels from the top. Those beyond the
	// list are removed.
	UpdateHierarchyStructure struct{ Levels []string }
	// CreateHierarchyGroup makes a group, on the level below that of its parent.
	CreateHierarchyGroup struct{ Group HierarchyGroup }
	UpdateHierarchyGroup struct {
		ID   HierarchyGroupID
		Name *string
	}
	DeleteHierarchyGroup struct{ ID HierarchyGroupID }
)

// Commands on quick connects.
type (
	CreateQuickConnect struct{ QuickConnect QuickConnect }
	UpdateQuickConnect struct {
		ID          QuickConnectID
		Name        *string
		Description *string
		Destination *QuickConnectDestination
	}
	// DeleteQuickConnect also takes the quick connect from all queues.
	DeleteQuickConnect struct{ ID QuickConnectID }
)

// Commands on contact flows and their modules. Content has been checked by package flow before.
type (
	CreateContactFlow struct{ Flow ContactFlow }
	UpdateContactFlow struct {
		ID          ContactFlowID
		Name        *string
		Description *string
		State       *string
		Content     *ContentChange
	}
	DeleteContactFlow struct{ ID ContactFlowID }

	// CreateContactFlowModule does nothing if the same request has made a
	// module with the same client token.
	CreateContactFlowModule struct{ Module ContactFlowModule }
	UpdateContactFlowModule struct {
		ID          ContactFlowModuleID
		Name        *string
		Description *string
		State       *string
		Settings    *string
		Content     *ContentChange
	}
	DeleteContactFlowModule struct{ ID ContactFlowModuleID }
)

// Commands on contacts.
type (
	// StartContact brings a contact into being. The members that say where it
	// comes from are set by the caller; the rest is filled in on a copy, which
	// the event carries. A ClientToken that was used before makes the command do
	// nothing.
	StartContact struct{ Contact *Contact }

	// CreateContact makes a contact that runs no flow: one that waits for a
	// transfer, one that the agent UserID has at once, one that has ended
	// already, or a record of what goes on elsewhere.
	CreateContact struct {
		Contact   *Contact
		UserID    UserID // "" for nobody
		Completed bool   // a task that has ended
	}
	// UpdateContact changes what is known of a contact. The engine forgets a
	// contact that is completed: Recorded says that the caller has seen its
	// record, which is then changed.
	UpdateContact struct {
		ContactID ContactID
		Update    ContactUpdate
		Recorded  bool
	}
	// UpdateContactAttributes merges attributes into a contact and into those
	// of its chain that are in the instance. For a contact that is completed
	// the caller gives the first of its chain.
	UpdateContactAttributes struct {
		ContactID        ContactID
		Attributes       map[string]string
		InitialContactID ContactID // "" unless the contact is completed
	}
	// UpdateContactSchedule moves the time of a scheduled task.
	UpdateContactSchedule struct {
		ContactID     ContactID
		ScheduledTime Time
	}

	// SetTargetQueue says which queue the contact shall go to next (flow
	// action UpdateContactTargetQueue).
	SetTargetQueue struct {
		ContactID ContactID
		QueueID   QueueID
	}
	// UpdateRoutingData changes priority or age and routing criteria of a
	// contact, before or while it is queued (rule 7.1).
	UpdateRoutingData struct {
		ContactID                  ContactID
		QueuePriority              *int64
		QueueTimeAdjustmentSeconds *int64
		Criteria                   *RoutingCriteria // no steps: removes the criteria (U34)
	}
	// EnqueueContact puts the contact into its target queue (flow action
	// TransferContactToQueue).
	EnqueueContact struct{ ContactID ContactID }
	// TransferContact moves a contact to a queue as a new segment, whose
	// identifier the caller gives, and ends the old one. UserID is the agent
	// who transfers it by quick connect; then it ranks by its original time of
	// arrival. Without UserID it is a transfer by flow or API, which may also
	// take a contact out of its queue, and ranks by the new time (rule 1.4).
	//
	// With FlowID the new segment first runs that flow, whose target queue is
	// QueueID if that is given; without, it is queued at once.
	TransferContact struct {
		ContactID    ContactID
		NewContactID ContactID
		UserID       UserID        // "" for a transfer by flow or API
		QueueID      QueueID       // of an agent: the agent's own queue
		FlowID       ContactFlowID // "" to queue at once
		ClientToken  string        // one used before makes the command do nothing
		RequestHash  string        // of the request with ClientToken
	}
	// CreateCallback makes an agent-first callback for the customer of a contact,
	// which goes on by itself (rule 5.10). The callback waits for its delay and
	// then in the queue; with FlowID it runs that flow at once, which queues it.
	// It ranks by the time at which the call began (rule 1.4.3).
	CreateCallback struct {
		ContactID    ContactID // of the customer
		NewContactID ContactID
		QueueID      QueueID
		FlowID       ContactFlowID // "" for a delay
		DelaySeconds int64         // 0 … 259200
		Plan         CallbackPlan
	}
	// DialContact dials the customer of a callback that an agent has accepted.
	DialContact struct{ ContactID ContactID }
	// AnswerContact says that the far end of an outbound contact or a callback
	// has answered. A call that the house has made then runs its flow.
	AnswerContact struct{ ContactID ContactID }
	// EndDial says that nobody has answered. A callback is tried again while it
	// has attempts left; an outbound contact ends with the Reason, if given.
	EndDial struct {
		ContactID ContactID
		Reason    string
	}
	// DisconnectContact ends the contact for the customer, after recording
	// facts that came with the end.
	DisconnectContact struct {
		ContactID ContactID
		Reason    string
		Facts     map[string]json.RawMessage
	}
	// RecordFacts keeps what the media side reports of a contact. Facts are
	// merged by name.
	RecordFacts struct {
		ContactID ContactID
		Facts     map[string]json.RawMessage
	}
)

// Commands of an agent.
type (
	// PutAgentStatus chooses a status. For an agent who handles contacts it
	// becomes the next status (rules 3.2.1 to 3.2.4).
	PutAgentStatus struct {
		UserID   UserID
		StatusID AgentStatusID
	}
	// StartOutboundContact lets an agent call somebody or begin an email, in any
	// status (rules 1.2.2, 2.1.2, 3.1.3). An email is connected at once. The rest
	// of Contact is filled in on a copy, as with StartContact.
	StartOutboundContact struct {
		UserID  UserID
		Contact *Contact // ID, Channel VOICE or EMAIL, InitiationMethod, endpoints
	}
	AcceptContact struct {
		UserID    UserID
		ContactID ContactID
	}
	RejectContact struct {
		UserID    UserID
		ContactID ContactID
	}
	HoldContact struct {
		UserID    UserID
		ContactID ContactID
	}
	UnholdContact struct {
		UserID    UserID
		ContactID ContactID
	}
	// MuteParticipant mutes an agent on a call, or takes that back. Who is so
	// already stays so.
	MuteParticipant struct {
		UserID    UserID
		ContactID ContactID
		Muted     bool
	}
	// LeaveContact ends a contact from the agent's side.
	LeaveContact struct {
		UserID    UserID
		ContactID ContactID
	}
	// ClearContact ends after contact work or dismisses an unanswered contact.
	ClearContact struct {
		UserID    UserID
		ContactID ContactID
	}
	// AssociateContactWithUser rings a queued chat, task, email or agent-first
	// callback at a user whatever the status of the user, up to one contact
	// above the limit (rule 7.9). An agent who picks a contact from a manual
	// assignment queue sends it too (rule 5.9).
	AssociateContactWithUser struct {
		ContactID ContactID
		UserID    UserID
	}
	// InterruptAgent rings a queued contact at an agent who may be busy, up to
	// one contact above the limit (rule 3.5b, flow action RouteContactToAgent).
	InterruptAgent struct {
		ContactID ContactID
		UserID    UserID
	}
	// PauseContact pauses a task, at an agent or in a queue (rule 3.7).
	PauseContact struct{ ContactID ContactID }
	// ResumeContact resumes a paused task. One that had left its queue runs
	// the flow, if given, which may queue it again (rule 3.7.2).
	ResumeContact struct {
		ContactID ContactID
		FlowID    ContactFlowID
	}
)

// Tick does nothing by itself; what is due at its time happens after it.
type Tick struct{}

func (CreateInstance) command()                   {}
func (UpdateRoutingOptions) command()             {}
func (UpdateTags) command()                       {}
func (UpdateInstanceAttribute) command()          {}
func (AssociateAnalyticsDataSets) command()       {}
func (DisassociateAnalyticsDataSets) command()    {}
func (DeleteInstance) command()                   {}
func (CreateQueue) command()                      {}
func (UpdateQueue) command()                      {}
func (UpdateQueueMaxContacts) command()           {}
func (UpdateQueueOutboundCaller) command()        {}
func (AssociateQueueQuickConnects) command()      {}
func (DisassociateQueueQuickConnects) command()   {}
func (DeleteQueue) command()                      {}
func (CreateHoursOfOperation) command()           {}
func (UpdateHoursOfOperation) command()           {}
func (DeleteHoursOfOperation) command()           {}
func (CreateHoursOfOperationOverride) command()   {}
func (UpdateHoursOfOperationOverride) command()   {}
func (DeleteHoursOfOperationOverride) command()   {}
func (CreateRoutingProfile) command()             {}
func (UpdateRoutingProfile) command()             {}
func (AssociateRoutingProfileQueues) command()    {}
func (DisassociateRoutingProfileQueues) command() {}
func (UpdateRoutingProfileQueues) command()       {}
func (DeleteRoutingProfile) command()             {}
func (CreateUser) command()                       {}
func (UpdateUser) command()                       {}
func (DeleteUser) command()                       {}
func (AssociateUserProficiencies) command()       {}
func (UpdateUserProficiencies) command()          {}
func (DisassociateUserProficiencies) command()    {}
func (CreateAgentStatus) command()                {}
func (UpdateAgentStatus) command()                {}
func (CreatePredefinedAttribute) command()        {}
func (UpdatePredefinedAttribute) command()        {}
func (DeletePredefinedAttribute) command()        {}
func (CreateSecurityProfile) command()            {}
func (UpdateSecurityProfile) command()            {}
func (DeleteSecurityProfile) command()            {}
func (UpdateHierarchyStructure) command()         {}
func (CreateHierarchyGroup) command()             {}
func (UpdateHierarchyGroup) command()             {}
func (DeleteHierarchyGroup) command()             {}
func (CreateQuickConnect) command()               {}
func (UpdateQuickConnect) command()               {}
func (DeleteQuickConnect) command()               {}
func (CreateContactFlow) command()                {}
func (UpdateContactFlow) command()                {}
func (DeleteContactFlow) command()                {}
func (CreateContactFlowModule) command()          {}
func (UpdateContactFlowModule) command()          {}
func (DeleteContactFlowModule) command()          {}
func (StartContact) command()                     {}
func (CreateContact) command()                    {}
func (UpdateContact) command()                    {}
func (UpdateContactAttributes) command()          {}
func (UpdateContactSchedule) command()            {}
func (SetTargetQueue) command()                   {}
func (UpdateRoutingData) command()                {}
func (EnqueueContact) command()                   {}
func (TransferContact) command()                  {}
func (CreateCallback) command()                   {}
func (DialContact) command()                      {}
func (AnswerContact) command()                    {}
func (EndDial) command()                          {}
func (DisconnectContact) command()                {}
func (RecordFacts) command()                      {}
func (PutAgentStatus) command()                   {}
func (StartOutboundContact) command()             {}
func (AcceptContact) command()                    {}
func (RejectContact) command()                    {}
func (HoldContact) command()                      {}
func (UnholdContact) command()                    {}
func (MuteParticipant) command()                  {}
func (LeaveContact) command()                     {}
func (ClearContact) command()                     {}
func (AssociateContactWithUser) command()         {}
func (InterruptAgent) command()                   {}
func (PauseContact) command()                     {}
func (ResumeContact) command()                    {}
func (Tick) command()                             {}
