package routing

import (
	"maps"
	"slices"

	"github.com/strowger/strowger"
)

func (d *decision) decideUser(c strowger.Command) (done bool, err error) {
	switch c := c.(type) {
	case strowger.CreateUser:
		err = d.createUser(c.User)
	case strowger.UpdateUser:
		err = d.updateUser(c)
	case strowger.DeleteUser:
		err = d.deleteUser(c.ID)
	case strowger.AssociateUserProficiencies:
		err = d.editProficiencies(c.ID, func(u *strowger.User) error { return d.associateProficiencies(u, c.Proficiencies) })
	case strowger.UpdateUserProficiencies:
		err = d.editProficiencies(c.ID, func(u *strowger.User) error { return d.updateProficiencies(u, c.Proficiencies) })
	case strowger.DisassociateUserProficiencies:
		err = d.editProficiencies(c.ID, func(u *strowger.User) error { return disassociateProficiencies(u, c.Proficiencies) })
	case strowger.CreateAgentStatus:
		err = d.createStatus(c.Status)
	case strowger.UpdateAgentStatus:
		err = d.updateStatus(c)
	case strowger.CreatePredefinedAttribute:
		err = d.createAttribute(c.Attribute)
	case strowger.UpdatePredefinedAttribute:
		err = d.updateAttribute(c)
	case strowger.DeletePredefinedAttribute:
		err = d.deleteAttribute(c.Name)
	default:
		return false, nil
	}
	return true, err
}

// createUser also makes the agent queue of the user (rule 5.1).
func (d *decision) createUser(u strowger.User) error {
	if err := free(d.users, u.ID, u.Username, "Username", "user"); err != nil {
		return err
	}
	if err := d.saveUser(u); err != nil {
		return err
	}
	d.add(&strowger.QueueSaved{Queue: strowger.Queue{
		ID: strowger.QueueID(u.ID), Type: strowger.AgentQueue, Status: strowger.QueueEnabled, LastModified: d.now,
	}})
	return oneMore(d.Engine, d.users, &d.Quotas.Users, "users")
}

// saveUser checks what a user refers to and records the user.
func (d *decision) saveUser(u strowger.User) error {
	if _, err := find(d.profiles, u.RoutingProfileID, "RoutingProfileId", "routing profile"); err != nil {
		return err
	}
	for _, id := range u.SecurityProfileIDs {
		if _, err := find(d.securityProfiles, id, "SecurityProfileIds", "security profile"); err != nil {
			return err
		}
	}
	if u.HierarchyGroupID != "" {
		if _, err := find(d.groups, u.HierarchyGroupID, "HierarchyGroupId", "hierarchy group"); err != nil {
			return err
		}
	}
	u.LastModified = d.now
	d.add(&strowger.UserSaved{User: u})
	return nil
}

func (d *decision) updateUser(c strowger.UpdateUser) error {
	old, err := find(d.users, c.ID, "UserId", "user")
	if err != nil {
		return err
	}
	u := *old
	change(&u.Identity, c.Identity)
	change(&u.PasswordHash, c.PasswordHash)
	change(&u.RoutingProfileID, c.RoutingProfileID)
	change(&u.HierarchyGroupID, c.HierarchyGroupID)
	change(&u.SecurityProfileIDs, c.SecurityProfileIDs)
	if c.PhoneConfig != nil {
		u.PhoneConfig = c.PhoneConfig
		u.AutoAccept, u.AfterContactWork, u.PhoneNumbers, u.PersistentConnections = nil, nil, nil, nil
	}
	if c.Config != nil {
		u.AutoAccept = mergeChannels(u.AutoAccept, c.Config.AutoAccept, func(x strowger.AutoAcceptConfig) strowger.Channel { return x.Channel })
		u.AfterContactWork = mergeChannels(u.AfterContactWork, c.Config.AfterContactWork, func(x strowger.AfterContactWorkConfig) strowger.Channel { return x.Channel })
		u.PhoneNumbers = mergeChannels(u.PhoneNumbers, c.Config.PhoneNumbers, func(x strowger.PhoneNumberConfig) strowger.Channel { return x.Channel })
		u.PersistentConnections = mergeChannels(u.PersistentConnections, c.Config.PersistentConnections, func(x strowger.PersistentConnectionConfig) strowger.Channel { return x.Channel })
		u.VoiceEnhancements = mergeChannels(u.VoiceEnhancements, c.Config.VoiceEnhancements, func(x strowger.VoiceEnhancementConfig) strowger.Channel { return x.Channel })
	}
	if c.CallNumber != nil {
		moveDeskPhone(&u, *c.CallNumber)
	}
	change(&u.Language, c.Language)
	return d.saveUser(u)
}

