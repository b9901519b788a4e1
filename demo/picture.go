package demo

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/routing"
)

// picture is the contact centre at one moment: all that is shown of it.
type picture struct {
	At        time.Time
	Queues    []queueLine
	Agents    []agentLine
	Decisions []decision // oldest first
	Notice    string     // what was logged last
	names     names
}

// queueLine is a queue.
type queueLine struct {
	Name      string
	Waiting   int
	Oldest    time.Duration
	Offered   int // ringing
	Connected int // with an agent
	tally
}

// agentLine is an agent.
type agentLine struct {
	Name     string
	Activity activity
	For      time.Duration // in that activity
	Contacts []contactMark
}

// contactMark is a contact at an agent.
type contactMark struct {
	Channel strowger.Channel
	State   strowger.AgentContactState
}

// activity is what an agent does, in Amazon's words ("Agent activity" of the
// metrics), or the name of a status.
type activity string

const (
	onMissed   activity = "Missed"
	onContact  activity = "On contact"
	onWrapUp   activity = "After work"
	onIncoming activity = "Incoming"
	available  activity = "Available"
	offline    activity = "Offline"
)

// names are what queues and agents are called.
type names struct {
	queues map[strowger.QueueID]string
	users  map[strowger.UserID]string
}

// observer looks on. It is used by one goroutine at a time.
type observer struct {
	instance *host.Instance
	ledger   *ledger
	notices  *Notices
}

// begin starts to look on: what happened before is not counted.
func (o *observer) begin(ctx context.Context) error {
	if err := o.ledger.skip(ctx); err != nil {
		return err
	}
	return o.instance.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
		for c := range e.Contacts() {
			o.ledger.know(c)
		}
		return nil
	})
}

// look returns the present picture and the decisions made since the last one.
func (o *observer) look(ctx context.Context) (*picture, []decision, error) {
	p := &picture{Notice: o.notices.Last()}
	err := o.instance.View(ctx, func(e *routing.Engine, now strowger.Time) error {
		p.At = now.Time()
		p.draw(e, now)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	made, err := o.ledger.read(ctx)
	p.Decisions = slices.Clone(o.ledger.newest)
	for i := range p.Queues {
		q := &p.Queues[i]
		q.tally = *o.ledger.of(p.names.queue(q.Name))
	}
	return p, made, err
}

// queue returns the identifier of a queue.
func (n *names) queue(name string) strowger.QueueID {
	for id, s := range n.queues {
		if s == name {
			return id
		}
	}
	return ""
}

// draw fills in queues and agents.
func (p *picture) draw(e *routing.Engine, now strowger.Time) {
	p.names = names{make(map[strowger.QueueID]string), make(map[strowger.UserID]string)}
	lines := make(map[strowger.QueueID]*queueLine)
	for q := range e.Queues().All() {
		if q.Type == strowger.StandardQueue {
			p.names.queues[q.ID] = q.Name
			lines[q.ID] = &queueLine{Name: q.Name}
		}
	}
	for c := range e.Contacts() {
		if l := lines[c.QueueID]; l != nil {
			l.count(c, now)
		}
	}
	for _, name := range queueNames {
		if l := lines[p.names.queue(name)]; l != nil {
			p.Queues = append(p.Queues, *l)
		}
	}
	for u := range e.Users().All() {
		p.names.users[u.ID] = u.Identity.FirstName + " " + u.Identity.LastName
		if a, ok := e.Agent(u.ID); ok {
			p.Agents = append(p.Agents, newAgentLine(e, a, p.names.users[u.ID], now))
		}
	}
	slices.SortFunc(p.Agents, func(a, b agentLine) int { return compareNames(a.Name, b.Name) })
}

// count counts a contact of the queue.
func (l *queueLine) count(c *strowger.Contact, now strowger.Time) {
	switch c.State {
	case strowger.Waiting:
		l.Waiting++
		l.Oldest = max(l.Oldest, now.Time().Sub(c.EnqueueTimestamp.Time()))
	case strowger.Offered:
		l.Offered++
	case strowger.WithAgent:
		l.Connected++
	}
}
