package connect

import (
	"context"
	"time"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// effectiveDays bounds the answer of GetEffectiveHoursOfOperations, which has no
// pages. Amazon documents no limit.
const effectiveDays = 366

// effectiveHours shows what is open on each day of a range, and which overrides
// hold on it.
func (s *Server) effectiveHours(ctx context.Context, in *shape.GetEffectiveHoursOfOperationsInput) (*shape.GetEffectiveHoursOfOperationsOutput, error) {
	from, till, err := effectiveRange(ctx, in)
	if err != nil {
		return nil, err
	}
	out := &shape.GetEffectiveHoursOfOperationsOutput{}
	err = s.viewHours(ctx, in.InstanceId, in.HoursOfOperationId, func(e *routing.Engine, h *strowger.HoursOfOperation) error {
		out.TimeZone = text(h.TimeZone)
		inherited := e.InheritedOverrides(h)
		for t := from; !t.After(till); t = t.AddDate(0, 0, 1) {
			on := h.On(strowger.Date(t.Format(time.DateOnly)), inherited...)
			out.EffectiveHoursOfOperationList = append(out.EffectiveHoursOfOperationList, shape.EffectiveHoursOfOperations{
				Date: text(on.Date), OperationalHours: each(on.Open, operationalHour),
			})
			if len(on.Overrides) > 0 {
				out.EffectiveOverrideHoursList = append(out.EffectiveOverrideHoursList, shape.EffectiveOverrideHours{
					Date: text(on.Date), OverrideHours: each(on.Overrides, overrideHour),
				})
			}
		}
		return nil
	})
	return out, err
}

func effectiveRange(ctx context.Context, in *shape.GetEffectiveHoursOfOperationsInput) (from, till time.Time, err error) {
	err = check(ctx, func(c *restjson.Checker) {
		var hasFrom, hasTill bool
		if from, hasFrom = strowger.Date(in.FromDate).Time(); !hasFrom {
			c.Violate("FromDate", "must be a day of the calendar, is %q", in.FromDate)
		}
		if till, hasTill = strowger.Date(in.ToDate).Time(); !hasTill {
			c.Violate("ToDate", "must be a day of the calendar, is %q", in.ToDate)
		}
		switch {
		case !hasFrom || !hasTill:
		case till.Before(from):
			c.Violate("ToDate", "must not be before FromDate")
		case !till.Before(from.AddDate(0, 0, effectiveDays)):
			c.Violate("ToDate", "must be less than %d days after FromDate", effectiveDays)
		}
	})
	return from, till, err
}

func operationalHour(h strowger.OpenHours) shape.OperationalHour {
	return shape.OperationalHour{
		Start: overrideTime(h.StartHours, h.StartMinutes),
		End:   overrideTime(h.EndHours, h.EndMinutes),
	}
}

func overrideHour(o strowger.EffectiveOverride) shape.OverrideHour {
	status := shape.OperationalStatusClosed
	if o.Open {
		status = shape.OperationalStatusOpen
	}
	return shape.OverrideHour{
		Start:             overrideTime(o.Hours.StartHours, o.Hours.StartMinutes),
		End:               overrideTime(o.Hours.EndHours, o.Hours.EndMinutes),
		OverrideName:      text(o.Name),
		OperationalStatus: status,
	}
}
