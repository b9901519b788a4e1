package restjson

import (
	"net/url"
	"strconv"
)

// Input is a shape with members outside the JSON body. Bind takes them from the
// request:
//
//	func (in *ListQueuesInput) Bind(b *restjson.Binder) {
//		b.Label("InstanceId", &in.InstanceId)
//		restjson.QueryList(b, "queueTypes", &in.QueueTypes)
//		restjson.Query(b, "maxResults", &in.MaxResults)
//	}
type Input interface {
	Bind(*Binder)
}

// Binder gives an input the labels of the path and the members of the query.
// It keeps the first error.
type Binder struct {
	names  []string // of the labels in the operation's URI
	labels []string // their decoded values, in the same order
	query  url.Values
	err    *Error
}

// Label sets member to the label of that name, percent-decoded. A name that the
// operation's URI does not have is a mistake in the shape and panics.
func (b *Binder) Label(name string, member *string) {
	for i, n := range b.names {
		if n == name {
			*member = b.labels[i]
			return
		}
	}
	panic("restjson: the URI has no label " + name)
}

// Query sets member to the value of a query parameter, if it is there.
func Query[T string | bool | int32 | int64](b *Binder, name string, member **T) {
	text, ok := b.single(name)
	if !ok {
		return
	}
	value := new(T)
	if err := parse(text, value); err != nil {
		b.fail("%s: expected %s, got %q", name, err, clip(text))
		return
	}
	*member = value
}

// QueryEnum is Query for an enumeration.
func QueryEnum[E ~string](b *Binder, name string, member **E) {
	if text, ok := b.single(name); ok {
		value := E(text)
		*member = &value
	}
}

// QueryRequired sets a text that must be there to the value of a query
// parameter; one that is missing is left empty for the check of the input.
func QueryRequired[E ~string](b *Binder, name string, member *E) {
	text, _ := b.single(name)
	*member = E(text)
}

// single returns the value of a query parameter and whether it is there. One
// that occurs twice is refused: signatures do not cover the order of values, so
// which is the first would be up to whoever is on the way.
func (b *Binder) single(name string) (text string, ok bool) {
	if n := len(b.query[name]); n > 1 {
		b.fail("%s: expected one value, got %d", name, n)
	}
	return b.query.Get(name), b.query.Has(name)
}

// QueryList sets member to all values of a repeated query parameter.
func QueryList[E ~string](b *Binder, name string, member *[]E) {
	for _, text := range b.query[name] {
		*member = append(*member, E(text))
	}
}

func (b *Binder) fail(format string, args ...any) {
	if b.err == nil {
		b.err = serializationError(format, args...)
	}
}

// wanted is what a parameter should have been, as an error.
type wanted string

func (w wanted) Error() string { return string(w) }

// parse reads text into value, a pointer to a scalar.
func parse(text string, value any) error {
	var err error
	switch v := value.(type) {
	case *string:
		*v = text
	case *bool:
		switch text {
		case "true", "false":
			*v = text == "true"
		default:
			return wanted("a boolean")
		}
	case *int32:
		var n int64
		n, err = strconv.ParseInt(text, 10, 32)
		*v = int32(n)
	case *int64:
		*v, err = strconv.ParseInt(text, 10, 64)
	}
	if err != nil {
		return wanted("an integer")
	}
	return nil
}
