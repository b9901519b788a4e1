package flow

import (
	"math"

	"github.com/strowger/strowger"
)

// targetQueue reads UpdateContactTargetQueue: the queue, or the agent whose own
// queue, the contact shall go to next.
func targetQueue(p *parameters) command {
	p.allow("QueueId", "AgentId")
	queue := p.queue()
	return func(c *strowger.Contact) (strowger.Command, bool) {
		id, ok := queue(c)
		return strowger.SetTargetQueue{ContactID: c.ID, QueueID: id}, ok
	}
}

// routingBehavior reads UpdateContactRoutingBehavior: the priority of the
// contact in its queue, or the seconds by which it counts as older.
func routingBehavior(p *parameters) command {
	p.allow("QueuePriority", "QueueTimeAdjustmentSeconds")
	var data strowger.UpdateRoutingData
	switch name := p.one("QueuePriority", "QueueTimeAdjustmentSeconds"); name {
	case "QueuePriority":
		data.QueuePriority = p.integer(name, 1, math.MaxInt64)
	case "QueueTimeAdjustmentSeconds":
		data.QueueTimeAdjustmentSeconds = p.integer(name, math.MinInt32, math.MaxInt32)
	}
	return func(c *strowger.Contact) (strowger.Command, bool) {
		data := data
		data.ContactID = c.ID
		return data, true
	}
}

// routingCriteria reads UpdateContactRoutingCriteria. Steps come into a state of
// their own for every contact, so each gets a copy.
func routingCriteria(p *parameters) command {
	p.allow("RoutingCriteria")
	criteria := p.criteria("RoutingCriteria")
	return func(c *strowger.Contact) (strowger.Command, bool) {
		return strowger.UpdateRoutingData{ContactID: c.ID, Criteria: criteria.Clone()}, true
	}
}

// transferToQueue reads TransferContactToQueue, which uses the target queue.
func transferToQueue(p *parameters) command {
	p.allow()
	return func(c *strowger.Contact) (strowger.Command, bool) {
		return strowger.EnqueueContact{ContactID: c.ID}, true
	}
}

// disconnect reads DisconnectParticipant.
func disconnect(p *parameters) command {
	p.allow()
	return func(c *strowger.Contact) (strowger.Command, bool) { return hangUp(c.ID), true }
}

// hangUp ends a contact on behalf of its flow.
func hangUp(id strowger.ContactID) strowger.Command {
	return strowger.DisconnectContact{ContactID: id, Reason: strowger.ContactFlowDisconnect}
}
