package connect

import (
	"context"
	"fmt"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger/connect/shape"
)

// node shows one node of a tree of search criteria. Amazon has a type for each
// noun; all are alike.
type node[C any] func(*C) (text *shape.StringCondition, and, or []C)

// tree compiles a tree of conditions. The members of one node must all be met; a
// node without members always is. Package restjson bounds the depth.
func tree[V, C any](s *search[V], in *C, show node[C]) condition[V] {
	var all []condition[V]
	text, and, or := show(in)
	if text != nil {
		s.Member("StringCondition")
		all = append(all, s.text(text))
		s.Leave()
	}
	all = append(all, branches(s, "AndConditions", and, show)...)
	if len(or) > 0 {
		all = append(all, anyOf(branches(s, "OrConditions", or, show)))
	}
	return allOf(all)
}

func branches[V, C any](s *search[V], name string, list []C, show node[C]) []condition[V] {
	var all []condition[V]
	for i := range list {
		s.Item(name, i)
		s.counted()
		all = append(all, tree(s, &list[i], show))
		s.Leave()
	}
	return all
}

// newSearchPage is newPage for a search: the token is good for the same filter
// and criteria only.
func (s *Server) newSearchPage(ctx context.Context, token *string, maxResults *int32, instance string, asked ...any) (page, error) {
	scope, err := json.Marshal(asked)
	if err != nil {
		return page{}, fmt.Errorf("encode search criteria: %w", err)
	}
	return newPage(ctx, token, maxResults, s.Names.ID(instance), string(scope))
}

// pick takes a page of what meets a condition out of a picture of all nouns, and
// counts all that meet it.
func pick[V any](p page, picture []V, met condition[V], key func(V) string) (list []V, next *string, total *int64) {
	found := picture[:0]
	for i := range picture {
		if met(&picture[i]) {
			found = append(found, picture[i])
		}
	}
	list, next = take(p, sorted(found, p.after, key), key, func(v V) V { return v })
	return list, next, new(int64(len(found)))
}
