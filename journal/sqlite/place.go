package sqlite

import (
	"fmt"
	"os"
	"sync"

	"github.com/strowger/strowger/journal"
)

// place knows which files the database was opened as. A file that is removed, or
// whose volume is taken away, can be written all the same, and what was written is
// gone when the process ends.
type place struct {
	path string

	mu       sync.Mutex
	files    [2]os.FileInfo // the database and its write-ahead log, nil while there is none
	vanished error          // it stays so, whatever is put in its place
}

// placeOf returns the place of a database that is about to be opened.
func placeOf(path string) (*place, error) {
	info, err := os.Stat(path)
	return &place{path: path, files: [2]os.FileInfo{info}}, err
}

// check refuses a database whose files are not those that were opened. The log
// comes into being with the first transaction.
func (p *place) check() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, ending := range []string{"", walEnding} {
		if p.vanished != nil {
			break
		}
		info, err := os.Stat(p.path + ending)
		switch {
		case err == nil && p.files[i] == nil:
			p.files[i] = info
		case err == nil && !os.SameFile(p.files[i], info):
			p.vanished = fmt.Errorf("%s is another file", p.path+ending)
		case err != nil && p.files[i] != nil:
			p.vanished = err
		}
	}
	if p.vanished != nil {
		return fmt.Errorf("%w: the database was taken away while it was open: %w", journal.ErrCorrupt, p.vanished)
	}
	return nil
}
