// Package demo brings a server to life: an example contact centre in which
// simulated customers call, write and leave, and simulated agents answer.
//
// # What runs
//
// The server is that of 'strowger serve', on a listener of its own. Everything
// else comes to it from outside, over HTTP, as it would in earnest:
//
//   - the example is installed through the Connect API, signed (install.go);
//   - tasks and chats are started through the Connect API, voice and email
//     contacts are announced through the gateway, both signed (customer.go);
//   - agents sign in to the workspace with their passwords and live on its long
//     poll (agent.go).
//
// So the demo shows nothing that a client of your own could not do. Only what
// looks on is inside: the summary reads the instance where it is hosted
// (picture.go) and is told of its events (ledger.go).
//
// # Chance
//
// One seed decides who arrives when, and how every single person behaves. Each
// actor has a source of its own, so that the luck of one does not depend on what
// the others do. Which agent gets which contact still depends on the clock.
//
// # Time
//
// The pace speeds up people, not the server: at pace 10 an agent talks for three
// seconds instead of thirty, but a contact that nobody accepts rings as long as
// ever.
//
// # Lifetime
//
// Run owns every goroutine and returns when all have ended: first people, then
// what looks on, then the server. What goes wrong for one of the simulated people is
// logged, and that one goes on after a while; the demo goes on at once.
package demo

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"golang.org/x/sync/errgroup"

	"github.com/strowger/strowger/client"
	"github.com/strowger/strowger/server"
)

// Config says how to run a demo. All members are required, unless
// zero means something.
type Config struct {
	Server   server.Config // its Log is told of people's mishaps too
	Listener net.Listener  // Run closes it
	Kept     bool          // the data directory outlives the demo
	Connect  Connect       // shown to whoever watches
	For      time.Duration // how long people stay; 0: until ctx ends
	Pace     float64       // of people; 1 is that of a busy day, watchable
	Seed     uint64
	Out      io.Writer
	Screen   bool     // Out is a terminal to draw on
	Notices  *Notices // what the log said last, shown on the screen
}

// Connect tells people how to point their tools at the server, in the syntax of
// their shell.
type Connect struct {
	Short string   // one line that does it
	Lines []string // what that line does
}

// Run runs the demo until ctx ends or the person at the screen quits.
func Run(ctx context.Context, c Config) error {
	err := c.run(ctx)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return nil // it was asked to end
	}
	return err
}

func (c *Config) run(ctx context.Context) (err error) {
	ledger := newLedger()
	config := c.Server
	config.Observe = ledger.observe
	s, err := server.Open(ctx, config)
	if err != nil {
		return errors.Join(err, c.Listener.Close())
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if _, err := s.Announce(c.Listener); err != nil {
		return errors.Join(err, c.Listener.Close())
	}
	// The server outlives the show, so that nobody is cut off. If it fails, the
	// show ends.
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	show, end := context.WithCancel(ctx)
	defer end()
	var group errgroup.Group
	group.Go(func() error {
		defer end()
		return s.Serve(serving, c.Listener)
	})
	err = c.show(show, s, ledger)
	stop()
	return errors.Join(err, group.Wait())
}

// show installs the example, lets people in and looks on until ctx ends or the
// person at the screen quits.
func (c *Config) show(ctx context.Context, s *server.Server, ledger *ledger) error {
	api := client.New("http://"+c.Listener.Addr().String(), c.Server.Region, credentials(s))
	defer api.Close()
	centre, err := openCentre(ctx, api, c.Server.DataDir)
	if err != nil {
		return err
	}
	instance, err := s.Directory.Instance(centre.InstanceID)
	if err != nil {
		return err
	}
	watch := &observer{instance, ledger, c.Notices}
	if err := watch.begin(ctx); err != nil {
		return err
	}
	if err := c.introduce(c.Out, api.Endpoint, centre); err != nil {
		return err
	}
	if c.For > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.For)
		defer cancel()
	}
	people, dismiss := context.WithCancel(ctx)
	town := &town{api: api, centre: centre, pace: pace(c.Pace), seed: c.Seed, log: c.Server.Log}
	var gone sync.WaitGroup
	gone.Go(func() { town.live(people) })
	if c.Screen {
		err = c.drawScreen(ctx, watch)
	} else {
		err = c.printLines(ctx, watch)
	}
	dismiss()
	gone.Wait()
	return errors.Join(err, c.farewell(c.Out, ledger.total()))
}

// credentials returns the access key of a server.
func credentials(s *server.Server) aws.Credentials {
	return aws.Credentials{AccessKeyID: s.Credentials.AccessKeyID, SecretAccessKey: s.Credentials.SecretAccessKey}
}
