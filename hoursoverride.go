package strowger

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// HoursOfOperationOverride replaces hours of operation on some dates (Amazon
// Connect API Reference, HoursOfOperationOverride).
type HoursOfOperationOverride struct {
	ID            HoursOfOperationOverrideID
	Name          string
	Description   string      `json:",omitzero"`
	Type          string      // STANDARD, OPEN or CLOSED
	Config        []OpenHours `json:",omitzero"`
	EffectiveFrom Date
	EffectiveTill Date        // the last day
	Recurrence    *Recurrence `json:",omitzero"` // nil: on all days in between
}

// The types of override, from weak to strong: temporary hours, and recurring
// events that open or close.
const (
	OverrideStandard = "STANDARD"
	OverrideOpen     = "OPEN"
	OverrideClosed   = "CLOSED"
)

// Recurrence says on which days between its dates an override holds. Intervals
// count from the week, from Sunday to Saturday, the month or the year in which it
// becomes effective. What is 0 is not given.
type Recurrence struct {
	Frequency         string // WEEKLY, MONTHLY or YEARLY
	Interval          int    // 1 … 6
	Month             int    `json:",omitzero"` // 1 … 12; by default that of the first day
	MonthDay          int    `json:",omitzero"` // 1 … 31, -1 for the last; by default that of the first day
	WeekdayOccurrence int    `json:",omitzero"` // 1 … 4, -1 for the last; which weekday is in the Config
}

// The frequencies of a recurrence.
const (
	Weekly  = "WEEKLY"
	Monthly = "MONTHLY"
	Yearly  = "YEARLY"
)

// Date is a day of the calendar, such as 2026-12-24. Dates compare as strings.
type Date string

func dateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Time returns the midnight in UTC at which the date begins, and whether there
// is such a date.
func (d Date) Time() (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, string(d))
	return t, err == nil
}

func (d Date) time() time.Time {
	t, _ := d.Time()
	return t
}

func (d Date) add(days int) Date { return dateOf(d.time().AddDate(0, 0, days)) }

// weekday returns the day of the week as Amazon writes it.
func (d Date) weekday() string { return strings.ToUpper(d.time().Weekday().String()) }

// spans returns the ranges of the override that begin on one of its dates. A
// recurring event without ranges takes all day; temporary hours without ranges
// are never open.
func (o *HoursOfOperationOverride) spans(d Date) (spans []span) {
	if len(o.Config) == 0 && o.Type != OverrideStandard {
		return []span{{0, dayMinutes}}
	}
	for i := range o.Config {
		if o.Config[i].holds(d) {
			spans = append(spans, o.Config[i].span())
		}
	}
	return spans
}

// on reports whether a date is one of the override's.
func (o *HoursOfOperationOverride) on(d Date) bool {
	if d < o.EffectiveFrom || o.EffectiveTill < d {
		return false
	}
	return o.Recurrence == nil || o.Recurrence.on(o.EffectiveFrom.time(), d.time())
}

// on reports whether a day is one on which what began on a day before recurs.
func (r *Recurrence) on(from, d time.Time) bool {
	switch r.Frequency {
	case Weekly:
		return weeks(from, d)%r.Interval == 0
	case Monthly:
		return (months(d)-months(from))%r.Interval == 0 && r.inMonth(from, d)
	}
	month := cmp.Or(time.Month(r.Month), from.Month())
	return (d.Year()-from.Year())%r.Interval == 0 && d.Month() == month && r.inMonth(from, d)
}

// weeks returns how many weeks after the week of one day that of another is.
func weeks(from, d time.Time) int {
	sunday := from.AddDate(0, 0, -int(from.Weekday()))
	return int(d.Sub(sunday).Hours()) / (7 * 24)
}

func months(d time.Time) int { return d.Year()*12 + int(d.Month()) }

// inMonth reports whether a day is the right one of its month.
func (r *Recurrence) inMonth(from, d time.Time) bool {
	last := d.AddDate(0, 1, -d.Day()).Day()
	switch {
	case r.WeekdayOccurrence > 0:
		return (d.Day()-1)/7+1 == r.WeekdayOccurrence
	case r.WeekdayOccurrence < 0:
		return d.Day()+7 > last
	case r.MonthDay < 0:
		return d.Day() == last
	}
	return d.Day() == cmp.Or(r.MonthDay, from.Day())
}

// Validate checks what the members of an override say together. The error is an
// InvalidParameter that names the member.
func (o *HoursOfOperationOverride) Validate() error {
	invalid := func(format string, args ...any) error { return Errorf(InvalidParameter, format, args...) }
	if _, ok := o.EffectiveFrom.Time(); !ok {
		return invalid("EffectiveFrom: there is no day %q", o.EffectiveFrom)
	}
	if _, ok := o.EffectiveTill.Time(); !ok {
		return invalid("EffectiveTill: there is no day %q", o.EffectiveTill)
	}
	if o.EffectiveTill < o.EffectiveFrom {
		return invalid("EffectiveTill must not be before EffectiveFrom %s, is %s", o.EffectiveFrom, o.EffectiveTill)
	}
	r := o.Recurrence
	switch {
	case r == nil:
		return nil
	case o.Type == OverrideStandard:
		return invalid("OverrideType must be %s or %s if there is a RecurrenceConfig", OverrideOpen, OverrideClosed)
	case r.Frequency != Yearly && r.Month != 0:
		return invalid("RecurrenceConfig.RecurrencePattern.ByMonth must only be given if Frequency is %s", Yearly)
	case r.Frequency == Weekly && r.MonthDay != 0:
		return invalid("RecurrenceConfig.RecurrencePattern.ByMonthDay must not be given if Frequency is %s", Weekly)
	case r.Frequency == Weekly && r.WeekdayOccurrence != 0:
		return invalid("RecurrenceConfig.RecurrencePattern.ByWeekdayOccurrence must not be given if Frequency is %s", Weekly)
	case r.MonthDay != 0 && r.WeekdayOccurrence != 0:
		return invalid("RecurrenceConfig.RecurrencePattern.ByMonthDay and ByWeekdayOccurrence must not be given together")
	case r.WeekdayOccurrence != 0 && (len(o.Config) == 0 || slices.ContainsFunc(o.Config, func(h OpenHours) bool { return h.Day == "" })):
		return invalid("Config: each item needs a Day, the weekday of ByWeekdayOccurrence")
	}
	return nil
}
