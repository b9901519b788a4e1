package demo

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/client"
)

// How agents are.
const (
	missing   = 0.04 // of contacts are left ringing
	rejecting = 0.03 // of contacts are declined
	tiring    = 0.06 // of contacts are followed by a break
)

var (
	answerAfter = span{1, 6}
	clearAfter  = span{3, 10}

	// away is how long agents stay in statuses other than Available.
	away = map[string]span{
		"Offline": {0, 5}, // on their way in
		breakName: {15, 45},
	}
)

const retryAfter = seconds(5)

// agent is a simulated agent at a desk.
type agent struct {
	*town
	account account
	luck    chance
	log     *slog.Logger

	desk  *desk
	todo  map[strowger.ContactID]*intention
	tired bool // a break is due
}

// intention is what an agent is going to do about a contact in a state. The one
// about no contact is about the agent itself.
type intention struct {
	state string
	due   time.Time
	act   func(context.Context) error // nil: let it be
}

// work signs in and works until ctx ends. After a mishap it signs in again.
func (a *agent) work(ctx context.Context) {
	for ctx.Err() == nil {
		if err := a.shift(ctx); err != nil && ctx.Err() == nil {
			a.log.Warn("an agent stumbles", "err", err)
		}
		_ = a.pace.wait(ctx, retryAfter) // the loop sees to ctx
	}
}

// shift works from signing in to the first failure of the desktop.
func (a *agent) shift(ctx context.Context) (err error) {
	if a.desk, err = signIn(ctx, a.api, a.centre.InstanceID, a.account); err != nil {
		return err
	}
	a.todo = make(map[strowger.ContactID]*intention)
	group, ctx := errgroup.WithContext(ctx)
	snapshots := make(chan *snapshot)
	group.Go(func() error { return a.watch(ctx, snapshots) })
	group.Go(func() error { return a.attend(ctx, snapshots) })
	return group.Wait()
}

// pollGap is the least time between two polls, whatever the server does.
const pollGap = 50 * time.Millisecond

// watch polls the desktop.
func (a *agent) watch(ctx context.Context, snapshots chan<- *snapshot) error {
	gap := time.NewTicker(pollGap)
	defer gap.Stop()
	for token := ""; ; {
		s, next, err := a.desk.poll(ctx, token)
		if err != nil {
			return err
		}
		token = next
		select {
		case snapshots <- s:
		case <-ctx.Done():
			return ctx.Err()
		}
		select {
		case <-gap.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// attend looks at every snapshot and does what is due.
func (a *agent) attend(ctx context.Context, snapshots <-chan *snapshot) error {
	for {
		next, alarm := a.next()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case s := <-snapshots:
			a.look(s)
		case <-alarm:
			a.act(ctx, next)
		}
	}
}

// next returns the intention that is due first and when it is; nil and never if
// there is none.
func (a *agent) next() (first *intention, alarm <-chan time.Time) {
	for _, i := range a.todo {
		if i.act != nil && (first == nil || i.due.Before(first.due)) {
			first = i
		}
	}
	if first != nil {
		alarm = time.After(time.Until(first.due))
	}
	return first, alarm
}

// act carries out an intention. If that is refused, mostly because the customer
// was faster, the intention stays for a while and goes when the snapshot shows
// another state.
func (a *agent) act(ctx context.Context, i *intention) {
	err := i.act(ctx)
	if err != nil && ctx.Err() == nil && !client.Refused(err, "ResourceNotFoundException", "InvalidStateException") {
		a.log.Warn("an agent stumbles", "err", err)
	}
	if err != nil {
		i.due = time.Now().Add(a.pace.real(retryAfter))
		return
	}
	i.act = nil
}

// look forms intentions about what is new and forgets those about what is gone.
func (a *agent) look(s *snapshot) {
	todo := make(map[strowger.ContactID]*intention, len(s.Contacts)+1)
	for i := range s.Contacts {
		c := &s.Contacts[i]
		if old := a.todo[c.ID]; old != nil && old.state == c.State.Type {
			todo[c.ID] = old
			continue
		}
		todo[c.ID] = a.intend(c)
	}
	status := s.Availability.State
	if old := a.todo[""]; old != nil && old.state == status {
		todo[""] = old
	} else if status != "Available" {
		todo[""] = a.plan(status, away[status], a.choose("Available"))
	} else if a.tired && len(s.Contacts) == 0 {
		a.tired = false
		todo[""] = a.plan(status, span{}, a.choose(breakName))
	}
	a.todo = todo
}

func (a *agent) choose(status string) func(context.Context) error {
	return func(ctx context.Context) error { return a.desk.choose(ctx, status) }
}

// plan returns the intention to act within a span from now.
func (a *agent) plan(state string, s span, act func(context.Context) error) *intention {
	return &intention{state, time.Now().Add(a.pace.real(a.luck.in(s))), act}
}

// intend returns what the agent is going to do about a contact.
func (a *agent) intend(c *deskContact) *intention {
	on := func(operation string) func(context.Context) error {
		return func(ctx context.Context) error { return a.desk.on(ctx, operation, c.ID) }
	}
	state := c.State.Type
	switch state {
	case connecting:
		switch luck := a.luck.Float64(); {
		case luck < missing:
			return &intention{state: state}
		case luck < missing+rejecting:
			return a.plan(state, answerAfter, on("RejectContact"))
		}
		return a.plan(state, answerAfter, on("AcceptContact"))
	case connected:
		channel := strowger.Channel(strings.ToUpper(c.Type))
		return a.plan(state, talk[channel], func(ctx context.Context) error { return a.desk.end(ctx, c) })
	case ended:
		a.tired = a.tired || a.luck.happens(tiring)
		return a.plan(state, clearAfter, on("ClearContact"))
	case missed, rejected, failed:
		return a.plan(state, clearAfter, on("ClearContact"))
	}
	return &intention{state: state}
}
