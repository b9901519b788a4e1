package workspace

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/strowger/strowger"
)

// shows checks the states in a snapshot with one contact: of the agent, of the
// contact, of the agent's connection and of the customer's, "" where there is
// none.
func (d *desk) shows(s snapshot, want ...string) contact {
	d.t.Helper()
	c := d.only(s)
	got := []string{s.State.Name, c.State.Type}
	for _, n := range c.Connections {
		got = append(got, n.State.Type)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		d.t.Fatalf("states (-want +got):\n%s", diff)
	}
	return c
}

func id(c strowger.ContactID) map[string]any { return map[string]any{"contactId": c} }

func end(c contact, i int) map[string]any {
	return map[string]any{"contactId": c.ContactID, "connectionId": c.Connections[i].ConnectionID}
}

// TestAgentDay follows a call from the first ring to the end of after contact
// work, each step as the long poll brings it.
func TestAgentDay(t *testing.T) {
	h := newHouse(t)
	d := h.desk("ada")
	if s := d.look(); s.State.Name != "Offline" || s.State.Type != "offline" || len(s.Contacts) != 0 {
		t.Fatalf("a new agent: %+v", s)
	}
	d.choose("Available")
	if s := d.poll(); s.State.Name != "Available" || s.State.Type != "routable" || s.AgentAvailabilityState.State != "Available" {
		t.Fatalf("available: %+v", s)
	}

	offered := make(chan snapshot)
	sent := make(chan struct{})
	go func() {
		trace := &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { close(sent) }}
		body, _ := json.Marshal(map[string]any{"nextToken": d.next})
		r := h.send(httptrace.WithClientTrace(t.Context(), trace), http.MethodPost, "/api", string(body),
			"X-Amz-Target", "AmazonConnectCTIService.GetAgentSnapshot", "X-Amz-Bearer", d.token)
		var out getAgentSnapshotOutput
		if err := json.Unmarshal(r.body, &out); err != nil {
			t.Error(err)
		}
		d.next = out.NextToken
		offered <- out.Snapshot
	}()
	<-sent
	call := h.arrive(strowger.Voice)
	c := d.shows(<-offered, "PendingBusy", "connecting", "connecting", "connected")
	if c.ContactID != call || c.Type != "voice" || c.Queue.Name != "BasicQueue" ||
		c.Attributes["tier"].Value != "gold" || c.Connections[1].Endpoint.PhoneNumber != "+442079460999" {
		t.Fatalf("offered: %+v", c)
	}

	h.advance(3)
	d.must("AcceptContact", id(call))
	d.shows(d.poll(), "Busy", "connected", "connected", "connected")
	d.must("HoldConnection", end(c, 1))
	d.shows(d.poll(), "Busy", "connected", "connected", "hold")
	h.advance(60)
	d.must("ResumeConnection", end(c, 1))
	s := d.poll()
	c = d.shows(s, "Busy", "connected", "connected", "connected")
	if since := strowger.TimeOf(opening).Add(3); strowger.Time(s.State.StartTimestamp) != since || strowger.Time(c.State.Timestamp) != since {
		t.Errorf("holding has moved the start of the call: %+v", s)
	}
	if c.ContactDuration != "60" {
		t.Errorf("duration %q; want 60", c.ContactDuration)
	}
	d.must("DestroyConnection", end(c, 0))
	d.shows(d.poll(), "AfterCallWork", "ended", "disconnected", "disconnected")
	h.advance(30)
	if c := d.only(d.look()); c.ContactDuration != "60" {
		t.Errorf("duration after the call %q; want 60", c.ContactDuration)
	}
	d.must("ClearContact", id(call))
	if s := d.poll(); s.State.Name != "Available" || len(s.Contacts) != 0 {
		t.Fatalf("cleared: %+v", s)
	}
}

