package routing_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// nouns changes nouns of the configuration at random.
type nouns struct {
	*rand.Rand
	engine *routing.Engine
	n      int
}

// TestNounsAreKept changes the nouns around the routing and checks after each
// step that the events alone, and a snapshot alone, make the same state.
func TestNounsAreKept(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	h := &nouns{Rand: rand.New(rand.NewPCG(seed, 0)), engine: routing.New()}
	replay, seen := routing.New(), map[string]bool{}
	step := func(c strowger.Command) {
		h.n++
		events, err := h.engine.Step(strowger.Time(h.n), c)
		if err != nil {
			t.Fatalf("seed %d: %T: %v", seed, c, err)
		}
		for _, e := range events {
			seen[reflect.TypeOf(e).Elem().Name()] = true
			replay.Apply(e)
		}
	}
	step(strowger.CreateInstance{
		Instance:          strowger.Instance{ID: "i"},
		HoursOfOperations: []strowger.HoursOfOperation{{ID: "h", Name: "Hours", TimeZone: "UTC"}},
		ContactFlows:      []strowger.ContactFlow{{ID: "f", Name: "Flow", Status: strowger.Published, State: strowger.Active}},
	})
	for range 500 {
		step(h.change())
		if want := h.engine.Digest(); replay.Digest() != want || routing.Restore(h.engine.Snapshot()).Digest() != want {
			t.Fatalf("seed %d: after %d steps a replay or a snapshot differs", seed, h.n)
		}
	}
	for _, kind := range []string{"InstanceSaved", "HoursOfOperationSaved", "ContactFlowSaved", "ContactFlowModuleSaved", "ContactFlowModuleDeleted"} {
		if !seen[kind] {
			t.Errorf("seed %d: no step had %s", seed, kind)
		}
	}
}

func (h *nouns) change() strowger.Command {
	name := fmt.Sprint("n", h.n)
	switch h.IntN(4) {
	case 0:
		return h.override(name)
	case 1:
		content := strowger.ContentChange{Content: name, Status: []string{strowger.Published, strowger.Saved}[h.IntN(2)]}
		return strowger.UpdateContactFlow{ID: "f", Content: &content}
	case 2:
		return h.module(name)
	}
	resource := []strowger.Resource{
		{Kind: strowger.InstanceResource},
		{Kind: strowger.HoursOfOperationResource, ID: "h"},
		{Kind: strowger.ContactFlowResource, ID: "f"},
	}[h.IntN(3)]
	return strowger.UpdateTags{Resource: resource, Set: strowger.Tags{"k": name}, Remove: []string{"none"}}
}

func (h *nouns) override(name string) strowger.Command {
	hours, _ := h.engine.HoursOfOperations().Get("h")
	if len(hours.Overrides) == 0 || len(hours.Overrides) < 50 && h.IntN(2) == 0 {
		return strowger.CreateHoursOfOperationOverride{HoursID: "h", Override: strowger.HoursOfOperationOverride{
			ID: strowger.HoursOfOperationOverrideID(name), Name: name, Type: strowger.OverrideClosed,
			EffectiveFrom: "2026-01-01", EffectiveTill: "2026-12-31",
			Recurrence: &strowger.Recurrence{Frequency: strowger.Weekly, Interval: 2},
		}}
	}
	id := hours.Overrides[h.IntN(len(hours.Overrides))].ID
	if h.IntN(2) == 0 {
		return strowger.DeleteHoursOfOperationOverride{HoursID: "h", ID: id}
	}
	return strowger.UpdateHoursOfOperationOverride{HoursID: "h", ID: id, Name: &name, Type: new(strowger.OverrideStandard)}
}

func (h *nouns) module(name string) strowger.Command {
	switch _, exists := h.engine.ContactFlowModule("m"); {
	case !exists:
		return strowger.CreateContactFlowModule{Module: strowger.ContactFlowModule{ID: "m", Name: "Module", ClientToken: "token"}}
	case h.IntN(2) == 0:
		return strowger.DeleteContactFlowModule{ID: "m"}
	}
	return strowger.UpdateContactFlowModule{ID: "m", State: new(strowger.Archived),
		Content: &strowger.ContentChange{Content: name, Status: strowger.Saved}}
}
