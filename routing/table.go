package routing

import (
	"iter"

	"github.com/tidwall/btree"
)

// Table holds the nouns of one kind by identifier and by name, and lists them
// in the order of their identifiers, so that a listing can go on where it
// stopped however the table has changed since.
type Table[K ~string, V any] struct {
	byID   map[K]*V
	order  btree.Map[K, *V]
	byName map[string]K
	id     func(*V) K
	name   func(*V) string
}

func newTable[K ~string, V any](id func(*V) K, name func(*V) string) *Table[K, V] {
	return &Table[K, V]{byID: make(map[K]*V), byName: make(map[string]K), id: id, name: name}
}

// Get returns the noun with an identifier. Callers must not change it.
func (t *Table[K, V]) Get(id K) (*V, bool) {
	v, ok := t.byID[id]
	return v, ok
}

// Named returns the noun with a name. Callers must not change it.
func (t *Table[K, V]) Named(name string) (*V, bool) {
	id, ok := t.byName[name]
	if !ok {
		return nil, false
	}
	return t.Get(id)
}

// ID returns the identifier of a noun.
func (t *Table[K, V]) ID(v *V) K { return t.id(v) }

// Len returns how many nouns there are.
func (t *Table[K, V]) Len() int { return len(t.byID) }

// After lists the nouns whose identifier is greater than id, in order; the zero
// identifier lists all.
func (t *Table[K, V]) After(id K) iter.Seq[*V] {
	return func(yield func(*V) bool) {
		t.order.Ascend(id, func(k K, v *V) bool {
			return k == id || yield(v)
		})
	}
}

// All lists every noun in order.
func (t *Table[K, V]) All() iter.Seq[*V] { return t.After("") }

func (t *Table[K, V]) put(v V) *V {
	id := t.id(&v)
	t.delete(id)
	t.byID[id] = &v
	t.order.Set(id, &v)
	if name := t.name(&v); name != "" {
		t.byName[name] = id
	}
	return &v
}

func (t *Table[K, V]) delete(id K) {
	if old, ok := t.order.Delete(id); ok {
		delete(t.byID, id)
		if name := t.name(old); t.byName[name] == id {
			delete(t.byName, name)
		}
	}
}

func (t *Table[K, V]) values() []V {
	list := make([]V, 0, t.Len())
	for v := range t.All() {
		list = append(list, *v)
	}
	return list
}
