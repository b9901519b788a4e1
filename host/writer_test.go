package host

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/routing"
)

func TestReadsFollowWrites(t *testing.T) {
	_, i := newSite(t).openHouse()
	hire(t, i, "ann", true)
	for n := range 20 {
		id := strowger.ContactID(fmt.Sprint("call", n))
		call(t, i, id, "Sample inbound flow")
		view(t, i, func(e *routing.Engine) {
			if _, ok := e.Contact(id); !ok {
				t.Errorf("contact %s was started and is not seen", id)
			}
		})
	}
}

func TestDoReturnsTheEventsOfTheCommandAndItsFlow(t *testing.T) {
	_, i := newSite(t).openHouse()
	hire(t, i, "ann", true)
	var got []string
	for _, ev := range call(t, i, "c1", "Sample inbound flow") {
		got = append(got, eventName(ev))
	}
	want := []string{"ContactStarted", "ContactTargetSet", "ContactQueued", "ContactOffered"}
	if !slices.Equal(got, want) {
		t.Errorf("events %v, want %v", got, want)
	}
	if events := call(t, i, "c1", "Sample inbound flow"); len(events) != 0 {
		t.Errorf("the same client token gave events %v", events)
	}
}

// Requests that arrive while a record is on its way go into the next one, in
// the order in which they came, and nobody is answered before it is durable.
func TestGroupCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		probe := newProbe(s)
		_, i := s.openHouse()
		flow := flowID(t, i, "Sample inbound flow")
		before := probe.appends.Load()

		release := make(chan struct{})
		probe.disturb(func(_ context.Context, append appendFunc) (journal.Record, error) {
			<-release
			return append()
		})
		answers := make(chan strowger.ContactID, 200)
		for n := range 100 {
			id := strowger.ContactID(fmt.Sprintf("call%03d", n))
			go func() {
				if _, err := i.Do(t.Context(), callCommand(flow, id)); err != nil {
					t.Error(err)
				}
				answers <- id
			}()
			synctest.Wait() // so that they come in order
		}
		reads := make(chan int, 1)
		go func() {
			n := 0
			err := i.View(t.Context(), func(e *routing.Engine, _ strowger.Time) error {
				n = len(slices.Collect(e.Contacts()))
				return nil
			})
			if err != nil {
				t.Error(err)
			}
			reads <- n
		}()
		synctest.Wait()
		if len(answers) != 0 || len(reads) != 0 {
			t.Errorf("%d commands and %d reads were answered before anything was durable", len(answers), len(reads))
		}
		close(release)
		synctest.Wait()
		if len(answers) != 100 || <-reads != 100 {
			t.Errorf("%d of 100 commands were answered", len(answers))
		}
		if n := probe.appends.Load() - before; n != 2 {
			t.Errorf("100 commands took %d records, want 2", n)
		}
	})
}

func TestBatchesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		probe := newProbe(s)
		_, i := s.openHouse()
		flow := flowID(t, i, "Sample inbound flow")
		before := probe.appends.Load()
		release := make(chan struct{})
		probe.disturb(func(_ context.Context, append appendFunc) (journal.Record, error) {
			<-release
			return append()
		})
		for n := range 1 + maxBatchRequests + 1 {
			go func() {
				if _, err := i.Do(t.Context(), callCommand(flow, strowger.ContactID(fmt.Sprint("call", n)))); err != nil {
					t.Error(err)
				}
			}()
			if n == 0 {
				synctest.Wait() // its record is on its way
			}
		}
		synctest.Wait()
		close(release)
		synctest.Wait()
		if n := probe.appends.Load() - before; n != 3 {
			t.Errorf("%d records for 1 + %d + 1 commands, want 3", n, maxBatchRequests)
		}
	})
}

func TestLargeBatchesAreSplit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		probe := newProbe(s)
		_, i := s.openHouse()
		call(t, i, "c1", "Sample inbound flow")
		before := probe.appends.Load()
		release := make(chan struct{})
		probe.disturb(func(_ context.Context, append appendFunc) (journal.Record, error) {
			<-release
			return append()
		})
		large := json.RawMessage(`"` + strings.Repeat("x", maxBatchBytes) + `"`)
		for n := range 4 {
			go func() {
				_, err := i.Do(t.Context(), strowger.RecordFacts{
					ContactID: "c1",
					Facts:     map[string]json.RawMessage{fmt.Sprint("Recording", n): large},
				})
				if err != nil {
					t.Error(err)
				}
			}()
			if n == 0 {
				synctest.Wait() // its record is on its way
			}
		}
		synctest.Wait()
		close(release)
		synctest.Wait()
		if n := probe.appends.Load() - before; n != 4 {
			t.Errorf("%d records for 4 large commands, want 4", n)
		}
	})
}

