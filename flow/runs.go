package flow

import (
	"cmp"
	"container/heap"
	"maps"
	"slices"

	"github.com/strowger/strowger"
)

// Runs is what flows keep of one instance: the contents that run, the flows that wait
// for each contact, and what they wait for. Like the engine beside it, it is what
// its events make of it. It is not safe for concurrent use.
type Runs struct {
	contents  map[string]*content // by their sums
	published map[string]*content // by flowKey and moduleKey
	contacts  map[strowger.ContactID]*contactFlows
	waiting   waiting
}

// contactFlows is what flows keep of a contact. There is none for most contacts.
type contactFlows struct {
	hooks map[strowger.FlowHook]strowger.ContactFlowID
	runs  []*standing // in the order of their hooks
}

// standing is a run that waits.
type standing struct {
	contact strowger.ContactID
	record  strowger.FlowRun
	place   int // in the heap
}

// NewRuns returns those of an instance in which nothing has happened.
func NewRuns() *Runs {
	return &Runs{
		contents:  make(map[string]*content),
		published: make(map[string]*content),
		contacts:  make(map[strowger.ContactID]*contactFlows),
	}
}

// Apply changes what is kept by an event of the instance.
func (f *Runs) Apply(ev strowger.Event) {
	switch ev := ev.(type) {
	case *strowger.ContactFlowSaved:
		f.publish(flowKey(ev.Flow.ID), ev.Flow.Content)
	case *strowger.ContactFlowDeleted:
		f.publish(flowKey(ev.ID), "")
	case *strowger.ContactFlowModuleSaved:
		f.publish(moduleKey(ev.Module.ID), ev.Module.Content)
	case *strowger.ContactFlowModuleDeleted:
		f.publish(moduleKey(ev.ID), "")
	case *strowger.FlowRunMoved:
		f.stand(ev.ContactID, ev.Run)
	case *strowger.FlowRunEnded:
		f.end(ev.ContactID, ev.Hook)
	case *strowger.EventHooksSet:
		f.of(ev.ContactID).hooks = ev.Hooks
	case *strowger.ContactCompleted:
		f.forget(ev.Contact.ID)
	case *strowger.TimeSetBack:
		f.setBack(ev.Milliseconds)
	}
}

// of returns what is kept of a contact, which it begins to be.
func (f *Runs) of(id strowger.ContactID) *contactFlows {
	c, ok := f.contacts[id]
	if !ok {
		c = &contactFlows{}
		f.contacts[id] = c
	}
	return c
}

// standing returns the run of a contact that waits, nil if there is none.
func (f *Runs) standing(id strowger.ContactID, hook strowger.FlowHook) *standing {
	c, ok := f.contacts[id]
	if !ok {
		return nil
	}
	for _, s := range c.runs {
		if s.record.Hook == hook {
			return s
		}
	}
	return nil
}

// stand has a run wait, in the place of the one of its hook.
func (f *Runs) stand(id strowger.ContactID, record strowger.FlowRun) {
	for _, frame := range record.Frames {
		f.contents[frame.Content].users++
	}
	c := f.of(id)
	if s := f.standing(id, record.Hook); s != nil {
		f.unuseAll(s.record)
		s.record = record
		heap.Fix(&f.waiting, s.place)
		return
	}
	s := &standing{contact: id, record: record}
	heap.Push(&f.waiting, s)
	at, _ := slices.BinarySearchFunc(c.runs, record.Hook, func(s *standing, hook strowger.FlowHook) int {
		return cmp.Compare(s.record.Hook, hook)
	})
	c.runs = slices.Insert(c.runs, at, s)
}

// end lets go of a run.
func (f *Runs) end(id strowger.ContactID, hook strowger.FlowHook) {
	s := f.standing(id, hook)
	if s == nil {
		return // the contact was completed in the same step
	}
	heap.Remove(&f.waiting, s.place)
	f.unuseAll(s.record)
	c := f.contacts[id]
	c.runs = slices.DeleteFunc(c.runs, func(x *standing) bool { return x == s })
	if len(c.runs) == 0 && len(c.hooks) == 0 {
		delete(f.contacts, id)
	}
}

