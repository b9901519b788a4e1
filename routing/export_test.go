package routing

// Looked returns at how many agents and groups the engine has looked so far to
// make its decisions.
func (e *Engine) Looked() int { return e.work.looked }

// SpareGroups returns how many forgotten groups the lanes keep to be used again.
func (e *Engine) SpareGroups() (n int) {
	for _, r := range e.roads {
		for _, l := range r.lanes {
			if l != nil {
				n += len(l.spare)
			}
		}
	}
	return n
}
