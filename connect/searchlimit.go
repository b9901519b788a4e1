package connect

import (
	"context"
	"runtime"
	"sync"

	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
)

// searchLimit bounds how many searches of contacts run at the same time. Such a
// search may read a whole history, and keeps a processor busy for as long. Half of
// the processors are for searches, some more wait for their turn, and what comes
// then is told to try again. The zero value is ready.
type searchLimit struct {
	once    sync.Once
	inside  chan struct{} // a value for each that runs or waits
	running chan struct{} // a value for each that runs
}

// maxWaitingSearches is how many searches wait for others to end.
const maxWaitingSearches = 8

func (l *searchLimit) init() {
	atOnce := max(1, runtime.GOMAXPROCS(0)/2)
	l.inside = make(chan struct{}, atOnce+maxWaitingSearches)
	l.running = make(chan struct{}, atOnce)
}

// enter waits for the turn of a search. Whoever has entered leaves.
func (l *searchLimit) enter(ctx context.Context) error {
	l.once.Do(l.init)
	select {
	case l.inside <- struct{}{}:
	default:
		return tryLater("As many searches of contacts are running and waiting as the server takes. Try again later.")
	}
	select {
	case l.running <- struct{}{}:
		return nil
	case <-ctx.Done():
		<-l.inside
		return ctx.Err()
	}
}

func (l *searchLimit) leave() {
	<-l.running
	<-l.inside
}

// run runs a search when it is its turn, with a context that also ends when the
// server is being stopped, which waits for no search.
func (l *searchLimit) run(ctx, stopping context.Context, search func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if stopping != nil {
		defer context.AfterFunc(stopping, func() { cancel(tryLater("The server is being stopped. Try again later.")) })()
	}
	err := l.enter(ctx)
	if err == nil {
		defer l.leave()
		err = search(ctx)
	}
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// tryLater refuses a search that every SDK then tries again.
func tryLater(message string) *restjson.Error {
	e := restjson.Errorf(shape.ErrorStatus[shape.ThrottlingException], shape.ThrottlingException, "%s", message)
	e.RetrySeconds = 1
	return e
}
