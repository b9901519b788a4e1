package routing

import "github.com/strowger/strowger"

// Release gives back what Step has returned, for the engine to use again instead
// of allocating. It is for one who looks at the events of a step, as a simulation
// does, and keeps nothing: afterwards neither the events may be looked at nor the
// contacts in them, nor may they be given back again. Whoever keeps events does not
// call it.
func (e *Engine) Release(events []strowger.Event) {
	for _, ev := range events {
		e.stock.put(ev)
	}
	e.page.release(events)
}

// stock is what has been given back of that which every contact needs. While it
// is empty, what is taken from it is new.
type stock struct {
	started       pool[strowger.ContactStarted]
	targetSet     pool[strowger.ContactTargetSet]
	criteriaSet   pool[strowger.CriteriaSet]
	queued        pool[strowger.ContactQueued]
	stepExpired   pool[strowger.CriteriaStepExpired]
	offered       pool[strowger.ContactOffered]
	missed        pool[strowger.OfferMissed]
	rejected      pool[strowger.OfferRejected]
	connected     pool[strowger.ContactConnected]
	held          pool[strowger.ContactHeld]
	unheld        pool[strowger.ContactUnheld]
	disconnected  pool[strowger.ContactDisconnected]
	cleared       pool[strowger.AgentContactCleared]
	completed     pool[strowger.ContactCompleted]
	statusChanged pool[strowger.AgentStatusChanged]

	contacts pool[strowger.Contact]
	parts    pool[strowger.ContactAgent]
	criteria pool[strowger.RoutingCriteria] // apart from their room for steps
}

func (s *stock) put(ev strowger.Event) {
	switch ev := ev.(type) {
	case *strowger.ContactStarted:
		s.putContact(ev.Contact)
		s.started.put(ev)
	case *strowger.ContactTargetSet:
		s.targetSet.put(ev)
	case *strowger.CriteriaSet:
		s.putCriteria(ev.Criteria)
		s.criteriaSet.put(ev)
	case *strowger.ContactQueued:
		s.queued.put(ev)
	case *strowger.CriteriaStepExpired:
		s.stepExpired.put(ev)
	case *strowger.ContactOffered:
		s.offered.put(ev)
	case *strowger.OfferMissed:
		s.missed.put(ev)
	case *strowger.OfferRejected:
		s.rejected.put(ev)
	case *strowger.ContactConnected:
		s.connected.put(ev)
	case *strowger.ContactHeld:
		s.held.put(ev)
	case *strowger.ContactUnheld:
		s.unheld.put(ev)
	case *strowger.ContactDisconnected:
		s.disconnected.put(ev)
	case *strowger.AgentContactCleared:
		s.cleared.put(ev)
	case *strowger.ContactCompleted:
		s.putContact(ev.Contact)
		s.completed.put(ev)
	case *strowger.AgentStatusChanged:
		s.statusChanged.put(ev)
	}
}

func (s *stock) putContact(c *strowger.Contact) {
	s.putCriteria(c.Criteria)
	if c.Agent != nil {
		s.parts.put(c.Agent)
	}
	s.contacts.put(c)
}

func (s *stock) putCriteria(c *strowger.RoutingCriteria) {
	if c == nil {
		return
	}
	steps := c.Steps[:0]
	clear(c.Steps)
	s.criteria.put(c)
	c.Steps = steps // whose room is worth keeping
}

// copyContact does what Contact.Copy does.
func (s *stock) copyContact(c *strowger.Contact) *strowger.Contact {
	d := s.contacts.take()
	*d = *c
	s.own(d)
	return d
}

// own copies what the engine changes in place.
func (s *stock) own(c *strowger.Contact) {
	c.Criteria = s.copyCriteria(c.Criteria)
	if c.Agent != nil {
		c.Agent = s.part(*c.Agent)
	}
}

// part returns the part of an agent in a contact.
func (s *stock) part(v strowger.ContactAgent) *strowger.ContactAgent {
	p := s.parts.take()
	*p = v
	return p
}

// copyCriteria does what RoutingCriteria.Clone does.
func (s *stock) copyCriteria(c *strowger.RoutingCriteria) *strowger.RoutingCriteria {
	if c == nil || len(c.Steps) == 0 || len(s.criteria) == 0 {
		return c.Clone()
	}
	d := s.criteria.take()
	steps := append(d.Steps, c.Steps...)
	*d = *c
	d.Steps = steps
	return d
}

// pool is values of a type that nobody uses. All are zero.
type pool[T any] []*T

// maxPool is how many values of a type are kept.
const maxPool = 1024

func (p *pool[T]) put(v *T) {
	var none T
	*v = none
	if len(*p) < maxPool {
		*p = append(*p, v)
	}
}

// take returns a zero value.
func (p *pool[T]) take() *T {
	if len(*p) == 0 {
		return new(T)
	}
	return p.last()
}

func (p *pool[T]) last() *T {
	last := len(*p) - 1
	v := (*p)[last]
	*p = (*p)[:last]
	return v
}

// eventsAtOnce is how many events of a type are allocated together. They live
// for about as long, so that none keeps the others in memory.
const eventsAtOnce = 16

// of returns an event that has a value.
func (p *pool[T]) of(v T) *T {
	if len(*p) == 0 {
		chunk := make([]T, eventsAtOnce)
		for i := range chunk {
			*p = append(*p, &chunk[i])
		}
	}
	x := p.last()
	*x = v
	return x
}
