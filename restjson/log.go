package restjson

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// statusCallerLeft stands in the log for the status of a request whose caller
// left before the answer. No such answer is sent; nginx writes the same.
const statusCallerLeft = 499

// Record is what the log says of a request.
type Record struct {
	ID        string
	Operation string // "" if it is not known
	Status    int
	Err       error
	Took      time.Duration
}

// Log writes one line for a request, which ctx belongs to. Failures of the server
// are errors; that a caller has left is none, whatever the handler made of it.
// A context that the server itself has ended, for which its cause must be another
// than context.Canceled, is no caller who left.
func (r Record) Log(ctx context.Context, log *slog.Logger) {
	failed := r.Status >= http.StatusInternalServerError && r.Status != http.StatusNotImplemented
	level := slog.LevelInfo
	switch {
	case failed && context.Cause(ctx) == context.Canceled:
		r.Status = statusCallerLeft
	case failed && ctx.Err() == nil:
		level = slog.LevelError
	}
	if !log.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("request", r.ID),
		slog.String("operation", r.Operation),
		slog.Int("status", r.Status),
		slog.Duration("took", r.Took),
	}
	if r.Err != nil {
		attrs = append(attrs, slog.String("error", r.Err.Error()))
	}
	log.LogAttrs(ctx, level, "request", attrs...)
}
