package journal_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"reflect"
	"testing"

	"github.com/strowger/strowger/journal"
)

// golden is a record and its encoding, which no later version may change.
var golden = journal.Record{
	Pos:   7,
	Epoch: 3,
	Kind:  journal.KindEvents,
	Prev:  [journal.HashSize]byte{0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf},
	Data:  []byte("ContactQueued"),
}

const goldenHex = "01" + "01" + // version, kind
	"0000000000000007" + "0000000000000003" + // position, epoch
	"a0a1a2a3a4a5a6a7a8a9aaabacadaeaf" + // hash of the record before
	"436f6e74616374517565756564" + // data
	"4683438c" // CRC-32C

func TestRecordGolden(t *testing.T) {
	if got := hex.EncodeToString(journal.AppendRecord(nil, golden)); got != goldenHex {
		t.Errorf("the encoding is\n%s, want\n%s", got, goldenHex)
	}
	b, err := hex.DecodeString(goldenHex)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := journal.DecodeRecord(b); err != nil || !reflect.DeepEqual(got, golden) {
		t.Errorf("decoded to %+v, %v; want %+v", got, err, golden)
	}
	h := golden.Hash()
	if got, want := hex.EncodeToString(h[:]), "81d642bb334391912d9fb52d2bd76891"; got != want {
		t.Errorf("the hash is %s, want %s", got, want)
	}
}

func TestAppendRecordKeepsWhatIsThere(t *testing.T) {
	b := journal.AppendRecord([]byte("before"), golden)
	if got, want := b[len("before"):], journal.AppendRecord(nil, golden); !bytes.Equal(got, want) {
		t.Errorf("appended %x, want %x", got, want)
	}
}

// TestDecodeRecordDamaged damages the golden record in every single place.
func TestDecodeRecordDamaged(t *testing.T) {
	whole := journal.AppendRecord(nil, golden)
	for n := range whole {
		if _, err := journal.DecodeRecord(whole[:n]); !errors.Is(err, journal.ErrCorrupt) {
			t.Errorf("the first %d bytes give error %v", n, err)
		}
		for bit := range 8 {
			b := bytes.Clone(whole)
			b[n] ^= 1 << bit
			if _, err := journal.DecodeRecord(b); !errors.Is(err, journal.ErrCorrupt) {
				t.Errorf("bit %d of byte %d flipped gives error %v", bit, n, err)
			}
		}
	}
	if _, err := journal.DecodeRecord(append(whole, 0)); !errors.Is(err, journal.ErrCorrupt) {
		t.Errorf("one byte more gives error %v", err)
	}
}

// TestDecodeRecordRefused has records with a good checksum that nobody writes.
func TestDecodeRecordRefused(t *testing.T) {
	for name, change := range map[string]func(*journal.Record){
		"kind 0":     func(r *journal.Record) { r.Kind = 0 },
		"kind 4":     func(r *journal.Record) { r.Kind = 4 },
		"position 0": func(r *journal.Record) { r.Pos = 0 },
		"epoch 0":    func(r *journal.Record) { r.Epoch = 0 },
	} {
		r := golden
		change(&r)
		if _, err := journal.DecodeRecord(journal.AppendRecord(nil, r)); !errors.Is(err, journal.ErrCorrupt) {
			t.Errorf("%s gives error %v", name, err)
		}
	}
}

// FuzzDecodeRecord checks that any bytes are either refused or the encoding of
// what they are decoded to.
func FuzzDecodeRecord(f *testing.F) {
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := journal.DecodeRecord(b)
		if err != nil {
			if !errors.Is(err, journal.ErrCorrupt) {
				t.Fatalf("error %v is not ErrCorrupt", err)
			}
			return
		}
		if again := journal.AppendRecord(nil, r); !bytes.Equal(again, b) {
			t.Fatalf("%x is decoded to %+v, which is encoded to %x", b, r, again)
		}
	})
}
