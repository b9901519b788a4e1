package connect

import (
	"context"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/routing"
)

// describeContact shows a contact as it is now, or as it was recorded when it was
// completed. What the media side has reported is shown as it came; what nobody
// here knows, such as evaluations, is absent.
func (s *Server) describeContact(ctx context.Context, in *shape.DescribeContactInput) (*shape.DescribeContactOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	c, now, err := s.contact(ctx, i, "ContactId", strowger.ContactID(in.ContactId))
	if err != nil {
		return nil, err
	}
	out, err := reported(c)
	if err != nil {
		return nil, err
	}
	out.Arn = new(s.Names.Resource(i.ID(), "contact", string(c.ID)))
	describeOrigin(out, c)
	describeTimes(out, c)
	describeRouting(out, c)
	describeData(out, c)
	out.Tags = c.AllTags(i.ID())
	if c.Agent != nil {
		s.describeAgent(out, c, now)
		if out.AgentInfo.HierarchyGroups, err = s.agentGroups(ctx, i, c.Agent.HierarchyGroupID); err != nil {
			return nil, err
		}
	}
	out.GlobalResiliencyMetadata = &shape.GlobalResiliencyMetadata{
		ActiveRegion: text(s.Names.Region),
		OriginRegion: text(s.Names.Region),
	}
	return &shape.DescribeContactOutput{Contact: out}, nil
}

// reported returns a contact of which only that is set which the media side has
// reported: facts have the names and shapes of members.
func reported(c *strowger.Contact) (*shape.Contact, error) {
	out := &shape.Contact{}
	for name, fact := range c.Facts {
		member, err := json.Marshal(map[string]any{name: fact})
		if err == nil {
			err = json.Unmarshal(member, out)
		}
		if err != nil {
			return nil, fmt.Errorf("fact %s of contact %s: %w", name, c.ID, err)
		}
	}
	return out, nil
}

// describeOrigin says what the contact is and where it comes from. It has an
// InitialContactId if that is not the contact itself.
func describeOrigin(out *shape.Contact, c *strowger.Contact) {
	out.Id = text(c.ID)
	if c.InitialContactID != c.ID {
		out.InitialContactId = text(c.InitialContactID)
	}
	out.PreviousContactId = text(c.PreviousContactID)
	out.RelatedContactId = text(c.RelatedContactID)
	out.ContactAssociationId = text(c.ContactAssociationID)
	out.Channel = shape.Channel(c.Channel)
	out.InitiationMethod = shape.ContactInitiationMethod(c.InitiationMethod)
	out.Name = text(c.Name)
	out.Description = text(c.Description)
	if c.Channel == strowger.Task {
		out.ContactDetails = &shape.ContactDetails{Name: text(c.Name), Description: text(c.Description)}
	}
	out.CustomerId = text(c.CustomerID)
	out.CustomerEndpoint = endpointShape(c.CustomerEndpoint)
	if !slices.Contains([]string{"MONITOR", "QUEUE_TRANSFER", "CALLBACK"}, c.InitiationMethod) {
		out.SystemEndpoint = endpointShape(c.SystemEndpoint)
	}
}

func endpointShape(e *strowger.Endpoint) *shape.EndpointInfo {
	if e == nil {
		return nil
	}
	return &shape.EndpointInfo{
		Type:        shape.EndpointType(e.Type),
		Address:     text(e.Address),
		DisplayName: text(e.DisplayName),
	}
}

// describeTimes says when things happened. Only a task has pauses; how long they
// were in total is known when it has ended (rule 3.7.4).
func describeTimes(out *shape.Contact, c *strowger.Contact) {
	out.InitiationTimestamp = epoch(c.InitiationTimestamp)
	out.ConnectedToSystemTimestamp = epoch(c.ConnectedToSystemTimestamp)
	out.ScheduledTimestamp = epoch(c.ScheduledTimestamp)
	out.RingStartTimestamp = epoch(c.RingStartTimestamp)
	out.LastPausedTimestamp = epoch(c.LastPausedTimestamp)
	out.LastResumedTimestamp = epoch(c.LastResumedTimestamp)
	out.LastUpdateTimestamp = epoch(c.LastUpdateTimestamp)
	out.DisconnectTimestamp = epoch(c.DisconnectTimestamp)
	out.DisconnectReason = text(c.DisconnectReason)
	if c.Channel != strowger.Task {
		return
	}
	out.TotalPauseCount = new(int32(c.TotalPauseCount))
	if c.Done() {
		out.TotalPauseDurationInSeconds = seconds(c.TotalPauseMillis)
	}
}

// seconds returns milliseconds in whole seconds.
func seconds(millis int64) *int32 { return new(int32(millis / 1000)) }

// describeRouting says where the contact is or was queued and by what it is
// ranked.
func describeRouting(out *shape.Contact, c *strowger.Contact) {
	if c.QueueID != "" {
		out.QueueInfo = &shape.QueueInfo{Id: text(c.QueueID), EnqueueTimestamp: epoch(c.EnqueueTimestamp)}
	}
	out.QueuePriority = new(c.QueuePriority)
	out.QueueTimeAdjustmentSeconds = new(int32(c.QueueTimeAdjustmentSeconds))
	out.RoutingCriteria = criteriaShape(c.Criteria)
}

func describeData(out *shape.Contact, c *strowger.Contact) {
	out.Attributes = c.Attributes
	out.SegmentAttributes = segmentAttributesShape(c.SegmentAttributes)
}

// describeAgent says what part the agent had. A hold and a pause that last count
// up to now.
func (s *Server) describeAgent(out *shape.Contact, c *strowger.Contact, now strowger.Time) {
	if out.AgentInfo == nil {
		out.AgentInfo = &shape.AgentInfo{}
	}
	info, a := out.AgentInfo, c.Agent
	info.Id = text(a.UserID)
	info.ActiveRegion = text(s.Names.Region)
	info.ConnectedToAgentTimestamp = epoch(a.ConnectedTimestamp)
	switch c.Channel {
	case strowger.Voice:
		info.AgentInitiatedHoldDuration = seconds(a.HoldMillis + lasting(a.HoldSince, now))
	case strowger.Task:
		info.AgentPauseDurationInSeconds = seconds(a.PauseMillis + lasting(c.PausedSince, now))
	}
	info.AfterContactWorkStartTimestamp = epoch(a.AfterContactStart)
	info.AfterContactWorkEndTimestamp = epoch(a.AfterContactEnd)
	if a.AfterContactEnd != 0 {
		info.AfterContactWorkDuration = seconds(int64(a.AfterContactEnd - a.AfterContactStart))
	}
}

// agentGroups returns the groups of the user hierarchy that an agent is in, nil
// for none.
func (s *Server) agentGroups(ctx context.Context, i *host.Instance, id strowger.HierarchyGroupID) (*shape.HierarchyGroups, error) {
	if id == "" {
		return nil, nil
	}
	groups := &shape.HierarchyGroups{}
	places := [...]**shape.AgentHierarchyGroup{&groups.Level1, &groups.Level2, &groups.Level3, &groups.Level4, &groups.Level5}
	err := i.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
		for n, g := range e.HierarchyPath(id) {
			*places[n] = &shape.AgentHierarchyGroup{Arn: s.groupARN(i.ID(), g.ID)}
		}
		return nil
	})
	return groups, err
}

// lasting returns how many milliseconds something lasts that began at an
// instant, 0 if it does not.
func lasting(since, now strowger.Time) int64 {
	if since == 0 {
		return 0
	}
	return int64(now - since)
}
