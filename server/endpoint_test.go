package server_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger/server"
)

// TestInstanceAccessUrl: instances tell where they are reached, and who opens that
// in a browser is told what it is.
func TestInstanceAccessUrl(t *testing.T) {
	dir := t.TempDir()
	s := open(t, server.Config{DataDir: dir})
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
