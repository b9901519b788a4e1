package server_test

import (
	"errors"
	"testing"

	"github.com/strowger/strowger/server"
)

// TestThrottle: with a clock that is held still, as many calls are answered as the
// bucket holds, and as many more as the time that passes is worth.
func TestThrottle(t *testing.T) {
	h := openHouse(t, server.Config{DataDir: t.TempDir(), ManualClock: true, ThrottleAsAWS: true})
	at := newSite(t, h.client, t.TempDir(), 0)
	must(t, h.post(t.Context(), "/clock/advance", nil, object{"Seconds": 60}, nil)) // fills what the site has taken
	for _, c := range []struct {
		name    string
		call    call
		code    string
		burst   int
		seconds int // that pass
		more    int // calls that are let in then
	}{
		{"an operation", call{"GET", "/queues-summary/" + at.instance, ""}, "ThrottlingException", 5, 1, 2},
		{"another", call{"GET", "/users-summary/" + at.instance, ""}, "ThrottlingException", 5, 1, 2},
		{"a contact", call{"GET", "/contacts/" + at.instance + "/" + at.instance, ""}, "ThrottlingException", 15, 1, 10},
		{"one without ThrottlingException", call{"GET", "/instance/" + at.instance, ""}, "TooManyRequestsException", 5, 100, 5},
	} {
		let := func() (n int) {
			for ; ; n++ {
				err := h.raw(t, c.call)
				if refused, ok := errors.AsType[*refusal](err); ok && refused.status == 429 {
					if refused.code != c.code {
						t.Errorf("%s is refused with %v, want %s", c.name, err, c.code)
					}
					return n
				}
			}
		}
		if n := let(); n != c.burst {
			t.Errorf("%s is let in %d times, want %d", c.name, n, c.burst)
		}
		must(t, h.post(t.Context(), "/clock/advance", nil, object{"Seconds": c.seconds}, nil))
		if n := let(); n != c.more {
			t.Errorf("%s is let in %d times after %d seconds, want %d", c.name, n, c.seconds, c.more)
		}
	}
	// The gateway is not Amazon's.
	for range 20 {
		must(t, h.raw(t, call{"PUT", "/gateway/" + at.instance + "/contacts", `{"Channel":"CHAT","ContactFlowId":"` + at.flow + `"}`}))
	}
}
