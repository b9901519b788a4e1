package workspace

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/routing"
)

func (h *house) profile() strowger.RoutingProfileID {
	h.t.Helper()
	var profile strowger.RoutingProfileID
	h.check(h.instance.View(h.t.Context(), func(e *routing.Engine, _ strowger.Time) error {
		p, _ := e.RoutingProfiles().Named("Basic Routing Profile")
		profile = p.ID
		return nil
	}))
	return profile
}

func TestConfiguration(t *testing.T) {
	h := newHouse(t)
	d := h.desk("ada")
	got := get[getAgentConfigurationOutput](d, "GetAgentConfiguration", nil).Configuration
	instance := "arn:aws:connect:eu-west-2:123456789012:instance/" + string(houseID)
	profile := instance + "/routing-profile/" + string(h.profile())
	if !strings.HasPrefix(got.AgentARN, instance+"/agent/") {
		t.Errorf("agentARN %q", got.AgentARN)
	}
	outbound := got.RoutingProfile.DefaultOutboundQueue
	want := configuration{
		Name: "Ada Byron", Username: "ada", AgentARN: got.AgentARN,
		SoftphoneEnabled: false, Extension: "+442079460123",
		RoutingProfile: routingProfile{
			Name: "Basic Routing Profile", RoutingProfileARN: profile,
			DefaultOutboundQueue:  outbound,
			ChannelConcurrencyMap: map[string]int64{"VOICE": 1, "CHAT": 2, "TASK": 1, "EMAIL": 1},
		},
		AgentPreferences: map[string]string{"LANGUAGE": "en_US"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("configuration (-want +got):\n%s", diff)
	}

	queues := get[getRoutingProfileQueuesOutput](d, "GetRoutingProfileQueues", map[string]any{"routingProfileARN": profile})
	own := queue{QueueARN: instance + "/queue/agent/" + string(d.userID())}
	if diff := cmp.Diff([]queue{*outbound, own}, queues.Queues); diff != "" || outbound.Name != "BasicQueue" {
		t.Errorf("queues (-want +got):\n%s", diff)
	}
	d.refused("ResourceNotFoundException", "GetRoutingProfileQueues", map[string]any{"routingProfileARN": profile + "0"})
	d.refused("InvalidRequestException", "GetRoutingProfileQueues", nil)

	permissions := get[getAgentPermissionsOutput](d, "GetAgentPermissions", nil).Permissions
	if diff := cmp.Diff([]string{"BasicAgentAccess", "OutboundCallAccess", "TransferDestinations.View", "outboundCall"}, permissions); diff != "" {
		t.Errorf("permissions (-want +got):\n%s", diff)
	}
	h.do(strowger.UpdateUser{ID: d.userID(), Config: &strowger.UserConfig{
		AutoAccept:   []strowger.AutoAcceptConfig{{Channel: strowger.Voice, AutoAccept: true}},
		PhoneNumbers: []strowger.PhoneNumberConfig{{Channel: strowger.Chat, PhoneNumber: "+442079460124"}, {Channel: strowger.Voice, PhoneNumber: "+442079460125"}},
	}})
	h.do(strowger.UpdateRoutingProfile{ID: h.profile(), MediaConcurrencies: []strowger.MediaConcurrency{
		{Channel: strowger.Task, WorkloadTypes: []strowger.WorkloadTypeConcurrency{{WorkloadType: "claims", Concurrency: 3}, {WorkloadType: "quotes", Concurrency: 2}}},
	}})
	want.SoftphoneAutoAccept, want.Extension = true, "+442079460125"
	want.RoutingProfile.ChannelConcurrencyMap = map[string]int64{"VOICE": 0, "CHAT": 0, "TASK": 5, "EMAIL": 0}
	if diff := cmp.Diff(want, get[getAgentConfigurationOutput](d, "GetAgentConfiguration", nil).Configuration); diff != "" {
		t.Errorf("changed configuration (-want +got):\n%s", diff)
	}
	if codes := get[getDialableCountryCodesOutput](d, "GetDialableCountryCodes", nil).CountryCodes; codes == nil || len(codes) != 0 {
		t.Errorf("country codes %v", codes)
	}
}

// What several security profiles permit is listed once, in order.
func TestPermissionsOfSeveralProfiles(t *testing.T) {
	h := newHouse(t)
	var bert strowger.User
	h.check(h.instance.View(t.Context(), func(e *routing.Engine, _ strowger.Time) error {
		ada, _ := e.Users().Named("ada")
		manager, _ := e.SecurityProfiles().Named("CallCenterManager")
		bert = *ada
		bert.ID, bert.Username = "bert", "bert"
		bert.SecurityProfileIDs = []strowger.SecurityProfileID{manager.ID, ada.SecurityProfileIDs[0]}
		return nil
	}))
	h.do(strowger.CreateUser{User: bert})
	got := get[getAgentPermissionsOutput](h.desk("bert"), "GetAgentPermissions", nil).Permissions
	if once := slices.Compact(slices.Sorted(slices.Values(got))); !slices.Equal(got, once) {
		t.Errorf("not in order, each once: %v", got)
	}
	for _, permission := range []string{"BasicAgentAccess", "Queues.View"} {
		if !slices.Contains(got, permission) {
			t.Errorf("there is no %s in %v", permission, got)
		}
	}
}

func TestStates(t *testing.T) {
	h := newHouse(t)
	d := h.desk("ada")
	states := get[getAgentStatesOutput](d, "GetAgentStates", map[string]any{"maxResults": 500, "nextToken": nil}).States
	var got []string
	for _, s := range states {
		got = append(got, s.Type+" "+s.Name)
	}
	if diff := cmp.Diff([]string{"routable Available", "offline Offline", "not_routable Break"}, got); diff != "" {
		t.Fatalf("states (-want +got):\n%s", diff)
	}
	d.must("PutAgentState", map[string]any{"state": map[string]any{"agentStateARN": states[2].AgentStateARN, "type": "not_routable", "name": "whatever"}})
	if s := d.look(); s.State.Name != "Break" || s.State.AgentStateARN != states[2].AgentStateARN {
		t.Errorf("by ARN: %+v", s.State)
	}
	d.refused("ResourceNotFoundException", "PutAgentState", map[string]any{"state": map[string]any{"name": "Busy"}})
	d.refused("ResourceNotFoundException", "PutAgentState", map[string]any{"state": map[string]any{"agentStateARN": states[2].AgentStateARN + "0"}})
	for _, wrong := range []string{
		strings.Replace(states[2].AgentStateARN, "/agent-state/", "/queue/", 1),
		strings.Replace(states[2].AgentStateARN, string(houseID), "99999999-9999-4999-8999-999999999999", 1),
		strings.Replace(states[2].AgentStateARN, "eu-west-2", "us-east-1", 1),
	} {
		d.refused("InvalidRequestException", "PutAgentState", map[string]any{"state": map[string]any{"agentStateARN": wrong}})
	}
	d.refused("InvalidStateException", "PutAgentState", map[string]any{"state": map[string]any{"name": "Retired"}})
	d.refused("InvalidRequestException", "PutAgentState", map[string]any{"state": map[string]any{}})
	d.refused("InvalidRequestException", "PutAgentState", nil)
}

func TestRefusals(t *testing.T) {
	h := newHouse(t)
	d := h.desk("ada")
	d.choose("Available")
	call := h.arrive(strowger.Voice)
	own, other := agentConnection(call, d.userID()), customerConnection(call)
	for _, try := range []struct {
		code, operation string
		in              map[string]any
		names           string
	}{
		{"InvalidRequestException", "AcceptContact", nil, "contactId is required"},
		{"SerializationException", "AcceptContact", map[string]any{"contactId": 7}, "contactId: "},
		{"ResourceNotFoundException", "AcceptContact", map[string]any{"contactId": "7"}, "contactId: "},
		{"ResourceNotFoundException", "PauseContact", map[string]any{"contactId": "7"}, "contactId: "},
		{"InvalidStateException", "ClearContact", id(call), "contactId: "},
		{"InvalidStateException", "ResumeContact", id(call), "contactId: "},
		{"InvalidRequestException", "HoldConnection", id(call), "connectionId is required"},
		{"InvalidRequestException", "HoldConnection", map[string]any{"connectionId": other}, "contactId is required"},
		{"InvalidStateException", "HoldConnection", map[string]any{"contactId": call, "connectionId": other}, "contactId: "},
		{"InvalidStateException", "HoldConnection", map[string]any{"contactId": call, "connectionId": own}, "connectionId: "},
		{"InvalidStateException", "ResumeConnection", map[string]any{"contactId": call, "connectionId": own}, "connectionId: "},
		{"ResourceNotFoundException", "ResumeConnection", map[string]any{"contactId": call, "connectionId": "7"}, "connectionId: "},
		{"ResourceNotFoundException", "DestroyConnection", map[string]any{"contactId": call, "connectionId": "7"}, "connectionId: "},
		{"ResourceNotFoundException", "PutAgentState", map[string]any{"state": map[string]any{"agentStateARN": "7"}}, "state.agentStateARN: "},
		{"ResourceNotFoundException", "PutAgentState", map[string]any{"state": map[string]any{"name": "Busy"}}, "state.name: "},
		{"UnsupportedOperationException", "SendDigits", nil, "SendDigits"},
		{"UnsupportedOperationException", "CreateTransport", map[string]any{"transportType": "softphone"}, "softphone"},
		{"InvalidRequestException", "CreateTransport", map[string]any{"transportType": "pigeon"}, "transportType"},
		{"InvalidRequestException", "CreateTransport", nil, "transportType is required"},
		{"UnknownOperationException", "Juggle", nil, "X-Amz-Target"},
		{"UnknownOperationException", "", nil, "X-Amz-Target"},
	} {
		d.refused(try.code, try.operation, try.in)
		if body := d.call(try.operation, try.in).body; !strings.Contains(string(body), try.names) {
			t.Errorf("%s: %s does not name %q", try.operation, body, try.names)
		}
	}
	d.must("AcceptContact", id(call))
	d.refused("InvalidStateException", "AcceptContact", id(call))
	d.refused("InvalidStateException", "PauseContact", id(call))
}

func (d *desk) userID() strowger.UserID {
	d.t.Helper()
	return d.session().User
}

func TestWire(t *testing.T) {
	h := newHouse(t)
	d := h.desk("ada")
	r := d.call("GetAgentStates", nil)
	if r.header.Get("Content-Type") != "application/x-amz-json-1.0" || r.header.Get("x-amzn-RequestId") == "" ||
		r.header.Get("Cache-Control") != "no-store" || r.header.Get("x-amzn-ErrorType") != "" {
		t.Errorf("headers %v", r.header)
	}
	const target = "AmazonConnectCTIService.GetAgentStates"
	inBody := `{"authentication":{"authToken":"` + d.token + `"}}`
	for _, try := range []struct {
		method, path, body string
		header             []string
		status             int
		code               string
	}{
		{"POST", "/api", inBody, []string{"X-Amz-Target", target}, 200, ""},
		{"POST", "/api", "", []string{"X-Amz-Target", target, "X-Amz-Bearer", d.token}, 200, ""},
		{"POST", "/api", "{}", []string{"X-Amz-Target", target}, 401, "UnauthorizedException"},
		{"POST", "/api", "{", []string{"X-Amz-Target", target}, 400, "SerializationException"},
		{"POST", "/api", "{", []string{"X-Amz-Target", target, "X-Amz-Bearer", d.token}, 400, "SerializationException"},
		{"POST", "/api", `{"a":1,"a":2}`, []string{"X-Amz-Target", target, "X-Amz-Bearer", d.token}, 400, "SerializationException"},
		{"POST", "/api", inBody, nil, 400, "UnknownOperationException"},
		{"POST", "/api", inBody, []string{"X-Amz-Target", "GetAgentStates"}, 400, "UnknownOperationException"},
		{"POST", "/api", strings.Repeat(" ", bodyMax+1), nil, 413, "RequestEntityTooLargeException"},
		{"GET", "/api", "", nil, 405, "UnknownOperationException"},
		{"GET", "/auth/sign-in", "", nil, 405, "UnknownOperationException"},
		{"POST", "/auth/authorize", "", nil, 405, "UnknownOperationException"},
		{"GET", "/auth/", "", nil, 404, "UnknownOperationException"},
		{"GET", "/api/", "", nil, 404, "UnknownOperationException"},
	} {
		r := h.send(t.Context(), try.method, try.path, try.body, try.header...)
		if r.status != try.status || r.code() != try.code || r.status == http.StatusMethodNotAllowed && r.header.Get("Allow") == "" {
			t.Errorf("%s %s %.40s %v: %d %.200s; want %d %s", try.method, try.path, try.body, try.header, r.status, r.body, try.status, try.code)
		}
	}
}

// TestManyDesks: agents take calls until all are handled, each guided by
// nothing but its long poll.
func TestManyDesks(t *testing.T) {
	const agents, calls = 6, 30
	h := newHouse(t)
	var open sync.WaitGroup
	open.Add(calls)
	done := make(chan struct{})
	var desks sync.WaitGroup
	for i := range agents {
		h.hire(h.instance, string(rune('a'+i)))
		d := h.desk(string(rune('a' + i)))
		d.choose("Available")
		desks.Go(func() {
			for s := d.look(); s.State.Name != "Offline"; s = d.poll() {
				for _, c := range s.Contacts {
					switch c.State.Type {
					case "connecting":
						d.must("AcceptContact", id(c.ContactID))
					case "connected":
						d.must("DestroyConnection", end(c, 1))
					case "ended":
						d.must("ClearContact", id(c.ContactID))
						open.Done()
					}
				}
			}
		})
		desks.Go(func() {
			<-done
			d.choose("Offline")
		})
	}
	for range calls {
		h.arrive(strowger.Voice)
	}
	open.Wait()
	close(done)
	desks.Wait()
}

// Each code of the engine becomes one that the desktop's library knows.
func TestTranslate(t *testing.T) {
	for _, test := range []struct {
		err    error
		status int
		code   string
	}{
		{strowger.Errorf(strowger.ResourceNotFound, "x"), 400, "ResourceNotFoundException"},
		{strowger.Errorf(strowger.ContactNotFound, "x"), 400, "ResourceNotFoundException"},
		{strowger.Errorf(strowger.LimitExceeded, "x"), 400, "QuotaExceededException"},
		{strowger.Errorf(strowger.ServiceQuotaExceeded, "x"), 400, "QuotaExceededException"},
		{strowger.Errorf(strowger.InvalidParameter, "x"), 400, "InvalidRequestException"},
		{strowger.Errorf(strowger.InvalidRequest, "x"), 400, "InvalidStateException"},
		{strowger.Errorf(strowger.Conflict, "x"), 400, "InvalidStateException"},
		{strowger.Errorf(strowger.AccessDenied, "x"), 403, "AccessDeniedException"},
		{strowger.Errorf(strowger.InternalService, "secret"), 500, "InternalServiceException"},
		{errors.New("secret"), 500, "InternalServiceException"},
		{fmt.Errorf("secret: %w", host.ErrUnavailable), 503, "ServiceUnavailableException"},
		{fmt.Errorf("secret: %w", context.Canceled), 503, "ServiceUnavailableException"},
	} {
		got := translate(test.err)
		if got.Status != test.status || got.Code != test.code || got.Message == "" || strings.Contains(got.Message, "secret") {
			t.Errorf("%v: got %d %s %q, want %d %s", test.err, got.Status, got.Code, got.Message, test.status, test.code)
		}
	}
}

// Every request leaves one record in the log, with its id and what went wrong.
func TestLog(t *testing.T) {
	h := newHouse(t)
	var log strings.Builder
	h.closeAll()
	h.server.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelInfo}))
	h.open()
	d := h.desk("ada")
	r := d.call("AcceptContact", map[string]any{"contactId": "7"})
	h.closeAll()
	for line := range strings.Lines(log.String()) {
		if strings.Contains(line, r.header.Get("x-amzn-RequestId")) {
			for _, part := range []string{"level=INFO", "operation=AcceptContact", "status=400", "took=", "the agent has no contact"} {
				if !strings.Contains(line, part) {
					t.Errorf("there is no %s in %s", part, line)
				}
			}
			return
		}
	}
	t.Errorf("the request %v is not in the log:\n%s", r.header, log.String())
}

// A panic is answered like any other failure and says nothing to the caller.
func TestPanicIsAnswered(t *testing.T) {
	operations["Panic"] = func(*handler, context.Context, *caller, []byte) (any, error) { panic("secret") }
	t.Cleanup(func() { delete(operations, "Panic") })
	h := newHouse(t)
	d := h.desk("ada")
	d.refused("InternalServiceException", "Panic", nil)
	if r := d.call("Panic", nil); r.status != http.StatusInternalServerError || strings.Contains(string(r.body), "secret") {
		t.Errorf("got %d %s", r.status, r.body)
	}
}
