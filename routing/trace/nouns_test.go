package trace_test

import "github.com/strowger/strowger"

// nounChange changes nouns of the configuration that routing does not look at:
// they must come through replays and snapshots all the same.
func (h *house) nounChange() strowger.Command {
	switch h.IntN(6) {
	case 0:
		return h.overrideChange()
	case 1:
		content := strowger.ContentChange{Content: h.name("y"), Status: pick(h, []string{strowger.Published, strowger.Saved})}
		return strowger.UpdateContactFlow{ID: "extra", Content: &content}
	case 2:
		return h.moduleChange()
	case 3:
		return h.quickConnectChange()
	case 4:
		return h.groupChange()
	}
	return h.tagChange()
}

// overrideChange makes an override of the hours of all queues, or changes or
// removes one.
func (h *house) overrideChange() strowger.Command {
	const hours = "Always"
	name := h.name("y")
	noun, _ := h.engine.HoursOfOperations().Get(hours)
	if len(noun.Overrides) == 0 || h.maybe(3) {
		return strowger.CreateHoursOfOperationOverride{HoursID: hours, Override: strowger.HoursOfOperationOverride{
			ID: strowger.HoursOfOperationOverrideID(name), Name: name, Type: strowger.OverrideClosed,
			EffectiveFrom: "2026-01-01", EffectiveTill: "2026-12-31",
			Recurrence: &strowger.Recurrence{Frequency: strowger.Weekly, Interval: 2},
		}}
	}
	id := pick(h, noun.Overrides).ID
	if h.maybe(2) {
		return strowger.DeleteHoursOfOperationOverride{HoursID: hours, ID: id}
	}
	return strowger.UpdateHoursOfOperationOverride{HoursID: hours, ID: id, Name: &name, Type: new(strowger.OverrideStandard)}
}

func (h *house) moduleChange() strowger.Command {
	switch _, exists := h.engine.ContactFlowModule("module"); {
	case !exists:
		return strowger.CreateContactFlowModule{Module: strowger.ContactFlowModule{ID: "module", Name: "Module", ClientToken: "token"}}
	case h.maybe(2):
		return strowger.DeleteContactFlowModule{ID: "module"}
	}
	return strowger.UpdateContactFlowModule{ID: "module", State: new(pick(h, []string{strowger.Active, strowger.Archived})),
		Content: &strowger.ContentChange{Content: h.name("y"), Status: strowger.Saved}}
}

func (h *house) quickConnectChange() strowger.Command {
	if _, exists := h.engine.QuickConnects().Get("quick"); exists {
		return strowger.DeleteQuickConnect{ID: "quick"}
	}
	return strowger.CreateQuickConnect{QuickConnect: strowger.QuickConnect{ID: "quick", Name: "Quick",
		Destination: strowger.QuickConnectDestination{Type: strowger.PhoneNumberQuickConnect, PhoneNumber: "+441134960000"}}}
}

func (h *house) groupChange() strowger.Command {
	switch _, exists := h.engine.HierarchyGroups().Get("group"); {
	case exists:
		return strowger.DeleteHierarchyGroup{ID: "group"}
	case len(h.engine.HierarchyStructure().Levels) == 0:
		return strowger.UpdateHierarchyStructure{Levels: []string{"Site"}}
	}
	return strowger.CreateHierarchyGroup{Group: strowger.HierarchyGroup{ID: "group", Name: "Group"}}
}

func (h *house) tagChange() strowger.Command {
	resource := pick(h, []strowger.Resource{
		{Kind: strowger.InstanceResource},
		{Kind: strowger.HoursOfOperationResource, ID: "Always"},
		{Kind: strowger.RoutingProfileResource, ID: string(pick(h, h.profileIDs()))},
		{Kind: strowger.QueueResource, ID: string(pick(h, h.standardQueueIDs()))},
	})
	return strowger.UpdateTags{Resource: resource, Set: strowger.Tags{"k": h.name("y")}, Remove: []string{"none"}}
}
