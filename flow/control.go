package flow

import (
	"math"
	"strconv"

	"github.com/strowger/strowger"
)

// The results of a loop.
const (
	continueLooping = "ContinueLooping"
	doneLooping     = "DoneLooping"
)

// maxLoops is the most rounds that a Loop gives.
const maxLoops = 100

// loop reads Loop: how many rounds it gives before it is done and begins anew (rule
// F3.1). A count that is no number is no round.
func loop(p *parameters, a *action) {
	p.allow("LoopCount", "LoopName")
	count := p.count("LoopCount", 0, maxLoops)
	a.do = func(s *step) move {
		rounds, ok := count(s.contact)
		if !ok {
			if _, ok := a.errors[noMatchingError]; ok {
				return s.fail()
			}
			return s.result(doneLooping)
		}
		f := s.frame()
		if int64(f.loops[a.id]) >= rounds {
			delete(f.loops, a.id)
			return s.result(doneLooping)
		}
		if f.loops == nil {
			f.loops = make(map[string]int)
		}
		f.loops[a.id]++
		return s.result(continueLooping)
	}
}

// The results and errors of a wait.
const (
	waitCompleted       = "WaitCompleted"
	participantNotFound = "ParticipantNotFound"
)

// waitEvents are what a wait can be told to end with. Nothing reports them yet, so
// that the time is what ends it.
var waitEvents = []string{"CustomerReturned", "BotParticipantDisconnected"}

// whisperAndHold are the flows that nobody waits in.
var whisperAndHold = []string{
	strowger.AgentHoldFlow, strowger.AgentWhisperFlow,
	strowger.CustomerHoldFlow, strowger.CustomerWhisperFlow, strowger.OutboundWhisperFlow,
}

// maxWait is the longest wait, in seconds: seven days.
const maxWait = 604_800

// wait reads Wait: how many seconds the contact stands at the action (rule F3.2).
func wait(p *parameters, a *action) {
	p.allow("TimeLimitSeconds", "Events")
	if p.has("Events") {
		p.words("Events", waitEvents)
	}
	seconds := p.count(p.one("TimeLimitSeconds"), 1, maxWait)
	a.do = func(s *step) move {
		n, ok := seconds(s.contact)
		if !ok {
			return s.fail()
		}
		return s.wait(s.now.Add(n))
	}
	a.wake = func(s *step) move { return s.result(waitCompleted) }
}

// endFlow reads EndFlowExecution, after which the contact is as it is where a flow
// has nowhere to go (rule F1.11).
func endFlow(p *parameters, a *action) {
	p.allow()
	a.do = func(*step) move { return move{end: true} }
}

// count reads a whole number, fixed or dynamic. What it returns is false for a
// contact that has no such number.
func (p *parameters) count(name string, low, high int64) func(*strowger.Contact) (int64, bool) {
	text, ok := unquote(p.node.Parameters[name])
	if !ok || !dynamic(text) {
		n := p.number(name, low, high)
		return func(*strowger.Contact) (int64, bool) { return n, true }
	}
	v := p.value(name)
	return func(c *strowger.Contact) (int64, bool) {
		n, err := strconv.ParseInt(v.of(c), 10, 64)
		return n, err == nil && n >= low && n <= min(high, math.MaxInt64)
	}
}
