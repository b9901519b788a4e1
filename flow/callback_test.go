package flow_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/flow"
)

func TestCreateCallbackContact(t *testing.T) {
	plan := strowger.CallbackPlan{MaxAttempts: 3, RetrySeconds: 30}
	tries := `"MaximumConnectionAttempts": 3, "RetryDelaySeconds": "30"`
	for _, test := range []struct {
		name, parameters string
		want             strowger.CreateCallback
	}{
		{"queue", `"QueueId": "q1", "InitialCallDelaySeconds": 60, ` + tries,
			strowger.CreateCallback{ContactID: "c1", QueueID: "q1", DelaySeconds: 60, Plan: plan}},
		{"agent", `"AgentId": "arn:aws:connect:eu-west-1:111122223333:instance/i/agent/u1", "InitialCallDelaySeconds": "259200", ` + tries,
			strowger.CreateCallback{ContactID: "c1", QueueID: "u1", DelaySeconds: 259_200, Plan: plan}},
		{"flow", `"QueueId": "q1", "ContactFlowId": "g", ` + tries,
			strowger.CreateCallback{ContactID: "c1", QueueID: "q1", FlowID: "g", Plan: plan}},
	} {
		h := newHouse(one("CreateCallbackContact", test.parameters))
		h.start(t)
		got := h.commands[1].(strowger.CreateCallback)
		if got.NewContactID == "" || got.NewContactID == "c1" {
			t.Errorf("%s: the callback is called %q", test.name, got.NewContactID)
		}
		again := newHouse(one("CreateCallbackContact", test.parameters))
		again.start(t)
		test.want.NewContactID = again.commands[1].(strowger.CreateCallback).NewContactID // the same in a replay
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
	h := newHouse(one("CreateCallbackContact", `"InitialCallDelaySeconds": 60, `+tries))
	h.start(t)
	h.sent(t, disconnected) // there is no target queue
}

func TestCreateCallbackContactIsRefused(t *testing.T) {
	for _, test := range []struct{ parameters, names string }{
		{`"InitialCallDelaySeconds": 60, "RetryDelaySeconds": 1`, "MaximumConnectionAttempts"},
		{`"InitialCallDelaySeconds": 60, "MaximumConnectionAttempts": 0, "RetryDelaySeconds": 1`, "MaximumConnectionAttempts"},
		{`"InitialCallDelaySeconds": 60, "MaximumConnectionAttempts": 1`, "RetryDelaySeconds"},
		{`"MaximumConnectionAttempts": 1, "RetryDelaySeconds": 1`, "InitialCallDelaySeconds"},
		{`"InitialCallDelaySeconds": 259201, "MaximumConnectionAttempts": 1, "RetryDelaySeconds": 1`, "InitialCallDelaySeconds"},
		{`"QueueId": "a", "AgentId": "b", "InitialCallDelaySeconds": 1, "MaximumConnectionAttempts": 1, "RetryDelaySeconds": 1`, "QueueId and AgentId"},
		{`"CallerId": {}, "InitialCallDelaySeconds": 1, "MaximumConnectionAttempts": 1, "RetryDelaySeconds": 1`, "CallerId"},
	} {
		_, err := flow.Parse("i", "CONTACT_FLOW", one("CreateCallbackContact", test.parameters))
		e, ok := errors.AsType[*strowger.Error](err)
		if !ok || !strings.Contains(strings.Join(e.Problems, "\n"), test.names) {
			t.Errorf("%s: got %v, which does not name %s", test.parameters, err, test.names)
		}
	}
}
