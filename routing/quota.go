package routing

import (
	"github.com/strowger/strowger"
)

// within refuses what would have more of a thing than before and than its quota,
// a member of Quotas, allows; a quota of 0 is none.
func (e *Engine) within(quota *int, before, n int, of, things string) error {
	if *quota > 0 && n > *quota && n > before {
		return strowger.Errorf(strowger.LimitExceeded, "%s would have %d %s; %s", of, n, things, e.Quotas.Told(quota))
	}
	return nil
}

// oneMore refuses one more noun in a full instance.
func oneMore[K ~string, V any](e *Engine, t *Table[K, V], quota *int, kind string) error {
	return e.within(quota, t.Len(), t.Len()+1, "the instance", kind)
}

// admit refuses one more contact where as many go on as the quota of its channel
// allows.
func (d *decision) admit(c strowger.Channel) error {
	active, things := d.active[c.Index()], [...]string{"calls", "chats", "tasks", "emails"}
	return d.within(d.Quotas.Contacts(c), active, active+1, "the instance", things[c.Index()])
}

// tally counts a contact among those that go on, or no longer.
func (l *live) tally(c *contact) {
	if counts := c.counts(); counts != c.counted {
		c.counted = counts
		if counts {
			l.active[c.Channel.Index()]++
		} else {
			l.active[c.Channel.Index()]--
		}
	}
}

// counts reports whether a contact uses up the quota of its channel (Amazon
// Connect Administrator Guide, "How contacts are counted"): a call from its flow
// to its end at the agent, a callback while it is dialled and connected, all
// others until they are completed. A call that another system carries does not.
func (c *contact) counts() bool {
	switch {
	case c.External():
		return false
	case c.Channel != strowger.Voice:
		return c.State != strowger.Completed
	case c.Callback != nil:
		return c.State == strowger.Dialling || c.State == strowger.WithAgent
	}
	return !c.Done() && c.State != strowger.Scheduled
}

// ActiveContacts returns how many contacts of a channel count towards its quota.
func (e *Engine) ActiveContacts(c strowger.Channel) int { return e.active[c.Index()] }
