package main

import (
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// model is the part of a botocore service model that generation needs.
type model struct {
	Metadata struct {
		APIVersion string `json:"apiVersion"`
		Protocol   string `json:"protocol"`
		ServiceID  string `json:"serviceId"`
	} `json:"metadata"`
	Operations map[string]*operation `json:"operations"`
	Shapes     map[string]*shape     `json:"shapes"`
}

type operation struct {
	Name string `json:"name"`
	HTTP struct {
		Method string `json:"method"`
		URI    string `json:"requestUri"`
	} `json:"http"`
	Input  *ref  `json:"input"`
	Output *ref  `json:"output"`
	Errors []ref `json:"errors"`
}

// ref is a use of a shape: by a member, a list, a map or an operation.
type ref struct {
	Shape        string `json:"shape"`
	Location     string `json:"location"`     // uri, querystring; "" is the body
	LocationName string `json:"locationName"` // wire name, if not the member's
}

type shape struct {
	Type     string       `json:"type"`
	Members  ordered[ref] `json:"members"`
	Required []string     `json:"required"`
	Union    bool         `json:"union"`
	Member   *ref         `json:"member"` // of a list
	Key      *ref         `json:"key"`    // of a map
	Value    *ref         `json:"value"`  // of a map

	Enum    []string       `json:"enum"`
	Min     jsontext.Value `json:"min"` // a literal; none if empty
	Max     jsontext.Value `json:"max"`
	Pattern string         `json:"pattern"`

	// MaxBytes bounds the text in a map, keys and values together. Only the
	// overlay has it: Amazon states such limits in prose.
	MaxBytes jsontext.Value `json:"maxBytes"`

	Exception bool `json:"exception"`
	Error     struct {
		Status int `json:"httpStatusCode"`
	} `json:"error"`
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
