package connect_test

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger"
)

// startTransfer transfers a contact as change says, by a flow that puts it into
// the queue it is transferred to.
func (h *house) startTransfer(id *string, change func(*sdk.TransferContactInput)) (*sdk.TransferContactOutput, error) {
	in := &sdk.TransferContactInput{InstanceId: &h.InstanceID, ContactId: id, ContactFlowId: h.transferFlow()}
	change(in)
	return h.Client.TransferContact(h.t.Context(), in)
}

// transfer transfers a contact to a queue and returns the new segment.
func (h *house) transfer(id *string, queue string) *string {
	h.t.Helper()
	out, err := h.startTransfer(id, func(in *sdk.TransferContactInput) { in.QueueId = &queue })
	must(h.t, err)
	return out.ContactId
}

// transferFlow is the flow "Default queue transfer" of a new instance.
func (h *house) transferFlow() *string {
	h.t.Helper()
	out, err := h.Client.ListContactFlows(h.t.Context(), &sdk.ListContactFlowsInput{
		InstanceId: &h.InstanceID, ContactFlowTypes: []types.ContactFlowType{types.ContactFlowTypeQueueTransfer}})
	must(h.t, err)
	return out.ContactFlowSummaryList[0].Id
}

// TestTransferContactToQueue: a task that an agent has goes on as a new segment.
func TestTransferContactToQueue(t *testing.T) {
	h := newHouse(t)
	h.put(h.ada, h.AvailableID)
	first := h.task(func(in *sdk.StartTaskContactInput) { in.Attributes = map[string]string{"tier": "gold"} })
	h.accept(h.ada, first)
	h.Advance(t, 60)
	out, err := h.startTransfer(first, func(in *sdk.TransferContactInput) {
		in.ContactId, in.QueueId = h.arnOf("contact", *first), h.arnOf("queue", h.QueueID)
	})
	must(t, err)
	same(t, "ContactArn", out.ContactArn, h.arnOf("contact", *out.ContactId))
	next := h.describe(out.ContactId)
	if *next.PreviousContactId != *first || *next.InitialContactId != *first || next.InitiationMethod != types.ContactInitiationMethodTransfer {
		t.Errorf("the new segment is %+v", next)
	}
	same(t, "Attributes", next.Attributes, map[string]string{"tier": "gold"})
	same(t, "QueueInfo", next.QueueInfo, &types.QueueInfo{Id: &h.QueueID, EnqueueTimestamp: h.now()})
	if old := h.describe(first); *old.DisconnectReason != "TRANSFERRED" || old.AgentInfo.AfterContactWorkStartTimestamp == nil {
		t.Errorf("the old segment is %+v", old)
	}
	must(t, h.dismiss(h.ada, first))
	h.accept(h.ada, out.ContactId) // it rings at the same agent again
	if a := h.describe(out.ContactId).AgentInfo; *a.Id != *h.ada {
		t.Errorf("it is with %s", *a.Id)
	}
}

// TestTransferContactToUser: an email goes to the queue of one agent.
func TestTransferContactToUser(t *testing.T) {
	h := newHouse(t)
	bob := h.newAgent("bob")
	h.put(h.ada, h.AvailableID)
	h.put(bob, h.AvailableID)
	email := new(contactID(t, h.Call(t, "PUT", "/gateway/"+h.InstanceID+"/contacts",
		`{"Channel": "EMAIL", "ContactFlowId": "`+*h.flow+`"}`)))
	holder := h.agentOf(email)
	other := bob
	if *holder == *bob {
		other = h.ada
	}
	h.accept(holder, email)
	out, err := h.startTransfer(email, func(in *sdk.TransferContactInput) { in.UserId = h.arnOf("agent", *other) })
	must(t, err)
	if rings := h.agentOf(out.ContactId); *rings != *other {
		t.Errorf("it rings at %s, want %s", *rings, *other)
	}
	h.accept(other, out.ContactId)
	same(t, "QueueInfo", *h.describe(out.ContactId).QueueInfo.Id, *other)
}

func TestTransferContactIsIdempotent(t *testing.T) {
	h := newHouse(t)
	id := h.task(nil)
	once := func(in *sdk.TransferContactInput) { in.QueueId, in.ClientToken = &h.QueueID, new("once") }
	first, err := h.startTransfer(id, once)
	must(t, err)
	again, err := h.startTransfer(id, once)
	must(t, err)
	same(t, "the second answer", *again.ContactId, *first.ContactId)
	_, err = h.startTransfer(id, func(in *sdk.TransferContactInput) { in.UserId, in.ClientToken = h.ada, new("once") })
	refused(t, err, 409, "IdempotencyException")
}

