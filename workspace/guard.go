package workspace

import (
	"context"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/strowger/strowger/restjson"
)

// guard stands before the check of a password. With bcrypt a check takes a
// processor for 60 to 100 ms, so strangers could keep all of them busy.
//
// At most half of the processors check passwords, one at least, behind everything
// else that runs (see PasswordChecks). Who comes
// meanwhile waits in line, the line being bounded in length and in time. It is
// as long as it must be for a centre at eight o'clock: where one check at a time
// of 100 ms is done, of 1,000 people who come within a minute the last waits 40
// seconds. Strangers wait in a line of their own, from which no more go on at a
// time than passwords are checked at a time. So a known device is never behind
// many of them.
type guard struct {
	checking  *semaphore.Weighted
	strangers *semaphore.Weighted // those who may stand in line for checking
	waiting   [2]atomic.Int64     // strangers, known devices

	byName    *failures // of a name from a place
	byAddress *failures
}

// The bounds of each of the two lines.
const (
	lineMax  = 1000
	lineWait = time.Minute
)

// processors is how many there are, before somebody adds those of PasswordChecks.
var processors = runtime.GOMAXPROCS(0)

// PasswordChecks returns how many passwords are checked at the same time. A process
// whose GOMAXPROCS is higher by as many lets the operating system decide between them
// and its other work, by their priority. Otherwise each takes a processor from that
// for as long as it lasts.
func PasswordChecks() int { return max(1, processors/2) }

func newGuard() *guard {
	n := int64(PasswordChecks())
	return &guard{
		checking:  semaphore.NewWeighted(n),
		strangers: semaphore.NewWeighted(n),
		byName:    newFailures(failuresMax),
		byAddress: newFailures(addressFailuresMax),
	}
}

// attempt is who wants to sign in, and from where.
type attempt struct {
	name    string // of the user, with the instance
	address string // from where it comes
	device  string // a device on which the user has signed in before, or ""
}

// failing returns the key under which the failures of the name are counted.
// Those of a known device are counted apart from those of all others at its
// address.
func (a *attempt) failing() string {
	if a.device != "" {
		return "device " + a.device + " " + a.name
	}
	return "address " + a.address + " " + a.name
}

// try checks the password of an attempt when it is its turn. It is refused if
// the name or the address has failed too often within the minute, or if the line
// is too long. The failures of an address do not keep known devices out.
func (g *guard) try(ctx context.Context, a attempt, now func() time.Time, check func() bool) (bool, error) {
	leave, err := g.line(ctx, a.device != "")
	if err != nil {
		return false, err
	}
	defer leave()
	taken := now()
	if err := g.take(&a, taken); err != nil {
		return false, err
	}
	ok := inBackground(check)
	if ok {
		g.byName.forgive(a.failing(), taken)
		if a.device == "" {
			g.byAddress.giveBack(a.address, taken)
		}
	}
	return ok, nil
}

// refused returns what an attempt is refused with, nil if it may be made.
func (g *guard) refused(a *attempt, now time.Time) error {
	switch {
	case g.byName.reached(a.failing(), now):
		return throttled(untilNextMinute(now), "the user has failed to sign in %d times within a minute; wait a minute", failuresMax)
	case a.device == "" && g.byAddress.reached(a.address, now):
		return throttled(untilNextMinute(now), "signing in has failed %d times within a minute from this address; wait a minute", addressFailuresMax)
	}
	return nil
}

// take counts a failure of an attempt before it is made, or refuses it.
func (g *guard) take(a *attempt, now time.Time) error {
	if !g.byName.take(a.failing(), now) {
		return g.refused(a, now)
	}
	if a.device == "" && !g.byAddress.take(a.address, now) {
		g.byName.giveBack(a.failing(), now)
		return g.refused(a, now)
	}
	return nil
}

// line waits for the turn of a caller, who says when it leaves.
func (g *guard) line(ctx context.Context, known bool) (leave func(), err error) {
	waiting := &g.waiting[0]
	if known {
		waiting = &g.waiting[1]
	}
	if waiting.Add(1) > lineMax {
		waiting.Add(-1)
		return nil, errLine()
	}
	defer waiting.Add(-1)
	turn, cancel := context.WithTimeout(ctx, lineWait)
	defer cancel()
	places := []*semaphore.Weighted{g.strangers, g.checking}
	if known {
		places = places[1:]
	}
	leave = func() {
		for _, p := range places {
			p.Release(1)
		}
	}
	for i, p := range places {
		if err = p.Acquire(turn, 1); err != nil {
			places = places[:i]
			leave()
			break
		}
	}
	if err != nil && ctx.Err() == nil { // the time is up
		err = errLine()
	}
	return leave, err
}

func errLine() error {
	return throttled(1, "too many people are signing in; try again")
}

func throttled(retrySeconds int, format string, args ...any) error {
	err := restjson.Errorf(http.StatusTooManyRequests, codeThrottling, format, args...)
	err.RetrySeconds = retrySeconds
	return err
}

// addressOf returns the address by which a caller is counted. Who has one of
// IPv6 has all that begin with the same 64 bits.
func addressOf(r *http.Request) string {
	a := restjson.ClientAddress(r)
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
