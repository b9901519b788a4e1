package routing

// Looked returns at how many agents and groups the engine has looked so far to
// make its decisions.
func (e *Engine) Looked() int { return e.work.looked }
