package workspace

import (
	"crypto/rand"
	"net/http"
	"slices"
	"time"

	"github.com/strowger/strowger"
)

// device is a browser on which people have signed in. The server keeps no list of
// them: a cookie says it, signed, as OWASP describes ("Slow Down Online Guessing
// Attacks with Device Cookies"). Who guesses passwords elsewhere does not keep
// those people out there.
type device struct {
	ID      string   `json:"d"` // by which failures are counted
	Users   []string `json:"u"` // fingerprints of their names, the last first
	Expires int64    `json:"e"` // Unix seconds
}

const (
	deviceCookie = "strowger-device"
	deviceLife   = 90 * 24 * time.Hour // after the last time somebody has signed in
	deviceUsers  = 16                  // people who share a desk; the cookie then has 400 bytes
)

// device returns the device that a request comes from, a new one if it has not
// been seen before.
func (h *handler) device(r *http.Request) device {
	var d device
	cookie, err := r.Cookie(deviceCookie)
	if err != nil || !h.unseal("device", cookie.Value, &d) || h.Now().Unix() >= d.Expires {
		return device{ID: rand.Text()}
	}
	return d
}

// knows returns the device's identifier if the user with a name has signed in on
// it, or "".
func (h *handler) knows(d *device, name string) string {
	if slices.Contains(d.Users, h.userMark(name)) {
		return d.ID
	}
	return ""
}

// remember leaves a cookie which says that a user has signed in on the device.
func (h *handler) remember(c *call, d device, name string) {
	mark := h.userMark(name)
	others := slices.DeleteFunc(d.Users, func(u string) bool { return u == mark })
	d.Users = append([]string{mark}, others[:min(len(others), deviceUsers-1)]...)
	expires := h.Now().Add(deviceLife)
	d.Expires = expires.Unix()
	h.setCookie(c, &http.Cookie{Name: deviceCookie, Value: h.seal("device", d), Path: "/auth/", Expires: expires})
}

// userMark tells one user of a device from another without telling who.
func (h *handler) userMark(name string) string {
	return token64.EncodeToString(h.mac("device user", name)[:9])
}

// nameOf returns the name of a user among those of all instances.
func nameOf(instance strowger.InstanceID, username string) string {
	return string(instance) + "/" + username
}
