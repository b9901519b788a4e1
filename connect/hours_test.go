package connect_test

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

func opening(day types.HoursOfOperationDays, from, to [2]int32) types.HoursOfOperationConfig {
	slice := func(at [2]int32) *types.HoursOfOperationTimeSlice {
		return &types.HoursOfOperationTimeSlice{Hours: &at[0], Minutes: &at[1]}
	}
	return types.HoursOfOperationConfig{Day: day, StartTime: slice(from), EndTime: slice(to)}
}

func TestHoursOfOperation(t *testing.T) {
	o := newOffice(t)
	o.advance(60)
	in := &sdk.CreateHoursOfOperationInput{
		InstanceId:  o.id,
		Name:        new("Weekdays"),
		Description: new("Monday to Friday"),
		TimeZone:    new("Europe/London"),
		Config: []types.HoursOfOperationConfig{
			opening(types.HoursOfOperationDaysMonday, [2]int32{8, 30}, [2]int32{17, 59}),
			opening(types.HoursOfOperationDaysSunday, [2]int32{0, 0}, [2]int32{0, 0}),
		},
		ParentHoursOfOperationConfigs: []types.ParentHoursOfOperationConfig{{HoursOfOperationId: o.arn("operating-hours", o.HoursID)}},
		Tags:                          map[string]string{"k": "v"},
	}
	created, err := o.Client.CreateHoursOfOperation(o.ctx, in)
	must(t, err)
	id := created.HoursOfOperationId
	same(t, "ARN", created.HoursOfOperationArn, o.arn("operating-hours", *id))
	want := &types.HoursOfOperation{
		HoursOfOperationId: id, HoursOfOperationArn: created.HoursOfOperationArn,
		Name: in.Name, Description: in.Description, TimeZone: in.TimeZone, Config: in.Config, Tags: in.Tags,
		ParentHoursOfOperations: []types.HoursOfOperationsIdentifier{{
			Name: new("Basic Hours"), Id: &o.HoursID, Arn: o.arn("operating-hours", o.HoursID),
		}},
		LastModifiedTime: o.now(), LastModifiedRegion: region,
	}
	same(t, "created", o.hours(id), want)
	same(t, "by ARN", o.hours(created.HoursOfOperationArn), want)

	o.advance(60)
	_, err = o.Client.UpdateHoursOfOperation(o.ctx, &sdk.UpdateHoursOfOperationInput{
		InstanceId: o.id, HoursOfOperationId: id, Description: new(""), Config: []types.HoursOfOperationConfig{},
	})
	must(t, err)
	want.Description, want.Config, want.LastModifiedTime = nil, []types.HoursOfOperationConfig{}, o.now()
	same(t, "emptied", o.hours(id), want)

	_, err = o.Client.UpdateHoursOfOperation(o.ctx, &sdk.UpdateHoursOfOperationInput{
		InstanceId: o.id, HoursOfOperationId: id, Name: new("Office"), TimeZone: new("Asia/Tokyo"), Config: in.Config[:1],
	})
	must(t, err)
	want.Name, want.TimeZone, want.Config = new("Office"), new("Asia/Tokyo"), in.Config[:1]
	same(t, "updated", o.hours(id), want)

	_, err = o.Client.DeleteHoursOfOperation(o.ctx, &sdk.DeleteHoursOfOperationInput{InstanceId: o.id, HoursOfOperationId: id})
	must(t, err)
	_, err = o.Client.DescribeHoursOfOperation(o.ctx, &sdk.DescribeHoursOfOperationInput{InstanceId: o.id, HoursOfOperationId: id})
	exception[*types.ResourceNotFoundException](t, err, "HoursOfOperationId")
}

func (o *office) hours(id *string) *types.HoursOfOperation {
	o.Helper()
	out, err := o.Client.DescribeHoursOfOperation(o.ctx, &sdk.DescribeHoursOfOperationInput{InstanceId: o.id, HoursOfOperationId: id})
	must(o.T, err)
	return out.HoursOfOperation
}

func TestHoursOfOperationRefusals(t *testing.T) {
	o := newOffice(t)
	create := func(change func(*sdk.CreateHoursOfOperationInput)) error {
		in := &sdk.CreateHoursOfOperationInput{
			InstanceId: o.id, Name: new("Hours"), TimeZone: new("UTC"), Config: []types.HoursOfOperationConfig{},
		}
		change(in)
		_, err := o.Client.CreateHoursOfOperation(o.ctx, in)
		return err
	}
	for _, zone := range []string{"Mars/Base", "Local", "../etc/passwd"} {
		exception[*types.InvalidParameterException](t, create(func(in *sdk.CreateHoursOfOperationInput) { in.TimeZone = &zone }), "TimeZone")
	}
	exception[*types.InvalidParameterException](t, create(func(in *sdk.CreateHoursOfOperationInput) {
		in.Config = []types.HoursOfOperationConfig{opening(types.HoursOfOperationDaysMonday, [2]int32{24, 0}, [2]int32{0, 60})}
	}), "Config[0].StartTime.Hours must be between 0 and 23, is 24; Config[0].EndTime.Minutes must be between 0 and 59, is 60")
	exception[*types.InvalidParameterException](t, create(func(in *sdk.CreateHoursOfOperationInput) {
		in.ParentHoursOfOperationConfigs = []types.ParentHoursOfOperationConfig{{}}
	}), "ParentHoursOfOperationConfigs[0].HoursOfOperationId")
	exception[*types.ResourceNotFoundException](t, create(func(in *sdk.CreateHoursOfOperationInput) {
		in.ParentHoursOfOperationConfigs = []types.ParentHoursOfOperationConfig{{HoursOfOperationId: new(missing)}}
	}), "ParentHoursOfOperationConfigs")
	exception[*types.DuplicateResourceException](t, create(func(in *sdk.CreateHoursOfOperationInput) { in.Name = new("Basic Hours") }), "Name")

	update := func(in *sdk.UpdateHoursOfOperationInput) error {
		in.InstanceId = o.id
		_, err := o.Client.UpdateHoursOfOperation(o.ctx, in)
		return err
	}
	exception[*types.InvalidParameterException](t, update(&sdk.UpdateHoursOfOperationInput{HoursOfOperationId: &o.HoursID, TimeZone: new("")}), "TimeZone")
	exception[*types.ResourceNotFoundException](t, update(&sdk.UpdateHoursOfOperationInput{HoursOfOperationId: new(missing)}), "HoursOfOperationId")
	must(t, create(func(*sdk.CreateHoursOfOperationInput) {}))
	exception[*types.DuplicateResourceException](t, update(&sdk.UpdateHoursOfOperationInput{HoursOfOperationId: &o.HoursID, Name: new("Hours")}), "Name")

	remove := func(id string) error {
		_, err := o.Client.DeleteHoursOfOperation(o.ctx, &sdk.DeleteHoursOfOperationInput{InstanceId: o.id, HoursOfOperationId: &id})
		return err
	}
	exception[*types.InvalidRequestException](t, remove(o.HoursID), "BasicQueue")
	exception[*types.ResourceNotFoundException](t, remove(missing), "HoursOfOperationId")
}
