package host

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/strowger/strowger"
)

var rewrite = flag.Bool("rewrite", false, "add a golden record if the newest one is out of date")

// Every type of event of the root package must be known here, or journals could
// be written that cannot be read.
func TestEveryEventTypeIsKnown(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../event.go", nil, 0)
	check(t, err)
	var declared []string
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Recv != nil && f.Name.Name == "event" {
			declared = append(declared, f.Recv.List[0].Type.(*ast.StarExpr).X.(*ast.Ident).Name)
		}
	}
	var known []string
	for _, e := range eventTypes {
		known = append(known, e.name)
	}
	if len(declared) == 0 || !slices.Equal(declared, known) {
		t.Errorf("event types differ:\ndeclared %v\nknown    %v", declared, known)
	}
}

// Journals of older programs must load. The files in testdata are never
// changed; when events grow, -rewrite adds one.
func TestGoldenRecords(t *testing.T) {
	want := fullEvents()
	files, err := filepath.Glob("testdata/record-*.json")
	check(t, err)
	newest := []strowger.Event{}
	for _, name := range files {
		data, err := os.ReadFile(name)
		check(t, err)
		newest, _, err = decodeRecord(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if reflect.DeepEqual(newest, want) {
		return
	}
	if !*rewrite {
		t.Fatalf("the newest golden record lacks types or members of events; add one with -rewrite")
	}
	name := fmt.Sprintf("testdata/record-%03d.json", len(files)+1)
	check(t, os.WriteFile(name, encode(t, want), 0o644))
}

// fullEvents returns an event of every type with every member set.
func fullEvents() []strowger.Event {
	var events []strowger.Event
	for _, e := range eventTypes {
		v := reflect.New(reflect.TypeOf(e.zero).Elem())
		(&filler{}).fill(v.Elem(), 0)
		events = append(events, v.Interface().(strowger.Event))
	}
	return events
}

// filler sets every member of a value to something that tells it from others.
type filler struct{ n int }

func (f *filler) fill(v reflect.Value, depth int) {
	f.n++
	if v.Type() == reflect.TypeFor[json.RawMessage]() {
		v.SetBytes(fmt.Appendf(nil, `{"n":%d}`, f.n))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("s%d", f.n))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(f.n))
	case reflect.Float64:
		v.SetFloat(float64(f.n) + 0.5)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Struct:
		for i := range v.NumField() {
			f.fill(v.Field(i), depth+1)
		}
	case reflect.Pointer, reflect.Slice, reflect.Map:
		if depth < 12 { // expressions and segment attributes nest
			f.fillReference(v, depth+1)
		}
	default:
		panic("no value for " + v.Type().String())
	}
}

func (f *filler) fillReference(v reflect.Value, depth int) {
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem(), depth)
		return
	}
	elem := reflect.New(v.Type().Elem()).Elem()
	f.fill(elem, depth)
	if v.Kind() == reflect.Slice {
		v.Set(reflect.Append(reflect.Zero(v.Type()), elem))
		return
	}
	key := reflect.New(v.Type().Key()).Elem()
	f.fill(key, depth)
	v.Set(reflect.MakeMap(v.Type()))
	v.SetMapIndex(key, elem)
}

func encode(t testing.TB, events []strowger.Event) []byte {
	t.Helper()
	var b batch
	check(t, b.add(events))
	return b.record(houseTime)
}

func TestRecordKeepsWhatIsEmpty(t *testing.T) {
	empty, zero := "", 0
	events := []strowger.Event{
		&strowger.QueueSaved{Queue: strowger.Queue{MaxContacts: &zero}},
		&strowger.ContactStarted{Contact: &strowger.Contact{
			SegmentAttributes: map[string]strowger.SegmentAttribute{"a": {String: &empty}},
			Criteria:          &strowger.RoutingCriteria{},
			Facts:             map[string]json.RawMessage{"f": json.RawMessage(`{"s":"\u003c\u0041","n":1.50}`)},
		}},
		&strowger.CriteriaSet{},
		&strowger.RoutingProfileSaved{},
	}
	got, at, err := decodeRecord(encode(t, events))
	check(t, err)
	if at != houseTime {
		t.Errorf("time is %v", at)
	}
	if !reflect.DeepEqual(got, events) {
		t.Errorf("events changed:\n got %+v\nwant %+v", got, events)
	}
}

// refused are records that must not be read, and what the error must say.
var refused = []struct{ record, want string }{
	{`{"Version":2,"Events":[{"Later":{}}],"At":1}`, "version 2"},
	{`{"Events":[],"At":1}`, "no Version"},
	{`{"Version":1,"Events":[{"ContactTeleported":{}}],"At":1}`, `unknown event type "ContactTeleported"`},
	{`{"Version":1,"Events":[{"QueueDeleted":{"ID":"q","Reason":"r"}}],"At":1}`, "Reason"},
	{`{"Version":1,"Events":[{"QueueDeleted":{},"UserDeleted":{}}],"At":1}`, "more than one type"},
	{`{"Version":1,"Events":[{}],"At":1}`, "no type"},
	{`{"Version":1,"Events":[7],"At":1}`, "not an object"},
	{`{"Version":1,"Events":[{"QueueDeleted":{"ID":7}}],"At":1}`, "QueueDeleted"},
	{`{"Version":1,"Events":[`, "EOF"},
	{``, "EOF"},
}

func TestRecordRefuses(t *testing.T) {
	for _, c := range refused {
		_, _, err := decodeRecord([]byte(c.record))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\n got %v\nwant an error with %q", c.record, err, c.want)
		}
	}
}

func TestBatchRefusesWhatIsNotText(t *testing.T) {
	var b batch
	err := b.add([]strowger.Event{&strowger.PredefinedAttributeDeleted{Name: "\xff"}})
	if err == nil || !strings.Contains(err.Error(), "PredefinedAttributeDeleted") {
		t.Errorf("error is %v, want one that names the event", err)
	}
}

func FuzzDecodeRecord(f *testing.F) {
	f.Add(encode(f, fullEvents()))
	f.Add(encode(f, []strowger.Event{&strowger.QueueDeleted{ID: "q"}}))
	f.Add([]byte(`{"Version":1,"Events":[{"QueueSaved":{"Queue":{"MaxContacts":0}}}],"At":0}`))
	for _, c := range refused {
		f.Add([]byte(c.record))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		events, _, err := decodeRecord(data)
		if err != nil || len(events) == 0 {
			return
		}
		first := encode(t, events)
		again, at, err := decodeRecord(first)
		check(t, err)
		if second := encode(t, again); at != houseTime || !bytes.Equal(first, second) {
			t.Errorf("record changed:\n got %s\nwant %s", second, first)
		}
	})
}

func BenchmarkEncodeEvent(b *testing.B) {
	events := []strowger.Event{&strowger.ContactQueued{At: houseTime, ContactID: "0b7c6a4e-contact", QueueID: "0b7c6a4e-queue"}}
	var batch batch
	for b.Loop() {
		check(b, batch.add(events))
		batch.reset()
	}
}
