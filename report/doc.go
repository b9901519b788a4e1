// Package report answers questions about contacts that have ended.
//
// A completed contact leaves the routing engine, so that memory grows with the
// contacts that are in the house and not with history. Its record lives on
// here, in one SQLite file, report.db, in the data directory.
//
// The host folds every durable record of the journal into the file, in order, and
// the file remembers for each instance the position of the last record it holds.
// Contacts and position are written in one transaction, so the position is never
// ahead of the contacts; when it is behind, because the process died, the host
// replays what is missing.
//
//	Apply     takes the events of one journal record, in memory
//	flusher   writes what Apply took, in the background, many at a time
//	Contact   reads what is written and what waits to be written
//	Search    does so for all contacts of a span of time
//	Sync      makes everything safe against power loss, before a Trim
//	Skip      notes what the journal no longer has
//	keeper    looks for damage, and saves what is whole
//
// Apply never waits for the disk and cannot fail: if the disk refuses, the
// contacts stay in memory and in the journal, and the flusher tries again.
//
// # What is rebuilt from what
//
// The journal keeps its records from the snapshot before the newest on. For as long
// as it has a record, the file can be rebuilt from it: transactions are not synced
// one by one (synchronous=NORMAL), and power loss may take the last ones back.
// Before the journal lets go of a record, Sync has made everything in it safe. From
// then on this file is the only place where the contacts are that ended in it;
// whoever keeps history makes copies of the file.
//
// # Damage
//
// Routing does not need this file, and runs whatever becomes of it. Every row has
// checksums, so a record that has changed is an error and never an answer. The
// structure of the file and all rows are looked through after each start and once a
// day, in the background, since a large file takes minutes; what is damaged is also
// noticed when it is read or written. The keeper then sets the file aside, with the
// ending ".unusable", and puts a new one in its place, with every record that it
// finds on the pages of the old one, however the tree above them is damaged. A
// contact that the indexes know and whose record is gone is remembered as lost. The
// host is asked for what the journal has still: Apply returns false until it
// has been given again.
//
// A file that is missing, or whose first page is damaged, begins anew in the same
// way. What the journal no longer has then is remembered as a gap, with the time
// until which contacts may be missing.
//
// A file of an earlier version is brought up to date when it is opened. Its rows
// have no checksums and are taken as they are. One of a later version is set aside.
package report
