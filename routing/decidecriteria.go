package routing

import (
	"github.com/strowger/strowger"
)

// criteria returns the criteria that replace those of a contact: at step 1 and
// running if it is in a queue (U33). With no steps, the number is what remains of
// criteria (rule 4.3.7, U34).
func (d *decision) criteria(c *contact, cmd *strowger.RoutingCriteria) *strowger.RoutingCriteria {
	index := 0
	if c.Criteria != nil {
		index = c.Criteria.Index + 1
	}
	switch {
	case len(cmd.Steps) == 0 && c.Criteria == nil:
		return nil
	case len(cmd.Steps) == 0:
		return &strowger.RoutingCriteria{Steps: []strowger.RoutingStep{}, Index: index}
	}
	next := d.inactive(cmd)
	next.Index = index
	if c.State == strowger.Waiting || c.State == strowger.Offered {
		next.ActivationTimestamp = d.now
		if !d.isAgentQueue(c.QueueID) {
			startStep(next, 0, d.now)
		}
	}
	return next
}

// inactive returns a copy of criteria in which no step has begun.
func (d *decision) inactive(c *strowger.RoutingCriteria) *strowger.RoutingCriteria {
	c = d.stock.copyCriteria(c)
	rewind(c)
	return c
}

// answerable checks criteria, which may be nil: they follow the grammar, and the
// attributes they ask for have not been deleted (rules 4.1.3, 4.2).
func (d *decision) answerable(c *strowger.RoutingCriteria) error {
	if err := c.Validate(); err != nil || c == nil {
		return err
	}
	for i := range c.Steps {
		if name, ok := d.defined(c.Steps[i].Expression); !ok {
			return strowger.Errorf(strowger.InvalidParameter, "RoutingCriteria.Steps[%d]: there is no predefined attribute %q", i, name)
		}
	}
	return nil
}

// defined reports whether there are all attributes that an expression asks for,
// or else which one there is not.
func (d *decision) defined(x *strowger.Expression) (name string, ok bool) {
	for _, c := range [...]*strowger.AttributeCondition{x.Condition, x.NotCondition} {
		if c == nil || c.Operator == strowger.Match {
			continue
		}
		if _, ok := d.attributes.Get(c.Name); !ok {
			return c.Name, false
		}
	}
	for _, list := range [...][]strowger.Expression{x.And, x.Or} {
		for i := range list {
			if name, ok := d.defined(&list[i]); !ok {
				return name, false
			}
		}
	}
	return "", true
}
