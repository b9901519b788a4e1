package conformance_test

import (
	"log/slog"
	"os"
	"slices"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger/connect"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
)

// model is what model_gen.json says of the supported operations.
type model struct {
	Operations map[string]*operation
	Shapes     map[string]*form
}

type operation struct {
	Name string
	HTTP struct {
		Method     string
		RequestURI string `json:"requestUri"`
	} `json:"http"`
	Input  *use  `json:"input"`
	Output *use  `json:"output"`
	Errors []use `json:"errors"`
}

// use is a use of a shape by a member, a list, a map or an operation.
type use struct {
	Shape        string `json:"shape"`
	Location     string `json:"location"` // uri or querystring; "" is the body
	LocationName string `json:"locationName"`
	Identifies   string `json:"identifies"`
}

// wire is the name of a member in the request.
func (u use) wire(member string) string {
	if u.LocationName != "" {
		return u.LocationName
	}
	return member
}

// form is a shape.
type form struct {
	Type     string         `json:"type"`
	Members  map[string]use `json:"members"`
	Required []string       `json:"required"`
	Union    bool           `json:"union"`
	Member   *use           `json:"member"`
	Key      *use           `json:"key"`
	Value    *use           `json:"value"`
	Enum     []string       `json:"enum"`
	Min      *float64       `json:"min"`
	Max      *float64       `json:"max"`
	Pattern  string         `json:"pattern"`
	MaxBytes *int           `json:"maxBytes"`

	Identifies string `json:"identifies"` // the kind of resource that a text names
}

func (f *form) requires(member string) bool { return slices.Contains(f.Required, member) }

// least and most are bounds, or what stands for none.
func (f *form) least(none int) int {
	if f.Min == nil {
		return none
	}
	return int(*f.Min)
}

func (f *form) most(none int) int {
	if f.Max == nil || *f.Max > 1<<53 {
		return none
	}
	return int(*f.Max)
}

var facts = func() *model {
	data, err := os.ReadFile("../shape/model_gen.json")
	if err != nil {
		panic(err)
	}
	m := new(model)
	if err := json.Unmarshal(data, m, json.MatchCaseInsensitiveNames(true)); err != nil {
		panic(err)
	}
	return m
}()

// supported are the operations that have a handler, by name.
var supported = func() []*operation {
	mux := restjson.NewMux(restjson.Config{Log: slog.New(slog.DiscardHandler)})
	new(connect.Server).Register(mux)
	var list []*operation
	for _, op := range shape.Supported {
		if mux.Handles(op) {
			list = append(list, facts.Operations[op.Name])
		}
	}
	return list
}()

func handled(name string) bool {
	return slices.ContainsFunc(supported, func(op *operation) bool { return op.Name == name })
}

// The facts are those that the shapes were made from.
func TestFactsAreOfTheShapes(t *testing.T) {
	for _, op := range shape.Supported {
		fact := facts.Operations[op.Name]
		if fact == nil {
			t.Fatalf("model_gen.json has no %s; run go generate in connect/shape", op.Name)
		}
		if fact.HTTP.RequestURI != op.URI || fact.HTTP.Method != op.Method || len(fact.Errors) != len(op.Errors) {
			t.Errorf("model_gen.json says otherwise of %s; run go generate in connect/shape", op.Name)
		}
	}
}
