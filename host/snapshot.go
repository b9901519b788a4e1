package host

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/core"
	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/routing"
)

// snapshot is the state of an instance as the journal keeps it, in JSON.
type snapshot struct {
	Version versionNumber
	Digest  string        // of the engine, in hexadecimal
	Now     strowger.Time // the latest time used
	Before  []byte        `json:",omitempty"` // the record of the snapshot before, encoded
	Apply   int           `json:",omitzero"`  // routing.ApplyVersion; older snapshots do not say
	Engine  *core.Snapshot
}

// state is an instance being read.
type state struct {
	core   *core.Instance
	now    strowger.Time
	size   int            // of the snapshot, in bytes
	before journal.Record // of the snapshot before, if there was one
	apply  int            // routing.ApplyVersion, 0 if that is not known
}

// readSnapshot returns the state of the newest snapshot and the record it was
// taken at; without one, the state at the beginning.
func (w *writer) readSnapshot(ctx context.Context) (s state, at journal.Record, err error) {
	at, r, err := w.cfg.Journal.LatestSnapshot(ctx, string(w.id))
	if err != nil {
		return s, at, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if at.Pos == 0 {
		return state{core: core.New()}, at, nil
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return s, at, err
	}
	if s, err = decodeSnapshot(data); err != nil {
		err = fmt.Errorf("%w: instance %q, snapshot at record %d: %w", errUnreadable, w.id, at.Pos, err)
	}
	return s, at, err
}

// encode returns the encoding of a snapshot after setting its version and
// digest. The engine it was taken of may go on meanwhile.
func (s *snapshot) encode() ([]byte, error) {
	digest := s.Engine.Digest()
	s.Version, s.Apply, s.Digest = formatVersion, routing.ApplyVersion, hex.EncodeToString(digest[:])
	return json.Marshal(s, encoding)
}

// decodeSnapshot restores the engine and proves that it is the one the snapshot
// was taken of.
func decodeSnapshot(data []byte) (state, error) {
	var s snapshot
	if err := json.Unmarshal(data, &s, encoding); err != nil {
		return state{}, err
	}
	if s.Version == 0 || s.Engine == nil {
		return state{}, errors.New("no Version or no Engine")
	}
	restored := core.Restore(s.Engine)
	digest := restored.Digest()
	if got := hex.EncodeToString(digest[:]); got != s.Digest {
		return state{}, fmt.Errorf("the restored state has digest %s, the snapshot was taken with %s", got, s.Digest)
	}
	st := state{core: restored, now: s.Now, size: len(data), apply: s.Apply}
	if s.Before == nil {
		return st, nil
	}
	var err error
	st.before, err = journal.DecodeRecord(s.Before)
	return st, err
}

// snapshots says what has happened since the newest snapshot.
type snapshots struct {
	records, bytes int
	size           int            // of the newest snapshot, in bytes
	at             journal.Record // where it was taken
	running        chan stored    // tells of the one being stored
}

// stored is a snapshot that was stored; zero if that failed.
type stored struct {
	at   journal.Record
	size int
}

func (s *snapshots) done(n stored) {
	s.running = nil
	if n.at.Pos > 0 {
		s.at, s.size = n.at, n.size
	}
}

func (s *snapshots) count(r journal.Record) {
	s.records++
	s.bytes += len(r.Data)
}

// snapshotIfDue begins a snapshot if enough has happened since the last one,
// and at least as much as a snapshot takes, so that a large instance does not
// write more snapshots than records.
func (w *writer) snapshotIfDue(at journal.Record) {
	s := &w.snapshots
	select {
	case n := <-s.running:
		s.done(n)
	default:
	}
	due := s.records >= w.cfg.SnapshotRecords || s.bytes >= w.cfg.SnapshotBytes
	if due && s.bytes >= s.size && s.running == nil {
		w.beginSnapshot(at)
	}
}

// beginSnapshot copies the state and stores it while the instance goes on. What the
// report has lost it is given before the journal is trimmed.
func (w *writer) beginSnapshot(at journal.Record) {
	w.refillReport()
	w.cfg.Report.Apply(w.id, uint64(at.Pos), nil) // which may be the start of an epoch, of which it has not heard
	taken := &snapshot{Now: w.now, Engine: w.state.Snapshot()}
	if w.snapshots.at.Pos > 0 {
		taken.Before = journal.AppendRecord(nil, w.snapshots.at)
	}
	done := make(chan stored, 1)
	w.snapshots.records, w.snapshots.bytes, w.snapshots.running = 0, 0, done
	go func() {
		size, err := w.storeSnapshot(at, taken)
		if err != nil {
			w.log.Error("snapshot not stored; the next one will be tried in time", "record", at.Pos, "err", err)
			done <- stored{}
			return
		}
		done <- stored{at, size}
	}()
}

// storeSnapshot stores a snapshot and trims the journal. Everything before it
// is safe in the report by then. It returns the size of the snapshot.
func (w *writer) storeSnapshot(at journal.Record, s *snapshot) (int, error) {
	if _, err := w.cfg.Report.Sync(w.ctx, w.id); err != nil {
		return 0, err
	}
	data, err := s.encode()
	if err != nil {
		return 0, err
	}
	if err := w.cfg.Journal.PutSnapshot(w.ctx, string(w.id), at, bytes.NewReader(data)); err != nil {
		return 0, err
	}
	return len(data), w.cfg.Journal.Trim(w.ctx, string(w.id), at.Pos)
}

// finalSnapshot stores the state of an instance that is being closed.
func (w *writer) finalSnapshot() {
	if w.snapshots.running != nil {
		w.snapshots.done(<-w.snapshots.running)
	}
	if w.trouble.down != nil || w.snapshots.records == 0 {
		return
	}
	w.beginSnapshot(w.tail.Last())
	<-w.snapshots.running
}
