package trace_test

import (
	"fmt"

	"github.com/strowger/strowger"
)

// mischief makes up what must be refused: commands that name what is not there,
// ask for too much, or come at the wrong time. Most of what it does is refused
// in most states; every reason must have occurred in the end.
func (h *house) mischief() []strowger.Command {
	switch h.IntN(8) {
	case 0:
		return one(turn(h, h.wrongNames()))
	case 1:
		return one(turn(h, h.wrongContacts()))
	case 2:
		return one(turn(h, h.wrongMoments()))
	case 3:
		return one(strowger.UpdateRoutingData{ContactID: h.someContact(), Criteria: turn(h, h.wrongCriteria())})
	case 4:
		return one(turn(h, h.wrongProfiles()))
	case 5:
		return one(turn(h, h.wrongUsers()))
	}
	return h.streak()
}

// turn takes the things of a list in turn, beginning with another one in each
// run, so that in many runs each has its turn.
func turn[T any](h *house, list []T) T {
	h.turns++
	return list[h.turns%uint64(len(list))]
}

// someContact returns a contact that is there, if one is.
func (h *house) someContact() strowger.ContactID {
	if list := h.contactIDs(); len(list) > 0 {
		return pick(h, list)
	}
	return "nothing"
}

// someCall returns a call that is there, if one is.
func (h *house) someCall() strowger.ContactID {
	for c := range h.engine.Contacts() {
		if c.Channel == strowger.Voice && !c.Done() {
			return c.ID
		}
	}
	return h.someContact()
}

func (h *house) someUser() strowger.UserID {
	if list := h.userIDs(); len(list) > 0 {
		return pick(h, list)
	}
	return "nobody"
}

func (h *house) wrongNames() []strowger.Command {
	c, u := h.someContact(), h.someUser()
	return []strowger.Command{
		strowger.SetTargetQueue{ContactID: c, QueueID: "nowhere"},
		strowger.SetTargetQueue{ContactID: "nothing", QueueID: "Outbound"},
		strowger.AcceptContact{UserID: "nobody", ContactID: c},
		strowger.AcceptContact{UserID: u, ContactID: "nothing"},
		strowger.PutAgentStatus{UserID: "nobody", StatusID: "Available"},
		strowger.StartOutboundContact{UserID: "nobody", Contact: &strowger.Contact{ID: "o", Channel: strowger.Voice}},
		strowger.AssociateContactWithUser{ContactID: c, UserID: "nobody"},
		strowger.RecordFacts{ContactID: "nothing"},
		strowger.UpdateContact{ContactID: c, Update: strowger.ContactUpdate{UserID: "nobody"}},
		strowger.UpdateContact{ContactID: c, Update: strowger.ContactUpdate{QueueID: "nowhere"}},
		strowger.UpdateContactAttributes{ContactID: "nothing"},
		strowger.CreateInstance{Instance: strowger.Instance{ID: "house"}},
		strowger.CreateQueue{Queue: strowger.Queue{ID: "other", Name: "Outbound", HoursOfOperationID: "Always"}},
		strowger.UpdateQueueMaxContacts{ID: strowger.QueueID(u)},
		strowger.DeleteQueue{ID: "Outbound"},
		strowger.DeleteHoursOfOperation{ID: "Always"},
		strowger.CreateHoursOfOperation{Hours: strowger.HoursOfOperation{ID: "child", Name: "Child",
			Parents: []strowger.HoursOfOperationID{pick(h, []strowger.HoursOfOperationID{"Always", "child"})}}},
		strowger.CreateHoursOfOperation{Hours: strowger.HoursOfOperation{ID: "grandchild", Name: "Grandchild",
			Parents: []strowger.HoursOfOperationID{"child"}}},
		strowger.CreatePredefinedAttribute{Attribute: strowger.PredefinedAttribute{Name: "skill"}},
	}
}

