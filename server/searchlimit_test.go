package server_test

import (
	"context"
	"net"
	"net/http"
	"runtime"
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/server"
)

// searchesInside is how many searches of contacts a server takes (docs/access.md).
var searchesInside = max(1, runtime.GOMAXPROCS(0)/2) + 8

// TestSearchesAreBounded sends more searches of contacts than a server takes to an
// instance that has stopped to answer: those too many are told at once to try again.
// The others wait for the instance, but not when the server is being stopped.
func TestSearchesAreBounded(t *testing.T) {
	for name, stopped := range map[string]bool{"the instance goes on": false, "the server is stopped": true} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			held, release := make(chan struct{}), make(chan struct{})
			hold := false // set between two calls, on whose order everything depends
			s := open(t, server.Config{DataDir: dir, Observe: func(strowger.InstanceID, []strowger.Event) {
				if hold {
					hold = false
					close(held)
					<-release
				}
			}})
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			must(t, err)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			served := make(chan error, 1)
			go func() { served <- s.Serve(ctx, listener) }()
			c := newClient(t, "http://"+listener.Addr().String(), dir)
			at := newSite(t, c, dir, 1)

			hold = true
			started := make(chan error, 1)
			go func() {
				started <- c.signed(t.Context(), http.MethodPut, "/contact/task", object{"InstanceId": at.instance, "ContactFlowId": at.flow, "Name": "held"}, nil)
			}()
			<-held
			const tooMany = 5
			answers := make(chan error)
			for range searchesInside + tooMany {
				go func() {
					answers <- c.signed(t.Context(), http.MethodPost, "/search-contacts", object{"InstanceId": at.instance,
						"TimeRange": object{"Type": "INITIATION_TIMESTAMP", "StartTime": 0, "EndTime": 4e9}}, nil)
				}()
			}
			for range tooMany {
				refusedToSearch(t, <-answers)
			}
			if stopped {
				stop()
			} else {
				close(release)
			}
			for range searchesInside {
				if err := <-answers; stopped {
					refusedToSearch(t, err)
				} else {
					must(t, err)
				}
			}
			if stopped {
				close(release)
			}
			must(t, <-started)
			stop()
			must(t, <-served)
			must(t, s.Close())
		})
	}
}

func refusedToSearch(t *testing.T, err error) {
	t.Helper()
	if codeOf(err) != "ThrottlingException" {
		t.Errorf("the search ends with %v", err)
	}
}
