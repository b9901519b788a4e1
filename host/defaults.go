package host

import (
	"github.com/strowger/strowger"
	"github.com/strowger/strowger/flow"
)

// NewInstance returns the command that makes an instance with everything that a
// new one comes with, under Amazon's names: Basic Hours, BasicQueue, Basic
// Routing Profile, the agent statuses Available and Offline, four security
// profiles, the system's predefined attributes and the sample flows. NewID
// returns a fresh identifier at each call.
func NewInstance(instance strowger.Instance, newID func() string) strowger.CreateInstance {
	hours := basicHours(strowger.HoursOfOperationID(newID()))
	queue := strowger.Queue{
		ID:                 strowger.QueueID(newID()),
		Type:               strowger.StandardQueue,
		Name:               "BasicQueue",
		Description:        "A simple, basic voice queue.",
		HoursOfOperationID: hours.ID,
		Status:             strowger.QueueEnabled,
	}
	return strowger.CreateInstance{
		Instance:             instance,
		HoursOfOperations:    []strowger.HoursOfOperation{hours},
		Queues:               []strowger.Queue{queue},
		RoutingProfiles:      []strowger.RoutingProfile{basicRoutingProfile(strowger.RoutingProfileID(newID()), queue.ID)},
		AgentStatuses:        agentStatuses(newID),
		SecurityProfiles:     securityProfiles(newID),
		PredefinedAttributes: systemAttributes(),
		ContactFlows:         sampleFlows(newID, queue.ID),
	}
}

// basicHours are open around the clock. Amazon's documentation names them and
// does not say when they are open.
func basicHours(id strowger.HoursOfOperationID) strowger.HoursOfOperation {
	h := strowger.HoursOfOperation{
		ID:          id,
		Name:        "Basic Hours",
		Description: "Open at all hours of every day.",
		TimeZone:    "UTC",
	}
	for _, day := range []string{"SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"} {
		h.Config = append(h.Config, strowger.OpenHours{Day: day}) // from midnight to midnight
	}
	return h
}

// basicRoutingProfile serves BasicQueue on all channels, without delay.
func basicRoutingProfile(id strowger.RoutingProfileID, queue strowger.QueueID) strowger.RoutingProfile {
	p := strowger.RoutingProfile{
		ID:                     id,
		Name:                   "Basic Routing Profile",
		Description:            "A simple routing profile.",
		DefaultOutboundQueueID: queue,
		AgentAvailabilityTimer: strowger.TimeSinceLastActivity,
		IsDefault:              true,
	}
	for _, channel := range strowger.Channels {
		p.Queues = append(p.Queues, strowger.RoutingProfileQueue{
			QueueReference: strowger.QueueReference{QueueID: queue, Channel: channel},
			Priority:       1,
		})
		p.MediaConcurrencies = append(p.MediaConcurrencies, strowger.MediaConcurrency{
			Channel:      channel,
			Concurrency:  basicConcurrency(channel),
			CrossChannel: strowger.RouteCurrentChannelOnly, // U17
		})
	}
	return p
}

func basicConcurrency(c strowger.Channel) int {
	if c == strowger.Chat {
		return 2
	}
	return 1
}

func agentStatuses(newID func() string) []strowger.AgentStatus {
	return []strowger.AgentStatus{{
		ID:           strowger.AgentStatusID(newID()),
		Name:         "Available",
		Type:         strowger.Routable,
		DisplayOrder: 1,
		State:        "ENABLED",
	}, {
		ID:           strowger.AgentStatusID(newID()),
		Name:         "Offline",
		Type:         strowger.Offline,
		DisplayOrder: 2,
		State:        "ENABLED",
	}}
}

// systemAttributes are the predefined attributes that routing itself knows
// (rule 4.1.1). The workload types of an instance are its own.
func systemAttributes() []strowger.PredefinedAttribute {
	return []strowger.PredefinedAttribute{{
		Name: "connect:Language",
		Values: []string{
			"connect:Arabic", "connect:Chinese", "connect:Dutch", "connect:English", "connect:French",
			"connect:German", "connect:Hindi", "connect:Italian", "connect:Japanese", "connect:Korean",
			"connect:Portuguese", "connect:Russian", "connect:Spanish",
		},
	}, {
		Name: strowger.SubtypeAttribute,
		Values: []string{
			"connect:Telephony", "connect:WebRTC", "connect:Chat", "connect:SMS", "connect:Guide",
			"connect:Task", "connect:Email",
		},
	}, {
		Name: strowger.WorkloadTypeAttribute,
	}}
}

func sampleFlows(newID func() string, queue strowger.QueueID) []strowger.ContactFlow {
	var flows []strowger.ContactFlow
	for _, s := range flow.Samples(queue) {
		flows = append(flows, strowger.ContactFlow{
			ID:          strowger.ContactFlowID(newID()),
			Name:        s.Name,
			Type:        s.Type,
			Description: s.Description,
			Content:     s.Content,
			Status:      "PUBLISHED",
			State:       "ACTIVE",
			Version:     1,
		})
	}
	return flows
}
