package server_test

import (
	"context"
	"fmt"
	"path"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// site is an instance in a data directory, with agents who work in it from one
// run of the server to the next.
type site struct {
	dir      string
	instance string
	hours    string
	queue    string // where the flow puts contacts
	flow     string
	security string // profile of agents
	profile  string // of routing
	agents   []*agent
}

// agent is a user at a desktop, with the token of the first sign-in.
type agent struct {
	id, name, token string

	available bool // has been told that it has become so
}

const password = "Correct1horse"

// workSeconds is the limit of after contact work.
const workSeconds = 1

// newSite makes an instance with agents.
func newSite(t testing.TB, c *client, dir string, agents int) *site {
	t.Helper()
	s := &site{dir: dir}
	ctx := t.Context()
	created, err := c.api.CreateInstance(ctx, &sdk.CreateInstanceInput{
		InstanceAlias: new(path.Base(dir)), IdentityManagementType: types.DirectoryTypeConnectManaged,
		InboundCallsEnabled: new(true), OutboundCallsEnabled: new(true),
	})
	must(t, err)
	s.instance = *created.Id
	s.look(t, c)
	s.profile, err = s.createProfile(ctx, c, "Site", s.queue)
	must(t, err)
	for i := range agents {
		a := &agent{name: fmt.Sprint("agent", i)}
		a.id, err = s.createUser(ctx, c, a.name)
		must(t, err)
		must(t, a.signIn(ctx, c, s.instance))
		s.agents = append(s.agents, a)
	}
	return s
}

// look finds what the instance came with.
func (s *site) look(t testing.TB, c *client) {
	t.Helper()
	hours, err := c.api.ListHoursOfOperations(t.Context(), &sdk.ListHoursOfOperationsInput{InstanceId: &s.instance})
	must(t, err)
	s.hours = *hours.HoursOfOperationSummaryList[0].Id
	queues, err := c.api.ListQueues(t.Context(), &sdk.ListQueuesInput{InstanceId: &s.instance, QueueTypes: []types.QueueType{types.QueueTypeStandard}})
	must(t, err)
	s.queue = *queues.QueueSummaryList[0].Id
	flows, err := c.api.ListContactFlows(t.Context(), &sdk.ListContactFlowsInput{InstanceId: &s.instance})
	must(t, err)
	for _, f := range flows.ContactFlowSummaryList {
		if *f.Name == "Sample inbound flow" {
			s.flow = *f.Id
		}
	}
	profiles, err := c.api.ListSecurityProfiles(t.Context(), &sdk.ListSecurityProfilesInput{InstanceId: &s.instance})
	must(t, err)
	for _, p := range profiles.SecurityProfileSummaryList {
		if *p.Name == "Agent" {
			s.security = *p.Id
		}
	}
}

// channels are those on which the tests start contacts.
var channels = []types.Channel{types.ChannelVoice, types.ChannelChat, types.ChannelTask}

// createProfile makes a routing profile that serves queues on all channels.
func (s *site) createProfile(ctx context.Context, c *client, name string, queues ...string) (string, error) {
	in := &sdk.CreateRoutingProfileInput{
		InstanceId: &s.instance, Name: &name, Description: new("profile " + name),
		DefaultOutboundQueueId: &s.queue,
	}
	for _, channel := range channels {
		concurrency := int32(5)
		if channel == types.ChannelVoice {
			concurrency = 1
		}
		in.MediaConcurrencies = append(in.MediaConcurrencies, types.MediaConcurrency{
			Channel: channel, Concurrency: &concurrency,
			CrossChannelBehavior: &types.CrossChannelBehavior{BehaviorType: types.BehaviorTypeRouteAnyChannel},
		})
		for _, queue := range queues {
			in.QueueConfigs = append(in.QueueConfigs, types.RoutingProfileQueueConfig{
				Priority: new(int32(1)), Delay: new(int32(0)),
				QueueReference: &types.RoutingProfileQueueReference{Channel: channel, QueueId: &queue},
			})
		}
	}
	out, err := c.api.CreateRoutingProfile(ctx, in)
	if err != nil {
		return "", err
	}
	return *out.RoutingProfileId, nil
}

func (s *site) createUser(ctx context.Context, c *client, name string) (string, error) {
	out, err := c.api.CreateUser(ctx, &sdk.CreateUserInput{
		InstanceId: &s.instance, Username: &name, Password: new(password),
		IdentityInfo:       &types.UserIdentityInfo{FirstName: new("First"), LastName: new("of " + name)},
		PhoneConfig:        &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone, AfterContactWorkTimeLimit: workSeconds},
		RoutingProfileId:   &s.profile,
		SecurityProfileIds: []string{s.security},
	})
	if err != nil {
		return "", err
	}
	return *out.UserId, nil
}

