package connect

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

func (s *Server) registerHours(mux *restjson.Mux) {
	restjson.Handle(mux, shape.CreateHoursOfOperation, s.createHours)
	restjson.Handle(mux, shape.DescribeHoursOfOperation, s.describeHours)
	restjson.Handle(mux, shape.ListHoursOfOperations, s.listHours)
	restjson.Handle(mux, shape.UpdateHoursOfOperation, s.updateHours)
	restjson.Handle(mux, shape.DeleteHoursOfOperation, s.deleteHours)
}

func (s *Server) createHours(ctx context.Context, in *shape.CreateHoursOfOperationInput) (*shape.CreateHoursOfOperationOutput, error) {
	if err := check(ctx, func(c *restjson.Checker) {
		checkTimeZone(c, in.TimeZone)
		for i, p := range in.ParentHoursOfOperationConfigs {
			c.Item("ParentHoursOfOperationConfigs", i)
			c.Required("HoursOfOperationId", value(p.HoursOfOperationId) != "")
			c.Leave()
		}
	}); err != nil {
		return nil, err
	}
	h := strowger.HoursOfOperation{
		ID:          strowger.HoursOfOperationID(uuid.NewString()),
		Name:        in.Name,
		Description: value(in.Description),
		TimeZone:    in.TimeZone,
		Config:      each(in.Config, openHours),
		Parents: each(in.ParentHoursOfOperationConfigs, func(p shape.ParentHoursOfOperationConfig) strowger.HoursOfOperationID {
			return strowger.HoursOfOperationID(*p.HoursOfOperationId)
		}),
		Tags: in.Tags,
	}
	if _, err := s.do(ctx, in.InstanceId, strowger.CreateHoursOfOperation{Hours: h}); err != nil {
		return nil, err
	}
	return &shape.CreateHoursOfOperationOutput{
		HoursOfOperationId:  text(h.ID),
		HoursOfOperationArn: new(s.hoursARN(strowger.InstanceID(in.InstanceId), h.ID)),
	}, nil
}

// checkTimeZone checks the name of a time zone. "Local" is none: what it means
// depends on the machine.
func checkTimeZone(c *restjson.Checker, name string) {
	if _, err := time.LoadLocation(name); err != nil || name == "" || name == "Local" {
		c.Violate("TimeZone", "must be a time zone of the IANA database such as Europe/London, is %q", name)
	}
}

func openHours(h shape.HoursOfOperationConfig) strowger.OpenHours {
	return strowger.OpenHours{
		Day:          string(h.Day),
		StartHours:   int(*h.StartTime.Hours),
		StartMinutes: int(*h.StartTime.Minutes),
		EndHours:     int(*h.EndTime.Hours),
		EndMinutes:   int(*h.EndTime.Minutes),
	}
}

func hoursConfig(h strowger.OpenHours) shape.HoursOfOperationConfig {
	return shape.HoursOfOperationConfig{
		Day:       shape.HoursOfOperationDays(h.Day),
		StartTime: timeSlice(h.StartHours, h.StartMinutes),
		EndTime:   timeSlice(h.EndHours, h.EndMinutes),
	}
}

func timeSlice(hours, minutes int) *shape.HoursOfOperationTimeSlice {
	return &shape.HoursOfOperationTimeSlice{Hours: new(int32(hours)), Minutes: new(int32(minutes))}
}

func (s *Server) hoursARN(instance strowger.InstanceID, id strowger.HoursOfOperationID) string {
	return s.Names.Resource(instance, "operating-hours", string(id))
}

func (s *Server) describeHours(ctx context.Context, in *shape.DescribeHoursOfOperationInput) (*shape.DescribeHoursOfOperationOutput, error) {
	h, err := describe(ctx, s, in.InstanceId, (*routing.Engine).HoursOfOperations, strowger.HoursOfOperationID(in.HoursOfOperationId), "HoursOfOperationId", "hours of operation", s.hours)
	return &shape.DescribeHoursOfOperationOutput{HoursOfOperation: h}, err
}

func (s *Server) hours(e *routing.Engine, h *strowger.HoursOfOperation) *shape.HoursOfOperation {
	instance := e.Instance().ID
	out := &shape.HoursOfOperation{
		HoursOfOperationId:  text(h.ID),
		HoursOfOperationArn: new(s.hoursARN(instance, h.ID)),
		Name:                text(h.Name),
		Description:         text(h.Description),
		TimeZone:            text(h.TimeZone),
		Config:              each(h.Config, hoursConfig),
		Tags:                h.Tags,
		LastModifiedTime:    epoch(h.LastModified),
		LastModifiedRegion:  text(s.Names.Region),
	}
	for _, id := range h.Parents {
		if parent, ok := e.HoursOfOperations().Get(id); ok {
			out.ParentHoursOfOperations = append(out.ParentHoursOfOperations, shape.HoursOfOperationsIdentifier{
				Name: parent.Name, Id: string(id), Arn: new(s.hoursARN(instance, id)),
			})
		}
	}
	return out
}

func (s *Server) listHours(ctx context.Context, in *shape.ListHoursOfOperationsInput) (*shape.ListHoursOfOperationsOutput, error) {
	page, next, err := list(ctx, s, listing{Instance: in.InstanceId, NextToken: in.NextToken, MaxResults: in.MaxResults},
		(*routing.Engine).HoursOfOperations, nil, s.hoursSummary)
	return &shape.ListHoursOfOperationsOutput{HoursOfOperationSummaryList: page, NextToken: next}, err
}

func (s *Server) hoursSummary(instance strowger.InstanceID, h *strowger.HoursOfOperation) shape.HoursOfOperationSummary {
	return shape.HoursOfOperationSummary{
		Id:                 text(h.ID),
		Arn:                new(s.hoursARN(instance, h.ID)),
		Name:               text(h.Name),
		LastModifiedTime:   epoch(h.LastModified),
		LastModifiedRegion: text(s.Names.Region),
	}
}

func (s *Server) updateHours(ctx context.Context, in *shape.UpdateHoursOfOperationInput) (*restjson.None, error) {
	if err := check(ctx, func(c *restjson.Checker) {
		if in.TimeZone != nil {
			checkTimeZone(c, *in.TimeZone)
		}
	}); err != nil {
		return nil, err
	}
	c := strowger.UpdateHoursOfOperation{
		ID:          strowger.HoursOfOperationID(in.HoursOfOperationId),
		Name:        in.Name,
		Description: in.Description,
		TimeZone:    in.TimeZone,
	}
	if in.Config != nil {
		c.Config = new(each(in.Config, openHours))
	}
	return s.change(ctx, in.InstanceId, c)
}

func (s *Server) deleteHours(ctx context.Context, in *shape.DeleteHoursOfOperationInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.DeleteHoursOfOperation{
		ID: strowger.HoursOfOperationID(in.HoursOfOperationId),
	})
}
