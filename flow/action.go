package flow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/strowger/strowger"
)

// action is one step of a flow. A nil action is the end.
type action struct {
	command command
	next    *action
	errors  map[string]*action // by error type
}

// command makes the command of an action for a contact. It is false if the
// contact lacks a value that the action needs.
type command func(*strowger.Contact) (strowger.Command, bool)

// The types of error that actions name in their transitions.
const (
	queueAtCapacity = "QueueAtCapacity"
	noMatchingError = "NoMatchingError"
)

// kind is what is known of all actions of one type.
type kind struct {
	errors   []string // the error types it can end with
	leaves   bool     // when it succeeds the contact has left the flow
	terminal bool     // it has no transitions
	read     func(*parameters) command
}

// kinds are the supported types of action (section 8 of the routing semantics).
var kinds = map[string]kind{
	"UpdateContactTargetQueue":     {errors: []string{noMatchingError}, read: targetQueue},
	"UpdateContactRoutingBehavior": {errors: []string{noMatchingError}, read: routingBehavior},
	"UpdateContactRoutingCriteria": {errors: []string{noMatchingError}, read: routingCriteria},
	"UpdateRoutingCriteria":        {errors: []string{noMatchingError}, read: routingCriteria},
	"TransferContactToQueue":       {errors: []string{queueAtCapacity, noMatchingError}, leaves: true, read: transferToQueue},
	"DisconnectParticipant":        {terminal: true, read: disconnect},
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
	p.checkTransitions(n, k)
	a.command = k.read(&parameters{p, n})
}

// link connects an action to those that follow it.
func (p *parser) link(a *action, n *node) {
	at := fmt.Sprintf("action %q: Transitions", n.Identifier)
	if id := n.Transitions.NextAction; id != "" {
		a.next = p.target(at+".NextAction", id)
	}
	a.errors = make(map[string]*action, len(n.Transitions.Errors))
	for i, e := range n.Transitions.Errors {
		a.errors[e.ErrorType] = p.target(fmt.Sprintf("%s.Errors[%d].NextAction", at, i), e.NextAction)
	}
	for i, c := range n.Transitions.Conditions {
		at := fmt.Sprintf("%s.Conditions[%d]", at, i)
		p.target(at+".NextAction", c.NextAction)
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
	if t.NextAction == "" && !k.leaves {
		p.add("%s.NextAction is required", at)
	}
	for i, e := range t.Errors {
		if !slices.Contains(k.errors, e.ErrorType) {
			p.add("%s.Errors[%d].ErrorType of %s must be one of %s, is %q",
				at, i, n.Type, strings.Join(k.errors, ", "), e.ErrorType)
		}
	}
	if len(t.Conditions) > 0 {
		p.add("%s.Conditions must be empty, for %s has no result to compare", at, n.Type)
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
