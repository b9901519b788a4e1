package server

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"sync"
)

// ErrPlaintext says that a listener would be open to other machines without TLS.
var ErrPlaintext = errors.New("other machines can reach it, and without TLS all on the way can read and change what is said")

// Listen opens the listener that a configuration asks for: with TLS if it names a
// certificate, and without one beyond loopback only if it says that this is
// meant. A port 0 takes a free one.
func Listen(address string, config Config) (net.Listener, error) {
	if (config.TLSCert == "") != (config.TLSKey == "") {
		return nil, errors.New("a certificate and its key are needed, one is missing")
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	if config.TLSCert == "" {
		if where, ok := listener.Addr().(*net.TCPAddr); ok && !where.IP.IsLoopback() && !config.AllowPlaintext {
			return nil, errors.Join(ErrPlaintext, listener.Close())
		}
		return listener, nil
	}
	cert := &certificate{cert: config.TLSCert, key: config.TLSKey, log: config.Log}
	if cert.log == nil {
		cert.log = slog.Default()
	}
	if err := cert.refresh(); err != nil {
		return nil, errors.Join(fmt.Errorf("the certificate: %w", err), listener.Close())
	}
	return tls.NewListener(listener, &tls.Config{
		MinVersion:     tls.VersionTLS12,
		NextProtos:     []string{"h2", "http/1.1"},
		GetCertificate: cert.get,
	}), nil
}

// certificate is a certificate in two files, which is read again when they
// change.
type certificate struct {
	cert, key string // paths
	log       *slog.Logger

	mu    sync.Mutex
	seen  [2]fs.FileInfo // of the files when they were read
	inUse *tls.Certificate
}

// get returns the certificate for a handshake. If the files have changed and
// cannot be used, the one before goes on.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.refresh(); err != nil {
		c.log.Error("the certificate has changed and cannot be read; the one before goes on", "err", err)
	}
	return c.inUse, nil
}

// refresh reads the files if they are others than before, or changed.
func (c *certificate) refresh() error {
	var seen [2]fs.FileInfo
	same := c.inUse != nil
	for i, path := range []string{c.cert, c.key} {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		seen[i] = info
		old := c.seen[i]
		same = same && os.SameFile(old, info) && old.ModTime().Equal(info.ModTime()) && old.Size() == info.Size()
	}
	if same {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return fmt.Errorf("%s with the key %s: %w", c.cert, c.key, err)
	}
	c.seen, c.inUse = seen, &pair
	return nil
}
