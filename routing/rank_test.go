package routing

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/strowger/strowger"
)

// What ranks contacts and agents must be an order: lists are searched and heaps
// built on the strength of it.

// orderOf finds out whether a comparison orders a list of different things, the
// same way round whichever is named first, without a tie and without a circle.
func orderOf[T any](list []T, compare func(a, b T) (int, string)) error {
	for i, a := range list {
		for j, b := range list {
			there, key := compare(a, b)
			back, same := compare(b, a)
			switch {
			case cmp.Compare(there, 0) != -cmp.Compare(back, 0):
				return fmt.Errorf("%d and %d compare as %d and, the other way round, as %d", i, j, there, back)
			case (i == j) != (there == 0):
				return fmt.Errorf("%d and %d compare as %d", i, j, there)
			case key != same:
				return fmt.Errorf("%d and %d differ by %q and, the other way round, by %q", i, j, key, same)
			}
			for k, c := range list {
				next, _ := compare(b, c)
				if past, _ := compare(a, c); there < 0 && next < 0 && past >= 0 {
					return fmt.Errorf("%d is before %d and that before %d, which is not after the first", i, j, k)
				}
			}
		}
	}
	return nil
}

// dice reads small numbers from bytes, so that ties are frequent.
type dice []byte

func (d *dice) roll(sides int) int {
	if len(*d) == 0 {
		return 0
	}
	n := int((*d)[0]) % sides
	*d = (*d)[1:]
	return n
}

// sample is three contacts as one agent sees them, three agents and three
// timers.
type sample struct {
	sightings []sighting
	agents    []*agent
	timers    []timer
}

func newSample(d dice) (s sample) {
	for _, id := range []string{"b", "a", "c"} {
		c := &contact{Contact: strowger.Contact{
			ID:                  strowger.ContactID(id),
			QueuePriority:       int64(1 + d.roll(2)),
			InitiationTimestamp: strowger.Time(d.roll(2)),
			EnqueueTimestamp:    strowger.Time(1000 * d.roll(3)),
			RankTimestamp:       strowger.Time(1000 * d.roll(3)),
			Sequence:            int64(d.roll(3)),
			RankSequence:        int64(d.roll(3)),

			QueueTimeAdjustmentSeconds: int64(d.roll(3) - 1),
		}}
		s.sightings = append(s.sightings, sighting{ranked: c.ranked(), own: d.roll(3) == 0, priority: d.roll(2)})
		a := &agent{Agent: strowger.Agent{UserID: strowger.UserID(id)}}
		a.standing = standing{load: d.roll(2), anchor: strowger.Time(d.roll(3)), sequence: int64(d.roll(3))}
		s.agents = append(s.agents, a)
		s.timers = append(s.timers, timer{at: strowger.Time(d.roll(2)), kind: timerKind(d.roll(3)), contact: c})
	}
	return s
}

// check finds out whether all comparisons are orders on a sample.
func (s sample) check() error {
	return errors.Join(
		named("compareRanked", orderOf(s.sightings, func(a, b sighting) (int, string) {
			c, key := compareRanked(a.ranked, b.ranked)
			if rankedBefore(a.ranked, b.ranked) != (c < 0) {
				return 0, "rankedBefore differs"
			}
			return c, string(key)
		})),
		named("compareSightings", orderOf(s.sightings, func(a, b sighting) (int, string) {
			c, key := compareSightings(a, b)
			return c, string(key)
		})),
		named("compareGlobally", orderOf(s.sightings, func(a, b sighting) (int, string) {
			return compareGlobally(a, b), ""
		})),
		named("compareAgents", orderOf(s.agents, func(a, b *agent) (int, string) {
			c, key := compareAgents(placeOf(a), placeOf(b))
			if (place{a, a.standing}).before(place{b, b.standing}) != (c < 0) {
				return 0, "place.before differs"
			}
			return c, string(key)
		})),
		named("compareTimers", orderOf(s.timers, func(a, b timer) (int, string) {
			return compareTimers(a, b), ""
		})))
}

func named(name string, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// FuzzRanking looks for three contacts or agents that are not in order. Plain
// test runs try the seeds alone.
func FuzzRanking(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{1, 0, 2, 0, 1, 1, 0, 1, 2, 1, 0, 0, 2, 1, 1, 0, 1, 1, 2, 0, 0, 1, 1, 1})
	f.Add([]byte("the same the same the same the same"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := newSample(data).check(); err != nil {
			t.Error(err)
		}
	})
}

func TestRanking(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	for range 20_000 {
		data := make(dice, 60)
		for i := range data {
			data[i] = byte(random.Uint32())
		}
		if err := newSample(data).check(); err != nil {
			t.Fatalf("seed %d, %v: %v", seed, data, err)
		}
	}
}

// TestNoOrder: what is no order is found out.
func TestNoOrder(t *testing.T) {
	list := []int{0, 1, 2}
	for name, compare := range map[string]func(a, b int) (int, string){
		"one way round": func(a, b int) (int, string) { return map[bool]int{true: -1, false: 0}[a < b], "" },
		"a tie":         func(a, b int) (int, string) { return cmp.Compare(a/2, b/2), "" },
		"a circle": func(a, b int) (int, string) {
			return []int{0, -1, 1}[(b-a+3)%3], ""
		},
		"two keys": func(a, b int) (int, string) { return cmp.Compare(a, b), fmt.Sprint(a < b) },
	} {
		if orderOf(list, compare) == nil {
			t.Errorf("%s passes for an order", name)
		}
	}
}
