package demo

import (
	"context"
	"strings"
	"sync"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/routing"
)

// observer looks on.
type observer struct {
	instance *host.Instance
	ledger   *ledger
	notices  *Notices
}

// begin starts to look on: what happened before is not counted.
func (o *observer) begin(ctx context.Context) error {
	o.ledger.follow(o.instance.ID())
	return o.instance.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
		for c := range e.Contacts() {
			o.ledger.know(c)
		}
		return nil
	})
}

// look returns a picture of now and the decisions made since the one before.
func (o *observer) look(ctx context.Context) (p *picture, made []decision, err error) {
	err = o.instance.View(ctx, func(e *routing.Engine, now strowger.Time) error {
		p = newPicture(e, now)
		made = o.ledger.read(p, e)
		p.Notice = o.notices.last()
		return nil
	})
	return p, made, err
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
