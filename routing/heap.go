package routing

// heap is a binary heap: the first item is at 0, and the two below place i, at
// 2i+1 and 2i+2, come after the one at i. Each item is told its place, so that
// it can be moved and removed from where it is.
//
// A heap is cheaper to keep than a sorted list and enough for one who looks for
// the first item that fits: below an item that comes too late there is nothing
// to look for.
type heap[T any] struct {
	items  []T
	before func(a, b T) bool
	placed func(item T, place int) // -1 when it is taken out
}

func (h *heap[T]) len() int { return len(h.items) }

func (h *heap[T]) push(item T) {
	h.items = append(h.items, item)
	h.up(len(h.items) - 1)
}

func (h *heap[T]) remove(i int) {
	item, last := h.items[i], len(h.items)-1
	h.items[i] = h.items[last]
	var none T
	h.items[last] = none
	h.items = h.items[:last]
	if i < last {
		h.fix(i)
	}
	h.placed(item, -1)
}

// set replaces the item at i.
func (h *heap[T]) set(i int, item T) {
	h.items[i] = item
	h.fix(i)
}

// fix finds the place of the item at i anew, after it has changed.
func (h *heap[T]) fix(i int) { h.up(h.down(i)) }

// second returns the item that comes after the first.
func (h *heap[T]) second() (item T, ok bool) {
	switch len(h.items) {
	case 0, 1:
		return item, false
	case 2:
		return h.items[1], true
	}
	if h.before(h.items[2], h.items[1]) {
		return h.items[2], true
	}
	return h.items[1], true
}

// up moves the item at i up to its place, where it is told so.
func (h *heap[T]) up(i int) {
	item := h.items[i]
	for i > 0 {
		parent := (i - 1) / 2
		if !h.before(item, h.items[parent]) {
			break
		}
		h.put(h.items[parent], i)
		i = parent
	}
	h.put(item, i)
}

// down moves the item at i down to its place, which it returns.
func (h *heap[T]) down(i int) int {
	item := h.items[i]
	for {
		child := 2*i + 1
		if child >= len(h.items) {
			break
		}
		if right := child + 1; right < len(h.items) && h.before(h.items[right], h.items[child]) {
			child = right
		}
		if !h.before(h.items[child], item) {
			break
		}
		h.put(h.items[child], i)
		i = child
	}
	h.items[i] = item
	return i
}

func (h *heap[T]) put(item T, i int) {
	h.items[i] = item
	h.placed(item, i)
}