func (a *agent) signIn(ctx context.Context, c *client, instance string) error {
	var out struct{ AccessToken string }
	err := c.post(ctx, "/auth/sign-in", nil, object{"InstanceId": instance, "Username": a.name, "Password": password}, &out)
	a.token = out.AccessToken
	return err
}

// choose chooses an agent status by name.
func (a *agent) choose(ctx context.Context, c *client, status string) error {
	return c.desk(ctx, a.token, "PutAgentState", object{"state": object{"name": status}}, nil)
}

// on performs an operation on a contact.
func (a *agent) on(ctx context.Context, c *client, operation, contact string) error {
	return c.desk(ctx, a.token, operation, object{"contactId": contact}, nil)
}

// end leaves a contact.
func (a *agent) end(ctx context.Context, c *client, shown *deskContact) error {
	return c.desk(ctx, a.token, "DestroyConnection", object{
		"contactId": shown.ID, "connectionId": shown.Connections[0].ID,
	}, nil)
}

// desktop is what an agent sees.
type desktop struct {
	Snapshot struct {
		Availability struct {
			State string `json:"state"`
		} `json:"agentAvailabilityState"`
		Contacts []deskContact `json:"contacts"`
	} `json:"snapshot"`
	NextToken string `json:"nextToken"`
}

type deskContact struct {
	ID    string `json:"contactId"`
	State struct {
		Type string `json:"type"`
	} `json:"state"`
	Connections []struct {
		ID string `json:"connectionId"`
	} `json:"connections"`
}

// state returns how a contact shows on the desktop, "" if it does not.
func (d *desktop) state(contact string) string {
	for _, c := range d.Snapshot.Contacts {
		if c.ID == contact {
			return c.State.Type
		}
	}
	return ""
}

// poll returns what the agent sees, once it is another than that of the token.
func (a *agent) poll(ctx context.Context, c *client, token string) (*desktop, error) {
	in := object{"timeout": 30_000}
	if token != "" {
		in["nextToken"] = token
	}
	out := &desktop{}
	return out, c.desk(ctx, a.token, "GetAgentSnapshot", in, out)
}

// await polls until the desktop is as it should be.
func (a *agent) await(t testing.TB, c *client, ready func(*desktop) bool) *desktop {
	t.Helper()
	for token := ""; ; {
		d, err := a.poll(t.Context(), c, token)
		must(t, err)
		if ready(d) {
			return d
		}
		token = d.NextToken
	}
}

// start is a contact that was asked for.
type start struct {
	channel types.Channel
	token   string // the client token
	id      string // "" while it is not known whether there is one
}

// ask starts the contact, or finds out which it was.
func (s *start) ask(ctx context.Context, at *site, c *client) (string, error) {
	attributes := map[string]string{"token": s.token}
	switch s.channel {
	case types.ChannelTask:
		out, err := c.api.StartTaskContact(ctx, &sdk.StartTaskContactInput{
			InstanceId: &at.instance, ContactFlowId: &at.flow, ClientToken: &s.token,
			Name: new("task " + s.token), Attributes: attributes,
		})
		if err != nil {
			return "", err
		}
		return *out.ContactId, nil
	case types.ChannelChat:
		out, err := c.api.StartChatContact(ctx, &sdk.StartChatContactInput{
			InstanceId: &at.instance, ContactFlowId: &at.flow, ClientToken: &s.token,
			ParticipantDetails: &types.ParticipantDetails{DisplayName: &s.token}, Attributes: attributes,
		})
		if err != nil {
			return "", err
		}
		return *out.ContactId, nil
	}
	var out struct{ ContactId string }
	err := c.signed(ctx, "PUT", "/gateway/"+at.instance+"/contacts", object{
		"Channel": s.channel, "ContactFlowId": at.flow, "ClientToken": s.token, "Attributes": attributes,
		"CustomerEndpoint": object{"Type": "TELEPHONE_NUMBER", "Address": "+442079460999"},
	}, &out)
	return out.ContactId, err
}

// describe returns a contact.
func (at *site) describe(ctx context.Context, c *client, id string) (*types.Contact, error) {
	out, err := c.api.DescribeContact(ctx, &sdk.DescribeContactInput{InstanceId: &at.instance, ContactId: &id})
	if err != nil {
		return nil, fmt.Errorf("contact %s: %w", id, err)
	}
	return out.Contact, nil
}
