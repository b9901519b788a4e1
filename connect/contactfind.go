package connect

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
)

type foundContact = *strowger.Contact

// contactCondition compiles the criteria of a search for contacts, all of which
// must be met. An empty list asks for nothing.
func (s *Server) contactCondition(ctx context.Context, in *shape.SearchContactsInput, groups map[strowger.UserID][]strowger.HierarchyGroupID) (condition[foundContact], error) {
	instance := strowger.InstanceID(in.InstanceId)
	return compile(ctx, s.identify(in.InstanceId), func(q *search[foundContact]) []condition[foundContact] {
		q.Member("TimeRange")
		checkSpan(q.Checker, in.TimeRange)
		q.Leave()
		return member(q, "SearchCriteria", in.SearchCriteria, func(in *shape.SearchCriteria) condition[foundContact] {
			checkUnknown(q.Checker, in)
			all := []condition[foundContact]{
				oneOf(retype[strowger.Channel](in.Channels), func(c foundContact) strowger.Channel { return c.Channel }),
				oneOf(retype[string](in.InitiationMethods), func(c foundContact) string { return c.InitiationMethod }),
				oneOf(retype[strowger.QueueID](in.QueueIds), func(c foundContact) strowger.QueueID { return c.QueueID }),
				oneOf(retype[strowger.UserID](in.AgentIds), handler),
				oneOf(in.ActiveRegions, func(foundContact) string { return s.Names.Region }),
			}
			all = append(all, member(q, "Name", in.Name, called)...)
			all = append(all, member(q, "AgentHierarchyGroups", in.AgentHierarchyGroups, s.handledIn(groups))...)
			all = append(all, member(q, "RoutingCriteria", in.RoutingCriteria, s.preferring)...)
			all = append(all, member(q, "AdditionalTimeRange", in.AdditionalTimeRange, atTimes(q.Checker))...)
			all = append(all, member(q, "SearchableContactAttributes", in.SearchableContactAttributes, withAttributes)...)
			all = append(all, member(q, "SearchableSegmentAttributes", in.SearchableSegmentAttributes, withSegmentAttributes)...)
			all = append(all, member(q, "ContactTags", in.ContactTags, q.tags(func(c foundContact) map[string]string { return c.AllTags(instance) }))...)
			return allOf(all)
		})
	})
}

// checkUnknown refuses criteria on what nobody here knows.
func checkUnknown(c *restjson.Checker, in *shape.SearchCriteria) {
	if in.ContactAnalysis != nil {
		c.Violate("ContactAnalysis", "is not supported: there are no transcripts")
	}
	if in.AiAgents != nil {
		c.Violate("AiAgents", "is not supported: there are no AI agents")
	}
}

// handler is the agent who has or had a contact.
func handler(c foundContact) strowger.UserID {
	if c.Agent == nil {
		return ""
	}
	return c.Agent.UserID
}

// matching combines conditions: all, any or none must be met; no conditions ask
// for nothing. MATCH_EXACT is for the callers to give a meaning; where it has none
// it is like MATCH_ALL.
func matching(how shape.SearchContactsMatchType, list []condition[foundContact]) condition[foundContact] {
	switch {
	case len(list) == 0:
	case how == shape.SearchContactsMatchTypeMatchAny:
		return anyOf(list)
	case how == shape.SearchContactsMatchTypeMatchNone:
		some := anyOf(list)
		return func(c foundContact) bool { return !some(c) }
	}
	return allOf(list)
}

// called compiles a condition on the name: it has all, one or none of the words
// and phrases, or is one of them. Upper and lower case are the same.
func called(in *shape.NameCriteria) condition[foundContact] {
	how, compare := in.MatchType, strings.Contains
	if how == shape.SearchContactsMatchTypeMatchExact {
		how, compare = shape.SearchContactsMatchTypeMatchAny, comparison(shape.StringComparisonTypeExact)
	}
	return matching(how, each(in.SearchText, func(text string) condition[foundContact] {
		text = words(text)
		return func(c foundContact) bool { return compare(words(c.Name), text) }
	}))
}

// words returns a text in lower case with one space around each word, so that a
// phrase is found where its words are and not inside others.
func words(text string) string {
	return " " + strings.Join(strings.Fields(strings.ToLower(text)), " ") + " "
}

// handledIn compiles a condition on the hierarchy groups of the agent: one of
// those that are given for each level.
func (s *Server) handledIn(groups map[strowger.UserID][]strowger.HierarchyGroupID) func(*shape.AgentHierarchyGroups) condition[foundContact] {
	return func(in *shape.AgentHierarchyGroups) condition[foundContact] {
		var all []condition[foundContact]
		for level, ids := range [][]string{in.L1Ids, in.L2Ids, in.L3Ids, in.L4Ids, in.L5Ids} {
			if len(ids) == 0 {
				continue
			}
			wanted := retype[strowger.HierarchyGroupID](ids)
			all = append(all, func(c foundContact) bool {
				path := groups[handler(c)]
				return level < len(path) && slices.Contains(wanted, path[level])
			})
		}
		return allOf(all)
	}
}

