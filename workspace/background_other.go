//go:build !linux

package workspace

// inBackground runs something that takes a processor for long. The priority of one
// thread cannot be changed here.
func inBackground(f func() bool) bool { return f() }
