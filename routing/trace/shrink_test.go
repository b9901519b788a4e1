package trace_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
	"github.com/strowger/strowger/routing/trace"
)

// told finds the shortest trace in which an auditor finds something wrong, if
// it does so when the script is played again. ok says that the trace shows it.
func told(s trace.Script, auditor func() trace.Auditor) (text string, ok bool) {
	wrong := func(s trace.Script) bool { return s.Play(auditor()) != nil }
	if !wrong(s) {
		return "Played again with each deadline on time, nothing is wrong. The last commands:\n", false
	}
	s = s.Shrink(wrong)
	text = fmt.Sprintf("# %v\n%s", s.Play(auditor()), s.Write())
	if err := playText(trace.NewJudgedRunner(auditor()), text); err == nil {
		return text + "\nTold like this nothing is wrong. The last commands:\n", false
	}
	return "as a golden trace, whose answers -rewrite fills in:\n\n" + text, true
}

// playText plays a trace that has no answers.
func playText(r *trace.Runner, text string) error {
	for _, block := range strings.Split(text, "----\n") {
		_, block, ok := strings.Cut("\n"+block, "\nat ")
		if !ok {
			continue
		}
		clock, lines, _ := strings.Cut(block, "\n")
		if _, err := r.At(clock, lines); err != nil {
			return err
		}
	}
	return nil
}

// planted are oracles that err, each of which the engine seems to contradict.
var planted = map[string]func(*routing.Snapshot){
	"shortest idle first": func(s *routing.Snapshot) {
		for i := range s.Agents {
			a := &s.Agents[i]
			a.ActivityAnchor, a.InboundAnchor = -a.ActivityAnchor, -a.InboundAnchor
		}
	},
	"highest number of the priority first": func(s *routing.Snapshot) {
		for i := range s.Contacts {
			s.Contacts[i].QueuePriority = -s.Contacts[i].QueuePriority
		}
	},
	"criteria forgotten": func(s *routing.Snapshot) {
		for i := range s.Contacts {
			s.Contacts[i].Criteria = nil
		}
	},
}

// TestShrink plants an error in the oracle. Random runs must find it, shrink the
// run to a few lines, and tell it in the language of the traces.
func TestShrink(t *testing.T) {
	const most = 40 // lines, empty ones and the header included
	for name, falsify := range planted {
		t.Run(name, func(t *testing.T) {
			auditor := func() trace.Auditor {
				a := trace.NewAuditor()
				a.Oracle = func(s *routing.Snapshot, now strowger.Time) (trace.Offer, bool) {
					falsify(s)
					return trace.NextOffer(s, now)
				}
				return a
			}
			for seed := uint64(1); seed < 100; seed++ {
				h := newHouse(seed, newTally())
				h.auditor = auditor()
				if h.run(100) == nil {
					continue
				}
				text, ok := told(h.script, auditor)
				if n := strings.Count(text, "\n"); n > most || !strings.Contains(text, "the offer was") {
					t.Errorf("STROWGER_SEED=%d: %d lines, want at most %d:\n%s", seed, n, most, text)
				}
				if !ok {
					t.Errorf("STROWGER_SEED=%d: the trace does not show it:\n%s", seed, text)
				}
				t.Logf("STROWGER_SEED=%d:\n%s", seed, text)
				return
			}
			t.Error("no run has found it")
		})
	}
}
