package routing

import (
	"slices"
	"sort"
)

// roster is the agents of a crew who could take something now, by rank, on pages
// of a few. One who looks for the first agent with some traits turns the pages
// on which nobody has them, and reads the others line by line; that is faster
// than to follow a tree, for what is read lies side by side.
type roster struct {
	pages []rosterPage
	spare rosterPage // to be used again
}

// rosterPage is a run of agents and, line by line, what traits they have.
type rosterPage struct {
	agents []place
	traits []traits
	union  traits
	left   bool // somebody has, so that the union may be too much
}

// place is an agent with a copy of what ranks it.
type place struct {
	agent    *agent
	standing standing
}

// rosterLines is how many agents a page holds at most.
const rosterLines = 32

func placeOf(a *agent) place { return place{a, a.standing} }

func (p place) before(q place) bool {
	c, _ := compareAgents(p, q)
	return c < 0
}

// set takes in an agent, or follows a change of its rank or traits.
func (r *roster) set(a *agent) {
	to := placeOf(a)
	if a.place == to {
		i, j := r.find(to)
		page := &r.pages[i]
		page.traits[j] = a.traits
		page.union.union(&a.traits)
		page.left = true
		return
	}
	if a.place.agent != nil {
		r.remove(a)
	}
	a.place = to
	r.insert(to)
}

// find returns the page and the line where a place is or belongs.
func (r *roster) find(p place) (page, line int) {
	page = sort.Search(len(r.pages), func(i int) bool { return p.before(r.pages[i].agents[0]) })
	page = max(0, page-1)
	if page == len(r.pages) {
		return page, 0
	}
	agents := r.pages[page].agents
	return page, sort.Search(len(agents), func(i int) bool { return !agents[i].before(p) })
}

func (r *roster) insert(p place) {
	i, j := r.find(p)
	if i == len(r.pages) {
		r.pages = append(r.pages, r.page())
	}
	page := &r.pages[i]
	if len(page.agents) == rosterLines {
		r.split(i)
		r.insert(p)
		return
	}
	page.agents = slices.Insert(page.agents, j, p)
	page.traits = slices.Insert(page.traits, j, p.agent.traits)
	page.union.union(&p.agent.traits)
}

// split moves the lower half of a page to a new one.
func (r *roster) split(i int) {
	page, next := &r.pages[i], r.page()
	next.agents = append(next.agents, page.agents[rosterLines/2:]...)
	next.traits = append(next.traits, page.traits[rosterLines/2:]...)
	page.cut(rosterLines / 2)
	page.sum()
	next.sum()
	r.pages = slices.Insert(r.pages, i+1, next)
}

// remove takes out an agent. Pages that have become thin are joined.
func (r *roster) remove(a *agent) {
	i, j := r.find(a.place)
	a.place = place{}
	page := &r.pages[i]
	page.agents = slices.Delete(page.agents, j, j+1)
	page.traits = slices.Delete(page.traits, j, j+1)
	switch {
	case len(page.agents) == 0:
		r.drop(i)
		return
	case i+1 < len(r.pages) && len(page.agents)+len(r.pages[i+1].agents) <= rosterLines/2:
		page.agents = append(page.agents, r.pages[i+1].agents...)
		page.traits = append(page.traits, r.pages[i+1].traits...)
		r.drop(i + 1)
		page = &r.pages[i]
		page.sum()
		return
	}
	page.left = true
}

// page returns an empty page, the spare one if there is one.
func (r *roster) page() rosterPage {
	p := r.spare
	r.spare = rosterPage{}
	if p.agents == nil {
		p = rosterPage{agents: make([]place, 0, rosterLines), traits: make([]traits, 0, rosterLines)}
	}
	return p
}

// drop takes a page out and keeps it to be used again.
func (r *roster) drop(i int) {
	p := r.pages[i]
	p.cut(0)
	r.spare = rosterPage{agents: p.agents, traits: p.traits}
	r.pages = slices.Delete(r.pages, i, i+1)
}

// next returns the first line from one on where somebody has what is needed, or
// -1.
func (p *rosterPage) next(line int, need *traits) int {
	if line == 0 && !p.union.has(need) {
		return -1
	}
	for i := line; i < len(p.traits); i++ {
		if p.traits[i].has(need) {
			return i
		}
	}
	if line == 0 && p.left {
		p.sum() // so as not to be read in vain again
	}
	return -1
}

func (p *rosterPage) cut(n int) {
	clear(p.agents[n:])
	p.agents, p.traits = p.agents[:n], p.traits[:n]
}

// sum works out anew what traits there are on the page.
func (p *rosterPage) sum() {
	var t traits
	for i := range p.traits {
		t.union(&p.traits[i])
	}
	p.union, p.left = t, false
}
