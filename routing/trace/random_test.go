package trace_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
	"github.com/strowger/strowger/routing/trace"
)

// TestRandom runs random contact centres and audits each step: the standard
// ones, and some that nobody has seen yet. Runs are many and short, so that what
// fails is short too, and it is shrunk and told as a trace. STROWGER_SEED repeats
// a run, STROWGER_LONG=1 makes many more.
func TestRandom(t *testing.T) {
	standard, fresh, steps := 100, 10, 150
	if testing.Short() {
		standard, fresh = 30, 10
	}
	if os.Getenv("STROWGER_LONG") != "" {
		standard, fresh, steps = 200, 1_000, 300
	}
	all := newTally()
	if s := os.Getenv("STROWGER_SEED"); s != "" {
		seed, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		all.audited(t, seed, steps)
		return
	}
	for seed := range standard {
		all.audited(t, uint64(seed), steps)
	}
	if !testing.Short() {
		all.complete(t, routingFiles)
	}
	now := uint64(time.Now().UnixNano())
	for i := range fresh {
		all.audited(t, now+uint64(i), steps)
	}
	if os.Getenv("STROWGER_LONG") != "" {
		all.complete(t, slices.Concat(routingFiles, settingFiles))
	}
}

// tally counts what has occurred in all runs.
type tally struct {
	seen     map[string]int    // kinds of event, reasons of obstacles, refusals
	refusals map[string]string // an example of each
}

func newTally() *tally {
	return &tally{seen: make(map[string]int), refusals: make(map[string]string)}
}

// audited runs one contact centre.
func (a *tally) audited(t *testing.T, seed uint64, steps int) {
	t.Helper()
	h := newHouse(seed, a)
	if err := h.run(steps); err != nil {
		text, ok := told(h.script, trace.NewAuditor)
		if !ok {
			text += h.tail()
		}
		t.Fatalf("STROWGER_SEED=%d: %v\n%s", seed, err, text)
	}
}

// complete wants every kind of event and every reason of an obstacle to have
// occurred, and every refusal of some files.
func (a *tally) complete(t *testing.T, files []string) {
	t.Helper()
	kinds := declared(t, "../../event.go", `(?m)^func \(\*(\w+)\) event\(\)`)
	obstacles := declared(t, "../explain.go", `\bReason = "(\w+)"`)
	list := reasons(t)
	if len(kinds) < 30 || len(obstacles) < 10 || len(list) < 80 {
		t.Fatalf("found only %d kinds of event, %d obstacles and %d refusals", len(kinds), len(obstacles), len(list))
	}
	kinds = slices.DeleteFunc(kinds, func(kind string) bool {
		return configured.MatchString(kind) && !housed.MatchString(kind)
	})
	for _, kind := range append(kinds, obstacles...) {
		t.Logf("%7d %s", a.seen[kind], kind)
		if a.seen[kind] == 0 {
			t.Errorf("no run had %s", kind)
		}
	}
	if a.seen["foreseen"] == 0 {
		t.Error("no obstacle has gone away when it should")
	}
	for _, r := range list {
		n := a.heard(r)
		t.Logf("%7d refused with %s: %s (%s)", n, r.code, r.format, r.file)
		if n == 0 && slices.Contains(files, r.file) {
			t.Errorf("no run was refused with %s: %s (%s)", r.code, r.format, r.file)
		}
	}
}

// declared reads names from the source in which they are declared.
func declared(t *testing.T, file, pattern string) []string {
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range regexp.MustCompile(pattern).FindAllSubmatch(source, -1) {
		names = append(names, string(m[1]))
	}
	return names
}

// house is a random contact centre in motion.
type house struct {
	*rand.Rand
	engine  *routing.Engine
	twin    *routing.Engine // restored from a snapshot; nil at first
	auditor trace.Auditor
	now     strowger.Time
	names   int // how many things have been named
	turns   uint64
	script  trace.Script
	steps   []step
	*tally
}

// step is what has happened once.
type step struct {
	at      strowger.Time
	command strowger.Command
	events  []strowger.Event
	err     error
}

func newHouse(seed uint64, all *tally) *house {
	return &house{
		Rand:    rand.New(rand.NewPCG(seed, 0)),
		engine:  routing.New(),
		auditor: trace.NewAuditor(),
		now:     strowger.TimeOf(time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)),
		tally:   all,
		turns:   seed,
	}
}

func (h *house) run(steps int) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	before := strowger.DisconnectContact{ContactID: "c"} // there is no instance yet
	for _, c := range append([]strowger.Command{before}, h.foundation()...) {
		if err := h.step(c); err != nil {
			return err
		}
	}
	h.engine.Quotas = h.quotas()
	for i := range steps {
		if err := h.wait(); err != nil {
			return err
		}
		for _, c := range h.commands() {
			if err := h.step(c); err != nil {
				return err
			}
		}
		if i%30 == 29 {
			if err := errors.Join(h.restart(), h.foresee()); err != nil {
				return err
			}
		}
	}
	for reason, n := range h.auditor.Reasons {
		h.seen[string(reason)] += n
	}
	return h.replay()
}

