package workspace

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/strowger/strowger/restjson"
)

// isThrottled reports whether an error tells to try again later.
func isThrottled(err error) bool {
	e, ok := errors.AsType[*restjson.Error](err)
	return ok && e.Status == http.StatusTooManyRequests && e.Code == codeThrottling && e.RetrySeconds > 0
}

// slowCheck is a check of a password that takes a while, as bcrypt does.
type slowCheck struct {
	takes     time.Duration
	now, most atomic.Int64 // that are made at the same time
	made      atomic.Int64
}

func (s *slowCheck) answer(ok bool) func() bool {
	return func() bool {
		s.made.Add(1)
		n := s.now.Add(1)
		defer s.now.Add(-1)
		for most := s.most.Load(); n > most && !s.most.CompareAndSwap(most, n); most = s.most.Load() {
		}
		time.Sleep(s.takes)
		return ok
	}
}

// TestACentreAtEightOClock: 1,000 people who come within a minute from one
// address, one in ten of whom mistypes once, get in, with two processors and a
// slow one of them for passwords. Half of the processors are left to other work.
func TestACentreAtEightOClock(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	synctest.Test(t, func(t *testing.T) {
		g, check := newGuard(), &slowCheck{takes: 100 * time.Millisecond}
		var wg sync.WaitGroup
		var mu sync.Mutex
		var longest time.Duration
		for i := range 1000 {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * time.Minute / 1000)
				a := attempt{name: fmt.Sprint("agent ", i), address: "192.0.2.1"}
				if i%10 == 0 {
					if ok, err := g.try(t.Context(), a, time.Now, check.answer(false)); ok || err != nil {
						t.Errorf("%d mistypes: %t, %v", i, ok, err)
					}
				}
				came := time.Now()
				if ok, err := g.try(t.Context(), a, time.Now, check.answer(true)); !ok || err != nil {
					t.Errorf("%d: %t, %v", i, ok, err)
				}
				mu.Lock()
				defer mu.Unlock()
				longest = max(longest, time.Since(came))
			})
		}
		wg.Wait()
		if most := check.most.Load(); most != 1 {
			t.Errorf("%d passwords were checked at the same time", most)
		}
		if longest > 50*time.Second {
			t.Errorf("somebody has waited for %v", longest)
		}
	})
}

// TestTheLineIsBounded: who comes to a full line is told at once to come again,
// who waits for too long after a minute, and who goes away is gone.
func TestTheLineIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, check := newGuard(), &slowCheck{takes: time.Hour}
		begun := time.Now()
		at := func(address, device string) (bool, error) {
			return g.try(t.Context(), attempt{"ada", address, device}, time.Now, check.answer(true))
		}
		var wg sync.WaitGroup
		var refused atomic.Int64
		line := func(n int, device string) {
			for range n {
				wg.Go(func() {
					if _, err := at("192.0.2.1", device); isThrottled(err) && time.Since(begun) == lineWait {
						refused.Add(1)
					} else if err != nil {
						t.Error(err)
					}
				})
			}
			synctest.Wait()
		}
		slots := max(1, runtime.GOMAXPROCS(0)/2)
		line(slots, "")
		line(lineMax, "")
		line(lineMax, "a device")
		for _, device := range []string{"", "a device"} {
			if _, err := at("192.0.2.2", device); !isThrottled(err) || time.Since(begun) != 0 {
				t.Errorf("%q at the end of a full line: %v after %v", device, err, time.Since(begun))
			}
		}
		wg.Wait()
		if n := refused.Load(); n != 2*lineMax {
			t.Errorf("%d have waited for a minute, want %d", n, 2*lineMax)
		}
		line(slots, "")
		gone, leave := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, leave)
		if _, err := g.try(gone, attempt{"ada", "192.0.2.1", ""}, time.Now, check.answer(true)); !errors.Is(err, context.Canceled) {
			t.Errorf("who has gone away: %v", err)
		}
		if n := g.waiting[0].Load() + g.waiting[1].Load(); n != 0 {
			t.Errorf("%d are still in line", n)
		}
		wg.Wait()
		if ok, err := at("192.0.2.1", ""); !ok || err != nil {
			t.Errorf("later: %t, %v", ok, err)
		}
	})
}

// TestStrangersBurnNoProcessor: a flood of new names from one address is checked
// until the address has failed as often as it may, then no longer. Meanwhile a
// known device goes past the line.
func TestStrangersBurnNoProcessor(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	synctest.Test(t, func(t *testing.T) {
		g, check := newGuard(), &slowCheck{takes: 60 * time.Millisecond}
		var wg sync.WaitGroup
		for i := range 64 {
			wg.Go(func() {
				for n := range 20 {
					a := attempt{name: fmt.Sprint("stranger ", i, n), address: "192.0.2.1"}
					if _, err := g.try(t.Context(), a, time.Now, check.answer(false)); err != nil && !isThrottled(err) {
						t.Error(err)
					}
				}
			})
		}
		synctest.Wait()
		came := time.Now()
		for range 20 {
			if ok, err := g.try(t.Context(), attempt{"ada", "192.0.2.1", "a device"}, time.Now, check.answer(true)); !ok || err != nil {
				t.Errorf("a known device at the address: %t, %v", ok, err)
			}
		}
		if d := time.Since(came); d > 20*3*check.takes {
			t.Errorf("a known device has signed in 20 times in %v", d)
		}
		wg.Wait()
		if n := check.made.Load(); n != addressFailuresMax+20 {
			t.Errorf("%d passwords were checked, want %d", n, addressFailuresMax+20)
		}
		if ok, err := g.try(t.Context(), attempt{"bert", "192.0.2.1", ""}, time.Now, check.answer(true)); !isThrottled(err) {
			t.Errorf("one more from the address: %t, %v", ok, err)
		}
		if ok, err := g.try(t.Context(), attempt{"bert", "192.0.2.2", ""}, time.Now, check.answer(true)); !ok || err != nil {
			t.Errorf("from another address: %t, %v", ok, err)
		}
		time.Sleep(time.Minute)
		if ok, err := g.try(t.Context(), attempt{"bert", "192.0.2.1", ""}, time.Now, check.answer(true)); !ok || err != nil {
			t.Errorf("after a minute: %t, %v", ok, err)
		}
	})
}

