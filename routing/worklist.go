package routing

// worklist is what the last events have made worth looking at. It is empty when
// the engine is settled.
type worklist struct {
	stale     []*agent     // have changed since their place in the roster was found
	freed     bool         // whether one of them may see a contact it could not take before
	agents    []*agent     // may see a contact they could not take before
	groups    heap[*group] // may be seen by an agent who could not before
	aside     []*group     // scratch
	readers   []reader     // scratch
	arrivals  uint64       // how often a contact has come to wait
	looked    int          // at how many agents and groups, for tests
	completed []*contact   // nothing more will happen to them
	switching []*agent     // may take their next status
}

// list marks a group in which contacts wait.
func (w *worklist) list(g *group) {
	if g.listed < 0 {
		w.groups.push(g)
	}
}

// listAll marks all groups of a lane, which may be nil.
func (w *worklist) listAll(l *lane) {
	if l == nil {
		return
	}
	for _, g := range l.groups {
		if g.waiting.len() > 0 {
			w.list(g)
		}
	}
}

// unlist takes a group off the list while it still has a contact.
func (w *worklist) unlist(g *group) {
	if g.listed >= 0 {
		w.groups.remove(g.listed)
	}
}

// reorder finds the place of a group whose first contact has changed.
func (w *worklist) reorder(g *group) {
	if g.listed >= 0 {
		w.groups.fix(g.listed)
	}
}

// listAgent marks an agent.
func (w *worklist) listAgent(a *agent) {
	if !a.listed {
		a.listed = true
		w.agents = append(w.agents, a)
	}
}

// clear forgets what there is to look at: a settled engine has nothing to do but
// wait.
func (w *worklist) clear() {
	for _, a := range w.agents {
		a.listed = false
	}
	for w.groups.len() > 0 {
		w.groups.remove(w.groups.len() - 1)
	}
	w.agents, w.completed, w.switching = w.agents[:0], nil, nil
}
