package server

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/renameio/v2"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/restjson"
)

// clock returns the clock of the configuration. A manual clock goes on where it
// stood; at its first start it is set to the time of day.
func (s *Server) clock() (host.Clock, error) {
	if !s.config.ManualClock {
		return host.RealClock(), nil
	}
	text, err := os.ReadFile(s.clockFile())
	if errors.Is(err, fs.ErrNotExist) {
		now := strowger.TimeOf(time.Now())
		return host.NewManualClock(now), s.keepTime(now)
	}
	if err != nil {
		return nil, err
	}
	start, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fmt.Errorf("%s does not hold a time; remove it to go on from the latest that an instance has seen: %w", s.clockFile(), err)
	}
	return host.NewManualClock(strowger.TimeOf(start)), nil
}

func (s *Server) clockFile() string { return filepath.Join(s.config.DataDir, "clock") }

// keepTime writes down where the manual clock stands.
func (s *Server) keepTime(now strowger.Time) error {
	return renameio.WriteFile(s.clockFile(), []byte(now.String()+"\n"), 0o600)
}

// The operations of the manual clock.
var (
	getClock     = restjson.Operation{Name: "GetClock", Method: "GET", URI: "/clock", Output: restjson.OutputStruct}
	advanceClock = restjson.Operation{Name: "AdvanceClock", Method: "POST", URI: "/clock/advance", Output: restjson.OutputStruct}
)

type (
	getClockInput     struct{}
	advanceClockInput struct {
		Seconds *int64 `json:",omitzero"`
	}
	clockOutput struct {
		Now restjson.Epoch // epoch seconds
	}
)

// The longest span the clock can be advanced by at once, a year.
const maxAdvanceSeconds = 366 * 24 * 60 * 60

// Validate implements restjson.Validator.
func (in *advanceClockInput) Validate(c *restjson.Checker) {
	if c.Required("Seconds", in.Seconds != nil) {
		c.Range("Seconds", *in.Seconds, 0, maxAdvanceSeconds)
	}
}

// isClock reports whether a path belongs to the manual clock.
func isClock(path string) bool { return path == "/clock" || strings.HasPrefix(path, "/clock/") }

func (s *Server) clockHandler() http.Handler {
	mux := restjson.NewMux(restjson.Config{
		Screen: ownPage, Translate: connect.Translate,
		BodyLimit: smallBody, Limiter: s.limiter, Log: s.config.Log,
	})
	restjson.Handle(mux, getClock, s.getClock)
	restjson.Handle(mux, advanceClock, s.advanceClock)
	return mux
}

// ownPage lets everybody move the clock but the pages of other sites: a browser
// on this machine would do it for any of them.
func ownPage(r *http.Request) error {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return restjson.Errorf(http.StatusForbidden, "AccessDeniedException", "the clock is not moved for the pages of other sites")
	}
	return nil
}

// manual refuses when time is real.
func (s *Server) manual() error {
	if s.config.ManualClock {
		return nil
	}
	return restjson.Errorf(http.StatusBadRequest, "InvalidRequestException",
		"the clock of this server is real; start it with --clock manual to hold and move time")
}

func (s *Server) getClock(context.Context, *getClockInput) (*clockOutput, error) {
	if err := s.manual(); err != nil {
		return nil, err
	}
	return &clockOutput{Now: restjson.Epoch(s.Directory.Clock().Now())}, nil
}

// advanceClock moves time; every deadline inside the span takes effect in its
// order and is durable before the answer. Time that has passed is kept, also if
// the caller did not wait for that.
func (s *Server) advanceClock(ctx context.Context, in *advanceClockInput) (*clockOutput, error) {
	if err := s.manual(); err != nil {
		return nil, err
	}
	s.advancing.Lock()
	defer s.advancing.Unlock()
	err := s.Directory.Advance(ctx, *in.Seconds)
	now := s.Directory.Clock().Now()
	if err := errors.Join(err, s.keepTime(now)); err != nil {
		return nil, err
	}
	return &clockOutput{Now: restjson.Epoch(now)}, nil
}
