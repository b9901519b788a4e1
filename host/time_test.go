package host

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/routing"
)

// history returns what happened to an instance after some time, as "second
// event", the seconds counted from houseTime.
func history(t *testing.T, j journal.Journal, after strowger.Time) []string {
	t.Helper()
	var list []string
	_, err := j.Replay(t.Context(), string(houseID), journal.Record{}, func(r journal.Record) error {
		events, _, err := decodeRecord(r.Data)
		for _, ev := range events {
			var at strowger.Time
			switch ev := ev.(type) {
			case *strowger.CriteriaStepExpired:
				at = ev.At
			case *strowger.OfferMissed:
				at = ev.At
			case *strowger.ContactActivated:
				at = ev.At
			}
			if at > after {
				list = append(list, fmt.Sprint(at.Seconds(houseTime), " ", eventName(ev)))
			}
		}
		return err
	})
	check(t, err)
	return list
}

func TestAdvanceFiresEveryDeadlineAtItsTime(t *testing.T) {
	s := newSite(t)
	d, i := s.openHouse()
	call(t, i, "c1", "Sample routing criteria flow") // steps of 30 s
	check(t, d.Advance(t.Context(), 10))
	call(t, i, "c2", "Sample routing criteria flow")
	check(t, d.Advance(t.Context(), 1000))

	want := []string{
		"30 CriteriaStepExpired",
		"40 CriteriaStepExpired",
		"60 CriteriaStepExpired",
		"70 CriteriaStepExpired",
	}
	if got := history(t, s.journal, houseTime); !slices.Equal(got, want) {
		t.Errorf("happened %q, want %q", got, want)
	}
	if got, want := d.Clock().Now(), houseTime.Add(1010); got != want {
		t.Errorf("the clock stands at %v, want %v", got, want)
	}
}

// A command that comes while time is advanced finds everything done that was
// due before it, each at its own time, even if the journal holds up the
// records.
func TestCommandsAreSerialisedWithAdvance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		probe := newProbe(s)
		d, i := s.openHouse()
		call(t, i, "c1", "Sample routing criteria flow")
		flow := flowID(t, i, "Sample inbound flow")
		release := make(chan struct{})
		probe.disturb(func(_ context.Context, append appendFunc) (journal.Record, error) {
			<-release
			return append()
		})
		advanced := make(chan error, 1)
		go func() { advanced <- d.Advance(t.Context(), 100) }()
		synctest.Wait()
		started := make(chan error, 1)
		go func() {
			_, err := i.Do(t.Context(), callCommand(flow, "c2"))
			started <- err
		}()
		synctest.Wait()
		if len(advanced) != 0 {
			t.Error("Advance returned before anything was durable")
		}
		close(release)
		check(t, <-advanced)
		check(t, <-started)
		view(t, i, func(e *routing.Engine) {
			if c, ok := e.Contact("c2"); !ok || c.InitiationTimestamp != houseTime.Add(100) {
				t.Errorf("the contact that came meanwhile: %+v", c)
			}
		})
		want := []string{"30 CriteriaStepExpired", "60 CriteriaStepExpired"}
		if got := history(t, s.journal, houseTime); !slices.Equal(got, want) {
			t.Errorf("happened %q, want %q", got, want)
		}
	})
}

func TestAdvanceMovesAllInstances(t *testing.T) {
	d, first := newSite(t).openHouse()
	_, err := d.CreateInstance(t.Context(), houseCommand("annex"))
	check(t, err)
	second := find(t, d, "annex")
	for _, i := range []*Instance{first, second} {
		call(t, i, "c1", "Sample routing criteria flow")
	}
	check(t, d.Advance(t.Context(), 31))
	for _, i := range []*Instance{first, second} {
		view(t, i, func(e *routing.Engine) {
			c, _ := e.Contact("c1")
			if step := c.Criteria.Active(); step != 1 {
				t.Errorf("%s: step %d is active, want 1", i.ID(), step)
			}
		})
	}
}

func TestAdvanceRefuses(t *testing.T) {
	s := newSite(t)
	d := s.open()
	for _, seconds := range []int64{-1, advanceMax + 1} {
		if code := strowger.CodeOf(d.Advance(t.Context(), seconds)); code != strowger.InvalidParameter {
			t.Errorf("Advance(%d) gave %q", seconds, code)
		}
	}
	s = newSite(t)
	s.cfg.Clock = RealClock()
	if code := strowger.CodeOf(s.open().Advance(t.Context(), 1)); code != strowger.InvalidRequest {
		t.Errorf("a real clock was advanced: %q", code)
	}
}

