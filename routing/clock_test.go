//go:build unix

package routing_test

import "syscall"

// cpuClock measures the time that the process computes, garbage collection
// included, whatever else the machine does.
type cpuClock int64

func startClock() cpuClock { return cpuClock(cpuNanoseconds()) }

func (c cpuClock) stop() (nanoseconds int64) { return cpuNanoseconds() - int64(c) }

func cpuNanoseconds() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}
