package access

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"sync"
)

// Store looks up keys in a file and follows its changes. It is safe for
// concurrent use.
type Store struct {
	path string
	log  *slog.Logger

	mu   sync.Mutex
	file *os.File    // the one that was read; open, so that its inode is not given to another
	info fs.FileInfo // of it, when it was read
	keys map[string]*Key
}

// Open returns a store of the keys in a file, which may be missing. A file that
// cannot be read is an error here; later it is logged.
func Open(path string, log *slog.Logger) (*Store, error) {
	s := &Store{path: path, log: log}
	return s, s.refresh()
}

// Close closes the file.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.forget()
}

// Key returns an active key, as the file says now.
func (s *Store) Key(id string) (*Key, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.refresh(); err != nil {
		s.log.Error("access keys cannot be read; none of them is good", "err", err)
	}
	k, ok := s.keys[id]
	return k, ok && k.State == Active
}

// refresh reads the file if it is another one than before, or if others may do
// something else with it.
func (s *Store) refresh() error {
	info, err := os.Stat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s.forget()
	case err != nil:
		return errors.Join(err, s.forget())
	case s.file != nil && os.SameFile(info, s.info) && info.ModTime().Equal(s.info.ModTime()) &&
		info.Size() == s.info.Size() && info.Mode() == s.info.Mode():
		return nil
	}
	return errors.Join(s.forget(), s.load())
}

// forget lets go of the file and of what was in it.
func (s *Store) forget() error {
	s.keys, s.info = nil, nil
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	s.file = nil
	return err
}

// load reads the file and keeps it open.
func (s *Store) load() error {
	file, err := os.Open(s.path)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return errors.Join(err, file.Close())
	}
	keys, err := read(file)
	s.file, s.info = file, info // a damaged file is read and logged once
	s.keys = make(map[string]*Key, len(keys))
	for i := range keys {
		s.keys[keys[i].ID] = &keys[i]
	}
	return err
}
