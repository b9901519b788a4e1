package trace_test

import "github.com/strowger/strowger"

// nounChange changes nouns of the configuration that routing does not look at:
// they must come through replays and snapshots all the same.
func (h *house) nounChange() strowger.Command {
	name := h.name("y")
	switch h.IntN(9) {
	case 0:
		return strowger.CreateHoursOfOperationOverride{HoursID: "always", Override: strowger.HoursOfOperationOverride{
			ID: strowger.HoursOfOperationOverrideID(name), Name: name, Type: strowger.OverrideClosed,
			EffectiveFrom: "2026-01-01", EffectiveTill: "2026-12-31",
			Recurrence: &strowger.Recurrence{Frequency: strowger.Weekly, Interval: 2},
		}}
	case 1, 2:
		overrides := h.overrides()
		if len(overrides) == 0 {
			return nil
		}
		id := pick(h, overrides)
		if h.maybe(2) {
			return strowger.DeleteHoursOfOperationOverride{HoursID: "always", ID: id}
		}
		return strowger.UpdateHoursOfOperationOverride{HoursID: "always", ID: id, Name: &name, Type: new(strowger.OverrideStandard)}
	case 3:
		return strowger.UpdateContactFlow{ID: "extra", Description: &name,
			Content: &strowger.ContentChange{Content: name, Status: pick(h, []string{strowger.Published, strowger.Saved})}}
	case 4:
		return strowger.CreateContactFlowModule{Module: strowger.ContactFlowModule{ID: "module", Name: "Module", ClientToken: "token"}}
	case 5:
		return strowger.UpdateContactFlowModule{ID: "module", State: new(pick(h, []string{strowger.Active, strowger.Archived})),
			Content: &strowger.ContentChange{Content: name, Status: strowger.Saved}}
	case 6:
		return strowger.DeleteContactFlowModule{ID: "module"}
	}
	resource := pick(h, []strowger.Resource{
		{Kind: strowger.InstanceResource},
		{Kind: strowger.HoursOfOperationResource, ID: "always"},
		{Kind: strowger.RoutingProfileResource, ID: string(pick(h, h.profileIDs()))},
		{Kind: strowger.QueueResource, ID: string(pick(h, h.standardQueueIDs()))},
	})
	return strowger.UpdateTags{Resource: resource, Set: strowger.Tags{"k": name}, Remove: []string{"none"}}
}

// overrides lists the overrides of the hours of all queues.
func (h *house) overrides() (ids []strowger.HoursOfOperationOverrideID) {
	hours, _ := h.engine.HoursOfOperations().Get("always")
	for _, o := range hours.Overrides {
		ids = append(ids, o.ID)
	}
	return ids
}