// TestUnanswered: what an agent misses stays on the desk until it is dismissed,
// with what the contact is and says, even if it has left the instance.
func TestUnanswered(t *testing.T) {
	t.Run("voice rings out", func(t *testing.T) {
		h := newHouse(t)
		d := h.desk("ada")
		d.choose("Available")
		call := h.arrive(strowger.Voice)
		h.advance(20)
		s := d.look()
		c := d.shows(s, "MissedCallAgent", "missed", "disconnected", "disconnected")
		if s.State.Type != "error" || s.AgentAvailabilityState.State != "Available" || c.NonResponse != strowger.NotAnswered {
			t.Errorf("missed: %+v", s)
		}
		showsCaller(t, c)
		d.choose("Available") // dismisses it (rule 3.1.4); it rings again
		d.shows(d.look(), "PendingBusy", "connecting", "connecting", "connected")
		d.must("RejectContact", id(call))
		c = d.shows(d.look(), "MissedCallAgent", "missed", "rejected", "disconnected") // rule 3.6.2
		if c.NonResponse != strowger.Declined {
			t.Errorf("a call that was declined: %s", c.NonResponse)
		}
	})
	t.Run("task is rejected", func(t *testing.T) {
		h := newHouse(t)
		d := h.desk("ada")
		d.choose("Available")
		task := h.arrive(strowger.Task)
		c := d.shows(d.look(), "Available", "connecting", "connecting")
		if c.Name != "Call back" || c.Description != "after lunch" || c.References["order"].Value == "" || !c.Connections[0].Initial {
			t.Errorf("a task shows %+v", c)
		}
		d.must("DestroyConnection", end(c, 0))
		d.shows(d.look(), "Available", "rejected", "rejected")
		d.refused("InvalidStateException", "PauseContact", id(task))
		d.must("CompleteContact", id(task))
		d.shows(d.look(), "Available", "connecting", "connecting")
	})
	t.Run("customer leaves", func(t *testing.T) {
		h := newHouse(t)
		d := h.desk("ada")
		d.choose("Available")
		call := h.arrive(strowger.Voice)
		h.do(strowger.DisconnectContact{ContactID: call, Reason: strowger.CustomerDisconnect})
		c := d.shows(d.look(), "MissedCallAgent", "rejected", "disconnected", "disconnected")
		if c.ContactID != call || c.InitialContactID != call || c.NonResponse != strowger.CustomerLeft {
			t.Errorf("a contact that has left shows %+v", c)
		}
		showsCaller(t, c)
		h.restart() // the record is in the file now
		showsCaller(t, d.only(d.look()))
		d.must("ClearContact", id(call))
		if s := d.look(); s.State.Name != "Available" || len(s.Contacts) != 0 {
			t.Errorf("dismissed: %+v", s)
		}
	})
}

// showsCaller checks that a call shows who has called and what is known of it.
func showsCaller(t *testing.T, c contact) {
	t.Helper()
	number := endpointAddress{Type: "phone_number", PhoneNumber: "+442079460999"}
	if c.Queue == nil || c.Queue.Name != "BasicQueue" || c.Attributes["tier"].Value != "gold" ||
		c.CustomerEndpoint == nil || *c.CustomerEndpoint != number ||
		c.Connections[1].Endpoint == nil || *c.Connections[1].Endpoint != number {
		t.Errorf("a call shows %+v", c)
	}
}

// TestMute: the agent's connection is muted for as long as the call goes on, and
// every desktop of the agent learns of it.
func TestMute(t *testing.T) {
	h := newHouse(t)
	d := h.desk("ada")
	d.choose("Available")
	call := h.arrive(strowger.Voice)
	ringing := d.only(d.look())
	d.refused("InvalidStateException", "MuteParticipant", end(ringing, 0))
	d.must("AcceptContact", id(call))
	muted := func(c contact) [2]bool { return [2]bool{c.Connections[0].Mute, c.Connections[1].Mute} }
	if c := d.only(d.poll()); muted(c) != [2]bool{} {
		t.Errorf("accepted: %+v", c)
	}
	d.must("MuteParticipant", end(ringing, 0))
	d.must("MuteParticipant", end(ringing, 0))
	if c := d.shows(d.poll(), "Busy", "connected", "connected", "connected"); muted(c) != [2]bool{true, false} {
		t.Errorf("muted: %+v", c)
	}
	d.refused("InvalidStateException", "MuteParticipant", end(ringing, 1)) // the customer
	d.refused("ResourceNotFoundException", "MuteParticipant", map[string]any{"contactId": call, "connectionId": "7"})
	h.restart()
	d.must("HoldConnection", end(ringing, 1))
	if c := d.only(d.look()); muted(c) != [2]bool{true, false} {
		t.Errorf("on hold: %+v", c)
	}
	d.must("UnmuteParticipant", end(ringing, 0))
	if c := d.only(d.poll()); muted(c) != [2]bool{} {
		t.Errorf("unmuted: %+v", c)
	}
	d.must("MuteParticipant", end(ringing, 0))
	d.must("DestroyConnection", end(ringing, 0))
	if c := d.only(d.look()); muted(c) != [2]bool{} {
		t.Errorf("ended: %+v", c)
	}
	d.refused("InvalidStateException", "UnmuteParticipant", end(ringing, 0))
}

