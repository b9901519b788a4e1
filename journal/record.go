package journal

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/crc32"
)

// Pos is the position of a record in the log of its instance: 1, 2, 3 …
// without gaps. Zero is no position.
type Pos uint64

// Kind says what the data of a record is.
type Kind byte

// The kinds of records.
const (
	// KindEvents is a batch of events, in whatever encoding the writer of
	// the instance uses.
	KindEvents Kind = 1
	// KindEpoch is the first record of a writer. Its data is a number drawn
	// at random, which makes the record unlike that of any rival, and the
	// owner's name.
	KindEpoch Kind = 2
	// KindSnapshot is a part of a snapshot. It has the position and the
	// epoch of the record that the snapshot was taken at, and stands beside
	// the log, never in it.
	KindSnapshot Kind = 3
)

// String returns the name of the kind.
func (k Kind) String() string {
	switch k {
	case KindEvents:
		return "events"
	case KindEpoch:
		return "epoch start"
	case KindSnapshot:
		return "snapshot mark"
	}
	return fmt.Sprintf("kind %d", byte(k))
}

// HashSize is the length of the hash that chains records, in bytes.
const HashSize = 16

// Record is one entry of the log of an instance.
type Record struct {
	Pos   Pos
	Epoch uint64         // of the writer
	Kind  Kind           // what Data is
	Prev  [HashSize]byte // hash of the encoded record before
	Data  []byte
}

// Hash returns the first 128 bits of the SHA-256 of the encoded record. The
// record that follows carries it as Prev.
func (r Record) Hash() [HashSize]byte {
	return hash(AppendRecord(nil, r))
}

// Owner returns the name given to Acquire by the writer that an epoch-start
// record begins, and nothing for records of other kinds.
func (r Record) Owner() string {
	if r.Kind != KindEpoch || len(r.Data) < nonceSize {
		return ""
	}
	return string(r.Data[nonceSize:])
}

// nonceSize is the length of the random number in an epoch-start record.
const nonceSize = 16

// The encoding, all numbers big-endian:
//
//	offset  size  what
//	     0     1  version of the encoding
//	     1     1  kind
//	     2     8  position
//	    10     8  epoch
//	    18    16  hash of the record before
//	    34     n  data
//	  34+n     4  CRC-32C of everything before
const (
	encodingVersion = 1

	headSize = 34
	crcSize  = 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// AppendRecord appends the encoding of a record to b. The encoding does not
// say where it ends; the engine keeps its length.
func AppendRecord(b []byte, r Record) []byte {
	start := len(b)
	b = append(b, encodingVersion, byte(r.Kind))
	b = binary.BigEndian.AppendUint64(b, uint64(r.Pos))
	b = binary.BigEndian.AppendUint64(b, r.Epoch)
	b = append(b, r.Prev[:]...)
	b = append(b, r.Data...)
	return binary.BigEndian.AppendUint32(b, crc32.Checksum(b[start:], castagnoli))
}

// DecodeRecord is the inverse of AppendRecord. The record's Data is a part of
// b, not a copy. All its errors are ErrCorrupt.
func DecodeRecord(b []byte) (Record, error) {
	if len(b) < headSize+crcSize {
		return Record{}, fmt.Errorf("%w: record of %d bytes, at least %d wanted", ErrCorrupt, len(b), headSize+crcSize)
	}
	body, sum := b[:len(b)-crcSize], binary.BigEndian.Uint32(b[len(b)-crcSize:])
	if got := crc32.Checksum(body, castagnoli); got != sum {
		return Record{}, fmt.Errorf("%w: record has checksum %08x, its bytes give %08x", ErrCorrupt, sum, got)
	}
	if b[0] != encodingVersion {
		return Record{}, fmt.Errorf("%w: record of version %d, this program knows %d", ErrCorrupt, b[0], encodingVersion)
	}
	r := Record{
		Kind:  Kind(b[1]),
		Pos:   Pos(binary.BigEndian.Uint64(b[2:])),
		Epoch: binary.BigEndian.Uint64(b[10:]),
		Data:  body[headSize:],
	}
	copy(r.Prev[:], b[18:])
	switch {
	case r.Kind < KindEvents || r.Kind > KindSnapshot:
		return Record{}, fmt.Errorf("%w: record of unknown %v", ErrCorrupt, r.Kind)
	case r.Pos == 0 || r.Epoch == 0:
		return Record{}, fmt.Errorf("%w: record at position %d of epoch %d, both begin at 1", ErrCorrupt, r.Pos, r.Epoch)
	}
	return r, nil
}

// hash returns the first 128 bits of the SHA-256 of b.
func hash(b []byte) [HashSize]byte {
	sum := sha256.Sum256(b)
	return [HashSize]byte(sum[:HashSize])
}
