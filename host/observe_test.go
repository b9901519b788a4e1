package host

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/strowger/strowger"
)

// TestObserveIsToldWhatIsDurable: the events that Do returns are told once, in
// their order, and not before they are in the journal.
func TestObserveIsToldWhatIsDurable(t *testing.T) {
	s := newSite(t)
	var told []strowger.Event
	s.cfg.Observe = func(id strowger.InstanceID, events []strowger.Event) {
		if id != houseID {
			t.Errorf("told of the instance %q", id)
		}
		told = append(told, events...)
	}
	_, i := s.openHouse()
	done := slices.Clone(told)
	if len(done) == 0 {
		t.Fatal("the observer was not told of the new instance")
	}
	events := do(t, i, strowger.CreatePredefinedAttribute{
		Attribute: strowger.PredefinedAttribute{Name: "Language", Values: []string{"French"}}})
	if diff := cmp.Diff(append(done, events...), told); diff != "" {
		t.Errorf("returned (-), told (+):\n%s", diff)
	}
}
