package demo

import (
	"context"
	"hash/fnv"
	"math/rand/v2"
	"time"
)

// chance is the luck of one actor.
type chance struct{ *rand.Rand }

// newChance returns the luck of the actor of a name; the same seed and name give
// the same luck.
func newChance(seed uint64, name string) chance {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // a hash never fails
	return chance{rand.New(rand.NewPCG(seed, h.Sum64()))}
}

// child returns the luck of an actor whom this one brings into the world.
func (c chance) child() chance {
	return chance{rand.New(rand.NewPCG(c.Uint64(), c.Uint64()))}
}

// seconds are a span in the time of people, which the pace makes real.
type seconds float64

// span is from how long to how long something takes.
type span struct{ min, max seconds }

func (c chance) in(s span) seconds { return s.min + seconds(c.Float64())*(s.max-s.min) }

func (c chance) happens(probability float64) bool { return c.Float64() < probability }

// pick returns one of the items of a list that is not empty.
func pick[T any](c chance, list []T) T { return list[c.IntN(len(list))] }

// pace is how much faster than life people are.
type pace float64

func (p pace) real(s seconds) time.Duration {
	return time.Duration(float64(s) / float64(p) * float64(time.Second))
}

// wait returns nil after a while, or the error of ctx when it ends.
func (p pace) wait(ctx context.Context, s seconds) error {
	timer := time.NewTimer(p.real(s))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
