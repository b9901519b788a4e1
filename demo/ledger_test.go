package demo

import (
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// history is what happens to two contacts: one asks for French and is answered,
// the other leaves before.
func history() []strowger.Event {
	french := &strowger.RoutingCriteria{Steps: []strowger.RoutingStep{{
		ExpirySeconds: 30,
		Expression: &strowger.Expression{Condition: &strowger.AttributeCondition{
			Operator: strowger.AtLeast, Name: "Language", Value: "French", Level: 4,
		}},
	}}}
	reason := strowger.OfferReason{Contact: strowger.ByAge, Agent: strowger.ByLongestIdle}
	return []strowger.Event{
		&strowger.ContactStarted{At: 1000, Contact: &strowger.Contact{ID: "c1", Channel: strowger.Chat}},
		&strowger.CriteriaSet{At: 1000, ContactID: "c1", Criteria: french},
		&strowger.ContactQueued{At: 1000, ContactID: "c1", QueueID: "q"},
		&strowger.ContactOffered{At: 4000, ContactID: "c1", UserID: "u", Step: 1, Reason: reason},
		&strowger.ContactConnected{At: 6000, ContactID: "c1", UserID: "u"},
		&strowger.ContactStarted{At: 7000, Contact: &strowger.Contact{ID: "c2", Channel: strowger.Voice}},
		&strowger.ContactQueued{At: 7000, ContactID: "c2", QueueID: "q"},
		&strowger.ContactCompleted{At: 9000, Contact: &strowger.Contact{
			ID: "c2", Channel: strowger.Voice, QueueID: "q", EnqueueTimestamp: 7000,
		}},
		&strowger.ContactCompleted{At: 9500, Contact: &strowger.Contact{
			ID: "c1", Channel: strowger.Chat, QueueID: "q", EnqueueTimestamp: 1000, Agent: &strowger.ContactAgent{UserID: "u"},
		}},
	}
}

func TestLedger(t *testing.T) {
	l := newLedger()
	l.observe("i", history()) // before it follows anything
	l.follow("i")
	l.observe("other", history())
	l.observe("i", []strowger.Event{ // of a contact that nobody knows
		&strowger.ContactOffered{ContactID: "c0"}, &strowger.ContactConnected{ContactID: "c0"},
	})
	l.observe("i", history())

	p := &picture{Queues: []queueLine{{ID: "q"}}}
	made := l.read(p, routing.New())
	if len(made) != 1 || len(p.Decisions) != 1 {
		t.Fatalf("decisions: %+v, %+v", made, p.Decisions)
	}
	made[0].Queue, made[0].Agent = "Support", "Ann"
	want := "c1       CHAT  Support → Ann after 3s: longest idle; longest wait; Language=French ≥ 4"
	if got := made[0].line()[len("00:00:00  "):]; got != want {
		t.Errorf("decision:\n got %s\nwant %s", got, want)
	}
	counts := tally{answered: channelCounts{0, 1, 0, 0}, handled: channelCounts{0, 1, 0, 0}, abandoned: 1}
	if p.Total != counts || p.Queues[0].tally != counts {
		t.Errorf("counts: %+v in all, %+v in the queue", p.Total, p.Queues[0].tally)
	}
	if len(l.live) != 0 {
		t.Errorf("it still follows %v, which are over", l.live)
	}
	if again := l.read(p, routing.New()); len(again) != 0 || len(p.Decisions) != 1 {
		t.Errorf("read again: %v, %v", again, p.Decisions)
	}
}

func TestLedgerKnowsWhatWasThere(t *testing.T) {
	l := newLedger()
	l.follow("i")
	l.know(&strowger.Contact{ID: "old", Channel: strowger.Task, QueueID: "q", EnqueueTimestamp: 1000})
	l.observe("i", []strowger.Event{&strowger.ContactOffered{At: 9000, ContactID: "old"}})
	made := l.read(&picture{}, routing.New())
	if len(made) != 1 || made[0].Channel != strowger.Task || brief(made[0].Waited) != "8s" {
		t.Errorf("decisions: %+v", made)
	}
}

func TestEveryRankingKeyHasItsWords(t *testing.T) {
	for _, key := range []strowger.ContactKey{
		strowger.ByAgentQueue, strowger.ByProfilePriority, strowger.ByQueuePriority, strowger.ByAge,
		strowger.ByEnqueueTime, strowger.ByInitiation, strowger.ByArrival, strowger.ByContactID,
	} {
		if contactReasons[key] == "" {
			t.Errorf("no words for %s", key)
		}
	}
	for _, key := range []strowger.AgentKey{"", strowger.ByFewestContacts, strowger.ByLongestIdle, strowger.ByIdleFirst, strowger.ByAgentID} {
		if agentReasons[key] == "" {
			t.Errorf("no words for %s", key)
		}
	}
}
