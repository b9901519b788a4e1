package journal

import "context"

// Store is what an engine provides: a durable place for encoded records, keyed
// by instance and position, and for the parts of snapshots. It need not
// understand them. Its methods are called from many goroutines, and a read sees
// every write that was acknowledged before it began.
//
// An error of a write says whether the write happened: it did not, unless the
// error is ErrUncertain. Errors of reads that come from damage are ErrCorrupt.
type Store interface {
	// Put makes a record durable at pos, provided that the newest position
	// of the instance is pos-1. If something stands at pos already the
	// error is ErrFenced, except that the same bytes are success, so that
	// an engine may repeat a Put whose outcome it does not know. If pos-1
	// is missing the error is ErrCorrupt.
	Put(ctx context.Context, inst string, pos Pos, record []byte) error

	// Last returns the newest position of an instance, or 0. An engine that
	// can tell that records are missing there returns ErrCorrupt, or
	// ErrEndMissing if they were acknowledged and are gone without a trace.
	Last(ctx context.Context, inst string) (Pos, error)

	// Read gives the records at the positions from … to that are there to
	// fn, in order. The bytes are the receiver's to keep.
	Read(ctx context.Context, inst string, from, to Pos, fn func(record []byte) error) error

	// PutPart makes one part of the snapshot at a position durable. Part 0
	// replaces all parts at that position.
	PutPart(ctx context.Context, inst string, at Pos, part int, record []byte) error

	// ReadParts gives the parts of the snapshot at a position to fn, in
	// order.
	ReadParts(ctx context.Context, inst string, at Pos, fn func(record []byte) error) error

	// Snapshots returns the positions at which there are parts, the newest
	// first.
	Snapshots(ctx context.Context, inst string) ([]Pos, error)

	// Trim removes the records and the snapshots at positions before upTo.
	Trim(ctx context.Context, inst string, upTo Pos) error

	// Instances returns the names of the instances that have records,
	// sorted.
	Instances(ctx context.Context) ([]string, error)

	// Close finishes the writes that wait and releases the store.
	Close() error
}
