package host

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/flow"
	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/report"
	"github.com/strowger/strowger/routing"
)

func TestOpenNeedsJournalAndReport(t *testing.T) {
	for _, cfg := range []Config{{Journal: journal.NewMemory()}, {Report: &report.Store{}}} {
		if _, err := Open(t.Context(), cfg); err == nil {
			t.Errorf("Open accepted %+v", cfg)
		}
	}
}

func TestOpenEndsWithItsContext(t *testing.T) {
	s := newSite(t)
	d, _ := s.openHouse()
	s.close(d)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, d.cfg); !errors.Is(err, context.Canceled) {
		t.Errorf("Open gave %v, want the error of its context", err)
	}
}

func TestCreateInstanceIsIdempotent(t *testing.T) {
	s := newSite(t)
	d := s.open()
	create := func(id strowger.InstanceID, alias, token string) (strowger.InstanceID, error) {
		c := houseCommand(id)
		c.Instance.Alias, c.Instance.ClientToken = alias, token
		return d.CreateInstance(t.Context(), c)
	}
	id, err := create("one", "First", "token")
	if id != "one" || err != nil {
		t.Fatalf("created %q, error %v", id, err)
	}
	for range 2 { // before and after a restart
		if id, err := create("two", "Second", "token"); id != "one" || err != nil {
			t.Errorf("the same token gave %q, error %v", id, err)
		}
		if _, err := create("two", "first", "another"); strowger.CodeOf(err) != strowger.InvalidRequest || !strings.Contains(err.Error(), "InstanceAlias") {
			t.Errorf("the same alias gave %v", err)
		}
		if _, err := create("one", "Second", "another"); strowger.CodeOf(err) != strowger.InvalidRequest {
			t.Errorf("the same identifier gave %v", err)
		}
		if _, err := create("", "", ""); strowger.CodeOf(err) != strowger.InvalidParameter {
			t.Errorf("no identifier gave %v", err)
		}
		s.close(d)
		d = s.open()
	}
	if id, err := create("two", "", ""); id != "two" || err != nil {
		t.Errorf("created %q, error %v", id, err)
	}
	if id, err := create("three", "", ""); id != "three" || err != nil {
		t.Errorf("created %q, error %v", id, err)
	}
}

func TestInstancesAreListedInOrder(t *testing.T) {
	s := newSite(t)
	d := s.open()
	var group sync.WaitGroup
	for n := range 8 {
		group.Go(func() {
			if _, err := d.CreateInstance(t.Context(), houseCommand(strowger.InstanceID(fmt.Sprint("i", n)))); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	check(t, d.DeleteInstance(t.Context(), "i3"))
	want := []strowger.InstanceID{"i0", "i1", "i2", "i4", "i5", "i6", "i7"}
	for range 2 { // before and after a restart
		var got []strowger.InstanceID
		for _, i := range d.Instances() {
			got = append(got, i.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("instances %v, want %v", got, want)
		}
		for _, id := range []strowger.InstanceID{"i3", "i9"} {
			if _, err := d.Instance(id); strowger.CodeOf(err) != strowger.ResourceNotFound {
				t.Errorf("instance %s gave %v", id, err)
			}
			if err := d.DeleteInstance(t.Context(), id); strowger.CodeOf(err) != strowger.ResourceNotFound {
				t.Errorf("deleting instance %s gave %v", id, err)
			}
		}
		s.close(d)
		d = s.open()
	}
}

func TestDeletedInstanceServesNobody(t *testing.T) {
	d, i := newSite(t).openHouse()
	call(t, i, "c1", "Sample routing criteria flow")
	check(t, d.DeleteInstance(t.Context(), houseID))
	if _, err := i.Do(t.Context(), strowger.Tick{}); strowger.CodeOf(err) != strowger.ResourceNotFound {
		t.Errorf("a command on a deleted instance gave %v", err)
	}
	err := i.View(t.Context(), func(*routing.Engine, strowger.Time) error { return nil })
	if strowger.CodeOf(err) != strowger.ResourceNotFound {
		t.Errorf("a read of a deleted instance gave %v", err)
	}
	check(t, d.Advance(t.Context(), 60))
}

func TestClosedDirectory(t *testing.T) {
	s := newSite(t)
	d, _ := s.openHouse()
	s.close(d)
	if _, err := d.CreateInstance(t.Context(), houseCommand("late")); !errors.Is(err, ErrUnavailable) {
		t.Errorf("CreateInstance gave %v, want ErrUnavailable", err)
	}
	check(t, d.Close(t.Context()))
}

// The nouns of a new instance must fit together.
func TestNewInstance(t *testing.T) {
	c := houseCommand(houseID)
	seen := map[string]bool{}
	for _, id := range []string{
		string(c.HoursOfOperations[0].ID), string(c.Queues[0].ID), string(c.RoutingProfiles[0].ID),
		string(c.AgentStatuses[0].ID), string(c.AgentStatuses[1].ID), string(c.SecurityProfiles[0].ID),
		string(c.ContactFlows[0].ID),
	} {
		if seen[id] {
			t.Errorf("identifier %q is given twice", id)
		}
		seen[id] = true
	}
	if q := c.Queues[0]; q.HoursOfOperationID != c.HoursOfOperations[0].ID {
		t.Error("BasicQueue has no hours of operation")
	}
	for _, row := range c.RoutingProfiles[0].Queues {
		if m, ok := c.RoutingProfiles[0].Media(row.Channel); row.QueueID != c.Queues[0].ID || !ok || m.Concurrency < 1 {
			t.Errorf("the routing profile's row %+v serves nobody", row)
		}
	}
	for _, f := range c.ContactFlows {
		if _, err := flow.Parse("i", f.Type, f.Content); err != nil {
			t.Errorf("flow %q: %v", f.Name, err)
		}
	}
	admin := c.SecurityProfiles[0].Permissions
	for _, p := range c.SecurityProfiles {
		for _, name := range p.Permissions {
			if !slices.Contains(admin, name) {
				t.Errorf("%s has %s, which the administrator lacks", p.Name, name)
			}
		}
	}
}
