package host

import (
	"testing"

	"github.com/strowger/strowger"
)

// TestQuotasAreNotReplayed: a server that is started with lower quotas than what
// its journal holds has all of it, and refuses what is new.
func TestQuotasAreNotReplayed(t *testing.T) {
	s := newSite(t)
	d, _ := s.openHouse()
	s.close(d)
	s.cfg.Quotas = strowger.Quotas{Instances: 1, AgentStatuses: 1}
	d = s.open()
	if _, err := d.CreateInstance(t.Context(), houseCommand("second")); strowger.CodeOf(err) != strowger.ServiceQuotaExceeded {
		t.Errorf("a second instance: %v", err)
	}
	i, err := d.Instance(houseID)
	check(t, err)
	_, err = i.Do(t.Context(), strowger.CreateAgentStatus{Status: strowger.AgentStatus{ID: "s", Name: "S", State: "ENABLED"}})
	if strowger.CodeOf(err) != strowger.LimitExceeded {
		t.Errorf("one more agent status: %v", err)
	}
}
