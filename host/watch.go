package host

import (
	"sync"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// watch is somebody who waits for an agent to change.
type watch struct {
	user    strowger.UserID
	version uint64
	changed chan struct{} // closed by the writer
}

// watches holds those who wait. The writer adds and wakes, callers remove.
type watches struct {
	mu  sync.Mutex
	set map[*watch]struct{}
}

func (s *watches) add(w *watch) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.set == nil {
		s.set = make(map[*watch]struct{})
	}
	s.set[w] = struct{}{}
}

func (s *watches) remove(w *watch) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.set, w)
}

// wake wakes those whose agent has changed; e is in a durable state.
func (s *watches) wake(e *routing.Engine) {
	s.wakeIf(func(w *watch) bool { return e.AgentVersion(w.user) != w.version })
}

// wakeAll wakes everybody, because versions have begun again.
func (s *watches) wakeAll() { s.wakeIf(func(*watch) bool { return true }) }

func (s *watches) wakeIf(changed func(*watch) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for w := range s.set {
		if changed(w) {
			close(w.changed)
			delete(s.set, w)
		}
	}
}
