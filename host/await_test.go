package host

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/routing"
)

func agentVersion(t *testing.T, i *Instance, id strowger.UserID) (v uint64) {
	t.Helper()
	view(t, i, func(e *routing.Engine) { v = e.AgentVersion(id) })
	return v
}

// await calls AwaitAgent and returns where its answer will be.
func await(ctx context.Context, i *Instance, id strowger.UserID, version uint64) <-chan error {
	answer := make(chan error, 1)
	go func() { answer <- i.AwaitAgent(ctx, id, version) }()
	synctest.Wait()
	return answer
}

func TestAwaitAgent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		probe := newProbe(s)
		_, i := s.openHouse()
		hire(t, i, "ann", true)
		hire(t, i, "bob", false)
		version := agentVersion(t, i, "ann")

		check(t, <-await(t.Context(), i, "ann", version-1)) // has changed before
		ann := await(t.Context(), i, "ann", version)
		bob := await(t.Context(), i, "bob", agentVersion(t, i, "bob"))
		flow := flowID(t, i, "Sample inbound flow")
		release := make(chan struct{})
		probe.disturb(func(_ context.Context, append appendFunc) (journal.Record, error) {
			<-release
			return append()
		})
		go func() {
			if _, err := i.Do(t.Context(), callCommand(flow, "c1")); err != nil {
				t.Error(err)
			}
		}()
		synctest.Wait()
		if len(ann) != 0 {
			t.Error("ann was told of an offer that is not durable")
		}
		close(release)
		check(t, <-ann)
		synctest.Wait()
		if len(bob) != 0 {
			t.Error("bob was told although nothing has changed for him")
		}
		if v := agentVersion(t, i, "ann"); v == version {
			t.Errorf("ann was told and is still at version %d", v)
		}
	})
}

func TestAwaitAgentEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		probe := newProbe(s)
		d, i := s.openHouse()
		hire(t, i, "ann", false)
		version := agentVersion(t, i, "ann")

		ctx, cancel := context.WithCancel(t.Context())
		left := await(ctx, i, "ann", version)
		cancel()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Errorf("a caller that left has %v", err)
		}

		epoch := i.Epoch()
		reread := await(t.Context(), i, "ann", version)
		flow := flowID(t, i, "Sample inbound flow")
		probe.once(false, journal.ErrUncertain)
		_, _ = i.Do(t.Context(), callCommand(flow, "c1"))
		if err := <-reread; err != nil || i.Epoch() == epoch {
			t.Errorf("when the state was read anew: %v, epoch %d then %d", err, epoch, i.Epoch())
		}

		closed := await(t.Context(), i, "ann", agentVersion(t, i, "ann"))
		s.close(d)
		if err := <-closed; !errors.Is(err, ErrUnavailable) {
			t.Errorf("when the directory closed: %v", err)
		}
		if n := len(i.watches.set); n != 0 {
			t.Errorf("%d watches are left", n)
		}
	})
}
