package trace

import (
	"fmt"
	"strings"

	"github.com/strowger/strowger"
)

// configLines says a command of configuration: the noun as it is from now on.
func (w *writer) configLines(c strowger.Command) (lines []string, ok bool) {
	switch c := c.(type) {
	case strowger.CreateQueue:
		return w.queueLine(c.Queue.ID), true
	case strowger.UpdateQueue:
		return w.queueLine(c.ID), true
	case strowger.UpdateQueueMaxContacts:
		return w.queueLine(c.ID), true
	case strowger.DeleteQueue:
		return []string{fmt.Sprintf("delete queue %s", c.ID)}, true
	case strowger.CreateAgentStatus:
		return []string{fmt.Sprintf("status %s", c.Status.ID)}, true
	case strowger.UpdateAgentStatus:
		s, _ := w.engine.AgentStatuses().Get(c.ID)
		return []string{fmt.Sprintf("status %s %s", c.ID, strings.ToLower(s.State))}, true
	case strowger.CreateRoutingProfile:
		return w.profileLines(c.RoutingProfile.ID), true
	case strowger.UpdateRoutingProfile:
		return w.profileLines(c.ID), true
	case strowger.AssociateRoutingProfileQueues:
		return w.profileLines(c.ID), true
	case strowger.DisassociateRoutingProfileQueues:
		return w.profileLines(c.ID), true
	case strowger.UpdateRoutingProfileQueues:
		return w.profileLines(c.ID), true
	case strowger.DeleteRoutingProfile:
		return []string{fmt.Sprintf("delete profile %s", c.ID)}, true
	}
	return w.userLines(c)
}

func (w *writer) userLines(c strowger.Command) (lines []string, ok bool) {
	switch c := c.(type) {
	case strowger.CreateUser:
		return w.agentLine(c.User.ID), true
	case strowger.UpdateUser:
		return w.agentLine(c.ID), true
	case strowger.AssociateUserProficiencies:
		return w.agentLine(c.ID), true
	case strowger.UpdateUserProficiencies:
		return w.agentLine(c.ID), true
	case strowger.DisassociateUserProficiencies:
		return w.agentLine(c.ID), true
	case strowger.DeleteUser:
		return []string{fmt.Sprintf("delete agent %s", c.ID)}, true
	}
	return nil, false
}

func (w *writer) queueLine(id strowger.QueueID) []string {
	q, _ := w.engine.Queues().Get(id)
	text := fmt.Sprintf("queue %s", id)
	if q.MaxContacts != nil {
		text += fmt.Sprintf(" max %d", *q.MaxContacts)
	}
	return []string{text + " " + strings.ToLower(string(q.Status))}
}

func (w *writer) profileLines(id strowger.RoutingProfileID) []string {
	p, _ := w.engine.RoutingProfiles().Get(id)
	media := []string{}
	for _, m := range p.MediaConcurrencies {
		media = append(media, mediaInWords(m))
	}
	if len(media) == 0 {
		media = []string{"nothing"}
	}
	head := fmt.Sprintf("profile %s: %s", id, strings.Join(media, ", "))
	if p.AgentAvailabilityTimer == strowger.TimeSinceLastInbound {
		head += "; timer inbound"
	}
	lines := []string{head}
	for _, r := range p.Queues {
		lines = append(lines, fmt.Sprintf("  %s %s priority %d delay %d", r.QueueID, channelInWords(r.Channel), r.Priority, r.DelaySeconds))
	}
	for _, r := range p.ManualAssignmentQueues {
		lines = append(lines, fmt.Sprintf("  %s %s manual", r.QueueID, channelInWords(r.Channel)))
	}
	return lines
}

// mediaInWords writes the settings of a channel the way media reads them.
func mediaInWords(m strowger.MediaConcurrency) string {
	if len(m.WorkloadTypes) == 0 {
		text := fmt.Sprintf("%s %d", channelInWords(m.Channel), m.Concurrency)
		if m.CrossChannel == strowger.RouteAnyChannel {
			text += " any"
		}
		return text
	}
	var types []string
	for _, t := range m.WorkloadTypes {
		types = append(types, fmt.Sprintf("%s %d%s", t.WorkloadType, t.Concurrency, map[strowger.WorkloadBehavior]string{
			strowger.RouteAnyChannelAnyWorkload: " any", strowger.RouteCurrentChannelAnyWorkload: " channel"}[t.Behavior]))
	}
	return fmt.Sprintf("%s (%s)", channelInWords(m.Channel), strings.Join(types, ", "))
}

// agentLine says all settings of an agent that routing looks at.
func (w *writer) agentLine(id strowger.UserID) []string {
	u, _ := w.engine.Users().Get(id)
	work := 0
	if u.PhoneConfig != nil {
		work = u.PhoneConfig.AfterContactWorkSeconds
	}
	text := fmt.Sprintf("agent %s profile %s acw %ds", id, u.RoutingProfileID, work)
	for _, ch := range strowger.Channels {
		if n := u.AfterContactWorkSeconds(ch); n != work {
			text += fmt.Sprintf(" acw %s %ds", channelInWords(ch), n)
		}
		if u.AutoAccepts(ch) {
			text += " auto-accept " + channelInWords(ch)
		}
	}
	if u.DeskPhone() {
		text += " deskphone"
	}
	var skills []string
	for _, p := range u.Proficiencies {
		skills = append(skills, p.Value+" "+levelInWords(p.Level))
	}
	if skills == nil {
		skills = []string{"nothing"}
	}
	return []string{text + " skills " + strings.Join(skills, ", ")}
}
