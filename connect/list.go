package connect

import (
	"context"
	"slices"
	"strings"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// listing is what a request to list nouns says.
type listing struct {
	Instance   string
	NextToken  *string
	MaxResults *int32

	// Filter is what of the request chooses among the nouns, in words: a token
	// is good for the same filter only.
	Filter string
}

// list answers a page of the nouns of a table that keep holds for, or of all if
// it is nil, in the order of their identifiers.
func list[K ~string, V, S any](ctx context.Context, s *Server, l listing, table func(*routing.Engine) *routing.Table[K, V],
	keep condition[*V], show func(strowger.InstanceID, *V) S) (page []S, next *string, err error) {
	p, err := newPage(ctx, l.NextToken, l.MaxResults, l.Instance, l.Filter)
	if err != nil {
		return nil, nil, err
	}
	err = s.view(ctx, l.Instance, func(e *routing.Engine, _ strowger.Time) error {
		nouns := table(e)
		rest := nouns.After(K(p.after))
		if keep != nil {
			rest = only(rest, keep)
		}
		page, next = take(p, rest,
			func(v *V) string { return string(nouns.ID(v)) },
			func(v *V) S { return show(e.Instance().ID, v) })
		return nil
	})
	return page, next, err
}

// wordSet joins words whose order and repetition do not matter.
func wordSet[S ~string](words []S) string {
	set := retype[string](words)
	slices.Sort(set)
	return strings.Join(slices.Compact(set), ",")
}