// wrongContacts begin or go on as they cannot.
func (h *house) wrongContacts() []strowger.Command {
	c, u, name := h.someContact(), h.someUser(), strowger.ContactID(h.name("c"))
	start := func(k strowger.Contact) strowger.Command {
		k.ID, k.Channel, k.FlowID = name, strowger.Task, "Flow"
		return strowger.StartContact{Contact: &k}
	}
	callback := func(delay, retry int64, attempts int) strowger.Command {
		return strowger.CreateCallback{ContactID: h.someCall(), NewContactID: name, QueueID: "Outbound", DelaySeconds: delay,
			Plan: strowger.CallbackPlan{MaxAttempts: attempts, RetrySeconds: retry}}
	}
	return []strowger.Command{
		strowger.StartContact{Contact: &strowger.Contact{ID: c, Channel: strowger.Chat, FlowID: "Flow"}},
		strowger.StartContact{Contact: &strowger.Contact{ID: name, Channel: strowger.Chat, FlowID: "none"}},
		strowger.StartContact{Contact: &strowger.Contact{ID: name, Channel: strowger.Chat, FlowID: "Draft"}},
		strowger.StartContact{Contact: &strowger.Contact{ID: name, Channel: strowger.Chat, FlowID: "Whisper"}},
		strowger.StartContact{Contact: &strowger.Contact{ID: name, Channel: strowger.Voice, FlowID: "Flow",
			TargetQueueID: strowger.QueueID(u), Outbound: &strowger.OutboundPlan{RingSeconds: 15}}},
		strowger.CreateContact{Contact: &strowger.Contact{ID: name, Channel: strowger.Task, InitiationMethod: "API"}, UserID: "nobody"},
		start(strowger.Contact{ScheduledTimestamp: h.now - 1}),
		start(strowger.Contact{Segment: 12, PreviousContactID: c}),
		callback(-1, 0, 1), callback(0, -1, 1), callback(0, 0, 0), callback(-1, 0, 1), callback(0, -1, 1),
		callback(0, 0, 0), strowger.CreateCallback{ContactID: c, NewContactID: name},
		strowger.CreateCallback{ContactID: c, NewContactID: c, QueueID: "Outbound", Plan: strowger.CallbackPlan{MaxAttempts: 1}},
		strowger.TransferContact{ContactID: c, NewContactID: c, QueueID: "Outbound"},
		strowger.TransferContact{ContactID: c, NewContactID: name},
		strowger.TransferContact{ContactID: c, NewContactID: name, UserID: u, QueueID: "Outbound"},
		strowger.TransferContact{ContactID: c, NewContactID: name, QueueID: "Outbound", FlowID: "Whisper"},
		strowger.StartOutboundContact{UserID: u, Contact: &strowger.Contact{ID: c, Channel: strowger.Voice}},
		strowger.StartOutboundContact{UserID: u, Contact: &strowger.Contact{ID: name, Channel: strowger.Chat}},
	}
}

