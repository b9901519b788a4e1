package flow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/strowger/strowger"
)

// action is one step of a flow. A nil action is the end.
type action struct {
	id   string
	do   act
	wake act // after do has waited

	next    *action
	results map[string]*action // by the result that their condition equals
	errors  map[string]*action // by error type
}

// The types of error that actions name in their transitions.
const (
	queueAtCapacity     = "QueueAtCapacity"
	noMatchingError     = "NoMatchingError"
	noMatchingCondition = "NoMatchingCondition"
)

// kind is what is known of all actions of one type.
type kind struct {
	errors   []string // the error types it can end with
	results  []string // what its conditions compare, each with Equals, once
	optional []string // results that a condition need not be for
	leaves   bool     // when it succeeds the contact has left the flow
	terminal bool     // it has no transitions
	inModule bool     // it is for modules only
	notIn    []string // the types of flow in which it is refused
	read     func(*parameters, *action)
}

// kinds are the supported types of action, in the sections of the flow language: flow
// control, contact, module (docs/rules.md, F3 to F5).
var kinds map[string]kind

func init() { // an action that invokes a module parses it, with these
	kinds = map[string]kind{
		"CheckHoursOfOperation": {errors: []string{noMatchingError}, results: []string{"True", "False"}, read: checkHours},
		"EndFlowExecution":      {terminal: true, read: endFlow},
		"Loop":                  {errors: []string{noMatchingError}, results: []string{continueLooping, doneLooping}, read: loop},
		"Wait":                  {errors: []string{noMatchingError, participantNotFound}, results: []string{waitCompleted}, optional: waitEvents, notIn: whisperAndHold, read: wait},

		"CreateCallbackContact":        {errors: []string{noMatchingError}, read: asks(createCallback)},
		"DisconnectParticipant":        {terminal: true, read: asks(disconnect)},
		"TransferContactToQueue":       {errors: []string{queueAtCapacity, noMatchingError}, leaves: true, read: asks(transferToQueue)},
		"UpdateContactEventHooks":      {errors: []string{noMatchingError}, read: eventHooks},
		"UpdateContactRoutingBehavior": {errors: []string{noMatchingError}, read: asks(routingBehavior)},
		"UpdateContactRoutingCriteria": {errors: []string{noMatchingError}, read: asks(routingCriteria)},
		"UpdateContactTargetQueue":     {errors: []string{noMatchingError}, read: asks(targetQueue)},
		"UpdateRoutingCriteria":        {errors: []string{noMatchingError}, read: asks(routingCriteria)},

		"EndFlowModuleExecution": {terminal: true, inModule: true, read: endModule},
		"InvokeFlowModule":       {errors: []string{noMatchingError}, read: invokeModule},
	}
}

// command makes the command of an action for a contact. It is false if the
// contact lacks a value that the action needs.
type command func(*strowger.Contact) (strowger.Command, bool)

// asks is for the actions that ask for one command.
func asks(read func(*parameters) command) func(*parameters, *action) {
	return func(p *parameters, a *action) {
		make := read(p)
		a.do = func(s *step) move {
			c, ok := make(s.contact)
			if !ok {
				return s.fail()
			}
			return s.ask(c)
		}
	}
}

// operators are the operators of a condition.
var operators = []string{
	"Equals", "TextStartsWith", "TextEndsWith", "TextContains",
	"NumberGreaterThan", "NumberGreaterOrEqualTo", "NumberLessThan", "NumberLessOrEqualTo",
}

// action checks a node and fills in the action made from it.
func (p *parser) action(n *node) {
	a := p.actions[n.Identifier]
	p.link(a, n)
	k, ok := kinds[n.Type]
	if !ok {
		p.add("action %q: the type %q is not supported", n.Identifier, n.Type)
		return
	}
	if k.inModule && !p.module {
		p.add("action %q: the type %q is for modules only", n.Identifier, n.Type)
	}
	if slices.Contains(k.notIn, p.flowType) {
		p.add("action %q: the type %q is not for flows of type %s", n.Identifier, n.Type, p.flowType)
	}
	p.checkTransitions(n, k)
	k.read(&parameters{p, n}, a)
}

// link connects an action to those that follow it.
func (p *parser) link(a *action, n *node) {
	at := fmt.Sprintf("action %q: Transitions", n.Identifier)
	if id := n.Transitions.NextAction; id != "" {
		a.next = p.target(at+".NextAction", id)
	}
	a.errors = make(map[string]*action, len(n.Transitions.Errors))
	a.results = make(map[string]*action, len(n.Transitions.Conditions))
	for i, e := range n.Transitions.Errors {
		a.errors[e.ErrorType] = p.target(fmt.Sprintf("%s.Errors[%d].NextAction", at, i), e.NextAction)
	}
	for i, c := range n.Transitions.Conditions {
		at := fmt.Sprintf("%s.Conditions[%d]", at, i)
		next := p.target(at+".NextAction", c.NextAction)
		if result, ok := c.result(); ok {
			a.results[result] = next
		}
		if op := c.Condition.Operator; !slices.Contains(operators, op) {
			p.add("%s.Condition.Operator must be one of %s, is %q", at, strings.Join(operators, ", "), op)
		}
	}
}

// checkTransitions checks that an action has the transitions of its kind.
func (p *parser) checkTransitions(n *node, k kind) {
	t := &n.Transitions
	at := fmt.Sprintf("action %q: Transitions", n.Identifier)
	if k.terminal {
		if t.NextAction != "" || len(t.Errors) > 0 || len(t.Conditions) > 0 {
			p.add("%s must be empty, for %s ends the flow", at, n.Type)
		}
		return
	}
	if t.NextAction == "" && !k.leaves && k.results == nil {
		p.add("%s.NextAction is required", at)
	}
	for i, e := range t.Errors {
		if !slices.Contains(k.errors, e.ErrorType) {
			p.add("%s.Errors[%d].ErrorType of %s must be one of %s, is %q",
				at, i, n.Type, strings.Join(k.errors, ", "), e.ErrorType)
		}
	}
	if k.results == nil {
		if len(t.Conditions) > 0 {
			p.add("%s.Conditions must be empty, for %s has no result to compare", at, n.Type)
		}
		return
	}
	p.checkResults(n, k)
}

// checkResults checks that an action has one condition for each result.
func (p *parser) checkResults(n *node, k kind) {
	known := slices.Concat(k.results, k.optional)
	var compared []string
	for i, c := range n.Transitions.Conditions {
		result, ok := c.result()
		if !ok || !slices.Contains(known, result) || slices.Contains(compared, result) {
			p.add("action %q: Transitions.Conditions[%d].Condition must be Equals with one of %s, each once",
				n.Identifier, i, strings.Join(known, ", "))
		}
		compared = append(compared, result)
	}
	for _, result := range k.results {
		if !slices.Contains(compared, result) {
			p.add("action %q: Transitions.Conditions needs one that Equals %s", n.Identifier, result)
		}
	}
}

// afterError returns the action that follows when a command was refused with an
// error, nil if none does.
func (a *action) afterError(err error) *action {
	if strowger.CodeOf(err) == strowger.LimitExceeded {
		if next, ok := a.errors[queueAtCapacity]; ok {
			return next
		}
	}
	return a.errors[noMatchingError]
}
