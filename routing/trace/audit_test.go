package trace_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
	"github.com/strowger/strowger/routing/trace"
)

// The judge is judged: an engine that errs must not get away with it.

// pairOfAgents is a house with one queue in which Ann, who has been idle longer
// than Bob, and Bob wait, and a call is about to be queued.
func pairOfAgents(t *testing.T) (*routing.Engine, trace.Auditor, strowger.Time) {
	t.Helper()
	e, auditor, now := routing.New(), trace.NewAuditor(), strowger.Time(1_800_000_000_000)
	commands := []strowger.Command{
		strowger.CreateInstance{
			Instance: strowger.Instance{ID: "house"},
			AgentStatuses: []strowger.AgentStatus{
				{ID: "available", Name: "Available", Type: strowger.Routable},
				{ID: "offline", Name: "Offline", Type: strowger.Offline},
			},
			Queues:       []strowger.Queue{{ID: "q", Name: "q", Type: strowger.StandardQueue}},
			ContactFlows: []strowger.ContactFlow{{ID: "f", Type: "CONTACT_FLOW", Status: "PUBLISHED", State: "ACTIVE"}},
			RoutingProfiles: []strowger.RoutingProfile{{ID: "p", Name: "p",
				MediaConcurrencies: []strowger.MediaConcurrency{{Channel: strowger.Voice, Concurrency: 1}},
				Queues: []strowger.RoutingProfileQueue{{Priority: 1,
					QueueReference: strowger.QueueReference{QueueID: "q", Channel: strowger.Voice}}}}},
		},
		strowger.CreateUser{User: strowger.User{ID: "Ann", Username: "Ann", RoutingProfileID: "p"}},
		strowger.CreateUser{User: strowger.User{ID: "Bob", Username: "Bob", RoutingProfileID: "p"}},
		strowger.PutAgentStatus{UserID: "Ann", StatusID: "available"},
		strowger.PutAgentStatus{UserID: "Bob", StatusID: "available"},
		strowger.StartContact{Contact: &strowger.Contact{ID: "c1", Channel: strowger.Voice, FlowID: "f"}},
		strowger.SetTargetQueue{ContactID: "c1", QueueID: "q"},
	}
	for _, c := range commands {
		now += 1000
		events, err := e.Step(now, c)
		if err != nil {
			t.Fatal(err)
		}
		if err := auditor.Follow(e, now, events); err != nil {
			t.Fatal(err)
		}
	}
	return e, auditor, now
}

func TestAuditorFindsTheWrongOffer(t *testing.T) {
	for name, falsify := range map[string]func(*strowger.ContactOffered){
		"agent":  func(ev *strowger.ContactOffered) { ev.UserID = "Bob" },
		"reason": func(ev *strowger.ContactOffered) { ev.Reason.Agent = strowger.ByFewestContacts },
		"step":   func(ev *strowger.ContactOffered) { ev.Step = 1 },
	} {
		t.Run(name, func(t *testing.T) {
			e, auditor, now := pairOfAgents(t)
			events, err := e.Step(now, strowger.EnqueueContact{ContactID: "c1"})
			if err != nil {
				t.Fatal(err)
			}
			offered := events[len(events)-1].(*strowger.ContactOffered)
			falsify(offered)
			wantError(t, auditor.Follow(e, now, events), "the offer was")
		})
	}
}

func TestAuditorFindsAnOfferTooMany(t *testing.T) {
	e, auditor, now := pairOfAgents(t)
	_, err := e.Step(now, strowger.EnqueueContact{ContactID: "c1"})
	if err != nil {
		t.Fatal(err)
	}
	early := &strowger.ContactOffered{At: now, ContactID: "c1", UserID: "Ann"}
	wantError(t, auditor.Follow(e, now, []strowger.Event{early}), "want no offer")
}

func TestAuditorFindsASlotTooMany(t *testing.T) {
	e, auditor, now := pairOfAgents(t)
	var events []strowger.Event
	for _, id := range []strowger.ContactID{"c2", "c3", "c4"} {
		c := &strowger.Contact{ID: id, Channel: strowger.Voice, State: strowger.InFlow, FlowID: "f"}
		events = append(events, &strowger.ContactStarted{At: now, Contact: c},
			&strowger.ContactQueued{At: now, ContactID: id, QueueID: "q"},
			&strowger.ContactOffered{At: now, ContactID: id, UserID: "Ann", Kind: strowger.AssignedOffer, Expires: now.Add(20)})
	}
	wantError(t, auditor.Follow(e, now, events), "who then holds 3 of 2")
}

func TestAuditorFindsAnEarlyBreak(t *testing.T) {
	e, auditor, now := pairOfAgents(t)
	events, err := e.Step(now, strowger.EnqueueContact{ContactID: "c1"})
	if err != nil {
		t.Fatal(err)
	}
	events = append(events, &strowger.AgentStatusChanged{At: now, UserID: "Ann", StatusID: "offline"})
	wantError(t, auditor.Follow(e, now, events), "Ann became offline with c1 in hand")
}

