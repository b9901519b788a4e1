package connect

import (
	"slices"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/routing"
)

// census counts agents and contacts into cells, one for each combination of what
// a query groups by. What is about the status of agents is counted where their
// routing profile has the queue and the channel, what is about the contacts that
// they have where the contact belongs. Agents are first counted by profile and
// status, so the work is in proportion to the agents and their contacts, and the
// rows of the profiles; the waiting contacts are not looked at one by one unless
// their subtypes or steps are asked for.
type census struct {
	*metricQuery
	e   *routing.Engine
	now strowger.Time

	queueSet   map[strowger.QueueID]bool
	profileSet map[strowger.RoutingProfileID]bool
	statusSet  map[strowger.AgentStatusID]bool
	rows       map[strowger.RoutingProfileID][]strowger.QueueReference // that the query is about

	statusTypes map[strowger.AgentStatusID]strowger.AgentStatusType

	cells     map[cellKey]*cell
	stepTexts map[string]string // what a step is called, by what it says
}

// cellKey is what the agents and contacts of a cell have in common. Members that
// are not grouped by are empty.
type cellKey struct {
	queue   strowger.QueueID
	channel strowger.Channel
	profile strowger.RoutingProfileID
	status  strowger.AgentStatusID
	subtype string
	step    string // the text of the expression
}

type cell struct {
	cellKey
	queueARN                                  string
	online, staffed, available, nonProductive int // agents by status
	onContact, failed                         int // agents by their contacts
	afterContact, active                      int // contacts
	free                                      int // slots
	waiting, scheduled                        int // contacts
	oldest                                    strowger.Time
}

// cell returns the cell for agents or contacts with a key, from which it drops
// what is not grouped by.
func (n *census) cell(k cellKey) *cell {
	if !n.by(shape.GroupingQueue) {
		k.queue = ""
	}
	if !n.by(shape.GroupingChannel) {
		k.channel = ""
	}
	if !n.by(shape.GroupingRoutingProfile) {
		k.profile = ""
	}
	if !n.by(shape.GroupingAgentStatus) {
		k.status = ""
	}
	if !n.by(shape.GroupingSubtype) {
		k.subtype = ""
	}
	if !n.by(shape.GroupingRoutingStepExpression) {
		k.step = ""
	}
	c, ok := n.cells[k]
	if !ok {
		c = &cell{cellKey: k}
		n.cells[k] = c
	}
	return c
}

// count counts everything.
func (n *census) count() {
	n.cells = make(map[cellKey]*cell)
	n.rows = make(map[strowger.RoutingProfileID][]strowger.QueueReference)
	n.statusTypes = make(map[strowger.AgentStatusID]strowger.AgentStatusType)
	for s := range n.e.AgentStatuses().All() {
		n.statusTypes[s.ID] = s.Type
	}
	n.stepTexts = make(map[string]string)
	for i := range n.steps {
		n.stepTexts[n.steps[i].String()] = n.steps[i].text
	}
	for p := range n.e.RoutingProfiles().All() {
		if n.profileSet != nil && !n.profileSet[p.ID] {
			continue
		}
		for _, r := range p.Queues {
			if (n.queueSet == nil || n.queueSet[r.QueueID]) && slices.Contains(n.channels, r.Channel) {
				n.rows[p.ID] = append(n.rows[p.ID], r.QueueReference)
			}
		}
	}
	if !n.by(shape.GroupingAgentStatus) {
		n.countWaiting()
	}
	n.countAgents()
}

// countWaiting counts the contacts that no agent has. By routing profile they
// count for each profile that serves them, otherwise once.
func (n *census) countWaiting() {
	type place struct {
		*cell
		at strowger.QueueReference
	}
	seen := make(map[place]bool)
	add := func(profile strowger.RoutingProfileID, at strowger.QueueReference) {
		if n.eachContact() {
			n.countLine(at)
			return
		}
		line := n.e.Line(at)
		if line == (routing.Line{}) {
			return
		}
		c := n.cell(cellKey{queue: at.QueueID, channel: at.Channel, profile: profile})
		if p := (place{c, at}); !seen[p] {
			seen[p] = true
			c.scheduled += line.Scheduled
			c.wait(line.Waiting, line.Oldest)
		}
	}
	if n.profileSet != nil {
		for profile, rows := range n.rows {
			for _, at := range rows {
				add(profile, at)
			}
		}
		return
	}
	if n.by(shape.GroupingRoutingProfile) {
		return // needs the other filter
	}
	for id := range n.queueSet {
		for _, channel := range n.channels {
			add("", strowger.QueueReference{QueueID: id, Channel: channel})
		}
	}
}

