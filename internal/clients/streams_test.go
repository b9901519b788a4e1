package clients_test

import (
	"bufio"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/strowger/strowger/client"
	"github.com/strowger/strowger/restjson"
)

// TestStreams opens the page in Chromium, with the library of package.json, and
// lets an agent take a call. The library is taken from
// testdata/streams/node_modules.
func TestStreams(t *testing.T) {
	needs(t, "node", "Debian packages nodejs and npm")
	needs(t, "chromium", "Debian package chromium")
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join("testdata", "streams")
	library := filepath.Join(folder, "node_modules", "amazon-connect-streams", "release", "connect-streams.js")
	if _, err := os.Stat(library); err != nil {
		t.Skip("SKIPPED: amazon-connect-streams is not installed (npm install in internal/clients/testdata/streams)")
	}
	s := serve(t)
	api := s.client(t)
	instance, agent := s.centre(t, api)
	process := exec.CommandContext(t.Context(), "node", filepath.Join(folder, "drive.mjs"),
		chromium, s.desk(t, library), instance, "ada", "Analytical.Engine.1843")
	process.Cancel = func() error { return process.Process.Signal(os.Interrupt) } // so that it ends Chromium
	process.WaitDelay = 10 * time.Second
	process.Stderr = os.Stderr
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	var seen []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if lines.Text() == "state Available" && !slices.Contains(seen, lines.Text()) {
			announce(t, api, instance)
		}
		seen = append(seen, lines.Text())
	}
	if err := process.Wait(); err != nil {
		t.Fatalf("%v after\n%s", err, strings.Join(seen, "\n"))
	}
	for _, want := range []string{"identifier " + agent, "may call true", "errors []"} {
		if !slices.Contains(seen, want) {
			t.Errorf("the desktop does not say %q:\n%s", want, strings.Join(seen, "\n"))
		}
	}
}

// client returns a client of the server's own.
func (s *server) client(t *testing.T) *client.Client {
	t.Helper()
	keys, _, err := restjson.LoadOrCreateCredentials(filepath.Join(s.dir, "strowger-data", "credentials"))
	if err != nil {
		t.Fatal(err)
	}
	api := client.New("http://"+s.address, "us-east-1", aws.Credentials{AccessKeyID: keys.AccessKeyID, SecretAccessKey: keys.SecretAccessKey})
	t.Cleanup(api.Close)
	return api
}

// centre makes an instance with an agent, ada, and returns their identifiers.
func (s *server) centre(t *testing.T, api *client.Client) (id, agent string) {
	t.Helper()
	var instance struct{ Id string }
	err := api.Call(t.Context(), "PUT", []string{"instance"}, map[string]any{
		"IdentityManagementType": "CONNECT_MANAGED", "InstanceAlias": "acme-streams",
		"InboundCallsEnabled": true, "OutboundCallsEnabled": true,
	}, &instance)
	var profiles struct{ RoutingProfileSummaryList []struct{ Id, Name string } }
	var security struct{ SecurityProfileSummaryList []struct{ Id, Name string } }
	err = errors.Join(err,
		api.Get(t.Context(), []string{"routing-profiles-summary", instance.Id}, nil, &profiles),
		api.Get(t.Context(), []string{"security-profiles-summary", instance.Id}, nil, &security))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(security.SecurityProfileSummaryList, func(p struct{ Id, Name string }) bool { return p.Name == "Agent" })
	var user struct{ UserId string }
	err = api.Call(t.Context(), "PUT", []string{"users", instance.Id}, map[string]any{
		"Username": "ada", "Password": "Analytical.Engine.1843",
		"IdentityInfo":       map[string]any{"FirstName": "Ada", "LastName": "Byron"},
		"PhoneConfig":        map[string]any{"PhoneType": "DESK_PHONE", "DeskPhoneNumber": "+442079460123"},
		"RoutingProfileId":   profiles.RoutingProfileSummaryList[0].Id,
		"SecurityProfileIds": []string{security.SecurityProfileSummaryList[i].Id},
	}, &user)
	if err != nil {
		t.Fatal(err)
	}
	return instance.Id, user.UserId
}

// announce lets a customer call.
func announce(t *testing.T, api *client.Client, instance string) {
	t.Helper()
	var flows struct {
		ContactFlowSummaryList []struct{ Id, Name string }
	}
	if err := api.Get(t.Context(), []string{"contact-flows-summary", instance}, url.Values{"contactFlowTypes": {"CONTACT_FLOW"}}, &flows); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(flows.ContactFlowSummaryList, func(f struct{ Id, Name string }) bool {
		return strings.HasPrefix(f.Name, "Sample inbound flow")
	})
	err := api.Call(t.Context(), "PUT", []string{"gateway", instance, "contacts"}, map[string]any{
		"Channel": "VOICE", "ContactFlowId": flows.ContactFlowSummaryList[i].Id,
		"CustomerEndpoint": map[string]any{"Type": "TELEPHONE_NUMBER", "Address": "+442079460999"},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
}

// desk puts what the page tells people to put in front of the server there, and
// returns its address: a web server with TLS.
func (s *server) desk(t *testing.T, library string) string {
	t.Helper()
	page := map[string]string{
		"/":          blocks(t, "streams.md", "html")[0],
		"/worker.js": blocks(t, "streams.md", "js")[0],
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: s.address})
			r.Out.Host = r.In.Host
			r.SetXForwarded()
		},
		ErrorLog: log.New(io.Discard, "", 0), // of the poll that goes on when the page is closed
	}
	web := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch path := r.URL.Path; {
		case path == "/api" || strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/auth/"):
			proxy.ServeHTTP(w, r)
		case path == "/connect-streams.js":
			http.ServeFile(w, r, library)
		default:
			w.Header().Set("Content-Type", map[bool]string{true: "text/html", false: "text/javascript"}[path == "/"])
			if page[path] == "" {
				w.WriteHeader(http.StatusNotFound)
			}
			_, _ = w.Write([]byte(page[path])) // an error means that the browser is gone
		}
	}))
	t.Cleanup(web.Close)
	return web.URL
}
