package server_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger/access"
	"github.com/strowger/strowger/connect"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/gateway"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/server"
)

// without are the operations that name no instance.
var without = []string{"CreateInstance", "ListInstances"}

// TestNoOperationLeavesItsInstance: a key for one instance is refused by every
// operation that names another one, however it is written.
func TestNoOperationLeavesItsInstance(t *testing.T) {
	dir := t.TempDir()
	h := openHouse(t, server.Config{DataDir: dir})
	at := newSite(t, h.client, t.TempDir(), 0)
	other := newSite(t, h.client, t.TempDir(), 0)
	const prefix = "arn:aws:connect:us-east-1:000000000000:instance/"
	bound := h.withKey(t, dir, "bound", access.Policy{Actions: []string{"*"}, Instances: []string{prefix + at.instance}})
	names := []string{
		other.instance,
		prefix + other.instance,
		"arn:aws:connect:eu-west-2:111111111111:instance/" + other.instance,
		prefix + at.instance + "/instance/" + other.instance,
		strings.ToUpper(at.instance), // identifiers are not the same in capitals
		at.instance + " ",
		"",
	}
	tried := 0
	for _, op := range slices.Concat(shape.Routes, gateway.Operations, connect.AdminOperations) {
		if slices.Contains(without, op.Name) {
			continue
		}
		supported := true
		for _, name := range names {
			err := bound.raw(t, naming(op, name, at.instance))
			if codeOf(err) == "NotImplemented" {
				supported = false
				break
			}
			if got := codeOf(err); got != "AccessDeniedException" && got != "UnknownOperationException" { // of a path without its label
				t.Errorf("%s of %q is answered with %v", op.Name, name, err)
			}
		}
		if supported {
			tried++
		}
	}
	if tried < 100 {
		t.Errorf("only %d operations were tried", tried)
	}
}

// naming returns a call of an operation that names an instance wherever it can.
// Where a path names it, the body and the query name mine.
func naming(op restjson.Operation, instance, mine string) call {
	body := instance
	if strings.Contains(op.URI, "{InstanceId}") {
		body = mine
	}
	path := strings.NewReplacer(
		"{InstanceId}", url.PathEscape(instance),
		"{resourceArn}", url.PathEscape("arn:aws:connect:us-east-1:000000000000:instance/"+instance+"/queue/q"),
	).Replace(op.URI)
	for before, rest, more := strings.Cut(path, "{"); more; before, rest, more = strings.Cut(path, "{") {
		_, after, _ := strings.Cut(rest, "}")
		path = before + "x" + after
	}
	c := call{method: op.Method, path: path + "?InstanceId=" + mine}
	if op.Method == "PUT" || op.Method == "POST" {
		c.body = fmt.Sprintf(`{"InstanceId": %q, "instanceId": %q}`, body, mine)
	}
	return c
}

// TestSearchingAttributes: who may search contacts and may not read attributes
// cannot find out attributes by searching for them.
func TestSearchingAttributes(t *testing.T) {
	dir := t.TempDir()
	h := openHouse(t, server.Config{DataDir: dir, ManualClock: true})
	at := newSite(t, h.client, t.TempDir(), 0)
	in := &sdk.SearchContactsInput{InstanceId: &at.instance, TimeRange: &types.SearchContactsTimeRange{
		Type: types.SearchContactsTimeRangeTypeInitiationTimestamp, StartTime: new(h.now(t)), EndTime: new(h.now(t)),
	}}
	searcher := h.withKey(t, dir, "searcher", access.Policy{Actions: []string{"connect:Search*"}, Instances: []string{"*"}})
	reader := h.withKey(t, dir, "reader", access.Policy{Actions: []string{"connect:Search*", "connect:GetContactAttributes"}, Instances: []string{"*"}})
	_, err := searcher.api.SearchContacts(t.Context(), in)
	must(t, err)
	in.SearchCriteria = &types.SearchCriteria{SearchableContactAttributes: &types.SearchableContactAttributes{
		Criteria: []types.SearchableContactAttributesCriteria{{Key: new("balance"), Values: []string{"0"}}},
	}}
	_, err = searcher.api.SearchContacts(t.Context(), in)
	if codeOf(err) != "AccessDeniedException" || !strings.Contains(err.Error(), "connect:GetContactAttributes on resource") {
		t.Errorf("searching for attributes is answered with %v", err)
	}
	_, err = reader.api.SearchContacts(t.Context(), in)
	must(t, err)
}
