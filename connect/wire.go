package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/restjson"
)

// These turn what the wire may leave out into what nouns hold, and back. On the
// wire absence differs from zero; a noun has zero for both unless its member is
// a pointer too.

// value returns what p points to, or zero.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// optional returns a pointer to v, or nil for zero.
func optional[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// text returns a string of any type as an optional member: empty is absent.
func text[S ~string](s S) *string { return optional(string(s)) }

// integer returns an optional integer in the size of the wire.
func integer(p *int) *int32 {
	if p == nil {
		return nil
	}
	return new(int32(*p))
}

// whole returns an optional integer in the size of nouns.
func whole(p *int32) *int {
	if p == nil {
		return nil
	}
	return new(int(*p))
}

// epoch returns an instant as the wire has it, absent if it is not set.
func epoch(t strowger.Time) *restjson.Epoch { return optional(restjson.Epoch(t)) }

// each returns list converted item by item, nil for nil.
func each[T, U any](list []T, convert func(T) U) []U {
	if list == nil {
		return nil
	}
	converted := make([]U, len(list))
	for i, v := range list {
		converted[i] = convert(v)
	}
	return converted
}

// retype returns a list of strings as strings of another type.
func retype[U, T ~string](list []T) []U {
	return each(list, func(s T) U { return U(s) })
}

// check collects violations of constraints that are documented in prose and
// returns them as the operation's error, or nil.
func check(ctx context.Context, rules func(*restjson.Checker)) error {
	var c restjson.Checker
	rules(&c)
	return c.Err(restjson.OperationOf(ctx))
}
