package routing

import (
	"crypto/sha256"
	"encoding/json"
	"maps"
	"slices"

	"github.com/strowger/strowger"
)

// Snapshot is the whole state of an engine: the nouns, without the indexes. Its
// lists are in the order of the identifiers. The engine never changes what it
// points to.
type Snapshot struct {
	Now                  strowger.Time
	Instance             strowger.Instance
	HoursOfOperations    []strowger.HoursOfOperation
	Queues               []strowger.Queue
	RoutingProfiles      []strowger.RoutingProfile
	Users                []strowger.User
	AgentStatuses        []strowger.AgentStatus
	SecurityProfiles     []strowger.SecurityProfile
	PredefinedAttributes []strowger.PredefinedAttribute
	HierarchyStructure   strowger.HierarchyStructure
	HierarchyGroups      []strowger.HierarchyGroup
	QuickConnects        []strowger.QuickConnect
	ContactFlows         []strowger.ContactFlow
	ContactFlowModules   []strowger.ContactFlowModule
	Agents               []strowger.Agent
	Contacts             []strowger.Contact
	Tokens               []Token
	Links                []Link
	Sequence             int64 `json:",omitzero"` // the latest in the order of arrival

	// Left out while it is empty, so that older snapshots have the same digest.
	AnalyticsDataAssociations []strowger.AnalyticsDataAssociation `json:",omitempty"`
}

// Snapshot returns the state of a settled engine.
func (e *Engine) Snapshot() *Snapshot {
	s := &Snapshot{
		Now:                  e.now,
		Instance:             e.instance,
		HoursOfOperations:    e.hours.values(),
		Queues:               e.queues.values(),
		RoutingProfiles:      e.profiles.values(),
		Users:                e.users.values(),
		AgentStatuses:        e.statuses.values(),
		SecurityProfiles:     e.securityProfiles.values(),
		PredefinedAttributes: e.attributes.values(),
		HierarchyStructure:   e.hierarchy,
		HierarchyGroups:      e.groups.values(),
		QuickConnects:        e.quickConnects.values(),
		ContactFlows:         e.flows.values(),
		ContactFlowModules:   e.modules.values(),
		Agents:               make([]strowger.Agent, 0, len(e.agents)),
		Contacts:             make([]strowger.Contact, 0, len(e.contacts)),
		Tokens:               append([]Token{}, e.tokens.queue...),
		Links:                append([]Link{}, e.links.queue...),
		Sequence:             e.sequence,

		AnalyticsDataAssociations: e.analytics.values(),
	}
	for _, id := range slices.Sorted(maps.Keys(e.agents)) {
		s.Agents = append(s.Agents, e.agents[id].Agent)
		ownContacts(&s.Agents[len(s.Agents)-1])
	}
	for c := range e.Contacts() {
		s.Contacts = append(s.Contacts, *c.Copy())
	}
	return s
}

// Restore returns an engine with the state of a snapshot.
func Restore(s *Snapshot) *Engine {
	e := New()
	e.now, e.sequence = s.Now, s.Sequence
	e.instance = s.Instance
	putAll(e.hours, s.HoursOfOperations)
	putAll(e.queues, s.Queues)
	putAll(e.statuses, s.AgentStatuses)
	putAll(e.securityProfiles, s.SecurityProfiles)
	putAll(e.attributes, s.PredefinedAttributes)
	e.hierarchy = s.HierarchyStructure
	putAll(e.groups, s.HierarchyGroups)
	putAll(e.quickConnects, s.QuickConnects)
	putAll(e.flows, s.ContactFlows)
	putAll(e.modules, s.ContactFlowModules)
	putAll(e.analytics, s.AnalyticsDataAssociations)
	for _, p := range s.RoutingProfiles {
		e.profileSaved(e.profiles.put(p))
	}
	for _, u := range s.Users {
		e.userSaved(e.users.put(u))
	}
	for _, a := range s.Agents {
		x := e.agents[a.UserID]
		x.Agent = a
		ownContacts(&x.Agent)
		e.freed(x)
	}
	for _, c := range s.Contacts {
		e.restoreContact(e.enter(&c))
	}
	e.restoreLines()
	for _, k := range s.Tokens {
		e.tokens.add(k)
	}
	for _, k := range s.Links {
		e.links.add(k)
	}
	e.catchUp()
	e.work.clear()
	return e
}

// ownContacts copies what the engine changes in place.
func ownContacts(a *strowger.Agent) { a.Contacts = slices.Clone(a.Contacts) }

func putAll[K ~string, V any](t *Table[K, V], list []V) {
	for _, v := range list {
		t.put(v)
	}
}

// restoreContact puts a contact into the indexes and arms its timers by its
// state.
func (e *Engine) restoreContact(c *contact) {
	if c.QueueID != "" {
		c.road = e.road(c.QueueID)
	}
	e.armPhase(c)
	e.armStep(c)
	switch c.State {
	case strowger.Waiting:
		c.road.length++
		e.wait(c)
	case strowger.Offered:
		c.road.length++
		a := e.agents[c.OfferedTo]
		e.arm(c, ringTimer, a.Contact(c.ID).Expires)
	case strowger.AfterContactWork:
		a := e.agents[c.Agent.UserID]
		e.arm(c, workTimer, a.Contact(c.ID).Expires)
	}
}

// ApplyVersion is raised whenever the same events lead to another state than they did
// before, so that nobody takes that for damage of what was written.
const ApplyVersion = 1

// Digest returns a hash of the state. Engines with the same state have the same
// digest, however they came to it; the time at which nothing happened last is
// left out.
func (e *Engine) Digest() [sha256.Size]byte { return e.Snapshot().Digest() }

// Digest returns the digest of the engine that the snapshot was taken of.
func (s *Snapshot) Digest() [sha256.Size]byte {
	state := *s
	state.Now = 0
	b, err := json.Marshal(&state)
	if err != nil {
		panic("routing: " + err.Error()) // a snapshot is plain data
	}
	return sha256.Sum256(b)
}
