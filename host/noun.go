package host

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/renameio/v2"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/journal"
)

// The noun of an instance is in its journal, which can only be read as a whole. A
// copy in a file of its own says of an instance that cannot be started that it is
// there, and what it is called. The journal is right: whenever it has been read
// the file is made to say the same, so one that is missing, old or damaged is
// mended by the next start. That of a deleted instance stays and says so, for the
// journal has its records still.

// nounSuffix ends the names of the files.
const nounSuffix = ".json"

// nounFile returns where the noun of an instance is kept. Identifiers are those
// of the journal, which may be any text.
func (c *Config) nounFile(id strowger.InstanceID) string {
	return filepath.Join(c.NounDir, url.PathEscape(string(id))+nounSuffix)
}

// keptNouns returns the identifiers of the instances whose nouns are kept.
func (c *Config) keptNouns() (ids []strowger.InstanceID, err error) {
	if c.NounDir == "" {
		return nil, nil
	}
	files, err := os.ReadDir(c.NounDir)
	for _, f := range files {
		name, ok := strings.CutSuffix(f.Name(), nounSuffix)
		if id, err := url.PathUnescape(name); ok && err == nil && !strings.HasPrefix(name, ".") {
			ids = append(ids, strowger.InstanceID(id))
		}
	}
	return ids, err
}

// forgetNouns removes those of instances whose journals are lost for good.
func (c *Config) forgetNouns(kept []strowger.InstanceID, journals []string) error {
	for _, id := range kept {
		if slices.Contains(journals, string(id)) {
			continue
		}
		c.Logger.Warn("the instance is lost, which is accepted", "instance", id)
		if err := os.Remove(c.nounFile(id)); err != nil {
			return err
		}
	}
	return nil
}

// readNoun returns what is kept of an instance.
func (c *Config) readNoun(id strowger.InstanceID) (*strowger.Instance, error) {
	if c.NounDir == "" {
		return nil, fs.ErrNotExist
	}
	data, err := os.ReadFile(c.nounFile(id))
	if err != nil {
		return nil, err
	}
	noun := new(strowger.Instance)
	if err := json.Unmarshal(data, noun, encoding, json.RejectUnknownMembers(false)); err != nil {
		return nil, fmt.Errorf("%s: %w", c.nounFile(id), err)
	}
	if noun.ID != id {
		return nil, fmt.Errorf("%s is that of instance %q", c.nounFile(id), noun.ID)
	}
	return noun, nil
}

// writeNoun keeps the noun of an instance, durably.
func (c *Config) writeNoun(noun *strowger.Instance) error {
	data, err := json.Marshal(noun, encoding)
	if err != nil {
		return err
	}
	path := c.nounFile(noun.ID)
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, data) {
		return nil
	}
	if err := renameio.WriteFile(path, data, 0o600); err != nil {
		return err
	}
	d, err := os.Open(c.NounDir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// keptNoun says what was written down of the noun.
type keptNoun struct {
	noun   *strowger.Instance
	failed time.Time // when the last one could not be
}

// learnNoun takes the noun of an instance from its state.
func (w *writer) learnNoun(noun strowger.Instance) {
	if noun.ID == "" {
		w.noun.Store(nil)
		return
	}
	w.noun.Store(&noun)
	w.keepNoun()
}

// keepNoun writes the noun down unless it is there. What fails is tried again
// with a later record, not with each.
func (w *writer) keepNoun() {
	noun := w.noun.Load()
	if w.cfg.NounDir == "" || noun == nil || noun == w.kept.noun || time.Since(w.kept.failed) < retryLast {
		return
	}
	if err := w.cfg.writeNoun(noun); err != nil {
		w.log.Warn("the noun of the instance is not kept beside its journal; it is tried again with a later record", "err", err)
		w.kept.failed = time.Now()
		return
	}
	w.kept.noun = noun
}

// lastKnown returns the noun of an instance that could not be started: that which
// is kept, or else that of the journal, which may be readable where it cannot be
// written. If neither tells, it has the identifier alone; a journal that cannot be
// trusted does not tell that there is no instance.
func (w *writer) lastKnown(ctx context.Context, cause error) *strowger.Instance {
	noun, err := w.cfg.readNoun(w.id)
	if err == nil {
		return noun
	}
	if !errors.Is(err, fs.ErrNotExist) {
		w.log.Warn("what is kept of the instance cannot be read", "err", err)
	}
	if noun, err = w.nounInJournal(ctx); err == nil && (noun.ID != "" || !final(cause)) {
		return noun
	}
	return &strowger.Instance{ID: w.id}
}

// nounInJournal reads the noun of an instance without becoming its writer.
func (w *writer) nounInJournal(ctx context.Context) (*strowger.Instance, error) {
	s, at, err := w.readSnapshot(ctx)
	if err != nil {
		return nil, err
	}
	noun := s.core.View().Instance()
	_, err = w.cfg.Journal.Replay(ctx, string(w.id), at, func(r journal.Record) error {
		events, _, err := decodeRecord(r.Data)
		for _, ev := range events {
			if ev, ok := ev.(*strowger.InstanceSaved); ok {
				noun = &ev.Instance
			}
		}
		return err
	})
	return noun, err
}
