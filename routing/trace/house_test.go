package trace_test

import (
	"fmt"
	"iter"
	"slices"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing/trace"
)

// The random choices of which a house is made.

func pick[T any](h *house, list []T) T { return list[h.IntN(len(list))] }

// maybe is true once in n times.
func (h *house) maybe(n int) bool { return h.IntN(n) == 0 }

// name makes an identifier that has not been used. Identifiers come in no order.
func (h *house) name(kind string) string {
	h.names++
	return fmt.Sprintf("%s%d", kind, h.names*40_503%(1<<16))
}

func ids[K ~string, V any](seq iter.Seq[*V], id func(*V) K) []K {
	var list []K
	for v := range seq {
		list = append(list, id(v))
	}
	return list
}

func (h *house) queueIDs() []strowger.QueueID {
	return ids(h.engine.Queues().All(), func(q *strowger.Queue) strowger.QueueID { return q.ID })
}

func (h *house) standardQueueIDs() []strowger.QueueID {
	return slices.DeleteFunc(h.queueIDs(), func(id strowger.QueueID) bool {
		q, _ := h.engine.Queues().Get(id)
		return q.Type != strowger.StandardQueue
	})
}

func (h *house) profileIDs() []strowger.RoutingProfileID {
	return ids(h.engine.RoutingProfiles().All(), func(p *strowger.RoutingProfile) strowger.RoutingProfileID { return p.ID })
}

func (h *house) userIDs() []strowger.UserID {
	return ids(h.engine.Users().All(), func(u *strowger.User) strowger.UserID { return u.ID })
}

func (h *house) statusIDs() []strowger.AgentStatusID {
	return ids(h.engine.AgentStatuses().All(), func(s *strowger.AgentStatus) strowger.AgentStatusID { return s.ID })
}

func (h *house) contactIDs() []strowger.ContactID {
	return ids(h.engine.Contacts(), func(c *strowger.Contact) strowger.ContactID { return c.ID })
}

// languages are the values of the attribute in which agents are proficient.
var languages = []string{"French", "German", "Welsh"}

// foundation makes an instance with a few queues, profiles and agents.
func (h *house) foundation() []strowger.Command {
	foundation := trace.Foundation()
	foundation.Instance.OutboundCallsEnabled = h.turns%10 != 0
	commands := []strowger.Command{
		foundation,
		strowger.UpdatePredefinedAttribute{Name: "Skill", Values: &languages},
		strowger.CreatePredefinedAttribute{Attribute: strowger.PredefinedAttribute{Name: "Product"}},
		strowger.CreateContactFlow{Flow: strowger.ContactFlow{ID: "Draft", Name: "Draft", Type: "CONTACT_FLOW", Status: "SAVED"}},
		strowger.CreateContactFlow{Flow: strowger.ContactFlow{ID: "Whisper", Name: "Whisper", Type: "AGENT_WHISPER", Status: "PUBLISHED"}},
		strowger.CreateAgentStatus{Status: strowger.AgentStatus{ID: "Break", Name: "Break", State: "ENABLED"}},
	}
	queues := []strowger.QueueID{"Outbound"}
	for range h.IntN(3) {
		id := strowger.QueueID(h.name("q"))
		queues = append(queues, id)
		commands = append(commands, h.newQueue(id))
	}
	var profiles []strowger.RoutingProfileID
	for range 1 + h.IntN(3) {
		id := strowger.RoutingProfileID(h.name("p"))
		profiles = append(profiles, id)
		commands = append(commands, strowger.CreateRoutingProfile{RoutingProfile: h.profile(id, queues)})
	}
	for range 1 + h.IntN(5) {
		id := strowger.UserID(h.name("u"))
		commands = append(commands, h.newUser(id, profiles),
			strowger.AssociateUserProficiencies{ID: id, Proficiencies: h.proficiencies()},
			strowger.PutAgentStatus{UserID: id, StatusID: "Available"})
	}
	return commands
}

func (h *house) newQueue(id strowger.QueueID) strowger.CreateQueue {
	q := strowger.Queue{ID: id, Name: string(id), HoursOfOperationID: "Always"}
	if h.maybe(4) {
		n := h.IntN(6)
		q.MaxContacts = &n
	}
	return strowger.CreateQueue{Queue: q}
}

func (h *house) newUser(id strowger.UserID, profiles []strowger.RoutingProfileID) strowger.CreateUser {
	return strowger.CreateUser{User: strowger.User{ID: id, Username: string(id),
		RoutingProfileID:   pick(h, profiles),
		SecurityProfileIDs: []strowger.SecurityProfileID{"Agent"},
		PhoneConfig: &strowger.PhoneConfig{
			AutoAccept:              h.maybe(8),
			PhoneType:               pick(h, []string{"SOFT_PHONE", "SOFT_PHONE", "DESK_PHONE"}),
			AfterContactWorkSeconds: pick(h, []int{0, 5, 30}),
		}}}
}