func TestTaskIsPausedAndResumed(t *testing.T) {
	h := newHouse(t)
	d := h.desk("ada")
	d.choose("Available")
	task := h.arrive(strowger.Task)
	d.must("AcceptContact", id(task))
	d.must("PauseContact", id(task))
	d.shows(d.look(), "Available", "paused", "connected")
	d.refused("InvalidStateException", "PauseContact", id(task))
	d.must("ResumeContact", id(task))
	c := d.shows(d.look(), "Available", "connected", "connected")
	d.refused("InvalidStateException", "HoldConnection", end(c, 0))
	d.must("DestroyConnection", end(c, 0))
	d.shows(d.look(), "Available", "ended", "disconnected")
}

func TestEmailShowsItsSender(t *testing.T) {
	h := newHouse(t)
	d := h.desk("ada")
	d.choose("Available")
	h.arrive(strowger.Email)
	c := d.shows(d.look(), "Available", "connecting", "connecting", "connected")
	want := endpointAddress{Type: "email_address", EmailAddress: "c@example.com", DisplayName: "Charles"}
	if c.Type != "email" || *c.CustomerEndpoint != want || c.InitiationMethod != "api" {
		t.Errorf("email: %+v", c)
	}
}

func TestNextState(t *testing.T) {
	h := newHouse(t)
	d := h.desk("ada")
	d.choose("Available")
	call := h.arrive(strowger.Voice)
	d.must("AcceptContact", id(call))
	for _, enqueue := range []bool{true, false} {
		d.must("PutAgentState", map[string]any{"state": map[string]any{"name": "Break"}, "enqueueNextState": enqueue})
		s := d.look()
		if s.NextState == nil || s.NextState.Name != "Break" || s.NextState.Type != "not_routable" || s.State.Name != "Busy" {
			t.Fatalf("enqueueNextState %v: %+v", enqueue, s)
		}
		if enqueue {
			d.choose("Available") // takes it back (rule 3.2.3)
			if s := d.look(); s.NextState != nil {
				t.Fatalf("taken back: %+v", s.NextState)
			}
		}
	}
	d.must("DestroyConnection", map[string]any{"contactId": call, "connectionId": customerConnection(call)})
	d.must("ClearContact", id(call))
	if s := d.look(); s.State.Name != "Break" || s.NextState != nil || s.AgentAvailabilityState.State != "Break" {
		t.Errorf("after the call: %+v", s)
	}
}

func TestSnapshotIsHeldUntilItsTimeIsUp(t *testing.T) {
	h := newHouse(t)
	d := h.desk("ada")
	before := d.look()
	first := d.next
	out := get[getAgentSnapshotOutput](d, "GetAgentSnapshot", map[string]any{"nextToken": first, "timeout": 10})
	if out.NextToken != first || cmp.Diff(before, out.Snapshot) != "" {
		t.Errorf("nothing has changed, but token %q became %q", first, out.NextToken)
	}
	d.refused("InvalidRequestException", "GetAgentSnapshot", map[string]any{"timeout": -1})

	if err := d.give(first, 50*time.Millisecond); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a client that gives up: %v; the snapshot should have been held", err)
	}
	_, version, _ := strings.Cut(first, ".")
	for _, stale := range []string{"", "nonsense", "ffff." + version, first + "0"} {
		if err := d.give(stale, pollMillisMax/2*time.Millisecond); err != nil {
			t.Errorf("token %q: %v; should have been answered at once", stale, err)
		}
	}
}