// moveDeskPhone lets calls reach a user at a desk phone. Its number stands among
// the settings of single channels if the user has those of calls there.
func moveDeskPhone(u *strowger.User, number string) {
	calls := strowger.PhoneNumberConfig{Channel: strowger.Voice, PhoneType: "DESK_PHONE", PhoneNumber: number}
	if slices.ContainsFunc(u.PhoneNumbers, func(x strowger.PhoneNumberConfig) bool { return x.Channel == strowger.Voice }) {
		u.PhoneNumbers = mergeChannels(u.PhoneNumbers, []strowger.PhoneNumberConfig{calls}, func(x strowger.PhoneNumberConfig) strowger.Channel { return x.Channel })
		return
	}
	var common strowger.PhoneConfig
	if u.PhoneConfig != nil {
		common = *u.PhoneConfig
	}
	common.PhoneType, common.DeskPhoneNumber = calls.PhoneType, number
	u.PhoneConfig = &common
}

// mergeChannels returns old with the settings of the channels in news replaced
// or added.
func mergeChannels[T any](old, news []T, channel func(T) strowger.Channel) []T {
	merged := slices.Clone(old)
	for _, n := range news {
		i := slices.IndexFunc(merged, func(x T) bool { return channel(x) == channel(n) })
		if i >= 0 {
			merged[i] = n
		} else {
			merged = append(merged, n)
		}
	}
	return merged
}

// deleteUser refuses a user who holds contacts or whose queue does, and one who
// will get callbacks: they would be lost.
func (d *decision) deleteUser(id strowger.UserID) error {
	u, err := find(d.users, id, "UserId", "user")
	if err != nil {
		return err
	}
	own := strowger.QueueReference{QueueID: strowger.QueueID(id), Channel: strowger.Voice}
	switch {
	case len(d.agents[id].Contacts) > 0 || d.QueueLength(own.QueueID) > 0:
		return strowger.Errorf(strowger.InvalidRequest, "UserId: the user %q has contacts; clear them first", u.Username)
	case d.Line(own).Scheduled > 0:
		return strowger.Errorf(strowger.InvalidRequest, "UserId: callbacks are scheduled for the user %q", u.Username)
	}
	d.add(&strowger.QueueDeleted{ID: strowger.QueueID(id)}, &strowger.UserDeleted{ID: id})
	return nil
}

func hasProficiency(p strowger.Proficiency) func(strowger.Proficiency) bool {
	return func(q strowger.Proficiency) bool { return q.Name == p.Name && q.Value == p.Value }
}

// editProficiencies saves a user after a change of a copy of the proficiencies.
func (d *decision) editProficiencies(id strowger.UserID, edit func(*strowger.User) error) error {
	old, err := find(d.users, id, "UserId", "user")
	if err != nil {
		return err
	}
	u := *old
	u.Proficiencies = slices.Clone(u.Proficiencies)
	if err := edit(&u); err != nil {
		return err
	}
	return d.saveUser(u)
}

func (d *decision) associateProficiencies(u *strowger.User, list []strowger.Proficiency) error {
	before := len(u.Proficiencies)
	for i, p := range list {
		if err := d.checkProficiency(i, p); err != nil {
			return err
		}
		if slices.ContainsFunc(u.Proficiencies, hasProficiency(p)) {
			return strowger.Errorf(strowger.InvalidParameter, "UserProficiencies[%d]: the user has the proficiency %q %q already", i, p.Name, p.Value)
		}
		u.Proficiencies = append(u.Proficiencies, p)
	}
	return d.within(&d.Quotas.Proficiencies, before, len(u.Proficiencies), "UserProficiencies: the user", "proficiencies")
}

// checkProficiency checks that the attribute and its value are defined, and the
// level a whole number from 1 to 5 (rule 4.1.2).
func (d *decision) checkProficiency(i int, p strowger.Proficiency) error {
	a, err := find(d.attributes, p.Name, "UserProficiencies.AttributeName", "predefined attribute")
	if err != nil {
		return err
	}
	if !slices.Contains(a.Values, p.Value) {
		return strowger.Errorf(strowger.InvalidParameter, "UserProficiencies[%d].AttributeValue: the attribute %q has no value %q", i, p.Name, p.Value)
	}
	if p.Level < 1 || p.Level > 5 || p.Level != float64(int(p.Level)) {
		return strowger.Errorf(strowger.InvalidParameter, "UserProficiencies[%d].Level must be a whole number from 1 to 5, is %v", i, p.Level)
	}
	return nil
}

// ownProficiency returns the index of a proficiency that the user must have; n
// is its place in the request.
func ownProficiency(u *strowger.User, n int, p strowger.Proficiency) (int, error) {
	i := slices.IndexFunc(u.Proficiencies, hasProficiency(p))
	if i < 0 {
		return i, strowger.Errorf(strowger.ResourceNotFound, "UserProficiencies[%d].AttributeName: the user has no proficiency %q %q", n, p.Name, p.Value)
	}
	return i, nil
}

