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

// TestRandom runs random contact centres and audits each step. Runs are many
// and short, so that what fails is short too. STROWGER_SEED repeats a run,
// STROWGER_LONG=1 makes many more.
func TestRandom(t *testing.T) {
	runs, steps := 300, 150
	if testing.Short() {
		runs = 50
	}
	if os.Getenv("STROWGER_LONG") != "" {
		runs, steps = 2_000, 300
	}
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("STROWGER_SEED"); s != "" {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		seed, runs = n, 1
	}
	seen := map[string]int{}
	for i := range runs {
		h := newHouse(seed+uint64(i), seen)
		if err := h.run(steps); err != nil {
			t.Fatalf("STROWGER_SEED=%d: %v\nafter:\n%s", seed+uint64(i), err, h.tail())
		}
	}
	if runs == 1 {
		return
	}
	kinds := declared(t, "../../event.go", `(?m)^func \((\w+)\) event\(\)`)
	reasons := declared(t, "../explain.go", `\bReason = "(\w+)"`)
	if len(kinds) < 30 || len(reasons) < 10 {
		t.Fatalf("found only %d kinds of event and %d reasons", len(kinds), len(reasons))
	}
	for _, kind := range append(kinds, reasons...) {
		t.Logf("%7d %s", seen[kind], kind)
		if seen[kind] == 0 && !testing.Short() {
			t.Errorf("no run from STROWGER_SEED=%d on had %s", seed, kind)
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
	seen    map[string]int
	steps   []step
}

// step is what has happened once.
type step struct {
	at      strowger.Time
	command strowger.Command
	events  []strowger.Event
	err     error
}

func newHouse(seed uint64, seen map[string]int) *house {
	return &house{
		Rand:    rand.New(rand.NewPCG(seed, 0)),
		engine:  routing.New(),
		auditor: trace.NewAuditor(),
		now:     strowger.TimeOf(time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)),
		seen:    seen,
	}
}

func (h *house) run(steps int) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	for _, c := range h.foundation() {
		if err := h.step(c); err != nil {
			return err
		}
	}
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
	events, err := h.engine.Step(h.now, c)
	h.steps = append(h.steps, step{h.now, c, events, err})
	if refused := (*strowger.Error)(nil); err != nil && !errors.As(err, &refused) {
		return fmt.Errorf("refused with %T", err)
	}
	for _, ev := range events {
		h.seen[reflect.TypeOf(ev).Name()]++
	}
	if h.twin != nil {
		same, twinErr := h.twin.Step(h.now, c)
		if !reflect.DeepEqual(same, events) || (err == nil) != (twinErr == nil) {
			return fmt.Errorf("the engine before the restart would say %s, %v", paper(same), twinErr)
		}
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
	b, err := json.Marshal(v, jsontext.WithIndent(""), json.OmitZeroStructFields(true))
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
	if restored.Digest() != h.engine.Digest() {
		return errors.New("the restored engine has another digest")
	}
	if err := trace.Check(restored, h.now); err != nil {
		return fmt.Errorf("after Restore: %w", err)
	}
	h.engine, h.twin = restored, h.engine
	return nil
}

// foresee lets a copy of the engine run into the future until an obstacle that
// is said to go away by itself should have gone.
func (h *house) foresee() error {
	for c := range h.engine.Contacts() {
		list, _ := h.engine.Explain(h.now, c.ID)
		for _, o := range list {
			if o.At == 0 {
				continue
			}
			future := routing.Restore(h.engine.Snapshot())
			for due, ok := future.NextDeadline(); ok && due <= o.At; due, ok = future.NextDeadline() {
				if _, err := future.Step(due, strowger.Tick{}); err != nil {
					return err
				}
			}
			later, _ := future.Explain(o.At, c.ID)
			if slices.ContainsFunc(later, func(x routing.Obstacle) bool {
				return x.UserID == o.UserID && x.Reason == o.Reason && x.Held == o.Held
			}) {
				return fmt.Errorf("%v was to be over and is not", o)
			}
		}
	}
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
