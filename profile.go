package strowger

// RoutingProfile says which queues and channels an agent serves, in which
// order, and how many contacts of each channel at once.
type RoutingProfile struct {
	ID                     RoutingProfileID
	Name                   string
	Description            string
	DefaultOutboundQueueID QueueID
	Queues                 []RoutingProfileQueue `json:",omitzero"`
	ManualAssignmentQueues []QueueReference      `json:",omitzero"`
	MediaConcurrencies     []MediaConcurrency    `json:",omitzero"`
	AgentAvailabilityTimer AgentAvailabilityTimer
	IsDefault              bool `json:",omitzero"` // made with the instance
	Tags                   Tags `json:",omitzero"`
	LastModified           Time
}

// QueueReference names the contacts of one channel in one queue.
type QueueReference struct {
	QueueID QueueID
	Channel Channel
}

// RoutingProfileQueue is one row of a routing profile.
type RoutingProfileQueue struct {
	QueueReference
	Priority     int // 1 (first) … 99 (last)
	DelaySeconds int // 0 … 9999; younger contacts are invisible (rule 1.3.3)
}

// MediaConcurrency says how many contacts of one channel an agent may hold.
type MediaConcurrency struct {
	Channel       Channel
	Concurrency   int // 0 when WorkloadTypes are given
	CrossChannel  CrossChannelBehavior
	WorkloadTypes []WorkloadTypeConcurrency `json:",omitzero"` // TASK and EMAIL only
}

// CrossChannelBehavior says whether an agent who holds a contact of this
// channel may be offered contacts of other channels (rule 2.2.1).
type CrossChannelBehavior string

// The cross-channel behaviours.
const (
	RouteCurrentChannelOnly CrossChannelBehavior = "ROUTE_CURRENT_CHANNEL_ONLY"
	RouteAnyChannel         CrossChannelBehavior = "ROUTE_ANY_CHANNEL"
)

// WorkloadTypeConcurrency limits the contacts of one workload type within a
// channel (rule 2.1.4).
type WorkloadTypeConcurrency struct {
	WorkloadType string
	Concurrency  int // 1 … 10
	Behavior     WorkloadBehavior
}

// WorkloadBehavior says what an agent who holds a contact of this workload type
// may still be offered.
type WorkloadBehavior string

// The behaviours of a workload type, from open to closed.
const (
	RouteAnyChannelAnyWorkload     WorkloadBehavior = "ROUTE_ANY_CHANNEL_ANY_WORKLOAD_TYPE"
	RouteCurrentChannelAnyWorkload WorkloadBehavior = "ROUTE_CURRENT_CHANNEL_ANY_WORKLOADTYPE_ONLY"
	RouteCurrentWorkloadOnly       WorkloadBehavior = "ROUTE_CURRENT_CHANNEL_CURRENT_WORKLOADTYPE_ONLY"
)

// AgentAvailabilityTimer chooses the clock that orders idle agents (rule 1.2.1).
type AgentAvailabilityTimer string

// The timers of a routing profile.
const (
	TimeSinceLastActivity AgentAvailabilityTimer = "TIME_SINCE_LAST_ACTIVITY"
	TimeSinceLastInbound  AgentAvailabilityTimer = "TIME_SINCE_LAST_INBOUND"
)

// Media returns the concurrency of a channel and whether the profile has it.
func (p *RoutingProfile) Media(c Channel) (MediaConcurrency, bool) {
	for _, m := range p.MediaConcurrencies {
		if m.Channel == c {
			return m, true
		}
	}
	return MediaConcurrency{}, false
}

// Workload returns the row of a workload type and whether there is one.
func (m *MediaConcurrency) Workload(name string) (WorkloadTypeConcurrency, bool) {
	for _, w := range m.WorkloadTypes {
		if w.WorkloadType == name {
			return w, true
		}
	}
	return WorkloadTypeConcurrency{}, false
}
