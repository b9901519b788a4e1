package routing_test

import (
	"encoding/json"
	"testing"

	"github.com/strowger/strowger"
)

// In the steady state, with the events given back, nothing that every contact goes
// through costs an allocation, whatever becomes of it. What is rarer costs what is
// said here, which is at least the event.
func TestStepsDoNotAllocate(t *testing.T) {
	for _, l := range newWorkday(newFloor(t, 500)).lives() {
		t.Run(l.name, func(t *testing.T) {
			for range 1_000 {
				l.live() // until everything has its size
			}
			if n := testing.AllocsPerRun(1_000, l.live); n > l.most {
				t.Errorf("it costs %v allocations, want %v", n, l.most)
			}
		})
	}
}

// life is what becomes of a contact, and how many allocations that may cost.
type life struct {
	name string
	live func()
	most float64
}

func (w *workday) lives() []life {
	return []life{
		{"taken", func() { w.finish(w.do(w.start, w.target, w.enqueue)) }, 0},
		{"taken by one of some", func() { w.finish(w.do(w.start, w.target, w.ask, w.enqueue)) }, 0},
		{"held", func() {
			a := w.agents[w.do(w.start, w.target, w.enqueue)]
			w.do(a.accept, a.hold, a.unhold, a.leave, a.clear)
		}, 0},
		{"given up before the queue", func() { w.do(w.start, w.target, w.hangUp) }, 0},
		{"given up while it rings", func() {
			a := w.agents[w.do(w.start, w.target, w.ask, w.enqueue)]
			w.do(w.hangUp, a.clear)
		}, 0},
		{"missed and rejected", func() {
			missed := w.agents[w.do(w.start, w.target, w.enqueue)]
			w.floor.now = w.floor.now.Add(20)
			rejected := w.agents[w.do(w.tick)]
			w.finish(w.do(rejected.reject))
			w.do(missed.clear, rejected.clear)
		}, 0},
		{"too late for the first step", func() {
			w.do(w.start, w.target, w.long, w.enqueue)
			w.floor.now = w.floor.now.Add(30)
			w.do(w.tick, w.hangUp)
		}, 0},
		{"a break", func() { a := w.agents[userID(0)]; w.do(a.offline, a.available) }, 0},
		{"another priority", func() { w.do(w.start, w.first, w.hangUp) }, 1},
		{"facts", func() { w.do(w.start, w.facts, w.hangUp) }, 3},
		{"a task paused", func() {
			a := w.agents[w.do(w.task, w.target, w.enqueue)]
			w.do(a.accept, w.pause, w.resume, a.leave, a.clear)
		}, 2},
		{"handed on to another queue", func() {
			a := w.agents[w.do(w.start, w.target, w.enqueue)]
			next := w.agents[w.do(a.accept, a.transfer)]
			w.do(w.hangUpNext, a.clear, next.clearNext)
		}, 5},
	}
}

// workday holds the commands of a contact, so that making them counts for nothing.
type workday struct {
	floor                                                 *floor
	start, task, target, ask, long, enqueue, hangUp, tick strowger.Command
	first, facts, pause, resume, hangUpNext               strowger.Command
	agents                                                map[strowger.UserID]*commands
}

// commands are those of an agent.
type commands struct {
	accept, reject, hold, unhold, leave, clear, transfer, clearNext, offline, available strowger.Command
}

func newWorkday(f *floor) *workday {
	const id, next = "c", "d"
	skilled, nobody := expression(0), agents("absent")
	w := &workday{
		floor:      f,
		start:      strowger.StartContact{Contact: &strowger.Contact{ID: id, FlowID: "flow", Channel: strowger.Voice}},
		target:     strowger.SetTargetQueue{ContactID: id, QueueID: queueID(0)},
		ask:        strowger.UpdateRoutingData{ContactID: id, Criteria: only(skilled)},
		enqueue:    strowger.EnqueueContact{ContactID: id},
		hangUp:     strowger.DisconnectContact{ContactID: id, Reason: strowger.CustomerDisconnect},
		tick:       strowger.Tick{},
		task:       strowger.StartContact{Contact: &strowger.Contact{ID: id, FlowID: "flow", Channel: strowger.Task}},
		first:      strowger.UpdateRoutingData{ContactID: id, QueuePriority: new(int64(1))},
		facts:      strowger.RecordFacts{ContactID: id, Facts: map[string]json.RawMessage{"QualityMetrics": json.RawMessage(`{}`)}},
		pause:      strowger.PauseContact{ContactID: id},
		resume:     strowger.ResumeContact{ContactID: id},
		hangUpNext: strowger.DisconnectContact{ContactID: next, Reason: strowger.CustomerDisconnect},
		agents:     make(map[strowger.UserID]*commands),
	}
	w.long = strowger.UpdateRoutingData{ContactID: id, Criteria: &strowger.RoutingCriteria{Steps: []strowger.RoutingStep{
		{Expression: &nobody, ExpirySeconds: 30}, {Expression: &nobody}}}}
	for i := range 500 {
		a := userID(i)
		w.agents[a] = &commands{
			accept:    strowger.AcceptContact{ContactID: id, UserID: a},
			reject:    strowger.RejectContact{ContactID: id, UserID: a},
			hold:      strowger.HoldContact{ContactID: id, UserID: a},
			unhold:    strowger.UnholdContact{ContactID: id, UserID: a},
			leave:     strowger.LeaveContact{ContactID: id, UserID: a},
			clear:     strowger.ClearContact{ContactID: id, UserID: a},
			transfer:  strowger.TransferContact{ContactID: id, NewContactID: next, UserID: a, QueueID: queueID(0)},
			clearNext: strowger.ClearContact{ContactID: next, UserID: a},
			offline:   strowger.PutAgentStatus{UserID: a, StatusID: "offline"},
			available: strowger.PutAgentStatus{UserID: a, StatusID: "available"},
		}
	}
	return w
}

// do steps commands, gives back the events and returns who was offered the
// contact last.
func (w *workday) do(list ...strowger.Command) (offered strowger.UserID) {
	for _, c := range list {
		events := w.floor.step(c)
		for _, ev := range events {
			if o, ok := ev.(*strowger.ContactOffered); ok {
				offered = o.UserID
			}
		}
		w.floor.engine.Release(events)
	}
	return offered
}

// finish has an agent take the contact and end it.
func (w *workday) finish(id strowger.UserID) {
	a := w.agents[id]
	w.do(a.accept, a.leave, a.clear)
}
