package restjson_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/strowger/strowger/restjson"
)

type step struct {
	Seconds *int32          `json:",omitzero"`
	Level   *float64        `json:",omitzero"`
	At      *restjson.Epoch `json:",omitzero"`
	Steps   []step          `json:",omitzero"`
}

type plan struct {
	Name  string
	Ready *bool             `json:",omitzero"`
	Steps []step            `json:",omitzero"`
	Tags  map[string]string `json:",omitzero"`
}

func TestDecodeRefuses(t *testing.T) {
	for _, test := range []struct{ body, want string }{
		{`[]`, "expected an object, got list"},
		{`"x"`, "expected an object, got string"},
		{`{"Name":5}`, "Name: expected a string, got number"},
		{`{"Name":"a","Name":"b"}`, "Name: the member occurs twice"},
		{`{"Ready":"false"}`, "Ready: expected a boolean, got string"},
		{`{"Steps":{}}`, "Steps: expected a list, got object"},
		{`{"Tags":["a"]}`, "Tags: expected an object, got list"},
		{`{"Tags":{"a.b":true}}`, "Tags.a.b: expected a string, got boolean"},
		{`{"Steps":[{},{"Seconds":"5"}]}`, "Steps[1].Seconds: expected an integer, got string"},
		{`{"Steps":[{"Seconds":5.5}]}`, "Steps[0].Seconds: expected an integer, got 5.5"},
		{`{"Steps":[{"Seconds":5000000000}]}`,
			"Steps[0].Seconds: expected an integer, got 5000000000, which is out of range"},
		{`{"Steps":[{"Level":[]}]}`, "Steps[0].Level: expected a number, got list"},
		{`{"Steps":[{"At":"2026-01-01T00:00:00Z"}]}`,
			"Steps[0].At: expected a number of epoch seconds, got string"},
		{`{"Steps":[{"At":1e15}]}`,
			"Steps[0].At: expected a number of epoch seconds, got 1e15, which is out of range"},
		{`{"Steps":[{"At":1e999}]}`,
			"Steps[0].At: expected a number of epoch seconds, got 1e999, which is out of range"},
		{`{"Steps":[{"Steps":[{"Steps":[7]}]}]}`,
			"Steps[0].Steps[0].Steps[0]: expected an object, got number"},
		{`{"Tags":{"` + strings.Repeat("k", 80) + `":1}}`,
			"Tags." + strings.Repeat("k", 64) + "…: expected a string, got number"},
	} {
		err := restjson.Decode([]byte(test.body), new(plan))
		wantError(t, test.body, err, 400, "SerializationException", test.want)
	}
}

// The parser's own words are not pinned, only that its errors arrive in our form.
func TestDecodeRefusesBadJSON(t *testing.T) {
	for _, body := range []string{
		"{", `{"Name"}`, `{"Name":"a"}{}`, `{"Name":"a",}`, "{\"Name\":\"\xff\"}",
		"\xef\xbb\xbf{}", `{"Name":tru`, `{"Unknown":{"a":1,"a":2}}`,
	} {
		err := restjson.Decode([]byte(body), new(plan))
		var failure *restjson.Error
		if !errors.As(err, &failure) {
			t.Errorf("%q: got %v, want an Error", body, err)
		} else if failure.Status != 400 || failure.Code != "SerializationException" || failure.Message == "" {
			t.Errorf("%q: got %+v", body, failure)
		}
	}
}

func TestDecodeBoundsNesting(t *testing.T) {
	nest := func(levels int) []byte {
		steps := levels/2 - 1 // each takes a list and an object
		return []byte(`{"Name":"[[\"{","Steps":[` + strings.Repeat(`{"Steps":[`, steps) +
			strings.Repeat(`]}`, steps) + `]}`)
	}
	if err := restjson.Decode(nest(100), new(plan)); err != nil {
		t.Errorf("100 levels: %v", err)
	}
	wantError(t, "102 levels", restjson.Decode(nest(102), new(plan)), 400,
		"SerializationException", "the body is nested deeper than 100 levels")
	unknown := `{"Unknown":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`
	wantError(t, "unknown member", restjson.Decode([]byte(unknown), new(plan)), 400,
		"SerializationException", "the body is nested deeper than 100 levels")
}

func TestDecodeAccepts(t *testing.T) {
	var p plan
	body := `{"Name":"n","name":5,"Other":{"Deep":[null]},"Ready":null,"Tags":{},` +
		`"Steps":[{"Seconds":0,"Level":3,"At":1700000000.123},null]}`
	if err := restjson.Decode([]byte(body), &p); err != nil {
		t.Fatal(err)
	}
	if p.Name != "n" || p.Ready != nil || p.Tags == nil || len(p.Steps) != 2 ||
		*p.Steps[0].Seconds != 0 || *p.Steps[0].Level != 3 ||
		*p.Steps[0].At != 1700000000123 || p.Steps[1].At != nil {
		t.Errorf("got %+v", p)
	}
	for _, body := range []string{"", " \r\n", "{}", "null"} {
		p := plan{}
		if err := restjson.Decode([]byte(body), &p); err != nil || p.Name != "" {
			t.Errorf("%q: got %+v, %v", body, p, err)
		}
	}
}

func wantError(t *testing.T, what string, err error, status int, code, message string) {
	t.Helper()
	var failure *restjson.Error
	if !errors.As(err, &failure) {
		t.Errorf("%s: got %v, want an Error", what, err)
		return
	}
	if failure.Status != status || failure.Code != code || failure.Message != message {
		t.Errorf("%s:\n got %d %s %q\nwant %d %s %q", what,
			failure.Status, failure.Code, failure.Message, status, code, message)
	}
}