// wrongMoments are commands that fit some state, which is seldom the present one.
func (h *house) wrongMoments() []strowger.Command {
	c, u := h.someContact(), h.someUser()
	if legs := h.legs(); len(legs) > 0 {
		l := pick(h, legs)
		c, u = l.ContactID, l.user
	}
	one, big, zero := int64(1), int64(1)<<40, int64(0)
	return []strowger.Command{
		strowger.AcceptContact{UserID: u, ContactID: c},
		strowger.RejectContact{UserID: u, ContactID: c},
		strowger.HoldContact{UserID: u, ContactID: c},
		strowger.UnholdContact{UserID: u, ContactID: c},
		strowger.MuteParticipant{UserID: u, ContactID: c, Muted: true},
		strowger.LeaveContact{UserID: u, ContactID: c},
		strowger.ClearContact{UserID: u, ContactID: c},
		strowger.DialContact{ContactID: c}, strowger.AnswerContact{ContactID: c}, strowger.EndDial{ContactID: c},
		strowger.PauseContact{ContactID: c}, strowger.ResumeContact{ContactID: c},
		strowger.ResumeContact{ContactID: c, FlowID: "Draft"},
		strowger.SetTargetQueue{ContactID: c, QueueID: "Outbound"},
		strowger.EnqueueContact{ContactID: c},
		strowger.EnqueueContact{ContactID: h.someContact()},
		strowger.AssociateContactWithUser{ContactID: h.someContact(), UserID: u},
		strowger.InterruptAgent{ContactID: h.someContact(), UserID: u},
		strowger.UpdateRoutingData{ContactID: c, QueuePriority: &zero},
		strowger.UpdateRoutingData{ContactID: h.someContact(), QueuePriority: &zero},
		strowger.UpdateRoutingData{ContactID: h.someContact(), QueueTimeAdjustmentSeconds: &big},
		strowger.UpdateRoutingData{ContactID: h.someContact(), QueueTimeAdjustmentSeconds: &big},
		strowger.UpdateRoutingData{ContactID: h.someContact(), QueuePriority: &one, QueueTimeAdjustmentSeconds: &one},
		strowger.UpdateRoutingData{ContactID: h.someContact(), QueuePriority: &one, QueueTimeAdjustmentSeconds: &one},
		strowger.DeleteUser{ID: u},
	}
}

// wrongCriteria break each of the rules of section 4.2.
func (h *house) wrongCriteria() []*strowger.RoutingCriteria {
	term := func(n int) strowger.Expression {
		return strowger.Expression{Condition: &strowger.AttributeCondition{
			Operator: strowger.AtLeast, Name: "Skill", Value: fmt.Sprintf("v%d", n), Level: 1}}
	}
	terms := func(n int) (list []strowger.Expression) {
		for i := range n {
			list = append(list, term(i))
		}
		return list
	}
	of := func(steps ...strowger.Expression) *strowger.RoutingCriteria {
		c := &strowger.RoutingCriteria{}
		for _, x := range steps {
			c.Steps = append(c.Steps, strowger.RoutingStep{Expression: &x})
		}
		return c
	}
	condition := func(c strowger.AttributeCondition) *strowger.RoutingCriteria {
		return of(strowger.Expression{Condition: &c})
	}
	deep := term(0)
	for range 7 {
		deep = strowger.Expression{And: []strowger.Expression{deep}}
	}
	negative := of(term(0))
	negative.Steps[0].ExpirySeconds = -1
	return []*strowger.RoutingCriteria{
		of(terms(6)...), negative, of(strowger.Expression{}), of(deep),
		of(strowger.Expression{Or: terms(4)}), of(strowger.Expression{And: terms(9)}),
		of(strowger.Expression{And: []strowger.Expression{term(0), term(0)}}),
		of(strowger.Expression{And: []strowger.Expression{}}),
		of(strowger.Expression{And: []strowger.Expression{{Or: terms(2)}}}),
		condition(strowger.AttributeCondition{Operator: strowger.Match}),
		condition(strowger.AttributeCondition{Operator: strowger.AtLeast, Level: 6}),
		condition(strowger.AttributeCondition{Operator: strowger.InRange, Min: 3, Max: 2}),
		condition(strowger.AttributeCondition{}),
		condition(strowger.AttributeCondition{Operator: "NumberLessThan"}),
		condition(strowger.AttributeCondition{Operator: strowger.AtLeast, Level: 1}),
		condition(strowger.AttributeCondition{Operator: strowger.AtLeast, Level: 1, Name: "Skill"}),
		condition(strowger.AttributeCondition{Operator: strowger.AtLeast, Level: 1, Name: "Hobby", Value: "Chess"}),
	}
}

