package strowger_test

import (
	"slices"
	"testing"
	"time"

	"github.com/strowger/strowger"
)

// at is a moment of the wall clock in a zone, such as 2026-11-21 09:00.
func at(t *testing.T, zone, wall string) strowger.Time {
	t.Helper()
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	moment, err := time.ParseInLocation("2006-01-02 15:04", wall, location)
	if err != nil {
		t.Fatal(err)
	}
	return strowger.TimeOf(moment)
}

func open(day string, from, to int) strowger.OpenHours {
	return strowger.OpenHours{
		Day: day, StartHours: from / 100, StartMinutes: from % 100, EndHours: to / 100, EndMinutes: to % 100,
	}
}

// shop is open on weekdays with a break on Fridays, on Saturdays until midnight
// and over the night that follows Sunday.
func shop(overrides ...strowger.HoursOfOperationOverride) *strowger.HoursOfOperation {
	return &strowger.HoursOfOperation{
		TimeZone: "Europe/London",
		Config: []strowger.OpenHours{
			open("MONDAY", 900, 1730), open("FRIDAY", 900, 1200), open("FRIDAY", 1300, 1730),
			open("SATURDAY", 1000, 0), open("SUNDAY", 2200, 600), open("WEDNESDAY", 0, 0),
		},
		Overrides: overrides,
	}
}

func checkOpen(t *testing.T, h *strowger.HoursOfOperation, want map[string]bool) {
	t.Helper()
	for wall, open := range want {
		if got := h.Open(at(t, h.TimeZone, wall)); got != open {
			t.Errorf("open at %s: got %v, want %v", wall, got, open)
		}
	}
}

func TestOpenByTheWeek(t *testing.T) {
	checkOpen(t, shop(), map[string]bool{
		"2026-11-23 08:59": false, "2026-11-23 09:00": true, "2026-11-23 17:29": true, "2026-11-23 17:30": false, // Monday
		"2026-11-24 12:00": false,                                                     // Tuesday
		"2026-11-25 00:00": true, "2026-11-25 23:59": true, "2026-11-26 00:00": false, // Wednesday, all of it
		"2026-11-27 11:59": true, "2026-11-27 12:00": false, "2026-11-27 13:00": true, // Friday
		"2026-11-28 09:59": false, "2026-11-28 23:59": true, "2026-11-29 00:00": false, // Saturday
		"2026-11-29 22:00": true, "2026-11-30 05:59": true, "2026-11-30 06:00": false, // Sunday night
	})
}

func TestOpenFollowsTheTimeZone(t *testing.T) {
	h := &strowger.HoursOfOperation{TimeZone: "America/New_York", Config: []strowger.OpenHours{open("MONDAY", 900, 1000)}}
	for wall, want := range map[string]bool{
		"2026-11-23 14:00": true, "2026-11-23 13:00": false, // winter, UTC-5
		"2026-07-20 13:00": true, "2026-07-20 14:00": false, // summer, UTC-4
	} {
		if got := h.Open(at(t, "UTC", wall)); got != want {
			t.Errorf("open at %s UTC: got %v, want %v", wall, got, want)
		}
	}
}

func override(kind, from, till string, r *strowger.Recurrence, rows ...strowger.OpenHours) strowger.HoursOfOperationOverride {
	return strowger.HoursOfOperationOverride{
		Name: kind + from, Type: kind, Config: rows, Recurrence: r,
		EffectiveFrom: strowger.Date(from), EffectiveTill: strowger.Date(till),
	}
}

// Temporary hours replace the whole schedule of their dates.
func TestTemporaryHours(t *testing.T) {
	h := shop(override("STANDARD", "2026-11-23", "2026-11-25", nil, open("MONDAY", 1200, 1400), open("TUESDAY", 2300, 100)))
	checkOpen(t, h, map[string]bool{
		"2026-11-23 09:00": false, "2026-11-23 12:00": true, "2026-11-23 14:00": false,
		"2026-11-24 23:00": true, "2026-11-25 00:59": true, "2026-11-25 01:00": false, "2026-11-25 12:00": false,
		"2026-11-23 05:00": true,                           // from the Sunday before, which is not replaced
		"2026-11-30 12:00": true, "2026-11-30 16:00": true, // the week after
	})
	checkOpen(t, shop(override("STANDARD", "2026-11-23", "2026-11-23", nil)), map[string]bool{"2026-11-23 12:00": false})
}

