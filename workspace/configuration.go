package workspace

import (
	"context"
	"slices"
	"strings"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

type queue struct {
	QueueARN string `json:"queueARN"`
	Name     string `json:"name,omitzero"` // an agent's own queue has none
}

// queue shows a queue; nil if there is none with the identifier.
func (h *handler) queue(e *routing.Engine, id strowger.QueueID) *queue {
	q, ok := e.Queues().Get(id)
	if !ok {
		return nil
	}
	return &queue{h.Names.Queue(e.Instance().ID, q), q.Name}
}

type routingProfile struct {
	Name                  string           `json:"name"`
	RoutingProfileARN     string           `json:"routingProfileARN"`
	DefaultOutboundQueue  *queue           `json:"defaultOutboundQueue,omitzero"`
	ChannelConcurrencyMap map[string]int64 `json:"channelConcurrencyMap"`
}

type configuration struct {
	Name                string            `json:"name"`
	Username            string            `json:"username"`
	AgentARN            string            `json:"agentARN"`
	SoftphoneEnabled    bool              `json:"softphoneEnabled"`
	SoftphoneAutoAccept bool              `json:"softphoneAutoAccept"`
	Extension           string            `json:"extension"`
	RoutingProfile      routingProfile    `json:"routingProfile"`
	AgentPreferences    map[string]string `json:"agentPreferences"`
}

type getAgentConfigurationOutput struct {
	Configuration configuration `json:"configuration"`
}

// agent looks at the user behind a caller.
func (c *caller) agent(ctx context.Context, look func(*routing.Engine, *strowger.User) error) error {
	return c.instance.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
		u, ok := e.Users().Get(c.user())
		if !ok {
			return deleted()
		}
		return look(e, u)
	})
}

// getAgentConfiguration returns who the agent is. There is no softphone: the
// voice of a contact reaches the agent by the gateway's ways.
func (h *handler) getAgentConfiguration(ctx context.Context, who *caller, _ *none) (any, error) {
	var out getAgentConfigurationOutput
	err := who.agent(ctx, func(e *routing.Engine, u *strowger.User) error {
		out.Configuration = configuration{
			Name:                strings.TrimSpace(u.Identity.FirstName + " " + u.Identity.LastName),
			Username:            u.Username,
			AgentARN:            h.Names.Resource(who.instance.ID(), "agent", string(u.ID)),
			SoftphoneAutoAccept: u.AutoAccepts(strowger.Voice),
			Extension:           u.CallNumber(),
			RoutingProfile:      h.routingProfile(e, u.RoutingProfileID),
			AgentPreferences:    map[string]string{"LANGUAGE": language(u)},
		}
		return nil
	})
	return out, err
}

func (h *handler) routingProfile(e *routing.Engine, id strowger.RoutingProfileID) routingProfile {
	shown := routingProfile{
		RoutingProfileARN:     h.profileARN(e.Instance().ID, id),
		ChannelConcurrencyMap: make(map[string]int64),
	}
	p, ok := e.RoutingProfiles().Get(id)
	if !ok {
		return shown
	}
	shown.Name = p.Name
	shown.DefaultOutboundQueue = h.queue(e, p.DefaultOutboundQueueID)
	for _, ch := range strowger.Channels {
		m, _ := p.Media(ch)
		n := m.Concurrency
		for _, w := range m.WorkloadTypes {
			n += w.Concurrency
		}
		shown.ChannelConcurrencyMap[string(ch)] = int64(n)
	}
	return shown
}

func (h *handler) profileARN(instance strowger.InstanceID, id strowger.RoutingProfileID) string {
	return h.Names.Resource(instance, "routing-profile", string(id))
}

// desktopPermissions are the names in connect.AgentPermissions of the desktop's
// library, by their API names.
var desktopPermissions = map[string]string{
	"OutboundCallAccess": "outboundCall",
	"VoiceId.Access":     "voiceId",
}

type getAgentPermissionsOutput struct {
	Permissions []string `json:"permissions"`
}

// getAgentPermissions lists the permissions of the user's security profiles
// under their API names, and those that the desktop's library looks for under its
// own names too.
func (h *handler) getAgentPermissions(ctx context.Context, who *caller, _ *none) (any, error) {
	var out getAgentPermissionsOutput
	err := who.agent(ctx, func(e *routing.Engine, u *strowger.User) error {
		for _, id := range u.SecurityProfileIDs {
			if p, ok := e.SecurityProfiles().Get(id); ok {
				out.Permissions = append(out.Permissions, p.Permissions...)
			}
		}
		for _, p := range out.Permissions {
			if name, ok := desktopPermissions[p]; ok {
				out.Permissions = append(out.Permissions, name)
			}
		}
		slices.Sort(out.Permissions)
		out.Permissions = slices.Compact(out.Permissions)
		return nil
	})
	return out, err
}

type getDialableCountryCodesOutput struct {
	CountryCodes []string `json:"countryCodes"`
}

// getDialableCountryCodes returns an empty list, because agents cannot dial out.
// Amazon's desktop shows nothing before it has one.
func (h *handler) getDialableCountryCodes(context.Context, *caller, *none) (any, error) {
	return getDialableCountryCodesOutput{}, nil
}

type getRoutingProfileQueuesInput struct {
	RoutingProfileARN string `json:"routingProfileARN"`
}

// Validate implements restjson.Validator.
func (in *getRoutingProfileQueuesInput) Validate(c *restjson.Checker) {
	c.Required("routingProfileARN", in.RoutingProfileARN != "")
}

type getRoutingProfileQueuesOutput struct {
	Queues []queue `json:"queues"`
}

// getRoutingProfileQueues lists the queues of the agent's own routing profile,
// each once, in the order of their rows, and then the queue of the agent, by which
// the desktop's library knows who the agent is. The list is always whole.
func (h *handler) getRoutingProfileQueues(ctx context.Context, who *caller, in *getRoutingProfileQueuesInput) (any, error) {
	var out getRoutingProfileQueuesOutput
	err := who.agent(ctx, func(e *routing.Engine, u *strowger.User) error {
		p, ok := e.RoutingProfiles().Get(u.RoutingProfileID)
		if !ok || in.RoutingProfileARN != h.profileARN(who.instance.ID(), p.ID) {
			return strowger.Errorf(strowger.ResourceNotFound, "routingProfileARN: the agent does not have the routing profile %.200q", in.RoutingProfileARN)
		}
		for _, row := range p.Queues {
			if q := h.queue(e, row.QueueID); q != nil && !slices.Contains(out.Queues, *q) {
				out.Queues = append(out.Queues, *q)
			}
		}
		if own := h.queue(e, strowger.QueueID(u.ID)); own != nil {
			out.Queues = append(out.Queues, *own)
		}
		return nil
	})
	return out, err
}
