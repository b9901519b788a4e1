package connect

import (
	"context"

	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

func (s *Server) registerProfiles(mux *restjson.Mux) {
	restjson.Handle(mux, shape.CreateRoutingProfile, s.createProfile)
	restjson.Handle(mux, shape.DescribeRoutingProfile, s.describeProfile)
	restjson.Handle(mux, shape.ListRoutingProfiles, s.listProfiles)
	restjson.Handle(mux, shape.SearchRoutingProfiles, s.searchProfiles)
	restjson.Handle(mux, shape.UpdateRoutingProfileName, s.updateProfileName)
	restjson.Handle(mux, shape.UpdateRoutingProfileConcurrency, s.updateProfileConcurrency)
	restjson.Handle(mux, shape.UpdateRoutingProfileDefaultOutboundQueue, s.updateProfileOutboundQueue)
	restjson.Handle(mux, shape.UpdateRoutingProfileAgentAvailabilityTimer, s.updateProfileTimer)
	restjson.Handle(mux, shape.DeleteRoutingProfile, s.deleteProfile)
	s.registerProfileQueues(mux)
}

func (s *Server) createProfile(ctx context.Context, in *shape.CreateRoutingProfileInput) (*shape.CreateRoutingProfileOutput, error) {
	if err := checkConcurrencies(ctx, in.MediaConcurrencies); err != nil {
		return nil, err
	}
	p := strowger.RoutingProfile{
		ID:                     strowger.RoutingProfileID(uuid.NewString()),
		Name:                   in.Name,
		Description:            in.Description,
		DefaultOutboundQueueID: strowger.QueueID(in.DefaultOutboundQueueId),
		Queues:                 each(in.QueueConfigs, s.profileQueue),
		ManualAssignmentQueues: each(in.ManualAssignmentQueueConfigs, s.manualQueue),
		MediaConcurrencies:     each(in.MediaConcurrencies, concurrency),
		AgentAvailabilityTimer: strowger.AgentAvailabilityTimer(value(in.AgentAvailabilityTimer)),
		Tags:                   in.Tags,
	}
	if _, err := s.do(ctx, in.InstanceId, strowger.CreateRoutingProfile{RoutingProfile: p}); err != nil {
		return nil, err
	}
	return &shape.CreateRoutingProfileOutput{
		RoutingProfileArn: new(s.profileARN(strowger.InstanceID(in.InstanceId), p.ID)),
		RoutingProfileId:  text(p.ID),
	}, nil
}

func (s *Server) profileARN(instance strowger.InstanceID, id strowger.RoutingProfileID) string {
	return s.Names.Resource(instance, "routing-profile", string(id))
}

// checkConcurrencies checks that each channel has a concurrency of its own or of
// its workload types.
func checkConcurrencies(ctx context.Context, list []shape.MediaConcurrency) error {
	return check(ctx, func(c *restjson.Checker) {
		for i, m := range list {
			c.Item("MediaConcurrencies", i)
			c.Required("Concurrency", m.Concurrency != nil || len(m.WorkloadTypeConcurrencies) > 0)
			c.Leave()
		}
	})
}

func concurrency(m shape.MediaConcurrency) strowger.MediaConcurrency {
	c := strowger.MediaConcurrency{
		Channel:     strowger.Channel(m.Channel),
		Concurrency: int(value(m.Concurrency)),
	}
	if m.CrossChannelBehavior != nil {
		c.CrossChannel = strowger.CrossChannelBehavior(m.CrossChannelBehavior.BehaviorType)
	}
	for _, w := range m.WorkloadTypeConcurrencies {
		workload := strowger.WorkloadTypeConcurrency{
			WorkloadType: w.WorkloadType,
			Concurrency:  int(*w.Concurrency),
		}
		if b := w.CrossChannelWorkloadBehavior; b != nil {
			workload.Behavior = strowger.WorkloadBehavior(value(b.ChannelWorkloadBehaviorType))
		}
		c.WorkloadTypes = append(c.WorkloadTypes, workload)
	}
	return c
}

func mediaConcurrency(m strowger.MediaConcurrency) shape.MediaConcurrency {
	out := shape.MediaConcurrency{
		Channel:     shape.Channel(m.Channel),
		Concurrency: optional(int32(m.Concurrency)),
	}
	if m.CrossChannel != "" {
		out.CrossChannelBehavior = &shape.CrossChannelBehavior{BehaviorType: shape.BehaviorType(m.CrossChannel)}
	}
	for _, w := range m.WorkloadTypes {
		out.WorkloadTypeConcurrencies = append(out.WorkloadTypeConcurrencies, shape.WorkloadTypeConcurrency{
			WorkloadType: w.WorkloadType,
			Concurrency:  new(int32(w.Concurrency)),
			CrossChannelWorkloadBehavior: &shape.CrossChannelWorkloadBehavior{
				ChannelWorkloadBehaviorType: new(shape.ChannelWorkloadBehaviorType(w.Behavior)),
			},
		})
	}
	return out
}

func (s *Server) describeProfile(ctx context.Context, in *shape.DescribeRoutingProfileInput) (*shape.DescribeRoutingProfileOutput, error) {
	p, err := describe(ctx, s, in.InstanceId, (*routing.Engine).RoutingProfiles, strowger.RoutingProfileID(in.RoutingProfileId), "RoutingProfileId", "routing profile",
		func(e *routing.Engine, p *strowger.RoutingProfile) *shape.RoutingProfile {
			return s.profile(e.Instance().ID, p, int64(e.UsersOf(p.ID)))
		})
	return &shape.DescribeRoutingProfileOutput{RoutingProfile: p}, err
}

// profile shows a routing profile as DescribeRoutingProfile does, which is
// documented to leave out AssociatedQueueIds. A queue counts once however many
// of its channels the profile has.
func (s *Server) profile(instance strowger.InstanceID, p *strowger.RoutingProfile, users int64) *shape.RoutingProfile {
	return &shape.RoutingProfile{
		InstanceId:                               text(instance),
		Name:                                     text(p.Name),
		RoutingProfileArn:                        new(s.profileARN(instance, p.ID)),
		RoutingProfileId:                         text(p.ID),
		Description:                              text(p.Description),
		MediaConcurrencies:                       each(p.MediaConcurrencies, mediaConcurrency),
		DefaultOutboundQueueId:                   text(p.DefaultOutboundQueueID),
		Tags:                                     p.Tags,
		NumberOfAssociatedQueues:                 new(int64(len(queueIDs(p)))),
		NumberOfAssociatedManualAssignmentQueues: new(int64(len(manualQueueIDs(p)))),
		NumberOfAssociatedUsers:                  &users,
		AgentAvailabilityTimer:                   shape.AgentAvailabilityTimer(p.AgentAvailabilityTimer),
		LastModifiedTime:                         epoch(p.LastModified),
		LastModifiedRegion:                       text(s.Names.Region),
		IsDefault:                                new(p.IsDefault),
	}
}

func (s *Server) listProfiles(ctx context.Context, in *shape.ListRoutingProfilesInput) (*shape.ListRoutingProfilesOutput, error) {
	page, next, err := list(ctx, s, listing{Instance: in.InstanceId, NextToken: in.NextToken, MaxResults: in.MaxResults},
		(*routing.Engine).RoutingProfiles, nil, s.profileSummary)
	return &shape.ListRoutingProfilesOutput{RoutingProfileSummaryList: page, NextToken: next}, err
}

func (s *Server) profileSummary(instance strowger.InstanceID, p *strowger.RoutingProfile) shape.RoutingProfileSummary {
	return shape.RoutingProfileSummary{
		Id:                 text(p.ID),
		Arn:                new(s.profileARN(instance, p.ID)),
		Name:               text(p.Name),
		LastModifiedTime:   epoch(p.LastModified),
		LastModifiedRegion: text(s.Names.Region),
	}
}

func (s *Server) updateProfileName(ctx context.Context, in *shape.UpdateRoutingProfileNameInput) (*restjson.None, error) {
	if err := checkNameOrDescription(ctx, in.Name, in.Description); err != nil {
		return nil, err
	}
	return s.change(ctx, in.InstanceId, strowger.UpdateRoutingProfile{
		ID: strowger.RoutingProfileID(in.RoutingProfileId), Name: in.Name, Description: in.Description,
	})
}

// updateProfileConcurrency replaces the channels as a whole.
func (s *Server) updateProfileConcurrency(ctx context.Context, in *shape.UpdateRoutingProfileConcurrencyInput) (*restjson.None, error) {
	if err := checkConcurrencies(ctx, in.MediaConcurrencies); err != nil {
		return nil, err
	}
	return s.change(ctx, in.InstanceId, strowger.UpdateRoutingProfile{
		ID:                 strowger.RoutingProfileID(in.RoutingProfileId),
		MediaConcurrencies: each(in.MediaConcurrencies, concurrency),
	})
}

func (s *Server) updateProfileOutboundQueue(ctx context.Context, in *shape.UpdateRoutingProfileDefaultOutboundQueueInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.UpdateRoutingProfile{
		ID:                     strowger.RoutingProfileID(in.RoutingProfileId),
		DefaultOutboundQueueID: new(strowger.QueueID(in.DefaultOutboundQueueId)),
	})
}

func (s *Server) updateProfileTimer(ctx context.Context, in *shape.UpdateRoutingProfileAgentAvailabilityTimerInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.UpdateRoutingProfile{
		ID:                     strowger.RoutingProfileID(in.RoutingProfileId),
		AgentAvailabilityTimer: new(strowger.AgentAvailabilityTimer(in.AgentAvailabilityTimer)),
	})
}

func (s *Server) deleteProfile(ctx context.Context, in *shape.DeleteRoutingProfileInput) (*restjson.None, error) {
	return s.change(ctx, in.InstanceId, strowger.DeleteRoutingProfile{ID: strowger.RoutingProfileID(in.RoutingProfileId)})
}
