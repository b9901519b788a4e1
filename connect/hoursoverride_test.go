package connect_test

import (
	"fmt"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/internal/enginetest"
)

func overrideRow(day types.OverrideDays, from, to [2]int32) types.HoursOfOperationOverrideConfig {
	slice := func(at [2]int32) *types.OverrideTimeSlice {
		return &types.OverrideTimeSlice{Hours: &at[0], Minutes: &at[1]}
	}
	return types.HoursOfOperationOverrideConfig{Day: day, StartTime: slice(from), EndTime: slice(to)}
}

func (o *office) override(id *string) *types.HoursOfOperationOverride {
	o.Helper()
	out, err := o.Client.DescribeHoursOfOperationOverride(o.ctx, &sdk.DescribeHoursOfOperationOverrideInput{
		InstanceId: o.id, HoursOfOperationId: &o.HoursID, HoursOfOperationOverrideId: id,
	})
	must(o.T, err)
	return out.HoursOfOperationOverride
}

func TestHoursOfOperationOverride(t *testing.T) {
	o := newOffice(t)
	in := &sdk.CreateHoursOfOperationOverrideInput{
		InstanceId: o.id, HoursOfOperationId: &o.HoursID,
		Name: new("Stocktaking"), Description: new("Third Monday"), OverrideType: types.OverrideTypeClosed,
		EffectiveFrom: new("2026-01-01"), EffectiveTill: new("2028-12-31"),
		Config: []types.HoursOfOperationOverrideConfig{overrideRow(types.OverrideDaysMonday, [2]int32{12, 30}, [2]int32{0, 0})},
		RecurrenceConfig: &types.RecurrenceConfig{RecurrencePattern: &types.RecurrencePattern{
			Frequency: types.RecurrenceFrequencyYearly, Interval: new(int32(2)),
			ByMonth: []int32{1}, ByWeekdayOccurrence: []int32{3},
		}},
	}
	created, err := o.Client.CreateHoursOfOperationOverride(o.ctx, in)
	must(t, err)
	want := &types.HoursOfOperationOverride{
		HoursOfOperationOverrideId: created.HoursOfOperationOverrideId,
		HoursOfOperationId:         &o.HoursID, HoursOfOperationArn: o.arn("operating-hours", o.HoursID),
		Name: in.Name, Description: in.Description, OverrideType: in.OverrideType, Config: in.Config,
		EffectiveFrom: in.EffectiveFrom, EffectiveTill: in.EffectiveTill, RecurrenceConfig: in.RecurrenceConfig,
	}
	same(t, "created", o.override(created.HoursOfOperationOverrideId), want)

	o.advance(60)
	update := &sdk.UpdateHoursOfOperationOverrideInput{
		InstanceId: o.id, HoursOfOperationId: &o.HoursID, HoursOfOperationOverrideId: created.HoursOfOperationOverrideId,
		Config: []types.HoursOfOperationOverrideConfig{},
		RecurrenceConfig: &types.RecurrenceConfig{RecurrencePattern: &types.RecurrencePattern{
			Frequency: types.RecurrenceFrequencyMonthly, Interval: new(int32(1)), ByMonthDay: []int32{-1},
		}},
	}
	must(t, o.updateOverride(update))
	want.Config, want.RecurrenceConfig = update.Config, update.RecurrenceConfig
	same(t, "another recurrence", o.override(created.HoursOfOperationOverrideId), want)

	must(t, o.updateOverride(&sdk.UpdateHoursOfOperationOverrideInput{
		InstanceId: o.id, HoursOfOperationId: &o.HoursID, HoursOfOperationOverrideId: created.HoursOfOperationOverrideId,
		Name: new("Christmas"), Description: new("Short days"), OverrideType: types.OverrideTypeStandard,
		EffectiveFrom: new("2026-12-24"), EffectiveTill: new("2026-12-24"),
		Config: []types.HoursOfOperationOverrideConfig{{}},
	}))
	want.Name, want.Description, want.OverrideType, want.RecurrenceConfig = new("Christmas"), new("Short days"), types.OverrideTypeStandard, nil
	want.EffectiveFrom, want.EffectiveTill = new("2026-12-24"), new("2026-12-24")
	want.Config = []types.HoursOfOperationOverrideConfig{overrideRow("", [2]int32{}, [2]int32{})}
	same(t, "all of it", o.override(created.HoursOfOperationOverrideId), want)

	list, err := o.Client.ListHoursOfOperationOverrides(o.ctx, &sdk.ListHoursOfOperationOverridesInput{InstanceId: o.id, HoursOfOperationId: o.arn("operating-hours", o.HoursID)})
	must(t, err)
	same(t, "listed", list.HoursOfOperationOverrideList, []types.HoursOfOperationOverride{*want})
	same(t, "time of the hours", list.LastModifiedTime, o.now())
	same(t, "region of the hours", list.LastModifiedRegion, region)

	remove := &sdk.DeleteHoursOfOperationOverrideInput{InstanceId: o.id, HoursOfOperationId: &o.HoursID, HoursOfOperationOverrideId: created.HoursOfOperationOverrideId}
	_, err = o.Client.DeleteHoursOfOperationOverride(o.ctx, remove)
	must(t, err)
	_, err = o.Client.DeleteHoursOfOperationOverride(o.ctx, remove)
	exception[*types.ResourceNotFoundException](t, err, "HoursOfOperationOverrideId")
	_, err = o.Client.DescribeHoursOfOperationOverride(o.ctx, &sdk.DescribeHoursOfOperationOverrideInput{
		InstanceId: o.id, HoursOfOperationId: &o.HoursID, HoursOfOperationOverrideId: created.HoursOfOperationOverrideId,
	})
	exception[*types.ResourceNotFoundException](t, err, "HoursOfOperationOverrideId")
	exception[*types.ResourceNotFoundException](t, o.updateOverride(update), "HoursOfOperationOverrideId")
}

