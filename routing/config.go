package routing

import (
	"github.com/strowger/strowger"
)

// config is the configuration of the instance, noun by noun.
type config struct {
	instance         strowger.Instance
	queues           *Table[strowger.QueueID, strowger.Queue]
	hours            *Table[strowger.HoursOfOperationID, strowger.HoursOfOperation]
	profiles         *Table[strowger.RoutingProfileID, strowger.RoutingProfile]
	users            *Table[strowger.UserID, strowger.User]
	statuses         *Table[strowger.AgentStatusID, strowger.AgentStatus]
	securityProfiles *Table[strowger.SecurityProfileID, strowger.SecurityProfile]
	attributes       *Table[string, strowger.PredefinedAttribute]
	hierarchy        strowger.HierarchyStructure
	groups           *Table[strowger.HierarchyGroupID, strowger.HierarchyGroup]
	quickConnects    *Table[strowger.QuickConnectID, strowger.QuickConnect]
	flows            *Table[strowger.ContactFlowID, strowger.ContactFlow]
	modules          *Table[strowger.ContactFlowModuleID, strowger.ContactFlowModule]
	analytics        *Table[strowger.AnalyticsDataAssociationID, strowger.AnalyticsDataAssociation]
}

func (c *config) init() {
	c.queues = newTable(
		func(q *strowger.Queue) strowger.QueueID { return q.ID },
		func(q *strowger.Queue) string { return q.Name })
	c.hours = newTable(
		func(h *strowger.HoursOfOperation) strowger.HoursOfOperationID { return h.ID },
		func(h *strowger.HoursOfOperation) string { return h.Name })
	c.profiles = newTable(
		func(p *strowger.RoutingProfile) strowger.RoutingProfileID { return p.ID },
		func(p *strowger.RoutingProfile) string { return p.Name })
	c.users = newTable(
		func(u *strowger.User) strowger.UserID { return u.ID },
		func(u *strowger.User) string { return u.Username })
	c.statuses = newTable(
		func(s *strowger.AgentStatus) strowger.AgentStatusID { return s.ID },
		func(s *strowger.AgentStatus) string { return s.Name })
	c.securityProfiles = newTable(
		func(p *strowger.SecurityProfile) strowger.SecurityProfileID { return p.ID },
		func(p *strowger.SecurityProfile) string { return p.Name })
	c.attributes = newTable(
		func(a *strowger.PredefinedAttribute) string { return a.Name },
		func(a *strowger.PredefinedAttribute) string { return foldName(a.Name) })
	c.groups = newTable(
		func(g *strowger.HierarchyGroup) strowger.HierarchyGroupID { return g.ID },
		groupName)
	c.quickConnects = newTable(
		func(q *strowger.QuickConnect) strowger.QuickConnectID { return q.ID },
		func(q *strowger.QuickConnect) string { return q.Name })
	c.flows = newTable(
		func(f *strowger.ContactFlow) strowger.ContactFlowID { return f.ID },
		func(f *strowger.ContactFlow) string { return f.Name })
	c.modules = newTable(
		func(m *strowger.ContactFlowModule) strowger.ContactFlowModuleID { return m.ID },
		func(m *strowger.ContactFlowModule) string { return m.Name })
	c.analytics = newTable(
		(*strowger.AnalyticsDataAssociation).ID,
		func(a *strowger.AnalyticsDataAssociation) string { return string(a.ID()) })
}

// instanceSaved ranks all agents and groups all contacts anew when the rules by
// which that is done have changed.
func (e *Engine) instanceSaved(i strowger.Instance) {
	changed := i.Routing != e.instance.Routing
	e.instance = i
	if !changed {
		return
	}
	for _, a := range e.agents {
		e.freed(a)
	}
	for _, c := range e.contacts {
		e.regroup(c, func() {})
	}
}

// applyConfig applies an event of configuration and tells the indexes what it
// changed. It reports whether the event was one.
func (e *Engine) applyConfig(ev strowger.Event) bool {
	switch ev := ev.(type) {
	case *strowger.InstanceSaved:
		e.instanceSaved(ev.Instance)
	case *strowger.QueueSaved:
		e.queues.put(ev.Queue)
	case *strowger.QueueDeleted:
		e.queues.delete(ev.ID)
		delete(e.roads, ev.ID)
	case *strowger.HoursOfOperationSaved:
		e.hours.put(ev.Hours)
	case *strowger.HoursOfOperationDeleted:
		e.hours.delete(ev.ID)
	case *strowger.RoutingProfileSaved:
		e.profileSaved(e.profiles.put(ev.RoutingProfile))
	case *strowger.RoutingProfileDeleted:
		e.profiles.delete(ev.ID)
		e.profileDeleted(ev.ID)
	case *strowger.UserSaved:
		e.userSaved(e.users.put(ev.User))
	case *strowger.UserDeleted:
		e.users.delete(ev.ID)
		e.userDeleted(ev.ID)
	case *strowger.AgentStatusSaved:
		e.statuses.put(ev.Status)
		e.statusSaved(ev.Status.ID)
	case *strowger.SecurityProfileSaved:
		e.securityProfiles.put(ev.SecurityProfile)
	case *strowger.SecurityProfileDeleted:
		e.securityProfiles.delete(ev.ID)
	case *strowger.PredefinedAttributeSaved:
		e.attributes.put(ev.Attribute)
	case *strowger.PredefinedAttributeDeleted:
		e.attributes.delete(ev.Name)
	case *strowger.HierarchyStructureSaved:
		e.hierarchy = ev.Structure
	case *strowger.HierarchyGroupSaved:
		e.groups.put(ev.Group)
	case *strowger.HierarchyGroupDeleted:
		e.groups.delete(ev.ID)
	case *strowger.QuickConnectSaved:
		e.quickConnects.put(ev.QuickConnect)
	case *strowger.QuickConnectDeleted:
		e.quickConnects.delete(ev.ID)
	case *strowger.ContactFlowSaved:
		e.flows.put(ev.Flow)
	case *strowger.ContactFlowDeleted:
		e.flows.delete(ev.ID)
	case *strowger.ContactFlowModuleSaved:
		e.modules.put(ev.Module)
	case *strowger.ContactFlowModuleDeleted:
		e.modules.delete(ev.ID)
	case *strowger.AnalyticsDataAssociationSaved:
		e.analytics.put(ev.Association)
	case *strowger.AnalyticsDataAssociationDeleted:
		gone := strowger.AnalyticsDataAssociation{DataSetID: ev.DataSetID, TargetAccountID: ev.TargetAccountID}
		e.analytics.delete(gone.ID())
	default:
		return false
	}
	return true
}