func TestAuditorFindsAWrongRing(t *testing.T) {
	for name, expires := range map[string]strowger.Time{"too long": 30_000, "not at all": 0} {
		t.Run(name, func(t *testing.T) {
			e, auditor, now := pairOfAgents(t)
			events, err := e.Step(now, strowger.EnqueueContact{ContactID: "c1"})
			if err != nil {
				t.Fatal(err)
			}
			if expires != 0 {
				expires += now
			}
			events[len(events)-1].(*strowger.ContactOffered).Expires = expires
			wantError(t, auditor.Follow(e, now, events), "want 20 seconds")
		})
	}
}

func TestAuditorFindsAWrongClock(t *testing.T) {
	e, auditor, now := pairOfAgents(t)
	events, err := e.Step(now, strowger.PutAgentStatus{UserID: "Ann", StatusID: "offline"})
	if err != nil {
		t.Fatal(err)
	}
	if err := auditor.Follow(e, now, events); err != nil {
		t.Fatal(err)
	}
	now += 1000
	events, err = e.Step(now, strowger.PutAgentStatus{UserID: "Ann", StatusID: "available"})
	if err != nil {
		t.Fatal(err)
	}
	events[0].(*strowger.AgentStatusChanged).At -= 500
	wantError(t, auditor.Follow(e, now, events), "Ann is idle since")
}

// TestAuditorFindsAWrongOrder tells the auditor of two contacts, and of two agents, in
// another order than that in which they have come.
func TestAuditorFindsAWrongOrder(t *testing.T) {
	for _, commands := range [][]strowger.Command{
		{strowger.PutAgentStatus{UserID: "Ann", StatusID: "available"}, strowger.PutAgentStatus{UserID: "Bob", StatusID: "available"}},
		{strowger.EnqueueContact{ContactID: "c1"}, strowger.EnqueueContact{ContactID: "c2"}},
	} {
		e, auditor, now := pairOfAgents(t)
		follow := func(list ...[]strowger.Event) error { return auditor.Follow(e, now, slices.Concat(list...)) }
		step := func(c strowger.Command) []strowger.Event {
			events, err := e.Step(now, c)
			if err != nil {
				t.Fatal(err)
			}
			return events
		}
		for _, c := range []strowger.Command{
			strowger.StartContact{Contact: &strowger.Contact{ID: "c2", Channel: strowger.Voice, FlowID: "f"}},
			strowger.SetTargetQueue{ContactID: "c2", QueueID: "q"},
			strowger.PutAgentStatus{UserID: "Ann", StatusID: "offline"},
			strowger.PutAgentStatus{UserID: "Bob", StatusID: "offline"},
		} {
			if err := follow(step(c)); err != nil {
				t.Fatal(err)
			}
		}
		first, second := step(commands[0]), step(commands[1])
		wantError(t, follow(second, first), "with event")
	}
}

func TestAuditorFindsIdleness(t *testing.T) {
	e, auditor, now := pairOfAgents(t)
	events, err := e.Decide(now, strowger.EnqueueContact{ContactID: "c1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, ev := range events {
		e.Apply(ev)
	}
	wantError(t, auditor.Follow(e, now, events), "c1 waits although Ann could take it")
}

func TestAuditorFindsAForgottenDeadline(t *testing.T) {
	e, _, now := pairOfAgents(t)
	if _, err := e.Step(now, strowger.EnqueueContact{ContactID: "c1"}); err != nil {
		t.Fatal(err)
	}
	wantError(t, trace.Check(e, now.Add(60)), "c1 waits for")
}

func TestAuditorFindsAMissingEvent(t *testing.T) {
	e, auditor, now := pairOfAgents(t)
	if err := auditor.Compare(e); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Step(now, strowger.PutAgentStatus{UserID: "Ann", StatusID: "offline"}); err != nil {
		t.Fatal(err)
	}
	wantError(t, auditor.Compare(e), "do not lead to the state")
}

func wantError(t *testing.T, err error, text string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), text) {
		t.Errorf("got %v, want an error with %q", err, text)
	}
}

// TestMistakes: a line that is not understood is named, never skipped.
func TestMistakes(t *testing.T) {
	for line, want := range map[string]string{
		"queue":                          "ends too early",
		"queue Q most 3":                 "a queue has max",
		"agent Ann likes Bob":            "an agent has profile",
		"profile P voice 1":              `want ":"`,
		"profile P: phone 1":             "want voice, chat, task or email",
		"voice c1 to Q needs French or":  "want a level, as in French>=4 or French 2..3",
		"voice c1 to Q needs French>=1;": `README.md lists; found ";"`,
		"Ann dances":                     `"dances" is nothing that an agent or a contact does`,
		"Q voice to nobody":              "is nothing that an agent or a contact does",
		"at 10:00:00":                    `four dashes, ----, must end what is above`,
		"---":                            `the dashes are four`,
		"Ann accepts c1 gladly":          `"gladly" is not understood`,
		"task t1 scheduled noon":         "want a time",
		"show Ann":                       `no contact "Ann"`,
		"show queue Q":                   `no queue "Q"`,
		"Ann accepts c1\n  now":          "only a profile has indented lines",
	} {
		_, err := trace.NewRunner().Configure(line)
		wantError(t, err, want)
	}
	r := trace.NewRunner()
	_, err := r.At("10:00:00", "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.At("09:00:00", "")
	wantError(t, err, "is before 10:00:00")
}
