package routing_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/tidwall/btree"

	"github.com/strowger/strowger"
)

// BenchmarkLifecycle measures contacts from start to completion: started, given
// criteria (three in ten), queued, offered, accepted, ended and cleared. A
// contact for which nobody is free or fit hangs up; offers/op tells how many.
// With a load of one in two, that share of the agents always has a contact in
// hand, and the next contact begins before an earlier one ends. The events are
// given back, as a simulation does, or kept, as a server does.
//
// bare/op is what the operations on maps cost that a lifecycle cannot do
// without, measured in the same run, and ratio how many times as long the
// lifecycle takes.
func BenchmarkLifecycle(b *testing.B) {
	for _, bench := range []struct {
		agents, load int
		kept         bool
	}{{10, 0, false}, {1000, 0, false}, {10_000, 0, false}, {10_000, 0, true}, {10_000, 2, false}} {
		b.Run(fmt.Sprintf("agents=%d/load=%d/kept=%t", bench.agents, bench.load, bench.kept), func(b *testing.B) {
			f := newFloor(b, bench.agents)
			f.keeps = bench.kept
			var hands []offer
			begin := func(i int) bool {
				o, ok := f.begin(strowger.ContactID("c" + strconv.Itoa(i)))
				if ok {
					hands = append(hands, o)
				}
				return ok
			}
			started := 0
			for ; bench.load > 0 && len(hands) < bench.agents/bench.load; started++ {
				begin(started)
			}
			offers := 0
			b.ReportAllocs()
			clock := startClock()
			for b.Loop() {
				if begin(started) {
					offers++
					f.end(hands[0])
					hands = hands[1:]
				}
				started++
			}
			took := clock.stop()
			bare := bareLifecycles(b.N, bench.agents)
			b.ReportMetric(float64(offers)/float64(b.N), "offers/op")
			b.ReportMetric(float64(took)/float64(b.N), "cpu-ns/op")
			b.ReportMetric(1e9*float64(b.N)/float64(took), "lifecycles/cpu-s")
			b.ReportMetric(float64(bare)/float64(b.N), "bare-ns/op")
			b.ReportMetric(float64(took)/float64(bare), "ratio")
		})
	}
}

// offer is a contact at an agent.
type offer struct {
	contact strowger.ContactID
	agent   strowger.UserID
}

// begin takes a contact from start to its agent and reports whether there is
// one; otherwise the contact hangs up.
func (f *floor) begin(id strowger.ContactID) (offer, bool) {
	f.start(id)
	events := f.step(strowger.EnqueueContact{ContactID: id})
	var at offer
	for _, ev := range events {
		if offered, ok := ev.(*strowger.ContactOffered); ok {
			at = offer{id, offered.UserID}
		}
	}
	f.release(events)
	if at.agent == "" {
		f.pass(strowger.DisconnectContact{ContactID: id, Reason: strowger.CustomerDisconnect})
		return at, false
	}
	f.pass(strowger.AcceptContact{UserID: at.agent, ContactID: id})
	return at, true
}

func (f *floor) end(o offer) {
	f.pass(strowger.LeaveContact{UserID: o.agent, ContactID: o.contact})
	f.pass(strowger.ClearContact{UserID: o.agent, ContactID: o.contact})
}

// start takes a contact to where it can be queued.
func (f *floor) start(id strowger.ContactID) {
	f.contact = strowger.Contact{ID: id, FlowID: "flow", Channel: strowger.Channels[f.rng.IntN(len(strowger.Channels))]}
	f.pass(strowger.StartContact{Contact: &f.contact})
	f.pass(strowger.SetTargetQueue{ContactID: id, QueueID: queueID(f.rng.IntN(floorQueues))})
	if f.rng.IntN(10) < 3 {
		f.pass(strowger.UpdateRoutingData{ContactID: id, Criteria: f.criteria()})
	}
}

// pass steps a command and gives back the events.
func (f *floor) pass(c strowger.Command) { f.release(f.step(c)) }

func (f *floor) release(events []strowger.Event) {
	if !f.keeps {
		f.engine.Release(events)
	}
}

// ranked is what an ordered map is ordered by: a number, then an identifier.
type ranked struct {
	rank int
	id   string
}

func rankedMap() *btree.BTreeG[*ranked] {
	return btree.NewBTreeGOptions(func(a, b *ranked) bool {
		return a.rank < b.rank || a.rank == b.rank && a.id < b.id
	}, btree.Options{NoLocks: true})
}

// bareLifecycles returns how long the operations on maps take that n lifecycles
// cannot do without: the contact is put into a hash map, found for each of the
// six commands that follow, and taken out; it is put into an ordered map of
// those that wait and taken out; the agent is found for three commands, taken
// out of an ordered map of those who are free and put back; a deadline is set
// and taken back.
func bareLifecycles(n, agents int) (nanoseconds int64) {
	type noun struct{ ranked }
	contacts, byID := map[string]*noun{}, map[string]*noun{}
	waiting, deadlines := rankedMap(), rankedMap()
	free := make([]*btree.BTreeG[*ranked], floorProfiles)
	for i := range free {
		free[i] = rankedMap()
	}
	ids := make([]string, agents)
	for i := range agents {
		a := &noun{ranked{i, "agent" + strconv.Itoa(i)}}
		ids[i], byID[a.id] = a.id, a
		free[i%floorProfiles].Set(&a.ranked)
	}
	found := 0
	clock := startClock()
	for i := range n {
		id := "c" + strconv.Itoa(i)
		c := &noun{ranked{i, id}}
		contacts[id] = c
		waiting.Set(&c.ranked)
		deadlines.Set(&c.ranked)
		for range 6 {
			found += contacts[id].rank
		}
		k := i % agents
		crew := free[k%floorProfiles]
		for range 3 {
			found += byID[ids[k]].rank
		}
		a := byID[ids[k]]
		crew.Delete(&a.ranked)
		a.rank = agents + i
		crew.Set(&a.ranked)
		deadlines.Delete(&c.ranked)
		waiting.Delete(&c.ranked)
		delete(contacts, id)
	}
	if found == 0 && n > agents {
		panic("the maps are empty")
	}
	return clock.stop()
}
