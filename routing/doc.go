// Package routing decides which agent gets which contact.
//
// An Engine holds one instance of a contact centre: its configuration, its
// agents and the contacts that are in it now. It is a value without a clock, a
// goroutine, I/O or randomness; time and identifiers arrive with the commands.
//
//	Decide(now, command)  reads the state and returns events, or refuses
//	Apply(event)          changes the state; it cannot fail
//	Settle(now)           returns what follows by itself: a deadline that has
//	                      passed, an offer that has become possible
//	Step(now, command)    does the three until nothing more follows
//	NextDeadline()        says when something will next follow by itself
//
// State rebuilt from events equals the state that produced them; Digest proves
// it. What Apply keeps besides the nouns themselves are indexes, which can be
// derived from them:
//
//   - waiting contacts, grouped by what an agent must fulfil to see them
//     (queue, channel, workload type, step expression, delay passed) and in each
//     group ordered by rank (index.go); where a lane has many groups, agents are
//     led to those they may fulfil (shelf.go)
//   - agents who could take some contact now, grouped by routing profile and
//     ordered by rank, with what traits they have (roster.go, traits.go)
//   - deadlines, ordered by time (deadline.go)
//   - what the last events have made worth looking at (worklist.go)
//
// An agent who becomes free looks at the first contacts of the groups it can
// see, in lanes that are not empty (match.go); for a contact that arrives the
// agents who have what it needs are looked through by rank (search.go).
//
// Most of what happens to an agent makes it take less, which matters only when
// somebody looks for an agent again. So what an agent can take, and its place
// among the others, is worked out then (agent.go), and what it would take now is
// kept until that is gone or something comes to wait (match.go). How much a
// decision looks at hardly depends on how many agents there are and how many
// contacts wait; a test counts it.
//
// No event and no snapshot changes later, and no command is changed: a contact
// begins as a copy of the command's, of which the engine makes another for itself,
// and hands that on when the contact is completed. Only who looks into the engine
// (Contact, Agent) sees what it goes on to write on. One who has seen enough of the
// events can give them back (Release); then the next contact is written where the
// last one was, and a step allocates nothing (stock.go).
//
// Explain and ExplainAgent say why a contact that waits is not offered: the
// first rule that keeps it and an agent apart, and what would join them
// (explain.go).
//
// Ranking is lexicographic, field by field, and says which field decided
// (rank.go). What is of the same instant is in the order of arrival, which Decide
// and Settle number (sequence.go). The rules are cited by the numbers of
// docs/rules.md; docs/routing.md links a story for each.
package routing
