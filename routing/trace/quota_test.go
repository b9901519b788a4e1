package trace_test

import (
	"slices"

	"github.com/strowger/strowger"
)

// quotas are none for most things, and so low for others that a run comes up
// against them.
func (h *house) quotas() (q strowger.Quotas) {
	for _, name := range slices.DeleteFunc(q.Names(), func(string) bool { return !h.maybe(3) }) {
		if err := q.Set(name, 3+h.IntN(10)); err != nil {
			panic(err)
		}
	}
	return q
}
