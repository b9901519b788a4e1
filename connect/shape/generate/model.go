package main

import (
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// model is the part of a botocore service model that generation needs.
type model struct {
	Metadata   metadata              `json:"metadata"`
	Operations map[string]*operation `json:"operations"`
	Shapes     map[string]*shape     `json:"shapes"`
}

type metadata struct {
	APIVersion       string   `json:"apiVersion"`
	Auth             []string `json:"auth,omitzero"`
	EndpointPrefix   string   `json:"endpointPrefix"`
	Protocol         string   `json:"protocol"`
	Protocols        []string `json:"protocols,omitzero"`
	ServiceFullName  string   `json:"serviceFullName"`
	ServiceID        string   `json:"serviceId"`
	SignatureVersion string   `json:"signatureVersion"`
	SigningName      string   `json:"signingName"`
	UID              string   `json:"uid"`
}

type operation struct {
	Name string `json:"name"`
	HTTP struct {
		Method string `json:"method"`
		URI    string `json:"requestUri"`
	} `json:"http"`
	Input  *ref  `json:"input,omitzero"`
	Output *ref  `json:"output,omitzero"`
	Errors []ref `json:"errors,omitzero"`
}

// ref is a use of a shape: by a member, a list, a map or an operation.
type ref struct {
	Shape        string `json:"shape"`
	Location     string `json:"location,omitzero"`     // uri, querystring; "" is the body
	LocationName string `json:"locationName,omitzero"` // wire name, if not the member's

	IdempotencyToken bool `json:"idempotencyToken,omitzero"` // SDKs make it up

	// Identifies is what a text names, where its shape does not say so or says
	// otherwise; see shape.
	Identifies string `json:"identifies,omitzero"`
}

type shape struct {
	Type     string       `json:"type"`
	Members  ordered[ref] `json:"members,omitzero"`
	Required []string     `json:"required,omitzero"`
	Union    bool         `json:"union,omitzero"`
	Member   *ref         `json:"member,omitzero"` // of a list
	Key      *ref         `json:"key,omitzero"`    // of a map
	Value    *ref         `json:"value,omitzero"`  // of a map

	Enum    []string       `json:"enum,omitzero"`
	Min     jsontext.Value `json:"min,omitzero"` // a literal; none if empty
	Max     jsontext.Value `json:"max,omitzero"`
	Pattern string         `json:"pattern,omitzero"`

	// MaxBytes bounds the text in a map, keys and values together. Only the
	// overlay has it: Amazon states such limits in prose.
	MaxBytes jsontext.Value `json:"maxBytes,omitzero"`

	// Identifies is what a text names by identifier or ARN, as the ARN calls it.
	// Only the overlay has it: for Amazon every text is a text.
	Identifies string `json:"identifies,omitzero"`

	Exception bool `json:"exception,omitzero"`
	Error     struct {
		Status int `json:"httpStatusCode"`
	} `json:"error,omitzero"`
}

// parseModel reads a model with an overlay merged over it.
func parseModel(base, overlay []byte) (*model, error) {
	merged, err := merge(base, overlay)
	if err != nil {
		return nil, err
	}
	m := new(model)
	if err := json.Unmarshal(merged, m); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	if m.Metadata.Protocol != "rest-json" {
		return nil, fmt.Errorf("model: the protocol is %q, not rest-json", m.Metadata.Protocol)
	}
	for name, s := range m.Shapes {
		if err := s.check(name); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// check refuses what would give wrong code.
func (s *shape) check(name string) error {
	if s.MaxBytes != nil && s.Type != "map" {
		return fmt.Errorf("shape %s: maxBytes is for maps", name)
	}
	if s.Identifies != "" && s.Type != "string" {
		return fmt.Errorf("shape %s: identifies is for strings", name)
	}
	for _, m := range s.Required {
		if _, ok := s.Members.find(m); !ok {
			return fmt.Errorf("shape %s: the required member %s does not exist", name, m)
		}
	}
	return nil
}

// escapedTwice reports whether a pattern looks as if it had been escaped once too
// often: \\d for \d. Amazon's model has a dozen of those, which nothing matches.
func escapedTwice(pattern string) bool {
	for _, class := range []string{"d", "D", "s", "S", "w", "W", "p", "P", "+", "."} {
		if strings.Contains(pattern, `\\`+class) {
			return true
		}
	}
	return false
}

func (s *shape) requires(member string) bool {
	for _, name := range s.Required {
		if name == member {
			return true
		}
	}
	return false
}

// refs returns every use of another shape.
func (s *shape) refs() []ref {
	var all []ref
	for _, m := range s.Members {
		all = append(all, m.value)
	}
	for _, r := range []*ref{s.Member, s.Key, s.Value} {
		if r != nil {
			all = append(all, *r)
		}
	}
	return all
}
