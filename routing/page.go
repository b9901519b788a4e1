package routing

import "github.com/strowger/strowger"

// page is an array of events from which Step cuts what it returns, so that it
// need not allocate each time. What is cut off is the caller's.
type page struct {
	lines []strowger.Event
	used  int
}

const pageEvents = 256

// blank returns an empty slice with room on the page.
func (p *page) blank() []strowger.Event {
	if p.used == len(p.lines) {
		p.lines, p.used = make([]strowger.Event, pageEvents), 0
	}
	return p.lines[p.used:p.used]
}

// keep cuts off the events that were written to blank, unless they have
// outgrown the page.
func (p *page) keep(events []strowger.Event) []strowger.Event {
	n := len(events)
	switch {
	case n == 0:
		return nil
	case &events[0] == &p.lines[p.used]:
		p.used += n
		return events[:n:n]
	}
	return events
}

// release takes back what was cut off last.
func (p *page) release(events []strowger.Event) {
	if n := len(events); n > 0 && n <= p.used && &events[0] == &p.lines[p.used-n] {
		p.used -= n
		clear(events)
	}
}
