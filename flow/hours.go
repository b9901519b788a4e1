package flow

import (
	"github.com/strowger/strowger"
)

// checkHours reads CheckHoursOfOperation: the hours that are asked for, or those
// of the target queue.
func checkHours(p *parameters, a *action) {
	p.allow("HoursOfOperationId")
	asked := p.has("HoursOfOperationId")
	var hours func(*strowger.Contact) (string, bool)
	if asked {
		hours = p.resource("HoursOfOperationId", strowger.HoursOfOperationResource)
	}
	a.do = func(s *step) move {
		id, ok := s.HoursOf(s.contact.TargetQueueID)
		if asked {
			var text string
			text, ok = hours(s.contact)
			id = strowger.HoursOfOperationID(text)
		}
		if !ok {
			return s.fail()
		}
		open, err := s.Open(id, s.now)
		switch {
		case err != nil:
			return s.fail()
		case open:
			return s.result("True")
		}
		return s.result("False")
	}
}
