package server_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/aws/smithy-go"

	"github.com/strowger/strowger/journal/sqlite"
)

// verify runs `strowger verify` and returns what it prints and whether all is well.
func verify(t testing.TB, dir string) (text string, whole bool) {
	t.Helper()
	path, err := program()
	must(t, err)
	out, err := exec.Command(path, "verify", dir).CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.ExitCode() != 1) {
		t.Fatalf("strowger verify: %v\n%s", err, out)
	}
	return string(out), err == nil
}

// tasks starts some tasks and ends them.
func tasks(t testing.TB, at *site, c *client, n int) (ids []string) {
	t.Helper()
	for range n {
		out, err := c.api.StartTaskContact(t.Context(), &sdk.StartTaskContactInput{
			InstanceId: &at.instance, ContactFlowId: &at.flow, Name: new("a task"),
		})
		must(t, err)
		_, err = c.api.StopContact(t.Context(), &sdk.StopContactInput{InstanceId: &at.instance, ContactId: out.ContactId})
		must(t, err)
		ids = append(ids, *out.ContactId)
	}
	return ids
}

// restart ends a server and starts another on its directory.
func restart(t testing.TB, p *process, c *client, dir string) (*process, *client) {
	t.Helper()
	p.terminate(c)
	p = serve(t, dir)
	return p, newClient(t, p.url, dir)
}

// TestHistoryIsLost removes the ended contacts after two clean stops, when the
// journal has let go of the older ones. The instance serves; the contacts that are
// lost are an error that says so.
func TestHistoryIsLost(t *testing.T) {
	dir := t.TempDir()
	p := serve(t, dir)
	c := newClient(t, p.url, dir)
	at := newSite(t, c, dir, 1)
	old := tasks(t, at, c, 20)
	p, c = restart(t, p, c, dir)
	recent := tasks(t, at, c, 5)
	p.terminate(c)
	must(t, os.RemoveAll(filepath.Join(dir, "report")))

	if text, whole := verify(t, dir); !whole || !strings.Contains(text, "ended contacts: whole (no file") {
		t.Errorf("verify says:\n%s", text)
	}
	p = serve(t, dir)
	c = newClient(t, p.url, dir)
	_, err := at.describe(t.Context(), c, old[0])
	if api, ok := errors.AsType[smithy.APIError](err); !ok || api.ErrorCode() != "ResourceNotFoundException" || !strings.Contains(api.ErrorMessage(), "have been lost") {
		t.Errorf("a lost contact is answered with %v", err)
	}
	for _, id := range recent {
		if _, err := at.describe(t.Context(), c, id); err != nil {
			t.Errorf("a contact that the journal has still: %v", err)
		}
	}
	must(t, at.agents[0].choose(t.Context(), c, "Available"))
	contact := at.begin(t, c, types.ChannelTask)
	at.agents[0].await(t, c, func(d *desktop) bool { return d.state(contact) == "connecting" })
	if log := p.terminate(c); !strings.Contains(log, "records of ended contacts are lost") {
		t.Errorf("the log does not say what is lost:\n%s", log)
	}
	text, whole := verify(t, dir)
	if !whole || !strings.Contains(text, "instances whose oldest contacts are lost: 1") {
		t.Errorf("verify says:\n%s", text)
	}
}

// TestHistoryIsDamaged zeroes a page of the ended contacts. verify names it, the
// next start saves the others.
func TestHistoryIsDamaged(t *testing.T) {
	dir := t.TempDir()
	p := serve(t, dir)
	c := newClient(t, p.url, dir)
	at := newSite(t, c, dir, 1)
	ids := tasks(t, at, c, 30)
	p.terminate(c)
	path := filepath.Join(dir, "report", "report.db")
	data, err := os.ReadFile(path)
	must(t, err)
	clear(data[len(data)-2*4096 : len(data)-4096])
	must(t, os.WriteFile(path, data, 0o600))
	if text, whole := verify(t, dir); whole || !strings.Contains(text, "ended contacts: DAMAGED") {
		t.Errorf("verify says:\n%s", text)
	}
	p = serve(t, dir)
	c = newClient(t, p.url, dir)
	for _, id := range ids { // each is there, or an error of its own
		if _, err := at.describe(t.Context(), c, id); err != nil && codeOf(err) == "" {
			t.Error(err)
		}
	}
	tasks(t, at, c, 1) // and what was lost is folded again
	p.terminate(c)
	if text, whole := verify(t, dir); !whole {
		t.Errorf("verify says:\n%s", text)
	}
}

// TestJournalIsLost removes the journal beside the ended contacts. No empty world is
// begun, until somebody says so.
func TestJournalIsLost(t *testing.T) {
	dir := t.TempDir()
	p := serve(t, dir)
	c := newClient(t, p.url, dir)
	at := newSite(t, c, dir, 1)
	tasks(t, at, c, 1)
	p.terminate(c)
	journal := filepath.Join(dir, "journal")
	must(t, os.RemoveAll(journal))
	must(t, os.Mkdir(journal, 0o700)) // where a volume was mounted
	p = launch(t, dir)
	if err := p.wait(); err == nil || !strings.Contains(p.log.String(), "is its volume mounted?") || !strings.Contains(p.log.String(), at.instance) {
		t.Errorf("the server ends with %v and says:\n%s", err, &p.log)
	}
	if left, err := os.ReadDir(journal); err != nil || len(left) > 0 {
		t.Errorf("it has left %v there, %v", left, err)
	}
	serve(t, dir, "--accept-loss").kill()
	p = serve(t, dir) // from then on the world is a new one
	c = newClient(t, p.url, dir)
	if list, err := c.api.ListInstances(t.Context(), &sdk.ListInstancesInput{}); err != nil || len(list.InstanceSummaryList) > 0 {
		t.Errorf("instances %v, error %v", list, err)
	}
	p.terminate(c)
}

