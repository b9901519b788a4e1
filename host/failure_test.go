package host

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/routing"
)

// once fails the next append and lets later ones pass.
func (p *probe) once(stored bool, err error) {
	p.disturb(func(_ context.Context, append appendFunc) (journal.Record, error) {
		p.disturb(nil)
		if stored {
			if _, err := append(); err != nil {
				return journal.Record{}, err
			}
		}
		return journal.Record{}, err
	})
}

func hasContact(t *testing.T, i *Instance, id strowger.ContactID) (ok bool) {
	t.Helper()
	view(t, i, func(e *routing.Engine) { _, ok = e.Contact(id) })
	return ok
}

func TestUncertainAppend(t *testing.T) {
	for _, stored := range []bool{true, false} {
		t.Run(fmt.Sprint("stored ", stored), func(t *testing.T) {
			s := newSite(t)
			probe := newProbe(s)
			_, i := s.openHouse()
			hire(t, i, "ann", true)
			flow, epoch := flowID(t, i, "Sample inbound flow"), i.Epoch()

			probe.once(stored, journal.ErrUncertain)
			_, err := i.Do(t.Context(), callCommand(flow, "c1"))
			if strowger.CodeOf(err) != strowger.InternalService || !strings.Contains(err.Error(), "unknown") {
				t.Errorf("error is %v, want one that says that the outcome is unknown", err)
			}
			if i.Epoch() <= epoch {
				t.Error("the instance was not acquired anew")
			}
			if got := hasContact(t, i, "c1"); got != stored {
				t.Errorf("the contact is there: %v, the journal has it: %v", got, stored)
			}
			// Asking again with the same client token is safe.
			events, err := i.Do(t.Context(), callCommand(flow, "c2"))
			check(t, err)
			if len(events) == 0 {
				t.Error("another command did nothing")
			}
			events = call(t, i, "c1", "Sample inbound flow")
			if known := len(events) == 0; known != stored {
				t.Errorf("the same token again gave %d events, the journal had it: %v", len(events), stored)
			}
		})
	}
}

// A reader in a batch that was lost saw what never was, and must not be told.
func TestReadsOfALostBatchFail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		probe := newProbe(s)
		_, i := s.openHouse()
		flow := flowID(t, i, "Sample inbound flow")
		release := make(chan struct{})
		failures := 0
		probe.disturb(func(_ context.Context, append appendFunc) (journal.Record, error) {
			<-release
			if failures++; failures == 2 {
				return journal.Record{}, journal.ErrUncertain
			}
			return append()
		})
		start := func(id strowger.ContactID) <-chan error {
			answer := make(chan error, 1)
			go func() {
				_, err := i.Do(t.Context(), callCommand(flow, id))
				answer <- err
			}()
			synctest.Wait()
			return answer
		}
		first := start("c1")  // on its way
		second := start("c2") // gathers, with the reader behind it
		reader := make(chan error, 1)
		go func() {
			reader <- i.View(t.Context(), func(*routing.Engine, strowger.Time) error { return nil })
		}()
		synctest.Wait()
		close(release)
		check(t, <-first)
		for _, lost := range []<-chan error{second, reader} {
			if err := <-lost; strowger.CodeOf(err) != strowger.InternalService {
				t.Errorf("an answer from the lost batch: %v", err)
			}
		}
		if !hasContact(t, i, "c1") || hasContact(t, i, "c2") {
			t.Error("the state is not that of the journal")
		}
	})
}

func TestFullDiskHeals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		s.cfg.Clock = RealClock()
		probe := newProbe(s)
		_, i := s.openHouse()
		flow := flowID(t, i, "Sample routing criteria flow")
		_, err := i.Do(t.Context(), callCommand(flow, "c1"))
		check(t, err)
		want, epoch := digest(t, i), i.Epoch()

		probe.disturb(func(context.Context, appendFunc) (journal.Record, error) {
			return journal.Record{}, journal.ErrFull
		})
		_, err = i.Do(t.Context(), callCommand(flow, "c2"))
		if strowger.CodeOf(err) != strowger.InternalService || !strings.Contains(err.Error(), "full") || !errors.Is(err, journal.ErrFull) {
			t.Errorf("error is %v, want one that says that the disk is full", err)
		}
		if got := digest(t, i); got != want {
			t.Error("the state is not what it was")
		}
		if i.Epoch() == epoch {
			t.Error("versions began again and the epoch is the same")
		}
		// Deadlines are tried again, but not all the time.
		before := probe.appends.Load()
		time.Sleep(60 * time.Second) // of the bubble
		synctest.Wait()
		if n := probe.appends.Load() - before; n < 3 || n > 30 {
			t.Errorf("%d attempts in 30 s after the deadline", n)
		}
		if got := digest(t, i); got != want {
			t.Error("reading what is durable changed it")
		}

		probe.disturb(nil)
		time.Sleep(retryLast)
		synctest.Wait()
		view(t, i, func(e *routing.Engine) {
			c, ok := e.Contact("c1")
			if !ok || c.Criteria.Active() != -1 {
				t.Errorf("what was due did not happen after the disk healed: %+v", c)
			}
		})
		if hasContact(t, i, "c2") {
			t.Error("a refused contact is there")
		}
		_, err = i.Do(t.Context(), callCommand(flow, "c2"))
		check(t, err)
	})
}

