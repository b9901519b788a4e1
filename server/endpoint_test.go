package server_test

import (
	"net"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger/server"
)

// TestAddressOfAListenerAtAllAddresses: others reach it by the name that it is said
// to have, commands on the same machine at loopback.
func TestAddressOfAListenerAtAllAddresses(t *testing.T) {
	for _, c := range []struct {
		hosts []string
		want  string
	}{
		{nil, "http://127.0.0.1:8420"},
		{[]string{"ACD.example.com:443", "other.example.com"}, "http://acd.example.com:8420"},
	} {
		dir := t.TempDir()
		s := open(t, server.Config{DataDir: dir, Hosts: c.hosts})
		t.Cleanup(func() { must(t, s.Close()) })
		web := httptest.NewServer(s)
		t.Cleanup(web.Close)
		_, err := s.Announce(everywhere{web.Listener})
		must(t, err)
		api := newClient(t, web.URL, dir).api
		_, err = api.CreateInstance(t.Context(), &connect.CreateInstanceInput{
			IdentityManagementType: types.DirectoryTypeConnectManaged, InstanceAlias: new("house"),
			InboundCallsEnabled: new(true), OutboundCallsEnabled: new(true),
		})
		must(t, err)
		listed, err := api.ListInstances(t.Context(), nil)
		must(t, err)
		if url := *listed.InstanceSummaryList[0].InstanceAccessUrl; url != c.want {
			t.Errorf("with the names %v instances are said to be at %s, want %s", c.hosts, url, c.want)
		}
		if e, err := server.ReadEndpoint(dir); err != nil || e.URL != "http://127.0.0.1:8420" {
			t.Errorf("commands are told %s, %v", e.URL, err)
		}
	}
}

// everywhere is a listener that says that it listens at all addresses.
type everywhere struct{ net.Listener }

func (everywhere) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4zero, Port: 8420} }

// TestInstanceAccessUrl: instances tell where they are reached, and who opens that
// in a browser is told what it is.
func TestInstanceAccessUrl(t *testing.T) {
	dir := t.TempDir()
	s := open(t, server.Config{DataDir: dir})
	t.Cleanup(func() { must(t, s.Close()) })
	web := httptest.NewUnstartedServer(s)
	t.Cleanup(web.Close)
	announced, err := s.Announce(web.Listener)
	must(t, err)
	web.Start()
	c := newClient(t, web.URL, dir)
	created, err := c.api.CreateInstance(t.Context(), &connect.CreateInstanceInput{
		IdentityManagementType: types.DirectoryTypeConnectManaged, InstanceAlias: new("house"),
		InboundCallsEnabled: new(true), OutboundCallsEnabled: new(true),
	})
	must(t, err)
	described, err := c.api.DescribeInstance(t.Context(), &connect.DescribeInstanceInput{InstanceId: created.Id})
	must(t, err)
	listed, err := c.api.ListInstances(t.Context(), nil)
	must(t, err)
	for _, url := range []string{announced, *described.Instance.InstanceAccessUrl, *listed.InstanceSummaryList[0].InstanceAccessUrl} {
		if url != web.URL {
			t.Errorf("the server is said to be at %s, is at %s", url, web.URL)
		}
		page, err := web.Client().Get(url)
		must(t, err)
		must(t, page.Body.Close())
		if kind := page.Header.Get("Content-Type"); page.StatusCode != 200 || !strings.HasPrefix(kind, "text/html") {
			t.Errorf("%s is answered with %s of %q", url, page.Status, kind)
		}
	}
}
