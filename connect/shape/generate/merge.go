package main

import (
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ordered is a JSON object that keeps the order of its members. A model's order
// of members is the order in which people expect to read them.
type ordered[T any] []entry[T]

type entry[T any] struct {
	name  string
	value T
}

func (o ordered[T]) find(name string) (T, bool) {
	for _, e := range o {
		if e.name == name {
			return e.value, true
		}
	}
	var none T
	return none, false
}

// UnmarshalJSONFrom reads an object.
func (o *ordered[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	if kind := dec.PeekKind(); kind != '{' {
		return &json.SemanticError{JSONKind: kind}
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	for dec.PeekKind() != '}' {
		var e entry[T]
		if err := json.UnmarshalDecode(dec, &e.name); err != nil {
			return err
		}
		if err := json.UnmarshalDecode(dec, &e.value); err != nil {
			return err
		}
		*o = append(*o, e)
	}
	_, err := dec.ReadToken()
	return err
}

// MarshalJSONTo writes an object.
func (o ordered[T]) MarshalJSONTo(enc *jsontext.Encoder) error {
	if err := enc.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	for _, e := range o {
		if err := enc.WriteToken(jsontext.String(e.name)); err != nil {
			return err
		}
		if err := json.MarshalEncode(enc, e.value); err != nil {
			return err
		}
	}
	return enc.WriteToken(jsontext.EndObject)
}

// merge applies a JSON merge patch (RFC 7396): objects are merged member by
// member, null removes, anything else replaces. New members come last.
func merge(base, patch jsontext.Value) (jsontext.Value, error) {
	if patch.Kind() != '{' {
		return patch, nil
	}
	var merged, changes ordered[jsontext.Value]
	if base.Kind() == '{' {
		if err := json.Unmarshal(base, &merged); err != nil {
			return nil, fmt.Errorf("merge: base: %w", err)
		}
	}
	if err := json.Unmarshal(patch, &changes); err != nil {
		return nil, fmt.Errorf("merge: patch: %w", err)
	}
	for _, change := range changes {
		var err error
		if merged, err = mergeMember(merged, change); err != nil {
			return nil, err
		}
	}
	return json.Marshal(merged)
}

// mergeMember applies one member of a patch to an object.
func mergeMember(
	object ordered[jsontext.Value], change entry[jsontext.Value],
) (ordered[jsontext.Value], error) {
	old, _ := object.find(change.name)
	value, err := merge(old, change.value)
	if err != nil {
		return nil, err
	}
	for i := range object {
		if object[i].name != change.name {
			continue
		}
		if value.Kind() == 'n' {
			return append(object[:i], object[i+1:]...), nil
		}
		object[i].value = value
		return object, nil
	}
	if value.Kind() == 'n' {
		return object, nil
	}
	return append(object, entry[jsontext.Value]{change.name, value}), nil
}
