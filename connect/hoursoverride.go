package connect

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

func (s *Server) registerHoursOverrides(mux *restjson.Mux) {
	restjson.Handle(mux, shape.CreateHoursOfOperationOverride, s.createHoursOverride)
	restjson.Handle(mux, shape.DescribeHoursOfOperationOverride, s.describeHoursOverride)
	restjson.Handle(mux, shape.ListHoursOfOperationOverrides, s.listHoursOverrides)
	restjson.Handle(mux, shape.UpdateHoursOfOperationOverride, s.updateHoursOverride)
	restjson.Handle(mux, shape.DeleteHoursOfOperationOverride, s.deleteHoursOverride)
	restjson.Handle(mux, shape.GetEffectiveHoursOfOperations, s.effectiveHours)
}

// createHoursOverride makes temporary hours unless OverrideType says otherwise.
func (s *Server) createHoursOverride(ctx context.Context, in *shape.CreateHoursOfOperationOverrideInput) (*shape.CreateHoursOfOperationOverrideOutput, error) {
	if err := check(ctx, func(c *restjson.Checker) { checkOverride(c, in.Config, in.RecurrenceConfig) }); err != nil {
		return nil, err
	}
	o := strowger.HoursOfOperationOverride{
		ID:            strowger.HoursOfOperationOverrideID(uuid.NewString()),
		Name:          in.Name,
		Description:   value(in.Description),
		Type:          strowger.OverrideStandard,
		Config:        each(in.Config, overrideHours),
		EffectiveFrom: strowger.Date(in.EffectiveFrom),
		EffectiveTill: strowger.Date(in.EffectiveTill),
		Recurrence:    recurrence(in.RecurrenceConfig),
	}
	if in.OverrideType != nil {
		o.Type = string(*in.OverrideType)
	}
	c := strowger.CreateHoursOfOperationOverride{HoursID: strowger.HoursOfOperationID(in.HoursOfOperationId), Override: o}
	if _, err := s.do(ctx, in.InstanceId, c); err != nil {
		return nil, err
	}
	return &shape.CreateHoursOfOperationOverrideOutput{HoursOfOperationOverrideId: text(o.ID)}, nil
}

// checkOverride checks what the documentation says of each row and of the
// lists of a recurrence, which hold at most one value.
func checkOverride(c *restjson.Checker, rows []shape.HoursOfOperationOverrideConfig, r *shape.RecurrenceConfig) {
	for i, row := range rows {
		c.Item("Config", i)
		if (row.StartTime == nil) != (row.EndTime == nil) {
			c.Violate("", "must have both StartTime and EndTime or neither")
		}
		c.Leave()
	}
	if r == nil {
		return
	}
	c.Member("RecurrenceConfig")
	c.Member("RecurrencePattern")
	c.Size("ByMonth", len(r.RecurrencePattern.ByMonth), 0, 1)
	c.Size("ByMonthDay", len(r.RecurrencePattern.ByMonthDay), 0, 1)
	if slices.Contains(r.RecurrencePattern.ByMonthDay, 0) {
		c.Violate("ByMonthDay[0]", "must not be 0")
	}
	if slices.Contains(r.RecurrencePattern.ByWeekdayOccurrence, 0) {
		c.Violate("ByWeekdayOccurrence[0]", "must not be 0")
	}
	c.Leave()
	c.Leave()
}

// overrideHours reads a row. Without Day it holds on every day, without times
// all day.
func overrideHours(row shape.HoursOfOperationOverrideConfig) strowger.OpenHours {
	h := strowger.OpenHours{Day: string(value(row.Day))}
	if row.StartTime != nil {
		h.StartHours, h.StartMinutes = int(*row.StartTime.Hours), int(*row.StartTime.Minutes)
		h.EndHours, h.EndMinutes = int(*row.EndTime.Hours), int(*row.EndTime.Minutes)
	}
	return h
}

func overrideConfig(h strowger.OpenHours) shape.HoursOfOperationOverrideConfig {
	return shape.HoursOfOperationOverrideConfig{
		Day:       optional(shape.OverrideDays(h.Day)),
		StartTime: overrideTime(h.StartHours, h.StartMinutes),
		EndTime:   overrideTime(h.EndHours, h.EndMinutes),
	}
}

func overrideTime(hours, minutes int) *shape.OverrideTimeSlice {
	return &shape.OverrideTimeSlice{Hours: new(int32(hours)), Minutes: new(int32(minutes))}
}

func recurrence(in *shape.RecurrenceConfig) *strowger.Recurrence {
	if in == nil {
		return nil
	}
	only := func(list []int32) int {
		if len(list) == 0 {
			return 0
		}
		return int(list[0])
	}
	p := in.RecurrencePattern
	return &strowger.Recurrence{
		Frequency:         string(p.Frequency),
		Interval:          int(*p.Interval),
		Month:             only(p.ByMonth),
		MonthDay:          only(p.ByMonthDay),
		WeekdayOccurrence: only(p.ByWeekdayOccurrence),
	}
}

