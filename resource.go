package strowger

// Resource names a noun of an instance, as its ARN does.
type Resource struct {
	Kind ResourceKind
	ID   string // "" for the instance itself
}

// ResourceKind is the word for the kind of a noun in its ARN.
type ResourceKind string

// The kinds of resource that have tags (Administrator Guide, "Add tags to
// resources in Amazon Connect").
const (
	InstanceResource         ResourceKind = "instance"
	QueueResource            ResourceKind = "queue"
	RoutingProfileResource   ResourceKind = "routing-profile"
	UserResource             ResourceKind = "agent"
	AgentStatusResource      ResourceKind = "agent-state"
	HoursOfOperationResource ResourceKind = "operating-hours"
	ContactFlowResource      ResourceKind = "contact-flow"
	FlowModuleResource       ResourceKind = "flow-module"
	SecurityProfileResource  ResourceKind = "security-profile"
	HierarchyGroupResource   ResourceKind = "agent-group"
	QuickConnectResource     ResourceKind = "transfer-destination"
)
