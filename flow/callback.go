package flow

import (
	"strings"

	"github.com/google/uuid"

	"github.com/strowger/strowger"
)

// maxCallbackDelay is the longest delay of a callback, in seconds: three days.
const maxCallbackDelay = 259_200

// createCallback reads CreateCallbackContact: the queue, or the agent whose own
// queue, the callback waits in, else the target queue; how long after which
// delays it is tried; or the flow that it runs instead of its first delay.
func createCallback(p *parameters) command {
	p.allow("QueueId", "AgentId", "InitialCallDelaySeconds", "MaximumConnectionAttempts", "RetryDelaySeconds", "ContactFlowId")
	queue := func(c *strowger.Contact) (strowger.QueueID, bool) { return c.TargetQueueID, c.TargetQueueID != "" }
	if p.has("QueueId") || p.has("AgentId") {
		queue = p.queue()
	}
	plan := strowger.CallbackPlan{
		MaxAttempts:  int(p.number("MaximumConnectionAttempts", 1, 1_000)),
		RetrySeconds: p.number("RetryDelaySeconds", 1, maxCallbackDelay),
	}
	var flow func(*strowger.Contact) (string, bool)
	var delay int64
	if p.has("ContactFlowId") {
		flow = p.resource("ContactFlowId", strowger.ContactFlowResource)
	} else {
		delay = p.number("InitialCallDelaySeconds", 1, maxCallbackDelay)
	}
	return func(c *strowger.Contact) (strowger.Command, bool) {
		id, ok := queue(c)
		cmd := strowger.CreateCallback{ContactID: c.ID, NewContactID: nextID(c), QueueID: id, DelaySeconds: delay, Plan: plan}
		if flow != nil {
			flowID, known := flow(c)
			cmd.FlowID, ok = strowger.ContactFlowID(flowID), ok && known
		}
		return cmd, ok
	}
}

// nextID returns the identifier of a contact that a flow makes out of another
// one. A flow has no chance to draw from, so it is derived from the contact and
// from the contact that was made before.
func nextID(c *strowger.Contact) strowger.ContactID {
	name := strings.Join([]string{string(c.ID), string(c.NextContactID)}, "/")
	return strowger.ContactID(uuid.NewSHA1(uuid.NameSpaceOID, []byte(name)).String())
}
