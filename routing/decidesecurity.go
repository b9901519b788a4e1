package routing

import (
	"cmp"
	"slices"

	"github.com/strowger/strowger"
)

// decideSecurityProfile decides a command on security profiles.
func (d *decision) decideSecurityProfile(c strowger.Command) (done bool, err error) {
	switch c := c.(type) {
	case strowger.CreateSecurityProfile:
		err = d.createSecurityProfile(c.SecurityProfile)
	case strowger.UpdateSecurityProfile:
		err = d.updateSecurityProfile(c)
	case strowger.DeleteSecurityProfile:
		err = d.deleteSecurityProfile(c.ID)
	default:
		return false, nil
	}
	return true, err
}

func (d *decision) createSecurityProfile(p strowger.SecurityProfile) error {
	if err := free(d.securityProfiles, p.ID, p.Name, "SecurityProfileName", "security profile"); err != nil {
		return err
	}
	if err := d.saveSecurityProfile(p); err != nil {
		return err
	}
	return oneMore(d.Engine, d.securityProfiles, &d.Quotas.SecurityProfiles, "security profiles")
}

// saveSecurityProfile checks the group that a profile refers to and records the
// profile with its lists in order.
func (d *decision) saveSecurityProfile(p strowger.SecurityProfile) error {
	if id := p.AllowedHierarchyGroupID; id != "" {
		if _, err := find(d.groups, id, "AllowedAccessControlHierarchyGroupId", "hierarchy group"); err != nil {
			return err
		}
	}
	p.Permissions = slices.Compact(slices.Sorted(slices.Values(p.Permissions)))
	p.Applications = slices.SortedFunc(slices.Values(p.Applications), func(a, b strowger.Application) int {
		return cmp.Compare(a.Namespace, b.Namespace)
	})
	p.AllowedFlowModules = slices.SortedFunc(slices.Values(p.AllowedFlowModules), func(a, b strowger.AllowedFlowModule) int {
		return cmp.Compare(a.ID, b.ID)
	})
	p.LastModified = d.now
	d.add(&strowger.SecurityProfileSaved{SecurityProfile: p})
	return nil
}

func (d *decision) updateSecurityProfile(c strowger.UpdateSecurityProfile) error {
	old, err := find(d.securityProfiles, c.ID, "SecurityProfileId", "security profile")
	if err != nil {
		return err
	}
	p := *old
	change(&p.Description, c.Description)
	change(&p.Permissions, c.Permissions)
	change(&p.AllowedAccessControlTags, c.AllowedAccessControlTags)
	change(&p.TagRestrictedResources, c.TagRestrictedResources)
	change(&p.AllowedHierarchyGroupID, c.AllowedHierarchyGroupID)
	change(&p.HierarchyRestrictedResources, c.HierarchyRestrictedResources)
	change(&p.Applications, c.Applications)
	change(&p.AllowedFlowModules, c.AllowedFlowModules)
	change(&p.DataTableAccess, c.DataTableAccess)
	return d.saveSecurityProfile(p)
}

// deleteSecurityProfile refuses a profile that a user has.
func (d *decision) deleteSecurityProfile(id strowger.SecurityProfileID) error {
	p, err := find(d.securityProfiles, id, "SecurityProfileId", "security profile")
	if err != nil {
		return err
	}
	for u := range d.users.All() {
		if slices.Contains(u.SecurityProfileIDs, id) {
			return strowger.Errorf(strowger.ResourceInUse, "SecurityProfileId: the user %q has the security profile %q", u.Username, p.Name)
		}
	}
	d.add(&strowger.SecurityProfileDeleted{ID: id})
	return nil
}
