package trace_test

import (
	"github.com/strowger/strowger"
)

// streak does one thing again and again until a quota is reached.
func (h *house) streak() []strowger.Command {
	streaks := []func() []strowger.Command{h.chain, h.linkedTasks, h.pauses, h.agentQueueFills, h.outboundEmails,
		h.pausedTasks, h.callbacks, h.crowded, h.tooLate, h.aimless,
		h.postponed, h.enforced}
	return turn(h, streaks)()
}

// aimless queues a contact that heads for no queue.
func (h *house) aimless() []strowger.Command {
	id, start := h.begin(strowger.Voice)
	return []strowger.Command{start, strowger.EnqueueContact{ContactID: id}}
}

// begin starts a contact that stays in its flow.
func (h *house) begin(ch strowger.Channel) (strowger.ContactID, strowger.Command) {
	id := strowger.ContactID(h.name("c"))
	return id, strowger.StartContact{Contact: &strowger.Contact{ID: id, Channel: ch, FlowID: "Flow", InitiationMethod: "INBOUND"}}
}

// chain moves a contact on until its chain is full.
func (h *house) chain() []strowger.Command {
	id, start := h.begin(strowger.Voice)
	commands := []strowger.Command{start}
	for range 12 {
		next := strowger.ContactID(h.name("c"))
		commands = append(commands, strowger.TransferContact{ContactID: id, NewContactID: next, QueueID: "Outbound"})
		if len(commands) < 13 {
			id = next
		}
	}
	return append(commands, strowger.CreateCallback{ContactID: id, NewContactID: strowger.ContactID(h.name("c")), QueueID: "Outbound",
		Plan: strowger.CallbackPlan{MaxAttempts: 1}}, strowger.DisconnectContact{ContactID: id})
}

// linkedTasks links a task too many to a contact, and ends them.
func (h *house) linkedTasks() (commands []strowger.Command) {
	previous := h.someContact()
	for range 13 {
		id, start := h.begin(strowger.Task)
		start.(strowger.StartContact).Contact.PreviousContactID = previous
		commands = append(commands, start, strowger.DisconnectContact{ContactID: id, Reason: strowger.APIDisconnect})
	}
	return commands
}

// pauses pauses a task in its queue once too often.
func (h *house) pauses() []strowger.Command {
	id, start := h.begin(strowger.Task)
	commands := []strowger.Command{start, strowger.SetTargetQueue{ContactID: id, QueueID: "Outbound"}}
	for range 11 {
		commands = append(commands, strowger.EnqueueContact{ContactID: id}, strowger.PauseContact{ContactID: id},
			strowger.ResumeContact{ContactID: id, FlowID: "Flow"})
	}
	return append(commands, strowger.DisconnectContact{ContactID: id})
}

// own brings a contact into the queue of an agent.
func (h *house) own(user strowger.UserID, ch strowger.Channel) (strowger.ContactID, []strowger.Command) {
	id, start := h.begin(ch)
	return id, []strowger.Command{start, strowger.SetTargetQueue{ContactID: id, QueueID: strowger.QueueID(user)},
		strowger.EnqueueContact{ContactID: id}}
}

// pausedTasks gives an agent tasks that are paused one after the other.
func (h *house) pausedTasks() []strowger.Command {
	user := h.idler(strowger.Task)
	commands := []strowger.Command{strowger.PutAgentStatus{UserID: user, StatusID: "Available"}}
	for range 5 {
		id, arrives := h.own(user, strowger.Task)
		commands = append(append(commands, arrives...), strowger.AcceptContact{UserID: user, ContactID: id},
			strowger.PauseContact{ContactID: id})
	}
	return commands
}

