package routing

import (
	"math/bits"

	"github.com/strowger/strowger"
)

// traits is a set of what agents have and contacts need: an open channel, room
// for a workload type, a proficiency of a level and above, or and below. Each
// trait is one of 256 bits, so an agent who lacks a needed bit cannot take the
// contact; one who has them all may still not, and is looked at unless they are
// known to be enough (expression.go).
type traits [4]uint64

func (t *traits) add(bit uint8) { t[bit>>6] |= 1 << (bit & 63) }
func (t *traits) union(u *traits) {
	t[0], t[1], t[2], t[3] = t[0]|u[0], t[1]|u[1], t[2]|u[2], t[3]|u[3]
}
func (t *traits) has(need *traits) bool {
	return need[0]&^t[0]|need[1]&^t[1]|need[2]&^t[2]|need[3]&^t[3] == 0
}

func (t *traits) drop(bit uint8) { t[bit>>6] &^= 1 << (bit & 63) }

// last returns one of the traits, of those known the one that was met last.
func (t *traits) last() (bit uint8, ok bool) {
	for i := len(t) - 1; i >= 0; i-- {
		if t[i] != 0 {
			return uint8(i*64 + bits.Len64(t[i]) - 1), true
		}
	}
	return 0, false
}

// The traits of the channels come first and are shared with no other.
func channelTrait(channel int) uint8 { return uint8(channel) }

// traitBits are the bits of the other traits. Each has one of its own while there
// are any left, and after that one that is chosen by a hash and may be another's
// too. Which it is makes no difference to what is decided.
type traitBits map[traitName]uint8

// traitName is what a trait is about.
type traitName struct {
	name, value string
	n           int
}

func (b traitBits) of(t traitName) uint8 {
	if bit, ok := b[t]; ok {
		return bit
	}
	if next := len(strowger.Channels) + len(b); next < 256 {
		b[t] = uint8(next)
		return b[t]
	}
	return hashed(t.name, t.value, t.n)
}

// shared reports whether two traits may have the same bit.
func (b traitBits) shared() bool { return len(strowger.Channels)+len(b) >= 256 }

// hashed returns the bit of two words and a number.
func hashed(a, b string, n int) uint8 {
	h := uint32(2166136261) // FNV-1a
	for i := range len(a) {
		h = (h ^ uint32(a[i])) * 16777619
	}
	h = (h ^ 0xff) * 16777619
	for i := range len(b) {
		h = (h ^ uint32(b[i])) * 16777619
	}
	h = (h ^ uint32(n)) * 16777619
	h ^= h >> 15
	return uint8(len(strowger.Channels)) + uint8(h%uint32(256-len(strowger.Channels)))
}

// workload is that an agent has room for a workload type.
func (b traitBits) workload(channel int, workload string) uint8 {
	return b.of(traitName{name: workload, n: channel})
}

// atLeast and atMost are a proficiency of a whole level and above, and of one and
// below.
func (b traitBits) atLeast(name, value string, level int) uint8 {
	return b.of(traitName{name, value, level})
}

func (b traitBits) atMost(name, value string, level int) uint8 {
	return b.of(traitName{name, value, -level})
}

const maxLevel = 5

func wholeLevel(f float64) int { return max(1, min(maxLevel, int(f))) }

// skills returns the traits that the proficiencies of a user give.
func (b traitBits) skills(u *strowger.User) (t traits) {
	for _, p := range u.Proficiencies {
		whole := wholeLevel(p.Level)
		for level := 1; level <= whole; level++ {
			t.add(b.atLeast(p.Name, p.Value, level))
		}
		for level := whole; level < maxLevel; level++ {
			t.add(b.atMost(p.Name, p.Value, level))
		}
	}
	return t
}

// required returns the traits without which a condition does not hold, and
// whether it holds for whoever has them: a level between two whole ones, which no
// trait knows, makes the difference.
func (b traitBits) required(c *strowger.AttributeCondition) (t traits, exact bool) {
	if c.Operator != strowger.InRange {
		least := wholeLevel(c.Level)
		t.add(b.atLeast(c.Name, c.Value, least))
		return t, float64(least) == c.Level
	}
	t.add(b.atLeast(c.Name, c.Value, wholeLevel(c.Min)))
	if most := wholeLevel(c.Max); most < maxLevel {
		t.add(b.atMost(c.Name, c.Value, most))
	}
	return t, false
}
