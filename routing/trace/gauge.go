package trace

import (
	"cmp"
	"slices"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// gauges: what real-time metrics read is what counting everything gives.
func (c *checker) gauges() {
	for _, q := range c.Queues {
		for _, channel := range strowger.Channels {
			at := strowger.QueueReference{QueueID: q.ID, Channel: channel}
			if got, want := c.engine.Line(at), c.line(at); got != want {
				c.bad("the line of %v is %+v, want %+v", at, got, want)
			}
			var inLine []strowger.ContactID
			for k := range c.engine.InLine(at) {
				inLine = append(inLine, k.ID)
			}
			if waiting := c.waiting(at); !slices.Equal(inLine, waiting) {
				c.bad("%v wait in the line of %v, want %v", inLine, at, waiting)
			}
		}
	}
	asked := make([]string, len(c.Contacts))
	for i := range c.Contacts {
		asked[i] = c.asksFor(&c.Contacts[i])
	}
	for i := range c.Contacts {
		k := &c.Contacts[i]
		got, ok := c.engine.Place(k.ID)
		if ok != inQueue(k) {
			c.bad("%s is %s and in a queue: %t", k.ID, k.State, ok)
		} else if want := c.place(i, asked); ok && got != want {
			c.bad("the place of %s is %+v, want %+v", k.ID, got, want)
		}
	}
}

// waiting lists the contacts that wait in a line, in the order in which they came.
func (w *world) waiting(at strowger.QueueReference) (list []strowger.ContactID) {
	var inside []*strowger.Contact
	for i := range w.Contacts {
		if c := &w.Contacts[i]; c.State == strowger.Waiting && c.QueueID == at.QueueID && c.Channel == at.Channel {
			inside = append(inside, c)
		}
	}
	slices.SortFunc(inside, func(a, b *strowger.Contact) int {
		return cmp.Or(cmp.Compare(a.EnqueueTimestamp, b.EnqueueTimestamp), cmp.Compare(a.Sequence, b.Sequence))
	})
	for _, c := range inside {
		list = append(list, c.ID)
	}
	return list
}

func (w *world) line(at strowger.QueueReference) (l routing.Line) {
	for i := range w.Contacts {
		c := &w.Contacts[i]
		switch {
		case c.Channel != at.Channel:
		case c.State == strowger.Scheduled && c.Callback != nil && c.TargetQueueID == at.QueueID:
			l.Scheduled++
		case c.State == strowger.Waiting && c.QueueID == at.QueueID:
			l.Waiting++
			if l.Oldest == 0 || c.EnqueueTimestamp < l.Oldest {
				l.Oldest = c.EnqueueTimestamp
			}
		}
	}
	return l
}

// place is where a contact stands among those that wait beside it under the same
// step (rule 4.3.12, U49); asked is what each contact asks for.
func (w *world) place(n int, asked []string) routing.Place {
	k := &w.Contacts[n]
	p := routing.Place{Position: 1, Oldest: k.EnqueueTimestamp}
	if k.State == strowger.Offered {
		p.Among = 1
	}
	for i := range w.Contacts {
		c := &w.Contacts[i]
		if c.State != strowger.Waiting || c.QueueID != k.QueueID || c.Channel != k.Channel || asked[i] != asked[n] {
			continue
		}
		p.Among++
		p.Oldest = min(p.Oldest, c.EnqueueTimestamp)
		if first, _ := firstContact(c, k); first < 0 {
			p.Position++
		}
	}
	return p
}

// asksFor is the text of what the active step of a contact asks for.
func (w *world) asksFor(c *strowger.Contact) string {
	i := w.activeStep(c)
	if i < 0 {
		return ""
	}
	return c.Criteria.Steps[i].Expression.String()
}
