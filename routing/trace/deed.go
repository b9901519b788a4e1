package trace

import (
	"slices"
	"strings"

	"github.com/strowger/strowger"
)

// arrival reads "CHANNEL ID [type T] [web] [scheduled TIME] [lasts N m] [rings N s]
// [follows CONTACT] [to QUEUE|to agent A] [priority N] [age N] [needs CRITERIA]".
// Without "to" the contact stays in its flow. A contact that is made instead of
// arriving is read by made.
func (r *Runner) arrival(p *parser) error {
	c := strowger.Contact{Channel: p.channel(), FlowID: flow, InitiationMethod: "INBOUND"}
	if c.Channel == strowger.Task {
		c.InitiationMethod = "API"
	}
	c.ID = strowger.ContactID(p.word())
	if p.accept("made") {
		return r.made(p, &c)
	}
	var before, after []strowger.Command
	for p.more() {
		switch p.peek() {
		case "type":
			p.next()
			w := p.word()
			c.SegmentAttributes = map[string]strowger.SegmentAttribute{
				strowger.WorkloadTypeAttribute: {String: &w}}
		case "web":
			p.next()
			c.InitiationMethod = strowger.WebRTC
		case "scheduled":
			p.next()
			c.ScheduledTimestamp = p.clock()
		case "lasts":
			p.next()
			c.Chat = &strowger.ChatSession{DurationMinutes: int(p.number())}
			p.expect("m")
		case "rings":
			p.next()
			c.Outbound = &strowger.OutboundPlan{RingSeconds: p.seconds()}
			c.InitiationMethod = "API"
		case "follows":
			p.next()
			r.link(&c, strowger.ContactID(p.word()))
		case "to":
			p.next()
			before = append(before, strowger.SetTargetQueue{ContactID: c.ID, QueueID: p.queueID()})
			after = append(after, strowger.EnqueueContact{ContactID: c.ID})
		case "priority", "age", "needs":
			before = append(before, p.routingData(c.ID))
		default:
			p.fail("a contact arrives with to, priority, age, needs and what else routing/trace/README.md lists; found %q", p.peek())
		}
	}
	if err := p.end(); err != nil {
		return err
	}
	r.steps(slices.Concat([]strowger.Command{strowger.StartContact{Contact: &c}}, before, after)...)
	return nil
}

// made reads "CHANNEL ID made [external] [completed] [for AGENT]": a contact that
// another system tells of (CreateContact).
func (r *Runner) made(p *parser, c *strowger.Contact) error {
	c.FlowID, c.InitiationMethod = "", "API"
	if p.accept("external") {
		external := strowger.ExternalAudio
		c.InitiationMethod = strowger.Transfer
		c.SegmentAttributes = map[string]strowger.SegmentAttribute{strowger.SubtypeAttribute: {String: &external}}
	}
	made := strowger.CreateContact{Contact: c, Completed: p.accept("completed")}
	if p.accept("for") {
		made.UserID = strowger.UserID(p.word())
	}
	if err := p.end(); err != nil {
		return err
	}
	r.steps(made)
	return nil
}

// link makes a contact the next of another one, which may have ended (rule 6.2).
func (r *Runner) link(c *strowger.Contact, from strowger.ContactID) {
	previous := r.records[from]
	if live, ok := r.engine.Contact(from); ok {
		previous = *live
	}
	c.PreviousContactID, c.InitialContactID = from, previous.InitialContactID
	c.Segment = previous.Segment + 1
}

// queueID reads a queue, or with "agent" before it the queue of an agent.
func (p *parser) queueID() strowger.QueueID {
	p.accept("agent")
	return strowger.QueueID(p.word())
}

// segmentAttribute reads a workload type, or after how many minutes a contact
// expires.
func (p *parser) segmentAttribute(id strowger.ContactID, name string) strowger.UpdateContact {
	var a strowger.SegmentAttribute
	if name == strowger.ContactExpiryAttribute {
		minutes := p.number()
		p.expect("m")
		a.Map = map[string]strowger.SegmentAttribute{strowger.ExpiryDuration: {Integer: &minutes}}
	} else {
		workload := p.word()
		a.String = &workload
	}
	return strowger.UpdateContact{ContactID: id, Update: strowger.ContactUpdate{
		SegmentAttributes: map[string]strowger.SegmentAttribute{name: a}}}
}

// routingData reads "priority N", "age N" or "needs CRITERIA".
func (p *parser) routingData(id strowger.ContactID) strowger.UpdateRoutingData {
	c := strowger.UpdateRoutingData{ContactID: id}
	switch w := p.next(); w {
	case "priority":
		n := p.number()
		c.QueuePriority = &n
	case "age":
		n := p.seconds()
		c.QueueTimeAdjustmentSeconds = &n
	case "needs":
		c.Criteria = p.criteria()
	default:
		p.fail("want priority, age or needs, found %q", w)
	}
	return c
}

// deed reads what an agent or a contact does: a name, a verb and the rest.
func (r *Runner) deed(p *parser) error {
	name := p.word()
	commands := agentDeed(p, strowger.UserID(name))
	if commands == nil {
		commands = contactDeed(p, strowger.ContactID(name))
	}
	if err := p.end(); err != nil {
		return err
	}
	r.steps(commands...)
	return nil
}

