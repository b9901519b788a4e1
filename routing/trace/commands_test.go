package trace_test

import (
	"encoding/json"

	"github.com/strowger/strowger"
)

// commands makes up what happens next: mostly contacts and agents at work, now
// and then a change of configuration.
func (h *house) commands() []strowger.Command {
	switch n := h.IntN(100); {
	case n < 20:
		return h.arrival()
	case n < 65:
		return h.agentWork()
	case n < 80:
		return h.contactLife()
	case n < 87:
		return one(h.userChange())
	case n < 93:
		return one(h.routingChange())
	case n < 97:
		return h.mischief()
	}
	return one(h.houseChange())
}

func one(c strowger.Command) []strowger.Command {
	if c == nil {
		return nil
	}
	return []strowger.Command{c}
}

func (h *house) arrival() []strowger.Command {
	if h.maybe(8) {
		return one(h.madeContact())
	}
	c := strowger.Contact{ID: strowger.ContactID(h.name("c")), Channel: pick(h, strowger.Channels[:]),
		InitiationMethod: pick(h, []string{strowger.Inbound, strowger.Inbound, strowger.WebRTC}), FlowID: "Flow"}
	if h.maybe(10) {
		c.ClientToken = pick(h, []string{"a", "b", "c", "d"})
	}
	if c.Channel == strowger.Chat {
		c.Chat = &strowger.ChatSession{DurationMinutes: 60}
	}
	if workload := pick(h, append(workloadTypes, "Other", "")); workload != "" {
		c.SegmentAttributes = map[string]strowger.SegmentAttribute{strowger.WorkloadTypeAttribute: {String: &workload}}
	}
	if c.Channel == strowger.Task && h.maybe(5) {
		c.ScheduledTimestamp = h.now.Add(h.Int64N(120))
	}
	commands := []strowger.Command{strowger.StartContact{Contact: &c}}
	for range h.IntN(3) {
		commands = append(commands, h.routingData(c.ID))
	}
	return append(commands, h.enqueue(c.ID)...)
}

func (h *house) enqueue(id strowger.ContactID) []strowger.Command {
	queues := h.standardQueueIDs()
	if h.maybe(6) {
		queues = h.queueIDs()
	}
	return []strowger.Command{
		strowger.SetTargetQueue{ContactID: id, QueueID: pick(h, queues)},
		strowger.EnqueueContact{ContactID: id},
	}
}

func (h *house) routingData(id strowger.ContactID) strowger.UpdateRoutingData {
	c := strowger.UpdateRoutingData{ContactID: id}
	switch h.IntN(4) {
	case 0:
		n := 1 + h.Int64N(9)
		c.QueuePriority = &n
	case 1:
		n := h.Int64N(120) - 30
		c.QueueTimeAdjustmentSeconds = &n
	default:
		c.Criteria = h.criteria()
	}
	return c
}

// leg is a contact at an agent.
type leg struct {
	user strowger.UserID
	strowger.AgentContact
}

func (h *house) legs() []leg {
	var list []leg
	for _, id := range h.userIDs() {
		agent, _ := h.engine.Agent(id)
		for _, l := range agent.Contacts {
			list = append(list, leg{id, l})
		}
	}
	return list
}

