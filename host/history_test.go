package host

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/report"
	"github.com/strowger/strowger/routing"
)

// These tests lose history, or what the journal has of it. Routing goes on.

// loseReport removes the file of the ended contacts.
func (s *site) loseReport() {
	s.t.Helper()
	check(s.t, os.RemoveAll(s.dir))
	check(s.t, os.Mkdir(s.dir, 0o700))
}

// endContact starts a call and hangs up.
func endContact(t *testing.T, i *Instance, id strowger.ContactID) {
	t.Helper()
	call(t, i, id, "Sample inbound flow")
	do(t, i, strowger.DisconnectContact{ContactID: id, Reason: strowger.CustomerDisconnect})
}

// wantEnded holds the report to whether it has a contact.
func wantEnded(t *testing.T, d *Directory, id strowger.ContactID, want bool) {
	t.Helper()
	_, ok, err := d.cfg.Report.Contact(t.Context(), houseID, id)
	if ok != want || err != nil {
		t.Errorf("ended contact %s: found %v, error %v; want %v", id, ok, err, want)
	}
}

// wantService holds an instance to routing as ever.
func wantService(t *testing.T, i *Instance, id strowger.ContactID) {
	t.Helper()
	endContact(t, i, id)
	view(t, i, func(e *routing.Engine) {
		if _, ok := e.Contact(id); ok {
			t.Errorf("contact %s has not ended", id)
		}
	})
}

func TestLostReportIsFoldedAgain(t *testing.T) {
	t.Run("from a whole journal", func(t *testing.T) {
		s := newSite(t)
		d, i := s.openHouse()
		busyDay(t, d, i)
		s.close(d)
		s.loseReport()
		d, i = s.openHouse()
		wantEnded(t, d, "call0", true)
		wantService(t, i, "after")
		if until := d.cfg.Report.Incomplete(houseID); until != 0 {
			t.Errorf("contacts may be missing until %s", until)
		}
	})
	// After two clean stops the journal has let go of what was before the first.
	t.Run("from a trimmed one", func(t *testing.T) {
		s := newSite(t)
		d, i := s.openHouse()
		endContact(t, i, "early")
		for stop := range 2 {
			endContact(t, i, strowger.ContactID(fmt.Sprint("call", stop)))
			s.close(d)
			d, i = s.openHouse()
		}
		endContact(t, i, "call2")
		s.kill(d)
		s.loseReport()
		for start := range 2 { // what is lost is remembered
			d, i = s.openHouse()
			wantEnded(t, d, "early", false)
			wantEnded(t, d, "call1", true)
			wantEnded(t, d, "call2", true)
			wantService(t, i, strowger.ContactID(fmt.Sprint("after", start)))
			if d.cfg.Report.Incomplete(houseID) == 0 {
				t.Error("nobody knows that contacts are missing")
			}
			s.close(d)
		}
	})
	t.Run("from a damaged one", func(t *testing.T) {
		s := newSite(t)
		d, i := s.openHouse()
		for n := range 9 {
			endContact(t, i, strowger.ContactID(fmt.Sprint("call", n)))
		}
		s.close(d)
		s.loseReport()
		s.journal = damagedJournal{s.journal, 8}
		d, i = s.openHouse()
		wantEnded(t, d, "call0", true)
		wantEnded(t, d, "call7", false)
		wantEnded(t, d, "call8", true) // ended in the record of the snapshot
		wantService(t, i, "after")
		if d.cfg.Report.Incomplete(houseID) == 0 {
			t.Error("nobody knows that contacts are missing")
		}
	})
}

// damagedJournal refuses replays from before a record at that record.
type damagedJournal struct {
	journal.Journal
	at journal.Pos
}

func (j damagedJournal) Replay(ctx context.Context, inst string, after journal.Record, fn func(journal.Record) error) (journal.Record, error) {
	return j.Journal.Replay(ctx, inst, after, func(r journal.Record) error {
		if after.Pos < j.at && r.Pos >= j.at {
			return fmt.Errorf("%w: record %d", journal.ErrCorrupt, j.at)
		}
		return fn(r)
	})
}

