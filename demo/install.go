package demo

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/client"
)

// installer makes the example in an instance, call by call. The first failure
// ends it: every method does nothing after that.
type installer struct {
	ctx    context.Context
	api    *client.Client
	centre *centre
	err    error

	hours, security string
	queues          map[string]string // identifiers by name
	profiles        map[string]string
}

// install makes an instance of the example and returns what people need to know
// of it. Keep is called as soon as there is an instance.
func install(ctx context.Context, api *client.Client, keep func(*centre) error) (*centre, error) {
	i := &installer{ctx: ctx, api: api, centre: &centre{Flows: map[string]string{}}}
	var out struct{ Id string }
	i.call("PUT", []string{"instance"}, object{
		"InstanceAlias": alias, "IdentityManagementType": "CONNECT_MANAGED",
		"InboundCallsEnabled": true, "OutboundCallsEnabled": false,
	}, &out)
	if i.err != nil {
		return nil, i.err
	}
	i.centre.InstanceID = strowger.InstanceID(out.Id)
	if err := keep(i.centre); err != nil {
		return nil, err
	}
	i.makeHours()
	i.makeQueues()
	i.makeAttributes()
	i.makeProfiles()
	i.makeStatuses()
	i.makeUsers()
	i.makeFlows()
	if i.err != nil {
		return nil, fmt.Errorf("the example could not be made: %w", i.err)
	}
	i.centre.Complete = true
	return i.centre, keep(i.centre)
}

// call calls an operation whose path begins with the segments given.
func (i *installer) call(method string, path []string, in object, out any) {
	if i.err == nil {
		i.err = i.api.Call(i.ctx, method, path, in, out)
	}
}

// create creates a noun of the instance.
func (i *installer) create(kind string, in object, out any) {
	i.call("PUT", []string{kind, string(i.centre.InstanceID)}, in, out)
}

func (i *installer) makeHours() {
	var config []object
	for _, h := range openHours {
		config = append(config, object{
			"Day":       h.day,
			"StartTime": object{"Hours": h.start, "Minutes": 0},
			"EndTime":   object{"Hours": h.end, "Minutes": 0},
		})
	}
	var out struct{ HoursOfOperationId string }
	i.create("hours-of-operations", object{"Name": hoursName, "TimeZone": timeZone, "Config": config}, &out)
	i.hours = out.HoursOfOperationId
}

func (i *installer) makeQueues() {
	i.queues = make(map[string]string)
	for _, name := range queueNames {
		var out struct{ QueueId string }
		i.create("queues", object{
			"Name": name, "Description": queueDescriptions[name], "HoursOfOperationId": i.hours,
		}, &out)
		i.queues[name] = out.QueueId
	}
}

func (i *installer) makeAttributes() {
	for _, a := range attributes {
		i.create("predefined-attributes", object{
			"Name": a.name, "Values": object{"StringList": a.values},
		}, nil)
	}
}

func (i *installer) makeProfiles() {
	i.profiles = make(map[string]string)
	for _, p := range profiles {
		var media, rows []object
		for _, m := range p.media {
			media = append(media, object{
				"Channel": m.channel, "Concurrency": m.concurrency,
				"CrossChannelBehavior": object{"BehaviorType": m.behavior},
			})
		}
		for _, r := range p.rows {
			rows = append(rows, object{
				"QueueReference": object{"QueueId": i.queues[r.queue], "Channel": r.channel},
				"Priority":       r.priority, "Delay": r.delay,
			})
		}
		var out struct{ RoutingProfileId string }
		i.create("routing-profiles", object{
			"Name": p.name, "Description": p.description,
			"DefaultOutboundQueueId": i.queues[queueNames[0]],
			"MediaConcurrencies":     media, "QueueConfigs": rows,
		}, &out)
		i.profiles[p.name] = out.RoutingProfileId
	}
}

func (i *installer) makeStatuses() {
	i.create("agent-status", object{"Name": breakName, "State": "ENABLED"}, nil)
}

func (i *installer) makeUsers() {
	i.security = i.securityProfile("Agent")
	for _, p := range people {
		password := newPassword()
		var out struct{ UserId string }
		i.create("users", object{
			"Username": p.username, "Password": password,
			"IdentityInfo":       object{"FirstName": p.first, "LastName": p.last},
			"PhoneConfig":        object{"PhoneType": "SOFT_PHONE", "AutoAccept": false, "AfterContactWorkTimeLimit": 120},
			"RoutingProfileId":   i.profiles[p.profile],
			"SecurityProfileIds": []string{i.security},
		}, &out)
		var proficiencies []object
		for _, s := range p.skills {
			proficiencies = append(proficiencies, object{
				"AttributeName": s.attribute, "AttributeValue": s.value, "Level": s.level,
			})
		}
		i.call("POST", []string{"users", string(i.centre.InstanceID), out.UserId, "associate-proficiencies"},
			object{"UserProficiencies": proficiencies}, nil)
		i.centre.Agents = append(i.centre.Agents, account{
			UserID: strowger.UserID(out.UserId), Username: p.username, Password: password,
		})
	}
}

// securityProfile returns the identifier of a security profile that instances
// come with.
func (i *installer) securityProfile(name string) string {
	var out struct {
		SecurityProfileSummaryList []struct{ Id, Name string }
	}
	i.call("GET", []string{"security-profiles-summary", string(i.centre.InstanceID)}, nil, &out)
	for _, p := range out.SecurityProfileSummaryList {
		if p.Name == name {
			return p.Id
		}
	}
	if i.err == nil {
		i.err = fmt.Errorf("there is no security profile %q", name)
	}
	return ""
}

func (i *installer) makeFlows() {
	for _, f := range flows {
		content, err := f.content(i.queues[f.queue])
		if err != nil && i.err == nil {
			i.err = err
		}
		var out struct{ ContactFlowId string }
		i.create("contact-flows", object{"Name": f.name, "Type": "CONTACT_FLOW", "Content": content}, &out)
		i.centre.Flows[f.name] = out.ContactFlowId
	}
}

// newPassword returns a random password with the kinds of characters that Amazon
// asks for.
func newPassword() string { return "Aa1-" + rand.Text() }
