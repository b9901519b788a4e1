package trace

import (
	"fmt"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// explain reads "explain AGENT" or "explain CONTACT" and says what keeps waiting
// contacts and agents apart.
func (r *Runner) explain(p *parser) error {
	p.expect("explain")
	name := p.word()
	if err := p.end(); err != nil {
		return err
	}
	var list []routing.Obstacle
	var err error
	if _, ok := r.engine.Agent(strowger.UserID(name)); ok {
		list, err = r.engine.ExplainAgent(r.now, strowger.UserID(name))
	} else {
		list, err = r.engine.Explain(r.now, strowger.ContactID(name))
	}
	switch {
	case err != nil:
		r.say("refused: %s", err)
	case len(list) == 0:
		r.say("nothing keeps %s from anything", name)
	}
	for _, o := range list {
		r.say("%s", r.obstacleInWords(o))
	}
	return nil
}

// obstacleInWords says which contact an agent does not get, why, and until when.
func (r *Runner) obstacleInWords(o routing.Obstacle) string {
	c, _ := r.engine.Contact(o.ContactID)
	channel := channelInWords(c.Channel)
	why := map[routing.Reason]string{
		routing.NotRoutable:            "is not available",
		routing.NextStatusChosen:       "has chosen another status",
		routing.Unanswered:             fmt.Sprintf("has not cleared %s", o.Held),
		routing.ChannelNotInProfile:    fmt.Sprintf("has no %s in the profile", channel),
		routing.QueueNotInProfile:      fmt.Sprintf("does not serve %s in %s", channel, c.QueueID),
		routing.ManualAssignmentOnly:   fmt.Sprintf("is assigned %s in %s by hand only", channel, c.QueueID),
		routing.DelayNotPassed:         "has a delay",
		routing.ChannelFull:            fmt.Sprintf("has no room for another %s contact", channel),
		routing.WorkloadTypeNotServed:  fmt.Sprintf("does not take the type %q", c.WorkloadType()),
		routing.WorkloadTypeFull:       fmt.Sprintf("has no room for another %s", c.WorkloadType()),
		routing.OtherChannelForbidden:  fmt.Sprintf("has %s, which permits no other channel", o.Held),
		routing.OtherWorkloadForbidden: fmt.Sprintf("has %s, which permits no other type", o.Held),
		routing.StepNotFulfilled:       fmt.Sprintf("does not fulfil step %d", c.Criteria.Active()+1),
	}[o.Reason]
	until := map[routing.Change]string{
		routing.StatusChange:   fmt.Sprintf("%s becomes Available", o.UserID),
		routing.ClearedContact: fmt.Sprintf("%s is cleared", o.Held),
		routing.ProfileChange:  "the profile changes",
		routing.CriteriaChange: "criteria or skills change",
	}[o.Change]
	switch {
	case o.At != 0 && until != "":
		until += " or " + inWords(o.At)
	case o.At != 0:
		until = inWords(o.At)
	}
	return fmt.Sprintf("%s does not get %s: %s, until %s", o.UserID, o.ContactID, why, until)
}
