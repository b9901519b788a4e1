package restjson_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/strowger/strowger/restjson"
)

func TestEpochWire(t *testing.T) {
	for _, test := range []struct {
		in, out string
		want    restjson.Epoch
	}{
		{"1700000000", "1700000000", 1700000000000},
		{"1700000000.123", "1700000000.123", 1700000000123},
		{"1700000000.120", "1700000000.12", 1700000000120},
		{"1700000000.1", "1700000000.1", 1700000000100},
		{"1700000000.001", "1700000000.001", 1700000000001},
		{"1700000000.0004", "1700000000", 1700000000000},
		{"1.7e9", "1700000000", 1700000000000},
		{"1.700000000123E+9", "1700000000.123", 1700000000123},
		{"0", "0", 0},
		{"-0.5", "-0.5", -500},
		{"-1.25", "-1.25", -1250},
		{"-62135596800", "-62135596800", -62135596800000},
		{"253402300799", "253402300799", 253402300799000},
		{"null", "0", 0},
	} {
		var e restjson.Epoch
		if err := json.Unmarshal([]byte(test.in), &e); err != nil {
			t.Errorf("%s: %v", test.in, err)
			continue
		}
		if e != test.want {
			t.Errorf("%s: got %d, want %d", test.in, e, test.want)
		}
		out, err := json.Marshal(e)
		if err != nil || string(out) != test.out {
			t.Errorf("%d: got %s, %v, want %s", e, out, err, test.out)
		}
	}
}

func TestEpochRoundTrip(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range 2000 {
		want := restjson.Epoch(random.Int64N(253402300799000+62135596800000) - 62135596800000)
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got restjson.Epoch
		if err := json.Unmarshal(text, &got); err != nil || got != want {
			t.Fatalf("%d became %s became %d (%v)", want, text, got, err)
		}
	}
}

func TestEpochTime(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 123_999_999, time.FixedZone("", 3600))
	got := restjson.EpochOf(at).Time()
	if want := time.Date(2026, 3, 1, 11, 0, 0, 123_000_000, time.UTC); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
