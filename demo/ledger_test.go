package demo

import (
	"fmt"
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/journal"
)

// The history of two contacts, as it is in a journal: one asks for French and
// is answered, the other leaves before.
var history = []string{
	`{"ContactStarted":{"At":1000,"Contact":{"ID":"c1","State":"IN_FLOW","Channel":"CHAT"}}}`,
	`{"CriteriaSet":{"At":1000,"ContactID":"c1","Criteria":{"Steps":[{"Expression":{"Condition":{"Operator":"NumberGreaterOrEqualTo","Name":"Language","Value":"French","Level":4}},"ExpirySeconds":30,"Status":"INACTIVE"}],"Index":0}}}`,
	`{"ContactQueued":{"At":1000,"ContactID":"c1","QueueID":"q"}}`,
	`{"ContactOffered":{"At":4000,"ContactID":"c1","UserID":"u","Expires":24000,"Step":1,"Reason":{"Contact":"AGE","Agent":"LONGEST_IDLE"}}}`,
	`{"ContactConnected":{"At":6000,"ContactID":"c1","UserID":"u"}}`,
	`{"ContactStarted":{"At":7000,"Contact":{"ID":"c2","State":"IN_FLOW","Channel":"VOICE"}}}`,
	`{"ContactQueued":{"At":7000,"ContactID":"c2","QueueID":"q"}}`,
	`{"ContactCompleted":{"At":9000,"Contact":{"ID":"c2","State":"COMPLETED","Channel":"VOICE","QueueID":"q","EnqueueTimestamp":7000}}}`,
	`{"ContactCompleted":{"At":9500,"Contact":{"ID":"c1","State":"COMPLETED","Channel":"CHAT","QueueID":"q","EnqueueTimestamp":1000,"Agent":{"UserID":"u"}}}}`,
}

func TestLedger(t *testing.T) {
	j := journal.NewMemory()
	w, err := j.Acquire(t.Context(), "i", "test", journal.Record{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	write := func(event string) {
		t.Helper()
		if _, err := w.Append(t.Context(), fmt.Appendf(nil, `{"Version":1,"Events":[%s],"At":1}`, event)); err != nil {
			t.Fatal(err)
		}
	}
	write(`{"ContactStarted":{"At":1,"Contact":{"ID":"old","Channel":"TASK"}}}`)
	l := newLedger(j, "i")
	if err := l.skip(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, event := range history {
		write(event)
	}
	made, err := l.read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(made) != 1 {
		t.Fatalf("decisions: %+v", made)
	}
	made[0].Queue, made[0].Agent = "Support", "Ann"
	want := "c1       CHAT  Support → Ann after 3s: longest idle; longest wait; Language=French ≥ 4"
	if got := made[0].line()[len("00:00:00  "):]; got != want {
		t.Errorf("decision:\n got %s\nwant %s", got, want)
	}
	total := l.total()
	if total.answered != (channelCounts{0, 1, 0, 0}) || total.handled != (channelCounts{0, 1, 0, 0}) || total.abandoned != 1 {
		t.Errorf("tally: %+v", total)
	}
	if len(l.live) != 0 {
		t.Errorf("it still follows %v, which are over", l.live)
	}
	if again, err := l.read(t.Context()); err != nil || len(again) != 0 {
		t.Errorf("read again: %v, %v", again, err)
	}
}

func TestEveryRankingKeyHasItsWords(t *testing.T) {
	for _, key := range []strowger.ContactKey{
		strowger.ByAgentQueue, strowger.ByProfilePriority, strowger.ByQueuePriority, strowger.ByAge,
		strowger.ByEnqueueTime, strowger.ByInitiation, strowger.ByContactID,
	} {
		if contactReasons[key] == "" {
			t.Errorf("no words for %s", key)
		}
	}
	for _, key := range []strowger.AgentKey{"", strowger.ByFewestContacts, strowger.ByLongestIdle, strowger.ByAgentID} {
		if agentReasons[key] == "" {
			t.Errorf("no words for %s", key)
		}
	}
}