// give gives the server some time to answer a request for the snapshot after
// the one that a token is of.
func (d *desk) give(token string, patience time.Duration) error {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), patience)
	defer cancel()
	body := strings.NewReader(`{"nextToken":"` + token + `"}`)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url+"/api", body)
	d.check(err)
	r.Header.Set("X-Amz-Target", "AmazonConnectCTIService.GetAgentSnapshot")
	r.Header.Set("X-Amz-Bearer", d.token)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// TestRestart: sessions and connections survive it, snapshot tokens do not.
func TestRestart(t *testing.T) {
	h := newHouse(t)
	d := h.desk("ada")
	d.choose("Available")
	h.arrive(strowger.Voice)
	before := d.only(d.look())
	h.restart()
	after := d.only(d.poll()) // returns at once
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("contact after a restart (-before +after):\n%s", diff)
	}
}

// TestHeldSnapshotEndsWithItsUserAndItsServer: nobody waits for what will never
// come.
func TestHeldSnapshotEndsWithItsUserAndItsServer(t *testing.T) {
	h := newHouse(t)
	ada := h.desk("ada")
	ada.look()
	bert := h.hire(h.instance, "bert")
	b := h.desk("bert")
	b.look()
	codes := make(chan string)
	hold := func(d *desk) {
		codes <- d.call("GetAgentSnapshot", map[string]any{"nextToken": d.next}).code()
	}
	go hold(b)
	h.do(strowger.DeleteUser{ID: bert})
	if code := <-codes; code != "UnauthorizedException" {
		t.Errorf("the user has gone: %q", code)
	}
	go hold(ada)
	h.check(h.server.Directory.Close(context.Background()))
	if code := <-codes; code != "ServiceUnavailableException" {
		t.Errorf("the server stops: %q", code)
	}
}

// TestContactTellsWhereItComesFrom shows a contact of a kind that no operation
// makes yet.
func TestContactTellsWhereItComesFrom(t *testing.T) {
	c := strowger.Contact{
		ID: "second", RelatedContactID: "first", InitiationMethod: "OUTBOUND",
		CustomerEndpoint: &strowger.Endpoint{Type: "VOIP", Address: "sip:c@example.com"},
		SegmentAttributes: map[string]strowger.SegmentAttribute{
			"connect:Subtype": {String: new("connect:WebRTC")}, "floor": {Integer: new(int64(7))},
		},
	}
	leg := &strowger.AgentContact{Channel: strowger.Voice, InitiationMethod: c.InitiationMethod}
	shown := contact{Connections: connections("ada", leg, state{})}
	shown.describe(&c)
	if shown.RelatedContactID != "first" {
		t.Errorf("relatedContactId: %q", shown.RelatedContactID)
	}
	if diff := cmp.Diff(map[string]segmentAttribute{"connect:Subtype": {"connect:WebRTC"}}, shown.SegmentAttributes); diff != "" {
		t.Errorf("segmentAttributes (-want +got):\n%s", diff)
	}
	other := shown.Connections[1]
	if want := (endpointAddress{Type: "voip", Name: "sip:c@example.com"}); other.Type != "outbound" || *other.Endpoint != want {
		t.Errorf("the customer's connection: %+v", other)
	}
}

func TestSnapshotIsHeldAsLongAsAsked(t *testing.T) {
	for millis, want := range map[int64]time.Duration{0: 0, 50: 50 * time.Millisecond, 30_000: 30 * time.Second, 1 << 62: 30 * time.Second} {
		if got := (&getAgentSnapshotInput{Timeout: &millis}).wait(); got != want {
			t.Errorf("%d ms: held for %s, want %s", millis, got, want)
		}
	}
	if got := (&getAgentSnapshotInput{}).wait(); got != 30*time.Second {
		t.Errorf("without a timeout: held for %s", got)
	}
}
