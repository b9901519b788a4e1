package routing

import (
	"fmt"
	"slices"

	"github.com/strowger/strowger"
)

func (d *decision) decideHours(c strowger.Command) (done bool, err error) {
	switch c := c.(type) {
	case strowger.CreateHoursOfOperation:
		err = d.createHours(c.Hours)
	case strowger.UpdateHoursOfOperation:
		err = d.updateHours(c)
	case strowger.DeleteHoursOfOperation:
		err = d.deleteHours(c.ID)
	case strowger.CreateHoursOfOperationOverride:
		err = d.createOverride(c)
	case strowger.UpdateHoursOfOperationOverride:
		err = d.updateOverride(c)
	case strowger.DeleteHoursOfOperationOverride:
		err = d.deleteOverride(c)
	default:
		return false, nil
	}
	return true, err
}

func (d *decision) createHours(h strowger.HoursOfOperation) error {
	if err := free(d.hours, h.ID, h.Name, "Name", "hours of operation"); err != nil {
		return err
	}
	for i, id := range h.Parents {
		member := fmt.Sprintf("ParentHoursOfOperationConfigs[%d].HoursOfOperationId", i)
		p, err := find(d.hours, id, member, "hours of operation")
		if err != nil {
			return err
		}
		if len(p.Parents) > 0 { // rule 5.7
			return strowger.Errorf(strowger.InvalidParameter, "%s: the hours of operation %q have parents themselves", member, p.Name)
		}
	}
	h.LastModified = d.now
	d.add(&strowger.HoursOfOperationSaved{Hours: h})
	return oneMore(d.Engine, d.hours, &d.Quotas.HoursOfOperations, "hours of operation")
}

func (d *decision) updateHours(c strowger.UpdateHoursOfOperation) error {
	old, err := find(d.hours, c.ID, "HoursOfOperationId", "hours of operation")
	if err != nil {
		return err
	}
	h := *old
	change(&h.Name, c.Name)
	change(&h.Description, c.Description)
	change(&h.TimeZone, c.TimeZone)
	change(&h.Config, c.Config)
	if err := free(d.hours, h.ID, h.Name, "Name", "hours of operation"); err != nil {
		return err
	}
	h.LastModified = d.now
	d.add(&strowger.HoursOfOperationSaved{Hours: h})
	return nil
}

func (d *decision) deleteHours(id strowger.HoursOfOperationID) error {
	h, err := find(d.hours, id, "HoursOfOperationId", "hours of operation")
	if err != nil {
		return err
	}
	for q := range d.queues.All() {
		if q.HoursOfOperationID == id {
			return strowger.Errorf(strowger.InvalidRequest, "HoursOfOperationId: the queue %q uses the hours of operation %q", q.Name, h.Name)
		}
	}
	for child := range d.hours.All() {
		if slices.Contains(child.Parents, id) {
			return strowger.Errorf(strowger.InvalidRequest, "HoursOfOperationId: %q is a parent of the hours of operation %q", h.Name, child.Name)
		}
	}
	d.add(&strowger.HoursOfOperationDeleted{ID: id})
	return nil
}

func (d *decision) createOverride(c strowger.CreateHoursOfOperationOverride) error {
	h, err := d.hoursToOverride(c.HoursID)
	if err != nil {
		return err
	}
	before := len(h.Overrides)
	h.Overrides = append(h.Overrides, c.Override)
	if err := d.saveOverride(h, before); err != nil {
		return err
	}
	return d.within(&d.Quotas.HoursOfOperationOverrides, before, before+1, "HoursOfOperationId: the hours of operation", "overrides")
}

// hoursToOverride returns a copy of hours of operation with a copy of their
// overrides.
func (d *decision) hoursToOverride(id strowger.HoursOfOperationID) (strowger.HoursOfOperation, error) {
	old, err := find(d.hours, id, "HoursOfOperationId", "hours of operation")
	if err != nil {
		return strowger.HoursOfOperation{}, err
	}
	h := *old
	h.Overrides = slices.Clone(h.Overrides)
	return h, nil
}

// saveOverride checks the i-th override and records the hours it is of.
func (d *decision) saveOverride(h strowger.HoursOfOperation, i int) error {
	o := &h.Overrides[i]
	if err := o.Validate(); err != nil {
		return err
	}
	for n := range h.Overrides {
		if n != i && h.Overrides[n].Name == o.Name {
			return strowger.Errorf(strowger.DuplicateResource, "Name: the hours of operation %q have an override named %q already", h.Name, o.Name)
		}
	}
	h.LastModified = d.now
	d.add(&strowger.HoursOfOperationSaved{Hours: h})
	return nil
}

// override returns a copy of hours and the index of one of their overrides.
func (d *decision) override(hours strowger.HoursOfOperationID, id strowger.HoursOfOperationOverrideID) (strowger.HoursOfOperation, int, error) {
	h, err := d.hoursToOverride(hours)
	if err != nil {
		return h, 0, err
	}
	i := slices.IndexFunc(h.Overrides, func(o strowger.HoursOfOperationOverride) bool { return o.ID == id })
	if i < 0 {
		err = strowger.Errorf(strowger.ResourceNotFound, "HoursOfOperationOverrideId: the hours of operation %q have no override %q", h.Name, id)
	}
	return h, i, err
}

func (d *decision) updateOverride(c strowger.UpdateHoursOfOperationOverride) error {
	h, i, err := d.override(c.HoursID, c.ID)
	if err != nil {
		return err
	}
	o := &h.Overrides[i]
	change(&o.Name, c.Name)
	change(&o.Description, c.Description)
	change(&o.Type, c.Type)
	change(&o.Config, c.Config)
	change(&o.EffectiveFrom, c.EffectiveFrom)
	change(&o.EffectiveTill, c.EffectiveTill)
	if c.Recurrence != nil {
		o.Recurrence = c.Recurrence
	} else if o.Type == strowger.OverrideStandard {
		o.Recurrence = nil
	}
	return d.saveOverride(h, i)
}

func (d *decision) deleteOverride(c strowger.DeleteHoursOfOperationOverride) error {
	h, i, err := d.override(c.HoursID, c.ID)
	if err != nil {
		return err
	}
	h.Overrides = slices.Delete(h.Overrides, i, i+1)
	h.LastModified = d.now
	d.add(&strowger.HoursOfOperationSaved{Hours: h})
	return nil
}
