package flow

import "github.com/strowger/strowger"

// maxRun bounds the actions that one contact runs through.
const maxRun = 1000

// maxParsed bounds the flows that a Runner keeps, well above what an instance
// may have.
const maxParsed = 1000

// Router is the engine that a Runner drives; *routing.Engine is one.
type Router interface {
	Instance() *strowger.Instance
	Step(now strowger.Time, c strowger.Command) ([]strowger.Event, error)
	Contact(id strowger.ContactID) (*strowger.Contact, bool)
	ContactFlow(id strowger.ContactFlowID) (*strowger.ContactFlow, bool)
	ContactFlowModule(id strowger.ContactFlowModuleID) (*strowger.ContactFlowModule, bool)

	// Open reports whether hours of operation are open at an instant.
	Open(id strowger.HoursOfOperationID, at strowger.Time) (bool, error)
	// HoursOf returns the hours of operation of a queue, if it has any.
	HoursOf(id strowger.QueueID) (strowger.HoursOfOperationID, bool)
}

// Runner runs the flows of one instance and keeps them parsed. The zero value
// is ready for use. It is not safe for concurrent use.
type Runner struct {
	flows map[string]parsed // by kind and identifier
}

// parsed is a flow or a module and the content it was parsed from. Content is compared, not
// the time of the last change, because a held clock lets two changes have the
// same time; the comparison is quick, for it is the same string in memory.
type parsed struct {
	content string
	flow    *Flow // nil if the content is not valid
}

// Step steps a command through the router and then, at the same time, runs the
// flow of each contact that came to life, in the order of the events. It
// returns all the events in order. The error is the router's refusal of the
// command, after which nothing has happened; refusals of what flows do are no
// errors but choose how the flow goes on.
func (f *Runner) Step(r Router, now strowger.Time, c strowger.Command) ([]strowger.Event, error) {
	events, err := r.Step(now, c)
	if err != nil {
		return nil, err
	}
	for i := 0; i < len(events); i++ { // flows add events
		switch e := events[i].(type) {
		case *strowger.ContactStarted:
			events = append(events, f.run(r, now, e.Contact.ID)...)
		case *strowger.ContactActivated:
			events = append(events, f.run(r, now, e.ContactID)...)
		}
	}
	return events, nil
}

// run runs the flow of a contact, if it is in its flow, until it no longer is.
func (f *Runner) run(r Router, now strowger.Time, id strowger.ContactID) (events []strowger.Event) {
	contact, ok := inFlow(r, id)
	if !ok {
		return nil
	}
	a := f.start(r, contact.FlowID)
	var way modules
	for n := 0; ok && n < maxRun; n++ {
		if a == nil && len(way) > 0 {
			a = way.leave().errors[noMatchingError] // the module has not returned
			continue
		}
		if a == nil {
			break
		}
		var more []strowger.Event
		more, a = f.do(r, now, a, contact, &way)
		events = append(events, more...)
		contact, ok = inFlow(r, id)
	}
	if ok {
		// A contact that lives can be disconnected. Were that refused, there
		// would be nothing left for the flow to do.
		more, _ := r.Step(now, hangUp(id))
		events = append(events, more...)
	}
	return events
}

// do does what an action does and returns the action to go on with.
func (f *Runner) do(r Router, now strowger.Time, a *action, contact *strowger.Contact, way *modules) ([]strowger.Event, *action) {
	switch {
	case a.returns:
		return nil, way.leave().next
	case a.module != nil:
		return nil, f.enter(r, a, contact, way)
	case a.check != nil:
		result, ok := a.check(r, now, contact)
		if !ok {
			return nil, a.errors[noMatchingError]
		}
		return nil, a.results[result]
	}
	c, ok := a.command(contact)
	if !ok {
		return nil, a.errors[noMatchingError]
	}
	events, err := r.Step(now, c)
	if err != nil {
		return nil, a.afterError(err)
	}
	return events, a.next
}

func inFlow(r Router, id strowger.ContactID) (*strowger.Contact, bool) {
	c, ok := r.Contact(id)
	return c, ok && c.State == strowger.InFlow
}

// start returns the first action of a flow, nil if contacts cannot be in it.
func (f *Runner) start(r Router, id strowger.ContactFlowID) *action {
	source, ok := r.ContactFlow(id)
	if !ok || !startable(source) {
		return nil
	}
	flow := f.parsed(r, "flow "+string(id), source.Content, false)
	if flow == nil {
		return nil
	}
	return flow.start
}

// parsed returns a flow or a module, parsed anew only if its content has
// changed. It is nil if the content is not valid: what is not valid now was
// valid to the release that stored it, and the contact is treated as if the flow
// were not there.
func (f *Runner) parsed(r Router, key, content string, module bool) *Flow {
	p, ok := f.flows[key]
	if ok && p.content == content {
		return p.flow
	}
	if f.flows == nil || len(f.flows) == maxParsed {
		f.flows = make(map[string]parsed)
	}
	p = parsed{content: content}
	p.flow, _ = parse(scope{instance: r.Instance().ID, stored: true}, content, module)
	f.flows[key] = p
	return p.flow
}

// startable reports whether contacts may be in a flow: it is published, not
// archived, and of a type that runs before the queue (rule 7.4). A contact may
// find its flow changed when the time comes for which it was scheduled.
func startable(f *strowger.ContactFlow) bool {
	if f.Status != "PUBLISHED" || f.State != "ACTIVE" {
		return false
	}
	switch f.Type {
	case "CONTACT_FLOW", "AGENT_TRANSFER", "QUEUE_TRANSFER":
		return true
	}
	return false
}
