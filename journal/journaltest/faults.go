package journaltest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/strowger/strowger/journal"
)

// Commit makes something durable: do does it, and what Commit returns is what
// the engine is told.
type Commit func(do func() error) error

// errInjected is what a commit says that was made to fail.
var errInjected = errors.New("injected by journaltest")

// The ways in which a commit ends.
func wellDone(do func() error) error    { return do() }
func failBefore(func() error) error     { return errInjected }
func failAfter(do func() error) error   { return errors.Join(do(), errInjected) }
func once(first Commit) Commit          { return sequence(first) }
func always(every Commit) *atomicCommit { return newAtomicCommit(every) }

// sequence returns a commit that ends in one way after the other, and well from
// then on.
func sequence(ways ...Commit) Commit {
	var n atomic.Int64
	return func(do func() error) error {
		if i := n.Add(1) - 1; i < int64(len(ways)) {
			return ways[i](do)
		}
		return do()
	}
}

// atomicCommit is a commit that can be exchanged.
type atomicCommit struct{ way atomic.Pointer[Commit] }

func newAtomicCommit(c Commit) *atomicCommit {
	a := new(atomicCommit)
	a.set(c)
	return a
}

func (a *atomicCommit) set(c Commit)                 { a.way.Store(&c) }
func (a *atomicCommit) run(do func() error) error    { return (*a.way.Load())(do) }
