package host

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/report"
)

// Config says what a Directory works with.
type Config struct {
	Journal journal.Journal // required; the caller closes it after the directory
	Report  *report.Store   // required; the caller closes it after the directory
	Clock   Clock           // RealClock by default
	Logger  *slog.Logger    // slog.Default by default
	Owner   string          // names this process in the journal, for people

	SnapshotRecords int           // a snapshot after so many records, by default 1000
	SnapshotBytes   int           // or after so many bytes of them, by default 16 MiB
	QueueLength     int           // requests that may wait for an instance, by default 1024
	AppendTimeout   time.Duration // until an append counts as uncertain, by default 30 s
}

// validate fills in the defaults and returns what is missing.
func (c *Config) validate() error {
	if c.Journal == nil || c.Report == nil {
		return errors.New("host: Config.Journal and Config.Report are required")
	}
	if c.Clock == nil {
		c.Clock = RealClock()
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	c.Owner = cmp.Or(c.Owner, "strowger")
	c.SnapshotRecords = cmp.Or(c.SnapshotRecords, 1000)
	c.SnapshotBytes = cmp.Or(c.SnapshotBytes, 16<<20)
	c.QueueLength = cmp.Or(c.QueueLength, 1024)
	c.AppendTimeout = cmp.Or(c.AppendTimeout, 30*time.Second)
	return nil
}

// Directory holds the instances of one installation. It is safe for concurrent
// use.
type Directory struct {
	cfg Config

	creating  sync.Mutex // one instance at a time
	advancing sync.Mutex // one span of time at a time

	mu        sync.Mutex
	instances map[strowger.InstanceID]*Instance
	failed    map[strowger.InstanceID]error // could not be started
	closed    bool
}

// Open starts every instance that the journal holds. An instance that cannot be
// started is logged, and Instance returns why; the others run.
func Open(ctx context.Context, cfg Config) (*Directory, error) {
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	d := &Directory{
		cfg:       cfg,
		instances: make(map[strowger.InstanceID]*Instance),
		failed:    make(map[strowger.InstanceID]error),
	}
	names, err := cfg.Journal.Instances(ctx)
	if err != nil {
		return nil, err
	}
	writers := d.acquireAll(ctx, names)
	if clock, ok := cfg.Clock.(*ManualClock); ok {
		for _, w := range writers {
			clock.raise(w.now)
		}
	}
	for _, w := range writers {
		go w.run()
	}
	return d, ctx.Err()
}

// acquireAll reads the instances, several at a time, and returns those that
// could be read.
func (d *Directory) acquireAll(ctx context.Context, names []string) []*writer {
	var writers []*writer
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, name := range names {
		group.Go(func() error {
			id := strowger.InstanceID(name)
			w, err := d.acquire(ctx, id)
			d.mu.Lock()
			defer d.mu.Unlock()
			if err != nil {
				d.cfg.Logger.Error("instance cannot be started", "instance", id, "err", err)
				d.failed[id] = err
				return nil
			}
			writers = append(writers, w)
			d.instances[id] = w.Instance
			return nil
		})
	}
	_ = group.Wait() // each failure concerns its instance alone
	return writers
}

// acquire reads an instance and returns its writer, which does not run yet.
func (d *Directory) acquire(ctx context.Context, id strowger.InstanceID) (*writer, error) {
	w := &writer{
		Instance: newInstance(id, d.cfg.QueueLength),
		cfg:      &d.cfg,
		log:      d.cfg.Logger.With("instance", id),
	}
	w.ctx, w.abort = context.WithCancel(context.WithoutCancel(ctx))
	if err := w.acquire(ctx); err != nil {
		w.abort()
		return nil, err
	}
	return w, nil
}

// Clock returns the clock of all instances.
func (d *Directory) Clock() Clock { return d.cfg.Clock }

// Instance returns a running instance, or ResourceNotFound. If the instance is
// there but could not be started the error is InternalService and its cause says
// why.
func (d *Directory) Instance(id strowger.InstanceID) (*Instance, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if i, ok := d.instances[id]; ok && i.listed() {
		return i, nil
	}
	if err, ok := d.failed[id]; ok {
		return nil, unavailable(err)
	}
	return nil, notFound(id)
}

func notFound(id strowger.InstanceID) error {
	return strowger.Errorf(strowger.ResourceNotFound, "InstanceId: there is no instance %q", id)
}

// Instances returns the instances that exist, in the order of their identifiers.
func (d *Directory) Instances() []strowger.Instance {
	d.mu.Lock()
	defer d.mu.Unlock()
	var list []strowger.Instance
	for _, i := range d.instances {
		if i.listed() {
			list = append(list, *i.noun.Load())
		}
	}
	slices.SortFunc(list, func(a, b strowger.Instance) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// CreateInstance makes an instance and returns its identifier. If an instance
// was made with the same client token before, nothing happens and the identifier
// is that one's. An alias that another instance has is an InvalidRequest
// (CreateInstance has no DuplicateResourceException).
func (d *Directory) CreateInstance(ctx context.Context, c strowger.CreateInstance) (strowger.InstanceID, error) {
	d.creating.Lock()
	defer d.creating.Unlock()
	for _, other := range d.Instances() {
		if c.Instance.ClientToken != "" && other.ClientToken == c.Instance.ClientToken {
			return other.ID, nil
		}
		if c.Instance.Alias != "" && strings.EqualFold(other.Alias, c.Instance.Alias) {
			return "", strowger.Errorf(strowger.InvalidRequest, "InstanceAlias: %q is the alias of another instance", other.Alias)
		}
	}
	i, err := d.start(ctx, c.Instance.ID)
	if err != nil {
		return "", err
	}
	if _, err := i.Do(ctx, c); err != nil {
		return "", err
	}
	return c.Instance.ID, nil
}

// start starts an instance that is not there yet. It is not listed before it
// exists, durably.
func (d *Directory) start(ctx context.Context, id strowger.InstanceID) (*Instance, error) {
	d.mu.Lock()
	_, running := d.instances[id]
	_, failed := d.failed[id]
	closed := d.closed
	d.mu.Unlock()
	switch {
	case closed:
		return nil, unavailable(errClosed)
	case id == "":
		return nil, strowger.Errorf(strowger.InvalidParameter, "InstanceId is required")
	case running || failed:
		return nil, strowger.Errorf(strowger.InvalidRequest, "InstanceId: there is an instance %q", id)
	}
	w, err := d.acquire(ctx, id)
	if err != nil {
		return nil, unavailable(err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		w.abort()
		return nil, unavailable(errClosed)
	}
	d.instances[id] = w.Instance
	go w.run()
	return w.Instance, nil
}

// DeleteInstance ends an instance. Requests that it has accepted are answered;
// later ones have ResourceNotFound.
func (d *Directory) DeleteInstance(ctx context.Context, id strowger.InstanceID) error {
	i, err := d.Instance(id)
	if err != nil {
		return err
	}
	if _, err := i.Do(ctx, strowger.DeleteInstance{}); err != nil {
		return err
	}
	if err := i.close(ctx, notFound(id)); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.instances, id)
	return nil
}

// advanceMax is the longest span of one Advance, in seconds: a hundred years.
const advanceMax = 100 * 366 * 24 * 60 * 60

// Advance moves a manual clock by a span of seconds. When it returns, every
// deadline inside the span has taken effect at its own time, in order, on every
// instance, and is durable. Commands meanwhile run before or after that. If ctx
// ends first the time has passed all the same.
func (d *Directory) Advance(ctx context.Context, seconds int64) error {
	clock, ok := d.cfg.Clock.(*ManualClock)
	if !ok {
		return strowger.Errorf(strowger.InvalidRequest, "the clock is not a manual one; it advances by itself")
	}
	if seconds < 0 || seconds > advanceMax {
		return strowger.Errorf(strowger.InvalidParameter, "Seconds must be from 0 to %d, is %d", int64(advanceMax), seconds)
	}
	d.advancing.Lock()
	defer d.advancing.Unlock()
	clock.advance(seconds)
	for _, i := range d.all() {
		if err := i.settle(ctx); err != nil && i.listed() {
			return err
		}
	}
	return nil
}

// all returns the instances, listed or not.
func (d *Directory) all() []*Instance {
	d.mu.Lock()
	defer d.mu.Unlock()
	list := make([]*Instance, 0, len(d.instances))
	for _, i := range d.instances {
		list = append(list, i)
	}
	return list
}

var errClosed = errors.New("the program is being stopped")

// Close stops accepting requests and returns when those accepted are answered,
// their events are durable and every instance has stored a snapshot. If ctx ends
// first, what hangs is given up and the error is that of ctx.
func (d *Directory) Close(ctx context.Context) error {
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
	var group errgroup.Group
	for _, i := range d.all() {
		group.Go(func() error { return i.close(ctx, unavailable(errClosed)) })
	}
	return group.Wait()
}
