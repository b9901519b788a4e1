package server_test

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/connect"

	"github.com/strowger/strowger/access"
	"github.com/strowger/strowger/server"
)

// edit changes the access keys of the house, as 'strowger key' does.
func (h *house) edit(t *testing.T, dir string, change func([]access.Key) []access.Key) {
	t.Helper()
	must(t, access.Edit(server.KeysFile(dir), func(keys []access.Key) ([]access.Key, error) { return change(keys), nil }))
}

// withKey returns a client of the house with a new key.
func (h *house) withKey(t *testing.T, dir, name string, policy access.Policy) *client {
	t.Helper()
	k, err := access.NewKey(name, policy, time.Now())
	must(t, err)
	h.edit(t, dir, func(keys []access.Key) []access.Key { return append(keys, k) })
	c := *h.client
	c.keys = aws.Credentials{AccessKeyID: k.ID, SecretAccessKey: k.Secret}
	c.api = sdk.New(h.api.Options(), func(o *sdk.Options) {
		o.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return c.keys, nil })
	})
	return &c
}

// TestPolicies: a key may do what its policy lists, on the instances it lists,
// whether the instance is in the path or in the body.
func TestPolicies(t *testing.T) {
	dir := t.TempDir()
	h := openHouse(t, server.Config{DataDir: dir})
	at := newSite(t, h.client, t.TempDir(), 0)
	other := newSite(t, h.client, t.TempDir(), 0)
	arn := func(s *site) string { return "arn:aws:connect:us-east-1:000000000000:instance/" + s.instance }

	reader := h.withKey(t, dir, "reader", access.Policy{Actions: []string{"connect:List*", "connect:Describe*"}, Instances: []string{arn(at)}})
	starter := h.withKey(t, dir, "", access.Policy{Actions: []string{"connect:StartTaskContact"}, Instances: []string{arn(at)}})
	caller := h.withKey(t, dir, "caller", access.Policy{Actions: []string{"gateway:*"}, Instances: []string{"*"}})
	admin := h.withKey(t, dir, "admin", access.Everything)
	describe := func(s *site) call { return call{"GET", "/instance/" + s.instance, ""} }
	list := call{"GET", "/instance", ""}
	task := func(s *site) call {
		return call{"PUT", "/contact/task", `{"InstanceId":"` + s.instance + `","ContactFlowId":"` + s.flow + `","Name":"n"}`}
	}
	announce := call{"PUT", "/gateway/" + at.instance + "/contacts", `{"Channel":"VOICE","ContactFlowId":"` + at.flow + `"}`}
	hours := call{"PUT", "/hours-of-operations/" + at.instance, `{}`} // which lacks all members
	denied := func(user, action, resource string) string {
		return `{"Message":"User: arn:aws:iam::000000000000:user/` + user + ` is not authorized to perform: ` + action + ` on resource: ` + resource + `"}`
	}
	tagger := h.withKey(t, dir, "tagger", access.Policy{Actions: []string{"*"}, Instances: []string{arn(at) + "*"}})
	tag := func(arn string) call { return call{"POST", "/tags/" + url.PathEscape(arn), `{"tags":{"k":"v"}}`} }
	trick := "arn:aws:connect:us-east-1:instance/" + at.instance + ":instance/" + other.instance
	for _, c := range []struct {
		name   string
		client *client
		call   call
		denied string
	}{
		{"a resource that is listed", tagger, tag(arn(at) + "/queue/" + at.queue), ""},
		{"a resource of another instance", tagger, tag(arn(other) + "/queue/" + other.queue), denied("tagger", "connect:TagResource", arn(other))},
		{"another instance behind a listed one", tagger, tag(trick + "/queue/" + other.queue), denied("tagger", "connect:TagResource", arn(other))},
		{"something that has no instance", tagger, tag("arn:aws:connect:us-east-1:0:phone-number/x"), denied("tagger", "connect:TagResource", "*")},
		{"an instance that is listed", reader, describe(at), ""},
		{"its ARN", reader, call{"GET", "/instance/arn%3Aaws%3Aconnect%3Aus-east-1%3A000000000000%3Ainstance%2F" + at.instance, ""}, ""},
		{"another instance", reader, describe(other), denied("reader", "connect:DescribeInstance", arn(other))},
		{"no instance", reader, list, denied("reader", "connect:ListInstances", "*")},
		{"another action", reader, hours, denied("reader", "connect:CreateHoursOfOperation", arn(at))},
		{"an instance in the body", starter, task(at), ""},
		{"another in the body", starter, task(other), denied(starter.keys.AccessKeyID, "connect:StartTaskContact", arn(other))},
		{"the gateway", caller, announce, ""},
		{"not the gateway", reader, announce, denied("reader", "gateway:AnnounceContact", arn(at))},
		{"not connect", caller, list, denied("caller", "connect:ListInstances", "*")},
		{"everything", admin, list, ""},
		{"everything, once more", admin, announce, ""},
	} {
		err := c.client.raw(t, c.call)
		refused, _ := errors.AsType[*refusal](err)
		switch {
		case c.denied == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.denied != "" && (refused == nil || refused.status != 403 || refused.code != "AccessDeniedException" || refused.body != c.denied):
			t.Errorf("%s: got %v, want %s", c.name, err, c.denied)
		}
	}
	_, err := reader.api.ListQueues(t.Context(), &sdk.ListQueuesInput{InstanceId: &at.instance})
	must(t, err)
	_, err = reader.api.CreateQueue(t.Context(), &sdk.CreateQueueInput{InstanceId: &at.instance, Name: new("Q"), HoursOfOperationId: &at.hours})
	if codeOf(err) != "AccessDeniedException" {
		t.Errorf("CreateQueue: %v", err)
	}
}

// TestDisabledKey: the next call of a key that is disabled is refused, and a
// running server takes new keys.
func TestDisabledKey(t *testing.T) {
	dir := t.TempDir()
	h := openHouse(t, server.Config{DataDir: dir})
	for range 3 {
		c := h.withKey(t, dir, "short", access.Everything)
		must(t, c.raw(t, call{"GET", "/instance", ""}))
		h.edit(t, dir, func(keys []access.Key) []access.Key {
			i := slices.IndexFunc(keys, func(k access.Key) bool { return k.ID == c.keys.AccessKeyID })
			keys[i].State = access.Disabled
			return keys
		})
		if err := c.raw(t, call{"GET", "/instance", ""}); codeOf(err) != "UnrecognizedClientException" {
			t.Errorf("a disabled key gives %v", err)
		}
	}
	must(t, h.raw(t, call{"GET", "/instance", ""})) // the key of the first start
}

// call is a signed call as it goes over the wire.
type call struct{ method, path, body string }

// raw makes a signed call.
func (c *client) raw(t *testing.T, a call) error {
	t.Helper()
	r, err := c.request(t.Context(), a.method, a.path, []byte(a.body), time.Now())
	must(t, err)
	return c.send(r, nil)
}