// wrongProfiles break the rules of sections 2.1 and 7.13.
func (h *house) wrongProfiles() []strowger.Command {
	profiles := h.profileIDs()
	id := pick(h, profiles)
	used := id
	if len(profiles) == 1 { // without any there could be no agents
		used = "nothing"
	}
	row := func(q strowger.QueueID) strowger.RoutingProfileQueue {
		return strowger.RoutingProfileQueue{Priority: 1, QueueReference: strowger.QueueReference{QueueID: q, Channel: strowger.Voice}}
	}
	media := func(list ...strowger.MediaConcurrency) strowger.Command {
		return strowger.UpdateRoutingProfile{ID: id, MediaConcurrencies: list}
	}
	types := func(ch strowger.Channel, n int, sizes ...int) strowger.Command {
		m := strowger.MediaConcurrency{Channel: ch, Concurrency: n}
		for i, size := range sizes {
			m.WorkloadTypes = append(m.WorkloadTypes, strowger.WorkloadTypeConcurrency{
				WorkloadType: fmt.Sprintf("type%d", i%6), Concurrency: size})
		}
		return media(m)
	}
	chat := strowger.MediaConcurrency{Channel: strowger.Chat, Concurrency: 1}
	nowhere := strowger.QueueReference{QueueID: "nowhere", Channel: strowger.Chat}
	return []strowger.Command{
		strowger.CreateRoutingProfile{RoutingProfile: strowger.RoutingProfile{ID: "other", Name: "Other",
			DefaultOutboundQueueID: "Outbound", Queues: []strowger.RoutingProfileQueue{row("Outbound"), row("Outbound")}}},
		strowger.AssociateRoutingProfileQueues{ID: id, Queues: []strowger.RoutingProfileQueue{row(strowger.QueueID(h.someUser()))}},
		strowger.AssociateRoutingProfileQueues{ID: id, Manual: []strowger.QueueReference{nowhere}},
		strowger.UpdateRoutingProfileQueues{ID: id, Queues: []strowger.RoutingProfileQueue{row("nowhere")}},
		strowger.DeleteRoutingProfile{ID: used},
		media(strowger.MediaConcurrency{Channel: strowger.Voice, Concurrency: 2}), media(chat, chat),
		media(strowger.MediaConcurrency{Channel: strowger.Chat, Concurrency: 11}),
		types(strowger.Chat, 0, 1), types(strowger.Task, 1, 1), types(strowger.Task, 0, 1, 1, 1, 1, 1, 1),
		types(strowger.Task, 0, 0), types(strowger.Task, 0, 6, 5),
		media(strowger.MediaConcurrency{Channel: strowger.Task, WorkloadTypes: []strowger.WorkloadTypeConcurrency{
			{WorkloadType: "same", Concurrency: 1}, {WorkloadType: "same", Concurrency: 1}}}),
	}
}

// wrongUsers break the rules of sections 3.1 and 4.1.
func (h *house) wrongUsers() []strowger.Command {
	u := h.someUser()
	skill := func(value string, level float64) strowger.Proficiency {
		return strowger.Proficiency{Name: "Skill", Value: value, Level: level}
	}
	skills := func(list ...strowger.Proficiency) strowger.Command {
		return strowger.AssociateUserProficiencies{ID: u, Proficiencies: list}
	}
	many := []strowger.Proficiency{}
	for i := range 11 {
		many = append(many, skill(fmt.Sprintf("v%d", i), 1))
	}
	disabled := "DISABLED"
	return []strowger.Command{
		strowger.CreateUser{User: strowger.User{ID: "other", Username: string(u), RoutingProfileID: pick(h, h.profileIDs())}},
		skills(skill("Latin", 1)), skills(skill("French", 2.5)), skills(skill("French", 6)),
		skills(skill("French", 1), skill("French", 1)), skills(many...),
		strowger.UpdateUserProficiencies{ID: u, Proficiencies: []strowger.Proficiency{skill("Latin", 1)}},
		strowger.DeletePredefinedAttribute{Name: "Skill"},
		strowger.UpdateAgentStatus{ID: "Available", State: &disabled},
		strowger.UpdateAgentStatus{ID: "Break", State: &disabled},
		strowger.PutAgentStatus{UserID: u, StatusID: "Break"},
	}
}
