package routing_test

import (
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// oneOfEach makes one of each noun of the configuration that routing does not look
// at.
var oneOfEach = []strowger.Command{
	strowger.UpdateHierarchyStructure{Levels: []string{"Site", "Team"}},
	strowger.CreateHierarchyGroup{Group: strowger.HierarchyGroup{ID: "north", Name: "North"}},
	strowger.CreateHierarchyGroup{Group: strowger.HierarchyGroup{ID: "blue", Name: "Blue", ParentID: "north"}},
	strowger.CreateSecurityProfile{SecurityProfile: strowger.SecurityProfile{ID: "lead", Name: "Lead"}},
	strowger.UpdateInstanceAttribute{Attribute: strowger.EarlyMedia, On: false},
	strowger.AssociateAnalyticsDataSets{Associations: []strowger.AnalyticsDataAssociation{{DataSetID: "contact_record", TargetAccountID: "111122223333", ResourceShareID: "s"}}},
	strowger.CreateQuickConnect{QuickConnect: strowger.QuickConnect{ID: "desk", Name: "Desk",
		Destination: strowger.QuickConnectDestination{Type: strowger.PhoneNumberQuickConnect, PhoneNumber: "+442079460000"}}},
}

// A snapshot has every noun: the digest tells one more, and a restored engine
// has the same.
func TestSnapshotHasEveryNoun(t *testing.T) {
	f := newDesk(t)
	for _, c := range oneOfEach {
		before := f.engine.Digest()
		f.step(c)
		after := f.engine.Digest()
		if after == before {
			t.Errorf("%T does not change the digest", c)
		}
		check(t, "the digest of the restored engine", routing.Restore(f.engine.Snapshot()).Digest(), after)
	}
}