func TestRealDeadlinesFireByThemselves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		s.cfg.Clock = RealClock()
		_, i := s.openHouse()
		start := strowger.TimeOf(time.Now())
		call(t, i, "c1", "Sample routing criteria flow")
		time.Sleep(29 * time.Second) // of the bubble
		synctest.Wait()
		if got := history(t, s.journal, start); len(got) != 0 {
			t.Errorf("happened too early: %q", got)
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if got := history(t, s.journal, start); len(got) != 2 {
			t.Errorf("happened %q, want two expired steps", got)
		}
	})
}

// What became due while the program was down happens at once, at the time of
// the start.
func TestOverdueDeadlinesFireAtTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		s.cfg.Clock = RealClock()
		d, i := s.openHouse()
		call(t, i, "c1", "Sample routing criteria flow")
		s.close(d)
		time.Sleep(45 * time.Second)
		start := strowger.TimeOf(time.Now())
		s.open()
		synctest.Wait()
		want := fmt.Sprint(start.Seconds(houseTime), " CriteriaStepExpired")
		if got := history(t, s.journal, 0); !slices.Equal(got, []string{want}) {
			t.Errorf("happened %q, want %q", got, want)
		}
	})
}

// stuckClock is a machine's clock that can be set back. Its alarms do not ring:
// deadlines are noticed with the next request.
type stuckClock struct {
	realClock
	now atomic.Int64
}

func newStuckClock(now strowger.Time) *stuckClock {
	c := new(stuckClock)
	c.set(now)
	return c
}

func (c *stuckClock) set(now strowger.Time) { c.now.Store(int64(now)) }

func (c *stuckClock) Now() strowger.Time { return strowger.Time(c.now.Load()) }

func (c *stuckClock) Alarm(strowger.Time) (<-chan time.Time, func()) {
	return make(chan time.Time), func() {}
}

func TestTimeNeverGoesBack(t *testing.T) {
	s := newSite(t)
	clock := newStuckClock(houseTime.Add(100))
	s.cfg.Clock = clock
	d, i := s.openHouse()
	clock.set(houseTime)
	wantStart := func(i *Instance, id strowger.ContactID) {
		t.Helper()
		call(t, i, id, "Sample inbound flow")
		check(t, i.View(t.Context(), func(e *routing.Engine, now strowger.Time) error {
			c, _ := e.Contact(id)
			if want := houseTime.Add(100); c.InitiationTimestamp != want || now != want {
				t.Errorf("contact of %v seen at %v, want both at %v", c.InitiationTimestamp, now, want)
			}
			return nil
		}))
	}
	wantStart(i, "c1")
	s.kill(d)
	_, i = s.openHouse()
	wantStart(i, "c2")
}

func TestManualClockGoesOnWhereItWas(t *testing.T) {
	s := newSite(t)
	d, i := s.openHouse()
	check(t, d.Advance(t.Context(), 500))
	call(t, i, "c1", "Sample routing criteria flow")
	s.close(d)
	s.cfg.Clock = NewManualClock(houseTime)
	d, _ = s.openHouse()
	if got, want := d.Clock().Now(), houseTime.Add(500); got != want {
		t.Errorf("the clock stands at %v, want %v", got, want)
	}
	check(t, d.Advance(t.Context(), 30))
	if got := history(t, s.journal, houseTime); !slices.Equal(got, []string{"530 CriteriaStepExpired"}) {
		t.Errorf("happened %q, want the first step to expire", got)
	}
}

func TestManualAlarms(t *testing.T) {
	c := NewManualClock(houseTime)
	late, _ := c.Alarm(houseTime.Add(10))
	soon, _ := c.Alarm(houseTime.Add(5))
	gone, stop := c.Alarm(houseTime.Add(5))
	past, _ := c.Alarm(houseTime)
	stop()
	ready := func(ch <-chan time.Time) bool {
		select {
		case <-ch:
			return true
		default:
			return false
		}
	}
	c.advance(5)
	if !ready(past) || !ready(soon) || ready(late) || ready(gone) {
		t.Errorf("after 5 s: past %v, soon %v, late %v, stopped %v", ready(past), ready(soon), ready(late), ready(gone))
	}
	c.raise(houseTime)
	if got := c.Now(); got != houseTime.Add(5) {
		t.Errorf("raise moved the clock back to %v", got)
	}
	c.raise(houseTime.Add(10))
	if !ready(late) || len(c.alarms) != 0 {
		t.Errorf("after 10 s: late %v, %d alarms left", ready(late), len(c.alarms))
	}
}
