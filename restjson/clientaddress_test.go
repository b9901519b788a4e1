package restjson_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/strowger/strowger/restjson"
)

// TestClientAddress: X-Forwarded-For counts where a trusted proxy has written it,
// and nowhere else.
func TestClientAddress(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct {
		connection string
		forwarded  []string
		want       string
	}{
		{"192.0.2.1:80", nil, "192.0.2.1"},
		{"192.0.2.1:80", []string{"198.51.100.7"}, "192.0.2.1"}, // anybody can write that
		{"10.0.0.1:80", nil, "10.0.0.1"},
		{"10.0.0.1:80", []string{"198.51.100.7"}, "198.51.100.7"},
		{"10.0.0.1:80", []string{"203.0.113.9, 198.51.100.7"}, "198.51.100.7"},
		{"10.0.0.1:80", []string{"203.0.113.9", "198.51.100.7, 10.0.0.2"}, "198.51.100.7"},
		{"10.0.0.1:80", []string{"10.0.0.3,10.0.0.2"}, "10.0.0.3"}, // one behind the proxies
		{"10.0.0.1:80", []string{"198.51.100.7, nonsense"}, "10.0.0.1"},
		{"10.0.0.1:80", []string{"198.51.100.7:4711"}, "198.51.100.7"},
		{"[fd00::1]:80", []string{"[2001:db8::5]:4711"}, "2001:db8::5"},
		{"[fd00::1]:80", []string{"[2001:db8::5]"}, "2001:db8::5"},
		{"[::ffff:10.0.0.1]:80", []string{"::ffff:198.51.100.7"}, "198.51.100.7"},
		{"[fe80::1%eth0]:80", nil, "fe80::1"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr, r.Header["X-Forwarded-For"] = c.connection, c.forwarded
		var got netip.Addr
		restjson.TrustProxies(proxies, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			got = restjson.ClientAddress(r)
		})).ServeHTTP(nil, r)
		if got.String() != c.want {
			t.Errorf("from %s with %q: %s, want %s", c.connection, c.forwarded, got, c.want)
		}
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.RemoteAddr, r.Header["X-Forwarded-For"] = "10.0.0.1:80", []string{"198.51.100.7"}
	if got := restjson.ClientAddress(r); got.String() != "10.0.0.1" {
		t.Errorf("without TrustProxies: %s", got)
	}
	r.RemoteAddr = "pipe"
	if got := restjson.ClientAddress(r); got.IsValid() {
		t.Errorf("a pipe has the address %s", got)
	}
}
