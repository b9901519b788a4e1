package journal_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/strowger/strowger/journal"
)

// chainOf returns records that follow each other, of the given kinds, as the
// log of an instance.
func chainOf(inst string, kinds ...journal.Kind) []journal.Record {
	sum := sha256.Sum256([]byte(inst))
	prev := [journal.HashSize]byte(sum[:])
	var records []journal.Record
	var epoch uint64
	for i, k := range kinds {
		if k == journal.KindEpoch {
			epoch++
		}
		r := journal.Record{Pos: journal.Pos(i + 1), Epoch: epoch, Kind: k, Prev: prev, Data: fmt.Append(nil, i)}
		records = append(records, r)
		prev = r.Hash()
	}
	return records
}

// check runs records through a chain.
func check(inst string, after journal.Record, records []journal.Record, end journal.Pos) (journal.Record, error) {
	chain := journal.NewChain(inst, after)
	for _, r := range records {
		if _, err := chain.Next(journal.AppendRecord(nil, r)); err != nil {
			return journal.Record{}, err
		}
	}
	return chain.End(end)
}

const (
	events = journal.KindEvents
	epoch  = journal.KindEpoch
)

func TestChain(t *testing.T) {
	records := chainOf("a", epoch, events, events, epoch, epoch, events)
	for n := range records {
		last, err := check("a", records[n], records[n:], 6)
		if err != nil || last.Pos != 6 {
			t.Errorf("after record %d: last is %d, %v", n+1, last.Pos, err)
		}
	}
	if last, err := check("a", journal.Record{}, records, 6); err != nil || last.Pos != 6 {
		t.Errorf("from the beginning: last is %d, %v", last.Pos, err)
	}
	if last, err := check("a", journal.Record{}, nil, 0); err != nil || last.Pos != 0 {
		t.Errorf("of nothing: last is %d, %v", last.Pos, err)
	}
}

// TestChainRefuses damages a chain and looks for the record that is named.
func TestChainRefuses(t *testing.T) {
	whole := func() []journal.Record { return chainOf("a", epoch, events, events, epoch, events, events) }
	for _, tt := range []struct {
		name    string
		inst    string
		after   int // index, or -1
		records func([]journal.Record) []journal.Record
		want    string
	}{
		{"a gap", "a", -1, func(r []journal.Record) []journal.Record { return append(r[:2], r[3:]...) },
			`instance "a", record 3: missing`},
		{"no beginning", "a", -1, func(r []journal.Record) []journal.Record { return r[2:] },
			`instance "a", record 1: missing: the journal begins at record 3`},
		{"no end", "a", -1, func(r []journal.Record) []journal.Record { return r[:4] },
			`instance "a", record 5: missing: the journal should reach record 6`},
		{"a record twice", "a", -1, func(r []journal.Record) []journal.Record { return append(r[:3], r[2:]...) },
			`instance "a", record 4: missing: record 3 found`},
		{"another instance", "b", -1, func(r []journal.Record) []journal.Record { return r },
			`instance "b", record 1: not written after`},
		{"other data", "a", -1, func(r []journal.Record) []journal.Record { r[2].Data = nil; return r },
			`instance "a", record 4: not written after`},
		{"no start", "a", 2, func(r []journal.Record) []journal.Record { return r[3:] },
			`instance "a", record 3: missing`},
		{"another start", "a", 2, func(r []journal.Record) []journal.Record { r[2].Data = nil; return r[2:] },
			`instance "a", record 3: not the record`},
		{"nothing to start from", "a", 2, func([]journal.Record) []journal.Record { return nil },
			`instance "a", record 3: missing`},
		{"an older epoch", "a", -1, func(r []journal.Record) []journal.Record { r[4].Epoch = 1; return r },
			`instance "a", record 5: of epoch 1 in epoch 2`},
		{"an epoch without a start", "a", -1, func(r []journal.Record) []journal.Record { r[1].Epoch = 2; return r },
			`instance "a", record 2: of epoch 2 in epoch 1`},
		{"an epoch left out", "a", -1, func(r []journal.Record) []journal.Record { r[3].Epoch = 3; return r },
			`instance "a", record 4: start of epoch 3 after epoch 1`},
		{"an epoch started again", "a", -1, func(r []journal.Record) []journal.Record { r[3].Epoch = 1; return r },
			`instance "a", record 4: start of epoch 1 after epoch 1`},
		{"a snapshot mark", "a", -1, func(r []journal.Record) []journal.Record { r[4].Kind = journal.KindSnapshot; return r },
			`instance "a", record 5: a snapshot mark`},
	} {
		after := journal.Record{}
		if tt.after >= 0 {
			after = whole()[tt.after]
		}
		_, err := check(tt.inst, after, tt.records(whole()), 6)
		if !errors.Is(err, journal.ErrCorrupt) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want ErrCorrupt with %s", tt.name, err, tt.want)
		}
	}
}

// TestChainNamesDamage checks the error for a record with a wrong checksum.
func TestChainNamesDamage(t *testing.T) {
	records := chainOf("a", epoch, events)
	chain := journal.NewChain("a", journal.Record{})
	if _, err := chain.Next(journal.AppendRecord(nil, records[0])); err != nil {
		t.Fatal(err)
	}
	b := journal.AppendRecord(nil, records[1])
	b[34] ^= 1
	_, err := chain.Next(b)
	if want := `instance "a", record 2`; !errors.Is(err, journal.ErrCorrupt) || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want ErrCorrupt with %s", err, want)
	}
}
