package journaltest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/strowger/strowger/journal"
)

// follow subscribes and returns the records as they come, and the error at the
// end.
func follow(ctx context.Context, j journal.Journal, inst string, after journal.Record) (<-chan journal.Record, <-chan error) {
	records, ended := make(chan journal.Record), make(chan error, 1)
	go func() {
		ended <- j.Subscribe(ctx, inst, after, func(r journal.Record) error {
			select {
			case records <- r:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	return records, ended
}

// subscribe: subscribers get what is there and then what comes, from all
// writers, in order and each record once.
func subscribe(t *testing.T, j journal.Journal) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	fromStart, ended := follow(ctx, j, "a", journal.Record{}) // before there is anything
	w := acquire(t, j, "a")
	records := addMany(t, w, 20)
	for i := range 20 {
		compare(t, []journal.Record{<-fromStart}, records[i:i+1])
	}
	fromTen, ended2 := follow(ctx, j, "a", records[9])
	for i := range 10 {
		compare(t, []journal.Record{<-fromTen}, records[10+i:11+i])
	}
	for i := range 100 {
		if i%10 == 9 {
			w = acquire(t, j, "a")
		}
		r := add(t, w, fmt.Sprint("live ", i))
		compare(t, []journal.Record{<-fromStart}, r)
		compare(t, []journal.Record{<-fromTen}, r)
	}
	add(t, acquire(t, j, "b"), "of another instance")
	cancel()
	expectErr(t, "Subscribe", <-ended, context.Canceled)
	expectErr(t, "Subscribe", <-ended2, context.Canceled)
}

// closing: Close ends subscriptions, and afterwards everything is refused.
func closing(t *testing.T, j journal.Journal) {
	w := acquire(t, j, "a")
	records := addMany(t, w, 1)
	live, ended := follow(t.Context(), j, "a", journal.Record{})
	compare(t, []journal.Record{<-live}, records)
	if err := errors.Join(j.Close(), j.Close()); err != nil {
		t.Fatalf("Close: %v", err)
	}
	expectErr(t, "Subscribe", <-ended, journal.ErrClosed)
	_, err := w.Append(t.Context(), []byte("too late"))
	expectErr(t, "Append", err, journal.ErrClosed)
	_, err = j.Acquire(t.Context(), "a", "journaltest", journal.Record{}, none)
	expectErr(t, "Acquire", err, journal.ErrClosed)
	_, err = j.Replay(t.Context(), "a", journal.Record{}, none)
	expectErr(t, "Replay", err, journal.ErrClosed)
	_, _, err = j.LatestSnapshot(t.Context(), "a")
	expectErr(t, "LatestSnapshot", err, journal.ErrClosed)
	expectErr(t, "Trim", j.Trim(t.Context(), "a", 1), journal.ErrClosed)
	_, err = j.Instances(t.Context())
	expectErr(t, "Instances", err, journal.ErrClosed)
}

// trimRace: a subscriber that keeps up is not disturbed by snapshots and
// trimming.
func trimRace(t *testing.T, j journal.Journal) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	w := acquire(t, j, "a")
	live, ended := follow(ctx, j, "a", journal.Record{})
	var wg sync.WaitGroup
	defer wg.Wait()
	for i := range 30 {
		records := addMany(t, w, 5)
		for n := range records {
			compare(t, []journal.Record{<-live}, records[n:n+1])
		}
		wg.Wait() // the snapshot before
		wg.Go(func() {
			state := strings.NewReader(fmt.Sprint("state ", i))
			err := j.PutSnapshot(ctx, "a", records[0], state)
			if err := errors.Join(err, j.Trim(ctx, "a", records[4].Pos)); err != nil {
				t.Errorf("PutSnapshot and Trim: %v", err)
			}
		})
	}
	wg.Wait()
	cancel()
	expectErr(t, "Subscribe", <-ended, context.Canceled)
}
