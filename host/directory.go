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
	closed    bool
}

// Open starts every instance that the journal holds. One that cannot be started is
// logged and listed, and refuses requests; it is tried again unless that is of no
// use. If an instance is ahead of the clock and the configuration does not say how
// to go on, Open fails with ErrClockBehind.
func Open(ctx context.Context, cfg Config) (*Directory, error) {
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	d := &Directory{
		cfg:       cfg,
		creating:  make(chan struct{}, 1),
		instances: make(map[strowger.InstanceID]*Instance),
	}
	writers, err := d.beginAll(ctx)
	if err := errors.Join(err, ctx.Err()); err != nil {
		for _, w := range writers {
			w.abort()
		}
		return nil, err
	}
	for _, w := range writers {
		d.instances[w.id] = w.Instance
		go w.run()
	}
	return d, nil
}

// beginAll reads the instances, several at a time, and returns those that exist.
func (d *Directory) beginAll(ctx context.Context) (writers []*writer, err error) {
	names, err := d.cfg.Journal.Instances(ctx)
	if err == nil {
		err = refuseEmpty(ctx, &d.cfg, names)
	}
	if err != nil {
		return nil, err
	}
	kept, err := d.cfg.keptNouns()
	if err == nil && d.cfg.AcceptLoss {
		kept, err = nil, d.cfg.forgetNouns(kept, names)
	}
	if err != nil {
		return nil, err
	}
	var mu sync.Mutex
	var behind []error
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	add := func(id strowger.InstanceID, begin func(*writer) error) {
		group.Go(func() error {
			w := d.newWriter(ctx, id)
			err := begin(w)
			if err != nil {
				w.notBegun(ctx, err)
			}
			mu.Lock()
			defer mu.Unlock()
			if errors.Is(err, ErrClockBehind) {
				behind = append(behind, err)
			}
			if !w.listed() {
				w.abort()
				return nil
			}
			writers = append(writers, w)
			return nil
		})
	}
	for _, name := range names {
		add(strowger.InstanceID(name), func(w *writer) error { return w.begin(ctx) })
	}
	for _, id := range kept {
		if !slices.Contains(names, string(id)) {
			add(id, (*writer).recordsMissing)
		}
	}
	_ = group.Wait() // what fails concerns one instance alone
	return writers, errors.Join(behind...)
}

// Clock returns the clock of all instances.
func (d *Directory) Clock() Clock { return d.cfg.Clock }

// Instance returns an instance that serves, or ResourceNotFound. For one that
// exists and does not serve now the error is InternalService and its cause says
// why.
func (d *Directory) Instance(id strowger.InstanceID) (*Instance, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i, ok := d.instances[id]
	if !ok || !i.listed() {
		return nil, notFound(id)
	}
	if why := i.outage.Load(); why != nil {
		return nil, *why
	}
	return i, nil
}

// Noun returns an instance that exists, whether or not it serves, as it is durably
// or was last known, or ResourceNotFound. If nothing else is known of it, it has
// its identifier alone.
func (d *Directory) Noun(id strowger.InstanceID) (strowger.Instance, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if i, ok := d.instances[id]; ok {
		if noun := i.noun.Load(); exists(noun) {
			return *noun, nil
		}
	}
	return strowger.Instance{}, notFound(id)
}

func notFound(id strowger.InstanceID) error {
	return strowger.Errorf(strowger.ResourceNotFound, "InstanceId: there is no instance %q", id)
}

// Instances returns the instances that exist, whether or not they serve now, in
// the order of their identifiers.
func (d *Directory) Instances() []strowger.Instance {
	d.mu.Lock()
	defer d.mu.Unlock()
	var list []strowger.Instance
	for _, i := range d.instances {
		if noun := i.noun.Load(); exists(noun) {
			list = append(list, *noun)
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
