package flow

import (
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/strowger/strowger"
)

// hooks are the event hooks that a flow can set.
var hooks = []strowger.FlowHook{
	strowger.AgentHoldHook, strowger.AgentWhisperHook, strowger.CustomerHoldHook, strowger.CustomerQueueHook,
	strowger.CustomerRemainingHook, strowger.CustomerWhisperHook, strowger.DefaultAgentUIHook,
	strowger.DisconnectAgentUIHook, strowger.PauseContactHook, strowger.ResumeContactHook,
}

// eventHooks reads UpdateContactEventHooks: the flows that run for the contact when
// something happens to it, in the place of those that were set before (rule F6).
func eventHooks(p *parameters, a *action) {
	p.allow("EventHooks")
	set := p.hooks()
	a.do = func(s *step) move {
		all := make(map[strowger.FlowHook]strowger.ContactFlowID, len(set))
		if c, ok := s.runs.contacts[s.contact.ID]; ok {
			maps.Copy(all, c.hooks)
		}
		for hook, flow := range set {
			text, ok := flow(s.contact)
			id := strowger.ContactFlowID(text)
			if ok {
				var source *strowger.ContactFlow
				source, ok = s.ContactFlow(id)
				ok = ok && source.Runs() && source.Fits(hook)
			}
			if hold := hook == strowger.CustomerHoldHook || hook == strowger.AgentHoldHook; !ok || hold && s.contact.Channel != strowger.Voice {
				return s.fail() // and nothing is set
			}
			all[hook] = id
		}
		return move{event: &strowger.EventHooksSet{At: s.now, ContactID: s.contact.ID, Hooks: all}, to: a.next}
	}
}

// hooks reads the flows of EventHooks by their hooks, one at least.
func (p *parameters) hooks() map[strowger.FlowHook]func(*strowger.Contact) (string, bool) {
	var given map[string]jsontext.Value
	if err := json.Unmarshal(p.node.Parameters["EventHooks"], &given); err != nil || len(given) == 0 {
		p.problem("EventHooks", "must be an object with a flow for each of its hooks")
		return nil
	}
	inner := &parameters{p.parser, &node{Identifier: p.node.Identifier, Type: p.node.Type, Parameters: make(map[string]jsontext.Value, len(given))}}
	set := make(map[strowger.FlowHook]func(*strowger.Contact) (string, bool), len(given))
	for _, name := range slices.Sorted(maps.Keys(given)) {
		hook := strowger.FlowHook(name)
		if !slices.Contains(hooks, hook) {
			p.problem("EventHooks."+name, "is not a hook; the hooks are %s", strings.Join(names(hooks), ", "))
			continue
		}
		inner.node.Parameters["EventHooks."+name] = given[name]
		set[hook] = inner.resource("EventHooks."+name, strowger.ContactFlowResource)
	}
	return set
}

func names(hooks []strowger.FlowHook) (list []string) {
	for _, hook := range hooks {
		list = append(list, string(hook))
	}
	return list
}
