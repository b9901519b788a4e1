package host

import (
	"context"
	"errors"
	"strings"

	"github.com/strowger/strowger"
)

// CreateInstance makes an instance and returns its identifier. If an instance
// was made with the same client token before, nothing happens and the
// identifier is that one's. An alias that another instance has is an
// InvalidRequest (CreateInstance has no DuplicateResourceException), one
// instance more than the quota a ServiceQuotaExceeded.
func (d *Directory) CreateInstance(ctx context.Context, c strowger.CreateInstance) (strowger.InstanceID, error) {
	select {
	case d.creating <- struct{}{}:
		defer func() { <-d.creating }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	others := d.Instances()
	for _, other := range others {
		if c.Instance.ClientToken != "" && other.ClientToken == c.Instance.ClientToken {
			return other.ID, nil
		}
		if c.Instance.Alias != "" && strings.EqualFold(other.Alias, c.Instance.Alias) {
			return "", strowger.Errorf(strowger.InvalidRequest, "InstanceAlias: %q is the alias of another instance", other.Alias)
		}
	}
	if quota := &d.cfg.Quotas.Instances; *quota > 0 && len(others) >= *quota {
		return "", strowger.Errorf(strowger.ServiceQuotaExceeded, "there are %d instances; %s", len(others), d.cfg.Quotas.Told(quota))
	}
	i, err := d.start(ctx, c.Instance.ID)
	if err != nil {
		return "", err
	}
	if _, err = i.Do(ctx, c); err == nil {
		return c.Instance.ID, nil
	}
	if strowger.CodeOf(err) != strowger.InternalService { // refused, not in doubt
		err = errors.Join(err, d.remove(ctx, i))
	}
	return "", err
}

// start starts an instance that is not there yet. It is not listed before it
// exists, durably.
func (d *Directory) start(ctx context.Context, id strowger.InstanceID) (*Instance, error) {
	d.mu.Lock()
	_, running := d.instances[id]
	closed := d.closed
	d.mu.Unlock()
	switch {
	case closed:
		return nil, unavailable(errClosed)
	case id == "":
		return nil, strowger.Errorf(strowger.InvalidParameter, "InstanceId is required")
	case running:
		return nil, strowger.Errorf(strowger.InvalidRequest, "InstanceId: there is an instance %q", id)
	}
	w := d.newWriter(ctx, id)
	if err := w.begin(ctx); err != nil {
		w.abort()
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
	return d.remove(ctx, i)
}

// remove stops an instance that does not exist, or no longer.
func (d *Directory) remove(ctx context.Context, i *Instance) error {
	if err := i.close(ctx, notFound(i.id)); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.instances, i.id)
	return nil
}
