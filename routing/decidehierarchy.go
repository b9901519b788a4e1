package routing

import (
	"github.com/strowger/strowger"
)

// decideHierarchy decides a command on the user hierarchy.
func (d *decision) decideHierarchy(c strowger.Command) (done bool, err error) {
	switch c := c.(type) {
	case strowger.UpdateHierarchyStructure:
		err = d.updateHierarchyStructure(c.Levels)
	case strowger.CreateHierarchyGroup:
		err = d.createHierarchyGroup(c.Group)
	case strowger.UpdateHierarchyGroup:
		err = d.updateHierarchyGroup(c)
	case strowger.DeleteHierarchyGroup:
		err = d.deleteHierarchyGroup(c.ID)
	default:
		return false, nil
	}
	return true, err
}

// updateHierarchyStructure names the levels anew. A level with groups stays.
func (d *decision) updateHierarchyStructure(names []string) error {
	for g := range d.groups.All() {
		if g.Level > len(names) {
			return strowger.Errorf(strowger.ResourceInUse, "HierarchyStructure: the hierarchy group %q is on level %d, which cannot be removed", g.Name, g.Level)
		}
	}
	next := strowger.HierarchyStructure{Levels: make([]strowger.HierarchyLevel, len(names))}
	for i, name := range names {
		level := strowger.HierarchyLevel{Name: name, LastModified: d.now}
		if old := d.hierarchy.Levels; i < len(old) && old[i].Name == name {
			level = old[i]
		}
		next.Levels[i] = level
	}
	d.add(&strowger.HierarchyStructureSaved{Structure: next})
	return nil
}

// createHierarchyGroup puts a group on the level below its parent's.
func (d *decision) createHierarchyGroup(g strowger.HierarchyGroup) error {
	g.Level = 1
	if g.ParentID != "" {
		parent, err := find(d.groups, g.ParentID, "ParentGroupId", "hierarchy group")
		if err != nil {
			return err
		}
		g.Level = parent.Level + 1
	}
	if levels := len(d.hierarchy.Levels); g.Level > levels {
		return strowger.Errorf(strowger.InvalidParameter, "ParentGroupId: the group would be on level %d; the hierarchy structure has %d levels", g.Level, levels)
	}
	if err := d.saveHierarchyGroup(g); err != nil {
		return err
	}
	return oneMore(d.Engine, d.groups, &d.Quotas.HierarchyGroups, "hierarchy groups")
}

func (d *decision) saveHierarchyGroup(g strowger.HierarchyGroup) error {
	if other, ok := d.groups.Named(groupName(&g)); ok && other.ID != g.ID {
		return strowger.Errorf(strowger.DuplicateResource, "Name: there is a hierarchy group named %q with the same parent already", g.Name)
	}
	g.LastModified = d.now
	d.add(&strowger.HierarchyGroupSaved{Group: g})
	return nil
}

// groupName is what must be unique of a group: groups of different parents may
// have the same name.
func groupName(g *strowger.HierarchyGroup) string { return string(g.ParentID) + "/" + g.Name }

func (d *decision) updateHierarchyGroup(c strowger.UpdateHierarchyGroup) error {
	old, err := find(d.groups, c.ID, "HierarchyGroupId", "hierarchy group")
	if err != nil {
		return err
	}
	g := *old
	change(&g.Name, c.Name)
	return d.saveHierarchyGroup(g)
}

// deleteHierarchyGroup refuses a group that has users or groups, or to which a
// security profile limits access.
func (d *decision) deleteHierarchyGroup(id strowger.HierarchyGroupID) error {
	g, err := find(d.groups, id, "HierarchyGroupId", "hierarchy group")
	if err != nil {
		return err
	}
	for child := range d.groups.All() {
		if child.ParentID == id {
			return strowger.Errorf(strowger.ResourceInUse, "HierarchyGroupId: the hierarchy group %q has the group %q", g.Name, child.Name)
		}
	}
	for u := range d.users.All() {
		if u.HierarchyGroupID == id {
			return strowger.Errorf(strowger.ResourceInUse, "HierarchyGroupId: the user %q is in the hierarchy group %q", u.Username, g.Name)
		}
	}
	for p := range d.securityProfiles.All() {
		if p.AllowedHierarchyGroupID == id {
			return strowger.Errorf(strowger.ResourceInUse, "HierarchyGroupId: the security profile %q limits access to the hierarchy group %q", p.Name, g.Name)
		}
	}
	d.add(&strowger.HierarchyGroupDeleted{ID: id})
	return nil
}
