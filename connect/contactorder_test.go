package connect_test

import (
	"fmt"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// position is the position in its queue that GetContactMetrics gives a contact.
func (h *house) position(contact *string) float64 {
	h.t.Helper()
	out, err := h.Client.GetContactMetrics(h.t.Context(), &sdk.GetContactMetricsInput{InstanceId: &h.InstanceID, ContactId: contact,
		Metrics: []types.ContactMetricInfo{{Name: types.ContactMetricNamePositionInQueue}}})
	must(h.t, err)
	value, ok := out.MetricResults[0].Value.(*types.ContactMetricValueMemberNumber)
	if !ok {
		h.t.Fatalf("the position is %v", out.MetricResults[0].Value)
	}
	return value.Value
}

// First come, first served, while the clock is held: identifiers are random, and the
// order is that of the calls (U2, U12).
func TestOrderWithinOneInstant(t *testing.T) {
	h := newHouse(t)
	const many = 10
	var tasks, agents [many]*string
	for i := range tasks {
		tasks[i] = h.task(nil)
	}
	for i, id := range tasks {
		if got := h.position(id); got != float64(i+1) {
			t.Errorf("task %d has the position %v", i+1, got)
		}
	}
	for _, id := range tasks {
		must(t, h.stop(id))
	}
	for i := range agents {
		agents[i] = h.newAgent(fmt.Sprint("agent", i))
	}
	for _, id := range agents {
		h.put(id, h.AvailableID)
	}
	for i := range agents {
		id := h.task(nil)
		must(t, h.Instance.View(t.Context(), func(e *routing.Engine, _ strowger.Time) error {
			if c, _ := e.Contact(strowger.ContactID(*id)); string(c.OfferedTo) != *agents[i] {
				t.Errorf("task %d rings at %q, want the agent who became available as number %d", i+1, c.OfferedTo, i+1)
			}
			return nil
		}))
	}
}
