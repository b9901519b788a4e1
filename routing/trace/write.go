package trace

import (
	"fmt"
	"strings"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// Write tells a script, which begins with Foundation, in the language of the
// traces. Commands that are refused are left out, and what the language has no
// words for is a remark. The answers are empty: -rewrite fills them in.
func (s Script) Write() string {
	w := writer{engine: routing.New()}
	_ = s.Each(w.engine, func(now strowger.Time, c strowger.Command) error {
		said := Renamed(c, func(id string) string { return id })
		before := w.engine.Instance().Routing
		if _, err := w.engine.Step(now, c); err == nil {
			w.write(now, w.lines(said, before))
		}
		return nil // what is refused is left out
	})
	if n := len(s); n > 0 && s[n-1].At > w.at {
		w.head(s[n-1].At) // until then something may happen by itself
	}
	if w.out.Len() > 0 {
		w.out.WriteString("----\n")
	}
	return w.out.String()
}

type writer struct {
	engine *routing.Engine
	out    strings.Builder
	at     strowger.Time
}

// write writes lines under the time at which they happen.
func (w *writer) write(at strowger.Time, lines []string) {
	if len(lines) == 0 {
		return
	}
	if at != w.at {
		w.head(at)
	}
	for _, line := range lines {
		w.out.WriteString(line + "\n")
	}
}

// head begins what happens at a time.
func (w *writer) head(at strowger.Time) {
	if w.at != 0 {
		w.out.WriteString("----\n\n")
	}
	fmt.Fprintf(&w.out, "at %s\n", inWords(at))
	w.at = at
}

// lines says a command that has just been stepped.
func (w *writer) lines(c strowger.Command, before strowger.RoutingOptions) []string {
	switch c := c.(type) {
	case strowger.Tick, strowger.CreateInstance, strowger.RecordFacts, strowger.UpdateContactAttributes:
		return nil
	case strowger.UpdateContact:
		return updateLines(c)
	case strowger.UpdatePredefinedAttribute:
		if c.Name == skillAttribute {
			return nil // agents who have skills define them
		}
	case strowger.UpdateRoutingOptions:
		return ruleLines(before, c.Options)
	}
	if lines, ok := w.configLines(c); ok {
		return lines
	}
	if line, ok := agentWords(c); ok {
		return []string{line}
	}
	if line, ok := contactWords(c); ok {
		return []string{line}
	}
	return []string{fmt.Sprintf("# There are no words for %T%+v.", c, c)}
}

func ruleLines(before, after strowger.RoutingOptions) (lines []string) {
	for _, rule := range []struct {
		name     string
		was, now bool
	}{
		{"longest-available-first", before.LongestAvailableFirst, after.LongestAvailableFirst},
		{"break-restarts-inbound", before.BreakRestartsInboundTimer, after.BreakRestartsInboundTimer},
		{"age-counts-for-delay", before.AgeAdjustmentCountsForDelay, after.AgeAdjustmentCountsForDelay},
	} {
		if rule.was != rule.now {
			lines = append(lines, "rule "+rule.name+map[bool]string{true: " on", false: " off"}[rule.now])
		}
	}
	return lines
}

// agentWords says what an agent does.
func agentWords(c strowger.Command) (string, bool) {
	say := func(user strowger.UserID, verb string, id strowger.ContactID) (string, bool) {
		return fmt.Sprintf("%s %s %s", user, verb, id), true
	}
	switch c := c.(type) {
	case strowger.PutAgentStatus:
		return fmt.Sprintf("%s becomes %s", c.UserID, c.StatusID), true
	case strowger.AcceptContact:
		return say(c.UserID, "accepts", c.ContactID)
	case strowger.RejectContact:
		return say(c.UserID, "rejects", c.ContactID)
	case strowger.HoldContact:
		return say(c.UserID, "holds", c.ContactID)
	case strowger.UnholdContact:
		return say(c.UserID, "unholds", c.ContactID)
	case strowger.MuteParticipant:
		return say(c.UserID, map[bool]string{true: "mutes", false: "unmutes"}[c.Muted], c.ContactID)
	case strowger.LeaveContact:
		return say(c.UserID, "ends", c.ContactID)
	case strowger.ClearContact:
		return say(c.UserID, "clears", c.ContactID)
	case strowger.StartOutboundContact:
		if c.Contact.Channel == strowger.Email {
			return say(c.UserID, "writes", c.Contact.ID)
		}
		return say(c.UserID, "calls", c.Contact.ID)
	}
	return "", false
}

// contactWords says what a contact does, or what is done with it.
func contactWords(c strowger.Command) (string, bool) {
	switch c := c.(type) {
	case strowger.StartContact:
		return arrivalWords(c), true
	case strowger.CreateContact:
		return madeWords(c), true
	case strowger.UpdateContactSchedule:
		return fmt.Sprintf("%s is rescheduled %s", c.ContactID, inWords(c.ScheduledTime)), true
	case strowger.SetTargetQueue:
		return fmt.Sprintf("%s heads for %s", c.ContactID, c.QueueID), true
	case strowger.EnqueueContact:
		return fmt.Sprintf("%s is queued", c.ContactID), true
	case strowger.UpdateRoutingData:
		return routingDataWords(c)
	case strowger.DisconnectContact:
		return fmt.Sprintf("%s hangs up", c.ContactID), true
	case strowger.PauseContact:
		return fmt.Sprintf("%s pauses", c.ContactID), true
	case strowger.ResumeContact:
		return fmt.Sprintf("%s resumes", c.ContactID) + flowWords(c.FlowID), true
	case strowger.DialContact:
		return fmt.Sprintf("%s is dialled", c.ContactID), true
	case strowger.AnswerContact:
		return fmt.Sprintf("%s answers", c.ContactID), true
	case strowger.EndDial:
		return fmt.Sprintf("%s does not answer", c.ContactID), true
	case strowger.AssociateContactWithUser:
		return fmt.Sprintf("%s is assigned to %s", c.ContactID, c.UserID), true
	case strowger.InterruptAgent:
		return fmt.Sprintf("%s interrupts %s", c.ContactID, c.UserID), true
	case strowger.TransferContact:
		text := fmt.Sprintf("%s moves", c.ContactID)
		if c.UserID != "" {
			text = fmt.Sprintf("%s transfers %s", c.UserID, c.ContactID)
		}
		return fmt.Sprintf("%s to %s%s as %s", text, c.QueueID, flowWords(c.FlowID), c.NewContactID), c.QueueID != ""
	case strowger.CreateCallback:
		return fmt.Sprintf("%s asks for callback %s in %s after %ds attempts %d retry %ds%s", c.ContactID, c.NewContactID,
			c.QueueID, c.DelaySeconds, c.Plan.MaxAttempts, c.Plan.RetrySeconds, flowWords(c.FlowID)), true
	}
	return "", false
}

func flowWords(id strowger.ContactFlowID) string {
	if id == "" {
		return ""
	}
	return " with flow"
}

func arrivalWords(cmd strowger.StartContact) string {
	c := cmd.Contact
	text := fmt.Sprintf("%s %s", channelInWords(c.Channel), c.ID)
	if w := c.WorkloadType(); w != "" {
		text += " type " + w
	}
	if c.InitiationMethod == strowger.WebRTC {
		text += " web"
	}
	if c.ScheduledTimestamp != 0 {
		text += " scheduled " + inWords(c.ScheduledTimestamp)
	}
	if c.Chat != nil {
		text += fmt.Sprintf(" lasts %dm", c.Chat.DurationMinutes)
	}
	if c.Outbound != nil {
		text += fmt.Sprintf(" rings %ds", c.Outbound.RingSeconds)
	}
	if c.PreviousContactID != "" {
		text += fmt.Sprintf(" follows %s", c.PreviousContactID)
	}
	return text
}

func madeWords(cmd strowger.CreateContact) string {
	text := fmt.Sprintf("%s %s made", channelInWords(cmd.Contact.Channel), cmd.Contact.ID)
	if cmd.Contact.External() {
		text += " external"
	}
	if cmd.Completed {
		text += " completed"
	}
	if cmd.UserID != "" {
		text += fmt.Sprintf(" for %s", cmd.UserID)
	}
	return text
}

// updateLines says what routing asks of what is known of a contact: its workload
// type and when it expires.
func updateLines(c strowger.UpdateContact) (lines []string) {
	if a, ok := c.Update.SegmentAttributes[strowger.WorkloadTypeAttribute]; ok && a.String != nil {
		lines = append(lines, fmt.Sprintf("%s is typed %s", c.ContactID, *a.String))
	}
	if a, ok := c.Update.SegmentAttributes[strowger.ContactExpiryAttribute]; ok {
		if minutes := a.Map[strowger.ExpiryDuration].Integer; minutes != nil {
			lines = append(lines, fmt.Sprintf("%s expires after %dm", c.ContactID, *minutes))
		}
	}
	return lines
}

// routingDataWords says one change at a time; the language has no more.
func routingDataWords(c strowger.UpdateRoutingData) (string, bool) {
	switch {
	case c.Criteria != nil && (c.QueuePriority != nil || c.QueueTimeAdjustmentSeconds != nil):
		return "", false
	case c.QueuePriority != nil:
		return fmt.Sprintf("%s gets priority %d", c.ContactID, *c.QueuePriority), true
	case c.QueueTimeAdjustmentSeconds != nil:
		return fmt.Sprintf("%s gets age %+ds", c.ContactID, *c.QueueTimeAdjustmentSeconds), true
	case c.Criteria == nil:
		return "", false
	case len(c.Criteria.Steps) == 0:
		return fmt.Sprintf("%s needs nothing", c.ContactID), true
	}
	var steps []string
	for i := range c.Criteria.Steps {
		s := &c.Criteria.Steps[i]
		text := expressionInWords(s.Expression)
		if s.ExpirySeconds > 0 {
			text += fmt.Sprintf(" for %ds", s.ExpirySeconds)
		}
		steps = append(steps, text)
	}
	return fmt.Sprintf("%s needs %s", c.ContactID, strings.Join(steps, ", then ")), true
}
