//go:build unix

package server

import (
	"math"
	"syscall"
)

// openFiles returns how many files and connections the process can have open. Go
// has raised the limit as far as it may.
func openFiles() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return math.MaxInt
	}
	return int(min(uint64(limit.Cur), math.MaxInt32)) // a signed number on some systems
}
