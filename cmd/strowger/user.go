package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/strowger/strowger/client"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/server"
)

func userCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "user",
		Short: "Change the password of a user",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(userPasswordCommand())
	return cmd
}

// passwordOptions are the flags of user password.
type passwordOptions struct {
	where    serverFlags
	instance string
	stdin    bool
}

func userPasswordCommand() *cobra.Command {
	var o passwordOptions
	cmd := &cobra.Command{
		Use:   "password USERNAME",
		Short: "Give a user another password, which signs the user out everywhere",
		Long: `Give a user another password. All sessions of the user end.

The server of the data directory must be running; it makes the change. The
password is asked for twice and not shown, or read from standard input.`,
		Example: `  strowger user password ada
  strowger user password ada --instance my-centre --password-stdin < file`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("whose password? Give one USERNAME")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.run(cmd.Context(), args[0], cmd.InOrStdin(), cmd.ErrOrStderr()); err != nil {
				return err
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s has another password and is signed out everywhere.\n", args[0])
			return err
		},
	}
	o.where.add(cmd)
	cmd.Flags().StringVar(&o.instance, "instance", "", "identifier, ARN or alias of the instance, if there are several")
	cmd.Flags().BoolVar(&o.stdin, "password-stdin", false, "read the password from the first line of standard input")
	return cmd
}

func (o *passwordOptions) run(ctx context.Context, username string, stdin io.Reader, prompts io.Writer) error {
	if !o.stdin && !term.IsTerminal(int(os.Stdin.Fd())) {
		return usage(errors.New("the password is asked for at a terminal; without one, say --password-stdin"))
	}
	api, err := o.where.client()
	if err != nil {
		return err
	}
	defer api.Close()
	instance, err := findInstance(ctx, api, o.instance)
	if _, silent := errors.AsType[*url.Error](err); silent {
		return fmt.Errorf("the server does not answer; is it running? %w", err)
	}
	if err != nil {
		return err
	}
	id, err := findUser(ctx, api, instance, username)
	if err != nil {
		return err
	}
	var password string
	if o.stdin {
		password, err = readPassword(stdin)
	} else {
		password, err = askTwice(ctx, username, prompts)
	}
	if err != nil {
		return err
	}
	return api.Call(ctx, "POST", []string{"admin", instance, "users", id, "password"}, map[string]any{"Password": password}, nil)
}

// client returns a client with the key of the first start.
func (f *serverFlags) client() (*client.Client, error) {
	if err := dataDir(f.data); err != nil {
		return nil, err
	}
	at, err := f.endpoint()
	if err != nil {
		return nil, err
	}
	key, _, err := restjson.LoadOrCreateCredentials(server.CredentialsFile(f.data))
	if err != nil {
		return nil, err
	}
	return client.New(at.URL, at.Region, aws.Credentials{AccessKeyID: key.AccessKeyID, SecretAccessKey: key.SecretAccessKey}), nil
}

// findInstance returns the identifier of an instance by its identifier, its ARN or
// its alias; without one of these, of the only instance that there is.
func findInstance(ctx context.Context, api *client.Client, name string) (string, error) {
	var found []string
	for query := (url.Values{}); ; {
		var page struct {
			InstanceSummaryList []struct{ Id, Arn, InstanceAlias string }
			NextToken           string
		}
		if err := api.Get(ctx, []string{"instance"}, query, &page); err != nil {
			return "", err
		}
		for _, i := range page.InstanceSummaryList {
			if name == "" || name == i.Id || name == i.Arn || name == i.InstanceAlias {
				found = append(found, i.Id)
			}
		}
		if page.NextToken == "" {
			break
		}
		query.Set("nextToken", page.NextToken)
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case name != "":
		return "", fmt.Errorf("--instance %s: there is no such instance", name)
	}
	return "", fmt.Errorf("the server has %d instances; name one with --instance", len(found))
}

// findUser returns the identifier of a user by the user name.
func findUser(ctx context.Context, api *client.Client, instance, username string) (string, error) {
	var out struct {
		Users []struct{ Id, Username string }
	}
	err := api.Call(ctx, "POST", []string{"search-users"}, map[string]any{
		"InstanceId": instance,
		"SearchCriteria": map[string]any{"StringCondition": map[string]any{
			"FieldName": "Username", "Value": username, "ComparisonType": "EXACT",
		}},
	}, &out)
	if err != nil {
		return "", err
	}
	for _, u := range out.Users {
		if u.Username == username {
			return u.Id, nil
		}
	}
	return "", fmt.Errorf("there is no user %s in the instance %s", username, instance)
}

// readPassword reads the first line.
func readPassword(stdin io.Reader) (string, error) {
	line, err := bufio.NewReader(stdin).ReadString('\n')
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return strings.TrimRight(line, "\r\n"), err
}

// askTwice asks for a password at the terminal, so that it is not mistyped.
func askTwice(ctx context.Context, username string, prompts io.Writer) (string, error) {
	first, err := ask(ctx, "New password of "+username+": ", prompts)
	if err != nil {
		return "", err
	}
	second, err := ask(ctx, "The same again: ", prompts)
	if err == nil && first != second {
		err = errors.New("the passwords differ; nothing was changed")
	}
	return first, err
}

// ask asks for a line at the terminal that is not shown. If it is interrupted the
// terminal shows what is typed again.
func ask(ctx context.Context, prompt string, prompts io.Writer) (string, error) {
	fd := int(os.Stdin.Fd())
	state, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	if _, err := io.WriteString(prompts, prompt); err != nil {
		return "", err
	}
	read := make(chan error, 1)
	var line []byte
	go func() {
		var err error
		line, err = term.ReadPassword(fd)
		read <- err
	}()
	select {
	case <-ctx.Done():
		err = errors.Join(errors.New("interrupted; nothing was changed"), term.Restore(fd, state))
	case err = <-read:
	}
	if _, failed := io.WriteString(prompts, "\n"); err == nil {
		err = failed
	}
	if err != nil {
		return "", err
	}
	return string(line), nil
}
