// Package server wires Strowger together: a data directory on one side, one HTTP
// listener on the other.
//
// The data directory holds
//
//	credentials   the access key of the first start, an AWS shared-credentials file
//	keys.json     the other access keys, with their policies
//	session.key   the secret that signs the tokens of people
//	signouts.json when people have signed out
//	endpoint.json where the server listens, or listened last
//	clock         where the manual clock stands, if there is one
//	journal/      the events of all instances, as far back as they are needed
//	instances/    what each instance is called, for when it cannot be started
//	report/       the contacts that have ended
//
// and belongs to one server at a time. The listener answers
//
//	/auth/, /api, /logout    the agent workspace, with session tokens
//	/clock, /clock/advance   the manual clock, unsigned, refused without one
//	/healthz                 "ok", unsigned
//	/                        a page for people who open the address, unsigned;
//	                         POST: GetCallerIdentity of AWS STS, signed
//	everything else          the Amazon Connect API and the gateway, signed
package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/access"
	"github.com/strowger/strowger/connect"
	"github.com/strowger/strowger/gateway"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/journal"
	"github.com/strowger/strowger/journal/sqlite"
	"github.com/strowger/strowger/report"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/workspace"
)

// The defaults of Config and of the flags that fill it.
const (
	DefaultDataDir = "strowger-data"
	DefaultListen  = "127.0.0.1:8420"
	DefaultRegion  = "us-east-1"
	DefaultAccount = "000000000000"
)

// Config says how to run a server.
type Config struct {
	DataDir     string // made if missing; DefaultDataDir
	Region      string // the AWS region it appears in; DefaultRegion
	Account     string // the AWS account it appears in, 12 digits; DefaultAccount
	ManualClock bool   // time moves only by POST /clock/advance

	// AcceptClock says how to go on with instances that are ahead of the machine's
	// clock. By default Open fails with host.ErrClockBehind.
	AcceptClock host.AcceptClock

	AcceptLoss bool // start although the journal has lost records, or all of them; see host.Config

	Log *slog.Logger

	// Who listens beyond loopback needs TLS, or must say that none is meant.
	TLSCert        string // path of a certificate (PEM), read again when it changes
	TLSKey         string // path of its private key
	AllowPlaintext bool

	// Hosts are names, or addresses, by which the server is reached beside those
	// of loopback. A listener on loopback, or any if there are some, refuses
	// requests for other hosts and from pages of others.
	Hosts []string

	// TrustedProxies are where proxies are that say in X-Forwarded-For from whom
	// they have a request.
	TrustedProxies []netip.Prefix

	Limits        Limits // zero members: those of DefaultLimits
	ThrottleAsAWS bool   // refuse what is called more often than Amazon allows by default

	Quotas *strowger.Quotas // what may be created; strowger.DefaultQuotas

	// Observe, if set, is told what has happened in an instance, when it is
	// durable; see host.Config.
	Observe func(strowger.InstanceID, []strowger.Event)
}

var (
	regionPattern  = regexp.MustCompile(`^[a-z]{2}(-[a-z]+){1,3}-[0-9]$`)
	accountPattern = regexp.MustCompile(`^[0-9]{12}$`)
)

// validate fills in the defaults and refuses what cannot be.
func (c *Config) validate() error {
	c.DataDir = cmp.Or(c.DataDir, DefaultDataDir)
	c.Region = cmp.Or(c.Region, DefaultRegion)
	c.Account = cmp.Or(c.Account, DefaultAccount)
	if c.Log == nil {
		c.Log = slog.Default()
	}
	c.Limits.fill()
	if c.Quotas == nil {
		c.Quotas = new(strowger.DefaultQuotas())
	}
	if !regionPattern.MatchString(c.Region) {
		return fmt.Errorf("the region must look like us-east-1, is %q", c.Region)
	}
	if !accountPattern.MatchString(c.Account) {
		return fmt.Errorf("the account must have 12 digits, is %q", c.Account)
	}
	return nil
}

// The directories of the stores in a data directory.
const (
	journalDir = "journal"
	reportDir  = "report"
)

// PasswordChecks returns by how much a process that serves should raise GOMAXPROCS,
// so that people who sign in do not hold up its other work.
func PasswordChecks() int { return workspace.PasswordChecks() }