func (h *house) profile(id strowger.RoutingProfileID, queues []strowger.QueueID) strowger.RoutingProfile {
	return strowger.RoutingProfile{ID: id, Name: string(id), DefaultOutboundQueueID: "Outbound",
		AgentAvailabilityTimer: h.timer(),
		MediaConcurrencies:     h.media(),
		Queues:                 h.rows(queues),
		ManualAssignmentQueues: h.manual(queues),
	}
}

// manual lists some pairs for manual assignment.
func (h *house) manual(queues []strowger.QueueID) []strowger.QueueReference {
	var list []strowger.QueueReference
	for range h.IntN(3) {
		list = append(list, strowger.QueueReference{QueueID: pick(h, queues), Channel: pick(h, strowger.Channels[:])})
	}
	return list
}

func (h *house) timer() strowger.AgentAvailabilityTimer {
	return pick(h, []strowger.AgentAvailabilityTimer{
		strowger.TimeSinceLastActivity, strowger.TimeSinceLastInbound})
}

// media gives most profiles most channels.
func (h *house) media() []strowger.MediaConcurrency {
	var list []strowger.MediaConcurrency
	for _, ch := range strowger.Channels {
		if h.maybe(6) {
			continue
		}
		m := strowger.MediaConcurrency{Channel: ch, Concurrency: 1, CrossChannel: pick(h, []strowger.CrossChannelBehavior{
			strowger.RouteAnyChannel, strowger.RouteCurrentChannelOnly, ""})}
		if ch != strowger.Voice {
			m.Concurrency += h.IntN(3)
		}
		if (ch == strowger.Task || ch == strowger.Email) && h.maybe(3) {
			m = strowger.MediaConcurrency{Channel: ch, WorkloadTypes: h.workloads()}
		}
		list = append(list, m)
	}
	return list
}

var workloadTypes = []string{"Claims", "Quotes"}

func (h *house) workloads() []strowger.WorkloadTypeConcurrency {
	var list []strowger.WorkloadTypeConcurrency
	for _, name := range workloadTypes[:1+h.IntN(2)] {
		list = append(list, strowger.WorkloadTypeConcurrency{
			WorkloadType: name, Concurrency: 1 + h.IntN(3),
			Behavior: pick(h, []strowger.WorkloadBehavior{strowger.RouteAnyChannelAnyWorkload,
				strowger.RouteCurrentChannelAnyWorkload, strowger.RouteCurrentWorkloadOnly}),
		})
	}
	return list
}

// rows gives a profile most of the channels of some queues.
func (h *house) rows(queues []strowger.QueueID) []strowger.RoutingProfileQueue {
	var list []strowger.RoutingProfileQueue
	for _, q := range queues {
		if h.maybe(4) {
			continue
		}
		for _, ch := range strowger.Channels {
			if !h.maybe(5) {
				list = append(list, strowger.RoutingProfileQueue{
					QueueReference: strowger.QueueReference{QueueID: q, Channel: ch},
					Priority:       1 + h.IntN(3),
					DelaySeconds:   pick(h, []int{0, 0, 10, 30}),
				})
			}
		}
	}
	return list
}

// proficiencies gives some of the languages.
func (h *house) proficiencies() []strowger.Proficiency {
	var list []strowger.Proficiency
	for _, value := range languages {
		if h.maybe(2) {
			list = append(list, strowger.Proficiency{Name: "Skill", Value: value, Level: float64(1 + h.IntN(5))})
		}
	}
	return list
}

// criteria asks for up to three steps, or with none removes what there was.
func (h *house) criteria() *strowger.RoutingCriteria {
	c := &strowger.RoutingCriteria{}
	for range h.IntN(4) {
		s := strowger.RoutingStep{Expression: new(h.expression())}
		if !h.maybe(4) {
			s.ExpirySeconds = 1 + h.Int64N(40)
		}
		c.Steps = append(c.Steps, s)
	}
	return c
}

func (h *house) expression() strowger.Expression {
	switch h.IntN(6) {
	case 0:
		return strowger.Expression{And: []strowger.Expression{
			{Condition: h.condition("French")}, {NotCondition: h.condition("German")}}}
	case 1:
		return strowger.Expression{Or: []strowger.Expression{
			{Condition: h.condition("Welsh")},
			{And: []strowger.Expression{{Condition: h.condition("German")}, {Condition: h.condition("French")}}}}}
	case 2:
		return strowger.Expression{NotCondition: h.condition(pick(h, languages))}
	}
	return strowger.Expression{Condition: h.condition(pick(h, languages))}
}

func (h *house) condition(value string) *strowger.AttributeCondition {
	switch users := h.userIDs(); {
	case h.maybe(4) && len(users) > 0:
		return &strowger.AttributeCondition{Operator: strowger.Match, AgentIDs: []strowger.UserID{pick(h, users)}}
	case h.maybe(3):
		low := float64(1 + h.IntN(4))
		return &strowger.AttributeCondition{Operator: strowger.InRange, Name: "Skill", Value: value, Min: low, Max: low + 1}
	}
	return &strowger.AttributeCondition{Operator: strowger.AtLeast, Name: "Skill", Value: value, Level: float64(1 + h.IntN(5))}
}
