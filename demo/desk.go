package demo

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/client"
)

// object is a JSON object on its way to the server, by Amazon's names.
type object map[string]any

// desk is an agent's desktop: a session at the workspace, which speaks the
// protocol of Amazon's desktop.
type desk struct {
	endpoint string
	http     *http.Client
	token    string
}

// snapshot is what the desktop shows.
type snapshot struct {
	// The status that the agent has chosen.
	Availability struct {
		State string `json:"state"`
	} `json:"agentAvailabilityState"`
	Contacts []deskContact `json:"contacts"`
}

type deskContact struct {
	ID    strowger.ContactID `json:"contactId"`
	Type  string             `json:"type"` // voice, chat, task or email
	State struct {
		Type string `json:"type"`
	} `json:"state"`
	Connections []struct {
		ID   string `json:"connectionId"`
		Type string `json:"type"` // agent for the agent's own
	} `json:"connections"`
}

// The states of a contact on the desktop.
const (
	connecting = "connecting"
	connected  = "connected"
	missed     = "missed"
	rejected   = "rejected"
	failed     = "error"
	ended      = "ended"
)

// signIn signs an agent in.
func signIn(ctx context.Context, api *client.Client, instance strowger.InstanceID, a account) (*desk, error) {
	d := &desk{endpoint: api.Endpoint, http: api.HTTP}
	r, err := d.request(ctx, "/auth/sign-in", object{
		"InstanceId": instance, "Username": a.Username, "Password": a.Password,
	})
	if err != nil {
		return nil, err
	}
	var session struct{ AccessToken string }
	err = client.Send(d.http, r, &session)
	d.token = session.AccessToken
	return d, err
}

// do performs an operation of the workspace.
func (d *desk) do(ctx context.Context, operation string, in object, out any) error {
	in["authentication"] = object{"authToken": d.token}
	r, err := d.request(ctx, "/api", in)
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", "AmazonConnectCTIService."+operation)
	r.Header.Set("X-Amz-Bearer", d.token)
	return client.Send(d.http, r, out)
}

func (d *desk) request(ctx context.Context, path string, in object) (*http.Request, error) {
	body, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.endpoint+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	return r, nil
}

// pollMillis is how long the server may hold a poll.
const pollMillis = 30_000

// poll returns the snapshot when it is no longer the one that the token stands
// for, or after a while, and the token of what it returns.
func (d *desk) poll(ctx context.Context, token string) (*snapshot, string, error) {
	in := object{"timeout": pollMillis}
	if token != "" {
		in["nextToken"] = token
	}
	var out struct {
		Snapshot  snapshot `json:"snapshot"`
		NextToken string   `json:"nextToken"`
	}
	err := d.do(ctx, "GetAgentSnapshot", in, &out)
	return &out.Snapshot, out.NextToken, err
}

// choose chooses a status by name.
func (d *desk) choose(ctx context.Context, name string) error {
	return d.do(ctx, "PutAgentState", object{"state": object{"name": name}}, nil)
}

// on performs an operation on a contact.
func (d *desk) on(ctx context.Context, operation string, id strowger.ContactID) error {
	return d.do(ctx, operation, object{"contactId": id}, nil)
}

// end ends a contact by leaving it.
func (d *desk) end(ctx context.Context, c *deskContact) error {
	for _, connection := range c.Connections {
		if connection.Type == "agent" {
			return d.do(ctx, "DestroyConnection", object{"contactId": c.ID, "connectionId": connection.ID}, nil)
		}
	}
	return fmt.Errorf("contact %s has no connection of the agent", c.ID)
}
