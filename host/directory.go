package host

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/strowger/strowger"
)

// Directory holds the instances of one installation. It is safe for concurrent
// use.
type Directory struct {
	cfg Config

	creating chan struct{} // holds one value while an instance is created

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
		creating:  make(chan struct{}, 1),
		instances: make(map[strowger.InstanceID]*Instance),
		failed:    make(map[strowger.InstanceID]error),
	}
	names, err := cfg.Journal.Instances(ctx)
	if err == nil {
		err = refuseEmpty(ctx, &d.cfg, names)
	}
	if err != nil {
		return nil, err
	}
	writers := d.acquireAll(ctx, names)
	if err := ctx.Err(); err != nil {
		for _, w := range writers {
			w.abort()
		}
		return nil, err
	}
	if clock, ok := cfg.Clock.(*ManualClock); ok {
		for _, w := range writers {
			clock.raise(w.now)
		}
	}
	for _, w := range writers {
		go w.run()
	}
	return d, nil
}

// acquireAll reads the instances, several at a time, and returns those that
// could be read and exist.
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
			if !w.listed() {
				w.abort()
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
// there but could not be started the error is InternalService and its cause
// says why.
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

// Instances returns the instances that exist, in the order of their
// identifiers.
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

// all returns the instances, listed or not.
func (d *Directory) all() []*Instance {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Collect(maps.Values(d.instances))
}

var errClosed = errors.New("the program is being stopped")

// Close stops accepting requests and returns when those accepted are answered,
// their events are durable and every instance has stored a snapshot. If ctx
// ends first, what hangs is given up and the error is that of ctx.
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
