package flow

import (
	"strings"

	"github.com/strowger/strowger"
)

// invokeModule reads InvokeFlowModule: the module that runs before the flow goes
// on.
func invokeModule(p *parameters, a *action) {
	p.allow("FlowModuleId")
	a.module = p.resource(p.one("FlowModuleId"), strowger.FlowModuleResource)
}

// endModule reads EndFlowModuleExecution.
func endModule(p *parameters, a *action) {
	p.allow()
	a.returns = true
}

// checkHours reads CheckHoursOfOperation: the hours that are asked for, or those
// of the target queue.
func checkHours(p *parameters, a *action) {
	p.allow("HoursOfOperationId")
	asked := p.has("HoursOfOperationId")
	var hours func(*strowger.Contact) (string, bool)
	if asked {
		hours = p.resource("HoursOfOperationId", strowger.HoursOfOperationResource)
	}
	a.check = func(r Router, now strowger.Time, c *strowger.Contact) (string, bool) {
		id, ok := r.HoursOf(c.TargetQueueID)
		if asked {
			var text string
			text, ok = hours(c)
			id = strowger.HoursOfOperationID(text)
		}
		if !ok {
			return "", false
		}
		open, err := r.Open(id, now)
		switch {
		case err != nil:
			return "", false
		case open:
			return "True", true
		}
		return "False", true
	}
}

// modules is the way a contact has taken into modules: the actions that invoked
// them, the innermost last.
type modules []*action

// enter returns the first action of a module, or the error transition of the
// action that invokes it if the module cannot be run.
func (f *Runner) enter(r Router, from *action, contact *strowger.Contact, way *modules) *action {
	id, ok := from.module(contact)
	id, alias, aliased := strings.Cut(id, ":")
	if !ok || aliased && alias != "$LATEST" {
		return from.errors[noMatchingError]
	}
	source, ok := r.ContactFlowModule(strowger.ContactFlowModuleID(id))
	if !ok || source.Status != strowger.Published || source.State != strowger.Active {
		return from.errors[noMatchingError]
	}
	module := f.parsed(r, "module "+id, source.Content, true)
	if module == nil {
		return from.errors[noMatchingError]
	}
	*way = append(*way, from)
	return module.start
}

// leave takes the innermost module off the way and returns the action that had
// invoked it.
func (m *modules) leave() *action {
	from := (*m)[len(*m)-1]
	*m = (*m)[:len(*m)-1]
	return from
}