// preferring compiles a condition on the agents whom routing steps prefer: for
// each step of the request the contact has one with all, any, exactly or none of
// its agents. Without a match type any will do.
func (s *Server) preferring(in *shape.SearchableRoutingCriteria) condition[foundContact] {
	var all []condition[foundContact]
	for _, step := range in.Steps {
		if step.AgentCriteria == nil || len(step.AgentCriteria.AgentIds) == 0 {
			continue
		}
		wanted := retype[strowger.UserID](step.AgentCriteria.AgentIds)
		how := shape.SearchContactsMatchTypeMatchAny
		if step.AgentCriteria.MatchType != nil {
			how = *step.AgentCriteria.MatchType
		}
		all = append(all, func(c foundContact) bool {
			return c.Criteria != nil && slices.ContainsFunc(c.Criteria.Steps, func(s strowger.RoutingStep) bool {
				preferred := preferredAgents(s.Expression)
				return len(preferred) > 0 && sameAgents(how, wanted, preferred)
			})
		})
	}
	return allOf(all)
}

func sameAgents(how shape.SearchContactsMatchType, wanted, preferred []strowger.UserID) bool {
	common := 0
	for _, id := range wanted {
		if slices.Contains(preferred, id) {
			common++
		}
	}
	switch how {
	case shape.SearchContactsMatchTypeMatchAny:
		return common > 0
	case shape.SearchContactsMatchTypeMatchNone:
		return common == 0
	case shape.SearchContactsMatchTypeMatchExact:
		return common == len(wanted) && common == len(preferred)
	}
	return common == len(wanted)
}

// preferredAgents lists the agents whom an expression names.
func preferredAgents(x *strowger.Expression) (ids []strowger.UserID) {
	if x.Condition != nil {
		ids = append(ids, x.Condition.AgentIDs...)
	}
	for _, list := range [][]strowger.Expression{x.And, x.Or} {
		for i := range list {
			ids = append(ids, preferredAgents(&list[i])...)
		}
	}
	return ids
}

// atTimes compiles conditions on timestamps: that one is in a range, or is not
// there.
func atTimes(c *restjson.Checker) func(*shape.SearchContactsAdditionalTimeRange) condition[foundContact] {
	return func(in *shape.SearchContactsAdditionalTimeRange) condition[foundContact] {
		var list []condition[foundContact]
		for i, criterion := range in.Criteria {
			c.Item("Criteria", i)
			c.ExactlyOne([]string{"TimeRange", "TimestampCondition"}, criterion.TimeRange != nil, criterion.TimestampCondition != nil)
			if r := criterion.TimeRange; r != nil {
				checkSpan(c, r)
				span := timeRange(r)
				list = append(list, func(c foundContact) bool {
					at := span.By.Of(c)
					return at != 0 && span.From <= at && at <= span.To
				})
			}
			if t := criterion.TimestampCondition; t != nil {
				by := timestamps[t.Type]
				list = append(list, func(c foundContact) bool { return by.Of(c) == 0 })
			}
			c.Leave()
		}
		return matching(in.MatchType, list)
	}
}

// withAttributes compiles conditions on the attributes of a contact: one has one
// of some values, or without values is there.
func withAttributes(in *shape.SearchableContactAttributes) condition[foundContact] {
	return matching(value(in.MatchType), each(in.Criteria, func(a shape.SearchableContactAttributesCriteria) condition[foundContact] {
		return func(c foundContact) bool {
			got, ok := c.Attributes[a.Key]
			return ok && (len(a.Values) == 0 || hasText(a.Values, got))
		}
	}))
}

// withSegmentAttributes compiles conditions on segment attributes that are texts,
// ARNs or integers.
func withSegmentAttributes(in *shape.SearchableSegmentAttributes) condition[foundContact] {
	return matching(value(in.MatchType), each(in.Criteria, func(a shape.SearchableSegmentAttributesCriteria) condition[foundContact] {
		return func(c foundContact) bool {
			got, ok := c.SegmentAttributes[a.Key]
			switch {
			case !ok:
				return false
			case got.Integer != nil:
				return hasText(a.Values, strconv.FormatInt(*got.Integer, 10))
			case got.Arn != nil:
				return hasText(a.Values, *got.Arn)
			}
			return got.String != nil && hasText(a.Values, *got.String)
		}
	}))
}

// hasText reports whether a list has a text. Upper and lower case are the same.
func hasText(list []string, text string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, text) })
}
