package host

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/report"
	"github.com/strowger/strowger/routing"
)

// The house of the tests: one instance with its defaults.
const (
	houseID   = strowger.InstanceID("house")
	houseTime = strowger.Time(1_700_000_000_000)
)

// site is where a directory keeps its things. It outlives directories.
type site struct {
	t       *testing.T
	journal journal.Journal
	dir     string // of the report
	cfg     Config // Journal and Report are filled in by open
}

func newSite(t *testing.T) *site {
	j := journal.NewMemory()
	t.Cleanup(func() { check(t, j.Close()) })
	return &site{t: t, journal: j, dir: t.TempDir(), cfg: Config{
		Clock:  NewManualClock(houseTime),
		Logger: slog.New(slog.NewTextHandler(t.Output(), nil)),
	}}
}

// open opens a directory that is closed when the test ends, unless it was
// closed or killed before.
func (s *site) open() *Directory {
	s.t.Helper()
	r, err := report.Open(s.dir, s.cfg.Logger)
	check(s.t, err)
	cfg := s.cfg
	cfg.Journal, cfg.Report = s.journal, r
	d, err := Open(s.t.Context(), cfg)
	check(s.t, err)
	s.t.Cleanup(func() {
		d.mu.Lock()
		closed := d.closed
		d.mu.Unlock()
		if !closed {
			s.close(d)
		}
	})
	return d
}

func (s *site) close(d *Directory) {
	s.t.Helper()
	check(s.t, d.Close(context.Background()))
	check(s.t, d.cfg.Report.Close())
}

// kill ends a directory as the death of the process would: nothing is finished
// and no snapshot stored. Only the report is closed in order, for two stores
// cannot share its file.
func (s *site) kill(d *Directory) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, i := range d.all() {
		i.abort()
		i.stop(unavailable(errClosed))
		<-i.closed
	}
	_ = d.Close(ctx)
	check(s.t, d.cfg.Report.Close())
}

// openHouse opens a directory with the house in it.
func (s *site) openHouse() (*Directory, *Instance) {
	s.t.Helper()
	d := s.open()
	if len(d.Instances()) == 0 {
		_, err := d.CreateInstance(s.t.Context(), houseCommand(houseID))
		check(s.t, err)
	}
	return d, find(s.t, d, houseID)
}

func houseCommand(id strowger.InstanceID) strowger.CreateInstance {
	n := 0
	return NewInstance(strowger.Instance{ID: id, IdentityManagementType: "CONNECT_MANAGED"}, func() string {
		n++
		return fmt.Sprintf("id-%02d", n)
	})
}

func find(t *testing.T, d *Directory, id strowger.InstanceID) *Instance {
	t.Helper()
	i, err := d.Instance(id)
	check(t, err)
	return i
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func do(t *testing.T, i *Instance, c strowger.Command) []strowger.Event {
	t.Helper()
	events, err := i.Do(t.Context(), c)
	check(t, err)
	return events
}

func view(t *testing.T, i *Instance, fn func(*routing.Engine)) {
	t.Helper()
	check(t, i.View(t.Context(), func(e *routing.Engine, _ strowger.Time) error {
		fn(e)
		return nil
	}))
}

func digest(t *testing.T, i *Instance) (d [32]byte) {
	t.Helper()
	view(t, i, func(e *routing.Engine) { d = e.Digest() })
	return d
}

// named returns the identifier of a default noun.
func named[K ~string, V any](t *testing.T, i *Instance, table func(*routing.Engine) *routing.Table[K, V], id func(*V) K, name string) (k K) {
	t.Helper()
	view(t, i, func(e *routing.Engine) {
		v, ok := table(e).Named(name)
		if !ok {
			t.Fatalf("there is no %q", name)
		}
		k = id(v)
	})
	return k
}

func flowID(t *testing.T, i *Instance, name string) strowger.ContactFlowID {
	t.Helper()
	return named(t, i, (*routing.Engine).ContactFlows, func(f *strowger.ContactFlow) strowger.ContactFlowID { return f.ID }, name)
}

// hire makes a user and, if available, puts it to work.
func hire(t *testing.T, i *Instance, id strowger.UserID, available bool) {
	t.Helper()
	do(t, i, strowger.CreateUser{User: strowger.User{
		ID:       id,
		Username: string(id),
		RoutingProfileID: named(t, i, (*routing.Engine).RoutingProfiles,
			func(p *strowger.RoutingProfile) strowger.RoutingProfileID { return p.ID }, "Basic Routing Profile"),
		SecurityProfileIDs: []strowger.SecurityProfileID{named(t, i, (*routing.Engine).SecurityProfiles,
			func(p *strowger.SecurityProfile) strowger.SecurityProfileID { return p.ID }, "Agent")},
	}})
	if available {
		do(t, i, strowger.PutAgentStatus{UserID: id, StatusID: named(t, i, (*routing.Engine).AgentStatuses,
			func(s *strowger.AgentStatus) strowger.AgentStatusID { return s.ID }, "Available")})
	}
}

// call starts a voice contact through a sample flow.
func call(t *testing.T, i *Instance, id strowger.ContactID, flow string) []strowger.Event {
	t.Helper()
	return do(t, i, callCommand(flowID(t, i, flow), id))
}

func callCommand(flow strowger.ContactFlowID, id strowger.ContactID) strowger.StartContact {
	return strowger.StartContact{Contact: &strowger.Contact{
		ID:               id,
		Channel:          strowger.Voice,
		InitiationMethod: "INBOUND",
		FlowID:           flow,
		ClientToken:      "token of " + string(id),
	}}
}

// probe is a journal that watches appends and can disturb them.
type probe struct {
	journal.Journal
	appends atomic.Int64
	// around is called instead of an append, with the append itself.
	around atomic.Pointer[disturbance]
}

type (
	appendFunc  func() (journal.Record, error)
	disturbance func(ctx context.Context, append appendFunc) (journal.Record, error)
)

func newProbe(s *site) *probe {
	p := &probe{Journal: s.journal}
	s.journal = p
	return p
}

// disturb has a function called instead of every append from now on; nil ends
// that.
func (p *probe) disturb(fn disturbance) {
	if fn == nil {
		p.around.Store(nil)
		return
	}
	p.around.Store(&fn)
}

func (p *probe) Acquire(ctx context.Context, inst, owner string, after journal.Record, fn func(journal.Record) error) (journal.Writer, error) {
	w, err := p.Journal.Acquire(ctx, inst, owner, after, fn)
	return probeWriter{w, p}, err
}

type probeWriter struct {
	journal.Writer
	p *probe
}

func (w probeWriter) Append(ctx context.Context, data []byte) (journal.Record, error) {
	w.p.appends.Add(1)
	if around := w.p.around.Load(); around != nil {
		return (*around)(ctx, func() (journal.Record, error) { return w.Writer.Append(ctx, data) })
	}
	return w.Writer.Append(ctx, data)
}