func recurrenceConfig(r *strowger.Recurrence) *shape.RecurrenceConfig {
	if r == nil {
		return nil
	}
	list := func(n int) []int32 {
		if n == 0 {
			return nil
		}
		return []int32{int32(n)}
	}
	return &shape.RecurrenceConfig{RecurrencePattern: &shape.RecurrencePattern{
		Frequency:           shape.RecurrenceFrequency(r.Frequency),
		Interval:            new(int32(r.Interval)),
		ByMonth:             list(r.Month),
		ByMonthDay:          list(r.MonthDay),
		ByWeekdayOccurrence: list(r.WeekdayOccurrence),
	}}
}

func (s *Server) describeHoursOverride(ctx context.Context, in *shape.DescribeHoursOfOperationOverrideInput) (*shape.DescribeHoursOfOperationOverrideOutput, error) {
	out := &shape.DescribeHoursOfOperationOverrideOutput{}
	err := s.viewHours(ctx, in.InstanceId, in.HoursOfOperationId, func(e *routing.Engine, h *strowger.HoursOfOperation) error {
		for i := range h.Overrides {
			if o := &h.Overrides[i]; string(o.ID) == in.HoursOfOperationOverrideId {
				out.HoursOfOperationOverride = new(s.hoursOverride(e.Instance().ID, h, o))
				return nil
			}
		}
		return strowger.Errorf(strowger.ResourceNotFound, "HoursOfOperationOverrideId: the hours of operation %q have no override %q", h.Name, in.HoursOfOperationOverrideId)
	})
	return out, err
}

// viewHours reads hours of operation.
func (s *Server) viewHours(ctx context.Context, instance, id string, read func(*routing.Engine, *strowger.HoursOfOperation) error) error {
	return s.view(ctx, instance, func(e *routing.Engine, _ strowger.Time) error {
		h, err := find(e.HoursOfOperations(), strowger.HoursOfOperationID(id), "HoursOfOperationId", "hours of operation")
		if err != nil {
			return err
		}
		return read(e, h)
	})
}

func (s *Server) hoursOverride(instance strowger.InstanceID, h *strowger.HoursOfOperation, o *strowger.HoursOfOperationOverride) shape.HoursOfOperationOverride {
	return shape.HoursOfOperationOverride{
		HoursOfOperationOverrideId: text(o.ID),
		HoursOfOperationId:         text(h.ID),
		HoursOfOperationArn:        new(s.hoursARN(instance, h.ID)),
		Name:                       text(o.Name),
		Description:                text(o.Description),
		Config:                     each(o.Config, overrideConfig),
		EffectiveFrom:              text(o.EffectiveFrom),
		EffectiveTill:              text(o.EffectiveTill),
		RecurrenceConfig:           recurrenceConfig(o.Recurrence),
		OverrideType:               shape.OverrideType(o.Type),
	}
}

// listHoursOverrides lists the overrides of the hours themselves, not those of
// their parents.
func (s *Server) listHoursOverrides(ctx context.Context, in *shape.ListHoursOfOperationOverridesInput) (*shape.ListHoursOfOperationOverridesOutput, error) {
	p, err := newPage(ctx, in.NextToken, in.MaxResults, in.InstanceId, in.HoursOfOperationId)
	if err != nil {
		return nil, err
	}
	out := &shape.ListHoursOfOperationOverridesOutput{LastModifiedRegion: text(s.Names.Region)}
	err = s.viewHours(ctx, in.InstanceId, in.HoursOfOperationId, func(e *routing.Engine, h *strowger.HoursOfOperation) error {
		key := func(o strowger.HoursOfOperationOverride) string { return string(o.ID) }
		out.LastModifiedTime = epoch(h.LastModified)
		out.HoursOfOperationOverrideList, out.NextToken = take(p, sorted(h.Overrides, p.after, key), key,
			func(o strowger.HoursOfOperationOverride) shape.HoursOfOperationOverride {
				return s.hoursOverride(e.Instance().ID, h, &o)
			})
		return nil
	})
	return out, err
}

func (s *Server) updateHoursOverride(ctx context.Context, in *shape.UpdateHoursOfOperationOverrideInput) (*restjson.None, error) {
	if err := check(ctx, func(c *restjson.Checker) { checkOverride(c, in.Config, in.RecurrenceConfig) }); err != nil {
		return nil, err
	}
	c := strowger.UpdateHoursOfOperationOverride{
		HoursID:       strowger.HoursOfOperationID(in.HoursOfOperationId),
		ID:            strowger.HoursOfOperationOverrideID(in.HoursOfOperationOverrideId),
		Name:          in.Name,
		Description:   in.Description,
		Type:          (*string)(in.OverrideType),
		EffectiveFrom: (*strowger.Date)(in.EffectiveFrom),
		EffectiveTill: (*strowger.Date)(in.EffectiveTill),
		Recurrence:    recurrence(in.RecurrenceConfig),
	}
	if in.Config != nil {
		c.Config = new(each(in.Config, overrideHours))
	}
	return s.change(ctx, in.InstanceId, c)
}

func (s *Server) deleteHoursOverride(ctx context.Context, in *shape.DeleteHoursOfOperationOverrideInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.DeleteHoursOfOperationOverride{
		HoursID: strowger.HoursOfOperationID(in.HoursOfOperationId),
		ID:      strowger.HoursOfOperationOverrideID(in.HoursOfOperationOverrideId),
	})
}
