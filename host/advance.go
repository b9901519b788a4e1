package host

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"github.com/strowger/strowger"
)

// advanceMax is the longest span of one Advance, in seconds: a hundred years.
const advanceMax = 100 * 366 * 24 * 60 * 60

// Advance moves a manual clock by a span of seconds, not beyond the year 9999.
// When it returns, every deadline inside the span has taken effect at its own
// time, in order, on every instance that is not out of service, and is durable.
// Commands meanwhile run before or after that. If ctx ends first the time has
// passed all the same.
func (d *Directory) Advance(ctx context.Context, seconds int64) error {
	clock, ok := d.cfg.Clock.(*ManualClock)
	if !ok {
		return strowger.Errorf(strowger.InvalidRequest, "the clock is not a manual one; it advances by itself")
	}
	if seconds < 0 || seconds > advanceMax {
		return strowger.Errorf(strowger.InvalidParameter, "Seconds must be from 0 to %d, is %d", int64(advanceMax), seconds)
	}
	if !clock.advance(seconds) {
		return strowger.Errorf(strowger.InvalidParameter, "Seconds: time ends with the year 9999; the clock stands at %s", clock.Now())
	}
	var group errgroup.Group
	for _, i := range d.all() {
		group.Go(func() error {
			err := i.settle(ctx)
			if !i.listed() || errors.Is(err, errOutOfService) {
				return nil // deleted meanwhile, or without a time of its own
			}
			return err
		})
	}
	return group.Wait()
}
