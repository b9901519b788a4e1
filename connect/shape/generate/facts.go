package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
)

// factsName is the file with the facts of the model.
const factsName = "model_gen.json"

// facts writes the supported operations and their shapes as a model in
// botocore's format, overlay included, one operation or shape a line. Tests make
// requests from it, and an AWS CLI or boto3 that is older than the shapes can
// load it in place of its own.
func (p *plan) facts() ([]byte, error) {
	var b bytes.Buffer
	operations := make(map[string]*operation)
	for _, op := range p.ops {
		operations[op.Name] = op
	}
	shapes := make(map[string]*shape)
	for name := range p.reached {
		shapes[name] = p.model.Shapes[name]
	}
	metadata, err := json.Marshal(p.model.Metadata)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(&b, "{\"version\":\"2.0\",\n\"metadata\":%s,\n\"operations\":", metadata)
	if err := lines(&b, operations); err != nil {
		return nil, err
	}
	b.WriteString(",\n\"shapes\":")
	if err := lines(&b, shapes); err != nil {
		return nil, err
	}
	b.WriteString("}\n")
	return b.Bytes(), nil
}

// lines writes an object with a member a line, in the order of names.
func lines[V any](b *bytes.Buffer, object map[string]V) error {
	separator := "{\n"
	for _, name := range slices.Sorted(maps.Keys(object)) {
		value, err := json.Marshal(object[name])
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		fmt.Fprintf(b, "%s%q:%s", separator, name, value)
		separator = ",\n"
	}
	b.WriteString("}")
	return nil
}
