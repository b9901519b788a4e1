package strowger

import (
	"fmt"
	"strings"
)

// Quotas is how much of each thing there may be at most; 0 is without limit.
// They bound what may be created from now on and are no part of any state:
// lowering one takes nothing away.
type Quotas struct {
	Instances int // of the whole installation; all others are of one instance

	Users                     int
	Queues                    int // agent queues do not count
	RoutingProfiles           int
	RoutingProfileQueues      int // queue and channel pairs of one profile
	ManualAssignmentQueues    int // the same, for assignment by hand
	ContactFlows              int
	ContactFlowModules        int
	HoursOfOperations         int
	HoursOfOperationOverrides int // of one hours of operation, without those of its parents
	AgentStatuses             int
	QuickConnects             int
	HierarchyGroups           int
	SecurityProfiles          int
	PredefinedAttributes      int
	PredefinedAttributeValues int // values of one attribute
	Proficiencies             int // of one user

	// Contacts at the same time. A call counts from its flow to its end at the
	// agent, a callback while it is dialled and connected; all others count
	// from their creation to the end of after contact work (Administrator
	// Guide, "How contacts are counted").
	Calls  int
	Chats  int
	Tasks  int
	Emails int

	AgentQueueContacts int // that wait or ring in the queue of one agent
}

// DefaultQuotas returns the quotas that Amazon sets before it is asked for more
// (Administrator Guide, "Amazon Connect service quotas").
func DefaultQuotas() Quotas {
	return Quotas{
		Instances:                 2,
		Users:                     500,
		Queues:                    100,
		RoutingProfiles:           500,
		RoutingProfileQueues:      50,
		ManualAssignmentQueues:    50,
		ContactFlows:              100,
		ContactFlowModules:        200,
		HoursOfOperations:         100,
		HoursOfOperationOverrides: 50,
		AgentStatuses:             50,
		QuickConnects:             100,
		HierarchyGroups:           500,
		SecurityProfiles:          100,
		PredefinedAttributes:      150,
		PredefinedAttributeValues: 500,
		Proficiencies:             10,
		Calls:                     10,
		Chats:                     500,
		Tasks:                     2500,
		Emails:                    1000,
		AgentQueueContacts:        10,
	}
}

// quota is a quota by its name.
type quota struct {
	name string
	max  *int
}

// all lists the quotas by the names that people give them.
func (q *Quotas) all() []quota {
	return []quota{
		{"instances", &q.Instances},
		{"users", &q.Users},
		{"queues", &q.Queues},
		{"routing-profiles", &q.RoutingProfiles},
		{"routing-profile-queues", &q.RoutingProfileQueues},
		{"manual-assignment-queues", &q.ManualAssignmentQueues},
		{"contact-flows", &q.ContactFlows},
		{"contact-flow-modules", &q.ContactFlowModules},
		{"hours-of-operations", &q.HoursOfOperations},
		{"hours-of-operation-overrides", &q.HoursOfOperationOverrides},
		{"agent-statuses", &q.AgentStatuses},
		{"quick-connects", &q.QuickConnects},
		{"hierarchy-groups", &q.HierarchyGroups},
		{"security-profiles", &q.SecurityProfiles},
		{"predefined-attributes", &q.PredefinedAttributes},
		{"predefined-attribute-values", &q.PredefinedAttributeValues},
		{"proficiencies", &q.Proficiencies},
		{"calls", &q.Calls},
		{"chats", &q.Chats},
		{"tasks", &q.Tasks},
		{"emails", &q.Emails},
		{"agent-queue-contacts", &q.AgentQueueContacts},
	}
}

// Set changes the quota of a name such as "routing-profiles"; 0 lifts it.
func (q *Quotas) Set(name string, max int) error {
	if max < 0 {
		return fmt.Errorf("the quota of %s must not be negative, is %d", name, max)
	}
	for _, quota := range q.all() {
		if quota.name == name {
			*quota.max = max
			return nil
		}
	}
	return fmt.Errorf("there is no quota of %q", name)
}

// Names lists the names of the quotas.
func (q *Quotas) Names() []string {
	var names []string
	for _, quota := range q.all() {
		names = append(names, quota.name)
	}
	return names
}

// String lists the quotas as name=number, separated by commas.
func (q Quotas) String() string {
	var list []string
	for _, quota := range q.all() {
		list = append(list, fmt.Sprintf("%s=%d", quota.name, *quota.max))
	}
	return strings.Join(list, ",")
}

// Told says how large a quota is, a member of q, and how to change it.
func (q *Quotas) Told(quota *int) string {
	for _, named := range q.all() {
		if named.max == quota {
			return fmt.Sprintf("the quota is %d, which 'strowger serve --quota %s=NUMBER' changes", *quota, named.name)
		}
	}
	return fmt.Sprintf("the quota is %d", *quota)
}

// Contacts returns the quota of contacts of a channel at the same time.
func (q *Quotas) Contacts(c Channel) *int {
	return [...]*int{&q.Calls, &q.Chats, &q.Tasks, &q.Emails}[c.Index()]
}
