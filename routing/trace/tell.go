package trace

import (
	"fmt"
	"strings"

	"github.com/strowger/strowger"
)

// repeats reports whether an event says only what its command has said.
func repeats(ev strowger.Event, c strowger.Command) bool {
	switch ev.(type) {
	case *strowger.ContactConnected, *strowger.ContactAccepted, *strowger.ContactActivated:
		return true
	case *strowger.AgentContactCleared:
		_, yes := c.(strowger.ClearContact)
		return yes
	case *strowger.ContactHeld:
		_, yes := c.(strowger.HoldContact)
		return yes
	case *strowger.AgentStatusChanged:
		_, yes := c.(strowger.PutAgentStatus)
		return yes
	}
	return false
}

// inWords says an event, or "" if there is nothing to say about it beyond the
// line of the trace that caused it.
func (r *Runner) inWords(ev strowger.Event) string {
	switch ev := ev.(type) {
	case *strowger.ContactOffered:
		return offerInWords(ev)
	case *strowger.ContactConnected:
		return fmt.Sprintf("%s is connected to %s", ev.ContactID, ev.UserID)
	case *strowger.ContactAccepted:
		return fmt.Sprintf("%s is accepted by %s", ev.ContactID, ev.UserID)
	case *strowger.CallbackPostponed:
		if ev.UserID == "" {
			return fmt.Sprintf("%s is not let into its queue, again at %s", ev.ContactID, inWords(ev.Until))
		}
		return fmt.Sprintf("%s is ERROR at %s, again at %s", ev.ContactID, ev.UserID, inWords(ev.Until))
	case *strowger.ContactQueued:
		if c, ok := r.engine.Contact(ev.ContactID); ok && c.Callback != nil {
			return fmt.Sprintf("%s is queued", ev.ContactID)
		}
		return ""
	case *strowger.OfferMissed:
		return fmt.Sprintf("%s misses %s", ev.UserID, ev.ContactID)
	case *strowger.OfferRejected:
		return fmt.Sprintf("%s is %s at %s", ev.ContactID, ev.State, ev.UserID)
	case *strowger.ContactHeld:
		return fmt.Sprintf("%s is on hold", ev.ContactID)
	case *strowger.CriteriaStepExpired:
		return fmt.Sprintf("step %d of %s expires", ev.Step+1, ev.ContactID)
	case *strowger.ContactActivated:
		return fmt.Sprintf("%s begins", ev.ContactID)
	case *strowger.ContactDisconnected:
		return r.endInWords(ev)
	case *strowger.AgentContactCleared:
		return fmt.Sprintf("%s is cleared at %s", ev.ContactID, ev.UserID)
	case *strowger.ContactCompleted:
		return fmt.Sprintf("%s is completed", ev.Contact.ID)
	case *strowger.AgentStatusChanged:
		return fmt.Sprintf("%s becomes %s", ev.UserID, ev.StatusID)
	case *strowger.NextStatusSet:
		if ev.StatusID == "" {
			return fmt.Sprintf("%s will not become anything else", ev.UserID)
		}
		return fmt.Sprintf("%s will become %s", ev.UserID, ev.StatusID)
	}
	return ""
}

// The keys of an OfferReason in words.
var (
	contactReasons = map[strowger.ContactKey]string{
		"":                         "the only contact",
		strowger.ByAgentQueue:      "agent queue first",
		strowger.ByProfilePriority: "best priority in the profile",
		strowger.ByQueuePriority:   "best priority of the contact",
		strowger.ByAge:             "oldest",
		strowger.ByEnqueueTime:     "queued first",
		strowger.ByInitiation:      "begun first",
		strowger.ByArrival:         "came first",
		strowger.ByContactID:       "first contact by name",
	}
	agentReasons = map[strowger.AgentKey]string{
		"":                        "the only agent",
		strowger.ByFewestContacts: "fewest contacts",
		strowger.ByLongestIdle:    "longest idle",
		strowger.ByIdleFirst:      "idle first",
		strowger.ByAgentID:        "first agent by name",
	}
)

func offerInWords(ev *strowger.ContactOffered) string {
	rings := "goes to " + string(ev.UserID)
	if ev.Expires != 0 {
		rings = fmt.Sprintf("rings at %s until %s", ev.UserID, inWords(ev.Expires))
	}
	reasons := []string{contactReasons[ev.Reason.Contact], agentReasons[ev.Reason.Agent]}
	switch ev.Kind {
	case strowger.AssignedOffer:
		reasons = []string{"assigned"}
	case strowger.InterruptOffer:
		reasons = []string{"interrupt"}
	}
	if ev.Step > 0 {
		reasons = append([]string{fmt.Sprintf("step %d", ev.Step)}, reasons...)
	}
	return fmt.Sprintf("%s %s (%s)", ev.ContactID, rings, strings.Join(reasons, ", "))
}

// endInWords says what the end of a contact leaves to an agent, which is after
// contact work or an offer to be dismissed.
func (r *Runner) endInWords(ev *strowger.ContactDisconnected) string {
	text := ""
	if ev.Reason == strowger.Expired {
		text = fmt.Sprintf("%s has expired", ev.ContactID)
	}
	for u := range r.engine.Users().All() {
		a, _ := r.engine.Agent(u.ID)
		leg := a.Contact(ev.ContactID)
		if leg == nil || leg.StateSince != ev.At {
			continue
		}
		if text != "" {
			text += ", "
		}
		if leg.State != strowger.Ended {
			return text + fmt.Sprintf("%s is %s at %s", ev.ContactID, leg.State, u.ID)
		}
		until := "cleared"
		if ev.WorkExpires != 0 {
			until = inWords(ev.WorkExpires)
		}
		return text + fmt.Sprintf("%s works on %s until %s", u.ID, ev.ContactID, until)
	}
	return text
}
