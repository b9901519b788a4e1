package server

import "math"

// openFiles returns how many files and connections the process can have open:
// Windows sets no limit.
func openFiles() int { return math.MaxInt }
