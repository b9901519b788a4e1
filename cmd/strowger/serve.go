package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"runtime"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/restjson"
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
first line on standard output says where the server listens, once it does;
'strowger env' finds it by the data directory.`,
		Args: noArguments,
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
	accept   string
	logLevel string
	quotas   strowger.Quotas
	throttle string
	tlsCert  string
	tlsKey   string
	plain    bool
	maxCalls int
	maxPolls int
	hosts    []string
	proxies  []string
	loss     bool
}

func (o *serveOptions) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.data, "data", server.DefaultDataDir, "data directory; made if missing")
	f.StringVar(&o.listen, "listen", server.DefaultListen, "address to listen on, HOST:PORT; port 0 takes a free one")
	f.StringVar(&o.region, "region", server.DefaultRegion, "AWS region to appear in")
	f.StringVar(&o.account, "account", server.DefaultAccount, "AWS account to appear in, 12 digits")
	f.StringVar(&o.clock, "clock", "real", "'real', or 'manual': time moves only by POST /clock/advance")
	f.StringVar(&o.accept, "accept-clock", "", "start although an instance is ahead of the clock: 'wait' lets its time stand still until the clock has caught up, 'shift' sets it back (docs/access.md)")
	f.BoolVar(&o.loss, "accept-loss", false, "start although the journal has lost records that were acknowledged, or all of them")
	f.StringVar(&o.tlsCert, "tls-cert", "", "file with a certificate (PEM), to speak TLS; it may be replaced at any time")
	f.StringVar(&o.tlsKey, "tls-key", "", "file with the private key of the certificate (PEM)")
	f.BoolVar(&o.plain, "allow-plaintext", false, "listen for other machines without TLS")
	f.StringSliceVar(&o.hosts, "host", nil, "name by which the server is reached, beside localhost; requests for others are refused (docs/access.md)")
	f.StringSliceVar(&o.proxies, "trusted-proxy", nil, "address or network (CIDR) of a proxy whose X-Forwarded-For is believed")
	f.StringVar(&o.throttle, "throttle", "none", "'none', or 'aws': refuse calls that come more often than Amazon allows by default")
	limits := server.DefaultLimits()
	f.IntVar(&o.maxCalls, "max-calls", limits.Calls, "calls that are answered at the same time; more are told to try again")
	f.IntVar(&o.maxPolls, "max-polls", limits.Polls, "long polls of agents that are answered, and sockets that are open, at the same time")
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
	switch {
	case o.accept != "" && o.accept != "wait" && o.accept != "shift":
		return server.Config{}, fmt.Errorf("--accept-clock must be wait or shift, is %q", o.accept)
	case o.accept != "" && o.clock != "real":
		return server.Config{}, errors.New("--accept-clock is for the real clock; a manual one goes on from the latest time of an instance")
	}
	if o.throttle != "none" && o.throttle != "aws" {
		return server.Config{}, fmt.Errorf("--throttle must be none or aws, is %q", o.throttle)
	}
	if o.maxCalls < 1 || o.maxPolls < 1 {
		return server.Config{}, fmt.Errorf("--max-calls and --max-polls must be at least 1, are %d and %d", o.maxCalls, o.maxPolls)
	}
	if (o.tlsCert == "") != (o.tlsKey == "") {
		return server.Config{}, errors.New("--tls-cert and --tls-key belong together")
	}
	proxies, err := prefixes(o.proxies)
	if err != nil {
		return server.Config{}, err
	}
	return server.Config{
		DataDir:     o.data,
		Region:      o.region,
		Account:     o.account,
		ManualClock: o.clock == "manual",
		AcceptClock: host.AcceptClock(o.accept),
		AcceptLoss:  o.loss,
		Quotas:      &o.quotas,

		TLSCert:        o.tlsCert,
		TLSKey:         o.tlsKey,
		AllowPlaintext: o.plain,
		Hosts:          o.hosts,
		TrustedProxies: proxies,
		ThrottleAsAWS:  o.throttle == "aws",
		Limits:         server.Limits{Calls: o.maxCalls, Polls: o.maxPolls},
		Log:            slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: restjson.ShortenAttr})),
	}, nil
}

// prefixes reads the flags --trusted-proxy. An address is a network of one.
func prefixes(texts []string) ([]netip.Prefix, error) {
	var list []netip.Prefix
	for _, text := range texts {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			var a netip.Addr
			if a, err = netip.ParseAddr(text); err == nil {
				p, err = a.Prefix(a.BitLen())
			}
		}
		if err != nil {
			return nil, fmt.Errorf("--trusted-proxy must be an address such as 10.0.0.7 or a network such as 10.0.0.0/8, is %q", text)
		}
		list = append(list, p)
	}
	return list, nil
}

// listenOn opens the listener of a flag --listen.
func listenOn(address string, config server.Config) (net.Listener, error) {
	if _, _, err := net.SplitHostPort(address); err != nil {
		return nil, usage(fmt.Errorf("--listen must be HOST:PORT, such as %s, is %q", server.DefaultListen, address))
	}
	listener, err := server.Listen(address, config)
	switch {
	case err == nil:
		return listener, nil
	case errors.Is(err, server.ErrPlaintext):
		return nil, fmt.Errorf("--listen %s: %w; see --tls-cert in 'strowger serve --help', or say --allow-plaintext if something else protects them", address, err)
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("--listen %s is in use, perhaps by another server; choose another, such as --listen 127.0.0.1:0 for any free port", address)
	}
	return nil, fmt.Errorf("--listen %s: %w", address, err)
}

// serve runs a server until ctx ends, then finishes what was accepted.
func serve(ctx context.Context, config server.Config, listen string, stdout io.Writer) (err error) {
	slog.SetDefault(config.Log) // for what has no logger of its own
	runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + server.PasswordChecks())
	listener, err := listenOn(listen, config)
	if err != nil {
		return err
	}
	s, err := server.Open(ctx, config)
	if errors.Is(err, host.ErrClockBehind) {
		err = fmt.Errorf("%w\nIf the clock is wrong, set it right. If it is right and was ahead before, start with --accept-clock=shift or --accept-clock=wait; see 'strowger serve --help'", err)
	}
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	url, err := s.Announce(listener)
	if err == nil {
		_, err = fmt.Fprintf(stdout, "strowger: listening on %s\n", url)
	}
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	return s.Serve(ctx, listener)
}
