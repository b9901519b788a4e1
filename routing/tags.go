package routing

import (
	"maps"

	"github.com/strowger/strowger"
)

// maxTags is the most tags of a resource (Amazon Connect API Reference,
// TagResource).
const maxTags = 50

// tagged is a copy of a noun: its tags and, once they are changed, the event
// that records it.
type tagged struct {
	tags     *strowger.Tags
	modified *strowger.Time
	saved    func() strowger.Event
}

// tagged finds a resource by what its ARN says. A kind of noun that has tags has
// its line here.
func (e *Engine) tagged(r strowger.Resource) (tagged, error) {
	switch r.Kind {
	case strowger.InstanceResource:
		i := e.instance
		return tagged{&i.Tags, new(strowger.Time), func() strowger.Event { return &strowger.InstanceSaved{Instance: i} }}, nil
	case strowger.QueueResource:
		if q, ok := e.queues.Get(strowger.QueueID(r.ID)); ok && q.Type == strowger.AgentQueue {
			return tagged{}, strowger.Errorf(strowger.InvalidRequest, "resourceArn: %q is an agent queue, which has no tags", r.ID)
		}
		return taggedIn(e.queues, r, func(q *strowger.Queue) tagged {
			return tagged{&q.Tags, &q.LastModified, func() strowger.Event { return &strowger.QueueSaved{Queue: *q} }}
		})
	case strowger.RoutingProfileResource:
		return taggedIn(e.profiles, r, func(p *strowger.RoutingProfile) tagged {
			return tagged{&p.Tags, &p.LastModified, func() strowger.Event { return &strowger.RoutingProfileSaved{RoutingProfile: *p} }}
		})
	case strowger.UserResource:
		return taggedIn(e.users, r, func(u *strowger.User) tagged {
			return tagged{&u.Tags, &u.LastModified, func() strowger.Event { return &strowger.UserSaved{User: *u} }}
		})
	case strowger.AgentStatusResource:
		return taggedIn(e.statuses, r, func(s *strowger.AgentStatus) tagged {
			return tagged{&s.Tags, &s.LastModified, func() strowger.Event { return &strowger.AgentStatusSaved{Status: *s} }}
		})
	case strowger.HoursOfOperationResource:
		return taggedIn(e.hours, r, func(h *strowger.HoursOfOperation) tagged {
			return tagged{&h.Tags, &h.LastModified, func() strowger.Event { return &strowger.HoursOfOperationSaved{Hours: *h} }}
		})
	case strowger.ContactFlowResource:
		return taggedIn(e.flows, r, func(f *strowger.ContactFlow) tagged {
			return tagged{&f.Tags, &f.LastModified, func() strowger.Event { return &strowger.ContactFlowSaved{Flow: *f} }}
		})
	case strowger.FlowModuleResource:
		return taggedIn(e.modules, r, func(m *strowger.ContactFlowModule) tagged {
			return tagged{&m.Tags, &m.LastModified, func() strowger.Event { return &strowger.ContactFlowModuleSaved{Module: *m} }}
		})
	case strowger.SecurityProfileResource:
		return taggedIn(e.securityProfiles, r, func(p *strowger.SecurityProfile) tagged {
			return tagged{&p.Tags, &p.LastModified, func() strowger.Event { return &strowger.SecurityProfileSaved{SecurityProfile: *p} }}
		})
	case strowger.HierarchyGroupResource:
		return taggedIn(e.groups, r, func(g *strowger.HierarchyGroup) tagged {
			return tagged{&g.Tags, &g.LastModified, func() strowger.Event { return &strowger.HierarchyGroupSaved{Group: *g} }}
		})
	case strowger.QuickConnectResource:
		return taggedIn(e.quickConnects, r, func(q *strowger.QuickConnect) tagged {
			return tagged{&q.Tags, &q.LastModified, func() strowger.Event { return &strowger.QuickConnectSaved{QuickConnect: *q} }}
		})
	}
	return tagged{}, strowger.Errorf(strowger.InvalidParameter, "resourceArn: a resource of the kind %q cannot be tagged", r.Kind)
}

// taggedIn finds a resource in the table of its kind.
func taggedIn[K ~string, V any](t *Table[K, V], r strowger.Resource, of func(*V) tagged) (tagged, error) {
	v, err := find(t, K(r.ID), "resourceArn", string(r.Kind))
	if err != nil {
		return tagged{}, err
	}
	noun := *v
	return of(&noun), nil
}

// Tags returns the tags of a resource. Callers must not change them.
func (e *Engine) Tags(r strowger.Resource) (strowger.Tags, error) {
	t, err := e.tagged(r)
	if err != nil {
		return nil, err
	}
	return *t.tags, nil
}

// updateTags sets and removes tags. A change that changes nothing leaves the
// resource as it was.
func (d *decision) updateTags(c strowger.UpdateTags) error {
	t, err := d.tagged(c.Resource)
	if err != nil {
		return err
	}
	tags := maps.Clone(*t.tags)
	if tags == nil {
		tags = make(strowger.Tags)
	}
	maps.Copy(tags, c.Set)
	for _, key := range c.Remove {
		delete(tags, key)
	}
	switch {
	case len(tags) > maxTags:
		return strowger.Errorf(strowger.InvalidParameter, "tags: the resource would have %d tags; at most %d are allowed", len(tags), maxTags)
	case maps.Equal(tags, *t.tags):
		return nil
	case len(tags) == 0:
		tags = nil
	}
	*t.tags, *t.modified = tags, d.now
	d.add(t.saved())
	return nil
}
