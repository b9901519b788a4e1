package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/strowger/strowger/access"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/server"
)

func keyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "key",
		Short: "Make, list and disable access keys",
		Long: `Make, list and disable access keys of a data directory.

A running server knows of every change with the next call. The key of the first
start, in the file 'credentials', may do everything and is not among them.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(keyCreateCommand(), keyListCommand(), keyDisableCommand())
	return cmd
}

// dataFlag adds the flag that names the data directory.
func dataFlag(cmd *cobra.Command, dir *string) {
	cmd.Flags().StringVar(dir, "data", server.DefaultDataDir, "data directory of the server")
}

// dataDir checks that there is a data directory.
func dataDir(dir string) error {
	if _, err := os.Stat(server.CredentialsFile(dir)); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no server in %s; 'strowger serve --data %s' makes it at its first start", dir, dir)
	} else if err != nil {
		return err
	}
	return nil
}

func keyCreateCommand() *cobra.Command {
	var dir, name, format string
	var policy access.Policy
	cmd := &cobra.Command{
		Use:   "create",
		Short: "Make an access key and print it, its secret once and for all",
		Long: `Make an access key that may perform some actions on some instances, and print
it. The secret is not shown again.

Actions are operations, such as connect:CreateQueue, gateway:AnnounceContact or
admin:UpdateUserPassword; instances are ARNs. A * stands for any text. What concerns no single instance,
such as connect:ListInstances, needs --instance '*'.`,
		Example: `  strowger key create --action '*' --instance '*' --name admin
  strowger key create --action 'connect:Describe*' --action 'connect:List*' \
      --instance arn:aws:connect:us-east-1:000000000000:instance/3b7e5f0e-…
  eval "$(strowger key create --action 'gateway:*' --instance '*' --format env)"`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "text" && format != "env" {
				return usage(fmt.Errorf("--format must be text or env, is %q", format))
			}
			key, err := access.NewKey(name, policy, time.Now())
			if err != nil {
				return usage(err)
			}
			if idle := policy.Idle(server.Actions()); len(idle) > 0 {
				return usage(fmt.Errorf("--action %s: no operation has that name; docs/operations.md, docs/gateway.md and docs/access.md list them", idle[0]))
			}
			if err := dataDir(dir); err != nil {
				return err
			}
			err = access.Edit(server.KeysFile(dir), func(keys []access.Key) ([]access.Key, error) {
				return append(keys, key), nil
			})
			if err != nil {
				return err
			}
			return showKey(cmd.OutOrStdout(), key, format)
		},
	}
	dataFlag(cmd, &dir)
	f := cmd.Flags()
	f.StringArrayVar(&policy.Actions, "action", nil, "action that is allowed, such as 'connect:Describe*'; may be repeated")
	f.StringArrayVar(&policy.Instances, "instance", nil, "ARN of an instance on which it is allowed, or '*'; may be repeated")
	f.StringVar(&name, "name", "", "name, for people and for messages")
	f.StringVar(&format, "format", "text", "'text', or 'env': shell exports")
	return cmd
}

// showKey prints a key with its secret.
func showKey(w io.Writer, key access.Key, format string) error {
	text := "access key id      %s\nsecret access key  %s\n"
	if format == "env" {
		text = "export AWS_ACCESS_KEY_ID=%s\nexport AWS_SECRET_ACCESS_KEY=%s\nunset AWS_PROFILE AWS_SESSION_TOKEN\n"
	}
	_, err := fmt.Fprintf(w, text, key.ID, key.Secret)
	return err
}

func keyListCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the access keys, without their secrets",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := dataDir(dir); err != nil {
				return err
			}
			keys, err := access.Read(server.KeysFile(dir))
			if err != nil {
				return err
			}
			return listKeys(cmd.OutOrStdout(), keys)
		},
	}
	dataFlag(cmd, &dir)
	return cmd
}

func listKeys(w io.Writer, keys []access.Key) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "ID\tNAME\tSTATE\tCREATED\tACTIONS\tINSTANCES") // Flush has the error
	for _, k := range keys {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", k.ID, k.Name, k.State, k.Created.Format(time.RFC3339),
			strings.Join(k.Policy.Actions, ","), strings.Join(k.Policy.Instances, ","))
	}
	return table.Flush()
}

func keyDisableCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "disable ID",
		Short: "Disable an access key for good",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("which key? Give one ID; 'strowger key list' lists them")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := dataDir(dir); err != nil {
				return err
			}
			if err := notRoot(dir, args[0]); err != nil {
				return err
			}
			return access.Edit(server.KeysFile(dir), func(keys []access.Key) ([]access.Key, error) {
				i := slices.IndexFunc(keys, func(k access.Key) bool { return k.ID == args[0] })
				if i < 0 {
					return nil, fmt.Errorf("there is no access key %s; 'strowger key list' lists them", args[0])
				}
				keys[i].State = access.Disabled
				return keys, nil
			})
		},
	}
	dataFlag(cmd, &dir)
	return cmd
}

// notRoot says how to replace the key of the first start, which cannot be
// disabled.
func notRoot(dir, id string) error {
	root, _, err := restjson.LoadOrCreateCredentials(server.CredentialsFile(dir))
	if err == nil && root.AccessKeyID == id {
		err = fmt.Errorf("%s is the key of the first start; to replace it, delete %s and start the server again", id, server.CredentialsFile(dir))
	}
	return err
}