// agentWork lets an agent do what one of its contacts calls for; sometimes it
// does something else, which is refused, or chooses a status.
func (h *house) agentWork() []strowger.Command {
	users, legs := h.userIDs(), h.legs()
	if len(users) == 0 {
		return nil
	}
	if len(legs) == 0 || h.maybe(6) {
		return one(strowger.PutAgentStatus{UserID: pick(h, users),
			StatusID: pick(h, append(h.statusIDs(), "Available", "Available", "Available"))})
	}
	leg := pick(h, legs)
	user, contact := leg.user, leg.ContactID
	if h.maybe(12) {
		leg.State = pick(h, []strowger.AgentContactState{strowger.Connecting, strowger.Connected,
			strowger.OnHold, strowger.Missed, strowger.Ended})
	}
	if h.maybe(10) {
		return h.transfer(contact, user)
	}
	if h.maybe(12) {
		return one(strowger.StartOutboundContact{UserID: user, Contact: &strowger.Contact{
			ID: strowger.ContactID(h.name("o")), Channel: pick(h, strowger.Channels[:]),
			InitiationMethod: pick(h, []string{"", "AGENT_REPLY"})}})
	}
	if c, ok := h.engine.Contact(contact); ok && c.State == strowger.Dialling {
		return one(pick(h, []strowger.Command{strowger.DialContact{ContactID: contact}, strowger.AnswerContact{ContactID: contact},
			strowger.AnswerContact{ContactID: contact}, strowger.EndDial{ContactID: contact}, strowger.EndDial{ContactID: contact},
			strowger.LeaveContact{UserID: user, ContactID: contact}}))
	}
	switch leg.State {
	case strowger.Connecting, strowger.Incoming:
		if h.maybe(5) {
			return one(strowger.RejectContact{UserID: user, ContactID: contact})
		}
		return one(strowger.AcceptContact{UserID: user, ContactID: contact})
	case strowger.OnHold:
		return one(strowger.UnholdContact{UserID: user, ContactID: contact})
	case strowger.Connected, strowger.Paused:
		if h.maybe(4) {
			return one(strowger.PauseContact{ContactID: contact})
		}
		if h.maybe(4) {
			return one(strowger.HoldContact{UserID: user, ContactID: contact})
		}
		if h.maybe(8) {
			return one(strowger.MuteParticipant{UserID: user, ContactID: contact, Muted: !leg.Muted})
		}
		return one(strowger.LeaveContact{UserID: user, ContactID: contact})
	}
	return one(strowger.ClearContact{UserID: user, ContactID: contact})
}

func (h *house) contactLife() []strowger.Command {
	contacts := h.contactIDs()
	if len(contacts) == 0 {
		return nil
	}
	id := pick(h, contacts)
	c, _ := h.engine.Contact(id)
	switch h.IntN(14) {
	case 0, 1:
		return one(strowger.DisconnectContact{ContactID: id, Reason: strowger.CustomerDisconnect})
	case 2:
		return one(strowger.RecordFacts{ContactID: id, Facts: map[string]json.RawMessage{
			pick(h, []string{"QualityMetrics", "DisconnectDetails"}): json.RawMessage(`{"Score":4,"Text":"<&>"}`)}})
	case 3, 4:
		return one(h.routingData(id))
	case 6:
		return h.transfer(id, "")
	case 7:
		return h.callback(id)
	case 8, 9:
		return one(h.knowledge(id))
	case 5:
		if users := h.userIDs(); len(users) > 0 && h.maybe(2) {
			return one(strowger.AssociateContactWithUser{ContactID: id, UserID: pick(h, users)})
		} else if len(users) > 0 {
			return one(strowger.InterruptAgent{ContactID: id, UserID: pick(h, users)})
		}
	}
	switch {
	case c.State == strowger.Calling && h.maybe(3):
		return one(strowger.EndDial{ContactID: id})
	case c.State == strowger.Calling:
		return one(strowger.AnswerContact{ContactID: id})
	case c.PausedSince != 0:
		resume := strowger.ResumeContact{ContactID: id}
		if h.maybe(2) {
			resume.FlowID = "Flow"
		}
		return one(resume)
	case c.State == strowger.InFlow:
		return h.enqueue(id)
	}
	return one(strowger.PauseContact{ContactID: id})
}

func (h *house) userChange() strowger.Command {
	users := h.userIDs()
	if len(users) == 0 {
		return h.newUser(strowger.UserID(h.name("u")), h.profileIDs())
	}
	id := pick(h, users)
	switch h.IntN(8) {
	case 0:
		profile := pick(h, h.profileIDs())
		return strowger.UpdateUser{ID: id, RoutingProfileID: &profile}
	case 1:
		return strowger.UpdateUser{ID: id, Config: &strowger.UserConfig{
			AutoAccept: []strowger.AutoAcceptConfig{{
				Channel: pick(h, strowger.Channels[:]), AutoAccept: h.maybe(3)}},
			AfterContactWork: []strowger.AfterContactWorkConfig{{
				Channel: pick(h, strowger.Channels[:]), Seconds: h.IntN(20)}},
		}}
	case 2:
		return strowger.AssociateUserProficiencies{ID: id, Proficiencies: h.proficiencies()}
	case 3, 4:
		return strowger.UpdateUserProficiencies{ID: id, Proficiencies: h.proficiencies()}
	case 5:
		return strowger.DisassociateUserProficiencies{ID: id, Proficiencies: h.proficiencies()}
	case 6:
		return strowger.DeleteUser{ID: id}
	}
	return h.newUser(strowger.UserID(h.name("u")), h.profileIDs())
}

