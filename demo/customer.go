package demo

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"sync"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/client"
)

// town is where the simulated people live.
type town struct {
	api    *client.Client
	centre *centre
	pace   pace
	seed   uint64
	log    *slog.Logger
}

// live lets agents work and customers come until ctx ends, and returns when all
// have gone.
func (t *town) live(ctx context.Context) {
	var all sync.WaitGroup
	for _, account := range t.centre.Agents {
		a := &agent{town: t, account: account, luck: newChance(t.seed, "agent "+account.Username),
			log: t.log.With("agent", account.Username)}
		all.Go(func() { a.work(ctx) })
	}
	for _, l := range lines {
		name := fmt.Sprintf("%s %s", l.channel, l.flow)
		all.Go(func() { t.line(ctx, l, newChance(t.seed, name)) })
	}
	all.Wait()
}

// Customers come at random, and more of them at some times than at others: the
// rate swings around its average like the tide.
const (
	tidePeriod = seconds(150)
	tideSwing  = 0.6
)

// line lets customers come on one line, at random, until ctx ends, and returns
// when they have gone. A stream of arrivals at the highest rate is thinned to
// the rate of the moment, which makes a Poisson process of it.
func (t *town) line(ctx context.Context, l line, luck chance) {
	var customers sync.WaitGroup
	defer customers.Wait()
	for now := seconds(0); ; {
		gap := l.every / (1 + tideSwing) * seconds(luck.ExpFloat64())
		now += gap
		if t.pace.wait(ctx, gap) != nil {
			return
		}
		tide := 1 + tideSwing*math.Sin(2*math.Pi*float64(now/tidePeriod))
		if !luck.happens(tide / (1 + tideSwing)) {
			continue
		}
		who := luck.child()
		customers.Go(func() {
			if err := t.customer(ctx, l, who); err != nil && ctx.Err() == nil {
				t.log.Warn("a customer stumbles", "line", l.flow, "err", err)
			}
		})
	}
}

// hangingUp is the part of answered customers who end the contact themselves.
const hangingUp = 0.3

// customer contacts the centre, waits for a while and then leaves. One who has
// been answered by then stays, or ends the contact some time later.
func (t *town) customer(ctx context.Context, l line, luck chance) error {
	name, bound := pick(luck, customerNames), luck.in(patience[l.channel])
	ends, after := luck.happens(hangingUp), luck.in(talk[l.channel])
	id, err := t.start(ctx, l, name, luck)
	if err != nil || bound == 0 {
		return err
	}
	if err := t.pace.wait(ctx, bound); err != nil {
		return err
	}
	answered, err := t.answered(ctx, id)
	if err != nil {
		return err
	}
	if answered {
		if !ends {
			return nil
		}
		if err := t.pace.wait(ctx, after); err != nil {
			return err
		}
	}
	err = t.api.Call(ctx, "POST", []string{"gateway", string(t.centre.InstanceID), "contacts", id, "disconnect"}, object{}, nil)
	if client.Refused(err, "ContactNotFoundException") {
		return nil // it was over already
	}
	return err
}

// start brings a contact into being and returns its identifier.
func (t *town) start(ctx context.Context, l line, name string, luck chance) (string, error) {
	instance, flow := string(t.centre.InstanceID), t.centre.Flows[l.flow]
	var path []string
	var in object
	switch l.channel {
	case strowger.Voice:
		path = []string{"gateway", instance, "contacts"}
		in = object{"Channel": l.channel, "ContactFlowId": flow, "CustomerEndpoint": object{
			"Type": "TELEPHONE_NUMBER", "Address": fmt.Sprintf("+4420794600%02d", luck.IntN(100)), "DisplayName": name,
		}}
	case strowger.Email:
		path = []string{"gateway", instance, "contacts"}
		in = object{"Channel": l.channel, "ContactFlowId": flow, "Name": pick(luck, emailSubjects), "CustomerEndpoint": object{
			"Type": "EMAIL_ADDRESS", "Address": fmt.Sprintf("customer%d@example.com", luck.IntN(1000)), "DisplayName": name,
		}}
	case strowger.Chat:
		path = []string{"contact", "chat"}
		in = object{
			"InstanceId": instance, "ContactFlowId": flow,
			"ParticipantDetails": object{"DisplayName": name},
			"InitialMessage":     object{"ContentType": "text/plain", "Content": pick(luck, chatOpenings)},
		}
	case strowger.Task:
		path = []string{"contact", "task"}
		in = object{"InstanceId": instance, "ContactFlowId": flow, "Name": pick(luck, taskNames)}
	}
	var out struct{ ContactId string }
	err := t.api.Call(ctx, "PUT", path, in, &out)
	return out.ContactId, err
}

// answered reports whether an agent has had the contact.
func (t *town) answered(ctx context.Context, id string) (bool, error) {
	var out struct {
		Contact struct{ AgentInfo *struct{} }
	}
	err := t.api.Call(ctx, "GET", []string{"contacts", string(t.centre.InstanceID), id}, nil, &out)
	return out.Contact.AgentInfo != nil, err
}