// What the encoding refuses must not stay in the state.
func TestWhatCannotBeWrittenIsUndone(t *testing.T) {
	_, i := newSite(t).openHouse()
	want := digest(t, i)
	_, err := i.Do(t.Context(), strowger.CreatePredefinedAttribute{Attribute: strowger.PredefinedAttribute{Name: "bad\xffname"}})
	if strowger.CodeOf(err) != strowger.InternalService || !strings.Contains(err.Error(), "nothing was changed") {
		t.Errorf("error is %v", err)
	}
	if got := digest(t, i); got != want {
		t.Error("the state is not what it was")
	}
	call(t, i, "c1", "Sample inbound flow")
}

// A second directory on the same journal takes the instance over; the first
// must notice with its next record and stay out of its way.
func TestFencedDirectoryStopsServing(t *testing.T) {
	s := newSite(t)
	_, first := s.openHouse()
	flow := flowID(t, first, "Sample inbound flow")
	rival := &site{t: t, journal: s.journal, dir: t.TempDir(), cfg: s.cfg}
	_, second := rival.openHouse()
	call(t, second, "c1", "Sample inbound flow")

	_, err := first.Do(t.Context(), callCommand(flow, "c2"))
	if strowger.CodeOf(err) != strowger.InternalService || !errors.Is(err, journal.ErrFenced) {
		t.Errorf("the fenced writer answered %v", err)
	}
	err = first.View(t.Context(), func(*routing.Engine, strowger.Time) error { return nil })
	if !errors.Is(err, ErrUnavailable) {
		t.Errorf("a read after that gave %v, want ErrUnavailable", err)
	}
	if err := first.AwaitAgent(t.Context(), "ann", 0); !errors.Is(err, ErrUnavailable) {
		t.Errorf("AwaitAgent after that gave %v, want ErrUnavailable", err)
	}
	call(t, second, "c3", "Sample inbound flow")
	if hasContact(t, second, "c2") || !hasContact(t, second, "c1") {
		t.Error("the state of the new owner is wrong")
	}
}

// deafJournal cannot be read for a while.
type deafJournal struct {
	*probe
	deaf func() error
}

func (j deafJournal) Acquire(ctx context.Context, inst, owner string, after journal.Record, fn func(journal.Record) error) (journal.Writer, error) {
	if err := j.deaf(); err != nil {
		return nil, err
	}
	return j.probe.Acquire(ctx, inst, owner, after, fn)
}

func TestUnreadableJournalIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		probe := newProbe(s)
		failures := 0
		s.journal = deafJournal{probe, func() error {
			if failures == 0 {
				return nil
			}
			failures--
			return errors.New("the cable is out")
		}}
		_, i := s.openHouse()
		flow := flowID(t, i, "Sample inbound flow")
		failures = 3
		probe.once(true, journal.ErrUncertain)
		_, err := i.Do(t.Context(), callCommand(flow, "c1"))
		if !errors.Is(err, journal.ErrUncertain) {
			t.Errorf("error is %v, want ErrUncertain", err)
		}
		_, err = i.Do(t.Context(), callCommand(flow, "c2"))
		if !errors.Is(err, ErrUnavailable) {
			t.Errorf("error is %v, want ErrUnavailable", err)
		}
		time.Sleep(time.Minute) // of the bubble
		synctest.Wait()
		if !hasContact(t, i, "c1") || hasContact(t, i, "c2") {
			t.Error("the state is not that of the journal")
		}
	})
}