// routingChange changes what the profiles and queues say about routing.
func (h *house) routingChange() strowger.Command {
	profile := pick(h, h.profileIDs())
	rows := h.rows(h.standardQueueIDs())
	switch h.IntN(7) {
	case 0:
		timer := h.timer()
		return strowger.UpdateRoutingProfile{ID: profile, AgentAvailabilityTimer: &timer}
	case 1:
		return strowger.UpdateRoutingProfile{ID: profile, MediaConcurrencies: h.media()}
	case 2:
		return strowger.AssociateRoutingProfileQueues{ID: profile, Queues: rows}
	case 3:
		return strowger.UpdateRoutingProfileQueues{ID: profile, Queues: rows}
	case 4:
		gone := strowger.DisassociateRoutingProfileQueues{ID: profile}
		for _, r := range rows {
			gone.Queues = append(gone.Queues, r.QueueReference)
		}
		return gone
	case 5:
		status := pick(h, []strowger.QueueStatus{strowger.QueueEnabled, strowger.QueueEnabled, strowger.QueueDisabled})
		return strowger.UpdateQueue{ID: pick(h, h.standardQueueIDs()), Status: &status}
	}
	n := h.IntN(8)
	return strowger.UpdateQueueMaxContacts{ID: pick(h, h.standardQueueIDs()), MaxContacts: &n}
}

// houseChange makes, changes and removes what is there around the routing.
func (h *house) houseChange() strowger.Command {
	name := h.name("x")
	switch h.IntN(20) {
	case 0, 1:
		return h.newQueue(strowger.QueueID(h.name("q")))
	case 2, 3:
		return strowger.DeleteQueue{ID: pick(h, h.queueIDs())}
	case 4:
		return strowger.CreateRoutingProfile{RoutingProfile: h.profile(strowger.RoutingProfileID(name), h.standardQueueIDs())}
	case 5:
		if profiles := h.profileIDs(); len(profiles) > 1 {
			return strowger.DeleteRoutingProfile{ID: pick(h, profiles)}
		}
		return nil
	case 6:
		return strowger.CreateAgentStatus{Status: strowger.AgentStatus{
			ID: strowger.AgentStatusID(name), Name: name, State: "ENABLED"}}
	case 7:
		state := pick(h, []string{"ENABLED", "DISABLED"})
		return strowger.UpdateAgentStatus{ID: pick(h, h.statusIDs()), State: &state}
	case 8:
		return strowger.CreateHoursOfOperation{Hours: strowger.HoursOfOperation{ID: "hours", Name: "Hours", TimeZone: "UTC"}}
	case 9:
		return strowger.UpdateHoursOfOperation{ID: "hours", Description: &name}
	case 10:
		return strowger.DeleteHoursOfOperation{ID: "hours"}
	case 11:
		return strowger.CreatePredefinedAttribute{Attribute: strowger.PredefinedAttribute{Name: "Product"}}
	case 12:
		return strowger.UpdatePredefinedAttribute{Name: "Product", Values: &[]string{name}}
	case 13:
		return strowger.DeletePredefinedAttribute{Name: pick(h, []string{"Skill", "Product"})}
	case 14:
		return strowger.CreateContactFlow{Flow: strowger.ContactFlow{ID: "extra", Name: "Extra",
			Type: "CONTACT_FLOW", Status: "PUBLISHED"}}
	case 15, 16, 17, 18:
		return strowger.UpdateRoutingOptions{Options: strowger.RoutingOptions{
			LongestAvailableFirst: h.maybe(2), BreakRestartsInboundTimer: h.maybe(2),
			AgeAdjustmentCountsForDelay: h.maybe(2)}}
	}
	return strowger.DeleteContactFlow{ID: "extra"}
}
