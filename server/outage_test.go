package server_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/journal/sqlite"
	"github.com/strowger/strowger/server"
)

// TestInstanceThatDoesNotServe has another writer take an instance from a running
// server. The instance is listed and described all the same; what needs it is
// refused in a way that every SDK tries again.
func TestInstanceThatDoesNotServe(t *testing.T) {
	dir := t.TempDir()
	h := openHouse(t, server.Config{DataDir: dir})
	at := newSite(t, h.client, dir, 0)
	rival, err := sqlite.Open(filepath.Join(dir, "journal"))
	must(t, err)
	_, err = rival.Acquire(t.Context(), at.instance, "a rival", journal.Record{}, func(journal.Record) error { return nil })
	must(t, err)
	must(t, rival.Close())
	_, err = h.api.CreateQueue(t.Context(), &sdk.CreateQueueInput{InstanceId: &at.instance, HoursOfOperationId: &at.hours, Name: new("one more")})
	if codeOf(err) != "InternalServiceException" {
		t.Fatalf("the fenced server answers %v", err)
	}

	list, err := h.api.ListInstances(t.Context(), &sdk.ListInstancesInput{})
	must(t, err)
	described, err := h.api.DescribeInstance(t.Context(), &sdk.DescribeInstanceInput{InstanceId: &at.instance})
	must(t, err)
	if i := described.Instance; len(list.InstanceSummaryList) != 1 || *list.InstanceSummaryList[0].InstanceAlias != *i.InstanceAlias ||
		i.InstanceStatus != types.InstanceStatusActive || i.StatusReason == nil || !strings.Contains(*i.StatusReason.Message, "out of service") {
		t.Errorf("listed is %+v, described %+v", list.InstanceSummaryList, i)
	}

	r, err := h.request(t.Context(), http.MethodGet, "/queues-summary/"+at.instance, nil, time.Now())
	must(t, err)
	response, err := http.DefaultTransport.RoundTrip(r)
	must(t, err)
	must(t, response.Body.Close())
	if response.StatusCode != http.StatusInternalServerError || response.Header.Get("x-amzn-ErrorType") != "InternalServiceException" || response.Header.Get("Retry-After") != "1" {
		t.Errorf("a read is answered with %d %v", response.StatusCode, response.Header)
	}
}
