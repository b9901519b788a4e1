package clients_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

func TestTerraformCallsOfHours(t *testing.T) {
	p := newProvider(t)
	ctx := t.Context()
	day := func(name types.HoursOfOperationDays, from int32) []types.HoursOfOperationConfig {
		return []types.HoursOfOperationConfig{{Day: name,
			StartTime: &types.HoursOfOperationTimeSlice{Hours: new(from), Minutes: new(int32(30))},
			EndTime:   &types.HoursOfOperationTimeSlice{Hours: new(int32(17)), Minutes: new(int32(0))}}}
	}
	created, err := p.Client.CreateHoursOfOperation(ctx, &connect.CreateHoursOfOperationInput{
		InstanceId: &p.InstanceID, Name: new("Office"), Description: new("d"), TimeZone: new("Europe/London"),
		Config: day(types.HoursOfOperationDaysMonday, 8), Tags: map[string]string{"team": "support"},
	})
	p.ok(err)
	_, err = p.Client.UpdateHoursOfOperation(ctx, &connect.UpdateHoursOfOperationInput{
		InstanceId: &p.InstanceID, HoursOfOperationId: created.HoursOfOperationId, Name: new("Late office"),
		Description: new("e"), TimeZone: new("Europe/Paris"), Config: day(types.HoursOfOperationDaysFriday, 9),
	})
	p.ok(err)
	_, err = p.Client.TagResource(ctx, &connect.TagResourceInput{ResourceArn: created.HoursOfOperationArn, Tags: map[string]string{"team": "help"}})
	p.ok(err)
	_, err = p.Client.UntagResource(ctx, &connect.UntagResourceInput{ResourceArn: created.HoursOfOperationArn, TagKeys: []string{"none"}})
	p.ok(err)
	read := func() (*connect.DescribeHoursOfOperationOutput, error) {
		return p.Client.DescribeHoursOfOperation(ctx, &connect.DescribeHoursOfOperationInput{InstanceId: &p.InstanceID, HoursOfOperationId: created.HoursOfOperationId})
	}
	out, err := read()
	p.ok(err)
	is(p, "Name", out.HoursOfOperation.Name, "Late office")
	is(p, "Description", out.HoursOfOperation.Description, "e")
	is(p, "TimeZone", out.HoursOfOperation.TimeZone, "Europe/Paris")
	is(p, "the number of days", new(len(out.HoursOfOperation.Config)), 1)
	is(p, "Day", &out.HoursOfOperation.Config[0].Day, types.HoursOfOperationDaysFriday)
	is(p, "Hours", out.HoursOfOperation.Config[0].StartTime.Hours, 9)
	is(p, "team", new(out.HoursOfOperation.Tags["team"]), "help")
	_, err = p.Client.DeleteHoursOfOperation(ctx, &connect.DeleteHoursOfOperationInput{InstanceId: &p.InstanceID, HoursOfOperationId: created.HoursOfOperationId})
	p.ok(err)
	_, err = read()
	p.gone(err)
}
