package workspace

import (
	"cmp"
	"context"
	"slices"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// agentState is what a desktop shows an agent to be in: a status of the
// instance, which the agent has chosen, or one of the system's.
type agentState struct {
	AgentStateARN  string         `json:"agentStateARN,omitzero"` // not of the system's
	Type           string         `json:"type"`
	Name           string         `json:"name"`
	StartTimestamp restjson.Epoch `json:"startTimestamp,omitzero"`
}

// stateTypes are Amazon's words for the types of status at a desktop.
var stateTypes = map[strowger.AgentStatusType]string{
	strowger.Routable: "routable",
	strowger.Custom:   "not_routable",
	strowger.Offline:  "offline",
}

// systemStates are the states that voice contacts put an agent into, the first
// that applies (rules 3.1.4, 3.1.5). Contacts of other channels do not change
// the state of an agent ("A note on Routability" of the desktop's library).
var systemStates = []struct {
	of   []strowger.AgentContactState
	kind string
	name string
}{
	{[]strowger.AgentContactState{strowger.Failed}, "error", "Default"},
	{[]strowger.AgentContactState{strowger.Missed, strowger.Rejected}, "error", "MissedCallAgent"},
	{[]strowger.AgentContactState{strowger.Connected, strowger.OnHold}, "system", "Busy"},
	{[]strowger.AgentContactState{strowger.Ended}, "system", "AfterCallWork"},
	{[]strowger.AgentContactState{strowger.Incoming, strowger.Pending, strowger.Connecting}, "system", "PendingBusy"},
}

// systemState returns the system state of an agent, if it is in one.
func systemState(a *strowger.Agent) (agentState, bool) {
	for _, s := range systemStates {
		for _, l := range a.Contacts {
			if l.Channel != strowger.Voice || !slices.Contains(s.of, l.State) {
				continue
			}
			since := l.StateSince
			if l.State.Live() {
				since = l.ConnectedTimestamp // holding does not begin anew
			}
			return agentState{Type: s.kind, Name: s.name, StartTimestamp: restjson.Epoch(since)}, true
		}
	}
	return agentState{}, false
}

// status shows a status of the instance.
func (h *handler) status(instance strowger.InstanceID, s *strowger.AgentStatus, since strowger.Time) agentState {
	return agentState{
		AgentStateARN:  h.Names.Resource(instance, "agent-state", string(s.ID)),
		Type:           stateTypes[s.Type],
		Name:           s.Name,
		StartTimestamp: restjson.Epoch(since),
	}
}

type getAgentStatesOutput struct {
	States []agentState `json:"states"`
}

// getAgentStates lists the statuses that agents can choose, in the order in
// which they are displayed. The list is always whole: there are at most 50.
func (h *handler) getAgentStates(ctx context.Context, who *caller, _ *none) (any, error) {
	var out getAgentStatesOutput
	err := who.instance.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
		statuses := slices.SortedStableFunc(e.AgentStatuses().All(), func(a, b *strowger.AgentStatus) int {
			return cmp.Or(cmp.Compare(order(a), order(b)), cmp.Compare(a.Name, b.Name))
		})
		for _, s := range statuses {
			if s.State != "DISABLED" {
				out.States = append(out.States, h.status(who.instance.ID(), s, 0))
			}
		}
		return nil
	})
	return out, err
}

// order places statuses without a display order last.
func order(s *strowger.AgentStatus) int { return cmp.Or(s.DisplayOrder, 1<<30) }

// putAgentStateInput has the model's enqueueNextState left out: whether a status
// takes effect at once is for routing to say (rules 3.2.1 to 3.2.4).
type putAgentStateInput struct {
	State *struct {
		AgentStateARN string `json:"agentStateARN"`
		Name          string `json:"name"`
	} `json:"state"`
}

// Validate implements restjson.Validator.
func (in *putAgentStateInput) Validate(c *restjson.Checker) {
	if c.Required("state", in.State != nil) && in.State.AgentStateARN == "" && in.State.Name == "" {
		c.Member("state")
		c.Violate("", "must have agentStateARN or name")
		c.Leave()
	}
}

// putAgentState chooses a status, by its ARN or else by its name. While the
// agent handles contacts it becomes the next one.
func (h *handler) putAgentState(ctx context.Context, who *caller, in *putAgentStateInput) (any, error) {
	id, ok := h.Names.Identify(who.instance.ID(), strowger.AgentStatusResource, in.State.AgentStateARN)
	if !ok {
		return nil, strowger.Errorf(strowger.InvalidParameter, "state.agentStateARN: %.300q is no ARN of an agent status of the instance", in.State.AgentStateARN)
	}
	cmd := strowger.PutAgentStatus{UserID: who.user(), StatusID: strowger.AgentStatusID(id)}
	if cmd.StatusID == "" {
		err := who.instance.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
			s, ok := e.AgentStatuses().Named(in.State.Name)
			if !ok {
				return strowger.Errorf(strowger.ResourceNotFound, "state.name: there is no agent status %.64q", in.State.Name)
			}
			cmd.StatusID = s.ID
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return who.do(ctx, cmd)
}
