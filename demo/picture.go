package demo

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// picture is the contact centre at one moment: all that is shown of it.
type picture struct {
	At        time.Time
	Queues    []queueLine
	Agents    []agentLine
	Decisions []decision // oldest first
	Total     tally
	Notice    string // what was logged last
}

// queueLine is a queue.
type queueLine struct {
	ID        strowger.QueueID
	Name      string
	Waiting   int
	Oldest    time.Duration
	Offered   int // ringing
	Connected int // with an agent
	tally
}

// agentLine is an agent.
type agentLine struct {
	ID       strowger.UserID
	Name     string
	Activity activity
	For      time.Duration // it has done nothing else
	Contacts []contactMark
}

// contactMark is a contact at an agent.
type contactMark struct {
	Channel strowger.Channel
	State   strowger.AgentContactState
}

// activity is what an agent does, in Amazon's words (Administrator Guide,
// "Agent activity"), or the name of a status.
type activity string

// The activities that are not statuses, and the statuses that instances have.
const (
	missedContact    activity = "Missed"
	onContact        activity = "On contact"
	afterContactWork activity = "ACW" // After contact work
	incomingContact  activity = "Incoming"
	available        activity = "Available"
	offline          activity = "Offline"
)

// newPicture returns a picture of an instance.
func newPicture(e *routing.Engine, now strowger.Time) *picture {
	p := &picture{At: now.Time()}
	lines := make(map[strowger.QueueID]*queueLine)
	for q := range e.Queues().All() {
		if q.Type == strowger.StandardQueue {
			lines[q.ID] = &queueLine{ID: q.ID, Name: q.Name}
		}
	}
	for c := range e.Contacts() {
		if l := lines[c.QueueID]; l != nil {
			l.count(c, now)
		}
	}
	for _, l := range lines {
		// Other queues, such as BasicQueue, are worth a line when they are used.
		if slices.Contains(queueNames, l.Name) || l.Waiting+l.Offered+l.Connected > 0 {
			p.Queues = append(p.Queues, *l)
		}
	}
	slices.SortFunc(p.Queues, func(a, b queueLine) int {
		return cmp.Or(cmp.Compare(place(a.Name), place(b.Name)), cmp.Compare(a.Name, b.Name))
	})
	for u := range e.Users().All() {
		if a, ok := e.Agent(u.ID); ok {
			p.Agents = append(p.Agents, newAgentLine(e, u, a, now))
		}
	}
	slices.SortFunc(p.Agents, func(a, b agentLine) int { return cmp.Compare(a.Name, b.Name) })
	return p
}

// place returns where a queue stands on the screen; those of the example first.
func place(name string) int {
	if i := slices.Index(queueNames, name); i >= 0 {
		return i
	}
	return len(queueNames)
}

// count counts a contact of the queue.
func (l *queueLine) count(c *strowger.Contact, now strowger.Time) {
	switch c.State {
	case strowger.Waiting:
		l.Waiting++
		l.Oldest = max(l.Oldest, since(c.EnqueueTimestamp, now))
	case strowger.Offered:
		l.Offered++
	case strowger.WithAgent:
		l.Connected++
	}
}

// since returns the time from then to now.
func since(then, now strowger.Time) time.Duration { return now.Time().Sub(then.Time()) }

func newAgentLine(e *routing.Engine, u *strowger.User, a *strowger.Agent, now strowger.Time) agentLine {
	l := agentLine{ID: u.ID, Name: fullName(u)}
	var from strowger.Time
	l.Activity, from = activityOf(e, a)
	l.For = since(from, now)
	for _, c := range a.Contacts {
		l.Contacts = append(l.Contacts, contactMark{c.Channel, c.State})
	}
	slices.SortStableFunc(l.Contacts, func(a, b contactMark) int {
		return cmp.Compare(a.Channel.Index(), b.Channel.Index())
	})
	return l
}

// fullName returns what a user is called.
func fullName(u *strowger.User) string {
	name := strings.TrimSpace(u.Identity.FirstName + " " + u.Identity.LastName)
	return cmp.Or(name, u.Username)
}

// precedence says which contact makes the activity of an agent who has several
// (rule 3.1.5).
var precedence = []struct {
	activity activity
	states   []strowger.AgentContactState
}{
	{missedContact, []strowger.AgentContactState{strowger.Missed, strowger.Rejected, strowger.Failed}},
	{onContact, []strowger.AgentContactState{strowger.Connected, strowger.OnHold, strowger.Paused}},
	{afterContactWork, []strowger.AgentContactState{strowger.Ended}},
	{incomingContact, []strowger.AgentContactState{strowger.Connecting}},
}

// activityOf returns what an agent does, and since when.
func activityOf(e *routing.Engine, a *strowger.Agent) (activity, strowger.Time) {
	for _, p := range precedence {
		var from strowger.Time
		for _, c := range a.Contacts {
			if slices.Contains(p.states, c.State) && (from == 0 || c.StateSince < from) {
				from = c.StateSince
			}
		}
		if from != 0 {
			return p.activity, from
		}
	}
	status, ok := e.AgentStatuses().Get(a.StatusID)
	switch {
	case !ok || status.Type == strowger.Offline:
		return offline, a.StatusSince
	case status.Type == strowger.Routable:
		return available, max(a.StatusSince, a.ActivityAnchor)
	}
	return activity(status.Name), a.StatusSince
}
