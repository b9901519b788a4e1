package restjson

import (
	"context"
	"fmt"
	"net/url"

	"github.com/go-json-experiment/json"
)

// Handle registers the handler of an operation. In is its input shape, an
// [Input] if it has members outside the body and a [Validator] if it has
// constraints; Out is its output shape, [None] if the output is OutputNone.
//
// The handler gets an input that was decoded and keeps all constraints. It
// returns an [*Error], or an error that Config.Translate knows.
func Handle[In, Out any](m *Mux, op Operation, handler func(context.Context, *In) (*Out, error)) {
	r := m.route(op)
	if r.serve != nil {
		panic("restjson: two handlers for " + op.Name)
	}
	if input, ok := any(new(In)).(Input); ok {
		// A dry run finds labels that the URI does not have.
		input.Bind(&Binder{names: r.labels, labels: make([]string, len(r.labels))})
	} else if len(r.labels) > 0 {
		panic("restjson: the input of " + op.Name + " cannot bind its labels")
	}
	r.op = op
	r.serve = func(ctx context.Context, c *call) ([]byte, error) {
		in := new(In)
		if err := c.input(ctx, in, &m.config); err != nil {
			return nil, err
		}
		out, err := handler(ctx, in)
		if err != nil {
			return nil, err
		}
		if op.Output == OutputNone {
			return nil, nil
		}
		return encode(out)
	}
}

// input decodes, binds, authorizes and checks the input of a call, and resolves
// its identifiers.
func (c *call) input(ctx context.Context, in any, config *Config) error {
	if err := Decode(c.body, in); err != nil {
		return err
	}
	if input, ok := in.(Input); ok {
		query, err := url.ParseQuery(c.request.URL.RawQuery)
		if err != nil {
			return serializationError("the query cannot be decoded")
		}
		b := Binder{names: c.names, labels: c.labels, query: query}
		input.Bind(&b)
		if b.err != nil {
			return b.err
		}
	}
	if config.Authorize != nil {
		if err := config.Authorize(ctx, c.op, in); err != nil {
			return err
		}
	}
	if input, ok := in.(Validator); ok {
		var checker Checker
		input.Validate(&checker)
		if err := checker.Err(c.op); err != nil || config.Resolve == nil {
			return err
		}
		checker.Resolve(config.Resolve)
		return checker.Err(c.op)
	}
	return nil
}

// encode returns the body of a response. A nil output is an empty object, since
// the SDKs of JavaScript and Python fail on a literal null.
func encode[Out any](out *Out) ([]byte, error) {
	if out == nil {
		return []byte("{}"), nil
	}
	body, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("encode output: %w", err)
	}
	return body, nil
}
