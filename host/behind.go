package host

import (
	"errors"
	"fmt"
	"time"

	"github.com/strowger/strowger"
)

// Time never goes back within an instance. A clock that was ahead and is right
// again is therefore behind its instances, and their time stands still: nobody
// who rings is missed and no step expires. A little of that is normal, when
// machines correct their clocks. More than that is for people to decide on.

// clockTolerance is how far the clock may be behind an instance that is started.
const clockTolerance = strowger.Time(5 * time.Minute / time.Millisecond)

// AcceptClock says how an instance is started that is ahead of the clock by more
// than five minutes.
type AcceptClock string

// The ways to go on.
const (
	RefuseClock AcceptClock = ""      // not at all
	AwaitClock  AcceptClock = "wait"  // time stands still until the clock has caught up
	ShiftTime   AcceptClock = "shift" // the time of the instance is set back to the clock
)

func (a AcceptClock) valid() bool { return a == RefuseClock || a == AwaitClock || a == ShiftTime }

// ErrClockBehind says that an instance is ahead of the clock by more than five
// minutes.
var ErrClockBehind = errors.New("the clock is behind")

// acceptClock goes on as the configuration says with an instance that is ahead of
// the clock.
func (w *writer) acceptClock() error {
	now := w.cfg.Clock.Now()
	if !w.listed() || w.now-now <= clockTolerance {
		return nil
	}
	switch w.cfg.AcceptClock {
	case AwaitClock:
		return nil
	case ShiftTime:
		return w.setBack(now)
	}
	return fmt.Errorf("%w: instance %q has seen %s, the clock says %s, which is %s earlier",
		ErrClockBehind, w.id, w.now, now, w.now.Time().Sub(now.Time()))
}

// setBack sets the time of the instance back, durably. After an error the state
// is to be read anew.
func (w *writer) setBack(now strowger.Time) error {
	ev := &strowger.TimeSetBack{At: now, Milliseconds: int64(w.now - now)}
	w.log.Warn("the time of the instance is set back to the clock", "clock", now, "seen", w.now)
	w.state.Apply(ev)
	w.now = now
	defer w.batch.reset()
	if err := w.batch.add([]strowger.Event{ev}); err != nil {
		return err
	}
	return w.append()
}

// warnAgain is after how long it is said again that time stands still.
const warnAgain = 5 * time.Minute

// noticeClock warns while the clock is behind the instance. It is called for
// every request and deadline; while a deadline waits the clock is looked at each
// minute.
func (w *writer) noticeClock(now strowger.Time) {
	if w.now-now < 1000 || !w.listed() || time.Since(w.warned) < warnAgain {
		return
	}
	w.warned = time.Now()
	w.log.Warn("the clock is behind; time stands still for the instance until it has caught up", "clock", now, "seen", w.now)
}
