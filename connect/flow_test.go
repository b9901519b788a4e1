package connect_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/internal/enginetest"
)

func (h *house) createFlow(change func(*sdk.CreateContactFlowInput)) (*sdk.CreateContactFlowOutput, error) {
	in := &sdk.CreateContactFlowInput{
		InstanceId: &h.InstanceID, Name: new("mine"), Type: types.ContactFlowTypeContactFlow,
		Content: new(inbound(h.QueueID)),
	}
	change(in)
	return h.Client.CreateContactFlow(h.t.Context(), in)
}

func (h *house) describeFlow(id string) (*types.ContactFlow, error) {
	out, err := h.Client.DescribeContactFlow(h.t.Context(), &sdk.DescribeContactFlowInput{InstanceId: &h.InstanceID, ContactFlowId: &id})
	if err != nil {
		return nil, err
	}
	return out.ContactFlow, nil
}

func TestContactFlow(t *testing.T) {
	h := newHouse(t)
	created, err := h.createFlow(func(in *sdk.CreateContactFlowInput) {
		in.Description, in.Tags = new("for orders"), map[string]string{"team": "sales"}
	})
	must(t, err)
	content := inbound(h.QueueID)
	sum := fmt.Sprintf("%x", sha256.Sum256([]byte(content)))
	arn := h.Names.Resource(strowger.InstanceID(h.InstanceID), "contact-flow", *created.ContactFlowId)
	if *created.ContactFlowArn != arn || *created.FlowContentSha256 != sum {
		t.Errorf("created: %s, %s", *created.ContactFlowArn, *created.FlowContentSha256)
	}
	for _, id := range []string{*created.ContactFlowId, arn, *created.ContactFlowId + ":$SAVED", arn + ":$SAVED"} {
		got, err := h.describeFlow(id)
		must(t, err)
		same(t, id, got, &types.ContactFlow{
			Arn: &arn, Id: created.ContactFlowId, Name: new("mine"), Description: new("for orders"),
			Type: types.ContactFlowTypeContactFlow, State: types.ContactFlowStateActive, Status: types.ContactFlowStatusPublished,
			Content: &content, FlowContentSha256: &sum, Tags: map[string]string{"team": "sales"},
			LastModifiedTime: h.now(), LastModifiedRegion: new(enginetest.Region),
		})
	}
	_, err = h.describeFlow(*created.ContactFlowId + ":3")
	refused(t, err, 404, "ResourceNotFoundException")
	_, err = h.createFlow(func(*sdk.CreateContactFlowInput) {})
	refused(t, err, 409, "DuplicateResourceException")

	remove := &sdk.DeleteContactFlowInput{InstanceId: &h.InstanceID, ContactFlowId: created.ContactFlowId}
	_, err = h.Client.DeleteContactFlow(t.Context(), remove)
	must(t, err)
	_, err = h.Client.DeleteContactFlow(t.Context(), remove)
	refused(t, err, 404, "ResourceNotFoundException")
	_, err = h.describeFlow(*created.ContactFlowId)
	refused(t, err, 404, "ResourceNotFoundException")
}

func TestSavedContactFlow(t *testing.T) {
	h := newHouse(t)
	created, err := h.createFlow(func(in *sdk.CreateContactFlowInput) {
		in.Status, in.Content = types.ContactFlowStatusSaved, new("{half a flow")
	})
	must(t, err)
	_, err = h.describeFlow(*created.ContactFlowId)
	refused(t, err, 404, "ContactFlowNotPublishedException")
	got, err := h.describeFlow(*created.ContactFlowId + ":$SAVED")
	must(t, err)
	if got.Status != types.ContactFlowStatusSaved || *got.Content != "{half a flow" {
		t.Errorf("got %+v", got)
	}
}

func TestInvalidContactFlow(t *testing.T) {
	h := newHouse(t)
	_, err := h.createFlow(func(in *sdk.CreateContactFlowInput) {
		in.Content = new(`{"Version": "1", "StartAction": "a", "Actions": []}`)
	})
	invalid, ok := errors.AsType[*types.InvalidContactFlowException](err)
	if !ok || len(invalid.Problems) != 2 ||
		!strings.HasPrefix(*invalid.Problems[0].Message, "Version must be") || !strings.HasPrefix(*invalid.Problems[1].Message, "StartAction") {
		t.Errorf("got %v, %+v", err, invalid)
	}
}

func TestListContactFlows(t *testing.T) {
	h := newHouse(t)
	for i := range 5 {
		_, err := h.createFlow(func(in *sdk.CreateContactFlowInput) {
			in.Name, in.Type = new(fmt.Sprint("transfer ", i)), types.ContactFlowTypeAgentTransfer
		})
		must(t, err)
	}
	seen := map[string]int{}
	pages := sdk.NewListContactFlowsPaginator(h.Client, &sdk.ListContactFlowsInput{
		InstanceId: &h.InstanceID, MaxResults: new(int32(2)),
		ContactFlowTypes: []types.ContactFlowType{types.ContactFlowTypeAgentTransfer, types.ContactFlowTypeQueueTransfer},
	})
	count := 0
	for ; pages.HasMorePages(); count++ {
		page, err := pages.NextPage(t.Context())
		must(t, err)
		for _, f := range page.ContactFlowSummaryList {
			seen[*f.Name]++
			if f.ContactFlowState != types.ContactFlowStateActive || f.ContactFlowStatus != types.ContactFlowStatusPublished || *f.Arn == "" || *f.Id == "" {
				t.Errorf("got %+v", f)
			}
		}
	}
	if len(seen) != 7 || seen["transfer 3"] != 1 || seen["Default agent transfer"] != 1 || seen["Default queue transfer"] != 1 || count != 4 {
		t.Errorf("saw %v in %d pages", seen, count)
	}
}
