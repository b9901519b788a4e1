package flow

import (
	"github.com/strowger/strowger"
)

// player runs the flows that go on at one time, and collects the events.
type player struct {
	*Runs
	router Router
	now    strowger.Time
	events []strowger.Event
}

// Follow begins and ends the flows of contacts after the events of a command, or of
// what was due, that the router has stepped at a time; then those that have waited
// until then go on. It returns all events in order. What flows ask for and is
// refused is no error but chooses how the flow goes on.
func (f *Runs) Follow(r Router, now strowger.Time, events []strowger.Event) []strowger.Event {
	p := &player{Runs: f, router: r, now: now, events: events}
	for followed := 0; ; {
		for ; followed < len(p.events); followed++ { // flows add events
			p.follow(p.events[followed])
		}
		if at, ok := f.NextDeadline(); !ok || at > now || r.Instance().Deleted {
			return p.events
		}
		p.wake(f.waiting[0])
	}
}

// add applies an event of the flows themselves.
func (p *player) add(ev strowger.Event) {
	p.Apply(ev)
	p.events = append(p.events, ev)
}

// follow does what an event means to the flows.
func (p *player) follow(ev strowger.Event) {
	switch ev := ev.(type) {
	case *strowger.FlowRunMoved, *strowger.FlowRunEnded, *strowger.EventHooksSet:
		return // was applied when it was added
	case *strowger.ContactStarted:
		p.inherit(ev.Contact)
		p.start(ev.Contact.ID, strowger.ContactHook)
	case *strowger.ContactActivated:
		p.start(ev.ContactID, strowger.ContactHook)
	case *strowger.ContactQueued:
		p.leave(ev.ContactID)
		p.drop(ev.ContactID, strowger.CustomerQueueHook) // that of the queue before
		p.start(ev.ContactID, strowger.CustomerQueueHook)
	case *strowger.ContactConnected:
		p.start(ev.ContactID, strowger.AgentWhisperHook)
		p.leave(ev.ContactID)
		p.start(ev.ContactID, strowger.CustomerWhisperHook)
	case *strowger.ContactAccepted:
		p.leave(ev.ContactID)
	case *strowger.ContactPaused:
		p.leave(ev.ContactID)
	case *strowger.ContactHeld:
		p.start(ev.ContactID, strowger.AgentHoldHook)
		p.start(ev.ContactID, strowger.CustomerHoldHook)
	case *strowger.ContactUnheld:
		p.leave(ev.ContactID)
	case *strowger.ContactDisconnected:
		p.leave(ev.ContactID)
	}
	p.Apply(ev)
}

// start begins the flow of a contact for a hook, if there is one and it is heard. A
// contact whose own flow cannot be run is disconnected.
func (p *player) start(id strowger.ContactID, hook strowger.FlowHook) {
	contact, ok := p.hears(id, hook)
	if !ok {
		return
	}
	flow := contact.FlowID
	if hook != strowger.ContactHook {
		c, known := p.contacts[id]
		if !known || c.hooks[hook] == "" {
			return
		}
		flow = c.hooks[hook]
	}
	r, ok := p.begin(p.router, hook, flow)
	if !ok {
		r = &run{hook: hook, frames: []frame{{}}} // that has nothing to do
	}
	p.play(id, r, false)
}

// wake has a run go on that has waited.
func (p *player) wake(s *standing) {
	r, ok := p.resume(p.router, &s.record)
	if !ok {
		r = &run{hook: s.record.Hook, frames: []frame{{}}}
	}
	p.play(s.contact, r, true)
}

// hears returns a contact and whether the flow of a hook is heard: whether the
// contact is where that flow runs.
func (p *player) hears(id strowger.ContactID, hook strowger.FlowHook) (*strowger.Contact, bool) {
	c, ok := p.router.Contact(id)
	if !ok {
		return nil, false
	}
	switch hook {
	case strowger.ContactHook:
		ok = c.State == strowger.InFlow
	case strowger.CustomerQueueHook:
		ok = c.State == strowger.Waiting || c.State == strowger.Offered
	case strowger.AgentWhisperHook, strowger.CustomerWhisperHook:
		ok = c.State == strowger.WithAgent
	case strowger.AgentHoldHook, strowger.CustomerHoldHook:
		ok = c.State == strowger.WithAgent && c.Agent.HoldSince != 0
	default:
		ok = false
	}
	return c, ok
}

// leave ends the flows of a contact that it does not hear any more.
func (p *player) leave(id strowger.ContactID) {
	c, ok := p.contacts[id]
	if !ok {
		return
	}
	var over []strowger.FlowHook
	for _, s := range c.runs {
		if _, ok := p.hears(id, s.record.Hook); !ok {
			over = append(over, s.record.Hook)
		}
	}
	for _, hook := range over {
		p.drop(id, hook)
	}
}

// drop ends the flow of a hook, if one waits.
func (p *player) drop(id strowger.ContactID, hook strowger.FlowHook) {
	if p.standing(id, hook) != nil {
		p.add(&strowger.FlowRunEnded{At: p.now, ContactID: id, Hook: hook})
	}
}

// inherit gives the flows that were set for a contact to the segment that carries
// its customer on (rule F6.10).
func (p *player) inherit(c *strowger.Contact) {
	switch c.InitiationMethod {
	case strowger.Transfer, strowger.QueueTransfer, strowger.Callback:
	default:
		return
	}
	before, ok := p.contacts[c.PreviousContactID]
	if _, lives := p.router.Contact(c.ID); ok && lives && len(before.hooks) > 0 {
		p.add(&strowger.EventHooksSet{At: p.now, ContactID: c.ID, Hooks: before.hooks})
	}
}
