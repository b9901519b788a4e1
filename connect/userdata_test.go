package connect_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger"
)

func (h *house) userData(filters *types.UserDataFilters) []types.UserData {
	h.t.Helper()
	out, err := h.Client.GetCurrentUserData(h.t.Context(), &sdk.GetCurrentUserDataInput{InstanceId: &h.InstanceID, Filters: filters})
	must(h.t, err)
	same(h.t, "ApproximateTotalCount", out.ApproximateTotalCount, new(int64(len(out.UserDataList))))
	return out.UserDataList
}

func (h *house) resource(kind, id string) *string {
	return new(h.Names.Resource(h.Instance.ID(), kind, id))
}

// slots is a map of the four channels.
func slots(voice, chat, task, email int32) map[string]int32 {
	return map[string]int32{"VOICE": voice, "CHAT": chat, "TASK": task, "EMAIL": email}
}

func TestUserData(t *testing.T) {
	h := newHouse(t)
	if got := h.userData(&types.UserDataFilters{}); len(got) != 0 {
		t.Errorf("nobody is there, got %+v", got)
	}
	h.put(h.ada, h.AvailableID)
	since := h.now()
	h.advance(5)
	call := h.call()
	h.accept(h.ada, call)
	connected := h.now()
	h.advance(5)
	most := h.userData(&types.UserDataFilters{})[0].MaxSlotsByChannel
	want := types.UserData{
		User:                    &types.UserReference{Id: h.ada, Arn: h.resource("agent", *h.ada)},
		RoutingProfile:          &types.RoutingProfileReference{Id: &h.RoutingProfileID, Arn: h.resource("routing-profile", h.RoutingProfileID)},
		Status:                  &types.AgentStatusReference{StatusArn: h.resource("agent-state", h.AvailableID), StatusName: new("Available"), StatusStartTimestamp: since},
		AvailableSlotsByChannel: slots(0, 0, 0, 0),
		MaxSlotsByChannel:       slots(1, 2, most["TASK"], most["EMAIL"]),
		ActiveSlotsByChannel:    slots(1, 0, 0, 0),
		Contacts: []types.AgentContactReference{{
			ContactId: call, Channel: types.ChannelVoice, InitiationMethod: types.ContactInitiationMethodInbound,
			AgentContactState: types.ContactStateConnected, StateStartTimestamp: connected, ConnectedToAgentTimestamp: connected,
			Queue: &types.QueueReference{Id: &h.QueueID, Arn: h.resource("queue", h.QueueID)},
		}},
	}
	same(t, "on a call", h.userData(&types.UserDataFilters{}), []types.UserData{want})
	h.do(strowger.HoldContact{UserID: strowger.UserID(*h.ada), ContactID: strowger.ContactID(*call)})
	want.Contacts[0].AgentContactState = types.ContactStateConnectedOnhold
	same(t, "on hold, since connected", h.userData(&types.UserDataFilters{}), []types.UserData{want})
	h.put(h.ada, h.newBreak())
	want.NextStatus = new("Break")
	same(t, "a break is next", h.userData(&types.UserDataFilters{}), []types.UserData{want})
}