// TestEndOfTheJournalIsLost cuts off the end of the journal's log after a crash. The
// instance is refused, at each start anew, until the loss is accepted.
func TestEndOfTheJournalIsLost(t *testing.T) {
	dir := t.TempDir()
	p := serve(t, dir)
	c := newClient(t, p.url, dir)
	at := newSite(t, c, dir, 1)
	tasks(t, at, c, 3)
	p.kill()
	wal := filepath.Join(dir, "journal", sqlite.File+"-wal")
	info, err := os.Stat(wal)
	must(t, err)
	must(t, os.Truncate(wal, info.Size()-16<<10))
	if text, whole := verify(t, dir); whole || !strings.Contains(text, "was acknowledged") {
		t.Errorf("verify says:\n%s", text)
	}
	for range 2 {
		p = serve(t, dir)
		c = newClient(t, p.url, dir)
		if _, err := c.api.ListQueues(t.Context(), &sdk.ListQueuesInput{InstanceId: &at.instance}); codeOf(err) != "InternalServiceException" {
			t.Errorf("the instance answers %v", err)
		}
		if log := p.terminate(c); !strings.Contains(log, "was acknowledged") || !strings.Contains(log, "--accept-loss") {
			t.Errorf("the log does not say why:\n%s", log)
		}
	}
	p = serve(t, dir, "--accept-loss")
	c = newClient(t, p.url, dir)
	tasks(t, at, c, 5)
	p, c = restart(t, p, c, dir)
	tasks(t, at, c, 1)
	p.terminate(c)
	if text, whole := verify(t, dir); !whole {
		t.Errorf("verify says:\n%s", text)
	}
}

// TestJournalIsTakenAway moves the journal away under a running server. Nothing is
// acknowledged that the next start would not have.
func TestJournalIsTakenAway(t *testing.T) {
	dir := t.TempDir()
	p := serve(t, dir)
	c := newClient(t, p.url, dir)
	at := newSite(t, c, dir, 1)
	before := tasks(t, at, c, 1)
	journal := filepath.Join(dir, "journal")
	must(t, os.Rename(journal, journal+".away"))
	for range 2 {
		_, err := c.api.StartTaskContact(t.Context(), &sdk.StartTaskContactInput{
			InstanceId: &at.instance, ContactFlowId: &at.flow, Name: new("too late"),
		})
		if codeOf(err) != "InternalServiceException" {
			t.Errorf("a task is answered with %v", err)
		}
	}
	if log := p.terminate(c); !strings.Contains(log, "taken away") {
		t.Errorf("the log does not say why:\n%s", log)
	}
	must(t, os.Rename(journal+".away", journal))
	p = serve(t, dir)
	c = newClient(t, p.url, dir)
	if _, err := at.describe(t.Context(), c, before[0]); err != nil {
		t.Error(err)
	}
	tasks(t, at, c, 1)
	p.terminate(c)
}

// TestVerifyNamesTheRecord: the first bad record of each instance, while the others
// are whole; a running server's directory is not judged.
func TestVerifyNamesTheRecord(t *testing.T) {
	dir := t.TempDir()
	p := serve(t, dir)
	c := newClient(t, p.url, dir)
	sound := newSite(t, c, dir, 1)
	damaged, err := createInstance(t.Context(), nil, c, "damaged")
	must(t, err)
	if text, whole := verify(t, dir); whole || !strings.Contains(text, "in use by another process; stop its server first") {
		t.Errorf("verify of a running server says:\n%s", text)
	}
	p, c = restart(t, p, c, dir)
	tasks(t, sound, c, 2)
	p.terminate(c)
	before := filesOf(t, dir)
	text, whole := verify(t, dir)
	if !whole || strings.Count(text, "\n") != 3 || !strings.Contains(text, "snapshots: 2, replayed: 1") {
		t.Errorf("verify says:\n%s", text)
	}
	for name, content := range filesOf(t, dir) {
		if !bytes.Equal(content, before[name]) {
			t.Errorf("verify has changed %s", name)
		}
	}
	flipBit(t, filepath.Join(dir, "journal", sqlite.File), damaged, 2)
	text, whole = verify(t, dir)
	if whole || !strings.Contains(text, "instance "+damaged+": DAMAGED") || !strings.Contains(text, "record 2") ||
		!strings.Contains(text, "instance "+sound.instance+" ("+filepath.Base(dir)+"): whole") || !strings.Contains(text, "there is damage") {
		t.Errorf("verify says:\n%s", text)
	}
}

// filesOf returns the files of the stores.
func filesOf(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	files := make(map[string][]byte)
	for _, store := range []string{"journal", "report"} {
		entries, err := os.ReadDir(filepath.Join(dir, store))
		must(t, err)
		for _, e := range entries {
			data, err := os.ReadFile(filepath.Join(dir, store, e.Name()))
			must(t, err)
			files[filepath.Join(store, e.Name())] = data
		}
	}
	return files
}
