package host

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/journal/sqlite"
	"github.com/strowger/strowger/report"
)

// Whatever the journal does, every answer must be true: what was answered as
// done is there, what was answered as refused is not, and after a restart the
// state is the same.
func TestEveryAnswerIsTrue(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	s := newSite(t)
	s.cfg.Logger = slog.New(slog.DiscardHandler)
	s.cfg.SnapshotRecords = 20
	probe := newProbe(s)
	d, i := s.openHouse()
	hire(t, i, "ann", true)
	flow := flowID(t, i, "Sample inbound flow")
	probe.disturb(badJournal(rand.New(rand.NewPCG(seed, 0))))

	var mu sync.Mutex
	answers := map[strowger.ContactID]error{}
	var group sync.WaitGroup
	for client := range 4 {
		group.Go(func() {
			for n := range 60 {
				id := strowger.ContactID(fmt.Sprintf("call-%d-%d", client, n))
				_, err := i.Do(t.Context(), callCommand(flow, id))
				mu.Lock()
				answers[id] = err
				mu.Unlock()
			}
		})
	}
	group.Wait()
	probe.disturb(nil)
	done, refused := 0, 0
	for id, err := range answers {
		there := hasContact(t, i, id)
		switch {
		case err == nil:
			done++
			if !there {
				t.Errorf("%s was answered as done and is not there", id)
			}
		case errors.Is(err, ErrUnavailable) || strings.Contains(err.Error(), "nothing was changed"):
			refused++
			if there {
				t.Errorf("%s was answered as refused and is there: %v", id, err)
			}
		case !strings.Contains(err.Error(), "unknown"):
			t.Errorf("%s: an answer that does not say what happened: %v", id, err)
		}
	}
	if done == 0 || refused == 0 {
		t.Errorf("%d done and %d refused; the test has shown nothing", done, refused)
	}
	want := digest(t, i)
	s.kill(d)
	_, i = s.openHouse()
	if got := digest(t, i); got != want {
		t.Error("the state has changed over a restart")
	}
}

// badJournal fails appends at random, in every way that keeps the journal ours.
func badJournal(rnd *rand.Rand) disturbance {
	return func(_ context.Context, append appendFunc) (journal.Record, error) {
		switch rnd.IntN(6) {
		case 0:
			return journal.Record{}, journal.ErrFull
		case 1:
			return journal.Record{}, journal.ErrUncertain
		case 2:
			if _, err := append(); err != nil {
				return journal.Record{}, err
			}
			return journal.Record{}, journal.ErrUncertain
		}
		return append()
	}
}

// BenchmarkDo measures commands through the whole house: contacts that start
// and end, from as many callers as it takes to fill the batches.
func BenchmarkDo(b *testing.B) {
	journals := map[string]func(b *testing.B) journal.Journal{
		"memory": func(*testing.B) journal.Journal { return journal.NewMemory() },
		"sqlite": func(b *testing.B) journal.Journal {
			j, err := sqlite.Open(b.TempDir())
			check(b, err)
			return j
		},
	}
	for name, open := range journals {
		for _, callers := range []int{1, 64} {
			b.Run(fmt.Sprintf("%s/callers=%d", name, callers), func(b *testing.B) { benchmarkDo(b, open(b), callers) })
		}
	}
}

func benchmarkDo(b *testing.B, j journal.Journal, callers int) {
	ctx, log := context.Background(), slog.New(slog.DiscardHandler)
	r, err := report.Open(b.TempDir(), log)
	check(b, err)
	d, err := Open(ctx, Config{Journal: j, Report: r, Logger: log})
	check(b, err)
	c := houseCommand(houseID)
	_, err = d.CreateInstance(ctx, c)
	check(b, err)
	i, err := d.Instance(houseID)
	check(b, err)
	next := make(chan int, callers)
	var group sync.WaitGroup
	for range callers {
		group.Go(func() {
			for n := range next {
				id := strowger.ContactID(fmt.Sprint("call", n))
				if _, err := i.Do(ctx, callCommand(c.ContactFlows[0].ID, id)); err != nil {
					b.Error(err)
				}
				if _, err := i.Do(ctx, strowger.DisconnectContact{ContactID: id, Reason: strowger.CustomerDisconnect}); err != nil {
					b.Error(err)
				}
			}
		})
	}
	n := 0
	for b.Loop() {
		next <- n
		n++
	}
	close(next)
	group.Wait()
	b.ReportMetric(float64(2*n)/b.Elapsed().Seconds(), "commands/s")
	check(b, d.Close(ctx))
	check(b, r.Close())
	check(b, j.Close())
}