// eachContact reports whether waiting contacts must be told apart one by one.
func (n *census) eachContact() bool {
	return len(n.subtypes) > 0 || n.by(shape.GroupingSubtype) || n.by(shape.GroupingRoutingStepExpression)
}

// countLine counts the contacts in a line one by one.
func (n *census) countLine(at strowger.QueueReference) {
	for c := range n.e.InLine(at) {
		k := cellKey{queue: at.QueueID, channel: at.Channel, subtype: subtype(c)}
		if !n.takes(k.subtype) {
			continue
		}
		if n.by(shape.GroupingRoutingStepExpression) {
			i := c.Criteria.Active()
			if i < 0 {
				continue
			}
			x := c.Criteria.Steps[i].Expression
			n.meet(x)
			var asked bool
			if k.step, asked = n.stepTexts[x.String()]; !asked {
				continue
			}
		}
		n.cell(k).wait(1, c.EnqueueTimestamp)
	}
}

// meet takes a step that a contact waits with into those that are counted, unless
// the query names them.
func (n *census) meet(x *strowger.Expression) {
	if _, known := n.stepTexts[x.String()]; known || n.stepsNamed {
		return
	}
	text := expressionText(x)
	n.stepTexts[x.String()] = text
	n.steps = append(n.steps, metricStep{text, *x})
}

func subtype(c *strowger.Contact) string {
	return value(c.SegmentAttributes[strowger.SubtypeAttribute].String)
}

// takes reports whether contacts of a subtype are counted. A contact without one
// is in no cell of its own.
func (n *census) takes(subtype string) bool {
	if len(n.subtypes) > 0 {
		return slices.Contains(n.subtypes, subtype)
	}
	return subtype != "" || !n.by(shape.GroupingSubtype)
}

// wait counts contacts that wait.
func (c *cell) wait(count int, oldest strowger.Time) {
	c.waiting += count
	if count > 0 && (c.oldest == 0 || oldest < c.oldest) {
		c.oldest = oldest
	}
}

// countAgents counts agents and their contacts.
func (n *census) countAgents() {
	crowds := make(map[crowdKey]*crowd)
	steps := n.stepsToCount()
	var profile strowger.RoutingProfileID
	var rows []strowger.QueueReference // that its agents serve
	for a := range n.e.Agents() {
		if n.statusSet != nil && !n.statusSet[a.StatusID] {
			continue
		}
		if !n.by(shape.GroupingAgentStatus) && len(a.Contacts) > 0 {
			n.countContacts(a)
		}
		if p := a.User.RoutingProfileID; p != profile {
			profile, rows = p, n.rows[p]
		}
		own, status := n.ownRows(a), n.statusTypes[a.StatusID]
		if len(rows)+len(own) == 0 || n.by(shape.GroupingSubtype) || // agents have no subtype
			status == "" || status == strowger.Offline {
			continue
		}
		for i := range steps {
			if len(steps[i].text) > 0 && !routing.Fulfils(a.User, &steps[i].Expression) {
				continue
			}
			k := crowdKey{a.User.RoutingProfileID, a.StatusID, steps[i].text}
			if len(own) > 0 {
				alone := crowd{}
				alone.add(a, status)
				n.countCrowd(k, &alone, slices.Concat(rows, own))
				continue
			}
			c, ok := crowds[k]
			if !ok {
				c = &crowd{}
				crowds[k] = c
			}
			c.add(a, status)
		}
	}
	for k, c := range crowds {
		n.countCrowd(k, c, n.rows[k.profile])
	}
}

// ownRows returns what an agent serves of the agent queue that has the identifier
// of the user, if it is asked about: every channel of the profile. There are no
// steps in it.
func (n *census) ownRows(a routing.AgentGauge) (rows []strowger.QueueReference) {
	own := strowger.QueueID(a.User.ID)
	if !n.queueSet[own] || n.by(shape.GroupingRoutingStepExpression) {
		return nil
	}
	profile, _ := n.e.RoutingProfiles().Get(a.User.RoutingProfileID)
	for _, channel := range n.channels {
		if _, ok := profile.Media(channel); ok {
			rows = append(rows, strowger.QueueReference{QueueID: own, Channel: channel})
		}
	}
	return rows
}

