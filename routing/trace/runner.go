package trace

import (
	"errors"
	"fmt"
	"strings"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// Runner plays one trace against an engine of its own.
type Runner struct {
	engine  *routing.Engine
	auditor Auditor
	now     strowger.Time
	records map[strowger.ContactID]strowger.Contact // of completed contacts
	out     strings.Builder
	err     error // the first mistake in the trace or finding of the audit
}

// What every trace finds in place: two statuses, a flow with which contacts
// start, and a queue that profiles name for calls that agents make.
const (
	available = "Available"
	offline   = "Offline"
	flow      = "Flow"
	outbound  = "Outbound"
)

// Foundation is what a trace begins with: an instance that has no profiles and
// no agents yet.
func Foundation() strowger.CreateInstance {
	return strowger.CreateInstance{
		Instance: strowger.Instance{ID: "trace", OutboundCallsEnabled: true},
		AgentStatuses: []strowger.AgentStatus{
			{ID: available, Name: available, Type: strowger.Routable, State: "ENABLED"},
			{ID: offline, Name: offline, Type: strowger.Offline, State: "ENABLED"},
		},
		SecurityProfiles:     []strowger.SecurityProfile{{ID: "Agent", Name: "Agent"}},
		PredefinedAttributes: []strowger.PredefinedAttribute{{Name: skillAttribute}},
		HoursOfOperations:    []strowger.HoursOfOperation{{ID: "Always", Name: "Always", TimeZone: "UTC"}},
		Queues: []strowger.Queue{{ID: outbound, Name: outbound, Type: strowger.StandardQueue,
			Status: strowger.QueueEnabled, HoursOfOperationID: "Always"}},
		ContactFlows: []strowger.ContactFlow{{ID: flow, Name: flow, Type: "CONTACT_FLOW",
			Status: "PUBLISHED", State: "ACTIVE"}},
	}
}

// NewRunner returns a runner at midnight of the first day of an instance.
func NewRunner() *Runner { return NewJudgedRunner(NewAuditor()) }

// NewJudgedRunner returns a runner whose steps a certain auditor judges, who has
// seen nothing yet.
func NewJudgedRunner(a Auditor) *Runner {
	r := &Runner{
		engine:  routing.New(),
		auditor: a,
		now:     startOfDay,
		records: make(map[strowger.ContactID]strowger.Contact),
	}
	r.engine.Quotas.AgentQueueContacts = strowger.DefaultQuotas().AgentQueueContacts
	r.step(Foundation())
	return r
}

// Now returns the time of the runner.
func (r *Runner) Now() strowger.Time { return r.now }

// Snapshot returns the state of the engine.
func (r *Runner) Snapshot() *routing.Snapshot { return r.engine.Snapshot() }

// Configure plays the lines of a configure directive and returns what the
// engine did. The error is a mistake in the trace, or what the audit has found.
func (r *Runner) Configure(lines string) (string, error) { return r.play(lines) }

// At moves the clock to a time, so that everything which is due until then
// happens at its own time, and then plays the lines.
func (r *Runner) At(clock, lines string) (string, error) {
	p := parse(clock)
	at := p.clock()
	if err := p.end(); err != nil {
		return "", err
	}
	if at < r.now {
		return "", fmt.Errorf("%s is before %s", clock, inWords(r.now))
	}
	r.err = errors.Join(r.err, routing.Advance(r.engine.NextDeadline, at, func(due strowger.Time) error {
		r.now = due
		r.step(strowger.Tick{})
		return r.err
	}))
	r.now = at
	return r.play(lines)
}

// LineError says in which of the lines below another a mistake is, or what the
// audit has found there; the first is 1.
type LineError struct {
	Line int
	Err  error
}

// Error implements error.
func (e *LineError) Error() string { return e.Err.Error() }

// Unwrap returns the mistake.
func (e *LineError) Unwrap() error { return e.Err }

// lineOf returns the line that an error is about, 0 if it is the one above.
func lineOf(err error) int {
	if e, ok := errors.AsType[*LineError](err); ok {
		return e.Line
	}
	return 0
}

// play plays lines and returns what has been said since the last play. Indented
// lines belong to the line above them.
func (r *Runner) play(lines string) (string, error) {
	var statement []string
	var numbers []int // of the lines of the statement
	flush := func() {
		if statement != nil && r.err == nil {
			err := r.statement(statement)
			r.err = errors.Join(r.err, err) // what its steps have found, and a mistake
			if r.err != nil {
				r.err = &LineError{numbers[lineOf(r.err)], r.err}
			}
		}
		statement, numbers = nil, nil
	}
	n := 0
	for line := range strings.Lines(lines) {
		n++
		text := strings.TrimSpace(line)
		if text == "" || text[0] == '#' {
			continue
		}
		if line[0] != ' ' && line[0] != '\t' {
			flush()
		}
		statement, numbers = append(statement, text), append(numbers, n)
	}
	flush()
	text := r.out.String()
	r.out.Reset()
	return text, r.err
}

// statement plays a line together with the indented lines below it.
func (r *Runner) statement(lines []string) error {
	p := parse(lines[0])
	rows := lines[1:]
	if len(rows) > 0 && p.peek() != "profile" {
		return &LineError{1, fmt.Errorf("%q: only a profile has indented lines below it", lines[0])}
	}
	switch p.peek() {
	case "configure", "at":
		return fmt.Errorf("%q: four dashes, ----, must end what is above", lines[0])
	case "-":
		return fmt.Errorf("%q: the dashes are four, ----", lines[0])
	case "queue":
		return r.queue(p)
	case "profile":
		return r.profile(p, rows)
	case "agent":
		return r.agent(p)
	case "status":
		return r.status(p)
	case "rule":
		return r.rule(p)
	case "delete":
		return r.remove(p)
	case "show":
		return r.show(p)
	case "explain":
		return r.explain(p)
	case "voice", "chat", "task", "email":
		return r.arrival(p)
	}
	return r.deed(p)
}

// step steps a command, audits what happened and says it. It reports whether
// the engine has accepted the command.
func (r *Runner) step(c strowger.Command) bool {
	decided, _ := r.engine.Decide(r.now, c)
	events, err := r.engine.Step(r.now, c)
	if err != nil {
		r.say("refused: %s", err)
		return false
	}
	r.err = errors.Join(r.err,
		r.auditor.Follow(r.engine, r.now, events),
		r.auditor.Compare(r.engine))
	for i, ev := range events {
		if done, ok := ev.(*strowger.ContactCompleted); ok {
			r.records[done.Contact.ID] = *done.Contact
		}
		if i < len(decided) && repeats(ev, c) {
			continue
		}
		if text := r.inWords(ev); text != "" {
			r.say("%s", text)
		}
	}
	return true
}

// steps steps commands until one is refused.
func (r *Runner) steps(commands ...strowger.Command) {
	for _, c := range commands {
		if !r.step(c) {
			return
		}
	}
}

func (r *Runner) say(format string, args ...any) {
	fmt.Fprintf(&r.out, "%s %s\n", inWords(r.now), fmt.Sprintf(format, args...))
}
