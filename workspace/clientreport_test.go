package workspace

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/strowger/strowger"
)

// TestClientReports: what desktops tell is counted and written to the log, cut to a
// length, and changes nothing.
func TestClientReports(t *testing.T) {
	h := newHouse(t)
	var log strings.Builder
	h.closeAll()
	h.server.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	h.open()
	h.instance = h.find(houseID)
	d := h.desk("ada")
	d.choose("Available")
	call := h.arrive(strowger.Voice)
	with := func(name string, value any) map[string]any {
		in := id(call)
		in[name] = value
		return in
	}
	d.must("SendClientLogs", map[string]any{"logEvents": []any{
		map[string]any{"timestamp": 1772442000.25, "component": "ccp", "message": "first\nlevel=ERROR"},
		map[string]any{"timestamp": 1772442001, "component": "softphone", "message": strings.Repeat("long ", 1000)},
	}})
	d.must("SendClientLogs", map[string]any{"logEvents": []any{map[string]any{}}})
	in := with("issueCode", "OTHER")
	in["description"] = "the line crackles"
	d.must("NotifyContactIssue", in)
	d.must("SendSoftphoneCallMetrics", with("softphoneStreamStatistics", []any{
		map[string]any{"timestamp": 1772442000, "softphoneStreamType": "audio_input", "packetCount": 50, "packetsLost": 2, "audioLevel": 0.5},
		map[string]any{"packetCount": 48},
	}))
	d.must("SendSoftphoneCallMetrics", with("softphoneStreamStatistics", []any{}))
	d.must("SendSoftphoneCallReport", with("report", map[string]any{
		"callStartTime": 1772442000, "handshakeFailure": true, "iceCollectionFailure": false, "gumTimeoutFailure": true, "talkTimeMillis": 7,
	}))
	d.refused("InvalidRequestException", "SendClientLogs", nil)
	d.refused("SerializationException", "SendClientLogs", map[string]any{"logEvents": "everything"})
	d.refused("InvalidRequestException", "NotifyContactIssue", nil)
	d.refused("ResourceNotFoundException", "NotifyContactIssue", map[string]any{"contactId": "7"})
	d.refused("InvalidRequestException", "SendSoftphoneCallMetrics", id(call))
	d.refused("InvalidRequestException", "SendSoftphoneCallReport", id(call))
	h.closeAll()
	for _, want := range []string{
		`msg="desktop has sent its log" number=2 `, `msg="desktop has sent its log" number=3 `, "lines=2",
		`at=2026-03-02T09:00:00.250Z component=ccp text="first\nlevel=ERROR"`,
		`msg="agent reports an issue" number=1 instance=` + string(houseID), `code=OTHER text="the line crackles"`,
		`msg="softphone has measured a call" number=1 `, "measurements=2 packets=98 lost=2 contact=" + string(call),
		`msg="softphone has measured a call" number=2 `,
		`msg="softphone reports a call" number=1 `, `failures="gumTimeoutFailure handshakeFailure"`,
	} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %s", want)
		}
	}
	for line := range strings.Lines(log.String()) {
		if len(line) > clientTextMax+500 {
			t.Errorf("a line of %d bytes: %.100s", len(line), line)
		}
	}
}