// CredentialsFile returns the path of the credentials in a data directory.
func CredentialsFile(dataDir string) string { return filepath.Join(dataDir, "credentials") }

// Server is a running installation without its listener. Close it after use.
type Server struct {
	Credentials restjson.Credentials // the access key of the first start
	Directory   *host.Directory

	config  Config
	report  *report.Store
	journal journal.Journal
	lock    io.Closer
	keys    *access.Store
	limiter *limiter
	handler http.Handler
	api     *connect.Server

	advancing sync.Mutex // the manual clock

	closing context.Context // ends when Serve begins to end
	stop    context.CancelFunc
	sockets sync.WaitGroup // which net/http forgets
}

// Open reads the data directory, making it if it is missing, and starts every
// instance in it. It fails if another server has the directory.
func Open(ctx context.Context, config Config) (s *Server, err error) {
	if err := config.validate(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(config.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	s = &Server{config: config}
	s.limiter = newLimiter(config.Limits, s.isProxy, config.Log)
	s.closing, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if s.lock, err = sqlite.Lock(config.DataDir); err != nil {
		return s, err
	}
	s.compareEndpoint()
	if s.Credentials, _, err = restjson.LoadOrCreateCredentials(CredentialsFile(config.DataDir)); err != nil {
		return s, err
	}
	if s.keys, err = access.Open(KeysFile(config.DataDir), config.Log); err != nil {
		return s, err
	}
	if err := s.openStores(ctx); err != nil {
		return s, err
	}
	s.handler, err = s.routes()
	return s, err
}

// openStores opens the journal and the ended contacts. It does not begin a new
// journal beside the contacts of one that is lost, unless that is accepted; then
// the ended contacts begin anew too.
func (s *Server) openStores(ctx context.Context) (err error) {
	reports := filepath.Join(s.config.DataDir, reportDir)
	if err := os.MkdirAll(reports, 0o700); err != nil {
		return err
	}
	if s.config.AcceptLoss {
		if err := s.acceptLoss(ctx, reports); err != nil {
			return err
		}
	}
	if s.report, err = report.Open(reports, s.config.Log); err != nil {
		return err
	}
	records := filepath.Join(s.config.DataDir, journalDir)
	if known := s.report.Instances(ctx); !sqlite.Exists(records) && len(known) > 0 {
		return fmt.Errorf("%s: %w: those of instances %v", records, host.ErrEmptyJournal, known)
	}
	if s.journal == nil {
		if s.journal, err = sqlite.Open(records); err != nil {
			return err
		}
	}
	clock, err := s.clock()
	if err != nil {
		return err
	}
	s.Directory, err = host.Open(ctx, host.Config{
		Journal: s.journal, Report: s.report, Clock: clock, Logger: s.config.Log,
		NounDir: filepath.Join(s.config.DataDir, "instances"), AcceptClock: s.config.AcceptClock,
		Quotas: *s.config.Quotas, Observe: s.config.Observe, AcceptLoss: s.config.AcceptLoss,
	})
	return err
}

// acceptLoss opens the journal as it is. If there is nothing in it, the contacts
// that ended in the journal before it are set aside.
func (s *Server) acceptLoss(ctx context.Context, reports string) (err error) {
	records := filepath.Join(s.config.DataDir, journalDir)
	if err := sqlite.AcceptLoss(records); err != nil {
		return err
	}
	if s.journal, err = sqlite.Open(records); err != nil {
		return err
	}
	names, err := s.journal.Instances(ctx)
	if err != nil || len(names) > 0 {
		return err
	}
	aside, err := report.SetAside(reports)
	if aside != "" {
		s.config.Log.Warn("the journal is lost, which is accepted; the contacts that ended in it are set aside", "kept", aside)
	}
	return err
}

// routes puts all surfaces behind one handler.
func (s *Server) routes() (http.Handler, error) {
	secret, err := sessionSecret(s.config.DataDir)
	if err != nil {
		return nil, err
	}
	names := connect.Names{Region: s.config.Region, Account: s.config.Account}
	keys := keyring{s.Credentials, s.keys, names}
	verifier := &restjson.Verifier{Keys: keys, Region: s.config.Region, Services: []string{"connect"}}
	signing := restjson.Config{
		Screen: verifier.Screen, Authenticate: verifier.Authenticate, Authorize: keys.authorize,
		Resolve: names.Resolve, Translate: connect.Translate, Limiter: s.limiter, Log: s.config.Log,
	}
	if s.config.ThrottleAsAWS {
		signing.Admit = newThrottle(s.Directory.Clock()).admit
	}
	signed := restjson.NewMux(signing)
	s.api = &connect.Server{Directory: s.Directory, Report: s.report, Names: names, Log: s.config.Log, Stopping: s.closing}
	s.api.Register(signed)
	media := &gateway.Server{Directory: s.Directory, Report: s.report, Names: names}
	media.Register(signed)
	signOuts, err := workspace.OpenSignOuts(filepath.Join(s.config.DataDir, "signouts.json"))
	if err != nil {
		return nil, err
	}
	people := (&workspace.Server{
		Directory: s.Directory, Names: names, Secret: secret, SignOuts: signOuts, Report: s.report,
		Limiter: s.limiter, Log: s.config.Log,
	}).Handler()
	clock := s.clockHandler()
	sts := &tokenService{
		verifier: &restjson.Verifier{Keys: keys, Region: s.config.Region, Services: []string{"sts"}},
		keys:     keys, limiter: s.limiter, log: s.config.Log,
	}
	// http.ServeMux would redirect paths with empty segments, which signed
	// requests cannot follow.
	return restjson.TrustProxies(s.config.TrustedProxies, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch path := r.URL.Path; {
		case workspace.Serves(path):
			s.serveWorkspace(people, w, r)
		case isClock(path):
			clock.ServeHTTP(w, r)
		case path == "/healthz" && r.Method == http.MethodGet:
			serveHealth(w, r)
		case isPerson(r):
			serveWelcome(w, r)
		case isTokenService(r):
			sts.ServeHTTP(w, r)
		default:
			signed.ServeHTTP(w, r)
		}
	})), nil
}

