package server_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/strowger/strowger/server"
)

// certify writes a new certificate of its own for 127.0.0.1 into a directory.
func certify(t *testing.T, dir, name string) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	must(t, err)
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	must(t, os.WriteFile(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}), 0o600))
	must(t, os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600))
	return certFile, keyFile
}

// TestTLS: the server speaks TLS from 1.2 on, and takes a certificate that was
// replaced; one that cannot be used does not replace it.
func TestTLS(t *testing.T) {
	dir := t.TempDir()
	config := server.Config{DataDir: t.TempDir(), Log: slog.New(slog.DiscardHandler)}
	config.TLSCert, config.TLSKey = certify(t, dir, "first")
	listener, err := server.Listen("127.0.0.1:0", config)
	must(t, err)
	s := open(t, config)
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, listener) }()

	name := func(max uint16) (string, error) {
		conn, err := tls.Dial("tcp", listener.Addr().String(), &tls.Config{InsecureSkipVerify: true, MaxVersion: max})
		if err != nil {
			return "", err
		}
		defer func() { must(t, conn.Close()) }()
		return conn.ConnectionState().PeerCertificates[0].Subject.CommonName, nil
	}
	want := func(is string) {
		t.Helper()
		if got, err := name(tls.VersionTLS12); err != nil || got != is {
			t.Errorf("the certificate is that of %q (%v), want %q", got, err, is)
		}
	}
	want("first")
	certify(t, dir, "second")
	want("second")
	must(t, os.WriteFile(config.TLSKey, []byte("half a ke"), 0o600))
	want("second")
	must(t, os.Remove(config.TLSKey))
	want("second")
	certify(t, dir, "third")
	want("third")
	if got, err := name(tls.VersionTLS11); err == nil {
		t.Errorf("TLS 1.1 is accepted, with %q", got)
	}

	c := newClient(t, "https://"+listener.Addr().String(), config.DataDir)
	c.http.Transport = &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true}
	must(t, c.raw(t, call{"GET", "/instance", ""}))
	c.http.CloseIdleConnections()
	stop()
	must(t, <-served)
	must(t, s.Close())
}

// TestListen: who can be reached by others without TLS must mean it.
func TestListen(t *testing.T) {
	log := slog.New(slog.DiscardHandler)
	for _, c := range []struct {
		address string
		config  server.Config
		refused string
	}{
		{"127.0.0.1:0", server.Config{Log: log}, ""},
		{"0.0.0.0:0", server.Config{Log: log}, "without TLS"},
		{":0", server.Config{Log: log}, "without TLS"},
		{":0", server.Config{Log: log, AllowPlaintext: true}, ""},
		{"127.0.0.1:0", server.Config{Log: log, TLSCert: "c"}, "one is missing"},
		{"127.0.0.1:0", server.Config{Log: log, TLSKey: "k"}, "one is missing"},
		{"127.0.0.1:0", server.Config{Log: log, TLSCert: "nothing", TLSKey: "nothing"}, "nothing"},
	} {
		listener, err := server.Listen(c.address, c.config)
		if err == nil {
			must(t, listener.Close())
		}
		if (err == nil) != (c.refused == "") || err != nil && !strings.Contains(err.Error(), c.refused) {
			t.Errorf("%s: %v, want %q", c.address, err, c.refused)
		}
	}
}
