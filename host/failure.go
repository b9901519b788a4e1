package host

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/journal"
)

// What became of a failed append, and what follows:
//
//	fenced      another process has the instance: out of service
//	uncertain   acquire anew, in a new epoch; the journal knows what it has
//	corrupt     acquire anew, which says where; out of service
//	any other   nothing was written: read the state back, keep the writer
//
// While the journal cannot be read either, requests are refused and the attempt
// is repeated. An instance that could not be started is in the same state: it is
// listed, and serves as soon as it can. Deadlines wait a little after each failure, so that a full disk
// does not keep the processor busy; commands are tried at once.

// ErrUnavailable is in the chain of errors that say that an instance does not
// serve now. The request was not run.
var ErrUnavailable = errors.New("host: instance unavailable")

// errOutOfService says that an instance does not serve and is not tried again.
var errOutOfService = errors.New("out of service")

// errUnreadable says that a record or a snapshot is whole, but is not something
// this program can read.
var errUnreadable = errors.New("host: unreadable")

// trouble is the aftermath of a failed append.
type trouble struct {
	failures int
	retry    <-chan time.Time // when to try again without being asked
	down     error            // what requests are refused with, nil while the state is whole
}

// The pauses between attempts double from the first to the last.
const (
	retryFirst = 100 * time.Millisecond
	retryLast  = 5 * time.Second
)

// fail gets over a failed append and returns the answer for those whose events
// were in it.
func (w *writer) fail(cause error) error {
	w.log.Error("append failed; the state is read back from the journal", "err", cause)
	lost := errors.Is(cause, journal.ErrFenced) || errors.Is(cause, journal.ErrUncertain) || errors.Is(cause, journal.ErrCorrupt)
	answer := notWritten(cause)
	switch {
	case errors.Is(cause, journal.ErrFenced):
		w.halt(cause)
	case lost:
		w.reload(w.acquire)
	default:
		w.reload(w.reread)
	}
	if lost {
		answer = outcomeUnknown(cause)
	}
	return answer
}

// recover tries again after a pause.
func (w *writer) recover() {
	w.trouble.retry = nil
	switch {
	case !w.begun:
		w.reload(w.begin)
	case w.trouble.down != nil:
		w.reload(w.acquire)
	}
}

// reload replaces the state by that of the journal.
func (w *writer) reload(read func(context.Context) error) {
	err := read(w.ctx)
	switch {
	case err == nil:
		w.serveAgain()
	case final(err):
		w.halt(err)
		return
	default:
		w.postpone(err)
		return
	}
	w.retryLater()
}

// postpone refuses requests until the state can be read.
func (w *writer) postpone(cause error) {
	w.log.Error("the instance does not serve; trying again", "err", cause)
	w.refuse(unavailable(cause))
	w.retryLater()
}

// refuse has requests refused with an error, and serveAgain ends that.
func (w *writer) refuse(err error) {
	w.trouble.down = err
	w.outage.Store(&err)
}

func (w *writer) serveAgain() {
	w.trouble.down = nil
	w.outage.Store(nil)
}

// retryLater has what could not be done tried again after a pause.
func (w *writer) retryLater() {
	w.watches.wakeAll()
	if w.trouble.retry == nil {
		w.trouble.retry = time.After(min(retryFirst<<min(w.trouble.failures, 10), retryLast))
	}
	w.trouble.failures++
}

// halt puts the instance out of service.
func (w *writer) halt(cause error) {
	w.log.Error("instance out of service", "err", cause)
	w.trouble = trouble{}
	w.refuse(unavailable(fmt.Errorf("%w: %w", errOutOfService, cause)))
	w.watches.wakeAll()
}

// final reports whether trying again is of no use.
func final(err error) bool {
	for _, e := range []error{journal.ErrCorrupt, journal.ErrFenced, journal.ErrClosed, errUnreadable, ErrClockBehind, context.Canceled} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func unavailable(cause error) error {
	message := "the instance is not available now; nothing was changed"
	switch {
	case errors.Is(cause, journal.ErrFull):
		message = "the instance is not available while the disk of the journal is full; nothing was changed"
	case errors.Is(cause, errOutOfService):
		message = "the instance is out of service, and the log of the server says why; nothing was changed"
	}
	return &strowger.Error{
		Code:    strowger.InternalService,
		Message: message,
		Err:     fmt.Errorf("%w: %w", ErrUnavailable, cause),
	}
}

func outcomeUnknown(cause error) error {
	return &strowger.Error{
		Code:    strowger.InternalService,
		Message: "the outcome is unknown; ask again with the same client token",
		Err:     cause,
	}
}

func notWritten(cause error) error {
	message := "nothing was changed, because it could not be written down"
	if errors.Is(cause, journal.ErrFull) {
		message = "nothing was changed, because the disk of the journal is full"
	}
	return &strowger.Error{Code: strowger.InternalService, Message: message, Err: cause}
}
