package host

import (
	"context"
	"fmt"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/core"
	"github.com/strowger/strowger/journal"
)

// newWriter returns the writer of an instance, which has read nothing yet.
func (d *Directory) newWriter(ctx context.Context, id strowger.InstanceID) *writer {
	w := &writer{
		Instance: newInstance(id, d.cfg.QueueLength),
		cfg:      &d.cfg,
		log:      d.cfg.Logger.With("instance", id),
		state:    core.New(),
	}
	w.ctx, w.abort = context.WithCancel(context.WithoutCancel(ctx))
	return w
}

// begin makes this process the writer of the instance, whose state it has not
// read before.
func (w *writer) begin(ctx context.Context) error {
	if err := w.acquire(ctx); err != nil {
		return err
	}
	if err := w.acceptClock(); err != nil {
		return err
	}
	w.begun = true
	return nil
}

// notBegun puts the instance, if it is known to exist, into the state of one that
// does not serve: until it can be read, or for good.
func (w *writer) notBegun(ctx context.Context, cause error) {
	w.noun.Store(w.lastKnown(ctx, cause))
	switch {
	case !w.listed():
	case final(cause):
		w.halt(cause)
	default:
		w.postpone(cause)
	}
}

// recordsMissing is the error of an instance that is known and not in the journal.
func (w *writer) recordsMissing() error {
	return fmt.Errorf("%w: there are no records of instance %q; if it is not to be had any more, remove %s",
		journal.ErrCorrupt, w.id, w.cfg.nounFile(w.id))
}