// TestWhoKnowsANameKeepsNobodyOut: failures count where they happen. The owner
// gets in from another address, and where the owner has signed in before also
// from the same one.
func TestWhoKnowsANameKeepsNobodyOut(t *testing.T) {
	h := newHouse(t)
	h.hire(h.instance, "bert")
	const here, elsewhere = "192.0.2.1:4711", "192.0.2.9:4711"
	status := func(want int, address string, browser map[string]string, user, password string) {
		t.Helper()
		r := h.trySignInFrom(address, browser, user, password)
		if r.StatusCode != want || want == http.StatusTooManyRequests && r.Header.Get("Retry-After") == "" {
			t.Errorf("%s from %s: %s, want %d", user, address, r.Status, want)
		}
	}
	none := func() map[string]string { return map[string]string{} }
	desk := none() // which ada and bert share
	status(http.StatusOK, here, desk, "ada", password)
	status(http.StatusOK, here, desk, "bert", password)
	for range failuresMax - 1 {
		status(http.StatusUnauthorized, here, none(), "ada", "wrong")
	}
	status(http.StatusOK, here, none(), "ada", password) // which forgives
	for range 2 {
		for range failuresMax {
			status(http.StatusUnauthorized, here, none(), "ada", "wrong")
		}
		status(http.StatusTooManyRequests, here, none(), "ada", password)
		status(http.StatusTooManyRequests, "192.0.2.1:99", none(), "ada", password) // another port
		status(http.StatusOK, elsewhere, none(), "ada", password)
		status(http.StatusOK, here, desk, "ada", password)
		h.restart() // which forgets who has failed, and no device
		status(http.StatusOK, here, desk, "bert", password)
	}
	for range failuresMax { // a device is bounded too, for each of its users
		status(http.StatusUnauthorized, elsewhere, desk, "ada", "wrong")
	}
	status(http.StatusTooManyRequests, elsewhere, desk, "ada", password)
	status(http.StatusOK, elsewhere, desk, "bert", password)
	h.pass(time.Minute)
	status(http.StatusOK, elsewhere, desk, "ada", password)
	h.pass(deviceLife)
	if d := h.deviceOf(desk); h.handler.(*handler).knows(&d, nameOf(houseID, "ada")) != "" {
		t.Error("a device is known for ever")
	}
}

// TestADeviceIsBounded: it remembers those who have signed in last, and nothing
// that another server says.
func TestADeviceIsBounded(t *testing.T) {
	h := newHouse(t)
	desk := map[string]string{}
	for i := range deviceUsers + 1 {
		name := fmt.Sprint("agent", i)
		h.hire(h.instance, name)
		h.trySignInFrom("192.0.2.1:1", desk, name, password)
		h.trySignInFrom("192.0.2.1:1", desk, name, password)
	}
	d := h.deviceOf(desk)
	one := h.handler.(*handler)
	if len(d.Users) != deviceUsers || one.knows(&d, nameOf(houseID, "agent0")) != "" || one.knows(&d, nameOf(houseID, "agent1")) != d.ID {
		t.Errorf("the device knows %d users", len(d.Users))
	}
	if n := len(desk[deviceCookie]); n > 500 {
		t.Errorf("the cookie has %d bytes", n)
	}
	h.server.Secret = []byte("another secret of 32 bytes or more")
	h.handler = h.server.Handler()
	if other := h.deviceOf(desk); other.ID == d.ID || len(other.Users) > 0 {
		t.Errorf("a server believes the cookie of another: %v", other)
	}
}

func (h *house) deviceOf(browser map[string]string) device {
	r := httptest.NewRequest(http.MethodPost, SignIn, nil)
	r.AddCookie(&http.Cookie{Name: deviceCookie, Value: browser[deviceCookie]})
	return h.handler.(*handler).device(r)
}

// TestAddressOf: one who has IPv6 has more addresses than can be counted.
func TestAddressOf(t *testing.T) {
	for remote, want := range map[string]string{
		"192.0.2.1:80":              "192.0.2.1",
		"[2001:db8:1:2:3:4:5:6]:80": "2001:db8:1:2::/64",
		"[::ffff:192.0.2.1]:80":     "192.0.2.1",
	} {
		r := httptest.NewRequest(http.MethodPost, SignIn, nil)
		r.RemoteAddr = remote
		if got := addressOf(r); got != want {
			t.Errorf("%s is counted as %s, want %s", remote, got, want)
		}
	}
}
