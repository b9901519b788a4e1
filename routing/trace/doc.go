// Package trace is the judge of package routing. It holds three things, each of
// which knows the rules but not how the engine keeps them.
//
// A Runner plays golden traces: short stories of a contact centre in the words
// of those who run one, each followed by what the engine must do. README.md
// describes the language; the stories are in testdata and carry the number of
// the rule they show.
//
//	at 10:00:00
//	Ann becomes Available
//	voice c1 to Sales
//	----
//	10:00:00 c1 rings at Ann until 10:00:20 (the only contact, the only agent)
//
// NextOffer is an oracle: a router that keeps no index and no list. Given a
// snapshot it tries every waiting contact with every agent, by the letter of
// sections 1.1, 1.3 and 2.3 and U13, and says which offer comes next and why.
//
// Check is the list of what must hold whenever an engine is settled: no agent
// is idle while a contact waits whom that agent could take, nothing is at two
// agents, nothing waits for an instant that has passed.
//
// An Auditor applies all of it to every step of a running engine. It rebuilds
// the state from the events alone, asks the oracle before each offer, and
// compares the digests. Golden traces and random runs are audited alike.
//
// A Script is what was done, without what the engine made of it. It can be
// played again, shrunk to what it fails with, told as a trace (Write), and given
// other names (Renamed).
package trace
