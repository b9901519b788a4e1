package connect

import (
	"strings"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
)

// subtypes holds the segment attribute connect:Subtype of contacts whose starter
// gives none (Administrator Guide, "Contact segment attributes").
var subtypes = map[strowger.Channel]string{
	strowger.Voice: "connect:Telephony",
	strowger.Chat:  "connect:Chat",
	strowger.Task:  "connect:Task",
	strowger.Email: "connect:Email",
}

// segmentAttributeName is how segment attributes may be called: user-defined
// ones plainly, system ones with a prefix (API Reference, StartTaskContact).
var segmentAttributeName = restjson.MustPattern(`^(connect:)?[A-Za-z0-9_-]+$`)

// maxExpiryMinutes is the longest lifetime of a task or an email: 90 days (rule
// 6.7).
const maxExpiryMinutes = 90 * 24 * 60

// SegmentAttributes reads the member SegmentAttributes of a request that starts
// a contact of a channel, and adds connect:Subtype if it is not there. What is
// wrong is reported to the checker.
func SegmentAttributes(c *restjson.Checker, channel strowger.Channel, in map[string]shape.SegmentAttributeValue) map[string]strowger.SegmentAttribute {
	out := segmentAttributes(c, channel, in)
	if out == nil {
		out = make(map[string]strowger.SegmentAttribute, 1)
	}
	if _, ok := out[strowger.SubtypeAttribute]; !ok {
		out[strowger.SubtypeAttribute] = strowger.SegmentAttribute{String: new(subtypes[channel])}
	}
	return out
}

// segmentAttributes is SegmentAttributes for a contact that is there already.
func segmentAttributes(c *restjson.Checker, channel strowger.Channel, in map[string]shape.SegmentAttributeValue) map[string]strowger.SegmentAttribute {
	if in == nil {
		return nil
	}
	out := make(map[string]strowger.SegmentAttribute, len(in))
	for _, key := range restjson.Keys(in) {
		c.Key("SegmentAttributes", key)
		c.Match("", key, segmentAttributeName)
		c.Leave()
		c.Entry("SegmentAttributes", key)
		switch key {
		case strowger.SubtypeAttribute, strowger.WorkloadTypeAttribute:
			c.Required("ValueString", value(in[key].ValueString) != "")
		case strowger.ContactExpiryAttribute:
			checkExpiry(c, channel, in[key])
		}
		checkUserDefined(c, key, in[key])
		out[key] = segmentAttribute(c, in[key])
		c.Leave()
	}
	return out
}

// checkUserDefined checks that lists and ARNs are values of system attributes
// only (API Reference, SegmentAttributeValue).
func checkUserDefined(c *restjson.Checker, key string, v shape.SegmentAttributeValue) {
	if strings.HasPrefix(key, "connect:") {
		return
	}
	if v.ValueList != nil {
		c.Violate("ValueList", "is for attributes that begin with connect: only")
	}
	if v.ValueArn != nil {
		c.Violate("ValueArn", "is for attributes that begin with connect: only")
	}
}

// checkExpiry checks the lifetime of a contact: minutes, in a map. Calls have
// none, and a chat has its ChatDurationInMinutes.
func checkExpiry(c *restjson.Checker, channel strowger.Channel, v shape.SegmentAttributeValue) {
	if channel != strowger.Task && channel != strowger.Email {
		c.Violate("", "is for tasks and emails only")
		return
	}
	minutes := v.ValueMap[strowger.ExpiryDuration].ValueInteger
	if c.Required("ValueMap."+strowger.ExpiryDuration+".ValueInteger", minutes != nil) {
		c.Range("ValueMap."+strowger.ExpiryDuration+".ValueInteger", int64(*minutes), 1, maxExpiryMinutes)
	}
}

func segmentAttribute(c *restjson.Checker, v shape.SegmentAttributeValue) strowger.SegmentAttribute {
	c.ExactlyOne([]string{"ValueString", "ValueInteger", "ValueArn", "ValueList", "ValueMap"},
		v.ValueString != nil, v.ValueInteger != nil, v.ValueArn != nil, v.ValueList != nil, v.ValueMap != nil)
	a := strowger.SegmentAttribute{String: v.ValueString, Arn: v.ValueArn}
	if v.ValueInteger != nil {
		a.Integer = new(int64(*v.ValueInteger))
	}
	if v.ValueList != nil {
		a.List = make([]strowger.SegmentAttribute, len(v.ValueList))
	}
	for i := range v.ValueList {
		c.Item("ValueList", i)
		a.List[i] = segmentAttribute(c, v.ValueList[i])
		c.Leave()
	}
	if v.ValueMap != nil {
		a.Map = make(map[string]strowger.SegmentAttribute, len(v.ValueMap))
	}
	for _, key := range restjson.Keys(v.ValueMap) {
		c.Entry("ValueMap", key)
		a.Map[key] = segmentAttribute(c, v.ValueMap[key])
		c.Leave()
	}
	return a
}

// segmentAttributesShape is the inverse of SegmentAttributes.
func segmentAttributesShape(in map[string]strowger.SegmentAttribute) map[string]shape.SegmentAttributeValue {
	if in == nil {
		return nil
	}
	out := make(map[string]shape.SegmentAttributeValue, len(in))
	for key, a := range in {
		out[key] = segmentAttributeShape(a)
	}
	return out
}

func segmentAttributeShape(a strowger.SegmentAttribute) shape.SegmentAttributeValue {
	v := shape.SegmentAttributeValue{
		ValueString: a.String,
		ValueArn:    a.Arn,
		ValueMap:    segmentAttributesShape(a.Map),
		ValueList:   each(a.List, segmentAttributeShape),
	}
	if a.Integer != nil {
		v.ValueInteger = new(int32(*a.Integer))
	}
	return v
}

// References reads the member References of a request that starts a contact. If
// types are given, references of other types are refused.
func References(c *restjson.Checker, in map[string]shape.Reference, types ...shape.ReferenceType) map[string]strowger.Reference {
	if len(in) == 0 {
		return nil
	}
	out := make(map[string]strowger.Reference, len(in))
	for _, name := range restjson.Keys(in) {
		r := in[name]
		if len(types) > 0 {
			c.Entry("References", name)
			restjson.OneOf(c, "Type", r.Type, types)
			c.Leave()
		}
		out[name] = strowger.Reference{
			Type:         string(r.Type),
			Value:        value(r.Value),
			Status:       string(value(r.Status)),
			Arn:          value(r.Arn),
			StatusReason: value(r.StatusReason),
		}
	}
	return out
}
