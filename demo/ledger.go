package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/journal"
)

// ledger keeps what the journal tells of the past: how many contacts were
// answered, and which decisions were made for which reasons. It reads the
// journal through a handle of its own and holds nothing up.
type ledger struct {
	journal  journal.Journal
	instance strowger.InstanceID
	last     journal.Record // the newest record it has read
	live     map[strowger.ContactID]*story
	tally    map[strowger.QueueID]*tally
}

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

func newLedger(j journal.Journal, instance strowger.InstanceID) *ledger {
	return &ledger{
		journal: j, instance: instance,
		live:  make(map[strowger.ContactID]*story),
		tally: make(map[strowger.QueueID]*tally),
	}
}

// skip passes over what is in the journal already.
func (l *ledger) skip(ctx context.Context) error {
	at, state, err := l.journal.LatestSnapshot(ctx, string(l.instance))
	if err != nil {
		return err
	}
	if err := state.Close(); err != nil {
		return err
	}
	l.last, err = l.journal.Replay(ctx, string(l.instance), at, func(journal.Record) error { return nil })
	return err
}

// know tells the ledger of a contact that began before it looked.
func (l *ledger) know(c *strowger.Contact) {
	l.live[c.ID] = &story{c.Channel, c.QueueID, c.EnqueueTimestamp, c.Criteria}
}

// read reads what is new and returns the decisions in it.
func (l *ledger) read(ctx context.Context) (made []decision, err error) {
	l.last, err = l.journal.Replay(ctx, string(l.instance), l.last, func(r journal.Record) error {
		var record struct{ Events []happening }
		if err := json.Unmarshal(r.Data, &record); err != nil {
			return fmt.Errorf("record %d: %w", r.Pos, err)
		}
		for i := range record.Events {
			if d := l.fold(&record.Events[i]); d != nil {
				made = append(made, *d)
			}
		}
		return nil
	})
	return made, err
}

// happening is an event as it is in a record, if it is one of these.
type happening struct {
	ContactStarted   *strowger.ContactStarted
	CriteriaSet      *strowger.CriteriaSet
	ContactQueued    *strowger.ContactQueued
	ContactOffered   *strowger.ContactOffered
	ContactConnected *strowger.ContactConnected
	ContactCompleted *strowger.ContactCompleted
}

// fold takes an event into account and returns the decision that it is, if it is
// one.
func (l *ledger) fold(h *happening) *decision {
	switch {
	case h.ContactStarted != nil:
		l.know(&h.ContactStarted.Contact)
	case h.CriteriaSet != nil:
		l.story(h.CriteriaSet.ContactID).criteria = h.CriteriaSet.Criteria
	case h.ContactQueued != nil:
		s := l.story(h.ContactQueued.ContactID)
		s.queue, s.enqueued = h.ContactQueued.QueueID, h.ContactQueued.At
	case h.ContactOffered != nil:
		return l.story(h.ContactOffered.ContactID).offered(h.ContactOffered)
	case h.ContactConnected != nil:
		s := l.story(h.ContactConnected.ContactID)
		l.of(s.queue).answered[s.channel.Index()]++
	case h.ContactCompleted != nil:
		c := &h.ContactCompleted.Contact
		delete(l.live, c.ID)
		if c.Agent != nil {
			l.of(c.QueueID).handled[c.Channel.Index()]++
		} else if c.EnqueueTimestamp != 0 {
			l.of(c.QueueID).abandoned++
		}
	}
	return nil
}

// story returns what is known of a contact. Its beginning is always known: it is
// in the journal, or the contact was there when the ledger began.
func (l *ledger) story(id strowger.ContactID) *story { return l.live[id] }

// total returns the tally of all queues.
func (l *ledger) total() (sum tally) {
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
func (s *story) offered(o *strowger.ContactOffered) *decision {
	d := &decision{
		At: o.At.Time(), Contact: o.ContactID, Channel: s.channel, QueueID: s.queue,
		UserID: o.UserID, Waited: since(s.enqueued, o.At), Reason: o.Reason,
	}
	if i := o.Step - 1; i >= 0 && s.criteria != nil && i < len(s.criteria.Steps) {
		d.Step = plainStep.Replace(s.criteria.Steps[i].Expression.String())
	}
	return d
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
	strowger.ByAgentID:        "first by identifier",
}

var contactReasons = map[strowger.ContactKey]string{
	strowger.ByAgentQueue:      "agent's own queue",
	strowger.ByProfilePriority: "profile priority",
	strowger.ByQueuePriority:   "queue priority",
	strowger.ByAge:             "longest wait",
	strowger.ByEnqueueTime:     "queued first",
	strowger.ByInitiation:      "began first",
	strowger.ByContactID:       "first by identifier",
}
