package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/strowger/strowger/server"
)

func envCommand() *cobra.Command {
	var dir, listen, region string
	var tls bool
	cmd := &cobra.Command{
		Use:   "env",
		Short: "Print shell exports that point AWS tools at a server",
		Long: `Print shell exports that point any AWS tool at a server of this data directory:

    eval "$(strowger env)"
    aws connect list-instances`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			credentials, err := filepath.Abs(server.CredentialsFile(dir))
			if err != nil {
				return err
			}
			if _, err := os.Stat(credentials); err != nil {
				return fmt.Errorf("there are no credentials in %s; 'strowger serve --data %s' makes them at its first start", dir, dir)
			}
			endpoint := "http://" + listen
			if tls {
				endpoint = "https://" + listen
			}
			_, err = io.WriteString(cmd.OutOrStdout(), exports(endpoint, credentials, region))
			return err
		},
	}
	cmd.Flags().StringVar(&dir, "data", server.DefaultDataDir, "data directory of the server")
	cmd.Flags().StringVar(&listen, "listen", server.DefaultListen, "address of the server, HOST:PORT")
	cmd.Flags().BoolVar(&tls, "tls", false, "the server speaks TLS")
	cmd.Flags().StringVar(&region, "region", server.DefaultRegion, "AWS region of the server")
	return cmd
}

// exports returns shell commands, in the syntax of POSIX shells, that point AWS
// tools at a server. AWS_PROFILE and keys in the environment are unset, since
// they would win over the credentials file.
func exports(endpoint, credentials, region string) string {
	return fmt.Sprintf(`export AWS_ENDPOINT_URL_CONNECT=%s
export AWS_SHARED_CREDENTIALS_FILE=%[2]s
export AWS_REGION=%s
export AWS_DEFAULT_REGION=%[3]s
unset AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
`, quote(endpoint), quote(credentials), quote(region))
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
