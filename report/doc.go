// Package report answers questions about contacts that have ended.
//
// A completed contact leaves the routing engine, so that memory grows with the
// contacts that are in the house and not with history. Its record lives on
// here, in one SQLite file, report.db, in the data directory.
//
// The file is a read model: the host folds every durable record of the journal
// into it, in order, and the file remembers for each instance the position of
// the last record it holds. Contacts and position are written in one
// transaction, so the position is never ahead of the contacts; when it is
// behind, because the process died, the host replays what is missing.
//
//	Apply     takes the events of one journal record, in memory
//	flusher   writes what Apply took, in the background, many at a time
//	Contact   reads what is written and what waits to be written
//	Search    does so for all contacts of a span of time
//	Sync      makes everything safe against power loss, before a Trim
//
// Apply never waits for the disk and cannot fail: if the disk refuses, the
// contacts stay in memory and in the journal, and the flusher tries again.
//
// Transactions are not synced one by one (synchronous=NORMAL): power loss may
// take the last ones back, which the journal gives again. It can only do so for
// as long as it holds those records, which is why a journal is trimmed no
// further than Sync has returned.
//
// A file of an earlier version is brought up to date when it is opened. One that
// is damaged or was written by a later version is set aside and an empty one
// takes its place, at position 0. Whether the journal still reaches
// back that far is for the host to find out.
package report
