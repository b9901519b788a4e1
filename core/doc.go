// Package core is one instance of a contact centre as a value: its configuration, its
// agents and contacts, the flows that run, and what is due.
//
//	Do(now, command)   decides a command, applies what it causes and what follows
//	                   from that, and returns the events
//	AdvanceTo(until)   makes happen what is due until then, each at its time
//	NextDeadline()     says when something is next due
//	Apply(event)       changes the state as the event did when it was decided
//	Snapshot, Restore  the state as a value; Digest proves that two are the same
//
// It has no clock, goroutine, I/O or chance: time and identifiers come with the
// commands. State rebuilt from events is the state that has caused them. Whoever keeps
// an instance for others, lives through a story or simulates a day drives this same
// value: package host with the clock and a journal.
//
// Package routing holds and decides what happens to contacts and agents, package flow
// what the contact flows make of a contact. A flow acts by commands, as people do.
// After the events of each command the flows that they begin or end do so, and run
// until they wait or end, within the same step and at the same time.
package core
