package server_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"golang.org/x/sync/errgroup"
)

// ledger keeps what a server was asked for and what it has answered, so that one
// that was struck down and started again can be held to it.
//
// What was acknowledged must be there. What was asked for and not answered is in
// doubt: it happened wholly or not at all. Once a restarted server has shown
// which, it must stay so.
type ledger struct {
	mu       sync.Mutex
	nouns    []*noun
	starts   []*start
	contacts map[string]*progress // by identifier
	rows     version              // of the queues of a routing profile; the planner's
}

// version is a number that is known, and the one that was asked for last.
type version struct{ known, asked int64 }

func (v version) allows(found int64) bool { return found == v.known || found == v.asked }

// stage is how far a contact has come.
type stage int

const (
	started stage = iota
	accepted
	ended
	cleared
)

// progress is what is known of a contact.
type progress struct {
	stage    stage
	agent    string  // who has accepted it
	leaving  bool    // its end has been asked for
	priority version // 0 for the default
}

// contact returns the progress of a contact. The ledger is locked.
func (l *ledger) contact(id string) *progress {
	p := l.contacts[id]
	if p == nil {
		p = &progress{}
		l.contacts[id] = p
	}
	return p
}

// with changes the progress of a contact.
func (l *ledger) with(id string, change func(p *progress)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change(l.contact(id))
}

// reached notes that a contact has come to a stage at least.
func (p *progress) reached(s stage) { p.stage = max(p.stage, s) }

// checkers is how many contacts are looked at at the same time.
const checkers = 4

// check holds a server to the ledger.
func (l *ledger) check(t testing.TB, at *site, c *client) {
	t.Helper()
	checkNouns(t, at, c, l.nouns)
	l.checkRows(t, at, c)
	seen := l.checkDesktops(t, at, c)
	var group errgroup.Group
	group.SetLimit(checkers)
	for _, s := range l.starts {
		group.Go(func() error {
			id, err := s.ask(t.Context(), at, c)
			if err != nil {
				return err
			}
			if s.id != "" && s.id != id {
				return fmt.Errorf("the client token %s has started the contact %s; now it gives %s", s.token, s.id, id)
			}
			s.id = id
			return l.checkContact(t.Context(), at, c, s, seen[id])
		})
	}
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
}

// leg is a contact as an agent sees it.
type leg struct{ agent, state string }

// checkDesktops checks that tokens are good, that the agents are still available
// and that no contact is with two of them. It returns the legs of contacts that
// are with an agent.
func (l *ledger) checkDesktops(t testing.TB, at *site, c *client) map[string]leg {
	t.Helper()
	seen := make(map[string]leg)
	for _, a := range at.agents {
		d, err := a.poll(t.Context(), c, "")
		must(t, err)
		if status := d.Snapshot.Availability.State; a.available && status != "Available" {
			t.Errorf("%s has chosen Available and is %s", a.name, status)
		}
		for _, shown := range d.Snapshot.Contacts {
			switch state := shown.State.Type; state {
			case "missed", "rejected", "error":
			default:
				if other, twice := seen[shown.ID]; twice {
					t.Errorf("the contact %s is %s at %s and %s at %s", shown.ID, other.state, other.agent, state, a.name)
				}
				seen[shown.ID] = leg{a.id, state}
			}
		}
	}
	return seen
}

// checkContact checks that a contact is what it was started as and has come as
// far as is known, and notes how far that is.
func (l *ledger) checkContact(ctx context.Context, at *site, c *client, s *start, seen leg) error {
	found, err := at.describe(ctx, c, s.id)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	p := l.contact(s.id)
	for _, err := range []error{s.checkOrigin(found), p.checkPriority(found), p.checkStage(found, seen)} {
		if err != nil {
			return fmt.Errorf("%s %s, known as %+v: %w", s.channel, s.id, *p, err)
		}
	}
	p.learn(found)
	return nil
}

// checkOrigin checks that a contact was started wholly, which includes that its
// flow has put it into the queue.
func (s *start) checkOrigin(found *types.Contact) error {
	switch {
	case found.Channel != s.channel || found.Attributes["token"] != s.token:
		return fmt.Errorf("it is a %s with the attributes %v, the token was %s", found.Channel, found.Attributes, s.token)
	case s.channel == types.ChannelTask && *found.Name != "task "+s.token:
		return fmt.Errorf("its name is %q", *found.Name)
	case found.QueueInfo == nil || found.QueueInfo.EnqueueTimestamp == nil:
		return fmt.Errorf("its flow has not queued it")
	}
	return nil
}

// checkPriority checks the priority and the criteria, which were set by one call.
func (p *progress) checkPriority(found *types.Contact) error {
	var seconds int64
	if found.RoutingCriteria != nil {
		seconds = int64(*found.RoutingCriteria.Steps[0].Expiry.DurationInSeconds)
	}
	set := version{known: orDefault(p.priority.known), asked: orDefault(p.priority.asked)}
	if !set.allows(*found.QueuePriority) {
		return fmt.Errorf("its priority is %d", *found.QueuePriority)
	}
	if want := expirySeconds(*found.QueuePriority); seconds != want {
		return fmt.Errorf("its priority is %d and its routing step has %d s, not the %d s that came with the priority",
			*found.QueuePriority, seconds, want)
	}
	return nil
}

// defaultPriority is the one that the load never sets.
const defaultPriority = 5

func orDefault(priority int64) int64 {
	if priority == 0 {
		return defaultPriority
	}
	return priority
}

// expirySeconds returns the expiry of the routing step that the load sets with a
// priority, 0 for none.
func expirySeconds(priority int64) int64 {
	if priority == defaultPriority {
		return 0
	}
	return 100_000 + priority
}

// checkStage checks that a contact has come as far as is known, and that its
// agent sees it so.
func (p *progress) checkStage(found *types.Contact, seen leg) error {
	holder := ""
	if found.AgentInfo != nil && found.AgentInfo.Id != nil {
		holder = *found.AgentInfo.Id
	}
	connected := seen.state == "connected"
	over := found.DisconnectTimestamp != nil
	switch {
	case p.agent != "" && holder != p.agent:
		return fmt.Errorf("it was accepted by %s and is with %q", p.agent, holder)
	case p.stage >= ended && !over:
		return fmt.Errorf("it has ended and is there again, %s", seen.state)
	case p.stage == cleared && (found.AgentInfo.AfterContactWorkEndTimestamp == nil || seen.state != ""):
		return fmt.Errorf("it was cleared and is %s", seen.state)
	case p.stage < ended && over && !p.leaving:
		return fmt.Errorf("it has ended without being asked to")
	case over && (connected || seen.state == "connecting"):
		return fmt.Errorf("it has ended and is %s at %s", seen.state, seen.agent)
	case !over && holder != "" && (!connected || seen.agent != holder):
		return fmt.Errorf("it is with %s, but %q at %q", holder, seen.state, seen.agent)
	}
	return nil
}

// learn notes what a restarted server has shown.
func (p *progress) learn(found *types.Contact) {
	p.priority = version{*found.QueuePriority, *found.QueuePriority}
	p.leaving = false
	if a := found.AgentInfo; a != nil && a.Id != nil {
		p.agent = *a.Id
		p.reached(accepted)
		if a.AfterContactWorkEndTimestamp != nil {
			p.reached(cleared)
		}
	}
	if found.DisconnectTimestamp != nil {
		p.reached(ended)
	}
}
