package workspace

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// pollMillisMax is the longest time for which a request is held, and what it is
// held for if it does not say.
const pollMillisMax = 30_000

type getAgentSnapshotInput struct {
	NextToken string `json:"nextToken"`
	Timeout   *int64 `json:"timeout"` // milliseconds
}

// Validate implements restjson.Validator.
func (in *getAgentSnapshotInput) Validate(c *restjson.Checker) {
	if in.Timeout != nil {
		c.Range("timeout", *in.Timeout, 0, math.MaxInt64)
	}
}

func (in *getAgentSnapshotInput) wait() time.Duration {
	millis := int64(pollMillisMax)
	if in.Timeout != nil {
		millis = min(millis, *in.Timeout)
	}
	return time.Duration(millis) * time.Millisecond
}

type getAgentSnapshotOutput struct {
	Snapshot  snapshot `json:"snapshot"`
	NextToken string   `json:"nextToken"`
}

// snapshot is all that a desktop knows of its agent.
type snapshot struct {
	State                  agentState     `json:"state"`
	NextState              *agentState    `json:"nextState,omitzero"`
	AgentAvailabilityState availability   `json:"agentAvailabilityState"`
	Contacts               []contact      `json:"contacts"`
	SnapshotTimestamp      restjson.Epoch `json:"snapshotTimestamp"`
}

// availability is the status that the agent has chosen, whatever the system
// shows in its place.
type availability struct {
	State     string         `json:"state"`
	TimeStamp restjson.Epoch `json:"timeStamp"`
}

// pollToken says what a client has seen: the agent's version within an epoch of
// the instance.
func pollToken(i *host.Instance, version uint64) string {
	return fmt.Sprintf("%x.%x", i.Epoch(), version)
}

// getAgentSnapshot is the long poll. It answers when the present state is not
// the one that the client has a token of, or when the time is up.
func (h *handler) getAgentSnapshot(ctx context.Context, who *caller, in *getAgentSnapshotInput) (any, error) {
	if err := who.await(ctx, in); err != nil {
		return nil, err
	}
	if _, err := h.goesOn(ctx, who.session); err != nil { // it may have ended meanwhile
		return nil, err
	}
	var out getAgentSnapshotOutput
	err := who.instance.View(ctx, func(e *routing.Engine, now strowger.Time) error {
		a, ok := e.Agent(who.user())
		if !ok {
			return deleted()
		}
		out.Snapshot = h.snapshot(e, a, now)
		out.NextToken = pollToken(who.instance, e.AgentVersion(a.UserID))
		return nil
	})
	h.recall(ctx, who, out.Snapshot.Contacts)
	return out, err
}

// await returns when the client's token is not, or no longer, of the present.
func (c *caller) await(ctx context.Context, in *getAgentSnapshotInput) error {
	var epoch, version uint64
	if _, err := fmt.Sscanf(in.NextToken, "%x.%x", &epoch, &version); err != nil || epoch != c.instance.Epoch() {
		return nil
	}
	held, cancel := context.WithTimeout(ctx, in.wait())
	defer cancel()
	err := c.instance.AwaitAgent(held, c.user(), version)
	if held.Err() != nil && ctx.Err() == nil {
		return nil // the time is up
	}
	return err
}

// snapshot builds the snapshot of an agent. It keeps nothing of the engine's.
func (h *handler) snapshot(e *routing.Engine, a *strowger.Agent, now strowger.Time) snapshot {
	s := snapshot{SnapshotTimestamp: restjson.Epoch(now)}
	if status, ok := e.AgentStatuses().Get(a.StatusID); ok {
		s.State = h.status(e.Instance().ID, status, a.StatusSince)
	}
	s.AgentAvailabilityState = availability{s.State.Name, s.State.StartTimestamp}
	if state, ok := systemState(a); ok {
		s.State = state
	}
	if next, ok := e.AgentStatuses().Get(a.NextStatusID); ok {
		s.NextState = new(h.status(e.Instance().ID, next, a.NextStatusSince))
	}
	for i := range a.Contacts {
		s.Contacts = append(s.Contacts, h.contact(e, a.UserID, &a.Contacts[i], now))
	}
	return s
}
