package flow_test

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/flow"
)

var _ flow.Router = (*house)(nil)

// now is the time of all steps.
const now = strowger.Time(1_700_000_000_000)

// house is a router without routing: it keeps contacts and flows, records the
// commands and refuses what it is told to refuse.
type house struct {
	runs     *flow.Runs
	contacts map[strowger.ContactID]*strowger.Contact
	flows    map[strowger.ContactFlowID]*strowger.ContactFlow
	modules  map[strowger.ContactFlowModuleID]*strowger.ContactFlowModule
	open     map[strowger.HoursOfOperationID]bool
	hours    map[strowger.QueueID]strowger.HoursOfOperationID
	commands []strowger.Command
	refused  map[reflect.Type]strowger.Code // by the type of the command
}

// newHouse returns a house with the flow "f".
func newHouse(content string) *house {
	return &house{
		contacts: map[strowger.ContactID]*strowger.Contact{},
		flows: map[strowger.ContactFlowID]*strowger.ContactFlow{
			"f": {ID: "f", Type: "CONTACT_FLOW", Status: "PUBLISHED", State: "ACTIVE", Content: content},
		},
		refused: map[reflect.Type]strowger.Code{},
	}
}

// refuse makes the house refuse commands of the type of c.
func (h *house) refuse(c strowger.Command, code strowger.Code) {
	h.refused[reflect.TypeOf(c)] = code
}

// start starts the contact "c1" in the flow "f" and returns the events.
func (h *house) start(t testing.TB) []strowger.Event {
	t.Helper()
	return h.step(t, strowger.StartContact{Contact: &strowger.Contact{ID: "c1", FlowID: "f"}})
}

func (h *house) step(t testing.TB, c strowger.Command) []strowger.Event {
	t.Helper()
	h.publish()
	events, err := h.Step(now, c)
	if err != nil {
		t.Fatalf("Step %T: %v", c, err)
	}
	return h.runs.Follow(h, now, events)
}

// publish tells the runs what the flows and modules are.
func (h *house) publish() {
	if h.runs == nil {
		h.runs = flow.NewRuns()
	}
	for _, f := range h.flows {
		h.runs.Apply(&strowger.ContactFlowSaved{Flow: *f})
	}
	for _, m := range h.modules {
		h.runs.Apply(&strowger.ContactFlowModuleSaved{Module: *m})
	}
}

// sent compares the commands after the first, which came from outside.
func (h *house) sent(t testing.TB, want ...strowger.Command) {
	t.Helper()
	if diff := cmp.Diff(want, h.commands[1:]); diff != "" {
		t.Errorf("commands of the flow (-want +got):\n%s", diff)
	}
}

func (h *house) Instance() *strowger.Instance { return &strowger.Instance{ID: "i"} }

func (h *house) Contact(id strowger.ContactID) (*strowger.Contact, bool) {
	c, ok := h.contacts[id]
	return c, ok
}

func (h *house) ContactFlow(id strowger.ContactFlowID) (*strowger.ContactFlow, bool) {
	f, ok := h.flows[id]
	return f, ok
}

func (h *house) ContactFlowModule(id strowger.ContactFlowModuleID) (*strowger.ContactFlowModule, bool) {
	m, ok := h.modules[id]
	return m, ok
}

func (h *house) Open(id strowger.HoursOfOperationID, at strowger.Time) (bool, error) {
	open, ok := h.open[id]
	if !ok || at != now {
		return false, strowger.Errorf(strowger.ResourceNotFound, "no hours %q", id)
	}
	return open, nil
}

func (h *house) HoursOf(id strowger.QueueID) (strowger.HoursOfOperationID, bool) {
	hours, ok := h.hours[id]
	return hours, ok
}

func (h *house) Step(at strowger.Time, c strowger.Command) ([]strowger.Event, error) {
	if at != now {
		return nil, strowger.Errorf(strowger.InternalService, "a flow must not move time: %v", at)
	}
	h.commands = append(h.commands, c)
	if code, ok := h.refused[reflect.TypeOf(c)]; ok {
		return nil, strowger.Errorf(code, "refused")
	}
	switch c := c.(type) {
	case strowger.StartContact:
		if c.Contact.State == "" {
			c.Contact.State = strowger.InFlow
		}
		contact := *c.Contact
		h.contacts[contact.ID] = &contact
		return []strowger.Event{&strowger.ContactStarted{At: at, Contact: c.Contact}}, nil
	case strowger.Tick:
		return h.activate(at), nil
	case strowger.SetTargetQueue:
		return []strowger.Event{&strowger.ContactTargetSet{At: at, ContactID: c.ContactID, QueueID: c.QueueID}}, nil
	case strowger.UpdateRoutingData:
		return []strowger.Event{&strowger.ContactRoutingChanged{At: at, ContactID: c.ContactID}}, nil
	case strowger.EnqueueContact:
		h.contacts[c.ContactID].State = strowger.Waiting
		return []strowger.Event{&strowger.ContactQueued{At: at, ContactID: c.ContactID}}, nil
	case strowger.DisconnectContact:
		delete(h.contacts, c.ContactID)
		return []strowger.Event{&strowger.ContactDisconnected{At: at, ContactID: c.ContactID, Reason: c.Reason}}, nil
	}
	return nil, nil
}

// activate brings the scheduled contacts c1, c2, … to life.
func (h *house) activate(at strowger.Time) (events []strowger.Event) {
	for _, id := range []strowger.ContactID{"c1", "c2", "c3"} {
		if c := h.contacts[id]; c != nil && c.State == strowger.Scheduled {
			c.State = strowger.InFlow
			events = append(events, &strowger.ContactActivated{At: at, ContactID: id})
		}
	}
	return events
}
