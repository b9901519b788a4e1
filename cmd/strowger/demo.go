package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/demo"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/server"
)

func demoCommand() *cobra.Command {
	var o demoOptions
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Watch an example contact centre at work",
		Long: `Watch an example contact centre at work.

The demo starts a server like that of 'strowger serve', makes an example instance
through its API (hours, 3 queues, 2 routing profiles, 12 agents with proficiencies,
6 contact flows) and brings it to life: customers call, chat, write and hand in
tasks, agents answer, miss, wrap up and take breaks. Meanwhile the server is yours
to explore with the AWS CLI or an SDK; the first lines tell how.

In a terminal it draws one live screen until you press q. Elsewhere it prints a
line for every routing decision and now and then a summary.`,
		Example: `  strowger demo
  strowger demo --pace 5 --seed 42
  strowger demo --for 30s --listen 127.0.0.1:0 | head -50
  strowger demo --data ./demo-data        # and again, to go on with it`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.run(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	o.add(cmd)
	return cmd
}

// demoOptions are the flags of demo; they stay what they are.
type demoOptions struct {
	listen string
	plain  bool
	data   string
	into   bool
	length time.Duration
	pace   float64
	seed   uint64
}

func (o *demoOptions) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.listen, "listen", server.DefaultListen, "address to listen on, HOST:PORT; port 0 takes a free one")
	f.BoolVar(&o.plain, "allow-plaintext", false, "listen for other machines, without TLS")
	f.StringVar(&o.data, "data", "", "data directory to keep, and to go on with; a temporary one if not given")
	f.BoolVar(&o.into, "install", false, "make the example instance in the data directory of a server that has none")
	f.DurationVar(&o.length, "for", 0, "end after so long, such as 30s or 5m, counted from when people come; 0 does not end")
	f.Float64Var(&o.pace, "pace", 1, "how much faster than life people are, 0.1 to 100")
	f.Uint64Var(&o.seed, "seed", 0, "the luck of customers and agents; 0 draws one and prints it")
}

// The paces at which there is still something to see.
const (
	paceMin = 0.1
	paceMax = 100
)

func (o *demoOptions) check() error {
	if !(paceMin <= o.pace && o.pace <= paceMax) {
		return fmt.Errorf("--pace must be from %g to %g, is %g", paceMin, float64(paceMax), o.pace)
	}
	if o.length < 0 {
		return fmt.Errorf("--for must not be negative, is %s", o.length)
	}
	return nil
}

// unasked refuses the data directory of a server, which may be one in earnest.
func (o *demoOptions) unasked() error {
	if o.data == "" || o.into || dataDir(o.data) != nil {
		return nil
	}
	if _, err := os.Stat(filepath.Join(o.data, demo.CentreFile)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return fmt.Errorf("--data %s is the data directory of a server that does not have the example; "+
		"give the demo a directory of its own, or say --install to make the example instance in this one", o.data)
}

func (o *demoOptions) run(ctx context.Context, stdout, stderr io.Writer) (err error) {
	if err := o.check(); err != nil {
		return usage(err)
	}
	if err := o.unasked(); err != nil {
		return err
	}
	listener, err := listenOn(o.listen, server.Config{AllowPlaintext: o.plain})
	if err != nil {
		return err
	}
	dir := o.data
	if dir == "" {
		if dir, err = os.MkdirTemp("", "strowger-demo-"); err != nil {
			return errors.Join(err, listener.Close())
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	c, err := o.config(dir, listener, stdout, stderr)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	// Whoever reads the lines may have seen enough; the demo then ends as if it
	// had been asked to, and takes its data with it.
	signal.Ignore(syscall.SIGPIPE)
	if err := demo.Run(ctx, c); !errors.Is(err, syscall.EPIPE) {
		return err
	}
	return nil
}

func (o *demoOptions) config(dir string, listener net.Listener, stdout, stderr io.Writer) (demo.Config, error) {
	c := demo.Config{
		Listener: listener,
		Kept:     o.data != "",
		For:      o.length,
		Pace:     o.pace,
		Seed:     cmp.Or(o.seed, rand.Uint64N(1_000_000)+1),
		Out:      stdout,
		Screen:   drawable(stdout),
		Notices:  &demo.Notices{},
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return c, err
	}
	log := stderr
	if c.Screen {
		log = c.Notices
	}
	c.Server = server.Config{
		DataDir: dir,
		Region:  server.DefaultRegion,
		Quotas:  &strowger.Quotas{}, // how busy it gets is a matter of the pace
		Log:     slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn, ReplaceAttr: restjson.ShortenAttr})),
	}
	c.Connect, err = connect(dir, listener.Addr().String())
	return c, err
}

// drawable reports whether a screen can be drawn on w.
func drawable(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
}

// connect puts the exports of 'strowger env' into a file of the data directory,
// for a shell to read.
func connect(dir, address string) (demo.Connect, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return demo.Connect{}, err
	}
	exports := exports(server.Endpoint{URL: "http://" + address, Region: server.DefaultRegion}, server.CredentialsFile(dir))
	path := filepath.Join(dir, "env")
	err := renameio.WriteFile(path, []byte(exports), 0o600)
	return demo.Connect{
		Short: ". " + quote(path),
		Lines: strings.Split(strings.TrimSpace(exports), "\n"),
	}, err
}
