package server

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/strowger/strowger/restjson"
)

// ownNames refuses requests for hosts that are not this server, and from pages of
// other hosts. A page that a browser has loaded from evil.example can have that
// name point to this machine afterwards (DNS rebinding): the browser then takes
// the server for the page's own, but still says in Host whom it takes it for.
//
// The names of loopback and those of the configuration are ours. A server that
// other machines reach cannot know its names, so it asks for them only where the
// configuration has some.
func (s *Server) ownNames(listener net.Addr, next http.Handler) http.Handler {
	if at, ok := listener.(*net.TCPAddr); len(s.config.Hosts) == 0 && !(ok && at.IP.IsLoopback()) {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if host := hostName(r.Host); r.Host != "" && !s.isOwn(host) {
			restjson.Refuse(w, notOwn("the host %q is none of this server", host))
			return
		}
		for _, origin := range r.Header["Origin"] {
			page, err := url.Parse(origin)
			if err != nil || !s.isOwn(strings.ToLower(page.Hostname())) {
				restjson.Refuse(w, notOwn("the request comes from a page of %q, which is none of this server", origin))
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

func notOwn(format, name string) *restjson.Error {
	return restjson.Errorf(http.StatusForbidden, "AccessDeniedException", format+"; see --host in 'strowger serve --help'", name)
}

// hostName returns the host of a Host header in lower case, without the port, the
// brackets of IPv6 and the dot at the end of a whole name.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
}

// isOwn reports whether a host is loopback or one of the configuration.
func (s *Server) isOwn(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil && a.Unmap().IsLoopback() {
		return true
	}
	return host == "localhost" || slices.ContainsFunc(s.config.Hosts, func(own string) bool { return hostName(own) == host })
}

// lengthKnown refuses a body whose length the header does not say
// (Transfer-Encoding). One that says both, which net/http does not show, is how a
// request is hidden in another from a proxy that counts differently (RFC 9112,
// section 6.3).
func lengthKnown(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TransferEncoding) > 0 {
			restjson.Refuse(w, restjson.Errorf(http.StatusLengthRequired, "SerializationException",
				"the request must say in Content-Length how long its body is; Transfer-Encoding is not accepted"))
			return
		}
		next.ServeHTTP(w, r)
	})
}
