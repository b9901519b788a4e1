// Package connect answers the operations of the Amazon Connect API.
//
// Each operation is a method of Server in the file of its noun: it turns the
// input, which package restjson has decoded and checked, into one command or one
// read of the instance's host, and the result into the output shape. Shapes,
// bindings and constraints are generated (package shape); behaviour is decided
// by package routing. What is left here is translation, in both directions, and
// the few things that are Amazon's wire and nobody else's business: ARNs, paging
// tokens, error names.
package connect

import (
	"context"
	"log/slog"

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
}

// Register registers every supported operation with a mux. Operations that
// Amazon has and Strowger has not answer 501 NotImplemented.
func (s *Server) Register(mux *restjson.Mux) {
	mux.Declare(shape.Routes...)
	s.registerConfig(mux)
	s.registerContacts(mux)
}

// instance returns the instance that a request names by its identifier or ARN.
func (s *Server) instance(idOrARN string) (*host.Instance, error) {
	return s.Directory.Instance(strowger.InstanceID(s.Names.ID(idOrARN)))
}

// do sends a command to an instance and waits until it is durable.
func (s *Server) do(ctx context.Context, instance string, c strowger.Command) ([]strowger.Event, error) {
	i, err := s.instance(instance)
	if err != nil {
		return nil, err
	}
	return i.Do(ctx, c)
}

// view reads an instance in the order of its writes.
func (s *Server) view(ctx context.Context, instance string, read func(*routing.Engine, strowger.Time) error) error {
	i, err := s.instance(instance)
	if err != nil {
		return err
	}
	return i.View(ctx, read)
}
