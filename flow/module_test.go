package flow_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/flow"
)

// module adds an active module to the house.
func (h *house) module(id strowger.ContactFlowModuleID, content string) *strowger.ContactFlowModule {
	if h.modules == nil {
		h.modules = map[strowger.ContactFlowModuleID]*strowger.ContactFlowModule{}
	}
	h.modules[id] = &strowger.ContactFlowModule{ID: id, Content: content, Status: "PUBLISHED", State: "ACTIVE"}
	return h.modules[id]
}

// queueAnd sets a queue and goes on with "next".
func queueAnd(id, queue, next string) string {
	return act(id, "UpdateContactTargetQueue", `"QueueId":"`+queue+`"`, `"NextAction":"`+next+`"`)
}

const (
	returns = `{"Identifier":"return","Type":"EndFlowModuleExecution","Parameters":{},"Transitions":{}}`
	onError = `"NextAction":"after","Errors":[{"ErrorType":"NoMatchingError","NextAction":"failed"}]`
)

// invoking is a flow that invokes a module and then sets the queue "after", or
// "failed" if that did not work.
func invoking(module string) string {
	return content(act("a", "InvokeFlowModule", `"FlowModuleId":"`+module+`"`, onError),
		queueAnd("after", "after", "end"), queueAnd("failed", "failed", "end"), hangUp)
}

func target(queue strowger.QueueID) strowger.Command {
	return strowger.SetTargetQueue{ContactID: "c1", QueueID: queue}
}

func TestModuleReturnsToTheFlow(t *testing.T) {
	for _, id := range []string{"m", "arn:aws:connect:eu-west-1:111122223333:instance/i/flow-module/m", "m:$LATEST"} {
		h := newHouse(invoking(id))
		h.module("m", content(queueAnd("a", "inside", "return"), returns))
		h.start(t)
		h.sent(t, target("inside"), target("after"), disconnected)
	}
}

func TestModuleInAModule(t *testing.T) {
	h := newHouse(invoking("outer"))
	h.module("outer", content(act("a", "InvokeFlowModule", `"FlowModuleId":"inner"`, `"NextAction":"b"`), queueAnd("b", "outer", "return"), returns))
	h.module("inner", content(queueAnd("a", "inner", "return"), returns))
	h.start(t)
	h.sent(t, target("inner"), target("outer"), target("after"), disconnected)
}

func TestModuleThatEndsTheFlow(t *testing.T) {
	h := newHouse(invoking("m"))
	h.module("m", content(act("a", "TransferContactToQueue", "", `"Errors":[]`)))
	h.start(t)
	h.sent(t, strowger.EnqueueContact{ContactID: "c1"})

	h = newHouse(invoking("m"))
	h.module("m", content(act("a", "DisconnectParticipant", "", "")))
	h.start(t)
	h.sent(t, disconnected)
}

func TestModuleThatCannotRun(t *testing.T) {
	run := func(what string, prepare func(h *house)) {
		t.Helper()
		h := newHouse(invoking("m"))
		h.module("m", content(queueAnd("a", "inside", "return"), returns))
		prepare(h)
		h.start(t)
		if !slices.Contains(h.commands, target("failed")) || slices.Contains(h.commands, target("after")) {
			t.Errorf("%s: got %v", what, h.commands)
		}
	}
	run("missing", func(h *house) { delete(h.modules, "m") })
	run("archived", func(h *house) { h.modules["m"].State = "ARCHIVED" })
	run("not published", func(h *house) { h.modules["m"].Status = "SAVED" })
	run("not valid", func(h *house) { h.modules["m"].Content = "{" })
	run("ends by an error of its own", func(h *house) { h.refuse(target("inside"), strowger.ResourceNotFound) })
	run("another version", func(h *house) { h.flows["f"].Content = invoking("m:3") })
	run("a value that the contact lacks", func(h *house) { h.flows["f"].Content = invoking("$.Attributes.module") })
}

// A module that is invoked by its own invocation ends like any circle.
func TestModuleInACircle(t *testing.T) {
	h := newHouse(invoking("m"))
	h.module("m", content(act("a", "InvokeFlowModule", `"FlowModuleId":"m"`, `"NextAction":"return"`), returns))
	h.start(t)
	h.sent(t, disconnected)
}

