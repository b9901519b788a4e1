package host

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/journal"
)

// fullSite is a site whose instances cannot be acquired while full is set, because the
// disk of the journal is. The house has an alias and a client token.
func fullSite(t *testing.T) (s *site, full *atomic.Bool) {
	full = new(atomic.Bool)
	s = newSite(t)
	s.cfg.NounDir = filepath.Join(t.TempDir(), "instances")
	s.cfg.Clock = RealClock()
	s.cfg.Quotas.Instances = 1
	s.journal = deafJournal{newProbe(s), func() error {
		if full.Load() {
			return journal.ErrFull
		}
		return nil
	}}
	d := s.open()
	_, err := d.CreateInstance(t.Context(), aliased("house"))
	check(t, err)
	hire(t, find(t, d, houseID), "ann", true)
	s.close(d)
	return s, full
}

// aliased creates the house, or an instance that is taken for it.
func aliased(id strowger.InstanceID) strowger.CreateInstance {
	c := houseCommand(id)
	c.Instance.Alias, c.Instance.ClientToken = "acme", "token"
	return c
}

func noun(s *site) string { return filepath.Join(s.cfg.NounDir, string(houseID)+".json") }

// An instance that cannot be started for a cause that passes is listed, is found
// by its client token, has its alias and its place in the quota, and serves as soon
// as it can.
func TestInstanceThatCannotBeStarted(t *testing.T) {
	for name, spoil := range map[string]func(*testing.T, *site){
		"its noun is kept": func(*testing.T, *site) {},
		"the data directory is of an earlier version": func(t *testing.T, s *site) { check(t, os.Remove(noun(s))) },
		"its noun is damaged":                         func(t *testing.T, s *site) { check(t, os.WriteFile(noun(s), []byte(`{"ID":"hou`), 0o600)) },
		"its noun is that of another":                 func(t *testing.T, s *site) { check(t, os.WriteFile(noun(s), []byte(`{"ID":"annex"}`), 0o600)) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, full := fullSite(t)
				spoil(t, s)
				full.Store(true)
				d := s.open()
				isListed(t, d)
				doesNotServe(t, d, journal.ErrFull)
				if id, err := d.CreateInstance(t.Context(), aliased("again")); id != houseID || err != nil {
					t.Errorf("the same client token gave %q, error %v", id, err)
				}
				other := aliased("other")
				other.Instance.ClientToken = "another"
				if _, err := d.CreateInstance(t.Context(), other); strowger.CodeOf(err) != strowger.InvalidRequest {
					t.Errorf("the same alias gave %v", err)
				}
				other.Instance.Alias = "other"
				if _, err := d.CreateInstance(t.Context(), other); strowger.CodeOf(err) != strowger.ServiceQuotaExceeded {
					t.Errorf("one instance more than the quota gave %v", err)
				}
				time.Sleep(time.Minute) // of the bubble
				synctest.Wait()
				doesNotServe(t, d, journal.ErrFull)

				full.Store(false)
				time.Sleep(retryLast)
				synctest.Wait()
				isListed(t, d)
				hire(t, find(t, d, houseID), "bob", true)
				if kept, err := s.cfg.readNoun(houseID); err != nil || kept.Alias != "acme" {
					t.Errorf("kept of the instance is %+v, error %v", kept, err)
				}
			})
		})
	}
}

func isListed(t *testing.T, d *Directory) {
	t.Helper()
	if list := d.Instances(); len(list) != 1 || list[0].ID != houseID || list[0].Alias != "acme" {
		t.Errorf("listed is %+v", list)
	}
	if i, err := d.Noun(houseID); err != nil || i.Alias != "acme" {
		t.Errorf("the noun is %+v, error %v", i, err)
	}
}

func doesNotServe(t *testing.T, d *Directory, why error) {
	t.Helper()
	if _, err := d.Instance(houseID); !errors.Is(err, ErrUnavailable) || !errors.Is(err, why) {
		t.Errorf("the instance gave %v, want ErrUnavailable because of %v", err, why)
	}
	if err := d.DeleteInstance(t.Context(), houseID); !errors.Is(err, ErrUnavailable) {
		t.Errorf("deleting the instance gave %v, want ErrUnavailable", err)
	}
}

// What is kept of an instance follows its changes, and an old copy is mended.
func TestNounFollowsTheInstance(t *testing.T) {
	s, _ := fullSite(t)
	old, err := os.ReadFile(noun(s))
	check(t, err)
	tagged := func() bool {
		kept, err := s.cfg.readNoun(houseID)
		check(t, err)
		return kept.Attributes[strowger.EarlyMedia]
	}
	d, i := s.openHouse()
	do(t, i, strowger.UpdateInstanceAttribute{Attribute: strowger.EarlyMedia, On: true})
	if !tagged() {
		t.Error("the change is not kept")
	}
	s.close(d)
	check(t, os.WriteFile(noun(s), old, 0o600))
	s.open()
	if !tagged() {
		t.Error("the old copy is not mended")
	}
}

// A deleted instance does not come back when its journal cannot be written to.
func TestDeletedInstanceIsNotListed(t *testing.T) {
	for _, keep := range []bool{true, false} {
		s, full := fullSite(t)
		d := s.open()
		check(t, d.DeleteInstance(t.Context(), houseID))
		s.close(d)
		if !keep {
			check(t, os.Remove(noun(s)))
		}
		full.Store(true)
		d = s.open()
		if list := d.Instances(); len(list) != 0 {
			t.Errorf("its noun is kept: %v: %+v is listed", keep, list)
		}
		if _, err := d.Instance(houseID); strowger.CodeOf(err) != strowger.ResourceNotFound {
			t.Errorf("its noun is kept: %v: the instance gave %v", keep, err)
		}
		s.close(d)
	}
}

// An instance whose records are gone is not taken for one that never was.
func TestInstanceWithoutRecords(t *testing.T) {
	s, _ := fullSite(t)
	s.journal = journal.NewMemory()
	s.dir = t.TempDir()
	d := s.open()
	isListed(t, d)
	doesNotServe(t, d, journal.ErrCorrupt)
	if _, err := d.Instance(houseID); !strings.Contains(causes(err), noun(s)) {
		t.Errorf("%s does not say what to do", causes(err))
	}
	if names, err := s.journal.Instances(t.Context()); err != nil || len(names) != 0 {
		t.Errorf("the journal was given the instances %v, error %v", names, err)
	}
}

// Where nouns cannot be kept, instances serve all the same, and are kept when it
// is possible.
func TestNounThatCannotBeKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := fullSite(t)
		d, i := s.openHouse()
		check(t, os.RemoveAll(s.cfg.NounDir))
		change := func(on bool) {
			do(t, i, strowger.UpdateInstanceAttribute{Attribute: strowger.EarlyMedia, On: on})
		}
		change(true)
		check(t, os.Mkdir(s.cfg.NounDir, 0o700))
		time.Sleep(retryLast) // of the bubble
		hire(t, i, "bob", true)
		if kept, err := s.cfg.readNoun(houseID); err != nil || !kept.Attributes[strowger.EarlyMedia] {
			t.Errorf("kept of the instance is %+v, error %v", kept, err)
		}
		s.close(d)
	})
}
