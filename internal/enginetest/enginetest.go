// Package enginetest starts the whole engine inside a test: instances on a
// journal in memory, contact records in a temporary folder, the Amazon Connect
// API on a loopback port behind SigV4, and a client of the AWS SDK for Go that
// talks to it.
//
//	s := enginetest.Start(t, enginetest.ManualClock(0))
//	out, err := s.Client.ListQueues(ctx, &connect.ListQueuesInput{InstanceId: &s.InstanceID})
//
// Everything ends with the test. What an SDK does not let through, such as a
// missing required member, goes through Server.Call.
package enginetest

import (
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"golang.org/x/crypto/bcrypt"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/report"
	"github.com/strowger/strowger/restjson"
)

// Region and account of the server.
const (
	Region  = "eu-west-2"
	Account = "123456789012"
)

// Server is a running engine with one instance, which has what a new instance
// comes with.
type Server struct {
	URL         string
	Client      *sdk.Client // does not retry
	Credentials restjson.Credentials
	Names       connect.Names

	Directory  *host.Directory
	Report     *report.Store
	InstanceID string
	Instance   *host.Instance

	managesPasswords bool
}

// Option changes what Start starts.
type Option func(*config)

type config struct {
	clock    host.Clock
	quotas   strowger.Quotas
	instance strowger.Instance
	register []func(*Server, *restjson.Mux)
}

// ManualClock makes time stand still at start; Server.Advance moves it. Zero
// stands for noon of 1 March 2026, UTC.
func ManualClock(start strowger.Time) Option {
	if start == 0 {
		start = strowger.TimeOf(time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC))
	}
	return func(c *config) { c.clock = host.NewManualClock(start) }
}

// Identity chooses how the instance manages identities: SAML, EXISTING_DIRECTORY
// or, by default, CONNECT_MANAGED.
func Identity(managementType string) Option {
	return func(c *config) { c.instance.IdentityManagementType = managementType }
}

// InboundOnly makes an instance whose outbound calls are not enabled.
func InboundOnly() Option {
	return func(c *config) { c.instance.OutboundCallsEnabled = false }
}

// Quotas bounds what may be created; without it there are no bounds.
func Quotas(q strowger.Quotas) Option {
	return func(c *config) { c.quotas = q }
}

// Register adds operations to the signed API beside those of package connect.
func Register(register func(*Server, *restjson.Mux)) Option {
	return func(c *config) { c.register = append(c.register, register) }
}

// Start starts an engine that ends with the test.
func Start(t testing.TB, options ...Option) *Server {
	t.Helper()
	c := config{
		clock: host.RealClock(),
		instance: strowger.Instance{
			ID:                     "11111111-1111-4111-8111-111111111111",
			Alias:                  "enginetest",
			IdentityManagementType: "CONNECT_MANAGED",
			InboundCallsEnabled:    true,
			OutboundCallsEnabled:   true,
		},
	}
	for _, option := range options {
		option(&c)
	}
	s := &Server{
		Credentials: restjson.Credentials{AccessKeyID: "AKIAENGINETEST000000", SecretAccessKey: "enginetest"},
		Names:       connect.Names{Region: Region, Account: Account},
	}
	s.open(t, &c)
	s.create(t, c.instance)
	s.serve(t, c.register)
	return s
}

// open opens the directory of instances and what it needs.
func (s *Server) open(t testing.TB, c *config) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	store, err := report.Open(t.TempDir(), log)
	if err != nil {
		t.Fatal(err)
	}
	s.Report = store
	records := journal.NewMemory()
	s.Directory, err = host.Open(t.Context(), host.Config{
		Journal: records, Report: store, Clock: c.clock, Quotas: c.quotas, Logger: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// The context of the test has ended before its cleanups.
		err := errors.Join(s.Directory.Close(context.Background()), store.Close(), records.Close())
		if err != nil {
			t.Errorf("close the engine: %v", err)
		}
	})
}

// create creates the instance.
func (s *Server) create(t testing.TB, instance strowger.Instance) {
	t.Helper()
	id, err := s.Directory.CreateInstance(t.Context(), host.NewInstance(instance, newID))
	if err != nil {
		t.Fatal(err)
	}
	s.InstanceID = string(id)
	s.managesPasswords = instance.IdentityManagementType == "CONNECT_MANAGED"
	if s.Instance, err = s.Directory.Instance(id); err != nil {
		t.Fatal(err)
	}
}

// serve serves the API and makes the client.
func (s *Server) serve(t testing.TB, register []func(*Server, *restjson.Mux)) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	verifier := &restjson.Verifier{Keys: s.Credentials, Region: Region, Services: []string{"connect"}}
	mux := restjson.NewMux(restjson.Config{
		Authenticate: verifier.Authenticate, Resolve: s.Names.Resolve, Translate: connect.Translate, Log: log,
	})
	api := &connect.Server{
		Directory: s.Directory, Report: s.Report, Names: s.Names, Log: log,
		AccessURL: "https://acd.example.com", PasswordCost: bcrypt.MinCost,
	}
	api.Register(mux)
	for _, f := range register {
		f(s, mux)
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	s.URL = server.URL
	s.Client = sdk.New(sdk.Options{
		BaseEndpoint: &s.URL,
		Region:       Region,
		Retryer:      aws.NopRetryer{},
		Credentials:  s,
	})
}

// Retrieve makes the server a credentials provider of the SDK.
func (s *Server) Retrieve(context.Context) (aws.Credentials, error) {
	return aws.Credentials{AccessKeyID: s.Credentials.AccessKeyID, SecretAccessKey: s.Credentials.SecretAccessKey}, nil
}

// Advance moves a manual clock; when it returns, everything that was due has
// happened.
func (s *Server) Advance(t testing.TB, seconds int64) {
	t.Helper()
	if err := s.Directory.Advance(t.Context(), seconds); err != nil {
		t.Fatal(err)
	}
}
