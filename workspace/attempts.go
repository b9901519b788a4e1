package workspace

import (
	"hash/maphash"
	"sync"
	"time"
)

// attemptsMax is how often in a minute a user can fail to sign in.
const attemptsMax = 10

// attempts slows down those who guess passwords. It counts the attempts of each
// user in the present minute, in a table of fixed size: names that nobody has
// cost no memory, and users who share a place by chance share its count.
type attempts struct {
	seed maphash.Seed // so that nobody can choose with whom to share

	mu     sync.Mutex
	minute int64
	counts [4096]uint8
}

func newAttempts() *attempts { return &attempts{seed: maphash.MakeSeed()} }

// take counts an attempt and reports whether it may be made. It counts before
// the password is looked at, so that attempts made at once count too.
func (a *attempts) take(user string, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if minute := now.Unix() / 60; minute != a.minute {
		a.minute = minute
		clear(a.counts[:])
	}
	n := a.place(user)
	if *n >= attemptsMax {
		return false
	}
	*n++
	return true
}

// forgive forgets the attempts of a user who has succeeded.
func (a *attempts) forgive(user string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	*a.place(user) = 0
}

func (a *attempts) place(user string) *uint8 {
	return &a.counts[maphash.String(a.seed, user)%uint64(len(a.counts))]
}