func TestWhatChangesNothingIsNotWritten(t *testing.T) {
	s := newSite(t)
	probe := newProbe(s)
	_, i := s.openHouse()
	call(t, i, "c1", "Sample inbound flow")
	before := probe.appends.Load()

	_, err := i.Do(t.Context(), strowger.AcceptContact{UserID: "nobody", ContactID: "c1"})
	if code := strowger.CodeOf(err); code != strowger.ResourceNotFound {
		t.Errorf("an unknown user gave %v", err)
	}
	refusal := errors.New("refused by the reader")
	err = i.View(t.Context(), func(*routing.Engine, strowger.Time) error { return refusal })
	if !errors.Is(err, refusal) {
		t.Errorf("View returned %v, want the error of its function", err)
	}
	do(t, i, strowger.Tick{})
	if n := probe.appends.Load() - before; n != 0 {
		t.Errorf("%d records were written for nothing", n)
	}
}

// A caller that has gone away has its request dropped if it did not run yet,
// and the writer never touches what belongs to the caller afterwards.
func TestWithdrawnRequestsDoNotRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		probe := newProbe(s)
		_, i := s.openHouse()
		flow := flowID(t, i, "Sample inbound flow")
		release := make(chan struct{})
		probe.disturb(func(_ context.Context, append appendFunc) (journal.Record, error) {
			<-release
			return append()
		})
		go func() { _, _ = i.Do(t.Context(), callCommand(flow, "c1")) }()
		synctest.Wait()

		ctx, cancel := context.WithCancel(t.Context())
		answer := make(chan error, 1)
		go func() {
			_, err := i.Do(ctx, callCommand(flow, "c2"))
			answer <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-answer; !errors.Is(err, context.Canceled) {
			t.Errorf("error is %v, want that of the context", err)
		}
		close(release)
		synctest.Wait()
		view(t, i, func(e *routing.Engine) {
			if _, ok := e.Contact("c2"); ok {
				t.Error("a withdrawn command was run")
			}
			if _, ok := e.Contact("c1"); !ok {
				t.Error("the command before it was not")
			}
		})
	})
}

func TestCloseFinishesWhatWasAccepted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		probe := newProbe(s)
		d, i := s.openHouse()
		flow := flowID(t, i, "Sample inbound flow")
		release := make(chan struct{})
		probe.disturb(func(_ context.Context, append appendFunc) (journal.Record, error) {
			<-release
			return append()
		})
		answers := make(chan error, 10)
		for n := range 10 {
			go func() {
				_, err := i.Do(t.Context(), callCommand(flow, strowger.ContactID(fmt.Sprint("call", n))))
				answers <- err
			}()
		}
		synctest.Wait()
		go s.close(d)
		synctest.Wait()
		_, err := i.Do(t.Context(), strowger.Tick{})
		if !errors.Is(err, ErrUnavailable) {
			t.Errorf("a request after Close gave %v, want ErrUnavailable", err)
		}
		close(release)
		for range 10 {
			if err := <-answers; err != nil {
				t.Error(err)
			}
		}
		synctest.Wait()

		_, i = s.openHouse()
		view(t, i, func(e *routing.Engine) {
			if n := len(slices.Collect(e.Contacts())); n != 10 {
				t.Errorf("%d contacts after a restart, want 10", n)
			}
		})
	})
}

func TestCloseGivesUpWhatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		probe := newProbe(s)
		d, i := s.openHouse()
		flow := flowID(t, i, "Sample inbound flow")
		probe.disturb(func(ctx context.Context, _ appendFunc) (journal.Record, error) {
			<-ctx.Done()
			return journal.Record{}, journal.ErrUncertain
		})
		answer := make(chan error, 1)
		go func() {
			_, err := i.Do(t.Context(), callCommand(flow, "c1"))
			answer <- err
		}()
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := d.Close(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("Close returned %v, want the error of its context", err)
		}
		if err := <-answer; strowger.CodeOf(err) != strowger.InternalService {
			t.Errorf("the command that hung gave %v", err)
		}
		check(t, d.cfg.Report.Close())
	})
}
