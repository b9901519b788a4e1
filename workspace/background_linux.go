package workspace

import (
	"runtime"
	"syscall"
)

// backgroundNice is how far behind other threads a check of a password runs where
// there are not processors enough: it gets a tenth of what one of them gets.
const backgroundNice = 10

// inBackground runs something that takes a processor for long behind everything else
// of this machine: on a thread of its own, which ends with it.
func inBackground(f func() bool) bool {
	done := make(chan bool, 1)
	go func() {
		runtime.LockOSThread() // and is not unlocked, so that the priority ends with the thread
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, syscall.Gettid(), backgroundNice)
		done <- f()
	}()
	return <-done
}
