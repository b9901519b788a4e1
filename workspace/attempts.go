package workspace

import (
	"hash/maphash"
	"sync"
	"time"
)

// How often signing in can fail in a minute.
const (
	// failuresMax is for one user name from one place.
	failuresMax = 10

	// addressFailuresMax is for one address, of all who share it. Of a centre of
	// 1,000 people who come within a minute, one in five may mistype.
	addressFailuresMax = 200
)

// failures counts the failures of each key in the present minute, in a table of
// fixed size. Keys that share a place by chance share its count. A failure
// counts only if a password was looked at, and there are never more of those in
// a minute than processors can do, so nobody can fill the table.
type failures struct {
	max  uint8
	seed maphash.Seed // so that nobody can choose with whom to share

	mu     sync.Mutex
	minute int64
	counts [1 << 16]uint8
}

func newFailures(max uint8) *failures { return &failures{max: max, seed: maphash.MakeSeed()} }

// reached reports whether a key has failed as often as it may.
func (f *failures) reached(key string, now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return *f.place(key, now) >= f.max
}

// take counts a failure before it happens and reports whether it may. So
// attempts that are made at the same time count too.
func (f *failures) take(key string, now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := f.place(key, now)
	if *n >= f.max {
		return false
	}
	*n++
	return true
}

// giveBack takes back a failure that did not happen.
func (f *failures) giveBack(key string, taken time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if minuteOf(taken) == f.minute {
		if n := f.place(key, taken); *n > 0 { // it may have been forgiven meanwhile
			*n--
		}
	}
}

// forgive forgets the failures of a key.
func (f *failures) forgive(key string, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	*f.place(key, now) = 0
}

// place returns where a key is counted in the minute of a time. The caller holds
// the lock.
func (f *failures) place(key string, now time.Time) *uint8 {
	if minute := minuteOf(now); minute != f.minute {
		f.minute = minute
		clear(f.counts[:])
	}
	return &f.counts[maphash.String(f.seed, key)%uint64(len(f.counts))]
}

func minuteOf(t time.Time) int64 { return t.Unix() / 60 }

// untilNextMinute returns the seconds until failures are counted anew.
func untilNextMinute(now time.Time) int { return int(60 - now.Unix()%60) }
