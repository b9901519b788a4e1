package connect

import (
	"cmp"
	"context"
	"slices"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// getCurrentUserData shows what the users who are signed in do now, in the order
// of their identifiers: those who are not Offline, or have contacts.
func (s *Server) getCurrentUserData(ctx context.Context, in *shape.GetCurrentUserDataInput) (*shape.GetCurrentUserDataOutput, error) {
	f := in.Filters
	if err := check(ctx, func(c *restjson.Checker) {
		given := 0
		for _, list := range [][]string{f.Queues, f.RoutingProfiles, f.Agents, f.UserHierarchyGroups} {
			if len(list) > 0 {
				given++
			}
		}
		if given > 1 {
			c.Violate("Filters", "must have at most one of Queues, RoutingProfiles, Agents and UserHierarchyGroups, has %d", given)
		}
	}); err != nil {
		return nil, err
	}
	p, err := s.searchPage(ctx, in.InstanceId, in.NextToken, in.MaxResults, f)
	if err != nil {
		return nil, err
	}
	out := &shape.GetCurrentUserDataOutput{}
	err = s.view(ctx, in.InstanceId, func(e *routing.Engine, _ strowger.Time) error {
		asked, err := s.askedUsers(e, f)
		if err != nil {
			return err
		}
		var agents []routing.AgentGauge
		for a := range e.Agents() {
			if asked(a) && present(e, a) {
				agents = append(agents, a)
			}
		}
		slices.SortFunc(agents, func(a, b routing.AgentGauge) int { return cmp.Compare(a.UserID, b.UserID) })
		out.UserDataList, out.NextToken, out.ApproximateTotalCount = found(p, agents, inState(f.ContactFilter),
			func(a routing.AgentGauge) string { return string(a.UserID) },
			func(a routing.AgentGauge) shape.UserData { return s.userData(e, a) })
		return nil
	})
	return out, err
}

func present(e *routing.Engine, a routing.AgentGauge) bool {
	status, ok := e.AgentStatuses().Get(a.StatusID)
	return ok && status.Type != strowger.Offline || len(a.Contacts) > 0
}

// askedUsers turns the one filter that is given into a condition. What it names
// must be there.
func (s *Server) askedUsers(e *routing.Engine, f *shape.UserDataFilters) (condition[routing.AgentGauge], error) {
	switch {
	case len(f.Queues) > 0:
		queues, err := named(e.Queues(), f.Queues, "Filters.Queues", "queue")
		return func(a routing.AgentGauge) bool {
			profile, _ := e.RoutingProfiles().Get(a.User.RoutingProfileID)
			return queues[strowger.QueueID(a.UserID)] || // the agent queue of the user
				slices.ContainsFunc(profile.Queues, func(q strowger.RoutingProfileQueue) bool { return queues[q.QueueID] })
		}, err
	case len(f.RoutingProfiles) > 0:
		profiles, err := named(e.RoutingProfiles(), f.RoutingProfiles, "Filters.RoutingProfiles", "routing profile")
		return func(a routing.AgentGauge) bool { return profiles[a.User.RoutingProfileID] }, err
	case len(f.Agents) > 0:
		users, err := named(e.Users(), f.Agents, "Filters.Agents", "user")
		return func(a routing.AgentGauge) bool { return users[a.UserID] }, err
	case len(f.UserHierarchyGroups) > 0:
		groups, err := named(e.HierarchyGroups(), f.UserHierarchyGroups, "Filters.UserHierarchyGroups", "hierarchy group")
		return func(a routing.AgentGauge) bool {
			path := e.HierarchyPath(a.User.HierarchyGroupID)
			return slices.ContainsFunc(path, func(g *strowger.HierarchyGroup) bool { return groups[g.ID] })
		}, err
	}
	return func(routing.AgentGauge) bool { return true }, nil
}

// named returns the set of nouns that a list of identifiers names.
func named[K ~string, N any](t *routing.Table[K, N], list []string, member, kind string) (map[K]bool, error) {
	set := make(map[K]bool, len(list))
	for _, text := range list {
		id := K(text)
		if _, err := find(t, id, member, kind); err != nil {
			return nil, err
		}
		set[id] = true
	}
	return set, nil
}

// inState is met by users who have a contact in one of the states, and without a
// filter by all.
func inState(f *shape.ContactFilter) condition[routing.AgentGauge] {
	if f == nil || len(f.ContactStates) == 0 {
		return func(routing.AgentGauge) bool { return true }
	}
	return func(a routing.AgentGauge) bool {
		return slices.ContainsFunc(a.Contacts, func(c strowger.AgentContact) bool {
			return slices.Contains(f.ContactStates, legState(&c))
		})
	}
}

// legState is the state of a contact at an agent as the API has it, which knows
// no paused tasks.
func legState(c *strowger.AgentContact) shape.ContactState {
	if c.State == strowger.Paused {
		return shape.ContactStateConnected
	}
	return shape.ContactState(c.State)
}

func (s *Server) userData(e *routing.Engine, a routing.AgentGauge) shape.UserData {
	instance := e.Instance().ID
	out := shape.UserData{
		User: &shape.UserReference{Id: text(a.UserID), Arn: new(s.userARN(instance, a.UserID))},
		RoutingProfile: &shape.RoutingProfileReference{
			Id:  text(a.User.RoutingProfileID),
			Arn: new(s.Names.Resource(instance, "routing-profile", string(a.User.RoutingProfileID))),
		},
		HierarchyPath:           s.hierarchyReference(e, a.User.HierarchyGroupID),
		AvailableSlotsByChannel: make(map[string]int32),
		MaxSlotsByChannel:       make(map[string]int32),
		ActiveSlotsByChannel:    make(map[string]int32),
		Contacts:                []shape.AgentContactReference{},
	}
	if status, ok := e.AgentStatuses().Get(a.StatusID); ok {
		out.Status = &shape.AgentStatusReference{
			StatusArn:            new(s.Names.Resource(instance, "agent-state", string(status.ID))),
			StatusName:           text(status.Name),
			StatusStartTimestamp: epoch(a.StatusSince),
		}
	}
	if next, ok := e.AgentStatuses().Get(a.NextStatusID); ok {
		out.NextStatus = text(next.Name)
	}
	profile, _ := e.RoutingProfiles().Get(a.User.RoutingProfileID)
	for _, m := range profile.MediaConcurrencies {
		channel := string(m.Channel)
		out.MaxSlotsByChannel[channel] = int32(routing.MaxSlots(m))
		out.AvailableSlotsByChannel[channel] = int32(a.Free[m.Channel.Index()])
		out.ActiveSlotsByChannel[channel] = 0
	}
	for i := range a.Contacts {
		leg := &a.Contacts[i]
		if busyWith(leg) {
			out.ActiveSlotsByChannel[string(leg.Channel)]++
		}
		out.Contacts = append(out.Contacts, s.contactReference(e, leg))
	}
	return out
}

// contactReference shows a contact at an agent. Hold and pause keep the time at
// which the agent was connected (GetCurrentUserData).
func (s *Server) contactReference(e *routing.Engine, leg *strowger.AgentContact) shape.AgentContactReference {
	out := shape.AgentContactReference{
		ContactId:                 text(leg.ContactID),
		Channel:                   shape.Channel(leg.Channel),
		InitiationMethod:          shape.ContactInitiationMethod(leg.InitiationMethod),
		AgentContactState:         legState(leg),
		StateStartTimestamp:       epoch(leg.StateSince),
		ConnectedToAgentTimestamp: epoch(leg.ConnectedTimestamp),
	}
	if leg.State.Live() {
		out.StateStartTimestamp = epoch(leg.ConnectedTimestamp)
	}
	if q, ok := e.Queues().Get(leg.QueueID); ok {
		out.Queue = &shape.QueueReference{Id: text(q.ID), Arn: new(s.Names.Queue(e.Instance().ID, q))}
	}
	return out
}

// busyWith reports whether a contact takes an active slot: the agent talks, works
// or waits for the far end to answer, but it does not ring at the agent and was
// not missed (rule M1.2).
func busyWith(leg *strowger.AgentContact) bool {
	switch leg.State {
	case strowger.Pending, strowger.Ended:
		return true
	case strowger.Connecting:
		return leg.Outbound() || leg.InitiationMethod == strowger.Callback
	}
	return leg.State.Live()
}

func (s *Server) hierarchyReference(e *routing.Engine, id strowger.HierarchyGroupID) *shape.HierarchyPathReference {
	path := e.HierarchyPath(id)
	if len(path) == 0 {
		return nil
	}
	out := &shape.HierarchyPathReference{}
	levels := [...]**shape.HierarchyGroupSummaryReference{&out.LevelOne, &out.LevelTwo, &out.LevelThree, &out.LevelFour, &out.LevelFive}
	for i, g := range path {
		*levels[i] = &shape.HierarchyGroupSummaryReference{
			Id: text(g.ID), Arn: new(s.Names.Resource(e.Instance().ID, "agent-group", string(g.ID))),
		}
	}
	return out
}
