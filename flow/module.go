package flow

import (
	"strings"

	"github.com/strowger/strowger"
)

// invokeModule reads InvokeFlowModule: the module that runs before the flow goes
// on.
func invokeModule(p *parameters, a *action) {
	p.allow("FlowModuleId")
	module := p.resource(p.one("FlowModuleId"), strowger.FlowModuleResource)
	a.do = func(s *step) move {
		text, ok := module(s.contact)
		text, alias, aliased := strings.Cut(text, ":")
		id := strowger.ContactFlowModuleID(text)
		if !ok || aliased && alias != "$LATEST" {
			return s.fail()
		}
		source, ok := s.ContactFlowModule(id)
		if !ok || !source.Runs() {
			return s.fail()
		}
		content := s.runs.published[moduleKey(id)]
		program := content.module(s.Instance().ID)
		if program == nil {
			return s.fail()
		}
		return move{enter: &frame{moduleID: id, content: content, at: program.start}}
	}
}

// endModule reads EndFlowModuleExecution.
func endModule(p *parameters, a *action) {
	p.allow()
	a.do = func(*step) move { return move{leave: true} }
}