func TestUserDataFilters(t *testing.T) {
	h := newHouse(t)
	o := &office{Server: h.Server, Defaults: h.Defaults, T: t, ctx: t.Context(), id: &h.InstanceID}
	must(t, o.setLevels(fiveLevels))
	top := o.newGroup("Top", nil)
	below := o.newGroup("Below", top)
	profile := o.newIdle()
	bob := h.CreateUser(t, "bob", profile)
	_, err := h.Client.UpdateUserHierarchy(t.Context(), &sdk.UpdateUserHierarchyInput{InstanceId: o.id, UserId: &bob, HierarchyGroupId: below})
	must(t, err)
	h.put(h.ada, h.AvailableID)
	h.put(&bob, h.AvailableID)
	h.call() // rings at ada
	names := map[string]string{*h.ada: "ada", bob: "bob"}
	for i, c := range []struct {
		filters types.UserDataFilters
		want    string
	}{
		{types.UserDataFilters{}, "ada bob"},
		{types.UserDataFilters{Queues: []string{h.QueueID}}, "ada"},
		{types.UserDataFilters{Queues: []string{*o.arn("queue", *o.newQueue("Nobody's"))}}, ""},
		{types.UserDataFilters{RoutingProfiles: []string{profile}}, "bob"},
		{types.UserDataFilters{RoutingProfiles: []string{profile, h.RoutingProfileID}}, "ada bob"},
		{types.UserDataFilters{Agents: []string{*o.arn("agent", bob)}}, "bob"},
		{types.UserDataFilters{UserHierarchyGroups: []string{*top}}, "bob"},
		{types.UserDataFilters{UserHierarchyGroups: []string{*o.newGroup("Empty", nil)}}, ""},
		{types.UserDataFilters{ContactFilter: &types.ContactFilter{ContactStates: []types.ContactState{types.ContactStateConnecting}}}, "ada"},
		{types.UserDataFilters{ContactFilter: &types.ContactFilter{ContactStates: []types.ContactState{types.ContactStateConnected, types.ContactStateMissed}}}, ""},
		{types.UserDataFilters{Agents: []string{bob}, ContactFilter: &types.ContactFilter{ContactStates: []types.ContactState{types.ContactStateConnecting}}}, ""},
	} {
		var got []string
		for _, u := range h.userData(&c.filters) {
			got = append(got, names[*u.User.Id])
		}
		slices.Sort(got)
		same(t, fmt.Sprint("case ", i), strings.Join(got, " "), c.want)
	}
	path := h.userData(&types.UserDataFilters{Agents: []string{bob}})[0].HierarchyPath
	same(t, "path", path, &types.HierarchyPathReference{
		LevelOne: &types.HierarchyGroupSummaryReference{Id: top, Arn: o.arn("agent-group", *top)},
		LevelTwo: &types.HierarchyGroupSummaryReference{Id: below, Arn: o.arn("agent-group", *below)},
	})
	for member, filters := range map[string]types.UserDataFilters{
		"Filters.Queues":              {Queues: []string{missing}},
		"Filters.RoutingProfiles":     {RoutingProfiles: []string{missing}},
		"Filters.Agents":              {Agents: []string{missing}},
		"Filters.UserHierarchyGroups": {UserHierarchyGroups: []string{missing}},
	} {
		_, err := h.Client.GetCurrentUserData(t.Context(), &sdk.GetCurrentUserDataInput{InstanceId: o.id, Filters: &filters})
		exception[*types.ResourceNotFoundException](t, err, member)
	}
	_, err = h.Client.GetCurrentUserData(t.Context(), &sdk.GetCurrentUserDataInput{InstanceId: o.id, Filters: &types.UserDataFilters{
		Queues: []string{h.QueueID}, Agents: []string{bob}}})
	exception[*types.InvalidParameterException](t, err, "Filters must have at most one of Queues, RoutingProfiles, Agents and UserHierarchyGroups, has 2")
}

// Pages are stable while users come and go.
func TestUserDataPages(t *testing.T) {
	h := newHouse(t)
	var stay []string
	for i := range 7 {
		id := h.newAgent(fmt.Sprint("agent", i))
		h.put(id, h.AvailableID)
		stay = append(stay, *id)
	}
	slices.Sort(stay)
	in := &sdk.GetCurrentUserDataInput{InstanceId: &h.InstanceID, Filters: &types.UserDataFilters{}, MaxResults: new(int32(2))}
	var seen []string
	for i := 0; ; i++ {
		out, err := h.Client.GetCurrentUserData(t.Context(), in)
		must(t, err)
		for _, u := range out.UserDataList {
			seen = append(seen, *u.User.Id)
		}
		if in.NextToken = out.NextToken; in.NextToken == nil {
			break
		}
		h.put(h.newAgent(fmt.Sprint("late", i)), h.AvailableID)
		if last := stay[len(stay)-1]; i == 0 && !slices.Contains(seen, last) {
			h.put(&last, h.OfflineID)
			stay = stay[:len(stay)-1]
		}
	}
	if !slices.IsSorted(seen) || len(slices.Compact(slices.Clone(seen))) != len(seen) {
		t.Errorf("not in order, or twice: %v", seen)
	}
	for _, id := range stay {
		if !slices.Contains(seen, id) {
			t.Errorf("%s is there all the time and not in %v", id, seen)
		}
	}
}
