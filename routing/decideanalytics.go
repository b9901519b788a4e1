package routing

import (
	"github.com/strowger/strowger"
)

// maxAnalyticsDataAssociations is how many data sets an instance shares at most.
// Amazon names no quota; it has some tens of data sets.
const maxAnalyticsDataAssociations = 1000

// decideAnalyticsData decides a command on the analytics data sets.
func (d *decision) decideAnalyticsData(c strowger.Command) (done bool, err error) {
	switch c := c.(type) {
	case strowger.AssociateAnalyticsDataSets:
		err = d.associateDataSets(c)
	case strowger.DisassociateAnalyticsDataSets:
		d.disassociateDataSets(c)
	default:
		return false, nil
	}
	return true, err
}

func (d *decision) associateDataSets(c strowger.AssociateAnalyticsDataSets) error {
	added := make(map[strowger.AnalyticsDataAssociationID]bool)
	for _, a := range c.Associations {
		if _, ok := d.analytics.Get(a.ID()); !ok && !added[a.ID()] {
			added[a.ID()] = true
			d.add(&strowger.AnalyticsDataAssociationSaved{Association: a})
		}
	}
	if n := d.analytics.Len() + len(added); len(added) > 0 && n > maxAnalyticsDataAssociations {
		return strowger.Errorf(strowger.LimitExceeded, "the instance would share %d analytics data sets; at most %d are allowed", n, maxAnalyticsDataAssociations)
	}
	return nil
}

func (d *decision) disassociateDataSets(c strowger.DisassociateAnalyticsDataSets) {
	gone := make(map[strowger.AnalyticsDataAssociationID]bool)
	for _, set := range c.DataSetIDs {
		a := strowger.AnalyticsDataAssociation{DataSetID: set, TargetAccountID: c.TargetAccountID}
		if _, ok := d.analytics.Get(a.ID()); ok && !gone[a.ID()] {
			gone[a.ID()] = true
			d.add(&strowger.AnalyticsDataAssociationDeleted{DataSetID: set, TargetAccountID: c.TargetAccountID})
		}
	}
}
