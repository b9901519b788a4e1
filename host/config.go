package host

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/report"
)

// Config says what a Directory works with.
type Config struct {
	Journal journal.Journal // required; the caller closes it after the directory
	Report  *report.Store   // required; the caller closes it after the directory
	Clock   Clock           // RealClock by default
	Logger  *slog.Logger    // slog.Default by default
	Owner   string          // names this process in the journal, for people

	// NounDir is a directory, made if missing, that has the noun of each instance
	// in a file of its own, so that an instance which cannot be started is still
	// known. Without it nothing is kept.
	NounDir string

	// AcceptClock says how to go on with instances that are more than five minutes
	// ahead of the clock. Open refuses to by default.
	AcceptClock AcceptClock

	// AcceptLoss starts instances whose journals have lost records that the report
	// has seen, and starts anew if there is no journal left. Open refuses both by
	// default, and so does the journal itself where it knows; see package sqlite.
	AcceptLoss bool

	Quotas strowger.Quotas // what may be created; none by default

	// Observe, if set, is told the events of each batch when they are durable,
	// in their order, on the goroutine of the instance: it must not block.
	Observe func(strowger.InstanceID, []strowger.Event)

	SnapshotRecords int           // a snapshot after so many records, by default 10,000
	SnapshotBytes   int           // or after so many bytes of them, by default 16 MiB
	QueueLength     int           // requests that may wait for an instance, by default 1024
	AppendTimeout   time.Duration // until an append counts as uncertain, by default 30 s
}

// validate fills in the defaults and returns what is missing.
func (c *Config) validate() error {
	if c.Journal == nil || c.Report == nil {
		return errors.New("host: Config.Journal and Config.Report are required")
	}
	if c.Clock == nil {
		c.Clock = RealClock()
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.Observe == nil {
		c.Observe = func(strowger.InstanceID, []strowger.Event) {}
	}
	if !c.AcceptClock.valid() {
		return fmt.Errorf("host: Config.AcceptClock is %q", c.AcceptClock)
	}
	if c.NounDir != "" {
		if err := os.MkdirAll(c.NounDir, 0o700); err != nil {
			return err
		}
	}
	c.Owner = cmp.Or(c.Owner, "strowger")
	c.SnapshotRecords = cmp.Or(c.SnapshotRecords, 10_000)
	c.SnapshotBytes = cmp.Or(c.SnapshotBytes, 16<<20)
	c.QueueLength = cmp.Or(c.QueueLength, 1024)
	c.AppendTimeout = cmp.Or(c.AppendTimeout, 30*time.Second)
	return nil
}
