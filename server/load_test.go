package server_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// load is what a server is put under until it is struck down: people who change
// the configuration, customers who come and go, and the agents of the site.
type load struct {
	t testing.TB
	*site
	*ledger
	c      *client
	left   atomic.Int64 // answers until the strike
	strike func()
}

// customers is how many start contacts at the same time.
const customers = 4

// run puts the server under load and strikes after so many answers. It returns
// when nobody has an answer to wait for any more.
func (l *load) run(answers int64, luck *rand.Rand) {
	l.left.Store(answers)
	l.strike = sync.OnceFunc(l.strike)
	var wg sync.WaitGroup
	begin := func(work func(context.Context, *rand.Rand)) {
		own := rand.New(rand.NewPCG(luck.Uint64(), 0))
		wg.Go(func() { work(l.t.Context(), own) })
	}
	begin(l.administrator)
	begin(l.planner)
	for range customers {
		begin(l.customer)
	}
	for _, a := range l.agents {
		begin(func(ctx context.Context, luck *rand.Rand) { l.agent(ctx, a, luck) })
	}
	wg.Wait()
	l.strike() // if everybody has failed before
}

// outcome is what became of a call.
type outcome int

const (
	lost    outcome = iota // no answer: it is in doubt, and the server is gone
	refused                // nothing happened
	done
)

// unavailable is what a server that is being stopped answers to long polls.
const unavailable = "ServiceUnavailableException"

// answer returns the outcome of a call and strikes if it was its turn. Refusals
// with other codes than those given are failures of the test.
func (l *load) answer(what string, err error, refusals ...string) outcome {
	code := codeOf(err)
	if err != nil && (code == "" || code == unavailable) {
		return lost
	}
	if err != nil && !slices.Contains(refusals, code) {
		l.t.Errorf("%s: %v", what, err)
	}
	if l.left.Add(-1) == 0 {
		l.strike()
	}
	if err != nil {
		return refused
	}
	return done
}

// administrator creates nouns of all kinds.
func (l *load) administrator(ctx context.Context, luck *rand.Rand) {
	names := []string{"queue", "profile", "attribute", "queue", "profile", "attribute", "user", "instance"}
	for {
		n := &noun{kind: names[luck.IntN(len(names))], name: fmt.Sprintf("n%016x", luck.Uint64())}
		l.mu.Lock()
		l.nouns = append(l.nouns, n)
		l.mu.Unlock()
		id, err := kinds[n.kind].create(ctx, l.site, l.c, n.name)
		switch l.answer("create "+n.kind, err, "LimitExceededException") {
		case lost:
			return
		case refused:
			n.none = true
		case done:
			n.id = id
		}
	}
}

// rowPriorities is how many priorities the planner goes round.
const rowPriorities = 99

// planner changes all rows of a routing profile again and again, each time by
// one call.
func (l *load) planner(ctx context.Context, _ *rand.Rand) {
	for {
		l.rows.asked = l.rows.known%rowPriorities + 1
		in := &sdk.UpdateRoutingProfileQueuesInput{InstanceId: &l.instance, RoutingProfileId: &l.profile}
		for _, channel := range channels {
			in.QueueConfigs = append(in.QueueConfigs, types.RoutingProfileQueueConfig{
				Priority: new(int32(l.rows.asked)), Delay: new(int32(0)),
				QueueReference: &types.RoutingProfileQueueReference{Channel: channel, QueueId: &l.queue},
			})
		}
		_, err := l.c.api.UpdateRoutingProfileQueues(ctx, in)
		if l.answer("update rows", err) != done {
			return
		}
		l.rows.known = l.rows.asked
	}
}

// checkRows checks that the rows are as one call of the planner has left them.
func (l *ledger) checkRows(t testing.TB, at *site, c *client) {
	t.Helper()
	out, err := c.api.ListRoutingProfileQueues(t.Context(), &sdk.ListRoutingProfileQueuesInput{
		InstanceId: &at.instance, RoutingProfileId: &at.profile,
	})
	must(t, err)
	var found []int64
	for _, row := range out.RoutingProfileQueueConfigSummaryList {
		found = append(found, int64(*row.Priority))
	}
	if len(found) != len(channels) || slices.Min(found) != slices.Max(found) || !l.rows.allows(found[0]) {
		t.Fatalf("the rows have the priorities %v; %d is known and %d was asked for", found, l.rows.known, l.rows.asked)
	}
	l.rows = version{found[0], found[0]}
}

// customer starts contacts, changes their rank and stops some.
func (l *load) customer(ctx context.Context, luck *rand.Rand) {
	var mine []string
	for {
		id, out := l.start(ctx, luck)
		if out != done {
			return
		}
		mine = append(mine, id)
		id = mine[luck.IntN(len(mine))]
		switch luck.IntN(4) {
		case 0:
			out = l.rank(ctx, id, luck)
		case 1:
			out = l.stop(ctx, id)
		}
		if out == lost {
			return
		}
	}
}

