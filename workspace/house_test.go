package workspace

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"
	"golang.org/x/crypto/bcrypt"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/report"
	"github.com/strowger/strowger/routing"
)

// The house of the tests: a server with an instance in which Ada is an agent.
const (
	houseID  = strowger.InstanceID("4f6c2a4e-7d0e-4c2b-9b36-5a1f1d3c8e21")
	password = "analytical engine"
)

var opening = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

type house struct {
	t       *testing.T
	journal journal.Journal
	dir     string // of the report, and of who has signed out

	server   Server
	instance *host.Instance
	handler  http.Handler
	url      string
	closeAll func() // the directory, the server and the report

	mu  sync.Mutex
	now time.Time // of sessions
}

// newHouse opens a house whose time stands still.
func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, journal: journal.NewMemory(), dir: t.TempDir(), now: opening}
	t.Cleanup(func() { h.check(h.journal.Close()) })
	h.server = Server{
		Names:  connect.Names{Region: "eu-west-2", Account: "123456789012"},
		Secret: []byte("a secret of the tests, 32 bytes or more"),
		Now:    h.sessionTime,
		Log:    slog.New(slog.DiscardHandler),
	}
	h.open()
	h.create(houseID)
	h.instance = h.find(houseID)
	h.hire(h.instance, "ada")
	return h
}

func (h *house) sessionTime() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

// pass lets time pass for sessions.
func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

// open opens a directory on what the journal holds and serves it.
func (h *house) open() {
	h.t.Helper()
	store, err := report.Open(h.dir, h.server.Log)
	h.check(err)
	h.server.Report = store
	h.server.Directory, err = host.Open(context.Background(), host.Config{
		Journal: h.journal, Report: store, Logger: h.server.Log,
		Clock: host.NewManualClock(strowger.TimeOf(opening)),
	})
	h.check(err)
	h.server.SignOuts, err = OpenSignOuts(filepath.Join(h.dir, "signouts.json"))
	h.check(err)
	h.handler = h.server.Handler()
	web := httptest.NewServer(h.handler)
	h.url = web.URL
	directory := h.server.Directory
	var once sync.Once
	h.closeAll = func() {
		once.Do(func() {
			h.check(directory.Close(context.Background()))
			web.Close()
			h.check(store.Close())
		})
	}
	h.t.Cleanup(h.closeAll)
}

// restart closes everything and opens it anew.
func (h *house) restart() {
	h.t.Helper()
	h.closeAll()
	h.open()
	h.instance = h.find(houseID)
}

func (h *house) check(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) create(id strowger.InstanceID) {
	h.t.Helper()
	cmd := host.NewInstance(strowger.Instance{ID: id, IdentityManagementType: "CONNECT_MANAGED", InboundCallsEnabled: true}, uuid.NewString)
	cmd.AgentStatuses = append(cmd.AgentStatuses, strowger.AgentStatus{
		ID: strowger.AgentStatusID(uuid.NewString()), Name: "Break", Type: strowger.Custom, State: "ENABLED",
	}, strowger.AgentStatus{
		ID: strowger.AgentStatusID(uuid.NewString()), Name: "Retired", Type: strowger.Custom, State: "DISABLED",
	})
	_, err := h.server.Directory.CreateInstance(h.t.Context(), cmd)
	h.check(err)
}

func (h *house) find(id strowger.InstanceID) *host.Instance {
	h.t.Helper()
	i, err := h.server.Directory.Instance(id)
	h.check(err)
	return i
}

func (h *house) do(cmd strowger.Command) {
	h.t.Helper()
	_, err := h.instance.Do(h.t.Context(), cmd)
	h.check(err)
}

func (h *house) advance(seconds int64) {
	h.t.Helper()
	h.check(h.server.Directory.Advance(h.t.Context(), seconds))
}

// hire makes a user with the basic routing profile and the password of the
// tests.
func (h *house) hire(i *host.Instance, username string) strowger.UserID {
	h.t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	h.check(err)
	u := strowger.User{
		ID: strowger.UserID(uuid.NewString()), Username: username, PasswordHash: string(hash),
		Identity:    strowger.Identity{FirstName: "Ada", LastName: "Byron"},
		PhoneConfig: &strowger.PhoneConfig{PhoneType: "DESK_PHONE", DeskPhoneNumber: "+442079460123"},
	}
	h.check(i.View(h.t.Context(), func(e *routing.Engine, _ strowger.Time) error {
		p, _ := e.RoutingProfiles().Named("Basic Routing Profile")
		s, _ := e.SecurityProfiles().Named("Agent")
		u.RoutingProfileID, u.SecurityProfileIDs = p.ID, []strowger.SecurityProfileID{s.ID}
		return nil
	}))
	_, err = i.Do(h.t.Context(), strowger.CreateUser{User: u})
	h.check(err)
	return u.ID
}

// arrive brings a contact into BasicQueue.
func (h *house) arrive(channel strowger.Channel) strowger.ContactID {
	h.t.Helper()
	c := strowger.Contact{
		ID: strowger.ContactID(uuid.NewString()), Channel: channel, InitiationMethod: "API",
		Attributes: map[string]string{"tier": "gold"},
	}
	switch channel {
	case strowger.Voice:
		c.InitiationMethod = "INBOUND"
		c.CustomerEndpoint = &strowger.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+442079460999"}
		c.SystemEndpoint = &strowger.Endpoint{Type: "TELEPHONE_NUMBER", Address: "+448081570000"}
	case strowger.Task:
		c.Name, c.Description = "Call back", "after lunch"
		c.References = map[string]strowger.Reference{"order": {Type: "URL", Value: "https://shop.example.com/7"}}
	case strowger.Email:
		c.CustomerEndpoint = &strowger.Endpoint{Type: "EMAIL_ADDRESS", Address: "c@example.com", DisplayName: "Charles"}
	}
	h.check(h.instance.View(h.t.Context(), func(e *routing.Engine, _ strowger.Time) error {
		f, _ := e.ContactFlows().Named("Sample inbound flow")
		c.FlowID = f.ID
		return nil
	}))
	h.do(strowger.StartContact{Contact: &c})
	return c.ID
}