// isProxy reports whether an address is one of a trusted proxy.
func (s *Server) isProxy(a net.Addr) bool {
	at, ok := a.(*net.TCPAddr)
	return ok && slices.ContainsFunc(s.config.TrustedProxies, func(p netip.Prefix) bool {
		return p.Contains(at.AddrPort().Addr().Unmap().WithZone(""))
	})
}

// errClosing is why a request is ended that has nothing to finish.
var errClosing = errors.New("the server is being stopped")

// serveWorkspace lets long polls, sockets, and those who wait in line to sign in,
// end when the server begins to: they have nothing to finish. All other requests
// are finished.
func (s *Server) serveWorkspace(h http.Handler, w http.ResponseWriter, r *http.Request) {
	if workspace.IsPoll(r) || r.URL.Path == workspace.SignIn {
		ctx, cancel := context.WithCancelCause(r.Context())
		defer cancel(nil)
		defer context.AfterFunc(s.closing, func() { cancel(errClosing) })()
		r = r.WithContext(ctx)
	}
	if r.URL.Path == workspace.Socket {
		s.sockets.Add(1)
		defer s.sockets.Done()
	}
	h.ServeHTTP(w, r)
}

// ServeHTTP answers a request of any surface.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// shutdownTimeout is how long requests have to be finished at the end.
const shutdownTimeout = 20 * time.Second

// Serve answers requests on a listener until ctx ends, then finishes those it
// has accepted; long polls end at once. It closes the listener.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	web := httpServer(lengthKnown(s.ownNames(listener.Addr(), s)), s.limiter, s.config.Log)
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	s.stop()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if err := web.Shutdown(grace); err != nil {
		err = fmt.Errorf("requests that were not finished after %s are given up: %w", shutdownTimeout, err)
		return errors.Join(err, web.Close())
	}
	s.sockets.Wait() // each says good-bye, for five seconds at most
	return nil
}

// Close finishes what was accepted and leaves the data directory.
func (s *Server) Close() error {
	s.stop()
	var errs []error
	if s.Directory != nil {
		ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
		defer cancel()
		errs = append(errs, s.Directory.Close(ctx))
	}
	if s.report != nil {
		errs = append(errs, s.report.Close())
	}
	if s.journal != nil {
		errs = append(errs, s.journal.Close())
	}
	if s.keys != nil {
		errs = append(errs, s.keys.Close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}
