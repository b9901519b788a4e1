package routing

import (
	"github.com/strowger/strowger"
)

// Engine is the state of one instance and the decisions on it. It is not safe
// for concurrent use. The zero value is not usable; call New or Restore.
type Engine struct {
	// Quotas bound what Decide lets in; without them there are no bounds. They
	// are not part of the state: what has been decided stays.
	Quotas strowger.Quotas

	config
	live
	stock stock
	page  page
	draft decision // of Step, here so that it is not allocated each time
}

// New returns the engine of an instance in which nothing has happened.
func New() *Engine {
	e := &Engine{}
	e.config.init()
	e.live.init()
	return e
}

// Step decides a command at a time, applies its events and everything that
// follows from them by itself at that time, and returns all the events in
// order. A command that is refused changes nothing. Time must not go back.
func (e *Engine) Step(now strowger.Time, c strowger.Command) ([]strowger.Event, error) {
	d := &e.draft
	d.Engine, d.now, d.events = e, now, e.page.blank()
	if err := d.decide(c); err != nil {
		return nil, err
	}
	events := d.events
	for applied := 0; ; {
		e.number(events[applied:])
		for ; applied < len(events); applied++ {
			e.Apply(events[applied])
		}
		if events = e.settle(now, events); applied == len(events) {
			return e.page.keep(events), nil
		}
	}
}

// Instance returns the instance itself; its ID is empty before CreateInstance.
func (e *Engine) Instance() *strowger.Instance { return &e.instance }

// Queues holds standard and agent queues; only standard queues have names.
func (e *Engine) Queues() *Table[strowger.QueueID, strowger.Queue] { return e.queues }

// HoursOfOperations holds the hours of operation.
func (e *Engine) HoursOfOperations() *Table[strowger.HoursOfOperationID, strowger.HoursOfOperation] {
	return e.hours
}

// RoutingProfiles holds the routing profiles.
func (e *Engine) RoutingProfiles() *Table[strowger.RoutingProfileID, strowger.RoutingProfile] {
	return e.profiles
}

// Users holds the users; the name is the user name.
func (e *Engine) Users() *Table[strowger.UserID, strowger.User] { return e.users }

// UsersOf returns how many users have a routing profile.
func (e *Engine) UsersOf(id strowger.RoutingProfileID) int {
	if cr, ok := e.crews[id]; ok {
		return len(cr.members)
	}
	return 0
}

// AgentStatuses holds the agent statuses.
func (e *Engine) AgentStatuses() *Table[strowger.AgentStatusID, strowger.AgentStatus] {
	return e.statuses
}

// SecurityProfiles holds the security profiles.
func (e *Engine) SecurityProfiles() *Table[strowger.SecurityProfileID, strowger.SecurityProfile] {
	return e.securityProfiles
}

// PredefinedAttributes holds the predefined attributes by their names.
func (e *Engine) PredefinedAttributes() *Table[string, strowger.PredefinedAttribute] {
	return e.attributes
}

// HierarchyStructure names the levels of the user hierarchy.
func (e *Engine) HierarchyStructure() *strowger.HierarchyStructure { return &e.hierarchy }

// HierarchyGroups holds the groups of the user hierarchy. They cannot be looked
// up by name, which is unique within a parent only.
func (e *Engine) HierarchyGroups() *Table[strowger.HierarchyGroupID, strowger.HierarchyGroup] {
	return e.groups
}

// HierarchyPath returns a group and those it is part of, from the top; nothing
// for a group that does not exist.
func (e *Engine) HierarchyPath(id strowger.HierarchyGroupID) []*strowger.HierarchyGroup {
	g, ok := e.groups.Get(id)
	if !ok {
		return nil
	}
	return append(e.HierarchyPath(g.ParentID), g)
}

// QuickConnects holds the quick connects.
func (e *Engine) QuickConnects() *Table[strowger.QuickConnectID, strowger.QuickConnect] {
	return e.quickConnects
}

// ContactFlows holds the contact flows.
func (e *Engine) ContactFlows() *Table[strowger.ContactFlowID, strowger.ContactFlow] {
	return e.flows
}

// ContactFlowModules holds the contact flow modules.
func (e *Engine) ContactFlowModules() *Table[strowger.ContactFlowModuleID, strowger.ContactFlowModule] {
	return e.modules
}

// ContactFlowModule returns a contact flow module.
func (e *Engine) ContactFlowModule(id strowger.ContactFlowModuleID) (*strowger.ContactFlowModule, bool) {
	return e.modules.Get(id)
}

// ContactFlowModuleWithToken returns the module that was made with a client
// token, which "" is none.
func (e *Engine) ContactFlowModuleWithToken(token string) (*strowger.ContactFlowModule, bool) {
	for m := range e.modules.All() {
		if token != "" && m.ClientToken == token {
			return m, true
		}
	}
	return nil, false
}

// AnalyticsDataAssociations holds what analytics data sets are shared with whom.
func (e *Engine) AnalyticsDataAssociations() *Table[strowger.AnalyticsDataAssociationID, strowger.AnalyticsDataAssociation] {
	return e.analytics
}

// Contact returns a contact that is in the instance now. Callers must not change
// it, and keep a Copy at most: the engine writes on it, and when it has left, the
// next contact in its place. Completed contacts are not here any more.
func (e *Engine) Contact(id strowger.ContactID) (*strowger.Contact, bool) {
	c, ok := e.contacts[id]
	if !ok {
		return nil, false
	}
	return &c.Contact, true
}

// ContactWithToken returns the contact that a client token has started in the
// last seven days. The contact may be completed.
func (e *Engine) ContactWithToken(token string) (strowger.ContactID, bool) {
	k, ok := e.tokens.byToken[token]
	return k.ContactID, ok
}

// Agent returns what a user is doing now. Callers must not change it, nor keep it,
// for the engine writes on it.
func (e *Engine) Agent(id strowger.UserID) (*strowger.Agent, bool) {
	a, ok := e.agents[id]
	if !ok {
		return nil, false
	}
	return &a.Agent, true
}

// AgentVersion rises whenever something changes that the agent can see: its
// status, its contacts, its configuration. It is not kept in snapshots.
func (e *Engine) AgentVersion(id strowger.UserID) uint64 {
	if a, ok := e.agents[id]; ok {
		return a.version
	}
	return 0
}

// ContactFlow returns a contact flow.
func (e *Engine) ContactFlow(id strowger.ContactFlowID) (*strowger.ContactFlow, bool) {
	return e.flows.Get(id)
}