func (o *office) updateOverride(in *sdk.UpdateHoursOfOperationOverrideInput) error {
	_, err := o.Client.UpdateHoursOfOperationOverride(o.ctx, in)
	return err
}

// overrideBody is a request for an override, the last members given.
func overrideBody(name, members string) string {
	return fmt.Sprintf(`{"Name":%q,"EffectiveFrom":"2026-01-01","EffectiveTill":"2026-12-31","Config":[]%s}`, name, members)
}

func TestHoursOfOperationOverrideRefusals(t *testing.T) {
	o := newOffice(t, enginetest.Quotas(strowger.DefaultQuotas()))
	const invalid = "InvalidParameterException"
	overrides := "/hours-of-operations/{I}/" + o.HoursID + "/overrides"
	recurring := func(members string) string {
		return overrideBody("x", `,"OverrideType":"OPEN","RecurrenceConfig":{"RecurrencePattern":{`+members+`}}`)
	}
	for _, c := range []struct{ body, code, names string }{
		{`{}`, invalid, "Name is required; Config is required; EffectiveFrom is required; EffectiveTill is required"},
		{strings.Replace(overrideBody("x", ""), "2026-12-31", "31.12.2026", 1), invalid, "EffectiveTill must match"},
		{strings.Replace(overrideBody("x", ""), "2026-12-31", "2026-02-30", 1), invalid, "EffectiveTill"},
		{strings.Replace(overrideBody("x", ""), "2026-01-01", "2026-00-01", 1), invalid, "EffectiveFrom"},
		{strings.Replace(overrideBody("x", ""), "2026-01-01", "2027-01-01", 1), invalid, "EffectiveTill must not be before"},
		{overrideBody("x", `,"OverrideType":"HOLIDAY"`), invalid, "OverrideType must be one of"},
		{overrideBody("x", `,"Config":[{"StartTime":{"Hours":24,"Minutes":0}}]`), "SerializationException", "Config"}, // given twice
		{strings.Replace(overrideBody("x", ""), "[]", `[{"StartTime":{"Hours":24,"Minutes":0}}]`, 1), invalid,
			"Config[0].StartTime.Hours must be between 0 and 23"},
		{strings.Replace(overrideBody("x", ""), "[]", `[{"StartTime":{"Hours":9,"Minutes":0}}]`, 1), invalid, "Config[0] must have both StartTime and EndTime"},
		{overrideBody("x", `,"RecurrenceConfig":{"RecurrencePattern":{"Frequency":"WEEKLY","Interval":1}}`), invalid, "OverrideType must be OPEN or CLOSED"},
		{recurring(``), invalid, "RecurrencePattern.Frequency is required; RecurrenceConfig.RecurrencePattern.Interval is required"},
		{recurring(`"Frequency":"WEEKLY","Interval":7`), invalid, "Interval must be between 1 and 6"},
		{recurring(`"Frequency":"MONTHLY","Interval":1,"ByMonth":[1]`), invalid, "ByMonth must only be given"},
		{recurring(`"Frequency":"YEARLY","Interval":1,"ByMonth":[1,2]`), invalid, "RecurrenceConfig.RecurrencePattern.ByMonth must have at most 1"},
		{recurring(`"Frequency":"YEARLY","Interval":1,"ByMonth":[13]`), invalid, "ByMonth[0] must be between 1 and 12"},
		{recurring(`"Frequency":"YEARLY","Interval":1,"ByMonthDay":[0]`), invalid, "ByMonthDay[0] must not be 0"},
		{recurring(`"Frequency":"YEARLY","Interval":1,"ByMonthDay":[1,2]`), invalid, "ByMonthDay must have at most 1"},
		{recurring(`"Frequency":"WEEKLY","Interval":1,"ByMonthDay":[1]`), invalid, "ByMonthDay must not be given"},
		{recurring(`"Frequency":"WEEKLY","Interval":1,"ByWeekdayOccurrence":[1]`), invalid, "ByWeekdayOccurrence must not be given"},
		{recurring(`"Frequency":"YEARLY","Interval":1,"ByWeekdayOccurrence":[0]`), invalid, "ByWeekdayOccurrence[0] must not be 0"},
		{recurring(`"Frequency":"YEARLY","Interval":1,"ByWeekdayOccurrence":[1]`), invalid, "Config: each item needs a Day"},
		{recurring(`"Frequency":"YEARLY","Interval":1,"ByWeekdayOccurrence":[1],"ByMonthDay":[1]`), invalid, "must not be given together"},
	} {
		o.call("PUT", overrides, c.body).refused(t, c.body, c.code, c.names)
	}
	o.call("PUT", strings.Replace(overrides, o.HoursID, missing, 1), overrideBody("x", "")).refused(t, "hours that are not there", "ResourceNotFoundException", "HoursOfOperationId")

	o.call("PUT", overrides, overrideBody("n0", "")).has(t, "the first", "HoursOfOperationOverrideId")
	o.call("PUT", overrides, overrideBody("n0", "")).refused(t, "the same name", "DuplicateResourceException", "Name")
	for n := 1; n < 50; n++ {
		o.call("PUT", overrides, overrideBody(fmt.Sprint("n", n), "")).has(t, "one of fifty", "HoursOfOperationOverrideId")
	}
	o.call("PUT", overrides, overrideBody("n50", "")).refused(t, "the 51st", "LimitExceededException", "51 overrides")

	list, err := o.Client.ListHoursOfOperationOverrides(o.ctx, &sdk.ListHoursOfOperationOverridesInput{InstanceId: o.id, HoursOfOperationId: &o.HoursID, MaxResults: new(int32(49))})
	must(t, err)
	rest, err := o.Client.ListHoursOfOperationOverrides(o.ctx, &sdk.ListHoursOfOperationOverridesInput{InstanceId: o.id, HoursOfOperationId: &o.HoursID, NextToken: list.NextToken})
	must(t, err)
	same(t, "items of two pages", len(list.HoursOfOperationOverrideList)+len(rest.HoursOfOperationOverrideList), 50)
	id := rest.HoursOfOperationOverrideList[0].HoursOfOperationOverrideId
	for body, names := range map[string]string{
		`{"EffectiveTill":"2025-12-31"}`:                   "EffectiveTill must not be before EffectiveFrom 2026-01-01",
		`{"Config":[{"EndTime":{"Hours":1,"Minutes":0}}]}`: "Config[0] must have both",
	} {
		o.call("POST", overrides+"/"+*id, body).refused(t, body, invalid, names)
	}
	same(t, "unchanged", o.override(id), &rest.HoursOfOperationOverrideList[0])
	other := *list.HoursOfOperationOverrideList[0].Name
	o.call("POST", overrides+"/"+*id, `{"Name":"`+other+`"}`).refused(t, "a name that is taken", "DuplicateResourceException", other)
}

