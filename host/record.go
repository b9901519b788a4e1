package host

import (
	"fmt"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"github.com/strowger/strowger"
)

// A journal record of an instance is JSON that a person can read:
//
//	{"Version":1,"Events":[{"ContactQueued":{"At":…,"ContactID":…}}, …],"At":…}
//
// Version comes first, so that it is judged before anything else. Each event is
// an object with one member, named after the event's type. At is the instance's
// time at its last event.

// formatVersion is the version of the encoding of records and snapshots. New
// event types and new members do not raise it.
const formatVersion = 1

// encoding keeps nouns exactly: a member that is set but empty stays apart from
// one that is not set, and JSON within them keeps its bytes. What a program
// does not know it refuses, because the state would silently lack it.
var encoding = json.JoinOptions(
	json.Deterministic(true),
	json.FormatNilSliceAsNull(true),
	json.FormatNilMapAsNull(true),
	json.RejectUnknownMembers(true),
	jsonv1.OmitEmptyWithLegacySemantics(true),
	jsontext.PreserveRawStrings(true),
)

// batch is a record being written: the events of requests that become durable
// together.
type batch struct {
	events []strowger.Event
	json   []byte // as far as they are encoded
}

// add appends events to the batch. After an error the batch is of no use.
func (b *batch) add(events []strowger.Event) error {
	for _, ev := range events {
		data, err := json.Marshal(ev, encoding)
		if err != nil {
			return fmt.Errorf("event %s: %w", eventName(ev), err)
		}
		if len(b.events) == 0 {
			b.json = fmt.Appendf(b.json[:0], `{"Version":%d,"Events":[`, formatVersion)
		} else {
			b.json = append(b.json, ',')
		}
		b.json = append(b.json, `{"`...)
		b.json = append(b.json, eventName(ev)...)
		b.json = append(b.json, `":`...)
		b.json = append(b.json, data...)
		b.json = append(b.json, '}')
		b.events = append(b.events, ev)
	}
	return nil
}

// record returns the encoding of the batch, which must have events.
func (b *batch) record(at strowger.Time) []byte {
	return fmt.Appendf(b.json, `],"At":%d}`, int64(at))
}

// reset empties the batch. The events are given away and not used again.
func (b *batch) reset() { b.events, b.json = nil, b.json[:0] }

// decodeRecord returns the events of a record and the time at the last of them.
func decodeRecord(data []byte) ([]strowger.Event, strowger.Time, error) {
	var r struct {
		Version versionNumber
		Events  []namedEvent
		At      strowger.Time
	}
	if err := json.Unmarshal(data, &r, encoding); err != nil {
		return nil, 0, err
	}
	if r.Version == 0 {
		return nil, 0, fmt.Errorf("no Version")
	}
	events := make([]strowger.Event, len(r.Events))
	for i, ev := range r.Events {
		events[i] = ev.Event
	}
	return events, r.At, nil
}

// versionNumber refuses every version but this program's.
type versionNumber int

// UnmarshalJSONFrom implements json.UnmarshalerFrom.
func (v *versionNumber) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	if err := json.UnmarshalDecode(dec, (*int)(v)); err != nil {
		return err
	}
	if *v != formatVersion {
		return fmt.Errorf("written with version %d; this program reads version %d", *v, formatVersion)
	}
	return nil
}

// namedEvent decodes an object with one member, named after the type of event.
type namedEvent struct{ strowger.Event }

// UnmarshalJSONFrom implements json.UnmarshalerFrom.
func (n *namedEvent) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	open, err := dec.ReadToken()
	if err != nil {
		return err
	}
	if open.Kind() != jsontext.KindBeginObject {
		return fmt.Errorf("event is not an object")
	}
	name, err := dec.ReadToken()
	if err != nil {
		return err
	}
	if name.Kind() != jsontext.KindString {
		return fmt.Errorf("event has no type")
	}
	decode, ok := eventDecoders[name.String()]
	if !ok {
		return fmt.Errorf("unknown event type %q", name.String())
	}
	if n.Event, err = decode(dec); err != nil {
		return err
	}
	end, err := dec.ReadToken()
	if err == nil && end.Kind() != jsontext.KindEndObject {
		err = fmt.Errorf("event has more than one type")
	}
	return err
}

func eventName(ev strowger.Event) string { return reflect.TypeOf(ev).Elem().Name() }