func (l *load) start(ctx context.Context, luck *rand.Rand) (string, outcome) {
	s := &start{channel: channels[luck.IntN(len(channels))], token: fmt.Sprintf("%016x", luck.Uint64())}
	l.mu.Lock()
	l.starts = append(l.starts, s)
	l.mu.Unlock()
	id, err := s.ask(ctx, l.site, l.c)
	out := l.answer("start contact", err)
	if out == done {
		s.id = id
	}
	return id, out
}

// rank changes the priority and the routing criteria of a contact by one call.
// An agent may be faster.
func (l *load) rank(ctx context.Context, id string, luck *rand.Rand) outcome {
	priority := defaultPriority + 1 + luck.Int64N(9)
	var everyone []string
	for _, a := range l.agents {
		everyone = append(everyone, a.id)
	}
	l.with(id, func(p *progress) { p.priority.asked = priority })
	_, err := l.c.api.UpdateContactRoutingData(ctx, &sdk.UpdateContactRoutingDataInput{
		InstanceId: &l.instance, ContactId: &id, QueuePriority: &priority,
		RoutingCriteria: &types.RoutingCriteriaInput{Steps: []types.RoutingCriteriaInputStep{{
			Expiry: &types.RoutingCriteriaInputStepExpiry{DurationInSeconds: new(int32(expirySeconds(priority)))},
			Expression: &types.Expression{AttributeCondition: &types.AttributeCondition{
				ComparisonOperator: new("Match"),
				MatchCriteria:      &types.MatchCriteria{AgentsCriteria: &types.AgentsCriteria{AgentIds: everyone}},
			}},
		}}},
	})
	out := l.answer("update routing data", err, "ResourceConflictException")
	l.with(id, func(p *progress) {
		switch out {
		case done:
			p.priority.known = priority
		case refused:
			p.priority.asked = p.priority.known
		}
	})
	return out
}

// stop ends a contact, unless it has ended. It has then, in both cases.
func (l *load) stop(ctx context.Context, id string) outcome {
	l.with(id, func(p *progress) { p.leaving = true })
	_, err := l.c.api.StopContact(ctx, &sdk.StopContactInput{InstanceId: &l.instance, ContactId: &id})
	out := l.answer("stop contact", err, "ContactNotFoundException")
	if out != lost {
		l.with(id, func(p *progress) { p.reached(ended) })
	}
	return out
}

// agent becomes available and takes what is offered.
func (l *load) agent(ctx context.Context, a *agent, luck *rand.Rand) {
	if l.answer("choose Available", a.choose(ctx, l.c, "Available")) != done {
		return // the strike may come before anybody is available
	}
	a.available = true
	for token := ""; ; {
		d, err := a.poll(ctx, l.c, token)
		if err != nil {
			if code := codeOf(err); code != "" && code != unavailable {
				l.t.Errorf("%s polls: %v", a.name, err)
			}
			return
		}
		token = d.NextToken
		for i := range d.Snapshot.Contacts {
			if l.handle(ctx, a, &d.Snapshot.Contacts[i], luck) == lost {
				return
			}
		}
	}
}

// handle does the next thing with a contact. The customer may be faster.
func (l *load) handle(ctx context.Context, a *agent, shown *deskContact, luck *rand.Rand) outcome {
	switch state := shown.State.Type; state {
	case "connecting":
		if luck.IntN(10) == 0 {
			return l.act(a.on(ctx, l.c, "RejectContact", shown.ID), nil)
		}
		return l.act(a.on(ctx, l.c, "AcceptContact", shown.ID), func() {
			l.with(shown.ID, func(p *progress) {
				if p.agent != "" {
					l.t.Errorf("the contact %s was accepted by %s and by %s", shown.ID, p.agent, a.id)
				}
				p.agent = a.id
				p.reached(accepted)
			})
		})
	case "connected":
		l.with(shown.ID, func(p *progress) { p.leaving = true })
		return l.act(a.end(ctx, l.c, shown), func() {
			l.with(shown.ID, func(p *progress) { p.reached(ended) })
		})
	case "ended":
		if luck.IntN(2) == 0 {
			return done // its time will run out
		}
		return l.act(a.on(ctx, l.c, "ClearContact", shown.ID), func() {
			l.with(shown.ID, func(p *progress) { p.reached(cleared) })
		})
	default:
		return l.act(a.on(ctx, l.c, "ClearContact", shown.ID), nil)
	}
}

// act finishes a call of an agent, who may come too late.
func (l *load) act(err error, then func()) outcome {
	out := l.answer("agent", err, "InvalidStateException", "ResourceNotFoundException")
	if out == done && then != nil {
		then()
	}
	return out
}
