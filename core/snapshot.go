package core

import (
	"crypto/sha256"
	"encoding/json"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/flow"
	"github.com/strowger/strowger/routing"
)

// Snapshot is the whole state of an instance, without the indexes. Its lists are in
// the order of the identifiers. The instance never changes what it points to. What
// flows keep is left out while there is none, so that older snapshots have the same
// digest.
type Snapshot struct {
	routing.Snapshot
	Flows        []strowger.ContactFlows `json:",omitempty"`
	FlowContents []string                `json:",omitempty"` // in which something stands, but which are not published any more
}

// Snapshot returns the state.
func (i *Instance) Snapshot() *Snapshot {
	s := &Snapshot{Snapshot: *i.engine.Snapshot()}
	s.Flows, s.FlowContents = i.flows.Snapshot()
	return s
}

// Restore returns an instance with the state of a snapshot.
func Restore(s *Snapshot) *Instance {
	return &Instance{
		engine: routing.Restore(&s.Snapshot),
		flows:  flow.RestoreRuns(s.ContactFlows, s.ContactFlowModules, s.Flows, s.FlowContents),
	}
}

// Digest returns a hash of the state. Instances with the same state have the same
// digest, however they came to it; the time at which nothing happened last is left
// out.
func (i *Instance) Digest() [sha256.Size]byte { return i.Snapshot().Digest() }

// Digest returns the digest of the instance that the snapshot was taken of.
func (s *Snapshot) Digest() [sha256.Size]byte {
	state := *s
	state.Now = 0
	b, err := json.Marshal(&state)
	if err != nil {
		panic("core: " + err.Error()) // a snapshot is plain data
	}
	return sha256.Sum256(b)
}