// The example of the Administrator Guide: open at 8, closed from noon to 4, open
// again from 6 to 8.
func TestPrecedenceOfOverrides(t *testing.T) {
	every := &strowger.Recurrence{Frequency: "YEARLY", Interval: 1}
	h := shop(
		override("STANDARD", "2026-11-23", "2026-11-23", nil, open("", 800, 1600)),
		override("OPEN", "2026-11-23", "2030-01-01", every, open("", 1800, 2000)),
		override("CLOSED", "2026-11-23", "2030-01-01", every, open("MONDAY", 1200, 1830)),
	)
	checkOpen(t, h, map[string]bool{
		"2026-11-23 07:59": false, "2026-11-23 08:00": true, "2026-11-23 11:59": true, "2026-11-23 12:00": false,
		"2026-11-23 18:00": false, "2026-11-23 18:30": true, "2026-11-23 20:00": false,
		"2027-11-23 18:00": true, // a Tuesday: the closing has no row for it
		"2028-11-23 19:00": true, "2028-11-24 19:00": false,
	})
	closed := override("CLOSED", "2026-11-23", "2026-11-30", every)
	if h := shop(); h.Open(at(t, h.TimeZone, "2026-11-23 12:00"), closed) {
		t.Error("an inherited override does not close")
	}
}

func TestRecurrence(t *testing.T) {
	for _, c := range []struct {
		r    strowger.Recurrence
		day  string // of the rows
		want []string
	}{
		{strowger.Recurrence{Frequency: "WEEKLY", Interval: 2}, "MONDAY", []string{
			"2026-11-23", "2026-12-07", "2026-12-21", "2027-01-04", "2027-01-18", "2027-02-01", "2027-02-15", "2027-03-01", "2027-03-15", "2027-03-29"}},
		{strowger.Recurrence{Frequency: "MONTHLY", Interval: 1, MonthDay: 31}, "", []string{"2026-12-31", "2027-01-31", "2027-03-31"}},
		{strowger.Recurrence{Frequency: "MONTHLY", Interval: 3, MonthDay: -1}, "", []string{"2026-11-30", "2027-02-28"}},
		{strowger.Recurrence{Frequency: "MONTHLY", Interval: 2}, "", []string{"2026-11-12", "2027-01-12", "2027-03-12"}},
		{strowger.Recurrence{Frequency: "MONTHLY", Interval: 1, WeekdayOccurrence: -1}, "FRIDAY", []string{"2026-11-27", "2026-12-25", "2027-01-29", "2027-02-26", "2027-03-26"}},
		{strowger.Recurrence{Frequency: "YEARLY", Interval: 1, Month: 1, WeekdayOccurrence: 3}, "MONDAY", []string{"2027-01-18"}},
		{strowger.Recurrence{Frequency: "YEARLY", Interval: 1, Month: 2, MonthDay: 29}, "", nil}, // there is none in 2027
		{strowger.Recurrence{Frequency: "YEARLY", Interval: 2}, "", []string{"2026-11-12"}},
	} {
		h := &strowger.HoursOfOperation{TimeZone: "UTC", Overrides: []strowger.HoursOfOperationOverride{
			override("OPEN", "2026-11-12", "2027-03-31", &c.r, open(c.day, 0, 0)), // from a Thursday
		}}
		var got []string
		for d := at(t, "UTC", "2026-11-01 12:00"); d < at(t, "UTC", "2028-12-31 12:00"); d = d.Add(24 * 60 * 60) {
			if h.Open(d) {
				got = append(got, d.Time().Format(time.DateOnly))
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v: got %v, want %v", c.r, got, c.want)
		}
	}
}