func (f *Runs) unuseAll(record strowger.FlowRun) {
	for _, frame := range record.Frames {
		f.unuse(f.contents[frame.Content])
	}
}

// forget lets go of everything of a contact.
func (f *Runs) forget(id strowger.ContactID) {
	for c := f.contacts[id]; c != nil && len(c.runs) > 0; {
		f.end(id, c.runs[0].record.Hook)
	}
	delete(f.contacts, id)
}

// setBack has every wait end earlier, which keeps their order.
func (f *Runs) setBack(milliseconds int64) {
	for _, s := range f.waiting {
		s.record.Until = max(1, s.record.Until-strowger.Time(milliseconds))
	}
	heap.Init(&f.waiting) // those that would end before the beginning end together
}

// NextDeadline returns the instant at which a wait will be over, and whether there is
// one.
func (f *Runs) NextDeadline() (strowger.Time, bool) {
	if len(f.waiting) == 0 {
		return 0, false
	}
	return f.waiting[0].record.Until, true
}

// Snapshot returns what is kept of the contacts, in the order of their identifiers,
// and the contents in which something stands although they are not published any
// more, in the order of their sums.
func (f *Runs) Snapshot() (contacts []strowger.ContactFlows, contents []string) {
	for _, id := range slices.Sorted(maps.Keys(f.contacts)) {
		c := f.contacts[id]
		kept := strowger.ContactFlows{ContactID: id, Hooks: c.hooks}
		for _, s := range c.runs {
			kept.Runs = append(kept.Runs, s.record)
		}
		contacts = append(contacts, kept)
	}
	published := make(map[*content]bool, len(f.published))
	for _, c := range f.published {
		published[c] = true
	}
	for _, sum := range slices.Sorted(maps.Keys(f.contents)) {
		if c := f.contents[sum]; !published[c] {
			contents = append(contents, c.text)
		}
	}
	return contacts, contents
}

// RestoreRuns returns those of an instance of which a snapshot was taken.
func RestoreRuns(flows []strowger.ContactFlow, modules []strowger.ContactFlowModule, contacts []strowger.ContactFlows, contents []string) *Runs {
	f := NewRuns()
	for i := range flows {
		f.publish(flowKey(flows[i].ID), flows[i].Content)
	}
	for i := range modules {
		f.publish(moduleKey(modules[i].ID), modules[i].Content)
	}
	var kept []*content
	for _, text := range contents {
		kept = append(kept, f.use(text))
	}
	for _, c := range contacts {
		if len(c.Hooks) > 0 {
			f.of(c.ContactID).hooks = c.Hooks
		}
		for _, record := range c.Runs {
			f.stand(c.ContactID, record)
		}
	}
	for _, c := range kept {
		f.unuse(c)
	}
	return f
}

// waiting is a heap of the runs that wait, the one that goes on next first. Of those
// that go on at the same instant it is the one whose contact came first.
type waiting []*standing

func (w waiting) Len() int { return len(w) }

func (w waiting) Less(i, j int) bool {
	a, b := w[i], w[j]
	return cmp.Or(
		cmp.Compare(a.record.Until, b.record.Until),
		cmp.Compare(a.record.Sequence, b.record.Sequence),
		cmp.Compare(a.contact, b.contact),
		cmp.Compare(a.record.Hook, b.record.Hook),
	) < 0
}

func (w waiting) Swap(i, j int) {
	w[i], w[j] = w[j], w[i]
	w[i].place, w[j].place = i, j
}

// Push implements heap.Interface.
func (w *waiting) Push(x any) {
	s := x.(*standing)
	s.place = len(*w)
	*w = append(*w, s)
}

// Pop implements heap.Interface.
func (w *waiting) Pop() any {
	last := len(*w) - 1
	s := (*w)[last]
	(*w)[last] = nil
	*w = (*w)[:last]
	return s
}
