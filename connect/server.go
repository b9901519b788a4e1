// Package connect answers the operations of the Amazon Connect API.
//
// Each operation is a method of Server in the file of its noun: it turns the
// input, which package restjson has decoded and checked, into one command or one
// read of the instance's host, and the result into the output shape. Shapes,
// bindings and constraints are generated (package shape); behaviour is decided
// by package routing. What is left here is translation, in both directions, and
// the few things that are Amazon's wire and nobody else's business: ARNs, paging
// tokens, error names, and constraints that Amazon's documentation states in
// prose instead of in the model.
//
// Every identifier in a request may also be the ARN of what it names; Names.Resolve
// puts the identifier in its place before an operation sees it. What a
// response holds is a picture of one moment: it is made while the instance
// stands still, in the order of its writes, so a client that created a thing
// sees it.
package connect

import (
	"context"
	"log/slog"

	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/report"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// Server answers the operations of the Amazon Connect API.
type Server struct {
	Directory *host.Directory
	Report    *report.Store
	Names     Names
	Log       *slog.Logger

	// AccessURL is the InstanceAccessUrl of every instance: where people reach the
	// server with a browser, such as "https://acd.example.com". If it is empty,
	// instances have none.
	AccessURL string

	// PasswordCost is the cost of bcrypt for new passwords; 0 is the
	// package's default, 10.
	PasswordCost int

	// Stopping, if set, ends when the server begins to stop. Searches of contacts
	// then end too.
	Stopping context.Context

	metrics  metricPages
	searches searchLimit
}

// Register registers every supported operation with a mux, and those of
// AdminOperations. Operations that Amazon has and Strowger has not answer 501
// NotImplemented.
func (s *Server) Register(mux *restjson.Mux) {
	mux.Declare(shape.Routes...)
	s.registerConfig(mux)
	s.registerContacts(mux)
	s.registerMetrics(mux)
}

// registerConfig registers the operations that configure instances.
func (s *Server) registerConfig(mux *restjson.Mux) {
	s.registerInstances(mux)
	s.registerInstanceAttributes(mux)
	s.registerHours(mux)
	s.registerHoursOverrides(mux)
	s.registerQueues(mux)
	s.registerQuickConnects(mux)
	s.registerProfiles(mux)
	s.registerUsers(mux)
	s.registerHierarchy(mux)
	s.registerAgentStatuses(mux)
	s.registerAttributes(mux)
	s.registerSecurityProfiles(mux)
	s.registerTags(mux)
	s.registerAnalyticsData(mux)
}

// instance returns the instance that a request names. What cannot be an identifier
// is an InvalidParameter, as on Amazon.
func (s *Server) instance(text string) (*host.Instance, error) {
	id := strowger.InstanceID(text)
	i, err := s.Directory.Instance(id)
	if err != nil && strowger.CodeOf(err) == strowger.ResourceNotFound && uuid.Validate(string(id)) != nil {
		return nil, strowger.Errorf(strowger.InvalidParameter, "Invalid parameter: InstanceId: %q is neither the identifier nor the ARN of an instance", text)
	}
	return i, err
}

// do sends a command to an instance and waits until it is durable.
func (s *Server) do(ctx context.Context, instance string, c strowger.Command) ([]strowger.Event, error) {
	i, err := s.instance(instance)
	if err != nil {
		return nil, err
	}
	return i.Do(ctx, c)
}

// change is do for operations without output.
func (s *Server) change(ctx context.Context, instance string, c strowger.Command) (*restjson.None, error) {
	_, err := s.do(ctx, instance, c)
	return nil, err
}

// view reads an instance in the order of its writes. What it shows of the
// configuration may share lists and maps with the nouns it saw: saving a noun
// replaces it, so they never change.
func (s *Server) view(ctx context.Context, instance string, read func(*routing.Engine, strowger.Time) error) error {
	i, err := s.instance(instance)
	if err != nil {
		return err
	}
	return i.View(ctx, read)
}

// find returns a noun, or a ResourceNotFound that names the member and the kind.
func find[K ~string, V any](t *routing.Table[K, V], id K, member, kind string) (*V, error) {
	if v, ok := t.Get(id); ok {
		return v, nil
	}
	return nil, strowger.Errorf(strowger.ResourceNotFound, "%s: there is no %s %q", member, kind, id)
}

// describe shows the noun of a table that a request names; member and kind are
// for the error if there is none.
func describe[K ~string, V, S any](ctx context.Context, s *Server, instance string, table func(*routing.Engine) *routing.Table[K, V],
	id K, member, kind string, show func(*routing.Engine, *V) *S) (out *S, err error) {
	err = s.view(ctx, instance, func(e *routing.Engine, _ strowger.Time) error {
		v, err := find(table(e), id, member, kind)
		if err == nil {
			out = show(e, v)
		}
		return err
	})
	return out, err
}
