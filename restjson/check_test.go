package restjson_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/strowger/strowger/restjson"
)

type colour string

var lower = restjson.MustPattern(`^[a-z]+$`)

func TestCheckerMessages(t *testing.T) {
	for _, test := range []struct {
		check func(*restjson.Checker)
		want  string
	}{
		{func(c *restjson.Checker) { c.Required("A", false) }, "A is required"},
		{func(c *restjson.Checker) { c.Length("A", "", 1, 5) }, "A must have at least 1 character, has 0"},
		{func(c *restjson.Checker) { c.Length("A", "é", 2, 5) }, "A must have at least 2 characters, has 1"},
		{func(c *restjson.Checker) { c.Length("A", "éééé", 1, 3) }, "A must have at most 3 characters, has 4"},
		{func(c *restjson.Checker) { c.Bytes("A", 9, 8) }, "A must have at most 8 bytes, has 9"},
		{func(c *restjson.Checker) { c.Size("A", 0, 1, 8) }, "A must have at least 1 item, has 0"},
		{func(c *restjson.Checker) { c.Range("A", 11, 1, 10) }, "A must be between 1 and 10, is 11"},
		{func(c *restjson.Checker) { c.Range("A", -1, 0, math.MaxInt64) }, "A must be at least 0, is -1"},
		{func(c *restjson.Checker) { c.Range("A", 1, math.MinInt64, 0) }, "A must be at most 0, is 1"},
		{func(c *restjson.Checker) { c.RangeFloat("A", 0.5, 1, 5) }, "A must be between 1 and 5, is 0.5"},
		{func(c *restjson.Checker) { c.RangeFloat("A", 0.5, 1, math.Inf(1)) }, "A must be at least 1, is 0.5"},
		{func(c *restjson.Checker) { c.RangeFloat("A", 6, math.Inf(-1), 5) }, "A must be at most 5, is 6"},
		{func(c *restjson.Checker) { c.RangeFloat("A", math.NaN(), 1, 5) }, "A must be between 1 and 5, is NaN"},
		{func(c *restjson.Checker) { restjson.OneOf(c, "A", "RED", []colour{"BLUE", "GREEN"}) },
			`A must be one of BLUE, GREEN, is "RED"`},
		{func(c *restjson.Checker) { c.Match("A", "A1", lower) }, "A must match ^[a-z]+$"},
		{func(c *restjson.Checker) { c.ExactlyOne([]string{"X", "Y"}, true, true) },
			"the input must have exactly one of X, Y, has 2"},
		{func(c *restjson.Checker) { c.ExactlyOne([]string{"X", "Y"}, false, false) },
			"the input must have exactly one of X, Y, has 0"},
	} {
		var c restjson.Checker
		test.check(&c)
		wantError(t, test.want, c.Err(restjson.Operation{}), 400,
			"InvalidRequestException", "1 validation error: "+test.want)
	}
}

func TestCheckerAccepts(t *testing.T) {
	var c restjson.Checker
	if !c.Required("A", true) {
		t.Error("a member that is there is missing")
	}
	c.Length("A", "ééé", 3, 3)
	c.Length("A", "", 0, restjson.NoMax)
	c.Bytes("A", 8, 8)
	c.Size("A", 2, 1, 2)
	c.Range("A", 10, 1, 10)
	c.RangeFloat("A", 1, 1, 5)
	restjson.OneOf(&c, "A", "BLUE", []colour{"BLUE"})
	c.Match("A", "abc", lower)
	c.ExactlyOne([]string{"X", "Y"}, false, true)
	if err := c.Err(restjson.Operation{}); err != nil {
		t.Error(err)
	}
}

func TestCheckerPaths(t *testing.T) {
	var c restjson.Checker
	c.Member("Config")
	c.Item("Steps", 2)
	c.Required("Name", false)
	c.Leave()
	c.Item("Grid", 0)
	c.Item("", 1)
	c.Range("", 5, 1, 4)
	c.Leave()
	c.Leave()
	c.Entry("Tags", "colour")
	c.Length("", "", 1, 2)
	c.Leave()
	c.Key("Tags", "aws:x")
	c.Match("", "aws:x", lower)
	c.Leave()
	c.Leave()
	c.Required("Top", false)
	op := restjson.Operation{Errors: map[string]int{"InvalidParameterException": 400}}
	wantError(t, "paths", c.Err(op), 400, "InvalidParameterException",
		"5 validation errors: Config.Steps[2].Name is required; "+
			"Config.Grid[0][1] must be between 1 and 4, is 5; "+
			"Config.Tags.colour must have at least 1 character, has 0; "+
			`Config.Tags key "aws:x" must match ^[a-z]+$; `+
			"Top is required")
}

func TestContradictions(t *testing.T) {
	both := map[string]int{"InvalidParameterException": 400, "InvalidRequestException": 400}
	for _, test := range []struct {
		violations, contradictions int
		errors                     map[string]int
		code                       string
	}{
		{0, 2, both, "InvalidRequestException"},
		{1, 1, both, "InvalidParameterException"},
		{0, 1, map[string]int{"InvalidParameterException": 400}, "InvalidParameterException"},
		{1, 0, map[string]int{"InvalidRequestException": 400}, "InvalidRequestException"},
	} {
		var c restjson.Checker
		for range test.violations {
			c.Violate("A", "is wrong")
		}
		for range test.contradictions {
			c.Contradict("B", "does not go with A")
		}
		var failure *restjson.Error
		if !errors.As(c.Err(restjson.Operation{Errors: test.errors}), &failure) || failure.Code != test.code {
			t.Errorf("%+v: got %v", test, failure)
		}
	}
}

// Identifiers are handed over once, with their whole path; those of a shape with
// violations are not.
func TestIdentifiers(t *testing.T) {
	var c restjson.Checker
	first, second, empty := "arn:x/1", "2", ""
	c.Identifier("Id", "thing", &first)
	c.Member("Config")
	c.Item("Ids", 3)
	c.Identifier("", "other", &second)
	c.Identifier("", "other", &empty)
	resolve := func(c *restjson.Checker, found []restjson.Identifier) {
		if len(found) == 0 {
			return
		}
		if len(found) != 2 || found[0].Member != "Id" || found[0].Kind != "thing" || found[1].Member != "Config.Ids[3]" {
			t.Errorf("got %+v", found)
		}
		*found[0].Text = "1"
		c.Violate(found[1].Member, "is not known")
	}
	c.Resolve(resolve)
	c.Identifier("Late", "thing", &first) // nobody asks about a shape with violations
	c.Resolve(resolve)
	wantError(t, "identifiers", c.Err(restjson.Operation{}), 400, "InvalidRequestException", "1 validation error: Config.Ids[3] is not known")
	if first != "1" {
		t.Errorf("the text is %q", first)
	}
}

func TestCheckerBoundsMessage(t *testing.T) {
	var c restjson.Checker
	for i := range 1000 {
		c.Item("Steps", i)
		c.Required("Name", false)
		c.Leave()
	}
	message := fmt.Sprint(c.Err(restjson.Operation{}))
	if !strings.Contains(message, "1000 validation errors: Steps[0].Name is required; ") ||
		!strings.HasSuffix(message, "; Steps[49].Name is required; and 950 more") {
		t.Error(message)
	}
}

func TestTextSize(t *testing.T) {
	if n := restjson.TextSize(map[string]string{"a": "é", "bc": ""}); n != 5 {
		t.Errorf("got %d, want 5", n)
	}
}
