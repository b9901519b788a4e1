package connect

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"iter"
	"slices"

	"github.com/strowger/strowger/restjson"
)

// pageSize is how many items a page has if the request does not say.
const pageSize = 100

// page is what a request wants of a listing. Listings are in the order of keys
// that never change, and a page begins after the last key of the page before, so
// things that come and go meanwhile neither repeat nor hide others.
type page struct {
	scope []string // the listing: operation, instance, filters
	after string   // the last key of the page before, "" for the first page
	size  int
}

// newPage reads MaxResults and NextToken of a request. A token is good for the
// listing that it was made for, which the operation and the words of scope
// describe; any other is refused.
func newPage(ctx context.Context, token *string, maxResults *int32, scope ...string) (page, error) {
	p := page{
		scope: append([]string{restjson.OperationOf(ctx).Name}, scope...),
		size:  pageSize,
	}
	if maxResults != nil {
		p.size = int(*maxResults)
	}
	if value(token) == "" {
		return p, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(*token)
	if err == nil && len(raw) > sealSize {
		p.after = string(raw[sealSize:])
		if *p.token(p.after) == *token { // base64 has other spellings, too
			return p, nil
		}
	}
	return page{}, check(ctx, func(c *restjson.Checker) {
		c.Violate("NextToken", "was not returned by %s with the same arguments", p.scope[0])
	})
}

// sealSize is the length of a seal in bytes.
const sealSize = 8

// seal binds a key to the listing. It keeps tokens from being mixed up; it is no
// secret, and a token gives no access.
func (p page) seal(key string) []byte {
	h := sha256.New()
	for _, s := range append(p.scope[:len(p.scope):len(p.scope)], key) {
		sum := sha256.Sum256([]byte(s))
		_, _ = h.Write(sum[:]) // a hash never fails
	}
	return h.Sum(nil)[:sealSize]
}

// token returns the token for the page after key.
func (p page) token(key string) *string {
	return new(base64.RawURLEncoding.EncodeToString(append(p.seal(key), key...)))
}

// take shows one page of the items in rest, which begins where the page does,
// and returns the token of the next page, or nil if there is none.
func take[V, S any](p page, rest iter.Seq[V], key func(V) string, show func(V) S) ([]S, *string) {
	list := make([]S, 0, min(p.size, pageSize))
	last := ""
	for v := range rest {
		if len(list) == p.size {
			return list, p.token(last)
		}
		list, last = append(list, show(v)), key(v)
	}
	return list, nil
}

// sorted lists the items of a slice that come after a key, by their keys.
func sorted[V any](items []V, after string, key func(V) string) iter.Seq[V] {
	rest := slices.DeleteFunc(slices.Clone(items), func(v V) bool { return key(v) <= after })
	slices.SortFunc(rest, func(a, b V) int { return cmp.Compare(key(a), key(b)) })
	return slices.Values(rest)
}

// only lists the items that pass.
func only[V any](items iter.Seq[V], pass func(V) bool) iter.Seq[V] {
	return func(yield func(V) bool) {
		for v := range items {
			if pass(v) && !yield(v) {
				return
			}
		}
	}
}
