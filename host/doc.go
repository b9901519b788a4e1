// Package host runs Connect instances: it gives each one its time, its single
// writer and its durable memory.
//
// # One writer
//
// The whole live state of an instance sits in one routing.Engine, which one
// goroutine owns. Everybody else sends requests: Do to change something, View
// to look at something. The goroutine takes all requests that wait, runs them
// one after the other, appends the events of them all to the journal as one
// record, and then answers them all. While one record is on its way to the disk
// the next batch gathers (group commit), so a busy instance pays for the disk
// once per batch and not once per request.
//
// # Guarantees
//
//   - Requests run in the order in which they were accepted; reads are ordered
//     with writes. Who created a thing sees it.
//   - An answer leaves only when everything it rests on is durable. That holds
//     for reads and refusals as well, which may have seen what is not yet.
//   - A batch that changes nothing does not touch the journal.
//   - Time never goes back within an instance, whatever the clock does, not
//     even over a restart, unless people want it set back (see behind.go). What
//     is due happens in order, before anything later.
//   - An error says whether anything happened. A refusal and an "unavailable"
//     changed nothing. When the outcome is unknown the error says so, and
//     asking again with the same client token is safe.
//
// # When the journal refuses
//
// The engine is then ahead of the journal, so the state is thrown away and read
// back. After a full disk nothing was written and the writer goes on; after an
// uncertain append the instance is acquired anew, in a new epoch; a fenced
// writer has lost the instance to another process and stays out of its way. A
// journal that is damaged stops its instance and no other. See failure.go.
//
// An instance that cannot be started is in the same state as one whose journal has
// refused: known by a copy of its noun (see noun.go), refusing requests, tried again.
//
// # Restart
//
// Every so many records, and when it is closed, an instance stores a snapshot
// of its engine with the engine's digest. A start restores the newest snapshot,
// proves the digest and replays the records after it. A snapshot is stored only
// after package report is safe up to its record, so records that the journal
// trims afterwards are needed by nobody.
//
// An instance starts and runs whatever state the report is in. What the report
// lacks is folded into it from as much as the journal has; what neither has is
// logged, remembered by the report, and an error of whoever asks for it. The other
// way round there is no leniency: a journal that ends before a record that the
// report has seen has lost what was acknowledged, and its instance is refused until
// the loss is accepted.
//
// Verify reads a journal without running it and names what is damaged.
package host
