package demo

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// ledger keeps what events tell of the past: how many contacts were answered, and
// which decisions were made for which reasons. It is told on the goroutine of the
// instance and asked on another.
type ledger struct {
	mu       sync.Mutex
	instance strowger.InstanceID // whose events count; none at first
	live     map[strowger.ContactID]*story
	tally    map[strowger.QueueID]*tally
	recent   []decision // oldest first, at most recentMax
	unread   []decision
}

// recentMax is how many decisions are kept, more than any screen shows.
const recentMax = 100

// story is what the ledger knows of a contact that is going on.
type story struct {
	channel  strowger.Channel
	queue    strowger.QueueID
	enqueued strowger.Time
	criteria *strowger.RoutingCriteria
}

// tally counts the contacts of a queue since the demo began.
type tally struct {
	answered  channelCounts // when an agent accepts
	handled   channelCounts // when after contact work is over, too
	abandoned int           // the customer left before an agent accepted
}

// channelCounts counts by channel, in the order of strowger.Channels.
type channelCounts [len(strowger.Channels)]int

func (c *channelCounts) sum() (n int) {
	for _, m := range c {
		n += m
	}
	return n
}

// String lists the counts: "VOICE 3, CHAT 2, TASK 1, EMAIL 0".
func (c *channelCounts) String() string {
	var words []string
	for i, channel := range strowger.Channels {
		words = append(words, fmt.Sprintf("%s %d", channel, c[i]))
	}
	return strings.Join(words, ", ")
}

// decision is an offer of a contact to an agent, with its reason.
type decision struct {
	At      time.Time
	Contact strowger.ContactID
	Channel strowger.Channel
	QueueID strowger.QueueID
	UserID  strowger.UserID
	Queue   string // their names
	Agent   string
	Waited  time.Duration
	Step    string // what the routing step asks for, if it asks
	Reason  strowger.OfferReason
}

func newLedger() *ledger {
	return &ledger{live: make(map[strowger.ContactID]*story), tally: make(map[strowger.QueueID]*tally)}
}

// follow lets the events of an instance count from now on.
func (l *ledger) follow(id strowger.InstanceID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.instance = id
}

// know tells the ledger of a contact that began before it was told of events.
func (l *ledger) know(c *strowger.Contact) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.live[c.ID] = &story{c.Channel, c.QueueID, c.EnqueueTimestamp, c.Criteria.Clone()}
}

// observe takes events into account.
func (l *ledger) observe(id strowger.InstanceID, events []strowger.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if id != l.instance {
		return
	}
	for _, ev := range events {
		l.fold(ev)
	}
}

// fold takes an event into account. Events of contacts that are not known, which
// can only be the first after follow, are passed over.
func (l *ledger) fold(ev strowger.Event) {
	switch ev := ev.(type) {
	case *strowger.ContactStarted:
		l.live[ev.Contact.ID] = &story{channel: ev.Contact.Channel}
	case *strowger.CriteriaSet:
		if s, ok := l.live[ev.ContactID]; ok {
			s.criteria = ev.Criteria
		}
	case *strowger.ContactQueued:
		if s, ok := l.live[ev.ContactID]; ok {
			s.queue, s.enqueued = ev.QueueID, ev.At
		}
	case *strowger.ContactOffered:
		if s, ok := l.live[ev.ContactID]; ok {
			l.unread = append(l.unread, s.offered(ev))
		}
	case *strowger.ContactConnected:
		if s, ok := l.live[ev.ContactID]; ok {
			l.of(s.queue).answered[s.channel.Index()]++
		}
	case *strowger.ContactCompleted:
		delete(l.live, ev.Contact.ID)
		if ev.Contact.Agent != nil {
			l.of(ev.Contact.QueueID).handled[ev.Contact.Channel.Index()]++
		} else if ev.Contact.EnqueueTimestamp != 0 {
			l.of(ev.Contact.QueueID).abandoned++
		}
	}
}

// read adds what the ledger knows to a picture, which lends the names, and
// returns the decisions made since the last time.
func (l *ledger) read(p *picture, e *routing.Engine) []decision {
	l.mu.Lock()
	defer l.mu.Unlock()
	made := l.unread
	l.unread = nil
	for i := range made {
		made[i].name(e)
	}
	l.recent = append(l.recent, made...)
	l.recent = slices.Clone(l.recent[max(0, len(l.recent)-recentMax):])
	p.Decisions, p.Total = l.recent, l.sum()
	for i := range p.Queues {
		p.Queues[i].tally = *l.of(p.Queues[i].ID)
	}
	return made
}

// total returns the tally of all queues.
func (l *ledger) total() tally {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sum()
}

func (l *ledger) sum() (sum tally) {
	for _, t := range l.tally {
		for i := range strowger.Channels {
			sum.answered[i] += t.answered[i]
			sum.handled[i] += t.handled[i]
		}
		sum.abandoned += t.abandoned
	}
	return sum
}

// of returns the tally of a queue.
func (l *ledger) of(queue strowger.QueueID) *tally {
	t, ok := l.tally[queue]
	if !ok {
		t = &tally{}
		l.tally[queue] = t
	}
	return t
}

// offered returns the decision to offer the contact to an agent.
func (s *story) offered(o *strowger.ContactOffered) decision {
	d := decision{
		At: o.At.Time(), Contact: o.ContactID, Channel: s.channel, QueueID: s.queue,
		UserID: o.UserID, Waited: since(s.enqueued, o.At), Reason: o.Reason,
	}
	if i := o.Step - 1; i >= 0 && s.criteria != nil && i < len(s.criteria.Steps) {
		d.Step = plainStep.Replace(s.criteria.Steps[i].Expression.String())
	}
	return d
}

// name finds the names of queue and agent, if they are still there.
func (d *decision) name(e *routing.Engine) {
	if q, ok := e.Queues().Get(d.QueueID); ok {
		d.Queue = q.Name // empty for the queue of an agent
	}
	if u, ok := e.Users().Get(d.UserID); ok {
		d.Agent = fullName(u)
	}
}

// plainStep makes an expression easier to read.
var plainStep = strings.NewReplacer(`"`, "", "(", "", ")", "", ">=", "≥")

// reasons says in words what made the decision: why this agent, why this contact
// if another waited, and what the routing step asked for.
func (d *decision) reasons() string {
	words := []string{agentReasons[d.Reason.Agent]}
	if d.Reason.Contact != "" {
		words = append(words, contactReasons[d.Reason.Contact])
	}
	if d.Step != "" {
		words = append(words, d.Step)
	}
	return strings.Join(words, "; ")
}

var agentReasons = map[strowger.AgentKey]string{
	"":                        "only agent free",
	strowger.ByFewestContacts: "fewest contacts",
	strowger.ByLongestIdle:    "longest idle",
	strowger.ByIdleFirst:      "idle first",
	strowger.ByAgentID:        "first by identifier",
}

var contactReasons = map[strowger.ContactKey]string{
	strowger.ByAgentQueue:      "agent's own queue",
	strowger.ByProfilePriority: "profile priority",
	strowger.ByQueuePriority:   "queue priority",
	strowger.ByAge:             "longest wait",
	strowger.ByEnqueueTime:     "queued first",
	strowger.ByInitiation:      "began first",
	strowger.ByArrival:         "came first",
	strowger.ByContactID:       "first by identifier",
}
