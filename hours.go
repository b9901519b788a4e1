package strowger

import (
	"slices"
	"sync"
	"time"
	_ "time/tzdata" // the same zones on a machine that has none
)

// HoursOfOperation says when a queue is open: weekly ranges in a time zone, and
// overrides for dates that differ. The engine does not enforce them; flows ask
// (U38).
type HoursOfOperation struct {
	ID           HoursOfOperationID
	Name         string
	Description  string                     `json:",omitzero"`
	TimeZone     string                     // an IANA name
	Config       []OpenHours                `json:",omitzero"`
	Overrides    []HoursOfOperationOverride `json:",omitzero"` // in the order in which they were made
	Parents      []HoursOfOperationID       `json:",omitzero"` // whose overrides hold here too
	Tags         Tags                       `json:",omitzero"`
	LastModified Time
}

// OpenHours is one range of one weekday. An end that is not after the start is
// on the next day: 00:00 is the midnight that ends the day, and a range from
// 00:00 to 00:00 is the whole of it.
type OpenHours struct {
	Day                      string // SUNDAY … SATURDAY; "" in an override: every day
	StartHours, StartMinutes int
	EndHours, EndMinutes     int
}

// span is a range of minutes counted from the midnight at which a day begins;
// it may end on the next day.
type span struct{ from, to int }

// dayMinutes is how long a day is, daylight saving apart.
const dayMinutes = 24 * 60

func (h *OpenHours) span() span {
	s := span{h.StartHours*60 + h.StartMinutes, h.EndHours*60 + h.EndMinutes}
	if s.to <= s.from {
		s.to += dayMinutes
	}
	return s
}

// holds reports whether the range is one of a date.
func (h *OpenHours) holds(d Date) bool { return h.Day == "" || h.Day == d.weekday() }

// Open reports whether the hours are open at an instant. Overrides are those of
// the parents, which hold as its own do. At each moment a recurring CLOSED
// override decides before a recurring OPEN one; then the STANDARD overrides of
// the date if there are any, which replace the weekly hours, or else the weekly
// hours (rule 5.7; Administrator Guide, "Identify dates where you need to
// override standard operating hours").
func (h *HoursOfOperation) Open(at Time, inherited ...HoursOfOperationOverride) bool {
	local := at.Time().In(location(h.TimeZone))
	return h.schedule(dateOf(local), inherited).open(local.Hour()*60 + local.Minute())
}

// schedule is what decides on a date: ranges in the order of precedence.
type schedule struct{ closed, opened, usual []span }

func (s *schedule) open(minute int) bool {
	switch {
	case covers(s.closed, minute):
		return false
	case covers(s.opened, minute):
		return true
	}
	return covers(s.usual, minute)
}

func covers(spans []span, minute int) bool {
	return slices.ContainsFunc(spans, func(s span) bool { return s.from <= minute && minute < s.to })
}

// schedule collects the ranges of a date and those of the day before that last
// into it.
func (h *HoursOfOperation) schedule(d Date, inherited []HoursOfOperationOverride) *schedule {
	s := h.begun(d, inherited)
	before := h.begun(d.add(-1), inherited)
	s.closed = append(s.closed, rest(before.closed)...)
	s.opened = append(s.opened, rest(before.opened)...)
	s.usual = append(s.usual, rest(before.usual)...)
	return s
}

// rest returns what is left of the ranges of a day on the next one.
func rest(spans []span) (left []span) {
	for _, s := range spans {
		if s.to > dayMinutes {
			left = append(left, span{0, s.to - dayMinutes})
		}
	}
	return left
}

// begun collects the ranges that begin on a date.
func (h *HoursOfOperation) begun(d Date, inherited []HoursOfOperationOverride) *schedule {
	s, replaced := &schedule{}, false
	for _, o := range slices.Concat(h.Overrides, inherited) {
		switch on := o.on(d); {
		case !on:
		case o.Type == OverrideClosed:
			s.closed = append(s.closed, o.spans(d)...)
		case o.Type == OverrideOpen:
			s.opened = append(s.opened, o.spans(d)...)
		default:
			replaced = true
			s.usual = append(s.usual, o.spans(d)...)
		}
	}
	for _, r := range h.Config {
		if !replaced && r.holds(d) {
			s.usual = append(s.usual, r.span())
		}
	}
	return s
}

// locations keeps the time zones that were asked for: there are some hundred,
// and finding one reads a file.
var locations sync.Map

// location returns a time zone, UTC if the machine does not know it any more.
func location(name string) *time.Location {
	if zone, ok := locations.Load(name); ok {
		return zone.(*time.Location)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		zone = time.UTC
	}
	locations.Store(name, zone)
	return zone
}
