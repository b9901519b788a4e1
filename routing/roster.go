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
	pages []*rosterPage
	spare *rosterPage // to be used again, nil if there is none
}

// rosterPage is a run of agents and, line by line, what traits they have. Mostly
// the first line goes and a last one comes, so lines may be empty at both ends.
type rosterPage struct {
	agents   [rosterLines]place
	traits   [rosterLines]traits
	from, to int // the lines that are written, the last one excluded
	union    traits
	left     bool // somebody has, so that the union may be too much
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
		page := r.pages[i]
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
	page = sort.Search(len(r.pages), func(i int) bool { return p.before(r.pages[i].first()) })
	page = max(0, page-1)
	if page == len(r.pages) {
		return page, 0
	}
	x := r.pages[page]
	return page, x.from + sort.Search(x.to-x.from, func(i int) bool { return !x.agents[x.from+i].before(p) })
}

func (r *roster) insert(p place) {
	i, j := r.find(p)
	switch {
	case i == len(r.pages):
		r.pages = append(r.pages, r.page())
	case r.pages[i].to-r.pages[i].from < rosterLines:
	case i == len(r.pages)-1 && j == rosterLines:
		r.pages = append(r.pages, r.page())
		i, j = i+1, 0
	default:
		r.split(i)
		r.insert(p)
		return
	}
	r.pages[i].insert(j, p)
}

// split moves the lower half of a full page to a new one.
func (r *roster) split(i int) {
	page, next := r.pages[i], r.page()
	const half = rosterLines / 2
	next.to = copy(next.agents[:], page.agents[half:])
	copy(next.traits[:], page.traits[half:])
	clear(page.agents[half:])
	page.to = half
	page.sum()
	next.sum()
	r.pages = slices.Insert(r.pages, i+1, next)
}

// remove takes out an agent. Pages that have become thin are joined.
func (r *roster) remove(a *agent) {
	i, j := r.find(a.place)
	a.place = place{}
	page := r.pages[i]
	page.remove(j)
	if page.from == page.to {
		r.drop(i)
		return
	}
	if i+1 == len(r.pages) {
		return
	}
	if next := r.pages[i+1]; page.to-page.from+next.to-next.from <= rosterLines/2 {
		page.slide()
		copy(page.agents[page.to:], next.agents[next.from:next.to])
		page.to += copy(page.traits[page.to:], next.traits[next.from:next.to])
		page.sum()
		r.drop(i + 1)
	}
}

// page returns an empty page, the spare one if there is one.
func (r *roster) page() *rosterPage {
	p := r.spare
	if p == nil {
		return new(rosterPage)
	}
	r.spare = nil
	return p
}

// drop takes a page out and keeps it to be used again.
func (r *roster) drop(i int) {
	r.spare = r.pages[i]
	*r.spare = rosterPage{}
	r.pages = slices.Delete(r.pages, i, i+1)
}

func (p *rosterPage) first() place { return p.agents[p.from] }

// insert writes a line at j, of a page that has room. What is above or what is
// below makes room, whichever is less.
func (p *rosterPage) insert(j int, at place) {
	if j == rosterLines {
		j -= p.from
		p.slide()
	}
	if p.from == 0 || p.to < rosterLines && p.to-j <= j-p.from {
		copy(p.agents[j+1:], p.agents[j:p.to])
		copy(p.traits[j+1:], p.traits[j:p.to])
		p.to++
	} else {
		p.from--
		j--
		copy(p.agents[p.from:], p.agents[p.from+1:j+1])
		copy(p.traits[p.from:], p.traits[p.from+1:j+1])
	}
	p.agents[j], p.traits[j] = at, at.agent.traits
	p.union.union(&at.agent.traits)
}

// slide moves the lines to the top of the page.
func (p *rosterPage) slide() {
	n := copy(p.agents[:], p.agents[p.from:p.to])
	copy(p.traits[:], p.traits[p.from:p.to])
	clear(p.agents[n:p.to])
	p.from, p.to = 0, n
}

// remove takes out the line at j. What is above or what is below closes the gap,
// whichever is less.
func (p *rosterPage) remove(j int) {
	if j-p.from < p.to-1-j {
		copy(p.agents[p.from+1:], p.agents[p.from:j])
		copy(p.traits[p.from+1:], p.traits[p.from:j])
		p.agents[p.from] = place{}
		p.from++
	} else {
		copy(p.agents[j:], p.agents[j+1:p.to])
		copy(p.traits[j:], p.traits[j+1:p.to])
		p.to--
		p.agents[p.to] = place{}
	}
	p.left = true
}

// next returns the first line from one on where somebody has what is needed, or
// -1.
func (p *rosterPage) next(line int, need *traits) int {
	if line == p.from && !p.union.has(need) {
		return -1
	}
	for i := line; i < p.to; i++ {
		if p.traits[i].has(need) {
			return i
		}
	}
	if line == p.from && p.left {
		p.sum() // so as not to be read in vain again
	}
	return -1
}

// sum works out anew what traits there are on the page.
func (p *rosterPage) sum() {
	var t traits
	for i := p.from; i < p.to; i++ {
		t.union(&p.traits[i])
	}
	p.union, p.left = t, false
}
