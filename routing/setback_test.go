package routing_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// Two desks do the same, one of them two days later by a clock that is ahead. Set
// back by these two days it is as the other, to the millisecond: who waits, who is
// idle and what is due when.
func TestTimeSetBack(t *testing.T) {
	const ahead = 2 * 24 * 60 * 60
	day := func(late int64) *floor {
		f := newDesk(t)
		f.step(strowger.PutAgentStatus{UserID: "Ann", StatusID: "offline"})
		f.after(late+10, strowger.PutAgentStatus{UserID: "Ann", StatusID: "available"})
		f.queue(strowger.Voice, "rings", nil)
		f.queue(strowger.Voice, "waits", twoSteps())
		f.step(strowger.StartContact{Contact: &strowger.Contact{ID: "task", FlowID: "flow", Channel: strowger.Task, ClientToken: "token", PreviousContactID: "rings"}})
		f.step(strowger.AcceptContact{UserID: "Ann", ContactID: "rings"})
		f.step(strowger.HoldContact{UserID: "Ann", ContactID: "rings"})
		return f
	}
	right, wrong := day(0), day(ahead)
	check(t, "the status of one is two days younger", agentOf(wrong).StatusSince, agentOf(right).StatusSince.Add(ahead))

	wrong.engine.Apply(&strowger.TimeSetBack{At: right.now, Milliseconds: ahead * 1000})
	wrong.now = right.now
	for range 3 {
		same(t, right.engine, wrong.engine)
		for _, f := range []*floor{right, wrong} {
			f.after(20, strowger.Tick{})
		}
	}
	same(t, wrong.engine, routing.Restore(wrong.engine.Snapshot()))
}

// A clock that was ahead for a century sets nobody back to before there was time,
// and leaves what was configured before where it was.
func TestTimeSetBackFar(t *testing.T) {
	f := newDesk(t)
	f.queue(strowger.Voice, "c1", nil)
	start, profile := f.now, configured(f)
	const ahead = 100 * 366 * 24 * 60 * 60
	f.after(ahead, strowger.CreateSecurityProfile{SecurityProfile: strowger.SecurityProfile{ID: "lead", Name: "Lead"}})
	f.engine.Apply(&strowger.TimeSetBack{At: start.Add(5), Milliseconds: int64(f.now - start.Add(5))})
	f.now = start.Add(5)
	c, _ := f.engine.Contact("c1")
	check(t, "the contact's beginning", c.InitiationTimestamp, 1)
	check(t, "the profile's last change", configured(f), profile)
	lead, _ := f.engine.SecurityProfiles().Get("lead")
	check(t, "the last change of what was made meanwhile", lead.LastModified, start.Add(5))
	f.step(strowger.ClearContact{UserID: "Ann", ContactID: "c1"})
}

func configured(f *floor) strowger.Time {
	p, _ := f.engine.RoutingProfiles().Get(profileID(0))
	return p.LastModified
}

func agentOf(f *floor) *strowger.Agent {
	a, _ := f.engine.Agent("Ann")
	return a
}

// same compares what goes on in two engines, and what comes next.
func same(t *testing.T, a, b *routing.Engine) {
	t.Helper()
	for _, e := range []*routing.Engine{a, b} {
		if _, ok := e.NextDeadline(); !ok {
			t.Fatal("nothing is due, so nothing is compared")
		}
	}
	first, _ := a.NextDeadline()
	second, _ := b.NextDeadline()
	check(t, "the next deadline", second, first)
	x, y := a.Snapshot(), b.Snapshot()
	for _, part := range [][2]any{{x.Agents, y.Agents}, {x.Contacts, y.Contacts}, {x.Tokens, y.Tokens}, {x.Links, y.Links}} {
		if !reflect.DeepEqual(part[0], part[1]) {
			p, _ := json.Marshal(part[0])
			q, _ := json.Marshal(part[1])
			t.Errorf("one has\n%s\nthe other\n%s", p, q)
		}
	}
}