// stepsToCount are the steps whose agents are counted: those asked for, or those
// that contacts wait with, or where steps do not matter the empty one.
func (n *census) stepsToCount() []metricStep {
	if !n.by(shape.GroupingRoutingStepExpression) {
		return make([]metricStep, 1)
	}
	return n.steps
}

// crowd is the agents of one profile in one status who fulfil one step.
type crowd struct {
	online, staffed, available, nonProductive int
	free                                      [len(strowger.Channels)]int
}

type crowdKey struct {
	profile strowger.RoutingProfileID
	status  strowger.AgentStatusID
	step    string
}

// add counts an agent by the definitions of rule M1.1.
func (c *crowd) add(a routing.AgentGauge, status strowger.AgentStatusType) {
	c.online++
	if status == strowger.Custom {
		c.nonProductive++
		return
	}
	c.staffed++
	if len(a.Contacts) == 0 {
		c.available++
	}
	for i, free := range a.Free {
		c.free[i] += max(0, free)
	}
}

// countCrowd counts agents in the cells of the rows that they serve, in each cell
// once, and their slots in each cell once for each channel.
func (n *census) countCrowd(k crowdKey, from *crowd, rows []strowger.QueueReference) {
	type slots struct {
		*cell
		channel strowger.Channel
	}
	agents, free := make(map[*cell]bool), make(map[slots]bool)
	for _, at := range rows {
		c := n.cell(cellKey{queue: at.QueueID, channel: at.Channel, profile: k.profile, status: k.status, step: k.step})
		if !agents[c] {
			agents[c] = true
			c.online += from.online
			c.staffed += from.staffed
			c.available += from.available
			c.nonProductive += from.nonProductive
		}
		if s := (slots{c, at.Channel}); !free[s] {
			free[s] = true
			c.free += from.free[at.Channel.Index()]
		}
	}
}

// countContacts counts the contacts that an agent has, and the agent once in each
// cell for having some, and once for having missed some.
func (n *census) countContacts(a routing.AgentGauge) {
	type role struct {
		*cell
		failed bool
	}
	var seen []role
	once := func(r role, count *int) {
		if !slices.Contains(seen, r) {
			seen = append(seen, r)
			*count++
		}
	}
	for i := range a.Contacts {
		leg := &a.Contacts[i]
		busy := busyWith(leg)
		if !busy && !leg.State.Unanswered() {
			continue
		}
		k, asked := n.legKey(a, leg)
		if !asked {
			continue
		}
		c := n.cell(k)
		if !busy {
			once(role{c, true}, &c.failed)
			continue
		}
		c.active++
		once(role{c, false}, &c.onContact)
		if leg.State == strowger.Ended {
			c.afterContact++
		}
	}
}

// legKey returns where a contact at an agent is counted, and whether it is.
func (n *census) legKey(a routing.AgentGauge, leg *strowger.AgentContact) (cellKey, bool) {
	k := cellKey{queue: leg.QueueID, channel: leg.Channel, profile: a.User.RoutingProfileID, status: a.StatusID}
	if !slices.Contains(n.channels, k.channel) ||
		n.queueSet != nil && !n.queueSet[k.queue] ||
		n.profileSet != nil && !n.profileSet[k.profile] {
		return k, false
	}
	if q, ok := n.e.Queues().Get(k.queue); n.by(shape.GroupingQueue) && !n.queueSet[k.queue] && (!ok || q.Type != strowger.StandardQueue) {
		return k, false
	}
	if !n.eachContact() {
		return k, true
	}
	c, ok := n.e.Contact(leg.ContactID)
	if !ok {
		return k, false // it has left since, and nobody knows how it was
	}
	if k.subtype = subtype(c); !n.takes(k.subtype) {
		return k, false
	}
	if !n.by(shape.GroupingRoutingStepExpression) {
		return k, true
	}
	step := joinedStep(c.Criteria)
	if step == nil {
		return k, false
	}
	k.step, ok = n.stepTexts[step.String()]
	return k, ok
}

// joinedStep returns the step under which an agent took a contact, or that is
// still active.
func joinedStep(c *strowger.RoutingCriteria) *strowger.Expression {
	if c == nil {
		return nil
	}
	for i := range c.Steps {
		if s := &c.Steps[i]; s.Status == strowger.StepJoined || s.Status == strowger.StepActive {
			return s.Expression
		}
	}
	return nil
}
