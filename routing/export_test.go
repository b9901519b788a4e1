package routing

import "reflect"

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

// Left returns how many places of contacts that have left wait to be used again,
// and whether nothing of them is left there.
func (e *Engine) Left() (places int, blank bool) {
	blank = true
	for _, c := range e.vacant {
		blank = blank && reflect.ValueOf(*c).IsZero()
	}
	return len(e.vacant), blank
}

// Chains returns how many chains of contacts are kept.
func (e *Engine) Chains() int { return len(e.chains) }
