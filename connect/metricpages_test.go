package connect

import (
	"math"
	"testing"

	"github.com/strowger/strowger"
)

// TestReadingStaysInItsInstance: the seal of a token is no secret, so a key that
// somebody has made up finds no reading of another instance and no page before
// the first.
func TestReadingStaysInItsInstance(t *testing.T) {
	var pages metricPages
	pages.keep(&metricReading{id: "r", instance: "mine", at: 1})
	if r, err := pages.resume("mine", metricKey("r", 2), 1); err != nil || r.id != "r" {
		t.Errorf("the instance itself gets %v, %v", r, err)
	}
	if r, err := pages.resume("other", metricKey("r", 2), 1); strowger.CodeOf(err) != strowger.InvalidParameter {
		t.Errorf("another instance gets %v, %v", r, err)
	}
	for shown, want := range map[int]int{2: 2, 3: 3, -1: 0, 4: 0, math.MinInt: 0} {
		if got := (page{after: metricKey("r", shown)}).metricOffset(3); got != want {
			t.Errorf("after %d of 3 shown the page begins at %d, want %d", shown, got, want)
		}
	}
}