// agentDeed returns nil if the verb is none of an agent's.
func agentDeed(p *parser, agent strowger.UserID) []strowger.Command {
	contact := func() strowger.ContactID { return strowger.ContactID(p.word()) }
	var c strowger.Command
	switch {
	case p.accept("becomes"):
		c = strowger.PutAgentStatus{UserID: agent, StatusID: strowger.AgentStatusID(p.word())}
	case p.accept("accepts"):
		c = strowger.AcceptContact{UserID: agent, ContactID: contact()}
	case p.accept("rejects"):
		c = strowger.RejectContact{UserID: agent, ContactID: contact()}
	case p.accept("holds"):
		c = strowger.HoldContact{UserID: agent, ContactID: contact()}
	case p.accept("unholds"):
		c = strowger.UnholdContact{UserID: agent, ContactID: contact()}
	case p.accept("mutes"):
		c = strowger.MuteParticipant{UserID: agent, ContactID: contact(), Muted: true}
	case p.accept("unmutes"):
		c = strowger.MuteParticipant{UserID: agent, ContactID: contact()}
	case p.accept("ends"):
		c = strowger.LeaveContact{UserID: agent, ContactID: contact()}
	case p.accept("clears"):
		c = strowger.ClearContact{UserID: agent, ContactID: contact()}
	case p.accept("calls"):
		c = strowger.StartOutboundContact{UserID: agent, Contact: &strowger.Contact{ID: contact(), Channel: strowger.Voice}}
	case p.accept("writes"):
		c = strowger.StartOutboundContact{UserID: agent, Contact: &strowger.Contact{ID: contact(), Channel: strowger.Email}}
	case p.accept("transfers"):
		c = p.transfer(contact(), agent)
	default:
		return nil
	}
	return []strowger.Command{c}
}

func contactDeed(p *parser, id strowger.ContactID) []strowger.Command {
	switch {
	case p.accept("hangs", "up"):
		return []strowger.Command{strowger.DisconnectContact{ContactID: id, Reason: strowger.CustomerDisconnect}}
	case p.accept("pauses"):
		return []strowger.Command{strowger.PauseContact{ContactID: id}}
	case p.accept("resumes", "with", "flow"):
		return []strowger.Command{strowger.ResumeContact{ContactID: id, FlowID: flow}}
	case p.accept("resumes"):
		return []strowger.Command{strowger.ResumeContact{ContactID: id}}
	case p.accept("goes", "to"):
		return []strowger.Command{
			strowger.SetTargetQueue{ContactID: id, QueueID: p.queueID()},
			strowger.EnqueueContact{ContactID: id},
		}
	case p.accept("heads", "for"):
		return []strowger.Command{strowger.SetTargetQueue{ContactID: id, QueueID: p.queueID()}}
	case p.accept("is", "queued"):
		return []strowger.Command{strowger.EnqueueContact{ContactID: id}}
	case p.accept("is", "rescheduled"):
		return []strowger.Command{strowger.UpdateContactSchedule{ContactID: id, ScheduledTime: p.clock()}}
	case p.accept("is", "typed"):
		return []strowger.Command{p.segmentAttribute(id, strowger.WorkloadTypeAttribute)}
	case p.accept("expires", "after"):
		return []strowger.Command{p.segmentAttribute(id, strowger.ContactExpiryAttribute)}
	case p.accept("answers"):
		return []strowger.Command{strowger.AnswerContact{ContactID: id}}
	case p.accept("does", "not", "answer"):
		return []strowger.Command{strowger.EndDial{ContactID: id}}
	case p.accept("is", "dialled"):
		return []strowger.Command{strowger.DialContact{ContactID: id}}
	case p.accept("asks", "for", "callback"):
		return []strowger.Command{p.callback(id)}
	case p.accept("moves"):
		return []strowger.Command{p.transfer(id, "")}
	case p.accept("is", "assigned", "to"):
		return []strowger.Command{strowger.AssociateContactWithUser{ContactID: id, UserID: strowger.UserID(p.word())}}
	case p.accept("interrupts"):
		return []strowger.Command{strowger.InterruptAgent{ContactID: id, UserID: strowger.UserID(p.word())}}
	case p.accept("gets"), p.peek() == "needs":
		return []strowger.Command{p.routingData(id)}
	}
	p.fail("%q is nothing that an agent or a contact does; routing/trace/README.md lists what they do",
		strings.Join(p.tokens, " "))
	return nil
}

// transfer reads "to QUEUE [with flow] as CONTACT".
func (p *parser) transfer(id strowger.ContactID, agent strowger.UserID) strowger.TransferContact {
	p.expect("to")
	c := strowger.TransferContact{ContactID: id, UserID: agent, QueueID: p.queueID()}
	if p.accept("with", "flow") {
		c.FlowID = flow
	}
	p.expect("as")
	c.NewContactID = strowger.ContactID(p.word())
	return c
}

// callback reads "CONTACT in QUEUE [after N] [attempts N] [retry N] [with flow]".
func (p *parser) callback(id strowger.ContactID) strowger.CreateCallback {
	c := strowger.CreateCallback{ContactID: id, Plan: strowger.CallbackPlan{MaxAttempts: 1}}
	c.NewContactID = strowger.ContactID(p.word())
	p.expect("in")
	c.QueueID = p.queueID()
	if p.accept("after") {
		c.DelaySeconds = p.seconds()
	}
	if p.accept("attempts") {
		c.Plan.MaxAttempts = int(p.number())
	}
	if p.accept("retry") {
		c.Plan.RetrySeconds = p.seconds()
	}
	if p.accept("with", "flow") {
		c.FlowID = flow
	}
	return c
}
