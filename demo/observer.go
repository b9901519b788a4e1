package demo

import (
	"context"
	"strings"
	"sync"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/routing"
)

// observer looks on. It is used by one goroutine at a time.
type observer struct {
	instance *host.Instance
	ledger   *ledger
	notices  *Notices
	recent   []decision // oldest first, at most recentMax
}

// recentMax is how many decisions are kept, more than any screen shows.
const recentMax = 100

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

// look returns a picture of now and the decisions made since the one before.
func (o *observer) look(ctx context.Context) (p *picture, made []decision, err error) {
	if made, err = o.ledger.read(ctx); err != nil {
		return nil, nil, err
	}
	err = o.instance.View(ctx, func(e *routing.Engine, now strowger.Time) error {
		p = newPicture(e, now)
		for i := range made {
			made[i].name(e)
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	o.recent = append(o.recent, made...)
	o.recent = o.recent[max(0, len(o.recent)-recentMax):]
	p.Decisions, p.Notice, p.Total = o.recent, o.notices.last(), o.ledger.total()
	for i := range p.Queues {
		p.Queues[i].tally = *o.ledger.of(p.Queues[i].ID)
	}
	return p, made, nil
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

// Notices keeps the last line that was written to it: what a screen can show of
// a log. It is safe for concurrent use.
type Notices struct {
	mu   sync.Mutex
	line string
}

// Write implements io.Writer; each call is a line.
func (n *Notices) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.line = strings.TrimSpace(string(p))
	return len(p), nil
}

func (n *Notices) last() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.line
}
