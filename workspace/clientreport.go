package workspace

import (
	"context"
	"log/slog"
	"strings"
	"sync/atomic"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// Desktops tell what went wrong with them. That is for whoever runs the server:
// it is counted and written to the server's log, and nothing else comes of it.

// clientReports counts what desktops have told since the start.
type clientReports struct {
	logs, issues, metrics, calls atomic.Int64
}

// clientTextMax is how much of a text of a desktop's is written to the log, in
// bytes.
const clientTextMax = 1024

// clip cuts a text of a desktop's to what is written.
func clip(text string) string {
	if len(text) <= clientTextMax {
		return text
	}
	return strings.ToValidUTF8(text[:clientTextMax], "") + "…"
}

// note writes what a desktop has told to the log.
func (h *handler) note(ctx context.Context, who *caller, what string, number int64, attrs ...slog.Attr) {
	h.Log.LogAttrs(ctx, slog.LevelInfo, what, append([]slog.Attr{
		slog.Int64("number", number),
		slog.String("instance", string(who.instance.ID())),
		slog.String("user", string(who.user())),
	}, attrs...)...)
}

type sendClientLogsInput struct {
	LogEvents []struct {
		Timestamp restjson.Epoch `json:"timestamp"`
		Component string         `json:"component"`
		Message   string         `json:"message"`
	} `json:"logEvents"`
}

// Validate implements restjson.Validator.
func (in *sendClientLogsInput) Validate(c *restjson.Checker) {
	c.Required("logEvents", in.LogEvents != nil)
}

// sendClientLogs takes the log of a desktop. A desktop writes a lot, so the lines
// are written only where the server's log has everything (--log-level debug).
func (h *handler) sendClientLogs(ctx context.Context, who *caller, in *sendClientLogsInput) (any, error) {
	number := h.reports.logs.Add(int64(len(in.LogEvents)))
	h.note(ctx, who, "desktop has sent its log", number, slog.Int("lines", len(in.LogEvents)))
	for _, e := range in.LogEvents {
		h.Log.LogAttrs(ctx, slog.LevelDebug, "desktop logs",
			slog.String("user", string(who.user())), slog.String("at", strowger.Time(e.Timestamp).String()),
			slog.String("component", clip(e.Component)), slog.String("text", clip(e.Message)))
	}
	return struct{}{}, nil
}

// has checks that the agent has a contact.
func (c *caller) has(ctx context.Context, id strowger.ContactID) error {
	return c.instance.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
		a, ok := e.Agent(c.user())
		if !ok {
			return deleted()
		}
		if a.Contact(id) == nil {
			return strowger.Errorf(strowger.ResourceNotFound, "ContactId: the agent has no contact %.200q", id)
		}
		return nil
	})
}

type notifyContactIssueInput struct {
	contactInput
	IssueCode   string `json:"issueCode"`
	Description string `json:"description"`
}

// notifyContactIssue takes what an agent has to complain of about a contact, such
// as the quality of a call.
func (h *handler) notifyContactIssue(ctx context.Context, who *caller, in *notifyContactIssueInput) (any, error) {
	if err := who.has(ctx, in.ContactID); err != nil {
		return nil, err
	}
	h.note(ctx, who, "agent reports an issue", h.reports.issues.Add(1), slog.String("contact", string(in.ContactID)),
		slog.String("code", clip(in.IssueCode)), slog.String("text", clip(in.Description)))
	return struct{}{}, nil
}

// streamStatistics is what a softphone has measured of a stream within a second.
type streamStatistics []struct {
	PacketCount int64 `json:"packetCount"`
	PacketsLost int64 `json:"packetsLost"`
}

// attrs sums up.
func (s streamStatistics) attrs() []slog.Attr {
	var packets, lost int64
	for _, m := range s {
		packets += m.PacketCount
		lost += m.PacketsLost
	}
	return []slog.Attr{slog.Int("measurements", len(s)), slog.Int64("packets", packets), slog.Int64("lost", lost)}
}

type sendSoftphoneCallMetricsInput struct {
	contactInput
	Statistics *streamStatistics `json:"softphoneStreamStatistics"`
}

// Validate implements restjson.Validator.
func (in *sendSoftphoneCallMetricsInput) Validate(c *restjson.Checker) {
	in.contactInput.Validate(c)
	c.Required("softphoneStreamStatistics", in.Statistics != nil)
}

// sendSoftphoneCallMetrics takes what a softphone measures while a call goes on.
// The softphone is the desktop's own, for Strowger has none.
func (h *handler) sendSoftphoneCallMetrics(ctx context.Context, who *caller, in *sendSoftphoneCallMetricsInput) (any, error) {
	h.note(ctx, who, "softphone has measured a call", h.reports.metrics.Add(1),
		append(in.Statistics.attrs(), slog.String("contact", clip(string(in.ContactID))))...)
	return struct{}{}, nil
}

type sendSoftphoneCallReportInput struct {
	contactInput
	Report map[string]jsontext.Value `json:"report"`
}

// Validate implements restjson.Validator.
func (in *sendSoftphoneCallReportInput) Validate(c *restjson.Checker) {
	in.contactInput.Validate(c)
	c.Required("report", in.Report != nil)
}

// failures returns the names of what has failed.
func (in *sendSoftphoneCallReportInput) failures() (names []string) {
	for _, name := range restjson.Keys(in.Report) {
		if strings.HasSuffix(name, "Failure") && in.Report[name].Kind() == jsontext.KindTrue {
			names = append(names, name)
		}
	}
	return names
}

// sendSoftphoneCallReport takes what a softphone says of a call that has ended.
func (h *handler) sendSoftphoneCallReport(ctx context.Context, who *caller, in *sendSoftphoneCallReportInput) (any, error) {
	h.note(ctx, who, "softphone reports a call", h.reports.calls.Add(1), slog.String("contact", clip(string(in.ContactID))),
		slog.String("failures", clip(strings.Join(in.failures(), " "))))
	return struct{}{}, nil
}