// callbacks lets one callback interrupt another.
func (h *house) callbacks() []strowger.Command {
	user, first, second := h.idler(strowger.Voice), strowger.ContactID(h.name("c")), strowger.ContactID(h.name("c"))
	id, start := h.begin(strowger.Voice)
	callback := func(next strowger.ContactID) strowger.Command {
		return strowger.CreateCallback{ContactID: id, NewContactID: next, QueueID: strowger.QueueID(user),
			Plan: strowger.CallbackPlan{MaxAttempts: 1}}
	}
	return []strowger.Command{strowger.PutAgentStatus{UserID: user, StatusID: "Available"}, start, callback(first),
		strowger.AcceptContact{UserID: user, ContactID: first}, callback(second),
		strowger.InterruptAgent{ContactID: second, UserID: user}}
}

// idler returns an agent who has nothing to do and a channel in the profile, if
// there is one.
func (h *house) idler(ch strowger.Channel) strowger.UserID {
	for u := range h.engine.Users().All() {
		a, _ := h.engine.Agent(u.ID)
		p, _ := h.engine.RoutingProfiles().Get(u.RoutingProfileID)
		if _, has := p.Media(ch); has && len(a.Contacts) == 0 {
			return u.ID
		}
	}
	return h.someUser()
}

// crowded assigns an agent more contacts than there is room for.
func (h *house) crowded() []strowger.Command {
	user := h.idler(strowger.Chat)
	commands := []strowger.Command{strowger.PutAgentStatus{UserID: user, StatusID: "Available"}}
	for range 5 {
		id, arrives := h.own(user, strowger.Chat)
		commands = append(append(commands, arrives...), strowger.AcceptContact{UserID: user, ContactID: id},
			strowger.AssociateContactWithUser{ContactID: id, UserID: user}, strowger.AcceptContact{UserID: user, ContactID: id})
	}
	return commands
}

// tooLate accepts what has stopped ringing at that very moment.
func (h *house) tooLate() []strowger.Command {
	for _, l := range h.legs() {
		if l.Expires > h.now && (l.State == strowger.Connecting || l.State == strowger.Incoming) {
			h.now = l.Expires
			return []strowger.Command{strowger.AcceptContact{UserID: l.user, ContactID: l.ContactID}, strowger.Tick{}}
		}
	}
	return nil
}

func (h *house) agentQueueFills() (commands []strowger.Command) {
	user := strowger.QueueID(h.someUser())
	for range 11 {
		id, start := h.begin(strowger.Chat)
		commands = append(commands, start, strowger.SetTargetQueue{ContactID: id, QueueID: user},
			strowger.EnqueueContact{ContactID: id}, strowger.DisconnectContact{ContactID: id})
		if h.maybe(2) {
			commands = commands[:len(commands)-1] // it stays
		}
	}
	return commands
}

func (h *house) outboundEmails() (commands []strowger.Command) {
	user := h.someUser()
	for range 7 {
		id := strowger.ContactID(h.name("o"))
		commands = append(commands, strowger.StartOutboundContact{UserID: user, Contact: &strowger.Contact{ID: id, Channel: strowger.Email}})
	}
	return commands
}

// postponed moves a task that waits for its time once too often.
func (h *house) postponed() []strowger.Command {
	id, start := h.begin(strowger.Task)
	start.(strowger.StartContact).Contact.ScheduledTimestamp = h.now.Add(60)
	commands := []strowger.Command{start}
	for i := range int64(21) {
		commands = append(commands, strowger.UpdateContactSchedule{ContactID: id, ScheduledTime: h.now.Add(61 + i)})
	}
	return append(commands, strowger.DisconnectContact{ContactID: id})
}

// enforced gives a contact a value that a predefined attribute does not have.
func (h *house) enforced() []strowger.Command {
	word, yes := h.name("word"), true
	id, start := h.begin(strowger.Task)
	return []strowger.Command{
		strowger.CreatePredefinedAttribute{Attribute: strowger.PredefinedAttribute{Name: "Product"}},
		strowger.UpdatePredefinedAttribute{Name: "Product", EnforceValues: &yes},
		start,
		strowger.UpdateContact{ContactID: id, Update: strowger.ContactUpdate{
			SegmentAttributes: map[string]strowger.SegmentAttribute{"Product": {String: &word}}}},
		strowger.DisconnectContact{ContactID: id},
	}
}
