package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"

	"github.com/spf13/cobra"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/server"
)

func serveCommand() *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run a server",
		Long: `Run a server that speaks the Amazon Connect API.

The data directory holds the journal, the records of ended contacts and, from the
first start on, a file 'credentials' with a random key pair for AWS tools. The
first line on standard output says where the server listens, once it does.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			config, err := o.config(cmd.ErrOrStderr())
			if err != nil {
				return usage(err)
			}
			return serve(cmd.Context(), config, o.listen, cmd.OutOrStdout())
		},
	}
	o.add(cmd)
	return cmd
}

// serveOptions are the flags of serve; they stay what they are.
type serveOptions struct {
	data     string
	listen   string
	region   string
	account  string
	clock    string
	logLevel string
	quotas   strowger.Quotas
}

func (o *serveOptions) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.data, "data", server.DefaultDataDir, "data directory; made if missing")
	f.StringVar(&o.listen, "listen", server.DefaultListen, "address to listen on, HOST:PORT; port 0 takes a free one")
	f.StringVar(&o.region, "region", server.DefaultRegion, "AWS region to appear in")
	f.StringVar(&o.account, "account", server.DefaultAccount, "AWS account to appear in, 12 digits")
	f.StringVar(&o.clock, "clock", "real", "'real', or 'manual': time moves only by POST /clock/advance")
	o.quotas = strowger.DefaultQuotas()
	f.Var(quotaFlag{&o.quotas}, "quota", "change a quota, such as calls=200,queues=none; 'none' lifts all (docs/access.md)")
	f.StringVar(&o.logLevel, "log-level", "info", "what to log: debug, info, warn or error")
}

// config turns the flags into the configuration of a server that logs to w.
func (o *serveOptions) config(w io.Writer) (server.Config, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(o.logLevel)); err != nil {
		return server.Config{}, fmt.Errorf("--log-level must be debug, info, warn or error, is %q", o.logLevel)
	}
	if o.clock != "real" && o.clock != "manual" {
		return server.Config{}, fmt.Errorf("--clock must be real or manual, is %q", o.clock)
	}
	return server.Config{
		DataDir:     o.data,
		Region:      o.region,
		Account:     o.account,
		ManualClock: o.clock == "manual",
		Quotas:      &o.quotas,
		Log:         slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level})),
	}, nil
}

// serve runs a server until ctx ends, then finishes what was accepted.
func serve(ctx context.Context, config server.Config, listen string, stdout io.Writer) (err error) {
	slog.SetDefault(config.Log) // for what has no logger of its own
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return fmt.Errorf("--listen %s: %w", listen, err)
	}
	s, err := server.Open(ctx, config)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if _, err := fmt.Fprintf(stdout, "strowger: listening on http://%s\n", listener.Addr()); err != nil {
		return errors.Join(err, listener.Close())
	}
	return s.Serve(ctx, listener)
}
