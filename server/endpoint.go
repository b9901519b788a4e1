package server

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/google/renameio/v2"
)

// Endpoint says where the server of a data directory listens, or listened last,
// and as what. It is kept in the data directory, in endpoint.json, so that
// commands on the same machine find the server by its directory.
type Endpoint struct {
	URL     string // such as http://127.0.0.1:8420
	Region  string
	Account string
}

// ReadEndpoint returns the endpoint that is kept in a data directory; the zero
// Endpoint if no server has listened for it yet.
func ReadEndpoint(dataDir string) (Endpoint, error) {
	var e Endpoint
	text, err := os.ReadFile(endpointFile(dataDir))
	if errors.Is(err, fs.ErrNotExist) {
		return e, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &e)
	}
	if err != nil {
		err = fmt.Errorf("%s cannot be read; the next start of the server writes it anew: %w", endpointFile(dataDir), err)
	}
	return e, err
}

func endpointFile(dataDir string) string { return filepath.Join(dataDir, "endpoint.json") }

// Announce keeps in the data directory where the server listens, and returns the
// URL of the listener for people to read. Instances show their InstanceAccessUrl
// from then on. It comes before Serve.
func (s *Server) Announce(listener net.Listener) (url string, err error) {
	scheme := "http"
	if s.config.TLSCert != "" {
		scheme = "https"
	}
	address := listener.Addr().String()
	s.api.AccessURL = scheme + "://" + s.named(address)
	text, err := json.Marshal(Endpoint{URL: scheme + "://" + reachable(address), Region: s.config.Region, Account: s.config.Account})
	if err == nil {
		err = renameio.WriteFile(endpointFile(s.config.DataDir), append(text, '\n'), 0o600)
	}
	return scheme + "://" + address, err
}

// reachable returns an address at which this machine reaches a listener, which
// may listen at all addresses.
func reachable(address string) string {
	at, err := netip.ParseAddrPort(address)
	if err == nil && at.Addr().IsUnspecified() {
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), at.Port()).String()
	}
	return address
}

// named returns an address at which others reach a listener: of one at all
// addresses by the first name that the server is said to have, if there is one.
func (s *Server) named(address string) string {
	at, err := netip.ParseAddrPort(address)
	if err == nil && at.Addr().IsUnspecified() && len(s.config.Hosts) > 0 {
		return net.JoinHostPort(hostName(s.config.Hosts[0]), strconv.Itoa(int(at.Port())))
	}
	return reachable(address)
}

// compareEndpoint warns of a directory that was served as another region or
// account: the ARNs that were handed out then are not those of now.
func (s *Server) compareEndpoint() {
	before, err := ReadEndpoint(s.config.DataDir)
	if err != nil {
		s.config.Log.Warn("where the server listened last is not known", "err", err)
		return
	}
	if before.Region != "" && (before.Region != s.config.Region || before.Account != s.config.Account) {
		s.config.Log.Warn("the data directory was served as another region or account before; "+
			"ARNs that were handed out then are not those of now",
			"before", before.Region+"/"+before.Account, "now", s.config.Region+"/"+s.config.Account)
	}
}
