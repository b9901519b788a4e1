package sqlite_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/journal/sqlite"
	"golang.org/x/sys/unix"
)

// recordSize is the data of one append, in bytes: a few events.
const recordSize = 1 << 10

// BenchmarkAppend appends from several goroutines, each in turn to one of
// several instances. Disks differ and are shared; what is comparable is the
// ratio to the rate at which the same disk, in the same run, takes one write of
// the same size and one fdatasync after the other.
func BenchmarkAppend(b *testing.B) {
	for _, c := range []struct{ appenders, instances int }{
		{1, 1}, {16, 16}, {256, 16}, {256, 256},
	} {
		b.Run(fmt.Sprintf("appenders=%d/instances=%d", c.appenders, c.instances), func(b *testing.B) {
			dir := b.TempDir()
			var commits atomic.Int64
			j, writers := openWriters(b, dir, c.instances, &commits)
			commits.Store(0)
			before := rawRate(b, dir)
			took := appendAll(b, writers, c.appenders)
			raw := (before + rawRate(b, dir)) / 2

			rate := float64(b.N) / b.Elapsed().Seconds()
			slices.Sort(took)
			b.ReportMetric(rate, "appends/s")
			b.ReportMetric(rate/raw, "ratio")
			b.ReportMetric(float64(b.N)/float64(commits.Load()), "appends/commit")
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
			b.ReportMetric(0, "ns/op")
			if err := j.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// openWriters opens a journal that counts its commits, with a writer for each
// of several instances.
func openWriters(b *testing.B, dir string, instances int, commits *atomic.Int64) (journal.Journal, []journal.Writer) {
	b.Helper()
	j, err := sqlite.OpenCommit(dir, func(do func() error) error {
		commits.Add(1)
		return do()
	})
	if err != nil {
		b.Fatal(err)
	}
	writers := make([]journal.Writer, instances)
	for i := range writers {
		inst := fmt.Sprintf("instance-%03d", i)
		if writers[i], err = j.Acquire(b.Context(), inst, "bench", journal.Record{}, none); err != nil {
			b.Fatal(err)
		}
	}
	return j, writers
}

// appendAll makes b.N appends and returns how long each of them took.
func appendAll(b *testing.B, writers []journal.Writer, appenders int) []time.Duration {
	var wg sync.WaitGroup
	var next atomic.Int64
	took := make([]time.Duration, b.N)
	b.ResetTimer()
	for i := range appenders {
		wg.Go(func() {
			data := make([]byte, recordSize)
			for n := next.Add(1) - 1; n < int64(b.N); n = next.Add(1) - 1 {
				begin := time.Now()
				if _, err := writers[i%len(writers)].Append(b.Context(), data); err != nil {
					b.Error(err)
					return
				}
				took[n] = time.Since(begin)
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	return took
}

// rawRate returns how many writes with fdatasync the disk takes in a second.
func rawRate(b *testing.B, dir string) float64 {
	b.Helper()
	f, err := os.Create(filepath.Join(dir, "raw"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	data := make([]byte, recordSize)
	begin, n := time.Now(), 0
	for ; time.Since(begin) < 300*time.Millisecond; n++ {
		if _, err := f.Write(data); err != nil {
			b.Fatal(err)
		}
		if err := unix.Fdatasync(int(f.Fd())); err != nil {
			b.Fatal(err)
		}
	}
	return float64(n) / time.Since(begin).Seconds()
}

// BenchmarkReplay reads a journal of 10,000 records from the beginning.
func BenchmarkReplay(b *testing.B) {
	const records = 10_000
	dir := b.TempDir()
	fillOne(b, dir, records)
	j, err := sqlite.Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := j.Replay(b.Context(), "instance-000", journal.Record{}, none); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(records*float64(b.N)/b.Elapsed().Seconds(), "records/s")
	if err := j.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkOpen opens the journals of 1,000 and 100,000 records, acquires the
// instance at its end and closes it again. It should not matter which.
func BenchmarkOpen(b *testing.B) {
	for _, records := range []int{1_000, 100_000} {
		b.Run(fmt.Sprintf("records=%d", records), func(b *testing.B) {
			dir := b.TempDir()
			last := fillOne(b, dir, records)
			for b.Loop() {
				j, err := sqlite.Open(dir)
				if err != nil {
					b.Fatal(err)
				}
				w, err := j.Acquire(b.Context(), "instance-000", "bench", last, none)
				if err != nil {
					b.Fatal(err)
				}
				last = w.Last()
				if err := j.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// fillOne makes a journal of one instance and returns its last record.
func fillOne(b *testing.B, dir string, records int) journal.Record {
	b.Helper()
	j, writers := openWriters(b, dir, 1, new(atomic.Int64))
	for range records {
		if _, err := writers[0].Append(b.Context(), make([]byte, recordSize)); err != nil {
			b.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		b.Fatal(err)
	}
	return writers[0].Last()
}
