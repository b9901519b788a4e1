package restjson

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

type clientAddressKey struct{}

// ClientAddress returns the address that a request comes from: the one that
// TrustProxies has found, or else that of the connection. It is the zero Addr
// where the connection has none, as on a pipe.
func ClientAddress(r *http.Request) netip.Addr {
	if a, ok := r.Context().Value(clientAddressKey{}).(netip.Addr); ok {
		return a
	}
	return connectionAddress(r)
}

// TrustProxies finds the address that each request comes from, for
// ClientAddress. A request whose connection comes from one of the prefixes was
// passed on by a proxy, which has added the address of its own caller at the right
// of X-Forwarded-For. So that header is read from the right, up to the first
// address that is no proxy; what is left of it anybody can have written. A header
// of other connections is not looked at.
func TrustProxies(prefixes []netip.Prefix, next http.Handler) http.Handler {
	if len(prefixes) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := forwardedAddress(prefixes, r)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), clientAddressKey{}, a)))
	})
}

// forwardedAddress follows the proxies back. Where a proxy has passed on what is
// no address, it stays with the proxy.
func forwardedAddress(proxies []netip.Prefix, r *http.Request) netip.Addr {
	at := connectionAddress(r)
	hops := strings.Split(strings.Join(r.Header["X-Forwarded-For"], ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(at) }) {
			break
		}
		before, ok := parseAddress(strings.TrimSpace(hop))
		if !ok {
			break
		}
		at = before
	}
	return at
}

// connectionAddress returns the address at the other end of the connection.
func connectionAddress(r *http.Request) netip.Addr {
	a, _ := parseAddress(r.RemoteAddr)
	return a
}

// parseAddress reads an address with or without a port. An IPv4 address in the
// form of IPv6 becomes one of IPv4, and zones are left out, so that one machine
// has one address.
func parseAddress(s string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(strings.Trim(s, "[]"))
	if err != nil {
		both, err := netip.ParseAddrPort(s)
		if err != nil {
			return netip.Addr{}, false
		}
		a = both.Addr()
	}
	return a.Unmap().WithZone(""), true
}
