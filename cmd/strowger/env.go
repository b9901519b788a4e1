package main

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/strowger/strowger/server"
)

func envCommand() *cobra.Command {
	var where serverFlags
	cmd := &cobra.Command{
		Use:   "env",
		Short: "Print shell exports that point AWS tools at a server",
		Long: `Print shell exports that point any AWS tool at a server of this data directory:

    eval "$(strowger env)"
    aws connect list-instances

Where the server listens, and as which region, is what it wrote into its data
directory when it started; the flags say otherwise.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			credentials, err := filepath.Abs(server.CredentialsFile(where.data))
			if err != nil {
				return err
			}
			if err := dataDir(where.data); err != nil {
				return err
			}
			e, err := where.endpoint()
			if err != nil {
				return err
			}
			_, err = io.WriteString(cmd.OutOrStdout(), exports(e, credentials))
			return err
		},
	}
	where.add(cmd)
	return cmd
}

// serverFlags are the flags by which a command finds a server.
type serverFlags struct {
	data, listen, region string
	tls                  bool
}

func (f *serverFlags) add(cmd *cobra.Command) {
	dataFlag(cmd, &f.data)
	cmd.Flags().StringVar(&f.listen, "listen", "", "address of the server, HOST:PORT, if it is reached at another one")
	cmd.Flags().BoolVar(&f.tls, "tls", false, "the server speaks TLS, or a proxy in front of it")
	cmd.Flags().StringVar(&f.region, "region", "", "AWS region of the server")
}

// endpoint returns the endpoint of the server of the data directory, with what the
// other flags say otherwise.
func (f *serverFlags) endpoint() (server.Endpoint, error) {
	e, err := server.ReadEndpoint(f.data)
	if err != nil && (f.listen == "" || f.region == "") {
		return e, err
	}
	at, err := url.Parse(cmp.Or(e.URL, "http://"+server.DefaultListen))
	if err != nil {
		return e, err
	}
	if f.listen != "" {
		at.Scheme, at.Host = "http", f.listen
	}
	if f.tls {
		at.Scheme = "https"
	}
	e.URL = at.String()
	e.Region = cmp.Or(f.region, e.Region, server.DefaultRegion)
	return e, nil
}

// exports returns shell commands, in the syntax of POSIX shells, that point AWS
// tools at a server. AWS_PROFILE and keys in the environment are unset, since
// they would win over the credentials file.
func exports(e server.Endpoint, credentials string) string {
	return fmt.Sprintf(`export AWS_ENDPOINT_URL_CONNECT=%[1]s
export AWS_ENDPOINT_URL_STS=%[1]s
export AWS_SHARED_CREDENTIALS_FILE=%[2]s
export AWS_REGION=%[3]s
export AWS_DEFAULT_REGION=%[3]s
unset AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
`, quote(e.URL), quote(credentials), quote(e.Region))
}

// plainWord holds what no shell looks at twice.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9_./:@%+=-]+$`)

// quote quotes a word for POSIX shells, if it needs to be.
func quote(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
