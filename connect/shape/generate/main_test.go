package main

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var rewrite = flag.Bool("rewrite", false, "write the golden files anew")

// generated lists what comes out of every run.
var generated = []string{
	"enums_gen.go", "errors_gen.go", "inputs_gen.go", "model_gen.json",
	"operations_gen.go", "outputs_gen.go", "routes_gen.go", "types_gen.go", "validate_gen.go",
}

func TestGolden(t *testing.T) {
	files, err := generate("testdata/model.json", "testdata/overlay.json", "testdata/operations.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(generated, slices.Sorted(maps.Keys(files))); diff != "" {
		t.Fatal(diff)
	}
	for name, got := range files {
		golden := filepath.Join("testdata", "golden", name)
		if *rewrite {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s differs; understand it, then run with -rewrite:\n%s", name, diff)
		}
	}
}

// The committed files are what the generator makes of the published model.
func TestCommittedFilesAreReproducible(t *testing.T) {
	model := os.Getenv("STROWGER_MODEL")
	if model == "" {
		t.Skip("set STROWGER_MODEL to the path of botocore's service-2.json to compare")
	}
	out := t.TempDir()
	if err := run([]string{"-model", model, "-out", out,
		"-overlay", "../overlay.json", "-operations", "../operations.txt"}, os.Stderr); err != nil {
		t.Fatal(err)
	}
	for _, name := range generated {
		got, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the generator writes: run go generate", name)
		}
	}
}

func TestGenerateRefuses(t *testing.T) {
	base, err := os.ReadFile("testdata/model.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ overlay, names, want string }{
		{`{"metadata":{"protocol":"query"}}`, "", `model: the protocol is "query", not rest-json`},
		{`{}`, "BuyLamp", "the model has no operation BuyLamp"},
		{`{}`, "SmashLamp", `shape Unwanted: the type "blob" is not supported`},
		{`{"shapes":{"DarkException":{"members":{"Reason":null}}}}`, "CreateLamp",
			`shape Serial: the pattern \\d+ is escaped twice; correct it in the overlay`},
		{`{"shapes":{"Id":{"maxBytes":5}}}`, "", "shape Id: maxBytes is for maps"},
		{`{"shapes":{"Watts":{"identifies":"lamp"}}}`, "", "shape Watts: identifies is for strings"},
		{`{"shapes":{"Label":{"identifies":"lamp"},"DarkException":{"members":{"Reason":null}},"Serial":{"pattern":"x"}}}`, "CreateLamp",
			"shape Notes: identifiers in maps are not supported"},
		{`{"shapes":{"Lamp":{"required":["Shade"]}}}`, "",
			"shape Lamp: the required member Shade does not exist"},
		{`{"shapes":{"Id":null}}`, "DeleteLamp", "the model has no shape Id"},
		{`{"operations":{"DeleteLamp":{"input":null}}}`, "DeleteLamp", "operation DeleteLamp has no input"},
		{`{"shapes":{"DeleteLampRequest":{"members":{"RoomId":{"location":"header"}}}}}`, "DeleteLamp",
			"shape DeleteLampRequest: members in header are not supported"},
		{`{"shapes":{"DeleteLampInput":{"type":"structure"},` +
			`"DeleteLampRequest":{"members":{"X":{"shape":"DeleteLampInput"}}}}}`, "DeleteLamp",
			"shapes DeleteLampRequest and DeleteLampInput have the same name in Go"},
	} {
		m, err := parseModel(base, []byte(test.overlay))
		if err == nil {
			_, err = newPlan(m, strings.Fields(test.names))
		}
		if err == nil || err.Error() != test.want {
			t.Errorf("%s:\n got %v\nwant %s", test.overlay, err, test.want)
		}
	}
}

func TestMerge(t *testing.T) {
	for _, test := range []struct{ base, patch, want string }{
		{`{"b":1,"a":2}`, `{"c":3}`, `{"b":1,"a":2,"c":3}`},
		{`{"b":1,"a":2}`, `{"a":[4]}`, `{"b":1,"a":[4]}`},
		{`{"b":1,"a":2}`, `{"b":null,"x":null}`, `{"a":2}`},
		{`{"b":{"c":1,"d":2}}`, `{"b":{"d":3}}`, `{"b":{"c":1,"d":3}}`},
		{`{"b":[1]}`, `{"b":{"d":3}}`, `{"b":{"d":3}}`},
		{`{"b":1}`, `{"b":{"d":null}}`, `{"b":{}}`},
		{`{"b":1}`, `5`, `5`},
	} {
		got, err := merge([]byte(test.base), []byte(test.patch))
		if err != nil || string(got) != test.want {
			t.Errorf("%s with %s: got %s, %v, want %s", test.base, test.patch, got, err, test.want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{constant("Channel", "VOICE"), "ChannelVoice"},
		{constant("X", "ROUTE_ANY_CHANNEL"), "XRouteAnyChannel"},
		{constant("X", "AgentAssistance"), "XAgentAssistance"},
		{constant("X", "connect:Guide-1"), "XConnectGuide1"},
		{exported("tags"), "Tags"},
		{unexported("Channel"), "channel"},
		{unexported("ARNType"), "arnType"},
		{unexported("ARN"), "arn"},
	} {
		if test.got != test.want {
			t.Errorf("got %s, want %s", test.got, test.want)
		}
	}
}

func TestModelIsNeeded(t *testing.T) {
	if err := run(nil, os.Stderr); err == nil || !strings.Contains(err.Error(), "pip download botocore") {
		t.Errorf("got %v", err)
	}
}