// step steps a command in the engine and its twin and audits what happened.
func (h *house) step(c strowger.Command) error {
	said := trace.Renamed(c, func(id string) string { return id })
	h.script = append(h.script, trace.Moment{At: h.now, Command: said})
	doubt := h.maybe(10)
	var was [32]byte
	if doubt {
		was = h.engine.Digest()
	}
	events, err := h.engine.Step(h.now, c)
	h.steps = append(h.steps, step{h.now, said, events, err})
	if !reflect.DeepEqual(c, said) {
		return fmt.Errorf("the command %s has become %s", paper(said), paper(c))
	}
	if refused := (*strowger.Error)(nil); err != nil && !errors.As(err, &refused) {
		return fmt.Errorf("refused with %T", err)
	}
	for _, ev := range events {
		h.seen[reflect.TypeOf(ev).Elem().Name()]++
	}
	if h.twin != nil {
		same, twinErr := h.twin.Step(h.now, c)
		if !reflect.DeepEqual(same, events) || (err == nil) != (twinErr == nil) {
			return fmt.Errorf("the engine before the restart would say %s, %v", paper(same), twinErr)
		}
		h.twin.Release(same)
	}
	if err != nil {
		h.refused(err.Error())
		if doubt && h.engine.Digest() != was {
			return fmt.Errorf("refused with %w, and yet something has changed", err)
		}
		return nil
	}
	return h.auditor.Follow(h.engine, h.now, events)
}

// tail writes down the last steps.
func (h *house) tail() string {
	var b strings.Builder
	for _, s := range h.steps[max(0, len(h.steps)-40):] {
		fmt.Fprintf(&b, "%s %T%s\n", s.at, s.command, paper(s.command))
		if s.err != nil {
			fmt.Fprintf(&b, "\t%v\n", s.err)
		}
		for _, ev := range s.events {
			fmt.Fprintf(&b, "\t%T%s\n", ev, paper(ev))
		}
	}
	return b.String()
}

func paper(v any) string {
	b, err := json.Marshal(v, jsontext.WithIndent(""), json.OmitZeroStructFields(true), json.Deterministic(true))
	if err != nil {
		return err.Error()
	}
	return strings.ReplaceAll(string(b), "\n", " ")
}

// wait lets time pass: mostly none or little, sometimes up to the next deadline
// or far beyond. Now and then the host is late and misses some deadlines.
func (h *house) wait() error {
	at := h.now
	switch n := h.IntN(200); {
	case n < 90:
	case n < 170:
		at += strowger.Time(h.Int64N(5000))
	case n < 190:
		if due, ok := h.engine.NextDeadline(); ok {
			at = due
		}
	case n < 199:
		at = at.Add(h.Int64N(120))
	default:
		at = at.Add(8 * 24 * 60 * 60)
	}
	for late := h.IntN(5) == 0; !late; {
		due, ok := h.engine.NextDeadline()
		if !ok || due > at {
			break
		}
		h.now = due
		if err := h.step(strowger.Tick{}); err != nil {
			return err
		}
	}
	h.now = at
	return h.step(strowger.Tick{})
}

// restart goes on with an engine restored from a encoded snapshot, and keeps
// the old one as its twin.
func (h *house) restart() error {
	if err := h.auditor.Compare(h.engine); err != nil {
		return err
	}
	data, err := json.Marshal(h.engine.Snapshot())
	if err != nil {
		return err
	}
	var s routing.Snapshot
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	restored := routing.Restore(&s)
	restored.Quotas = h.engine.Quotas
	if restored.Digest() != h.engine.Digest() {
		return errors.New("the restored engine has another digest")
	}
	if err := trace.Check(restored, h.now); err != nil {
		return fmt.Errorf("after Restore: %w", err)
	}
	if more, err := restored.Step(h.now, strowger.Tick{}); err != nil || len(more) > 0 {
		return fmt.Errorf("the restored engine is not settled: %+v, %v", more, err)
	}
	h.engine, h.twin = restored, h.engine
	return nil
}

// replay makes an engine of the events alone. Once it has caught up it must be
// settled, and wake at the same instant.
func (h *house) replay() error {
	e := routing.New()
	for _, s := range h.steps {
		for _, ev := range s.events {
			e.Apply(ev)
		}
	}
	events, err := e.Step(h.now, strowger.Tick{})
	if err != nil || len(events) > 0 {
		return fmt.Errorf("after a replay there are more events: %+v, %v", events, err)
	}
	if e.Digest() != h.engine.Digest() {
		return errors.New("a replay leads to another digest")
	}
	if err := trace.Check(e, h.now); err != nil {
		return fmt.Errorf("after a replay: %w", err)
	}
	return nil
}
