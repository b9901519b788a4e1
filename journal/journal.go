// Package journal is the durable memory of a Connect instance: a log of
// records, one log per instance, that a single writer extends and everybody
// may read.
//
// # What is kept
//
// A [Record] is one appended batch. Records have positions 1, 2, 3 … without
// gaps, and each proves itself: it carries its position, the epoch of its
// writer, the hash of the record before it and a checksum of its own. A [Chain]
// checks all of that whenever records are read, so no engine has to be trusted:
// a gap, a damaged byte or a record of another history ends the reading with
// [ErrCorrupt] and is named. The first record is chained to the name of its
// instance, so one instance cannot be read as another.
//
// # Who may write
//
// [Journal.Acquire] makes a writer. It first appends an epoch-start record,
// whose epoch is one higher than the last, and only then replays: from that
// record on, the writer before it is fenced, because every append names the
// position it expects and that position is taken. Reading first and fencing
// afterwards would miss what a live writer appends in between.
//
// A [Writer] is live until an append ends with one of three errors, and then
// it is dead: every further append repeats the error.
//
//   - [ErrFenced]: another writer has acquired the instance.
//   - [ErrUncertain]: the record may or may not be stored.
//   - [ErrCorrupt]: the journal under the writer is damaged.
//
// The state that the writer's owner holds in memory is then ahead of the
// journal, or beside it; the owner throws it away and acquires again. After
// every other error, [ErrFull] among them, nothing was stored and the writer
// may be asked again.
//
// # Snapshots
//
// A snapshot is the state at one record. It is bound to that record by its hash
// and proves itself as records do. A replay that starts from a snapshot checks
// that the journal holds the very record the snapshot was taken at; a journal
// that has lost its end, so that the snapshot is ahead of it, is refused. A
// damaged snapshot is passed over in favour of the one before it, or of the
// beginning; [Journal.Trim] therefore keeps what the two newest whole snapshots
// need.
//
// # Engines
//
// All of this is written once, in [Log], over a [Store]: a place for bytes with
// one conditional insert. [NewMemory] is the store that lives as long as the
// process; package sqlite keeps records in a file. Package journaltest holds
// the exercises that every engine passes.
package journal

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// The errors that callers tell apart with errors.Is. They come wrapped, with
// the instance and the position they are about.
var (
	// ErrFenced says that another writer has acquired the instance.
	ErrFenced = errors.New("journal: fenced by another writer")
	// ErrUncertain says that a record may or may not have been stored.
	ErrUncertain = errors.New("journal: append uncertain")
	// ErrFull says that the disk is full. Nothing was stored, nothing is
	// lost, and appends succeed again when space is free.
	ErrFull = errors.New("journal: no space left")
	// ErrCorrupt says that the journal is damaged: a record is missing, is
	// not what was written, or is not the one it should be.
	ErrCorrupt = errors.New("journal: corrupt")
	// ErrEndMissing is the ErrCorrupt of a log that ends before a record that was
	// acknowledged.
	ErrEndMissing = fmt.Errorf("%w: its end is missing", ErrCorrupt)
	// ErrClosed says that the journal was used after Close.
	ErrClosed = errors.New("journal: closed")
)

// Journal keeps the records of all instances of one installation. Its methods
// may be called from many goroutines. Instances are named by any string that
// is not empty.
//
// Wherever a method takes after, the zero Record means from the beginning.
// Any other value must be a record of this instance, as returned by
// LatestSnapshot, Replay or Append: it is not delivered again, but it must be
// in the journal with the same bytes, else the error is ErrCorrupt.
//
// Functions called fn see the records of kind [KindEvents] only, in order and
// each once. They may keep what they are given. An error from fn ends the
// reading and is returned as it is.
type Journal interface {
	// Acquire makes the caller the writer of an instance. It fences all
	// writers before it, then replays the records after the given one, up to
	// its own epoch-start record, to fn. The owner is a name for people; it
	// is kept in the epoch-start record.
	//
	// Errors: ErrCorrupt, ErrFull, ErrUncertain; those of ctx and of fn.
	// After any error Acquire may be called again.
	Acquire(ctx context.Context, inst, owner string, after Record, fn func(Record) error) (Writer, error)

	// Replay reads the records that are there when it is called, and
	// returns the last one it read, of whatever kind: the value for after
	// in the next call. If there is nothing new it returns after.
	//
	// Errors: ErrCorrupt; those of ctx and of fn.
	Replay(ctx context.Context, inst string, after Record, fn func(Record) error) (Record, error)

	// Subscribe replays, then follows the appends that are made through
	// this Journal. It returns only with an error: that of ctx or of fn,
	// ErrClosed or ErrCorrupt.
	Subscribe(ctx context.Context, inst string, after Record, fn func(Record) error) error

	// PutSnapshot stores the state at a record, read from r up to io.EOF. A
	// snapshot counts from the moment PutSnapshot has returned nil; another
	// one at the same record replaces it. The record must be in the
	// journal, else the error is ErrCorrupt.
	PutSnapshot(ctx context.Context, inst string, at Record, r io.Reader) error

	// LatestSnapshot returns the newest snapshot that proves itself and the
	// record it was taken at. Damaged and unfinished ones are passed over
	// and logged. If there is none it returns the zero Record and an empty
	// reader, which is the state at the beginning.
	LatestSnapshot(ctx context.Context, inst string) (Record, io.ReadCloser, error)

	// Trim forgets the records and snapshots before upTo, but nothing that
	// the two newest whole snapshots need; with fewer than two it does
	// nothing. A replay that starts before what is kept is refused with
	// ErrCorrupt.
	Trim(ctx context.Context, inst string, upTo Pos) error

	// Snapshots returns the positions at which there are snapshots, the
	// newest first; damaged and unfinished ones are among them.
	Snapshots(ctx context.Context, inst string) ([]Pos, error)

	// Snapshot returns the snapshot at a position and the record it was
	// taken at, as LatestSnapshot does. It is ErrUnfinished if its end is
	// missing and ErrCorrupt if it does not prove itself.
	Snapshot(ctx context.Context, inst string, at Pos) (Record, io.ReadCloser, error)

	// First returns the oldest record that is kept, of whatever kind: a
	// replay after it gives all others. Last returns the newest one. The
	// zero Record means that there is none.
	//
	// Errors: ErrCorrupt, from Last also ErrEndMissing; that of ctx.
	First(ctx context.Context, inst string) (Record, error)
	Last(ctx context.Context, inst string) (Record, error)

	// Instances returns the names of the instances that have records,
	// sorted.
	Instances(ctx context.Context) ([]string, error)

	// Close ends all subscriptions and releases the journal. Appends that
	// wait are finished first.
	Close() error
}

// Writer appends to one instance. It has one append in flight; further calls
// wait their turn, so the way to high rates is to put what gathers meanwhile
// into the next record.
type Writer interface {
	// Append stores data as the next record and returns it when it is
	// durable. The data is copied.
	//
	// If ctx ends before the engine has begun with the record, nothing is
	// stored and the error is that of ctx; if it ends later, the error is
	// ErrUncertain.
	//
	// Errors: ErrFenced, ErrUncertain, ErrCorrupt, which end the writer;
	// ErrFull, that of ctx and others, after which nothing was stored and
	// Append may be called again.
	Append(ctx context.Context, data []byte) (Record, error)

	// Last returns the newest record of this writer, at first its
	// epoch-start record.
	Last() Record

	// Epoch returns the writer's epoch: 1 for the first writer of an
	// instance and one more for each that follows.
	Epoch() uint64
}
