package strowger

import "strings"

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

// What has an ARN and no tags here.
const (
	ContactResource      ResourceKind = "contact"
	EmailAddressResource ResourceKind = "email-address" // kept as given
	PhoneNumberResource  ResourceKind = "phone-number"  // kept as given; of the account, not of an instance
)

// agentQueue is the word for a queue in the ARN of an agent's own one, which ends
// in queue/agent and the identifier of the agent.
const agentQueue ResourceKind = "queue/agent"

// ARN is the Amazon Resource Name of an instance, or of a resource of one.
type ARN struct {
	Partition string
	Region    string
	Account   string
	Instance  InstanceID // "" for a phone number
	Resource  Resource
}

// ParseARN takes the ARN of an instance or of a resource of one apart. It is false
// for any other text.
func ParseARN(text string) (arn ARN, ok bool) {
	parts := strings.SplitN(text, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[2] != "connect" {
		return ARN{}, false
	}
	arn = ARN{Partition: parts[1], Region: parts[3], Account: parts[4]}
	path, inInstance := strings.CutPrefix(parts[5], "instance/")
	if inInstance {
		instance, resource, more := strings.Cut(path, "/")
		if instance == "" {
			return ARN{}, false
		}
		arn.Instance, path = InstanceID(instance), resource
		if !more {
			arn.Resource.Kind = InstanceResource
			return arn, true
		}
	}
	i := strings.LastIndexByte(path, '/')
	if i <= 0 || i == len(path)-1 {
		return ARN{}, false
	}
	arn.Resource = Resource{Kind: ResourceKind(path[:i]), ID: path[i+1:]}
	if arn.Resource.Kind == InstanceResource || inInstance == (arn.Resource.Kind == PhoneNumberResource) {
		return ARN{}, false
	}
	return arn, true
}

// IsOf reports whether the ARN is that of a resource of a kind.
func (a ARN) IsOf(kind ResourceKind) bool {
	return a.Resource.Kind == kind || a.Resource.Kind == agentQueue && kind == QueueResource
}
