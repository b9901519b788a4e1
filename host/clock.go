package host

import (
	"slices"
	"sync"
	"time"

	"github.com/strowger/strowger"
)

// Clock tells an instance what time it is. There are two: RealClock and
// ManualClock.
type Clock interface {
	// Now returns the current time.
	Now() strowger.Time

	// Alarm returns a channel that becomes ready at a time. It may become
	// ready sooner, so whoever waits looks at the clock again. Stop
	// releases the alarm.
	Alarm(at strowger.Time) (ready <-chan time.Time, stop func())

	// noticed returns the time at which a deadline takes effect that is
	// noticed now.
	noticed(deadline, now strowger.Time) strowger.Time
}

// RealClock returns the clock of the machine.
func RealClock() Clock { return realClock{} }

type realClock struct{}

// alarmMax bounds how long the machine's timer is trusted. It does not run
// while the machine sleeps and does not follow a clock that is set.
const alarmMax = time.Minute

func (realClock) Now() strowger.Time { return strowger.TimeOf(time.Now()) }

func (realClock) Alarm(at strowger.Time) (<-chan time.Time, func()) {
	t := time.NewTimer(min(time.Until(at.Time()), alarmMax))
	return t.C, func() { t.Stop() }
}

// What is late in the real world happens late.
func (realClock) noticed(_, now strowger.Time) strowger.Time { return now }

// ManualClock stands still until it is advanced, by Directory.Advance.
type ManualClock struct {
	mu     sync.Mutex
	now    strowger.Time
	alarms []*manualAlarm
}

type manualAlarm struct {
	at    strowger.Time
	ready chan time.Time
}

var _ Clock = (*ManualClock)(nil)

// NewManualClock returns a clock that stands at start. A directory that holds
// instances which have seen a later time moves it there when it opens.
func NewManualClock(start strowger.Time) *ManualClock { return &ManualClock{now: start} }

// Now returns the time at which the clock stands.
func (c *ManualClock) Now() strowger.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Alarm implements Clock.
func (c *ManualClock) Alarm(at strowger.Time) (<-chan time.Time, func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a := &manualAlarm{at: at, ready: make(chan time.Time)}
	if at <= c.now {
		close(a.ready)
		return a.ready, func() {}
	}
	c.alarms = append(c.alarms, a)
	return a.ready, func() { c.remove(a) }
}

func (c *ManualClock) remove(a *manualAlarm) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.alarms = slices.DeleteFunc(c.alarms, func(b *manualAlarm) bool { return a == b })
}

// A clock that is held skips over nothing: each deadline inside the span takes
// effect at its own time.
func (c *ManualClock) noticed(deadline, _ strowger.Time) strowger.Time { return deadline }

// timeMax is where a manual clock ends, with the year 9999: what is written down
// in RFC 3339 form has years of four digits.
const timeMax = strowger.Time(253_402_300_799_999)

// advance moves the clock by some seconds and reports whether it could.
func (c *ManualClock) advance(seconds int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now.Add(seconds)
	if now > timeMax {
		return false
	}
	c.set(now)
	return true
}

// raise moves the clock to a time unless it is there already.
func (c *ManualClock) raise(to strowger.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.set(max(c.now, to))
}

func (c *ManualClock) set(now strowger.Time) {
	c.now = now
	c.alarms = slices.DeleteFunc(c.alarms, func(a *manualAlarm) bool {
		if a.at > now {
			return false
		}
		close(a.ready)
		return true
	})
}
