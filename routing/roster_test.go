package routing

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/strowger/strowger"
)

// TestRosterKeepsOrderAndTraits changes a roster of many pages at random, and
// compares it with a list that is sorted anew each time.
func TestRosterKeepsOrderAndTraits(t *testing.T) {
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 0))
	var r roster
	agents := make([]*agent, 300)
	for i := range agents {
		agents[i] = &agent{Agent: strowger.Agent{UserID: strowger.UserID(fmt.Sprint(i))}}
	}
	share := 10 // of 20 that are on the roster
	for step := range 20_000 {
		if step%2_000 == 0 {
			share = rng.IntN(21)
		}
		a := agents[rng.IntN(len(agents))]
		if rng.IntN(20) < share {
			if rng.IntN(3) > 0 {
				a.standing = standing{load: rng.IntN(3), anchor: strowger.Time(rng.IntN(50)), sequence: int64(rng.IntN(3))}
			}
			a.traits = traits{}
			a.traits.add(uint8(rng.IntN(256)))
			r.set(a)
		} else if a.place.agent != nil {
			r.remove(a)
		}
		if step%100 == 0 {
			if err := compareRoster(&r, agents); err != nil {
				t.Fatalf("seed %d, step %d: %v", seed, step, err)
			}
		}
	}
}

// TestRosterFills takes in agents of whom none leaves, so that what each page is said
// to have is what somebody on it has, also when it has been split.
func TestRosterFills(t *testing.T) {
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 0))
	var r roster
	agents := make([]*agent, 200)
	for i := range agents {
		agents[i] = &agent{Agent: strowger.Agent{UserID: strowger.UserID(fmt.Sprint(i))}}
		agents[i].standing.anchor = strowger.Time(rng.IntN(50))
		agents[i].traits.add(uint8(rng.IntN(256)))
		r.set(agents[i])
		if err := compareRoster(&r, agents[:i+1]); err != nil {
			t.Fatalf("seed %d, agent %d: %v", seed, i, err)
		}
	}
}

func compareRoster(r *roster, agents []*agent) error {
	var want, got []*agent
	for _, a := range agents {
		if a.place.agent != nil {
			want = append(want, a)
		}
	}
	slices.SortFunc(want, func(a, b *agent) int { c, _ := compareAgents(placeOf(a), placeOf(b)); return c })
	for i := range r.pages {
		page := r.pages[i]
		var union traits
		for j := page.from; j < page.to; j++ {
			p := page.agents[j]
			if page.traits[j] != p.agent.traits {
				return fmt.Errorf("line %d of page %d has the traits of another", j, i)
			}
			union.union(&p.agent.traits)
			got = append(got, p.agent)
		}
		if page.left && page.union.has(&union) {
			union = page.union // those who have left may be in it
		}
		if union != page.union || page.from >= page.to {
			return fmt.Errorf("page %d of lines %d to %d has the traits %x, want %x", i, page.from, page.to, page.union, union)
		}
		for j, p := range page.agents {
			if (j < page.from || j >= page.to) && p.agent != nil {
				return fmt.Errorf("line %d of page %d keeps somebody who has left", j, i)
			}
		}
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("%d agents are not in the order of %d", len(got), len(want))
	}
	return nil
}

// TestHeapKeepsOrder takes numbers in and out of a heap at random places.
func TestHeapKeepsOrder(t *testing.T) {
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 0))
	type item struct{ n, place int }
	h := heap[*item]{
		before: func(a, b *item) bool { return a.n < b.n },
		placed: func(x *item, i int) { x.place = i },
	}
	var all []*item
	for step := range 20_000 {
		switch n := rng.IntN(4); {
		case len(all) == 0 || n < 2 && step%4_000 < 2_000 || n == 0:
			x := &item{n: rng.IntN(100)}
			h.push(x)
			all = append(all, x)
		case n == 1:
			x := all[rng.IntN(len(all))]
			x.n = rng.IntN(100)
			h.fix(x.place)
		default:
			i := rng.IntN(len(all))
			h.remove(all[i].place)
			if all[i].place != -1 {
				t.Fatalf("seed %d: an item that is taken out is at %d", seed, all[i].place)
			}
			all = slices.Delete(all, i, i+1)
			if n := len(h.items); h.items[:n+1][n] != nil {
				t.Fatalf("seed %d: the heap keeps what is taken out", seed)
			}
		}
		sorted := slices.SortedFunc(slices.Values(all), func(a, b *item) int { return a.n - b.n })
		if len(sorted) > 0 && h.items[0].n != sorted[0].n {
			t.Fatalf("seed %d: the first is %d, want %d", seed, h.items[0].n, sorted[0].n)
		}
		if second, ok := h.second(); ok != (len(sorted) > 1) || ok && second.n != sorted[1].n {
			t.Fatalf("seed %d: the second is wrong", seed)
		}
		if step%1_000 == 0 && len(all) > 400 {
			for len(all) > 50 {
				h.remove(all[0].place)
				all = all[1:]
			}
		}
	}
}