func TestTransferContactIsRefused(t *testing.T) {
	h := newHouse(t)
	task, ended, call := h.task(nil), h.task(nil), h.call()
	must(t, h.stop(ended))
	to := func(id *string, members string) string {
		return `{"InstanceId": "` + h.InstanceID + `", "ContactId": "` + *id + `"` + members + `}`
	}
	flow := `, "ContactFlowId": "` + *h.transferFlow() + `"`
	queue, user := `, "QueueId": "`+h.QueueID+`"`, `, "UserId": "`+*h.ada+`"`
	for _, test := range []struct {
		body        string
		status      int
		code, names string
	}{
		{to(task, queue), 400, "InvalidRequestException", "ContactFlowId"},
		{to(task, flow+queue+user), 400, "InvalidRequestException", "UserId"},
		{to(call, flow+queue), 400, "InvalidRequestException", "only tasks and emails"},
		{to(ended, flow+queue), 400, "InvalidRequestException", "has ended"},
		{to(new(missing), flow+queue), 404, "ResourceNotFoundException", "ContactId"},
		{to(task, flow+`, "QueueId": "`+missing+`"`), 404, "ResourceNotFoundException", "QueueId"},
		{to(task, flow+`, "UserId": "`+missing+`"`), 404, "ResourceNotFoundException", "UserId"},
		{to(task, queue+`, "ContactFlowId": "`+missing+`"`), 404, "ResourceNotFoundException", "ContactFlowId"},
	} {
		answer{h.Call(t, "POST", "/contact/transfer", test.body)}.refused(t, test.body, test.code, test.names)
	}
	for range 11 {
		task = h.transfer(task, h.QueueID)
	}
	_, err := h.startTransfer(task, func(in *sdk.TransferContactInput) { in.QueueId = &h.QueueID })
	refused(t, err, 402, "ServiceQuotaExceededException")
}

// arnOf is the ARN of a resource of the house.
func (h *house) arnOf(kind, id string) *string {
	return new(h.Names.Resource(strowger.InstanceID(h.InstanceID), kind, id))
}

func (h *house) associate(contact, user *string) error {
	_, err := h.Client.AssociateContactWithUser(h.t.Context(), &sdk.AssociateContactWithUserInput{
		InstanceId: &h.InstanceID, ContactId: contact, UserId: user,
	})
	return err
}

// TestAssociateContactWithUser: contacts ring at the agent one above the limit
// and in a status in which nothing is routed.
func TestAssociateContactWithUser(t *testing.T) {
	h := newHouse(t)
	h.put(h.ada, h.AvailableID)
	first := h.task(nil) // the profile allows one task
	h.accept(h.ada, first)
	second, third := h.task(nil), h.task(nil)
	must(t, h.associate(h.arnOf("contact", *second), h.arnOf("agent", *h.ada)))
	same(t, "it rings at", h.agentOf(second), h.ada)
	refused(t, h.associate(second, h.ada), 400, "InvalidRequestException") // it rings
	h.accept(h.ada, second)
	refused(t, h.associate(third, h.ada), 400, "InvalidRequestException") // two above
	refused(t, h.associate(second, h.ada), 400, "InvalidRequestException")

	bob := h.newAgent("bob")
	refused(t, h.associate(third, bob), 400, "InvalidRequestException") // Offline
	status, err := h.Client.CreateAgentStatus(t.Context(), &sdk.CreateAgentStatusInput{
		InstanceId: &h.InstanceID, Name: new("Break"), State: types.AgentStatusStateEnabled})
	must(t, err)
	h.put(bob, *status.AgentStatusId)
	must(t, h.associate(third, bob))
	h.Advance(t, 30)
	if c := h.describe(third); c.AgentInfo != nil || c.DisconnectTimestamp != nil {
		t.Errorf("missed, it is %+v", c)
	}
	call := h.call() // nobody else is there whom it could be routed to
	h.put(h.ada, h.OfflineID)
	must(t, h.associate(call, bob))
	same(t, "the call rings at", h.agentOf(call), bob)
	h.accept(bob, call)

	must(t, h.stop(third))
	refused(t, h.associate(third, h.ada), 400, "InvalidRequestException")
	refused(t, h.associate(new(missing), h.ada), 404, "ResourceNotFoundException")
	refused(t, h.associate(h.task(nil), new(missing)), 404, "ResourceNotFoundException")
	answer{h.Call(t, "POST", "/contacts/"+h.InstanceID+"/"+*first+"/associate-user", `{}`)}.refused(t,
		"nobody", "InvalidParameterException", "UserId")
}
