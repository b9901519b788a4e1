package shape_test

import (
	"reflect"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
)

func FuzzCreateRoutingProfile(f *testing.F) {
	f.Add([]byte(routingProfile))
	f.Fuzz(roundTrip[shape.CreateRoutingProfileInput])
}

func FuzzUpdateContactRoutingData(f *testing.F) {
	f.Add([]byte(routingData))
	f.Fuzz(roundTrip[shape.UpdateContactRoutingDataInput])
}

// roundTrip checks that a body, whatever it is, is refused or means the same after
// it was encoded and decoded again, to the constraints as well.
func roundTrip[In any, P interface {
	*In
	restjson.Validator
}](t *testing.T, body []byte) {
	first, second := new(In), new(In)
	if restjson.Decode(body, first) != nil {
		return
	}
	encoded, err := json.Marshal(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := restjson.Decode(encoded, second); err != nil {
		t.Fatalf("%s: %v", encoded, err)
	}
	// Not cmp.Diff, whose time doubles with each level of nested lists.
	if !reflect.DeepEqual(first, second) {
		t.Errorf("%s\n became %+v\nand then %+v", encoded, first, second)
	}
	if was, is := violations(P(first)), violations(P(second)); was != is {
		t.Errorf("%s\n violated %s\nand then %s", encoded, was, is)
	}
}

func violations(in restjson.Validator) string {
	var c restjson.Checker
	in.Validate(&c)
	if err := c.Err(restjson.Operation{}); err != nil {
		return err.Error()
	}
	return ""
}
