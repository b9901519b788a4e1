package flow

import (
	"maps"

	"github.com/strowger/strowger"
)

// maxRun bounds the actions that a flow runs through without waiting.
const maxRun = 1000

// run is a flow that runs for a contact.
type run struct {
	hook   strowger.FlowHook
	flowID strowger.ContactFlowID
	frames []frame // the flow and the modules it is in, the innermost last
}

// frame is a flow or a module that runs.
type frame struct {
	moduleID strowger.ContactFlowModuleID
	content  *content
	at       *action
	loops    map[string]int // the rounds that loops have given, by their identifiers
}

// over reports whether there is nothing left to run, after ending the modules that
// have run out of actions: they have not returned (rule F5.6).
func (r *run) over() bool {
	for {
		f := &r.frames[len(r.frames)-1]
		if f.at != nil {
			return false
		}
		if len(r.frames) == 1 {
			return true
		}
		r.leave()
		f = &r.frames[len(r.frames)-1]
		f.at = f.at.errors[noMatchingError]
	}
}

func (r *run) leave() { r.frames = r.frames[:len(r.frames)-1] }

// record returns where the run stands, as the state keeps it.
func (r *run) record(c *strowger.Contact, until strowger.Time) strowger.FlowRun {
	record := strowger.FlowRun{Hook: r.hook, FlowID: r.flowID, Until: until, Sequence: c.Sequence}
	for _, f := range r.frames {
		record.Frames = append(record.Frames, strowger.FlowFrame{
			ModuleID: f.moduleID, Content: f.content.sum, Action: f.at.id, Loops: maps.Clone(f.loops),
		})
	}
	return record
}

// begin begins a flow at its first action. It is false if the flow cannot be run.
func (f *Runs) begin(r Router, hook strowger.FlowHook, id strowger.ContactFlowID) (*run, bool) {
	source, ok := r.ContactFlow(id)
	if !ok || !source.Runs() || !source.Fits(hook) {
		return nil, false
	}
	content := f.published[flowKey(id)]
	program := content.flow(r.Instance().ID)
	if program == nil {
		return nil, false
	}
	return &run{hook: hook, flowID: id, frames: []frame{{content: content, at: program.start}}}, true
}

// resume returns the run that stands where a record says. It is false if that place
// cannot be found in its content any more, as after a change of this program.
func (f *Runs) resume(r Router, record *strowger.FlowRun) (*run, bool) {
	resumed := &run{hook: record.Hook, flowID: record.FlowID}
	for _, kept := range record.Frames {
		content := f.contents[kept.Content]
		program := content.flow(r.Instance().ID)
		if kept.ModuleID != "" {
			program = content.module(r.Instance().ID)
		}
		if program == nil || program.actions[kept.Action] == nil {
			return nil, false
		}
		resumed.frames = append(resumed.frames, frame{
			moduleID: kept.ModuleID, content: content, at: program.actions[kept.Action], loops: maps.Clone(kept.Loops),
		})
	}
	return resumed, true
}

// play runs a flow of a contact until it waits, ends, or the contact has left it.
// Woken is how it goes on from the action at which it has stood, if it has.
func (p *player) play(id strowger.ContactID, r *run, woken bool) {
	for range maxRun {
		contact, ok := p.hears(id, r.hook)
		if !ok || r.over() {
			break
		}
		s := &step{Router: p.router, runs: p.Runs, now: p.now, contact: contact, run: r, action: r.frames[len(r.frames)-1].at}
		do := s.action.do
		if woken {
			do, woken = s.action.wake, false
		}
		m := do(s)
		if m.until != 0 {
			p.add(&strowger.FlowRunMoved{At: p.now, ContactID: id, Run: r.record(contact, m.until)})
			return
		}
		if m.end {
			break
		}
		p.move(r, s.action, m)
	}
	p.finish(id, r)
}

// move goes on from an action.
func (p *player) move(r *run, from *action, m move) {
	switch {
	case m.leave:
		r.leave()
		m.to = r.frames[len(r.frames)-1].at.next
	case m.enter != nil:
		r.frames = append(r.frames, *m.enter)
		return
	case m.event != nil:
		p.add(m.event)
	case m.command != nil:
		events, err := p.router.Step(p.now, m.command)
		p.events = append(p.events, events...)
		if err != nil {
			m.to = from.afterError(err)
		}
	}
	r.frames[len(r.frames)-1].at = m.to
}

// finish ends a run. A contact that its own flow leaves neither queued nor gone is
// disconnected; other flows end and nothing else does (rule F1.11).
func (p *player) finish(id strowger.ContactID, r *run) {
	if p.standing(id, r.hook) != nil {
		p.add(&strowger.FlowRunEnded{At: p.now, ContactID: id, Hook: r.hook})
	}
	if _, ok := p.hears(id, r.hook); ok && r.hook == strowger.ContactHook {
		// A contact that lives can be disconnected. Were that refused, there
		// would be nothing left for the flow to do.
		events, _ := p.router.Step(p.now, hangUp(id))
		p.events = append(p.events, events...)
	}
}