func (d *decision) updateProficiencies(u *strowger.User, list []strowger.Proficiency) error {
	for n, p := range list {
		i, err := ownProficiency(u, n, p)
		if err != nil {
			return err
		}
		if err := d.checkProficiency(n, p); err != nil {
			return err
		}
		u.Proficiencies[i] = p
	}
	return nil
}

func disassociateProficiencies(u *strowger.User, list []strowger.Proficiency) error {
	for n, p := range list {
		i, err := ownProficiency(u, n, p)
		if err != nil {
			return err
		}
		u.Proficiencies = slices.Delete(u.Proficiencies, i, i+1)
	}
	return nil
}

// createStatus makes a status; what people create is always CUSTOM (rule 3.1.1).
func (d *decision) createStatus(s strowger.AgentStatus) error {
	s.Type = strowger.Custom
	if err := d.saveStatus(s); err != nil {
		return err
	}
	return oneMore(d.Engine, d.statuses, &d.Quotas.AgentStatuses, "agent statuses")
}

func (d *decision) saveStatus(s strowger.AgentStatus) error {
	if err := free(d.statuses, s.ID, s.Name, "Name", "agent status"); err != nil {
		return err
	}
	s.LastModified = d.now
	d.add(&strowger.AgentStatusSaved{Status: s})
	return nil
}

func (d *decision) updateStatus(c strowger.UpdateAgentStatus) error {
	old, err := find(d.statuses, c.ID, "AgentStatusId", "agent status")
	if err != nil {
		return err
	}
	s := *old
	change(&s.Name, c.Name)
	change(&s.Description, c.Description)
	change(&s.State, c.State)
	change(&s.DisplayOrder, c.DisplayOrder)
	if c.ResetDisplayOrder {
		s.DisplayOrder = 0
	}
	if s.Type != strowger.Custom && s.State == "DISABLED" {
		return strowger.Errorf(strowger.InvalidParameter, "State: the agent status %q is of type %s and cannot be disabled", s.Name, s.Type)
	}
	return d.saveStatus(s)
}

func (d *decision) createAttribute(a strowger.PredefinedAttribute) error {
	if old, ok := d.attributes.Named(foldName(a.Name)); ok {
		return strowger.Errorf(strowger.DuplicateResource, "Name: there is a predefined attribute named %q already", old.Name)
	}
	if err := d.saveAttribute(a, 0); err != nil {
		return err
	}
	return oneMore(d.Engine, d.attributes, &d.Quotas.PredefinedAttributes, "predefined attributes")
}

// saveAttribute records an attribute, which had a number of values before.
func (d *decision) saveAttribute(a strowger.PredefinedAttribute, before int) error {
	a.LastModified = d.now
	d.add(&strowger.PredefinedAttributeSaved{Attribute: a})
	return d.within(&d.Quotas.PredefinedAttributeValues, before, len(a.Values), "Values: the attribute", "values")
}

func (d *decision) updateAttribute(c strowger.UpdatePredefinedAttribute) error {
	old, err := find(d.attributes, c.Name, "Name", "predefined attribute")
	if err != nil {
		return err
	}
	a := *old
	change(&a.Values, c.Values)
	change(&a.Purposes, c.Purposes)
	change(&a.EnforceValues, c.EnforceValues)
	return d.saveAttribute(a, len(old.Values))
}

// enforceValues checks segment attributes against predefined attributes that
// allow their own values only (Administrator Guide, "Enforce valid values").
func (d *decision) enforceValues(attributes map[string]strowger.SegmentAttribute) error {
	if len(attributes) == 0 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		a, ok := d.attributes.Get(name)
		if !ok || !a.EnforceValues {
			continue
		}
		if v := attributes[name].String; v == nil || !slices.Contains(a.Values, *v) {
			return strowger.Errorf(strowger.InvalidParameter, "SegmentAttributes.%s.ValueString must be a value of the predefined attribute", name)
		}
	}
	return nil
}

// deleteAttribute refuses an attribute that a user is proficient in (rule
// 4.1.3).
func (d *decision) deleteAttribute(name string) error {
	if _, err := find(d.attributes, name, "Name", "predefined attribute"); err != nil {
		return err
	}
	for u := range d.users.All() {
		if slices.ContainsFunc(u.Proficiencies, func(p strowger.Proficiency) bool { return p.Name == name }) {
			return strowger.Errorf(strowger.ResourceInUse, "Name: the user %q is proficient in %q", u.Username, name)
		}
	}
	d.add(&strowger.PredefinedAttributeDeleted{Name: name})
	return nil
}