// reply is the answer to a request.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// code returns the __type of an error, "" of success.
func (r reply) code() string {
	var body struct {
		Type string `json:"__type"`
	}
	_ = json.Unmarshal(r.body, &body)
	return body.Type
}

// send sends a request with a header given in pairs.
func (h *house) send(ctx context.Context, method, path, body string, header ...string) reply {
	h.t.Helper()
	r, err := http.NewRequestWithContext(ctx, method, h.url+path, strings.NewReader(body))
	h.check(err)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Error(err)
		return reply{}
	}
	defer func() { _ = response.Body.Close() }() // it was only read
	data, err := io.ReadAll(response.Body)
	if err != nil {
		h.t.Error(err)
	}
	return reply{response.StatusCode, response.Header, data}
}

// signIn signs a user in and returns the access token.
func (h *house) signIn(instance strowger.InstanceID, username string) string {
	h.t.Helper()
	r := h.trySignIn(instance, username, password)
	var out signInOutput
	h.check(json.Unmarshal(r.body, &out))
	if r.status != http.StatusOK || out.AccessToken == "" {
		h.t.Fatalf("sign in: %d %s", r.status, r.body)
	}
	return out.AccessToken
}

func (h *house) trySignIn(instance strowger.InstanceID, username, password string) reply {
	h.t.Helper()
	body, err := json.Marshal(signInInput{string(instance), username, password})
	h.check(err)
	return h.send(h.t.Context(), http.MethodPost, "/auth/sign-in", string(body))
}

// trySignInFrom signs a user in from an address, with a browser's cookies, which
// it keeps up to date.
func (h *house) trySignInFrom(address string, browser map[string]string, username, password string) *http.Response {
	h.t.Helper()
	body, err := json.Marshal(signInInput{string(houseID), username, password})
	h.check(err)
	r := httptest.NewRequestWithContext(h.t.Context(), http.MethodPost, SignIn, bytes.NewReader(body))
	r.RemoteAddr = address
	for name, value := range browser {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		browser[c.Name] = c.Value
	}
	return w.Result()
}

// desk is a desktop whose agent has signed in.
type desk struct {
	*house
	token string
	next  string // nextToken of the last snapshot
}

func (h *house) desk(username string) *desk {
	h.t.Helper()
	return &desk{house: h, token: h.signIn(houseID, username)}
}

// call calls an operation with the members of in.
func (d *desk) call(operation string, in map[string]any) reply {
	d.t.Helper()
	body, err := json.Marshal(in)
	d.check(err)
	return d.send(d.t.Context(), http.MethodPost, "/api", string(body),
		"X-Amz-Target", "AmazonConnectCTIService."+operation,
		"X-Amz-Bearer", d.token,
		"Content-Type", "application/x-amz-json-1.0")
}

// must calls an operation that answers {}. Like get it may be used by any
// goroutine of a test.
func (d *desk) must(operation string, in map[string]any) {
	d.t.Helper()
	if r := d.call(operation, in); r.status != http.StatusOK || !bytes.Equal(r.body, []byte("{}")) {
		d.t.Errorf("%s: %d %s", operation, r.status, r.body)
	}
}

// refused calls an operation that fails with a code.
func (d *desk) refused(code, operation string, in map[string]any) {
	d.t.Helper()
	r := d.call(operation, in)
	if r.code() != code || r.header.Get("x-amzn-ErrorType") != code {
		d.t.Fatalf("%s: %d %s; want %s", operation, r.status, r.body, code)
	}
}

// get calls an operation and decodes what it answers.
func get[Out any](d *desk, operation string, in map[string]any) Out {
	d.t.Helper()
	r := d.call(operation, in)
	var out Out
	if r.status != http.StatusOK {
		d.t.Errorf("%s: %d %s", operation, r.status, r.body)
		return out
	}
	d.check(json.Unmarshal(r.body, &out, json.RejectUnknownMembers(true)))
	return out
}

// look returns the present snapshot.
func (d *desk) look() snapshot {
	d.t.Helper()
	out := get[getAgentSnapshotOutput](d, "GetAgentSnapshot", nil)
	d.next = out.NextToken
	return out.Snapshot
}

// poll returns the snapshot after the last, waiting for it.
func (d *desk) poll() snapshot {
	d.t.Helper()
	out := get[getAgentSnapshotOutput](d, "GetAgentSnapshot", map[string]any{"nextToken": d.next, "timeout": 30000})
	d.next = out.NextToken
	return out.Snapshot
}

// choose chooses a status by its name.
func (d *desk) choose(status string) {
	d.t.Helper()
	d.must("PutAgentState", map[string]any{"state": map[string]any{"type": "routable", "name": status}})
}

// only returns the one contact of a snapshot.
func (d *desk) only(s snapshot) contact {
	d.t.Helper()
	if len(s.Contacts) != 1 {
		d.t.Fatalf("%d contacts; want one: %+v", len(s.Contacts), s)
	}
	return s.Contacts[0]
}
