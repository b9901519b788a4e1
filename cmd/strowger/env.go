package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/strowger/strowger/server"
)

func envCommand() *cobra.Command {
	var dir, listen, region string
	cmd := &cobra.Command{
		Use:   "env",
		Short: "Print shell exports that point AWS tools at a server",
		Long: `Print shell exports that point any AWS tool at a server of this data directory:

    eval "$(strowger env)"
    aws connect list-instances`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			credentials, err := filepath.Abs(server.CredentialsFile(dir))
			if err != nil {
				return err
			}
			if _, err := os.Stat(credentials); err != nil {
				return fmt.Errorf("there are no credentials in %s; 'strowger serve --data %s' makes them at its first start", dir, dir)
			}
			return writeEnv(cmd.OutOrStdout(), listen, credentials, region)
		},
	}
	cmd.Flags().StringVar(&dir, "data", server.DefaultDataDir, "data directory of the server")
	cmd.Flags().StringVar(&listen, "listen", server.DefaultListen, "address of the server, HOST:PORT")
	cmd.Flags().StringVar(&region, "region", server.DefaultRegion, "AWS region of the server")
	return cmd
}

// writeEnv writes the exports in the syntax of POSIX shells. AWS_PROFILE is
// unset, since a profile chosen there would win over the credentials file.
func writeEnv(w io.Writer, listen, credentials, region string) error {
	_, err := fmt.Fprintf(w, `export AWS_ENDPOINT_URL_CONNECT=%s
export AWS_SHARED_CREDENTIALS_FILE=%s
export AWS_REGION=%s
unset AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
`, quote("http://"+listen), quote(credentials), quote(region))
	return err
}

// quote quotes a word for POSIX shells.
func quote(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
