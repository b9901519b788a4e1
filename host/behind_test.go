package host

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/report"
	"github.com/strowger/strowger/routing"
)

// aheadSite is a site whose clock was ahead by a number of seconds while a call
// came, and is right again. The call waits with a step of 30 s, since 10 s.
func aheadSite(t *testing.T, seconds int64) (*site, *stuckClock) {
	s := newSite(t)
	clock := newStuckClock(houseTime.Add(seconds - 10))
	s.cfg.Clock = clock
	d, i := s.openHouse()
	call(t, i, "c1", "Sample routing criteria flow")
	clock.set(clock.Now().Add(10))
	hire(t, i, "ann", false)
	s.close(d)
	clock.set(houseTime)
	return s, clock
}

// dueIn returns after how many seconds of the instance's time the next thing
// happens by itself.
func dueIn(t *testing.T, i *Instance) (seconds int64) {
	t.Helper()
	check(t, i.View(t.Context(), func(e *routing.Engine, now strowger.Time) error {
		at, _ := e.NextDeadline()
		seconds = at.Seconds(now)
		return nil
	}))
	return seconds
}

func timeOf(t *testing.T, i *Instance) (now strowger.Time) {
	t.Helper()
	check(t, i.View(t.Context(), func(_ *routing.Engine, at strowger.Time) error {
		now = at
		return nil
	}))
	return now
}

const twoDays = 2 * 24 * 60 * 60

func TestOpenRefusesAClockThatIsBehind(t *testing.T) {
	s, clock := aheadSite(t, twoDays)
	cfg := s.openFails(ErrClockBehind, `"house"`, houseTime.Add(twoDays).String(), houseTime.String(), "48h0m0s earlier")
	cfg.AcceptClock = "perhaps"
	if _, err := Open(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), "perhaps") {
		t.Errorf("another AcceptClock gave %v", err)
	}
	clock.set(houseTime.Add(twoDays - 5*60)) // five minutes are no matter
	_, i := s.openHouse()
	if got, want := timeOf(t, i), houseTime.Add(twoDays); got != want {
		t.Errorf("the time of the instance is %v, want %v", got, want)
	}
}

// openFails opens a directory, which must fail with an error that says some words,
// and returns its configuration.
func (s *site) openFails(want error, words ...string) Config {
	s.t.Helper()
	r, err := report.Open(s.dir, s.cfg.Logger)
	check(s.t, err)
	cfg := s.cfg
	cfg.Journal, cfg.Report = s.journal, r
	_, err = Open(s.t.Context(), cfg)
	if !errors.Is(err, want) {
		s.t.Errorf("Open gave %v, want %v", err, want)
	}
	for _, word := range words {
		if err == nil || !strings.Contains(err.Error(), word) {
			s.t.Errorf("%v does not say %s", err, word)
		}
	}
	check(s.t, r.Close())
	return cfg
}

func TestAwaitedClock(t *testing.T) {
	s, clock := aheadSite(t, twoDays)
	s.cfg.AcceptClock = AwaitClock
	_, i := s.openHouse()
	for _, after := range []int64{0, 60, twoDays} {
		clock.set(houseTime.Add(after))
		if got, want := timeOf(t, i), houseTime.Add(twoDays); got != want {
			t.Errorf("after %d s the time of the instance is %v, want %v", after, got, want)
		}
	}
	if got := dueIn(t, i); got != 20 {
		t.Errorf("the step ends in %d s, want 20", got)
	}
}

// A time that is set back goes on from the clock, with every deadline as far away
// as before, and stays so after a restart that is not told anything.
func TestShiftedTime(t *testing.T) {
	for name, end := range map[string]func(*site, *Directory){"close": (*site).close, "kill": (*site).kill} {
		t.Run(name, func(t *testing.T) {
			s, clock := aheadSite(t, twoDays)
			s.cfg.AcceptClock = ShiftTime
			d, i := s.openHouse()
			for range 2 {
				if got := timeOf(t, i); got != houseTime {
					t.Errorf("the time of the instance is %v, want %v", got, houseTime)
				}
				if got := dueIn(t, i); got != 20 {
					t.Errorf("the step ends in %d s, want 20", got)
				}
				want := digest(t, i)
				end(s, d)
				s.cfg.AcceptClock = RefuseClock
				if d, i = s.openHouse(); digest(t, i) != want {
					t.Error("the state is another after the restart")
				}
			}
			clock.set(houseTime.Add(20))
			view(t, i, func(e *routing.Engine) {
				if c, _ := e.Contact("c1"); c.Criteria.Active() != 1 || c.InitiationTimestamp != houseTime.Add(-10) {
					t.Errorf("after 20 s the contact is %+v", c)
				}
			})
			call(t, i, "c2", "Sample inbound flow")
			view(t, i, func(e *routing.Engine) {
				if c, _ := e.Contact("c2"); c.InitiationTimestamp != clock.Now() {
					t.Errorf("a contact that comes now came at %v", c.InitiationTimestamp)
				}
			})
		})
	}
}

// A held clock that was ahead is no matter to another held clock, and the same as
// any to the real one.
func TestRealClockAfterAHeldOne(t *testing.T) {
	s := newSite(t)
	d, _ := s.openHouse()
	check(t, d.Advance(t.Context(), twoDays))
	hire(t, find(t, d, houseID), "ann", true)
	s.close(d)
	s.close(s.open())
	s.cfg.Clock = newStuckClock(houseTime)
	s.openFails(ErrClockBehind)
}

func TestClockThatIsBehindIsToldAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		var log bytes.Buffer
		s.cfg.Logger = slog.New(slog.NewTextHandler(&log, nil))
		clock := newStuckClock(houseTime)
		s.cfg.Clock = clock
		_, i := s.openHouse()
		told := func(want int) {
			t.Helper()
			timeOf(t, i)
			if got := strings.Count(log.String(), "time stands still"); got != want {
				t.Errorf("told %d times, want %d:\n%s", got, want, &log)
			}
		}
		told(0)
		clock.set(houseTime.Add(-60))
		told(1)
		told(1)
		time.Sleep(warnAgain) // of the bubble
		told(2)
		clock.set(houseTime.Add(1))
		time.Sleep(warnAgain)
		told(2)
	})
}

func TestHeldClockEndsWithTheYear9999(t *testing.T) {
	s := newSite(t)
	s.cfg.Clock = NewManualClock(timeMax - 2500)
	d, _ := s.openHouse()
	check(t, d.Advance(t.Context(), 2))
	err := d.Advance(t.Context(), 1)
	if strowger.CodeOf(err) != strowger.InvalidParameter || !strings.Contains(err.Error(), "9999-12-31T23:59:59.499Z") {
		t.Errorf("the second after gave %v", err)
	}
	if got, want := d.Clock().Now(), timeMax-500; got != want {
		t.Errorf("the clock stands at %v, want %v", got, want)
	}
	s.close(d)
	s.openHouse()
}