func TestEffectiveHoursOfOperations(t *testing.T) {
	o := newOffice(t)
	parent, err := o.Client.CreateHoursOfOperation(o.ctx, &sdk.CreateHoursOfOperationInput{
		InstanceId: o.id, Name: new("Holidays"), TimeZone: new("UTC"), Config: []types.HoursOfOperationConfig{},
	})
	must(t, err)
	hours, err := o.Client.CreateHoursOfOperation(o.ctx, &sdk.CreateHoursOfOperationInput{
		InstanceId: o.id, Name: new("Shop"), TimeZone: new("Europe/London"),
		Config: []types.HoursOfOperationConfig{
			opening(types.HoursOfOperationDaysMonday, [2]int32{9, 0}, [2]int32{12, 0}),
			opening(types.HoursOfOperationDaysMonday, [2]int32{12, 0}, [2]int32{17, 0}),
		},
		ParentHoursOfOperationConfigs: []types.ParentHoursOfOperationConfig{{HoursOfOperationId: parent.HoursOfOperationId}},
	})
	must(t, err)
	for id, body := range map[string]string{
		*parent.HoursOfOperationId: `{"Name":"Closed at noon","OverrideType":"CLOSED","EffectiveFrom":"2026-11-23","EffectiveTill":"2026-11-23",
			"Config":[{"Day":"MONDAY","StartTime":{"Hours":12,"Minutes":0},"EndTime":{"Hours":16,"Minutes":0}}]}`,
		*hours.HoursOfOperationId: `{"Name":"Night","OverrideType":"OPEN","EffectiveFrom":"2026-11-23","EffectiveTill":"2026-11-23",
			"Config":[{"StartTime":{"Hours":17,"Minutes":0},"EndTime":{"Hours":0,"Minutes":30}}]}`,
	} {
		o.call("PUT", "/hours-of-operations/{I}/"+id+"/overrides", body).has(t, body, "HoursOfOperationOverrideId")
	}
	o.call("PUT", "/hours-of-operations/{I}/"+*hours.HoursOfOperationId+"/overrides",
		`{"Name":"Away","EffectiveFrom":"2026-11-30","EffectiveTill":"2026-11-30","Config":[]}`).has(t, "closed", "Id")

	get := func(from, to string) *sdk.GetEffectiveHoursOfOperationsOutput {
		out, err := o.Client.GetEffectiveHoursOfOperations(o.ctx, &sdk.GetEffectiveHoursOfOperationsInput{
			InstanceId: o.id, HoursOfOperationId: hours.HoursOfOperationId, FromDate: &from, ToDate: &to,
		})
		must(t, err)
		return out
	}
	slice := func(h, m int32) *types.OverrideTimeSlice { return &types.OverrideTimeSlice{Hours: &h, Minutes: &m} }
	got := get("2026-11-23", "2026-11-25")
	same(t, "time zone", got.TimeZone, new("Europe/London"))
	same(t, "hours", got.EffectiveHoursOfOperationList, []types.EffectiveHoursOfOperations{
		{Date: new("2026-11-23"), OperationalHours: []types.OperationalHour{
			{Start: slice(9, 0), End: slice(12, 0)}, {Start: slice(16, 0), End: slice(0, 0)}}},
		{Date: new("2026-11-24"), OperationalHours: []types.OperationalHour{{Start: slice(0, 0), End: slice(0, 30)}}},
		{Date: new("2026-11-25")},
	})
	same(t, "overrides", got.EffectiveOverrideHoursList, []types.EffectiveOverrideHours{
		{Date: new("2026-11-23"), OverrideHours: []types.OverrideHour{
			{OverrideName: new("Night"), OperationalStatus: types.OperationalStatusOpen, Start: slice(17, 0), End: slice(0, 0)},
			{OverrideName: new("Closed at noon"), OperationalStatus: types.OperationalStatusClosed, Start: slice(12, 0), End: slice(16, 0)}}},
		{Date: new("2026-11-24"), OverrideHours: []types.OverrideHour{
			{OverrideName: new("Night"), OperationalStatus: types.OperationalStatusOpen, Start: slice(0, 0), End: slice(0, 30)}}},
	})
	got = get("2026-11-30", "2026-11-30")
	same(t, "hours of a closed day", got.EffectiveHoursOfOperationList, []types.EffectiveHoursOfOperations{{Date: new("2026-11-30")}})
	same(t, "why it is closed", got.EffectiveOverrideHoursList, []types.EffectiveOverrideHours{
		{Date: new("2026-11-30"), OverrideHours: []types.OverrideHour{
			{OverrideName: new("Away"), OperationalStatus: types.OperationalStatusClosed, Start: slice(0, 0), End: slice(0, 0)}}},
	})
	same(t, "days of a year", len(get("2027-01-01", "2027-12-31").EffectiveHoursOfOperationList), 365)

	path := "/effective-hours-of-operations/{I}/" + *hours.HoursOfOperationId
	for query, names := range map[string]string{
		"":                                       "FromDate is required; ToDate is required",
		"?fromDate=2026-02-30&toDate=tomorrow":   "ToDate must match",
		"?fromDate=2026-02-30&toDate=2026-03-01": "FromDate must be a day of the calendar",
		"?fromDate=2026-03-02&toDate=2026-03-01": "ToDate must not be before FromDate",
		"?fromDate=2026-01-01&toDate=2027-01-02": "ToDate must be less than 366 days after FromDate",
	} {
		o.call("GET", path+query, "").refused(t, query, "InvalidParameterException", names)
	}
}
