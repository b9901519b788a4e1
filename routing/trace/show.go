package trace

import (
	"fmt"
	"slices"
	"strings"

	"github.com/strowger/strowger"
)

// show reads "show queue Q", "show AGENT" or "show CONTACT".
func (r *Runner) show(p *parser) error {
	p.expect("show")
	isQueue := p.accept("queue")
	name := p.word()
	if err := p.end(); err != nil {
		return err
	}
	if isQueue {
		return r.showQueue(strowger.QueueID(name))
	}
	if a, ok := r.engine.Agent(strowger.UserID(name)); ok {
		r.showAgent(a)
		return nil
	}
	if c, ok := r.engine.Contact(strowger.ContactID(name)); ok {
		r.showContact(c)
		return nil
	}
	if c, ok := r.records[strowger.ContactID(name)]; ok {
		r.showContact(&c)
		return nil
	}
	return fmt.Errorf("there is no agent and was no contact %q", name)
}

// showQueue lists the contacts of a queue by rank.
func (r *Runner) showQueue(id strowger.QueueID) error {
	q, ok := r.engine.Queues().Get(id)
	if !ok {
		return fmt.Errorf("there is no queue %q", id)
	}
	var inside []*strowger.Contact
	for c := range r.engine.Contacts() {
		if inQueue(c) && c.QueueID == id {
			inside = append(inside, c)
		}
	}
	slices.SortFunc(inside, func(a, b *strowger.Contact) int {
		c, _ := firstContact(a, b)
		return c
	})
	list := make([]string, len(inside))
	for i, c := range inside {
		list[i] = fmt.Sprintf("%s %s", c.ID, c.State)
	}
	text := fmt.Sprintf("%s holds %d", id, r.engine.QueueLength(id))
	if q.MaxContacts != nil {
		text += fmt.Sprintf(" of %d", *q.MaxContacts)
	}
	if len(list) > 0 {
		text += ": " + strings.Join(list, ", ")
	}
	r.say("%s", text)
	return nil
}

func (r *Runner) showAgent(a *strowger.Agent) {
	text := fmt.Sprintf("%s is %s since %s", a.UserID, a.StatusID, inWords(a.StatusSince))
	if a.NextStatusID != "" {
		text += ", then " + string(a.NextStatusID)
	}
	var free []string
	for _, c := range strowger.Channels {
		if n := r.engine.AvailableSlots(a.UserID, c); n > 0 {
			free = append(free, fmt.Sprintf("%s %d", channelInWords(c), n))
		}
	}
	if free == nil {
		free = []string{"nothing"}
	}
	r.say("%s, free for %s", text, strings.Join(free, ", "))
	for _, l := range a.Contacts {
		text := fmt.Sprintf("%s %s %s since %s", channelInWords(l.Channel), l.ContactID, l.State, inWords(l.StateSince))
		if l.Expires != 0 {
			text += " until " + inWords(l.Expires)
		}
		if l.Muted {
			text += ", muted"
		}
		if l.NonResponse != "" {
			text += " (" + nonResponses[l.NonResponse] + ")"
		}
		fmt.Fprintf(&r.out, "  %s\n", text)
	}
}

// nonResponses are the reasons of an agent's non-response in words.
var nonResponses = map[strowger.NonResponse]string{
	strowger.NotAnswered:  "not answered",
	strowger.Declined:     "declined",
	strowger.CustomerLeft: "the customer left",
	strowger.Withdrawn:    "the contact ended",
}

func channelInWords(c strowger.Channel) string { return strings.ToLower(string(c)) }

func (r *Runner) showContact(c *strowger.Contact) {
	text := fmt.Sprintf("%s is %s", c.ID, c.State)
	if c.DisconnectReason != "" {
		text += " by " + c.DisconnectReason
	}
	if inQueue(c) {
		text += fmt.Sprintf(" in %s since %s", c.QueueID, inWords(c.EnqueueTimestamp))
	}
	if c.Agent != nil {
		text += " with " + string(c.Agent.UserID)
	}
	if c.PreviousContactID != "" {
		text += fmt.Sprintf(", %s of %s", c.InitiationMethod, c.PreviousContactID)
	}
	if c.NextContactID != "" {
		text += fmt.Sprintf(", goes on as %s", c.NextContactID)
	}
	if c.RankTimestamp != 0 {
		text += fmt.Sprintf(", ranks from %s", inWords(c.RankTimestamp))
	}
	if c.QueuePriority != strowger.DefaultQueuePriority {
		text += fmt.Sprintf(", priority %d", c.QueuePriority)
	}
	if c.QueueTimeAdjustmentSeconds != 0 {
		text += fmt.Sprintf(", age %+ds", c.QueueTimeAdjustmentSeconds)
	}
	if c.ConnectionAttempts > 0 {
		text += fmt.Sprintf(", rang %d×", c.ConnectionAttempts)
	}
	if c.Criteria != nil && len(c.Criteria.Steps) > 0 && c.Criteria.Index > 0 {
		text += fmt.Sprintf(", criteria number %d", c.Criteria.Index)
	}
	r.say("%s", text)
	if c.Criteria == nil {
		return
	}
	for i, s := range c.Criteria.Steps {
		text := fmt.Sprintf("step %d %s", i+1, s.Status)
		if s.Status == strowger.StepActive && s.ExpiryTimestamp != 0 {
			text += " until " + inWords(s.ExpiryTimestamp)
		}
		fmt.Fprintf(&r.out, "  %s: %s\n", text, expressionInWords(s.Expression))
	}
}
