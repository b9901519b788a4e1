package trace_test

import (
	"github.com/strowger/strowger"
)

// madeContact makes up a contact that no customer has begun: one that another
// system has, one that an agent has at once, or a call by the house.
func (h *house) madeContact() strowger.Command {
	id := strowger.ContactID(h.name("m"))
	users := h.userIDs()
	if h.maybe(3) || len(users) == 0 {
		return strowger.StartContact{Contact: &strowger.Contact{ID: id, Channel: strowger.Voice, InitiationMethod: "API",
			FlowID: "Flow", Outbound: &strowger.OutboundPlan{RingSeconds: 15 + h.Int64N(46)}}}
	}
	c := strowger.CreateContact{Contact: &strowger.Contact{ID: id, Channel: strowger.Task, InitiationMethod: "API"}}
	switch h.IntN(4) {
	case 0:
		c.Completed = true
	case 1:
		c.UserID = pick(h, users)
	case 2:
		external := strowger.ExternalAudio
		c.Contact.Channel, c.Contact.InitiationMethod, c.UserID = strowger.Voice, strowger.Transfer, pick(h, users)
		c.Contact.SegmentAttributes = map[string]strowger.SegmentAttribute{strowger.SubtypeAttribute: {String: &external}}
	}
	return c
}

// knowledge makes up a change of what is known of a contact.
func (h *house) knowledge(id strowger.ContactID) strowger.Command {
	word := h.name("word")
	switch h.IntN(5) {
	case 0:
		return strowger.UpdateContactAttributes{ContactID: id, Attributes: map[string]string{pick(h, []string{"a", "b"}): word}}
	case 1:
		return strowger.UpdateContactSchedule{ContactID: id, ScheduledTime: h.now.Add(h.Int64N(200))}
	case 2:
		workload := pick(h, workloadTypes)
		return strowger.UpdateContact{ContactID: id, Update: strowger.ContactUpdate{
			SegmentAttributes: map[string]strowger.SegmentAttribute{strowger.WorkloadTypeAttribute: {String: &workload}}}}
	case 3:
		minutes := 1 + h.Int64N(60)
		return strowger.UpdateContact{ContactID: id, Update: strowger.ContactUpdate{
			SegmentAttributes: map[string]strowger.SegmentAttribute{strowger.ContactExpiryAttribute: {
				Map: map[string]strowger.SegmentAttribute{strowger.ExpiryDuration: {Integer: &minutes}}}}}}
	}
	return strowger.UpdateContact{ContactID: id, Recorded: h.maybe(2), Update: strowger.ContactUpdate{
		Description: &word, Tags: strowger.Tags{word: "x"}, Untag: []string{"word1"}}}
}
