package journal

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// NewMemory returns a journal that is kept in memory and lives as long as the
// process. It is a journal in all else: writers fence each other, and what is
// read is checked.
func NewMemory() *Log {
	return New(&memory{instances: make(map[string]*memoryLog)})
}

// memory is the Store of NewMemory.
type memory struct {
	mu        sync.RWMutex
	instances map[string]*memoryLog
}

// memoryLog is one instance.
type memoryLog struct {
	first     Pos      // position of records[0]
	records   [][]byte // never empty
	snapshots map[Pos][][]byte
}

func (g *memoryLog) last() Pos {
	if g == nil {
		return 0
	}
	return g.first + Pos(len(g.records)) - 1
}

func (m *memory) Put(ctx context.Context, inst string, pos Pos, record []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	g := m.instances[inst]
	switch last := g.last(); {
	case pos > last+1:
		return fmt.Errorf("%w: the newest record is %d", ErrCorrupt, last)
	case pos <= last && pos >= g.first && bytes.Equal(g.records[pos-g.first], record):
		return nil
	case pos <= last:
		return fmt.Errorf("%w: the newest record is %d", ErrFenced, last)
	}
	if g == nil {
		g = &memoryLog{first: 1, snapshots: make(map[Pos][][]byte)}
		m.instances[inst] = g
	}
	g.records = append(g.records, bytes.Clone(record))
	return nil
}

func (m *memory) Last(ctx context.Context, inst string) (Pos, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.instances[inst].last(), ctx.Err()
}

func (m *memory) Read(ctx context.Context, inst string, from, to Pos, fn func([]byte) error) error {
	for _, record := range m.slice(inst, from, to) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := fn(bytes.Clone(record)); err != nil {
			return err
		}
	}
	return nil
}

// slice returns the records from … to, so that none is read under the lock.
func (m *memory) slice(inst string, from, to Pos) [][]byte {
	m.mu.RLock()
	defer m.mu.RUnlock()
	g := m.instances[inst]
	from, to = max(from, 1), min(to, g.last())
	if g == nil || to < max(from, g.first) {
		return nil
	}
	return slices.Clone(g.records[max(from, g.first)-g.first : to+1-g.first])
}

func (m *memory) PutPart(ctx context.Context, inst string, at Pos, part int, record []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	g := m.instances[inst]
	if part == 0 {
		g.snapshots[at] = nil
	}
	g.snapshots[at] = append(g.snapshots[at], bytes.Clone(record))
	return nil
}

func (m *memory) ReadParts(ctx context.Context, inst string, at Pos, fn func([]byte) error) error {
	m.mu.RLock()
	var stored [][]byte
	if g := m.instances[inst]; g != nil {
		stored = slices.Clone(g.snapshots[at])
	}
	m.mu.RUnlock()
	for _, record := range stored {
		if err := fn(record); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (m *memory) Snapshots(ctx context.Context, inst string) ([]Pos, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	g := m.instances[inst]
	if g == nil {
		return nil, ctx.Err()
	}
	stored := slices.Sorted(maps.Keys(g.snapshots))
	slices.Reverse(stored)
	return stored, ctx.Err()
}

func (m *memory) Trim(ctx context.Context, inst string, upTo Pos) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	g := m.instances[inst]
	if g == nil || upTo <= g.first {
		return ctx.Err()
	}
	g.records = slices.Clone(g.records[upTo-g.first:])
	g.first = upTo
	maps.DeleteFunc(g.snapshots, func(at Pos, _ [][]byte) bool { return at < upTo })
	return ctx.Err()
}

func (m *memory) Instances(ctx context.Context) ([]string, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return slices.Sorted(maps.Keys(m.instances)), ctx.Err()
}

// Close has nothing to release.
func (m *memory) Close() error { return nil }
