package connect

import (
	"context"
	"fmt"
	"slices"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/report"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// searchContacts searches the contacts that are in the instance now and those
// that have ended. It asks the instance first: a contact that ends meanwhile is
// then found in both and shown once.
func (s *Server) searchContacts(ctx context.Context, in *shape.SearchContactsInput) (*shape.SearchContactsOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	groups, err := s.userGroups(ctx, i, in.SearchCriteria)
	if err != nil {
		return nil, err
	}
	met, err := s.contactCondition(ctx, in, groups)
	if err != nil {
		return nil, err
	}
	p, err := s.searchPage(ctx, in.InstanceId, in.NextToken, in.MaxResults, in.TimeRange, in.SearchCriteria, in.Sort)
	if err != nil {
		return nil, err
	}
	var out *shape.SearchContactsOutput
	err = s.searches.run(ctx, s.Stopping, func(ctx context.Context) (err error) {
		out, err = s.searchPageOf(ctx, i, in, met, p)
		return err
	})
	return out, err
}

// searchPageOf finds the contacts that meet a condition and shows one page of
// them.
func (s *Server) searchPageOf(ctx context.Context, i *host.Instance, in *shape.SearchContactsInput, met condition[*strowger.Contact], p page) (*shape.SearchContactsOutput, error) {
	hits, err := s.findContacts(ctx, i, in, met)
	if err != nil {
		return nil, err
	}
	page, next := take(p, sorted(hits, p.after, func(h hit) string { return h.key }),
		func(h hit) string { return h.key }, func(h hit) strowger.ContactID { return h.id })
	contacts, err := s.contacts(ctx, i, page)
	if err != nil {
		return nil, err
	}
	return &shape.SearchContactsOutput{
		Contacts:   each(contacts, func(c *strowger.Contact) shape.ContactSearchSummary { return s.contactSummary(i.ID(), c) }),
		NextToken:  next,
		TotalCount: new(int64(len(hits))),
	}, nil
}

// hit is a contact that was found, with the key by which it is sorted.
type hit struct {
	key string
	id  strowger.ContactID
}

// findContacts finds the contacts that meet a condition.
func (s *Server) findContacts(ctx context.Context, i *host.Instance, in *shape.SearchContactsInput, met condition[*strowger.Contact]) ([]hit, error) {
	span := timeRange(in.TimeRange)
	span.Whole = wantsWhole(in.SearchCriteria)
	var hits []hit
	live := make(map[strowger.ContactID]bool)
	find := func(c *strowger.Contact) bool {
		at := span.By.Of(c)
		if at == 0 || at < span.From || at > span.To || !met(c) {
			return false
		}
		hits = append(hits, hit{contactKey(in.Sort, c), c.ID})
		return true
	}
	err := i.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
		for c := range e.LiveContacts() {
			if find(c) {
				live[c.ID] = true
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = s.Report.Search(ctx, i.ID(), span, func(c *strowger.Contact) {
		if !live[c.ID] {
			find(c)
		}
	})
	return hits, err
}

// contacts returns contacts by their identifiers. One that has ended long since
// and was forgotten is left out.
func (s *Server) contacts(ctx context.Context, i *host.Instance, ids []strowger.ContactID) ([]*strowger.Contact, error) {
	found := make(map[strowger.ContactID]*strowger.Contact)
	if err := i.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
		for _, id := range ids {
			if c, ok := e.Contact(id); ok {
				found[id] = c.Copy()
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	list := make([]*strowger.Contact, 0, len(ids))
	for _, id := range ids {
		c := found[id]
		if c == nil {
			var ok bool
			var err error
			if c, ok, err = s.Report.Contact(ctx, i.ID(), id); err != nil {
				return nil, err
			} else if !ok {
				continue
			}
		}
		list = append(list, c)
	}
	return list, nil
}

// timestamps are the timestamps that a time range can be about.
var timestamps = map[shape.SearchContactsTimeRangeType]report.Timestamp{
	shape.SearchContactsTimeRangeTypeInitiationTimestamp:       report.Initiated,
	shape.SearchContactsTimeRangeTypeScheduledTimestamp:        report.Scheduled,
	shape.SearchContactsTimeRangeTypeConnectedToAgentTimestamp: report.Connected,
	shape.SearchContactsTimeRangeTypeDisconnectTimestamp:       report.Disconnected,
	shape.SearchContactsTimeRangeTypeEnqueueTimestamp:          report.Enqueued,
}

func timeRange(r *shape.SearchContactsTimeRange) report.Search {
	return report.Search{By: timestamps[r.Type], From: strowger.Time(*r.StartTime), To: strowger.Time(*r.EndTime)}
}

// contactKey is a text by which contacts sort as the request wants: newest first
// if it does not say. What a contact does not have counts as the least.
func contactKey(by *shape.Sort, c *strowger.Contact) string {
	if by == nil {
		by = &shape.Sort{FieldName: shape.SortableFieldNameInitiationTimestamp, Order: shape.SortOrderDescending}
	}
	var v uint64
	switch by.FieldName {
	case shape.SortableFieldNameInitiationTimestamp:
		v = uint64(report.Initiated.Of(c))
	case shape.SortableFieldNameScheduledTimestamp:
		v = uint64(report.Scheduled.Of(c))
	case shape.SortableFieldNameConnectedToAgentTimestamp:
		v = uint64(report.Connected.Of(c))
	case shape.SortableFieldNameDisconnectTimestamp:
		v = uint64(report.Disconnected.Of(c))
	case shape.SortableFieldNameExpiryTimestamp:
		v = uint64(c.ExpiryTimestamp)
	case shape.SortableFieldNameChannel:
		v = uint64(slices.Index([]strowger.Channel{strowger.Chat, strowger.Email, strowger.Task, strowger.Voice}, c.Channel))
	case shape.SortableFieldNameInitiationMethod:
		v = methodRank(c.InitiationMethod)
	}
	if by.Order == shape.SortOrderDescending {
		v = ^v
	}
	return fmt.Sprintf("%016x%s", v, c.ID)
}

// methodRank is the first letters of an initiation method as a number, which are
// enough to tell any two apart.
func methodRank(method string) (v uint64) {
	for i := range 8 {
		v <<= 8
		if i < len(method) {
			v |= uint64(method[i])
		}
	}
	return v
}

func (s *Server) contactSummary(instance strowger.InstanceID, c *strowger.Contact) shape.ContactSearchSummary {
	out := shape.ContactSearchSummary{
		Arn:                 new(s.Names.Resource(instance, "contact", string(c.ID))),
		Id:                  text(c.ID),
		PreviousContactId:   text(c.PreviousContactID),
		InitiationMethod:    shape.ContactInitiationMethod(c.InitiationMethod),
		Channel:             shape.Channel(c.Channel),
		InitiationTimestamp: epoch(c.InitiationTimestamp),
		DisconnectTimestamp: epoch(c.DisconnectTimestamp),
		ScheduledTimestamp:  epoch(c.ScheduledTimestamp),
		SegmentAttributes:   segmentSummary(c.SegmentAttributes),
		Name:                text(c.Name),
		RoutingCriteria:     criteriaShape(c.Criteria),
		Tags:                c.AllTags(instance),
		GlobalResiliencyMetadata: &shape.GlobalResiliencyMetadata{
			ActiveRegion: text(s.Names.Region),
			OriginRegion: text(s.Names.Region),
		},
	}
	if c.InitialContactID != c.ID {
		out.InitialContactId = text(c.InitialContactID)
	}
	if c.QueueID != "" {
		out.QueueInfo = &shape.ContactSearchSummaryQueueInfo{Id: text(c.QueueID), EnqueueTimestamp: epoch(c.EnqueueTimestamp)}
	}
	if c.Agent != nil {
		out.AgentInfo = &shape.ContactSearchSummaryAgentInfo{Id: text(c.Agent.UserID), ConnectedToAgentTimestamp: epoch(c.Agent.ConnectedTimestamp)}
	}
	return out
}

// segmentSummary shows the segment attributes that the summary of a contact has
// room for: texts and maps.
func segmentSummary(in map[string]strowger.SegmentAttribute) map[string]shape.ContactSearchSummarySegmentAttributeValue {
	if len(in) == 0 {
		return nil
	}
	out := make(map[string]shape.ContactSearchSummarySegmentAttributeValue)
	for name, a := range segmentAttributesShape(in) {
		if a.ValueString != nil || a.ValueMap != nil {
			out[name] = shape.ContactSearchSummarySegmentAttributeValue{ValueString: a.ValueString, ValueMap: a.ValueMap}
		}
	}
	return out
}

// userGroups returns the hierarchy groups of users by level, if a search asks for
// them. The groups are those of now: contacts do not remember them.
func (s *Server) userGroups(ctx context.Context, i *host.Instance, in *shape.SearchCriteria) (map[strowger.UserID][]strowger.HierarchyGroupID, error) {
	if in == nil || in.AgentHierarchyGroups == nil {
		return nil, nil
	}
	groups := make(map[strowger.UserID][]strowger.HierarchyGroupID)
	err := i.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
		find := newFoundUser()
		for u := range e.Users().All() {
			groups[u.ID] = find(e, u).groups
		}
		return nil
	})
	return groups, err
}

// wantsWhole reports whether criteria ask for what is in whole contacts only.
func wantsWhole(in *shape.SearchCriteria) bool {
	return in != nil && (in.RoutingCriteria != nil || in.SearchableContactAttributes != nil ||
		in.SearchableSegmentAttributes != nil || in.ContactTags != nil)
}

// checkSpan checks that a time range does not end before it begins.
func checkSpan(c *restjson.Checker, r *shape.SearchContactsTimeRange) {
	if *r.EndTime < *r.StartTime {
		c.Violate("EndTime", "must not be before StartTime")
	}
}
