package flow

import (
	"strings"

	"github.com/strowger/strowger"
)

// invokeModule reads InvokeFlowModule: the module that runs before the flow goes
// on.
func invokeModule(p *parameters, a *action) {
	p.allow("FlowModuleId")
	v := p.value(p.one("FlowModuleId"))
	if _, ok := resourceID(v.fixed, "flow-module"); !ok && v.fixed != "" {
		p.problem("FlowModuleId", "must be the identifier or ARN of a resource of type flow-module")
	}
	a.module = &v
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
	var v value
	if _, ok := p.node.Parameters["HoursOfOperationId"]; ok {
		v = p.value("HoursOfOperationId")
		if _, ok := resourceID(v.fixed, "operating-hours"); !ok && v.fixed != "" {
			p.problem("HoursOfOperationId", "must be the identifier or ARN of a resource of type operating-hours")
		}
	}
	a.check = func(r Router, now strowger.Time, c *strowger.Contact) (string, bool) {
		id, ok := hoursAsked(r, v, c)
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

func hoursAsked(r Router, v value, c *strowger.Contact) (strowger.HoursOfOperationID, bool) {
	if v.fixed == "" && v.path == nil {
		return r.HoursOf(c.TargetQueueID)
	}
	id, ok := resourceID(v.of(c), "operating-hours")
	return strowger.HoursOfOperationID(id), ok
}

// modules is the way a contact has taken into modules: the actions that invoked
// them, the innermost last.
type modules []*action

// enter returns the first action of a module, or the error transition of the
// action that invokes it if the module cannot be run.
func (f *Runner) enter(r Router, from *action, contact *strowger.Contact, way *modules) *action {
	id, ok := resourceID(from.module.of(contact), "flow-module")
	id, alias, aliased := strings.Cut(id, ":")
	if !ok || aliased && alias != "$LATEST" {
		return from.errors[noMatchingError]
	}
	source, ok := r.ContactFlowModule(strowger.ContactFlowModuleID(id))
	if !ok || source.Status != strowger.Published || source.State != strowger.Active {
		return from.errors[noMatchingError]
	}
	module := f.parsed("module "+id, source.Content, ParseModule)
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