func TestModuleIsParsedAgainWhenItChanges(t *testing.T) {
	h := newHouse(invoking("m"))
	h.module("m", content(queueAnd("a", "old", "return"), returns))
	h.start(t)
	h.module("m", content(queueAnd("a", "new", "return"), returns))
	h.commands = nil
	h.start(t)
	h.sent(t, target("new"), target("after"), disconnected)
}

func TestCheckHoursOfOperation(t *testing.T) {
	asks := func(parameters string) string {
		return content(
			act("a", "CheckHoursOfOperation", parameters, `"Conditions":[
				{"NextAction":"closed","Condition":{"Operator":"Equals","Operands":["False"]}},
				{"NextAction":"open","Condition":{"Operator":"Equals","Operands":["True"]}}],
				"Errors":[{"ErrorType":"NoMatchingError","NextAction":"failed"}]`),
			queueAnd("open", "open", "end"), queueAnd("closed", "closed", "end"), queueAnd("failed", "failed", "end"), hangUp)
	}
	for _, c := range []struct {
		name, parameters string
		want             strowger.QueueID
	}{
		{"open", `"HoursOfOperationId":"day"`, "open"},
		{"closed", `"HoursOfOperationId":"night"`, "closed"},
		{"by ARN", `"HoursOfOperationId":"arn:aws:connect:eu-west-1:111122223333:instance/i/operating-hours/day"`, "open"},
		{"from the contact", `"HoursOfOperationId":"$.Attributes.hours"`, "closed"},
		{"the contact has none", `"HoursOfOperationId":"$.Attributes.other"`, "failed"},
		{"not there", `"HoursOfOperationId":"none"`, "failed"},
		{"of the target queue", ``, "open"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(asks(c.parameters))
			h.open = map[strowger.HoursOfOperationID]bool{"day": true, "night": false}
			h.hours = map[strowger.QueueID]strowger.HoursOfOperationID{"q": "day"}
			h.step(t, strowger.StartContact{Contact: &strowger.Contact{
				ID: "c1", FlowID: "f", TargetQueueID: "q", Attributes: map[string]string{"hours": "night"},
			}})
			h.sent(t, target(c.want), disconnected)
		})
	}
	h := newHouse(asks(``))
	h.start(t) // its queue is an agent queue, which has no hours
	h.sent(t, target("failed"), disconnected)
}

func TestParseModulesAndChecks(t *testing.T) {
	check := func(conditions string) string {
		return content(act("a", "CheckHoursOfOperation", "", `"Conditions":[`+conditions+`]`), hangUp)
	}
	equals := func(result string) string {
		return `{"NextAction":"end","Condition":{"Operator":"Equals","Operands":["` + result + `"]}}`
	}
	for text, want := range map[string]string{
		content(returns): `the type "EndFlowModuleExecution" is for modules only`,
		content(act("a", "InvokeFlowModule", ``, toEnd), hangUp):                                                                "Parameters.FlowModuleId is required",
		content(act("a", "InvokeFlowModule", `"FlowModuleId":"arn:aws:connect:r:1:instance/i/queue/q"`, toEnd), hangUp):         "must be the identifier or ARN of a resource of type flow-module",
		content(act("a", "InvokeFlowModule", `"FlowModuleId":"m","Version":"1"`, toEnd), hangUp):                                "Parameters.Version is not a parameter",
		content(act("a", "CheckHoursOfOperation", `"HoursOfOperationId":"arn:aws:connect:r:1:instance/i/queue/q"`, ``), hangUp): "of type operating-hours",
		check(``):             "needs one that Equals True",
		check(equals("True")): "needs one that Equals False",
		check(equals("True") + "," + equals("True")):                        "Transitions.Conditions[1].Condition must be Equals with one of True, False, each once",
		check(equals("True") + "," + equals("No")):                          "Transitions.Conditions[1].Condition must be Equals",
		check(strings.Replace(equals("True"), "Equals", "TextContains", 1)): "Transitions.Conditions[0].Condition must be Equals",
	} {
		_, err := flow.Parse("i", "CONTACT_FLOW", text)
		e, ok := errors.AsType[*strowger.Error](err)
		if !ok || !slices.ContainsFunc(e.Problems, func(p string) bool { return strings.Contains(p, want) }) {
			t.Errorf("%s\n got %v\nwant a problem with %s", text, err, want)
		}
	}
	if _, err := flow.ParseModule("i", content(queueAnd("a", "q", "return"), returns)); err != nil {
		t.Error(err)
	}
}
