package flow

import (
	"fmt"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/strowger/strowger"
)

// Version is the version of the flow language.
const Version = "2019-10-30"

// The limits of a flow (rule F1.2; Amazon Connect API Reference,
// CreateContactFlow).
const (
	maxContent    = 256_000 // characters
	maxActions    = 250
	maxIdentifier = 50 // characters
)

// Flow is a contact flow that has been checked and can be run. It does not
// change.
type Flow struct {
	start   *action
	actions map[string]*action // by their identifiers
}

// document is a flow as it is written. Other members at this level are kept with
// the content and not read, as Metadata is not; so are the Settings of a module.
type document struct {
	Version     string
	StartAction string
	Settings    jsontext.Value
	Actions     jsontext.Value
}

// node is an action as it is written.
type node struct {
	Identifier  string
	Type        string
	Parameters  map[string]jsontext.Value
	Transitions transitions
}

type transitions struct {
	NextAction string
	Errors     []struct{ ErrorType, NextAction string }
	Conditions []condition
}

type condition struct {
	NextAction string
	Condition  struct {
		Operator string
		Operands []jsontext.Value
	}
}

// result returns the one text that the condition compares the result with.
func (c *condition) result() (string, bool) {
	if c.Condition.Operator != "Equals" || len(c.Condition.Operands) != 1 {
		return "", false
	}
	return unquote(c.Condition.Operands[0])
}

// parser checks a document and links its actions to each other.
type parser struct {
	problems
	scope
	module   bool   // it is the document of a module
	flowType string // of the document of a flow, "" if that is not known
	actions  map[string]*action
}

// Parse reads the content of a contact flow of an instance, at most 256,000
// characters of JSON. The error is a *strowger.Error with the code InvalidContactFlow
// whose Problems name all that is wrong, up to 50 problems of up to 256 characters
// (rules F1.1, F1.2 and F1.12; Amazon Connect Developer Guide, "Actions in the
// Amazon Connect Flow language"). FlowType is that of the flow, such as CONTACT_FLOW.
func Parse(instance strowger.InstanceID, flowType, content string) (*Flow, error) {
	return parse(&parser{scope: scope{instance: instance}, flowType: flowType}, content)
}

// ParseModule reads the content of a contact flow module as Parse does that of a
// flow. A module returns to the flow that invoked it with
// EndFlowModuleExecution.
func ParseModule(instance strowger.InstanceID, content string) (*Flow, error) {
	return parse(&parser{scope: scope{instance: instance}, module: true}, content)
}

func parse(p *parser, content string) (*Flow, error) {
	flow := p.content(content)
	if len(p.problems) > 0 {
		return nil, p.err()
	}
	return flow, nil
}

func (p *parser) content(content string) *Flow {
	if n := utf8.RuneCountInString(content); n > maxContent {
		p.add("the content has %d characters; at most %d are allowed", n, maxContent)
		return nil
	}
	var d document
	if err := json.Unmarshal([]byte(content), &d); err != nil {
		p.add("%s", describe("", err))
		return nil
	}
	var actions []node
	if d.Actions != nil {
		if err := json.Unmarshal(d.Actions, &actions, json.RejectUnknownMembers(true)); err != nil {
			p.add("%s", describe("Actions", err))
			return nil
		}
	}
	return p.flow(&d, actions)
}

func (p *parser) flow(d *document, actions []node) *Flow {
	if d.Version != Version {
		p.add("Version must be %q, is %q", Version, d.Version)
	}
	if d.Settings != nil && !p.module {
		p.add("Settings is for modules only")
	}
	if n := len(actions); n > maxActions {
		p.add("there are %d actions; at most %d are allowed", n, maxActions)
	}
	p.actions = make(map[string]*action, len(actions))
	for i := range actions {
		p.identifier(i, actions[i].Identifier)
	}
	for i := range actions {
		p.action(&actions[i])
	}
	return &Flow{start: p.target("StartAction", d.StartAction), actions: p.actions}
}

// identifier checks the identifier of the i-th action and makes the action
// known under it.
func (p *parser) identifier(i int, id string) {
	at := fmt.Sprintf("Actions[%d].Identifier", i)
	switch {
	case id == "":
		p.add("%s is required", at)
	case p.actions[id] != nil:
		p.add("%s is not unique: %q", at, id)
	case utf8.RuneCountInString(id) > maxIdentifier:
		p.add("%s must have at most %d characters: %q", at, maxIdentifier, id)
	case banned(id):
		p.add("%s has a character or is a word that is not allowed: %q", at, id)
	}
	p.actions[id] = &action{id: id}
}

// target returns the action with an identifier.
func (p *parser) target(at, id string) *action {
	a := p.actions[id]
	switch {
	case id == "":
		p.add("%s is required", at)
	case a == nil:
		p.add("%s names an action that does not exist: %q", at, id)
	}
	return a
}
