package sqlite

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"github.com/strowger/strowger/journal"
)

// ReachFile is the name of the file, beside the database, that says how far the
// log of each instance reaches.
const ReachFile = "journal.reach"

// reach is that file. It is written after a record is durable and before it is
// acknowledged, in place and without a sync, so it costs a copy into the memory of
// the system. It may therefore know less than the database after a power loss, but
// never more, unless the database has lost what was acknowledged.
//
// The file has a slot for each instance:
//
//	offset  size  what
//	     0    16  first half of the SHA-256 of the instance's name
//	    16     8  position of its newest record, big-endian
//	    24     4  CRC-32C of everything before, big-endian
//	    28     4  zero
//
// Slots do not cross sectors, so the disk writes all of one or nothing. What is
// not a slot is passed over, and written anew when there is something to say.
type reach struct {
	mu     sync.Mutex
	file   *os.File // nil if it is only read
	slots  map[[reachKey]byte]*slot
	end    int64 // where the next slot goes
	failed bool  // to write, and that was logged
}

type slot struct {
	offset int64
	last   journal.Pos
}

const (
	reachKey  = 16
	reachSlot = 32
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func keyOf(inst string) [reachKey]byte {
	sum := sha256.Sum256([]byte(inst))
	return [reachKey]byte(sum[:reachKey])
}

// openReach reads the file in a directory, to go on with it. With readOnly it is
// neither made nor written.
func openReach(dir string, readOnly bool) (*reach, error) {
	r := &reach{slots: make(map[[reachKey]byte]*slot)}
	flags := os.O_RDWR | os.O_CREATE
	if readOnly {
		flags = os.O_RDONLY
	}
	file, err := os.OpenFile(filepath.Join(dir, ReachFile), flags, 0o600)
	if readOnly && errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(file)
	if err == nil {
		r.read(data)
		r.file = file
	}
	if readOnly || err != nil {
		r.file = nil
		err = errors.Join(err, file.Close())
	}
	return r, err
}

// read takes the slots. Of two for one instance, written by two processes, both
// are true and the higher says more.
func (r *reach) read(data []byte) {
	for ; len(data) >= reachSlot; data, r.end = data[reachSlot:], r.end+reachSlot {
		sum := crc32.Checksum(data[:24], castagnoli)
		if binary.BigEndian.Uint32(data[24:]) != sum {
			continue
		}
		key, last := [reachKey]byte(data), journal.Pos(binary.BigEndian.Uint64(data[reachKey:]))
		if s := r.slots[key]; s == nil || s.last < last {
			r.slots[key] = &slot{r.end, last}
		}
	}
}

// of returns how far the log of an instance is known to reach.
func (r *reach) of(inst string) journal.Pos {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s := r.slots[keyOf(inst)]; s != nil {
		return s.last
	}
	return 0
}

// note says that the log of an instance reaches a position. What cannot be written
// is not noticed missing later, and no record is refused for it.
func (r *reach) note(inst string, pos journal.Pos) {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := keyOf(inst)
	s := r.slots[key]
	if s == nil {
		s = &slot{offset: r.end}
		r.slots[key], r.end = s, r.end+reachSlot
	}
	if pos <= s.last {
		return
	}
	s.last = pos
	var b [reachSlot]byte
	copy(b[:], key[:])
	binary.BigEndian.PutUint64(b[reachKey:], uint64(pos))
	binary.BigEndian.PutUint32(b[24:], crc32.Checksum(b[:24], castagnoli))
	if _, err := r.file.WriteAt(b[:], s.offset); err != nil && !r.failed {
		slog.Warn("journal: "+ReachFile+" cannot be written, so records that are lost would not be missed", "err", err)
		r.failed = true
	}
}

func (r *reach) close() error {
	if r.file == nil {
		return nil
	}
	return errors.Join(r.file.Sync(), r.file.Close())
}

// AcceptLoss has the journal in a directory, which nobody has open, forget how far
// it reached, so that one which has lost its end is opened as it is.
func AcceptLoss(dir string) error {
	err := os.Remove(filepath.Join(dir, ReachFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
