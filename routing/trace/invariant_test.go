package trace_test

import (
	"slices"
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
	"github.com/strowger/strowger/routing/trace"
)

// busyHouse is a settled house in which Ann talks on c1, c2 rings at Bob, c3
// waits for a skill, c4 is written up by Cid, and t5 begins later.
const busyHouse = `at 10:00:00
queue Q
profile P: voice 1
  Q voice
agent Ann profile P
agent Bob profile P
agent Cid profile P acw 60s
Ann becomes Available
voice c1 to Q
Ann accepts c1
Cid becomes Available
voice c4 to Q
Cid accepts c4
c4 hangs up
Bob becomes Available
voice c2 to Q
voice c3 to Q needs French>=3 for 60s, then German>=3
task t5 scheduled 11:00:00
----
`

// TestInvariants: each invariant can fail. Each case changes one thing in a
// settled house, and the invariants must say what is wrong now.
func TestInvariants(t *testing.T) {
	r := trace.NewRunner()
	if err := playText(r, busyHouse); err != nil {
		t.Fatal(err)
	}
	now := r.Now()
	if err := trace.Check(routing.Restore(r.Snapshot()), now); err != nil {
		t.Fatal(err)
	}
	for want, tamper := range map[string]func(*tampered){
		"c3 waits although Ann":                 func(s *tampered) { s.contact("c3").Criteria = nil; s.agent("Ann").Contacts = nil; s.drop("c1") },
		"c1 is WITH_AGENT but CONNECTED at Bob": func(s *tampered) { s.lend("c1", "Ann", "Bob") },
		"Ann has no leg of it":                  func(s *tampered) { s.agent("Ann").Contacts = nil },
		"c3 is completed and still there":       func(s *tampered) { s.contact("c3").State = strowger.Completed },
		`offered to "Ann"`:                      func(s *tampered) { s.contact("c3").OfferedTo = "Ann" },
		"c3 has two active steps":               func(s *tampered) { s.step("c3", 1, strowger.StepActive) },
		"still active":                          func(s *tampered) { s.contact("c1").Criteria = s.contact("c3").Criteria },
		"at step 2, but step 1 is INACTIVE":     func(s *tampered) { s.step("c3", 0, strowger.StepInactive); s.step("c3", 1, strowger.StepActive) },
		"at step 1, but step 2 is EXPIRED":      func(s *tampered) { s.step("c3", 1, strowger.StepExpired) },
		"Ann talks on 2 calls":                  func(s *tampered) { s.lend("c1", "Ann", "Ann") },
		"two legs of c1":                        func(s *tampered) { s.lend("c1", "Ann", "Ann") },
		"Ann has c1, which is not there":        func(s *tampered) { s.drop("c1") },
		"has nothing to do and is not yet": func(s *tampered) {
			s.drop("c1")
			s.agent("Ann").NextStatusID = "Offline"
			s.agent("Ann").Contacts = nil
		},
		"contacts are in Nowhere":                    func(s *tampered) { s.contact("c3").QueueID = "Nowhere" },
		"t5 waits for 09:00:00, which has passed":    func(s *tampered) { s.contact("t5").ScheduledTimestamp = now.Add(-3600) },
		`c3 is "LOST", which is no state`:            func(s *tampered) { s.contact("c3").State = "LOST" },
		"t5 is scheduled for no time":                func(s *tampered) { s.contact("t5").ScheduledTimestamp = 0 },
		"c3 is in no flow":                           func(s *tampered) { c := s.contact("c3"); c.State, c.FlowID = strowger.InFlow, "" },
		"c3 is a VOICE and was paused":               func(s *tampered) { s.contact("c3").State = strowger.Dequeued },
		"queued at 0":                                func(s *tampered) { s.contact("c3").EnqueueTimestamp = 0 },
		"and disconnected at 1":                      func(s *tampered) { s.contact("c3").DisconnectTimestamp = 1 },
		"c2 rings at Bob for ever":                   func(s *tampered) { s.agent("Bob").Contacts[0].Expires = 0 },
		"c1 is WITH_AGENT although it goes on as c3": func(s *tampered) { s.contact("c1").NextContactID = "c3" },
	} {
		t.Run(want, func(t *testing.T) {
			s := &tampered{r.Snapshot()}
			for i := range s.Agents {
				s.Agents[i].Contacts = slices.Clone(s.Agents[i].Contacts)
			}
			tamper(s)
			wantError(t, trace.Check(routing.Restore(s.Snapshot), now), want)
		})
	}
}

// tampered is a snapshot that something is done to.
type tampered struct{ *routing.Snapshot }

func (s *tampered) contact(id strowger.ContactID) *strowger.Contact {
	return &s.Contacts[slices.IndexFunc(s.Contacts, func(c strowger.Contact) bool { return c.ID == id })]
}

func (s *tampered) agent(id strowger.UserID) *strowger.Agent {
	return &s.Agents[slices.IndexFunc(s.Agents, func(a strowger.Agent) bool { return a.UserID == id })]
}

func (s *tampered) drop(id strowger.ContactID) {
	s.Contacts = slices.DeleteFunc(s.Contacts, func(c strowger.Contact) bool { return c.ID == id })
}

// lend gives an agent the leg that another one has.
func (s *tampered) lend(id strowger.ContactID, from, to strowger.UserID) {
	leg := *s.agent(from).Contact(id)
	s.agent(to).Contacts = append(s.agent(to).Contacts, leg)
}

func (s *tampered) step(id strowger.ContactID, i int, status strowger.StepStatus) {
	c := s.contact(id)
	c.Criteria = c.Criteria.Clone()
	c.Criteria.Steps[i].Status = status
}