// TestNoSnapshotMistakesAnEpochForALoss: snapshots at the start of an epoch, of which
// the report never hears, do not make it look incomplete.
func TestNoSnapshotMistakesAnEpochForALoss(t *testing.T) {
	s := newSite(t)
	d, i := s.openHouse()
	endContact(t, i, "call")
	s.kill(d)
	s.close(s.open()) // the snapshot is at the start of the second epoch
	s.kill(s.open())
	s.close(s.open())
	s.loseReport()
	d, _ = s.openHouse()
	wantEnded(t, d, "call", true)
	if until := d.cfg.Report.Incomplete(houseID); until != 0 {
		t.Errorf("contacts may be missing until %s", until)
	}
}

// TestReportLosesRecordsWhileRunning: the next record brings them back.
func TestReportLosesRecordsWhileRunning(t *testing.T) {
	s := newSite(t)
	d, i := s.openHouse()
	endContact(t, i, "call0")
	_, err := d.cfg.Report.Sync(t.Context(), houseID)
	check(t, err)
	check(t, os.RemoveAll(s.dir))
	for { // until the file is found to be gone and another in its place
		if _, err := d.cfg.Report.Sync(t.Context(), houseID); err == nil || d.cfg.Report.Lacking(houseID) {
			break
		}
	}
	endContact(t, i, "call1")
	wantEnded(t, d, "call0", true)
	wantEnded(t, d, "call1", true)
	s.close(d)
	d, _ = s.openHouse()
	wantEnded(t, d, "call0", true)
	wantEnded(t, d, "call1", true)
}

// A journal that has lost its end must not be continued: what the report has
// seen would happen again, differently. It does not grow with the attempts either.
func TestJournalBehindTheReportIsRefused(t *testing.T) {
	s := newSite(t)
	d, i := s.openHouse()
	endContact(t, i, "call0")
	records := 0
	_, err := s.journal.Replay(t.Context(), string(houseID), journal.Record{}, func(journal.Record) error { records++; return nil })
	check(t, err)
	endContact(t, i, "call1")
	s.close(d)

	whole := s.journal
	s.journal = journal.NewMemory()
	w, err := s.journal.Acquire(t.Context(), string(houseID), "nobody", journal.Record{}, func(journal.Record) error { return nil })
	check(t, err)
	_, err = whole.Replay(t.Context(), string(houseID), journal.Record{}, func(r journal.Record) error {
		if records--; records < 0 {
			return nil
		}
		_, err := w.Append(t.Context(), r.Data)
		return err
	})
	check(t, err)
	for range 10 {
		d := s.open()
		_, err = d.Instance(houseID)
		if got := causes(err); !strings.Contains(got, "report has seen") || !strings.Contains(got, "--accept-loss") {
			t.Fatalf("error is %q, want one that tells of the report and what to do", got)
		}
		s.close(d)
	}
	s.cfg.AcceptLoss = true
	d, i = s.openHouse()
	s.cfg.AcceptLoss = false
	wantEnded(t, d, "call1", true)
	wantService(t, i, "call2")
	wantEnded(t, d, "call2", true)
	s.close(d)
	_, i = s.openHouse()
	wantService(t, i, "call3")
}

// TestEmptyWorldIsRefused: a journal without instances is not begun anew beside the
// contacts of a lost one.
func TestEmptyWorldIsRefused(t *testing.T) {
	s := newSite(t)
	d, i := s.openHouse()
	endContact(t, i, "call")
	s.close(d)
	s.journal = journal.NewMemory()
	r, err := report.Open(s.dir, s.cfg.Logger)
	check(t, err)
	cfg := s.cfg
	cfg.Journal, cfg.Report = s.journal, r
	if _, err := Open(t.Context(), cfg); !errors.Is(err, ErrEmptyJournal) || !strings.Contains(err.Error(), string(houseID)) {
		t.Errorf("Open gives %v", err)
	}
	check(t, r.Close())
	s.cfg.AcceptLoss = true
	s.close(s.open())
	s.cfg.AcceptLoss = false
	check(t, os.Remove(filepath.Join(s.dir, "report.db")))
	_, i = s.openHouse()
	wantService(t, i, "call")
}
