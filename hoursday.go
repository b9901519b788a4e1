package strowger

import "slices"

// EffectiveHours is what is open on one date once the overrides have been
// looked at.
type EffectiveHours struct {
	Date      Date
	Open      []OpenHours
	Overrides []EffectiveOverride
}

// EffectiveOverride is a range of an override that holds on a date.
type EffectiveOverride struct {
	Name  string
	Open  bool
	Hours OpenHours
}

// On returns what is open on a date. Overrides are listed whether or not a
// stronger one hides them, and temporary hours without a range on their date as
// closed all day.
func (h *HoursOfOperation) On(d Date, inherited ...HoursOfOperationOverride) EffectiveHours {
	e := EffectiveHours{Date: d}
	for _, s := range h.schedule(d, inherited).spans() {
		e.Open = append(e.Open, s.hours(d))
	}
	for _, o := range slices.Concat(h.Overrides, inherited) {
		for _, s := range o.day(d) {
			e.Overrides = append(e.Overrides, EffectiveOverride{o.Name, o.Type != OverrideClosed, s.hours(d)})
		}
		if o.Type == OverrideStandard && o.on(d) && len(o.day(d)) == 0 {
			e.Overrides = append(e.Overrides, EffectiveOverride{o.Name, false, OpenHours{Day: d.weekday()}})
		}
	}
	return e
}

// day returns the ranges of an override on a date, those included that last
// from the day before.
func (o *HoursOfOperationOverride) day(d Date) (spans []span) {
	if o.on(d) {
		spans = o.spans(d)
	}
	if before := d.add(-1); o.on(before) {
		spans = append(spans, rest(o.spans(before))...)
	}
	return spans
}

// hours returns a range of a date as a row; what lasts into the next day ends at
// midnight.
func (s span) hours(d Date) OpenHours {
	to := min(s.to, dayMinutes) % dayMinutes
	return OpenHours{
		Day:        d.weekday(),
		StartHours: s.from / 60, StartMinutes: s.from % 60,
		EndHours: to / 60, EndMinutes: to % 60,
	}
}

// spans returns the ranges of the day that are open, in order and apart from
// each other. Between one end of a range and the next nothing changes.
func (s *schedule) spans() (open []span) {
	cuts := []int{0, dayMinutes}
	for _, r := range slices.Concat(s.closed, s.opened, s.usual) {
		cuts = append(cuts, r.from, min(r.to, dayMinutes))
	}
	slices.Sort(cuts)
	for i, from := range cuts[:len(cuts)-1] {
		to := cuts[i+1]
		switch last := len(open) - 1; {
		case from == to || !s.open(from):
		case last >= 0 && open[last].to == from:
			open[last].to = to
		default:
			open = append(open, span{from, to})
		}
	}
	return open
}
