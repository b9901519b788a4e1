package server_test

import (
	"errors"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestAcceptClock starts a server whose instance has followed a held clock two days
// ahead: not without being told how to go on, and as it is told.
func TestAcceptClock(t *testing.T) {
	dir := t.TempDir()
	p := serve(t, dir, "--clock", "manual")
	c := newClient(t, p.url, dir)
	at := newSite(t, c, dir, 0)
	must(t, c.post(t.Context(), "/clock/advance", nil, object{"Seconds": 2 * 24 * 60 * 60}, nil))
	ahead := at.begunNow(t, c)
	p.terminate(c)
	if span := time.Until(ahead); span < 47*time.Hour {
		t.Fatalf("the instance is ahead by %s only", span)
	}

	p = launch(t, dir)
	exit, ok := errors.AsType[*exec.ExitError](p.wait())
	if log := p.log.String(); !ok || exit.ExitCode() != 1 || !strings.Contains(log, "earlier") || !strings.Contains(log, "--accept-clock=shift") {
		t.Errorf("without a word the server ends with %v and says\n%s", exit, log)
	}

	p = serve(t, dir, "--accept-clock=wait")
	c = newClient(t, p.url, dir)
	if got := at.begunNow(t, c); got.Before(ahead) || got.After(ahead.Add(time.Hour)) {
		t.Errorf("while time stands still a contact comes at %s, want about %s", got, ahead)
	}
	if log := p.terminate(c); !strings.Contains(log, "time stands still") {
		t.Errorf("nothing is said of that:\n%s", log)
	}

	for _, flags := range [][]string{{"--accept-clock=shift"}, nil} {
		p = serve(t, dir, flags...)
		c = newClient(t, p.url, dir)
		if got := at.begunNow(t, c); time.Until(got) > 0 || time.Since(got) > time.Hour {
			t.Errorf("with %v a contact comes at %s, want now", flags, got)
		}
		p.terminate(c)
	}
}

// begunNow starts a contact and returns when it began.
func (at *site) begunNow(t testing.TB, c *client) time.Time {
	t.Helper()
	var out struct{ ContactId string }
	must(t, c.signed(t.Context(), http.MethodPut, "/contact/task", object{"InstanceId": at.instance, "ContactFlowId": at.flow, "Name": "now"}, &out))
	contact, err := at.describe(t.Context(), c, out.ContactId)
	must(t, err)
	return *contact.InitiationTimestamp
}
