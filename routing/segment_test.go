package routing_test

import (
	"testing"

	"github.com/strowger/strowger"
)

// TestChainOfSegments: a transfer and a callback name each other's contacts and
// keep what is known of the customer (rules 6.2, 6.3).
func TestChainOfSegments(t *testing.T) {
	f := newDesk(t)
	f.step(strowger.StartContact{Contact: &strowger.Contact{ID: "c1", FlowID: "flow", Channel: strowger.Voice,
		InitiationMethod: strowger.Inbound, CustomerEndpoint: &strowger.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+4930"},
		Attributes: map[string]string{"tier": "gold"}}})
	began := f.now
	f.after(10, strowger.CreateCallback{ContactID: "c1", NewContactID: "c2", QueueID: queueID(0),
		DelaySeconds: 60, Plan: strowger.CallbackPlan{MaxAttempts: 1}})
	first := completed(t, f.step(strowger.DisconnectContact{ContactID: "c1", Reason: strowger.CustomerDisconnect}))
	check(t, "NextContactID", first.NextContactID, "c2")
	c2, _ := f.engine.Contact("c2")
	check(t, "PreviousContactID", c2.PreviousContactID, "c1")
	check(t, "InitiationMethod", c2.InitiationMethod, strowger.Callback)
	check(t, "RankTimestamp", c2.RankTimestamp, began)
	check(t, "ConnectedToSystemTimestamp", c2.ConnectedToSystemTimestamp, 0)
	check(t, "CustomerEndpoint", c2.CustomerEndpoint.Address, "+4930")
	f.after(60, strowger.Tick{})
	f.step(strowger.AcceptContact{UserID: "Ann", ContactID: "c2"})
	f.step(strowger.DialContact{ContactID: "c2"})
	f.step(strowger.AnswerContact{ContactID: "c2"})
	check(t, "ConnectedToSystemTimestamp", c2.ConnectedToSystemTimestamp, f.now)
	f.step(strowger.TransferContact{ContactID: "c2", NewContactID: "c3", UserID: "Ann", QueueID: "Ann"})
	c3, _ := f.engine.Contact("c3")
	check(t, "InitialContactID", c3.InitialContactID, "c1")
	check(t, "ContactAssociationID", c3.ContactAssociationID, "c1")
	check(t, "InitiationMethod", c3.InitiationMethod, strowger.Transfer)
	check(t, "Segment", c3.Segment, 2)
	check(t, "Attributes", c3.Attributes["tier"], "gold")
	check(t, "RankTimestamp", c3.RankTimestamp, began)
	second := completed(t, f.step(strowger.ClearContact{UserID: "Ann", ContactID: "c2"}))
	check(t, "NextContactID", second.NextContactID, "c3")
	check(t, "DisconnectReason", second.DisconnectReason, strowger.Transferred)
}

func TestRefusedSegments(t *testing.T) {
	f := newDesk(t)
	f.step(strowger.CreateContactFlow{Flow: strowger.ContactFlow{ID: "whisper", Name: "Whisper", Type: "AGENT_WHISPER", Status: "PUBLISHED"}})
	f.step(strowger.CreateContactFlow{Flow: strowger.ContactFlow{ID: "draft", Name: "Draft", Type: "QUEUE_TRANSFER", Status: "SAVED"}})
	f.step(strowger.StartContact{Contact: &strowger.Contact{ID: "c1", FlowID: "flow", Channel: strowger.Voice}})
	f.step(strowger.StartContact{Contact: &strowger.Contact{ID: "t1", FlowID: "flow", Channel: strowger.Task}})
	once := strowger.CallbackPlan{MaxAttempts: 1}
	f.refuses([]refusal{
		{strowger.TransferContact{ContactID: "none", NewContactID: "n"}, strowger.ResourceNotFound, "ContactId"},
		{strowger.TransferContact{ContactID: "c1", NewContactID: "n"}, strowger.InvalidRequest, "needs a queue"},
		{strowger.TransferContact{ContactID: "c1", NewContactID: "t1", QueueID: queueID(0)}, strowger.InvalidRequest, `"t1" exists`},
		{strowger.TransferContact{ContactID: "c1", NewContactID: "n", FlowID: "none"}, strowger.ResourceNotFound, "ContactFlowId"},
		{strowger.TransferContact{ContactID: "c1", NewContactID: "n", FlowID: "whisper"}, strowger.InvalidRequest, "AGENT_WHISPER"},
		{strowger.TransferContact{ContactID: "c1", NewContactID: "n", FlowID: "draft"}, strowger.InvalidRequest, "not published"},
		{strowger.TransferContact{ContactID: "c1", NewContactID: "n", FlowID: "flow", QueueID: "none"}, strowger.ResourceNotFound, "QueueId"},
		{strowger.CreateCallback{ContactID: "t1", NewContactID: "n", QueueID: queueID(0), Plan: once}, strowger.InvalidRequest, "only callers"},
		{strowger.CreateCallback{ContactID: "c1", NewContactID: "n", QueueID: queueID(0)}, strowger.InvalidParameter, "MaximumConnectionAttempts"},
		{strowger.CreateCallback{ContactID: "c1", NewContactID: "n", QueueID: queueID(0), DelaySeconds: 259_201, Plan: once},
			strowger.InvalidParameter, "InitialCallDelaySeconds"},
		{strowger.CreateCallback{ContactID: "c1", NewContactID: "n", QueueID: queueID(0), Plan: strowger.CallbackPlan{MaxAttempts: 1, RetrySeconds: -1}},
			strowger.InvalidParameter, "RetryDelaySeconds"},
		{strowger.CreateCallback{ContactID: "c1", NewContactID: "t1", QueueID: queueID(0), Plan: once}, strowger.InvalidRequest, `"t1" exists`},
		{strowger.CreateCallback{ContactID: "c1", NewContactID: "n", QueueID: "none", Plan: once}, strowger.ResourceNotFound, "QueueId"},
		{strowger.StartOutboundContact{UserID: "Ann", Contact: &strowger.Contact{ID: "n", Channel: strowger.Chat}}, strowger.InvalidRequest, "Channel"},
		{strowger.StartOutboundContact{UserID: "Ann", Contact: &strowger.Contact{ID: "c1", Channel: strowger.Voice}}, strowger.InvalidRequest, `"c1" exists`},
		{strowger.StartOutboundContact{UserID: "none", Contact: &strowger.Contact{ID: "n", Channel: strowger.Voice}}, strowger.ResourceNotFound, "UserId"},
		{strowger.AnswerContact{ContactID: "c1"}, strowger.InvalidRequest, "nobody is being dialled"},
		{strowger.EndDial{ContactID: "none"}, strowger.ResourceNotFound, "ContactId"},
		{strowger.InterruptAgent{ContactID: "c1", UserID: "none"}, strowger.ResourceNotFound, "UserId"},
	})
}
